// A version of a calendar as it was recorded.
#ifndef SERVICES_STORE_CALENDAR_VERSION_H_
#define SERVICES_STORE_CALENDAR_VERSION_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::store {

struct CalendarVersion {
  int64_t version = 0;
  absl::Time record_time;
  v1::Calendar calendar;
};

// A publication of a calendar, or a switch to a ladder, whose transaction is about to commit: tasks that changed after
// the event `after_sequence` are looked at once more.
struct Adoption {
  std::string name;  // resource name; empty: none
  bool of_ladder = false;
  int64_t version = 0;
  int64_t cause_sequence = 0;
  int64_t after_sequence = 0;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_CALENDAR_VERSION_H_
