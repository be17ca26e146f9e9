// Tasks that random people work on, as they were last seen by any of them: the newest ones, so that many people meet on
// each and none lives for ever.
#ifndef TESTS_SIMULATION_TASK_POOL_H_
#define TESTS_SIMULATION_TASK_POOL_H_

#include <cstdint>
#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::testing {

class TaskPool {
 public:
  // Takes the place of an older look at the same task; a task that was dropped from the pool does not come back.
  void See(const v1::Task& task, bool created);
  // The one at `index` modulo the size; a task without name while there is none.
  v1::Task At(uint64_t index) const;
  size_t size() const;

 private:
  mutable absl::Mutex mutex_;
  std::deque<v1::Task> tasks_ ABSL_GUARDED_BY(mutex_);  // oldest first
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_TASK_POOL_H_
