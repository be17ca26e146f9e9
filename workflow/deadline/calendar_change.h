// Counting across a change of calendar: days before the change as they were then, days from it on as they are now.
#ifndef WORKFLOW_DEADLINE_CALENDAR_CHANGE_H_
#define WORKFLOW_DEADLINE_CALENDAR_CHANGE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

// `before` says which days up to the day before `today` are worked, `after` says it of the rest: so what was decided
// later about a day that is over moves no deadline. Both must outlive it. Errors are those of WorkingCalendar.
class CalendarChange {
 public:
  CalendarChange(const WorkingCalendar& before, const WorkingCalendar& after, absl::CivilDay today)
      : before_(before), after_(after), today_(today) {}

  const WorkingCalendar& before() const { return before_; }
  const WorkingCalendar& after() const { return after_; }
  absl::CivilDay today() const { return today_; }

  bool IsWorkingDay(absl::CivilDay day) const { return CalendarOf(day).IsWorkingDay(day); }
  // First working day >= day.
  absl::StatusOr<absl::CivilDay> NextWorkingDay(absl::CivilDay day) const;
  // The n-th working day after `day`; for 0 the day itself. `n` is not negative.
  absl::StatusOr<absl::CivilDay> AddWorkingDays(absl::CivilDay day, int n) const;

  // As those of WorkingCalendar, without explanation.
  absl::StatusOr<DueDate> Fixed(absl::CivilDay day, v1::RollRule roll) const;
  absl::StatusOr<DueDate> After(absl::Time anchor, const v1::Period& period, v1::RollRule roll) const;

  // The due day `working_days` after one that was computed here.
  absl::StatusOr<DueDate> Later(const DueDate& due, int working_days) const;

 private:
  const WorkingCalendar& CalendarOf(absl::CivilDay day) const { return day < today_ ? before_ : after_; }
  DueDate At(absl::CivilDay nominal, absl::CivilDay day) const;

  const WorkingCalendar& before_;
  const WorkingCalendar& after_;
  const absl::CivilDay today_;
};

// Days from `first` to `last` that only one of both calendars works, at most `limit`, in order. Days that one of them
// does not reach are left out.
std::vector<absl::CivilDay> ChangedDays(const WorkingCalendar& before, const WorkingCalendar& after,
                                        absl::CivilDay first, absl::CivilDay last, int limit);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CALENDAR_CHANGE_H_
