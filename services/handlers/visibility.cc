#include "services/handlers/visibility.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {
// Deeper than any administration; ends the walk when somebody recorded a cycle.
constexpr int kMaxLevels = 16;

bool IsBelow(std::string unit, absl::string_view above, const organisation::Directory& directory, absl::CivilDay day) {
  for (int level = 0; level < kMaxLevels && !unit.empty(); ++level) {
    if (unit == above) return true;
    unit = directory.ParentOf(unit, day);
  }
  return false;
}

absl::Status Hidden() {
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "Your unit takes part in no task of this name; ask the unit that gave it, or check the name.");
}
}  // namespace

std::optional<std::vector<std::string>> VisibleUnits(const CallContext& call) {
  const absl::CivilDay today = DayOf(call.now);
  const organisation::Directory& directory = call.facts->directory();
  if (task::SeesWholeProvince(call.actor, directory, today)) return std::nullopt;
  std::vector<std::string> units;
  for (const v1::Unit* unit : directory.units()) {
    if (IsBelow(unit->name(), call.actor.unit(), directory, today)) units.push_back(unit->name());
  }
  return units;
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
  if (!task.ok()) {
    const bool unknown = ReasonOf(task.status()) == v1::ERROR_REASON_NOT_FOUND;
    const bool may_know = task::SeesWholeProvince(call.actor, call.facts->directory(), DayOf(call.now));
    return unknown && !may_know ? Hidden() : task.status();
  }
  if (!task::MayView(*task, call.actor, *call.facts, call.now)) return Hidden();
  return task;
}

}  // namespace phoihop::handlers
