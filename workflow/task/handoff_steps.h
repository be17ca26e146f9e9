// The steps of a hand-off, whoever makes them: the units, a receipt of the receiver's system, the end of the task. Each
// function answers the events of a step whose checks have passed. Internal to workflow/task.
//
// A transfer has an event of its own for each step. One of another kind changes nothing but itself, and
// TaskHandoffChanged has it as it is afterwards.
#ifndef WORKFLOW_TASK_HANDOFF_STEPS_H_
#define WORKFLOW_TASK_HANDOFF_STEPS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/handoff.pb.h"
#include "workflow/decision.h"
#include "workflow/open_handoff.h"
#include "workflow/task/decide.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {

// `handoff` is a draft, or was never recorded. Errors: CALENDAR_OUT_OF_RANGE.
absl::StatusOr<v1::Event> MakeHandoffSent(const Case& c, v1::Handoff handoff);

// The receiver accepts. Of a transfer it becomes the lead: what it was asked for itself, or informed of, by the lead
// before has no object any more and is closed first.
std::vector<v1::Event> MakeHandoffAccepted(const Case& c, const v1::Handoff& handoff);

// A receipt says that the receiver of a request had accepted it; meanwhile the sender has asked it back. The two have
// crossed: the receiver works on it, and what it answers to the recall counts.
v1::Event MakeAcceptanceCrossed(const Case& c, v1::Handoff handoff);

v1::Event MakeHandoffRefused(const Case& c, const v1::Handoff& handoff, v1::RefusalReason reason,
                             const std::string& explanation);

// The sender wants it back; the receiver denies that, or has it no more.
v1::Event MakeRecallRequested(const Case& c, v1::Handoff handoff, const std::string& reason);
v1::Event MakeRecallDenied(const Case& c, v1::Handoff handoff);
v1::Event MakeHandoffRecalled(const Case& c, const v1::Handoff& handoff, const std::string& reason);

// Of a request: the receiver gives what it was asked for; the sender takes it, or sends it back, to be given again by
// the end of `reply_by_date` (empty: after as many working days as the small clock has; CALENDAR_OUT_OF_RANGE).
v1::Event MakeResultReturned(const Case& c, v1::Handoff handoff, const v1::HandoffResult& result);
v1::Event MakeResultTaken(const Case& c, v1::Handoff handoff);
absl::StatusOr<v1::Event> MakeResultSentBack(const Case& c, v1::Handoff handoff, const std::string& reason,
                                             const std::string& reply_by_date);

// Nobody has done in time what the hand-off waits for.
v1::Event MakeHandoffExpired(v1::Handoff handoff, absl::Time now);

// What the task's end does to its open hand-offs, before it ends: the transfer is recalled, the others are closed.
void EndHandoffs(const Case& c, const std::string& reason, const v1::Citation& basis, Recorder& recorder);

// The hand-off has no object any more: CLOSED, and its clock is cancelled.
void CloseHandoff(const v1::Task& task, absl::Time now, v1::Handoff& handoff, Clocks* clocks);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_HANDOFF_STEPS_H_
