#include "services/handlers/task_filter.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/basket_service.pb.h"
#include "phoihop/v1/report_service.pb.h"
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

// Whether a hand-off waits for a unit.
std::string HandoffWaits(absl::string_view also) {
  return absl::StrCat(
      "EXISTS (SELECT 1 FROM task_baskets b WHERE b.province = t.province AND b.task_id = t.task_id AND b.kind = ",
      static_cast<int>(v1::BASKET_KIND_HANDOFF), also, " AND b.unit = ?)");
}

// The name of the ResultClass at an instant; none of a whole, which is not counted.
std::string ResultSql() {
  std::vector<std::string> names;
  for (int number = 1; number <= v1::ResultClass_MAX; ++number) {
    names.push_back(absl::StrCat("'", v1::ResultClass_Name(static_cast<v1::ResultClass>(number)), "'"));
  }
  return absl::StrCat("coalesce((SELECT (ARRAY[", absl::StrJoin(names, ", "),
                      "])[result_class(s.standing, s.due_time, s.submit_time, ?::timestamptz)] FROM task_standings s "
                      "WHERE s.province = t.province AND s.task_id = t.task_id), '')");
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
      {.name = "fan_out", .type = FieldType::kBool, .sql = "t.fan_out"},
      {.name = "bounce_count", .type = FieldType::kNumber, .sql = "coalesce((t.task->>'bounce_count')::bigint, 0)"},
      // How reports count it.
      {.name = "result",
       .type = FieldType::kEnum,
       .sql = ResultSql(),
       .bound = {instant},
       .enumeration = v1::ResultClass_descriptor()},
      {.name = "handoff_waits_for", .type = FieldType::kMember, .sql = HandoffWaits(""), .name_prefix = units},
      {.name = "handoff_overdue_for",
       .type = FieldType::kMember,
       .sql = HandoffWaits(" AND b.running AND b.due_time < ?::timestamptz"),
       .bound = {instant},
       .name_prefix = units},
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
