// Days of different hours: "Thứ bảy chỉ làm buổi sáng".
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void AddSession(v1::Calendar& calendar, int start, int end, const std::vector<int>& weekdays = {}) {
  v1::WorkingSession& session = *calendar.add_sessions();
  session.set_start_minute(start);
  session.set_end_minute(end);
  for (const int weekday : weekdays) session.add_weekdays(weekday);
}

// The province's, with Saturdays that are worked from 8:00 to 11:30.
v1::Calendar SaturdayMornings() {
  v1::Calendar calendar = ProvinceCalendarDefinition();
  calendar.add_working_weekdays(6);
  calendar.clear_sessions();
  AddSession(calendar, 450, 690, {1, 2, 3, 4, 5});
  AddSession(calendar, 480, 690, {6});
  AddSession(calendar, 810, 1050, {1, 2, 3, 4, 5});
  return calendar;
}

const WorkingCalendar& Mornings() {
  static const auto* const kCalendar = new WorkingCalendar(WorkingCalendar::Create(SaturdayMornings()).value());
  return *kCalendar;
}

double Hours(const WorkingCalendar& calendar, absl::string_view from, absl::string_view to) {
  return absl::ToDoubleHours(calendar.WorkingTime(At(from), At(to)).value());
}

TEST(WeekdaySessions, TimeIsCountedByTheHoursOfEachDay) {
  struct {
    const char *from, *to;
    double hours;
  } const kCases[] = {
      {"2026-09-07 00:00", "2026-09-14 00:00", 5 * 8 + 3.5},  // a week
      {"2026-09-12 00:00", "2026-09-13 00:00", 3.5},          // its Saturday
      {"2026-09-12 07:30", "2026-09-12 08:30", 0.5},          // which begins at eight
      {"2026-09-12 11:00", "2026-09-12 17:30", 0.5},          // and has no afternoon
      {"2026-09-11 13:30", "2026-09-14 08:30", 4 + 3.5 + 1},  // over the weekend
      {"2026-08-22 00:00", "2026-08-23 00:00", 8},            // a Saturday that is made up for Monday 31/08
      {"2026-08-31 00:00", "2026-09-01 00:00", 0},            // that Monday
      {"2026-08-15 08:00", "2026-08-29 11:30", 10 * 8 + 3.5 + 8 + 3.5},
  };
  for (const auto& c : kCases) {
    EXPECT_DOUBLE_EQ(Hours(Mornings(), c.from, c.to), c.hours) << c.from;
    EXPECT_DOUBLE_EQ(Hours(Mornings(), c.to, c.from), -c.hours) << c.from;
  }
  // Days are days, however long: the first one after Friday is Saturday.
  EXPECT_EQ(Mornings().AddWorkingDays(Day("2026-09-11"), 2).value(), Day("2026-09-14"));
}

TEST(WeekdaySessions, OpenWithTheFirstSessionOfTheDay) {
  EXPECT_EQ(Mornings().Opening(Day("2026-09-11")), At("2026-09-11 07:30"));
  EXPECT_EQ(Mornings().Opening(Day("2026-09-12")), At("2026-09-12 08:00"));
  EXPECT_EQ(Mornings().Opening(Day("2026-08-22")), At("2026-08-22 07:30"));
  EXPECT_EQ(Mornings().SessionsOn(Day("2026-09-12")).size(), 1u);
  EXPECT_EQ(Mornings().SessionsOn(Day("2026-08-22")).size(), 2u);
  EXPECT_TRUE(Mornings().SessionsOn(Day("2026-09-13")).empty());
}

// Sessions of a Saturday that is made up for a day that is not named.
std::string MadeUpForNobody(const std::function<void(v1::Calendar&)>& change) {
  v1::Calendar calendar = SaturdayMornings();
  change(calendar);
  for (v1::CalendarDay& day : *calendar.mutable_days()) {
    if (day.date() == "2026-08-22") day.clear_paired_date();
  }
  const WorkingCalendar made = WorkingCalendar::Create(calendar).value();
  std::string hours;
  for (const Session& session : made.SessionsOn(Day("2026-08-22"))) {
    hours += absl::FormatDuration(session.start) + "-" + absl::FormatDuration(session.end) + " ";
  }
  return hours;
}

TEST(WeekdaySessions, AMakeUpDayWithoutItsPairHasTheSessionsOfEveryDay) {
  // None is of every day: those of the first weekday that is worked.
  EXPECT_EQ(MadeUpForNobody([](v1::Calendar&) {}), "7h30m-11h30m 13h30m-17h30m ");
  EXPECT_EQ(MadeUpForNobody([](v1::Calendar& calendar) {
              calendar.clear_sessions();
              AddSession(calendar, 450, 690);
              AddSession(calendar, 810, 1050, {1, 2, 3, 4, 5});
            }),
            "7h30m-11h30m ");
}

TEST(WeekdaySessions, AClockHasTheHoursThatAreLeftOfItsDays) {
  const v1::Clock clock = Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At("2026-09-01 09:00"),
                              Mornings().Fixed(Day("2026-09-12"), v1::ROLL_RULE_NONE, false).value(), "", Mornings());
  EXPECT_EQ(RemainingSeconds(clock, At("2026-09-11 13:30"), Mornings()).value(), (4 + 3.5) * 3600);
  EXPECT_EQ(RemainingSeconds(clock, At("2026-09-12 14:00"), Mornings()).value(), 0);
  EXPECT_EQ(RemainingSeconds(clock, At("2026-09-14 08:30"), Mornings()).value(), -3600);
}

// In the afternoon of a Saturday no work is left in it, so it is not credited.
TEST(WeekdaySessions, AStandstillCreditsTheDaysInWhichWorkWasLeft) {
  const struct {
    const char* since;
    const char* due;
  } kCases[] = {{"2026-09-12 10:00", "2026-09-19"}, {"2026-09-12 14:00", "2026-09-18"}};
  for (const auto& c : kCases) {
    v1::Clock clock = Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At("2026-09-01 09:00"),
                          Mornings().Fixed(Day("2026-09-17"), v1::ROLL_RULE_NONE, false).value(), "", Mornings());
    Suspend(clock, At(c.since), At("2026-09-15 00:00"));
    ASSERT_TRUE(Settle(clock, At("2026-09-15 08:00"), Mornings()).ok());
    EXPECT_EQ(clock.due_date(), c.due) << c.since;
  }
}

TEST(WeekdaySessions, AnExplanationNamesTheHoursThatAreNotTheUsualOnes) {
  EXPECT_EQ(Mornings().Explain(Day("2026-09-12")).reason(), "Thứ Bảy: ngày làm việc; làm việc 8:00–11:30");
  EXPECT_EQ(Mornings().Explain(Day("2026-09-11")).reason(), "Thứ Sáu: ngày làm việc");
  EXPECT_THAT(Mornings().Explain(Day("2026-08-22")).reason(), Not(HasSubstr("làm việc 8:00")));
  EXPECT_THAT(Mornings().Explain(Day("2026-09-13")).reason(), Not(HasSubstr("làm việc")));
}

TEST(WeekdaySessions, WhatCannotBeWorkedIsRefused) {
  const struct {
    const char* field;
    const char* says;
    std::function<void(v1::Calendar&)> break_it;
  } kCases[] = {
      {"sessions[1].weekdays[0]", "1 (Monday) to 7",
       [](v1::Calendar& c) { c.mutable_sessions(1)->set_weekdays(0, 8); }},
      {"sessions[1].weekdays[0]", "1 (Monday) to 7",
       [](v1::Calendar& c) { c.mutable_sessions(1)->set_weekdays(0, 0); }},
      {"sessions[1].weekdays[1]", "weekday 6 twice", [](v1::Calendar& c) { c.mutable_sessions(1)->add_weekdays(6); }},
      {"sessions", "weekday 7 is worked and has no session", [](v1::Calendar& c) { c.add_working_weekdays(7); }},
      {"sessions[2]", "overlaps", [](v1::Calendar& c) { c.mutable_sessions(2)->set_start_minute(600); }},
      {"sessions[2]", "overlaps",
       [](v1::Calendar& c) {
         c.mutable_sessions(2)->set_start_minute(690);
         c.mutable_sessions(1)->set_end_minute(700);
         c.mutable_sessions(2)->add_weekdays(6);
       }},
      {"sessions[3]", "in order", [](v1::Calendar& c) { AddSession(c, 300, 400); }},
  };
  for (const auto& c : kCases) {
    v1::Calendar calendar = SaturdayMornings();
    c.break_it(calendar);
    const absl::Status status = WorkingCalendar::Create(calendar).status();
    ASSERT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD) << c.says;
    const std::vector<FieldViolation> violations = ViolationsOf(status);
    ASSERT_EQ(violations.size(), 1u) << status;
    EXPECT_EQ(violations[0].field, c.field);
    EXPECT_THAT(violations[0].description, HasSubstr(c.says));
  }
  // Sessions of different weekdays may stand in any order.
  v1::Calendar calendar = SaturdayMornings();
  calendar.mutable_sessions()->SwapElements(1, 2);
  EXPECT_TRUE(WorkingCalendar::Create(calendar).ok());
}

constexpr absl::CivilDay kFirst(2026, 1, 1);
constexpr int kSpanDays = 400;

// Sessions of random weekdays, and days off and make-up days, half of these with a pair.
v1::Calendar RandomDefinition() {
  v1::Calendar calendar;
  calendar.set_name("provinces/x/calendars/default");
  const auto minutes = *rc::gen::container<std::set<int>>(6, rc::gen::inRange(0, 1441));
  std::set<int> worked;
  for (auto minute = minutes.begin(); minute != minutes.end(); ++minute) {
    const int start = *minute, mask = *rc::gen::inRange(0, 1 << 7);
    std::vector<int> weekdays;
    for (int weekday = 1; weekday <= 7; ++weekday) {
      if ((mask >> (weekday - 1)) % 2 == 1) weekdays.push_back(weekday);
      if (mask == 0 || (mask >> (weekday - 1)) % 2 == 1) worked.insert(weekday);
    }
    AddSession(calendar, start, *++minute, weekdays);
  }
  // Of the weekdays that have sessions some are worked.
  for (const int weekday : worked) {
    if (weekday == *worked.rbegin() || *rc::gen::arbitrary<bool>()) calendar.add_working_weekdays(weekday);
  }
  for (const int offset : *rc::gen::container<std::set<int>>(rc::gen::inRange(0, kSpanDays))) {
    v1::CalendarDay& day = *calendar.add_days();
    day.set_date(FormatDate(kFirst + offset));
    day.set_kind(static_cast<v1::CalendarDay::Kind>(*rc::gen::inRange(1, 4)));
    day.set_status(v1::CalendarDay::STATUS_OFFICIAL);
    if (*rc::gen::arbitrary<bool>()) day.set_paired_date(FormatDate(kFirst + *rc::gen::inRange(0, kSpanDays)));
  }
  calendar.set_valid_from(FormatDate(kFirst));
  calendar.set_valid_to(FormatDate(kFirst + kSpanDays));
  return calendar;
}

// The sessions of a weekday (0: those of every day) as the comment of WorkingSession says.
std::vector<v1::WorkingSession> OracleSessions(const v1::Calendar& calendar, int weekday) {
  std::vector<v1::WorkingSession> found;
  for (const v1::WorkingSession& session : calendar.sessions()) {
    const auto& days = session.weekdays();
    const bool named = std::find(days.begin(), days.end(), weekday) != days.end();
    if (days.empty() || named) found.push_back(session);
  }
  if (!found.empty()) return found;
  if (weekday != 0) return OracleSessions(calendar, 0);
  return OracleSessions(calendar,
                        *std::min_element(calendar.working_weekdays().begin(), calendar.working_weekdays().end()));
}

int WeekdayOf(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

absl::Duration OracleWorked(const WorkingCalendar& calendar, absl::CivilDay day, absl::Time from, absl::Time to) {
  absl::Duration worked;
  if (!calendar.IsWorkingDay(day)) return worked;
  int weekday = WeekdayOf(day);
  for (const v1::CalendarDay& row : calendar.definition().days()) {
    if (row.date() != FormatDate(day)) continue;
    weekday = row.paired_date().empty() ? 0 : WeekdayOf(ParseDate(row.paired_date()).value());
  }
  for (const v1::WorkingSession& session : OracleSessions(calendar.definition(), weekday)) {
    const absl::Time start = StartOfDay(day) + absl::Minutes(session.start_minute());
    const absl::Time end = StartOfDay(day) + absl::Minutes(session.end_minute());
    worked += std::max(absl::ZeroDuration(), std::min(end, to) - std::max(start, from));
  }
  return worked;
}

RC_GTEST_PROP(WeekdaySessionsProperty, TimeIsTheSumOverTheDays, ()) {
  const auto made = WorkingCalendar::Create(RandomDefinition());
  RC_ASSERT(made.ok());
  const absl::Time a = StartOfDay(kFirst) + absl::Seconds(*rc::gen::inRange(0, kSpanDays * 24 * 3600));
  const absl::Time b = StartOfDay(kFirst) + absl::Seconds(*rc::gen::inRange(0, kSpanDays * 24 * 3600));
  const absl::Time from = std::min(a, b), to = std::max(a, b);
  absl::Duration expected;
  for (absl::CivilDay day = DayOf(from); day <= DayOf(to); ++day) expected += OracleWorked(*made, day, from, to);
  RC_ASSERT(made->WorkingTime(from, to).value() == expected);
  RC_ASSERT(made->WorkingTime(to, from).value() == -expected);
}

// Adding days and measuring them agree, however long the days are, and the hours of the days that are added are those
// that lie between.
RC_GTEST_PROP(WeekdaySessionsProperty, AddingAndMeasuringAgree, ()) {
  const auto made = WorkingCalendar::Create(RandomDefinition());
  RC_ASSERT(made.ok());
  const absl::CivilDay day = kFirst + *rc::gen::inRange(0, kSpanDays);
  const int n = *rc::gen::inRange(1, 40);
  const auto last = made->AddWorkingDays(day, n);
  RC_PRE(last.ok());
  RC_ASSERT(made->MeasureWorkingDays(day, *last).value() == n);
  absl::Duration expected;
  for (absl::CivilDay added = day + 1; added <= *last; ++added) {
    for (const Session& session : made->SessionsOn(added)) expected += session.end - session.start;
  }
  RC_ASSERT(made->WorkingTime(StartOfDay(day + 1), EndOfDay(*last)).value() == expected);
}

}  // namespace
}  // namespace phoihop::deadline
