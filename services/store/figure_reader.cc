#include "services/store/figure_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/report_sql.h"
#include "services/store/write_session.h"
#include "workflow/task/standing.h"

namespace phoihop::store {
namespace {

constexpr absl::string_view kStandingColumns =
    "due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan";

// Weeks of figure_weeks begin so many of them after or before this Monday.
const absl::Time kAMonday = absl::FromUnixSeconds(978282000);  // 2001-01-01 00:00+07

int Number(task::StandingKind kind) { return static_cast<int>(kind); }

bool IsAny(const access::VisibleScope& scope) {
  return !scope.units.has_value() && scope.plan.empty() && scope.territories.empty();
}

// What figures that were counted once are asked for.
struct Asked {
  bool by_plan = false;  // they are by plan, else by lead unit
  int degree = 0;
};

std::optional<Asked> AskedOf(const ResultQuery& query, bool by_unit, bool by_plan) {
  const auto degree = SeenDegree(query.visible_to);
  if (!degree.has_value() || query.due.has_value() || query.issued.has_value() || query.completed.has_value()) {
    return std::nullopt;
  }
  const bool of_plan = by_plan || query.without_plan || !query.plan.empty();
  if (of_plan && (by_unit || query.leads.has_value())) return std::nullopt;
  return Asked{of_plan, *degree};
}

// Conditions on rows with a name and a degree of secrecy, of which the names are leads or plans.
std::string Narrowed(const ResultQuery& query, const Asked& asked, absl::string_view name, ListQuery& list) {
  std::string all = absl::StrCat("secrecy <= ", asked.degree);
  if (query.leads.has_value())
    absl::StrAppend(&all, " AND ", name, " = ANY (", list.BindArray(*query.leads), "::text[])");
  if (query.without_plan) absl::StrAppend(&all, " AND ", name, " = ''");
  if (!query.plan.empty()) absl::StrAppend(&all, " AND ", name, " = ", list.Bind(query.plan));
  return all;
}

// The instant of the base; nullopt: there is none, or it lies after `now`.
absl::StatusOr<std::optional<absl::Time>> BaseOf(Snapshot& snapshot, const std::string& province, absl::Time now) {
  const auto rows = snapshot.Run("FigureBase", Values().Text(province));
  if (!rows.ok()) return rows.status();
  if (rows->rows() == 0 || rows->Time(0, 0) > now) return std::nullopt;
  return rows->Time(0, 0);
}

// `WITH changes AS (…)`: what has to be added to the base, with n = 1 or -1 and the columns of kStandingColumns.
std::string ChangesSince(absl::Time base, const std::string& province, ListQuery& list) {
  const std::string since = BindInstant(base, list);
  return absl::StrCat(
      "WITH moved AS MATERIALIZED (SELECT task_id, since, ", kStandingColumns,
      " FROM task_standing_history WHERE province = ", province, " AND until > ", since,
      "), ids AS MATERIALIZED (SELECT task_id FROM moved UNION SELECT task_id FROM task_standings WHERE province = ",
      province, " AND first_since > ", since, "), changes AS (SELECT -1 AS n, ", kStandingColumns,
      " FROM moved WHERE since <= ", since, " UNION ALL SELECT 1, ", kStandingColumns,
      " FROM ids CROSS JOIN LATERAL (SELECT * FROM task_standings WHERE province = ", province,
      " AND task_id = ids.task_id OFFSET 0) AS s WHERE s.since > ", since, ") ");
}

// Rows of name, class and number, in the order of names.
std::vector<ResultGroup> GroupsIn(const Result& rows, const ResultQuery& query, bool by_unit, bool by_plan) {
  std::vector<ResultGroup> groups;
  std::string name;
  for (int i = 0; i < rows.rows(); ++i) {
    const auto result = static_cast<v1::ResultClass>(rows.Int64(i, 1));
    const bool wanted =
        query.results.empty() || std::find(query.results.begin(), query.results.end(), result) != query.results.end();
    if (!wanted || rows.Int64(i, 2) == 0) continue;
    if (groups.empty() || ((by_unit || by_plan) && name != rows.Text(i, 0))) {
      name = std::string(rows.Text(i, 0));
      groups.emplace_back();
      if (by_unit) groups.back().lead_unit = name;
      if (by_plan) groups.back().plan = name;
    }
    AddResult(result, rows.Int64(i, 2), groups.back().counts);
  }
  return groups;
}

absl::StatusOr<std::optional<Result>> DayCounts(Snapshot& snapshot, const ResultQuery& query, const Asked& asked) {
  const auto counted = snapshot.Run("IsCountedDay", Values().Text(query.province).Time(query.as_of));
  if (!counted.ok()) return counted.status();
  if (counted->rows() == 0) return std::nullopt;
  ListQuery list({});
  const std::string province = list.Bind(query.province), until = BindInstant(query.as_of, list);
  const std::string sql = absl::StrCat("SELECT name, result, sum(tasks) FROM figure_days WHERE province = ", province,
                                       " AND until = ", until, " AND by_plan = ", asked.by_plan ? "true" : "false",
                                       " AND ", Narrowed(query, asked, "name", list), " GROUP BY 1, 2 ORDER BY 1, 2");
  auto rows = snapshot.RunText(sql, list.values());
  if (!rows.ok()) return rows.status();
  return *std::move(rows);
}

absl::StatusOr<std::optional<Result>> PresentCounts(Snapshot& snapshot, const ResultQuery& query, const Asked& asked) {
  if (query.leads.has_value() && query.leads->size() <= kFewLeads) return std::nullopt;
  const auto base = BaseOf(snapshot, query.province, query.as_of);
  if (!base.ok()) return base.status();
  if (!base->has_value()) return std::nullopt;
  ListQuery list({});
  const std::string province = list.Bind(query.province), now = BindInstant(query.as_of, list);
  const std::string name = asked.by_plan ? "plan" : "lead_unit";
  const std::string sql = absl::StrCat(
      ChangesSince(**base, province, list),
      "SELECT c.name, c.result, sum(c.n) FROM (SELECT name, CASE WHEN standing = ",
      Number(task::StandingKind::kRunning), " THEN result_class(standing, due_time, NULL, ", now,
      ") ELSE result END AS result, tasks AS n FROM figure_cells WHERE province = ", province,
      " AND by_plan = ", asked.by_plan ? "true" : "false", " AND ", Narrowed(query, asked, "name", list),
      " UNION ALL SELECT ", name, ", result_class(standing, due_time, submit_time, ", now, "), n FROM changes WHERE ",
      Narrowed(query, asked, name, list), ") AS c GROUP BY 1, 2 ORDER BY 1, 2");
  auto rows = snapshot.RunText(sql, list.values());
  if (!rows.ok()) return rows.status();
  return *std::move(rows);
}

// Whether they are those of figure_weeks.
bool AreWeeks(const WeekQuery& weeks) {
  for (size_t i = 0; i < weeks.starts.size(); ++i) {
    const absl::Time end = i + 1 < weeks.starts.size() ? weeks.starts[i + 1] : weeks.end;
    if (end - weeks.starts[i] != absl::Hours(7 * 24)) return false;
  }
  return !weeks.starts.empty() && (weeks.starts.front() - kAMonday) % absl::Hours(7 * 24) == absl::ZeroDuration();
}

// `SELECT date_bin(…), …` of changes, of which an instant lies in the weeks that are asked for.
std::string ChangedWeek(absl::string_view column, absl::string_view numbers, const std::string& condition) {
  return absl::StrCat(" UNION ALL SELECT date_bin('7 days', ", column, ", '2001-01-01 00:00+07'), ", numbers,
                      " FROM changes WHERE ", condition);
}

std::string Within(absl::string_view column, const std::string& from, const std::string& to) {
  return absl::StrCat(column, " >= ", from, " AND ", column, " < ", to);
}

}  // namespace

std::optional<int> SeenDegree(const access::Visibility& visibility) {
  if (visibility.everything) return v1::Secrecy_MAX;
  int degree = -1, narrower = -1;
  for (const access::VisibleScope& scope : visibility.scopes) {
    int& highest = IsAny(scope) ? degree : narrower;
    highest = std::max(highest, static_cast<int>(scope.max_secrecy));
  }
  if (degree < 0 || narrower > degree) return std::nullopt;
  return degree;
}

absl::StatusOr<std::optional<std::vector<ResultGroup>>> CountedResults(Database& database, const ResultQuery& query,
                                                                       bool by_unit, bool by_plan) {
  const auto asked = AskedOf(query, by_unit, by_plan);
  if (!asked.has_value()) return std::nullopt;
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  const auto rows = query.past ? DayCounts(*snapshot, query, *asked) : PresentCounts(*snapshot, query, *asked);
  if (!rows.ok()) return ForCaller(rows.status());
  if (!rows->has_value()) return std::nullopt;
  return GroupsIn(**rows, query, by_unit, by_plan);
}

absl::StatusOr<std::optional<std::vector<TrendWeek>>> CountedTrend(Database& database, const ResultQuery& query,
                                                                   const WeekQuery& weeks) {
  const auto asked = AskedOf(query, /*by_unit=*/true, /*by_plan=*/false);
  const bool few = query.leads.has_value() && query.leads->size() <= kFewLeads;
  if (!asked.has_value() || few || query.past || !query.results.empty() || !AreWeeks(weeks)) return std::nullopt;
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  const auto base = BaseOf(*snapshot, query.province, query.as_of);
  if (!base.ok()) return ForCaller(base.status());
  if (!base->has_value()) return std::nullopt;
  ListQuery list({});
  const std::string province = list.Bind(query.province);
  const std::string from = BindInstant(weeks.starts.front(), list), to = BindInstant(weeks.end, list);
  const std::string completed = absl::StrCat("standing = ", Number(task::StandingKind::kCompleted));
  const std::string changed = Narrowed(query, *asked, "lead_unit", list);
  const std::string sql =
      absl::StrCat(ChangesSince(**base, province, list),
                   "SELECT w.week, sum(w.issued), sum(w.in_time), sum(w.late) FROM (SELECT week, issued, "
                   "completed_in_time AS in_time, completed_late AS late FROM figure_weeks WHERE province = ",
                   province, " AND ", Within("week", from, to), " AND ", Narrowed(query, *asked, "name", list),
                   ChangedWeek("issue_time", "n, 0, 0", absl::StrCat(Within("issue_time", from, to), " AND ", changed)),
                   ChangedWeek("submit_time",
                               "0, CASE WHEN submit_time > due_time THEN 0 ELSE n END, "
                               "CASE WHEN submit_time > due_time THEN n ELSE 0 END",
                               absl::StrCat(completed, " AND ", Within("submit_time", from, to), " AND ", changed)),
                   ") AS w GROUP BY 1");
  const auto rows = snapshot->RunText(sql, list.values());
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<TrendWeek> trend(weeks.starts.size());
  for (int i = 0; i < rows->rows(); ++i) {
    const absl::Duration after = rows->Time(i, 0) - weeks.starts.front();
    trend[static_cast<size_t>(after / absl::Hours(7 * 24))] = {rows->Int64(i, 1), rows->Int64(i, 2), rows->Int64(i, 3)};
  }
  return trend;
}

absl::StatusOr<std::map<absl::Time, std::map<std::string, int64_t>>> CountedOverdue(
    Database& database, const ResultQuery& query, const std::vector<absl::Time>& instants) {
  std::map<absl::Time, std::map<std::string, int64_t>> overdue;
  ResultQuery present = query;
  present.results = {v1::RESULT_CLASS_OPEN_OVERDUE};
  const auto asked = AskedOf(present, /*by_unit=*/true, /*by_plan=*/false);
  if (!asked.has_value()) return overdue;
  if (!query.past && std::find(instants.begin(), instants.end(), query.as_of) != instants.end()) {
    const auto groups = CountedResults(database, present, /*by_unit=*/true, /*by_plan=*/false);
    if (!groups.ok()) return groups.status();
    if (groups->has_value()) {
      auto& now = overdue[query.as_of];
      for (const ResultGroup& group : **groups) now[group.lead_unit] = group.counts.open_overdue();
    }
  }
  ListQuery list({});
  const std::string province = list.Bind(query.province), ends = BindInstants(instants, list);
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  // One row at least of each day that was counted.
  const std::string sql = absl::StrCat(
      "SELECT c.until, d.name, sum(d.tasks) FROM figure_days_counted c LEFT JOIN LATERAL (SELECT name, tasks FROM "
      "figure_days WHERE province = ",
      province, " AND until = c.until AND NOT by_plan AND result = ", static_cast<int>(v1::RESULT_CLASS_OPEN_OVERDUE),
      " AND ", Narrowed(query, *asked, "name", list), " OFFSET 0) AS d ON true WHERE c.province = ", province,
      " AND c.until = ANY (", ends, ") GROUP BY 1, 2");
  const auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) {
    auto& day = overdue[rows->Time(i, 0)];
    if (!rows->IsNull(i, 1)) day[std::string(rows->Text(i, 1))] = rows->Int64(i, 2);
  }
  return overdue;
}

absl::StatusOr<std::optional<Result>> CountedWorkload(Snapshot& snapshot, const WorkloadQuery& query) {
  const auto degree = SeenDegree(query.visible_to);
  if (!degree.has_value() || (query.units.has_value() && query.units->size() <= kFewLeads)) return std::nullopt;
  const auto base = BaseOf(snapshot, query.province, query.now);
  if (!base.ok()) return base.status();
  if (!base->has_value()) return std::nullopt;
  const ResultQuery led{.province = query.province, .leads = query.units};
  const Asked asked{.by_plan = false, .degree = *degree};
  const auto kind = [](task::StandingKind one) { return absl::StrCat("standing = ", Number(one)); };
  const std::string open = absl::StrCat("standing BETWEEN ", Number(task::StandingKind::kRunning), " AND ",
                                        Number(task::StandingKind::kSuspended));
  ListQuery list({});
  const std::string province = list.Bind(query.province), now = BindInstant(query.now, list);
  const std::string sql =
      absl::StrCat(ChangesSince(**base, province, list), "SELECT c.name, sum(n), coalesce(sum(n) FILTER (WHERE (",
                   kind(task::StandingKind::kRunning), " OR ", kind(task::StandingKind::kRefused), ") AND due_time < ",
                   now, "), 0), coalesce(sum(n) FILTER (WHERE ", kind(task::StandingKind::kHandedIn),
                   "), 0), coalesce(sum(n) FILTER (WHERE ", kind(task::StandingKind::kSuspended),
                   "), 0), coalesce(sum(n) FILTER (WHERE bounced), 0) FROM (SELECT name, standing, due_time, bounced, "
                   "tasks AS n FROM figure_cells WHERE province = ",
                   province, " AND NOT by_plan AND ", open, " AND ", Narrowed(led, asked, "name", list),
                   " UNION ALL SELECT lead_unit, standing, due_time, bounce_count > 0, n FROM changes WHERE ", open,
                   " AND ", Narrowed(led, asked, "lead_unit", list), ") AS c GROUP BY 1 HAVING sum(n) > 0");
  auto rows = snapshot.RunText(sql, list.values());
  if (!rows.ok()) return rows.status();
  return *std::move(rows);
}

}  // namespace phoihop::store
