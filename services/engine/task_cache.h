// Tasks that a lane wrote lately, so that a task that changes again is neither sent by the database nor read from JSON.
// Never trusted: the locking SELECT compares versions. Kept encoded, which takes a fifth of the memory of messages.
#ifndef SERVICES_ENGINE_TASK_CACHE_H_
#define SERVICES_ENGINE_TASK_CACHE_H_

#include <cstdint>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::engine {

// Least recently used goes first. Used by one thread.
class TaskCache {
 public:
  struct Entry {
    std::string name;
    int64_t version = 0;
    std::string bytes;  // the encoding of the message
  };

  explicit TaskCache(int64_t limit_bytes) : limit_(limit_bytes) {}

  // By resource name; null when it is not here. Valid until the next Put.
  const Entry* Find(const std::string& name);
  void Put(const v1::Task& task);

  int64_t bytes() const { return bytes_; }

 private:
  using Entries = std::list<Entry>;
  static int64_t SizeOf(const Entry& entry);

  const int64_t limit_;
  int64_t bytes_ = 0;
  Entries entries_;                                                    // most recently used first
  absl::flat_hash_map<absl::string_view, Entries::iterator> by_name_;  // keys are names inside the entries
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_TASK_CACHE_H_
