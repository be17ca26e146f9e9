#include "workflow/deadline/clocks.h"

#include <gtest/gtest.h>

#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {

v1::Clock DueOn(const char* date, v1::RollRule roll = v1::ROLL_RULE_NEXT_WORKING_DAY) {
  return Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At("2026-08-03 09:00"),
             ProvinceCalendar().Fixed(Day(date), roll, false).value(), "Chậm nhất", ProvinceCalendar());
}

TEST(Clock, Armed) {
  const v1::Clock clock = DueOn("2026-08-31");
  EXPECT_EQ(clock.id(), "complete");
  EXPECT_EQ(clock.purpose(), v1::CLOCK_PURPOSE_COMPLETE);
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(FromTimestamp(clock.anchor_time()), At("2026-08-03 09:00"));
  EXPECT_EQ(FromTimestamp(clock.due_time()), At("2026-09-04 00:00"));
  EXPECT_EQ(FromTimestamp(clock.original_due_time()), At("2026-09-04 00:00"));
  EXPECT_EQ(clock.due_date(), "2026-09-03");
  EXPECT_EQ(FormatDate(DueDay(clock)), "2026-09-03");
  EXPECT_EQ(clock.rule(), "Chậm nhất");
  EXPECT_EQ(clock.calendar(), "provinces/dong-nai/calendars/default");
  EXPECT_EQ(clock.calendar_version(), 7);
  EXPECT_FALSE(clock.provisional());
  EXPECT_TRUE(DueOn("2027-03-01").provisional());
  EXPECT_TRUE(IsOpen(clock));
}

TEST(Clock, OverdueIsAfterTheDueInstant) {
  v1::Clock clock = DueOn("2026-08-31");
  EXPECT_FALSE(IsOverdue(clock, At("2026-09-03 23:59")));
  EXPECT_FALSE(IsOverdue(clock, At("2026-09-04 00:00")));
  EXPECT_TRUE(IsOverdue(clock, At("2026-09-04 00:00") + absl::Microseconds(1)));
  Freeze(clock, At("2026-09-03 16:00"));
  EXPECT_FALSE(IsOverdue(clock, At("2026-09-10 00:00")));
  EXPECT_FALSE(IsOverdue(v1::Clock(), At("2026-09-10 00:00")));
}

TEST(Clock, FreezeStopsFiring) {
  v1::Clock clock = DueOn("2026-08-31");
  *clock.mutable_next_fire_time() = ToTimestamp(At("2026-09-03 07:30"));
  Freeze(clock, At("2026-08-28 16:00"));
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(FromTimestamp(clock.frozen_time()), At("2026-08-28 16:00"));
  EXPECT_FALSE(clock.has_next_fire_time());
  EXPECT_TRUE(IsOpen(clock));
  // A second freeze does not forget since when.
  Freeze(clock, At("2026-08-29 16:00"));
  EXPECT_EQ(FromTimestamp(clock.frozen_time()), At("2026-08-28 16:00"));
}

TEST(Clock, ResumeCreditsWorkingDaysOfTheWait) {
  struct {
    const char *due, *frozen, *resumed;
    int credit;
    const char* new_due;
  } const kCases[] = {
      {"2026-09-03", "2026-08-28 16:00", "2026-08-28 17:00", 0, "2026-09-03"},  // within a day
      {"2026-09-03", "2026-08-28 16:00", "2026-08-30 10:00", 0, "2026-09-03"},  // over a weekend
      {"2026-09-03", "2026-08-28 16:00", "2026-09-02 10:00", 0, "2026-09-03"},  // over Quốc khánh
      {"2026-09-03", "2026-08-28 16:00", "2026-09-03 08:00", 1, "2026-09-04"},
      {"2026-08-21", "2026-08-20 16:00", "2026-08-24 08:00", 3, "2026-08-25"},  // 21, make-up 22, 24
      {"2026-08-21", "2026-08-20 16:00", "2026-08-22 08:00", 2, "2026-08-24"},
      {"2026-02-13", "2026-02-13 16:00", "2026-02-24 08:00", 2, "2026-02-24"},  // Tết
      {"2026-11-23", "2026-11-20 16:00", "2026-11-25 08:00", 2, "2026-11-26"},  // the unconfirmed day counts as worked
      {"2026-08-05", "2026-08-07 16:00", "2026-08-11 08:00", 2, "2026-08-07"},  // late stays equally late
  };
  for (const auto& c : kCases) {
    v1::Clock clock = DueOn(c.due);
    Freeze(clock, At(c.frozen));
    ASSERT_TRUE(Resume(clock, At(c.resumed), ProvinceCalendar()).ok());
    EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
    EXPECT_EQ(clock.due_date(), c.new_due) << c.frozen << " to " << c.resumed;
    EXPECT_EQ(FromTimestamp(clock.due_time()), EndOfDay(Day(c.new_due)));
    EXPECT_EQ(clock.credited_working_days(), c.credit);
    EXPECT_FALSE(clock.has_frozen_time());
    EXPECT_EQ(FromTimestamp(clock.original_due_time()), EndOfDay(Day(c.due)));
  }
}

TEST(Clock, CreditsAddUp) {
  v1::Clock clock = DueOn("2026-08-21");
  Freeze(clock, At("2026-08-18 10:00"));
  ASSERT_TRUE(Resume(clock, At("2026-08-19 10:00"), ProvinceCalendar()).ok());
  Freeze(clock, At("2026-08-20 10:00"));
  ASSERT_TRUE(Resume(clock, At("2026-08-22 10:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.credited_working_days(), 3);
  EXPECT_EQ(clock.due_date(), "2026-08-25");  // 22 (Saturday, worked), 24, 25
}

TEST(Clock, ADateThatStandsOnADayOffMovesOnlyByWorkingDays) {
  v1::Clock clock = DueOn("2026-08-30", v1::ROLL_RULE_NONE);
  Freeze(clock, At("2026-08-28 16:00"));
  ASSERT_TRUE(Resume(clock, At("2026-08-29 10:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-08-30");
  Freeze(clock, At("2026-08-29 11:00"));
  ASSERT_TRUE(Resume(clock, At("2026-09-03 10:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-09-03");
}

TEST(Clock, HoursAreCreditedExactly) {
  v1::Period day;
  day.set_count(24);
  day.set_unit(v1::PERIOD_UNIT_HOUR);
  const absl::Time anchor = At("2026-08-28 16:30");
  v1::Clock clock =
      Arm("handoff-reply", v1::CLOCK_PURPOSE_HANDOFF_REPLY, anchor,
          ProvinceCalendar().After(anchor, day, v1::ROLL_RULE_NONE, false).value(), "24 giờ", ProvinceCalendar());
  Freeze(clock, At("2026-08-28 18:30"));
  ASSERT_TRUE(Resume(clock, At("2026-08-29 02:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(FromTimestamp(clock.due_time()), At("2026-08-30 00:00"));
  EXPECT_EQ(clock.due_date(), "2026-08-29");
}

TEST(Clock, ResumeMarksWhatBecameProvisionalAndTheNewVersion) {
  v1::Calendar definition = ProvinceCalendarDefinition();
  definition.set_version(8);
  const auto newer = WorkingCalendar::Create(definition);
  v1::Clock clock = DueOn("2026-12-31");
  Freeze(clock, At("2026-12-30 10:00"));
  ASSERT_TRUE(Resume(clock, At("2027-01-04 10:00"), *newer).ok());
  EXPECT_EQ(clock.due_date(), "2027-01-05");
  EXPECT_TRUE(clock.provisional());
  EXPECT_EQ(clock.calendar_version(), 8);
}

TEST(Clock, ResumeBeyondTheCalendarLeavesTheClock) {
  v1::Clock clock = DueOn("2027-12-30");
  Freeze(clock, At("2027-12-29 10:00"));
  const v1::Clock before = clock;
  EXPECT_EQ(ReasonOf(Resume(clock, At("2028-01-04 10:00"), ProvinceCalendar())),
            v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);
  EXPECT_EQ(clock.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(ReasonOf(Resume(clock, At("2027-12-31 10:00"), ProvinceCalendar())),
            v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);  // the due day would lie in 2028
  EXPECT_EQ(clock.SerializeAsString(), before.SerializeAsString());
}

TEST(Clock, ResumeNeedsAFrozenClock) {
  v1::Clock clock = DueOn("2026-08-31");
  const v1::Clock before = clock;
  EXPECT_TRUE(Resume(clock, At("2026-09-30 10:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.SerializeAsString(), before.SerializeAsString());
}

TEST(Clock, AJumpBackwardsCreditsNothing) {
  v1::Clock clock = DueOn("2026-08-31");
  Freeze(clock, At("2026-08-28 16:00"));
  ASSERT_TRUE(Resume(clock, At("2026-08-25 16:00"), ProvinceCalendar()).ok());
  EXPECT_EQ(clock.due_date(), "2026-09-03");
  EXPECT_EQ(clock.credited_working_days(), 0);
}

TEST(Clock, EndsOnce) {
  v1::Clock satisfied = DueOn("2026-08-31");
  *satisfied.mutable_next_fire_time() = ToTimestamp(At("2026-09-03 07:30"));
  Freeze(satisfied, At("2026-08-27 16:00"));
  Satisfy(satisfied, At("2026-08-28 16:00"));
  EXPECT_EQ(satisfied.state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(satisfied.end_time()), At("2026-08-28 16:00"));
  EXPECT_FALSE(satisfied.has_frozen_time());
  EXPECT_FALSE(satisfied.has_next_fire_time());
  EXPECT_FALSE(IsOpen(satisfied));
  EXPECT_FALSE(IsOverdue(satisfied, At("2026-10-01 00:00")));
  Cancel(satisfied, At("2026-08-29 16:00"));
  EXPECT_EQ(satisfied.state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(satisfied.end_time()), At("2026-08-28 16:00"));

  v1::Clock cancelled = DueOn("2026-08-31");
  Cancel(cancelled, At("2026-08-28 16:00"));
  EXPECT_EQ(cancelled.state(), v1::CLOCK_STATE_CANCELLED);
  Freeze(cancelled, At("2026-08-29 16:00"));
  EXPECT_EQ(cancelled.state(), v1::CLOCK_STATE_CANCELLED);
}

}  // namespace
}  // namespace phoihop::deadline
