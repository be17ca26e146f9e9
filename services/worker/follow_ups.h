// The worker of follow-ups: what commits leave to be done with other tasks is done once, however many replicas run it
// and whenever one dies.
//
//   worker::FollowUpWorker follow_ups({.engine = &engine, .database = database.get()});
//   EngineOptions{.hooks = {.followed_up = [&](auto) { follow_ups.Poke(); }}}
#ifndef SERVICES_WORKER_FOLLOW_UPS_H_
#define SERVICES_WORKER_FOLLOW_UPS_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// Tasks of one province whose follow-ups are run together; then the next province has its turn.
inline constexpr int kFollowUpBatch = 256;
// How often (real time) it looks for what other replicas left.
inline constexpr absl::Duration kFollowUpPollInterval = absl::Seconds(1);

struct FollowUpOptions {
  engine::Engine* engine;     // must outlive the worker
  store::Database* database;  // so must this
  int batch = kFollowUpBatch;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kFollowUpPollInterval;
};

struct FollowUpStatus {
  int64_t run = 0;        // since the start
  int64_t set_aside = 0;  // since the start
  // Real time since the last look that went well.
  absl::Duration since_last_look;
  // The last error, OK after a look that went well.
  absl::Status last_error;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class FollowUpWorker {
 public:
  explicit FollowUpWorker(FollowUpOptions options);
  ~FollowUpWorker();
  FollowUpWorker(const FollowUpWorker&) = delete;
  FollowUpWorker& operator=(const FollowUpWorker&) = delete;

  // Something was stored: for CommitHooks::followed_up.
  void Poke();

  FollowUpStatus status() const;

  // Returns when nothing waits any more (what was set aside does not). For rehearsals and tests. UNAVAILABLE when the
  // database cannot be reached or the worker is stopped.
  absl::Status WaitUntilIdle(absl::Duration limit);

  // Finishes the batch at hand. Call before Engine::Stop.
  void Stop();

 private:
  Looked Look();
  absl::StatusOr<engine::FollowUpOutcome> RunSome(const std::string& province);

  const FollowUpOptions options_;
  mutable absl::Mutex mutex_;
  FollowUpStatus status_ ABSL_GUARDED_BY(mutex_);  // its counts
  LookLoop loop_;                                  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_FOLLOW_UPS_H_
