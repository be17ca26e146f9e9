// What a reorganisation may do to running clocks: extend, start again, stand still until a day; and what is left of
// them.
#include <gtest/gtest.h>

#include "rapidcheck/gtest.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {

constexpr int64_t kHour = 3600;

v1::Clock DueOn(const char* date, const char* anchor = "2026-08-03 09:00") {
  return Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At(anchor),
             ProvinceCalendar().Fixed(Day(date), v1::ROLL_RULE_NONE, false).value(), "Chậm nhất", ProvinceCalendar());
}

// Due so many hours after its anchor.
v1::Clock InHours(int hours, const char* anchor) {
  v1::Period period;
  period.set_count(hours);
  period.set_unit(v1::PERIOD_UNIT_HOUR);
  return Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At(anchor),
             ProvinceCalendar().After(At(anchor), period, v1::ROLL_RULE_NONE, false).value(), "", ProvinceCalendar());
}

int64_t Left(const v1::Clock& clock, const char* now) {
  return RemainingSeconds(clock, At(now), ProvinceCalendar()).value();
}

TEST(WorkingTime, CountsSessionsOfWorkingDays) {
  struct {
    const char *from, *to;
    double hours;
  } const kCases[] = {
      {"2026-08-10 07:30", "2026-08-10 17:30", 8},   {"2026-08-10 00:00", "2026-08-11 00:00", 8},
      {"2026-08-10 09:00", "2026-08-10 12:30", 2.5}, {"2026-08-10 12:00", "2026-08-10 13:00", 0},
      {"2026-08-08 08:00", "2026-08-09 18:00", 0},  // a weekend
      {"2026-08-07 16:30", "2026-08-10 08:30", 2},  // over it
      {"2026-08-22 08:30", "2026-08-22 24:00", 7},  // the make-up Saturday is worked
  };
  for (const auto& c : kCases) {
    const absl::Time to = absl::string_view(c.to) == "2026-08-22 24:00" ? EndOfDay(Day("2026-08-22")) : At(c.to);
    EXPECT_EQ(ProvinceCalendar().WorkingTime(At(c.from), to).value(), absl::Hours(c.hours)) << c.from;
    EXPECT_EQ(ProvinceCalendar().WorkingTime(to, At(c.from)).value(), -absl::Hours(c.hours)) << c.from;
  }
}

TEST(Remaining, IsWorkLeftAndNegativeWhenLate) {
  const v1::Clock clock = DueOn("2026-08-11");
  EXPECT_EQ(Left(clock, "2026-08-10 09:30"), 14 * kHour);
  EXPECT_EQ(Left(clock, "2026-08-11 17:30"), 0);
  EXPECT_EQ(Left(clock, "2026-08-12 08:30"), -1 * kHour);
}

TEST(Remaining, IsExactForHours) {
  const v1::Clock clock = InHours(24, "2026-08-10 09:30");
  EXPECT_EQ(Left(clock, "2026-08-10 10:30"), 23 * kHour);
  EXPECT_EQ(Left(clock, "2026-08-11 11:30"), -2 * kHour);
}

TEST(Remaining, StandsStillWithTheClock) {
  v1::Clock clock = DueOn("2026-08-11");
  Freeze(clock, At("2026-08-10 09:30"));
  EXPECT_EQ(Left(clock, "2026-08-20 09:30"), 14 * kHour);
}

TEST(Extend, AddsWorkingDaysAndKeepsWhatWasDueAtFirst) {
  v1::Clock clock = DueOn("2026-08-21");
  const v1::Clock before = clock;
  ASSERT_TRUE(Extend(clock, 2, ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-08-24");  // 22 is a make-up day
  EXPECT_EQ(FromTimestamp(clock.due_time()), EndOfDay(Day("2026-08-24")));
  EXPECT_EQ(FromTimestamp(clock.original_due_time()), FromTimestamp(before.due_time()));
  EXPECT_EQ(clock.credited_working_days(), 0);
  EXPECT_EQ(Left(clock, "2026-08-20 09:30") - Left(before, "2026-08-20 09:30"), 16 * kHour);
}

TEST(Extend, KeepsTheHourOfAClockThatCountsHours) {
  v1::Clock clock = InHours(24, "2026-08-20 09:30");
  ASSERT_TRUE(Extend(clock, 1, ProvinceCalendar()).ok());
  EXPECT_EQ(FromTimestamp(clock.due_time()), At("2026-08-22 09:30"));
}

TEST(Extend, LeavesClocksThatDoNotRun) {
  v1::Clock clock = DueOn("2026-08-21");
  Freeze(clock, At("2026-08-20 09:30"));
  const std::string before = clock.SerializeAsString();
  EXPECT_TRUE(Extend(clock, 2, ProvinceCalendar()).ok());
  EXPECT_EQ(clock.SerializeAsString(), before);
}

TEST(Extend, BeyondTheCalendarChangesNothing) {
  v1::Clock clock = DueOn("2026-08-21");
  const std::string before = clock.SerializeAsString();
  EXPECT_EQ(ReasonOf(Extend(clock, 100'000, ProvinceCalendar())), v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
  EXPECT_EQ(clock.SerializeAsString(), before);
}

TEST(Restart, GivesThePeriodThatItHadAtFirst) {
  v1::Clock clock = DueOn("2026-08-10", "2026-08-03 09:00");  // five working days
  clock.set_next_rung(2);
  ASSERT_TRUE(Restart(clock, nullptr, At("2026-08-10 15:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-08-17");
  EXPECT_EQ(FromTimestamp(clock.anchor_time()), At("2026-08-10 15:00"));
  EXPECT_EQ(FromTimestamp(clock.original_due_time()), FromTimestamp(clock.due_time()));
  EXPECT_EQ(clock.next_rung(), 2);
  // And again the same.
  ASSERT_TRUE(Restart(clock, nullptr, At("2026-08-11 15:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-08-18");
}

TEST(Restart, UsesTheAwaitedPeriodAndExactHours) {
  v1::Period month;
  month.set_count(1);
  month.set_unit(v1::PERIOD_UNIT_MONTH);
  v1::Clock clock = DueOn("2026-08-10");
  ASSERT_TRUE(Restart(clock, &month, At("2026-08-06 15:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-09-07");  // 6 September is a Sunday
  v1::Clock hours = InHours(24, "2026-08-10 09:30");
  ASSERT_TRUE(Restart(hours, nullptr, At("2026-08-10 20:30"), ProvinceCalendar()).ok());
  EXPECT_EQ(FromTimestamp(hours.due_time()), At("2026-08-11 20:30"));
}

TEST(Restart, AClockThatWasDueWhenItWasArmedStays) {
  v1::Clock clock = DueOn("2026-08-03", "2026-08-10 09:00");
  const std::string before = clock.SerializeAsString();
  ASSERT_TRUE(Restart(clock, nullptr, At("2026-08-10 15:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.SerializeAsString(), before);
}

TEST(Suspend, StandsStillAndIsFoundWhenItGoesOn) {
  v1::Clock clock = DueOn("2026-08-12");
  Suspend(clock, At("2026-08-11 09:30"), At("2026-08-17 00:00"));
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-08-17 00:00"));
  EXPECT_TRUE(IsOpen(clock));
  EXPECT_FALSE(IsOverdue(clock, At("2026-08-16 10:00")));
  EXPECT_EQ(Left(clock, "2026-08-16 10:00"), 14 * kHour);
  // Until later, but not until earlier.
  Suspend(clock, At("2026-08-12 09:30"), At("2026-08-14 00:00"));
  EXPECT_EQ(FromTimestamp(clock.resume_time()), At("2026-08-17 00:00"));
  Suspend(clock, At("2026-08-12 09:30"), At("2026-08-18 00:00"));
  EXPECT_EQ(FromTimestamp(clock.resume_time()), At("2026-08-18 00:00"));
  EXPECT_EQ(FromTimestamp(clock.frozen_time()), At("2026-08-11 09:30"));
  // Nothing when the day has come.
  v1::Clock running = DueOn("2026-08-12");
  Suspend(running, At("2026-08-11 09:30"), At("2026-08-11 09:30"));
  EXPECT_EQ(running.state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Settle, GivesBackWhatItStoodStill) {
  struct {
    const char *due, *suspended, *until, *new_due;
  } const kCases[] = {
      {"2026-08-12", "2026-08-11 09:30", "2026-08-17 00:00", "2026-08-18"},  // 11 to 14: four days
      {"2026-08-12", "2026-08-11 17:30", "2026-08-17 00:00", "2026-08-17"},  // 11 was over
      {"2026-08-12", "2026-08-11 09:30", "2026-08-16 00:00", "2026-08-18"},  // a Sunday is no other
      {"2026-08-12", "2026-08-08 09:30", "2026-08-10 00:00", "2026-08-12"},  // over a weekend
      {"2026-08-10", "2026-08-11 09:30", "2026-08-17 00:00", "2026-08-14"},  // late stays late
  };
  for (const auto& c : kCases) {
    v1::Clock clock = DueOn(c.due);
    const int64_t left = Left(clock, c.suspended);
    Suspend(clock, At(c.suspended), At(c.until));
    ASSERT_TRUE(Settle(clock, At("2026-09-30 00:00"), ProvinceCalendar()).ok());
    EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
    EXPECT_EQ(clock.due_date(), c.new_due) << c.suspended << " to " << c.until;
    EXPECT_FALSE(clock.has_frozen_time());
    EXPECT_FALSE(clock.has_resume_time());
    EXPECT_GE(Left(clock, c.until), left);
    EXPECT_LT(Left(clock, c.until), left + 8 * kHour);
  }
}

TEST(Settle, IsExactForHours) {
  v1::Clock clock = InHours(24, "2026-08-10 09:30");
  Suspend(clock, At("2026-08-10 10:30"), At("2026-08-17 00:00"));
  ASSERT_TRUE(Settle(clock, At("2026-08-17 00:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(Left(clock, "2026-08-17 00:00"), 23 * kHour);
}

TEST(Settle, ComesBeforeSatisfyingFreezingAndCancelling) {
  v1::Clock suspended = DueOn("2026-08-12");
  Suspend(suspended, At("2026-08-11 09:30"), At("2026-08-17 00:00"));
  v1::Clock clock = suspended;
  ASSERT_TRUE(Settle(clock, At("2026-08-13 10:00"), ProvinceCalendar()).ok());  // handed in early
  EXPECT_EQ(clock.due_date(), "2026-08-14");
  clock = suspended;
  Freeze(clock, At("2026-08-13 10:00"));
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(FromTimestamp(clock.frozen_time()), At("2026-08-11 09:30"));
  EXPECT_FALSE(clock.has_resume_time());
  EXPECT_FALSE(clock.has_next_fire_time());
  clock = suspended;
  Cancel(clock, At("2026-08-13 10:00"));
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_FALSE(clock.has_resume_time());
}

// Whatever it stands still, nothing of what was left is lost and less than a day is won.
RC_GTEST_PROP(Settle, ConservesWhatWasLeft, ()) {
  const auto minutes = [](int most) { return absl::Minutes(*rc::gen::inRange(0, most)); };
  v1::Clock clock = DueOn("2026-08-20");
  const absl::Time from = At("2026-08-03 00:00") + minutes(25 * 24 * 60);
  const absl::Time until = StartOfDay(DayOf(from) + *rc::gen::inRange(1, 40));
  const int64_t left = RemainingSeconds(clock, from, ProvinceCalendar()).value();
  Suspend(clock, from, until);
  RC_ASSERT(RemainingSeconds(clock, from + minutes(10'000), ProvinceCalendar()).value() == left);
  RC_ASSERT(Settle(clock, until, ProvinceCalendar()).ok());
  const int64_t after = RemainingSeconds(clock, until, ProvinceCalendar()).value();
  RC_ASSERT(left <= after);
  RC_ASSERT(after < left + 8 * kHour);
}

}  // namespace
}  // namespace phoihop::deadline
