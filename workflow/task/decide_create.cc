#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

void CheckTexts(const v1::Task& task, FieldCheck& check) {
  check.Required("task.title", !task.title().empty());
  check.Text("task.title", task.title(), limits::kTitleBytes);
  check.Text("task.description", task.description(), limits::kDescriptionBytes);
  check.Text("task.product", task.product(), limits::kProductBytes);
  check.Text("task.awaited_event", task.awaited_event(), limits::kExplanationBytes);
  check.Text("task.occurrence", task.occurrence(), limits::kNotationBytes);
  check.Text("task.function", task.function(), limits::kFunctionBytes);
  check.Basis("task.basis", task.basis());
}

void CheckSlots(const v1::Task& task, FieldCheck& check) {
  if (task.evidence_slots_size() > limits::kEvidenceSlots) {
    check.Violation("task.evidence_slots", absl::StrCat("has ", task.evidence_slots_size(), " entries; at most ",
                                                        limits::kEvidenceSlots, " are kept"));
    return;
  }
  std::set<absl::string_view> ids;
  for (int i = 0; i < task.evidence_slots_size(); ++i) {
    const v1::EvidenceSlot& slot = task.evidence_slots(i);
    const std::string path = absl::StrCat("task.evidence_slots[", i, "]");
    if (!IsId(slot.id()) || !ids.insert(slot.id()).second) {
      check.Violation(absl::StrCat(path, ".id"), "has to be an id of a-z, 0-9 and '-' that no other slot has");
    }
    check.Required(absl::StrCat(path, ".description"), !slot.description().empty());
    check.Text(absl::StrCat(path, ".description"), slot.description(), limits::kProductBytes);
    if (slot.count() < 1 || slot.count() > limits::kDocuments) {
      check.Violation(absl::StrCat(path, ".count"), absl::StrCat("is not within 1 to ", limits::kDocuments));
    }
  }
}

void CheckUnits(const v1::Task& task, FieldCheck& check) {
  check.Required("task.lead_unit", !task.lead_unit().empty());
  check.Sibling("task.lead_unit", task.lead_unit(), "units", task.name());
  check.Required("task.issuer_unit", !task.issuer_unit().empty());
  check.Sibling("task.issuer_unit", task.issuer_unit(), "units", task.name());
  check.Sibling("task.approver_unit", task.approver_unit(), "units", task.name());
  if (task.coordinator_units_size() > limits::kCoordinators) {
    check.Violation("task.coordinator_units", absl::StrCat("has ", task.coordinator_units_size(), " entries; at most ",
                                                           limits::kCoordinators, " are kept"));
    return;
  }
  for (int i = 0; i < task.coordinator_units_size(); ++i) {
    const std::string path = absl::StrCat("task.coordinator_units[", i, "]");
    check.Required(path, !task.coordinator_units(i).empty());
    check.Sibling(path, task.coordinator_units(i), "units", task.name());
  }
}

void CheckTerritories(const v1::Task& task, FieldCheck& check) {
  if (task.territories_size() > limits::kTerritories) {
    check.Violation("task.territories", absl::StrCat("has ", task.territories_size(), " entries; at most ",
                                                     limits::kTerritories, " are kept"));
    return;
  }
  for (int i = 0; i < task.territories_size(); ++i) {
    const std::string path = absl::StrCat("task.territories[", i, "]");
    check.Required(path, !task.territories(i).empty());
    check.Sibling(path, task.territories(i), "units", task.name());
  }
}

void CheckTimes(const v1::Task& task, FieldCheck& check) {
  check.Date("task.requested_due_date", task.requested_due_date());
  check.Sibling("task.calendar", task.calendar(), "calendars", task.name());
  if (!v1::RollRule_IsValid(task.roll())) check.Violation("task.roll", "is not a known rule");
  if (!v1::Secrecy_IsValid(task.secrecy())) check.Violation("task.secrecy", "is not a known degree");
  if (!v1::TaskPriority_IsValid(task.priority())) check.Violation("task.priority", "is not a known priority");
  if (!v1::LegalNature_IsValid(task.legal_nature())) {
    check.Violation("task.legal_nature", "is not a known nature: NONE, NORM, STATUTORY");
  }
  if (task.has_planned_issue_time()) {
    const absl::CivilDay day = DayOf(FromTimestamp(task.planned_issue_time()));
    if (day.year() < 1900 || day.year() > 2200) {
      check.Violation("task.planned_issue_time", "is not in the years 1900 to 2200");
    }
    if (!task.awaited_event().empty()) {
      check.Violation("task.planned_issue_time", "cannot be given with awaited_event: one of them issues the task");
    }
  }
  if (!task.has_awaited_period()) return;
  const v1::Period& period = task.awaited_period();
  if (period.count() < 1 || period.count() > limits::kPeriodCount) {
    check.Violation("task.awaited_period.count", absl::StrCat("is not within 1 to ", limits::kPeriodCount));
  }
  if (period.unit() == v1::PERIOD_UNIT_UNSPECIFIED || !v1::PeriodUnit_IsValid(period.unit())) {
    check.Violation("task.awaited_period.unit", "is required");
  }
  if (!task.requested_due_date().empty()) {
    check.Violation("task.awaited_period", "cannot be given with requested_due_date: which of them is the deadline?");
  }
}

absl::Status CheckWellFormed(const v1::Task& task) {
  FieldCheck check;
  check.TaskName("task.name", task.name());
  CheckTexts(task, check);
  CheckUnits(task, check);
  CheckTerritories(task, check);
  CheckTimes(task, check);
  CheckSlots(task, check);
  return check.ToStatus();
}

// Units are needed on the day on which the task is given.
absl::Status CheckUnitsAlive(const v1::Task& task, const Facts& facts, absl::Time now) {
  absl::Time issue = now;
  if (task.has_planned_issue_time()) issue = std::max(now, FromTimestamp(task.planned_issue_time()));
  const absl::CivilDay day = DayOf(issue);
  for (const std::string* unit : {&task.lead_unit(), &task.issuer_unit(), &task.approver_unit()}) {
    const absl::Status alive = facts.directory().CheckAlive(*unit, day);
    if (!alive.ok()) return alive;
  }
  for (const std::string& coordinator : task.coordinator_units()) {
    const absl::Status alive = facts.directory().CheckAlive(coordinator, day);
    if (!alive.ok()) return alive;
  }
  return absl::OkStatus();
}

// A territory may have ended (work of the old commune goes on), but somebody must know it.
absl::Status CheckTerritoriesKnown(const v1::Task& task, const Facts& facts) {
  for (const std::string& territory : task.territories()) {
    if (facts.directory().FindUnit(territory) != nullptr) continue;
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("task.territories names '", Excerpt(territory),
                                                          "', which no unit is called; list the units to see them."));
  }
  return absl::OkStatus();
}

absl::Status CheckCalendarKnown(const v1::Task& task, const Facts& facts) {
  if (task.calendar().empty() || facts.calendars().Find(task.calendar()) != nullptr) return absl::OkStatus();
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("task.calendar names '", Excerpt(task.calendar()),
                            "', which no calendar is called; list the calendars (ListCalendars) or leave it empty."));
}

void AddOnce(const google::protobuf::RepeatedPtrField<std::string>& asked,
             google::protobuf::RepeatedPtrField<std::string>& kept) {
  std::set<absl::string_view> seen;
  for (const std::string& unit : asked) {
    if (seen.insert(unit).second) *kept.Add() = unit;
  }
}

// The fields that a caller may set, with defaults filled in.
v1::Task Settable(const v1::Task& asked) {
  v1::Task task;
  task.set_name(asked.name());
  task.set_title(asked.title());
  task.set_description(asked.description());
  task.set_lead_unit(asked.lead_unit());
  AddOnce(asked.coordinator_units(), *task.mutable_coordinator_units());
  task.set_issuer_unit(asked.issuer_unit());
  task.set_approver_unit(asked.approver_unit().empty() ? asked.issuer_unit() : asked.approver_unit());
  task.set_approval_required(asked.approval_required());
  task.set_product(asked.product());
  task.set_priority(asked.priority() == v1::TASK_PRIORITY_UNSPECIFIED ? v1::TASK_PRIORITY_NORMAL : asked.priority());
  task.set_plan(asked.plan());
  task.set_plan_item(asked.plan_item());
  task.set_occurrence(asked.occurrence());
  task.set_function(asked.function());
  AddOnce(asked.territories(), *task.mutable_territories());
  *task.mutable_plan_functions() = asked.plan_functions();
  if (asked.has_basis()) *task.mutable_basis() = asked.basis();
  task.set_requested_due_date(asked.requested_due_date());
  task.set_roll(asked.roll());
  if (asked.has_planned_issue_time()) *task.mutable_planned_issue_time() = asked.planned_issue_time();
  task.set_awaited_event(asked.awaited_event());
  if (asked.has_awaited_period()) *task.mutable_awaited_period() = asked.awaited_period();
  *task.mutable_evidence_slots() = asked.evidence_slots();
  task.set_secrecy(asked.secrecy());
  task.set_legal_nature(asked.legal_nature());
  task.set_calendar(asked.calendar());
  return task;
}

// And those that plans and delegations set.
v1::Task SettableByRules(const v1::Task& asked) {
  v1::Task task = Settable(asked);
  task.set_parent_task(asked.parent_task());
  if (asked.has_fan_out()) *task.mutable_fan_out() = asked.fan_out();
  task.set_previous_occurrence(asked.previous_occurrence());
  task.set_overlap(asked.overlap());
  task.set_plan_function(asked.plan_function());
  task.set_delegated_from(asked.delegated_from());
  task.set_escalated_from(asked.escalated_from());
  if (asked.has_due_working_day()) *task.mutable_due_working_day() = asked.due_working_day();
  return task;
}

// Whether the instant of its issue is still to come: that of an occurrence which may have to wait for the one before it
// is always the sweep's to find.
bool WaitsForDay(const v1::Task& task, absl::Time now) {
  if (!task.has_planned_issue_time()) return false;
  return MayMeetOpenOccurrence(task) || FromTimestamp(task.planned_issue_time()) > now;
}

}  // namespace

absl::StatusOr<v1::Event> MakeIssued(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                     absl::Time now) {
  v1::Event event;
  v1::TaskIssued* issued = event.mutable_task_issued();
  issued->set_anchor_date(std::string(anchor_date));
  SatisfyClock(task, v1::CLOCK_PURPOSE_START, facts, now, issued->mutable_clocks());
  absl::Status started;
  if (!IsOwnWhole(task)) {
    started =
        StartSmallClock(task, v1::CLOCK_PURPOSE_ACKNOWLEDGE, task.lead_unit(), facts, now, issued->mutable_clocks());
  }
  started.Update(StartCompletionClock(task, anchor_date, facts, now, issued->mutable_clocks()));
  if (!started.ok()) return started;
  return event;
}

absl::StatusOr<v1::Event> MakeNew(const v1::Task& asked, absl::string_view anchor_date, const Facts& facts,
                                  const Context& context) {
  const absl::Status well_formed = CheckWellFormed(asked);
  if (!well_formed.ok()) return well_formed;
  v1::Task task = SettableByRules(asked);
  absl::Status units = CheckUnitsAlive(task, facts, context.now);
  units.Update(CheckTerritoriesKnown(task, facts));
  units.Update(CheckCalendarKnown(task, facts));
  if (!units.ok()) return units;
  if (WaitsForDay(task, context.now)) {
    task.set_state(v1::TASK_STATE_PLANNED);
    StartIssueClock(task, facts, context.now, task.mutable_clocks());
  } else if (!task.awaited_event().empty() && anchor_date.empty()) {
    task.set_state(v1::TASK_STATE_PLANNED);
  } else {
    task.set_state(v1::TASK_STATE_PLANNED);
    const Situation situation(task, context.actor, facts, context.now);
    if (const auto refusal = CheckState(v1::TASK_VERB_ISSUE, situation)) return refusal->ToStatus();
    auto issued = MakeIssued(task, anchor_date, facts, context.now);
    if (!issued.ok()) return issued.status();
    *task.mutable_clocks() = std::move(*issued->mutable_task_issued()->mutable_clocks());
    task.set_state(IsOwnWhole(task) ? v1::TASK_STATE_ACCEPTED : v1::TASK_STATE_ISSUED);
    *task.mutable_issue_time() = ToTimestamp(context.now);
  }
  Recorder recorder(v1::Task::default_instance(), context);
  v1::Event created;
  created.set_subject(task.name());
  const v1::Citation basis = task.basis();
  *created.mutable_task_created()->mutable_task() = std::move(task);
  recorder.Add(std::move(created), basis);
  return std::move(std::move(recorder).Finish().events.front());
}

v1::Event MakePartLike(const v1::Event& made, const v1::Task& whole, const std::string& unit) {
  v1::Event event = made;
  v1::Task& task = *event.mutable_task_created()->mutable_task();
  SetUnitOfPart(whole, unit, task);
  event.set_subject(task.name());
  for (v1::FieldChange& change : *event.mutable_changes()) {
    if (change.field() == "lead_unit") change.set_after(unit);
  }
  return event;
}

absl::StatusOr<Decision> DecideNew(const v1::Task& asked, bool issue, const Facts& facts, const Context& context) {
  const absl::Status well_formed = CheckWellFormed(asked);
  if (!well_formed.ok()) return well_formed;
  const v1::Task task = Settable(asked);
  absl::Status units = CheckUnitsAlive(task, facts, context.now);
  units.Update(CheckTerritoriesKnown(task, facts));
  units.Update(CheckCalendarKnown(task, facts));
  if (!units.ok()) return units;

  Recorder recorder(v1::Task::default_instance(), context);
  v1::Event created;
  created.set_subject(task.name());
  *created.mutable_task_created()->mutable_task() = task;
  const bool waits_for_day =
      task.has_planned_issue_time() && !(issue && FromTimestamp(task.planned_issue_time()) <= context.now);
  if (waits_for_day) {
    StartIssueClock(task, facts, context.now, created.mutable_task_created()->mutable_task()->mutable_clocks());
  }
  recorder.Add(std::move(created), task.basis());
  if (!issue || waits_for_day || !task.awaited_event().empty()) return std::move(recorder).Finish();

  const Situation situation(recorder.task(), context.actor, facts, context.now);
  if (const auto refusal = CheckState(v1::TASK_VERB_ISSUE, situation)) return refusal->ToStatus();
  auto issued = MakeIssued(recorder.task(), /*anchor_date=*/"", facts, context.now);
  if (!issued.ok()) return issued.status();
  recorder.Add(*std::move(issued), task.basis());
  return std::move(recorder).Finish();
}

namespace {

// A role that gives tasks, and a degree of secrecy that the province allows and the giver is cleared for.
absl::Status CheckMayCreate(const Case& c, const v1::Task& task) {
  const v1::Actor& actor = c.context.actor;
  if (IsEngine(actor)) return absl::OkStatus();
  const access::Rights rights = c.facts.access().RightsOf(actor, c.facts.directory(), DayOf(c.now()));
  const access::Held* held = rights.ForPermission(v1::PERMISSION_CREATE_TASKS, {actor.unit(), ""});
  if (held == nullptr) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED,
                 absl::StrCat("Tasks are given by heads of ", actor.unit(),
                              " and by those whom a grant lets do it (role plan-issuer); ask one of them."));
  }
  if (c.authority != nullptr) *c.authority = held->authority();
  const absl::Status allowed = CheckSecrecy(task.secrecy(), c.facts);
  if (!allowed.ok()) return allowed;
  if (MayView(task, rights)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "You are not cleared for this degree of secrecy, so you would not see the task that you give; a grant "
               "with max_secrecy is made by the province's registrar.");
}

}  // namespace

absl::Status CheckSecrecy(v1::Secrecy secrecy, const Facts& facts) {
  const v1::Secrecy highest = facts.access().settings().max_secrecy();
  if (access::DegreeOf(secrecy) <= highest) return absl::OkStatus();
  return Error(
      v1::ERROR_REASON_SECRECY_NOT_ALLOWED,
      absl::StrCat("This province keeps nothing above ", absl::StripPrefix(v1::Secrecy_Name(highest), "SECRECY_"),
                   " here (settings.max_secrecy); handle it on the network for state secrets."));
}

absl::StatusOr<Decision> DecideCreate(const Case& c, const v1::CreateTaskRequest& request) {
  const v1::Actor& actor = c.context.actor;
  v1::Task task = request.task();
  task.set_name(ChildName(request.parent(), "tasks", request.task_id()));
  task.clear_plan_functions();
  if (task.issuer_unit().empty()) task.set_issuer_unit(actor.unit());

  FieldCheck check;
  check.TaskName("task_id", task.name());
  if (!task.plan().empty() || !task.plan_item().empty()) {
    check.Violation("task.plan", "cannot be given: the tasks of a plan are made by issuing the plan");
  }
  const absl::Status named = check.ToStatus();
  if (!named.ok()) return named;
  const absl::Status well_formed = CheckWellFormed(task);
  if (!well_formed.ok()) return well_formed;

  if (!IsEngine(actor) && task.issuer_unit() != actor.unit()) {
    return Error(
        v1::ERROR_REASON_PERMISSION_DENIED,
        absl::StrCat("A task is issued by the unit that one acts for: leave task.issuer_unit empty or set it to ",
                     actor.unit(), "."));
  }
  const absl::Status may = CheckMayCreate(c, task);
  if (!may.ok()) return may;
  if (!c.task.name().empty()) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS,
                 absl::StrCat("There is a task ", task.name(), " already; choose another task_id or leave it empty."));
  }
  const auto due_day = ParseDate(task.requested_due_date());
  if (due_day.ok() && *due_day < DayOf(c.now())) {
    return Error(v1::ERROR_REASON_DEADLINE_BEFORE_START,
                 absl::StrCat("The deadline ", task.requested_due_date(), " lies before today, ",
                              FormatDate(DayOf(c.now())), "; choose a later day."));
  }
  return DecideNew(task, request.issue(), c.facts, c.context);
}

}  // namespace phoihop::task
