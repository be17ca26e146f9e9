// The clocks of steps (task_clocks.h).
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/task/clock_changes.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

// Of several that a decision starts each has the next id.
std::string NextStepClockId(const v1::Task& task, const Clocks& changed) {
  v1::Task with = task;
  for (const v1::Clock& clock : changed) {
    const auto& known = task.clocks();
    if (std::none_of(known.begin(), known.end(), [&](const v1::Clock& has) { return has.id() == clock.id(); }))
      *with.add_clocks() = clock;
  }
  return NextClockId(with, v1::CLOCK_PURPOSE_INTERIM);
}

absl::StatusOr<deadline::DueDate> DueOf(const v1::ChecklistItem& step, const deadline::WorkingCalendar& calendar) {
  const auto day = ParseDate(step.due_date());
  if (!day.ok()) return day.status();
  return calendar.Fixed(*day, v1::ROLL_RULE_NEXT_WORKING_DAY, /*explain=*/false);
}

std::string RuleOf(const deadline::DueDate& due) {
  return absl::StrCat("đến hết ngày ", FormatDateForPeople(due.nominal), RollForPeople(due));
}

}  // namespace

const v1::Clock* StepClock(const v1::Task& task, absl::string_view step) {
  for (const v1::Clock& clock : task.clocks()) {
    const bool of_a_step = clock.purpose() == v1::CLOCK_PURPOSE_INTERIM && deadline::IsOpen(clock);
    if (of_a_step && clock.checklist_item() == step) return &clock;
  }
  return nullptr;
}

absl::Status StartStepClock(const v1::Task& task, const v1::ChecklistItem& step, const Facts& facts, absl::Time now,
                            Clocks* changed) {
  const deadline::WorkingCalendar& calendar = CalendarFor(task, task.lead_unit(), facts, now);
  const auto due = DueOf(step, calendar);
  if (!due.ok()) return due.status();
  v1::Clock clock =
      deadline::Arm(NextStepClockId(task, *changed), v1::CLOCK_PURPOSE_INTERIM, now, *due, RuleOf(*due), calendar);
  clock.set_checklist_item(step.id());
  AddWatched(std::move(clock), facts, now, changed);
  return absl::OkStatus();
}

absl::Status StartStepClocks(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed) {
  for (const v1::ChecklistItem& step : task.checklist()) {
    if (step.done() || step.due_date().empty()) continue;
    const auto due = DueOf(step, CalendarFor(task, task.lead_unit(), facts, now));
    if (!due.ok()) return due.status();
    if (due->due_time <= now) continue;
    if (absl::Status status = StartStepClock(task, step, facts, now, changed); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MoveStepClock(const v1::Clock& clock, const v1::ChecklistItem& step, const Facts& facts, absl::Time now,
                           Clocks* changed) {
  const deadline::WorkingCalendar& calendar = facts.calendars().Of(clock);
  const auto due = DueOf(step, calendar);
  if (!due.ok()) return due.status();
  v1::Clock& moved = *changed->Add();
  moved = clock;
  deadline::MoveTo(moved, *due, calendar);
  moved.set_checklist_item(step.id());
  moved.set_rule(RuleOf(*due));
  Rearm(clock, facts, now, moved);
  return absl::OkStatus();
}

void SatisfyStepClock(const v1::Task& task, absl::string_view step, const Facts& facts, absl::Time at,
                      Clocks* changed) {
  const v1::Clock* open = StepClock(task, step);
  if (open == nullptr) return;
  v1::Clock& clock = *changed->Add();
  clock = *open;
  CreditStandstill(clock, facts, at);
  deadline::Satisfy(clock, at);
}

void CancelStepClock(const v1::Task& task, absl::string_view step, absl::Time at, Clocks* changed) {
  const v1::Clock* open = StepClock(task, step);
  if (open == nullptr) return;
  v1::Clock& clock = *changed->Add();
  clock = *open;
  deadline::Cancel(clock, at);
}

}  // namespace phoihop::task
