// What transitions write: their events, their clocks, the changes that people read.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::Time kMondayMorning = At(kMonday);

TEST(Issue, StartsAcknowledgeAndCompletion) {
  const Ledger ledger = IssuedAnd({});
  EXPECT_THAT(TypesOf(ledger.journal()), ElementsAre("task.created", "task.issued"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(FromTimestamp(ledger.task().issue_time()), kMondayMorning);
  const v1::Clock acknowledge = ledger.Clock("acknowledge");
  EXPECT_EQ(acknowledge.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(acknowledge.due_date(), "2026-03-04");
  EXPECT_THAT(acknowledge.escalation_policy(), HasSubstr("acknowledge"));
  EXPECT_EQ(FromTimestamp(acknowledge.next_fire_time()), At("2026-03-04 07:30"));
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.due_date(), "2026-06-30");
  EXPECT_EQ(FromTimestamp(complete.due_time()), EndOfDay(absl::CivilDay(2026, 6, 30)));
  EXPECT_EQ(FromTimestamp(complete.next_fire_time()), At("2026-06-25 07:30"));
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-03-04 07:30"));
  EXPECT_THAT(ChangesOf(ledger.last()[1]), ElementsAre("state: PLANNED -> ISSUED", "due_date:  -> 2026-06-30"));
  EXPECT_EQ(ledger.last()[1].basis().instrument_number(), "431/QĐ-UBND");
}

TEST(Issue, RollsADeadlineOnAWeekendToTheNextWorkingDay) {
  v1::Task task = UsualTask();
  task.set_requested_due_date("2026-03-07");  // Saturday
  Ledger rolled;
  ASSERT_EQ(rolled.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(rolled.task().due_date(), "2026-03-09");
  EXPECT_THAT(rolled.Clock("complete").rule(), HasSubstr("khoản 5 Điều 148"));
  task.set_roll(v1::ROLL_RULE_NONE);
  Ledger stands;
  ASSERT_EQ(stands.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(stands.task().due_date(), "2026-03-07");
}

TEST(Issue, WithoutDeadlineHasNoCompletionClock) {
  v1::Task task = UsualTask();
  task.clear_requested_due_date();
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("complete").id(), "");
  EXPECT_FALSE(ledger.task().has_due_time());
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Issue, ATaskThatWaitsForAnEventNeedsItsDay) {
  v1::Task task = UsualTask();
  task.clear_requested_due_date();
  task.set_awaited_event("Quy chế được ban hành");
  task.mutable_awaited_period()->set_count(30);
  task.mutable_awaited_period()->set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.created"));
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_ISSUE, "so-ke-hoach", kMondayMorning)), v1::ERROR_REASON_ANCHOR_REQUIRED);
  internal::v1::TaskCommand issue = CommandOf(v1::TASK_VERB_ISSUE, ledger.task());
  issue.mutable_issue()->set_anchor_date("2026-03-03");
  EXPECT_EQ(ReasonOf(ledger.Do(issue, ActorOf("so-ke-hoach"), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD)
      << "the event has not happened yet";
  issue.mutable_issue()->set_anchor_date("2026-02-27");
  ASSERT_EQ(ledger.Do(issue, ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-03-30");  // 27/2 + 30 days = 29/3, a Sunday
  EXPECT_EQ(ledger.last()[0].task_issued().anchor_date(), "2026-02-27");
}

TEST(Issue, NeedsABasisOrAPlan) {
  v1::Task task = UsualTask();
  task.clear_basis();
  Ledger ledger;
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_BASIS_REQUIRED);
  ASSERT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_ISSUE, "so-ke-hoach", kMondayMorning)), v1::ERROR_REASON_BASIS_REQUIRED);
  task.set_plan("provinces/dong-nai/plans/p1");
  const Context context{kMondayMorning, ActorOf("so-ke-hoach"), {}, "r"};
  const auto of_plan = DecideNew(task, true, TestFacts(), context);
  ASSERT_TRUE(of_plan.ok()) << of_plan.status();
  EXPECT_THAT(TypesOf(of_plan->events), ElementsAre("task.created", "task.issued"));
}

TEST(Create, APlanItemWhoseDayIsPastIsIssuedAndOverdue) {
  v1::Task task = UsualTask();
  task.set_requested_due_date("2026-02-27");
  Ledger ledger;
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_DEADLINE_BEFORE_START);
  const Context context{kMondayMorning, ActorOf("so-ke-hoach"), {}, "r"};
  const auto decision = DecideNew(task, true, TestFacts(), context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  v1::Task made;
  for (const v1::Event& event : decision->events) Evolve(made, event);
  Present(made, ActorOf("so-vhttdl"), TestFacts(), kMondayMorning);
  EXPECT_TRUE(made.overdue());
}

TEST(Create, RefusesUnitsThatHaveEndedWithTheirSuccessors) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("xa-cu"));
  Ledger ledger;
  const absl::Status ended = ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At("2026-05-04 08:00"));
  EXPECT_EQ(ReasonOf(ended), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(ended.message()), HasSubstr("phuong-long-khanh"));
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  task.set_lead_unit(Unit("so-khong-co"));
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_NOT_FOUND);
}

TEST(Create, IsForTheUnitThatOneActsFor) {
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(UsualTask(), true), ActorOf("so-tu-phap"), kMondayMorning)),
            v1::ERROR_REASON_PERMISSION_DENIED);
  v1::Task task = UsualTask();
  task.clear_issuer_unit();
  task.clear_approver_unit();
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-tu-phap/x"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().issuer_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().approver_unit(), Unit("so-tu-phap")) << "the issuer approves unless somebody else is named";
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-tu-phap/x"), kMondayMorning)),
            v1::ERROR_REASON_ALREADY_EXISTS);
}

TEST(Create, TakesNothingThatTheSystemSets) {
  v1::Task task = UsualTask();
  task.set_state(v1::TASK_STATE_COMPLETED);
  task.set_assignee(Person("nguyen-van-a"));
  task.set_bounce_count(7);
  task.add_clocks()->set_id("complete");
  task.add_coordinator_units(Unit("so-y-te"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().bounce_count(), 0);
  EXPECT_TRUE(ledger.task().clocks().empty());
  EXPECT_EQ(ledger.task().coordinator_units_size(), 1) << "named twice, kept once";
  EXPECT_EQ(ledger.task().priority(), v1::TASK_PRIORITY_NORMAL);
  task.set_plan("provinces/dong-nai/plans/p1");
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_INVALID_FIELD)
      << "a plan would stand in for the basis";
}

TEST(Accept, SatisfiesAcknowledge) {
  Ledger ledger = IssuedAnd({});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-03 09:00")), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.accepted"));
  EXPECT_THAT(ChangesOf(ledger.last()[0]), ElementsAre("state: ISSUED -> ACCEPTED"));
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(ledger.Clock("acknowledge").end_time()), At("2026-03-03 09:00"));
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-25 07:30"));
}

TEST(Refuse, GivesTheBallToTheIssuerWhileCompletionGoesOn) {
  Ledger ledger = IssuedAnd({});
  internal::v1::TaskCommand refuse = CommandOf(v1::TASK_VERB_REFUSE, ledger.task());
  refuse.mutable_refuse()->set_explanation("Thuộc chức năng của Sở Tư pháp");
  refuse.mutable_refuse()->set_proposed_unit(Unit("so-tu-phap"));
  refuse.mutable_refuse()->mutable_basis()->set_instrument_number("12/QĐ");
  ASSERT_EQ(ledger.Do(refuse, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.refused"));
  EXPECT_EQ(ledger.last()[0].basis().instrument_number(), "12/QĐ");
  EXPECT_EQ(ledger.task().proposed_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().bounce_count(), 1);
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(ledger.Clock("issuer-decision").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.Clock("issuer-decision").due_date(), "2026-03-04");
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Refuse, TheSecondBounceIsToldToTheCommonSuperior) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_REFUSE, "so-vhttdl"}});
  EXPECT_TRUE(ledger.task().escalations().empty());
  internal::v1::TaskCommand reissue = CommandOf(v1::TASK_VERB_REISSUE, ledger.task());
  reissue.mutable_reissue()->set_lead_unit(Unit("so-tu-phap"));
  ASSERT_EQ(ledger.Do(reissue, ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(ChangesOf(ledger.last()[0]),
              ElementsAre("state: REFUSED -> ISSUED",
                          "lead_unit: provinces/dong-nai/units/so-vhttdl -> provinces/dong-nai/units/so-tu-phap",
                          "refusal_reason: NOT_COMPETENT -> "));
  EXPECT_EQ(ledger.Clock("issuer-decision").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("acknowledge-2").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.task().refusal_reason(), v1::REFUSAL_REASON_UNSPECIFIED);

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE, "so-tu-phap", kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.refused", "task.escalated"));
  ASSERT_EQ(ledger.task().escalations_size(), 1);
  const v1::Escalation& bounce = ledger.task().escalations(0);
  EXPECT_EQ(bounce.cause(), v1::Escalation::CAUSE_BOUNCE);
  ASSERT_EQ(bounce.recipients_size(), 1);
  EXPECT_EQ(bounce.recipients(0).unit(), Unit("ubnd-tinh"));
  EXPECT_EQ(bounce.recipients(0).person(), Person("chu-tich"));
  EXPECT_EQ(ledger.task().bounce_count(), 2);
}

TEST(Reissue, GoesToALivingUnitOnly) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_REFUSE, "so-vhttdl"}});
  internal::v1::TaskCommand reissue = CommandOf(v1::TASK_VERB_REISSUE, ledger.task());
  reissue.mutable_reissue()->set_lead_unit(Unit("xa-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(reissue, ActorOf("so-ke-hoach"), At("2026-05-04 08:00"))),
            v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(AssignPerson, IsForMembersOfTheDayAndCanBeTakenBack) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand assign = CommandOf(v1::TASK_VERB_ASSIGN_PERSON, ledger.task());
  assign.mutable_assign_person()->set_person(Person("giam-doc-tu-phap"));
  EXPECT_EQ(ReasonOf(ledger.Do(assign, ActorOf("so-vhttdl"), kMondayMorning)), v1::ERROR_REASON_NOT_A_MEMBER);
  assign.mutable_assign_person()->set_person(Person("giam-doc-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(assign, ActorOf("so-vhttdl"), At("2026-06-29 08:00"))), v1::ERROR_REASON_NOT_A_MEMBER)
      << "no longer a member that day";
  assign.mutable_assign_person()->set_person(Person("nguyen-van-a"));
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.person_assigned"));
  EXPECT_THAT(ChangesOf(ledger.last()[0]), ElementsAre("assignee:  -> " + Person("nguyen-van-a")));
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty()) << "has it already";
  assign.mutable_assign_person()->clear_person();
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().assignee(), "");
}

TEST(Start, WhoStartsUnassignedWorkHasIt) {
  const Ledger ledger =
      IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  EXPECT_EQ(ledger.task().assignee(), Person("nguyen-van-a"));
  EXPECT_EQ(ledger.last()[0].task_started().person(), Person("nguyen-van-a"));
}

}  // namespace
}  // namespace phoihop::task
