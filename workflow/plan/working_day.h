// Rhythms that fall due on a working day that is counted within a month: "ngày làm việc thứ 5 của tháng sau".
//
// A rhythm that names a day (the first of each month: FREQ=MONTHLY;BYMONTHDAY=1) means the working day of that day's
// own month. One that names none (FREQ=MONTHLY) means a period that is reported on when it is over: the working day is
// one of the month after its end, so that the report of October falls due in November.
#ifndef WORKFLOW_PLAN_WORKING_DAY_H_
#define WORKFLOW_PLAN_WORKING_DAY_H_

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/plan/recurrence.h"

namespace phoihop::plan {

// A time at which a rhythm falls due.
struct Turn {
  // What the rhythm itself names: the last day of the period, or the day.
  absl::CivilDay period_day;
  // Before any roll.
  absl::CivilDay due;
  // The day by which it belongs to the period of a plan: `period_day` of a period that is reported on afterwards, else
  // `due`.
  absl::CivilDay belongs;
  // With a working day: the month in which it is counted.
  absl::CivilMonth month = {};
};

// The turn that the rhythm has on this day of its own. `working_day` 0: the rhythm's own day is due.
// CALENDAR_OUT_OF_RANGE, only with a working day.
absl::StatusOr<Turn> TurnOn(absl::CivilDay period_day, const Recurrence& rhythm, int working_day,
                            const deadline::WorkingCalendar& calendar);

// The first turn that is due on or after the day. As TurnOn.
absl::StatusOr<Turn> NextTurn(absl::CivilDay day, const Recurrence& rhythm, int working_day,
                              const deadline::WorkingCalendar& calendar);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_WORKING_DAY_H_
