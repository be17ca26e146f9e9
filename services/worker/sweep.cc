#include "services/worker/sweep.h"

#include <algorithm>
#include <utility>

#include "services/store/wake_reader.h"
#include "workflow/errors.h"

namespace phoihop::worker {

DeadlineSweep::DeadlineSweep(SweepOptions options)
    : options_(options), loop_(options.engine->clock(), [this] { return Look(); }) {}

DeadlineSweep::~DeadlineSweep() { Stop(); }

void DeadlineSweep::Stop() { loop_.Stop(); }

void DeadlineSweep::Armed(absl::Time wake) {
  absl::MutexLock lock(&mutex_);
  if (wake < next_wake_) loop_.Poke();
}

SweepStatus DeadlineSweep::status() const {
  absl::MutexLock lock(&mutex_);
  SweepStatus status = status_;
  status.since_last_look = loop_.since_last_look();
  status.last_error = loop_.last_error();
  return status;
}

absl::Status DeadlineSweep::WaitUntilIdle(absl::Duration limit) {
  if (loop_.WaitUntilIdle(limit)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
               loop_.last_error().ok() ? "Clocks are still being fired; wait longer."
                                       : "The database cannot be reached; due clocks wait until it can.");
}

Looked DeadlineSweep::Look() {
  const auto seen = FireDue();
  // After an error another try after the poll interval: what cannot be reached now is not asked again at once.
  const absl::Time next_wake = seen.ok() ? seen->next_wake : absl::InfiniteFuture();
  absl::MutexLock lock(&mutex_);
  next_wake_ = next_wake;
  return {.error = seen.status(),
          .idle = seen.ok() && seen->idle,
          .wait = std::min(options_.engine->clock().RealTimeUntil(next_wake), kSweepPollInterval)};
}

absl::StatusOr<DeadlineSweep::Seen> DeadlineSweep::FireDue() {
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
  auto outcome = Await<engine::SweepOutcome>(
      [&](auto done) { options_.engine->SubmitSweep(province, options_.batch, std::move(done)); });
  if (outcome.ok()) {
    absl::MutexLock lock(&mutex_);
    status_.fired += outcome->fired;
    status_.quarantined += outcome->quarantined;
  }
  return outcome;
}

}  // namespace phoihop::worker
