#include "services/handlers/report_service.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/page.h"
#include "services/handlers/report_scope.h"
#include "services/store/report_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using GroupBy = v1::SummariseResultsRequest;

// One line before it is told in words: the unit that it is counted to, and the leads that it was counted from.
struct Line {
  std::set<std::string> leads;
  v1::ProgressCounts counts;
};
using Lines = std::map<std::pair<std::string, std::string>, Line>;  // by unit and plan

void SetRatio(int64_t numerator, int64_t denominator, v1::ResultRatio* (v1::ResultRow::*ratio)(), v1::ResultRow& row) {
  if (denominator == 0) return;
  (row.*ratio)()->set_numerator(numerator);
  (row.*ratio)()->set_denominator(denominator);
}

void FillRatios(v1::ResultRow& row) {
  const v1::ProgressCounts& counts = row.counts();
  const int64_t in_force = counts.total() - counts.not_yet_issued() - counts.ended_without_result();
  const int64_t with_deadline = counts.completed_on_time() + counts.completed_late();
  SetRatio(with_deadline + counts.completed_no_deadline(), in_force, &v1::ResultRow::mutable_completed, row);
  SetRatio(counts.completed_on_time(), with_deadline, &v1::ResultRow::mutable_on_time, row);
  SetRatio(counts.open_overdue(), in_force, &v1::ResultRow::mutable_overdue, row);
}

// People look names up without minding case and diacritics.
template <typename Rows, typename NamesOf>
void SortByNames(Rows& rows, const NamesOf& names_of) {
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return names_of(a) < names_of(b); });
}

Lines LinesOf(const std::vector<store::ResultGroup>& groups, bool by_unit, const v1::ResultScope& scope,
              const CallContext& call, absl::CivilDay day) {
  Lines lines;
  for (const store::ResultGroup& group : groups) {
    const std::string unit = by_unit ? CountedTo(group.lead_unit, scope.lens(), call, day) : std::string();
    Line& line = lines[{unit, group.plan}];
    if (by_unit) line.leads.insert(group.lead_unit);
    store::AddCounts(group.counts, line.counts);
  }
  return lines;
}

absl::CivilDay SundayOf(absl::CivilDay monday) { return monday + 6; }

store::WeekQuery WeeksOf(const std::vector<absl::CivilDay>& mondays) {
  store::WeekQuery weeks;
  for (const absl::CivilDay monday : mondays) weeks.starts.push_back(StartOfDay(monday));
  weeks.end = EndOfDay(SundayOf(mondays.back()));
  return weeks;
}

// The cell of the week, which is the last one or a new one.
v1::ListWeeklyLoadResponse::Cell& CellOf(google::protobuf::RepeatedPtrField<v1::ListWeeklyLoadResponse::Cell>& cells,
                                         int week) {
  for (auto& cell : cells) {
    if (cell.week() == week) return cell;
  }
  v1::ListWeeklyLoadResponse::Cell& cell = *cells.Add();
  cell.set_week(week);
  return cell;
}

void SortCells(google::protobuf::RepeatedPtrField<v1::ListWeeklyLoadResponse::Cell>& cells) {
  std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.week() < b.week(); });
}

// How many were overdue at the end of each week in the scope of that week.
absl::StatusOr<std::vector<int64_t>> OverdueAtEnds(const v1::ResultScope& scope, store::ResultQuery query,
                                                   const std::vector<absl::CivilDay>& mondays, const CallContext& call,
                                                   const Services& services) {
  const absl::CivilDay today = DayOf(call.now);
  std::vector<absl::Time> ends;
  std::vector<std::set<std::string>> leads;
  std::set<std::string> any;
  for (const absl::CivilDay monday : mondays) {
    ends.push_back(std::min(EndOfDay(SundayOf(monday)), call.now));
    const auto of_week = LeadsOf(scope, call, std::min(SundayOf(monday), today));
    if (!of_week.has_value()) continue;
    leads.emplace_back(of_week->begin(), of_week->end());
    any.insert(of_week->begin(), of_week->end());
  }
  if (!leads.empty()) query.leads = std::vector<std::string>(any.begin(), any.end());
  const auto overdue = store::CountOverdueAt(services.database, query, ends);
  if (!overdue.ok()) return overdue.status();
  std::vector<int64_t> sums(mondays.size());
  for (size_t i = 0; i < mondays.size(); ++i) {
    for (const auto& [lead, n] : (*overdue)[i]) {
      if (leads.empty() || leads[i].count(lead) > 0) sums[i] += n;
    }
  }
  return sums;
}

}  // namespace

absl::StatusOr<v1::SummariseResultsResponse> SummariseResults(const v1::SummariseResultsRequest& request,
                                                              const CallContext& call, const Services& services) {
  if (!GroupBy::GroupBy_IsValid(request.group_by())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"group_by", "is not a known grouping; UNIT, PLAN or UNIT_AND_PLAN"}});
  }
  const v1::ResultScope& scope = request.scope();
  const auto read = ReadReportScope(request.parent(), scope, call, services);
  if (!read.ok()) return read.status();
  const bool by_unit =
      request.group_by() == GroupBy::GROUP_BY_UNIT || request.group_by() == GroupBy::GROUP_BY_UNIT_AND_PLAN;
  const bool by_plan =
      request.group_by() == GroupBy::GROUP_BY_PLAN || request.group_by() == GroupBy::GROUP_BY_UNIT_AND_PLAN;
  const auto groups = store::CountResults(services.database, read->query, by_unit, by_plan);
  if (!groups.ok()) return groups.status();
  const Lines lines = LinesOf(*groups, by_unit, scope, call, read->day);
  std::set<std::string> plans;
  for (const auto& [key, line] : lines) {
    if (!key.second.empty()) plans.insert(key.second);
  }
  const auto plan_names =
      store::PlanDisplayNames(services.database, call.province, {plans.begin(), plans.end()}, read->query.visible_to);
  if (!plan_names.ok()) return plan_names.status();

  v1::SummariseResultsResponse response;
  const std::optional<std::string> scope_plan =
      scope.without_plan() || !scope.plan().empty() ? std::optional(scope.plan()) : std::nullopt;
  for (const auto& [key, line] : lines) {
    store::AddCounts(line.counts, *response.mutable_total()->mutable_counts());
    if (!by_unit && !by_plan) continue;
    v1::ResultRow& row = *response.add_rows();
    row.set_unit(key.first);
    row.set_plan(key.second);
    if (by_unit) row.set_unit_display_name(call.facts->directory().DisplayName(key.first, read->day));
    if (const auto name = plan_names->find(key.second); name != plan_names->end()) {
      row.set_plan_display_name(name->second);
    }
    *row.mutable_counts() = line.counts;
    FillRatios(row);
    row.set_filter(TaskFilterOf(
        scope, *read,
        by_unit ? std::optional(std::vector<std::string>(line.leads.begin(), line.leads.end())) : read->query.leads,
        by_plan ? std::optional(key.second) : scope_plan));
  }
  SortByNames(*response.mutable_rows(), [](const v1::ResultRow& row) {
    return std::make_tuple(organisation::FoldedWords(row.unit_display_name()), row.unit(),
                           organisation::FoldedWords(row.plan_display_name()), row.plan());
  });
  response.mutable_total()->mutable_counts();
  FillRatios(*response.mutable_total());
  response.mutable_total()->set_filter(TaskFilterOf(scope, *read, read->query.leads, scope_plan));
  *response.mutable_as_of_time() = ToTimestamp(read->query.as_of);
  if (read->kept_since.has_value()) response.set_kept_since_date(FormatDate(DayOf(*read->kept_since)));
  return response;
}

absl::StatusOr<v1::ListResultsResponse> ListResults(const v1::ListResultsRequest& request, const CallContext& call,
                                                    const Services& services) {
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto read = ReadReportScope(request.parent(), request.scope(), call, services);
  if (!read.ok()) return read.status();
  auto found = store::ListResults(services.database, read->query, page->size, page->cursor);
  if (!found.ok()) return found.status();
  v1::ListResultsResponse response;
  for (v1::TaskStanding& result : found->results) {
    result.set_lead_unit_display_name(call.facts->directory().DisplayName(result.lead_unit(), read->day));
    *response.add_results() = std::move(result);
  }
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  response.set_total_size(found->total_size);
  *response.mutable_as_of_time() = ToTimestamp(read->query.as_of);
  return response;
}

absl::StatusOr<v1::ListWeeklyLoadResponse> ListWeeklyLoad(const v1::ListWeeklyLoadRequest& request,
                                                          const CallContext& call, const Services& services) {
  constexpr int kWeeksAhead = 11;
  v1::ResultScope scope = request.scope();
  scope.clear_due_from_date();
  scope.clear_due_to_date();
  const auto read = ReadReportScope(request.parent(), scope, call, services);
  if (!read.ok()) return read.status();
  const absl::CivilDay today = DayOf(call.now);
  const auto from =
      request.from_date().empty() ? absl::StatusOr<absl::CivilDay>(today) : ParseDate(request.from_date());
  const auto mondays = ReadWeeks(request.from_date(), request.to_date(), today, from.value_or(today) + kWeeksAhead * 7);
  if (!mondays.ok()) return mondays.status();
  const auto groups = store::CountWeekly(services.database, read->query, WeeksOf(*mondays));
  if (!groups.ok()) return groups.status();

  v1::ListWeeklyLoadResponse response;
  for (const absl::CivilDay monday : *mondays) *response.add_weeks() = WeekOf(monday);
  std::map<std::string, v1::ListWeeklyLoadResponse::Unit> units;
  for (const store::WeeklyGroup& group : *groups) {
    const std::string name = CountedTo(group.lead_unit, scope.lens(), call, read->day);
    v1::ListWeeklyLoadResponse::Unit& unit = units[name];
    store::AddCounts(group.counts, *CellOf(*unit.mutable_cells(), group.week).mutable_counts());
    store::AddCounts(group.counts, *unit.mutable_total());
    store::AddCounts(group.counts, *CellOf(*response.mutable_totals(), group.week).mutable_counts());
  }
  for (auto& [name, unit] : units) {
    unit.set_unit(name);
    unit.set_display_name(call.facts->directory().DisplayName(name, read->day));
    SortCells(*unit.mutable_cells());
    *response.add_units() = std::move(unit);
  }
  SortByNames(*response.mutable_units(), [](const v1::ListWeeklyLoadResponse::Unit& unit) {
    return std::make_pair(organisation::FoldedWords(unit.display_name()), unit.unit());
  });
  SortCells(*response.mutable_totals());
  *response.mutable_as_of_time() = ToTimestamp(read->query.as_of);
  return response;
}

absl::StatusOr<v1::ListTrendResponse> ListTrend(const v1::ListTrendRequest& request, const CallContext& call,
                                                const Services& services) {
  constexpr int kWeeksBack = 11;
  v1::ResultScope scope = request.scope();
  for (const char* unused : {"results", "due_from_date", "due_to_date", "issue_from_date", "issue_to_date",
                             "complete_from_date", "complete_to_date", "as_of_date"}) {
    scope.GetReflection()->ClearField(&scope, v1::ResultScope::descriptor()->FindFieldByName(unused));
  }
  const auto read = ReadReportScope(request.parent(), scope, call, services);
  if (!read.ok()) return read.status();
  const absl::CivilDay today = DayOf(call.now);
  auto mondays = ReadWeeks(request.from_date(), request.to_date(), today - kWeeksBack * 7, today);
  if (!mondays.ok()) return mondays.status();
  mondays->erase(std::upper_bound(mondays->begin(), mondays->end(), today), mondays->end());
  v1::ListTrendResponse response;
  *response.mutable_as_of_time() = ToTimestamp(call.now);
  if (mondays->empty()) return response;
  const auto trend = store::CountTrend(services.database, read->query, WeeksOf(*mondays));
  if (!trend.ok()) return trend.status();
  const auto overdue = OverdueAtEnds(scope, read->query, *mondays, call, services);
  if (!overdue.ok()) return overdue.status();
  for (size_t i = 0; i < mondays->size(); ++i) {
    v1::ListTrendResponse::Point& point = *response.add_points();
    *point.mutable_week() = WeekOf((*mondays)[i]);
    point.set_issued((*trend)[i].issued);
    point.set_completed_in_time((*trend)[i].completed_in_time);
    point.set_completed_late((*trend)[i].completed_late);
    const absl::Time end = std::min(EndOfDay(SundayOf((*mondays)[i])), call.now);
    if (read->kept_since.has_value() && end < *read->kept_since) {
      point.set_overdue_unknown(true);
    } else {
      point.set_overdue_at_end((*overdue)[i]);
    }
  }
  return response;
}

void AddReportService(MethodTable& table) {
  table.Read("phoihop.v1.ReportService.SummariseResults", SummariseResults, Caller::kRequired);
  table.Read("phoihop.v1.ReportService.ListResults", ListResults, Caller::kRequired);
  table.Read("phoihop.v1.ReportService.ListWeeklyLoad", ListWeeklyLoad, Caller::kRequired);
  table.Read("phoihop.v1.ReportService.ListTrend", ListTrend, Caller::kRequired);
  table.Read("phoihop.v1.ReportService.SummariseWorkload", SummariseWorkload, Caller::kRequired);
  table.Read("phoihop.v1.ReportService.ListUpcomingEscalations", ListUpcomingEscalations, Caller::kRequired);
}

}  // namespace phoihop::handlers
