// A fixed number of threads for work that may wait for the database: reads, and the pumps of streams.
#ifndef SERVICES_HANDLERS_WORK_POOL_H_
#define SERVICES_HANDLERS_WORK_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace phoihop::handlers {

// As many reads at a time as the store's pool has connections (store::DatabaseOptions).
inline constexpr int kWorkThreads = 4;
// Pieces of work that may wait for a thread; more are refused.
inline constexpr size_t kWorkQueueLimit = 2048;

// Thread-safe.
class WorkPool {
 public:
  explicit WorkPool(int threads = kWorkThreads, size_t queue_limit = kWorkQueueLimit);
  // Stops.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  // False when the queue is full or the pool was stopped; then `work` is not run. For work that a caller can be
  // refused.
  bool TrySubmit(std::function<void()> work);

  // Never refuses before Stop; for work whose amount is bounded otherwise (one piece per stream).
  void Submit(std::function<void()> work);
  // The same, not before `delay` (real time) is over. Left out when the pool stops first.
  void SubmitAfter(absl::Duration delay, std::function<void()> work);

  // Runs what waits (not what is delayed) and returns when every thread has ended. A second call does nothing.
  void Stop();

 private:
  void Run();

  const size_t queue_limit_;
  absl::Mutex mutex_;
  absl::CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  // By engine::RealElapsed() at which it is due.
  std::multimap<absl::Duration, std::function<void()>> delayed_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_WORK_POOL_H_
