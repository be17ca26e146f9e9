#include "services/handlers/task_filter.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using store::FieldType;

// Whether a unit takes part in a role that passes `role`.
std::string Participates(absl::string_view role) {
  return absl::StrCat(
      "EXISTS (SELECT 1 FROM task_participants p WHERE p.province = t.province AND p.task_id = t.task_id AND p.role ",
      role, " AND p.unit = ?)");
}

}  // namespace

store::FieldTable TaskFields(absl::string_view province, absl::Time now) {
  const std::string units = absl::StrCat(ProvinceName(province), "/units/");
  const std::string persons = absl::StrCat(ProvinceName(province), "/persons/");
  const std::string plans = absl::StrCat(ProvinceName(province), "/plans/");
  const std::string tasks = absl::StrCat(ProvinceName(province), "/tasks/");
  const std::string functions = absl::StrCat(ProvinceName(province), "/functions/");
  const std::string instant = absl::FormatTime(absl::RFC3339_full, now, absl::UTCTimeZone());
  return {
      {.name = "state", .type = FieldType::kEnum, .sql = "t.state", .enumeration = v1::TaskState_descriptor()},
      {.name = "title", .type = FieldType::kText, .sql = "t.title"},
      {.name = "lead_unit", .type = FieldType::kText, .sql = "t.lead_unit", .name_prefix = units},
      {.name = "issuer_unit", .type = FieldType::kText, .sql = "t.issuer_unit", .name_prefix = units},
      {.name = "coordinator_unit",
       .type = FieldType::kMember,
       .sql = Participates("= 'coordinator'"),
       .name_prefix = units},
      // In any role that is one now; 'former' holders only see the task.
      {.name = "participant_unit",
       .type = FieldType::kMember,
       .sql = Participates("NOT IN ('former', 'proposed')"),
       .name_prefix = units},
      {.name = "handoff_to", .type = FieldType::kText, .sql = "t.handoff_to", .name_prefix = units},
      {.name = "assignee", .type = FieldType::kText, .sql = "t.assignee", .name_prefix = persons},
      {.name = "plan", .type = FieldType::kText, .sql = "t.plan", .name_prefix = plans},
      {.name = "plan_item", .type = FieldType::kText, .sql = "t.plan_item", .name_prefix = plans},
      {.name = "parent_task", .type = FieldType::kText, .sql = "t.parent_task", .name_prefix = tasks},
      {.name = "function", .type = FieldType::kText, .sql = "t.plan_function", .name_prefix = functions},
      // A task without deadline is stored as due never, which no comparison may meet.
      {.name = "due_time", .type = FieldType::kDueTime, .sql = "NULLIF(t.due_time, 'infinity'::timestamptz)"},
      {.name = "overdue",
       .type = FieldType::kBool,
       .sql = "(t.open AND NOT t.frozen AND t.due_time < ?::timestamptz)",
       .bound = {instant}},
      {.name = "open", .type = FieldType::kBool, .sql = "t.open"},
      {.name = "on_monitor_list", .type = FieldType::kBool, .sql = "t.on_monitor_list"},
  };
}

absl::StatusOr<TaskListOrder> ParseTaskOrder(absl::string_view order_by) {
  const std::vector<absl::string_view> words = absl::StrSplit(order_by, ' ', absl::SkipWhitespace());
  TaskListOrder order;
  if (words.empty()) return order;
  bool known = words.size() == 1 || (words.size() == 2 && words[1] == "desc");
  order.descending = words.size() == 2;
  if (words[0] == "create_time") {
    order.field = store::TaskOrder::kCreateTime;
  } else if (words[0] == "update_time") {
    order.field = store::TaskOrder::kUpdateTime;
  } else if (words[0] != "due_time") {
    known = false;
  }
  if (known) return order;
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_FIELD,
      {{"order_by", absl::StrCat("'", Excerpt(order_by),
                                 "' is not due_time, create_time or update_time, with an optional ' desc'")}});
}

}  // namespace phoihop::handlers
