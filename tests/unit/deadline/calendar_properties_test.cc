// Properties on random calendars, against a naive oracle that walks day by day.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {
namespace {
constexpr absl::CivilDay kFirst(2024, 1, 1);
constexpr int kSpanDays = 800;

// A calendar of kSpanDays with random weekdays and random rows. Monday is always worked, so that there is a day.
v1::Calendar RandomDefinition() {
  v1::Calendar calendar;
  calendar.set_name("provinces/x/calendars/default");
  calendar.add_working_weekdays(1);
  for (int weekday = 2; weekday <= 7; ++weekday) {
    if (*rc::gen::weightedElement<bool>({{weekday <= 5 ? 6 : 1, true}, {weekday <= 5 ? 1 : 6, false}}))
      calendar.add_working_weekdays(weekday);
  }
  auto* session = calendar.add_sessions();
  session->set_start_minute(450);
  session->set_end_minute(1020);
  calendar.set_valid_from(FormatDate(kFirst));
  calendar.set_valid_to(FormatDate(kFirst + kSpanDays));
  const auto offsets = *rc::gen::container<std::set<int>>(rc::gen::inRange(0, kSpanDays));
  for (const int offset : offsets) {
    auto* day = calendar.add_days();
    day->set_date(FormatDate(kFirst + offset));
    day->set_kind(static_cast<v1::CalendarDay::Kind>(*rc::gen::inRange(1, 4)));
    day->set_status(static_cast<v1::CalendarDay::Status>(*rc::gen::inRange(1, 5)));
  }
  return calendar;
}

// The precedence as domain rules state it, for one day.
bool OracleWorked(const v1::Calendar& calendar, absl::CivilDay day) {
  bool worked = false;
  for (const int weekday : calendar.working_weekdays())
    worked |= weekday == static_cast<int>(absl::GetWeekday(day)) + 1;
  for (const auto& row : calendar.days()) {
    if (row.date() != FormatDate(day) || row.status() == v1::CalendarDay::STATUS_UNCONFIRMED) continue;
    worked = row.kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
  }
  return worked;
}

struct Sample {
  v1::Calendar definition;
  WorkingCalendar calendar;
  absl::CivilDay day;
};

Sample RandomSample(int first_day = 0, int end_day = kSpanDays) {
  v1::Calendar definition = RandomDefinition();
  WorkingCalendar calendar = WorkingCalendar::Create(definition).value();
  const absl::CivilDay day = kFirst + *rc::gen::inRange(first_day, end_day);
  return {std::move(definition), std::move(calendar), day};
}

// A day that leaves room to add and subtract some working days within the calendar.
Sample RandomSampleInTheMiddle() { return RandomSample(kSpanDays / 4, kSpanDays * 3 / 4); }

RC_GTEST_PROP(CalendarProperty, WorkedAsTheOracleSays, ()) {
  const Sample s = RandomSample();
  RC_ASSERT(s.calendar.IsWorkingDay(s.day) == OracleWorked(s.definition, s.day));
  RC_ASSERT(s.calendar.Explain(s.day).working_day() == s.calendar.IsWorkingDay(s.day));
}

RC_GTEST_PROP(CalendarProperty, MeasureCountsWorkedDays, ()) {
  const Sample s = RandomSample();
  const absl::CivilDay to = s.day + *rc::gen::inRange(0, static_cast<int>(kFirst + kSpanDays - s.day));
  int expected = 0;
  for (absl::CivilDay day = s.day + 1; day <= to; ++day) expected += s.calendar.IsWorkingDay(day) ? 1 : 0;
  RC_ASSERT(s.calendar.MeasureWorkingDays(s.day, to).value() == expected);
  RC_ASSERT(s.calendar.MeasureWorkingDays(to, s.day).value() == -expected);
}

RC_GTEST_PROP(CalendarProperty, AddAndMeasureAgree, ()) {
  const Sample s = RandomSampleInTheMiddle();
  const int n = *rc::gen::inRange(-50, 51);
  const auto result = s.calendar.AddWorkingDays(s.day, n);
  RC_PRE(result.ok());
  RC_ASSERT(s.calendar.IsWorkingDay(*result));
  if (n > 0) RC_ASSERT(*result > s.day);
  if (n < 0) RC_ASSERT(*result < s.day);
  if (n == 0) RC_ASSERT(*result <= s.day);
  if (n > 0 || s.calendar.IsWorkingDay(s.day)) RC_ASSERT(s.calendar.MeasureWorkingDays(s.day, *result).value() == n);
  // From a day off, counting back starts with the last working day, which counting with 0 answers.
  if (n < 0 && !s.calendar.IsWorkingDay(s.day))
    RC_ASSERT(s.calendar.MeasureWorkingDays(s.day, *result).value() == n + 1);
}

RC_GTEST_PROP(CalendarProperty, AddIsAdditiveAndInvertible, ()) {
  const Sample s = RandomSampleInTheMiddle();
  const int a = *rc::gen::inRange(1, 25), b = *rc::gen::inRange(1, 25);
  const auto first = s.calendar.AddWorkingDays(s.day, a);
  RC_PRE(first.ok());
  const auto both = s.calendar.AddWorkingDays(s.day, a + b);
  RC_PRE(both.ok());
  RC_ASSERT(s.calendar.AddWorkingDays(*first, b).value() == *both);
  RC_ASSERT(s.calendar.AddWorkingDays(*both, -b).value() == *first);
}

RC_GTEST_PROP(CalendarProperty, AddIsMonotone, ()) {
  const Sample s = RandomSampleInTheMiddle();
  const int n = *rc::gen::inRange(-50, 51);
  const auto here = s.calendar.AddWorkingDays(s.day, n);
  const auto tomorrow = s.calendar.AddWorkingDays(s.day + 1, n);
  const auto more = s.calendar.AddWorkingDays(s.day, n + 1);
  RC_PRE(here.ok() && tomorrow.ok() && more.ok());
  RC_ASSERT(*here <= *tomorrow);
  RC_ASSERT(*here <= *more);
}

RC_GTEST_PROP(CalendarProperty, NextWorkingDayIsTheNearest, ()) {
  const Sample s = RandomSample();
  const auto next = s.calendar.NextWorkingDay(s.day);
  RC_PRE(next.ok());
  RC_ASSERT(s.calendar.IsWorkingDay(*next));
  for (absl::CivilDay day = s.day; day < *next; ++day) RC_ASSERT(!s.calendar.IsWorkingDay(day));
}

RC_GTEST_PROP(DueDateProperty, EndsOnAWorkingDayThatTheExplanationShows, ()) {
  const Sample s = RandomSample();
  v1::Period period;
  period.set_unit(static_cast<v1::PeriodUnit>(*rc::gen::inRange(2, 7)));
  period.set_count(*rc::gen::inRange(1, 40));
  const absl::Time anchor = StartOfDay(s.day) + absl::Minutes(*rc::gen::inRange(0, 1440));
  const auto due = s.calendar.After(anchor, period, v1::ROLL_RULE_NEXT_WORKING_DAY, true);
  RC_PRE(due.ok());
  RC_ASSERT(s.calendar.IsWorkingDay(due->day));
  RC_ASSERT(due->nominal <= due->day);
  RC_ASSERT(due->day > s.day);
  RC_ASSERT(due->due_time == EndOfDay(due->day));
  RC_ASSERT(due->days.front().date() == FormatDate(s.day));
  RC_ASSERT(due->days.back().date() == FormatDate(due->day));
  RC_ASSERT(static_cast<int>(due->days.size()) <= kMaxExplainedDays);
  int counted = 0;
  for (const v1::ExplainedDay& day : due->days) counted += day.counted() ? 1 : 0;
  if (static_cast<int>(due->days.size()) == due->day - s.day + 1) {
    if (period.unit() == v1::PERIOD_UNIT_WORKING_DAY || period.unit() == v1::PERIOD_UNIT_CALENDAR_DAY)
      RC_ASSERT(counted == period.count());
    else
      RC_ASSERT(counted == due->nominal - s.day);
  }
}

RC_GTEST_PROP(DueDateProperty, ALaterAnchorIsNeverDueEarlier, ()) {
  const Sample s = RandomSample();
  v1::Period period;
  period.set_unit(static_cast<v1::PeriodUnit>(*rc::gen::inRange(1, 7)));
  period.set_count(*rc::gen::inRange(1, 20));
  const absl::Time anchor = StartOfDay(s.day);
  const absl::Time later = anchor + absl::Minutes(*rc::gen::inRange(0, 90 * 1440));
  const auto first = s.calendar.After(anchor, period, v1::ROLL_RULE_NEXT_WORKING_DAY, false);
  const auto second = s.calendar.After(later, period, v1::ROLL_RULE_NEXT_WORKING_DAY, false);
  RC_PRE(first.ok() && second.ok());
  RC_ASSERT(first->due_time <= second->due_time);
}

RC_GTEST_PROP(ClockProperty, WaitingConservesTheRemainingWorkingDays, ()) {
  const Sample s = RandomSample();
  const auto due = s.calendar.Fixed(s.day, v1::ROLL_RULE_NEXT_WORKING_DAY, false);
  RC_PRE(due.ok());
  v1::Clock clock = Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, StartOfDay(kFirst), *due, "", s.calendar);
  const absl::CivilDay frozen = kFirst + *rc::gen::inRange(0, kSpanDays);
  const absl::CivilDay resumed = frozen + *rc::gen::inRange(0, 60);
  Freeze(clock, StartOfDay(frozen) + absl::Hours(9));
  RC_PRE(Resume(clock, StartOfDay(resumed) + absl::Hours(9), s.calendar).ok());
  RC_ASSERT(s.calendar.MeasureWorkingDays(resumed, DueDay(clock)).value() ==
            s.calendar.MeasureWorkingDays(frozen, due->day).value());
}

}  // namespace
}  // namespace phoihop::deadline
