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
  // Where Admit writes the role or grant by which the verb was allowed; null: nobody asks.
  std::string* authority = nullptr;

  absl::Time now() const { return context.now; }
};

// Whether the actor may do this verb to this task now. For an actor who may not see the task the answer is
// PERMISSION_DENIED in the same words whether the task exists or not; NOT_FOUND is for those who see the whole
// province. An empty etag matches; an empty `handoff` means that the verb is about none.
absl::Status Admit(v1::TaskVerb verb, const Case& c, absl::string_view etag, absl::string_view handoff = {});

// The decision that is this one event, on that basis.
Decision Record(const Case& c, v1::Event event, const v1::Citation& basis = v1::Citation::default_instance());

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

absl::StatusOr<Decision> DecideClaim(const Case& c, const v1::ClaimTaskRequest& request);
absl::StatusOr<Decision> DecideRelease(const Case& c, const v1::ReleaseTaskRequest& request);

absl::StatusOr<Decision> DecideSuspend(const Case& c, const v1::SuspendTaskRequest& request);
absl::StatusOr<Decision> DecideRecordSuspension(const Case& c, const v1::RecordSuspensionRequest& request);
absl::StatusOr<Decision> DecideResume(const Case& c, const v1::ResumeTaskRequest& request);

absl::StatusOr<Decision> DecideRequestExtension(const Case& c, const v1::RequestExtensionRequest& request);
absl::StatusOr<Decision> DecideGrantExtension(const Case& c, const v1::GrantExtensionRequest& request);
absl::StatusOr<Decision> DecideDenyExtension(const Case& c, const v1::DenyExtensionRequest& request);

absl::StatusOr<Decision> DecideRemind(const Case& c, const v1::RemindTaskRequest& request);
// For whom an escalation has reached. The ladder goes on whatever is answered.
absl::StatusOr<Decision> DecideHandleEscalation(const Case& c, const v1::HandleEscalationRequest& request);

absl::StatusOr<Decision> DecideDrop(const Case& c, const v1::DropTaskRequest& request);
absl::StatusOr<Decision> DecideReportImpossible(const Case& c, const v1::ReportImpossibleRequest& request);
absl::StatusOr<Decision> DecideDeclareImpossible(const Case& c, const v1::DeclareImpossibleRequest& request);
absl::StatusOr<Decision> DecideDenyImpossible(const Case& c, const v1::DenyImpossibleRequest& request);
absl::StatusOr<Decision> DecideReopen(const Case& c, const v1::ReopenTaskRequest& request);
absl::StatusOr<Decision> DecideRestore(const Case& c, const v1::RestoreTaskRequest& request);

absl::StatusOr<Decision> DecideDelegate(const Case& c, const v1::DelegateTaskRequest& request);
absl::StatusOr<Decision> DecideRequestContributions(const Case& c, const v1::RequestContributionsRequest& request);
absl::StatusOr<Decision> DecideContribute(const Case& c, const v1::ContributeToTaskRequest& request);
absl::StatusOr<Decision> DecideSendCopies(const Case& c, const v1::SendCopiesRequest& request);
absl::StatusOr<Decision> DecideAcknowledgeCopy(const Case& c, const v1::AcknowledgeCopyRequest& request);
absl::StatusOr<Decision> DecideComment(const Case& c, const v1::CommentOnTaskRequest& request);

absl::StatusOr<Decision> DecideAddEvidence(const Case& c, const v1::AddEvidenceRequest& request);
absl::StatusOr<Decision> DecideRemoveEvidence(const Case& c, const v1::RemoveEvidenceRequest& request);
absl::StatusOr<Decision> DecideReportProgress(const Case& c, const v1::ReportProgressRequest& request);
absl::StatusOr<Decision> DecideSetChecklist(const Case& c, const v1::SetChecklistRequest& request);
absl::StatusOr<Decision> DecideCheckItem(const Case& c, const v1::CheckItemRequest& request);
absl::StatusOr<Decision> DecideWatch(const Case& c, const v1::WatchTaskRequest& request);
absl::StatusOr<Decision> DecideUnwatch(const Case& c, const v1::UnwatchTaskRequest& request);

absl::StatusOr<Decision> DecideAddDependency(const Case& c, const v1::AddDependencyRequest& request);
absl::StatusOr<Decision> DecideRemoveDependency(const Case& c, const v1::RemoveDependencyRequest& request);
// Of the system: a task that this one delegated or waits for has ended, or goes on again. Empty when that is known.
absl::StatusOr<Decision> DecideNoteEnded(const Case& c, const internal::v1::NoteTaskEnded& request);

absl::StatusOr<Decision> DecideReanchor(const Case& c, const v1::ReanchorTaskRequest& request);
// A follow-up of the correction of an event. Empty when the task counts from that day already, or from no event. Parts
// of a whole follow.
absl::StatusOr<Decision> DecideReanchorAwaited(const Case& c, const internal::v1::ReanchorAwaited& request);

// The event by which a suspended task goes on, and its clocks.
v1::Event MakeResumed(const v1::Task& task, const std::string& reason, const Facts& facts, absl::Time now);

absl::StatusOr<Decision> DecideSendHandoff(const Case& c, const v1::SendHandoffRequest& request);
absl::StatusOr<Decision> DecideRecordHandoffReceipt(const Case& c, const v1::RecordHandoffReceiptRequest& request);
absl::StatusOr<Decision> DecideAnswerRecall(const Case& c, const v1::AnswerRecallRequest& request);
absl::StatusOr<Decision> DecideReturnHandoffResult(const Case& c, const v1::ReturnHandoffResultRequest& request);
absl::StatusOr<Decision> DecideAnswerHandoffResult(const Case& c, const v1::AnswerHandoffResultRequest& request);

absl::StatusOr<Decision> DecideFire(const Case& c, const internal::v1::FireDueClocks& request);

// For the province's registrar: the task is as it was, and the engine has it tried again. NOT_FOUND when it is not set
// aside.
absl::StatusOr<Decision> DecideReleaseSetAside(const Case& c, const internal::v1::ReleaseSetAside& request);

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

// What a verb does once it is allowed, whoever does it: people, a plan, a rung in the place of who kept silent.
// `c.task` is the task as the recorder has it, and must not be the recorder's own copy, which changes meanwhile.
void RecordAccepted(const Case& c, const std::string& comment, const v1::Citation& basis, Recorder& recorder);
// COMPLETED since the result was handed in, with its open hand-offs ended first.
void RecordApproved(const Case& c, const std::string& comment, const v1::Citation& basis, Recorder& recorder);
// REVOKED, with its open hand-offs ended first; delegated tasks and the open parts of a whole follow.
void RecordRevoked(const Case& c, const std::string& reason, const v1::Citation& basis, Recorder& recorder);

// Issues a planned task whose checks have passed; the planned parts of a whole follow.
absl::StatusOr<Decision> IssueNow(const Case& c, const std::string& anchor_date, const v1::Citation& basis);

// The event that issues a planned task whose checks have passed.
absl::StatusOr<v1::Event> MakeIssued(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                     absl::Time now);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_DECIDE_H_
