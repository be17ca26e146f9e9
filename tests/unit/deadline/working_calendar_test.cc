#include "workflow/deadline/working_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
using ::testing::HasSubstr;

// The span from `first` to `last`, one character a day: W worked, - not.
std::string Pattern(absl::string_view first, absl::string_view last) {
  std::string pattern;
  for (absl::CivilDay day = Day(first); day <= Day(last); ++day)
    pattern += ProvinceCalendar().IsWorkingDay(day) ? 'W' : '-';
  return pattern;
}

TEST(WorkingCalendar, WeeksAroundHolidays) {
  struct {
    const char *monday, *sunday, *days;
  } const kWeeks[] = {
      // Tết: 08/02-14/02/2024, 25/01-02/02/2025, 14/02-22/02/2026.
      {"2024-02-05", "2024-02-18", "WWW-------WW--"},
      {"2025-01-20", "2025-02-09", "WWWWW---------WWWWW--"},
      {"2026-02-09", "2026-03-01", "WWWWW---------WWWWW--"},
      // 30/4-1/5: Saturday 04/05/2024 and Saturday 26/04/2025 are worked for the bridge days; no swap in 2026, but
      // 27/04 is off because Giỗ Tổ fell on Sunday 26/04.
      {"2024-04-22", "2024-05-12", "WWWWW-----WWW-WWWWW--"},
      {"2025-04-21", "2025-05-11", "WWWWWW-WW-----WWWWW--"},
      {"2026-04-20", "2026-05-10", "WWWWW---WW----WWWWW--"},
      // 2/9, with 31/08/2026 off for Saturday 22/08/2026.
      {"2024-08-26", "2024-09-08", "WWWWW----WWW--"},
      {"2025-08-25", "2025-09-07", "WWWWW----WWW--"},
      {"2026-08-17", "2026-09-06", "WWWWWW-WWWWW-----WW--"},
      // Year ends; Saturday 10/01/2026 is worked for Friday 02/01/2026.
      {"2024-12-30", "2025-01-05", "WW-WW--"},
      {"2025-12-29", "2026-01-11", "WWW----WWWWWW-"},
      // 24/11/2026 is off. The swap of 23 and 28/11 is only proposed and moves nothing.
      {"2026-11-23", "2026-11-29", "W-WWW--"},
      {"2027-04-26", "2027-05-09", "WWWW----WWWW--"},
  };
  for (const auto& week : kWeeks) EXPECT_EQ(Pattern(week.monday, week.sunday), week.days) << week.monday;
}

TEST(WorkingCalendar, WorkingDaysPerYear) {
  const WorkingCalendar& calendar = ProvinceCalendar();
  // Weekdays of the year, less days off on weekdays, plus make-up Saturdays.
  EXPECT_EQ(calendar.MeasureWorkingDays(Day("2024-01-01"), Day("2024-12-31")).value(), 262 - 12 + 1);
  EXPECT_EQ(calendar.MeasureWorkingDays(Day("2024-12-31"), Day("2025-12-31")).value(), 261 - 12 + 1);
  EXPECT_EQ(calendar.MeasureWorkingDays(Day("2025-12-31"), Day("2026-12-31")).value(), 261 - 14 + 2);
}

TEST(WorkingCalendar, NextWorkingDay) {
  struct {
    const char *day, *next;
  } const kCases[] = {
      {"2024-02-07", "2024-02-07"}, {"2024-02-08", "2024-02-15"}, {"2024-04-27", "2024-05-02"},
      {"2024-05-04", "2024-05-04"}, {"2024-05-05", "2024-05-06"}, {"2024-08-31", "2024-09-04"},
      {"2025-01-25", "2025-02-03"}, {"2025-04-26", "2025-04-26"}, {"2025-05-02", "2025-05-05"},
      {"2025-08-30", "2025-09-03"}, {"2026-01-01", "2026-01-05"}, {"2026-01-10", "2026-01-10"},
      {"2026-02-14", "2026-02-23"}, {"2026-04-25", "2026-04-28"}, {"2026-08-22", "2026-08-22"},
      {"2026-08-31", "2026-09-03"}, {"2026-11-23", "2026-11-23"}, {"2026-11-24", "2026-11-25"},
      {"2026-11-28", "2026-11-30"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(FormatDate(ProvinceCalendar().NextWorkingDay(Day(c.day)).value()), c.next) << c.day;
}

TEST(WorkingCalendar, AddWorkingDays) {
  struct {
    const char* day;
    int n;
    const char* result;
  } const kCases[] = {
      {"2024-02-07", 1, "2024-02-15"},  {"2024-02-15", -1, "2024-02-07"}, {"2024-02-10", 0, "2024-02-07"},
      {"2024-02-07", 0, "2024-02-07"},  {"2025-01-24", 1, "2025-02-03"},  {"2025-04-25", 1, "2025-04-26"},
      {"2025-04-25", 4, "2025-05-05"},  {"2026-08-21", 1, "2026-08-22"},  {"2026-08-22", 1, "2026-08-24"},
      {"2026-08-28", 1, "2026-09-03"},  {"2026-09-03", -1, "2026-08-28"}, {"2026-09-03", -5, "2026-08-24"},
      {"2026-09-03", -6, "2026-08-22"}, {"2026-08-31", 0, "2026-08-28"},  {"2026-08-31", -1, "2026-08-28"},
      {"2026-08-31", 1, "2026-09-03"},  {"2026-11-20", 1, "2026-11-23"},  {"2026-11-23", 1, "2026-11-25"},
      {"2026-11-27", 1, "2026-11-30"},  {"2025-12-31", 1, "2026-01-05"},  {"2026-01-09", 1, "2026-01-10"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(FormatDate(ProvinceCalendar().AddWorkingDays(Day(c.day), c.n).value()), c.result)
        << c.day << " + " << c.n;
}

TEST(WorkingCalendar, MeasureWorkingDays) {
  struct {
    const char *from, *to;
    int days;
  } const kCases[] = {
      {"2026-08-21", "2026-09-03", 7},  {"2024-02-07", "2024-02-15", 1},  {"2024-02-08", "2024-02-14", 0},
      {"2026-02-13", "2026-02-23", 1},  {"2026-02-23", "2026-02-13", -1}, {"2026-11-20", "2026-11-30", 5},
      {"2026-08-28", "2026-08-28", 0},  {"2026-08-31", "2026-08-31", 0},  {"2026-08-31", "2026-09-03", 1},
      {"2026-09-03", "2026-08-21", -7}, {"2026-08-29", "2026-08-28", 0},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(ProvinceCalendar().MeasureWorkingDays(Day(c.from), Day(c.to)).value(), c.days) << c.from << " " << c.to;
}

TEST(WorkingCalendar, OpeningIsTheFirstSession) {
  EXPECT_EQ(ProvinceCalendar().Opening(Day("2026-09-03")), At("2026-09-03 07:30"));
}

TEST(WorkingCalendar, Provisional) {
  EXPECT_FALSE(ProvinceCalendar().IsProvisional(Day("2026-12-31")));
  EXPECT_TRUE(ProvinceCalendar().IsProvisional(Day("2027-01-01")));
  EXPECT_TRUE(ProvinceCalendar().IsProvisional(Day("2023-12-31")));
  v1::Calendar undated = ProvinceCalendarDefinition();
  undated.clear_decided_from();
  undated.clear_decided_to();
  EXPECT_FALSE(WorkingCalendar::Create(undated)->IsProvisional(Day("2027-12-31")));
}

TEST(WorkingCalendar, OutOfRangeSaysWhatToDo) {
  const WorkingCalendar& calendar = ProvinceCalendar();
  EXPECT_TRUE(calendar.InRange(Day("2024-01-01")));
  EXPECT_TRUE(calendar.InRange(Day("2027-12-31")));
  EXPECT_FALSE(calendar.InRange(Day("2028-01-01")));
  const absl::Status statuses[] = {
      calendar.NextWorkingDay(Day("2023-12-31")).status(),
      calendar.NextWorkingDay(Day("2028-01-01")).status(),
      calendar.AddWorkingDays(Day("2028-01-01"), -1).status(),
      calendar.AddWorkingDays(Day("2027-12-31"), 1).status(),
      calendar.AddWorkingDays(Day("2024-01-02"), -1).status(),
      calendar.AddWorkingDays(Day("2024-01-01"), 0).status(),  // a holiday with no day before it
      calendar.AddWorkingDays(Day("2026-01-01"), 2147483647).status(),
      calendar.AddWorkingDays(Day("2026-01-01"), -2147483647 - 1).status(),
      calendar.MeasureWorkingDays(Day("2023-12-31"), Day("2024-01-02")).status(),
      calendar.MeasureWorkingDays(Day("2024-01-02"), Day("2028-01-01")).status(),
  };
  for (const absl::Status& status : statuses) {
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE) << status;
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(status.message()), HasSubstr("2027-12-31; choose a day within, or publish"));
  }
}

TEST(WorkingCalendar, NoWorkingDayLeftAtTheEndOfTheCalendar) {
  v1::Calendar ends_on_sunday = ProvinceCalendarDefinition();
  ends_on_sunday.set_valid_to("2027-12-27");
  EXPECT_EQ(ReasonOf(WorkingCalendar::Create(ends_on_sunday)->NextWorkingDay(Day("2027-12-25")).status()),
            v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
}

TEST(WorkingCalendar, WithoutASpanReachesAsFarAsDates) {
  v1::Calendar calendar;
  calendar.add_working_weekdays(7);
  calendar.add_sessions()->set_end_minute(1440);
  const auto sundays = WorkingCalendar::Create(calendar);
  ASSERT_TRUE(sundays.ok()) << sundays.status();
  EXPECT_EQ(FormatDate(sundays->NextWorkingDay(Day("1900-01-01")).value()), "1900-01-07");
  EXPECT_TRUE(sundays->InRange(Day("2200-12-31")));
}

TEST(WorkingCalendar, RefusesBrokenDefinitions) {
  struct {
    const char* field;
    std::function<void(v1::Calendar&)> break_it;
  } const kCases[] = {
      {"working_weekdays[5]", [](v1::Calendar& c) { c.add_working_weekdays(8); }},
      {"working_weekdays[0]", [](v1::Calendar& c) { c.set_working_weekdays(0, 0); }},
      {"sessions", [](v1::Calendar& c) { c.clear_sessions(); }},
      {"sessions[1]", [](v1::Calendar& c) { c.mutable_sessions(1)->set_start_minute(600); }},
      {"sessions[0]", [](v1::Calendar& c) { c.mutable_sessions(0)->set_end_minute(450); }},
      {"sessions[1]", [](v1::Calendar& c) { c.mutable_sessions(1)->set_end_minute(1441); }},
      {"days[3].date", [](v1::Calendar& c) { c.mutable_days(3)->set_date("2024-02-09"); }},
      {"days[3].date", [](v1::Calendar& c) { c.mutable_days(3)->set_date("2024-02-30"); }},
      {"days[0].date", [](v1::Calendar& c) { c.mutable_days(0)->set_date("2023-12-31"); }},
      {"days[0].kind", [](v1::Calendar& c) { c.mutable_days(0)->clear_kind(); }},
      {"days[0].status", [](v1::Calendar& c) { c.mutable_days(0)->clear_status(); }},
      {"days[0].paired_date", [](v1::Calendar& c) { c.mutable_days(0)->set_paired_date("1/1"); }},
      {"valid_to", [](v1::Calendar& c) { c.set_valid_to("2024-01-01"); }},
      {"valid_from", [](v1::Calendar& c) { c.set_valid_from("2024"); }},
      {"decided_to", [](v1::Calendar& c) { c.set_decided_to("31/12/2026"); }},
      {"working_weekdays",
       [](v1::Calendar& c) {
         c.clear_working_weekdays();
         c.clear_days();
       }},
  };
  for (const auto& c : kCases) {
    v1::Calendar calendar = ProvinceCalendarDefinition();
    c.break_it(calendar);
    const absl::Status status = WorkingCalendar::Create(calendar).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD) << c.field;
    std::vector<std::string> fields;
    for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
    EXPECT_THAT(fields, ::testing::Contains(c.field)) << status;
  }
}

}  // namespace
}  // namespace phoihop::deadline
