// Reading tasks. Tasks come as they are stored: task::Present fills what is computed for an answer.
//
// Columns of `tasks t` that a condition may use (one line each in the list of filter fields):
//   t.task_id t.state t.title t.lead_unit t.issuer_unit t.approver_unit t.assignee t.plan t.plan_item t.handoff_to text
//   t.open t.frozen t.on_monitor_list  boolean        t.due_time t.create_time t.update_time  timestamptz; due_time is
//   'infinity' without deadline overdue: (t.open AND NOT t.frozen AND t.due_time < $n::timestamptz) units by role:
//   EXISTS (SELECT 1 FROM task_participants p WHERE p.province = t.province AND p.task_id = t.task_id
//                          AND p.unit = $n AND p.role = 'coordinator')
// Units, plans and people are stored as the whole resource name, states as the enum's name (`TASK_STATE_ISSUED`),
// roles are lead, issuer, approver, coordinator, handoff, proposed, former; columns that have nothing hold ''.
#ifndef SERVICES_STORE_TASK_READER_H_
#define SERVICES_STORE_TASK_READER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/condition.h"
#include "services/store/database.h"
#include "workflow/access/visibility.h"
#include "workflow/decision.h"

namespace phoihop::store {

// Lists that are longer are not counted: total_size is -1.
inline constexpr int kCountLimit = 10'000;
// Longest page of any list.
inline constexpr int kMaxPageSize = 1000;

enum class TaskOrder { kDueTime, kCreateTime, kUpdateTime };

struct TaskQuery {
  std::string province;  // id
  // Placeholders are numbered from kFirstFilterParameter.
  SqlCondition filter;
  // Only what the caller may see.
  access::Visibility visible_to;
  TaskOrder order = TaskOrder::kDueTime;  // tasks without deadline come last when ascending, first when descending
  bool descending = false;
  int page_size = 50;
  // Where the page before ended; empty: from the start. Opaque; belongs to one filter and order, which the caller ties
  // to it (a page token is made of both).
  std::string cursor;
};

// The number of the first placeholder in TaskQuery::filter and PlanQuery::filter.
inline constexpr int kFirstFilterParameter = 1;

struct TaskPage {
  std::vector<v1::Task> tasks;
  std::string next_cursor;  // empty: the last page
  int total_size = 0;       // of all that match, on the same snapshot; -1: more than kCountLimit
};

// NOT_FOUND (NOT_FOUND) when there is none.
absl::StatusOr<v1::Task> GetTask(Database& database, absl::string_view province, absl::string_view task_id);

// INVALID_ARGUMENT (INVALID_PAGE_TOKEN) when the cursor is not one of this list; (INVALID_FILTER) when the database
// cannot evaluate the condition with the values given.
absl::StatusOr<TaskPage> ListTasks(Database& database, const TaskQuery& query);

// How the parts of these wholes stand at `now`, by the name of the whole: one query. Of the parts themselves the first
// that are open.
absl::StatusOr<std::map<std::string, PartsSeen>> PartsOfWholes(Database& database, absl::string_view province,
                                                               const std::vector<std::string>& wholes, absl::Time now);

// All tasks that were made of a plan (resource name), wholes and not parts; the parts of these wholes. In the order of
// their ids.
absl::StatusOr<std::vector<v1::Task>> TasksOfPlan(Database& database, absl::string_view province,
                                                  absl::string_view plan);
absl::StatusOr<std::vector<v1::Task>> PartsOfTasks(Database& database, absl::string_view province,
                                                   const std::vector<std::string>& wholes);

// Those that there are, in no particular order.
absl::StatusOr<std::vector<v1::Task>> TasksByIds(Database& database, absl::string_view province,
                                                 const std::vector<std::string>& ids);

struct UpcomingDeadline {
  std::string task;  // resource name
  std::string title;
  std::string lead_unit;
  v1::Clock clock;
};

// Running clocks of open tasks that are due at `from` or later, soonest first.
absl::StatusOr<std::vector<UpcomingDeadline>> ListUpcomingDeadlines(Database& database, absl::string_view province,
                                                                    absl::Time from, int limit,
                                                                    const access::Visibility& visible_to);

// A task that the sweep set aside because its decision failed. It takes part again after its next transition.
struct QuarantinedTask {
  std::string task;
  std::string reason;
  absl::Time since;
};
absl::StatusOr<std::vector<QuarantinedTask>> ListQuarantine(Database& database, absl::string_view province);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_TASK_READER_H_
