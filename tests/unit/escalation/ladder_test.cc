#include "workflow/escalation/ladder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"

namespace phoihop::escalation {
namespace {
using deadline::At;
using deadline::Day;
using deadline::ProvinceCalendar;
using ::testing::ElementsAre;

class LadderTest : public ::testing::Test {
 protected:
  static v1::Clock DueOn(absl::string_view date, v1::ClockPurpose purpose = v1::CLOCK_PURPOSE_COMPLETE,
                         v1::RollRule roll = v1::ROLL_RULE_NONE) {
    return deadline::Arm("complete", purpose, At("2024-01-02 09:00"),
                         ProvinceCalendar().Fixed(Day(date), roll, false).value(), "", ProvinceCalendar());
  }

  v1::Clock Watched(absl::string_view date, absl::string_view now) const {
    v1::Clock clock = DueOn(date);
    Watch(clock, policies_, ProvinceCalendar(), At(now));
    return clock;
  }

  // Fires rung after rung as the engine does, each at its time, until nothing is left: "-3 2026-08-26 07:30".
  std::vector<std::string> Walk(v1::Clock clock) const {
    std::vector<std::string> fired;
    while (clock.has_next_fire_time()) {
      const absl::Time now = FromTimestamp(clock.next_fire_time());
      const v1::Escalation escalation = Fire(TaskOf(), clock, policies_, directory_, now);
      fired.push_back(absl::StrCat(escalation.offset_working_days(), " ",
                                   absl::FormatTime("%Y-%m-%d %H:%M", now, VietnamTimeZone())));
      Advance(clock, escalation.rung_index(), policies_, ProvinceCalendar());
    }
    return fired;
  }

  const internal::v1::ReferenceData ladders_ = ShippedLadders();
  const internal::v1::ReferenceData province_ = Province();
  const Policies policies_{ladders_};
  const organisation::Directory directory_{province_};
};

TEST_F(LadderTest, RungsAroundHolidays) {
  struct {
    const char* due;
    std::vector<const char*> days;  // of -3, -1, 0, +1, +3, +5
  } const kCases[] = {
      // Quốc khánh with the swapped Monday 31/08 and the worked Saturday 22/08.
      {"2026-09-03", {"2026-08-26", "2026-08-28", "2026-09-03", "2026-09-04", "2026-09-08", "2026-09-10"}},
      {"2026-08-28", {"2026-08-25", "2026-08-27", "2026-08-28", "2026-09-03", "2026-09-07", "2026-09-09"}},
      {"2026-08-22", {"2026-08-19", "2026-08-21", "2026-08-22", "2026-08-24", "2026-08-26", "2026-08-28"}},
      // Tết.
      {"2026-02-23", {"2026-02-11", "2026-02-13", "2026-02-23", "2026-02-24", "2026-02-26", "2026-03-02"}},
      {"2026-02-13", {"2026-02-10", "2026-02-12", "2026-02-13", "2026-02-23", "2026-02-25", "2026-02-27"}},
      {"2024-02-15", {"2024-02-05", "2024-02-07", "2024-02-15", "2024-02-16", "2024-02-20", "2024-02-22"}},
      {"2025-01-24", {"2025-01-21", "2025-01-23", "2025-01-24", "2025-02-03", "2025-02-05", "2025-02-07"}},
      // 30/4-1/5, with the worked Saturday 26/04/2025.
      {"2025-05-05", {"2025-04-26", "2025-04-29", "2025-05-05", "2025-05-06", "2025-05-08", "2025-05-12"}},
      // Year ends and a leap day.
      {"2025-12-31", {"2025-12-26", "2025-12-30", "2025-12-31", "2026-01-05", "2026-01-07", "2026-01-09"}},
      {"2024-02-29", {"2024-02-26", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-05", "2024-03-07"}},
      // The unconfirmed swap of 23 and 28/11 moves nothing; 24/11 is off.
      {"2026-11-23", {"2026-11-18", "2026-11-20", "2026-11-23", "2026-11-25", "2026-11-27", "2026-12-01"}},
      // A date that stands on a Sunday: rung 0 on the last working day before it, together with -1.
      {"2026-08-30", {"2026-08-26", "2026-08-28", "2026-08-28", "2026-09-03", "2026-09-07", "2026-09-09"}},
  };
  const int kOffsets[] = {-3, -1, 0, 1, 3, 5};
  for (const auto& c : kCases) {
    std::vector<std::string> expected;
    for (size_t i = 0; i < c.days.size(); ++i) expected.push_back(absl::StrCat(kOffsets[i], " ", c.days[i], " 07:30"));
    EXPECT_EQ(Walk(Watched(c.due, "2024-01-02 08:00")), expected) << c.due;
  }
}

TEST_F(LadderTest, AClockInHoursUsesTheDayOnWhichItEnds) {
  v1::Clock clock = DueOn("2026-09-03");
  const v1::Rung& on_the_day = policies_.ForPurpose(v1::CLOCK_PURPOSE_COMPLETE)->rungs(2);
  *clock.mutable_due_time() = ToTimestamp(At("2026-09-04 15:00"));
  EXPECT_EQ(RungTime(clock, on_the_day, ProvinceCalendar()), At("2026-09-04 07:30"));
  *clock.mutable_due_time() = ToTimestamp(At("2026-09-04 00:00"));
  EXPECT_EQ(RungTime(clock, on_the_day, ProvinceCalendar()), At("2026-09-03 07:30"));
  *clock.mutable_due_time() = ToTimestamp(At("2026-09-04 00:00") + absl::Microseconds(1));
  EXPECT_EQ(RungTime(clock, on_the_day, ProvinceCalendar()), At("2026-09-04 07:30"));
}

TEST_F(LadderTest, ArmedInTime) {
  const v1::Clock clock = Watched("2026-09-03", "2026-08-26 07:29");
  EXPECT_EQ(clock.escalation_policy(), "provinces/dong-nai/escalationPolicies/complete");
  EXPECT_EQ(clock.escalation_policy_version(), 1);
  EXPECT_EQ(clock.next_rung(), 0);
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-08-26 07:30"));
}

TEST_F(LadderTest, ArmedBetweenRungsFiresTheLastThatHasComeAtOnce) {
  struct {
    const char* now;
    std::vector<std::string> fired;
  } const kCases[] = {
      {"2026-08-26 07:30",
       {"-3 2026-08-26 07:30", "-1 2026-08-28 07:30", "0 2026-09-03 07:30", "1 2026-09-04 07:30", "3 2026-09-08 07:30",
        "5 2026-09-10 07:30"}},
      {"2026-08-27 10:00",
       {"-3 2026-08-27 10:00", "-1 2026-08-28 07:30", "0 2026-09-03 07:30", "1 2026-09-04 07:30", "3 2026-09-08 07:30",
        "5 2026-09-10 07:30"}},
      {"2026-08-29 10:00",
       {"-1 2026-08-29 10:00", "0 2026-09-03 07:30", "1 2026-09-04 07:30", "3 2026-09-08 07:30", "5 2026-09-10 07:30"}},
      // On the due day itself: one reminder, not three.
      {"2026-09-03 23:59", {"0 2026-09-03 23:59", "1 2026-09-04 07:30", "3 2026-09-08 07:30", "5 2026-09-10 07:30"}},
  };
  for (const auto& c : kCases) EXPECT_EQ(Walk(Watched("2026-09-03", c.now)), c.fired) << c.now;
}

TEST_F(LadderTest, ArmedLateFiresNoReminder) {
  struct {
    const char* now;
    std::vector<std::string> fired;
  } const kCases[] = {
      // At the due instant nothing is ahead any more.
      {"2026-09-04 00:00", {"0 2026-09-04 00:00", "1 2026-09-04 07:30", "3 2026-09-08 07:30", "5 2026-09-10 07:30"}},
      {"2026-09-08 09:00", {"0 2026-09-08 09:00", "1 2026-09-08 09:00", "3 2026-09-08 09:00", "5 2026-09-10 07:30"}},
      {"2026-10-01 09:00", {"0 2026-10-01 09:00", "1 2026-10-01 09:00", "3 2026-10-01 09:00", "5 2026-10-01 09:00"}},
  };
  for (const auto& c : kCases) EXPECT_EQ(Walk(Watched("2026-09-03", c.now)), c.fired) << c.now;
}

TEST_F(LadderTest, ALateClockWhoseLadderOnlyRemindsFiresNothing) {
  internal::v1::ReferenceData reminders;
  auto* policy = reminders.add_escalation_policies();
  policy->set_name("provinces/dong-nai/escalationPolicies/reminders");
  policy->add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  policy->add_rungs()->set_offset_working_days(-2);
  policy->add_rungs()->set_offset_working_days(-1);
  const Policies policies(reminders);
  v1::Clock clock = DueOn("2026-09-03");
  Watch(clock, policies, ProvinceCalendar(), At("2026-09-04 08:00"));
  EXPECT_FALSE(clock.has_next_fire_time());
  EXPECT_EQ(clock.next_rung(), 2);
  EXPECT_EQ(Fire(TaskOf(), clock, policies, directory_, At("2026-09-04 08:00")).cause(),
            v1::Escalation::CAUSE_UNSPECIFIED);
}

TEST_F(LadderTest, NotWatched) {
  v1::Clock start = DueOn("2026-09-03", v1::CLOCK_PURPOSE_START);
  start.set_escalation_policy("left over");
  start.set_next_rung(3);
  Watch(start, policies_, ProvinceCalendar(), At("2026-08-01 08:00"));
  EXPECT_EQ(start.escalation_policy(), "");
  EXPECT_EQ(start.next_rung(), 0);
  EXPECT_FALSE(start.has_next_fire_time());
  Advance(start, 0, policies_, ProvinceCalendar());
  Reschedule(start, policies_, ProvinceCalendar());
  EXPECT_FALSE(start.has_next_fire_time());

  v1::Clock without_due = DueOn("2026-09-03");
  without_due.clear_due_time();
  Watch(without_due, policies_, ProvinceCalendar(), At("2026-08-01 08:00"));
  EXPECT_FALSE(without_due.has_next_fire_time());

  v1::Clock frozen = DueOn("2026-09-03");
  deadline::Freeze(frozen, At("2026-08-01 08:00"));
  Watch(frozen, policies_, ProvinceCalendar(), At("2026-08-01 08:00"));
  EXPECT_FALSE(frozen.has_next_fire_time());
}

TEST_F(LadderTest, MissedRungsFireInOrderAndSayHowLate) {
  v1::Clock clock = Watched("2026-09-03", "2026-08-01 08:00");
  const absl::Time back = At("2026-09-07 10:00");  // down since the beginning of August
  std::vector<std::string> fired;
  while (clock.has_next_fire_time() && FromTimestamp(clock.next_fire_time()) <= back) {
    const v1::Escalation escalation = Fire(TaskOf(), clock, policies_, directory_, back);
    fired.push_back(absl::StrCat(escalation.offset_working_days(), " ",
                                 FormatDate(DayOf(FromTimestamp(escalation.planned_time())))));
    EXPECT_EQ(FromTimestamp(escalation.fire_time()), back);
    EXPECT_EQ(FromTimestamp(escalation.due_time()), At("2026-09-04 00:00"));
    Advance(clock, escalation.rung_index(), policies_, ProvinceCalendar());
  }
  EXPECT_THAT(fired, ElementsAre("-3 2026-08-26", "-1 2026-08-28", "0 2026-09-03", "1 2026-09-04"));
  EXPECT_EQ(clock.next_rung(), 4);
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-09-08 07:30"));
}

TEST_F(LadderTest, FireSaysWhatAndWhy) {
  v1::Clock clock = Watched("2026-09-03", "2026-08-01 08:00");
  clock.set_next_rung(5);
  *clock.mutable_next_fire_time() = ToTimestamp(At("2026-09-10 07:30"));
  const v1::Escalation escalation = Fire(TaskOf(), clock, policies_, directory_, At("2026-09-10 07:31"));
  EXPECT_EQ(escalation.cause(), v1::Escalation::CAUSE_LADDER);
  EXPECT_EQ(escalation.clock_id(), "complete");
  EXPECT_EQ(escalation.rung_index(), 5);
  EXPECT_EQ(escalation.offset_working_days(), 5);
  EXPECT_EQ(FromTimestamp(escalation.planned_time()), At("2026-09-10 07:30"));
  EXPECT_TRUE(escalation.put_on_monitor_list());
  EXPECT_FALSE(escalation.raised_priority());
  EXPECT_EQ(escalation.recipients_size(), 2);
}

TEST_F(LadderTest, NothingIsLeftAfterTheLastRung) {
  v1::Clock clock = Watched("2026-09-03", "2026-08-01 08:00");
  Advance(clock, 5, policies_, ProvinceCalendar());
  EXPECT_EQ(clock.next_rung(), 6);
  EXPECT_FALSE(clock.has_next_fire_time());
  Reschedule(clock, policies_, ProvinceCalendar());
  EXPECT_FALSE(clock.has_next_fire_time());
  EXPECT_EQ(Fire(TaskOf(), clock, policies_, directory_, At("2026-10-01 08:00")).cause(),
            v1::Escalation::CAUSE_UNSPECIFIED);
}

TEST_F(LadderTest, AWaitForTheApproverMovesWhatIsLeftOfTheLadder) {
  v1::Clock clock = Watched("2026-08-28", "2026-08-01 08:00");
  Advance(clock, 0, policies_, ProvinceCalendar());
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-08-27 07:30"));
  deadline::Freeze(clock, At("2026-08-26 16:00"));
  Reschedule(clock, policies_, ProvinceCalendar());
  EXPECT_FALSE(clock.has_next_fire_time());
  ASSERT_TRUE(deadline::Resume(clock, At("2026-09-03 09:00"), ProvinceCalendar()).ok());
  Reschedule(clock, policies_, ProvinceCalendar());
  EXPECT_EQ(clock.due_date(), "2026-09-07");  // 27, 28 and 03/09 credited
  EXPECT_EQ(clock.next_rung(), 1);
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-09-04 07:30"));
}

TEST_F(LadderTest, RungsThatFiredStayFiredWhenTheDueInstantMoves) {
  v1::Clock clock = Watched("2026-08-28", "2026-08-01 08:00");
  Advance(clock, 2, policies_, ProvinceCalendar());
  *clock.mutable_due_time() = ToTimestamp(EndOfDay(Day("2026-09-30")));
  Reschedule(clock, policies_, ProvinceCalendar());
  EXPECT_THAT(Walk(clock), ElementsAre("1 2026-10-01 07:30", "3 2026-10-05 07:30", "5 2026-10-07 07:30"));
}

TEST_F(LadderTest, RungsBeyondTheCalendarWaitForALongerOne) {
  v1::Clock clock = Watched("2027-12-31", "2027-12-01 08:00");
  Advance(clock, 2, policies_, ProvinceCalendar());
  EXPECT_EQ(clock.next_rung(), 3);
  EXPECT_FALSE(clock.has_next_fire_time());
  v1::Calendar longer = deadline::ProvinceCalendarDefinition();
  longer.set_valid_to("2029-01-01");
  Reschedule(clock, policies_, deadline::WorkingCalendar::Create(longer).value());
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2028-01-03 07:30"));
}

TEST_F(LadderTest, ADueInstantBeyondTheCalendarHasNoRungs) {
  v1::Clock clock = Watched("2027-12-30", "2027-12-01 08:00");
  *clock.mutable_due_time() = ToTimestamp(EndOfDay(Day("2028-01-05")));
  Reschedule(clock, policies_, ProvinceCalendar());
  EXPECT_EQ(clock.next_rung(), 0);
  EXPECT_FALSE(clock.has_next_fire_time());
}

TEST_F(LadderTest, RungsBeforeTheCalendarStandOnItsFirstDay) {
  // Due on the second working day of the calendar.
  EXPECT_THAT(Walk(Watched("2024-01-03", "2024-01-01 08:00")),
              ElementsAre("-3 2024-01-01 08:00", "-1 2024-01-02 07:30", "0 2024-01-03 07:30", "1 2024-01-04 07:30",
                          "3 2024-01-08 07:30", "5 2024-01-10 07:30"));
}

}  // namespace
}  // namespace phoihop::escalation
