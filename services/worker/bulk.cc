#include "services/worker/bulk.h"

#include <utility>

#include "services/engine/batch.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::worker {

BulkWorker::BulkWorker(BulkOptions options)
    : options_(options), loop_(options.engine->clock(), [this] { return Look(); }) {}

BulkWorker::~BulkWorker() { Stop(); }

void BulkWorker::Stop() { loop_.Stop(); }

void BulkWorker::Poke() { loop_.Poke(); }

absl::Status BulkWorker::WaitUntilIdle(absl::Duration limit) {
  if (loop_.WaitUntilIdle(limit)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
               loop_.last_error().ok() ? "Bulk operations are still running; wait longer."
                                       : "The database cannot be reached; bulk operations wait until it can.");
}

Looked BulkWorker::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kBulkPollInterval};
  const auto running = store::NextBulkOperations(*options_.database);
  looked.error = running.status();
  if (!looked.error.ok()) return looked;
  int moved = 0;
  for (const store::RunningBulkOperation& operation : *running) {
    looked.idle = false;
    const auto claimed = Turn(operation);
    // One that cannot go on stops no other one.
    looked.error.Update(claimed.status());
    moved += claimed.value_or(0);
  }
  if (looked.idle) looked.wait = options_.quiet_interval;
  // What others hold is looked at again after the poll interval.
  if (moved > 0 && looked.error.ok()) looked.wait = absl::ZeroDuration();
  return looked;
}

absl::StatusOr<int> BulkWorker::Turn(const store::RunningBulkOperation& running) {
  if (running.waiting) return Step(running);
  if (absl::Status ended = End(running); !ended.ok()) return ended;
  return 1;
}

absl::StatusOr<int> BulkWorker::Step(const store::RunningBulkOperation& running) {
  const auto outcome = Await<engine::BulkOutcome>([&](auto done) {
    options_.engine->SubmitBulkItems(
        {.province = running.province, .bulk_operation_id = running.id, .limit = options_.batch}, std::move(done));
  });
  if (!outcome.ok()) return outcome.status();
  return outcome->claimed;
}

absl::Status BulkWorker::End(const store::RunningBulkOperation& running) {
  internal::v1::Command command;
  command.set_province(running.province);
  command.mutable_actor()->set_system(engine::kBulkActor);
  command.mutable_bulk()->mutable_end()->set_name(
      ChildName(ProvinceName(running.province), "bulkOperations", running.id));
  return options_.engine->Apply(std::move(command)).status();
}

}  // namespace phoihop::worker
