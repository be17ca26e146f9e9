// What a rung of a ladder does when it fires.
#ifndef WORKFLOW_TASK_RUNG_ACTIONS_H_
#define WORKFLOW_TASK_RUNG_ACTIONS_H_

#include <vector>

#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/event.pb.h"
#include "workflow/task/decide.h"
#include "workflow/task/recorder.h"

namespace phoihop::task {

// Fires the next rung of the clock: records who is told, and who has the task now when the rung reassigns it. The
// events that make the rung's own tasks are added to `made`: they are others', so they come behind all of this task.
//
// Reassigning is what ASSIGN_PERSON and RELEASE do, in the states in which they may: to the head of the lead unit on
// the day, or back to the unit. One that was due when another took effect, or that would change nothing, is recorded as
// suppressed with its reason.
//
// Its verb is done in the place of who kept silent, in the states in which people could do it (rung_verb.h); elsewhere
// it is recorded as suppressed with its reason. The events are those of the verb, behind that of the rung.
//
// A supervision task is led by the unit that the rung names, a report by the lead itself; both are given by the issuer
// and say which task they come from (escalated_from). Ladders of such tasks make no further ones. One that cannot be
// given (no day of the calendar, a unit that has ended) stops nothing: the monitor is told why.
void FireRung(const v1::Clock& clock, const Case& c, Recorder& recorder, std::vector<v1::Event>& made);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_RUNG_ACTIONS_H_
