#include "services/worker/checkpoints.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/handlers/log.h"
#include "workflow/resource_name.h"

namespace phoihop::worker {

CheckpointSigner::CheckpointSigner(CheckpointOptions options)
    : options_(std::move(options)), loop_(*options_.clock, [this] { return Look(); }) {}

CheckpointSigner::~CheckpointSigner() { Stop(); }

void CheckpointSigner::Stop() { loop_.Stop(); }

bool CheckpointSigner::WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }

CheckpointStatus CheckpointSigner::status() const {
  absl::MutexLock lock(&mutex_);
  CheckpointStatus status = status_;
  status.last_error = loop_.last_error();
  return status;
}

Looked CheckpointSigner::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kCheckpointPollInterval};
  const absl::Time now = options_.clock->Now();
  const auto states = store::CheckpointStates(*options_.database);
  looked.error = states.status();
  if (!looked.error.ok()) return looked;
  for (const store::CheckpointState& state : *states) {
    const int64_t moved = state.last_sequence - state.sequence;
    if (moved <= 0 || (moved < options_.events && now - state.time < options_.interval)) continue;
    looked.idle = false;
    const absl::StatusOr<bool> made = Sign(state, now);
    looked.error = made.status();
    // What another replica was first to sign is looked at again in its time.
    if (made.ok() && *made) looked.wait = absl::ZeroDuration();
    if (made.ok()) continue;
    handlers::LogLine(
        absl::StrCat("no checkpoint of the journal of ", state.province, ": ", std::string(looked.error.message())));
    return looked;
  }
  return looked;
}

absl::StatusOr<bool> CheckpointSigner::Sign(const store::CheckpointState& state, absl::Time now) {
  store::CheckpointRow row{.ordinal = state.ordinal + 1, .public_key = options_.key.public_key()};
  row.checkpoint.set_province(ProvinceName(state.province));
  row.checkpoint.set_sequence(state.last_sequence);
  row.checkpoint.set_event_hash(state.last_hash);
  row.checkpoint.mutable_time()->set_seconds(absl::ToUnixSeconds(now));
  if (const absl::Status status = options_.key.Sign(row.checkpoint); !status.ok()) return status;
  const absl::StatusOr<bool> inserted = store::InsertCheckpoint(*options_.database, state.province, row);
  if (!inserted.ok()) return inserted.status();
  absl::MutexLock lock(&mutex_);
  ++(*inserted ? status_.made : status_.came_later);
  return *inserted;
}

}  // namespace phoihop::worker
