// Figures from what was counted once (figure_rows.h), for report_reader.cc and workload_reader.cc: exactly what
// counting the rows would answer, from a few thousand rows however many tasks there are.
//
// A day that is over is looked up. How tasks stand now is how they stood at the base, the newest end of a day that was
// counted, less the tasks that have changed since as they were, and these as they are: history has the former by the
// instant at which they ended, and the latter are found by their ids.
//
// Everything here answers nullopt when figures that were counted once cannot say it, as when the question is narrowed
// by something that they do not tell apart, or nobody has counted yet. Then rows are counted.
#ifndef SERVICES_STORE_FIGURE_READER_H_
#define SERVICES_STORE_FIGURE_READER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/store/report_reader.h"
#include "services/store/snapshot.h"

namespace phoihop::store {

// Of few units that are named rows are counted, which an index finds.
inline constexpr size_t kFewLeads = 3;

// The degree of secrecy up to which the caller sees every task; nullopt: something else counts too.
std::optional<int> SeenDegree(const access::Visibility& visibility);

absl::StatusOr<std::optional<std::vector<ResultGroup>>> CountedResults(Database& database, const ResultQuery& query,
                                                                       bool by_unit, bool by_plan);

absl::StatusOr<std::optional<std::vector<TrendWeek>>> CountedTrend(Database& database, const ResultQuery& query,
                                                                   const WeekQuery& weeks);

// How many tasks of each lead were open and overdue, by those of the instants that were counted; the instant of the
// query, unless it is past, is answered as it stands now.
absl::StatusOr<std::map<absl::Time, std::map<std::string, int64_t>>> CountedOverdue(
    Database& database, const ResultQuery& query, const std::vector<absl::Time>& instants);

// Of what units lead: unit, open, overdue, submitted, suspended, bounced.
absl::StatusOr<std::optional<Result>> CountedWorkload(Snapshot& snapshot, const WorkloadQuery& query);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FIGURE_READER_H_
