// Counting how the tasks of plans stand.
#ifndef SERVICES_STORE_PROGRESS_READER_H_
#define SERVICES_STORE_PROGRESS_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/store/database.h"
#include "workflow/access/visibility.h"
#include "workflow/plan/progress.h"

namespace phoihop::store {

struct ProgressQuery {
  std::string province;            // id
  std::vector<std::string> plans;  // resource names; none: all
  absl::Time now;                  // "overdue" is meant of
  // Only what the caller may see.
  access::Visibility visible_to;
};

// Plans and counts on one snapshot.
absl::StatusOr<plan::Progress> ReadProgress(Database& database, const ProgressQuery& query);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_PROGRESS_READER_H_
