// Explanations as people read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {
namespace {
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// "2026-08-31 + reason": counted; "-": skipped.
std::vector<std::string> Lines(const absl::StatusOr<DueDate>& due) {
  std::vector<std::string> lines;
  for (const v1::ExplainedDay& day : due.value().days)
    lines.push_back(absl::StrCat(day.date(), day.counted() ? " + " : " - ", day.reason()));
  return lines;
}

absl::StatusOr<DueDate> After(const char* anchor, int count, v1::PeriodUnit unit) {
  v1::Period period;
  period.set_count(count);
  period.set_unit(unit);
  return ProvinceCalendar().After(At(anchor), period, v1::ROLL_RULE_NEXT_WORKING_DAY, true);
}

TEST(ExplainDay, SaysByWhichRuleOrDecision) {
  struct {
    const char *day, *reason;
    bool worked;
    const char* source;
  } const kCases[] = {
      {"2026-08-31", "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)", false, "source of 2026-08-31"},
      {"2026-08-22", "Thứ Bảy: làm bù cho thứ Hai 31/08/2026", true, "source of 2026-08-22"},
      {"2026-09-02", "Thứ Tư: nghỉ lễ (Quốc khánh)", false, "source of 2026-09-02"},
      {"2026-04-26", "Chủ nhật: nghỉ lễ (Giỗ Tổ Hùng Vương (10/3 âm lịch))", false, "source of 2026-04-26"},
      {"2026-04-27", "Thứ Hai: nghỉ bù Giỗ Tổ Hùng Vương (26/04 là Chủ nhật)", false, "source of 2026-04-27"},
      {"2026-09-03", "Thứ Năm: ngày làm việc", true, ""},
      {"2026-09-05", "Thứ Bảy: nghỉ hằng tuần", false, ""},
      {"2026-11-23",
       "Thứ Hai: ngày làm việc; không tính đề xuất chưa được xác nhận: nghỉ hoán đổi dịp Ngày Văn hóa Việt Nam 24/11 "
       "(đề xuất)",
       true, "source of 2026-11-23"},
      {"2026-11-28",
       "Thứ Bảy: nghỉ hằng tuần; không tính đề xuất chưa được xác nhận: làm bù cho thứ Hai 23/11/2026 (đề xuất)", false,
       "source of 2026-11-28"},
      {"2027-09-02",
       "Thứ Năm: nghỉ lễ (Quốc khánh); theo luật định, chưa có thông báo; tạm tính: lịch nghỉ của ngày này chưa được "
       "quyết định",
       false, "source of 2027-09-02"},
      {"2027-05-03",
       "Thứ Hai: nghỉ bù 01/05 (thứ Bảy); tính theo quy tắc, chưa có thông báo; tạm tính: lịch nghỉ của ngày này chưa "
       "được quyết định",
       false, "source of 2027-05-03"},
  };
  for (const auto& c : kCases) {
    const v1::ExplainedDay day = ProvinceCalendar().Explain(Day(c.day));
    EXPECT_EQ(day.reason(), c.reason);
    EXPECT_EQ(day.working_day(), c.worked) << c.day;
    EXPECT_EQ(day.source(), c.source);
    EXPECT_EQ(day.date(), c.day);
    EXPECT_FALSE(day.counted());
  }
}

TEST(ExplainDay, RowsWithoutANameAreNamedByTheirKind) {
  v1::Calendar definition = ProvinceCalendarDefinition();
  for (auto& day : *definition.mutable_days()) day.clear_display_name();
  const auto calendar = WorkingCalendar::Create(definition);
  EXPECT_EQ(calendar->Explain(Day("2026-08-31")).reason(), "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)");
  EXPECT_EQ(calendar->Explain(Day("2026-08-22")).reason(), "Thứ Bảy: làm bù cho thứ Hai 31/08/2026");
  EXPECT_EQ(calendar->Explain(Day("2026-04-27")).reason(), "Thứ Hai: nghỉ bù");
  EXPECT_EQ(calendar->Explain(Day("2026-09-02")).reason(), "Thứ Tư: nghỉ lễ");
}

TEST(ExplainDueDate, FixedDateThatRolls) {
  EXPECT_THAT(
      Lines(ProvinceCalendar().Fixed(Day("2026-08-31"), v1::ROLL_RULE_NEXT_WORKING_DAY, true)),
      ElementsAre(
          "2026-08-31 - Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026); ngày cuối rơi vào ngày nghỉ: chuyển "
          "sang ngày làm việc tiếp theo (Điều 148 khoản 5 BLDS 2015)",
          "2026-09-01 - Thứ Ba: nghỉ lễ (Quốc khánh (ngày liền kề))", "2026-09-02 - Thứ Tư: nghỉ lễ (Quốc khánh)",
          "2026-09-03 + Thứ Năm: ngày làm việc; ngày làm việc tiếp theo: hết hạn lúc 24 giờ (Điều 148 khoản 5, 6 "
          "BLDS 2015)"));
}

TEST(ExplainDueDate, FixedDateThatStands) {
  EXPECT_THAT(Lines(ProvinceCalendar().Fixed(Day("2026-08-31"), v1::ROLL_RULE_NONE, true)),
              ElementsAre("2026-08-31 + Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026); ngày ấn định được giữ "
                          "nguyên, không chuyển; hết hạn lúc 24 giờ (Điều 148 khoản 6 BLDS 2015)"));
}

TEST(ExplainDueDate, WorkingDaysSkipDaysOff) {
  EXPECT_THAT(Lines(After("2026-08-28 09:00", 1, v1::PERIOD_UNIT_WORKING_DAY)),
              ElementsAre("2026-08-28 - Thứ Sáu: ngày làm việc; không tính ngày đầu (Điều 147 khoản 2 BLDS 2015)",
                          "2026-08-29 - Thứ Bảy: nghỉ hằng tuần", "2026-08-30 - Chủ nhật: nghỉ hằng tuần",
                          "2026-08-31 - Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)",
                          "2026-09-01 - Thứ Ba: nghỉ lễ (Quốc khánh (ngày liền kề))",
                          "2026-09-02 - Thứ Tư: nghỉ lễ (Quốc khánh)",
                          "2026-09-03 + Thứ Năm: ngày làm việc; hết hạn lúc 24 giờ (Điều 148 khoản 6 BLDS 2015)"));
}

TEST(ExplainDueDate, CalendarDaysCountDaysOffAndRoll) {
  EXPECT_THAT(
      Lines(After("2026-11-20 09:00", 1, v1::PERIOD_UNIT_CALENDAR_DAY)),
      ElementsAre("2026-11-20 - Thứ Sáu: ngày làm việc; không tính ngày đầu (Điều 147 khoản 2 BLDS 2015)",
                  "2026-11-21 + Thứ Bảy: nghỉ hằng tuần; ngày cuối rơi vào ngày nghỉ: chuyển sang ngày làm việc "
                  "tiếp theo (Điều 148 khoản 5 BLDS 2015)",
                  "2026-11-22 - Chủ nhật: nghỉ hằng tuần",
                  "2026-11-23 - Thứ Hai: ngày làm việc; không tính đề xuất chưa được xác nhận: nghỉ hoán đổi dịp "
                  "Ngày Văn hóa Việt Nam 24/11 (đề xuất); ngày làm việc tiếp theo: hết hạn lúc 24 giờ (Điều 148 "
                  "khoản 5, 6 BLDS 2015)"));
}

TEST(ExplainDueDate, HoursCountFromTheFirstDay) {
  const std::string why =
      "giờ tính liên tục từ thời điểm bắt đầu, kể cả ban đêm và ngày nghỉ (Điều 147 khoản 1 BLDS 2015)";
  EXPECT_THAT(
      Lines(After("2026-08-28 16:30", 24, v1::PERIOD_UNIT_HOUR)),
      ElementsAre("2026-08-28 + Thứ Sáu: ngày làm việc; " + why, "2026-08-29 + Thứ Bảy: nghỉ hằng tuần; " + why));
}

TEST(ExplainDueDate, LongOnesKeepBothEnds) {
  const auto fits = After("2024-01-01 00:00", kMaxExplainedDays - 1, v1::PERIOD_UNIT_CALENDAR_DAY);
  EXPECT_THAT(fits->days, SizeIs(kMaxExplainedDays));
  const auto due = After("2024-01-01 00:00", 998, v1::PERIOD_UNIT_CALENDAR_DAY);
  ASSERT_THAT(due->days, SizeIs(kMaxExplainedDays));
  EXPECT_EQ(due->days.front().date(), "2024-01-01");
  EXPECT_EQ(due->days.back().date(), FormatDate(due->day));
  const int head = kMaxExplainedDays - kExplainedTailDays;
  EXPECT_EQ(due->days[head - 1].date(), FormatDate(Day("2024-01-01") + head - 1));
  EXPECT_EQ(due->days[head].date(), FormatDate(due->day - kExplainedTailDays + 1));
  EXPECT_THAT(due->days[head].reason(), EndsWith("lược bớt 199 ngày trước ngày này"));
  EXPECT_THAT(due->days[head + 1].reason(), Not(HasSubstr("lược bớt")));
}

TEST(ExplainSpan, CountsWorkingDaysAndIsBounded) {
  const auto days = ProvinceCalendar().ExplainSpan(Day("2026-08-28"), Day("2026-09-03"));
  ASSERT_THAT(days, SizeIs(7));
  for (const v1::ExplainedDay& day : days) EXPECT_EQ(day.counted(), day.working_day());
  EXPECT_TRUE(days.front().counted());
  EXPECT_EQ(days[3].reason(), "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)");
  EXPECT_THAT(ProvinceCalendar().ExplainSpan(Day("2024-01-01"), Day("2027-12-31")), SizeIs(kMaxExplainedDays));
  EXPECT_THAT(ProvinceCalendar().ExplainSpan(Day("2026-09-03"), Day("2026-08-28")), SizeIs(0));
}

}  // namespace
}  // namespace phoihop::deadline
