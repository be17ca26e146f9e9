#include "services/store/task_reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {
absl::string_view ColumnOf(TaskOrder order) {
  switch (order) {
    case TaskOrder::kCreateTime:
      return "t.create_time";
    case TaskOrder::kUpdateTime:
      return "t.update_time";
    case TaskOrder::kDueTime:
      break;
  }
  return "t.due_time";
}

// Columns: number of all, sort key, id, message; one row without a message when the page is empty.
std::string PageSql(const TaskQuery& query, ListQuery& list, const std::string& all, absl::string_view after) {
  const absl::string_view column = ColumnOf(query.order);
  const absl::string_view direction = query.descending ? " DESC" : "";
  return absl::StrCat(
      "WITH total AS (SELECT count(*) AS n FROM (SELECT 1 FROM tasks t WHERE ", all, " LIMIT ", kCountLimit + 1,
      ") AS counted), page AS (SELECT ", column, " AS key, t.task_id, t.task FROM tasks t WHERE ", all, after,
      " ORDER BY ", column, direction, ", t.task_id", direction, " LIMIT ",
      list.Bind(absl::StrCat(std::clamp(query.page_size, 1, kMaxPageSize) + 1)),
      "::bigint) SELECT total.n, page.key, page.task_id, page.task FROM total LEFT JOIN page ON true ORDER BY page.key",
      direction, ", page.task_id", direction);
}

absl::StatusOr<TaskPage> PageIn(const Result& rows, const TaskQuery& query) {
  TaskPage page;
  const int size = std::clamp(query.page_size, 1, kMaxPageSize);
  const int64_t total = rows.Int64(0, 0);
  page.total_size = total > kCountLimit ? -1 : static_cast<int>(total);
  for (int i = 0; i < std::min(rows.rows(), size); ++i) {
    if (rows.IsNull(i, 3)) break;
    if (auto status = MergeJson(rows.Text(i, 3), &page.tasks.emplace_back()); !status.ok()) return status;
  }
  if (rows.rows() > size) {
    page.next_cursor = EncodeCursor({std::string(rows.Text(size - 1, 1)), std::string(rows.Text(size - 1, 2))});
  }
  return page;
}

absl::StatusOr<std::vector<v1::Task>> RunForTasks(Database& database, const char* statement, const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<v1::Task> tasks(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (auto status = MergeJson(rows->Text(i, 0), &tasks[i]); !status.ok()) return status;
  }
  return tasks;
}
}  // namespace

absl::StatusOr<v1::Task> GetTask(Database& database, absl::string_view province, absl::string_view task_id) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("GetTask", Values().Text(province).Text(task_id));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no task ", Excerpt(TaskName(province, task_id)), "."));
  }
  v1::Task task;
  if (auto status = MergeJson(rows->Text(0, 0), &task); !status.ok()) return status;
  return task;
}

absl::StatusOr<TaskPage> ListTasks(Database& database, const TaskQuery& query) {
  ListQuery list(query.filter);
  const std::string province = list.Bind(query.province);
  list.And(absl::StrCat("t.province = ", province));
  AddVisibility(query.visible_to, province, list);
  const std::string all = list.where();
  std::string after;
  if (!query.cursor.empty()) {
    const auto cursor = DecodeTimeCursor(query.cursor);
    if (!cursor.ok()) return cursor.status();
    after = absl::StrCat(" AND (", ColumnOf(query.order), ", t.task_id) ", query.descending ? "<" : ">", " (",
                         list.Bind(cursor->key), "::timestamptz, ", list.Bind(cursor->id), ")");
  }
  const std::string sql = PageSql(query, list, all, after);
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  return PageIn(*rows, query);
}

absl::StatusOr<std::vector<v1::Task>> TasksOfPlan(Database& database, absl::string_view province,
                                                  absl::string_view plan) {
  return RunForTasks(database, "TasksOfPlan", Values().Text(province).Text(plan));
}

absl::StatusOr<std::vector<v1::Task>> PartsOfTasks(Database& database, absl::string_view province,
                                                   const std::vector<std::string>& wholes) {
  if (wholes.empty()) return std::vector<v1::Task>();
  return RunForTasks(database, "PartsOfTasks", Values().Text(province).TextArray(wholes));
}

absl::StatusOr<std::vector<v1::Task>> TasksByIds(Database& database, absl::string_view province,
                                                 const std::vector<std::string>& ids) {
  return RunForTasks(database, "ReadTasks", Values().Text(province).TextArray(ids));
}

absl::StatusOr<std::vector<UpcomingDeadline>> ListUpcomingDeadlines(Database& database, absl::string_view province,
                                                                    absl::Time from, int limit,
                                                                    const access::Visibility& visible_to) {
  ListQuery list({});
  const std::string bound = list.Bind(std::string(province));
  list.And(absl::StrCat("t.province = ", bound, " AND t.open"));
  AddVisibility(visible_to, bound, list);
  list.And("c.clock->>'state' = 'CLOCK_STATE_RUNNING'");
  list.And(absl::StrCat("(c.clock->>'due_time')::timestamptz >= ",
                        list.Bind(absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", from, absl::UTCTimeZone())),
                        "::timestamptz"));
  const std::string sql = absl::StrCat(
      "SELECT t.task_id, t.title, t.lead_unit, c.clock FROM tasks t CROSS JOIN LATERAL "
      "jsonb_array_elements(t.task->'clocks') AS c (clock) WHERE ",
      list.where(), " ORDER BY (c.clock->>'due_time')::timestamptz, t.task_id, c.clock->>'id' LIMIT ",
      list.Bind(absl::StrCat(std::clamp(limit, 1, kMaxPageSize))), "::bigint");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  std::vector<UpcomingDeadline> deadlines(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    deadlines[i].task = TaskName(province, rows->Text(i, 0));
    deadlines[i].title = std::string(rows->Text(i, 1));
    deadlines[i].lead_unit = std::string(rows->Text(i, 2));
    if (auto status = MergeJson(rows->Text(i, 3), &deadlines[i].clock); !status.ok()) return status;
  }
  return deadlines;
}

absl::StatusOr<std::map<std::string, PartsSeen>> PartsOfWholes(Database& database, absl::string_view province,
                                                               const std::vector<std::string>& wholes, absl::Time now) {
  std::map<std::string, PartsSeen> seen;
  if (wholes.empty()) return seen;
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("ProgressOfWholes", Values().Text(province).TextArray(wholes).Time(now));
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) {
    PartsSeen& parts = seen[std::string(rows->Text(i, 0))];
    const auto number = [&](int column) { return static_cast<int>(rows->Int64(i, column)); };
    parts.progress.set_completed(number(1));
    parts.progress.set_completed_late(number(2));
    parts.progress.set_open(number(3));
    parts.progress.set_overdue(number(4));
    parts.progress.set_not_accepted(number(5));
    parts.progress.set_ended_without_result(number(6));
    parts.progress.set_total(number(1) + number(3));
    for (absl::string_view unit : absl::StrSplit(rows->Text(i, 7), ' ', absl::SkipEmpty())) {
      parts.parts.push_back({"", std::string(unit), v1::TASK_STATE_ISSUED, absl::InfinitePast()});
    }
  }
  return seen;
}

absl::StatusOr<std::vector<QuarantinedTask>> ListQuarantine(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("ListQuarantine", Values().Text(province));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<QuarantinedTask> tasks;
  for (int i = 0; i < rows->rows(); ++i) {
    tasks.push_back({TaskName(province, rows->Text(i, 0)), std::string(rows->Text(i, 1)), rows->Time(i, 2)});
  }
  return tasks;
}

}  // namespace phoihop::store
