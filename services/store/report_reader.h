// Figures: counting how tasks stand, now or at an instant of the past, and listing the tasks behind a figure.
// Everything that is asked here is one condition on rows of `task_standings` and their history, so a list has exactly
// what was counted.
#ifndef SERVICES_STORE_REPORT_READER_H_
#define SERVICES_STORE_REPORT_READER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/report_service.pb.h"
#include "services/store/database.h"
#include "workflow/access/visibility.h"

namespace phoihop::store {

// Combinations of unit and plan that one answer may have.
inline constexpr int kMaxResultGroups = 5000;
// Weeks of a heat map or a trend.
inline constexpr int kMaxReportWeeks = 53;

// Both ends of a span of time; which of them belongs to it says the field.
struct ReportSpan {
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
};

struct ResultQuery {
  std::string province;  // id
  // The instant of the figures, and whether it is past: then they are as it was recorded by then.
  absl::Time as_of;
  bool past = false;
  // Lead units (resource names); nullopt: any.
  std::optional<std::vector<std::string>> leads;
  std::string plan;           // resource name; empty: of any plan, or none
  bool without_plan = false;  // only of none
  std::vector<v1::ResultClass> results;
  std::optional<ReportSpan> due;        // from < t <= to: a day's deadline is its 24:00
  std::optional<ReportSpan> issued;     // from <= t < to
  std::optional<ReportSpan> completed;  // from <= t < to; only of completed tasks
  // Only what the caller may see.
  access::Visibility visible_to;
};

// Adds one task of the class, or `n`; and all of others.
void AddResult(v1::ResultClass result, int64_t n, v1::ProgressCounts& counts);
void AddCounts(const v1::ProgressCounts& from, v1::ProgressCounts& counts);

// Since when figures are kept; nullopt: since the first task.
absl::StatusOr<std::optional<absl::Time>> ResultsKeptSince(Database& database, absl::string_view province);

struct ResultGroup {
  std::string lead_unit, plan;  // resource names; empty when it was not grouped by it
  v1::ProgressCounts counts;
};
// In the order of units and plans. INVALID_ARGUMENT (INVALID_FIELD) for more groups than kMaxResultGroups.
absl::StatusOr<std::vector<ResultGroup>> CountResults(Database& database, const ResultQuery& query, bool by_unit,
                                                      bool by_plan);

struct ResultPage {
  std::vector<v1::TaskStanding> results;  // without display names
  std::string next_cursor;                // empty: the last page
  int64_t total_size = 0;                 // on the same snapshot
};
// By due instant, then id. INVALID_ARGUMENT (INVALID_PAGE_TOKEN) when the cursor is not one of this list.
absl::StatusOr<ResultPage> ListResults(Database& database, const ResultQuery& query, int page_size,
                                       const std::string& cursor);

// `starts` are the instants at which weeks begin; `end` is when the last one ends.
struct WeekQuery {
  std::vector<absl::Time> starts;
  absl::Time end;
};
struct WeeklyGroup {
  std::string lead_unit;
  int week = 0;  // index in `starts`
  v1::ProgressCounts counts;
};
// Tasks that are due in these weeks, by lead and week, in this order. `query.due` is not used.
absl::StatusOr<std::vector<WeeklyGroup>> CountWeekly(Database& database, const ResultQuery& query,
                                                     const WeekQuery& weeks);

struct TrendWeek {
  int64_t issued = 0, completed_in_time = 0, completed_late = 0;
};
// What was issued and completed in each week, as it is known now. Spans and results of the query are not used.
absl::StatusOr<std::vector<TrendWeek>> CountTrend(Database& database, const ResultQuery& query, const WeekQuery& weeks);

// For each instant, which come in order: how many tasks of each lead were open and overdue at it, as it stood then.
// Spans and results of the query are not used. One look at all that ever was, however many instants there are.
absl::StatusOr<std::vector<std::map<std::string, int64_t>>> CountOverdueAt(Database& database, const ResultQuery& query,
                                                                           const std::vector<absl::Time>& instants);

// Who has how much to do now.
struct WorkloadGroup {
  std::string unit, person;
  int64_t open = 0, overdue = 0, not_accepted = 0, submitted = 0, suspended = 0, bounced = 0, handoffs = 0,
          handoffs_overdue = 0;
};
struct WorkloadQuery {
  std::string province;                           // id
  std::optional<std::vector<std::string>> units;  // nullopt: all
  absl::Time now;
  access::Visibility visible_to;
};
// By unit, in the order of names.
absl::StatusOr<std::vector<WorkloadGroup>> CountWorkload(Database& database, const WorkloadQuery& query);
// Of the only unit of the query, by person; hand-offs are not a person's.
absl::StatusOr<std::vector<WorkloadGroup>> CountWorkloadOfPersons(Database& database, const WorkloadQuery& query);

// Rungs of running clocks that fire by `until`, soonest first, without display names; at most `limit`. Of all leads, or
// of some.
absl::StatusOr<std::vector<v1::ListUpcomingEscalationsResponse::Escalation>> ListUpcomingEscalations(
    Database& database, const WorkloadQuery& query, absl::Time until, int limit);

// Display names by resource name of those plans that the caller sees.
absl::StatusOr<std::map<std::string, std::string>> PlanDisplayNames(Database& database, absl::string_view province,
                                                                    const std::vector<std::string>& plans,
                                                                    const access::Visibility& visible_to);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REPORT_READER_H_
