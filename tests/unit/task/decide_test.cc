// What each transition writes: its events, its clocks, the changes that people read.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::Time kMonday = At("2026-03-02 08:00");

std::vector<std::string> Types(const std::vector<v1::Event>& events) {
  std::vector<std::string> types;
  types.reserve(events.size());
  for (const v1::Event& event : events) types.push_back(event.type());
  return types;
}

// `state: ISSUED -> ACCEPTED`.
std::vector<std::string> Changes(const v1::Event& event) {
  std::vector<std::string> changes;
  for (const v1::FieldChange& change : event.changes()) {
    changes.push_back(change.field() + ": " + change.before() + " -> " + change.after());
  }
  return changes;
}

// A task that went through these verbs by these actors, all at 08:00 on Monday 2026-03-02.
Ledger After(const std::vector<std::pair<v1::TaskVerb, std::string>>& steps, bool approval = true) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(approval);
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/chuyen-vien"), kMonday), absl::OkStatus());
  for (const auto& [verb, actor] : steps) {
    EXPECT_EQ(ledger.Do(CommandOf(verb, ledger.task()), ActorOf(actor), kMonday), absl::OkStatus());
  }
  return ledger;
}

absl::Status Do(Ledger& ledger, v1::TaskVerb verb, const std::string& actor, absl::Time now) {
  return ledger.Do(CommandOf(verb, ledger.task()), ActorOf(actor), now);
}

TEST(Issue, StartsAcknowledgeAndCompletion) {
  const Ledger ledger = After({});
  EXPECT_THAT(Types(ledger.journal()), ElementsAre("task.created", "task.issued"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(FromTimestamp(ledger.task().issue_time()), kMonday);
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
  EXPECT_THAT(Changes(ledger.last()[1]), ElementsAre("state: PLANNED -> ISSUED", "due_date:  -> 2026-06-30"));
  EXPECT_EQ(ledger.last()[1].basis().instrument_number(), "431/QĐ-UBND");
}

TEST(Issue, RollsADeadlineOnAWeekendToTheNextWorkingDay) {
  v1::Task task = UsualTask();
  task.set_requested_due_date("2026-03-07");  // Saturday
  Ledger rolled;
  ASSERT_EQ(rolled.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_EQ(rolled.task().due_date(), "2026-03-09");
  EXPECT_THAT(rolled.Clock("complete").rule(), HasSubstr("khoản 5 Điều 148"));
  task.set_roll(v1::ROLL_RULE_NONE);
  Ledger stands;
  ASSERT_EQ(stands.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_EQ(stands.task().due_date(), "2026-03-07");
}

TEST(Issue, WithoutDeadlineHasNoCompletionClock) {
  v1::Task task = UsualTask();
  task.clear_requested_due_date();
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
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
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.created"));
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_ISSUE, "so-ke-hoach", kMonday)), v1::ERROR_REASON_ANCHOR_REQUIRED);
  internal::v1::TaskCommand issue = CommandOf(v1::TASK_VERB_ISSUE, ledger.task());
  issue.mutable_issue()->set_anchor_date("2026-03-03");
  EXPECT_EQ(ReasonOf(ledger.Do(issue, ActorOf("so-ke-hoach"), kMonday)), v1::ERROR_REASON_INVALID_FIELD)
      << "the event has not happened yet";
  issue.mutable_issue()->set_anchor_date("2026-02-27");
  ASSERT_EQ(ledger.Do(issue, ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-03-30");  // 27/2 + 30 days = 29/3, a Sunday
  EXPECT_EQ(ledger.last()[0].task_issued().anchor_date(), "2026-02-27");
}

TEST(Issue, NeedsABasisOrAPlan) {
  v1::Task task = UsualTask();
  task.clear_basis();
  Ledger ledger;
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday)),
            v1::ERROR_REASON_BASIS_REQUIRED);
  ASSERT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_ISSUE, "so-ke-hoach", kMonday)), v1::ERROR_REASON_BASIS_REQUIRED);
  task.set_plan("provinces/dong-nai/plans/p1");
  const Context context{kMonday, ActorOf("so-ke-hoach"), {}, "r"};
  const auto of_plan = DecideNew(task, true, TestFacts(), context);
  ASSERT_TRUE(of_plan.ok()) << of_plan.status();
  EXPECT_THAT(Types(of_plan->events), ElementsAre("task.created", "task.issued"));
}

TEST(Create, APlanItemWhoseDayIsPastIsIssuedAndOverdue) {
  v1::Task task = UsualTask();
  task.set_requested_due_date("2026-02-27");
  Ledger ledger;
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday)),
            v1::ERROR_REASON_DEADLINE_BEFORE_START);
  const Context context{kMonday, ActorOf("so-ke-hoach"), {}, "r"};
  const auto decision = DecideNew(task, true, TestFacts(), context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  v1::Task made;
  for (const v1::Event& event : decision->events) Evolve(made, event);
  Present(made, ActorOf("so-vhttdl"), TestFacts(), kMonday);
  EXPECT_TRUE(made.overdue());
}

TEST(Create, RefusesUnitsThatHaveEndedWithTheirSuccessors) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("xa-cu"));
  Ledger ledger;
  const absl::Status ended = ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At("2026-05-04 08:00"));
  EXPECT_EQ(ReasonOf(ended), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(ended.message()), HasSubstr("phuong-long-khanh"));
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  task.set_lead_unit(Unit("so-khong-co"));
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday)),
            v1::ERROR_REASON_NOT_FOUND);
}

TEST(Create, IsForTheUnitThatOneActsFor) {
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(UsualTask(), true), ActorOf("so-tu-phap"), kMonday)),
            v1::ERROR_REASON_PERMISSION_DENIED);
  v1::Task task = UsualTask();
  task.clear_issuer_unit();
  task.clear_approver_unit();
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-tu-phap/x"), kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().issuer_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().approver_unit(), Unit("so-tu-phap")) << "the issuer approves unless somebody else is named";
  EXPECT_EQ(ReasonOf(ledger.Do(CreateCommand(task, true), ActorOf("so-tu-phap/x"), kMonday)),
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
  ASSERT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().bounce_count(), 0);
  EXPECT_TRUE(ledger.task().clocks().empty());
  EXPECT_EQ(ledger.task().coordinator_units_size(), 1) << "named twice, kept once";
  EXPECT_EQ(ledger.task().priority(), v1::TASK_PRIORITY_NORMAL);
  task.set_plan("provinces/dong-nai/plans/p1");
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kMonday)),
            v1::ERROR_REASON_INVALID_FIELD)
      << "a plan would stand in for the basis";
}

TEST(Accept, SatisfiesAcknowledge) {
  Ledger ledger = After({});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-03 09:00")), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.accepted"));
  EXPECT_THAT(Changes(ledger.last()[0]), ElementsAre("state: ISSUED -> ACCEPTED"));
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(ledger.Clock("acknowledge").end_time()), At("2026-03-03 09:00"));
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-25 07:30"));
}

TEST(Refuse, GivesTheBallToTheIssuerWhileCompletionGoesOn) {
  Ledger ledger = After({});
  internal::v1::TaskCommand refuse = CommandOf(v1::TASK_VERB_REFUSE, ledger.task());
  refuse.mutable_refuse()->set_explanation("Thuộc chức năng của Sở Tư pháp");
  refuse.mutable_refuse()->set_proposed_unit(Unit("so-tu-phap"));
  refuse.mutable_refuse()->mutable_basis()->set_instrument_number("12/QĐ");
  ASSERT_EQ(ledger.Do(refuse, ActorOf("so-vhttdl"), kMonday), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.refused"));
  EXPECT_EQ(ledger.last()[0].basis().instrument_number(), "12/QĐ");
  EXPECT_EQ(ledger.task().proposed_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().bounce_count(), 1);
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(ledger.Clock("issuer-decision").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.Clock("issuer-decision").due_date(), "2026-03-04");
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Refuse, TheSecondBounceIsToldToTheCommonSuperior) {
  Ledger ledger = After({{v1::TASK_VERB_REFUSE, "so-vhttdl"}});
  EXPECT_TRUE(ledger.task().escalations().empty());
  internal::v1::TaskCommand reissue = CommandOf(v1::TASK_VERB_REISSUE, ledger.task());
  reissue.mutable_reissue()->set_lead_unit(Unit("so-tu-phap"));
  ASSERT_EQ(ledger.Do(reissue, ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  EXPECT_THAT(Changes(ledger.last()[0]),
              ElementsAre("state: REFUSED -> ISSUED",
                          "lead_unit: provinces/dong-nai/units/so-vhttdl -> provinces/dong-nai/units/so-tu-phap",
                          "refusal_reason: NOT_COMPETENT -> "));
  EXPECT_EQ(ledger.Clock("issuer-decision").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("acknowledge-2").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.task().refusal_reason(), v1::REFUSAL_REASON_UNSPECIFIED);

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE, "so-tu-phap", kMonday), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.refused", "task.escalated"));
  ASSERT_EQ(ledger.task().escalations_size(), 1);
  const v1::Escalation& bounce = ledger.task().escalations(0);
  EXPECT_EQ(bounce.cause(), v1::Escalation::CAUSE_BOUNCE);
  ASSERT_EQ(bounce.recipients_size(), 1);
  EXPECT_EQ(bounce.recipients(0).unit(), Unit("ubnd-tinh"));
  EXPECT_EQ(bounce.recipients(0).person(), Person("chu-tich"));
  EXPECT_EQ(ledger.task().bounce_count(), 2);
}

TEST(Reissue, GoesToALivingUnitOnly) {
  Ledger ledger = After({{v1::TASK_VERB_REFUSE, "so-vhttdl"}});
  internal::v1::TaskCommand reissue = CommandOf(v1::TASK_VERB_REISSUE, ledger.task());
  reissue.mutable_reissue()->set_lead_unit(Unit("xa-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(reissue, ActorOf("so-ke-hoach"), At("2026-05-04 08:00"))),
            v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(AssignPerson, IsForMembersOfTheDayAndCanBeTakenBack) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand assign = CommandOf(v1::TASK_VERB_ASSIGN_PERSON, ledger.task());
  assign.mutable_assign_person()->set_person(Person("giam-doc-tu-phap"));
  EXPECT_EQ(ReasonOf(ledger.Do(assign, ActorOf("so-vhttdl"), kMonday)), v1::ERROR_REASON_NOT_A_MEMBER);
  assign.mutable_assign_person()->set_person(Person("giam-doc-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(assign, ActorOf("so-vhttdl"), At("2026-06-29 08:00"))), v1::ERROR_REASON_NOT_A_MEMBER)
      << "no longer a member that day";
  assign.mutable_assign_person()->set_person(Person("nguyen-van-a"));
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMonday), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.person_assigned"));
  EXPECT_THAT(Changes(ledger.last()[0]), ElementsAre("assignee:  -> " + Person("nguyen-van-a")));
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMonday), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty()) << "has it already";
  assign.mutable_assign_person()->clear_person();
  ASSERT_EQ(ledger.Do(assign, ActorOf("so-vhttdl"), kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().assignee(), "");
}

TEST(Start, WhoStartsUnassignedWorkHasIt) {
  const Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  EXPECT_EQ(ledger.task().assignee(), Person("nguyen-van-a"));
  EXPECT_EQ(ledger.last()[0].task_started().person(), Person("nguyen-van-a"));
}

TEST(Submit, FreezesCompletionAndReturningItCreditsTheWait) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  const absl::Time submitted = At("2026-06-24 10:00");  // Wednesday, four working days before 30/6
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", submitted), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(ledger.Clock("approve").due_date(), "2026-06-29");
  EXPECT_EQ(FromTimestamp(ledger.task().result().submit_time()), submitted);
  EXPECT_EQ(ledger.task().result().submitter().person(), Person("nguyen-van-a"));
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-29 07:30")) << "a frozen clock wakes nobody";

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, "so-noi-vu", At("2026-06-26 10:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("approve").state(), v1::CLOCK_STATE_SATISFIED);
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(complete.credited_working_days(), 2);
  EXPECT_EQ(complete.due_date(), "2026-07-02");
  EXPECT_EQ(ledger.task().due_date(), "2026-07-02");
  EXPECT_EQ(FromTimestamp(complete.original_due_time()), EndOfDay(absl::CivilDay(2026, 6, 30)));
  EXPECT_EQ(FromTimestamp(complete.next_fire_time()), At("2026-06-29 07:30"));
  EXPECT_EQ(ledger.task().rework_count(), 1);

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl", At("2026-07-02 16:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("approve-2").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Approve, CompletesAtTheInstantOfSubmission) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  const absl::Time submitted = At("2026-06-30 23:59");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", submitted), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, "so-noi-vu/giam-doc-noi-vu", At("2026-07-20 09:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(ledger.task().complete_time()), submitted);
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(ledger.Clock("complete").end_time()), submitted);
  EXPECT_EQ(FromTimestamp(ledger.Clock("approve").end_time()), At("2026-07-20 09:00"));
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
  v1::Task shown = ledger.task();
  Present(shown, ActorOf("so-vhttdl"), TestFacts(), At("2026-08-01 00:00"));
  EXPECT_FALSE(shown.overdue());
}

TEST(Complete, EndsATaskWithoutApproval) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}}, /*approval=*/false);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_COMPLETE, "so-vhttdl/nguyen-van-a", At("2026-03-05 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(ledger.task().complete_time()), At("2026-03-05 08:00"));
  EXPECT_EQ(ledger.task().performer().person(), Person("nguyen-van-a"));
  EXPECT_EQ(ledger.task().result().submitter().person(), Person("nguyen-van-a"));
}

// The approver's unit is the performer's: two named persons are needed.
struct Separation {
  const char* performer;
  const char* approver;
  bool allowed;
};
class SeparationOfDuties : public testing::TestWithParam<Separation> {};

TEST_P(SeparationOfDuties, TellsHandsApart) {
  v1::Task task = UsualTask();
  task.set_approver_unit(Unit(std::string(GetParam().approver).substr(0, std::string(GetParam().approver).find('/'))));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, GetParam().performer, kMonday), absl::OkStatus());
  const absl::Status approved = Do(ledger, v1::TASK_VERB_APPROVE, GetParam().approver, kMonday);
  EXPECT_EQ(ReasonOf(approved),
            GetParam().allowed ? v1::ERROR_REASON_UNSPECIFIED : v1::ERROR_REASON_SEPARATION_OF_DUTIES)
      << approved;
}

INSTANTIATE_TEST_SUITE_P(
    , SeparationOfDuties,
    testing::Values(Separation{"so-vhttdl/a", "so-vhttdl/a", false}, Separation{"so-vhttdl/a", "so-vhttdl/b", true},
                    Separation{"so-vhttdl/a", "so-vhttdl", false}, Separation{"so-vhttdl", "so-vhttdl/b", false},
                    Separation{"so-vhttdl", "so-vhttdl", false}, Separation{"so-vhttdl/a", "so-noi-vu/a", false},
                    Separation{"so-vhttdl/a", "so-noi-vu/c", true}, Separation{"so-vhttdl", "so-noi-vu", true}));

TEST(Approve, NeitherTheAssignedPersonNorWhoHandedItInApproves) {
  v1::Task task = UsualTask();
  task.set_approver_unit(Unit("so-vhttdl"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a", kMonday), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/le-thi-b", kMonday), absl::OkStatus());
  for (const char* hand : {"so-vhttdl/nguyen-van-a", "so-vhttdl/le-thi-b"}) {
    EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_APPROVE, hand, kMonday)), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
  }
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, "so-vhttdl/giam-doc-cu", kMonday), absl::OkStatus());
}

TEST(Revoke, RecallsAnOpenHandoffFirstAndStopsEveryClock) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_HAND_OFF, "so-vhttdl"}});
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, "so-ke-hoach", kMonday), absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.handoff_recalled", "task.revoked"));
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_RECALLED);
  for (const v1::Clock& clock : ledger.task().clocks()) EXPECT_NE(clock.state(), v1::CLOCK_STATE_RUNNING) << clock.id();
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
}

TEST(Handoff, TheSenderHoldsUntilTheReceiverAccepts) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->mutable_handoff()->set_reason("Thẩm định văn bản");
  hand_off.mutable_hand_off()->mutable_handoff()->set_correlation_id("vb-77");
  ASSERT_EQ(ledger.Do(hand_off, ActorOf("so-vhttdl/nguyen-van-a"), kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  ASSERT_EQ(ledger.task().handoffs_size(), 1);
  const v1::Handoff sent = ledger.task().handoffs(0);
  EXPECT_EQ(sent.name(), Task("t1") + "/handoffs/1");
  EXPECT_EQ(sent.kind(), v1::Handoff::KIND_TRANSFER);
  EXPECT_EQ(sent.sender().person(), Person("nguyen-van-a"));
  EXPECT_EQ(sent.correlation_id(), "vb-77");
  EXPECT_EQ(ledger.Clock("handoff-reply").due_date(), "2026-03-04");

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap/giam-doc-tu-phap", At("2026-03-03 08:00")),
            absl::OkStatus());
  EXPECT_THAT(Types(ledger.last()), ElementsAre("task.handoff_accepted"));
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().handoffs(0).replier().person(), Person("giam-doc-tu-phap"));
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a", kMonday)),
            v1::ERROR_REASON_PERMISSION_DENIED)
      << "the sender no longer holds it";
  EXPECT_TRUE(MayView(ledger.task(), ActorOf("so-vhttdl"), TestFacts(), kMonday)) << "but sees what becomes of it";
}

TEST(Handoff, IsOfferedToAnotherLivingUnitOnly) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("so-vhttdl"));
  EXPECT_EQ(ReasonOf(ledger.Do(hand_off, ActorOf("so-vhttdl"), kMonday)), v1::ERROR_REASON_SAME_UNIT);
  hand_off.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("xa-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(hand_off, ActorOf("so-vhttdl"), At("2026-05-04 08:00"))),
            v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(Handoff, ARefusedOfferLeavesTheTaskAndCanBeMadeAgain) {
  Ledger ledger = After({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_HAND_OFF, "so-vhttdl"}});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE_HANDOFF, "so-tu-phap", kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_REFUSED);
  EXPECT_EQ(ledger.task().handoffs(0).refusal_reason(), v1::REFUSAL_REASON_INCOMPLETE);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl", kMonday), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(1).name(), Task("t1") + "/handoffs/2");
  EXPECT_EQ(ledger.Clock("handoff-reply-2").state(), v1::CLOCK_STATE_RUNNING);
  internal::v1::TaskCommand late;
  late.mutable_accept_handoff()->set_name(Task("t1") + "/handoffs/1");
  EXPECT_EQ(ReasonOf(ledger.Do(late, ActorOf("so-tu-phap"), kMonday)), v1::ERROR_REASON_HANDOFF_NOT_OPEN);
  late.mutable_accept_handoff()->set_name(Task("t1") + "/handoffs/9");
  EXPECT_EQ(ReasonOf(ledger.Do(late, ActorOf("so-tu-phap"), kMonday)), v1::ERROR_REASON_NOT_FOUND);
}

TEST(Decide, AnEtagOfAnOlderVersionIsRefused) {
  Ledger ledger = After({});
  internal::v1::TaskCommand accept = CommandOf(v1::TASK_VERB_ACCEPT, ledger.task());
  accept.mutable_accept()->set_etag("v1");
  EXPECT_EQ(ReasonOf(ledger.Do(accept, ActorOf("so-vhttdl"), kMonday)), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ReasonOf(ledger.Do(accept, ActorOf("so-xay-dung"), kMonday)), v1::ERROR_REASON_PERMISSION_DENIED)
      << "a stranger learns nothing from etags";
  accept.mutable_accept()->set_etag(Etag(ledger.task()));
  EXPECT_EQ(ledger.Do(accept, ActorOf("so-vhttdl"), kMonday), absl::OkStatus());
}

TEST(Decide, AStrangerCannotTellAMissingTaskFromAHiddenOne) {
  Ledger hidden = After({});
  Ledger missing;
  const auto accept = CommandOf(v1::TASK_VERB_ACCEPT, hidden.task());
  for (const char* stranger : {"so-xay-dung", "phong-van-hoa", "", "so-khong-co"}) {
    const absl::Status of_hidden = hidden.Do(accept, ActorOf(stranger), kMonday);
    EXPECT_EQ(ReasonOf(of_hidden), v1::ERROR_REASON_PERMISSION_DENIED);
    EXPECT_EQ(missing.Do(accept, ActorOf(stranger), kMonday), of_hidden) << stranger;
  }
  for (const char* overseer : {"vp-ubnd", "ubnd-tinh", "system:loader"}) {
    EXPECT_EQ(ReasonOf(missing.Do(accept, ActorOf(overseer), kMonday)), v1::ERROR_REASON_NOT_FOUND) << overseer;
  }
}

TEST(Decide, AUnitThatHasEndedActsNoMore) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("xa-cu"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMonday), absl::OkStatus());
  const absl::Status ended = Do(ledger, v1::TASK_VERB_ACCEPT, "xa-cu", At("2026-05-04 08:00"));
  EXPECT_EQ(ReasonOf(ended), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(ended.message()), HasSubstr("phuong-long-khanh"));
}

TEST(MayView, ThoseWhoTakePartThoseAboveThemAndTheProvince) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("phong-van-hoa"));
  task.set_name(Task("t1"));
  for (const char* unit :
       {"so-ke-hoach", "phong-van-hoa", "so-noi-vu", "so-y-te", "so-vhttdl", "ubnd-tinh", "vp-ubnd"}) {
    EXPECT_TRUE(MayView(task, ActorOf(unit), TestFacts(), kMonday)) << unit;
  }
  for (const char* unit : {"so-tu-phap", "so-xay-dung", "phuong-long-khanh", "", "so-khong-co"}) {
    EXPECT_FALSE(MayView(task, ActorOf(unit), TestFacts(), kMonday)) << unit;
  }
}

TEST(VisibleUnits, OnesOwnAndThoseBelow) {
  const organisation::Directory& directory = TestFacts().directory();
  const absl::CivilDay day(2026, 3, 2);
  EXPECT_EQ(VisibleUnits(ActorOf("vp-ubnd"), directory, day), std::nullopt);
  EXPECT_EQ(VisibleUnits(ActorOf("system:x"), directory, day), std::nullopt);
  EXPECT_THAT(*VisibleUnits(ActorOf("so-vhttdl"), directory, day),
              ElementsAre(Unit("phong-van-hoa"), Unit("so-vhttdl")));
  EXPECT_THAT(*VisibleUnits(ActorOf("phong-van-hoa"), directory, day), ElementsAre(Unit("phong-van-hoa")));
  EXPECT_THAT(*VisibleUnits(ActorOf(""), directory, day), IsEmpty());
}

}  // namespace
}  // namespace phoihop::task
