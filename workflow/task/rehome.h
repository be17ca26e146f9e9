// Moving open tasks with the organisation (rows 17 and 18 of the transition table), and taking that back.
#ifndef WORKFLOW_TASK_REHOME_H_
#define WORKFLOW_TASK_REHOME_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/decide.h"

namespace phoihop::task {

// Whether the task has anything to do with the reorganisation: it is open, and one of its roles (lead, issuer,
// approver, coordinator, either end of an open hand-off, the proposed unit of a refusal) is a unit that Routes
// concerns; for the end of a membership or post: the person is assigned and the lead is that unit.
bool IsConcerned(const v1::Task& task, const v1::Reorganisation& reorganisation, const organisation::Routes& routes);

// The outcomes of the task and, after it, of its open hand-offs: what a preview shows and what the execution records.
// Empty when it is not concerned. `remaining_*` are measured at `now`.
std::vector<v1::RehomingItem> PlanRehoming(const v1::Task& task, const v1::Reorganisation& reorganisation,
                                           const organisation::Routes& routes, const Facts& facts, absl::Time now);

// RehomeTask: one event TaskRehomed, or TaskSplit with the TaskCreated … of the children; empty when the task is not
// concerned (any more) or its outcome stands already and nobody decided since. For the system only. Clocks follow the
// clock policy of the reorganisation when the lead changes; a person stays assigned who is a member of the new lead.
// Errors: NOT_FOUND, FAILED_PRECONDITION (REORGANISATION_STATE: it is neither EXECUTING nor HELD), OUT_OF_RANGE
// (CALENDAR_OUT_OF_RANGE: the clock policy leads past the calendar).
absl::StatusOr<Decision> DecideRehome(const Case& c, const internal::v1::RehomeTask& request);
// The same with routes that were made for many tasks, as of MoveDay.
absl::StatusOr<Decision> DecideRehome(const Case& c, const internal::v1::RehomeTask& request,
                                      const v1::Reorganisation& reorganisation, const organisation::Routes& routes);

// The day on which successors take over: today, or the effective date when that is still to come.
absl::CivilDay MoveDay(const v1::Reorganisation& reorganisation, absl::Time now);

// UndoTaskRehoming: TaskRehomingUndone. A task whose version is the recorded one gets back what the outcomes changed; a
// split one its state, when its children are as they were made too, which are REVOKED by events of their own in the
// same decision. Another one is recorded as UNDO_WAITING, unless a person has assigned it since, which gives the unit
// every role that a closed unit still has.
absl::StatusOr<Decision> DecideUndoRehoming(const Case& c, const internal::v1::UndoTaskRehoming& request);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_REHOME_H_
