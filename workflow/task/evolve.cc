#include "workflow/task/evolve.h"

#include <algorithm>

#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/open_handoff.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {

void FoldClocks(v1::Task& task, const Clocks& clocks) {
  for (const v1::Clock& clock : clocks) {
    auto* mine = task.mutable_clocks();
    const auto found =
        std::find_if(mine->begin(), mine->end(), [&](const v1::Clock& known) { return known.id() == clock.id(); });
    *(found == mine->end() ? mine->Add() : &*found) = clock;
  }
}

namespace {

void CopyDueDate(v1::Task& task) {
  const v1::Clock* complete = LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  if (complete == nullptr) {
    task.clear_due_time();
    task.clear_due_date();
  } else {
    *task.mutable_due_time() = complete->due_time();
    task.set_due_date(complete->due_date());
  }
}

void ForgetRefusal(v1::Task& task) {
  task.clear_refusal_reason();
  task.clear_refusal_explanation();
  task.clear_proposed_unit();
}

// Whose work it is: the person that it was given to, or else who handed it in for the unit.
void SetPerformer(v1::Task& task, const v1::Actor& submitter) {
  v1::Actor* performer = task.mutable_performer();
  performer->set_unit(task.lead_unit());
  performer->set_person(task.assignee().empty() ? submitter.person() : task.assignee());
}

void FoldHandoff(v1::Task& task, const v1::Handoff& handoff) {
  auto* mine = task.mutable_handoffs();
  const auto found = std::find_if(mine->begin(), mine->end(),
                                  [&](const v1::Handoff& known) { return known.name() == handoff.name(); });
  *(found == mine->end() ? mine->Add() : &*found) = handoff;
}

void FoldHandoffs(v1::Task& task, const google::protobuf::RepeatedPtrField<v1::Handoff>& handoffs) {
  for (const v1::Handoff& handoff : handoffs) FoldHandoff(task, handoff);
}

v1::Handoff* Answer(v1::Task& task, const std::string& name, v1::Handoff::State state, const v1::Event& event) {
  for (v1::Handoff& handoff : *task.mutable_handoffs()) {
    if (handoff.name() != name) continue;
    handoff.set_state(state);
    *handoff.mutable_reply_time() = event.time();
    *handoff.mutable_replier() = event.actor();
    return &handoff;
  }
  return nullptr;
}

void RaisePriority(v1::Task& task) {
  const int raised = std::max<int>(task.priority(), v1::TASK_PRIORITY_NORMAL) + 1;
  task.set_priority(static_cast<v1::TaskPriority>(std::min<int>(raised, v1::TASK_PRIORITY_IMMEDIATE)));
}

// What a rung did when it fired first stays.
void MakeRoom(google::protobuf::RepeatedPtrField<v1::Escalation>& escalations) {
  if (escalations.size() < limits::kEscalations) return;
  const auto least = std::find_if(escalations.begin(), escalations.end(), [](const v1::Escalation& escalation) {
    return escalation.repetition() > 0 || !escalation.passed_over().empty();
  });
  if (least != escalations.end()) escalations.erase(least);
}

void FoldEscalation(v1::Task& task, const v1::Escalation& escalation) {
  MakeRoom(*task.mutable_escalations());
  *task.add_escalations() = escalation;
  if (escalation.raised_priority()) RaisePriority(task);
  if (escalation.put_on_monitor_list()) task.set_on_monitor_list(true);
}

void FoldIssue(v1::Task& task, const v1::Event& event) {
  task.set_state(IsOwnWhole(task) ? v1::TASK_STATE_ACCEPTED : v1::TASK_STATE_ISSUED);
  *task.mutable_issue_time() = event.time();
  FoldClocks(task, event.task_issued().clocks());
}

void FoldRefusal(v1::Task& task, const v1::TaskRefused& refused) {
  task.set_state(v1::TASK_STATE_REFUSED);
  task.set_refusal_reason(refused.reason());
  task.set_refusal_explanation(refused.explanation());
  task.set_proposed_unit(refused.proposed_unit());
  task.set_bounce_count(task.bounce_count() + 1);
  FoldClocks(task, refused.clocks());
}

void FoldReissue(v1::Task& task, const v1::TaskReissued& reissued) {
  task.set_state(v1::TASK_STATE_ISSUED);
  task.set_lead_unit(reissued.lead_unit());
  task.clear_assignee();
  ForgetRefusal(task);
  FoldClocks(task, reissued.clocks());
}

void FoldStart(v1::Task& task, const v1::TaskStarted& started) {
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  if (!started.person().empty()) task.set_assignee(started.person());
}

void FoldCompletion(v1::Task& task, const v1::Event& event) {
  const v1::TaskCompleted& completed = event.task_completed();
  task.set_state(v1::TASK_STATE_COMPLETED);
  if (completed.has_result()) *task.mutable_result() = completed.result();
  *task.mutable_complete_time() = event.time();
  SetPerformer(task, completed.result().submitter());
  FoldClocks(task, completed.clocks());
}

void FoldHandoffAcceptance(v1::Task& task, const v1::Event& event) {
  const v1::TaskHandoffAccepted& accepted = event.task_handoff_accepted();
  v1::Handoff* handoff = Answer(task, accepted.handoff(), v1::Handoff::STATE_ACCEPTED, event);
  // It was asked back, and accepted all the same: the receiver was first.
  if (handoff != nullptr && handoff->has_recall_request_time() && !handoff->has_recall_denied_time()) {
    *handoff->mutable_recall_denied_time() = event.time();
  }
  task.set_state(v1::TASK_STATE_ACCEPTED);
  task.set_lead_unit(accepted.to_unit());
  task.clear_assignee();
  // What others were asked for goes with the task: the result is the new lead's to take.
  for (v1::Handoff& other : *task.mutable_handoffs()) {
    if (IsOpenHandoff(other)) other.set_from_unit(accepted.to_unit());
  }
  FoldClocks(task, accepted.clocks());
}

void FoldHandoffRefusal(v1::Task& task, const v1::Event& event) {
  const v1::TaskHandoffRefused& refused = event.task_handoff_refused();
  v1::Handoff* handoff = Answer(task, refused.handoff(), v1::Handoff::STATE_REFUSED, event);
  if (handoff != nullptr) {
    handoff->set_refusal_reason(refused.reason());
    handoff->set_refusal_explanation(refused.explanation());
  }
  FoldClocks(task, refused.clocks());
}

// TaskRehomed and TaskRehomingUndone.
template <typename Roles>
void FoldRoles(v1::Task& task, const Roles& roles) {
  task.set_lead_unit(roles.lead_unit());
  *task.mutable_coordinator_units() = roles.coordinator_units();
  task.set_issuer_unit(roles.issuer_unit());
  task.set_approver_unit(roles.approver_unit());
  task.set_proposed_unit(roles.proposed_unit());
  task.set_assignee(roles.assignee());
  FoldHandoffs(task, roles.handoffs());
  FoldClocks(task, roles.clocks());
}

void FoldSplit(v1::Task& task, const v1::TaskSplit& split) {
  task.set_state(v1::TASK_STATE_SUPERSEDED);
  *task.mutable_superseded_by() = split.children();
  FoldHandoffs(task, split.handoffs());
  FoldClocks(task, split.clocks());
}

void FoldUndoneRehoming(v1::Task& task, const v1::TaskRehomingUndone& undone) {
  task.set_state(undone.state());
  if (undone.state() != v1::TASK_STATE_SUPERSEDED) task.clear_superseded_by();
  FoldRoles(task, undone);
}

void FoldRevision(v1::Task& task, const v1::TaskRevised& revised) {
  task.set_title(revised.title());
  task.set_description(revised.description());
  task.set_product(revised.product());
  *task.mutable_evidence_slots() = revised.evidence_slots();
  *task.mutable_coordinator_units() = revised.coordinator_units();
  task.set_requested_due_date(revised.requested_due_date());
  task.set_roll(revised.roll());
  if (revised.has_planned_issue_time()) *task.mutable_planned_issue_time() = revised.planned_issue_time();
  if (revised.has_fan_out()) *task.mutable_fan_out() = revised.fan_out();
  task.set_plan_function(revised.plan_function());
  task.set_calendar(revised.calendar());
  if (revised.has_due_working_day()) {
    *task.mutable_due_working_day() = revised.due_working_day();
  } else {
    task.clear_due_working_day();
  }
  FoldClocks(task, revised.clocks());
}

void FoldFanOutCompletion(v1::Task& task, const v1::TaskFanOutCompleted& completed) {
  task.set_state(v1::TASK_STATE_COMPLETED);
  *task.mutable_result() = completed.result();
  *task.mutable_complete_time() = completed.result().submit_time();
  FoldClocks(task, completed.clocks());
}

// False: the event is none of a task's.
bool Fold(v1::Task& task, const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kTaskCreated:
      task = event.task_created().task();
      // What goes on for a superseded task goes on where that one stood; tasks of a plan are made in the state in which
      // they begin.
      if (task.state() == v1::TASK_STATE_UNSPECIFIED) task.set_state(v1::TASK_STATE_PLANNED);
      *task.mutable_create_time() = event.time();
      return true;
    case v1::Event::kTaskIssued:
      FoldIssue(task, event);
      return true;
    case v1::Event::kTaskAccepted:
      task.set_state(v1::TASK_STATE_ACCEPTED);
      FoldClocks(task, event.task_accepted().clocks());
      return true;
    case v1::Event::kTaskRefused:
      FoldRefusal(task, event.task_refused());
      return true;
    case v1::Event::kTaskReissued:
      FoldReissue(task, event.task_reissued());
      return true;
    case v1::Event::kTaskPersonAssigned:
      task.set_assignee(event.task_person_assigned().person());
      return true;
    case v1::Event::kTaskStarted:
      FoldStart(task, event.task_started());
      return true;
    case v1::Event::kTaskSubmitted:
      task.set_state(v1::TASK_STATE_SUBMITTED);
      *task.mutable_result() = event.task_submitted().result();
      SetPerformer(task, task.result().submitter());
      FoldClocks(task, event.task_submitted().clocks());
      return true;
    case v1::Event::kTaskApproved:
      task.set_state(v1::TASK_STATE_COMPLETED);
      *task.mutable_complete_time() = task.result().submit_time();
      FoldClocks(task, event.task_approved().clocks());
      return true;
    case v1::Event::kTaskReturned:
      task.set_state(v1::TASK_STATE_IN_PROGRESS);
      task.set_rework_count(task.rework_count() + 1);
      FoldClocks(task, event.task_returned().clocks());
      return true;
    case v1::Event::kTaskCompleted:
      FoldCompletion(task, event);
      return true;
    case v1::Event::kTaskRevoked:
      task.set_state(v1::TASK_STATE_REVOKED);
      FoldClocks(task, event.task_revoked().clocks());
      return true;
    case v1::Event::kTaskHandoffSent:
      FoldHandoff(task, event.task_handoff_sent().handoff());
      FoldClocks(task, event.task_handoff_sent().clocks());
      return true;
    case v1::Event::kTaskHandoffAccepted:
      FoldHandoffAcceptance(task, event);
      return true;
    case v1::Event::kTaskHandoffRefused:
      FoldHandoffRefusal(task, event);
      return true;
    case v1::Event::kTaskHandoffRecalled:
      Answer(task, event.task_handoff_recalled().handoff(), v1::Handoff::STATE_RECALLED, event);
      FoldClocks(task, event.task_handoff_recalled().clocks());
      return true;
    case v1::Event::kTaskHandoffChanged:
      FoldHandoff(task, event.task_handoff_changed().handoff());
      FoldClocks(task, event.task_handoff_changed().clocks());
      return true;
    case v1::Event::kTaskRehomed:
      FoldRoles(task, event.task_rehomed());
      return true;
    case v1::Event::kTaskSplit:
      FoldSplit(task, event.task_split());
      return true;
    case v1::Event::kTaskRehomingUndone:
      FoldUndoneRehoming(task, event.task_rehoming_undone());
      return true;
    case v1::Event::kTaskClocksResumed:
      FoldClocks(task, event.task_clocks_resumed().clocks());
      return true;
    case v1::Event::kTaskRevised:
      FoldRevision(task, event.task_revised());
      return true;
    case v1::Event::kTaskSkipped:
      task.set_state(v1::TASK_STATE_SKIPPED);
      FoldClocks(task, event.task_skipped().clocks());
      return true;
    case v1::Event::kTaskFanOutExtended:
      // The parts are tasks of their own.
      return true;
    case v1::Event::kTaskFanOutCompleted:
      FoldFanOutCompletion(task, event.task_fan_out_completed());
      return true;
    case v1::Event::kTaskEscalated:
      FoldEscalation(task, event.task_escalated().escalation());
      FoldClocks(task, event.task_escalated().clocks());
      return true;
    default:
      return FoldWork(task, event);
  }
}

// A standstill that nobody resumed ends with the task; one that is divided stands still in its children.
void EndStandstill(v1::Task& task, const v1::Event& event) {
  if (task.suspensions().empty() || task.suspensions().rbegin()->has_end_time()) return;
  if (task.state() == v1::TASK_STATE_SUSPENDED || task.state() == v1::TASK_STATE_SUPERSEDED) return;
  v1::Suspension& last = *task.mutable_suspensions()->rbegin();
  *last.mutable_end_time() = event.time();
  *last.mutable_ended_by() = event.actor();
}

}  // namespace

void Evolve(v1::Task& state, const v1::Event& event) {
  const int64_t version = state.version();
  const bool stood_still = state.state() == v1::TASK_STATE_SUSPENDED;
  if (!Fold(state, event)) return;
  if (stood_still) EndStandstill(state, event);
  // While a decision is made its events have no version yet.
  state.set_version(event.subject_version() > 0 ? event.subject_version() : version + 1);
  *state.mutable_update_time() = event.time();
  CopyDueDate(state);
  FoldCustody(state, event);
}

}  // namespace phoihop::task
