// The one place where the product reads a clock.
#ifndef SERVICES_ENGINE_CLOCK_H_
#define SERVICES_ENGINE_CLOCK_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace phoihop::engine {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Microsecond precision, which is what the store keeps.
  virtual absl::Time Now() const = 0;

  // How long a thread may really wait until Now() reaches `t` by itself: zero when it has, infinite when only somebody
  // else can move the clock.
  virtual absl::Duration RealTimeUntil(absl::Time t) const = 0;

  // Calls `wake` whenever the clock was moved by hand, in the thread that moved it, until the registration is
  // destroyed. `wake` must not destroy or make registrations.
  class Registration {
   public:
    virtual ~Registration() = default;
  };
  virtual std::unique_ptr<Registration> OnMoved(std::function<void()> wake) = 0;
};

// The machine's clock; lives as long as the process.
Clock& SystemClock();

// Real time from an arbitrary start, for limits on waiting that have nothing to do with deadlines.
absl::Duration RealElapsed();

// Stands still until it is moved: for tests and rehearsals.
class ManualClock : public Clock {
 public:
  explicit ManualClock(absl::Time now);

  absl::Time Now() const override;
  absl::Duration RealTimeUntil(absl::Time t) const override;
  std::unique_ptr<Registration> OnMoved(std::function<void()> wake) override;

  void Advance(absl::Duration by);
  void Set(absl::Time now);

 private:
  class Listener;

  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  // Held while listeners run, so that a destroyed registration is never called.
  absl::Mutex listeners_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  int64_t next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
  absl::flat_hash_map<int64_t, std::function<void()>> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_CLOCK_H_
