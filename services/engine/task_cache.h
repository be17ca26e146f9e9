// Decoded tasks that a lane used lately, so that a task that changes again is neither sent by the database nor parsed.
// Never trusted: the locking SELECT compares versions.
#ifndef SERVICES_ENGINE_TASK_CACHE_H_
#define SERVICES_ENGINE_TASK_CACHE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::engine {

// Least recently used goes first. Used by one thread.
class TaskCache {
 public:
  explicit TaskCache(int64_t limit_bytes) : limit_(limit_bytes) {}

  // By resource name; null when it is not here.
  std::shared_ptr<const v1::Task> Find(const std::string& name);
  void Put(std::shared_ptr<const v1::Task> task);
  void Clear();

  int64_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::shared_ptr<const v1::Task> task;
    int64_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  const int64_t limit_;
  int64_t bytes_ = 0;
  Entries entries_;                                                    // most recently used first
  absl::flat_hash_map<absl::string_view, Entries::iterator> by_name_;  // keys are names inside the tasks
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_TASK_CACHE_H_
