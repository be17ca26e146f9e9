#include "services/worker/figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/handlers/log.h"
#include "workflow/civil_time.h"

namespace phoihop::worker {

FigureCounter::FigureCounter(FigureOptions options)
    : options_(std::move(options)), loop_(*options_.clock, [this] { return Look(); }) {}

FigureCounter::~FigureCounter() { Stop(); }

void FigureCounter::Stop() { loop_.Stop(); }

bool FigureCounter::WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }

FigureStatus FigureCounter::status() const {
  absl::MutexLock lock(&mutex_);
  return {days_, loop_.last_error()};
}

Looked FigureCounter::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kFigurePollInterval};
  const absl::Time ended = StartOfDay(DayOf(options_.clock->Now() - kClosingDelay));
  const absl::Duration begun = engine::RealElapsed();
  const auto states = store::FigureStates(*options_.database);
  looked.error = states.status();
  if (!looked.error.ok()) return looked;
  for (const store::FigureState& state : *states) {
    const absl::StatusOr<bool> counted = CountOne(state, ended);
    looked.error = counted.status();
    if (!counted.ok()) {
      handlers::LogLine(
          absl::StrCat("figures of ", state.province, " were not counted: ", std::string(looked.error.message())));
      return looked;
    }
    if (*counted) looked.idle = false;
  }
  if (!looked.idle) {
    looked.wait = std::min(kFigurePollInterval, (engine::RealElapsed() - begun) * options_.rest_after_day);
    looked.heed_pokes = false;
  }
  return looked;
}

absl::StatusOr<bool> FigureCounter::CountOne(const store::FigureState& state, absl::Time ended) {
  absl::StatusOr<store::Counting> counted = store::Counting::kElsewhere;
  if (!state.base.has_value() || *state.base < ended) {
    const absl::Status closed = store::CloseFigures(*options_.database, state.province, ended);
    if (!closed.ok()) return closed;
    counted = store::CountBase(*options_.database, state.province, ended);
  } else if (state.newest_missing.has_value()) {
    counted = store::CountDay(*options_.database, state.province, *state.newest_missing);
  }
  if (!counted.ok()) return counted.status();
  if (*counted == store::Counting::kElsewhere) return false;
  absl::MutexLock lock(&mutex_);
  if (*counted == store::Counting::kCounted) ++days_;
  return true;
}

}  // namespace phoihop::worker
