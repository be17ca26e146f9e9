#include "workflow/task/task_clocks.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clock_explanation.h"
#include "workflow/deadline/clocks.h"
#include "workflow/escalation/ladder.h"

namespace phoihop::task {
namespace {

std::string RollForPeople(const deadline::DueDate& due) {
  if (due.nominal == due.day) return "";
  return absl::StrCat("; ", FormatDateForPeople(due.nominal), " không phải ngày làm việc nên lùi đến hết ngày ",
                      FormatDateForPeople(due.day), " (khoản 5 Điều 148 Bộ luật Dân sự 2015)");
}

v1::RollRule RollOf(const v1::Task& task) {
  return task.roll() == v1::ROLL_RULE_UNSPECIFIED ? v1::ROLL_RULE_NEXT_WORKING_DAY : task.roll();
}

template <typename Change>
void ChangeOpenClocks(const v1::Task& task, v1::ClockPurpose purpose, Clocks* changed, const Change& change) {
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() != purpose || !deadline::IsOpen(clock)) continue;
    v1::Clock* copy = changed->Add();
    *copy = clock;
    change(*copy);
  }
}

void AddWatched(v1::Clock clock, const Facts& facts, absl::Time now, Clocks* changed) {
  escalation::Watch(clock, facts.policies(), facts.calendar(), now);
  *changed->Add() = std::move(clock);
}

// An anchor given as a day counts from its start, except that hours from an event of today run from now.
absl::Time AnchorTime(const v1::Task& task, absl::string_view anchor_date, absl::Time now) {
  const auto day = ParseDate(anchor_date);
  const bool hours = task.awaited_period().unit() == v1::PERIOD_UNIT_HOUR;
  if (!day.ok() || (hours && *day == DayOf(now))) return now;
  return StartOfDay(*day);
}

}  // namespace

std::string NextClockId(const v1::Task& task, v1::ClockPurpose purpose) {
  const std::string full_name = v1::ClockPurpose_Name(purpose);
  std::string id =
      absl::AsciiStrToLower(absl::StrReplaceAll(absl::StripPrefix(full_name, "CLOCK_PURPOSE_"), {{"_", "-"}}));
  const auto before = std::count_if(task.clocks().begin(), task.clocks().end(),
                                    [&](const v1::Clock& clock) { return clock.purpose() == purpose; });
  if (before > 0) absl::StrAppend(&id, "-", before + 1);
  return id;
}

const v1::Clock* LastClock(const v1::Task& task, v1::ClockPurpose purpose) {
  const v1::Clock* last = nullptr;
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() == purpose) last = &clock;
  }
  return last;
}

absl::Status StartSmallClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time now,
                             Clocks* changed) {
  v1::Period period;
  period.set_count(deadline::WorkingDaysOf(purpose));
  period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  const auto due = facts.calendar().After(now, period, v1::ROLL_RULE_NONE, /*explain=*/false);
  if (!due.ok()) return due.status();
  const std::string rule =
      absl::StrCat(period.count(), " ngày làm việc sau ngày ", FormatDateForPeople(DayOf(now)), RollForPeople(*due));
  AddWatched(deadline::Arm(NextClockId(task, purpose), purpose, now, *due, rule, facts.calendar()), facts, now,
             changed);
  return absl::OkStatus();
}

absl::Status StartCompletionClock(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                  absl::Time now, Clocks* changed) {
  absl::StatusOr<deadline::DueDate> due;
  absl::Time anchor = now;
  std::string rule;
  if (task.has_awaited_period()) {
    const v1::Period& period = task.awaited_period();
    anchor = AnchorTime(task, anchor_date, now);
    due = facts.calendar().After(anchor, period, RollOf(task), /*explain=*/false);
    rule = absl::StrCat(deadline::PeriodForPeople(period), " kể từ ngày ", FormatDateForPeople(DayOf(anchor)));
  } else if (!task.requested_due_date().empty()) {
    const auto day = ParseDate(task.requested_due_date());
    if (!day.ok()) return day.status();
    due = facts.calendar().Fixed(*day, RollOf(task), /*explain=*/false);
    rule = absl::StrCat("đến hết ngày ", FormatDateForPeople(*day));
  } else {
    return absl::OkStatus();
  }
  if (!due.ok()) return due.status();
  absl::StrAppend(&rule, RollForPeople(*due));
  AddWatched(deadline::Arm(NextClockId(task, v1::CLOCK_PURPOSE_COMPLETE), v1::CLOCK_PURPOSE_COMPLETE, anchor, *due,
                           rule, facts.calendar()),
             facts, now, changed);
  return absl::OkStatus();
}

void StartIssueClock(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed) {
  deadline::DueDate due;
  due.due_time = FromTimestamp(task.planned_issue_time());
  due.day = due.nominal = DayOf(due.due_time);
  v1::Clock clock = deadline::Arm(NextClockId(task, v1::CLOCK_PURPOSE_START), v1::CLOCK_PURPOSE_START, now, due,
                                  absl::StrCat("giao vào ngày ", FormatDateForPeople(due.day)), facts.calendar());
  // No ladder watches it: its one instant is the engine's own.
  *clock.mutable_next_fire_time() = task.planned_issue_time();
  *changed->Add() = std::move(clock);
}

void SatisfyClock(const v1::Task& task, v1::ClockPurpose purpose, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, purpose, changed, [at](v1::Clock& clock) { deadline::Satisfy(clock, at); });
}

void CancelClock(const v1::Task& task, v1::ClockPurpose purpose, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, purpose, changed, [at](v1::Clock& clock) { deadline::Cancel(clock, at); });
}

void FreezeClock(const v1::Task& task, v1::ClockPurpose purpose, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, purpose, changed, [at](v1::Clock& clock) { deadline::Freeze(clock, at); });
}

absl::Status ResumeClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time now,
                         Clocks* changed) {
  absl::Status status;
  ChangeOpenClocks(task, purpose, changed, [&](v1::Clock& clock) {
    const int credited = clock.credited_working_days();
    status.Update(deadline::Resume(clock, now, facts.calendar()));
    const int wait = clock.credited_working_days() - credited;
    if (wait > 0) clock.set_rule(absl::StrCat(clock.rule(), "; cộng ", wait, " ngày làm việc chờ phê duyệt"));
    escalation::Reschedule(clock, facts.policies(), facts.calendar());
  });
  return status;
}

void CancelAllClocks(const v1::Task& task, absl::Time at, Clocks* changed) {
  for (const v1::Clock& clock : task.clocks()) {
    if (!deadline::IsOpen(clock)) continue;
    v1::Clock* copy = changed->Add();
    *copy = clock;
    deadline::Cancel(*copy, at);
  }
}

}  // namespace phoihop::task
