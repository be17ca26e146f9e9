// What the functions that change clocks have in common. Private to task_clocks.cc and step_clocks.cc.
#ifndef WORKFLOW_TASK_CLOCK_CHANGES_H_
#define WORKFLOW_TASK_CLOCK_CHANGES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/decision.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {

// `; 14/03/2026 không phải ngày làm việc nên lùi đến …`; empty when the day stands.
std::string RollForPeople(const deadline::DueDate& due);
// One more thing that a clock's rule says.
void AppendRule(v1::Clock& clock, absl::string_view what);

// Adds an armed clock, which its ladder watches from now on.
void AddWatched(v1::Clock clock, const Facts& facts, absl::Time now, Clocks* changed);

// What a standstill credited, in the clock's rule.
void SayStandstill(const v1::Clock& before, v1::Clock& after);
// Before a clock ends or is frozen. Where the calendar does not reach the clock keeps its due instant: what the task
// does does not depend on it.
void CreditStandstill(v1::Clock& clock, const Facts& facts, absl::Time now);

// The next rung is planned for `now` when its instant has passed: what a decision makes late is not the engine's
// lateness.
void PlanNotBefore(absl::Time now, v1::Clock& clock);

// The ladder of a clock that was moved, planned for `now` where the move makes it late; of a clock that stands
// still until an instant, that instant stays the next.
void Rearm(const v1::Clock& before, const Facts& facts, absl::Time now, v1::Clock& moved);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_CLOCK_CHANGES_H_
