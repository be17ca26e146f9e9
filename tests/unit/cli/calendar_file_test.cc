#include "clients/cli/calendar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/calendar_print.h"

namespace phoihop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::Calendar Known() {
  v1::Calendar calendar;
  calendar.set_name("provinces/dong-nai/calendars/default");
  for (const char* date : {"2026-09-02", "2027-01-01", "2027-02-05", "2028-01-03"}) {
    v1::CalendarDay& day = *calendar.add_days();
    day.set_date(date);
    day.set_kind(v1::CalendarDay::KIND_HOLIDAY);
    day.set_status(v1::CalendarDay::STATUS_COMPUTED);
  }
  return calendar;
}

std::vector<std::string> Days(const v1::Calendar& calendar) {
  std::vector<std::string> days;
  for (const v1::CalendarDay& day : calendar.days())
    days.push_back(absl::StrCat(day.date(), " ", v1::CalendarDay::Status_Name(day.status())));
  return days;
}

TEST(CalendarFile, TheYearsOfTheFileAreReplaced) {
  v1::Calendar calendar = Known();
  const absl::Status replaced = ReplaceDays(
      "\xEF\xBB\xBF"
      "date;weekday_vi;kind;name_vi;status;note;source\r\n"
      "2027-02-08;Thứ Hai;compensation_day_off;\"Nghỉ hoán đổi; Tết\";official;"
      "\"swap_of=13/02/2027; theo đề nghị\";TB 1\r\n"
      "01/01/2027;Thứ Sáu;holiday;Tết Dương lịch;official;;TB 1\r\n",
      calendar);
  ASSERT_TRUE(replaced.ok()) << replaced;
  EXPECT_THAT(Days(calendar), ElementsAre("2026-09-02 STATUS_COMPUTED", "2027-01-01 STATUS_OFFICIAL",
                                          "2027-02-08 STATUS_OFFICIAL", "2028-01-03 STATUS_COMPUTED"));
  EXPECT_EQ(calendar.days(2).kind(), v1::CalendarDay::KIND_DAY_OFF_IN_LIEU);
  EXPECT_EQ(calendar.days(2).paired_date(), "2027-02-13");
  EXPECT_EQ(calendar.days(2).display_name(), "Nghỉ hoán đổi; Tết");
  EXPECT_EQ(calendar.days(2).provenance().source(), "TB 1");
}

TEST(CalendarFile, SaysWhereItIsWrong) {
  const std::string head = "date,kind,name_vi,status\n";
  struct {
    std::string csv;
    const char* message;
  } const kCases[] = {
      {"", "tệp không có dòng nào"},
      {"date,kind,name_vi\n", "dòng 1: không có cột status"},
      {head + "31/02/2027,holiday,Tết,official\n", "dòng 2, cột date: '31/02/2027' không phải ngày"},
      {head + "01/01/2027,nghỉ,Tết,official\n", "dòng 2, cột kind: 'nghỉ' không phải một trong: holiday"},
      {head + "01/01/2027,holiday,Tết,chắc\n", "dòng 2, cột status: 'chắc' không phải một trong: official"},
      {head + "01/01/2027,holiday,Tết,official\n2027-01-01,holiday,Tết,official\n",
       "dòng 3, cột date: 01/01/2027 đã có"},
      {head + "01/01/2027,holiday,\"Tết,official\n", "dấu nháy kép"},
  };
  for (const auto& c : kCases) {
    v1::Calendar calendar = Known();
    const absl::Status status = ReplaceDays(c.csv, calendar);
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message)) << c.csv;
    EXPECT_THAT(Days(calendar), ElementsAre("2026-09-02 STATUS_COMPUTED", "2027-01-01 STATUS_COMPUTED",
                                            "2027-02-05 STATUS_COMPUTED", "2028-01-03 STATUS_COMPUTED"));
  }
}

TEST(CalendarPrint, RulesAndTheDaysOfAYear) {
  v1::Calendar calendar = Known();
  calendar.set_version(3);
  calendar.set_display_name("Lịch chung");
  calendar.add_working_weekdays(1);
  calendar.add_working_weekdays(7);
  v1::WorkingSession& session = *calendar.add_sessions();
  session.set_start_minute(450);
  session.set_end_minute(690);
  v1::CalendarRule& rule = *calendar.add_rules();
  rule.set_id("tet");
  rule.set_display_name("Tết Nguyên đán");
  rule.mutable_lunar()->set_day(1);
  rule.mutable_lunar()->set_month(1);
  rule.set_days_before(1);
  rule.set_days_after(3);
  rule.set_observed(true);
  const std::string text = CalendarForPeople(calendar, 2027, 160);
  for (const char* part : {"Lịch chung (default), phiên bản 3", "Làm việc thứ 2, Chủ nhật: 7:30–11:30",
                           "1/1 âm lịch, 1 ngày trước, 3 ngày sau", "01/01/2027", "tính theo quy tắc"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("02/09/2026")));
  EXPECT_THAT(CalendarForPeople(calendar, 2030, 160), HasSubstr("Năm 2030: chưa liệt kê ngày nghỉ nào."));
}

TEST(CalendarPrint, WeekdaysOfTheSameHoursStandTogether) {
  v1::Calendar calendar = Known();
  for (const int weekday : {1, 2, 6}) calendar.add_working_weekdays(weekday);
  for (const int start : {450, 810}) {
    v1::WorkingSession& session = *calendar.add_sessions();
    session.set_start_minute(start);
    session.set_end_minute(start + 240);
  }
  calendar.mutable_sessions(1)->add_weekdays(1);
  calendar.mutable_sessions(1)->add_weekdays(2);
  EXPECT_THAT(CalendarForPeople(calendar, 2027, 160),
              HasSubstr("Làm việc thứ 2, thứ 3: 7:30–11:30, 13:30–17:30; thứ 7: 7:30–11:30"));
}

TEST(CalendarPrint, APreviewSaysWhatIsLeftOut) {
  v1::PreviewCalendarChangeResponse preview;
  preview.set_total_moves(700);
  preview.set_concerned_tasks(650);
  preview.set_preview_token("1-700-ab");
  v1::ClockMove& move = *preview.add_moves();
  move.set_task("provinces/dong-nai/tasks/t1");
  move.set_old_due_date("2026-03-20");
  move.set_new_due_date("2026-03-23");
  auto& finding = *preview.add_findings();
  finding.set_explanation("Ngày 01/03/2026 đã qua.");
  preview.set_total_findings(1);
  const std::string text = PreviewForPeople(preview, 160);
  for (const char* part : {"t1", "20/03/2026", "23/03/2026", "liệt kê 1 trong 700 thời hạn",
                           "700 thời hạn của 650 nhiệm vụ sẽ dời", "Ngày 01/03/2026 đã qua.", "Mã xem trước: 1-700-ab"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(CalendarPrint, ATimelineSaysWhomItReaches) {
  v1::SimulateTimelineResponse timeline;
  timeline.set_tasks(1);
  v1::SimulatedStep& step = *timeline.add_steps();
  step.set_kind(v1::SimulatedStep::KIND_ESCALATION);
  step.set_task("provinces/dong-nai/tasks/t1");
  step.set_clock_id("complete");
  step.set_provisional(true);
  step.mutable_time()->set_seconds(1774224000);
  step.mutable_escalation()->set_offset_working_days(1);
  auto& recipient = *step.mutable_escalation()->add_recipients();
  recipient.set_unit("provinces/dong-nai/units/so-vhttdl");
  recipient.set_person("provinces/dong-nai/persons/le-van-c");
  step.mutable_escalation()->add_systems("ioc");
  const std::string text = TimelineForPeople(timeline, 160);
  for (const char* part :
       {"đôn đốc", "23/03/2026 07:00 *", "+1 ngày làm việc: so-vhttdl/le-van-c, hệ thống ioc", "* tạm tính"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(TimelineForPeople(v1::SimulateTimelineResponse(), 160), HasSubstr("Không có gì tự xảy ra"));
}

}  // namespace
}  // namespace phoihop::cli
