// Whose working days a clock counts: task → unit → the units above it → province → nation.
#include "workflow/calendars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/assign_calendar.h"
#include "workflow/organisation/reference.h"
#include "workflow/task/calendar_moves.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kDefault[] = "provinces/dong-nai/calendars/default";
constexpr char kSix[] = "provinces/dong-nai/calendars/mot-cua";    // Saturdays are worked
constexpr char kFour[] = "provinces/dong-nai/calendars/bon-ngay";  // Fridays are not

v1::Calendar Worked(const std::string& name, std::initializer_list<int> weekdays) {
  v1::Calendar calendar = TestFacts().calendar().definition();
  calendar.set_name(name);
  calendar.set_version(1);
  calendar.clear_working_weekdays();
  for (const int weekday : weekdays) calendar.add_working_weekdays(weekday);
  return calendar;
}

void Assign(internal::v1::ReferenceData& data, absl::string_view unit, const std::string& calendar) {
  v1::Event event;
  v1::CalendarAssignment& assignment = *event.mutable_calendar_assigned()->mutable_calendar_assignment();
  assignment.set_name(CalendarAssignmentName(Unit(unit)));
  assignment.set_calendar(calendar);
  organisation::Evolve(data, event);
}

// The usual province with two calendars more; so-vhttdl works on Saturdays.
std::shared_ptr<const Facts> FactsWith(const std::function<void(internal::v1::ReferenceData&)>& change) {
  internal::v1::ReferenceData data = TestFacts().data();
  data.clear_calendars();
  *data.add_calendars() = Worked(kFour, {1, 2, 3, 4});
  *data.add_calendars() = TestFacts().calendar().definition();
  *data.add_calendars() = Worked(kSix, {1, 2, 3, 4, 5, 6});
  change(data);
  auto facts = Facts::Create(std::move(data));
  EXPECT_TRUE(facts.ok()) << facts.status();
  return *facts;
}

std::shared_ptr<const Facts> WithSaturdays() {
  return FactsWith([](internal::v1::ReferenceData& data) { Assign(data, "so-vhttdl", kSix); });
}

std::string CalendarOf(absl::string_view unit, const Facts& facts) {
  return facts.calendars().OfUnit(Unit(unit), absl::CivilDay(2026, 3, 2)).definition().name();
}

TEST(Calendars, AUnitFollowsItsOwnOrTheNearestAboveIt) {
  const auto facts = FactsWith([](internal::v1::ReferenceData& data) {
    Assign(data, "so-vhttdl", kSix);
    Assign(data, "so-y-te", kSix);
    Assign(data, "so-y-te", "");  // and none any more
  });
  EXPECT_EQ(CalendarOf("so-vhttdl", *facts), kSix);
  EXPECT_EQ(CalendarOf("phong-van-hoa", *facts), kSix);  // a division of it
  EXPECT_EQ(CalendarOf("so-y-te", *facts), kDefault);
  EXPECT_EQ(CalendarOf("so-noi-vu", *facts), kDefault);
  const auto nested = FactsWith([](internal::v1::ReferenceData& data) {
    Assign(data, "so-vhttdl", kSix);
    Assign(data, "phong-van-hoa", kFour);
  });
  EXPECT_EQ(CalendarOf("phong-van-hoa", *nested), kFour);
  const auto from_the_top = FactsWith([](internal::v1::ReferenceData& data) { Assign(data, "ubnd-tinh", kSix); });
  EXPECT_EQ(CalendarOf("phong-van-hoa", *from_the_top), kSix);
  EXPECT_EQ(from_the_top->calendar().definition().name(), kDefault);
}

TEST(Calendars, AProvinceWithoutOneFollowsTheNation) {
  const auto rename = [](const std::string& name) {
    return FactsWith([&](internal::v1::ReferenceData& data) {
      data.clear_calendars();
      *data.add_calendars() = Worked(name, {1, 2, 3});
    });
  };
  EXPECT_EQ(rename("provinces/dong-nai/calendars/national")->calendar().definition().working_weekdays_size(), 3);
  // A calendar of another name is nobody's: Monday to Friday are worked.
  EXPECT_EQ(rename(kSix)->calendar().definition().name(), kDefault);
  EXPECT_EQ(rename(kSix)->calendar().definition().working_weekdays_size(), 5);
}

TEST(Calendars, WhatDidNotChangeIsTakenOver) {
  const auto facts = WithSaturdays();
  internal::v1::ReferenceData data = facts->data();
  data.mutable_calendars(0)->set_display_name("Khác");
  const auto next = Facts::Create(std::move(data), facts.get());
  ASSERT_TRUE(next.ok());
  EXPECT_EQ((*next)->calendars().Find(kSix), facts->calendars().Find(kSix));
  EXPECT_NE((*next)->calendars().Find(kFour), facts->calendars().Find(kFour));
  EXPECT_EQ((*next)->calendars().Find(kFour)->definition().display_name(), "Khác");
}

// Given on Thursday 2026-03-05 08:00; the 7th is a Saturday.
constexpr char kThursday[] = "2026-03-05 08:00";

Ledger Issued(const Facts& facts, const v1::Task& task) {
  Ledger ledger;
  ledger.facts = &facts;
  EXPECT_EQ(ledger.Do(CreateCommand(task, /*issue=*/true), ActorOf("so-ke-hoach"), At(kThursday)), absl::OkStatus());
  return ledger;
}

v1::Task DueOn(const std::string& day) {
  v1::Task task = UsualTask();
  task.set_requested_due_date(day);
  task.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
  return task;
}

TEST(TaskCalendar, ClocksCountTheDaysOfWhoHasToAct) {
  const auto facts = WithSaturdays();
  Ledger ledger = Issued(*facts, DueOn("2026-03-14"));  // a Saturday
  // Two working days after Thursday.
  EXPECT_EQ(ledger.Clock("acknowledge").due_date(), "2026-03-07");
  EXPECT_EQ(ledger.Clock("acknowledge").calendar(), kSix);
  EXPECT_EQ(ledger.Clock("complete").due_date(), "2026-03-14");
  // So do its rungs: three working days before it lie on Wednesday.
  EXPECT_EQ(DayOf(FromTimestamp(ledger.Clock("complete").next_fire_time())), absl::CivilDay(2026, 3, 11));

  // The issuer decides about a refusal by its own: Monday is its second day.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE, "so-vhttdl", At(kThursday)), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("issuer-decision").due_date(), "2026-03-09");
  EXPECT_EQ(ledger.Clock("issuer-decision").calendar(), kDefault);

  Ledger elsewhere = Issued(TestFacts(), DueOn("2026-03-14"));
  EXPECT_EQ(elsewhere.Clock("acknowledge").due_date(), "2026-03-09");
  EXPECT_EQ(elsewhere.Clock("complete").due_date(), "2026-03-16");
}

TEST(TaskCalendar, TheApproverAndTheReceiverHaveTheirOwn) {
  const auto facts = FactsWith([](internal::v1::ReferenceData& data) {
    Assign(data, "so-noi-vu", kSix);    // approves
    Assign(data, "so-tu-phap", kFour);  // is offered it
  });
  Ledger ledger = Issued(*facts, DueOn("2026-03-30"));
  EXPECT_EQ(ledger.Clock("complete").calendar(), kDefault);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kThursday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl", At(kThursday)), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("handoff-reply").calendar(), kFour);
  EXPECT_EQ(ledger.Clock("handoff-reply").due_date(), "2026-03-10");  // Monday and Tuesday
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RECALL_HANDOFF, "so-vhttdl", At(kThursday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a", At(kThursday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", At(kThursday)), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("approve").calendar(), kSix);
  EXPECT_EQ(ledger.Clock("approve").due_date(), "2026-03-09");  // Friday, Saturday, Monday
}

TEST(TaskCalendar, TheTaskMayNameAnother) {
  const auto facts = WithSaturdays();
  v1::Task task = DueOn("2026-03-13");  // a Friday
  task.set_calendar(kFour);
  const Ledger ledger = Issued(*facts, task);
  EXPECT_EQ(ledger.Clock("complete").due_date(), "2026-03-16");
  EXPECT_EQ(ledger.Clock("acknowledge").due_date(), "2026-03-10");
  EXPECT_EQ(ledger.task().calendar(), kFour);

  task.set_calendar("provinces/dong-nai/calendars/khong-co");
  Ledger refused;
  refused.facts = facts.get();
  const absl::Status status = refused.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At(kThursday));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(std::string(status.message()), HasSubstr("ListCalendars"));
  task.set_calendar("provinces/an-giang/calendars/default");
  EXPECT_EQ(ReasonOf(refused.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At(kThursday))),
            v1::ERROR_REASON_INVALID_NAME);
}

TEST(TaskCalendar, AClockKeepsTheCalendarThatItWasArmedWith) {
  const auto facts = WithSaturdays();
  Ledger ledger = Issued(*facts, DueOn("2026-03-14"));
  // From the next day on the unit follows none of its own; the clock is extended and stands still by its own.
  const auto later = FactsWith([](internal::v1::ReferenceData&) {});
  ledger.facts = later.get();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-06 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a", At("2026-03-06 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", At("2026-03-06 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, "so-noi-vu", At("2026-03-07 09:00")), absl::OkStatus());
  // Waited over one working Saturday: from Saturday the 14th to Monday the 16th.
  EXPECT_EQ(ledger.Clock("complete").credited_working_days(), 1);
  EXPECT_EQ(ledger.Clock("complete").due_date(), "2026-03-16");
  EXPECT_EQ(ledger.Clock("complete").calendar(), kSix);
}

TEST(TaskCalendar, FollowsItsOwnCalendarWhenThatChanges) {
  const auto facts = WithSaturdays();
  const Ledger ledger = Issued(*facts, DueOn("2026-03-14"));
  const auto changed = FactsWith([](internal::v1::ReferenceData& data) {
    Assign(data, "so-vhttdl", kSix);
    *data.mutable_calendars(2) = Worked(kSix, {1, 2, 3, 4, 5});
    data.mutable_calendars(2)->set_version(2);
  });
  CalendarsSeen seen;
  seen.change_time = At("2026-03-05 09:00");
  seen.versions.emplace(1, *facts->calendars().Find(kSix));
  internal::v1::AdoptCalendar adopt;
  adopt.set_name(ledger.task().name());
  adopt.set_calendar(kSix);
  adopt.set_calendar_version(2);
  Context context{.now = At("2026-03-05 09:00")};
  context.actor.set_system("follow-ups");
  const auto decision = DecideAdoption(ledger.task(), adopt, seen, *changed, context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_EQ(decision->events.size(), 1u);
  EXPECT_THAT(ChangesOf(decision->events[0]), ElementsAre("due_date: 2026-03-14 -> 2026-03-16"));
  // Another calendar's change is none of its.
  adopt.set_calendar(kDefault);
  adopt.set_calendar_version(changed->calendar().definition().version());
  const auto other = DecideAdoption(ledger.task(), adopt, seen, *changed, context);
  ASSERT_TRUE(other.ok());
  EXPECT_THAT(other->events, IsEmpty());
}

class AssignmentTest : public testing::Test {
 protected:
  absl::StatusOr<Decision> Decide(const std::string& name, const std::string& calendar, bool basis = true) {
    internal::v1::AssignCalendar command;
    command.mutable_assignment()->set_name(name);
    command.mutable_assignment()->set_calendar(calendar);
    if (basis) command.mutable_assignment()->mutable_basis()->set_instrument_number("12/QĐ-UBND");
    const Context context{.now = At(kThursday)};
    return organisation::DecideCalendarAssignment(facts_->data(), command, *facts_, context);
  }
  v1::ErrorReason ReasonFor(const std::string& name, const std::string& calendar, bool basis = true) {
    return ReasonOf(Decide(name, calendar, basis).status());
  }

  const std::shared_ptr<const Facts> facts_ = WithSaturdays();
};

TEST_F(AssignmentTest, IsOneEvent) {
  const auto decision = Decide(CalendarAssignmentName(Unit("so-y-te")), kSix);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_EQ(decision->events.size(), 1u);
  EXPECT_EQ(decision->events[0].type(), "calendar.assigned");
  EXPECT_THAT(ChangesOf(decision->events[0]), ElementsAre(absl::StrCat("calendar:  -> ", kSix)));
  // What is so already, and ending what there is not, change nothing.
  EXPECT_THAT(Decide(CalendarAssignmentName(Unit("so-vhttdl")), kSix)->events, IsEmpty());
  EXPECT_THAT(Decide(CalendarAssignmentName(Unit("so-y-te")), "")->events, IsEmpty());
  EXPECT_EQ(Decide(CalendarAssignmentName(Unit("so-vhttdl")), "")->events.size(), 1u);
}

TEST_F(AssignmentTest, Refuses) {
  EXPECT_EQ(ReasonFor(CalendarAssignmentName(Unit("khong-co")), kSix), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonFor(CalendarAssignmentName(Unit("so-y-te")), "provinces/dong-nai/calendars/khong-co"),
            v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonFor(CalendarAssignmentName(Unit("so-y-te")), kSix, /*basis=*/false), v1::ERROR_REASON_BASIS_REQUIRED);
  EXPECT_EQ(ReasonFor(Unit("so-y-te"), kSix), v1::ERROR_REASON_INVALID_NAME);
  EXPECT_EQ(ReasonFor("units", kSix), v1::ERROR_REASON_INVALID_NAME);
}

}  // namespace
}  // namespace phoihop::task
