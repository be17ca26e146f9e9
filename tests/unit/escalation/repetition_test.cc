// Rungs that repeat, rungs with conditions, and the change of a ladder under running clocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/line.h"

namespace phoihop::escalation {
namespace {
using deadline::At;
using deadline::Day;
using deadline::ProvinceCalendar;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kLadder[] = "provinces/dong-nai/escalationPolicies/complete";

v1::Rung& AddRung(v1::EscalationPolicy& policy, int offset, int every = 0, int count = 0) {
  v1::Rung& rung = *policy.add_rungs();
  rung.set_offset_working_days(offset);
  rung.add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
  if (count > 0) {
    rung.mutable_repetition()->set_every_working_days(every);
    rung.mutable_repetition()->set_count(count);
  }
  return rung;
}

v1::EscalationPolicy& AddLadder(internal::v1::ReferenceData& data, int64_t version) {
  v1::EscalationPolicy& policy = *data.add_escalation_policies();
  policy.set_name(kLadder);
  policy.set_version(version);
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  return policy;
}

v1::Clock DueOn(absl::string_view date) {
  return deadline::Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, At("2024-01-02 09:00"),
                       ProvinceCalendar().Fixed(Day(date), v1::ROLL_RULE_NONE, false).value(), "", ProvinceCalendar());
}

class RepetitionTest : public ::testing::Test {
 protected:
  v1::Clock Watched(const internal::v1::ReferenceData& data, absl::string_view date, absl::string_view now) const {
    v1::Clock clock = DueOn(date);
    Watch(clock, Policies(data), ProvinceCalendar(), At(now));
    return clock;
  }

  // What fires until `until` while the engine runs, or at once when it comes back at `back`: "0.2 2026-09-04 07:30" is
  // the third time of rung 0. The task and the clock go on from where they are.
  std::vector<std::string> Walk(const internal::v1::ReferenceData& data, v1::Task& task, v1::Clock& clock,
                                absl::string_view until, absl::string_view back = "") const {
    const Policies policies(data);
    std::vector<std::string> fired;
    while (clock.has_next_fire_time() && FromTimestamp(clock.next_fire_time()) <= At(until)) {
      const absl::Time planned = FromTimestamp(clock.next_fire_time());
      const v1::Escalation escalation = Fire(task, clock, policies, directory_, back.empty() ? planned : At(back));
      fired.push_back(absl::StrCat(escalation.rung_index(), ".", escalation.repetition(), " ",
                                   absl::FormatTime("%Y-%m-%d %H:%M", planned, VietnamTimeZone()),
                                   escalation.passed_over().empty() ? "" : " passed over"));
      *task.add_escalations() = escalation;
      Advance(clock, escalation.rung_index(), policies, ProvinceCalendar(), &task);
    }
    return fired;
  }

  const internal::v1::ReferenceData province_ = Province();
  const organisation::Directory directory_{province_};
  v1::Task task_ = TaskOf();
};

TEST_F(RepetitionTest, RepetitionsLieBesideTheRungsThatComeLater) {
  internal::v1::ReferenceData data;
  v1::EscalationPolicy& policy = AddLadder(data, 1);
  AddRung(policy, -1);
  AddRung(policy, 0, 2, 4);  // 0, 2, 4, 6
  AddRung(policy, 2, 3, 2);  // 2, 5
  AddRung(policy, 3);
  v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
  EXPECT_THAT(
      Walk(data, task_, clock, "2027-01-01 00:00"),
      ElementsAre("0.0 2026-10-02 07:30", "1.0 2026-10-05 07:30", "1.1 2026-10-07 07:30", "2.0 2026-10-07 07:30",
                  "3.0 2026-10-08 07:30", "1.2 2026-10-09 07:30", "2.1 2026-10-12 07:30", "1.3 2026-10-13 07:30"));
  EXPECT_EQ(clock.next_rung(), 4);
  EXPECT_EQ(clock.next_repetition(), 0);
}

TEST_F(RepetitionTest, WhatWasMissedFiresInOrderOnceWhenTheEngineComesBack) {
  internal::v1::ReferenceData data;
  v1::EscalationPolicy& policy = AddLadder(data, 1);
  AddRung(policy, 0, 1, 5);
  AddRung(policy, 2);
  v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
  EXPECT_THAT(Walk(data, task_, clock, "2026-10-08 10:00", "2026-10-08 10:00"),
              ElementsAre("0.0 2026-10-05 07:30", "0.1 2026-10-06 07:30", "0.2 2026-10-07 07:30",
                          "1.0 2026-10-07 07:30", "0.3 2026-10-08 07:30"));
  EXPECT_THAT(Walk(data, task_, clock, "2027-01-01 00:00"), ElementsAre("0.4 2026-10-09 07:30"));
}

TEST_F(RepetitionTest, ArmedLateRepetitionsThatHadComeAreLeftOut) {
  internal::v1::ReferenceData data;
  v1::EscalationPolicy& policy = AddLadder(data, 1);
  AddRung(policy, 0, 1, 8);
  AddRung(policy, 2);
  v1::Clock clock = Watched(data, "2026-10-05", "2026-10-09 09:00");
  EXPECT_THAT(Walk(data, task_, clock, "2027-01-01 00:00"),
              ElementsAre("0.0 2026-10-09 09:00", "1.0 2026-10-09 09:00", "0.5 2026-10-12 07:30",
                          "0.6 2026-10-13 07:30", "0.7 2026-10-14 07:30"));
}

TEST_F(RepetitionTest, OneThatOnlyRemindsGoesOnAfterTheDueDay) {
  internal::v1::ReferenceData data;
  AddRung(AddLadder(data, 1), -1, 1, 6);  // to +4
  v1::Clock clock = Watched(data, "2026-10-05", "2026-10-06 09:00");
  EXPECT_THAT(
      Walk(data, task_, clock, "2027-01-01 00:00"),
      ElementsAre("0.1 2026-10-06 09:00", "0.3 2026-10-07 07:30", "0.4 2026-10-08 07:30", "0.5 2026-10-09 07:30"));
}

TEST_F(RepetitionTest, AnAnswerStopsWhatRepeatsUntilThen) {
  internal::v1::ReferenceData data;
  v1::EscalationPolicy& policy = AddLadder(data, 1);
  AddRung(policy, 0, 1, 5).mutable_repetition()->set_until_handled(true);
  AddRung(policy, 1, 1, 3);
  v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
  v1::EscalationResponse& early = *task_.add_escalation_responses();
  early.set_clock_id("complete");
  *early.mutable_response_time() = ToTimestamp(At("2026-10-02 08:00"));
  EXPECT_THAT(Walk(data, task_, clock, "2026-10-06 12:00"),
              ElementsAre("0.0 2026-10-05 07:30", "0.1 2026-10-06 07:30", "1.0 2026-10-06 07:30"));
  v1::EscalationResponse& response = *task_.add_escalation_responses();
  response.set_clock_id("complete");
  *response.mutable_response_time() = ToTimestamp(At("2026-10-06 15:00"));
  EXPECT_THAT(Walk(data, task_, clock, "2027-01-01 00:00"),
              ElementsAre("0.2 2026-10-07 07:30 passed over", "1.1 2026-10-07 07:30", "1.2 2026-10-08 07:30"));
}

TEST_F(RepetitionTest, ActionsBelongToTheFirstTime) {
  internal::v1::ReferenceData data;
  v1::Rung& rung = AddRung(AddLadder(data, 1), 0, 1, 2);
  rung.set_raise_priority(true);
  rung.set_put_on_monitor_list(true);
  rung.set_reassignment(v1::REASSIGNMENT_TO_HEAD);
  rung.add_systems("ioc");
  rung.add_systems("cong-dvc");
  v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
  Walk(data, task_, clock, "2027-01-01 00:00");
  ASSERT_EQ(task_.escalations_size(), 2);
  EXPECT_TRUE(task_.escalations(0).raised_priority());
  EXPECT_TRUE(task_.escalations(0).put_on_monitor_list());
  EXPECT_EQ(task_.escalations(0).reassignment(), v1::REASSIGNMENT_TO_HEAD);
  EXPECT_THAT(task_.escalations(0).systems(), ElementsAre("ioc", "cong-dvc"));
  EXPECT_EQ(task_.escalations(1).offset_working_days(), 1);
  EXPECT_EQ(task_.escalations(1).recipients_size(), 1);
  EXPECT_FALSE(task_.escalations(1).raised_priority());
  EXPECT_FALSE(task_.escalations(1).put_on_monitor_list());
  EXPECT_EQ(task_.escalations(1).reassignment(), v1::REASSIGNMENT_UNSPECIFIED);
  EXPECT_THAT(task_.escalations(1).systems(), IsEmpty());
}

TEST_F(RepetitionTest, ARungWhoseConditionDoesNotHoldIsPassedOver) {
  using Condition = v1::RungCondition;
  using Set = void (*)(Condition&, v1::Task&);
  struct {
    const char* what;
    Set set;
    bool holds;
  } const kCases[] = {
      {"state",
       [](Condition& c, v1::Task& t) { c.add_states(v1::TASK_STATE_ISSUED), t.set_state(v1::TASK_STATE_ISSUED); },
       true},
      {"other state",
       [](Condition& c, v1::Task& t) { c.add_states(v1::TASK_STATE_ISSUED), t.set_state(v1::TASK_STATE_ACCEPTED); },
       false},
      {"before",
       [](Condition& c, v1::Task& t) {
         c.set_not_reached(v1::TASK_STATE_IN_PROGRESS), t.set_state(v1::TASK_STATE_ACCEPTED);
       },
       true},
      {"reached",
       [](Condition& c, v1::Task& t) {
         c.set_not_reached(v1::TASK_STATE_IN_PROGRESS), t.set_state(v1::TASK_STATE_IN_PROGRESS);
       },
       false},
      {"beyond",
       [](Condition& c, v1::Task& t) {
         c.set_not_reached(v1::TASK_STATE_ACCEPTED), t.set_state(v1::TASK_STATE_SUBMITTED);
       },
       false},
      {"a refused one has reached none",
       [](Condition& c, v1::Task& t) { c.set_not_reached(v1::TASK_STATE_ISSUED), t.set_state(v1::TASK_STATE_REFUSED); },
       true},
      {"stands still in its state",
       [](Condition& c, v1::Task& t) {
         c.set_not_reached(v1::TASK_STATE_IN_PROGRESS), t.set_state(v1::TASK_STATE_SUSPENDED);
         t.add_suspensions()->set_from_state(v1::TASK_STATE_IN_PROGRESS);
       },
       false},
      {"nature",
       [](Condition& c, v1::Task& t) {
         c.add_legal_natures(v1::LEGAL_NATURE_STATUTORY), t.set_legal_nature(v1::LEGAL_NATURE_STATUTORY);
       },
       true},
      {"no nature is none", [](Condition& c, v1::Task&) { c.add_legal_natures(v1::LEGAL_NATURE_NONE); }, true},
      {"other nature",
       [](Condition& c, v1::Task& t) {
         c.add_legal_natures(v1::LEGAL_NATURE_NORM), t.set_legal_nature(v1::LEGAL_NATURE_STATUTORY);
       },
       false},
      {"no priority is normal", [](Condition& c, v1::Task&) { c.add_priorities(v1::TASK_PRIORITY_NORMAL); }, true},
      {"other priority", [](Condition& c, v1::Task&) { c.add_priorities(v1::TASK_PRIORITY_IMMEDIATE); }, false},
      {"all lists must hold",
       [](Condition& c, v1::Task& t) {
         c.add_priorities(v1::TASK_PRIORITY_NORMAL), c.add_states(v1::TASK_STATE_ISSUED);
         t.set_state(v1::TASK_STATE_ACCEPTED);
       },
       false},
  };
  for (const auto& c : kCases) {
    internal::v1::ReferenceData data;
    v1::EscalationPolicy& policy = AddLadder(data, 1);
    v1::Rung& rung = AddRung(policy, 0);
    rung.set_raise_priority(true);
    rung.add_systems("ioc");
    AddRung(policy, 1);
    v1::Task task = TaskOf();
    c.set(*rung.mutable_condition(), task);
    v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
    const auto fired = Walk(data, task, clock, "2027-01-01 00:00");
    EXPECT_THAT(
        fired, ElementsAre(absl::StrCat("0.0 2026-10-05 07:30", c.holds ? "" : " passed over"), "1.0 2026-10-06 07:30"))
        << c.what;
    EXPECT_EQ(task.escalations(0).raised_priority(), c.holds) << c.what;
    EXPECT_EQ(task.escalations(0).systems().empty(), !c.holds) << c.what;
    EXPECT_EQ(task.escalations(0).recipients().empty(), !c.holds) << c.what;
  }
}

TEST_F(RepetitionTest, AnExtensionMovesRepetitionsThatAreLeft) {
  internal::v1::ReferenceData data;
  AddRung(AddLadder(data, 1), 0, 1, 4);
  v1::Clock clock = Watched(data, "2026-10-05", "2026-09-01 08:00");
  EXPECT_THAT(Walk(data, task_, clock, "2026-10-06 12:00"),
              ElementsAre("0.0 2026-10-05 07:30", "0.1 2026-10-06 07:30"));
  *clock.mutable_due_time() = ToTimestamp(EndOfDay(Day("2026-10-20")));
  Reschedule(clock, Policies(data), ProvinceCalendar());
  EXPECT_THAT(Walk(data, task_, clock, "2027-01-01 00:00"),
              ElementsAre("0.2 2026-10-22 07:30", "0.3 2026-10-23 07:30"));
}

// -- Switch.

class SwitchTest : public RepetitionTest {
 protected:
  SwitchTest() {
    v1::EscalationPolicy& first = AddLadder(data_, 1);
    for (const int offset : {-3, -1, 0, 1, 5}) AddRung(first, offset);
  }
  v1::EscalationPolicy& Next() { return AddLadder(data_, 2); }
  // Armed with version 1.
  v1::Clock Old() const {
    internal::v1::ReferenceData old;
    *old.add_escalation_policies() = data_.escalation_policies(0);
    v1::Clock clock = DueOn("2026-10-05");
    Watch(clock, Policies(old), ProvinceCalendar(), At("2026-09-01 08:00"));
    return clock;
  }
  void SwitchAt(v1::Clock& clock, absl::string_view now) const {
    Switch(clock, data_.escalation_policies(1), Policies(data_), ProvinceCalendar(), At(now));
    EXPECT_EQ(clock.escalation_policy_version(), 2);
  }
  internal::v1::ReferenceData data_;
};

TEST_F(SwitchTest, WhatFiredStaysFiredAndTheRestFollowsTheNewLadder) {
  v1::EscalationPolicy& next = Next();
  for (const int offset : {-5, -2, 0, 2, 3}) AddRung(next, offset);
  v1::Clock clock = Old();
  EXPECT_THAT(Walk(data_, task_, clock, "2026-10-02 12:00"),
              ElementsAre("0.0 2026-09-30 07:30", "1.0 2026-10-02 07:30"));
  SwitchAt(clock, "2026-10-02 13:00");
  EXPECT_THAT(Walk(data_, task_, clock, "2027-01-01 00:00"),
              ElementsAre("2.0 2026-10-05 07:30", "3.0 2026-10-07 07:30", "4.0 2026-10-08 07:30"));
}

TEST_F(SwitchTest, BeforeTheDueDayOfWhatHasComeOnlyTheLastFires) {
  v1::EscalationPolicy& next = Next();
  for (const int offset : {-10, -8, -6, 0}) AddRung(next, offset);
  v1::Clock clock = Old();
  SwitchAt(clock, "2026-09-25 13:00");  // six working days before
  EXPECT_THAT(Walk(data_, task_, clock, "2027-01-01 00:00"),
              ElementsAre("2.0 2026-09-25 13:00", "3.0 2026-10-05 07:30"));
}

TEST_F(SwitchTest, PastTheDueDayTheNewRungsThatHaveComeFireWithoutTheirRepetitions) {
  v1::EscalationPolicy& next = Next();
  AddRung(next, -4);
  AddRung(next, 1);
  AddRung(next, 2, 1, 4);
  AddRung(next, 3);
  v1::Clock clock = Old();
  EXPECT_EQ(Walk(data_, task_, clock, "2026-10-06 12:00").size(), 4);
  SwitchAt(clock, "2026-10-08 13:00");
  EXPECT_THAT(
      Walk(data_, task_, clock, "2027-01-01 00:00"),
      ElementsAre("2.0 2026-10-08 13:00", "3.0 2026-10-08 13:00", "2.2 2026-10-09 07:30", "2.3 2026-10-12 07:30"));
}

TEST_F(SwitchTest, NothingIsAheadWhenTheNewLadderEndsEarlier) {
  AddRung(Next(), -2);
  v1::Clock clock = Old();
  Walk(data_, task_, clock, "2026-10-05 12:00");
  SwitchAt(clock, "2026-10-05 13:00");
  EXPECT_THAT(Walk(data_, task_, clock, "2027-01-01 00:00"), IsEmpty());
  EXPECT_EQ(clock.next_rung(), 1);
}

TEST_F(SwitchTest, WhatStandsStillGoesOnStandingStill) {
  v1::EscalationPolicy& next = Next();
  for (const int offset : {-4, 0}) AddRung(next, offset);
  v1::Clock frozen = Old();
  deadline::Freeze(frozen, At("2026-09-28 16:00"));
  SwitchAt(frozen, "2026-10-20 08:00");
  EXPECT_FALSE(frozen.has_next_fire_time());
  EXPECT_EQ(frozen.next_rung(), 0);
  v1::Clock suspended = Old();
  deadline::Suspend(suspended, At("2026-09-28 16:00"), At("2026-11-02 00:00"));
  SwitchAt(suspended, "2026-10-20 08:00");
  EXPECT_EQ(FromTimestamp(suspended.next_fire_time()), At("2026-11-02 00:00"));
}

// -- Properties.

v1::EscalationPolicy RandomPolicy(int64_t version) {
  v1::EscalationPolicy policy;
  policy.set_name(kLadder);
  policy.set_version(version);
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  std::set<int> offsets = *rc::gen::container<std::set<int>>(rc::gen::inRange(-12, 13));
  offsets.insert(0);
  for (const int offset : offsets) {
    const bool repeats = *rc::gen::inRange(0, 3) == 0;
    AddRung(policy, offset, *rc::gen::inRange(1, 5), repeats ? *rc::gen::inRange(2, 8) : 0);
  }
  return policy;
}

// All firings in the order of the rule: by offset, then by rung.
std::vector<std::pair<int, int>> LineOf(const v1::EscalationPolicy& policy) {
  std::map<std::pair<int64_t, int>, int> line;
  for (int rung = 0; rung < policy.rungs_size(); ++rung) {
    for (int n = 0; n < FiringsOf(policy.rungs(rung)); ++n) line[{OffsetOf(policy.rungs(rung), n), rung}] = n;
  }
  std::vector<std::pair<int, int>> all;
  for (const auto& [place, repetition] : line) all.emplace_back(place.second, repetition);
  return all;
}

RC_GTEST_PROP(LineProperty, EveryFiringOnceInOrderAlsoThroughDowntimesAndExtensions, ()) {
  internal::v1::ReferenceData data;
  *data.add_escalation_policies() = RandomPolicy(1);
  const v1::EscalationPolicy& policy = data.escalation_policies(0);
  ASSERT_TRUE(Validate(policy).ok()) << Validate(policy);
  const Policies policies(data);
  const internal::v1::ReferenceData province = Province();
  const organisation::Directory directory(province);
  const absl::CivilDay due_day = absl::CivilDay(2025, 3, 1) + *rc::gen::inRange(0, 400);
  v1::Clock clock = DueOn(FormatDate(due_day));
  absl::Time now = FromTimestamp(clock.due_time()) - absl::Hours(24 * 60);
  Watch(clock, policies, ProvinceCalendar(), now);
  std::vector<std::pair<int, int>> fired;
  int changes = 5;  // of the deadline, at most
  while (clock.has_next_fire_time()) {
    // The engine looks now and then, and everything that is due fires in one go.
    now += absl::Hours(*rc::gen::inRange(1, 24 * 12));
    absl::Time previous = absl::InfinitePast();
    while (clock.has_next_fire_time() && FromTimestamp(clock.next_fire_time()) <= now) {
      RC_ASSERT(FromTimestamp(clock.next_fire_time()) >= previous);
      previous = FromTimestamp(clock.next_fire_time());
      const v1::Escalation escalation = Fire(TaskOf(), clock, policies, directory, now);
      fired.emplace_back(escalation.rung_index(), escalation.repetition());
      Advance(clock, escalation.rung_index(), policies, ProvinceCalendar());
    }
    if (changes == 0) continue;
    if (*rc::gen::inRange(0, 8) == 0) {
      --changes;
      RC_ASSERT(deadline::Extend(clock, *rc::gen::inRange(1, 6), ProvinceCalendar()).ok());
      Reschedule(clock, policies, ProvinceCalendar());
    } else if (*rc::gen::inRange(0, 8) == 0) {
      --changes;
      deadline::Freeze(clock, now);
      now += absl::Hours(*rc::gen::inRange(1, 24 * 5));
      RC_ASSERT(deadline::Resume(clock, now, ProvinceCalendar()).ok());
      Reschedule(clock, policies, ProvinceCalendar());
    }
  }
  RC_ASSERT(fired == LineOf(policy));
}

RC_GTEST_PROP(LineProperty, ASwitchNeverGoesBackAndLosesNoFirstTimeThatLiesAhead, ()) {
  internal::v1::ReferenceData data, old;
  *old.add_escalation_policies() = *data.add_escalation_policies() = RandomPolicy(1);
  *data.add_escalation_policies() = RandomPolicy(2);
  const Policies policies(data);
  const internal::v1::ReferenceData province = Province();
  const organisation::Directory directory(province);
  v1::Clock clock = DueOn("2026-10-05");
  Watch(clock, Policies(old), ProvinceCalendar(), At("2026-08-01 08:00"));
  const int before = *rc::gen::inRange(0, static_cast<int>(LineOf(data.escalation_policies(0)).size()) + 1);
  absl::Time now = At("2026-08-01 08:00");
  int64_t over = -kMaxOffsetWorkingDays;
  for (int i = 0; i < before && clock.has_next_fire_time(); ++i) {
    now = FromTimestamp(clock.next_fire_time());
    const v1::Escalation escalation = Fire(TaskOf(), clock, policies, directory, now);
    over = escalation.offset_working_days();
    Advance(clock, escalation.rung_index(), policies, ProvinceCalendar());
  }
  const v1::EscalationPolicy& next = data.escalation_policies(1);
  Switch(clock, next, policies, ProvinceCalendar(), now);
  std::set<std::pair<int, int>> fired;
  int64_t last = over;
  while (clock.has_next_fire_time()) {
    const absl::Time planned = FromTimestamp(clock.next_fire_time());
    RC_ASSERT(planned >= now);
    const v1::Escalation escalation = Fire(TaskOf(), clock, policies, directory, planned);
    RC_ASSERT(escalation.offset_working_days() > over);
    RC_ASSERT(escalation.offset_working_days() >= last);
    last = escalation.offset_working_days();
    const bool fresh = fired.emplace(escalation.rung_index(), escalation.repetition()).second;
    RC_ASSERT(fresh);
    Advance(clock, escalation.rung_index(), policies, ProvinceCalendar());
  }
  for (int i = 0; i < next.rungs_size(); ++i) {
    if (next.rungs(i).offset_working_days() <= over) continue;
    if (*RungTime(clock, next.rungs(i), ProvinceCalendar()) > now) RC_ASSERT(fired.count({i, 0}) == 1);
  }
}

}  // namespace
}  // namespace phoihop::escalation
