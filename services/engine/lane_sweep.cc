#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/lane.h"

namespace phoihop::engine {

absl::StatusOr<SweepOutcome> Lane::RunSweep(const std::string& province, int limit) {
  std::unique_ptr<Batch> batch;
  const Outcome outcome = Retry([&]() -> Outcome {
    const auto session = Session();
    if (!session.ok()) return {session.status()};
    const absl::Time now = options_.clock->Now();
    batch = std::make_unique<Batch>(province, now);
    return Complete(province, *batch, (*session)->BeginSweep(province, now, limit));
  });
  if (outcome.status.ok()) {
    Publish(province, *batch);
    return batch->sweep();
  }
  const store::Refusal refusal = store::RefusalOf(outcome.status);
  if (refusal == store::Refusal::kUnavailable || refusal == store::Refusal::kConflict) {
    return store::ForCaller(outcome.status);
  }
  // One of them is the cause: each alone.
  SweepOutcome total;
  for (const std::string& task_id : batch->claimed()) {
    const auto one = SweepOne(province, task_id);
    if (!one.ok()) return one.status();
    total.claimed += one->claimed;
    total.fired += one->fired;
    total.quarantined += one->quarantined;
  }
  return total;
}

absl::StatusOr<SweepOutcome> Lane::SweepOne(const std::string& province, const std::string& task_id) {
  std::unique_ptr<Batch> batch;
  std::string reason;  // set once the database refused the effects
  const auto attempt = [&]() -> Outcome {
    const auto session = Session();
    if (!session.ok()) return {session.status()};
    batch = std::make_unique<Batch>(province, options_.clock->Now());
    if (!reason.empty()) batch->SetAsideAll(reason);
    store::LockRequest request;
    request.province = province;
    request.tasks.push_back({task_id, -1});
    return Complete(province, *batch, (*session)->Begin(request));
  };
  Outcome outcome = Retry(attempt);
  if (!outcome.status.ok() && store::RefusalOf(outcome.status) != store::Refusal::kUnavailable) {
    Log(absl::StrCat("The due clocks of task ", task_id, " cannot be fired"), outcome.status);
    reason = "The database refused the effects; the server's log says why.";
    outcome = Retry(attempt);
  }
  if (!outcome.status.ok()) return store::ForCaller(outcome.status);
  Publish(province, *batch);
  return batch->sweep();
}

}  // namespace phoihop::engine
