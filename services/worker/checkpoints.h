// Signs the newest event of every journal from time to time, so that whoever keeps such a checkpoint can show later
// that nothing before it was changed. Of several replicas that would sign at once one does.
//
//   worker::CheckpointSigner signer({.database = database.get(), .clock = &clock, .key = *key});
#ifndef SERVICES_WORKER_CHECKPOINTS_H_
#define SERVICES_WORKER_CHECKPOINTS_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/checkpoint_key.h"
#include "services/engine/clock.h"
#include "services/store/checkpoint_rows.h"
#include "services/store/database.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// A journal that has moved is signed when its newest checkpoint is this old …
inline constexpr absl::Duration kCheckpointInterval = absl::Hours(1);
// … or when it has so many events after it.
inline constexpr int64_t kCheckpointEvents = 10'000;
// How often (real time) it looks whether one of them is so.
inline constexpr absl::Duration kCheckpointPollInterval = absl::Seconds(5);

struct CheckpointOptions {
  store::Database* database;  // must outlive the signer
  engine::Clock* clock;       // so must this
  engine::CheckpointKey key;
  absl::Duration interval = kCheckpointInterval;
  int64_t events = kCheckpointEvents;
};

struct CheckpointStatus {
  int64_t made = 0;        // since the start
  int64_t came_later = 0;  // than another replica
  absl::Status last_error;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class CheckpointSigner {
 public:
  explicit CheckpointSigner(CheckpointOptions options);
  ~CheckpointSigner();
  CheckpointSigner(const CheckpointSigner&) = delete;
  CheckpointSigner& operator=(const CheckpointSigner&) = delete;

  CheckpointStatus status() const;

  // True when a look that began after this call found nothing to sign. For tests with a manual clock.
  bool WaitUntilIdle(absl::Duration limit);

  void Stop();

 private:
  Looked Look();
  // False: another replica was first.
  absl::StatusOr<bool> Sign(const store::CheckpointState& state, absl::Time now);

  const CheckpointOptions options_;
  mutable absl::Mutex mutex_;
  CheckpointStatus status_ ABSL_GUARDED_BY(mutex_);  // its counts
  LookLoop loop_;                                    // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_CHECKPOINTS_H_
