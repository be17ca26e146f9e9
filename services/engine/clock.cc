#include "services/engine/clock.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/time/clock.h"

namespace phoihop::engine {
namespace {
absl::Time ToMicroseconds(absl::Time t) { return absl::FromUnixMicros(absl::ToUnixMicros(t)); }

class MachineClock : public Clock {
 public:
  absl::Time Now() const override { return ToMicroseconds(absl::Now()); }
  absl::Duration RealTimeUntil(absl::Time t) const override { return std::max(t - absl::Now(), absl::ZeroDuration()); }
  std::unique_ptr<Registration> OnMoved(std::function<void()>) override { return std::make_unique<Registration>(); }
};
}  // namespace

Clock& SystemClock() {
  static auto* const clock = new MachineClock;
  return *clock;
}

absl::Duration RealElapsed() {
  static const auto start = std::chrono::steady_clock::now();
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

class ManualClock::Listener : public Registration {
 public:
  Listener(ManualClock* clock, int64_t id) : clock_(clock), id_(id) {}
  ~Listener() override {
    absl::MutexLock lock(&clock_->listeners_mutex_);
    clock_->listeners_.erase(id_);
  }

 private:
  ManualClock* const clock_;
  const int64_t id_;
};

ManualClock::ManualClock(absl::Time now) : now_(ToMicroseconds(now)) {}

absl::Time ManualClock::Now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

absl::Duration ManualClock::RealTimeUntil(absl::Time t) const {
  return t <= Now() ? absl::ZeroDuration() : absl::InfiniteDuration();
}

std::unique_ptr<Clock::Registration> ManualClock::OnMoved(std::function<void()> wake) {
  absl::MutexLock lock(&listeners_mutex_);
  const int64_t id = next_listener_++;
  listeners_.emplace(id, std::move(wake));
  return std::make_unique<Listener>(this, id);
}

void ManualClock::Advance(absl::Duration by) { Set(Now() + by); }

void ManualClock::Set(absl::Time now) {
  absl::MutexLock listeners_lock(&listeners_mutex_);
  {
    absl::MutexLock lock(&mutex_);
    now_ = ToMicroseconds(now);
  }
  for (const auto& [id, wake] : listeners_) wake();
}

}  // namespace phoihop::engine
