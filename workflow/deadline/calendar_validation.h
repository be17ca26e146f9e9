// What is wrong with the definition of a calendar.
#ifndef WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_
#define WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_

#include <vector>

#include "phoihop/v1/deadline.pb.h"
#include "workflow/errors.h"

namespace phoihop::deadline {

// Entries of one calendar. Settings of the product: a century of decisions and rules fits several times.
inline constexpr int kMaxCalendarRules = 64;
inline constexpr int kMaxCalendarDays = 10'000;
// Days off around the day of a rule, on either side.
inline constexpr int kMaxDaysAroundRule = 15;
inline constexpr int kMaxRuleNameBytes = 200;

// All violations, in the order of the fields; see WorkingCalendar::Create. A rule needs an id of its own, a name, one
// day that exists (29 February does) and a span that ends no earlier than it begins; one of the lunar calendar stays
// within the years that are known (lunar_calendar.h).
std::vector<FieldViolation> Violations(const v1::Calendar& calendar);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_
