// What rungs do besides telling people, the answers of whom they reach, and another ladder under running clocks.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/check.h"
#include "workflow/task/policy_switch.h"
#include "workflow/task/task.h"
#include "workflow/task/timeline.h"

namespace phoihop::task {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSweep[] = "system:deadline-sweep";
constexpr char kLadder[] = "provinces/dong-nai/escalationPolicies/complete";
constexpr char kOfficer[] = "so-vhttdl/nguyen-van-a";

std::string Refusal(const absl::Status& status) { return status.ok() ? "OK" : ReasonName(ReasonOf(status)); }

v1::Rung RungAt(int offset, v1::Audience audience = v1::AUDIENCE_HEAD_OF_LEAD) {
  v1::Rung rung;
  rung.set_offset_working_days(offset);
  rung.add_audiences(audience);
  return rung;
}

v1::Rung Reassigning(int offset, v1::Reassignment reassignment) {
  v1::Rung rung = RungAt(offset);
  rung.set_reassignment(reassignment);
  return rung;
}

// The usual province with these rungs for deadlines, as version 1, and more versions behind.
std::shared_ptr<const Facts> FactsWith(const std::vector<std::vector<v1::Rung>>& versions) {
  internal::v1::ReferenceData data = TestFacts().data();
  v1::EscalationPolicy usual;
  auto& policies = *data.mutable_escalation_policies();
  for (int i = policies.size() - 1; i >= 0; --i) {
    if (policies[i].name() != kLadder) continue;
    usual = policies[i];
    policies.DeleteSubrange(i, 1);
  }
  for (size_t version = 1; version <= versions.size(); ++version) {
    usual.set_version(static_cast<int64_t>(version));
    usual.clear_rungs();
    for (const v1::Rung& rung : versions[version - 1]) *usual.add_rungs() = rung;
    EXPECT_TRUE(escalation::Validate(usual).ok()) << escalation::Validate(usual);
    *policies.Add() = usual;
  }
  auto facts = Facts::Create(std::move(data));
  EXPECT_TRUE(facts.ok()) << facts.status();
  return *facts;
}

// Issued with the first version's ladder, accepted and with the officer.
Ledger Given(const Facts& facts, const v1::Task& task = UsualTask(), const std::string& assignee = kOfficer) {
  Ledger ledger;
  ledger.facts = &facts;
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kMonday)), absl::OkStatus());
  if (!assignee.empty()) {
    EXPECT_EQ(Do(ledger, v1::TASK_VERB_START, assignee, At(kMonday)), absl::OkStatus());
  }
  return ledger;
}

void Sweep(Ledger& ledger, absl::string_view at) {
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At(at)), absl::OkStatus());
}

absl::Status Answer(Ledger& ledger, v1::EscalationResponse::Kind kind, absl::string_view actor, absl::string_view at,
                    absl::string_view text = "", absl::string_view person = "") {
  internal::v1::TaskCommand command;
  command.mutable_handle_escalation()->set_name(ledger.task().name());
  command.mutable_handle_escalation()->set_kind(kind);
  command.mutable_handle_escalation()->set_instruction(std::string(text));
  if (!person.empty()) command.mutable_handle_escalation()->set_person(Person(person));
  return ledger.Do(command, ActorOf(actor), At(at));
}

// -- Reassignment.

TEST(Reassignment, ToTheHeadOrBackToTheUnit) {
  const auto facts = FactsWith({{Reassigning(0, v1::REASSIGNMENT_TO_HEAD), Reassigning(2, v1::REASSIGNMENT_TO_UNIT)}});
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-06-30 07:30");
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.person_assigned"));
  EXPECT_EQ(ledger.task().assignee(), Person("giam-doc-moi"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(ledger.task().escalations(0).reassignment_suppressed(), "");
  Sweep(ledger, "2026-07-02 07:30");
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.released"));
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
}

TEST(Reassignment, OfSeveralDueAtOnceTheFirstTakesEffect) {
  const auto facts = FactsWith({{Reassigning(0, v1::REASSIGNMENT_TO_UNIT), Reassigning(1, v1::REASSIGNMENT_TO_HEAD),
                                 Reassigning(5, v1::REASSIGNMENT_TO_HEAD)}});
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-07-03 10:00");  // down since the due day
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalated", "task.released", "task.escalated"));
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().escalations(0).reassignment_suppressed(), "");
  EXPECT_THAT(ledger.task().escalations(1).reassignment_suppressed(), HasSubstr("đến hạn cùng lúc"));
  // The next one is due later.
  Sweep(ledger, "2026-07-07 07:30");
  EXPECT_EQ(ledger.task().escalations(2).reassignment_suppressed(), "");
  EXPECT_EQ(ledger.task().assignee(), Person("giam-doc-moi"));
}

TEST(Reassignment, SaysWhyItHasNoEffect) {
  const auto facts = FactsWith({{Reassigning(0, v1::REASSIGNMENT_TO_UNIT), Reassigning(1, v1::REASSIGNMENT_TO_HEAD)}});
  Ledger nobody = Given(*facts, UsualTask(), "");
  Sweep(nobody, "2026-06-30 07:30");
  EXPECT_THAT(nobody.task().escalations(0).reassignment_suppressed(), HasSubstr("chưa có ai được phân công"));
  Ledger head = Given(*facts, UsualTask(), "so-vhttdl/giam-doc-moi");
  Sweep(head, "2026-06-30 07:30");
  EXPECT_EQ(head.task().assignee(), "");
  Ledger own = Given(*FactsWith({{Reassigning(0, v1::REASSIGNMENT_TO_HEAD)}}), UsualTask(), "so-vhttdl/giam-doc-moi");
  own.facts = facts.get();
  ASSERT_EQ(own.task().assignee(), Person("giam-doc-moi"));
  // Not accepted: there is nothing to reassign.
  Ledger issued;
  issued.facts = facts.get();
  ASSERT_EQ(issued.Do(CreateCommand(UsualTask(), true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  Sweep(issued, "2026-06-30 07:30");
  for (const v1::Escalation& escalation : issued.task().escalations()) {
    if (escalation.reassignment() == v1::REASSIGNMENT_UNSPECIFIED) continue;
    EXPECT_THAT(escalation.reassignment_suppressed(), HasSubstr("chờ tiếp nhận"));
  }
}

TEST(Reassignment, ToTheUnitWhileThePostOfItsHeadIsVacant) {
  const auto facts = FactsWith({{Reassigning(0, v1::REASSIGNMENT_TO_HEAD)}});
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("so-xay-dung"));
  Ledger ledger;
  ledger.facts = facts.get();
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-xay-dung", At(kMonday)), absl::OkStatus());
  Sweep(ledger, "2026-06-30 07:30");
  EXPECT_THAT(ledger.task().escalations().rbegin()->reassignment_suppressed(), HasSubstr("việc đang ở đơn vị"));
}

// -- Tasks that rungs make.

v1::Rung Supervising(int offset, v1::Audience lead) {
  v1::Rung rung = RungAt(offset);
  rung.mutable_supervision_task()->set_lead(lead);
  rung.mutable_supervision_task()->set_working_days(3);
  return rung;
}

TEST(SupervisionTask, IsMadeOnceForTheUnitThatSupervises) {
  v1::Rung rung = Supervising(1, v1::AUDIENCE_SUPERIOR_OF_LEAD);
  rung.mutable_repetition()->set_every_working_days(1);
  rung.mutable_repetition()->set_count(3);
  const auto facts = FactsWith({{rung}});
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-07-01 07:30");
  ASSERT_THAT(ledger.created(), SizeIs(1));
  const v1::Task made = ledger.created()[0];
  EXPECT_EQ(made.name(), ledger.task().escalations(0).supervision_task());
  EXPECT_EQ(made.escalated_from(), ledger.task().name());
  EXPECT_EQ(made.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(made.lead_unit(), Unit("ubnd-tinh"));
  EXPECT_EQ(made.issuer_unit(), Unit("so-ke-hoach"));
  EXPECT_EQ(made.requested_due_date(), "2026-07-06");
  EXPECT_EQ(made.basis().instrument_number(), "431/QĐ-UBND");
  EXPECT_THAT(made.title(), HasSubstr("Giám sát, đôn đốc: Ban hành Quy chế"));
  EXPECT_FALSE(made.approval_required());
  // Repetitions only tell.
  Sweep(ledger, "2026-07-02 07:30");
  Sweep(ledger, "2026-07-03 07:30");
  EXPECT_THAT(ledger.task().escalations(), SizeIs(3));
  EXPECT_THAT(ledger.created(), SizeIs(1));
  // Its own ladder makes no further task.
  Ledger supervision(made);
  supervision.facts = facts.get();
  Sweep(supervision, "2026-07-20 08:00");
  EXPECT_FALSE(supervision.task().escalations().empty());
  EXPECT_THAT(supervision.created(), IsEmpty());
}

TEST(SupervisionTask, AUnitDoesNotSuperviseItself) {
  const auto facts = FactsWith({{Supervising(1, v1::AUDIENCE_ISSUER)}});
  v1::Task task = UsualTask();
  task.set_lead_unit(task.issuer_unit());
  Ledger ledger;
  ledger.facts = facts.get();
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  Sweep(ledger, "2026-07-01 07:30");
  ASSERT_THAT(ledger.created(), SizeIs(1));
  EXPECT_EQ(ledger.created()[0].lead_unit(), Unit("vp-ubnd"));
}

TEST(ReportTask, TheLeadSaysWhy) {
  v1::Rung rung = RungAt(1);
  rung.set_report_within_working_days(2);
  const auto facts = FactsWith({{rung}});
  v1::Task task = UsualTask();
  task.set_title(std::string(limits::kTitleBytes - 1, 'a'));
  Ledger ledger = Given(*facts, task);
  Sweep(ledger, "2026-07-01 07:30");
  ASSERT_THAT(ledger.created(), SizeIs(1));
  const v1::Task& made = ledger.created()[0];
  EXPECT_EQ(made.name(), ledger.task().escalations(0).report_task());
  EXPECT_EQ(made.lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(made.approver_unit(), Unit("so-ke-hoach"));
  EXPECT_TRUE(made.approval_required());
  EXPECT_EQ(made.requested_due_date(), "2026-07-03");
  ASSERT_THAT(made.evidence_slots(), SizeIs(1));
  EXPECT_LE(made.title().size(), limits::kTitleBytes);
}

TEST(RungTasks, OneThatCannotBeGivenStopsNothing) {
  v1::Rung rung = RungAt(1);
  rung.set_report_within_working_days(250);  // beyond the calendar of these tests
  const auto facts = FactsWith({{rung}});
  v1::Task task = UsualTask();
  task.set_requested_due_date("2027-12-15");
  Ledger ledger = Given(*facts, task);
  Sweep(ledger, "2027-12-16 07:30");
  EXPECT_THAT(ledger.created(), IsEmpty());
  ASSERT_THAT(ledger.task().escalations(), SizeIs(1));
  const v1::Escalation& escalation = ledger.task().escalations(0);
  EXPECT_EQ(escalation.report_task(), "");
  EXPECT_EQ(escalation.recipients().rbegin()->audience(), v1::AUDIENCE_MONITOR);
  EXPECT_THAT(escalation.recipients().rbegin()->note(), HasSubstr("không giao được yêu cầu báo cáo giải trình"));
}

TEST(RungTasks, ASimulationShowsTheRungAndGoesOnWithTheTask) {
  const auto facts = FactsWith({{Supervising(1, v1::AUDIENCE_MONITOR), RungAt(2)}});
  const Ledger ledger = Given(*facts);
  const auto timeline =
      Simulate(ledger.task(), *facts, {.now = At(kMonday), .until = At("2026-08-01 00:00"), .limit = 100});
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  int rungs = 0;
  for (const v1::SimulatedStep& step : timeline->steps) {
    EXPECT_EQ(step.task(), ledger.task().name());
    rungs += step.kind() == v1::SimulatedStep::KIND_ESCALATION ? 1 : 0;
  }
  EXPECT_EQ(rungs, 2);
}

// -- Answers.

TEST(HandleEscalation, ForWhomARungHasReached) {
  const auto facts = FactsWith({{RungAt(0, v1::AUDIENCE_ASSIGNED_PERSON), RungAt(1, v1::AUDIENCE_SUPERIOR_OF_LEAD)}});
  Ledger ledger = Given(*facts);
  const auto take_up = v1::EscalationResponse::KIND_TAKEN_UP;
  EXPECT_EQ(Refusal(Answer(ledger, take_up, kOfficer, "2026-06-29 10:00")), "NOT_ESCALATED_TO");
  Sweep(ledger, "2026-06-30 07:30");
  ASSERT_EQ(Answer(ledger, take_up, kOfficer, "2026-06-30 10:00"), absl::OkStatus());
  EXPECT_EQ(ledger.task().escalation_responses(0).clock_id(), "complete");
  EXPECT_EQ(ledger.task().escalation_responses(0).rung_index(), 0);
  EXPECT_EQ(Refusal(Answer(ledger, take_up, "so-vhttdl/le-thi-b", "2026-06-30 10:00")), "NOT_ESCALATED_TO");
  EXPECT_EQ(Refusal(Answer(ledger, take_up, "ubnd-tinh/chu-tich", "2026-06-30 10:00")), "NOT_ESCALATED_TO");
  EXPECT_EQ(Refusal(Answer(ledger, take_up, "so-tu-phap", "2026-06-30 10:00")), "PERMISSION_DENIED");
  Sweep(ledger, "2026-07-01 07:30");
  const auto order = v1::EscalationResponse::KIND_ORDERED;
  ASSERT_EQ(Answer(ledger, order, "ubnd-tinh/chu-tich", "2026-07-01 09:00", "Xong trước thứ Sáu"), absl::OkStatus());
  EXPECT_EQ(ledger.task().escalation_responses(1).rung_index(), 1);
  EXPECT_EQ(ledger.task().escalation_responses(1).instruction(), "Xong trước thứ Sáu");
  // The officer knows of it, and directs nobody.
  EXPECT_EQ(Refusal(Answer(ledger, order, kOfficer, "2026-07-01 09:00", "Ai đó làm đi")), "PERMISSION_DENIED");
}

TEST(HandleEscalation, TheHeadAnswersForTheInboxOfTheUnit) {
  const auto facts = FactsWith({{RungAt(0)}});
  v1::Task task = UsualTask();
  Ledger ledger = Given(*facts, task, "");
  // On that day nobody heads so-xay-dung, which takes part.
  Ledger inbox(ledger.task());
  v1::Event event;
  event.set_subject(ledger.task().name());
  v1::Task changed = ledger.task();
  auto& escalation = *changed.add_escalations();
  escalation.set_clock_id("complete");
  escalation.add_recipients()->set_unit(Unit("so-vhttdl"));
  Ledger reached(changed);
  reached.facts = facts.get();
  const auto take_up = v1::EscalationResponse::KIND_TAKEN_UP;
  EXPECT_EQ(Refusal(Answer(reached, take_up, kOfficer, "2026-06-30 10:00")), "NOT_ESCALATED_TO");
  EXPECT_EQ(Answer(reached, take_up, "so-vhttdl/pho-giam-doc", "2026-06-30 10:00"), absl::OkStatus());
  EXPECT_EQ(Answer(reached, take_up, "so-vhttdl", "2026-06-30 10:00"), absl::OkStatus());
}

TEST(HandleEscalation, WhoStandsInAnswersForTheAbsentOne) {
  internal::v1::ReferenceData data = FactsWith({{RungAt(0, v1::AUDIENCE_SUPERIOR_OF_LEAD)}})->data();
  v1::Membership& deputy = *data.add_memberships();
  deputy.set_name(Unit("ubnd-tinh") + "/memberships/pho-chu-tich");
  deputy.set_person(Person("pho-chu-tich"));
  deputy.set_role(v1::MEMBERSHIP_ROLE_DEPUTY_HEAD);
  deputy.set_valid_from("2020-01-01");
  v1::Substitution& substitution = *data.add_substitutions();
  substitution.set_name(Unit("ubnd-tinh") + "/substitutions/s1");
  substitution.set_person(Person("chu-tich"));
  substitution.set_substitute(Person("pho-chu-tich"));
  substitution.set_valid_from("2026-06-29");
  substitution.set_valid_to("2026-07-03");
  substitution.set_rights(v1::Substitution::RIGHTS_ACT);
  const auto facts = Facts::Create(std::move(data)).value();
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-06-30 07:30");
  const auto answer = [&](bool stands_in) {
    internal::v1::TaskCommand command;
    command.mutable_handle_escalation()->set_name(ledger.task().name());
    command.mutable_handle_escalation()->set_kind(v1::EscalationResponse::KIND_ORDERED);
    command.mutable_handle_escalation()->set_instruction("Hoàn thành trong tuần");
    v1::Actor actor = ActorOf("ubnd-tinh/pho-chu-tich");
    if (stands_in) actor.set_on_behalf_of(Person("chu-tich"));
    return ledger.Do(command, actor, At("2026-06-30 10:00"));
  };
  EXPECT_EQ(Refusal(answer(false)), "NOT_ESCALATED_TO");
  ASSERT_EQ(answer(true), absl::OkStatus());
  EXPECT_EQ(ledger.task().escalation_responses(0).actor().person(), Person("pho-chu-tich"));
  EXPECT_EQ(ledger.task().escalation_responses(0).actor().on_behalf_of(), Person("chu-tich"));
}

TEST(HandleEscalation, ReassigningIsAsAssigning) {
  const auto facts = FactsWith({{RungAt(0, v1::AUDIENCE_SUPERIOR_OF_LEAD)}});
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-06-30 07:30");
  const auto reassign = v1::EscalationResponse::KIND_REASSIGNED;
  constexpr char kChair[] = "ubnd-tinh/chu-tich", kAt[] = "2026-06-30 10:00";
  EXPECT_EQ(Refusal(Answer(ledger, reassign, kChair, kAt, "", "chu-tich")), "NOT_A_MEMBER");
  EXPECT_EQ(Refusal(Answer(ledger, reassign, kChair, kAt, "", "nguyen-van-a")), "ALREADY_ASSIGNED");
  EXPECT_EQ(Refusal(Answer(ledger, reassign, kChair, kAt)), "INVALID_FIELD");
  ASSERT_EQ(Answer(ledger, reassign, kChair, kAt, "", "le-thi-b"), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.escalation_handled", "task.person_assigned"));
  EXPECT_EQ(ledger.task().assignee(), Person("le-thi-b"));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/le-thi-b", At(kAt)), absl::OkStatus());
  EXPECT_EQ(Refusal(Answer(ledger, reassign, kChair, kAt, "", "nguyen-van-a")), "TRANSITION_NOT_ALLOWED");
}

TEST(HandleEscalation, FieldsAndTheNewestAnswers) {
  const auto facts = FactsWith({{RungAt(0, v1::AUDIENCE_SUPERIOR_OF_LEAD)}});
  Ledger ledger = Given(*facts);
  Sweep(ledger, "2026-06-30 07:30");
  constexpr char kChair[] = "ubnd-tinh/chu-tich", kAt[] = "2026-06-30 10:00";
  using Response = v1::EscalationResponse;
  EXPECT_EQ(Refusal(Answer(ledger, Response::KIND_UNSPECIFIED, kChair, kAt)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(Answer(ledger, Response::KIND_ORDERED, kChair, kAt)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(Answer(ledger, Response::KIND_RETURNED, kChair, kAt)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(Answer(ledger, Response::KIND_TAKEN_UP, kChair, kAt, "", "le-thi-b")), "INVALID_FIELD");
  for (int i = 0; i < limits::kEscalationResponses + 3; ++i) {
    ASSERT_EQ(Answer(ledger, Response::KIND_RETURNED, kChair, kAt, std::string(1, static_cast<char>('a' + i))),
              absl::OkStatus());
  }
  EXPECT_THAT(ledger.task().escalation_responses(), SizeIs(limits::kEscalationResponses));
  EXPECT_EQ(ledger.task().escalation_responses(0).instruction(), "d");
}

TEST(HandleEscalation, IsOfferedWithTheReason) {
  const auto facts = FactsWith({{RungAt(0, v1::AUDIENCE_ASSIGNED_PERSON)}});
  Ledger ledger = Given(*facts);
  const auto shown = [&](absl::string_view actor) {
    v1::Task task = ledger.task();
    Present(task, ActorOf(actor), *facts, At("2026-06-30 10:00"));
    for (const auto& operation : task.operations()) {
      if (operation.verb() == v1::TASK_VERB_HANDLE_ESCALATION) return operation.allowed() ? "OK" : operation.reason();
    }
    return std::string("not shown");
  };
  EXPECT_EQ(shown(kOfficer), "NOT_ESCALATED_TO");
  Sweep(ledger, "2026-06-30 07:30");
  EXPECT_EQ(shown(kOfficer), "OK");
  EXPECT_EQ(shown("so-ke-hoach/giam-doc-ke-hoach"), "NOT_ESCALATED_TO");
}

// -- Another ladder.

absl::Status Adopt(Ledger& ledger, int64_t version, absl::string_view at,
                   absl::string_view actor = "system:follow-ups") {
  internal::v1::TaskCommand command;
  command.mutable_adopt_policy()->set_name(ledger.task().name());
  command.mutable_adopt_policy()->set_escalation_policy(kLadder);
  command.mutable_adopt_policy()->set_escalation_policy_version(version);
  return ledger.Do(command, ActorOf(actor), At(at));
}

TEST(AdoptPolicy, RunningClocksFollowAndOthersStay) {
  const std::vector<v1::Rung> first = {RungAt(-3), RungAt(0)}, second = {RungAt(-1), RungAt(2)};
  const auto before = FactsWith({first}), after = FactsWith({first, second});
  Ledger ledger = Given(*before);
  Sweep(ledger, "2026-06-25 07:30");
  const v1::Clock acknowledge = ledger.Clock("acknowledge");
  ledger.facts = after.get();
  EXPECT_EQ(Refusal(Adopt(ledger, 2, "2026-06-26 08:00", "so-ke-hoach/giam-doc-ke-hoach")), "PERMISSION_DENIED");
  ASSERT_EQ(Adopt(ledger, 2, "2026-06-26 08:00"), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.policy_switched"));
  EXPECT_EQ(ledger.Clock("complete").escalation_policy_version(), 2);
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-29 07:30"));
  EXPECT_EQ(ledger.Clock("acknowledge").SerializeAsString(), acknowledge.SerializeAsString());
  // Once is enough, and an unknown version changes nothing.
  ASSERT_EQ(Adopt(ledger, 2, "2026-06-26 08:00"), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty());
  ASSERT_EQ(Adopt(ledger, 3, "2026-06-26 08:00"), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty());
  Sweep(ledger, "2026-07-02 08:00");
  ASSERT_THAT(ledger.task().escalations(), SizeIs(3));
  EXPECT_EQ(ledger.task().escalations(1).offset_working_days(), -1);
  EXPECT_EQ(ledger.task().escalations(2).offset_working_days(), 2);
}

// -- A deadline that a plan moves into the past.

TEST(MovedDeadline, WhatHasComeFiresOnceWithoutTheRepetitionsThatHaveCome) {
  std::vector<v1::Rung> rungs = {RungAt(0), RungAt(3)};
  rungs[0].mutable_repetition()->set_every_working_days(1);
  rungs[0].mutable_repetition()->set_count(200);
  const auto facts = FactsWith({rungs});
  Ledger ledger = Given(*facts);
  internal::v1::TaskCommand revise;
  revise.mutable_revise()->set_name(ledger.task().name());
  revise.mutable_revise()->mutable_revised()->set_requested_due_date("2026-03-31");
  ASSERT_EQ(ledger.Do(revise, ActorOf("system:follow-ups"), At("2026-05-04 09:00")), absl::OkStatus());
  Sweep(ledger, "2026-05-04 09:01");
  ASSERT_THAT(ledger.task().escalations(), SizeIs(2));
  for (const v1::Escalation& escalation : ledger.task().escalations()) {
    EXPECT_EQ(escalation.repetition(), 0);
    EXPECT_EQ(FromTimestamp(escalation.planned_time()), At("2026-05-04 09:00"));
  }
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-05-05 07:30"));
}

// -- The nature of a deadline.

TEST(LegalNature, IsSetWhenATaskIsGiven) {
  v1::Task task = UsualTask();
  task.set_legal_nature(v1::LEGAL_NATURE_STATUTORY);
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday)),
            absl::OkStatus());
  EXPECT_EQ(ledger.task().legal_nature(), v1::LEGAL_NATURE_STATUTORY);
  task.set_legal_nature(static_cast<v1::LegalNature>(77));
  EXPECT_EQ(Refusal(Ledger().Do(CreateCommand(task, true), ActorOf("so-ke-hoach/giam-doc-ke-hoach"), At(kMonday))),
            "INVALID_FIELD");
}

// -- Room.

TEST(Escalations, BeyondTheLimitRepetitionsAreInTheJournalOnly) {
  std::vector<v1::Rung> rungs = {RungAt(0), RungAt(1)};
  rungs[1].mutable_repetition()->set_every_working_days(1);
  rungs[1].mutable_repetition()->set_count(limits::kEscalations + 20);
  const auto facts = FactsWith({rungs});
  Ledger ledger = Given(*facts);
  for (int i = 0; i < 12; ++i) Sweep(ledger, "2027-12-01 08:00");
  EXPECT_THAT(ledger.task().escalations(), SizeIs(limits::kEscalations));
  EXPECT_EQ(ledger.task().escalations(0).rung_index(), 0);
  EXPECT_EQ(ledger.task().escalations(1).rung_index(), 1);
  EXPECT_EQ(ledger.task().escalations(1).repetition(), 0);
  EXPECT_EQ(ledger.task().escalations().rbegin()->repetition(), limits::kEscalations + 19);
}

}  // namespace
}  // namespace phoihop::task
