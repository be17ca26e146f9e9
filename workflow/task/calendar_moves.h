// What a new version of the calendar does to the clocks of a task: the preview of a change asks here, and so does the
// follow-up that carries it out.
//
// A clock follows the new version when it is open, stands on an earlier version of the same calendar, and was due after
// the instant of the change. It is counted again from its anchor with what the task says (CalendarChange: the past as
// it was then). How a due day came about is seen from the version that the clock was computed with:
//   1. The base is the newest that explains the due day: the day of a granted extension, the period or the day of the
//      task, the working days of a small clock, the day by which an answer was asked for, the day of a step.
//   2. Working days between the base and the due day were credited, or given by a reorganisation: they come on top.
//   3. Where no base explains it (a clock that was started again), the working days from its anchor to its due day
//      are its budget, and it keeps them.
//
// Of a PLANNED task the day is found again that was named by its place among the working days of a month
// (Task.due_working_day), by the calendar of its plan; the instant of its issue stays.
// Periods in hours do not move. What has fired stays fired; the next rung waits for its instant by the new version, and
// one whose instant has come by then is planned for `now`.
#ifndef WORKFLOW_TASK_CALENDAR_MOVES_H_
#define WORKFLOW_TASK_CALENDAR_MOVES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/decision.h"
#include "workflow/escalation/ladder.h"

namespace phoihop::task {

// A change of calendar, as a task sees it.
struct NewCalendar {
  const deadline::WorkingCalendar& after;
  // Versions that clocks may stand on, by their number.
  const std::map<int64_t, deadline::WorkingCalendar>& before;
  // When the version came into force: what was due by then stays.
  absl::Time change_time;
  absl::Time now;
  const escalation::Policies& policies;
};

struct ClockChange {
  v1::Clock before, after;
  bool moves() const { return before.due_time().seconds() != after.due_time().seconds(); }
};

// A clock that would follow and cannot.
struct ClockStays {
  std::string clock_id;
  // CALENDAR_OUT_OF_RANGE, or NOT_FOUND: its version is not known any more.
  absl::Status why;
};

// A PLANNED task whose day is named by its place among the working days of a month.
struct PlannedDay {
  std::string clock_id;  // of the clock at whose instant it is issued, which says by which version the day was found
  std::string before, after;
};

struct CalendarMoves {
  // Those that change: another due day, another instant of the next rung, or provisional no longer (or from now on).
  std::vector<ClockChange> changes;
  std::vector<ClockStays> stays;
  // When the day is another one.
  std::optional<PlannedDay> planned_day;

  bool empty() const { return changes.empty() && !planned_day.has_value(); }
};

CalendarMoves MovesOf(const v1::Task& task, const NewCalendar& calendar);

// Versions of the calendar that open clocks of the task stand on.
std::vector<int64_t> CalendarVersions(const v1::Task& task, const std::string& calendar);

// What the transaction sees of the calendar: when the version was published that is to be followed, and the earlier
// ones.
struct CalendarsSeen {
  absl::Time change_time = absl::InfiniteFuture();  // nothing was due by then: nothing moves
  std::map<int64_t, deadline::WorkingCalendar> versions;
};

// The follow-up of a publication. Empty when nothing changes, when it was done already, or when the facts have a newer
// version, whose own follow-up comes. Only the system may ask for it.
absl::StatusOr<Decision> DecideAdoption(const v1::Task& task, const internal::v1::AdoptCalendar& request,
                                        const CalendarsSeen& seen, const Facts& facts, const Context& context);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_CALENDAR_MOVES_H_
