// Days that are named by their place among the working days of a month: "ngày làm việc thứ 5 của tháng sau".
#ifndef WORKFLOW_DEADLINE_WORKING_DAY_OF_MONTH_H_
#define WORKFLOW_DEADLINE_WORKING_DAY_OF_MONTH_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/calendar_change.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

// More of them would not be in every month: February with Tết has 15.
inline constexpr int kMaxWorkingDayOfMonth = 15;

// `count` 1 is the first working day of the month; of a month that has fewer the last one. A make-up Saturday that is
// worked counts, a day off in lieu does not. CALENDAR_OUT_OF_RANGE.
absl::StatusOr<absl::CivilDay> WorkingDayOfMonth(absl::CivilMonth month, int count, const WorkingCalendar& calendar);

// The same across a change of calendar.
absl::StatusOr<absl::CivilDay> WorkingDayOfMonth(absl::CivilMonth month, int count, const CalendarChange& change);

// As a message has it. INVALID_DATE when its month is none.
absl::StatusOr<absl::CivilDay> DayNamed(const v1::WorkingDayOfMonth& named, const CalendarChange& change);

v1::WorkingDayOfMonth NameDay(absl::CivilMonth month, int count);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_WORKING_DAY_OF_MONTH_H_
