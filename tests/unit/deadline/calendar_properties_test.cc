// Properties on random calendars, against a naive oracle that walks day by day.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/deadline/lunar_calendar.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {
namespace {
constexpr absl::CivilDay kFirst(2024, 1, 1);
constexpr int kSpanDays = 800;

// Rules of the solar and the lunar calendar, and a decided span anywhere, on which they are silent.
void AddRandomRules(v1::Calendar& calendar) {
  const int decided_from = *rc::gen::inRange(0, kSpanDays);
  calendar.set_decided_from(FormatDate(kFirst + decided_from));
  calendar.set_decided_to(FormatDate(kFirst + *rc::gen::inRange(decided_from, kSpanDays + 1)));
  const int rules = *rc::gen::inRange(0, 6);
  for (int i = 0; i < rules; ++i) {
    v1::CalendarRule& rule = *calendar.add_rules();
    rule.set_id(absl::StrCat("r", i));
    rule.set_display_name("ngày nghỉ");
    const int month = *rc::gen::inRange(1, 13), day = *rc::gen::inRange(1, 31);
    if (*rc::gen::arbitrary<bool>()) {
      rule.mutable_fixed()->set_month(month);
      rule.mutable_fixed()->set_day(month == 2 ? std::min(day, 29) : day);
    } else {
      rule.mutable_lunar()->set_month(month);
      rule.mutable_lunar()->set_day(day);
    }
    rule.set_days_before(*rc::gen::inRange(0, 4));
    rule.set_days_after(*rc::gen::inRange(0, 4));
    rule.set_observed(*rc::gen::arbitrary<bool>());
    if (*rc::gen::arbitrary<bool>()) rule.set_valid_from(FormatDate(kFirst + *rc::gen::inRange(0, kSpanDays)));
  }
}

// A calendar of kSpanDays with random weekdays, random rows and random rules. Monday is always worked by the week.
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
  AddRandomRules(calendar);
  return calendar;
}

bool OracleWorkedByWeek(const v1::Calendar& calendar, absl::CivilDay day) {
  bool worked = false;
  for (const int weekday : calendar.working_weekdays())
    worked |= weekday == static_cast<int>(absl::GetWeekday(day)) + 1;
  return worked;
}

// Whether a day is the rule's own, asked of the day and not of the year.
bool OracleIsDayOf(const v1::CalendarRule& rule, absl::CivilDay day) {
  if (rule.has_fixed()) return rule.fixed().month() == day.month() && rule.fixed().day() == day.day();
  const LunarDay lunar = LunarFromCivil(day).value();
  if (lunar.leap || lunar.month != rule.lunar().month()) return false;
  const LunarDay next = LunarFromCivil(day + 1).value();
  return lunar.day == rule.lunar().day() || (rule.lunar().day() == 30 && lunar.day == 29 && next.day == 1);
}

// Days off by rule, found day by day.
std::set<absl::CivilDay> OracleRuleDays(const v1::Calendar& calendar) {
  constexpr int kMargin = 60;  // occurrences that reach into the span
  const auto silent = [&](const v1::CalendarRule& rule, absl::CivilDay day) {
    const std::string date = FormatDate(day);
    return date < calendar.valid_from() || date >= calendar.valid_to() || date < rule.valid_from() ||
           (calendar.decided_from() <= date && date <= calendar.decided_to());
  };
  std::map<std::string, v1::CalendarDay> rows;
  for (const v1::CalendarDay& row : calendar.days()) {
    if (row.status() != v1::CalendarDay::STATUS_UNCONFIRMED) rows[row.date()] = row;
  }
  const auto kind = [&](absl::CivilDay day) {
    const auto row = rows.find(FormatDate(day));
    return row == rows.end() ? v1::CalendarDay::KIND_UNSPECIFIED : row->second.kind();
  };
  std::set<absl::CivilDay> off;
  std::map<absl::CivilDay, std::pair<const v1::CalendarRule*, absl::CivilDay>> on_weekend;
  for (const v1::CalendarRule& rule : calendar.rules()) {
    for (absl::CivilDay day = kFirst - kMargin; day < kFirst + kSpanDays + kMargin; ++day) {
      if (!OracleIsDayOf(rule, day)) continue;
      for (absl::CivilDay part = day - rule.days_before(); part <= day + rule.days_after(); ++part) {
        if (silent(rule, part)) continue;
        off.insert(part);
        if (rule.observed() && !OracleWorkedByWeek(calendar, part) &&
            kind(part) != v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY)
          on_weekend.emplace(part, std::pair(&rule, day + rule.days_after()));
      }
    }
  }
  std::set<absl::CivilDay> taken;
  for (const auto& [day, moved] : on_weekend) {
    for (absl::CivilDay to = moved.second + 1; to < kFirst + kSpanDays; ++to) {
      const bool lieu = kind(to) == v1::CalendarDay::KIND_DAY_OFF_IN_LIEU;  // without a pair here
      if (!OracleWorkedByWeek(calendar, to) || off.contains(to) || taken.contains(to)) continue;
      if (kind(to) != v1::CalendarDay::KIND_UNSPECIFIED && !lieu) continue;
      taken.insert(to);
      if (!lieu && !silent(*moved.first, to)) off.insert(to);
      break;
    }
  }
  return off;
}

// The precedence as domain rules state it, for one day.
bool OracleWorked(const v1::Calendar& calendar, const std::set<absl::CivilDay>& rule_days, absl::CivilDay day) {
  bool worked = OracleWorkedByWeek(calendar, day) && !rule_days.contains(day);
  for (const auto& row : calendar.days()) {
    if (row.date() != FormatDate(day) || row.status() == v1::CalendarDay::STATUS_UNCONFIRMED) continue;
    worked = row.kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
  }
  return worked;
}

// Rules never touch a decided day, and beside them nothing is changed by where the horizon is.
RC_GTEST_PROP(CalendarProperty, DecidedDaysAreAsWithoutRules, ()) {
  v1::Calendar definition = RandomDefinition();
  const auto with = WorkingCalendar::Create(definition);
  RC_PRE(with.ok());
  definition.clear_rules();
  const WorkingCalendar without = WorkingCalendar::Create(definition).value();
  for (absl::CivilDay day = kFirst; day < kFirst + kSpanDays; ++day) {
    if (!with->IsProvisional(day)) RC_ASSERT(with->IsWorkingDay(day) == without.IsWorkingDay(day));
    RC_ASSERT(!with->IsWorkingDay(day) || without.IsWorkingDay(day));
  }
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
  const std::set<absl::CivilDay> rule_days = OracleRuleDays(s.definition);
  for (absl::CivilDay day = kFirst; day < kFirst + kSpanDays; ++day)
    RC_ASSERT(s.calendar.IsWorkingDay(day) == OracleWorked(s.definition, rule_days, day));
  const v1::ExplainedDay explained = s.calendar.Explain(s.day);
  RC_ASSERT(explained.working_day() == s.calendar.IsWorkingDay(s.day));
  RC_ASSERT(explained.provisional() == s.calendar.IsProvisional(s.day));
  RC_ASSERT(explained.rule().empty() || (rule_days.contains(s.day) && explained.provisional()));
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

// What starts on a day off counts as if it had started at the end of the last working day.
RC_GTEST_PROP(CalendarProperty, StartingOnADayOffIsStartingOnTheWorkingDayBefore, ()) {
  const Sample s = RandomSampleInTheMiddle();
  RC_PRE(!s.calendar.IsWorkingDay(s.day));
  const auto last_worked = s.calendar.AddWorkingDays(s.day, 0);
  RC_PRE(last_worked.ok());
  const int n = *rc::gen::inRange(1, 30);
  const auto due = s.calendar.AddWorkingDays(s.day, n);
  RC_PRE(due.ok());
  RC_ASSERT(*due == s.calendar.AddWorkingDays(*last_worked, n).value());
  RC_ASSERT(s.calendar.AddWorkingDays(s.day, 1).value() == s.calendar.NextWorkingDay(s.day).value());
  RC_ASSERT(s.calendar.MeasureWorkingDays(*last_worked, s.day).value() == 0);
}

// The definition with one row more, of that kind; nothing when the day has a row.
std::optional<v1::Calendar> WithRow(const v1::Calendar& definition, absl::CivilDay day, v1::CalendarDay::Kind kind) {
  std::map<std::string, v1::CalendarDay> rows;
  for (const v1::CalendarDay& row : definition.days()) rows[row.date()] = row;
  v1::CalendarDay added;
  added.set_date(FormatDate(day));
  added.set_kind(kind);
  added.set_status(v1::CalendarDay::STATUS_OFFICIAL);
  if (!rows.emplace(added.date(), added).second) return std::nullopt;
  v1::Calendar changed = definition;
  changed.clear_days();
  for (const auto& [date, row] : rows) *changed.add_days() = row;
  return changed;
}

// A decision that turns a day changes every span over it by one and no other; without the decision all is as it was.
// Rules make way for decisions, which is another thing: no rules here.
RC_GTEST_PROP(CalendarProperty, ADayThatIsTurnedAndTurnedBack, ()) {
  Sample s = RandomSampleInTheMiddle();
  s.definition.clear_rules();
  s.calendar = WorkingCalendar::Create(s.definition).value();
  const bool worked = s.calendar.IsWorkingDay(s.day);
  const auto turned_definition = WithRow(
      s.definition, s.day, worked ? v1::CalendarDay::KIND_DAY_OFF_IN_LIEU : v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
  RC_PRE(turned_definition.has_value());
  const auto turned = WorkingCalendar::Create(*turned_definition);
  RC_PRE(turned.ok());  // not the only working day
  RC_ASSERT(turned->IsWorkingDay(s.day) == !worked);
  const absl::CivilDay from = s.day - *rc::gen::inRange(1, 60), to = s.day + *rc::gen::inRange(0, 60);
  RC_ASSERT(turned->MeasureWorkingDays(from, to).value() ==
            s.calendar.MeasureWorkingDays(from, to).value() + (worked ? -1 : 1));
  RC_ASSERT(turned->MeasureWorkingDays(s.day, to).value() == s.calendar.MeasureWorkingDays(s.day, to).value());
  RC_ASSERT(turned->MeasureWorkingDays(from, s.day - 1).value() ==
            s.calendar.MeasureWorkingDays(from, s.day - 1).value());
  const int n = *rc::gen::inRange(1, 60);
  const auto before = s.calendar.AddWorkingDays(from, n), after = turned->AddWorkingDays(from, n);
  RC_PRE(before.ok() && after.ok());
  RC_ASSERT((worked ? *before <= *after : *after <= *before));
  if (*before < s.day || *after < s.day) RC_ASSERT(*before == *after);

  // A later decision of the other kind on the same row, as an official would write it.
  v1::Calendar back = *turned_definition;
  for (v1::CalendarDay& row : *back.mutable_days()) {
    if (row.date() == FormatDate(s.day))
      row.set_kind(worked ? v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY : v1::CalendarDay::KIND_DAY_OFF_IN_LIEU);
  }
  const WorkingCalendar restored = WorkingCalendar::Create(back).value();
  for (absl::CivilDay day = kFirst; day < kFirst + kSpanDays; ++day)
    RC_ASSERT(restored.IsWorkingDay(day) == s.calendar.IsWorkingDay(day));
  RC_ASSERT(restored.AddWorkingDays(from, n).value() == *before);
}

// Up to three sessions, in order and apart.
void SetRandomSessions(v1::Calendar& calendar) {
  const auto minutes = *rc::gen::container<std::set<int>>(6, rc::gen::inRange(0, 1441));
  calendar.clear_sessions();
  for (auto minute = minutes.begin(); minute != minutes.end(); ++minute) {
    auto* session = calendar.add_sessions();
    session->set_start_minute(*minute);
    session->set_end_minute(*++minute);
  }
}

absl::Time RandomInstant() { return StartOfDay(kFirst) + absl::Seconds(*rc::gen::inRange(0, kSpanDays * 24 * 3600)); }

absl::Duration Overlap(absl::Time a, absl::Time b, absl::Time from, absl::Time to) {
  return std::max(absl::ZeroDuration(), std::min(b, to) - std::max(a, from));
}

RC_GTEST_PROP(WorkingTimeProperty, IsTheSumOfWhatIsWorkedInEachSession, ()) {
  v1::Calendar definition = RandomDefinition();
  SetRandomSessions(definition);
  const WorkingCalendar calendar = WorkingCalendar::Create(definition).value();
  const std::set<absl::CivilDay> rule_days = OracleRuleDays(definition);
  const absl::Time a = RandomInstant(), b = RandomInstant();
  const absl::Time from = std::min(a, b), to = std::max(a, b);
  absl::Duration expected;
  for (absl::CivilDay day = DayOf(from); day <= DayOf(to); ++day) {
    if (!OracleWorked(definition, rule_days, day)) continue;
    for (const v1::WorkingSession& session : definition.sessions())
      expected += Overlap(StartOfDay(day) + absl::Minutes(session.start_minute()),
                          StartOfDay(day) + absl::Minutes(session.end_minute()), from, to);
  }
  RC_ASSERT(calendar.WorkingTime(from, to).value() == expected);
  RC_ASSERT(calendar.WorkingTime(to, from).value() == -expected);
}

RC_GTEST_PROP(WorkingTimeProperty, IsAdditiveOverInstantsAndOverSessions, ()) {
  v1::Calendar definition = RandomDefinition();
  SetRandomSessions(definition);
  const WorkingCalendar calendar = WorkingCalendar::Create(definition).value();
  const absl::Time a = RandomInstant(), b = RandomInstant(), c = RandomInstant();
  RC_ASSERT(calendar.WorkingTime(a, b).value() + calendar.WorkingTime(b, c).value() ==
            calendar.WorkingTime(a, c).value());
  absl::Duration by_session;
  for (const v1::WorkingSession& session : definition.sessions()) {
    v1::Calendar alone = definition;
    alone.clear_sessions();
    *alone.add_sessions() = session;
    by_session += WorkingCalendar::Create(alone)->WorkingTime(a, c).value();
  }
  RC_ASSERT(by_session == calendar.WorkingTime(a, c).value());
}

RC_GTEST_PROP(WorkingTimeProperty, OfWholeDaysIsTheirNumberTimesTheSessions, ()) {
  v1::Calendar definition = RandomDefinition();
  SetRandomSessions(definition);
  const WorkingCalendar calendar = WorkingCalendar::Create(definition).value();
  const absl::CivilDay first = kFirst + *rc::gen::inRange(1, kSpanDays);
  const absl::CivilDay last = first + *rc::gen::inRange(0, static_cast<int>(kFirst + kSpanDays - first));
  absl::Duration day;
  for (const v1::WorkingSession& session : definition.sessions())
    day += absl::Minutes(session.end_minute() - session.start_minute());
  RC_ASSERT(calendar.WorkingTime(StartOfDay(first), EndOfDay(last)).value() ==
            calendar.MeasureWorkingDays(first - 1, last).value() * day);
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
