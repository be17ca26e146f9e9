// Pieces of the statements that count and list how tasks stand; for report_reader.cc and workload_reader.cc.
#ifndef SERVICES_STORE_REPORT_SQL_H_
#define SERVICES_STORE_REPORT_SQL_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/store/list_query.h"
#include "services/store/report_reader.h"

namespace phoihop::store {

struct StandingSql {
  std::string from;      // rows `t`, with the columns of task_standings
  std::string result;    // number of the ResultClass of `t`
  std::string province;  // placeholder
};

// Adds all conditions of the query to `list`.
StandingSql StandingsOf(const ResultQuery& query, ListQuery& list);

// Rows `t` of how tasks stood and stand, each from `t.since` until `t.until`: those that may be overdue at some
// instant.
std::string StretchesOf(const ResultQuery& query, ListQuery& list);

// `$7::timestamptz`
std::string BindInstant(absl::Time time, ListQuery& list);
std::string BindInstants(const std::vector<absl::Time>& times, ListQuery& list);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REPORT_SQL_H_
