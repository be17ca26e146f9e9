// When the deadline sweep next has something to do.
#ifndef SERVICES_STORE_WAKE_READER_H_
#define SERVICES_STORE_WAKE_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/store/database.h"

namespace phoihop::store {

struct ProvinceWake {
  std::string province;
  absl::Time wake_time;
};

// The earliest wake time of every province that has one, in the order of provinces. One probe of an index each.
absl::StatusOr<std::vector<ProvinceWake>> NextWakes(Database& database);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_WAKE_READER_H_
