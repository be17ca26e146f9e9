// Counts the figures of each day once it is over, so that nobody has to count a million rows who looks at them later
// (store/figure_rows.h): the day that ended last soon after its end, then earlier ones that were not counted yet, the
// newest first. Of several replicas one counts.
//
//   worker::FigureCounter figures({.database = database.get(), .clock = &clock});
#ifndef SERVICES_WORKER_FIGURES_H_
#define SERVICES_WORKER_FIGURES_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/clock.h"
#include "services/store/database.h"
#include "services/store/figure_rows.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// A day is closed this long after its end, when commands of its last moments were written whatever clock they had.
inline constexpr absl::Duration kClosingDelay = absl::Minutes(5);
// How often (real time) it looks whether a day has ended.
inline constexpr absl::Duration kFigurePollInterval = absl::Seconds(30);
// Earlier days are counted beside everything else: after each it rests so many times as long as that took.
inline constexpr int kRestAfterDay = 10;

struct FigureOptions {
  store::Database* database;  // must outlive the counter
  engine::Clock* clock;       // so must this
  int rest_after_day = kRestAfterDay;
};

struct FigureStatus {
  int64_t days = 0;  // counted by this one since the start
  absl::Status last_error;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class FigureCounter {
 public:
  explicit FigureCounter(FigureOptions options);
  ~FigureCounter();
  FigureCounter(const FigureCounter&) = delete;
  FigureCounter& operator=(const FigureCounter&) = delete;

  FigureStatus status() const;

  // True when a look that began after this call found nothing to count. For tests with a manual clock.
  bool WaitUntilIdle(absl::Duration limit);

  void Stop();

 private:
  Looked Look();
  // What is to be counted first of a province: false when there is nothing, or another replica is counting.
  absl::StatusOr<bool> CountOne(const store::FigureState& state, absl::Time ended);

  const FigureOptions options_;
  mutable absl::Mutex mutex_;
  int64_t days_ ABSL_GUARDED_BY(mutex_) = 0;
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_FIGURES_H_
