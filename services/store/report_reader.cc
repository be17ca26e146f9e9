#include "services/store/report_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "services/store/connection.h"
#include "services/store/figure_reader.h"
#include "services/store/list_query.h"
#include "services/store/report_sql.h"
#include "services/store/snapshot.h"
#include "services/store/task_reader.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"

namespace phoihop::store {
namespace {

const google::protobuf::FieldDescriptor* FieldOf(v1::ResultClass result) {
  const std::string name = v1::ResultClass_Name(result);
  absl::string_view suffix = name;
  absl::ConsumePrefix(&suffix, "RESULT_CLASS_");
  return v1::ProgressCounts::descriptor()->FindFieldByName(absl::AsciiStrToLower(suffix));
}

absl::Time DueIn(const Result& rows, int row, int column) {
  return rows.Text(row, column) == "infinity" ? absl::InfiniteFuture() : rows.Time(row, column);
}

absl::StatusOr<Result> RunText(Database& database, const std::string& sql, const ListQuery& list) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

// Counts rows.
absl::StatusOr<std::vector<ResultGroup>> CountRows(Database& database, const ResultQuery& query, bool by_unit,
                                                   bool by_plan) {
  ListQuery list({});
  const StandingSql sql = StandingsOf(query, list);
  // Classes are columns: the planner knows how many units and plans there are, and not how many classes, and would
  // sort a million rows for fear of too many groups. OFFSET 0 has the class of a row worked out once.
  std::string columns;
  for (int result = v1::RESULT_CLASS_UNSPECIFIED + 1; result <= v1::ResultClass_MAX; ++result) {
    absl::StrAppend(&columns, ", count(*) FILTER (WHERE t.result = ", result, ")");
  }
  const auto rows = RunText(
      database,
      absl::StrCat("SELECT * FROM (SELECT ", by_unit ? "t.lead_unit" : "''", " AS lead_unit, ",
                   by_plan ? "t.plan" : "''", " AS plan", columns, " FROM (SELECT t.lead_unit, t.plan, ", sql.result,
                   " AS result FROM ", sql.from, " WHERE ", list.where(), " OFFSET 0) AS t GROUP BY 1, 2 LIMIT ",
                   kMaxResultGroups + 1, ") AS c ORDER BY c.lead_unit, c.plan"),
      list);
  if (!rows.ok()) return rows.status();
  std::vector<ResultGroup> groups(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    groups[i].lead_unit = std::string(rows->Text(i, 0));
    groups[i].plan = std::string(rows->Text(i, 1));
    for (int result = v1::RESULT_CLASS_UNSPECIFIED + 1; result <= v1::ResultClass_MAX; ++result) {
      AddResult(static_cast<v1::ResultClass>(result), rows->Int64(i, result + 1), groups[i].counts);
    }
  }
  return groups;
}

absl::StatusOr<std::vector<TrendWeek>> CountTrendRows(Database& database, const ResultQuery& query,
                                                      const WeekQuery& weeks) {
  std::vector<TrendWeek> trend(weeks.starts.size());
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  for (const bool completed : {false, true}) {
    ResultQuery then = query;
    (completed ? then.completed : then.issued) = {weeks.starts.front(), weeks.end};
    ListQuery list({});
    const StandingSql sql = StandingsOf(then, list);
    const std::string text =
        absl::StrCat("SELECT width_bucket(", completed ? "t.submit_time" : "t.issue_time", ", ",
                     BindInstants(weeks.starts, list), ") - 1 AS week, ", sql.result, " AS result, count(*) FROM ",
                     sql.from, " WHERE ", list.where(), " GROUP BY 1, 2");
    const auto rows = snapshot->RunText(text, list.values());
    if (!rows.ok()) return ForCaller(rows.status());
    for (int i = 0; i < rows->rows(); ++i) {
      TrendWeek& week = trend[static_cast<size_t>(rows->Int64(i, 0))];
      const bool late = rows->Int64(i, 1) == v1::RESULT_CLASS_COMPLETED_LATE;
      (!completed ? week.issued : late ? week.completed_late : week.completed_in_time) += rows->Int64(i, 2);
    }
  }
  return trend;
}

absl::StatusOr<std::vector<std::map<std::string, int64_t>>> CountOverdueRows(Database& database,
                                                                             const ResultQuery& query,
                                                                             const std::vector<absl::Time>& instants) {
  std::vector<std::map<std::string, int64_t>> overdue(instants.size());
  if (instants.empty()) return overdue;
  ListQuery list({});
  const std::string from = StretchesOf(query, list);
  // A stretch is overdue at the instants of a range: from the first one that is not before it begins and behind the
  // deadline, to the last one before it ends. What comes and what goes at each instant is counted, and then summed up.
  const std::string at = BindInstants(instants, list);
  // Only what may count is looked at: what was overdue before it ended, in the span that is asked for.
  const std::string first = BindInstant(instants.front(), list), last = BindInstant(instants.back(), list);
  list.And(
      absl::StrCat("t.due_time < t.until AND t.until > ", first, " AND t.since <= ", last, " AND t.due_time < ", last));
  const auto rows = RunText(
      database,
      absl::StrCat("SELECT c.lead_unit, c.first, c.last, count(*) FROM (SELECT t.lead_unit, "
                   "greatest(width_bucket(t.since - interval '1 microsecond', ",
                   at, "), CASE WHEN t.standing = ", static_cast<int>(task::StandingKind::kRunning),
                   " THEN width_bucket(t.due_time, ", at,
                   ") ELSE 0 END) AS first, width_bucket(t.until - interval '1 microsecond', ", at, ") AS last FROM ",
                   from, " WHERE ", list.where(), ") AS c WHERE c.first < c.last GROUP BY 1, 2, 3"),
      list);
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->rows(); ++i) {
    const std::string lead(rows->Text(i, 0));
    const auto end = static_cast<size_t>(rows->Int64(i, 2));
    for (auto at_instant = static_cast<size_t>(rows->Int64(i, 1)); at_instant < end; ++at_instant) {
      overdue[at_instant][lead] += rows->Int64(i, 3);
    }
  }
  return overdue;
}

}  // namespace

void AddResult(v1::ResultClass result, int64_t n, v1::ProgressCounts& counts) {
  const auto* field = FieldOf(result);
  if (field == nullptr) return;
  const auto number = static_cast<int32_t>(n);
  counts.GetReflection()->SetInt32(&counts, field, counts.GetReflection()->GetInt32(counts, field) + number);
  counts.set_total(counts.total() + number);
}

void AddCounts(const v1::ProgressCounts& from, v1::ProgressCounts& counts) {
  for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
    const auto* field = from.GetDescriptor()->field(i);
    const int32_t sum = from.GetReflection()->GetInt32(from, field) + counts.GetReflection()->GetInt32(counts, field);
    counts.GetReflection()->SetInt32(&counts, field, sum);
  }
}

absl::StatusOr<std::optional<absl::Time>> ResultsKeptSince(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("StandingsKeptSince", Values().Text(province));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) return std::nullopt;
  return rows->Time(0, 0);
}

absl::StatusOr<std::vector<ResultGroup>> CountResults(Database& database, const ResultQuery& query, bool by_unit,
                                                      bool by_plan) {
  auto counted = CountedResults(database, query, by_unit, by_plan);
  if (!counted.ok()) return counted.status();
  auto groups = counted->has_value() ? **std::move(counted) : CountRows(database, query, by_unit, by_plan);
  if (groups.ok() && groups->size() > kMaxResultGroups) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"group_by", absl::StrCat("makes more than ", kMaxResultGroups,
                                                     " lines; narrow the scope, or group by unit or plan alone")}});
  }
  return groups;
}

absl::StatusOr<ResultPage> ListResults(Database& database, const ResultQuery& query, int page_size,
                                       const std::string& cursor) {
  ListQuery list({});
  const StandingSql sql = StandingsOf(query, list);
  std::string after;
  if (!cursor.empty()) {
    const auto place = DecodeTimeCursor(cursor);
    if (!place.ok()) return place.status();
    after = absl::StrCat(" AND (t.due_time, t.task_id) > (", list.Bind(place->key), "::timestamptz, ",
                         list.Bind(place->id), ")");
  }
  const int size = std::clamp(page_size, 1, kMaxPageSize);
  const auto rows = RunText(
      database,
      absl::StrCat("WITH total AS (SELECT count(*) AS n FROM ", sql.from, " WHERE ", list.where(),
                   "), page AS (SELECT t.due_time, t.task_id, t.lead_unit, t.plan, ", sql.result,
                   " AS result, t.issue_time, t.submit_time FROM ", sql.from, " WHERE ", list.where(), after,
                   " ORDER BY t.due_time, t.task_id LIMIT ", size + 1,
                   ") SELECT total.n, page.due_time, page.task_id, page.lead_unit, page.plan, page.result, "
                   "page.issue_time, page.submit_time, n.title FROM total LEFT JOIN page ON true LEFT JOIN tasks n ON "
                   "n.province = ",
                   sql.province, " AND n.task_id = page.task_id ORDER BY page.due_time, page.task_id"),
      list);
  if (!rows.ok()) return rows.status();
  ResultPage page;
  page.total_size = rows->Int64(0, 0);
  for (int i = 0; i < std::min(rows->rows(), size) && !rows->IsNull(i, 2); ++i) {
    v1::TaskStanding& result = page.results.emplace_back();
    if (const absl::Time due = DueIn(*rows, i, 1); due != absl::InfiniteFuture()) {
      *result.mutable_due_time() = ToTimestamp(due);
    }
    result.set_task(TaskName(query.province, rows->Text(i, 2)));
    result.set_lead_unit(std::string(rows->Text(i, 3)));
    result.set_plan(std::string(rows->Text(i, 4)));
    result.set_result(static_cast<v1::ResultClass>(rows->Int64(i, 5)));
    if (!rows->IsNull(i, 6)) *result.mutable_issue_time() = ToTimestamp(rows->Time(i, 6));
    if (!rows->IsNull(i, 7)) *result.mutable_submit_time() = ToTimestamp(rows->Time(i, 7));
    result.set_title(std::string(rows->Text(i, 8)));
  }
  if (rows->rows() > size) {
    page.next_cursor = EncodeCursor({std::string(rows->Text(size - 1, 1)), std::string(rows->Text(size - 1, 2))});
  }
  return page;
}

absl::StatusOr<std::vector<WeeklyGroup>> CountWeekly(Database& database, const ResultQuery& query,
                                                     const WeekQuery& weeks) {
  ResultQuery due_then = query;
  due_then.due = {weeks.starts.front(), weeks.end};
  ListQuery list({});
  const StandingSql sql = StandingsOf(due_then, list);
  // What is due at the instant between two weeks belongs to the one that ends.
  const auto rows = RunText(
      database,
      absl::StrCat("SELECT t.lead_unit, width_bucket(t.due_time - interval '1 microsecond', ",
                   BindInstants(weeks.starts, list), ") - 1 AS week, ", sql.result, " AS result, count(*) FROM ",
                   sql.from, " WHERE ", list.where(), " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"),
      list);
  if (!rows.ok()) return rows.status();
  std::vector<WeeklyGroup> groups;
  for (int i = 0; i < rows->rows(); ++i) {
    const absl::string_view unit = rows->Text(i, 0);
    const int week = static_cast<int>(rows->Int64(i, 1));
    if (groups.empty() || groups.back().lead_unit != unit || groups.back().week != week) {
      groups.push_back({std::string(unit), week, {}});
    }
    AddResult(static_cast<v1::ResultClass>(rows->Int64(i, 2)), rows->Int64(i, 3), groups.back().counts);
  }
  return groups;
}

absl::StatusOr<std::vector<TrendWeek>> CountTrend(Database& database, const ResultQuery& query,
                                                  const WeekQuery& weeks) {
  auto counted = CountedTrend(database, query, weeks);
  if (!counted.ok()) return counted.status();
  return counted->has_value() ? **std::move(counted) : CountTrendRows(database, query, weeks);
}

absl::StatusOr<std::vector<std::map<std::string, int64_t>>> CountOverdueAt(Database& database, const ResultQuery& query,
                                                                           const std::vector<absl::Time>& instants) {
  std::vector<std::map<std::string, int64_t>> overdue(instants.size());
  auto counted = CountedOverdue(database, query, instants);
  if (!counted.ok()) return counted.status();
  std::vector<absl::Time> rest;
  std::vector<size_t> places;
  for (size_t i = 0; i < instants.size(); ++i) {
    if (const auto found = counted->find(instants[i]); found != counted->end()) {
      overdue[i] = found->second;
    } else {
      rest.push_back(instants[i]);
      places.push_back(i);
    }
  }
  auto rows = CountOverdueRows(database, query, rest);
  if (!rows.ok()) return rows.status();
  for (size_t i = 0; i < rest.size(); ++i) overdue[places[i]] = std::move((*rows)[i]);
  return overdue;
}

absl::StatusOr<std::map<std::string, std::string>> PlanDisplayNames(Database& database, absl::string_view province,
                                                                    const std::vector<std::string>& plans,
                                                                    const access::Visibility& visible_to) {
  std::map<std::string, std::string> names;
  if (plans.empty()) return names;
  std::vector<std::string> ids;
  for (const std::string& plan : plans) ids.emplace_back(LastSegment(plan));
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  Values values = Values().Text(province).TextArray(ids);
  BindPlanVisibility(visible_to, values);
  auto rows = (*connection)->Run("PlanDisplayNames", values);
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) names[PlanName(province, rows->Text(i, 0))] = std::string(rows->Text(i, 1));
  return names;
}

}  // namespace phoihop::store
