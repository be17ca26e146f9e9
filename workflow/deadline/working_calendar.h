// Working days and hours of one version of a calendar, and the arithmetic on them (Civil Code 2015, articles 144-148).
#ifndef WORKFLOW_DEADLINE_WORKING_CALENDAR_H_
#define WORKFLOW_DEADLINE_WORKING_CALENDAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::deadline {

// A due day and how it came about.
struct DueDate {
  absl::CivilDay nominal;  // before any roll
  absl::CivilDay day;      // the day that people say
  absl::Time due_time;     // `day` 24:00, or the exact instant for periods in hours
  bool provisional = false;
  std::vector<v1::ExplainedDay> days;  // only when asked for
};

class WorkingCalendar {
 public:
  // INVALID_ARGUMENT when sessions overlap, days are out of order or twice, a weekday is not 1..7, or there is no
  // working day.
  static absl::StatusOr<WorkingCalendar> Create(const v1::Calendar& calendar);

  const v1::Calendar& definition() const { return definition_; }

  bool InRange(absl::CivilDay day) const;
  // Precedence: make-up working day > enumerated day off > weekday. Unconfirmed days count for nothing.
  bool IsWorkingDay(absl::CivilDay day) const;
  // True when the day lies beyond the decided horizon.
  bool IsProvisional(absl::CivilDay day) const;
  // Why the day is (not) worked, in Vietnamese, with the source.
  v1::ExplainedDay Explain(absl::CivilDay day) const;

  // First working day >= day. (CALENDAR_OUT_OF_RANGE when there is none within the calendar.)
  absl::StatusOr<absl::CivilDay> NextWorkingDay(absl::CivilDay day) const;
  // The n-th working day after `day` (n > 0), before it (n < 0), or, for 0, the last working day <= day.
  absl::StatusOr<absl::CivilDay> AddWorkingDays(absl::CivilDay day, int n) const;
  // Working days w with from < w <= to; negative when to < from. MeasureWorkingDays(d, AddWorkingDays(d, n)) == n for n
  // > 0.
  absl::StatusOr<int> MeasureWorkingDays(absl::CivilDay from, absl::CivilDay to) const;

  // Opening of the first session of a working day.
  absl::Time Opening(absl::CivilDay day) const;

  // A fixed date, rolled by article 148(5) when asked.
  absl::StatusOr<DueDate> Fixed(absl::CivilDay day, v1::RollRule roll, bool explain) const;
  // A period from an anchor: the anchor's day is not counted (article 147(2)); hours run through from the instant.
  absl::StatusOr<DueDate> After(absl::Time anchor, const v1::Period& period, v1::RollRule roll, bool explain) const;

 private:
  explicit WorkingCalendar(const v1::Calendar& calendar) : definition_(calendar) {}

  v1::Calendar definition_;
  absl::CivilDay first_, end_;
  // One bit of information per day of [first_, end_): worked or not, and the index of the enumerated day or -1.
  std::vector<uint8_t> worked_;
  std::vector<int32_t> enumerated_;
  std::vector<int32_t> working_before_;  // number of working days in [first_, day): makes measuring O(1)
};

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_WORKING_CALENDAR_H_
