#include "services/handlers/visibility.h"

#include "absl/strings/str_cat.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {

access::Rights RightsOf(const CallContext& call) {
  return call.facts->access().RightsOf(call.actor, call.facts->directory(), DayOf(call.now));
}

access::Visibility VisibilityOf(const CallContext& call) { return RightsOf(call).visibility(); }

absl::Status CheckSeesUnit(absl::string_view unit, const CallContext& call) {
  const access::Rights rights = RightsOf(call);
  const access::Target target{std::string(unit)};
  if (rights.is_system() || rights.ForPermission(v1::PERMISSION_VIEW_TASKS, target) != nullptr) {
    return absl::OkStatus();
  }
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "You see what your own unit and those below it have to do; ask that unit, or the province's registrar "
               "for a grant.");
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
    return task::Unseen(call.actor, *call.facts, DayOf(call.now));
  }
  return task;
}

absl::StatusOr<store::StoredPlan> ReadVisiblePlan(absl::string_view id, const CallContext& call,
                                                  const Services& services) {
  absl::StatusOr<store::StoredPlan> stored = store::GetPlan(services.database, call.province, id);
  if (!stored.ok() || access::SeesPlan(VisibilityOf(call), stored->plan)) return stored;
  return store::NoSuchPlan(call.province, id);
}

}  // namespace phoihop::handlers
