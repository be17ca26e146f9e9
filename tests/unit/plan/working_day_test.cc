// "Chậm nhất ngày làm việc thứ 5" in 2026, from the cell of the table to the days on which the tasks are due. Worked
// out by hand from the calendar of the year:
//   01/01 is off and 02/01 in lieu of Saturday 10/01, which is worked.
//   14 to 22/02 is Tết; 27/04 in lieu of Giỗ Tổ on a Sunday; 30/04 and 01/05 are off.
//   31/08 in lieu of Saturday 22/08, 01 and 02/09 are off.
//   01/01/2027 is off by rule, beyond what is decided.
#include "workflow/plan/working_day.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_day_of_month.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/occurrences.h"

namespace phoihop::plan {
namespace {
using deadline::Day;
using deadline::ProvinceCalendar;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kFifthWorkingDays[] = {"2026-01-09", "2026-02-06", "2026-03-06", "2026-04-07", "2026-05-08",
                                             "2026-06-05", "2026-07-07", "2026-08-07", "2026-09-09", "2026-10-07",
                                             "2026-11-06", "2026-12-07", "2027-01-08"};
const absl::CivilDay kNewYear(2026, 1, 1);

v1::Plan PlanOf2026() {
  v1::Plan plan;
  plan.set_name("provinces/dong-nai/plans/kh");
  plan.set_reference_date("2026-01-01");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  plan.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
  return plan;
}

DeadlineReading Read(absl::string_view cell, absl::CivilDay reference = kNewYear) {
  DeadlineSettings settings;
  settings.reference = reference;
  settings.period_start = Day("2026-01-01");
  settings.period_end = Day("2026-12-31");
  return ReadDeadline(cell, "", settings, ProvinceCalendar());
}

std::vector<Occurrence> OccurrencesIn(const v1::Plan& plan, absl::string_view cell, absl::CivilDay today,
                                      v1::CatchUp catch_up = v1::CATCH_UP_NONE) {
  v1::PlanItem item;
  *item.mutable_deadline() = Read(cell, today).deadline;
  item.set_catch_up(catch_up);
  auto occurrences = OccurrencesOf(item, plan, today, ProvinceCalendar());
  EXPECT_TRUE(occurrences.ok()) << occurrences.status();
  return occurrences.ok() ? *occurrences : std::vector<Occurrence>();
}

std::vector<std::string> IdsOf(const std::vector<Occurrence>& occurrences) {
  std::vector<std::string> ids;
  for (const Occurrence& occurrence : occurrences) ids.push_back(occurrence.id);
  return ids;
}

TEST(WorkingDay, EveryMonthOfTheYear) {
  const auto occurrences = OccurrencesIn(PlanOf2026(), "Chậm nhất ngày làm việc thứ 5 hằng tháng", kNewYear);
  ASSERT_EQ(occurrences.size(), 12u);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(FormatDate(occurrences[i].due.value()), kFifthWorkingDays[i]);
    EXPECT_EQ(occurrences[i].id, std::string(kFifthWorkingDays[i]).substr(0, 7));
  }
  EXPECT_EQ(occurrences[1].label, "tháng 2/2026");
  EXPECT_EQ(FormatDate(occurrences[1].starts.value()), "2026-01-10");
}

// The report of a month is made in the month after it: that of December when the plan's year is over, that of the
// December before does not belong to the plan.
TEST(WorkingDay, ReportsOfTheMonthBefore) {
  const auto occurrences =
      OccurrencesIn(PlanOf2026(), "Báo cáo tháng trước ngày làm việc thứ 5 của tháng sau", kNewYear);
  ASSERT_EQ(occurrences.size(), 12u);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(FormatDate(occurrences[i].due.value()), kFifthWorkingDays[i + 1]);
  }
  EXPECT_EQ(occurrences[9].id, "2026-10");
  EXPECT_EQ(occurrences[9].label, "tháng 10/2026");
  EXPECT_EQ(FormatDate(occurrences[9].due.value()), "2026-11-06");
  EXPECT_EQ(occurrences[11].id, "2026-12");
}

TEST(WorkingDay, ReportsOfQuarters) {
  const auto occurrences =
      OccurrencesIn(PlanOf2026(), "Hằng quý, chậm nhất ngày làm việc thứ 10 của tháng đầu quý sau", kNewYear);
  ASSERT_EQ(occurrences.size(), 4u);
  EXPECT_EQ(occurrences[0].label, "quý I/2026");
  // 1, 2, 3, 6, 7, 8, 9, 10, 13, 14 April.
  EXPECT_EQ(FormatDate(occurrences[0].due.value()), "2026-04-14");
  EXPECT_EQ(occurrences[3].label, "quý IV/2026");
}

TEST(WorkingDay, WhatIsPastWhenThePlanIsIssued) {
  // 7 October is the fifth working day: the report of September is still due on it and not on the day after.
  const char* cell = "Chậm nhất ngày làm việc thứ 5 của tháng sau";
  EXPECT_THAT(IdsOf(OccurrencesIn(PlanOf2026(), cell, absl::CivilDay(2026, 10, 7))),
              ElementsAre("2026-09", "2026-10", "2026-11", "2026-12"));
  EXPECT_THAT(IdsOf(OccurrencesIn(PlanOf2026(), cell, absl::CivilDay(2026, 10, 8))),
              ElementsAre("2026-10", "2026-11", "2026-12"));
  EXPECT_THAT(IdsOf(OccurrencesIn(PlanOf2026(), cell, absl::CivilDay(2026, 10, 8), v1::CATCH_UP_LAST)),
              ElementsAre("2026-09", "2026-10", "2026-11", "2026-12"));
  EXPECT_EQ(OccurrencesIn(PlanOf2026(), cell, absl::CivilDay(2026, 10, 8), v1::CATCH_UP_ALL).size(), 12u);
  // In January the report of the last month of the plan is still to come.
  EXPECT_THAT(IdsOf(OccurrencesIn(PlanOf2026(), cell, absl::CivilDay(2027, 1, 5))), ElementsAre("2026-12"));
}

TEST(WorkingDay, APlanWithoutAPeriodAsksForTheReportThatIsDueNext) {
  v1::Plan plan = PlanOf2026();
  plan.clear_period_start_date();
  plan.clear_period_end_date();
  const char* cell = "Trước ngày làm việc thứ 5 của tháng sau";
  const auto occurrences = OccurrencesIn(plan, cell, absl::CivilDay(2026, 1, 5));
  ASSERT_FALSE(occurrences.empty());
  EXPECT_EQ(occurrences.front().id, "2025-12");
  EXPECT_EQ(FormatDate(occurrences.front().due.value()), "2026-01-09");
  EXPECT_EQ(occurrences.back().id, "2026-12");
}

TEST(WorkingDay, MakeUpSaturdaysAndDaysOffCount) {
  const auto day = [](int month, int count) {
    return FormatDate(deadline::WorkingDayOfMonth(absl::CivilMonth(2026, month), count, ProvinceCalendar()).value());
  };
  EXPECT_EQ(day(1, 6), "2026-01-10");  // the Saturday that is worked
  EXPECT_EQ(day(1, 7), "2026-01-12");
  EXPECT_EQ(day(2, 10), "2026-02-13");
  EXPECT_EQ(day(2, 11), "2026-02-23");  // Tết between them
  EXPECT_EQ(day(2, 15), "2026-02-27");
  EXPECT_EQ(day(5, 1), "2026-05-04");
  EXPECT_EQ(day(9, 1), "2026-09-03");
}

TEST(WorkingDay, ReadStrictlyBeforeIsTheDayBefore) {
  v1::Plan plan = PlanOf2026();
  plan.set_strict_before(true);
  const auto before = OccurrencesIn(plan, "Trước ngày làm việc thứ 5 hằng tháng", kNewYear);
  const auto latest = OccurrencesIn(plan, "Chậm nhất ngày làm việc thứ 5 hằng tháng", kNewYear);
  ASSERT_EQ(before.size(), 12u);
  // 06/04 is a Monday, 06/12 a Sunday: the day before stands as it is.
  EXPECT_EQ(FormatDate(before[3].due.value()), "2026-04-06");
  EXPECT_EQ(FormatDate(before[11].due.value()), "2026-12-06");
  EXPECT_EQ(before[11].roll, v1::ROLL_RULE_NONE);
  EXPECT_EQ(FormatDate(latest[11].due.value()), "2026-12-07");
}

TEST(WorkingDay, UnderstandsHowItIsWritten) {
  constexpr struct {
    const char *text, *rule;
    int day;
    bool before;
  } kCases[] = {
      {"Chậm nhất ngày làm việc thứ 5 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=1", 5, false},
      {"chậm nhất ngày làm việc thứ 05 của tháng", "FREQ=MONTHLY;BYMONTHDAY=1", 5, false},
      {"Ngày làm việc đầu tiên hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=1", 1, false},
      {"Hằng tháng (trước ngày làm việc thứ 3)", "FREQ=MONTHLY;BYMONTHDAY=1", 3, true},
      {"Báo cáo tháng trước ngày làm việc thứ 5 của tháng sau", "FREQ=MONTHLY", 5, true},
      {"Hằng tháng, chậm nhất ngày làm việc thứ 3 của tháng kế tiếp", "FREQ=MONTHLY", 3, false},
      {"Báo cáo định kỳ hằng tháng, không muộn hơn ngày làm việc thứ 5 tháng liền kề", "FREQ=MONTHLY", 5, false},
      {"Trong vòng 05 ngày làm việc đầu của tháng sau", "FREQ=MONTHLY", 5, false},
      {"Trong 5 ngày làm việc đầu tiên của quý sau", "FREQ=MONTHLY;INTERVAL=3", 5, false},
      {"Trước ngày làm việc thứ 5 của tháng đầu quý sau", "FREQ=MONTHLY;INTERVAL=3", 5, true},
      {"Chậm nhất ngày làm việc thứ 15 của tháng cuối quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=1", 15, false},
      {"Ngày làm việc thứ 5 của tháng 7 hằng năm", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1", 5, false},
      {"Báo cáo năm trước ngày làm việc thứ 10 của tháng 1 năm sau", "FREQ=YEARLY", 10, true},
  };
  for (const auto& c : kCases) {
    const DeadlineReading reading = Read(c.text);
    EXPECT_EQ(reading.question, "") << c.text;
    EXPECT_EQ(reading.deadline.recurrence(), c.rule) << c.text;
    EXPECT_EQ(reading.deadline.working_day_of_month(), c.day) << c.text;
    EXPECT_EQ(reading.deadline.kind(), c.before ? v1::DEADLINE_KIND_RECURRING_BEFORE : v1::DEADLINE_KIND_RECURRING);
  }
}

TEST(WorkingDay, AsksWhereItIsNotCertain) {
  for (const char* text : {
           "Ngày làm việc thứ hai hằng tháng",             // a Monday?
           "Chậm nhất ngày làm việc thứ 16 hằng tháng",    // not in every month
           "Chậm nhất ngày làm việc thứ 0 hằng tháng",     //
           "Hằng quý, chậm nhất ngày làm việc thứ 5",      // of which month
           "Hằng tháng, ngày làm việc thứ 5 của quý sau",  // says two rhythms
           "Trước 05 ngày làm việc đầu của tháng",         // before them, or within them
           "Ngày làm việc thứ 5 tháng 7",                  // of which year
           "Chậm nhất ngày làm việc thứ 5 của tháng cuối quý sau",
       }) {
    EXPECT_NE(Read(text).question, "") << text;
  }
}

TEST(WorkingDay, SaysHowItWasUnderstood) {
  const DeadlineReading reading = Read("Chậm nhất ngày làm việc thứ 5 của tháng sau", absl::CivilDay(2026, 11, 1));
  EXPECT_EQ(reading.deadline.nominal_due_date(), "2026-11-06");
  EXPECT_EQ(reading.deadline.effective_due_date(), "2026-11-06");
  EXPECT_THAT(reading.explanation, HasSubstr("ngày làm việc thứ 5 của tháng sau; kỳ tới đến hết 06/11/2026"));
}

RC_GTEST_PROP(WorkingDay, IsPrecededByAsManyWorkingDaysOfItsMonthAsItsNumberSays, ()) {
  const int count = *rc::gen::inRange(1, deadline::kMaxWorkingDayOfMonth + 1);
  const absl::CivilMonth month = absl::CivilMonth(2024, 1) + *rc::gen::inRange(0, 47);
  const absl::CivilDay due = deadline::WorkingDayOfMonth(month, count, ProvinceCalendar()).value();
  RC_ASSERT(absl::CivilMonth(due) == month);
  RC_ASSERT(ProvinceCalendar().IsWorkingDay(due));
  int worked = 0;
  for (absl::CivilDay day(month); day <= due; ++day) worked += ProvinceCalendar().IsWorkingDay(day) ? 1 : 0;
  const int in_month = ProvinceCalendar().MeasureWorkingDays(absl::CivilDay(month), LastDayOfMonth(month)).value() +
                       (ProvinceCalendar().IsWorkingDay(absl::CivilDay(month)) ? 1 : 0);
  RC_ASSERT(worked == std::min(count, in_month));
}

RC_GTEST_PROP(WorkingDay, NextTurnIsTheFirstOnOrAfterTheDay, ()) {
  Recurrence rhythm;
  rhythm.frequency = Recurrence::Frequency::kMonthly;
  rhythm.interval = *rc::gen::element(1, 3);
  if (*rc::gen::arbitrary<bool>()) rhythm.month_day = 1;
  const int count = *rc::gen::inRange(1, deadline::kMaxWorkingDayOfMonth + 1);
  const absl::CivilDay day = absl::CivilDay(2024, 6, 1) + *rc::gen::inRange(0, 1000);
  const Turn next = NextTurn(day, rhythm, count, ProvinceCalendar()).value();
  RC_ASSERT(next.due >= day);
  const Turn before = TurnOn(rhythm.LastBefore(next.period_day), rhythm, count, ProvinceCalendar()).value();
  RC_ASSERT(before.due < day);
}

}  // namespace
}  // namespace phoihop::plan
