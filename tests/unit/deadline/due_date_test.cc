// Due dates: Civil Code 2015, articles 147 and 148, case by case.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
constexpr auto kRoll = v1::ROLL_RULE_NEXT_WORKING_DAY;
constexpr auto kStand = v1::ROLL_RULE_NONE;

v1::Period Of(int count, v1::PeriodUnit unit) {
  v1::Period period;
  period.set_count(count);
  period.set_unit(unit);
  return period;
}

TEST(FixedDate, RollsToTheNextWorkingDay) {
  struct {
    const char *date, *due;
  } const kCases[] = {
      {"2026-08-31", "2026-09-03"},  // swapped day off, then Quốc khánh
      {"2026-08-22", "2026-08-22"},  // make-up Saturday
      {"2026-08-23", "2026-08-24"}, {"2026-11-21", "2026-11-23"}, {"2026-11-23", "2026-11-23"},
      {"2026-11-28", "2026-11-30"}, {"2026-12-31", "2026-12-31"}, {"2026-02-15", "2026-02-23"},
      {"2024-02-08", "2024-02-15"}, {"2025-05-02", "2025-05-05"}, {"2024-12-31", "2024-12-31"},
      {"2025-12-31", "2025-12-31"}, {"2024-02-29", "2024-02-29"},
  };
  for (const auto& c : kCases) {
    const auto due = ProvinceCalendar().Fixed(Day(c.date), kRoll, false);
    ASSERT_TRUE(due.ok()) << due.status();
    EXPECT_EQ(FormatDate(due->nominal), c.date);
    EXPECT_EQ(FormatDate(due->day), c.due) << c.date;
    EXPECT_EQ(due->due_time, EndOfDay(Day(c.due)));
    EXPECT_FALSE(due->provisional);
    EXPECT_TRUE(due->days.empty());
    EXPECT_EQ(ProvinceCalendar().Fixed(Day(c.date), v1::ROLL_RULE_UNSPECIFIED, false)->day, due->day);
    EXPECT_EQ(FormatDate(ProvinceCalendar().Fixed(Day(c.date), kStand, false)->day), c.date);
  }
}

TEST(FixedDate, EndsAt24Hours) {
  // 24:00 in Vietnam is 17:00 UTC.
  EXPECT_EQ(ProvinceCalendar().Fixed(Day("2026-08-31"), kRoll, false)->due_time,
            absl::FromCivil(absl::CivilSecond(2026, 9, 3, 17, 0, 0), absl::UTCTimeZone()));
}

TEST(FixedDate, BeyondTheDecidedDaysIsProvisional) {
  EXPECT_TRUE(ProvinceCalendar().Fixed(Day("2027-03-31"), kRoll, false)->provisional);
  // A decided day off that rolls to a day that is not decided.
  v1::Calendar definition = ProvinceCalendarDefinition();
  definition.set_decided_to("2026-08-31");
  EXPECT_TRUE(WorkingCalendar::Create(definition)->Fixed(Day("2026-08-31"), kRoll, false)->provisional);
  EXPECT_FALSE(WorkingCalendar::Create(definition)->Fixed(Day("2026-08-31"), kStand, false)->provisional);
}

TEST(FixedDate, OutOfRange) {
  EXPECT_EQ(ReasonOf(ProvinceCalendar().Fixed(Day("2028-01-01"), kStand, true).status()),
            v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
}

TEST(PeriodFromAnchor, ByUnit) {
  constexpr auto kDay = v1::PERIOD_UNIT_CALENDAR_DAY;
  constexpr auto kWorkingDay = v1::PERIOD_UNIT_WORKING_DAY;
  constexpr auto kWeek = v1::PERIOD_UNIT_WEEK;
  constexpr auto kMonth = v1::PERIOD_UNIT_MONTH;
  constexpr auto kYear = v1::PERIOD_UNIT_YEAR;
  struct {
    const char* anchor;
    int count;
    v1::PeriodUnit unit;
    const char *nominal, *due;
  } const kCases[] = {
      {"2026-06-01", 30, kDay, "2026-07-01", "2026-07-01"},
      {"2026-08-01", 30, kDay, "2026-08-31", "2026-09-03"},
      {"2026-08-21", 1, kDay, "2026-08-22", "2026-08-22"},
      {"2026-02-14", 2, kDay, "2026-02-16", "2026-02-23"},  // starts on a day off
      {"2026-08-17", 2, kWeek, "2026-08-31", "2026-09-03"},
      {"2026-11-17", 1, kWeek, "2026-11-24", "2026-11-25"},
      {"2026-01-31", 1, kMonth, "2026-02-28", "2026-03-02"},  // Saturday
      {"2024-01-31", 1, kMonth, "2024-02-29", "2024-02-29"},
      {"2024-02-29", 1, kMonth, "2024-03-29", "2024-03-29"},
      {"2024-02-29", 12, kMonth, "2025-02-28", "2025-02-28"},
      {"2024-02-29", 1, kYear, "2025-02-28", "2025-02-28"},
      {"2026-07-31", 1, kMonth, "2026-08-31", "2026-09-03"},
      {"2025-10-31", 6, kMonth, "2026-04-30", "2026-05-04"},
      {"2025-12-15", 1, kMonth, "2026-01-15", "2026-01-15"},
      {"2025-11-24", 1, kYear, "2026-11-24", "2026-11-25"},
      {"2026-08-28", 3, kWorkingDay, "2026-09-07", "2026-09-07"},
      {"2026-08-31", 1, kWorkingDay, "2026-09-03", "2026-09-03"},  // starts on a day off
      {"2026-08-21", 1, kWorkingDay, "2026-08-22", "2026-08-22"},
      {"2024-02-07", 2, kWorkingDay, "2024-02-16", "2024-02-16"},
      {"2025-12-30", 2, kWorkingDay, "2026-01-05", "2026-01-05"},
  };
  for (const auto& c : kCases) {
    // The instant within the day on which the period starts does not matter.
    for (const absl::Time anchor : {StartOfDay(Day(c.anchor)), EndOfDay(Day(c.anchor)) - absl::Microseconds(1)}) {
      const auto due = ProvinceCalendar().After(anchor, Of(c.count, c.unit), kRoll, false);
      ASSERT_TRUE(due.ok()) << due.status();
      EXPECT_EQ(FormatDate(due->nominal), c.nominal) << c.anchor << " + " << c.count;
      EXPECT_EQ(FormatDate(due->day), c.due) << c.anchor << " + " << c.count;
      EXPECT_EQ(due->due_time, EndOfDay(due->day));
      EXPECT_FALSE(due->provisional);
      EXPECT_EQ(FormatDate(ProvinceCalendar().After(anchor, Of(c.count, c.unit), kStand, false)->day), c.nominal);
    }
  }
}

TEST(PeriodFromAnchor, HoursRunThrough) {
  struct {
    const char* anchor;
    int hours;
    const char *due_time, *day;
  } const kCases[] = {
      {"2026-08-28 16:30", 24, "2026-08-29 16:30", "2026-08-29"},  // Friday to Saturday
      {"2026-08-28 16:30", 72, "2026-08-31 16:30", "2026-08-31"},  // a day off: hours do not roll
      {"2026-08-29 00:00", 48, "2026-08-31 00:00", "2026-08-30"},  // 24:00 belongs to the day it ends
      {"2026-12-31 23:00", 1, "2027-01-01 00:00", "2026-12-31"},
      {"2024-02-28 12:00", 24, "2024-02-29 12:00", "2024-02-29"},
  };
  for (const auto& c : kCases) {
    const auto due = ProvinceCalendar().After(At(c.anchor), Of(c.hours, v1::PERIOD_UNIT_HOUR), kRoll, false);
    ASSERT_TRUE(due.ok()) << due.status();
    EXPECT_EQ(due->due_time, At(c.due_time)) << c.anchor;
    EXPECT_EQ(FormatDate(due->day), c.day) << c.anchor;
    EXPECT_EQ(due->nominal, due->day);
  }
}

TEST(PeriodFromAnchor, BeyondTheDecidedDaysIsProvisional) {
  const absl::Time anchor = At("2026-08-31 09:00");
  const auto six_months = ProvinceCalendar().After(anchor, Of(6, v1::PERIOD_UNIT_MONTH), kRoll, false);
  EXPECT_EQ(FormatDate(six_months->nominal), "2027-02-28");
  EXPECT_EQ(FormatDate(six_months->day), "2027-03-01");
  EXPECT_TRUE(six_months->provisional);
  EXPECT_FALSE(ProvinceCalendar().After(anchor, Of(4, v1::PERIOD_UNIT_MONTH), kRoll, false)->provisional);

  // Working days before the decided span were counted: the result rests on days that nobody decided.
  v1::Calendar definition = ProvinceCalendarDefinition();
  definition.set_decided_from("2026-09-07");
  const auto late_start = WorkingCalendar::Create(definition);
  EXPECT_TRUE(late_start->After(anchor, Of(3, v1::PERIOD_UNIT_WORKING_DAY), kRoll, false)->provisional);
  EXPECT_FALSE(late_start->After(anchor, Of(7, v1::PERIOD_UNIT_CALENDAR_DAY), kRoll, false)->provisional);
}

TEST(PeriodFromAnchor, Refusals) {
  const absl::Time anchor = At("2026-08-31 09:00");
  for (const v1::Period& period :
       {Of(0, v1::PERIOD_UNIT_MONTH), Of(-3, v1::PERIOD_UNIT_WORKING_DAY), Of(3, v1::PERIOD_UNIT_UNSPECIFIED)})
    EXPECT_EQ(ReasonOf(ProvinceCalendar().After(anchor, period, kRoll, true).status()), v1::ERROR_REASON_INVALID_FIELD);
  for (int unit = v1::PERIOD_UNIT_HOUR; unit <= v1::PERIOD_UNIT_YEAR; ++unit) {
    EXPECT_EQ(
        ReasonOf(
            ProvinceCalendar().After(anchor, Of(2147483647, static_cast<v1::PeriodUnit>(unit)), kRoll, true).status()),
        v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE)
        << unit;
    EXPECT_EQ(ReasonOf(ProvinceCalendar()
                           .After(At("2023-12-31 09:00"), Of(1, static_cast<v1::PeriodUnit>(unit)), kRoll, true)
                           .status()),
              v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE)
        << unit;
  }
}

}  // namespace
}  // namespace phoihop::deadline
