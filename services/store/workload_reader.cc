// Who has how much to do, and what escalates next.
#include <utility>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/basket_service.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "services/store/connection.h"
#include "services/store/figure_reader.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/report_reader.h"
#include "services/store/report_sql.h"
#include "services/store/snapshot.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"

namespace phoihop::store {
namespace {

int Number(task::StandingKind kind) { return static_cast<int>(kind); }

// Of what its units lead, from how tasks stand: unit, open, overdue, submitted, suspended, bounced.
absl::StatusOr<Result> CountLed(Snapshot& snapshot, const WorkloadQuery& query) {
  auto counted = CountedWorkload(snapshot, query);
  if (!counted.ok()) return counted.status();
  if (counted->has_value()) return **std::move(counted);
  ResultQuery led{.province = query.province,
                  .as_of = query.now,
                  .leads = query.units,
                  .results = {v1::RESULT_CLASS_OPEN_IN_TIME, v1::RESULT_CLASS_OPEN_OVERDUE,
                              v1::RESULT_CLASS_OPEN_NO_DEADLINE, v1::RESULT_CLASS_REFUSED, v1::RESULT_CLASS_SUSPENDED},
                  .visible_to = query.visible_to};
  ListQuery list({});
  const StandingSql sql = StandingsOf(led, list);
  const std::string now = BindInstant(query.now, list);
  // Overdue as everywhere else: the deadline runs and is past. Late results that were handed in are not.
  return snapshot.RunText(
      absl::StrCat(
          "SELECT t.lead_unit, count(*), count(*) FILTER (WHERE t.standing IN (", Number(task::StandingKind::kRunning),
          ", ", Number(task::StandingKind::kRefused), ") AND t.due_time < ", now,
          "), count(*) FILTER (WHERE t.standing = ", Number(task::StandingKind::kHandedIn),
          "), count(*) FILTER (WHERE t.standing = ", Number(task::StandingKind::kSuspended),
          "), count(*) FILTER (WHERE t.bounce_count > 0) FROM ", sql.from, " WHERE ", list.where(), " GROUP BY 1"),
      list.values());
}

// As CountWaiting, of who sees everything up to a degree: without looking at the tasks.
absl::StatusOr<Result> CountEntries(Snapshot& snapshot, const WorkloadQuery& query, v1::BasketKind kind, int degree) {
  ListQuery list({});
  const std::string province = list.Bind(query.province);
  const std::string now = BindInstant(query.now, list);
  list.And(
      absl::StrCat("b.province = ", province, " AND b.kind = ", static_cast<int>(kind), " AND b.secrecy <= ", degree));
  if (query.units.has_value()) list.And(absl::StrCat("b.unit = ANY (", list.BindArray(*query.units), "::text[])"));
  if (kind == v1::BASKET_KIND_TO_ACCEPT) {
    list.And(absl::StrCat("NOT EXISTS (SELECT FROM tasks w WHERE w.province = ", province,
                          " AND w.task_id = b.task_id AND w.fan_out AND w.open)"));
  }
  const std::string sql = absl::StrCat("SELECT b.unit, count(*), count(*) FILTER (WHERE b.running AND b.due_time < ",
                                       now, ") FROM task_baskets b WHERE ", list.where(), " GROUP BY 1");
  return snapshot.RunText(sql, list.values());
}

// What waits for units, from their baskets: unit, count, overdue. Of what is to be accepted the wholes of fan-outs are
// left out, as everywhere; they have no standing.
absl::StatusOr<Result> CountWaiting(Snapshot& snapshot, const WorkloadQuery& query, v1::BasketKind kind) {
  if (const auto degree = SeenDegree(query.visible_to); degree.has_value()) {
    return CountEntries(snapshot, query, kind, *degree);
  }
  const bool by_standing = kind == v1::BASKET_KIND_TO_ACCEPT;
  ListQuery list({});
  const std::string province = list.Bind(query.province);
  const std::string now = BindInstant(query.now, list);
  list.And(absl::StrCat("b.province = ", province, " AND t.province = ", province,
                        " AND t.task_id = b.task_id AND b.kind = ", static_cast<int>(kind)));
  if (query.units.has_value()) {
    list.And(absl::StrCat("b.unit = ANY (", list.BindArray(*query.units), "::text[])"));
  }
  if (!query.visible_to.everything) {
    list.And(TaskCondition(query.visible_to, province, list, by_standing ? "t.territories" : "t.task->'territories'"));
  }
  return snapshot.RunText(absl::StrCat("SELECT b.unit, count(*), count(*) FILTER (WHERE b.running AND b.due_time < ",
                                       now, ") FROM task_baskets b, ", by_standing ? "task_standings" : "tasks",
                                       " t WHERE ", list.where(), " GROUP BY 1"),
                          list.values());
}

}  // namespace

absl::StatusOr<std::vector<WorkloadGroup>> CountWorkload(Database& database, const WorkloadQuery& query) {
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  const auto led = CountLed(*snapshot, query);
  if (!led.ok()) return ForCaller(led.status());
  const auto to_accept = CountWaiting(*snapshot, query, v1::BASKET_KIND_TO_ACCEPT);
  if (!to_accept.ok()) return ForCaller(to_accept.status());
  const auto handoffs = CountWaiting(*snapshot, query, v1::BASKET_KIND_HANDOFF);
  if (!handoffs.ok()) return ForCaller(handoffs.status());
  std::map<std::string, WorkloadGroup> units;
  for (int i = 0; i < led->rows(); ++i) {
    WorkloadGroup& group = units[std::string(led->Text(i, 0))];
    group.open = led->Int64(i, 1);
    group.overdue = led->Int64(i, 2);
    group.submitted = led->Int64(i, 3);
    group.suspended = led->Int64(i, 4);
    group.bounced = led->Int64(i, 5);
  }
  for (int i = 0; i < to_accept->rows(); ++i) {
    units[std::string(to_accept->Text(i, 0))].not_accepted = to_accept->Int64(i, 1);
  }
  for (int i = 0; i < handoffs->rows(); ++i) {
    WorkloadGroup& group = units[std::string(handoffs->Text(i, 0))];
    group.handoffs = handoffs->Int64(i, 1);
    group.handoffs_overdue = handoffs->Int64(i, 2);
  }
  std::vector<WorkloadGroup> groups;
  for (auto& [unit, group] : units) {
    group.unit = unit;
    groups.push_back(std::move(group));
  }
  return groups;
}

absl::StatusOr<std::vector<WorkloadGroup>> CountWorkloadOfPersons(Database& database, const WorkloadQuery& query) {
  ListQuery list({});
  const std::string province = list.Bind(query.province);
  const std::string now = BindInstant(query.now, list);
  list.And(
      absl::StrCat("t.province = ", province, " AND t.open AND t.state <> 'TASK_STATE_PLANNED' AND NOT t.fan_out"));
  if (query.units.has_value()) {
    list.And(absl::StrCat("t.lead_unit = ANY (", list.BindArray(*query.units), "::text[])"));
  }
  AddVisibility(query.visible_to, province, list);
  const std::string sql = absl::StrCat(
      "SELECT t.lead_unit, t.assignee, count(*), count(*) FILTER (WHERE NOT t.frozen AND t.due_time < ", now,
      "), count(*) FILTER (WHERE t.state = 'TASK_STATE_ISSUED'), count(*) FILTER (WHERE t.state = "
      "'TASK_STATE_SUBMITTED'), count(*) FILTER (WHERE t.state = 'TASK_STATE_SUSPENDED'), count(*) FILTER (WHERE "
      "coalesce((t.task->>'bounce_count')::bigint, 0) > 0) FROM tasks t WHERE ",
      list.where(), " GROUP BY 1, 2 ORDER BY 1, 2");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<WorkloadGroup> groups(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    groups[i] = {.unit = std::string(rows->Text(i, 0)),
                 .person = std::string(rows->Text(i, 1)),
                 .open = rows->Int64(i, 2),
                 .overdue = rows->Int64(i, 3),
                 .not_accepted = rows->Int64(i, 4),
                 .submitted = rows->Int64(i, 5),
                 .suspended = rows->Int64(i, 6),
                 .bounced = rows->Int64(i, 7)};
  }
  return groups;
}

absl::StatusOr<std::vector<v1::ListUpcomingEscalationsResponse::Escalation>> ListUpcomingEscalations(
    Database& database, const WorkloadQuery& query, absl::Time until, int limit) {
  ListQuery list({});
  const std::string province = list.Bind(query.province);
  const std::string end = BindInstant(until, list);
  // The wake time of a task is never later than that of its clocks.
  list.And(absl::StrCat("t.province = ", province, " AND t.open AND t.wake_time <= ", end));
  if (query.units.has_value()) {
    list.And(absl::StrCat("t.lead_unit = ANY (", list.BindArray(*query.units), "::text[])"));
  }
  AddVisibility(query.visible_to, province, list);
  list.And(
      absl::StrCat("c.clock->>'state' = 'CLOCK_STATE_RUNNING' AND c.clock ? 'escalation_policy' AND "
                   "(c.clock->>'next_fire_time')::timestamptz <= ",
                   end));
  const std::string sql = absl::StrCat(
      "SELECT t.task_id, t.title, t.lead_unit, t.state, c.clock FROM tasks t CROSS JOIN LATERAL "
      "jsonb_array_elements(t.task->'clocks') AS c (clock) WHERE ",
      list.where(),
      " ORDER BY (c.clock->>'next_fire_time')::timestamptz, t.task_id, c.clock->>'id' COLLATE \"C\" LIMIT ",
      list.Bind(absl::StrCat(limit)), "::bigint");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<v1::ListUpcomingEscalationsResponse::Escalation> escalations(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    v1::Clock clock;
    if (auto read = MergeJson(rows->Text(i, 4), &clock); !read.ok()) return read;
    auto& escalation = escalations[i];
    escalation.set_task(TaskName(query.province, rows->Text(i, 0)));
    escalation.set_title(std::string(rows->Text(i, 1)));
    escalation.set_lead_unit(std::string(rows->Text(i, 2)));
    v1::TaskState state = v1::TASK_STATE_UNSPECIFIED;
    if (v1::TaskState_Parse(std::string(rows->Text(i, 3)), &state)) escalation.set_state(state);
    *escalation.mutable_fire_time() = clock.next_fire_time();
    escalation.set_purpose(clock.purpose());
    *escalation.mutable_due_time() = clock.due_time();
    escalation.set_escalation_policy(clock.escalation_policy());
    escalation.set_rung(clock.next_rung());
  }
  return escalations;
}

}  // namespace phoihop::store
