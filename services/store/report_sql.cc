#include "services/store/report_sql.h"

#include "absl/strings/str_cat.h"
#include "services/store/visibility.h"
#include "workflow/task/standing.h"

namespace phoihop::store {
namespace {

constexpr absl::string_view kColumns =
    "province, task_id, since, due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan, "
    "plan_item, territories";

std::string TextOf(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "infinity";
  if (time == absl::InfinitePast()) return "-infinity";
  return absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
}

void AddScope(const ResultQuery& query, const std::string& province, ListQuery& list) {
  if (query.leads.has_value()) {
    list.And(absl::StrCat("t.lead_unit = ANY (", list.BindArray(*query.leads), "::text[])"));
  }
  if (query.without_plan) list.And("t.plan = ''");
  if (!query.plan.empty()) list.And(absl::StrCat("t.plan = ", list.Bind(query.plan)));
  if (!query.visible_to.everything) list.And(TaskCondition(query.visible_to, province, list, "t.territories"));
}

// `from <= column < to`
void AddSpan(absl::string_view column, const ReportSpan& span, ListQuery& list) {
  list.And(
      absl::StrCat(column, " >= ", BindInstant(span.from, list), " AND ", column, " < ", BindInstant(span.to, list)));
}

}  // namespace

std::string BindInstant(absl::Time time, ListQuery& list) {
  return absl::StrCat(list.Bind(TextOf(time)), "::timestamptz");
}

std::string BindInstants(const std::vector<absl::Time>& times, ListQuery& list) {
  std::vector<std::string> texts;
  for (const absl::Time time : times) texts.push_back(TextOf(time));
  return absl::StrCat(list.BindArray(texts), "::timestamptz[]");
}

StandingSql StandingsOf(const ResultQuery& query, ListQuery& list) {
  StandingSql sql;
  sql.province = list.Bind(query.province);
  const std::string as_of = BindInstant(query.as_of, list);
  sql.result = absl::StrCat("result_class(t.standing, t.due_time, t.submit_time, ", as_of, ")");
  sql.from = "task_standings t";
  if (query.past) {
    sql.from =
        absl::StrCat("(SELECT ", kColumns, " FROM task_standings WHERE since <= ", as_of, " UNION ALL SELECT ",
                     kColumns, " FROM task_standing_history WHERE since <= ", as_of, " AND until > ", as_of, ") AS t");
  }
  list.And(absl::StrCat("t.province = ", sql.province));
  AddScope(query, sql.province, list);
  if (query.due.has_value()) {
    list.And(absl::StrCat("t.due_time > ", BindInstant(query.due->from, list),
                          " AND t.due_time <= ", BindInstant(query.due->to, list), " AND t.due_time < 'infinity'"));
  }
  if (query.issued.has_value()) AddSpan("t.issue_time", *query.issued, list);
  if (query.completed.has_value()) {
    list.And(absl::StrCat("t.standing = ", static_cast<int>(task::StandingKind::kCompleted)));
    AddSpan("t.submit_time", *query.completed, list);
  }
  if (!query.results.empty()) {
    std::vector<std::string> numbers;
    for (const v1::ResultClass result : query.results) numbers.push_back(absl::StrCat(static_cast<int>(result)));
    list.And(absl::StrCat(sql.result, " = ANY (", list.BindArray(numbers), "::smallint[])"));
  }
  return sql;
}

std::string StretchesOf(const ResultQuery& query, ListQuery& list) {
  const std::string province = list.Bind(query.province);
  list.And(absl::StrCat("t.province = ", province, " AND t.due_time < 'infinity' AND (t.standing = ",
                        static_cast<int>(task::StandingKind::kRunning), " OR (t.standing IN (",
                        static_cast<int>(task::StandingKind::kHandedIn), ", ",
                        static_cast<int>(task::StandingKind::kHeld), ") AND t.submit_time > t.due_time))"));
  AddScope(query, province, list);
  return absl::StrCat("(SELECT ", kColumns, ", 'infinity'::timestamptz AS until FROM task_standings UNION ALL SELECT ",
                      kColumns, ", until FROM task_standing_history) AS t");
}

}  // namespace phoihop::store
