// Hand-offs that ask for a product, or inform: the lead stays the lead, whatever becomes of them.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/request_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task::requests {
namespace {

using internal::v1::TaskCommand;
using testing::ElementsAre;
using v1::Handoff;
using v1::HandoffReceipt;

// -- A request and its clock

TEST(Request, TheLeadAndItsDeadlineStay) {
  Ledger ledger = Accepted();
  TaskCommand ask = HandOffCommand(ledger.task(), Handoff::KIND_REQUEST, kReceiver);
  ask.mutable_hand_off()->mutable_handoff()->set_reason("Thẩm định dự thảo");
  ask.mutable_hand_off()->mutable_handoff()->set_reply_by_date("2026-03-20");
  ask.mutable_hand_off()->mutable_handoff()->add_documents()->set_number("12/TTr-SVHTTDL");
  ASSERT_EQ(ledger.Do(ask, ActorOf("so-vhttdl/nguyen-van-a"), kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.handoff_changed"));
  EXPECT_THAT(ChangesOf(ledger.last()[0]),
              ElementsAre(absl::StrCat("handoffs:  -> 1 SENT ", Unit(kReceiver), " REQUEST")));
  EXPECT_EQ(Nth(ledger, 1).sender().person(), Person("nguyen-van-a"));
  EXPECT_EQ(ledger.Clock("handoff-reply").due_date(), "2026-03-20");
  EXPECT_EQ(ledger.Clock("handoff-reply").handoff(), NameOf(1));
  EXPECT_TRUE(MayView(ledger.task(), ActorOf(kReceiver), TestFacts(), kMondayMorning));

  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap/giam-doc-tu-phap", At("2026-03-03 08:00")),
            absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "ACCEPTED");
  EXPECT_EQ(Nth(ledger, 1).replier().person(), Person("giam-doc-tu-phap"));
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING) << "until the result";

  TaskCommand give = CommandTo(NameOf(1), v1::TASK_VERB_RETURN_HANDOFF_RESULT, ledger.task());
  give.mutable_return_handoff_result()->mutable_result()->add_documents()->set_number("35/BC-STP");
  // Who gives it, and when, is not theirs to say.
  give.mutable_return_handoff_result()->mutable_result()->mutable_returner()->set_unit(Unit(kOther));
  ASSERT_EQ(ledger.Do(give, ActorOf(kReceiver), At("2026-03-19 16:00")), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "RESULT_RETURNED");
  EXPECT_EQ(Nth(ledger, 1).result().documents(0).number(), "35/BC-STP");
  EXPECT_EQ(Nth(ledger, 1).result().returner().unit(), Unit(kReceiver));
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).result().return_time()), At("2026-03-19 16:00"));
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).reply_time()), At("2026-03-03 08:00")) << "when it was accepted";
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);

  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ANSWER_HANDOFF_RESULT, kLead, At("2026-03-20 09:00")), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "CLOSED");
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).close_time()), At("2026-03-20 09:00"));
  EXPECT_EQ(ledger.task().lead_unit(), Unit(kLead));
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(ledger.task().custody_size(), 1) << "it was never anybody else's";
  EXPECT_TRUE(MayView(ledger.task(), ActorOf(kReceiver), TestFacts(), kMondayMorning));
}

TEST(Request, AResultThatIsSentBackIsAskedForAgain) {
  Ledger ledger = Asked();
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver, At("2026-03-03 10:00")), absl::OkStatus());
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).reply_time()), At("2026-03-03 10:00")) << "its first answer";
  ASSERT_EQ(SendBack(ledger, 1, kLead, "2026-03-27", At("2026-03-03 14:00")), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "ACCEPTED");
  EXPECT_EQ(Nth(ledger, 1).rework_count(), 1);
  EXPECT_EQ(Nth(ledger, 1).rework_reason(), "Thiếu số liệu cấp xã");
  EXPECT_EQ(Nth(ledger, 1).reply_by_date(), "2026-03-27");
  EXPECT_EQ(Nth(ledger, 1).result().summary(), "Báo cáo thẩm định kèm theo") << "what was given the last time";
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("handoff-reply-2").due_date(), "2026-03-27");
  EXPECT_EQ(ledger.Clock("handoff-reply-2").handoff(), NameOf(1));
  // It expires again, by its new clock.
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-30 09:00")),
            absl::OkStatus());
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).expire_time()), At("2026-03-30 09:00"));
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver, At("2026-03-30 10:00")), absl::OkStatus());
  EXPECT_TRUE(Nth(ledger, 1).has_expire_time()) << "it was late";
  ASSERT_EQ(SendBack(ledger, 1, kLead, "", At("2026-03-30 11:00")), absl::OkStatus());
  EXPECT_EQ(Nth(ledger, 1).rework_count(), 2);
  EXPECT_FALSE(Nth(ledger, 1).has_expire_time()) << "and has time again";
  EXPECT_EQ(ledger.Clock("handoff-reply-3").due_date(), "2026-04-01") << "two working days";
}

TEST(Request, WhatIsMalformedIsSaidAtOnce) {
  Ledger ledger = Asked();
  TaskCommand give = CommandTo(NameOf(1), v1::TASK_VERB_RETURN_HANDOFF_RESULT, ledger.task());
  give.mutable_return_handoff_result()->clear_result();
  EXPECT_EQ(ReasonOf(ledger.Do(give, ActorOf(kReceiver), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD);
  give.mutable_return_handoff_result()->mutable_result()->add_documents();
  EXPECT_EQ(ReasonOf(ledger.Do(give, ActorOf(kReceiver), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD);
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver), absl::OkStatus());

  TaskCommand answer = CommandTo(NameOf(1), v1::TASK_VERB_ANSWER_HANDOFF_RESULT, ledger.task());
  answer.mutable_answer_handoff_result()->set_reply_by_date("2026-03-20");
  EXPECT_EQ(ReasonOf(ledger.Do(answer, ActorOf(kLead), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD)
      << "it is taken: nothing is asked for again";
  answer.mutable_answer_handoff_result()->set_accept(false);
  EXPECT_EQ(ReasonOf(ledger.Do(answer, ActorOf(kLead), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD)
      << "without a reason";
  answer.mutable_answer_handoff_result()->set_reason("Thiếu");
  answer.mutable_answer_handoff_result()->set_reply_by_date("2026-03-01");
  EXPECT_EQ(ReasonOf(ledger.Do(answer, ActorOf(kLead), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD) << "yesterday";
  TaskCommand ask = HandOffCommand(ledger.task(), static_cast<Handoff::Kind>(77), kOther);
  EXPECT_EQ(ReasonOf(ledger.Do(ask, ActorOf(kLead), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD);
}

// -- Several at once

TEST(Request, SeveralUnitsAreAskedAtOnceBesideATransfer) {
  Ledger ledger = Asked();
  EXPECT_EQ(ReasonOf(HandOff(ledger, Handoff::KIND_REQUEST, kReceiver)), v1::ERROR_REASON_HANDOFF_PENDING);
  EXPECT_EQ(ReasonOf(HandOff(ledger, Handoff::KIND_REQUEST, kLead)), v1::ERROR_REASON_SAME_UNIT);
  EXPECT_EQ(ReasonOf(HandOff(ledger, Handoff::KIND_INFORMATION, kLead)), v1::ERROR_REASON_SAME_UNIT);
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kOther, "2026-03-20"), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_UNSPECIFIED, kReceiver, "2026-03-13"), absl::OkStatus());
  EXPECT_EQ(Nth(ledger, 3).kind(), Handoff::KIND_TRANSFER);
  EXPECT_EQ(ReasonOf(HandOff(ledger, Handoff::KIND_TRANSFER, kOther)), v1::ERROR_REASON_HANDOFF_PENDING);
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_INFORMATION, kOther), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_INFORMATION, kOther), absl::OkStatus()) << "another piece of information";
  // Each has its clock, and its answer stops that one.
  EXPECT_EQ(ledger.Clock("handoff-reply").due_date(), "2026-03-04");
  EXPECT_EQ(ledger.Clock("handoff-reply-2").due_date(), "2026-03-20");
  EXPECT_EQ(ledger.Clock("handoff-reply-3").due_date(), "2026-03-13");
  ASSERT_EQ(DoTo(ledger, 2, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kOther), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 3, v1::TASK_VERB_REFUSE_HANDOFF, kReceiver), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 4, v1::TASK_VERB_ACCEPT_HANDOFF, kOther), absl::OkStatus());
  std::map<std::string, v1::ClockState> states;
  for (const v1::Clock& clock : ledger.task().clocks()) states[clock.handoff()] = clock.state();
  EXPECT_EQ(states[NameOf(1)], v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(states[NameOf(2)], v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(states[NameOf(3)], v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(states[NameOf(4)], v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(states[NameOf(5)], v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(StateOf(ledger, 4), "CLOSED");
  // What was refused is over, and may be asked for again.
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_REFUSE_HANDOFF, kReceiver), absl::OkStatus());
  EXPECT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kReceiver), absl::OkStatus());
}

TEST(Request, ADraftIsHeldToTheSameWhenItIsSent) {
  Ledger ledger = Accepted();
  TaskCommand draft = HandOffCommand(ledger.task(), Handoff::KIND_REQUEST, kReceiver);
  draft.mutable_hand_off()->set_draft(true);
  ASSERT_EQ(ledger.Do(draft, ActorOf(kLead), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_TRANSFER, kOther), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kReceiver), absl::OkStatus());
  EXPECT_EQ(ReasonOf(DoTo(ledger, 1, v1::TASK_VERB_SEND_HANDOFF, kLead)), v1::ERROR_REASON_HANDOFF_PENDING);
  ASSERT_EQ(DoTo(ledger, 3, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus());
  EXPECT_EQ(DoTo(ledger, 1, v1::TASK_VERB_SEND_HANDOFF, kLead), absl::OkStatus()) << "the transfer is no obstacle";
  EXPECT_EQ(ledger.Clock("handoff-reply-3").handoff(), NameOf(1));
}

TEST(Request, ThereIsALimitOfWhatIsOpenAtOnce) {
  Ledger ledger = Accepted();
  absl::Status last;
  int sent = 0;
  while (last.ok() && sent < 1000) {
    last = HandOff(ledger, Handoff::KIND_INFORMATION, kReceiver);
    if (last.ok()) ++sent;
  }
  EXPECT_EQ(ReasonOf(last), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(sent, 100);
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
  EXPECT_EQ(HandOff(ledger, Handoff::KIND_INFORMATION, kReceiver), absl::OkStatus());
}

// -- Who leads the task has what others were asked for

TEST(Request, GoesWithTheTaskToANewLead) {
  Ledger ledger = Asked();
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kOther), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 2, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kOther), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_TRANSFER, kReceiver), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 3, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
  // What the new lead was asked for itself has no object any more, and is closed before it leads.
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.handoff_changed", "task.handoff_accepted"));
  EXPECT_EQ(ledger.task().lead_unit(), Unit(kReceiver));
  EXPECT_EQ(StateOf(ledger, 1), "CLOSED");
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(StateOf(ledger, 2), "RESULT_RETURNED");
  EXPECT_EQ(Nth(ledger, 2).from_unit(), Unit(kReceiver));
  EXPECT_EQ(ReasonOf(SendBack(ledger, 2, kLead)), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(SendBack(ledger, 2, kReceiver), absl::OkStatus());
  ASSERT_EQ(ledger.task().custody_size(), 2);
  EXPECT_EQ(ledger.task().custody(1).unit(), Unit(kReceiver));
}

TEST(Request, EndsWithTheTask) {
  const std::vector<std::pair<std::string, std::vector<std::pair<v1::TaskVerb, std::string>>>> ends = {
      {"COMPLETED", {{v1::TASK_VERB_COMPLETE, kLead}}},
      {"COMPLETED", {{v1::TASK_VERB_SUBMIT, kLead}, {v1::TASK_VERB_APPROVE, "so-noi-vu/giam-doc-noi-vu"}}},
      {"REVOKED", {{v1::TASK_VERB_REVOKE, "so-ke-hoach"}}},
      {"REVOKED", {{v1::TASK_VERB_SUSPEND, "so-ke-hoach"}, {v1::TASK_VERB_REVOKE, "so-ke-hoach"}}},
      {"FAILED",
       {{v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead}, {v1::TASK_VERB_DECLARE_IMPOSSIBLE, "so-noi-vu/giam-doc-noi-vu"}}},
  };
  for (const auto& [state, steps] : ends) {
    const bool approval = steps.front().first != v1::TASK_VERB_COMPLETE;
    Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, kLead}}, approval);
    ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kReceiver), absl::OkStatus());
    ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
    ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kOther), absl::OkStatus());
    ASSERT_EQ(DoTo(ledger, 2, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kOther), absl::OkStatus());
    ASSERT_EQ(HandOff(ledger, Handoff::KIND_INFORMATION, kOther), absl::OkStatus());
    for (const auto& [verb, actor] : steps) {
      ASSERT_EQ(Do(ledger, verb, actor, At("2026-03-03 08:00")), absl::OkStatus()) << VerbName(verb);
    }
    EXPECT_EQ(StateName(ledger.task().state()), state);
    EXPECT_EQ(ledger.last().size(), 4u) << "in one decision";
    for (const int handoff : {1, 2, 3}) {
      EXPECT_EQ(StateOf(ledger, handoff), "CLOSED") << state;
      EXPECT_EQ(FromTimestamp(Nth(ledger, handoff).close_time()), At("2026-03-03 08:00"));
    }
    EXPECT_EQ(Nth(ledger, 2).result().summary(), "Báo cáo thẩm định kèm theo") << "it stays on record";
    for (const v1::Clock& clock : ledger.task().clocks()) EXPECT_FALSE(deadline::IsOpen(clock)) << clock.id();
    EXPECT_EQ(ReasonOf(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver)),
              v1::ERROR_REASON_TRANSITION_NOT_ALLOWED);
    // What comes late is recorded, and no more.
    ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_ACCEPTED), absl::OkStatus());
    EXPECT_EQ(StateOf(ledger, 1), "CLOSED");
    EXPECT_EQ(Nth(ledger, 1).receipts_size(), 1);
  }
}

// -- Crossing recalls

TEST(Request, WhatIsWorkedOnIsOnlyAskedBack) {
  Ledger ledger = Asked();
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver, At("2026-03-02 09:00")), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "RECALL_REQUESTED");
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  // The receiver says no, and goes on where it was.
  Ledger denied = ledger;
  ASSERT_EQ(DenyRecall(denied, 1), absl::OkStatus());
  EXPECT_EQ(StateOf(denied, 1), "ACCEPTED");
  EXPECT_TRUE(Nth(denied, 1).has_recall_denied_time());
  EXPECT_EQ(FromTimestamp(Nth(denied, 1).reply_time()), At("2026-03-02 09:00"));
  // What it does first counts: it is ready.
  Ledger ready = ledger;
  ASSERT_EQ(DoTo(ready, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver), absl::OkStatus());
  EXPECT_EQ(StateOf(ready, 1), "RESULT_RETURNED");
  EXPECT_TRUE(Nth(ready, 1).has_recall_denied_time());
  // A consent that comes after that takes nothing back.
  ASSERT_EQ(Receive(ready, 1, HandoffReceipt::CODE_RECALL_AGREED), absl::OkStatus());
  EXPECT_EQ(StateOf(ready, 1), "RESULT_RETURNED");
  // It agrees.
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ANSWER_RECALL, kReceiver), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "RECALLED");
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
}

TEST(Request, AcceptedThoughAskedBackIsAccepted) {
  for (const auto kind : {Handoff::KIND_REQUEST, Handoff::KIND_INFORMATION}) {
    Ledger ledger = Asked(kind);
    ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_ARRIVED), absl::OkStatus());
    ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus());
    ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
    EXPECT_TRUE(Nth(ledger, 1).has_recall_denied_time());
    EXPECT_EQ(StateOf(ledger, 1), kind == Handoff::KIND_REQUEST ? "ACCEPTED" : "CLOSED");
  }
}

TEST(Request, AcceptanceAndRecallCrossWithoutDisagreement) {
  // It was accepted, asked back before that was known, and given back or not: whichever receipt comes first.
  for (const bool agrees : {true, false}) {
    const auto answer = agrees ? HandoffReceipt::CODE_RECALL_AGREED : HandoffReceipt::CODE_RECALL_DENIED;
    for (const bool accepted_first : {true, false}) {
      for (const auto accepted : {HandoffReceipt::CODE_ACCEPTED, HandoffReceipt::CODE_FINISHED}) {
        Ledger ledger = Asked();
        ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_ARRIVED), absl::OkStatus());
        ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus());
        ASSERT_EQ(Receive(ledger, 1, accepted_first ? accepted : answer), absl::OkStatus());
        ASSERT_EQ(Receive(ledger, 1, accepted_first ? answer : accepted), absl::OkStatus());
        EXPECT_EQ(StateOf(ledger, 1), agrees ? "RECALLED" : "ACCEPTED");
      }
    }
  }
}

TEST(Request, ConsentThatComesAfterTheRecallWasOutrunStillCounts) {
  Ledger ledger = Asked();
  ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_ARRIVED), absl::OkStatus());
  ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_RECALL_AGREED), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "DELIVERED") << "nobody asked it back";
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver), absl::OkStatus());
  ASSERT_EQ(SendBack(ledger, 1), absl::OkStatus());
  TaskCommand agreed = CommandTo(NameOf(1), v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, ledger.task());
  agreed.mutable_record_handoff_receipt()->mutable_receipt()->set_code(HandoffReceipt::CODE_RECALL_AGREED);
  agreed.mutable_record_handoff_receipt()->mutable_receipt()->set_message_id("to the wish of old");
  ASSERT_EQ(ledger.Do(agreed, ActorOf(kReceiver), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "RECALLED") << "the receiver has it no more";
  EXPECT_EQ(ledger.Clock("handoff-reply-2").state(), v1::CLOCK_STATE_CANCELLED);
}

// -- Time passes

TEST(Request, StandsStillWithTheTask) {
  Ledger ledger = Asked();
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kOther), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUSPEND, "so-ke-hoach", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SUSPENDED);
  // Who is ready meanwhile may say so; nothing is asked for again before the task goes on.
  ASSERT_EQ(DoTo(ledger, 2, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kOther, At("2026-03-05 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("handoff-reply-2").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ReasonOf(SendBack(ledger, 2)), v1::ERROR_REASON_TRANSITION_NOT_ALLOWED);
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-10 09:00")),
            absl::OkStatus());
  EXPECT_FALSE(Nth(ledger, 1).has_expire_time()) << "nobody is late while everything stands still";
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RESUME, "so-ke-hoach", At("2026-03-10 09:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_GT(ledger.Clock("handoff-reply").due_date(), "2026-03-10");
  EXPECT_EQ(SendBack(ledger, 2, kLead, "2026-03-31", At("2026-03-10 10:00")), absl::OkStatus());
}

TEST(Request, ExpiresByItsOwnClockAndTellsItsOwnReceiver) {
  Ledger ledger = Asked();
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_TRANSFER, kOther, "2026-03-31"), absl::OkStatus());
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-05 09:00")),
            absl::OkStatus());
  EXPECT_EQ(FromTimestamp(Nth(ledger, 1).expire_time()), At("2026-03-05 09:00"));
  EXPECT_EQ(StateOf(ledger, 1), "ACCEPTED");
  EXPECT_FALSE(Nth(ledger, 2).has_expire_time());
  std::vector<std::string> told;
  for (const v1::Escalation& escalation : ledger.task().escalations()) {
    for (const auto& recipient : escalation.recipients()) {
      if (recipient.audience() == v1::AUDIENCE_HANDOFF_RECEIVER) told.push_back(recipient.unit());
    }
  }
  EXPECT_THAT(told, ElementsAre(Unit(kReceiver), Unit(kReceiver)));
  EXPECT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver, At("2026-03-06 09:00")), absl::OkStatus());
}

// -- Receipts

TEST(Request, ReceiptsInAnyOrderFoldToTheSame) {
  std::vector<HandoffReceipt::Code> codes = {HandoffReceipt::CODE_ARRIVED, HandoffReceipt::CODE_ACCEPTED,
                                             HandoffReceipt::CODE_ASSIGNED, HandoffReceipt::CODE_PROCESSING,
                                             HandoffReceipt::CODE_FINISHED};
  std::sort(codes.begin(), codes.end());
  int orders = 0;
  do {
    Ledger ledger = Asked();
    for (const HandoffReceipt::Code code : codes) {
      ASSERT_EQ(Receive(ledger, 1, code), absl::OkStatus());
      ASSERT_EQ(Receive(ledger, 1, code), absl::OkStatus()) << "the same message again";
    }
    EXPECT_EQ(StateOf(ledger, 1), "ACCEPTED");
    EXPECT_EQ(Nth(ledger, 1).receipts_size(), 5);
    EXPECT_TRUE(Nth(ledger, 1).has_deliver_time());
    EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING) << "no receipt is the result";
    EXPECT_EQ(ledger.task().lead_unit(), Unit(kLead));
    ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_REFUSED), absl::OkStatus());
    EXPECT_EQ(StateOf(ledger, 1), "ACCEPTED") << "too late";
    ++orders;
  } while (std::next_permutation(codes.begin(), codes.end()));
  EXPECT_EQ(orders, 120);
}

TEST(Request, WhoHasFinishedHasAccepted) {
  Ledger assigned = Asked();
  ASSERT_EQ(Receive(assigned, 1, HandoffReceipt::CODE_PROCESSING), absl::OkStatus());
  EXPECT_EQ(StateOf(assigned, 1), "DELIVERED");
  ASSERT_EQ(Receive(assigned, 1, HandoffReceipt::CODE_FINISHED), absl::OkStatus());
  EXPECT_EQ(StateOf(assigned, 1), "ACCEPTED");
  ASSERT_EQ(DoTo(assigned, 1, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kReceiver), absl::OkStatus());
  ASSERT_EQ(Receive(assigned, 1, HandoffReceipt::CODE_ACCEPTED), absl::OkStatus());
  EXPECT_EQ(StateOf(assigned, 1), "RESULT_RETURNED");

  Ledger informed = Asked(Handoff::KIND_INFORMATION);
  ASSERT_EQ(Receive(informed, 1, HandoffReceipt::CODE_FINISHED), absl::OkStatus());
  EXPECT_EQ(StateOf(informed, 1), "CLOSED");
  EXPECT_EQ(informed.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);

  Ledger offered = Asked(Handoff::KIND_TRANSFER);
  ASSERT_EQ(Receive(offered, 1, HandoffReceipt::CODE_FINISHED), absl::OkStatus());
  EXPECT_EQ(StateOf(offered, 1), "DELIVERED") << "nobody becomes the lead by that";
  EXPECT_EQ(offered.task().lead_unit(), Unit(kLead));
}

TEST(Request, AReceiptAnswersAlsoWhileTheResultOfTheTaskIsWithItsApprover) {
  Ledger ledger = Asked();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, kMondayMorning), absl::OkStatus()) << "a request blocks nothing";
  ASSERT_EQ(Receive(ledger, 1, HandoffReceipt::CODE_REFUSED), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), "REFUSED");
  EXPECT_EQ(Nth(ledger, 1).refusal_reason(), v1::REFUSAL_REASON_OTHER);
}

// -- Rows of the time before there were kinds

TEST(Request, AClockThatNamesNoHandoffIsTheTransfers) {
  Ledger then = Accepted();
  TaskCommand draft = HandOffCommand(then.task(), Handoff::KIND_TRANSFER, "so-y-te");
  draft.mutable_hand_off()->set_draft(true);
  ASSERT_EQ(then.Do(draft, ActorOf(kLead), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(HandOff(then, Handoff::KIND_TRANSFER, kReceiver), absl::OkStatus());
  v1::Task old = then.task();
  for (v1::Clock& clock : *old.mutable_clocks()) clock.clear_handoff();
  Ledger ledger(old);
  ASSERT_EQ(HandOff(ledger, Handoff::KIND_REQUEST, kOther), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 3, v1::TASK_VERB_RETURN_HANDOFF_RESULT, kOther), absl::OkStatus());
  ASSERT_EQ(DoTo(ledger, 1, v1::TASK_VERB_RECALL_HANDOFF, kLead), absl::OkStatus()) << "a draft has no clock";
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-05 09:00")),
            absl::OkStatus());
  EXPECT_TRUE(Nth(ledger, 2).has_expire_time());
  ASSERT_EQ(DoTo(ledger, 2, v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.task().lead_unit(), Unit(kReceiver));
  EXPECT_EQ(Nth(ledger, 3).from_unit(), Unit(kReceiver));
}

}  // namespace
}  // namespace phoihop::task::requests
