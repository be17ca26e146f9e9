#include "services/engine/task_cache.h"

namespace phoihop::engine {
namespace {
// Of the list's node, the strings' heads and the slot of the map.
constexpr int64_t kOverheadBytes = 200;
}  // namespace

int64_t TaskCache::SizeOf(const Entry& entry) {
  return kOverheadBytes + static_cast<int64_t>(entry.name.capacity() + entry.bytes.capacity());
}

const TaskCache::Entry* TaskCache::Find(const std::string& name) {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &*found->second;
}

void TaskCache::Put(const v1::Task& task) {
  const auto found = by_name_.find(task.name());
  if (found == by_name_.end()) {
    entries_.push_front({.name = task.name()});
    by_name_[entries_.front().name] = entries_.begin();
  } else {
    bytes_ -= SizeOf(*found->second);
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  Entry& entry = entries_.front();
  entry.version = task.version();
  task.SerializeToString(&entry.bytes);
  bytes_ += SizeOf(entry);
  while (bytes_ > limit_ && entries_.size() > 1) {
    bytes_ -= SizeOf(entries_.back());
    by_name_.erase(entries_.back().name);
    entries_.pop_back();
  }
}

}  // namespace phoihop::engine
