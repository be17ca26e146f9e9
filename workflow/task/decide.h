// The decisions, one function per verb; internal to workflow/task. Each reads top to bottom in the order of its
// refusals: malformed fields, existence and permission, etag, the table and its guards, guards that look at the
// request.
#ifndef WORKFLOW_TASK_DECIDE_H_
#define WORKFLOW_TASK_DECIDE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/task/task.h"

namespace phoihop::task {

class Recorder;

// What one decision is made on.
struct Case {
  const v1::Task& task;
  const Facts& facts;
  const Context& context;

  absl::Time now() const { return context.now; }
};

// Whether the actor may do this verb to this task now. For an actor who may not see the task the answer is
// PERMISSION_DENIED in the same words whether the task exists or not; NOT_FOUND is for those who see the whole
// province. An empty etag matches; an empty `handoff` means the open one.
absl::Status Admit(v1::TaskVerb verb, const Case& c, absl::string_view etag, absl::string_view handoff = {});

absl::StatusOr<Decision> DecideCreate(const Case& c, const v1::CreateTaskRequest& request);

absl::StatusOr<Decision> DecideIssue(const Case& c, const v1::IssueTaskRequest& request);
absl::StatusOr<Decision> DecideReissue(const Case& c, const v1::ReissueTaskRequest& request);
absl::StatusOr<Decision> DecideApprove(const Case& c, const v1::ApproveTaskRequest& request);
absl::StatusOr<Decision> DecideReturn(const Case& c, const v1::ReturnTaskRequest& request);
absl::StatusOr<Decision> DecideRevoke(const Case& c, const v1::RevokeTaskRequest& request);

absl::StatusOr<Decision> DecideAccept(const Case& c, const v1::AcceptTaskRequest& request);
absl::StatusOr<Decision> DecideRefuse(const Case& c, const v1::RefuseTaskRequest& request);
absl::StatusOr<Decision> DecideAssignPerson(const Case& c, const v1::AssignPersonRequest& request);
absl::StatusOr<Decision> DecideStart(const Case& c, const v1::StartTaskRequest& request);
absl::StatusOr<Decision> DecideSubmit(const Case& c, const v1::SubmitTaskRequest& request);
absl::StatusOr<Decision> DecideComplete(const Case& c, const v1::CompleteTaskRequest& request);

absl::StatusOr<Decision> DecideHandOff(const Case& c, const v1::HandOffTaskRequest& request);
absl::StatusOr<Decision> DecideAcceptHandoff(const Case& c, const v1::AcceptHandoffRequest& request);
absl::StatusOr<Decision> DecideRefuseHandoff(const Case& c, const v1::RefuseHandoffRequest& request);
absl::StatusOr<Decision> DecideRecallHandoff(const Case& c, const v1::RecallHandoffRequest& request);

absl::StatusOr<Decision> DecideFire(const Case& c, const internal::v1::FireDueClocks& request);

// The whole of a fan-out by itself: parts for units that joined one of its sets, its end when its rule holds. Empty
// when there is nothing to do.
absl::StatusOr<Decision> DecideCheckFanOut(const Case& c, const internal::v1::CheckFanOut& request);

// Follow-ups of a plan. All are empty for a task that has ended.
// Fields of `revised` that are set replace what is there; with a title the task is given whole, so that texts and lists
// may become empty. The completion clock is due as the plan says now and keeps its fired rungs. Parts of a whole
// follow.
absl::StatusOr<Decision> DecideRevise(const Case& c, const internal::v1::ReviseTask& request);
absl::StatusOr<Decision> DecideWithdraw(const Case& c, const internal::v1::WithdrawTask& request);
// Empty when it is issued already. Parts of a whole follow.
absl::StatusOr<Decision> DecideIssueAwaited(const Case& c, const internal::v1::IssueAwaitedTask& request);

// What the system alone may ask for: the name is one, the actor is the system, the task exists.
absl::Status CheckOfSystem(const Case& c, absl::string_view name);

// REVOKED, with an open hand-off recalled first; the open parts of a whole follow.
Decision Revoke(const Case& c, const std::string& reason, const v1::Citation& basis);

// An open hand-off is recalled.
void RecallHandoff(const Case& c, const std::string& reason, const v1::Citation& basis, Recorder& recorder);

// Issues a planned task whose checks have passed; the planned parts of a whole follow.
absl::StatusOr<Decision> IssueNow(const Case& c, const std::string& anchor_date, const v1::Citation& basis);

// The event that issues a planned task whose checks have passed.
absl::StatusOr<v1::Event> MakeIssued(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                     absl::Time now);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_DECIDE_H_
