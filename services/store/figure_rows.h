// Figures that are counted once: how tasks stood at the end of each day, and at the end of the last one in enough
// detail to say how they stand now from what has changed since (figure_reader.h).
//
// A day is closed first: from then on nothing is recorded as of an instant up to its end, whatever the clocks of
// replicas say. What was counted once is therefore what anybody would count later.
#ifndef SERVICES_STORE_FIGURE_ROWS_H_
#define SERVICES_STORE_FIGURE_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/store/database.h"

namespace phoihop::store {

struct FigureState {
  std::string province;                      // id
  std::optional<absl::Time> closed_until;    // nothing is recorded as of this instant or an earlier one
  std::optional<absl::Time> base;            // the newest end of a day that was counted
  std::optional<absl::Time> newest_missing;  // the newest end of a day before it that was not
};
// Of every province with a journal.
absl::StatusOr<std::vector<FigureState>> FigureStates(Database& database);

// Closes the province until `until`, the end of a day that is over. Waits for commands that are being written, and lets
// others wait meanwhile.
absl::Status CloseFigures(Database& database, const std::string& province, absl::Time until);

enum class Counting {
  kCounted,
  kWasCounted,  // another replica was faster
  kElsewhere,   // another replica is counting
};
// Counts the end of a closed day, and makes it the base, unless that is a later one by now.
absl::StatusOr<Counting> CountBase(Database& database, const std::string& province, absl::Time until);
// Counts the end of a day before the base.
absl::StatusOr<Counting> CountDay(Database& database, const std::string& province, absl::Time until);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FIGURE_ROWS_H_
