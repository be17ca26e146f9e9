// A thread that looks for work, turn after turn, until it is stopped: what the sweep, the follow-ups and the runner of
// reorganisations have in common.
#ifndef SERVICES_WORKER_LOOK_LOOP_H_
#define SERVICES_WORKER_LOOK_LOOP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/engine/clock.h"

namespace phoihop::worker {

// How a look ended.
struct Looked {
  absl::Status error;
  // Nothing was there to do. Counts only without an error.
  bool idle = false;
  // Real time until the next look, unless the loop is poked.
  absl::Duration wait;
  // Whether a poke makes the next look come sooner.
  bool heed_pokes = true;
};

// Thread-safe; runs from construction to Stop. Moving the clock by hand pokes it.
class LookLoop {
 public:
  // `look` is called in the thread of the loop, the first time at once; what it uses must outlive the loop.
  LookLoop(engine::Clock& clock, std::function<Looked()> look);
  ~LookLoop();
  LookLoop(const LookLoop&) = delete;
  LookLoop& operator=(const LookLoop&) = delete;

  // There may be something to do.
  void Poke();

  // Finishes the look at hand.
  void Stop();
  bool stopping() const;

  // True when a look that began after this call found nothing; false after `limit`, or when it is stopped.
  bool WaitUntilIdle(absl::Duration limit);

  // Of the last look.
  absl::Status last_error() const;
  // Real time since the last look that went well (since construction, when none did).
  absl::Duration since_last_look() const;

 private:
  void Run();

  const std::function<Looked()> look_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool poked_ ABSL_GUARDED_BY(mutex_) = true;
  int64_t looks_begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t idle_look_ ABSL_GUARDED_BY(mutex_) = 0;  // the last look that found nothing
  absl::Status last_error_ ABSL_GUARDED_BY(mutex_);
  absl::Duration last_look_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<engine::Clock::Registration> moved_;
  std::thread thread_;
};

// Hands work to the engine and waits for its answer: `submit` is called with the function that takes it.
template <typename Outcome, typename Submit>
absl::StatusOr<Outcome> Await(const Submit& submit) {
  absl::StatusOr<Outcome> outcome = Outcome();
  absl::Notification done;
  submit([&](absl::StatusOr<Outcome> answer) {
    outcome = std::move(answer);
    done.Notify();
  });
  done.WaitForNotification();
  return outcome;
}

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_LOOK_LOOP_H_
