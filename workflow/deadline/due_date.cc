// WorkingCalendar's due dates: fixed dates and periods.
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
// Article 148(3) and (4): the same day number; when the month has no such day, its last day.
absl::CivilDay AddMonths(absl::CivilDay day, int64_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return day.day() > last.day() ? last : absl::CivilDay(month) + (day.day() - 1);
}

// Last day of a period in days, weeks, months or years, before any roll.
absl::CivilDay AddPeriod(absl::CivilDay day, const v1::Period& period) {
  const int64_t count = period.count();
  switch (period.unit()) {
    case v1::PERIOD_UNIT_WEEK:
      return day + 7 * count;
    case v1::PERIOD_UNIT_MONTH:
      return AddMonths(day, count);
    case v1::PERIOD_UNIT_YEAR:
      return AddMonths(day, 12 * count);
    default:
      return day + count;
  }
}

absl::Status CheckPeriod(const v1::Period& period) {
  std::vector<FieldViolation> violations;
  if (period.count() < 1)
    violations.push_back({"period.count", absl::StrCat(period.count(), " is not a number from 1 on")});
  if (period.unit() == v1::PERIOD_UNIT_UNSPECIFIED || !v1::PeriodUnit_IsValid(period.unit()))
    violations.push_back({"period.unit", "say what is counted, for example PERIOD_UNIT_WORKING_DAY"});
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}
}  // namespace

absl::Status WorkingCalendar::Finish(v1::RollRule roll, DueDate& due) const {
  if (absl::Status status = CheckRange(due.nominal); !status.ok()) return status;
  due.day = due.nominal;
  if (roll != v1::ROLL_RULE_NONE) {
    auto rolled = NextWorkingDay(due.nominal);
    if (!rolled.ok()) return rolled.status();
    due.day = *rolled;
  }
  due.due_time = EndOfDay(due.day);
  // The span between them is short and decided spans are whole years: its ends tell.
  due.provisional = due.provisional || IsProvisional(due.nominal) || IsProvisional(due.day);
  return absl::OkStatus();
}

absl::StatusOr<DueDate> WorkingCalendar::Fixed(absl::CivilDay day, v1::RollRule roll, bool explain) const {
  DueDate due;
  due.nominal = day;
  if (absl::Status status = Finish(roll, due); !status.ok()) return status;
  if (explain) ExplainFixed(due);
  return due;
}

absl::StatusOr<DueDate> WorkingCalendar::After(absl::Time anchor, const v1::Period& period, v1::RollRule roll,
                                               bool explain) const {
  if (absl::Status status = CheckPeriod(period); !status.ok()) return status;
  const absl::CivilDay anchor_day = DayOf(anchor);
  if (absl::Status status = CheckRange(anchor_day); !status.ok()) return status;
  DueDate due;
  if (period.unit() == v1::PERIOD_UNIT_HOUR) {
    const absl::Time instant = anchor + absl::Hours(period.count());
    // 24:00 of a day belongs to that day.
    due.nominal = DayOf(instant - absl::Microseconds(1));
    if (absl::Status status = Finish(v1::ROLL_RULE_NONE, due); !status.ok()) return status;
    due.due_time = instant;
  } else if (period.unit() == v1::PERIOD_UNIT_WORKING_DAY) {
    auto day = AddWorkingDays(anchor_day, period.count());
    if (!day.ok()) return day.status();
    due.nominal = *day;
    // Every day from the first counted one on decides.
    due.provisional = IsProvisional(anchor_day + 1);
    if (absl::Status status = Finish(v1::ROLL_RULE_NONE, due); !status.ok()) return status;
  } else {
    due.nominal = AddPeriod(anchor_day, period);
    if (absl::Status status = Finish(roll, due); !status.ok()) return status;
  }
  if (explain) ExplainPeriod(anchor_day, period, due);
  return due;
}

}  // namespace phoihop::deadline
