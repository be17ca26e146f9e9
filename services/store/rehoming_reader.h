// What the moving of open work by a reorganisation reads: who is concerned, what was recorded, whether everything adds
// up.
#ifndef SERVICES_STORE_REHOMING_READER_H_
#define SERVICES_STORE_REHOMING_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/database.h"
#include "services/store/filter.h"

namespace phoihop::store {

// Open tasks in which one of the units takes part in any role (or, with `assignee`, that are assigned to the person),
// whose id is after `after_task_id`, in the order of ids. Unreadable ones are an error.
struct ConcernedQuery {
  std::string province;
  std::vector<std::string> units;  // resource names
  std::string assignee;            // resource name; empty: any
  std::string after_task_id;
  int limit = 0;
};
absl::StatusOr<std::vector<v1::Task>> ConcernedTasks(Database& database, const ConcernedQuery& query);

// Ids of plans that have items which are not issued yet, in the order of ids.
absl::StatusOr<std::vector<std::string>> UnissuedPlans(Database& database, absl::string_view province);

// Fields of the filter of ListRehomingItems.
const FieldTable& RehomingItemFields();

struct RehomingItemPage {
  std::vector<v1::RehomingItem> items;
  int64_t total = 0;  // that match, on the same snapshot
};
// In the order of names, after `after_item`.
absl::StatusOr<RehomingItemPage> ListRehomingItems(Database& database, absl::string_view province,
                                                   absl::string_view reorganisation, const Filter& filter,
                                                   absl::string_view after_item, int limit);

// Of one reorganisation, by kind, outcome, role, from and to; and how many items are in which state.
struct RehomingTotals {
  std::vector<v1::RehomingCount> counts;
  int64_t done = 0;
  int64_t waiting = 0;  // WAITING and UNDO_WAITING
  int64_t failed = 0;
  int64_t undone = 0;
  // Open tasks with one of the units, without an outcome: still to be moved. When undoing: items still to be taken
  // back.
  int64_t remaining = 0;
};
absl::StatusOr<RehomingTotals> CountRehoming(Database& database, absl::string_view province,
                                             const v1::Reorganisation& reorganisation,
                                             const std::vector<std::string>& units);

// The conservation checks, all on one snapshot. `closed` are units that live no more (after an execution the ended
// ones, after an undo those that the reorganisation had made).
absl::StatusOr<v1::VerificationReport> CheckConservation(Database& database, absl::string_view province,
                                                         const v1::Reorganisation& reorganisation,
                                                         const std::vector<std::string>& closed);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REHOMING_READER_H_
