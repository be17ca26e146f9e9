#include "services/worker/sweep.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "services/store/wake_reader.h"
#include "workflow/errors.h"

namespace phoihop::worker {
namespace {

// A batch that was full says that more is due. Then so many are fired at the same time, by lanes of their own: while
// one waits for the database, another decides …
constexpr int kSweepsOfBacklog = 2;
// … so often before the next province has its turn.
constexpr int kBacklogTurns = 4;

// What sweeps did, and the error of one of them.
struct Swept {
  engine::SweepOutcome done;
  absl::Status error;

  void Add(const engine::SweepOutcome& more) {
    done.claimed += more.claimed;
    done.fired += more.fired;
    done.quarantined += more.quarantined;
  }
};

// Sweeps of one province at the same time; returns when all of them have ended.
Swept FireTogether(engine::Engine& engine, const std::string& province, int batch, int sweeps) {
  absl::Mutex mutex;
  Swept swept;
  absl::BlockingCounter left(sweeps);
  for (int i = 0; i < sweeps; ++i) {
    engine.SubmitSweep(province, batch, [&](const absl::StatusOr<engine::SweepOutcome>& outcome) {
      {
        absl::MutexLock lock(&mutex);
        swept.error.Update(outcome.status());
        if (outcome.ok()) swept.Add(*outcome);
      }
      left.DecrementCount();
    });
  }
  left.Wait();
  return swept;
}

}  // namespace

DeadlineSweep::DeadlineSweep(SweepOptions options)
    : options_(options), loop_(options.engine->clock(), [this] { return Look(); }) {}

DeadlineSweep::~DeadlineSweep() { Stop(); }

void DeadlineSweep::Stop() { loop_.Stop(); }

void DeadlineSweep::Armed(absl::Time wake) {
  absl::MutexLock lock(&mutex_);
  armed_since_ = std::min(armed_since_, wake);
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
  {
    absl::MutexLock lock(&mutex_);
    armed_since_ = absl::InfiniteFuture();
  }
  const auto seen = FireDue();
  // After an error another try after the poll interval: what cannot be reached now is not asked again at once.
  const absl::Time next_wake = seen.ok() ? seen->next_wake : absl::InfiniteFuture();
  absl::MutexLock lock(&mutex_);
  // What was armed meanwhile may be missing in what was read, and Armed compared it with what the look before found.
  next_wake_ = seen.ok() ? std::min(next_wake, armed_since_) : next_wake;
  return {.error = seen.status(),
          .idle = seen.ok() && seen->idle,
          .wait = std::min(options_.engine->clock().RealTimeUntil(next_wake_),
                           seen.ok() ? options_.quiet_interval : options_.poll_interval)};
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
  // A few batches of every province; the next look takes what is left, so that no province waits for all of another.
  int claimed = 0;
  for (const std::string& province : due) {
    const auto outcome = SweepProvince(province);
    if (!outcome.ok()) return outcome.status();
    claimed += outcome->claimed;
  }
  // Due, but another replica is working on them: look again after the poll interval, not at once.
  return Seen{.next_wake = !due.empty() && claimed == 0 ? now + options_.poll_interval : next, .idle = due.empty()};
}

absl::StatusOr<engine::SweepOutcome> DeadlineSweep::SweepProvince(const std::string& province) {
  Swept all = FireTogether(*options_.engine, province, options_.batch, /*sweeps=*/1);
  bool full = all.done.claimed == options_.batch;
  for (int turn = 0; full && all.error.ok() && turn < kBacklogTurns; ++turn) {
    const Swept more = FireTogether(*options_.engine, province, options_.batch, kSweepsOfBacklog);
    all.Add(more.done);
    all.error = more.error;
    full = more.done.claimed == kSweepsOfBacklog * options_.batch;
  }
  {
    absl::MutexLock lock(&mutex_);
    status_.fired += all.done.fired;
    status_.quarantined += all.done.quarantined;
  }
  if (!all.error.ok()) return all.error;
  return all.done;
}

}  // namespace phoihop::worker
