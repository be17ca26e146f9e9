// Rhythms of plan items: the part of RFC 5545's RRULE that plans need.
//
// A rule belongs to the civil calendar, not to a start date: months are grouped from January, so that
// `FREQ=MONTHLY;INTERVAL=3` is "hằng quý" (RFC 5545 has no QUARTERLY). A rule that names no day falls due on the last
// day of its period: of the week (Sunday), the month, the quarter, the year.
#ifndef WORKFLOW_PLAN_RECURRENCE_H_
#define WORKFLOW_PLAN_RECURRENCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace phoihop::plan {

struct Recurrence {
  enum class Frequency { kDaily, kWeekly, kMonthly, kYearly };

  Frequency frequency = Frequency::kYearly;
  // Only with kMonthly: 1, 2, 3, 4 or 6 months.
  int interval = 1;
  // Only with kYearly, ascending.
  std::vector<int> months;
  // 1..31, or -1 for the last day of the month; 0: none named. A month that lacks the day takes its last day (written
  // with BYSETPOS, as RFC 5545 would otherwise skip that month).
  int month_day = 0;

  bool NamesDay() const;
  bool MoreThanOnceAYear() const;

  // The next day on which it falls due, on or after `day`.
  absl::CivilDay NextOnOrAfter(absl::CivilDay day) const;
  // The last one before `day`.
  absl::CivilDay LastBefore(absl::CivilDay day) const;
  // All within [from, to], in order.
  std::vector<absl::CivilDay> Between(absl::CivilDay from, absl::CivilDay to) const;

  // `FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15`
  std::string ToRule() const;
  // What ToRule writes; anything else is INVALID_FIELD.
  static absl::StatusOr<Recurrence> FromRule(absl::string_view rule);
};

// 1 to 4, and of which year.
absl::CivilDay LastDayOfMonth(absl::CivilMonth month);
absl::CivilDay LastDayOfQuarter(int quarter, int year);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_RECURRENCE_H_
