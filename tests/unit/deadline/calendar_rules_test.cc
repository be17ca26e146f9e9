// Days off by rule: the law's, beyond the days that were decided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/lunar_years.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/calendar_validation.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

WorkingCalendar Make(const v1::Calendar& definition) {
  auto calendar = WorkingCalendar::Create(definition);
  EXPECT_TRUE(calendar.ok()) << calendar.status();
  return *std::move(calendar);
}

// The rules of law on the calendar of the province, which is decided to the end of 2026.
v1::Calendar WithLaw() {
  v1::Calendar calendar = ProvinceCalendarDefinition();
  calendar.set_valid_to("2101-01-01");
  AddLaw(calendar);
  return calendar;
}

// The same without any enumerated day: decided to the end of 2026, when every weekday is worked.
v1::Calendar LawAlone() {
  v1::Calendar calendar = WithLaw();
  calendar.clear_days();
  return calendar;
}

// Weekdays of the span that are not worked.
std::vector<std::string> Off(const WorkingCalendar& calendar, absl::string_view first, absl::string_view last) {
  std::vector<std::string> days;
  for (absl::CivilDay day = Day(first); day <= Day(last); ++day) {
    const bool weekend = absl::GetWeekday(day) >= absl::Weekday::saturday;
    if (!weekend && !calendar.IsWorkingDay(day)) days.push_back(FormatDate(day));
  }
  return days;
}

v1::CalendarRule& Only(v1::Calendar& calendar, absl::string_view id) {
  std::vector<v1::CalendarRule> kept;
  for (const v1::CalendarRule& rule : calendar.rules()) {
    if (rule.id() == id) kept.push_back(rule);
  }
  calendar.clear_rules();
  return *calendar.add_rules() = kept.at(0);
}

void AddDay(v1::Calendar& calendar, absl::string_view date, v1::CalendarDay::Kind kind, absl::string_view pair = "") {
  v1::CalendarDay& day = *calendar.add_days();
  day.set_date(std::string(date));
  day.set_kind(kind);
  day.set_status(v1::CalendarDay::STATUS_OFFICIAL);
  day.set_paired_date(std::string(pair));
}

TEST(CalendarRules, TetIsWhereOthersPublishedTheNewYear) {
  const WorkingCalendar calendar = Make(LawAlone());
  int year = 1899;
  for (const LunarYearFact& fact : LunarYearFacts()) {
    if (++year < 2027) continue;
    for (int offset = -1; offset <= 3; ++offset) {
      const absl::CivilDay day = Day(fact.tet) + offset;
      EXPECT_FALSE(calendar.IsWorkingDay(day)) << day;
      EXPECT_EQ(calendar.Explain(day).rule(), "tet") << day;
    }
    EXPECT_TRUE(calendar.IsWorkingDay(Day(fact.tet) - 2) ||
                absl::GetWeekday(Day(fact.tet) - 2) > absl::Weekday::friday);
  }
  EXPECT_GT(year, 2099);
  // As published: the first days of the years Đinh Mùi to Canh Tuất.
  for (const std::string tet : {"2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02"})
    EXPECT_THAT(calendar.Explain(Day(tet)).reason(), HasSubstr(absl::StrCat("1/1/", tet.substr(0, 4), " âm lịch")));
}

TEST(CalendarRules, TheYearsTwentySevenToThirty) {
  const WorkingCalendar calendar = Make(LawAlone());
  // Tết 2027 is 5 to 9 February, with 6 and 7 on a weekend: 10 and 11 are off for them. 1 May is a Saturday.
  EXPECT_THAT(Off(calendar, "2027-01-01", "2027-12-31"),
              ElementsAre("2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
                          "2027-04-16", "2027-04-30", "2027-05-03", "2027-09-01", "2027-09-02", "2027-11-24"));
  // New Year is a Saturday; so is the fourth day of Tết. 30 April is a Sunday, followed by 1 May.
  EXPECT_THAT(Off(calendar, "2028-01-01", "2028-12-31"),
              ElementsAre("2028-01-03", "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28", "2028-01-31",
                          "2028-04-04", "2028-05-01", "2028-05-02", "2028-09-01", "2028-09-04", "2028-11-24"));
  EXPECT_THAT(Off(calendar, "2029-01-01", "2029-12-31"),
              ElementsAre("2029-01-01", "2029-02-12", "2029-02-13", "2029-02-14", "2029-02-15", "2029-02-16",
                          "2029-04-23", "2029-04-30", "2029-05-01", "2029-09-03", "2029-09-04"));
  EXPECT_THAT(Off(calendar, "2030-01-01", "2030-12-31"),
              ElementsAre("2030-01-01", "2030-02-01", "2030-02-04", "2030-02-05", "2030-02-06", "2030-02-07",
                          "2030-04-12", "2030-04-30", "2030-05-01", "2030-09-02", "2030-09-03"));
}

TEST(CalendarRules, WhatIsEnumeratedBeforeItIsDecidedCountsOnce) {
  // 2027 has rows already: 3 May is off in lieu of Saturday 1 May, so nothing else is.
  EXPECT_THAT(Off(Make(WithLaw()), "2027-01-01", "2027-12-31"),
              ElementsAre("2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
                          "2027-04-16", "2027-04-30", "2027-05-03", "2027-09-01", "2027-09-02", "2027-11-24"));
  // One that is off for a Saturday that is worked is no such day.
  v1::Calendar swapped = LawAlone();
  AddDay(swapped, "2027-05-03", v1::CalendarDay::KIND_DAY_OFF_IN_LIEU, "2027-05-08");
  AddDay(swapped, "2027-05-08", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY, "2027-05-03");
  EXPECT_THAT(Off(Make(swapped), "2027-05-01", "2027-05-31"), ElementsAre("2027-05-03", "2027-05-04"));
}

TEST(CalendarRules, ADecidedYearIsNotChanged) {
  const WorkingCalendar with = Make(WithLaw());
  v1::Calendar definition = WithLaw();
  definition.clear_rules();
  const WorkingCalendar without = Make(definition);
  for (absl::CivilDay day = Day("2024-01-01"); day <= Day("2026-12-31"); ++day) {
    EXPECT_EQ(with.IsWorkingDay(day), without.IsWorkingDay(day)) << day;
    EXPECT_EQ(with.Explain(day).rule(), "");
    EXPECT_FALSE(with.Explain(day).provisional());
  }
  // Also where the decision has no row.
  EXPECT_THAT(Off(Make(LawAlone()), "2024-01-01", "2026-12-31"), IsEmpty());
}

TEST(CalendarRules, TheDayBeforeAndAfterTheHorizon) {
  v1::Calendar definition = LawAlone();
  definition.set_decided_to("2029-02-13");  // Tết 2029 is 12 to 16 February, Monday to Friday
  const WorkingCalendar calendar = Make(definition);
  EXPECT_THAT(Off(calendar, "2029-02-05", "2029-02-23"), ElementsAre("2029-02-14", "2029-02-15", "2029-02-16"));
  EXPECT_FALSE(calendar.Explain(Day("2029-02-13")).provisional());
  EXPECT_TRUE(calendar.Explain(Day("2029-02-14")).provisional());

  // A day off in lieu is never one that was decided: New Year 2028 is a Saturday.
  definition.set_decided_from("2028-01-02");
  definition.set_decided_to("2028-12-31");
  EXPECT_THAT(Off(Make(definition), "2027-12-20", "2028-01-10"), IsEmpty());
  definition.set_decided_from("2028-01-04");
  EXPECT_THAT(Off(Make(definition), "2027-12-20", "2028-01-10"), ElementsAre("2028-01-03"));
}

TEST(CalendarRules, WhatFallsOnAWeekendMovesBehindAllOfIt) {
  v1::Calendar definition = LawAlone();
  definition.set_valid_from("2021-01-01");
  definition.clear_decided_to();
  definition.set_decided_from("2026-01-01");
  const WorkingCalendar calendar = Make(definition);
  // 30 April 2022 and 1 May are a weekend; the next two working days were off. In 2023 Giỗ Tổ was Saturday 29 April.
  EXPECT_THAT(Off(calendar, "2022-04-25", "2022-05-08"), ElementsAre("2022-05-02", "2022-05-03"));
  EXPECT_THAT(Off(calendar, "2023-04-24", "2023-05-07"), ElementsAre("2023-05-01", "2023-05-02", "2023-05-03"));
  // 24 November 2024 is a Sunday: the rule is no law before July 2026, and is not made up for.
  EXPECT_THAT(Off(calendar, "2024-11-20", "2024-11-30"), IsEmpty());
  definition.clear_decided_from();
  definition.set_decided_to("2026-12-31");
  EXPECT_THAT(Off(Make(definition), "2029-11-20", "2029-11-30"), IsEmpty());  // Saturday
}

TEST(CalendarRules, LawBeginsAndEnds) {
  v1::Calendar definition = LawAlone();
  v1::CalendarRule& rule = Only(definition, "tet");
  rule.set_valid_from("2028-01-27");
  rule.set_valid_to("2029-02-14");
  const WorkingCalendar calendar = Make(definition);
  EXPECT_THAT(Off(calendar, "2027-01-01", "2030-12-31"),
              ElementsAre("2028-01-27", "2028-01-28", "2028-01-31", "2029-02-12", "2029-02-13", "2029-02-14"));
}

TEST(CalendarRules, EnumeratedDaysHavePrecedence) {
  v1::Calendar definition = LawAlone();
  AddDay(definition, "2027-04-16", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
  AddDay(definition, "2027-11-24", v1::CalendarDay::KIND_DAY_OFF_IN_LIEU);
  definition.mutable_days(1)->mutable_provenance()->set_source("quyết định");
  const WorkingCalendar calendar = Make(definition);
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2027-04-16")));
  EXPECT_EQ(calendar.Explain(Day("2027-04-16")).rule(), "");
  EXPECT_FALSE(calendar.IsWorkingDay(Day("2027-11-24")));
  EXPECT_EQ(calendar.Explain(Day("2027-11-24")).source(), "quyết định");
  // A proposal counts for nothing, and the rule goes on.
  definition.mutable_days(0)->set_status(v1::CalendarDay::STATUS_UNCONFIRMED);
  EXPECT_EQ(Make(definition).Explain(Day("2027-04-16")).rule(), "gio-to");
  EXPECT_FALSE(Make(definition).IsWorkingDay(Day("2027-04-16")));
}

TEST(CalendarRules, DaysThatNotEveryYearHas) {
  v1::Calendar definition = LawAlone();
  v1::CalendarRule& rule = Only(definition, "tet-duong-lich");
  rule.mutable_fixed()->set_month(2);
  rule.mutable_fixed()->set_day(29);
  rule.set_observed(false);
  EXPECT_THAT(Off(Make(definition), "2027-01-01", "2035-12-31"), ElementsAre("2028-02-29"));  // 2032: Sunday, moves
  rule.set_observed(true);
  EXPECT_THAT(Off(Make(definition), "2027-01-01", "2035-12-31"), ElementsAre("2028-02-29", "2032-03-01"));

  // The last day of the year, which is the 29th or the 30th: the day before Tết.
  rule.set_observed(false);
  rule.mutable_lunar()->set_month(12);
  rule.mutable_lunar()->set_day(30);
  EXPECT_THAT(Off(Make(definition), "2027-01-01", "2030-12-31"),
              ElementsAre("2027-02-05", "2028-01-25", "2029-02-12", "2030-02-01"));
}

TEST(CalendarRules, NotInALeapMonth) {
  v1::Calendar definition = LawAlone();
  v1::CalendarRule& rule = Only(definition, "gio-to");
  rule.mutable_lunar()->set_month(5);
  rule.mutable_lunar()->set_day(15);
  // 2028 has a month 5 and a leap month 5.
  EXPECT_THAT(Off(Make(definition), "2028-01-01", "2028-12-31"), ElementsAre("2028-06-07"));
}

TEST(CalendarRules, ExplainedWithTheirSource) {
  const WorkingCalendar calendar = Make(LawAlone());
  const v1::ExplainedDay tet = calendar.Explain(Day("2027-02-08"));
  EXPECT_EQ(tet.reason(),
            "Thứ Hai: nghỉ lễ (Tết Nguyên đán, 3/1/2027 âm lịch); tính theo quy tắc, chưa có thông báo; tạm tính: lịch "
            "nghỉ của ngày này chưa được quyết định");
  EXPECT_EQ(tet.rule(), "tet");
  EXPECT_EQ(tet.source(), "Bộ luật Lao động 45/2019/QH14 Điều 112");
  EXPECT_TRUE(tet.provisional());
  EXPECT_FALSE(tet.working_day());
  EXPECT_THAT(calendar.Explain(Day("2027-02-10")).reason(),
              StartsWith("Thứ Tư: nghỉ bù Tết Nguyên đán (thứ Bảy 06/02/2027 là ngày nghỉ hằng tuần; Điều "
                         "111 khoản 3 BLLĐ 2019); tính theo quy tắc"));
  EXPECT_EQ(calendar.Explain(Day("2027-02-10")).rule(), "tet");
  EXPECT_THAT(calendar.Explain(Day("2027-04-30")).reason(), StartsWith("Thứ Sáu: nghỉ lễ (Ngày Chiến thắng);"));
  // A day that is worked is provisional beyond the horizon too, by no rule.
  EXPECT_TRUE(calendar.Explain(Day("2027-02-12")).provisional());
  EXPECT_EQ(calendar.Explain(Day("2027-02-12")).rule(), "");

  const auto due = calendar.Fixed(Day("2027-02-06"), v1::ROLL_RULE_NEXT_WORKING_DAY, true);
  ASSERT_TRUE(due.ok());
  EXPECT_EQ(FormatDate(due->day), "2027-02-12");
  EXPECT_TRUE(due->provisional);
  EXPECT_EQ(due->days.front().rule(), "tet");
}

TEST(CalendarRules, BeyondTheCalendarThereIsNothing) {
  const WorkingCalendar calendar = Make(LawAlone());
  EXPECT_TRUE(calendar.InRange(Day("2100-12-31")));
  EXPECT_EQ(ReasonOf(calendar.NextWorkingDay(Day("2101-01-01")).status()), v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(calendar.Fixed(Day("2101-02-09"), v1::ROLL_RULE_NONE, false).status()),
            v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
}

TEST(CalendarRules, RefusesBrokenRules) {
  struct {
    const char* field;
    std::function<void(v1::Calendar&)> break_it;
  } const kCases[] = {
      {"rules[1].id", [](v1::Calendar& c) { c.mutable_rules(1)->set_id(c.rules(0).id()); }},
      {"rules[1].id", [](v1::Calendar& c) { c.mutable_rules(1)->set_id("Tết"); }},
      {"rules[0].display_name", [](v1::Calendar& c) { c.mutable_rules(0)->clear_display_name(); }},
      {"rules[0].display_name",
       [](v1::Calendar& c) { c.mutable_rules(0)->set_display_name(std::string(kMaxRuleNameBytes + 1, 'x')); }},
      {"rules[0].day", [](v1::Calendar& c) { c.mutable_rules(0)->clear_day(); }},
      {"rules[0].fixed.month", [](v1::Calendar& c) { c.mutable_rules(0)->mutable_fixed()->set_month(13); }},
      {"rules[0].fixed.day", [](v1::Calendar& c) { c.mutable_rules(0)->mutable_fixed()->set_day(0); }},
      {"rules[3].fixed.day", [](v1::Calendar& c) { c.mutable_rules(3)->mutable_fixed()->set_day(31); }},  // April
      {"rules[1].lunar.day", [](v1::Calendar& c) { c.mutable_rules(1)->mutable_lunar()->set_day(31); }},
      {"rules[1].lunar.month", [](v1::Calendar& c) { c.mutable_rules(1)->mutable_lunar()->set_month(0); }},
      {"rules[1].days_before", [](v1::Calendar& c) { c.mutable_rules(1)->set_days_before(-1); }},
      {"rules[1].days_after", [](v1::Calendar& c) { c.mutable_rules(1)->set_days_after(kMaxDaysAroundRule + 1); }},
      {"rules[2].valid_from", [](v1::Calendar& c) { c.mutable_rules(2)->set_valid_from("01/01/2021"); }},
      {"rules[2].valid_to", [](v1::Calendar& c) { c.mutable_rules(2)->set_valid_to("2020-12-31"); }},
      {"rules[1].valid_to", [](v1::Calendar& c) { c.clear_valid_to(); }},
      {"rules[1].valid_from",
       [](v1::Calendar& c) {
         c.clear_valid_from();
         c.mutable_rules(1)->clear_valid_from();
       }},
      {"decided_to", [](v1::Calendar& c) { c.set_decided_to("2023-12-31"); }},
      {"rules",
       [](v1::Calendar& c) {
         while (c.rules_size() <= kMaxCalendarRules) *c.add_rules() = c.rules(0);
       }},
      {"days",
       [](v1::Calendar& c) {
         while (c.days_size() <= kMaxCalendarDays) *c.add_days() = c.days(0);
       }},
  };
  for (const auto& c : kCases) {
    v1::Calendar calendar = WithLaw();
    c.break_it(calendar);
    std::vector<std::string> fields;
    for (const FieldViolation& violation : Violations(calendar)) fields.push_back(violation.field);
    EXPECT_THAT(fields, Contains(c.field));
    EXPECT_EQ(ReasonOf(WorkingCalendar::Create(calendar).status()), v1::ERROR_REASON_INVALID_FIELD) << c.field;
  }
  EXPECT_THAT(Violations(WithLaw()), IsEmpty());
}

}  // namespace
}  // namespace phoihop::deadline
