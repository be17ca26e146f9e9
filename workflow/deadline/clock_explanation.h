// Why a clock of a task is due when it is, and how periods and due instants read.
#ifndef WORKFLOW_DEADLINE_CLOCK_EXPLANATION_H_
#define WORKFLOW_DEADLINE_CLOCK_EXPLANATION_H_

#include <string>

#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

// `30 ngày`, `2 ngày làm việc`, `24 giờ`.
std::string PeriodForPeople(const v1::Period& period);

// `24 giờ ngày 03/09/2026`, or `16:30 ngày 29/08/2026` for an instant that is not the end of a day.
std::string DueForPeople(absl::Time due_time);

// The answer for a clock, which is the clock's own due instant, never a new one. The days are those by which it was
// first computed, when the calendar of today still gives the same; otherwise the days from its anchor on, worked or
// not, and the summary says that the calendar has changed. Days that were credited back follow.
v1::ExplainDeadlineResponse ExplainClock(const v1::Task& task, const v1::Clock& clock, const WorkingCalendar& calendar);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CLOCK_EXPLANATION_H_
