#include "services/worker/rehoming.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/handlers/reorganisation_event.h"
#include "services/store/event_reader.h"
#include "services/store/filter.h"
#include "services/store/rehoming_claim.h"
#include "services/store/rehoming_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::worker {
namespace {

// Who acts in the journal.
constexpr char kSystem[] = "rehoming";
// Outcomes that are read at a time.
constexpr int kOutcomePage = 500;

internal::v1::Command NewCommand(const std::string& province) {
  internal::v1::Command command;
  command.set_province(province);
  command.mutable_actor()->set_system(kSystem);
  return command;
}

// Whether the same can work a moment later.
bool IsPassing(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kResourceExhausted ||
         status.code() == absl::StatusCode::kAborted;
}

std::vector<std::string> UnitsOf(const organisation::Routes& routes) {
  std::vector<std::string> units = routes.moving_units();
  units.insert(units.end(), routes.kept_units().begin(), routes.kept_units().end());
  return units;
}

// Of an item of a plan, or of the plan itself.
std::string PlanOf(absl::string_view item) {
  const std::vector<absl::string_view> segments = absl::StrSplit(item, '/');
  return absl::StrJoin(segments.begin(), segments.begin() + std::min<std::ptrdiff_t>(4, std::ssize(segments)), "/");
}

// Units with which nothing may be left: those that ended, or after an undo those that were made.
std::vector<std::string> ClosedUnits(const v1::Reorganisation& reorganisation, const organisation::Routes& routes,
                                     const organisation::Directory& directory, absl::CivilDay today) {
  std::vector<std::string> closed;
  const bool undone = reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
  for (const std::string& unit : undone ? store::MadeUnits(reorganisation) : routes.moving_units()) {
    if (!directory.IsAlive(unit, today)) closed.push_back(unit);
  }
  return closed;
}

}  // namespace

RehomingRunner::RehomingRunner(RehomingOptions options)
    : options_(options), loop_(options.engine->clock(), [this] { return Look(); }) {}

RehomingRunner::~RehomingRunner() { Stop(); }

void RehomingRunner::Stop() { loop_.Stop(); }

void RehomingRunner::Committed(const v1::Event& event) {
  if (handlers::ReorganisationIn(event) != nullptr) loop_.Poke();
}

absl::Status RehomingRunner::last_error() const { return loop_.last_error(); }

absl::Status RehomingRunner::WaitUntilIdle(absl::Duration limit) {
  if (loop_.WaitUntilIdle(limit)) return absl::OkStatus();
  const absl::Status error = loop_.last_error();
  return absl::DeadlineExceededError(error.ok()
                                         ? "Open work is still being moved; wait longer."
                                         : absl::StrCat("Open work cannot be moved at the moment: ", error.message()));
}

Looked RehomingRunner::Look() {
  const Next next = MoveSome();
  Looked looked{.error = next.error, .idle = !next.moving};
  // After an error somebody's change does not make the next look come sooner.
  looked.heed_pokes = next.error.ok();
  const absl::Duration in = next.error.ok() ? next.in : retry_;
  looked.wait = std::min(in, options_.engine->clock().RealTimeUntil(next.at));
  retry_ = next.error.ok() ? kRehomingFirstRetry : std::min(2 * retry_, kRehomingLongestRetry);
  return looked;
}

RehomingRunner::Next RehomingRunner::MoveSome() {
  Next next{.moving = false, .in = options_.quiet_interval, .at = absl::InfiniteFuture(), .error = absl::OkStatus()};
  const auto provinces = store::ListProvinces(*options_.database);
  if (!provinces.ok()) {
    next.error = provinces.status();
    return next;
  }
  std::map<Key, Progress> moving;
  for (const std::string& province : *provinces) {
    next.error.Update(LookAt(province, next, moving));
    // Whoever recorded the end of another one may have died before it looked at these.
    if (first_look_) next.error.Update(VerifyHeld(province));
  }
  first_look_ = !next.error.ok();
  for (auto& [key, progress] : moving) {
    if (loop_.stopping()) return next;
    next.moving = true;
    const auto wait = Turn(key, progress);
    if (wait.ok()) next.in = std::min(next.in, *wait);
    next.error.Update(wait.status());
  }
  progress_ = std::move(moving);
  return next;
}

absl::Status RehomingRunner::LookAt(const std::string& province, Next& next, std::map<Key, Progress>& moving) {
  const auto facts = options_.engine->FactsOf(province);
  if (!facts.ok()) return facts.status();
  const absl::CivilDay today = DayOf(options_.engine->clock().Now());
  for (const v1::Reorganisation& reorganisation : (*facts)->data().reorganisations()) {
    if (organisation::IsMoving(reorganisation, today)) {
      const Key key(province, reorganisation.name());
      moving[key] = progress_[key];
    } else if (reorganisation.state() == v1::Reorganisation::STATE_EXECUTING && !reorganisation.paused()) {
      const auto day = ParseDate(reorganisation.effective_date());
      if (day.ok()) next.at = std::min(next.at, StartOfDay(*day));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Duration> RehomingRunner::Turn(const Key& key, Progress& progress) {
  for (int i = 0; i < kRehomingStepsPerTurn && !loop_.stopping(); ++i) {
    // It may have been paused, taken back or finished by somebody else since.
    const auto facts = options_.engine->FactsOf(key.first);
    if (!facts.ok()) return facts.status();
    const auto* reorganisation = organisation::FindReorganisation((*facts)->data(), key.second);
    const absl::CivilDay today = DayOf(options_.engine->clock().Now());
    if (reorganisation == nullptr || !organisation::IsMoving(*reorganisation, today)) break;

    const auto outcome = Step(key, progress);
    if (!outcome.ok()) return outcome.status();
    // What failed is claimed by every pass; it counts for nothing, or there would be no end.
    progress.moved += outcome->claimed - outcome->failed;
    progress.after_task_id = outcome->last_task_id;
    if (!outcome->last_task_id.empty()) continue;
    // The end of a pass. What came, or was let go, behind it is found by another one.
    if (std::exchange(progress.moved, 0) > 0) {
      progress.held_tries = 0;
      continue;
    }
    return Finish(key, *reorganisation, **facts, progress);
  }
  return absl::ZeroDuration();
}

absl::StatusOr<engine::RehomingOutcome> RehomingRunner::Step(const Key& key, const Progress& progress) {
  engine::RehomingStep step{.province = key.first,
                            .reorganisation = key.second,
                            .after_task_id = progress.after_task_id,
                            .limit = options_.batch};
  return Await<engine::RehomingOutcome>(
      [&](auto done) { options_.engine->SubmitRehoming(std::move(step), std::move(done)); });
}

absl::StatusOr<absl::Duration> RehomingRunner::Finish(const Key& key, const v1::Reorganisation& reorganisation,
                                                      const Facts& facts, Progress& progress) {
  const auto& [province, name] = key;
  if (progress.held_tries == 0) {
    if (const absl::Status plans = RehomePlans(province, reorganisation); !plans.ok()) return plans;
  }
  const absl::CivilDay today = DayOf(options_.engine->clock().Now());
  const organisation::Routes routes(reorganisation, facts.directory(), today);
  const auto totals = store::CountRehoming(*options_.database, province, reorganisation, UnitsOf(routes));
  if (!totals.ok()) return totals.status();
  if (totals->remaining > 0 && ++progress.held_tries < kRehomingHeldTries) return kRehomingHeldDelay;

  auto report = Check(province, reorganisation, facts, today);
  if (!report.ok()) return report.status();
  auto recorded = Record(province, reorganisation, *std::move(report));
  if (!recorded.ok()) return recorded.status();
  progress = Progress();
  // Another replica has recorded it, or somebody changed it meanwhile: the next look sees what there is to do.
  if (!*recorded) return kRehomingHeldDelay;
  if (const absl::Status others = VerifyHeld(province); !others.ok()) return others;
  return absl::ZeroDuration();
}

absl::StatusOr<v1::VerificationReport> RehomingRunner::Check(const std::string& province,
                                                             const v1::Reorganisation& reorganisation,
                                                             const Facts& facts, absl::CivilDay today) {
  const organisation::Routes routes(reorganisation, facts.directory(), today);
  return store::CheckConservation(*options_.database, province, reorganisation,
                                  ClosedUnits(reorganisation, routes, facts.directory(), today));
}

absl::StatusOr<bool> RehomingRunner::Record(const std::string& province, const v1::Reorganisation& reorganisation,
                                            v1::VerificationReport report) {
  internal::v1::Command command = NewCommand(province);
  command.set_etag(organisation::DigestOf(reorganisation));
  auto* record = command.mutable_reference()->mutable_record_verification();
  record->set_name(reorganisation.name());
  *record->mutable_report() = std::move(report);
  const auto applied = options_.engine->Apply(std::move(command));
  if (applied.ok()) return true;
  const v1::ErrorReason reason = ReasonOf(applied.status());
  if (reason == v1::ERROR_REASON_REORGANISATION_STATE || reason == v1::ERROR_REASON_ETAG_MISMATCH) return false;
  return applied.status();
}

absl::Status RehomingRunner::VerifyHeld(const std::string& province) {
  const auto facts = options_.engine->FactsOf(province);
  if (!facts.ok()) return facts.status();
  const absl::CivilDay today = DayOf(options_.engine->clock().Now());
  for (const v1::Reorganisation& held : (*facts)->data().reorganisations()) {
    const v1::VerificationReport& last = held.verification();
    if (held.state() != v1::Reorganisation::STATE_HELD || last.waiting() > 0 || last.failed() > 0) continue;
    auto report = Check(province, held, **facts, today);
    if (!report.ok()) return report.status();
    if (!report->holds()) continue;
    if (const auto recorded = Record(province, held, *std::move(report)); !recorded.ok()) return recorded.status();
  }
  return absl::OkStatus();
}

absl::Status RehomingRunner::RehomePlans(const std::string& province, const v1::Reorganisation& reorganisation) {
  auto plans = RecordedPlans(province, reorganisation);
  if (!plans.ok()) return plans.status();
  const bool undo = reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
  if (!undo) {
    const auto unissued = store::UnissuedPlans(*options_.database, province);
    if (!unissued.ok()) return unissued.status();
    for (const std::string& plan : *unissued) plans->try_emplace(PlanName(province, plan));
  }
  for (auto& [plan, rehome] : *plans) {
    rehome.set_name(plan);
    rehome.set_reorganisation(reorganisation.name());
    rehome.set_undo(undo);
    internal::v1::Command command = NewCommand(province);
    *command.mutable_plan()->mutable_rehome() = std::move(rehome);
    const auto applied = options_.engine->Apply(std::move(command));
    // What a rule refuses stays as it is, and the checks say so.
    if (!applied.ok() && IsPassing(applied.status())) return applied.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, internal::v1::RehomePlan>> RehomingRunner::RecordedPlans(
    const std::string& province, const v1::Reorganisation& reorganisation) {
  const auto filter = store::Filter::Parse("kind = PLAN_ITEM", store::RehomingItemFields());
  if (!filter.ok()) return filter.status();
  std::map<std::string, internal::v1::RehomePlan> plans;
  std::string after;
  while (true) {
    auto page =
        store::ListRehomingItems(*options_.database, province, reorganisation.name(), *filter, after, kOutcomePage);
    if (!page.ok()) return page.status();
    for (v1::RehomingItem& item : page->items) {
      after = item.item();
      *plans[PlanOf(item.item())].add_recorded() = std::move(item);
    }
    if (page->items.size() < static_cast<size_t>(kOutcomePage)) return plans;
  }
}

}  // namespace phoihop::worker
