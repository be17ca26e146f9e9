#include "workflow/deadline/working_day_of_month.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "workflow/civil_time.h"

namespace phoihop::deadline {
namespace {

// `last`: the calendar that says which working day of the month is its last one.
template <typename Calendar>
absl::StatusOr<absl::CivilDay> Find(absl::CivilMonth month, int count, const Calendar& calendar,
                                    const WorkingCalendar& last) {
  const absl::StatusOr<absl::CivilDay> first = calendar.NextWorkingDay(absl::CivilDay(month));
  if (!first.ok() || count <= 1) return first;
  const absl::StatusOr<absl::CivilDay> day = calendar.AddWorkingDays(*first, count - 1);
  if (!day.ok() || absl::CivilMonth(*day) == month) return day;
  return last.AddWorkingDays(absl::CivilDay(month + 1) - 1, 0);
}

}  // namespace

absl::StatusOr<absl::CivilDay> WorkingDayOfMonth(absl::CivilMonth month, int count, const WorkingCalendar& calendar) {
  return Find(month, count, calendar, calendar);
}

absl::StatusOr<absl::CivilDay> WorkingDayOfMonth(absl::CivilMonth month, int count, const CalendarChange& change) {
  return Find(month, count, change, change.after());
}

absl::StatusOr<absl::CivilDay> DayNamed(const v1::WorkingDayOfMonth& named, const CalendarChange& change) {
  const auto first = ParseDate(absl::StrCat(named.month(), "-01"));
  if (!first.ok()) return first.status();
  return WorkingDayOfMonth(absl::CivilMonth(*first), named.working_day(), change);
}

v1::WorkingDayOfMonth NameDay(absl::CivilMonth month, int count) {
  v1::WorkingDayOfMonth named;
  named.set_working_day(count);
  named.set_month(absl::StrFormat("%04d-%02d", month.year(), month.month()));
  return named;
}

}  // namespace phoihop::deadline
