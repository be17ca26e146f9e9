#include "workflow/deadline/calendar_change.h"

#include <algorithm>

#include "workflow/civil_time.h"

namespace phoihop::deadline {

absl::StatusOr<absl::CivilDay> CalendarChange::NextWorkingDay(absl::CivilDay day) const {
  if (day < today_) {
    const auto then = before_.NextWorkingDay(day);
    if (!then.ok() || *then < today_) return then;
    day = today_;
  }
  return after_.NextWorkingDay(day);
}

absl::StatusOr<absl::CivilDay> CalendarChange::AddWorkingDays(absl::CivilDay day, int n) const {
  if (n == 0) return day;
  const absl::CivilDay yesterday = today_ - 1;
  if (day >= yesterday) return after_.AddWorkingDays(day, n);
  const auto consumed = before_.MeasureWorkingDays(day, yesterday);
  if (!consumed.ok()) return consumed.status();
  if (*consumed >= n) return before_.AddWorkingDays(day, n);
  return after_.AddWorkingDays(yesterday, n - *consumed);
}

DueDate CalendarChange::At(absl::CivilDay nominal, absl::CivilDay day) const {
  DueDate due;
  due.nominal = nominal;
  due.day = day;
  due.due_time = EndOfDay(day);
  due.provisional = CalendarOf(nominal).IsProvisional(nominal) || CalendarOf(day).IsProvisional(day);
  return due;
}

absl::StatusOr<DueDate> CalendarChange::Fixed(absl::CivilDay day, v1::RollRule roll) const {
  if (roll == v1::ROLL_RULE_NONE) {
    // Asks whether the calendar reaches it.
    if (const auto in_range = CalendarOf(day).MeasureWorkingDays(day, day); !in_range.ok()) return in_range.status();
    return At(day, day);
  }
  const auto rolled = NextWorkingDay(day);
  if (!rolled.ok()) return rolled.status();
  return At(day, *rolled);
}

absl::StatusOr<DueDate> CalendarChange::After(absl::Time anchor, const v1::Period& period, v1::RollRule roll) const {
  // What the period is in days, weeks or hours does not depend on which days are worked.
  const auto plain = before_.After(anchor, period, v1::ROLL_RULE_NONE, /*explain=*/false);
  if (period.unit() == v1::PERIOD_UNIT_WORKING_DAY) {
    const absl::CivilDay anchor_day = DayOf(anchor);
    const auto day = AddWorkingDays(anchor_day, period.count());
    if (!day.ok()) return day.status();
    DueDate due = At(*day, *day);
    // Every day from the first counted one on decides; those that are over are decided by now.
    const absl::CivilDay first = std::max(anchor_day + 1, today_);
    due.provisional = due.provisional || (first <= *day && after_.IsProvisional(first));
    return due;
  }
  if (!plain.ok() || period.unit() == v1::PERIOD_UNIT_HOUR) return plain;
  return Fixed(plain->nominal, roll);
}

absl::StatusOr<DueDate> CalendarChange::Later(const DueDate& due, int working_days) const {
  const auto day = AddWorkingDays(due.day, working_days);
  if (!day.ok()) return day.status();
  DueDate later = At(due.nominal, *day);
  later.provisional = later.provisional || due.provisional;
  return later;
}

std::vector<absl::CivilDay> ChangedDays(const WorkingCalendar& before, const WorkingCalendar& after,
                                        absl::CivilDay first, absl::CivilDay last, int limit) {
  std::vector<absl::CivilDay> days;
  for (absl::CivilDay day = first; day <= last && static_cast<int>(days.size()) < limit; ++day) {
    if (!before.InRange(day) || !after.InRange(day)) continue;
    if (before.IsWorkingDay(day) != after.IsWorkingDay(day)) days.push_back(day);
  }
  return days;
}

}  // namespace phoihop::deadline
