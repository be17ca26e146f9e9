// Rungs that act for who kept silent: as people's verbs do, where those could, and once.
#include "workflow/task/rung_verb.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/escalation/ladder.h"
#include "workflow/task/task.h"
#include "workflow/task/timeline.h"

namespace phoihop::task {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSweep[] = "system:deadline-sweep";
constexpr char kOfficer[] = "so-vhttdl/nguyen-van-a";
constexpr char kBasis[] = "12/QĐ-UBND";

v1::Rung RungAt(int offset, v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED) {
  v1::Rung rung;
  rung.set_offset_working_days(offset);
  rung.add_audiences(v1::AUDIENCE_ISSUER);
  rung.set_verb(verb);
  return rung;
}

// The usual province, with a ladder of these rungs for the purpose.
std::shared_ptr<const Facts> FactsWith(v1::ClockPurpose purpose, const std::vector<v1::Rung>& rungs) {
  internal::v1::ReferenceData data = TestFacts().data();
  v1::EscalationPolicy& policy = *data.add_escalation_policies();
  policy.set_name("provinces/dong-nai/escalationPolicies/im-lang");
  policy.set_display_name("Im lặng là đồng ý");
  policy.set_version(1'000);  // of several for a purpose the highest counts
  policy.add_purposes(purpose);
  policy.mutable_basis()->set_instrument_number(kBasis);
  for (const v1::Rung& rung : rungs) *policy.add_rungs() = rung;
  EXPECT_TRUE(escalation::Validate(policy).ok()) << escalation::Validate(policy);
  return Facts::Create(std::move(data)).value();
}

Ledger Issued(const Facts& facts, const v1::Task& task = UsualTask()) {
  Ledger ledger;
  ledger.facts = &facts;
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  return ledger;
}

Ledger Submitted(const Facts& facts) {
  v1::Task task = UsualTask();
  task.set_approval_required(true);
  Ledger ledger = Issued(facts, task);
  for (const auto& [verb, who] : std::vector<std::pair<v1::TaskVerb, std::string>>{
           {v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, kOfficer}, {v1::TASK_VERB_SUBMIT, kOfficer}}) {
    EXPECT_EQ(Do(ledger, verb, who, At(kMonday)), absl::OkStatus());
  }
  return ledger;
}

void Sweep(Ledger& ledger, absl::string_view at) {
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At(at)), absl::OkStatus());
}

// When the next thing happens by itself.
std::string Wake(const Ledger& ledger) {
  return absl::FormatTime("%Y-%m-%d %H:%M", WakeTime(ledger.task()).value(), VietnamTimeZone());
}

TEST(SilentApproval, IsTheApprovalThatAPersonWouldHaveGiven) {
  const auto silent = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(2, v1::TASK_VERB_APPROVE)});
  const auto spoken = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(2)});
  Ledger ledger = Submitted(*silent), approved = Submitted(*spoken);
  const std::string day = Wake(ledger);
  Sweep(ledger, day);
  ASSERT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.approved"));
  Sweep(approved, day);
  ASSERT_EQ(Do(approved, v1::TASK_VERB_APPROVE, "so-noi-vu", At(day)), absl::OkStatus());

  // It was done when it was handed in.
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(ledger.task().complete_time()), At(kMonday));
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("approve").state(), v1::CLOCK_STATE_SATISFIED);
  v1::Task same = ledger.task();
  EXPECT_EQ(same.escalations(0).verb(), v1::TASK_VERB_APPROVE);
  same.mutable_escalations(0)->clear_verb();
  EXPECT_EQ(same.SerializeAsString(), approved.task().SerializeAsString());

  const v1::Event& event = ledger.last()[1];
  EXPECT_EQ(event.actor().system(), "deadline-sweep");
  EXPECT_EQ(event.basis().instrument_number(), kBasis);
  EXPECT_THAT(event.task_approved().comment(), AllOf(HasSubstr("coi như đồng ý"), HasSubstr("Im lặng là đồng ý"),
                                                     HasSubstr("phiên bản 1000"), HasSubstr(kBasis)));
}

TEST(SilentApproval, TellsWhoDelegatedTheTask) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(2, v1::TASK_VERB_APPROVE)});
  v1::Task made = Submitted(*facts).task();
  made.set_delegated_from(Task("whole"));
  made.set_parent_task(Task("parent"));
  Ledger ledger(made);
  ledger.facts = facts.get();
  Sweep(ledger, Wake(ledger));
  ASSERT_THAT(ledger.follow_ups(), SizeIs(2));
  EXPECT_EQ(ledger.follow_ups()[0].check_fan_out().name(), Task("parent"));
  EXPECT_EQ(ledger.follow_ups()[1].note_ended().name(), Task("whole"));
  EXPECT_EQ(ledger.follow_ups()[1].note_ended().end_state(), v1::TASK_STATE_COMPLETED);
}

TEST(SilentApproval, OnlyOfWhatWaitsForIt) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(2, v1::TASK_VERB_APPROVE), RungAt(5)});
  v1::Task task = Submitted(*facts).task();
  task.set_state(v1::TASK_STATE_IN_PROGRESS);  // with a clock that runs all the same
  Ledger ledger(task);
  ledger.facts = facts.get();
  Sweep(ledger, Wake(ledger));
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated"));
  EXPECT_EQ(ledger.task().escalations(0).verb(), v1::TASK_VERB_APPROVE);
  EXPECT_THAT(ledger.task().escalations(0).verb_suppressed(), HasSubstr("không thể phê duyệt"));
  EXPECT_TRUE(WakeTime(ledger.task()).has_value()) << "the ladder goes on";
}

TEST(SilentAcceptance, IsTheAcceptanceOfTheLead) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_ACKNOWLEDGE, {RungAt(1, v1::TASK_VERB_ACCEPT)});
  Ledger ledger = Issued(*facts);
  Sweep(ledger, Wake(ledger));
  ASSERT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.accepted"));
  EXPECT_EQ(ledger.last()[1].basis().instrument_number(), kBasis);
  EXPECT_THAT(ledger.last()[1].task_accepted().comment(),
              AllOf(HasSubstr("Quá thời hạn không có ý kiến: coi như tiếp nhận theo thang đôn đốc"),
                    HasSubstr("Im lặng là đồng ý"), HasSubstr("phiên bản 1000"), HasSubstr(kBasis)));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.Clock("acknowledge").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  // The lead goes on as if it had accepted.
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_START, kOfficer, At("2026-03-10 08:00")), absl::OkStatus());
}

TEST(SilentAcceptance, WhoAcceptsNeedsNoReason) {
  Ledger ledger = Issued(TestFacts());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kMonday)), absl::OkStatus());
  ASSERT_THAT(TypesOf(ledger.last()), ElementsAre("task.accepted"));
  EXPECT_EQ(ledger.last()[0].task_accepted().comment(), "");
}

TEST(SilentAcceptance, ComesTooLateForWhoAnswered) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_ACKNOWLEDGE, {RungAt(1, v1::TASK_VERB_ACCEPT)});
  Ledger ledger = Issued(*facts);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE, "so-vhttdl", At(kMonday)), absl::OkStatus());
  Sweep(ledger, "2026-03-20 08:00");
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_REFUSED);
}

TEST(SilentRevocation, EndsHandoffsAndTakesBackWhatWasDelegated) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_COMPLETE, {RungAt(0), RungAt(5, v1::TASK_VERB_REVOKE)});
  Ledger ledger = Issued(*facts);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_DELEGATE, "so-vhttdl", At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl", At(kMonday)), absl::OkStatus());
  const std::string child = ledger.task().delegations(0).task();
  Sweep(ledger, "2026-06-30 07:30");
  ASSERT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
  Sweep(ledger, "2026-07-07 07:30");
  ASSERT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.handoff_recalled", "task.revoked"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_REVOKED);
  EXPECT_THAT(ledger.last()[2].task_revoked().reason(), AllOf(HasSubstr("thu hồi theo"), HasSubstr(kBasis)));
  EXPECT_EQ(ledger.last()[2].basis().instrument_number(), kBasis);
  for (const v1::Clock& clock : ledger.task().clocks()) {
    EXPECT_NE(clock.state(), v1::CLOCK_STATE_RUNNING) << clock.id();
  }
  ASSERT_THAT(ledger.follow_ups(), SizeIs(1));
  EXPECT_EQ(ledger.follow_ups()[0].withdraw().name(), child);
  EXPECT_EQ(ledger.follow_ups()[0].withdraw().basis().instrument_number(), kBasis);
}

TEST(RungVerbs, OfThoseDueAtOnceOnlyWhatStillFitsTakesEffect) {
  for (const bool revoke_first : {false, true}) {
    const v1::TaskVerb first = revoke_first ? v1::TASK_VERB_REVOKE : v1::TASK_VERB_APPROVE;
    const v1::TaskVerb second = revoke_first ? v1::TASK_VERB_APPROVE : v1::TASK_VERB_REVOKE;
    const auto facts = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(0), RungAt(1, first), RungAt(3, second)});
    Ledger ledger = Submitted(*facts);
    Sweep(ledger, "2026-04-20 08:00");  // down since long before the first
    EXPECT_THAT(TypesOf(ledger.last()),
                ElementsAre("task.escalated", "task.escalated", revoke_first ? "task.revoked" : "task.approved"));
    EXPECT_EQ(ledger.task().state(), revoke_first ? v1::TASK_STATE_REVOKED : v1::TASK_STATE_COMPLETED);
    EXPECT_FALSE(WakeTime(ledger.task()).has_value());
    Sweep(ledger, "2026-05-20 08:00");
    EXPECT_THAT(ledger.last(), IsEmpty());
  }
}

TEST(RungVerbs, AcceptanceAndThenTheEndOfTheDeadline) {
  const auto accepting = FactsWith(v1::CLOCK_PURPOSE_ACKNOWLEDGE, {RungAt(1, v1::TASK_VERB_ACCEPT)});
  Ledger ledger = Issued(*accepting);
  Sweep(ledger, "2026-07-20 08:00");  // both ladders are due
  std::vector<std::string> types = TypesOf(ledger.last());
  ASSERT_GE(types.size(), 3u);
  EXPECT_THAT(std::vector<std::string>(types.begin(), types.begin() + 2),
              ElementsAre("task.escalated", "task.accepted"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
}

TEST(RungVerbs, OnceAndOnlyWhenTheRungFires) {
  v1::Rung rung = RungAt(1, v1::TASK_VERB_REVOKE);
  rung.mutable_condition()->set_not_reached(v1::TASK_STATE_ACCEPTED);
  rung.mutable_repetition()->set_every_working_days(1);
  rung.mutable_repetition()->set_count(3);
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_COMPLETE, {rung});
  Ledger ledger = Issued(*facts);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kMonday)), absl::OkStatus());
  Sweep(ledger, "2026-07-20 08:00");
  ASSERT_FALSE(ledger.task().escalations().empty());
  for (const v1::Escalation& escalation : ledger.task().escalations()) {
    EXPECT_NE(escalation.passed_over(), "");
    EXPECT_EQ(escalation.verb(), v1::TASK_VERB_UNSPECIFIED);
  }
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
}

TEST(RungVerbs, ASimulationShowsTheStateAfterwards) {
  const auto facts = FactsWith(v1::CLOCK_PURPOSE_APPROVE, {RungAt(0), RungAt(2, v1::TASK_VERB_APPROVE), RungAt(9)});
  const Ledger ledger = Submitted(*facts);
  const auto timeline =
      Simulate(ledger.task(), *facts, {.now = At(kMonday), .until = At("2026-08-01 00:00"), .limit = 100});
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  std::vector<v1::TaskState> states;
  for (const v1::SimulatedStep& step : timeline->steps) {
    if (step.kind() == v1::SimulatedStep::KIND_ESCALATION) states.push_back(step.state());
  }
  EXPECT_THAT(states, ElementsAre(v1::TASK_STATE_SUBMITTED, v1::TASK_STATE_COMPLETED));
  EXPECT_EQ(timeline->steps.back().escalation().verb(), v1::TASK_VERB_APPROVE);
}

}  // namespace
}  // namespace phoihop::task
