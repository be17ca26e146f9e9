// Tasks that the lane claims itself: due clocks, and open work of a reorganisation.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/lane.h"
#include "services/store/rehoming_claim.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"

namespace phoihop::engine {

void Lane::Enqueue(Claiming claiming) {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_) {
      claims_.push_back(std::make_unique<Claiming>(std::move(claiming)));
      return;
    }
  }
  claiming.refuse(Error(v1::ERROR_REASON_STOPPING, "The server is stopping."));
}

void Lane::SubmitSweep(std::string province, int limit, SweepDone done) {
  auto run = [this, province = std::move(province), limit, done] {
    done(RunSweep(province, [&](store::WriteSession& session, absl::Time now) {
      return session.BeginSweep(province, now, limit);
    }));
  };
  Enqueue({std::move(run), [done](absl::Status status) { done(std::move(status)); }});
}

void Lane::SubmitSweepOf(std::string province, std::string task_id, SweepDone done) {
  auto run = [this, province = std::move(province), task_id = std::move(task_id), done] {
    done(RunSweep(province, [&](store::WriteSession& session, absl::Time now) {
      return session.BeginSweepOf(province, now, task_id);
    }));
  };
  Enqueue({std::move(run), [done](absl::Status status) { done(std::move(status)); }});
}

void Lane::SubmitRehoming(RehomingStep step, RehomingDone done) {
  auto run = [this, step = std::move(step), done] { done(RunRehoming(step)); };
  Enqueue({std::move(run), [done](absl::Status status) { done(std::move(status)); }});
}

void Lane::SubmitFollowUps(std::string province, int limit, FollowUpDone done) {
  auto run = [this, province = std::move(province), limit, done] { done(RunFollowUps(province, limit)); };
  Enqueue({std::move(run), [done](absl::Status status) { done(std::move(status)); }});
}

void Lane::SubmitBulkItems(BulkStep step, BulkDone done) {
  auto run = [this, step = std::move(step), done] { done(RunBulkItems(step)); };
  Enqueue({std::move(run), [done](absl::Status status) { done(std::move(status)); }});
}

absl::StatusOr<SweepOutcome> Lane::RunSweep(const std::string& province, SweepClaim all) {
  SweepOutcome total;
  Claim claim;
  claim.province = province;
  claim.all = std::move(all);
  claim.one = [&](store::WriteSession& session, const std::string& task_id) {
    return session.BeginSweepOf(province, options_.clock->Now(), task_id);
  };
  claim.committed = [&](const Batch& batch) {
    total.claimed += batch.sweep().claimed;
    total.fired += batch.sweep().fired;
    total.quarantined += batch.sweep().quarantined;
  };
  if (auto status = RunClaim(claim); !status.ok()) return status;
  return total;
}

absl::StatusOr<FollowUpOutcome> Lane::RunFollowUps(const std::string& province, int limit) {
  FollowUpOutcome total;
  const auto today = [this] { return DayOf(options_.clock->Now()); };
  Claim claim;
  claim.province = province;
  claim.work.kind = ClaimedWork::Kind::kFollowUps;
  claim.all = [&](store::WriteSession& session, absl::Time now) {
    return session.BeginFollowUps(
        {.province = province, .today = DayOf(now), .tasks = limit, .of_each_task = kFollowUpsOfOneTask});
  };
  // Only the first of the task: it alone may be the one that the database refuses.
  claim.one = [&](store::WriteSession& session, const std::string& task_id) {
    return session.BeginFollowUps(
        {.province = province, .today = today(), .tasks = 1, .of_each_task = 1, .only_task_id = task_id});
  };
  claim.committed = [&](const Batch& batch) {
    total.claimed += batch.follow_up_outcome().claimed;
    total.set_aside += batch.follow_up_outcome().set_aside;
  };
  if (auto status = RunClaim(claim); !status.ok()) return status;
  return total;
}

absl::StatusOr<BulkOutcome> Lane::RunBulkItems(const BulkStep& step) {
  BulkOutcome total;
  const auto begin = [&](store::WriteSession& session, int limit, const std::string& only) {
    return session.BeginBulkItems(
        {.province = step.province, .bulk_operation_id = step.bulk_operation_id, .limit = limit, .only_task_id = only});
  };
  Claim claim;
  claim.province = step.province;
  claim.work.kind = ClaimedWork::Kind::kBulkItems;
  claim.all = [&](store::WriteSession& session, absl::Time) { return begin(session, std::max(step.limit, 1), ""); };
  claim.one = [&](store::WriteSession& session, const std::string& task_id) { return begin(session, 1, task_id); };
  claim.committed = [&](const Batch& batch) {
    total.claimed += batch.bulk_outcome().claimed;
    total.failed += batch.bulk_outcome().failed;
  };
  if (auto status = RunClaim(claim); !status.ok()) return status;
  return total;
}

absl::StatusOr<RehomingOutcome> Lane::RunRehoming(const RehomingStep& step) {
  RehomingOutcome total;
  const auto begin = [&](store::WriteSession& session, absl::Time now,
                         const std::string& only) -> absl::StatusOr<store::Loaded> {
    auto loaded = session.Begin({.province = step.province});
    if (!loaded.ok()) return loaded;
    auto claim = ClaimOf(step, loaded->reference_version, now);
    if (!claim.ok()) return claim.status();
    if (!claim->has_value()) return loaded;
    (*claim)->only_task_id = only;
    if (auto status = session.ClaimForRehoming(**claim, *loaded); !status.ok()) return status;
    return loaded;
  };
  Claim claim;
  claim.province = step.province;
  claim.work = {ClaimedWork::Kind::kRehoming, step.reorganisation};
  claim.all = [&](store::WriteSession& session, absl::Time now) { return begin(session, now, ""); };
  claim.one = [&](store::WriteSession& session, const std::string& task_id) {
    return begin(session, options_.clock->Now(), task_id);
  };
  claim.committed = [&](const Batch& batch) {
    const RehomingOutcome& done = batch.rehoming();
    total.claimed += done.claimed;
    total.recorded += done.recorded;
    total.failed += done.failed;
    if (!done.last_task_id.empty()) total.last_task_id = done.last_task_id;
  };
  if (auto status = RunClaim(claim); !status.ok()) return status;
  return total;
}

absl::StatusOr<std::optional<store::RehomingClaim>> Lane::ClaimOf(const RehomingStep& step, int64_t reference_version,
                                                                  absl::Time now) {
  const auto facts = FactsAt(step.province, reference_version);
  if (!facts.ok()) return facts.status();
  const auto* reorganisation = organisation::FindReorganisation((*facts)->facts->data(), step.reorganisation);
  if (reorganisation == nullptr || !organisation::IsMoving(*reorganisation, DayOf(now))) {
    return std::optional<store::RehomingClaim>();
  }
  store::RehomingClaim claim;
  claim.province = step.province;
  claim.reorganisation = step.reorganisation;
  claim.after_task_id = step.after_task_id;
  claim.limit = std::max(step.limit, 1);
  for (const v1::ItemAssignment& assignment : reorganisation->assignments()) {
    claim.assigned.push_back(assignment.item());
  }
  claim.undo = reorganisation->state() == v1::Reorganisation::STATE_UNDOING;
  if (claim.undo) {
    claim.reclosed = store::MadeUnits(*reorganisation);
  } else {
    const organisation::Routes routes(*reorganisation, (*facts)->facts->directory(), DayOf(now));
    std::vector<std::string> units = routes.moving_units();
    units.insert(units.end(), routes.kept_units().begin(), routes.kept_units().end());
    claim.parties = store::PartiesOf(*reorganisation, units);
    claim.parties.persons.clear();
    for (const auto& leaver : routes.leavers()) claim.parties.persons.push_back({leaver.person, leaver.unit});
  }
  return std::optional<store::RehomingClaim>(std::move(claim));
}

absl::Status Lane::RunClaim(const Claim& claim) {
  std::unique_ptr<Batch> batch;
  const Outcome outcome = Retry([&]() -> Outcome {
    const auto session = Session();
    if (!session.ok()) return {session.status()};
    const absl::Time now = options_.clock->Now();
    batch = std::make_unique<Batch>(claim.province, claim.work, now);
    return Complete(claim.province, *batch, claim.all(**session, now));
  });
  if (outcome.status.ok()) {
    Publish(claim.province, *batch);
    claim.committed(*batch);
    return absl::OkStatus();
  }
  const store::Refusal refusal = store::RefusalOf(outcome.status);
  if (refusal == store::Refusal::kUnavailable || refusal == store::Refusal::kConflict) {
    return store::ForCaller(outcome.status);
  }
  // One of them is the cause: each alone. None: it is not about a task.
  if (batch->claimed().empty()) {
    Log("Tasks cannot be claimed", outcome.status);
    return store::ForCaller(outcome.status);
  }
  for (const std::string& task_id : batch->claimed()) {
    if (auto status = RunClaimOfOne(claim, task_id); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Lane::RunClaimOfOne(const Claim& claim, const std::string& task_id) {
  std::unique_ptr<Batch> batch;
  std::string reason, refused;  // once the database refused the effects: why, and of what
  const auto attempt = [&]() -> Outcome {
    const auto session = Session();
    if (!session.ok()) return {session.status()};
    batch = std::make_unique<Batch>(claim.province, claim.work, options_.clock->Now());
    if (!reason.empty()) batch->SetAsideAll(reason, refused);
    return Complete(claim.province, *batch, claim.one(**session, task_id));
  };
  Outcome outcome = Retry(attempt);
  // Once more when the task was another one by then.
  for (int refusals = 0; refusals < kMaxAttempts; ++refusals) {
    if (outcome.status.ok() || store::RefusalOf(outcome.status) == store::Refusal::kUnavailable) break;
    if (!reason.empty() && batch->claim_mark() == refused) break;
    Log(absl::StrCat("The effects on task ", task_id, " cannot be written"), outcome.status);
    reason = "The database refused the effects; the server's log says why.";
    refused = batch->claim_mark();
    outcome = Retry(attempt);
  }
  if (!outcome.status.ok()) return store::ForCaller(outcome.status);
  Publish(claim.province, *batch);
  claim.committed(*batch);
  return absl::OkStatus();
}

}  // namespace phoihop::engine
