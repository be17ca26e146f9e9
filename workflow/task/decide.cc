#include "workflow/task/decide.h"

#include "absl/strings/str_cat.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/fields.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"

namespace phoihop::task {

absl::Status Admit(v1::TaskVerb verb, const Case& c, absl::string_view etag, absl::string_view handoff_name) {
  const v1::Actor& actor = c.context.actor;
  if (c.task.name().empty() || !MayView(c.task, actor, c.facts, c.now())) {
    return Unseen(actor, c.facts.directory(), DayOf(c.now()));
  }

  const v1::Handoff* handoff = handoff_name.empty() ? OpenHandoff(c.task) : FindHandoff(c.task, handoff_name);
  if (!handoff_name.empty() && handoff == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "The task has no hand-off of this name; its `handoffs` list them.");
  }
  const Situation situation{c.task, actor, c.context.acting_for, c.facts, c.now(), handoff, c.context.parts};
  if (const auto refusal = CheckPermission(verb, situation)) return refusal->ToStatus();
  if (!etag.empty() && etag != Etag(c.task)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("The task changed since it was read: its etag is ", Etag(c.task), ", not ", Excerpt(etag),
                              ". Read it again and decide again."));
  }
  if (const auto refusal = CheckState(verb, situation)) return refusal->ToStatus();
  return absl::OkStatus();
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

absl::StatusOr<Decision> Decide(const v1::Task& state, const internal::v1::TaskCommand& command, const Facts& facts,
                                const Context& context) {
  using internal::v1::TaskCommand;
  const Case c{state, facts, context};
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
    default:
      break;
  }
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"verb", "is required"}});
}

}  // namespace phoihop::task
