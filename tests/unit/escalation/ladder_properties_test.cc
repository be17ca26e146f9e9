// Random ladders, due days and instants of arming: what holds for every walk down a ladder.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <vector>

#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/escalation/ladder.h"

namespace phoihop::escalation {
namespace {
using deadline::ProvinceCalendar;

internal::v1::ReferenceData RandomLadder() {
  internal::v1::ReferenceData data;
  auto* policy = data.add_escalation_policies();
  policy->set_name("provinces/dong-nai/escalationPolicies/random");
  policy->set_version(*rc::gen::inRange(1, 5));
  policy->add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  std::set<int> offsets = *rc::gen::container<std::set<int>>(rc::gen::inRange(-15, 16));
  offsets.insert(0);
  for (const int offset : offsets) {
    auto* rung = policy->add_rungs();
    rung->set_offset_working_days(offset);
    rung->add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
  }
  return data;
}

v1::Clock RandomClock(absl::CivilDay due_day) {
  const auto roll = *rc::gen::element(v1::ROLL_RULE_NONE, v1::ROLL_RULE_NEXT_WORKING_DAY);
  return deadline::Arm("complete", v1::CLOCK_PURPOSE_COMPLETE, StartOfDay(due_day),
                       ProvinceCalendar().Fixed(due_day, roll, false).value(), "", ProvinceCalendar());
}

// Days of 2025 and 2026: all rungs lie within the calendar.
absl::CivilDay RandomDay() { return absl::CivilDay(2025, 1, 1) + *rc::gen::inRange(0, 700); }

RC_GTEST_PROP(LadderProperty, FiresInOrderEachOnceAndAsTheRuleOfArmingSays, ()) {
  const internal::v1::ReferenceData data = RandomLadder();
  ASSERT_TRUE(Validate(data.escalation_policies(0)).ok());
  const Policies policies(data);
  const internal::v1::ReferenceData province = Province();
  const organisation::Directory directory(province);
  const absl::CivilDay due_day = RandomDay();
  v1::Clock clock = RandomClock(due_day);
  const absl::Time due = FromTimestamp(clock.due_time());
  const absl::Time armed = due + absl::Minutes(*rc::gen::inRange(-40 * 1440, 40 * 1440));
  Watch(clock, policies, ProvinceCalendar(), armed);

  std::set<int> fired;
  int at_once = 0;
  absl::Time previous = armed;
  while (clock.has_next_fire_time()) {
    const int rung = clock.next_rung();
    const absl::Time planned = FromTimestamp(clock.next_fire_time());
    const int expected = fired.empty() ? rung : *fired.rbegin() + 1;
    RC_ASSERT(rung == expected);
    RC_ASSERT(planned >= previous);
    if (planned == armed) ++at_once;
    const v1::Escalation escalation = Fire(TaskOf(), clock, policies, directory, planned);
    RC_ASSERT(escalation.rung_index() == rung);
    RC_ASSERT(escalation.recipients_size() > 0);
    if (due <= armed) RC_ASSERT(escalation.offset_working_days() >= 0);
    if (planned > armed)
      RC_ASSERT(planned == *RungTime(clock, data.escalation_policies(0).rungs(rung), ProvinceCalendar()));
    const bool first_time = fired.insert(rung).second;
    RC_ASSERT(first_time);
    previous = planned;
    Advance(clock, rung, policies, ProvinceCalendar());
    RC_ASSERT(clock.next_rung() == rung + 1);
  }
  // Every rung from the due day on fires, except those that a later one replaced when it was armed on the due day.
  RC_ASSERT(clock.next_rung() == data.escalation_policies(0).rungs_size());
  if (armed < due) RC_ASSERT(at_once <= 1);
  for (int i = 0; i < data.escalation_policies(0).rungs_size(); ++i) {
    if (data.escalation_policies(0).rungs(i).offset_working_days() >= 0) RC_ASSERT(fired.contains(i));
  }
}

RC_GTEST_PROP(LadderProperty, RungsAreWorkingMorningsCountedFromTheDueDay, ()) {
  const absl::CivilDay due_day = RandomDay();
  const v1::Clock clock = RandomClock(due_day);
  v1::Rung rung;
  rung.set_offset_working_days(*rc::gen::inRange(-15, 16));
  const auto instant = RungTime(clock, rung, ProvinceCalendar());
  RC_ASSERT(instant.has_value());
  const absl::CivilDay day = DayOf(*instant);
  RC_ASSERT(ProvinceCalendar().IsWorkingDay(day));
  RC_ASSERT(*instant - StartOfDay(day) == absl::Minutes(450));
  const absl::CivilDay due = deadline::DueDay(clock);
  if (rung.offset_working_days() > 0 || ProvinceCalendar().IsWorkingDay(due))
    RC_ASSERT(ProvinceCalendar().MeasureWorkingDays(due, day).value() == rung.offset_working_days());
  else
    RC_ASSERT(day < due);
}

RC_GTEST_PROP(LadderProperty, ReschedulingAnUnmovedClockChangesNothing, ()) {
  const internal::v1::ReferenceData data = RandomLadder();
  const Policies policies(data);
  v1::Clock clock = RandomClock(RandomDay());
  Watch(clock, policies, ProvinceCalendar(), FromTimestamp(clock.due_time()) - absl::Hours(24 * 40));
  const int fired = *rc::gen::inRange(0, data.escalation_policies(0).rungs_size());
  for (int i = 0; i <= fired; ++i) Advance(clock, i, policies, ProvinceCalendar());
  const v1::Clock before = clock;
  Reschedule(clock, policies, ProvinceCalendar());
  RC_ASSERT(clock.SerializeAsString() == before.SerializeAsString());
}

}  // namespace
}  // namespace phoihop::escalation
