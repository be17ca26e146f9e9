#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/task/check.h"
#include "workflow/task/recorder.h"
#include "workflow/task/schedule.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using internal::v1::ReviseTask;
using internal::v1::TaskCommand;

ReviseTask& NewChange(const std::string& task, TaskCommand& command) {
  ReviseTask& revise = *command.mutable_revise();
  revise.set_name(task);
  return revise;
}

v1::Clock& AddStartClock(v1::ClockState state, std::optional<absl::CivilDay> catch_up_from, ReviseTask& revise) {
  if (catch_up_from.has_value()) revise.mutable_revised()->set_requested_due_date(FormatDate(*catch_up_from));
  v1::Clock& clock = *revise.mutable_revised()->add_clocks();
  clock.set_purpose(v1::CLOCK_PURPOSE_START);
  clock.set_state(state);
  return clock;
}

const v1::Clock* OpenStartClock(const v1::Task& task) {
  const v1::Clock* start = LastClock(task, v1::CLOCK_PURPOSE_START);
  const bool open =
      start != nullptr && (start->state() == v1::CLOCK_STATE_RUNNING || start->state() == v1::CLOCK_STATE_SUSPENDED);
  return open ? start : nullptr;
}

// When the deadline that the task would be given at `issue` ends; nothing while it has none or the calendar does not
// reach it.
std::optional<absl::Time> DeadlineOf(const v1::Task& task, absl::Time issue, const Facts& facts) {
  const auto day = ParseDate(task.requested_due_date());
  if (!day.ok()) return std::nullopt;
  const auto due = CalendarFor(task, task.lead_unit(), facts, issue).Fixed(*day, task.roll(), /*explain=*/false);
  if (!due.ok()) return std::nullopt;
  return due->due_time;
}

// Whether the deadline fell within a pause from `since` to `end`: what is due exactly at its end is missed.
bool IsMissed(const v1::Task& task, absl::Time since, absl::Time end, const Facts& facts) {
  const std::optional<absl::Time> deadline = DeadlineOf(task, end, facts);
  return deadline.has_value() && *deadline > since && *deadline <= end;
}

bool IsCaughtUp(const v1::Task& task, const ReviseTask& request) {
  const std::string& from = request.revised().requested_due_date();
  return !from.empty() && task.requested_due_date() >= from;
}

// What the clock was armed for at first, whatever a pause did to it.
absl::Time PlannedAtFirst(const v1::Clock& start) {
  return FromTimestamp(start.has_original_due_time() ? start.original_due_time() : start.due_time());
}

void SetInstant(absl::Time instant, v1::Clock& start) {
  *start.mutable_due_time() = ToTimestamp(instant);
  start.set_due_date(FormatDate(DayOf(instant)));
}

std::string RuleFor(absl::Time issue) { return absl::StrCat("giao vào ngày ", FormatDateForPeople(DayOf(issue))); }

v1::Clock Running(v1::Clock start) {
  start.set_state(v1::CLOCK_STATE_RUNNING);
  start.clear_frozen_time();
  start.clear_resume_time();
  *start.mutable_next_fire_time() = start.due_time();
  return start;
}

// Put off until a pause is over, to be made although its deadline has passed then.
bool IsPutOff(const v1::Clock& start) {
  return start.state() == v1::CLOCK_STATE_RUNNING && FromTimestamp(start.due_time()) != PlannedAtFirst(start);
}

// The start clock during the pause. One that is to be caught up with is put off instead of suspended.
v1::Clock Held(const v1::Task& task, const v1::Clock& start, const ReviseTask& request, const Case& c) {
  const v1::Clock& asked = request.revised().clocks(0);
  const absl::Time planned = PlannedAtFirst(start);
  const absl::Time end = asked.has_resume_time() ? FromTimestamp(asked.resume_time()) : absl::InfiniteFuture();
  v1::Clock held = start;
  SetInstant(planned, held);
  if (planned >= end) return Running(std::move(held));
  const std::string until =
      asked.has_resume_time() ? absl::StrCat(" đến hết ngày ", FormatDateForPeople(DayOf(end) - 1)) : std::string();
  if (asked.has_resume_time() && IsCaughtUp(task, request) && IsMissed(task, c.now(), end, c.facts)) {
    SetInstant(end, held);
    held.set_rule(absl::StrCat(RuleFor(end), " để làm bù; lịch tạm dừng", until));
    return Running(std::move(held));
  }
  held.set_rule(absl::StrCat(RuleFor(planned), "; lịch tạm dừng", until));
  held.set_state(v1::CLOCK_STATE_SUSPENDED);
  if (start.state() != v1::CLOCK_STATE_SUSPENDED) *held.mutable_frozen_time() = ToTimestamp(c.now());
  held.clear_resume_time();
  held.clear_next_fire_time();
  if (asked.has_resume_time()) {
    *held.mutable_resume_time() = asked.resume_time();
    *held.mutable_next_fire_time() = asked.resume_time();
  }
  return held;
}

// The start clock when a pause is over.
v1::Clock GoingOn(const v1::Clock& start, absl::Time at) {
  v1::Clock running = start;
  SetInstant(at, running);
  running.set_rule(RuleFor(at));
  return Running(std::move(running));
}

v1::Event MakeLeftOut(const v1::Task& task, absl::Time now) {
  v1::Event event;
  CancelAllClocks(task, now, event.mutable_task_skipped()->mutable_clocks());
  return event;
}

// The task with another start clock. Everything else is as it is.
v1::Event MakeMoved(const v1::Task& task, v1::Clock start) {
  v1::Event event;
  v1::TaskRevised& revised = *event.mutable_task_revised();
  revised = AsRevised(task);
  *revised.mutable_planned_issue_time() = start.due_time();
  *revised.add_clocks() = std::move(start);
  return event;
}

std::optional<v1::Event> MakeChange(const v1::Task& task, const ReviseTask& request, const Case& c) {
  if (request.revised().state() == v1::TASK_STATE_SKIPPED) {
    if (task.requested_due_date() != request.revised().requested_due_date()) return std::nullopt;
    return MakeLeftOut(task, c.now());
  }
  const v1::Clock* start = OpenStartClock(task);
  if (start == nullptr) return std::nullopt;
  if (request.revised().clocks(0).state() == v1::CLOCK_STATE_SUSPENDED) {
    v1::Clock held = Held(task, *start, request, c);
    if (held.SerializeAsString() == start->SerializeAsString()) return std::nullopt;
    return MakeMoved(task, std::move(held));
  }
  const bool put_off = IsPutOff(*start);
  if (start->state() == v1::CLOCK_STATE_RUNNING && !put_off) return std::nullopt;
  const absl::Time since = put_off ? absl::InfinitePast() : FromTimestamp(start->frozen_time());
  const absl::Time planned = PlannedAtFirst(*start);
  if (!IsMissed(task, since, c.now(), c.facts)) return MakeMoved(task, GoingOn(*start, planned));
  if (!IsCaughtUp(task, request)) return MakeLeftOut(task, c.now());
  return MakeMoved(task, GoingOn(*start, std::max(planned, c.now())));
}

}  // namespace

TaskCommand HoldOccurrence(const std::string& task, std::optional<absl::CivilDay> last_day,
                           std::optional<absl::CivilDay> catch_up_from) {
  TaskCommand command;
  v1::Clock& clock = AddStartClock(v1::CLOCK_STATE_SUSPENDED, catch_up_from, NewChange(task, command));
  if (last_day.has_value()) *clock.mutable_resume_time() = ToTimestamp(StartOfDay(*last_day + 1));
  return command;
}

TaskCommand LetOccurrenceGoOn(const std::string& task, std::optional<absl::CivilDay> catch_up_from) {
  TaskCommand command;
  AddStartClock(v1::CLOCK_STATE_RUNNING, catch_up_from, NewChange(task, command));
  return command;
}

TaskCommand SkipOccurrence(const std::string& task, absl::CivilDay due) {
  TaskCommand command;
  ReviseTask& revise = NewChange(task, command);
  revise.mutable_revised()->set_state(v1::TASK_STATE_SKIPPED);
  revise.mutable_revised()->set_requested_due_date(FormatDate(due));
  return command;
}

bool ChangesSchedule(const ReviseTask& request) {
  const v1::Task& revised = request.revised();
  if (revised.state() == v1::TASK_STATE_SKIPPED) return true;
  return revised.title().empty() && revised.clocks_size() == 1 &&
         revised.clocks(0).purpose() == v1::CLOCK_PURPOSE_START;
}

bool IsHeld(const v1::Task& task) {
  const v1::Clock* start = OpenStartClock(task);
  return task.state() == v1::TASK_STATE_PLANNED && start != nullptr && start->state() == v1::CLOCK_STATE_SUSPENDED;
}

v1::Event MakeHoldEnd(const v1::Task& task, const v1::Clock& clock, const Facts& facts, absl::Time now) {
  // What is only late because nobody looked for a while is issued, late.
  const absl::Time since = FromTimestamp(clock.frozen_time());
  if (IsMissed(task, since, FromTimestamp(clock.resume_time()), facts)) return MakeLeftOut(task, now);
  v1::Event event;
  *event.mutable_task_clocks_resumed()->add_clocks() = GoingOn(clock, PlannedAtFirst(clock));
  return event;
}

absl::StatusOr<Decision> DecideReschedule(const Case& c, const ReviseTask& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  if (c.task.state() != v1::TASK_STATE_PLANNED || c.task.occurrence().empty()) return Decision();
  std::optional<v1::Event> event = MakeChange(c.task, request, c);
  if (!event.has_value()) return Decision();
  Recorder recorder(c.task, c.context);
  recorder.Add(*std::move(event), request.basis());
  Decision decision = std::move(recorder).Finish();
  if (!c.task.has_fan_out() || c.context.parts == nullptr) return decision;
  for (const PartsSeen::Part& part : c.context.parts->parts) {
    if (part.state != v1::TASK_STATE_PLANNED) continue;
    ReviseTask& follow_up = *decision.follow_ups.emplace_back().mutable_revise();
    follow_up = request;
    follow_up.set_name(part.name);
  }
  // Units that joined a set while it stood still get their parts.
  decision.follow_ups.emplace_back().mutable_check_fan_out()->set_name(c.task.name());
  return decision;
}

}  // namespace phoihop::task
