#include "workflow/task/decide.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/calendar_moves.h"
#include "workflow/task/check.h"
#include "workflow/task/fields.h"
#include "workflow/task/policy_switch.h"
#include "workflow/task/recorder.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"

namespace phoihop::task {

absl::Status Admit(v1::TaskVerb verb, const Case& c, absl::string_view etag, absl::string_view handoff_name) {
  const v1::Actor& actor = c.context.actor;
  if (c.task.name().empty() || !MayView(c.task, actor, c.facts, c.now())) {
    return Unseen(actor, c.facts, DayOf(c.now()));
  }

  const v1::Handoff* handoff = FindHandoff(c.task, handoff_name);
  if (!handoff_name.empty() && handoff == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "The task has no hand-off of this name; its `handoffs` list them.");
  }
  const Situation situation(c.task, actor, c.facts, c.now(), handoff, c.context.parts);
  if (const auto refusal = CheckPermission(verb, situation)) return refusal->ToStatus();
  if (!etag.empty() && etag != Etag(c.task)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("The task changed since it was read: its etag is ", Etag(c.task), ", not ", Excerpt(etag),
                              ". Read it again and decide again."));
  }
  if (const auto refusal = CheckState(verb, situation)) return refusal->ToStatus();
  const access::Held* held = situation.rights().ForVerb(verb, c.task);
  if (c.authority != nullptr && held != nullptr) *c.authority = held->authority();
  return absl::OkStatus();
}

Decision Record(const Case& c, v1::Event event, const v1::Citation& basis) {
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), basis);
  return std::move(recorder).Finish();
}

absl::Status CheckOfSystem(const Case& c, absl::string_view name) {
  FieldCheck check;
  check.TaskName("name", name);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  if (!IsEngine(c.context.actor)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "This is done by the system only, as a follow-up.");
  }
  if (c.task.name().empty()) return Error(v1::ERROR_REASON_NOT_FOUND, "There is no task of this name.");
  return absl::OkStatus();
}

namespace {

absl::StatusOr<Decision> DecideCase(const Case& c, const internal::v1::TaskCommand& command) {
  using internal::v1::TaskCommand;
  switch (command.verb_case()) {
    case TaskCommand::kCreate:
      return DecideCreate(c, command.create());
    case TaskCommand::kIssue:
      return DecideIssue(c, command.issue());
    case TaskCommand::kAccept:
      return DecideAccept(c, command.accept());
    case TaskCommand::kRefuse:
      return DecideRefuse(c, command.refuse());
    case TaskCommand::kReissue:
      return DecideReissue(c, command.reissue());
    case TaskCommand::kAssignPerson:
      return DecideAssignPerson(c, command.assign_person());
    case TaskCommand::kStart:
      return DecideStart(c, command.start());
    case TaskCommand::kSubmit:
      return DecideSubmit(c, command.submit());
    case TaskCommand::kApprove:
      return DecideApprove(c, command.approve());
    case TaskCommand::kReturnTask:
      return DecideReturn(c, command.return_task());
    case TaskCommand::kComplete:
      return DecideComplete(c, command.complete());
    case TaskCommand::kRevoke:
      return DecideRevoke(c, command.revoke());
    case TaskCommand::kHandOff:
      return DecideHandOff(c, command.hand_off());
    case TaskCommand::kAcceptHandoff:
      return DecideAcceptHandoff(c, command.accept_handoff());
    case TaskCommand::kRefuseHandoff:
      return DecideRefuseHandoff(c, command.refuse_handoff());
    case TaskCommand::kRecallHandoff:
      return DecideRecallHandoff(c, command.recall_handoff());
    case TaskCommand::kClaim:
      return DecideClaim(c, command.claim());
    case TaskCommand::kRelease:
      return DecideRelease(c, command.release());
    case TaskCommand::kSuspend:
      return DecideSuspend(c, command.suspend());
    case TaskCommand::kRecordSuspension:
      return DecideRecordSuspension(c, command.record_suspension());
    case TaskCommand::kReanchor:
      return DecideReanchor(c, command.reanchor());
    case TaskCommand::kReanchorAwaited:
      return DecideReanchorAwaited(c, command.reanchor_awaited());
    case TaskCommand::kResume:
      return DecideResume(c, command.resume());
    case TaskCommand::kRequestExtension:
      return DecideRequestExtension(c, command.request_extension());
    case TaskCommand::kGrantExtension:
      return DecideGrantExtension(c, command.grant_extension());
    case TaskCommand::kDenyExtension:
      return DecideDenyExtension(c, command.deny_extension());
    case TaskCommand::kRemind:
      return DecideRemind(c, command.remind());
    case TaskCommand::kDrop:
      return DecideDrop(c, command.drop());
    case TaskCommand::kReportImpossible:
      return DecideReportImpossible(c, command.report_impossible());
    case TaskCommand::kDeclareImpossible:
      return DecideDeclareImpossible(c, command.declare_impossible());
    case TaskCommand::kDenyImpossible:
      return DecideDenyImpossible(c, command.deny_impossible());
    case TaskCommand::kReopen:
      return DecideReopen(c, command.reopen());
    case TaskCommand::kRestore:
      return DecideRestore(c, command.restore());
    case TaskCommand::kDelegate:
      return DecideDelegate(c, command.delegate());
    case TaskCommand::kRequestContributions:
      return DecideRequestContributions(c, command.request_contributions());
    case TaskCommand::kContribute:
      return DecideContribute(c, command.contribute());
    case TaskCommand::kSendCopies:
      return DecideSendCopies(c, command.send_copies());
    case TaskCommand::kAcknowledgeCopy:
      return DecideAcknowledgeCopy(c, command.acknowledge_copy());
    case TaskCommand::kComment:
      return DecideComment(c, command.comment());
    case TaskCommand::kAddEvidence:
      return DecideAddEvidence(c, command.add_evidence());
    case TaskCommand::kRemoveEvidence:
      return DecideRemoveEvidence(c, command.remove_evidence());
    case TaskCommand::kReportProgress:
      return DecideReportProgress(c, command.report_progress());
    case TaskCommand::kSetChecklist:
      return DecideSetChecklist(c, command.set_checklist());
    case TaskCommand::kCheckItem:
      return DecideCheckItem(c, command.check_item());
    case TaskCommand::kWatch:
      return DecideWatch(c, command.watch());
    case TaskCommand::kUnwatch:
      return DecideUnwatch(c, command.unwatch());
    case TaskCommand::kAddDependency:
      return DecideAddDependency(c, command.add_dependency());
    case TaskCommand::kRemoveDependency:
      return DecideRemoveDependency(c, command.remove_dependency());
    case TaskCommand::kNoteEnded:
      return DecideNoteEnded(c, command.note_ended());
    case TaskCommand::kSendHandoff:
      return DecideSendHandoff(c, command.send_handoff());
    case TaskCommand::kRecordHandoffReceipt:
      return DecideRecordHandoffReceipt(c, command.record_handoff_receipt());
    case TaskCommand::kAnswerRecall:
      return DecideAnswerRecall(c, command.answer_recall());
    case TaskCommand::kReturnHandoffResult:
      return DecideReturnHandoffResult(c, command.return_handoff_result());
    case TaskCommand::kAnswerHandoffResult:
      return DecideAnswerHandoffResult(c, command.answer_handoff_result());
    case TaskCommand::kFire:
      return DecideFire(c, command.fire());
    case TaskCommand::kRehome:
      return DecideRehome(c, command.rehome());
    case TaskCommand::kUndoRehoming:
      return DecideUndoRehoming(c, command.undo_rehoming());
    case TaskCommand::kRevise:
      return DecideRevise(c, command.revise());
    case TaskCommand::kWithdraw:
      return DecideWithdraw(c, command.withdraw());
    case TaskCommand::kIssueAwaited:
      return DecideIssueAwaited(c, command.issue_awaited());
    case TaskCommand::kCheckFanOut:
      return DecideCheckFanOut(c, command.check_fan_out());
    case TaskCommand::kHandleEscalation:
      return DecideHandleEscalation(c, command.handle_escalation());
    case TaskCommand::kAdoptPolicy:
      return DecideAdoptPolicy(c, command.adopt_policy());
    case TaskCommand::kReleaseSetAside:
      return DecideReleaseSetAside(c, command.release_set_aside());
    case TaskCommand::kAdoptCalendar:
      // Who has seen earlier versions of the calendar calls DecideAdoption itself.
      return DecideAdoption(c.task, command.adopt_calendar(), CalendarsSeen(), c.facts, c.context);
    default:
      break;
  }
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"verb", "is required"}});
}

}  // namespace

absl::StatusOr<Decision> Decide(const v1::Task& state, const internal::v1::TaskCommand& command, const Facts& facts,
                                const Context& context) {
  std::string authority;
  absl::StatusOr<Decision> decision = DecideCase(Case{state, facts, context, &authority}, command);
  if (!decision.ok()) return decision;
  for (v1::Event& event : decision->events) event.set_authority(authority);
  return decision;
}

}  // namespace phoihop::task
