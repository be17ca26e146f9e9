#include "workflow/plan/deadline_phrase.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::plan {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Monday to Friday; the National Day holidays of 2024 and 2026 as they were decided.
deadline::WorkingCalendar TestCalendar() {
  v1::Calendar calendar;
  calendar.set_name("provinces/dong-nai/calendars/default");
  calendar.set_version(1);
  for (int weekday = 1; weekday <= 5; ++weekday) calendar.add_working_weekdays(weekday);
  for (auto [start, end] : {std::pair{7 * 60, 11 * 60}, std::pair{13 * 60, 17 * 60}}) {
    auto* session = calendar.add_sessions();
    session->set_start_minute(start);
    session->set_end_minute(end);
  }
  for (const char* date : {"2024-09-02", "2024-09-03", "2026-09-01", "2026-09-02"}) {
    auto* day = calendar.add_days();
    day->set_date(date);
    day->set_kind(v1::CalendarDay::KIND_HOLIDAY);
    day->set_status(v1::CalendarDay::STATUS_OFFICIAL);
  }
  calendar.set_decided_from("2024-01-01");
  calendar.set_decided_to("2026-12-31");
  calendar.set_valid_from("2024-01-01");
  calendar.set_valid_to("2031-01-01");
  absl::StatusOr<deadline::WorkingCalendar> made = deadline::WorkingCalendar::Create(calendar);
  if (!made.ok()) ADD_FAILURE() << made.status();
  return *std::move(made);
}

DeadlineSettings PlanOf2026() {
  return {.reference = absl::CivilDay(2026, 1, 15),
          .period_start = absl::CivilDay(2026, 1, 1),
          .period_end = absl::CivilDay(2026, 12, 31)};
}

DeadlineSettings PlanOf2023To2025() {
  return {.reference = absl::CivilDay(2025, 7, 1),
          .period_start = absl::CivilDay(2023, 9, 1),
          .period_end = absl::CivilDay(2025, 12, 31)};
}

std::string Units(const v1::Period& period) {
  return absl::StrCat(period.count(), " ", v1::PeriodUnit_Name(period.unit()).substr(12));
}

// `quarter 2026-09-30>2026-10-01`: the kind and whatever else the deadline has.
std::string Show(const v1::PlanDeadline& deadline) {
  std::string result = v1::DeadlineKind_Name(deadline.kind()).substr(14);
  if (!deadline.recurrence().empty()) absl::StrAppend(&result, " ", deadline.recurrence());
  if (!deadline.report_recurrence().empty()) absl::StrAppend(&result, " report ", deadline.report_recurrence());
  if (!deadline.dates().empty()) absl::StrAppend(&result, " [", absl::StrJoin(deadline.dates(), " "), "]");
  if (!deadline.nominal_due_date().empty()) absl::StrAppend(&result, " ", deadline.nominal_due_date());
  if (deadline.effective_due_date() != deadline.nominal_due_date()) {
    absl::StrAppend(&result, ">", deadline.effective_due_date());
  }
  if (!deadline.strict_due_date().empty()) absl::StrAppend(&result, " strict ", deadline.strict_due_date());
  if (deadline.has_period()) absl::StrAppend(&result, " ", Units(deadline.period()));
  if (!deadline.event().empty()) absl::StrAppend(&result, " {", deadline.event(), "}");
  return result;
}

std::string Read(absl::string_view text, const DeadlineSettings& settings, absl::string_view product = "") {
  static const auto& calendar = *new deadline::WorkingCalendar(TestCalendar());
  const DeadlineReading reading = ReadDeadline(text, product, settings, calendar);
  EXPECT_EQ(reading.deadline.text(), text);
  EXPECT_EQ(reading.deadline.kind() == v1::DEADLINE_KIND_UNKNOWN, !reading.question.empty()) << text;
  EXPECT_EQ(reading.question.empty(), !reading.explanation.empty()) << text;
  return Show(reading.deadline);
}

struct Case {
  const char* text;
  const char* understood;
};

TEST(DeadlinePhrase, UnderstandsWhatPlansOf2026Write) {
  constexpr Case kCases[] = {
      {"31/12/2026", "FIXED 2026-12-31"},
      {"31.12.2026.", "FIXED 2026-12-31"},
      {"30-9-2026", "FIXED 2026-09-30"},
      {"30–9–2026", "FIXED 2026-09-30"},
      {"ngày 20 tháng 7 năm 2026", "FIXED 2026-07-20"},
      {"20/7", "FIXED 2026-07-20"},
      {"Chậm nhất 31/08/2026", "FIXED 2026-08-31"},
      {"CHẬM NHẤT NGÀY 31/08/2026", "FIXED 2026-08-31"},
      {"Hoàn thành trước ngày 10/8/2026", "FIXED_BEFORE 2026-08-10 strict 2026-08-09"},
      {"Trước 15/11/2026", "FIXED_BEFORE 2026-11-15>2026-11-16 strict 2026-11-14"},
      {"truoc ngay 10/8/2026", "FIXED_BEFORE 2026-08-10 strict 2026-08-09"},
      {"Quý I/2026", "QUARTER 2026-03-31"},
      {"Quý 4/2026", "QUARTER 2026-12-31"},
      {"quý IV năm 2026", "QUARTER 2026-12-31"},
      {"Trong quý III/2026", "QUARTER 2026-09-30"},
      {"Quý III", "QUARTER 2026-09-30"},
      {"Quý II - III/2026", "QUARTER_RANGE 2026-09-30"},
      {"Quý II - III", "QUARTER_RANGE 2026-09-30"},
      {"Từ quý II đến quý III/2026", "QUARTER_RANGE 2026-09-30"},
      {"Từ quý II đến hết quý III/2026", "QUARTER_RANGE 2026-09-30"},
      {"Đến hết quý III/2026", "QUARTER 2026-09-30"},
      {"Cuối quý III", "QUARTER 2026-09-30"},
      {"9 tháng đầu năm 2026", "QUARTER_RANGE 2026-09-30"},
      {"Quý II đến Quý III/2026", "QUARTER_RANGE 2026-09-30"},
      {"Quý II, Quý IV/2026", "DATES [2026-06-30 2026-12-31] 2026-06-30"},
      {"Quý II và Quý IV/2026", "DATES [2026-06-30 2026-12-31] 2026-06-30"},
      {"Tháng 10/2026", "MONTH 2026-10-31>2026-11-02"},
      {"Tháng 12 năm 2026", "MONTH 2026-12-31"},
      {"Tháng 8", "MONTH 2026-08-31"},
      {"6 tháng đầu năm 2026", "HALF_YEAR 2026-06-30"},
      {"06 tháng cuối năm 2026", "HALF_YEAR 2026-12-31"},
      {"Sáu tháng cuối năm", "HALF_YEAR 2026-12-31"},
      {"Năm 2026", "YEAR 2026-12-31"},
      {"Trong năm 2026", "YEAR 2026-12-31"},
      {"Thường xuyên", "CONTINUOUS"},
      {"thường  xuyên, liên tục", "CONTINUOUS"},
      {"Thường xuyên trong năm", "CONTINUOUS"},
      {"Thường xuyên, đột xuất khi có vụ việc", "CONTINUOUS {đột xuất khi có vụ việc}"},
      {"Thường xuyên; báo cáo trong 24 giờ khi có vụ việc", "CONTINUOUS 24 HOUR {báo cáo trong 24 giờ khi có vụ việc}"},
      {"Thường xuyên; báo cáo hằng quý", "CONTINUOUS report FREQ=MONTHLY;INTERVAL=3"},
      {"Hằng tháng", "RECURRING FREQ=MONTHLY"},
      {"Hàng tháng", "RECURRING FREQ=MONTHLY"},
      {"Hằng quý", "RECURRING FREQ=MONTHLY;INTERVAL=3"},
      {"Hằng tuần", "RECURRING FREQ=WEEKLY"},
      {"Định kỳ hằng tháng", "RECURRING FREQ=MONTHLY"},
      {"6 tháng một lần", "RECURRING FREQ=MONTHLY;INTERVAL=6"},
      {"03 tháng/lần", "RECURRING FREQ=MONTHLY;INTERVAL=3"},
      {"Mỗi quý một lần", "RECURRING FREQ=MONTHLY;INTERVAL=3"},
      {"Hằng năm", "RECURRING FREQ=YEARLY 2026-12-31"},
      {"Hàng năm", "RECURRING FREQ=YEARLY 2026-12-31"},
      {"01 lần/năm", "RECURRING FREQ=YEARLY 2026-12-31"},
      {"02 bản tin/tháng", "RECURRING FREQ=MONTHLY"},
      {"Ngày 20 hằng tháng", "RECURRING FREQ=MONTHLY;BYMONTHDAY=20 2026-01-20"},
      {"Trước ngày 25 hằng tháng",
       "RECURRING_BEFORE FREQ=MONTHLY;BYMONTHDAY=25 2026-01-25>2026-01-26 strict 2026-01-24"},
      {"Ngày 31 hằng tháng", "RECURRING FREQ=MONTHLY;BYMONTHDAY=-1 2026-01-31>2026-02-02"},
      {"Ngày 30 hằng tháng", "RECURRING FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1 2026-01-30"},
      {"Trước ngày 20/7 hàng năm", "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=20 2026-07-20 strict 2026-07-19"},
      {"Trước ngày 05/12 hằng năm",
       "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5 2026-12-05>2026-12-07 strict 2026-12-04"},
      {"Trước ngày 15/6 và 15/12 hằng năm",
       "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15 2026-06-15 strict 2026-06-14"},
      {"Tháng 12 hằng năm", "RECURRING FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 2026-12-31"},
      {"Quý IV hằng năm", "RECURRING FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 2026-12-31"},
      {"02 đợt: 15/5/2026 và 22/8/2026", "DATES [2026-05-15 2026-08-22] 2026-05-15"},
      {"15/5 và 22/8/2026", "DATES [2026-05-15 2026-08-22] 2026-05-15"},
      {"Trong vòng 30 ngày kể từ ngày Quy chế được ban hành", "RELATIVE 30 CALENDAR_DAY {Quy chế được ban hành}"},
      {"05 ngày làm việc sau khi có chỉ đạo của UBND tỉnh", "RELATIVE 5 WORKING_DAY {có chỉ đạo của UBND tỉnh}"},
      {"Trong 24 giờ khi có vụ việc", "RELATIVE 24 HOUR {có vụ việc}"},
      {"Sau khi logo được phê duyệt", "RELATIVE {logo được phê duyệt}"},
      {"Khi có vụ việc", "RELATIVE {có vụ việc}"},
      {"Ngay sau khi Kế hoạch được ban hành.", "RELATIVE {Kế hoạch được ban hành}"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Read(c.text, PlanOf2026()), c.understood) << c.text;
}

TEST(DeadlinePhrase, UnderstandsMomentsAndSpans) {
  constexpr Case kCases[] = {
      {"Trước 17 giờ ngày 15/12", "FIXED 2026-12-15"},
      {"17h00 ngày 15/12/2026", "FIXED 2026-12-15"},
      {"trước 16 giờ 30 phút, ngày 15 tháng 12 năm 2026", "FIXED 2026-12-15"},
      {"17 giờ 15/12/2026", "FIXED 2026-12-15"},
      // Civil Code 2015, article 146. 1 March and 15 November 2026 are Sundays.
      {"Đầu tháng 3/2026", "FIXED 2026-03-01>2026-03-02"},
      {"giữa tháng 11", "FIXED 2026-11-15>2026-11-16"},
      {"Cuối tháng 6 năm 2026", "MONTH 2026-06-30"},
      {"Giữa năm 2026", "FIXED 2026-06-30"},
      {"Cuối năm", "YEAR 2026-12-31"},
      {"Trong năm", "YEAR 2026-12-31"},
      {"Đến hết năm 2026", "YEAR 2026-12-31"},
      {"Từ ngày 01/6 đến ngày 30/6/2026", "FIXED 2026-06-30"},
      {"Từ 01/6 đến hết 30/6/2026", "FIXED 2026-06-30"},
      {"15/5 - 22/8/2026", "FIXED 2026-08-22>2026-08-24"},
      {"Từ tháng 3 đến tháng 9/2026", "MONTH 2026-09-30"},
      {"Tháng 3 - 9/2026", "MONTH 2026-09-30"},
      {"Từ tháng 10/2025 đến hết tháng 3/2026", "MONTH 2026-03-31"},
      {"Giai đoạn 2024 - 2026", "YEAR 2026-12-31"},
      {"Từ năm 2025 đến năm 2026", "YEAR 2026-12-31"},
      {"Tháng 6 và tháng 9/2026", "DATES [2026-06-30 2026-09-30] 2026-06-30"},
      {"Tháng 6/2026, tháng 9/2026", "DATES [2026-06-30 2026-09-30] 2026-06-30"},
      {"Hạn cuối: 30/6/2026", "FIXED 2026-06-30"},
      {"Thời hạn hoàn thành: trước ngày 30/6/2026", "FIXED_BEFORE 2026-06-30 strict 2026-06-29"},
      {"Không muộn hơn ngày 30/6/2026", "FIXED 2026-06-30"},
      {"30/6/2026 (1)", "FIXED 2026-06-30"},
      {"30/6/2026¹", "FIXED 2026-06-30"},
      {"Quý II/2026*", "QUARTER 2026-06-30"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Read(c.text, PlanOf2026()), c.understood) << c.text;
  const auto reading = ReadDeadline("Trước 17 giờ ngày 15/12", "", PlanOf2026(), TestCalendar());
  EXPECT_THAT(reading.explanation, HasSubstr("17 giờ"));
  EXPECT_THAT(ReadDeadline("Đầu tháng 3", "", PlanOf2026(), TestCalendar()).explanation, HasSubstr("Điều 146"));
  EXPECT_THAT(ReadDeadline("01/6 - 30/6/2026", "", PlanOf2026(), TestCalendar()).explanation,
              HasSubstr("từ 01/06/2026"));
}

TEST(DeadlinePhrase, UnderstandsRhythmsWithADay) {
  constexpr Case kCases[] = {
      {"Chậm nhất ngày 25 của tháng cuối quý", "RECURRING FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25 2026-03-25"},
      {"Trước ngày 20 tháng cuối mỗi quý",
       "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20 2026-03-20 strict 2026-03-19"},
      {"Hằng quý, ngày 10 của tháng đầu quý sau", "RECURRING FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10 2026-04-10"},
      {"Trước ngày 05 của tháng sau", "RECURRING_BEFORE FREQ=MONTHLY;BYMONTHDAY=5 2026-02-05 strict 2026-02-04"},
      {"Hằng tháng (trước ngày 25)",
       "RECURRING_BEFORE FREQ=MONTHLY;BYMONTHDAY=25 2026-01-25>2026-01-26 strict 2026-01-24"},
      {"Ngày 20 của mỗi tháng", "RECURRING FREQ=MONTHLY;BYMONTHDAY=20 2026-01-20"},
      {"Hằng năm, trước ngày 15/12",
       "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15 2026-12-15 strict 2026-12-14"},
      {"Định kỳ 6 tháng, năm", "RECURRING FREQ=MONTHLY;INTERVAL=6"},
      {"6 tháng và hằng năm", "RECURRING FREQ=MONTHLY;INTERVAL=6"},
      {"Định kỳ hằng quý, 6 tháng và năm", "RECURRING FREQ=MONTHLY;INTERVAL=3"},
      {"Tháng 6 và tháng 12 hằng năm", "RECURRING FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 2026-06-30"},
      {"Quý II, quý IV hằng năm", "RECURRING FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 2026-06-30"},
      {"Thường xuyên (báo cáo hằng quý)", "CONTINUOUS report FREQ=MONTHLY;INTERVAL=3"},
      {"Thường xuyên, định kỳ hằng tháng báo cáo", "CONTINUOUS report FREQ=MONTHLY"},
      {"Thường xuyên (đột xuất khi có vụ việc)", "CONTINUOUS {đột xuất khi có vụ việc}"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Read(c.text, PlanOf2026()), c.understood) << c.text;
}

TEST(DeadlinePhrase, AsksInsteadOfInventing) {
  for (const char* text : {"",
                           "-",
                           "Theo kế hoạch",
                           "Dịp Tết Chôl Chnăm Thmây 2026",
                           "31/13/2026",
                           "30/02/2026",
                           "31/12/26",
                           "10/2026",
                           "24 giờ",
                           "Trong vòng 30 ngày",
                           "Quý V/2026",
                           "Quý 0/2026",
                           "Tháng 13/2026",
                           "5 tháng đầu năm 2026",
                           "Đầu năm 2026",
                           "31/12/2026 (dự kiến)",
                           "31/12/2026 hoặc 15/01/2027",
                           "Từ 30/6 đến 01/6/2026",
                           "Từ 01/6/2026",
                           "Từ quý II/2026",
                           "Đầu quý III/2026",
                           "Giữa quý III/2026",
                           "Cuối quý",
                           "Đầu tháng",
                           "Tuần thứ hai của tháng 9/2026",
                           "Theo yêu cầu của UBND tỉnh",
                           "30/11 (đơn vị); 15/12 (tổng hợp)",
                           "30/11 và trước 15/12",
                           "Các đơn vị trước 30/11, tổng hợp trước 15/12",
                           "Trước tháng 10/2026",
                           "Trước tháng 12 hằng năm",
                           "Tháng 10, 11/2026",
                           "Tháng 11, 12 hằng năm",
                           "Ngày 31 của tháng cuối quý",
                           "Ngày 25 tháng cuối quý sau",
                           "Trước 17 giờ hằng ngày",
                           "17 giờ",
                           "25 giờ ngày 15/12/2026",
                           "Định kỳ năm, 6 tháng",
                           "31/12/2026 (2 đợt)",
                           "03 đợt: 15/5/2026 và 22/8/2026",
                           "22/8/2026 và 15/5/2026",
                           "Ngày 32 hằng tháng",
                           "29/2 hằng năm",
                           "Trước ngày 15/6 và 20/12 hằng năm",
                           "5 tháng một lần",
                           "Thường xuyên, hằng năm",
                           "Thường xuyên; 31/12/2026",
                           "Sau khi hoàn thành, trước ngày 31/12/2026",
                           "Trong vòng 30 ngày kể từ ngày 01/3/2026",
                           "Trước ngày 30/11 hằng năm (đơn vị); trước ngày 15/12 hằng năm (tổng hợp)",
                           "Hằng tháng, quý",
                           "24 giờ/ngày",
                           "Trước quý III/2026",
                           "Quý IV, Quý II/2026",
                           "1/1/1",
                           "2026",
                           "99999999999999999999/1/2026"}) {
    EXPECT_EQ(Read(text, PlanOf2026()), "UNKNOWN") << text;
  }
}

TEST(DeadlinePhrase, TakesTheYearFromThePlanOnlyWhenItIsCertain) {
  EXPECT_EQ(Read("Quý III", PlanOf2023To2025()), "UNKNOWN");
  EXPECT_EQ(Read("20/7", PlanOf2023To2025()), "UNKNOWN");
  EXPECT_EQ(Read("Trước ngày 20/7 hàng năm", PlanOf2023To2025()),
            "RECURRING_BEFORE FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=20 2025-07-20>2025-07-21 strict 2025-07-19");
  const auto reading = ReadDeadline("Quý III", "", PlanOf2023To2025(), TestCalendar());
  EXPECT_THAT(reading.question, HasSubstr("không ghi năm"));
}

TEST(DeadlinePhrase, RollsOverAWeekendAndTheHolidaysAfterIt) {
  EXPECT_EQ(Read("Tháng 8/2024", PlanOf2023To2025()), "MONTH 2024-08-31>2024-09-04");
  DeadlineSettings none = PlanOf2023To2025();
  none.roll = v1::ROLL_RULE_NONE;
  EXPECT_EQ(Read("Tháng 8/2024", none), "MONTH 2024-08-31");
}

TEST(DeadlinePhrase, ReadsBeforeStrictlyWhenThePlanSaysSo) {
  DeadlineSettings strict = PlanOf2026();
  strict.strict_before = true;
  // Saturday, 9 August 2026 is not moved: the strict reading is the day before D as it stands.
  EXPECT_EQ(Read("Trước ngày 10/8/2026", strict), "FIXED_BEFORE 2026-08-10>2026-08-09 strict 2026-08-09");
  EXPECT_EQ(Read("10/8/2026", strict), "FIXED 2026-08-10");
}

TEST(DeadlinePhrase, FindsTheReportingRhythmInTheProduct) {
  EXPECT_EQ(Read("Thường xuyên", PlanOf2026(), "Báo cáo lượt tiếp cận hằng quý"),
            "CONTINUOUS report FREQ=MONTHLY;INTERVAL=3");
  EXPECT_EQ(Read("Thường xuyên", PlanOf2026(), "Báo cáo vụ việc"), "CONTINUOUS");
  EXPECT_EQ(Read("Thường xuyên", PlanOf2026(), "02 sản phẩm/tháng"), "CONTINUOUS");
  EXPECT_EQ(Read("Hàng tháng", PlanOf2026(), "Báo cáo hằng quý"), "RECURRING FREQ=MONTHLY");
}

TEST(DeadlinePhrase, SaysWhatToDoAboutTwoDeadlinesInOneCell) {
  const auto reading = ReadDeadline("Trước ngày 30/11 hằng năm (đơn vị); trước ngày 15/12 hằng năm (tổng hợp)", "",
                                    PlanOf2026(), TestCalendar());
  EXPECT_THAT(reading.question, HasSubstr("2 thời hạn"));
}

TEST(DeadlinePhrase, AsksAboutADayThatTheCalendarDoesNotReach) {
  const auto reading = ReadDeadline("31/12/2050", "", PlanOf2026(), TestCalendar());
  EXPECT_EQ(reading.deadline.kind(), v1::DEADLINE_KIND_UNKNOWN);
  EXPECT_THAT(reading.deadline.nominal_due_date(), IsEmpty());
  EXPECT_THAT(reading.question, HasSubstr("nằm ngoài lịch"));
}

TEST(DeadlinePhrase, IgnoresHowDiacriticsAreEncoded) {
  // "Quý III/2026" with the acute accent as a combining character, and with a no-break blank.
  EXPECT_EQ(Read("Quy\u0301\u00A0III/2026", PlanOf2026()), "QUARTER 2026-09-30");
}

TEST(DeadlineFromDates, IsOneDayOrSeveral) {
  const deadline::WorkingCalendar calendar = TestCalendar();
  auto one = DeadlineFromDates({"2026-10-31"}, PlanOf2026(), calendar);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(Show(*one), "FIXED 2026-10-31>2026-11-02");
  auto several = DeadlineFromDates({"2026-10-31", "2026-05-04", "2026-05-04"}, PlanOf2026(), calendar);
  ASSERT_TRUE(several.ok()) << several.status();
  EXPECT_EQ(Show(*several), "DATES [2026-05-04 2026-10-31] 2026-05-04");
  EXPECT_THAT(several->text(), Not(IsEmpty()));
  EXPECT_EQ(ReasonOf(DeadlineFromDates({"31/10/2026"}, PlanOf2026(), calendar).status()),
            v1::ERROR_REASON_INVALID_DATE);
}

}  // namespace
}  // namespace phoihop::plan
