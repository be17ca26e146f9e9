#include "services/worker/sweep.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/notification.h"
#include "services/store/wake_reader.h"
#include "workflow/errors.h"

namespace phoihop::worker {

DeadlineSweep::DeadlineSweep(SweepOptions options)
    : options_(options),
      last_look_(engine::RealElapsed()),
      moved_(options.engine->clock().OnMoved([this] {
        absl::MutexLock lock(&mutex_);
        poked_ = true;
      })),
      thread_([this] { Run(); }) {}

DeadlineSweep::~DeadlineSweep() { Stop(); }

void DeadlineSweep::Stop() {
  moved_.reset();
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void DeadlineSweep::Armed(absl::Time wake) {
  absl::MutexLock lock(&mutex_);
  if (wake < next_wake_) poked_ = true;
}

SweepStatus DeadlineSweep::status() const {
  absl::MutexLock lock(&mutex_);
  SweepStatus status = status_;
  status.since_last_look = engine::RealElapsed() - last_look_;
  return status;
}

absl::Status DeadlineSweep::WaitUntilIdle(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  poked_ = true;
  // A look that began after this call and found nothing due.
  const int64_t looks = looks_begun_;
  const auto idle = [this, looks]()
                        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || (idle_look_ > looks && !poked_); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&idle), limit) || stopping_) {
    return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
                 status_.last_error.ok() ? "Clocks are still being fired; wait longer."
                                         : "The database cannot be reached; due clocks wait until it can.");
  }
  return absl::OkStatus();
}

void DeadlineSweep::Run() {
  engine::Clock& clock = options_.engine->clock();
  for (;;) {
    int64_t look = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || poked_; };
      const absl::Duration until_wake = clock.RealTimeUntil(next_wake_);
      mutex_.AwaitWithTimeout(absl::Condition(&woken), std::min(until_wake, kSweepPollInterval));
      if (stopping_) return;
      poked_ = false;
      look = ++looks_begun_;
    }
    const auto seen = Look();
    absl::MutexLock lock(&mutex_);
    status_.last_error = seen.status();
    // After an error another try after the poll interval: what cannot be reached now is not asked again at once.
    next_wake_ = seen.ok() ? seen->next_wake : absl::InfiniteFuture();
    if (!seen.ok()) continue;
    last_look_ = engine::RealElapsed();
    if (seen->idle) idle_look_ = look;
  }
}

absl::StatusOr<DeadlineSweep::Seen> DeadlineSweep::Look() {
  const auto wakes = store::NextWakes(*options_.database);
  if (!wakes.ok()) return wakes.status();
  const absl::Time now = options_.engine->clock().Now();
  absl::Time next = absl::InfiniteFuture(), oldest = now;
  std::vector<std::string> due;
  for (const store::ProvinceWake& wake : *wakes) {
    next = std::min(next, wake.wake_time);
    oldest = std::min(oldest, wake.wake_time);
    if (wake.wake_time <= now) due.push_back(wake.province);
  }
  {
    absl::MutexLock lock(&mutex_);
    status_.lag = now - oldest;
  }
  // One batch of every province; the next look takes what is left, so that no province waits for all of another.
  int claimed = 0;
  for (const std::string& province : due) {
    const auto outcome = SweepProvince(province);
    if (!outcome.ok()) return outcome.status();
    claimed += outcome->claimed;
  }
  // Due, but another replica is working on them: look again after the poll interval, not at once.
  return Seen{.next_wake = !due.empty() && claimed == 0 ? now + kSweepPollInterval : next, .idle = due.empty()};
}

absl::StatusOr<engine::SweepOutcome> DeadlineSweep::SweepProvince(const std::string& province) {
  absl::StatusOr<engine::SweepOutcome> outcome = engine::SweepOutcome();
  absl::Notification done;
  options_.engine->SubmitSweep(province, options_.batch, [&](absl::StatusOr<engine::SweepOutcome> answer) {
    outcome = std::move(answer);
    done.Notify();
  });
  done.WaitForNotification();
  if (outcome.ok()) {
    absl::MutexLock lock(&mutex_);
    status_.fired += outcome->fired;
    status_.quarantined += outcome->quarantined;
  }
  return outcome;
}

}  // namespace phoihop::worker
