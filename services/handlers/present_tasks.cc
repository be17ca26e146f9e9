#include "services/handlers/present_tasks.h"

#include <string>

#include "services/store/task_reader.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {

absl::Status PresentTasks(const std::vector<v1::Task*>& tasks, const CallContext& call, const Services& services) {
  std::vector<std::string> wholes;
  for (const v1::Task* task : tasks) {
    if (task->has_fan_out()) wholes.push_back(task->name());
  }
  const auto seen = store::PartsOfWholes(services.database, call.province, wholes, call.now);
  if (!seen.ok()) return seen.status();
  for (v1::Task* task : tasks) {
    const auto parts = seen->find(task->name());
    task::Present(*task, call.actor, *call.facts, call.now, parts == seen->end() ? nullptr : &parts->second);
  }
  return absl::OkStatus();
}

}  // namespace phoihop::handlers
