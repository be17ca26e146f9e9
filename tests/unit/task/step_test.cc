// Steps with days of their own, and their clocks (INTERIM). The usual task is issued on Monday 2 March 2026 and due on
// 30 June; the shipped ladder of steps has the rungs -1, 0 and 1.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clock_explanation.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/decide.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

using internal::v1::TaskCommand;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kLead[] = "so-vhttdl/nguyen-van-a";
constexpr char kIssuer[] = "so-ke-hoach/giam-doc-ke-hoach";
constexpr char kApprover[] = "so-noi-vu/giam-doc-noi-vu";
constexpr char kSweep[] = "system:deadline-sweep";

Ledger Started(bool approval = true) {
  return IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, kLead}}, approval);
}

// Steps and their days.
using Steps = std::vector<std::pair<const char*, const char*>>;

TaskCommand StepsCommand(const Steps& steps) {
  TaskCommand command;
  v1::SetChecklistRequest& request = *command.mutable_set_checklist();
  request.set_name(Task("t1"));
  for (const auto& [text, day] : steps) {
    request.add_items(text);
    request.add_due_dates(day);
  }
  return command;
}

absl::Status Set(Ledger& ledger, const Steps& steps, const char* now = kMonday) {
  return ledger.Do(StepsCommand(steps), ActorOf(kLead), At(now));
}

absl::Status Check(Ledger& ledger, const char* step, const char* now, bool undone = false) {
  TaskCommand command;
  command.mutable_check_item()->set_name(Task("t1"));
  command.mutable_check_item()->set_id(step);
  command.mutable_check_item()->set_undone(undone);
  return ledger.Do(command, ActorOf(kLead), At(now));
}

std::string Refusal(const absl::Status& status) { return status.ok() ? "" : ReasonName(ReasonOf(status)); }

// `interim of 1 RUNNING due 2026-03-13`, of all clocks of steps.
std::vector<std::string> StepClocks(const v1::Task& task) {
  std::vector<std::string> shown;
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() != v1::CLOCK_PURPOSE_INTERIM) continue;
    shown.push_back(absl::StrCat(clock.id(), " of ", clock.checklist_item(), " ",
                                 v1::ClockState_Name(clock.state()).substr(12), " due ", clock.due_date()));
  }
  return shown;
}

absl::Time NextFire(const Ledger& ledger, const char* clock) {
  return FromTimestamp(ledger.Clock(clock).next_fire_time());
}

TEST(Steps, OneWithADayHasAClockAndALadder) {
  Ledger ledger = Started();
  // 14 March is a Saturday.
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}, {"Lấy ý kiến", ""}, {"Trình ký", "2026-03-14"}}), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.checklist_changed"));
  EXPECT_EQ(ledger.task().checklist(0).due_date(), "2026-03-13");
  EXPECT_EQ(ledger.task().checklist(2).due_date(), "2026-03-14");
  EXPECT_THAT(StepClocks(ledger.task()),
              ElementsAre("interim of 1 RUNNING due 2026-03-13", "interim-2 of 3 RUNNING due 2026-03-16"));
  EXPECT_THAT(ledger.Clock("interim-2").rule(), HasSubstr("khoản 5 Điều 148"));
  EXPECT_THAT(ledger.Clock("interim").escalation_policy(), HasSubstr("/interim"));
  EXPECT_EQ(NextFire(ledger, "interim"), At("2026-03-12 07:30"));
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
  // Its own rungs, for the people of the task.
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-03-12 07:30")), absl::OkStatus());
  ASSERT_EQ(ledger.task().escalations_size(), 1);
  EXPECT_EQ(ledger.task().escalations(0).clock_id(), "interim");
  EXPECT_EQ(ledger.task().escalations(0).recipients(0).person(), Person("nguyen-van-a"));
}

// Journals from before the event carried its clocks have them in a second one behind it.
TEST(Steps, JournalsOfTheFormerShapeFoldToTheSameTask) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}, {"Trình ký", "2026-03-20"}}), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "1", "2026-03-04 08:00"), absl::OkStatus());
  ASSERT_EQ(Set(ledger, {{"Trình ký", "2026-03-27"}, {"Gửi", "2026-04-03"}}, "2026-03-05 08:00"), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "2", "2026-03-06 08:00"), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "2", "2026-03-09 08:00", /*undone=*/true), absl::OkStatus());
  v1::Task folded;
  int64_t version = 0;
  int split = 0;
  for (v1::Event event : ledger.journal()) {
    v1::Event moved = event;
    if (event.has_task_checklist_changed()) {
      moved.mutable_task_clocks_moved()->mutable_clocks()->Swap(
          event.mutable_task_checklist_changed()->mutable_clocks());
      EXPECT_EQ(event.task_checklist_changed().clocks_size(), 0);
    }
    event.set_subject_version(++version);
    Evolve(folded, event);
    if (!moved.has_task_clocks_moved() || moved.task_clocks_moved().clocks().empty()) continue;
    moved.set_subject_version(++version);
    Evolve(folded, moved);
    ++split;
  }
  EXPECT_EQ(split, 5) << "each of them changed a clock";
  EXPECT_EQ(folded.version(), ledger.task().version() + split);
  folded.set_version(ledger.task().version());
  EXPECT_EQ(folded.DebugString(), ledger.task().DebugString());
  EXPECT_THAT(StepClocks(folded),
              ElementsAre("interim of 1 SATISFIED due 2026-03-13", "interim-2 of 1 RUNNING due 2026-03-27",
                          "interim-3 of 2 SATISFIED due 2026-04-03", "interim-4 of 2 RUNNING due 2026-04-03"));
}

TEST(Steps, WithoutDaysThereIsNothingOfClocks) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SET_CHECKLIST, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.checklist_changed"));
  ASSERT_EQ(Check(ledger, "1", kMonday), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.checklist_changed"));
}

TEST(Steps, DaysThatCannotBeKeptAreRefused) {
  Ledger ledger = Started();
  TaskCommand fewer = StepsCommand({{"Soạn", "2026-03-13"}, {"Trình ký", "2026-03-20"}});
  fewer.mutable_set_checklist()->mutable_due_dates()->RemoveLast();
  const absl::Status uneven = ledger.Do(fewer, ActorOf(kLead), At(kMonday));
  EXPECT_EQ(Refusal(uneven), "INVALID_FIELD");
  EXPECT_THAT(std::string(uneven.message()), HasSubstr("due_dates: has 1 entries for 2 items; give one for each"));
  EXPECT_EQ(Refusal(Set(ledger, {{"Soạn", "13/03/2026"}})), "INVALID_DATE");
  const absl::Status late = Set(ledger, {{"Soạn", "2026-03-13"}, {"Trình ký", "2026-07-01"}});
  EXPECT_EQ(Refusal(late), "INVALID_FIELD");
  EXPECT_THAT(std::string(late.message()),
              HasSubstr("due_dates[1]: is after 2026-06-30, on which the task itself is due; choose an earlier day, or "
                        "ask for more time first"));
  const absl::Status past = Set(ledger, {{"Soạn", "2026-03-01"}});
  EXPECT_EQ(Refusal(past), "INVALID_FIELD");
  EXPECT_THAT(std::string(past.message()), HasSubstr("due_dates[0]: lies in the past; choose today or a later day"));
  EXPECT_EQ(Set(ledger, {{"Soạn", "2026-03-02"}, {"Trình ký", "2026-06-30"}}), absl::OkStatus());
  // A day that a step had may be over.
  EXPECT_EQ(Set(ledger, {{"Soạn", "2026-03-02"}, {"Trình ký", "2026-06-30"}, {"Gửi", ""}}, "2026-03-05 08:00"),
            absl::OkStatus());
  EXPECT_EQ(Refusal(Set(ledger, {{"Soạn", "2026-03-03"}}, "2026-03-05 08:00")), "INVALID_FIELD");
}

TEST(Steps, TheSameStepKeepsItsClock) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}, {"Trình ký", "2026-03-20"}, {"Gửi", "2026-03-27"}}), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "1", "2026-03-04 08:00"), absl::OkStatus());
  const std::string before = ledger.Clock("interim-2").SerializeAsString();
  // Another order, another day, one taken out, one more.
  ASSERT_EQ(Set(ledger, {{"Gửi", "2026-04-03"}, {"Trình ký", "2026-03-20"}, {"In", "2026-03-23"}}, "2026-03-05 08:00"),
            absl::OkStatus());
  EXPECT_THAT(StepClocks(ledger.task()),
              ElementsAre("interim of 1 SATISFIED due 2026-03-13", "interim-2 of 2 RUNNING due 2026-03-20",
                          "interim-3 of 1 RUNNING due 2026-04-03", "interim-4 of 3 RUNNING due 2026-03-23"));
  EXPECT_EQ(ledger.Clock("interim-2").SerializeAsString(), before) << "nothing of it changed";
  EXPECT_EQ(ledger.Clock("interim-3").original_due_time().seconds(),
            ToTimestamp(EndOfDay(absl::CivilDay(2026, 3, 27))).seconds());
  // Only the place of a step is another one.
  ASSERT_EQ(Set(ledger, {{"In", "2026-03-23"}, {"Trình ký", ""}}, "2026-03-06 08:00"), absl::OkStatus());
  EXPECT_THAT(StepClocks(ledger.task()),
              ElementsAre("interim of 1 SATISFIED due 2026-03-13", "interim-2 of 2 CANCELLED due 2026-03-20",
                          "interim-3 of 1 CANCELLED due 2026-04-03", "interim-4 of 1 RUNNING due 2026-03-23"));
  // No list, no clock.
  TaskCommand none;
  none.mutable_set_checklist()->set_name(Task("t1"));
  ASSERT_EQ(ledger.Do(none, ActorOf(kLead), At("2026-03-06 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim-4").state(), v1::CLOCK_STATE_CANCELLED);
}

TEST(Steps, OfSameTextsThatOfTheDayIsMeant) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Họp", "2026-03-13"}, {"Họp", "2026-03-20"}}), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "2", "2026-03-04 08:00"), absl::OkStatus());
  ASSERT_EQ(Set(ledger, {{"Họp", "2026-03-20"}, {"Họp", "2026-03-13"}}, "2026-03-05 08:00"), absl::OkStatus());
  EXPECT_TRUE(ledger.task().checklist(0).done());
  EXPECT_THAT(StepClocks(ledger.task()),
              ElementsAre("interim of 2 RUNNING due 2026-03-13", "interim-2 of 2 SATISFIED due 2026-03-20"));
  // A clock that has ended is nobody's, whatever its id says.
  ASSERT_EQ(Check(ledger, "2", "2026-03-06 08:00"), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_SATISFIED);
}

TEST(Steps, AMovedClockKeepsTheRungsThatHaveFired) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}}), absl::OkStatus());
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-03-12 08:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Clock("interim").next_rung(), 1);
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-20"}}, "2026-03-12 09:00"), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").next_rung(), 1);
  EXPECT_EQ(NextFire(ledger, "interim"), At("2026-03-20 07:30"));
  // A rung whose instant has passed because the day is an earlier one fires at once: its planned instant is `now`.
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-12"}}, "2026-03-12 10:00"), absl::OkStatus());
  EXPECT_EQ(NextFire(ledger, "interim"), At("2026-03-12 10:00"));
}

TEST(Steps, DoneSatisfiesAndTakingItBackArmsAnother) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}, {"Trình ký", "2026-03-20"}}), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "1", "2026-03-10 08:00"), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_FALSE(ledger.Clock("interim").has_next_fire_time());
  EXPECT_EQ(ledger.Clock("interim-2").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(Check(ledger, "1", "2026-03-10 09:00", /*undone=*/true), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim-3").due_date(), "2026-03-13");
  EXPECT_EQ(NextFire(ledger, "interim-3"), At("2026-03-12 07:30"));
  // Its day is over: overdue, without the reminder before it.
  ASSERT_EQ(Check(ledger, "1", "2026-03-11 08:00"), absl::OkStatus());
  ASSERT_EQ(Check(ledger, "1", "2026-03-17 08:00", /*undone=*/true), absl::OkStatus());
  const v1::Clock again = ledger.Clock("interim-4");
  EXPECT_TRUE(deadline::IsOverdue(again, At("2026-03-17 08:00")));
  EXPECT_EQ(again.next_rung(), 1);
  EXPECT_EQ(NextFire(ledger, "interim-4"), At("2026-03-17 08:00"));
}

TEST(Steps, ClocksWaitForTheApproverAndGoOn) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}}), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-09 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_FALSE(ledger.Clock("interim").has_next_fire_time());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, kApprover, At("2026-03-11 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.Clock("interim").due_date(), "2026-03-17") << "two working days later";
  EXPECT_EQ(ledger.task().checklist(0).due_date(), "2026-03-13");
  // The day that was set stays what it was: setting the same list again changes no clock.
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}}, "2026-03-16 08:00"), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.checklist_changed"));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-16 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, kApprover, At("2026-03-17 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_CANCELLED);
}

TEST(Steps, WhatEndsTheTaskCancelsWhatIsOpen) {
  const auto end = [](v1::TaskVerb verb, const char* actor, bool approval) {
    Ledger ledger = Started(approval);
    EXPECT_EQ(Set(ledger, {{"Soạn", "2026-03-13"}, {"Trình ký", "2026-03-20"}}), absl::OkStatus());
    EXPECT_EQ(Check(ledger, "1", kMonday), absl::OkStatus());
    if (verb == v1::TASK_VERB_DECLARE_IMPOSSIBLE) {
      EXPECT_EQ(Do(ledger, v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead, At(kMonday)), absl::OkStatus());
    }
    EXPECT_EQ(Do(ledger, verb, actor, At("2026-03-05 08:00")), absl::OkStatus());
    return StepClocks(ledger.task());
  };
  const auto expected = ElementsAre("interim of 1 SATISFIED due 2026-03-13", "interim-2 of 2 CANCELLED due 2026-03-20");
  EXPECT_THAT(end(v1::TASK_VERB_COMPLETE, kLead, false), expected);
  EXPECT_THAT(end(v1::TASK_VERB_REVOKE, kIssuer, true), expected);
  EXPECT_THAT(end(v1::TASK_VERB_DECLARE_IMPOSSIBLE, kApprover, true), expected);
}

TEST(Steps, AWholeThatCompletesByItselfCancelsThem) {
  v1::Task whole = Started().task();
  whole.set_issuer_unit(whole.lead_unit());
  whole.set_approval_required(false);
  whole.mutable_fan_out()->set_rule(v1::COMPLETION_RULE_ALL);
  whole.mutable_fan_out()->add_units(Unit("so-y-te"));
  whole.add_checklist()->set_id("1");
  whole.mutable_checklist(0)->set_due_date("2026-03-13");
  Clocks clocks;
  ASSERT_TRUE(StartStepClocks(whole, TestFacts(), At(kMonday), &clocks).ok());
  *whole.add_clocks() = clocks.at(0);
  PartsSeen parts;
  parts.progress.set_total(1);
  parts.progress.set_completed(1);
  parts.parts.push_back({Task("p1"), Unit("so-y-te"), v1::TASK_STATE_COMPLETED, At("2026-03-04 08:00")});
  Context context{At("2026-03-04 09:00"), ActorOf("system:follow-ups"), {}, "request"};
  context.parts = &parts;
  internal::v1::CheckFanOut request;
  request.set_name(whole.name());
  const auto decision = DecideCheckFanOut(Case{whole, TestFacts(), context}, request);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_FALSE(decision->events.empty());
  std::vector<std::string> cancelled;
  for (const v1::Clock& clock : decision->events.back().task_fan_out_completed().clocks()) {
    if (clock.state() == v1::CLOCK_STATE_CANCELLED) cancelled.push_back(clock.id());
  }
  EXPECT_THAT(cancelled, ElementsAre("interim"));
}

TEST(Steps, AStandstillHoldsThemAsAllClocks) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-20"}}), absl::OkStatus());
  TaskCommand suspend = CommandOf(v1::TASK_VERB_SUSPEND, ledger.task());
  suspend.mutable_suspend()->set_until_date("2026-03-31");
  ASSERT_EQ(ledger.Do(suspend, ActorOf(kIssuer), At("2026-03-16 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_SUSPENDED);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RESUME, kIssuer, At("2026-03-18 07:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.Clock("interim").due_date(), "2026-03-24");
}

TEST(Steps, ATaskThatGoesOnHasThoseWhoseDayIsToCome) {
  Ledger ledger = Started(/*approval=*/false);
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-04"}, {"Trình ký", "2026-03-20"}, {"Gửi", "2026-03-27"}, {"Họp", ""}}),
            absl::OkStatus());
  ASSERT_EQ(Check(ledger, "2", kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_COMPLETE, kLead, At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REOPEN, kIssuer, At("2026-03-09 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_THAT(StepClocks(ledger.task()),
              ElementsAre("interim of 1 CANCELLED due 2026-03-04", "interim-2 of 2 SATISFIED due 2026-03-20",
                          "interim-3 of 3 CANCELLED due 2026-03-27", "interim-4 of 3 RUNNING due 2026-03-27"));
  // So has one that was revoked and is given again.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, kIssuer, At("2026-03-10 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RESTORE, kIssuer, At("2026-03-11 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("interim-5").due_date(), "2026-03-27");
  EXPECT_EQ(ledger.Clock("interim-5").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Steps, GoWithTheTaskToAnotherLead) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-20"}}), absl::OkStatus());
  const std::string before = ledger.Clock("interim").SerializeAsString();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl/giam-doc-cu", At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap/giam-doc-tu-phap", At("2026-03-04 08:00")),
            absl::OkStatus());
  ASSERT_EQ(ledger.task().lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.Clock("interim").SerializeAsString(), before);
}

// A clock that a reorganisation lets stand still until a day still wakes then when it is moved meanwhile.
TEST(Steps, AMoveLeavesTheEndOfAStandstill) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-20"}}), absl::OkStatus());
  v1::Task task = ledger.task();
  const absl::Time until = At("2026-04-01 00:00");
  for (v1::Clock& clock : *task.mutable_clocks()) deadline::Suspend(clock, At("2026-03-09 08:00"), until);
  v1::ChecklistItem step = task.checklist(0);
  step.set_due_date("2026-03-27");
  Clocks changed;
  ASSERT_TRUE(MoveStepClock(*StepClock(task, "1"), step, TestFacts(), At("2026-03-10 08:00"), &changed).ok());
  ASSERT_TRUE(
      ExtendCompletionClock(task, absl::CivilDay(2026, 7, 31), TestFacts(), At("2026-03-10 08:00"), &changed).ok());
  ASSERT_EQ(changed.size(), 2);
  for (const v1::Clock& clock : changed) {
    EXPECT_EQ(clock.state(), v1::CLOCK_STATE_SUSPENDED) << clock.id();
    EXPECT_EQ(FromTimestamp(clock.next_fire_time()), until) << clock.id();
  }
}

TEST(Steps, TheirDayIsExplained) {
  Ledger ledger = Started();
  ASSERT_EQ(Set(ledger, {{"Soạn", "2026-03-14"}}), absl::OkStatus());
  const v1::ExplainDeadlineResponse explained =
      deadline::ExplainClock(ledger.task(), ledger.Clock("interim"), TestFacts().calendar());
  EXPECT_EQ(explained.nominal_date(), "2026-03-14");
  EXPECT_EQ(explained.due_date(), "2026-03-16");
  EXPECT_EQ(explained.days_size(), 3);
}

}  // namespace
}  // namespace phoihop::task
