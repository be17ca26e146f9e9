// "Ngày 20 hằng tháng" in 2026, from the cell of the table to the day on which each month's task is due. Worked out by
// hand from the calendar of the year:
//   20/02 is Friday, mùng bốn Tết: off until Sunday 22/02.
//   20/06 is a Saturday, 20/09 and 20/12 are Sundays.
//   The other eight are working days.
#include <string>

#include "gtest/gtest.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/occurrences.h"

namespace phoihop::plan {
namespace {
using deadline::Day;
using deadline::ProvinceCalendar;

// Which month, the day that the plan names, that day after the roll of article 148(5), the day before it.
constexpr struct {
  const char *id, *label, *nominal, *effective, *day_before;
} kMonths[] = {
    {"2026-01", "tháng 1/2026", "2026-01-20", "2026-01-20", "2026-01-19"},
    {"2026-02", "tháng 2/2026", "2026-02-20", "2026-02-23", "2026-02-19"},
    {"2026-03", "tháng 3/2026", "2026-03-20", "2026-03-20", "2026-03-19"},
    {"2026-04", "tháng 4/2026", "2026-04-20", "2026-04-20", "2026-04-19"},
    {"2026-05", "tháng 5/2026", "2026-05-20", "2026-05-20", "2026-05-19"},
    {"2026-06", "tháng 6/2026", "2026-06-20", "2026-06-22", "2026-06-19"},
    {"2026-07", "tháng 7/2026", "2026-07-20", "2026-07-20", "2026-07-19"},
    {"2026-08", "tháng 8/2026", "2026-08-20", "2026-08-20", "2026-08-19"},
    {"2026-09", "tháng 9/2026", "2026-09-20", "2026-09-21", "2026-09-19"},
    {"2026-10", "tháng 10/2026", "2026-10-20", "2026-10-20", "2026-10-19"},
    {"2026-11", "tháng 11/2026", "2026-11-20", "2026-11-20", "2026-11-19"},
    {"2026-12", "tháng 12/2026", "2026-12-20", "2026-12-21", "2026-12-19"},
};

v1::Plan PlanOf2026(bool strict_before, v1::RollRule roll) {
  v1::Plan plan;
  plan.set_name("provinces/dong-nai/plans/kh");
  plan.set_reference_date("2026-01-01");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  plan.set_roll(roll);
  plan.set_strict_before(strict_before);
  return plan;
}

// The cell as the import reads it, with what is asked of it on `today`.
v1::PlanItem Item(const char* cell, const v1::Plan& plan, absl::CivilDay today) {
  DeadlineSettings settings;
  settings.reference = today;
  settings.period_start = Day(plan.period_start_date());
  settings.period_end = Day(plan.period_end_date());
  settings.roll = plan.roll();
  settings.strict_before = plan.strict_before();
  const DeadlineReading reading = ReadDeadline(cell, "", settings, ProvinceCalendar());
  EXPECT_EQ(reading.question, "");
  v1::PlanItem item;
  *item.mutable_deadline() = reading.deadline;
  return item;
}

std::string DueDay(const Occurrence& occurrence) {
  return FormatDate(ProvinceCalendar().Fixed(*occurrence.due, occurrence.roll, /*explain=*/false).value().day);
}

TEST(DayOfEveryMonth, TwelveOccurrencesOfTheYear) {
  const v1::Plan plan = PlanOf2026(false, v1::ROLL_RULE_NEXT_WORKING_DAY);
  const absl::CivilDay new_year(2026, 1, 1);
  const auto occurrences =
      OccurrencesOf(Item("Ngày 20 hằng tháng", plan, new_year), plan, new_year, ProvinceCalendar());
  ASSERT_TRUE(occurrences.ok()) << occurrences.status();
  ASSERT_EQ(occurrences->size(), 12u);
  for (size_t i = 0; i < 12; ++i) {
    const Occurrence& occurrence = occurrences->at(i);
    EXPECT_EQ(occurrence.id, kMonths[i].id);
    EXPECT_EQ(occurrence.label, kMonths[i].label);
    EXPECT_EQ(FormatDate(occurrence.due.value()), kMonths[i].nominal);
    EXPECT_EQ(DueDay(occurrence), kMonths[i].effective);
    // The window opens on the 21st of the month before, whatever day the month before was moved to.
    if (i > 0)
      EXPECT_EQ(FormatDate(occurrence.starts.value()), FormatDate(Day(kMonths[i - 1].nominal) + 1));
    else
      EXPECT_FALSE(occurrence.starts.has_value());
  }
}

TEST(DayOfEveryMonth, TheCellShowsTheNextOne) {
  const v1::Plan plan = PlanOf2026(false, v1::ROLL_RULE_NEXT_WORKING_DAY);
  for (const auto& month : kMonths) {
    // On the first of the month as on the 20th itself.
    for (const absl::CivilDay today : {absl::CivilDay(absl::CivilMonth(Day(month.nominal))), Day(month.nominal)}) {
      const v1::PlanDeadline deadline = Item("Ngày 20 hằng tháng", plan, today).deadline();
      EXPECT_EQ(deadline.kind(), v1::DEADLINE_KIND_RECURRING);
      EXPECT_EQ(deadline.recurrence(), "FREQ=MONTHLY;BYMONTHDAY=20");
      EXPECT_EQ(deadline.nominal_due_date(), month.nominal);
      EXPECT_EQ(deadline.effective_due_date(), month.effective);
      EXPECT_EQ(deadline.strict_due_date(), "");
    }
  }
}

TEST(DayOfEveryMonth, WithoutTheRollTheDayStands) {
  const v1::Plan plan = PlanOf2026(false, v1::ROLL_RULE_NONE);
  const absl::CivilDay new_year(2026, 1, 1);
  const auto occurrences =
      OccurrencesOf(Item("Ngày 20 hằng tháng", plan, new_year), plan, new_year, ProvinceCalendar()).value();
  ASSERT_EQ(occurrences.size(), 12u);
  for (size_t i = 0; i < 12; ++i) EXPECT_EQ(DueDay(occurrences[i]), kMonths[i].nominal);
}

// "Trước ngày 20": the 20th, which moves; read strictly the 19th, which stands even on a day off (19/02, 19/04, 19/07,
// 19/09, 19/12).
TEST(DayOfEveryMonth, BeforeTheDay) {
  const absl::CivilDay new_year(2026, 1, 1);
  for (const bool strict : {false, true}) {
    const v1::Plan plan = PlanOf2026(strict, v1::ROLL_RULE_NEXT_WORKING_DAY);
    const v1::PlanItem item = Item("Trước ngày 20 hằng tháng", plan, new_year);
    EXPECT_EQ(item.deadline().kind(), v1::DEADLINE_KIND_RECURRING_BEFORE);
    const auto occurrences = OccurrencesOf(item, plan, new_year, ProvinceCalendar()).value();
    ASSERT_EQ(occurrences.size(), 12u);
    for (size_t i = 0; i < 12; ++i) {
      EXPECT_EQ(occurrences[i].id, kMonths[i].id);
      EXPECT_EQ(DueDay(occurrences[i]), strict ? kMonths[i].day_before : kMonths[i].effective);
    }
    for (const auto& month : kMonths) {
      const v1::PlanDeadline cell =
          Item("Trước ngày 20 hằng tháng", plan, absl::CivilDay(absl::CivilMonth(Day(month.nominal)))).deadline();
      EXPECT_EQ(cell.strict_due_date(), month.day_before);
      EXPECT_EQ(cell.effective_due_date(), strict ? month.day_before : month.effective);
    }
  }
}

}  // namespace
}  // namespace phoihop::plan
