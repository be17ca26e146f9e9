#include <algorithm>
#include <string>

#include "workflow/limits.h"
#include "workflow/task/evolve.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

// The last of its kind with the same key is replaced, or it is added.
template <typename List, typename Item, typename Same>
void Put(List* list, const Item& item, Same same) {
  const auto found = std::find_if(list->begin(), list->end(), [&](const Item& known) { return same(known, item); });
  *(found == list->end() ? list->Add() : &*found) = item;
}

template <typename Item>
bool SameUnit(const Item& a, const Item& b) {
  return a.unit() == b.unit();
}

void FoldExtension(v1::Task& task, const v1::Extension& extension) {
  Put(task.mutable_extensions(), extension,
      [](const v1::Extension& a, const v1::Extension& b) { return a.id() == b.id(); });
}

void FoldSuspension(v1::Task& task, const v1::TaskSuspended& suspended) {
  task.set_state(v1::TASK_STATE_SUSPENDED);
  *task.add_suspensions() = suspended.suspension();
  FoldClocks(task, suspended.clocks());
}

// In the order of their days: the one that is open, if there is one, stays the last.
void FoldRecordedSuspension(v1::Task& task, const v1::TaskSuspensionRecorded& recorded) {
  auto& ledger = *task.mutable_suspensions();
  *ledger.Add() = recorded.suspension();
  for (int i = ledger.size() - 1; i > 0 && ledger[i].start_time().seconds() < ledger[i - 1].start_time().seconds(); --i)
    ledger.SwapElements(i, i - 1);
  if (!recorded.suspension().has_end_time()) task.set_state(v1::TASK_STATE_SUSPENDED);
  FoldClocks(task, recorded.clocks());
}

void FoldResumption(v1::Task& task, const v1::Event& event) {
  const v1::TaskResumed& resumed = event.task_resumed();
  if (!task.suspensions().empty()) {
    v1::Suspension& last = *task.mutable_suspensions()->rbegin();
    *last.mutable_end_time() = resumed.end_time();
    *last.mutable_ended_by() = event.actor();
    task.set_state(last.from_state());
  }
  FoldClocks(task, resumed.clocks());
}

// A new cycle: what was handed in before stays, and does not count any more.
void BeginCycle(v1::Task& task, int cycle) {
  if (task.has_result()) *task.add_earlier_results() = task.result();
  task.clear_result();
  task.clear_complete_time();
  task.clear_performer();
  task.set_cycle(cycle);
}

void FoldReopening(v1::Task& task, const v1::TaskReopened& reopened) {
  BeginCycle(task, reopened.cycle());
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  FoldClocks(task, reopened.clocks());
}

void FoldRestoration(v1::Task& task, const v1::Event& event) {
  BeginCycle(task, event.task_restored().cycle());
  task.set_state(v1::TASK_STATE_ISSUED);
  task.clear_assignee();
  task.clear_refusal_reason();
  task.clear_refusal_explanation();
  task.clear_proposed_unit();
  if (!task.has_issue_time()) *task.mutable_issue_time() = event.time();
  FoldClocks(task, event.task_restored().clocks());
}

// Of a delegated task, or of one that is waited for.
template <typename List>
void FoldEnd(List* list, const v1::TaskEndNoted& noted) {
  for (auto& known : *list) {
    if (known.task() != noted.task()) continue;
    known.set_end_state(noted.end_state());
    known.clear_end_time();
    if (noted.has_end_time()) *known.mutable_end_time() = noted.end_time();
  }
}

// Clocks that follow a calendar. Who was asked for a contribution answers by the day of the clock.
void FoldMovedClocks(v1::Task& task, const Clocks& clocks) {
  for (const v1::Clock& moved : clocks) {
    if (moved.purpose() != v1::CLOCK_PURPOSE_CONTRIBUTE) continue;
    for (const v1::Clock& known : task.clocks()) {
      if (known.id() != moved.id()) continue;
      for (v1::Contribution& asked : *task.mutable_contributions()) {
        const bool waits = asked.state() == v1::Contribution::STATE_REQUESTED;
        if (waits && asked.due_date() == known.due_date()) asked.set_due_date(moved.due_date());
      }
    }
  }
  FoldClocks(task, clocks);
}

bool FoldCollaboration(v1::Task& task, const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kTaskDelegated:
      *task.add_delegations() = event.task_delegated().delegation();
      return true;
    case v1::Event::kTaskContributionsRequested:
      for (const v1::Contribution& contribution : event.task_contributions_requested().contributions()) {
        Put(task.mutable_contributions(), contribution, SameUnit<v1::Contribution>);
      }
      FoldClocks(task, event.task_contributions_requested().clocks());
      return true;
    case v1::Event::kTaskContributed:
      Put(task.mutable_contributions(), event.task_contributed().contribution(), SameUnit<v1::Contribution>);
      FoldClocks(task, event.task_contributed().clocks());
      return true;
    case v1::Event::kTaskCopiesSent:
      task.mutable_copies()->MergeFrom(event.task_copies_sent().copies());
      return true;
    case v1::Event::kTaskCopyAcknowledged:
      Put(task.mutable_copies(), event.task_copy_acknowledged().copy(), SameUnit<v1::InformationCopy>);
      return true;
    case v1::Event::kTaskCommented:
      task.set_comment_count(task.comment_count() + 1);
      return true;
    case v1::Event::kTaskReanchored:
      FoldClocks(task, event.task_reanchored().clocks());
      return true;
    case v1::Event::kTaskClocksMoved:
      FoldMovedClocks(task, event.task_clocks_moved().clocks());
      if (const std::string& day = event.task_clocks_moved().requested_due_date(); !day.empty())
        task.set_requested_due_date(day);
      return true;
    case v1::Event::kTaskPolicySwitched:
      FoldClocks(task, event.task_policy_switched().clocks());
      return true;
    case v1::Event::kTaskSetAsideReleased:
      // The task is as it was.
      return true;
    case v1::Event::kTaskEscalationHandled:
      if (task.escalation_responses_size() >= limits::kEscalationResponses) {
        task.mutable_escalation_responses()->DeleteSubrange(0, 1);
      }
      *task.add_escalation_responses() = event.task_escalation_handled().response();
      return true;
    case v1::Event::kTaskReminded:
      if (task.reminders_size() >= limits::kReminders) task.mutable_reminders()->DeleteSubrange(0, 1);
      *task.add_reminders() = event.task_reminded().reminder();
      return true;
    case v1::Event::kTaskEvidenceChanged:
      *task.mutable_evidence() = event.task_evidence_changed().evidence();
      return true;
    case v1::Event::kTaskProgressReported:
      *task.mutable_progress() = event.task_progress_reported().progress();
      return true;
    case v1::Event::kTaskChecklistChanged:
      *task.mutable_checklist() = event.task_checklist_changed().checklist();
      FoldClocks(task, event.task_checklist_changed().clocks());
      return true;
    case v1::Event::kTaskWatchersChanged:
      *task.mutable_watchers() = event.task_watchers_changed().watchers();
      return true;
    case v1::Event::kTaskDependenciesChanged:
      *task.mutable_dependencies() = event.task_dependencies_changed().dependencies();
      return true;
    case v1::Event::kTaskEndNoted:
      FoldEnd(task.mutable_delegations(), event.task_end_noted());
      FoldEnd(task.mutable_dependencies(), event.task_end_noted());
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string HolderOf(const v1::Task& task) {
  if (!IsOpen(task.state()) || task.state() == v1::TASK_STATE_PLANNED) return "";
  v1::TaskState state = task.state();
  if (state == v1::TASK_STATE_SUSPENDED && !task.suspensions().empty())
    state = task.suspensions().rbegin()->from_state();
  if (state == v1::TASK_STATE_REFUSED) return task.issuer_unit();
  if (state == v1::TASK_STATE_SUBMITTED && !task.approver_unit().empty()) return task.approver_unit();
  return task.lead_unit();
}

bool FoldWork(v1::Task& task, const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kTaskDropped:
      task.set_state(v1::TASK_STATE_SKIPPED);
      FoldClocks(task, event.task_dropped().clocks());
      return true;
    case v1::Event::kTaskClaimed:
      task.set_assignee(event.task_claimed().person());
      return true;
    case v1::Event::kTaskReleased:
      task.set_state(v1::TASK_STATE_ACCEPTED);
      task.clear_assignee();
      return true;
    case v1::Event::kTaskSuspensionRecorded:
      FoldRecordedSuspension(task, event.task_suspension_recorded());
      return true;
    case v1::Event::kTaskSuspended:
      FoldSuspension(task, event.task_suspended());
      return true;
    case v1::Event::kTaskResumed:
      FoldResumption(task, event);
      return true;
    case v1::Event::kTaskExtensionRequested:
      FoldExtension(task, event.task_extension_requested().extension());
      return true;
    case v1::Event::kTaskExtensionDecided:
      FoldExtension(task, event.task_extension_decided().extension());
      FoldClocks(task, event.task_extension_decided().clocks());
      return true;
    case v1::Event::kTaskImpossibilityReported:
      *task.mutable_impossibility() = event.task_impossibility_reported().report();
      return true;
    case v1::Event::kTaskImpossibilityDenied:
      *task.mutable_impossibility() = event.task_impossibility_denied().report();
      return true;
    case v1::Event::kTaskDeclaredImpossible:
      task.set_state(v1::TASK_STATE_FAILED);
      *task.mutable_impossibility() = event.task_declared_impossible().report();
      FoldClocks(task, event.task_declared_impossible().clocks());
      return true;
    case v1::Event::kTaskReopened:
      FoldReopening(task, event.task_reopened());
      return true;
    case v1::Event::kTaskRestored:
      FoldRestoration(task, event);
      return true;
    default:
      return FoldCollaboration(task, event);
  }
}

void FoldCustody(v1::Task& task, const v1::Event& event) {
  const std::string holder = HolderOf(task);
  v1::Custody* last = task.custody().empty() ? nullptr : &*task.mutable_custody()->rbegin();
  const bool held = last != nullptr && !last->has_end_time();
  if (held && last->unit() == holder) return;
  if (held) *last->mutable_end_time() = event.time();
  if (holder.empty()) return;
  v1::Custody& next = *task.add_custody();
  next.set_unit(holder);
  *next.mutable_start_time() = event.time();
}

}  // namespace phoihop::task
