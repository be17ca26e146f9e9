#include "workflow/deadline/clocks.h"

#include <algorithm>
#include <optional>
#include <string>

#include "workflow/civil_time.h"

namespace phoihop::deadline {
namespace {
void Stand(v1::Clock& clock, const WorkingCalendar& calendar) {
  clock.set_calendar(calendar.definition().name());
  clock.set_calendar_version(calendar.definition().version());
}

void End(v1::Clock& clock, v1::ClockState state, absl::Time now) {
  if (!IsOpen(clock)) return;
  clock.set_state(state);
  *clock.mutable_end_time() = ToTimestamp(now);
  clock.clear_frozen_time();
  clock.clear_resume_time();
  clock.clear_next_fire_time();
}

bool CountsHours(const v1::Clock& clock) { return FromTimestamp(clock.due_time()) != EndOfDay(DueDay(clock)); }

void SetDue(v1::Clock& clock, absl::Time due, const WorkingCalendar& calendar) {
  *clock.mutable_due_time() = ToTimestamp(due);
  const absl::CivilDay day = DueDay(clock);
  clock.set_due_date(FormatDate(day));
  clock.set_provisional(clock.provisional() || calendar.IsProvisional(day));
  Stand(clock, calendar);
}

// The same hour so many working days later; the end of a day is 24:00 of that day.
absl::StatusOr<absl::Time> WorkingDaysLater(absl::Time due, int working_days, const WorkingCalendar& calendar) {
  const absl::CivilDay day = DayOf(due - absl::Microseconds(1));
  auto later = calendar.AddWorkingDays(day, working_days);
  if (!later.ok()) return later.status();
  return StartOfDay(*later) + (due - StartOfDay(day));
}

// RUNNING again, due later by what it stood still: working days, or the exact duration when it counts hours.
absl::Status Credit(v1::Clock& clock, absl::Duration exact, int working_days, const WorkingCalendar& calendar) {
  absl::Time due = FromTimestamp(clock.due_time());
  if (CountsHours(clock)) {
    due += exact;
  } else if (working_days > 0) {
    const auto later = WorkingDaysLater(due, working_days, calendar);
    if (!later.ok()) return later.status();
    due = *later;
  }
  SetDue(clock, due, calendar);
  clock.set_credited_working_days(clock.credited_working_days() + working_days);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  clock.clear_frozen_time();
  clock.clear_resume_time();
  return absl::OkStatus();
}

// Working days of [from, until) in which work was left at `from`, where the clock stood still.
absl::StatusOr<int> StoodStill(absl::Time from, absl::Time until, const WorkingCalendar& calendar) {
  const absl::CivilDay first = DayOf(from);
  const absl::CivilDay last = DayOf(until);
  if (first == last) return 0;
  const auto rest = calendar.WorkingTime(from, StartOfDay(first + 1));
  if (!rest.ok()) return rest.status();
  return calendar.MeasureWorkingDays(*rest > absl::ZeroDuration() ? first - 1 : first, last - 1);
}

// When a clock is due that counts again from `now`; none: it never had a period.
absl::StatusOr<std::optional<absl::Time>> DueAgain(const v1::Clock& clock, const v1::Period* period, absl::Time now,
                                                   const WorkingCalendar& calendar) {
  const absl::Time anchor = FromTimestamp(clock.anchor_time());
  const absl::Time original = FromTimestamp(clock.original_due_time());
  v1::Period first;
  first.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  if (period != nullptr) {
    first = *period;
  } else if (const int small = WorkingDaysOf(clock.purpose()); small > 0) {
    first.set_count(small);
  } else if (original <= anchor) {
    return std::nullopt;
  } else if (CountsHours(clock)) {
    return now + (original - anchor);
  } else {
    const auto days = calendar.MeasureWorkingDays(DayOf(anchor), DayOf(original - absl::Microseconds(1)));
    if (!days.ok()) return days.status();
    if (*days < 1) return std::nullopt;
    first.set_count(*days);
  }
  const auto due = calendar.After(now, first, v1::ROLL_RULE_NEXT_WORKING_DAY, /*explain=*/false);
  if (!due.ok()) return due.status();
  return due->due_time;
}
}  // namespace

int WorkingDaysOf(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return kAcknowledgeWorkingDays;
    case v1::CLOCK_PURPOSE_APPROVE:
      return kApproveWorkingDays;
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return kIssuerDecisionWorkingDays;
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return kHandoffReplyWorkingDays;
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      return kContributeWorkingDays;
    default:
      return 0;
  }
}

v1::Clock Arm(absl::string_view id, v1::ClockPurpose purpose, absl::Time anchor, const DueDate& due,
              absl::string_view rule, const WorkingCalendar& calendar) {
  v1::Clock clock;
  clock.set_id(std::string(id));
  clock.set_purpose(purpose);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  *clock.mutable_anchor_time() = ToTimestamp(anchor);
  *clock.mutable_due_time() = ToTimestamp(due.due_time);
  clock.set_due_date(FormatDate(due.day));
  *clock.mutable_original_due_time() = clock.due_time();
  clock.set_rule(std::string(rule));
  clock.set_provisional(due.provisional);
  Stand(clock, calendar);
  return clock;
}

absl::CivilDay DueDay(const v1::Clock& clock) { return DayOf(FromTimestamp(clock.due_time()) - absl::Microseconds(1)); }

void Freeze(v1::Clock& clock, absl::Time now) {
  if (clock.state() == v1::CLOCK_STATE_RUNNING) {
    *clock.mutable_frozen_time() = ToTimestamp(now);
  } else if (clock.state() != v1::CLOCK_STATE_SUSPENDED) {
    return;
  }
  clock.set_state(v1::CLOCK_STATE_FROZEN);
  clock.clear_resume_time();
  clock.clear_next_fire_time();
}

absl::Status Resume(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_FROZEN) return absl::OkStatus();
  const absl::Time frozen = FromTimestamp(clock.frozen_time());
  const absl::Time resumed = std::max(now, frozen);
  auto waited = calendar.MeasureWorkingDays(DayOf(frozen), DayOf(resumed));
  if (!waited.ok()) return waited.status();
  return Credit(clock, resumed - frozen, *waited, calendar);
}

void Suspend(v1::Clock& clock, absl::Time now, absl::Time until) {
  if (until <= now) return;
  if (clock.state() == v1::CLOCK_STATE_RUNNING) {
    clock.set_state(v1::CLOCK_STATE_SUSPENDED);
    *clock.mutable_frozen_time() = ToTimestamp(now);
  } else if (clock.state() != v1::CLOCK_STATE_SUSPENDED || until <= FromTimestamp(clock.resume_time())) {
    return;
  }
  *clock.mutable_resume_time() = ToTimestamp(until);
  *clock.mutable_next_fire_time() = clock.resume_time();
}

absl::Status Settle(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_SUSPENDED) return absl::OkStatus();
  const absl::Time since = FromTimestamp(clock.frozen_time());
  const absl::Time until = std::max(since, std::min(now, FromTimestamp(clock.resume_time())));
  const auto stood = StoodStill(since, until, calendar);
  if (!stood.ok()) return stood.status();
  return Credit(clock, until - since, *stood, calendar);
}

absl::Status Extend(v1::Clock& clock, int working_days, const WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_RUNNING && clock.state() != v1::CLOCK_STATE_SUSPENDED) return absl::OkStatus();
  const auto due = WorkingDaysLater(FromTimestamp(clock.due_time()), working_days, calendar);
  if (!due.ok()) return due.status();
  SetDue(clock, *due, calendar);
  return absl::OkStatus();
}

void MoveTo(v1::Clock& clock, const DueDate& due, const WorkingCalendar& calendar) {
  if (!IsOpen(clock)) return;
  clock.set_provisional(false);
  SetDue(clock, due.due_time, calendar);
  clock.set_due_date(FormatDate(due.day));
  clock.set_provisional(due.provisional);
  clock.set_credited_working_days(0);
}

void Adopt(v1::Clock& clock, const DueDate& due, const WorkingCalendar& calendar) {
  if (!IsOpen(clock)) return;
  SetDue(clock, due.due_time, calendar);
  clock.set_provisional(due.provisional);
}

absl::Status Restart(v1::Clock& clock, const v1::Period* period, absl::Time now, const WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_RUNNING) return absl::OkStatus();
  const auto due = DueAgain(clock, period, now, calendar);
  if (!due.ok()) return due.status();
  if (!due->has_value()) return absl::OkStatus();
  SetDue(clock, **due, calendar);
  *clock.mutable_anchor_time() = ToTimestamp(now);
  *clock.mutable_original_due_time() = clock.due_time();
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RemainingSeconds(const v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar) {
  const absl::Time at = clock.has_frozen_time() ? FromTimestamp(clock.frozen_time()) : now;
  const absl::Time due = FromTimestamp(clock.due_time());
  if (CountsHours(clock)) return absl::ToInt64Seconds(due - at);
  const auto left = calendar.WorkingTime(at, due);
  if (!left.ok()) return left.status();
  return absl::ToInt64Seconds(*left);
}

void Satisfy(v1::Clock& clock, absl::Time now) { End(clock, v1::CLOCK_STATE_SATISFIED, now); }

void Supersede(v1::Clock& clock, absl::string_view by, absl::Time now) {
  if (!IsOpen(clock)) return;
  End(clock, v1::CLOCK_STATE_SUPERSEDED, now);
  clock.set_superseded_by(std::string(by));
}

void Cancel(v1::Clock& clock, absl::Time now) { End(clock, v1::CLOCK_STATE_CANCELLED, now); }

bool IsOpen(const v1::Clock& clock) {
  return clock.state() == v1::CLOCK_STATE_RUNNING || clock.state() == v1::CLOCK_STATE_FROZEN ||
         clock.state() == v1::CLOCK_STATE_SUSPENDED;
}

bool IsOverdue(const v1::Clock& clock, absl::Time now) {
  return clock.state() == v1::CLOCK_STATE_RUNNING && clock.has_due_time() && FromTimestamp(clock.due_time()) < now;
}

}  // namespace phoihop::deadline
