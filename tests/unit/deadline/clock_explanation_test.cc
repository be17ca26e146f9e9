#include "workflow/deadline/clock_explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"

namespace phoihop::deadline {
namespace {
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::SizeIs;

v1::Task TaskDue(const char* date) {
  v1::Task task;
  task.set_requested_due_date(date);
  return task;
}

v1::Clock CompleteClock(const v1::Task& task) {
  const auto due = ProvinceCalendar().Fixed(Day(task.requested_due_date()), task.roll(), false).value();
  return Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At("2026-08-27 09:00"), due, "đến hết ngày 31/08/2026",
             ProvinceCalendar());
}

std::vector<std::string> Counted(const v1::ExplainDeadlineResponse& response) {
  std::vector<std::string> dates;
  for (const v1::ExplainedDay& day : response.days()) {
    if (day.counted()) dates.push_back(day.date());
  }
  return dates;
}

TEST(DueForPeople, EndOfDayAndInstant) {
  EXPECT_EQ(DueForPeople(At("2026-09-04 00:00")), "24 giờ ngày 03/09/2026");
  EXPECT_EQ(DueForPeople(At("2026-08-29 16:30")), "16:30 ngày 29/08/2026");
}

TEST(ExplainClock, AsItWasFirstComputed) {
  const v1::Task task = TaskDue("2026-08-31");
  const v1::ExplainDeadlineResponse response = ExplainClock(task, CompleteClock(task), ProvinceCalendar());
  EXPECT_EQ(response.due_date(), "2026-09-03");
  EXPECT_EQ(response.nominal_date(), "2026-08-31");
  EXPECT_EQ(FromTimestamp(response.due_time()), At("2026-09-04 00:00"));
  EXPECT_EQ(response.days_size(), 4);
  EXPECT_THAT(Counted(response), ElementsAre("2026-09-03"));
  EXPECT_EQ(response.summary(), "Hạn: 24 giờ ngày 03/09/2026. Cách tính: đến hết ngày 31/08/2026.");
  EXPECT_EQ(response.calendar(), "provinces/dong-nai/calendars/default");
  EXPECT_EQ(response.calendar_version(), 7);
  EXPECT_FALSE(response.provisional());
}

TEST(ExplainClock, PeriodFromAnEvent) {
  v1::Task task;
  task.mutable_awaited_period()->set_count(30);
  task.mutable_awaited_period()->set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  const absl::Time anchor = At("2026-08-01 00:00");
  const v1::Clock clock =
      Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, anchor,
          ProvinceCalendar().After(anchor, task.awaited_period(), task.roll(), false).value(), "", ProvinceCalendar());
  const v1::ExplainDeadlineResponse response = ExplainClock(task, clock, ProvinceCalendar());
  EXPECT_EQ(response.nominal_date(), "2026-08-31");
  EXPECT_EQ(response.due_date(), "2026-09-03");
  EXPECT_THAT(Counted(response), SizeIs(30));
}

TEST(ExplainClock, SmallClocks) {
  struct {
    v1::ClockPurpose purpose;
    int working_days;
  } const kCases[] = {
      {v1::CLOCK_PURPOSE_ACKNOWLEDGE, kAcknowledgeWorkingDays},
      {v1::CLOCK_PURPOSE_APPROVE, kApproveWorkingDays},
      {v1::CLOCK_PURPOSE_ISSUER_DECISION, kIssuerDecisionWorkingDays},
      {v1::CLOCK_PURPOSE_HANDOFF_REPLY, kHandoffReplyWorkingDays},
  };
  for (const auto& c : kCases) {
    v1::Period period;
    period.set_count(c.working_days);
    period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
    const absl::Time anchor = At("2026-08-28 09:00");
    const v1::Clock clock =
        Arm("x", c.purpose, anchor, ProvinceCalendar().After(anchor, period, v1::ROLL_RULE_NONE, false).value(), "",
            ProvinceCalendar());
    const v1::ExplainDeadlineResponse response = ExplainClock(v1::Task(), clock, ProvinceCalendar());
    EXPECT_THAT(Counted(response), SizeIs(c.working_days));
    EXPECT_EQ(response.days(0).date(), "2026-08-28");
    EXPECT_EQ(response.summary(), absl::StrCat("Hạn: ", DueForPeople(FromTimestamp(clock.due_time())), "."));
  }
}

TEST(ExplainClock, CreditedDaysFollow) {
  const v1::Task task = TaskDue("2026-08-31");
  v1::Clock clock = CompleteClock(task);
  Freeze(clock, At("2026-09-03 09:00"));
  ASSERT_TRUE(Resume(clock, At("2026-09-07 09:00"), ProvinceCalendar()).ok());
  const v1::ExplainDeadlineResponse response = ExplainClock(task, clock, ProvinceCalendar());
  EXPECT_EQ(response.due_date(), "2026-09-07");
  EXPECT_EQ(response.nominal_date(), "2026-08-31");
  EXPECT_THAT(Counted(response), ElementsAre("2026-09-03", "2026-09-04", "2026-09-07"));
  EXPECT_EQ(response.days(response.days_size() - 1).reason(), "Thứ Hai: ngày làm việc; cộng lại thời gian chờ xử lý");
  EXPECT_THAT(response.summary(),
              EndsWith("Đã cộng lại 2 ngày làm việc chờ xử lý; hạn ban đầu: 24 giờ ngày 03/09/2026."));
}

TEST(ExplainClock, FrozenAndEnded) {
  const v1::Task task = TaskDue("2026-08-31");
  v1::Clock clock = CompleteClock(task);
  Freeze(clock, At("2026-09-01 09:00"));
  EXPECT_THAT(ExplainClock(task, clock, ProvinceCalendar()).summary(), EndsWith("Đang tạm dừng từ ngày 01/09/2026."));
  v1::Clock cancelled = clock;
  Satisfy(clock, At("2026-09-02 09:00"));
  EXPECT_THAT(ExplainClock(task, clock, ProvinceCalendar()).summary(), EndsWith("Đã thực hiện ngày 02/09/2026."));
  Cancel(cancelled, At("2026-09-02 09:00"));
  EXPECT_THAT(ExplainClock(task, cancelled, ProvinceCalendar()).summary(), EndsWith("Đã dừng ngày 02/09/2026."));
}

TEST(ExplainClock, ALaterCalendarNeverMovesIt) {
  const v1::Task task = TaskDue("2026-08-31");
  const v1::Clock clock = CompleteClock(task);
  // A newer calendar without the swap: 31/08 would be worked.
  v1::Calendar definition = ProvinceCalendarDefinition();
  definition.set_version(8);
  for (auto& day : *definition.mutable_days()) {
    if (day.date() == "2026-08-31") day.set_status(v1::CalendarDay::STATUS_UNCONFIRMED);
  }
  const v1::ExplainDeadlineResponse response = ExplainClock(task, clock, WorkingCalendar::Create(definition).value());
  EXPECT_EQ(response.due_date(), "2026-09-03");
  EXPECT_EQ(response.nominal_date(), "2026-09-03");
  EXPECT_EQ(response.days(0).date(), "2026-08-27");
  EXPECT_EQ(response.calendar_version(), 7);
  EXPECT_THAT(response.summary(),
              EndsWith("Lịch làm việc đã thay đổi sau khi tính hạn này (phiên bản 7, nay là 8); hạn đã tính được giữ "
                       "nguyên."));
}

TEST(ExplainClock, StartHasOneInstant) {
  DueDate due;
  due.day = due.nominal = Day("2026-09-03");
  due.due_time = At("2026-09-03 08:00");
  const v1::Clock clock = Arm("start", v1::CLOCK_PURPOSE_START, At("2026-09-01 09:00"), due, "giao vào ngày 03/09/2026",
                              ProvinceCalendar());
  const v1::ExplainDeadlineResponse response = ExplainClock(TaskDue("2026-12-31"), clock, ProvinceCalendar());
  EXPECT_EQ(response.days_size(), 3);
  EXPECT_EQ(response.summary(), "Hạn: 08:00 ngày 03/09/2026. Cách tính: giao vào ngày 03/09/2026.");
}

}  // namespace
}  // namespace phoihop::deadline
