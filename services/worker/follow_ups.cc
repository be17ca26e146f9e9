#include "services/worker/follow_ups.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "services/store/follow_up_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::worker {

FollowUpWorker::FollowUpWorker(FollowUpOptions options)
    : options_(options),
      last_look_(engine::RealElapsed()),
      moved_(options.engine->clock().OnMoved([this] { Poke(); })),
      thread_([this] { Run(); }) {}

FollowUpWorker::~FollowUpWorker() { Stop(); }

void FollowUpWorker::Stop() {
  moved_.reset();
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void FollowUpWorker::Poke() {
  absl::MutexLock lock(&mutex_);
  poked_ = true;
}

FollowUpStatus FollowUpWorker::status() const {
  absl::MutexLock lock(&mutex_);
  FollowUpStatus status = status_;
  status.since_last_look = engine::RealElapsed() - last_look_;
  return status;
}

absl::Status FollowUpWorker::WaitUntilIdle(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  poked_ = true;
  // A look that began after this call and found nothing.
  const int64_t looks = looks_begun_;
  const auto idle = [this, looks]()
                        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || (idle_look_ > looks && !poked_); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&idle), limit) || stopping_) {
    return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
                 status_.last_error.ok() ? "Follow-ups are still being run; wait longer."
                                         : "The database cannot be reached; follow-ups wait until it can.");
  }
  return absl::OkStatus();
}

void FollowUpWorker::Run() {
  bool at_once = false;
  for (;;) {
    int64_t look = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || poked_; };
      if (!at_once) mutex_.AwaitWithTimeout(absl::Condition(&woken), kFollowUpPollInterval);
      if (stopping_) return;
      poked_ = false;
      look = ++looks_begun_;
    }
    const auto looked = Look();
    absl::MutexLock lock(&mutex_);
    status_.last_error = looked.status();
    // What others hold is looked at again after the poll interval, and so is what could not be reached.
    at_once = looked.ok() && looked->claimed > 0;
    if (!looked.ok()) continue;
    last_look_ = engine::RealElapsed();
    if (!looked->waiting) idle_look_ = look;
  }
}

absl::StatusOr<FollowUpWorker::Looked> FollowUpWorker::Look() {
  const auto provinces = store::NextFollowUps(*options_.database, DayOf(options_.engine->clock().Now()));
  if (!provinces.ok()) return provinces.status();
  Looked looked;
  for (const store::ProvinceFollowUps& province : *provinces) {
    if (!province.waiting && !province.new_day) continue;
    looked.waiting = true;
    const auto outcome = RunSome(province.province);
    if (!outcome.ok()) return outcome.status();
    looked.claimed += outcome->claimed;
  }
  return looked;
}

absl::StatusOr<engine::FollowUpOutcome> FollowUpWorker::RunSome(const std::string& province) {
  absl::StatusOr<engine::FollowUpOutcome> outcome = engine::FollowUpOutcome();
  absl::Notification done;
  options_.engine->SubmitFollowUps(province, options_.batch, [&](absl::StatusOr<engine::FollowUpOutcome> answer) {
    outcome = std::move(answer);
    done.Notify();
  });
  done.WaitForNotification();
  if (outcome.ok()) {
    absl::MutexLock lock(&mutex_);
    status_.run += outcome->claimed - outcome->set_aside;
    status_.set_aside += outcome->set_aside;
  }
  return outcome;
}

}  // namespace phoihop::worker
