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
#include "workflow/task/clock_changes.h"

namespace phoihop::task {
namespace {

v1::RollRule RollOf(const v1::Task& task) {
  return task.roll() == v1::ROLL_RULE_UNSPECIFIED ? v1::ROLL_RULE_NEXT_WORKING_DAY : task.roll();
}

template <typename Which, typename Change>
void ChangeOpenClocks(const v1::Task& task, const Which& which, Clocks* changed, const Change& change) {
  for (const v1::Clock& clock : task.clocks()) {
    if (!which(clock) || !deadline::IsOpen(clock)) continue;
    v1::Clock* copy = changed->Add();
    *copy = clock;
    change(*copy);
  }
}

auto Of(v1::ClockPurpose purpose) {
  return [purpose](const v1::Clock& clock) { return clock.purpose() == purpose; };
}

auto Of(const v1::Handoff& handoff) {
  return [&handoff](const v1::Clock& clock) { return IsReplyClockOf(handoff, clock); };
}

template <typename Which>
const v1::Clock* Last(const v1::Task& task, const Which& which) {
  const v1::Clock* last = nullptr;
  for (const v1::Clock& clock : task.clocks()) {
    if (which(clock)) last = &clock;
  }
  return last;
}

// An anchor given as a day counts from its start, except that hours from an event of today run from now.
absl::Time AnchorTime(const v1::Task& task, absl::string_view anchor_date, absl::Time now) {
  const auto day = ParseDate(anchor_date);
  const bool hours = task.awaited_period().unit() == v1::PERIOD_UNIT_HOUR;
  if (!day.ok() || (hours && *day == DayOf(now))) return now;
  return StartOfDay(*day);
}

absl::Status ApplyTo(v1::Clock& clock, const v1::Task& task, const v1::ClockPolicy& policy, const Facts& facts,
                     absl::Time now) {
  const std::string due = clock.due_date();
  absl::Status status;
  switch (policy.kind()) {
    case v1::ClockPolicy::KIND_GRACE:
      status = deadline::Extend(clock, policy.grace_working_days(), facts.calendars().Of(clock));
      if (status.ok() && clock.due_date() != due) {
        AppendRule(clock, absl::StrCat("gia hạn ", policy.grace_working_days(), " ngày làm việc do sắp xếp tổ chức"));
      }
      return status;
    case v1::ClockPolicy::KIND_RESTART: {
      const bool awaited = clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE && task.has_awaited_period();
      status = deadline::Restart(clock, awaited ? &task.awaited_period() : nullptr, now, facts.calendars().Of(clock));
      if (status.ok() && clock.due_date() != due) {
        AppendRule(clock, absl::StrCat("tính lại từ ngày ", FormatDateForPeople(DayOf(now)), " do sắp xếp tổ chức"));
      }
      return status;
    }
    case v1::ClockPolicy::KIND_SUSPEND_UNTIL: {
      const auto until = ParseDate(policy.suspend_until());
      if (until.ok()) deadline::Suspend(clock, now, StartOfDay(*until));
      return until.status();
    }
    default:
      return absl::OkStatus();
  }
}

template <typename Which>
void SatisfyClocks(const v1::Task& task, const Which& which, const Facts& facts, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, which, changed, [&](v1::Clock& clock) {
    CreditStandstill(clock, facts, at);
    deadline::Satisfy(clock, at);
  });
}

template <typename Which>
void CancelClocks(const v1::Task& task, const Which& which, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, which, changed, [at](v1::Clock& clock) { deadline::Cancel(clock, at); });
}

// RUNNING, or SUSPENDED by a reorganisation.
bool MayStandStill(const v1::Clock& clock) {
  return clock.state() == v1::CLOCK_STATE_RUNNING || clock.state() == v1::CLOCK_STATE_SUSPENDED;
}

// The completion clock is due on another day and keeps the rungs that have fired.
absl::Status MoveCompletionClock(const v1::Task& task, const v1::Clock& complete, absl::CivilDay day,
                                 const deadline::WorkingCalendar& calendar, absl::string_view why, const Facts& facts,
                                 absl::Time now, Clocks* changed) {
  const auto due = calendar.Fixed(day, RollOf(task), /*explain=*/false);
  if (!due.ok()) return due.status();
  v1::Clock& moved = *changed->Add();
  moved = complete;
  deadline::MoveTo(moved, *due, calendar);
  moved.set_rule(absl::StrCat("đến hết ngày ", FormatDateForPeople(day), RollForPeople(*due), "; ", why, " ngày ",
                              FormatDateForPeople(DayOf(now))));
  Rearm(complete, facts, now, moved);
  return absl::OkStatus();
}

// Due on the day of the last granted extension when that is later.
void KeepGrantedDay(const v1::Task& task, const deadline::WorkingCalendar& calendar, v1::Clock& clock) {
  for (auto extension = task.extensions().rbegin(); extension != task.extensions().rend(); ++extension) {
    if (extension->state() != v1::Extension::STATE_GRANTED) continue;
    const auto day = ParseDate(extension->granted_due_date());
    if (!day.ok()) return;
    const auto due = calendar.Fixed(*day, RollOf(task), /*explain=*/false);
    if (!due.ok() || due->due_time <= FromTimestamp(clock.due_time())) return;
    deadline::MoveTo(clock, *due, calendar);
    AppendRule(clock, absl::StrCat("đã gia hạn đến hết ngày ", FormatDateForPeople(*day)));
    return;
  }
}

// A running clock stands still since the instant at which the other one does, if it does.
void StandAs(const v1::Clock& other, v1::Clock& clock) {
  if (other.state() == v1::CLOCK_STATE_FROZEN) deadline::Freeze(clock, FromTimestamp(other.frozen_time()));
  if (other.state() != v1::CLOCK_STATE_SUSPENDED) return;
  deadline::Suspend(clock, FromTimestamp(other.frozen_time()), FromTimestamp(other.resume_time()));
  if (!other.has_next_fire_time()) clock.clear_next_fire_time();
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

const v1::Clock* LastClock(const v1::Task& task, v1::ClockPurpose purpose) { return Last(task, Of(purpose)); }

const v1::Clock* LastReplyClock(const v1::Task& task, const v1::Handoff& handoff) { return Last(task, Of(handoff)); }

const deadline::WorkingCalendar& CalendarFor(const v1::Task& task, const std::string& unit, const Facts& facts,
                                             absl::Time now) {
  const deadline::WorkingCalendar* own = task.calendar().empty() ? nullptr : facts.calendars().Find(task.calendar());
  return own == nullptr ? facts.calendars().OfUnit(unit, DayOf(now)) : *own;
}

const deadline::WorkingCalendar& CalendarOfPlan(const v1::Task& task, const Facts& facts) {
  return facts.calendars().Named(task.calendar());
}

bool MayFire(const v1::Clock& clock) {
  const bool waits = clock.state() == v1::CLOCK_STATE_RUNNING || clock.state() == v1::CLOCK_STATE_SUSPENDED;
  return waits && clock.has_next_fire_time();
}

absl::Status StartSmallClock(const v1::Task& task, v1::ClockPurpose purpose, const std::string& unit,
                             const Facts& facts, absl::Time now, Clocks* changed) {
  const deadline::WorkingCalendar& calendar = CalendarFor(task, unit, facts, now);
  v1::Period period;
  period.set_count(deadline::WorkingDaysOf(purpose));
  period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  const auto due = calendar.After(now, period, v1::ROLL_RULE_NONE, /*explain=*/false);
  if (!due.ok()) return due.status();
  const std::string rule =
      absl::StrCat(period.count(), " ngày làm việc sau ngày ", FormatDateForPeople(DayOf(now)), RollForPeople(*due));
  AddWatched(deadline::Arm(NextClockId(task, purpose), purpose, now, *due, rule, calendar), facts, now, changed);
  return absl::OkStatus();
}

absl::Status StartClockUntil(const v1::Task& task, v1::ClockPurpose purpose, const std::string& unit,
                             absl::CivilDay day, const Facts& facts, absl::Time now, Clocks* changed) {
  const deadline::WorkingCalendar& calendar = CalendarFor(task, unit, facts, now);
  const auto due = calendar.Fixed(day, v1::ROLL_RULE_NEXT_WORKING_DAY, /*explain=*/false);
  if (!due.ok()) return due.status();
  const std::string rule = absl::StrCat("đến hết ngày ", FormatDateForPeople(day), RollForPeople(*due));
  AddWatched(deadline::Arm(NextClockId(task, purpose), purpose, now, *due, rule, calendar), facts, now, changed);
  return absl::OkStatus();
}

absl::Status StartCompletionClock(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                  absl::Time now, Clocks* changed) {
  const deadline::WorkingCalendar& calendar = CalendarFor(task, task.lead_unit(), facts, now);
  absl::StatusOr<deadline::DueDate> due;
  absl::Time anchor = now;
  std::string rule;
  if (task.has_awaited_period()) {
    const v1::Period& period = task.awaited_period();
    anchor = AnchorTime(task, anchor_date, now);
    due = calendar.After(anchor, period, RollOf(task), /*explain=*/false);
    rule = absl::StrCat(deadline::PeriodForPeople(period), " kể từ ngày ", FormatDateForPeople(DayOf(anchor)));
  } else if (!task.requested_due_date().empty()) {
    const auto day = ParseDate(task.requested_due_date());
    if (!day.ok()) return day.status();
    due = calendar.Fixed(*day, RollOf(task), /*explain=*/false);
    rule = absl::StrCat("đến hết ngày ", FormatDateForPeople(*day));
  } else {
    return absl::OkStatus();
  }
  if (!due.ok()) return due.status();
  absl::StrAppend(&rule, RollForPeople(*due));
  AddWatched(deadline::Arm(NextClockId(task, v1::CLOCK_PURPOSE_COMPLETE), v1::CLOCK_PURPOSE_COMPLETE, anchor, *due,
                           rule, calendar),
             facts, now, changed);
  return absl::OkStatus();
}

void StartIssueClock(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed) {
  deadline::DueDate due;
  due.due_time = FromTimestamp(task.planned_issue_time());
  due.day = due.nominal = DayOf(due.due_time);
  v1::Clock clock =
      deadline::Arm(NextClockId(task, v1::CLOCK_PURPOSE_START), v1::CLOCK_PURPOSE_START, now, due,
                    absl::StrCat("giao vào ngày ", FormatDateForPeople(due.day)), CalendarOfPlan(task, facts));
  // No ladder watches it: its one instant is the engine's own.
  *clock.mutable_next_fire_time() = task.planned_issue_time();
  *changed->Add() = std::move(clock);
}

void SatisfyClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time at, Clocks* changed) {
  SatisfyClocks(task, Of(purpose), facts, at, changed);
}

void CancelClock(const v1::Task& task, v1::ClockPurpose purpose, absl::Time at, Clocks* changed) {
  CancelClocks(task, Of(purpose), at, changed);
}

void SatisfyReplyClock(const v1::Task& task, const v1::Handoff& handoff, const Facts& facts, absl::Time at,
                       Clocks* changed) {
  SatisfyClocks(task, Of(handoff), facts, at, changed);
}

void CancelReplyClock(const v1::Task& task, const v1::Handoff& handoff, absl::Time at, Clocks* changed) {
  CancelClocks(task, Of(handoff), at, changed);
}

void FreezeClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time at, Clocks* changed) {
  ChangeOpenClocks(task, Of(purpose), changed, [&](v1::Clock& clock) {
    CreditStandstill(clock, facts, at);
    deadline::Freeze(clock, at);
  });
}

absl::Status ResumeClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time now,
                         Clocks* changed) {
  absl::Status status;
  for (const v1::Clock& frozen : task.clocks()) {
    if (frozen.purpose() != purpose || frozen.state() != v1::CLOCK_STATE_FROZEN) continue;
    v1::Clock& clock = *changed->Add();
    clock = frozen;
    status.Update(deadline::Resume(clock, now, facts.calendars().Of(clock)));
    const int wait = clock.credited_working_days() - frozen.credited_working_days();
    if (wait > 0) AppendRule(clock, absl::StrCat("cộng ", wait, " ngày làm việc chờ phê duyệt"));
    escalation::Reschedule(clock, facts.policies(), facts.calendars().Of(clock));
  }
  return status;
}

absl::Status SettleClock(const v1::Clock& clock, const Facts& facts, absl::Time now, Clocks* changed) {
  v1::Clock settled = clock;
  const deadline::WorkingCalendar& calendar = facts.calendars().Of(clock);
  const absl::Status status = deadline::Settle(settled, now, calendar);
  if (!status.ok()) return status;
  SayStandstill(clock, settled);
  escalation::Reschedule(settled, facts.policies(), calendar);
  *changed->Add() = std::move(settled);
  return absl::OkStatus();
}

absl::Status ApplyClockPolicy(const v1::Task& task, const v1::ClockPolicy& policy, const Facts& facts, absl::Time now,
                              Clocks* changed) {
  if (policy.kind() <= v1::ClockPolicy::KIND_KEEP) return absl::OkStatus();
  Clocks moved;
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() == v1::CLOCK_PURPOSE_START || !deadline::IsOpen(clock)) continue;
    v1::Clock after = clock;
    const absl::Status status = ApplyTo(after, task, policy, facts, now);
    if (!status.ok()) return status;
    if (after.state() == clock.state() && after.due_time().seconds() == clock.due_time().seconds() &&
        after.resume_time().seconds() == clock.resume_time().seconds()) {
      continue;
    }
    if (after.state() == v1::CLOCK_STATE_RUNNING) {
      escalation::Reschedule(after, facts.policies(), facts.calendars().Of(after));
    }
    *moved.Add() = std::move(after);
  }
  changed->MergeFrom(moved);
  return absl::OkStatus();
}

absl::Status ReviseClocks(const v1::Task& revised, const Facts& facts, absl::Time now, Clocks* changed) {
  if (revised.state() == v1::TASK_STATE_PLANNED) {
    const v1::Clock* start = LastClock(revised, v1::CLOCK_PURPOSE_START);
    if (start == nullptr || !revised.has_planned_issue_time()) return absl::OkStatus();
    v1::Clock& moved = *changed->Add();
    moved = *start;
    *moved.mutable_due_time() = revised.planned_issue_time();
    *moved.mutable_original_due_time() = revised.planned_issue_time();
    moved.set_due_date(FormatDate(DayOf(FromTimestamp(revised.planned_issue_time()))));
    // By which the plan has found its day now.
    const v1::Calendar& calendar = CalendarOfPlan(revised, facts).definition();
    moved.set_calendar(calendar.name());
    moved.set_calendar_version(calendar.version());
    // While its schedule is paused the instant is that at which the pause ends, if there is one.
    if (moved.state() != v1::CLOCK_STATE_SUSPENDED) *moved.mutable_next_fire_time() = revised.planned_issue_time();
    return absl::OkStatus();
  }
  const v1::Clock* complete = LastClock(revised, v1::CLOCK_PURPOSE_COMPLETE);
  if (complete == nullptr || !deadline::IsOpen(*complete)) {
    return revised.requested_due_date().empty() ? absl::OkStatus()
                                                : StartCompletionClock(revised, "", facts, now, changed);
  }
  if (revised.requested_due_date().empty()) {
    CancelClock(revised, v1::CLOCK_PURPOSE_COMPLETE, now, changed);
    return absl::OkStatus();
  }
  const auto day = ParseDate(revised.requested_due_date());
  if (!day.ok()) return day.status();
  // The plan lays the day down anew, for the calendar that counts now.
  const deadline::WorkingCalendar& calendar = CalendarFor(revised, revised.lead_unit(), facts, now);
  return MoveCompletionClock(revised, *complete, *day, calendar, "theo kế hoạch được sửa đổi", facts, now, changed);
}

absl::Status ExtendCompletionClock(const v1::Task& task, absl::CivilDay day, const Facts& facts, absl::Time now,
                                   Clocks* changed) {
  const v1::Clock* complete = LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  if (complete == nullptr || !deadline::IsOpen(*complete)) {
    return absl::FailedPreconditionError("the task has no open completion clock");
  }
  return MoveCompletionClock(task, *complete, day, facts.calendars().Of(*complete), "được gia hạn", facts, now,
                             changed);
}

absl::Status ReanchorCompletionClock(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                     absl::Time now, Clocks* changed) {
  const v1::Clock& before = *LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  const deadline::WorkingCalendar& calendar = facts.calendars().Of(before);
  const absl::Time anchor = AnchorTime(task, anchor_date, now);
  const auto due = calendar.After(anchor, task.awaited_period(), RollOf(task), /*explain=*/false);
  if (!due.ok()) return due.status();
  const std::string rule =
      absl::StrCat(deadline::PeriodForPeople(task.awaited_period()), " kể từ ngày ", FormatDateForPeople(DayOf(anchor)),
                   RollForPeople(*due), "; thay cho thời hạn tính từ ngày ",
                   FormatDateForPeople(DayOf(FromTimestamp(before.anchor_time()))));
  v1::Clock after = deadline::Arm(NextClockId(task, before.purpose()), before.purpose(), anchor, *due, rule, calendar);
  if (before.credited_working_days() > 0) {
    if (absl::Status credited = deadline::Extend(after, before.credited_working_days(), calendar); !credited.ok())
      return credited;
    after.set_credited_working_days(before.credited_working_days());
  }
  KeepGrantedDay(task, calendar, after);
  after.set_escalation_policy(before.escalation_policy());
  after.set_escalation_policy_version(before.escalation_policy_version());
  after.set_next_rung(before.next_rung());
  after.set_next_repetition(before.next_repetition());
  StandAs(before, after);
  if (after.state() == v1::CLOCK_STATE_RUNNING) Rearm(before, facts, now, after);
  v1::Clock& superseded = *changed->Add();
  superseded = before;
  deadline::Supersede(superseded, after.id(), now);
  *changed->Add() = std::move(after);
  return absl::OkStatus();
}

absl::Status RecordStandstill(const v1::Task& task, absl::Time start, absl::Time end, const Facts& facts,
                              absl::Time now, Clocks* changed) {
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() == v1::CLOCK_PURPOSE_START || clock.purpose() == v1::CLOCK_PURPOSE_RESUME) continue;
    if (!deadline::IsOpen(clock)) continue;
    const absl::Time stopped = clock.has_frozen_time() ? FromTimestamp(clock.frozen_time()) : absl::InfiniteFuture();
    const absl::Time from = std::max(start, FromTimestamp(clock.anchor_time())), to = std::min(end, stopped);
    if (to <= from) continue;
    const deadline::WorkingCalendar& calendar = facts.calendars().Of(clock);
    v1::Clock credited = clock;
    credited.set_state(v1::CLOCK_STATE_RUNNING);
    credited.clear_frozen_time();
    credited.clear_resume_time();
    deadline::Suspend(credited, from, to);
    if (absl::Status settled = deadline::Settle(credited, to, calendar); !settled.ok()) return settled;
    const int days = credited.credited_working_days() - clock.credited_working_days();
    if (days > 0) AppendRule(credited, absl::StrCat("cộng ", days, " ngày làm việc tạm dừng, ghi nhận sau"));
    StandAs(clock, credited);
    if (credited.state() == v1::CLOCK_STATE_RUNNING) Rearm(clock, facts, now, credited);
    *changed->Add() = std::move(credited);
  }
  return absl::OkStatus();
}

void SuspendClocks(const v1::Task& task, absl::Time since, absl::Time until, const Facts& facts, absl::Time now,
                   Clocks* changed) {
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() == v1::CLOCK_PURPOSE_START || !MayStandStill(clock)) continue;
    v1::Clock& standing = *changed->Add();
    standing = clock;
    deadline::Suspend(standing, std::max(since, FromTimestamp(clock.anchor_time())), until);
    // It goes on with the task, not by itself.
    standing.clear_next_fire_time();
  }
  deadline::DueDate due;
  due.due_time = until;
  due.day = due.nominal = DayOf(until - absl::Nanoseconds(1));
  v1::Clock& resume = *changed->Add();
  resume = deadline::Arm(NextClockId(task, v1::CLOCK_PURPOSE_RESUME), v1::CLOCK_PURPOSE_RESUME, now, due,
                         absl::StrCat("tạm dừng đến hết ngày ", FormatDateForPeople(due.day)),
                         CalendarFor(task, task.lead_unit(), facts, now));
  *resume.mutable_next_fire_time() = ToTimestamp(until);
}

void ResumeClocks(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed) {
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.state() == v1::CLOCK_STATE_SUSPENDED) RunAgain(clock, facts, now, changed);
  }
  SatisfyClock(task, v1::CLOCK_PURPOSE_RESUME, facts, now, changed);
}

void RunAgain(const v1::Clock& clock, const Facts& facts, absl::Time now, Clocks* changed) {
  if (SettleClock(clock, facts, now, changed).ok()) return;
  v1::Clock& running = *changed->Add();
  running = clock;
  running.set_state(v1::CLOCK_STATE_RUNNING);
  running.clear_frozen_time();
  running.clear_resume_time();
  running.clear_next_fire_time();
}

void CancelAllClocks(const v1::Task& task, absl::Time at, Clocks* changed) {
  CancelClocks(
      task, [](const v1::Clock&) { return true; }, at, changed);
}

}  // namespace phoihop::task
