#include "services/engine/task_cache.h"

namespace phoihop::engine {

std::shared_ptr<const v1::Task> TaskCache::Find(const std::string& name) {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->task;
}

void TaskCache::Put(std::shared_ptr<const v1::Task> task) {
  // SpaceUsedLong is what counts for memory, but costs as much as a copy; the encoding is proportional to it.
  const auto bytes = static_cast<int64_t>(task->ByteSizeLong());
  if (const auto found = by_name_.find(task->name()); found != by_name_.end()) {
    const Entries::iterator entry = found->second;
    bytes_ -= entry->bytes;
    by_name_.erase(found);
    entries_.erase(entry);
  }
  entries_.push_front({std::move(task), bytes});
  by_name_[entries_.front().task->name()] = entries_.begin();
  bytes_ += bytes;
  while (bytes_ > limit_ && !entries_.empty()) {
    bytes_ -= entries_.back().bytes;
    by_name_.erase(entries_.back().task->name());
    entries_.pop_back();
  }
}

void TaskCache::Clear() {
  by_name_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace phoihop::engine
