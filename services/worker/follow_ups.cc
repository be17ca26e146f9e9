#include "services/worker/follow_ups.h"

#include <utility>

#include "services/store/follow_up_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::worker {

FollowUpWorker::FollowUpWorker(FollowUpOptions options)
    : options_(options), loop_(options.engine->clock(), [this] { return Look(); }) {}

FollowUpWorker::~FollowUpWorker() { Stop(); }

void FollowUpWorker::Stop() { loop_.Stop(); }

void FollowUpWorker::Poke() { loop_.Poke(); }

FollowUpStatus FollowUpWorker::status() const {
  absl::MutexLock lock(&mutex_);
  FollowUpStatus status = status_;
  status.since_last_look = loop_.since_last_look();
  status.last_error = loop_.last_error();
  return status;
}

absl::Status FollowUpWorker::WaitUntilIdle(absl::Duration limit) {
  if (loop_.WaitUntilIdle(limit)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
               loop_.last_error().ok() ? "Follow-ups are still being run; wait longer."
                                       : "The database cannot be reached; follow-ups wait until it can.");
}

Looked FollowUpWorker::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kFollowUpPollInterval};
  const auto provinces = store::NextFollowUps(*options_.database, DayOf(options_.engine->clock().Now()));
  looked.error = provinces.status();
  if (!looked.error.ok()) return looked;
  int claimed = 0;
  for (const store::ProvinceFollowUps& province : *provinces) {
    if (!province.waiting && !province.new_day) continue;
    looked.idle = false;
    const auto outcome = RunSome(province.province);
    looked.error = outcome.status();
    if (!outcome.ok()) return looked;
    claimed += outcome->claimed;
  }
  if (looked.idle) looked.wait = options_.quiet_interval;
  // What others hold is looked at again after the poll interval.
  if (claimed > 0) looked.wait = absl::ZeroDuration();
  return looked;
}

absl::StatusOr<engine::FollowUpOutcome> FollowUpWorker::RunSome(const std::string& province) {
  auto outcome = Await<engine::FollowUpOutcome>(
      [&](auto done) { options_.engine->SubmitFollowUps(province, options_.batch, std::move(done)); });
  if (outcome.ok()) {
    absl::MutexLock lock(&mutex_);
    status_.run += outcome->claimed - outcome->set_aside;
    status_.set_aside += outcome->set_aside;
  }
  return outcome;
}

}  // namespace phoihop::worker
