// Follow-ups that wait, and those that could not be run.
#ifndef SERVICES_STORE_FOLLOW_UP_READER_H_
#define SERVICES_STORE_FOLLOW_UP_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/store/database.h"

namespace phoihop::store {

struct ProvinceFollowUps {
  std::string province;
  bool waiting = false;
  // Open fan-outs were not looked at for this day yet.
  bool new_day = false;
};

// In the order of provinces; a few probes of indexes each.
absl::StatusOr<std::vector<ProvinceFollowUps>> NextFollowUps(Database& database, absl::CivilDay today);

// One that was set aside: it is not tried again by itself.
struct FollowUpAside {
  std::string task;
  int64_t cause_sequence = 0;
  std::string reason;
  absl::Time since;
};
// The first thousand.
absl::StatusOr<std::vector<FollowUpAside>> ListFollowUpsAside(Database& database, absl::string_view province);

// What waits for a person, each up to kCountedAside.
inline constexpr int kCountedAside = 100;
struct SetAsideCounts {
  int64_t follow_ups = 0;
  int64_t tasks = 0;  // whose due clocks could not be fired
};
absl::StatusOr<SetAsideCounts> CountSetAside(Database& database, absl::string_view province);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FOLLOW_UP_READER_H_
