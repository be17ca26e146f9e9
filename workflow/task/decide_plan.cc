// What happens to a task because of what happened to its plan: revision, withdrawal, the event that it waited for.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/schedule.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

template <typename List>
bool SameList(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool SameSlots(const v1::Task& a, const v1::TaskRevised& b) {
  return std::equal(a.evidence_slots().begin(), a.evidence_slots().end(), b.evidence_slots().begin(),
                    b.evidence_slots().end(), [](const v1::EvidenceSlot& x, const v1::EvidenceSlot& y) {
                      return x.id() == y.id() && x.description() == y.description() && x.count() == y.count();
                    });
}

bool SameFanOut(const v1::Task& task, const v1::TaskRevised& revised) {
  return task.has_fan_out() == revised.has_fan_out() &&
         task.fan_out().SerializeAsString() == revised.fan_out().SerializeAsString();
}

bool SameWorkingDay(const v1::WorkingDayOfMonth& a, const v1::WorkingDayOfMonth& b) {
  return a.working_day() == b.working_day() && a.month() == b.month();
}

// What is set replaces what is there. With a title the task is given whole: its lists and texts may become empty too.
void Apply(const v1::Task& wanted, const v1::Task& task, v1::TaskRevised& revised) {
  const bool whole = !wanted.title().empty();
  const auto text = [&](const std::string& value, void (*set)(v1::TaskRevised&, const std::string&)) {
    if (whole || !value.empty()) set(revised, value);
  };
  text(wanted.title(), [](v1::TaskRevised& r, const std::string& v) { r.set_title(v); });
  text(wanted.description(), [](v1::TaskRevised& r, const std::string& v) { r.set_description(v); });
  text(wanted.product(), [](v1::TaskRevised& r, const std::string& v) { r.set_product(v); });
  text(wanted.plan_function(), [](v1::TaskRevised& r, const std::string& v) { r.set_plan_function(v); });
  if (whole || !wanted.evidence_slots().empty()) *revised.mutable_evidence_slots() = wanted.evidence_slots();
  if (whole || !wanted.coordinator_units().empty()) {
    revised.clear_coordinator_units();
    for (const std::string& unit : wanted.coordinator_units()) {
      // Its lead may be another one by now.
      if (unit != task.lead_unit()) revised.add_coordinator_units(unit);
    }
  }
  // What it waited for is over: the day that it was given then stands, unless the plan names one.
  const bool dated = whole && task.awaited_event().empty();
  if (dated || !wanted.requested_due_date().empty()) {
    revised.set_requested_due_date(wanted.requested_due_date());
    revised.clear_due_working_day();
    if (wanted.has_due_working_day()) *revised.mutable_due_working_day() = wanted.due_working_day();
  }
  if (whole) revised.set_calendar(wanted.calendar());
  if (wanted.roll() != v1::ROLL_RULE_UNSPECIFIED) revised.set_roll(wanted.roll());
  if (task.state() == v1::TASK_STATE_PLANNED && wanted.has_planned_issue_time()) {
    *revised.mutable_planned_issue_time() = wanted.planned_issue_time();
  }
  // A whole stays one, and nothing else becomes one.
  if (task.has_fan_out() && wanted.has_fan_out()) *revised.mutable_fan_out() = wanted.fan_out();
}

bool ChangesNothing(const v1::Task& task, const v1::TaskRevised& revised) {
  return revised.title() == task.title() && revised.description() == task.description() &&
         revised.product() == task.product() && SameSlots(task, revised) &&
         SameList(task.coordinator_units(), revised.coordinator_units()) &&
         revised.requested_due_date() == task.requested_due_date() && revised.roll() == task.roll() &&
         revised.planned_issue_time().seconds() == task.planned_issue_time().seconds() &&
         revised.plan_function() == task.plan_function() && SameFanOut(task, revised) &&
         revised.calendar() == task.calendar() && SameWorkingDay(task.due_working_day(), revised.due_working_day());
}

// The task as it is from now on, for the clocks.
v1::Task Revised(v1::Task task, const v1::TaskRevised& revised) {
  task.set_requested_due_date(revised.requested_due_date());
  task.set_roll(revised.roll());
  task.set_calendar(revised.calendar());
  if (revised.has_planned_issue_time()) *task.mutable_planned_issue_time() = revised.planned_issue_time();
  return task;
}

// Whether the whole asks the unit for a part.
bool Asks(const v1::FanOut& fan_out, const std::string& unit, const Case& c) {
  const auto has = [&unit](const auto& units) { return std::find(units.begin(), units.end(), unit) != units.end(); };
  if (has(fan_out.excluded_units())) return false;
  if (has(fan_out.units())) return true;
  return std::any_of(fan_out.unit_sets().begin(), fan_out.unit_sets().end(),
                     [&](const std::string& set) { return has(MembersOf(set, c.facts.directory(), DayOf(c.now()))); });
}

// Follow-ups of a whole: its parts say what it says, those of units that it does not ask any more end, and its rule and
// its units are looked at again.
void AddToParts(const Case& c, const internal::v1::ReviseTask& request, const v1::Task& whole, Decision& decision) {
  if (!c.task.has_fan_out() || c.context.parts == nullptr) return;
  for (const PartsSeen::Part& part : c.context.parts->parts) {
    if (!IsOpen(part.state)) continue;
    if (Asks(c.task.fan_out(), part.lead_unit, c) && !Asks(whole.fan_out(), part.lead_unit, c)) {
      internal::v1::WithdrawTask& withdraw = *decision.follow_ups.emplace_back().mutable_withdraw();
      withdraw.set_name(part.name);
      withdraw.set_revision(request.revision());
      withdraw.set_reason("Đơn vị không còn trong danh sách thực hiện của kế hoạch");
      *withdraw.mutable_basis() = request.basis();
      continue;
    }
    internal::v1::ReviseTask& revise = *decision.follow_ups.emplace_back().mutable_revise();
    revise.set_name(part.name);
    revise.set_revision(request.revision());
    *revise.mutable_basis() = request.basis();
    *revise.mutable_revised() = PartOf(whole, part.lead_unit);
  }
  decision.follow_ups.emplace_back().mutable_check_fan_out()->set_name(c.task.name());
}

}  // namespace

v1::TaskRevised AsRevised(const v1::Task& task) {
  v1::TaskRevised revised;
  revised.set_title(task.title());
  revised.set_description(task.description());
  revised.set_product(task.product());
  *revised.mutable_evidence_slots() = task.evidence_slots();
  *revised.mutable_coordinator_units() = task.coordinator_units();
  revised.set_requested_due_date(task.requested_due_date());
  revised.set_roll(task.roll());
  if (task.has_planned_issue_time()) *revised.mutable_planned_issue_time() = task.planned_issue_time();
  if (task.has_fan_out()) *revised.mutable_fan_out() = task.fan_out();
  revised.set_plan_function(task.plan_function());
  revised.set_calendar(task.calendar());
  if (task.has_due_working_day()) *revised.mutable_due_working_day() = task.due_working_day();
  return revised;
}

absl::StatusOr<Decision> DecideRevise(const Case& c, const internal::v1::ReviseTask& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  if (!IsOpen(c.task.state())) return Decision();
  if (ChangesSchedule(request)) return DecideReschedule(c, request);
  v1::Event event;
  v1::TaskRevised& revised = *event.mutable_task_revised();
  revised = AsRevised(c.task);
  Apply(request.revised(), c.task, revised);
  if (ChangesNothing(c.task, revised)) return Decision();
  revised.set_revision(request.revision());
  const bool moved = revised.requested_due_date() != c.task.requested_due_date() || revised.roll() != c.task.roll() ||
                     revised.calendar() != c.task.calendar() ||
                     revised.planned_issue_time().seconds() != c.task.planned_issue_time().seconds();
  if (moved) {
    const absl::Status status = ReviseClocks(Revised(c.task, revised), c.facts, c.now(), revised.mutable_clocks());
    if (!status.ok()) return status;
  }
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  const v1::Task after = recorder.task();
  Decision decision = std::move(recorder).Finish();
  AddToParts(c, request, after, decision);
  return decision;
}

absl::StatusOr<Decision> DecideWithdraw(const Case& c, const internal::v1::WithdrawTask& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  if (!IsOpen(c.task.state())) return Decision();
  Recorder recorder(c.task, c.context);
  RecordRevoked(c, request.reason(), request.basis(), recorder);
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideIssueAwaited(const Case& c, const internal::v1::IssueAwaitedTask& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  if (c.task.state() != v1::TASK_STATE_PLANNED) return Decision();
  const Situation situation(c.task, c.context.actor, c.facts, c.now());
  if (const auto refusal = CheckState(v1::TASK_VERB_ISSUE, situation)) return refusal->ToStatus();
  return IssueNow(c, request.plan_event().date(), request.plan_event().basis());
}

}  // namespace phoihop::task
