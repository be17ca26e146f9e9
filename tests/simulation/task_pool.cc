#include "tests/simulation/task_pool.h"

#include <algorithm>

namespace phoihop::testing {
namespace {

// Few enough that several people work on the same task at the same time.
constexpr size_t kTasks = 48;

}  // namespace

void TaskPool::See(const v1::Task& task, bool created) {
  absl::MutexLock lock(&mutex_);
  const auto known =
      std::find_if(tasks_.begin(), tasks_.end(), [&](const v1::Task& other) { return other.name() == task.name(); });
  if (known != tasks_.end()) {
    if (known->version() < task.version()) *known = task;
    return;
  }
  if (!created) return;
  tasks_.push_back(task);
  if (tasks_.size() > kTasks) tasks_.pop_front();
}

v1::Task TaskPool::At(uint64_t index) const {
  absl::MutexLock lock(&mutex_);
  return tasks_.empty() ? v1::Task() : tasks_[index % tasks_.size()];
}

size_t TaskPool::size() const {
  absl::MutexLock lock(&mutex_);
  return tasks_.size();
}

}  // namespace phoihop::testing
