// The deadline sweep: fires every clock that is due, exactly once however many replicas run it.
//
//   worker::DeadlineSweep sweep({.engine = &engine, .database = database.get()});
//   EngineOptions{.hooks = {.armed = [&](auto, absl::Time t) { sweep.Armed(t); }}}
#ifndef SERVICES_WORKER_SWEEP_H_
#define SERVICES_WORKER_SWEEP_H_

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

// Tasks of one province that are claimed together. After a few of such batches the next province has its turn.
inline constexpr int kSweepBatch = 128;
// How often (real time) the sweep looks for clocks that other replicas armed.
inline constexpr absl::Duration kSweepPollInterval = absl::Seconds(1);

struct SweepOptions {
  engine::Engine* engine;     // must outlive the sweep
  store::Database* database;  // so must this
  int batch = kSweepBatch;
  absl::Duration poll_interval = kSweepPollInterval;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kSweepPollInterval;
};

struct SweepStatus {
  // How long the oldest clock that is due has been waiting, at the last look; zero when none is due.
  absl::Duration lag;
  // Real time since the last look; grows when the database cannot be reached.
  absl::Duration since_last_look;
  int64_t fired = 0;        // since the start
  int64_t quarantined = 0;  // since the start
  // The last error, OK after a look that went well.
  absl::Status last_error;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class DeadlineSweep {
 public:
  explicit DeadlineSweep(SweepOptions options);
  ~DeadlineSweep();
  DeadlineSweep(const DeadlineSweep&) = delete;
  DeadlineSweep& operator=(const DeadlineSweep&) = delete;

  // A clock was armed that wakes at `wake`: for CommitHooks::armed.
  void Armed(absl::Time wake);

  // Others may have armed clocks.
  void Poke() { loop_.Poke(); }

  SweepStatus status() const;

  // Returns when all clocks that are due at the engine's present time were fired (or set aside). For rehearsals and
  // tests with a manual clock. UNAVAILABLE when the database cannot be reached or the sweep is stopped.
  absl::Status WaitUntilIdle(absl::Duration limit);

  // Finishes the batch at hand. Call before Engine::Stop.
  void Stop();

 private:
  // What one turn over all provinces saw.
  struct Seen {
    absl::Time next_wake;
    bool idle = false;  // nothing was due
  };
  Looked Look();
  absl::StatusOr<Seen> FireDue();
  absl::StatusOr<engine::SweepOutcome> SweepProvince(const std::string& province);

  const SweepOptions options_;
  mutable absl::Mutex mutex_;
  absl::Time next_wake_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // The earliest that was armed since the look at hand began, which may have read before that was committed.
  absl::Time armed_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  SweepStatus status_ ABSL_GUARDED_BY(mutex_);  // its counts and lag
  LookLoop loop_;                               // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_SWEEP_H_
