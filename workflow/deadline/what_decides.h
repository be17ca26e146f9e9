// How a calendar notes, in one number a day, what decides whether the day is worked. Private to WorkingCalendar: a
// calendar of a century has 36,525 days, and there is one for each version of the facts.
#ifndef WORKFLOW_DEADLINE_WHAT_DECIDES_H_
#define WORKFLOW_DEADLINE_WHAT_DECIDES_H_

#include <cstdint>

#include "workflow/deadline/calendar_validation.h"
#include "workflow/deadline/rule_days.h"

namespace phoihop::deadline::what_decides {

// From 0 on: the index of a confirmed row among the days. Below kByWeek: a rule, and of which day before it is in lieu.
inline constexpr int32_t kByWeek = -1;
inline constexpr int32_t kInLieuOf = 1 << 18;  // more days than any calendar has
static_assert(int64_t{kMaxCalendarRules} * kInLieuOf < INT32_MAX);

inline bool IsRule(int32_t what) { return what < kByWeek; }
inline int32_t Pack(const RuleDay& day) { return kByWeek - 1 - (day.rule * kInLieuOf + day.in_lieu_of); }
inline int RuleOf(int32_t what) { return (kByWeek - 1 - what) / kInLieuOf; }
inline int InLieuOf(int32_t what) { return (kByWeek - 1 - what) % kInLieuOf; }

}  // namespace phoihop::deadline::what_decides

#endif  // WORKFLOW_DEADLINE_WHAT_DECIDES_H_
