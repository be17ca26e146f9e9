#include "services/handlers/visibility.h"

#include "absl/strings/str_cat.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {

std::optional<std::vector<std::string>> VisibleUnits(const CallContext& call) {
  return task::VisibleUnits(call.actor, call.facts->directory(), DayOf(call.now));
}

absl::StatusOr<v1::Task> ReadVisibleTask(absl::string_view name, const CallContext& call, const Services& services) {
  const absl::StatusOr<std::string> id = IdOf(name, "tasks");
  if (!id.ok()) return id.status();
  if (name != TaskName(call.province, *id)) {
    return Error(v1::ERROR_REASON_INVALID_NAME,
                 absl::StrCat("'", Excerpt(name), "' is not a task of ", ProvinceName(call.province),
                              "; ask about a task in its own province"));
  }
  if (call.actor.unit().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "Tasks are shown to somebody; say which unit asks.");
  }
  absl::StatusOr<v1::Task> task = store::GetTask(services.database, call.province, *id);
  if (!task.ok() && ReasonOf(task.status()) != v1::ERROR_REASON_NOT_FOUND) return task.status();
  if (!task.ok() || !task::MayView(*task, call.actor, *call.facts, call.now)) {
    return task::Unseen(call.actor, call.facts->directory(), DayOf(call.now));
  }
  return task;
}

}  // namespace phoihop::handlers
