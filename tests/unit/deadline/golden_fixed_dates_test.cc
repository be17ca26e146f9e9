// Golden tables of fixed dates, hours and reasons of 2024 to 2026, for people to read. Where the expected values come
// from is said in golden_periods_test.cc.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {
namespace {

// Every decided day of 2024 to 2026: whether it is worked, and why, as people read it.
// clang-format off
constexpr struct {
  const char* date;
  bool worked;
  const char* reason;
} kReasons[] = {
    {"2024-01-01", false, "Thứ Hai: nghỉ lễ (Tết Dương lịch)"},
    {"2024-02-08", false, "Thứ Năm: nghỉ bù Tết Nguyên đán (29 tháng Chạp)"},
    {"2024-02-09", false, "Thứ Sáu: nghỉ lễ (Giao thừa Tết Nguyên đán)"},
    {"2024-02-10", false, "Thứ Bảy: nghỉ lễ (Mùng một Tết Nguyên đán)"},
    {"2024-02-11", false, "Chủ nhật: nghỉ lễ (Mùng hai Tết Nguyên đán)"},
    {"2024-02-12", false, "Thứ Hai: nghỉ lễ (Mùng ba Tết Nguyên đán)"},
    {"2024-02-13", false, "Thứ Ba: nghỉ lễ (Mùng bốn Tết Nguyên đán)"},
    {"2024-02-14", false, "Thứ Tư: nghỉ bù Tết Nguyên đán (mùng năm)"},
    {"2024-04-18", false, "Thứ Năm: nghỉ lễ (Giỗ Tổ Hùng Vương (10/3 âm lịch))"},
    {"2024-04-29", false, "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 04/05/2024)"},
    {"2024-04-30", false, "Thứ Ba: nghỉ lễ (Ngày Chiến thắng)"},
    {"2024-05-01", false, "Thứ Tư: nghỉ lễ (Ngày Quốc tế Lao động)"},
    {"2024-05-04", true, "Thứ Bảy: làm bù cho thứ Hai 29/04/2024"},
    {"2024-09-02", false, "Thứ Hai: nghỉ lễ (Quốc khánh)"},
    {"2024-09-03", false, "Thứ Ba: nghỉ lễ (Quốc khánh (ngày liền kề))"},
    {"2025-01-01", false, "Thứ Tư: nghỉ lễ (Tết Dương lịch)"},
    {"2025-01-27", false, "Thứ Hai: nghỉ lễ (Tết Nguyên đán (28 tháng Chạp))"},
    {"2025-01-28", false, "Thứ Ba: nghỉ lễ (Giao thừa Tết Nguyên đán (29 tháng Chạp))"},
    {"2025-01-29", false, "Thứ Tư: nghỉ lễ (Mùng một Tết Nguyên đán)"},
    {"2025-01-30", false, "Thứ Năm: nghỉ lễ (Mùng hai Tết Nguyên đán)"},
    {"2025-01-31", false, "Thứ Sáu: nghỉ lễ (Mùng ba Tết Nguyên đán)"},
    {"2025-04-07", false, "Thứ Hai: nghỉ lễ (Giỗ Tổ Hùng Vương (10/3 âm lịch))"},
    {"2025-04-26", true, "Thứ Bảy: làm bù cho thứ Sáu 02/05/2025"},
    {"2025-04-30", false, "Thứ Tư: nghỉ lễ (Ngày Chiến thắng)"},
    {"2025-05-01", false, "Thứ Năm: nghỉ lễ (Ngày Quốc tế Lao động)"},
    {"2025-05-02", false, "Thứ Sáu: nghỉ hoán đổi (làm bù thứ Bảy 26/04/2025)"},
    {"2025-09-01", false, "Thứ Hai: nghỉ lễ (Quốc khánh (ngày liền kề))"},
    {"2025-09-02", false, "Thứ Ba: nghỉ lễ (Quốc khánh)"},
    {"2026-01-01", false, "Thứ Năm: nghỉ lễ (Tết Dương lịch)"},
    {"2026-01-02", false, "Thứ Sáu: nghỉ hoán đổi (làm bù thứ Bảy 10/01/2026)"},
    {"2026-01-10", true, "Thứ Bảy: làm bù cho thứ Sáu 02/01/2026"},
    {"2026-02-16", false, "Thứ Hai: nghỉ lễ (Giao thừa Tết Nguyên đán (29 tháng Chạp))"},
    {"2026-02-17", false, "Thứ Ba: nghỉ lễ (Mùng một Tết Nguyên đán)"},
    {"2026-02-18", false, "Thứ Tư: nghỉ lễ (Mùng hai Tết Nguyên đán)"},
    {"2026-02-19", false, "Thứ Năm: nghỉ lễ (Mùng ba Tết Nguyên đán)"},
    {"2026-02-20", false, "Thứ Sáu: nghỉ lễ (Mùng bốn Tết Nguyên đán)"},
    {"2026-04-26", false, "Chủ nhật: nghỉ lễ (Giỗ Tổ Hùng Vương (10/3 âm lịch))"},
    {"2026-04-27", false, "Thứ Hai: nghỉ bù Giỗ Tổ Hùng Vương (26/04 là Chủ nhật)"},
    {"2026-04-30", false, "Thứ Năm: nghỉ lễ (Ngày Chiến thắng)"},
    {"2026-05-01", false, "Thứ Sáu: nghỉ lễ (Ngày Quốc tế Lao động)"},
    {"2026-08-22", true, "Thứ Bảy: làm bù cho thứ Hai 31/08/2026"},
    {"2026-08-31", false, "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)"},
    {"2026-09-01", false, "Thứ Ba: nghỉ lễ (Quốc khánh (ngày liền kề))"},
    {"2026-09-02", false, "Thứ Tư: nghỉ lễ (Quốc khánh)"},
    {"2026-11-24", false, "Thứ Ba: nghỉ lễ (Ngày Văn hóa Việt Nam)"},
};

// A fixed date; the day after the roll of article 148(5); "trước ngày" that date, read strictly: the day before, which
// does not roll.
constexpr struct {
  const char *date, *rolled, *strictly_before;
} kFixed[] = {
    // Tết 2024, 2025, 2026: the last working day, the first and the last day off, the next working day.
    {"2024-02-07", "2024-02-07", "2024-02-06"},
    {"2024-02-08", "2024-02-15", "2024-02-07"},
    {"2024-02-10", "2024-02-15", "2024-02-09"},
    {"2024-02-14", "2024-02-15", "2024-02-13"},
    {"2024-02-15", "2024-02-15", "2024-02-14"},
    {"2025-01-24", "2025-01-24", "2025-01-23"},
    {"2025-01-25", "2025-02-03", "2025-01-24"},
    {"2025-01-29", "2025-02-03", "2025-01-28"},
    {"2025-02-02", "2025-02-03", "2025-02-01"},
    {"2025-02-03", "2025-02-03", "2025-02-02"},
    {"2026-02-13", "2026-02-13", "2026-02-12"},
    {"2026-02-14", "2026-02-23", "2026-02-13"},
    {"2026-02-17", "2026-02-23", "2026-02-16"},
    {"2026-02-22", "2026-02-23", "2026-02-21"},
    {"2026-02-23", "2026-02-23", "2026-02-22"},
    // Giỗ Tổ and 30/4-1/5.
    {"2024-04-18", "2024-04-19", "2024-04-17"},
    {"2024-04-27", "2024-05-02", "2024-04-26"},
    {"2024-04-29", "2024-05-02", "2024-04-28"},
    {"2024-04-30", "2024-05-02", "2024-04-29"},
    {"2024-05-01", "2024-05-02", "2024-04-30"},
    {"2024-05-04", "2024-05-04", "2024-05-03"},
    {"2024-05-05", "2024-05-06", "2024-05-04"},
    {"2025-04-07", "2025-04-08", "2025-04-06"},
    {"2025-04-26", "2025-04-26", "2025-04-25"},
    {"2025-04-27", "2025-04-28", "2025-04-26"},
    {"2025-04-30", "2025-05-05", "2025-04-29"},
    {"2025-05-02", "2025-05-05", "2025-05-01"},
    {"2025-05-03", "2025-05-05", "2025-05-02"},
    {"2026-04-25", "2026-04-28", "2026-04-24"},
    {"2026-04-26", "2026-04-28", "2026-04-25"},
    {"2026-04-27", "2026-04-28", "2026-04-26"},
    {"2026-04-30", "2026-05-04", "2026-04-29"},
    {"2026-05-01", "2026-05-04", "2026-04-30"},
    {"2026-05-03", "2026-05-04", "2026-05-02"},
    // 2/9.
    {"2024-08-31", "2024-09-04", "2024-08-30"},
    {"2024-09-02", "2024-09-04", "2024-09-01"},
    {"2024-09-03", "2024-09-04", "2024-09-02"},
    {"2025-08-30", "2025-09-03", "2025-08-29"},
    {"2025-09-01", "2025-09-03", "2025-08-31"},
    {"2025-09-02", "2025-09-03", "2025-09-01"},
    {"2026-08-22", "2026-08-22", "2026-08-21"},
    {"2026-08-23", "2026-08-24", "2026-08-22"},
    {"2026-08-29", "2026-09-03", "2026-08-28"},
    {"2026-08-31", "2026-09-03", "2026-08-30"},
    {"2026-09-01", "2026-09-03", "2026-08-31"},
    {"2026-09-02", "2026-09-03", "2026-09-01"},
    {"2026-09-03", "2026-09-03", "2026-09-02"},
    // The swap of New Year 2026, and 24/11/2026 with the proposal that moves nothing.
    {"2026-01-01", "2026-01-05", "2025-12-31"},
    {"2026-01-02", "2026-01-05", "2026-01-01"},
    {"2026-01-03", "2026-01-05", "2026-01-02"},
    {"2026-01-10", "2026-01-10", "2026-01-09"},
    {"2026-01-11", "2026-01-12", "2026-01-10"},
    {"2026-11-21", "2026-11-23", "2026-11-20"},
    {"2026-11-23", "2026-11-23", "2026-11-22"},
    {"2026-11-24", "2026-11-25", "2026-11-23"},
    {"2026-11-28", "2026-11-30", "2026-11-27"},
    // Ends of years, quarters and of February.
    {"2024-02-28", "2024-02-28", "2024-02-27"},
    {"2024-02-29", "2024-02-29", "2024-02-28"},
    {"2024-03-31", "2024-04-01", "2024-03-30"},
    {"2024-06-30", "2024-07-01", "2024-06-29"},
    {"2024-09-30", "2024-09-30", "2024-09-29"},
    {"2024-12-31", "2024-12-31", "2024-12-30"},
    {"2025-01-01", "2025-01-02", "2024-12-31"},
    {"2025-02-28", "2025-02-28", "2025-02-27"},
    {"2025-03-31", "2025-03-31", "2025-03-30"},
    {"2025-06-30", "2025-06-30", "2025-06-29"},
    {"2025-12-31", "2025-12-31", "2025-12-30"},
    {"2026-02-28", "2026-03-02", "2026-02-27"},
    {"2026-03-31", "2026-03-31", "2026-03-30"},
    {"2026-06-30", "2026-06-30", "2026-06-29"},
    {"2026-09-30", "2026-09-30", "2026-09-29"},
    {"2026-12-31", "2026-12-31", "2026-12-30"},
};

// Hours run through nights and days off and never move; 24:00 belongs to the day that it ends.
constexpr struct {
  const char* anchor;
  int hours;
  const char *due_time, *day;
} kHours[] = {
    {"2024-02-07 17:00", 24, "2024-02-08 17:00", "2024-02-08"},
    {"2024-02-07 17:00", 72, "2024-02-10 17:00", "2024-02-10"},
    {"2024-02-28 23:30", 1, "2024-02-29 00:30", "2024-02-29"},
    {"2024-02-28 12:00", 24, "2024-02-29 12:00", "2024-02-29"},
    {"2024-04-26 16:30", 48, "2024-04-28 16:30", "2024-04-28"},
    {"2024-05-03 08:00", 24, "2024-05-04 08:00", "2024-05-04"},
    {"2025-01-24 11:30", 240, "2025-02-03 11:30", "2025-02-03"},
    {"2025-02-28 23:00", 2, "2025-03-01 01:00", "2025-03-01"},
    {"2025-04-25 17:30", 24, "2025-04-26 17:30", "2025-04-26"},
    {"2025-08-29 08:00", 96, "2025-09-02 08:00", "2025-09-02"},
    {"2025-12-31 17:30", 48, "2026-01-02 17:30", "2026-01-02"},
    {"2026-01-09 16:00", 24, "2026-01-10 16:00", "2026-01-10"},
    {"2026-02-13 17:30", 24, "2026-02-14 17:30", "2026-02-14"},
    {"2026-02-28 00:00", 24, "2026-03-01 00:00", "2026-02-28"},
    {"2026-04-24 09:15", 72, "2026-04-27 09:15", "2026-04-27"},
    {"2026-08-21 17:30", 24, "2026-08-22 17:30", "2026-08-22"},
    {"2026-08-28 17:30", 5, "2026-08-28 22:30", "2026-08-28"},
    {"2026-08-28 16:30", 120, "2026-09-02 16:30", "2026-09-02"},
    {"2026-12-30 00:00", 24, "2026-12-31 00:00", "2026-12-30"},
    {"2026-12-31 12:00", 12, "2027-01-01 00:00", "2026-12-31"},
};

// Each make-up working day and the day off that it was worked for.
constexpr struct {
  const char *worked, *off;
} kSwaps[] = {
    {"2024-05-04", "2024-04-29"},
    {"2025-04-26", "2025-05-02"},
    {"2026-01-10", "2026-01-02"},
    {"2026-08-22", "2026-08-31"},
};
// clang-format on

TEST(GoldenReasons, OfEveryDecidedDay) {
  for (const auto& c : kReasons) {
    const v1::ExplainedDay day = ProvinceCalendar().Explain(Day(c.date));
    EXPECT_EQ(day.reason(), c.reason) << c.date;
    EXPECT_EQ(day.working_day(), c.worked) << c.date;
    EXPECT_EQ(day.source(), std::string("source of ") + c.date);
  }
}

TEST(GoldenFixedDates, WithAndWithoutTheRollAndStrictlyBefore) {
  for (const auto& c : kFixed) {
    const WorkingCalendar& calendar = ProvinceCalendar();
    EXPECT_EQ(FormatDate(calendar.Fixed(Day(c.date), v1::ROLL_RULE_NEXT_WORKING_DAY, false)->day), c.rolled) << c.date;
    EXPECT_EQ(FormatDate(calendar.Fixed(Day(c.date), v1::ROLL_RULE_NONE, false)->day), c.date);
    const auto strict = calendar.Fixed(Day(c.date) - 1, v1::ROLL_RULE_NONE, false);
    EXPECT_EQ(FormatDate(strict->day), c.strictly_before) << c.date;
    EXPECT_EQ(strict->due_time, StartOfDay(Day(c.date))) << c.date;
  }
}

TEST(GoldenHours, RunThrough) {
  for (const auto& c : kHours) {
    v1::Period period;
    period.set_count(c.hours);
    period.set_unit(v1::PERIOD_UNIT_HOUR);
    const auto due = ProvinceCalendar().After(At(c.anchor), period, v1::ROLL_RULE_NEXT_WORKING_DAY, false);
    ASSERT_TRUE(due.ok()) << due.status();
    EXPECT_EQ(due->due_time, At(c.due_time)) << c.anchor << " + " << c.hours;
    EXPECT_EQ(FormatDate(due->day), c.day) << c.anchor << " + " << c.hours;
  }
}

TEST(GoldenSwaps, ThePairAgrees) {
  for (const auto& c : kSwaps) {
    EXPECT_EQ(absl::GetWeekday(Day(c.worked)), absl::Weekday::saturday);
    EXPECT_TRUE(ProvinceCalendar().IsWorkingDay(Day(c.worked)));
    EXPECT_FALSE(ProvinceCalendar().IsWorkingDay(Day(c.off)));
    EXPECT_NE(absl::GetWeekday(Day(c.off)), absl::Weekday::saturday);
    for (const v1::CalendarDay& row : ProvinceCalendar().definition().days()) {
      if (row.date() == c.worked) {
        EXPECT_EQ(row.paired_date(), c.off);
      } else if (row.date() == c.off) {
        EXPECT_EQ(row.paired_date(), c.worked);
      }
    }
  }
  // There is no other make-up day among the decided ones.
  int make_up_days = 0;
  for (const v1::CalendarDay& row : ProvinceCalendar().definition().days()) {
    make_up_days +=
        row.kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY && row.status() != v1::CalendarDay::STATUS_UNCONFIRMED;
  }
  EXPECT_EQ(make_up_days, 4);
}

}  // namespace
}  // namespace phoihop::deadline
