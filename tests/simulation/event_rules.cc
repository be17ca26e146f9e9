#include "tests/simulation/event_rules.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

using v1::Event;
using Verbs = std::vector<v1::TaskVerb>;

const std::map<Event::PayloadCase, Verbs>& VerbsByEvent() {
  static const auto* const verbs = new std::map<Event::PayloadCase, Verbs>{
      {Event::kTaskIssued, {v1::TASK_VERB_ISSUE}},
      {Event::kTaskAccepted, {v1::TASK_VERB_ACCEPT}},
      {Event::kTaskRefused, {v1::TASK_VERB_REFUSE}},
      {Event::kTaskReissued, {v1::TASK_VERB_REISSUE}},
      {Event::kTaskPersonAssigned, {v1::TASK_VERB_ASSIGN_PERSON, v1::TASK_VERB_HANDLE_ESCALATION}},
      {Event::kTaskStarted, {v1::TASK_VERB_START}},
      {Event::kTaskSubmitted, {v1::TASK_VERB_SUBMIT}},
      {Event::kTaskApproved, {v1::TASK_VERB_APPROVE}},
      {Event::kTaskReturned, {v1::TASK_VERB_RETURN}},
      {Event::kTaskCompleted, {v1::TASK_VERB_COMPLETE}},
      {Event::kTaskRevoked, {v1::TASK_VERB_REVOKE}},
      {Event::kTaskHandoffSent, {v1::TASK_VERB_HAND_OFF, v1::TASK_VERB_SEND_HANDOFF}},
      {Event::kTaskHandoffAccepted, {v1::TASK_VERB_ACCEPT_HANDOFF, v1::TASK_VERB_RECORD_HANDOFF_RECEIPT}},
      {Event::kTaskHandoffRefused, {v1::TASK_VERB_REFUSE_HANDOFF, v1::TASK_VERB_RECORD_HANDOFF_RECEIPT}},
      {Event::kTaskHandoffRecalled,
       {v1::TASK_VERB_RECALL_HANDOFF, v1::TASK_VERB_ANSWER_RECALL, v1::TASK_VERB_RECORD_HANDOFF_RECEIPT,
        // First of what ends the task.
        v1::TASK_VERB_REVOKE, v1::TASK_VERB_DECLARE_IMPOSSIBLE, v1::TASK_VERB_COMPLETE_FAN_OUT}},
      {Event::kTaskHandoffChanged,
       {v1::TASK_VERB_HAND_OFF, v1::TASK_VERB_SEND_HANDOFF, v1::TASK_VERB_RECALL_HANDOFF, v1::TASK_VERB_ANSWER_RECALL,
        v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, v1::TASK_VERB_EXPIRE_HANDOFF, v1::TASK_VERB_ACCEPT_HANDOFF,
        v1::TASK_VERB_REFUSE_HANDOFF, v1::TASK_VERB_RETURN_HANDOFF_RESULT, v1::TASK_VERB_ANSWER_HANDOFF_RESULT,
        // First of what ends the task.
        v1::TASK_VERB_COMPLETE, v1::TASK_VERB_APPROVE, v1::TASK_VERB_REVOKE, v1::TASK_VERB_DECLARE_IMPOSSIBLE,
        v1::TASK_VERB_COMPLETE_FAN_OUT}},
      {Event::kTaskDropped, {v1::TASK_VERB_DROP}},
      {Event::kTaskClaimed, {v1::TASK_VERB_CLAIM}},
      {Event::kTaskReleased, {v1::TASK_VERB_RELEASE}},
      {Event::kTaskSuspended, {v1::TASK_VERB_SUSPEND}},
      {Event::kTaskResumed, {v1::TASK_VERB_RESUME}},
      {Event::kTaskExtensionRequested, {v1::TASK_VERB_REQUEST_EXTENSION}},
      {Event::kTaskExtensionDecided, {v1::TASK_VERB_GRANT_EXTENSION, v1::TASK_VERB_DENY_EXTENSION}},
      {Event::kTaskImpossibilityReported, {v1::TASK_VERB_REPORT_IMPOSSIBLE}},
      {Event::kTaskImpossibilityDenied, {v1::TASK_VERB_DENY_IMPOSSIBLE}},
      {Event::kTaskDeclaredImpossible, {v1::TASK_VERB_DECLARE_IMPOSSIBLE}},
      {Event::kTaskReopened, {v1::TASK_VERB_REOPEN}},
      {Event::kTaskRestored, {v1::TASK_VERB_RESTORE}},
      {Event::kTaskDelegated, {v1::TASK_VERB_DELEGATE}},
      {Event::kTaskContributionsRequested, {v1::TASK_VERB_REQUEST_CONTRIBUTIONS}},
      {Event::kTaskContributed, {v1::TASK_VERB_CONTRIBUTE}},
      {Event::kTaskCopiesSent, {v1::TASK_VERB_SEND_COPIES}},
      {Event::kTaskCopyAcknowledged, {v1::TASK_VERB_ACKNOWLEDGE_COPY}},
      {Event::kTaskCommented, {v1::TASK_VERB_COMMENT}},
      {Event::kTaskEvidenceChanged, {v1::TASK_VERB_ADD_EVIDENCE, v1::TASK_VERB_REMOVE_EVIDENCE}},
      {Event::kTaskProgressReported, {v1::TASK_VERB_REPORT_PROGRESS}},
      {Event::kTaskChecklistChanged, {v1::TASK_VERB_SET_CHECKLIST, v1::TASK_VERB_CHECK_ITEM}},
      {Event::kTaskWatchersChanged, {v1::TASK_VERB_WATCH, v1::TASK_VERB_UNWATCH}},
      {Event::kTaskDependenciesChanged, {v1::TASK_VERB_ADD_DEPENDENCY, v1::TASK_VERB_REMOVE_DEPENDENCY}},
      {Event::kTaskEndNoted, {v1::TASK_VERB_NOTE_ENDED}},
      {Event::kTaskReminded, {v1::TASK_VERB_REMIND}},
      {Event::kTaskClocksMoved, {v1::TASK_VERB_ADOPT_CALENDAR}},
      {Event::kTaskEscalationHandled, {v1::TASK_VERB_HANDLE_ESCALATION}},
      {Event::kTaskPolicySwitched, {v1::TASK_VERB_ADOPT_POLICY}},
  };
  return *verbs;
}

// A role that a unit has by being named in the task; those that come from what it is in the province count as had.
bool MayBe(task::Roles who, const v1::Task& task, const Event& event) {
  if (!event.actor().system().empty()) return (who & task::kOnlyTheSystem) != 0;
  if ((who & (task::kMonitor | task::kViewer)) != 0) return true;
  const std::string& unit = event.actor().unit();
  task::Roles roles = task::kNobody;
  if (unit == task.issuer_unit()) roles |= task::kIssuer;
  if (unit == task.lead_unit()) roles |= task::kLeadUnit | task::kAssignedPerson | task::kHeadOfLead;
  if (unit == task.approver_unit()) roles |= task::kApprover;
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (unit == handoff.from_unit()) roles |= task::kHandoffSender;
    if (unit == handoff.to_unit()) roles |= task::kHandoffReceiver;
  }
  const auto& coordinators = task.coordinator_units();
  if (std::find(coordinators.begin(), coordinators.end(), unit) != coordinators.end()) roles |= task::kCoordinator;
  for (const v1::InformationCopy& copy : task.copies()) {
    if (unit == copy.unit()) roles |= task::kCopyHolder;
  }
  return (who & roles) != 0;
}

v1::TaskState StateAfter(const task::Transition& row, const v1::Task& before, const Event& event) {
  if (event.has_task_resumed() && !before.suspensions().empty()) return before.suspensions().rbegin()->from_state();
  // First of what ends the task: the end comes with the next event.
  const bool first = event.has_task_handoff_recalled() || event.has_task_handoff_changed();
  const bool only_folds = row.verb == v1::TASK_VERB_RECORD_HANDOFF_RECEIPT && event.has_task_handoff_accepted();
  if (only_folds) return v1::TASK_STATE_ACCEPTED;
  return row.to == v1::TASK_STATE_UNSPECIFIED || first ? before.state() : row.to;
}

}  // namespace

std::string WhyNotListed(const v1::Task& before, const v1::Task& after, const v1::Event& event) {
  const std::string where = absl::StrCat(event.type(), " at sequence ", event.sequence(), " of ", event.subject(), ": ",
                                         task::StateName(before.state()), " → ", task::StateName(after.state()), " by ",
                                         event.actor().unit(), event.actor().system());
  if (before.name().empty()) {
    const bool begins =
        event.has_task_created() && (after.state() == v1::TASK_STATE_PLANNED || after.state() == v1::TASK_STATE_ISSUED);
    return begins ? "" : absl::StrCat(where, ": a task begins otherwise");
  }
  if (event.has_task_escalated()) {
    return before.state() == after.state() && task::IsOpen(before.state()) ? "" : absl::StrCat(where, ": a rung");
  }
  const auto verbs = VerbsByEvent().find(event.payload_case());
  if (verbs == VerbsByEvent().end()) return absl::StrCat(where, ": no verb makes such an event here");
  for (const v1::TaskVerb verb : verbs->second) {
    const task::Transition& row = *task::FindTransition(verb);
    if (!task::Leads(row, before.state()) || after.state() != StateAfter(row, before, event)) continue;
    if (MayBe(row.who, before, event)) return "";
  }
  return absl::StrCat(where, ": no row of the table");
}

}  // namespace phoihop::testing
