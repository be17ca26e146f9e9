// Hand-offs: the sender holds the task until the receiver accepts.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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

const absl::Time kMondayMorning = At(kMonday);

TEST(Revoke, RecallsAnOpenHandoffFirstAndStopsEveryClock) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_HAND_OFF, "so-vhttdl"}});
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, "so-ke-hoach", kMondayMorning), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.handoff_recalled", "task.revoked"));
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_RECALLED);
  for (const v1::Clock& clock : ledger.task().clocks()) EXPECT_NE(clock.state(), v1::CLOCK_STATE_RUNNING) << clock.id();
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
}

TEST(Handoff, TheSenderHoldsUntilTheReceiverAccepts) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->mutable_handoff()->set_reason("Thẩm định văn bản");
  hand_off.mutable_hand_off()->mutable_handoff()->set_correlation_id("vb-77");
  ASSERT_EQ(ledger.Do(hand_off, ActorOf("so-vhttdl/nguyen-van-a"), kMondayMorning), absl::OkStatus());
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
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.handoff_accepted"));
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().handoffs(0).replier().person(), Person("giam-doc-tu-phap"));
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a", kMondayMorning)),
            v1::ERROR_REASON_PERMISSION_DENIED)
      << "the sender no longer holds it";
  EXPECT_TRUE(MayView(ledger.task(), ActorOf("so-vhttdl"), TestFacts(), kMondayMorning))
      << "but sees what becomes of it";
}

TEST(Handoff, IsOfferedToAnotherLivingUnitOnly) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("so-vhttdl"));
  EXPECT_EQ(ReasonOf(ledger.Do(hand_off, ActorOf("so-vhttdl"), kMondayMorning)), v1::ERROR_REASON_SAME_UNIT);
  hand_off.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("xa-cu"));
  EXPECT_EQ(ReasonOf(ledger.Do(hand_off, ActorOf("so-vhttdl"), At("2026-05-04 08:00"))),
            v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(Handoff, ARefusedOfferLeavesTheTaskAndCanBeMadeAgain) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_HAND_OFF, "so-vhttdl"}});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE_HANDOFF, "so-tu-phap", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_REFUSED);
  EXPECT_EQ(ledger.task().handoffs(0).refusal_reason(), v1::REFUSAL_REASON_INCOMPLETE);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(1).name(), Task("t1") + "/handoffs/2");
  EXPECT_EQ(ledger.Clock("handoff-reply-2").state(), v1::CLOCK_STATE_RUNNING);
  internal::v1::TaskCommand late;
  late.mutable_accept_handoff()->set_name(Task("t1") + "/handoffs/1");
  EXPECT_EQ(ReasonOf(ledger.Do(late, ActorOf("so-tu-phap"), kMondayMorning)), v1::ERROR_REASON_HANDOFF_NOT_OPEN);
  late.mutable_accept_handoff()->set_name(Task("t1") + "/handoffs/9");
  EXPECT_EQ(ReasonOf(ledger.Do(late, ActorOf("so-tu-phap"), kMondayMorning)), v1::ERROR_REASON_NOT_FOUND);
}

internal::v1::TaskCommand Receipt(const Ledger& ledger, v1::HandoffReceipt::Code code, const std::string& message) {
  internal::v1::TaskCommand command = CommandOf(v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, ledger.task());
  command.mutable_record_handoff_receipt()->mutable_receipt()->set_code(code);
  command.mutable_record_handoff_receipt()->mutable_receipt()->set_message_id(message);
  return command;
}

Ledger Offered(const std::string& correlation_id = "") {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->mutable_handoff()->set_correlation_id(correlation_id);
  EXPECT_EQ(ledger.Do(hand_off, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  return ledger;
}

TEST(Handoff, TakingBackADraftLeavesTheClockOfTheOneThatIsOut) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->set_draft(true);
  ASSERT_EQ(ledger.Do(hand_off, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_HAND_OFF, "so-vhttdl", kMondayMorning), absl::OkStatus());
  internal::v1::TaskCommand recall;
  recall.mutable_recall_handoff()->set_name(Task("t1") + "/handoffs/1");
  ASSERT_EQ(ledger.Do(recall, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_RECALLED);
  EXPECT_EQ(ledger.task().handoffs(1).state(), v1::Handoff::STATE_SENT);
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Handoff, ADraftIsItsSendersAlone) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, ledger.task());
  hand_off.mutable_hand_off()->set_draft(true);
  ASSERT_EQ(ledger.Do(hand_off, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_DRAFT);
  EXPECT_EQ(OpenTransfer(ledger.task()), nullptr);
  EXPECT_FALSE(MayView(ledger.task(), ActorOf("so-tu-phap"), TestFacts(), kMondayMorning));
  v1::Task shown = ledger.task();
  Present(shown, ActorOf("so-ke-hoach"), TestFacts(), kMondayMorning);
  EXPECT_EQ(shown.handoffs_size(), 0);
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap", kMondayMorning)),
            v1::ERROR_REASON_PERMISSION_DENIED);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SEND_HANDOFF, "so-vhttdl", At("2026-03-03 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_SENT);
  EXPECT_EQ(FromTimestamp(ledger.task().handoffs(0).send_time()), At("2026-03-03 08:00"));
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_SEND_HANDOFF, "so-vhttdl", kMondayMorning)),
            v1::ERROR_REASON_HANDOFF_NOT_OPEN);
}

TEST(Handoff, ReceiptsAreRecordedOnceAndFoldForward) {
  Ledger ledger = Offered("vb-1");
  ASSERT_EQ(
      ledger.Do(Receipt(ledger, v1::HandoffReceipt::CODE_PROCESSING, "m2"), ActorOf("so-tu-phap"), kMondayMorning),
      absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_DELIVERED);
  const int64_t version = ledger.task().version();
  ASSERT_EQ(
      ledger.Do(Receipt(ledger, v1::HandoffReceipt::CODE_PROCESSING, "m2"), ActorOf("so-tu-phap"), kMondayMorning),
      absl::OkStatus());
  EXPECT_EQ(ledger.task().version(), version);
  ASSERT_EQ(ledger.Do(Receipt(ledger, v1::HandoffReceipt::CODE_ACCEPTED, "m3"), ActorOf("so-tu-phap"), kMondayMorning),
            absl::OkStatus());
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-tu-phap"));
  // What was sent first and comes last takes nothing back.
  for (const auto code : {v1::HandoffReceipt::CODE_ARRIVED, v1::HandoffReceipt::CODE_REFUSED}) {
    ASSERT_EQ(ledger.Do(Receipt(ledger, code, absl::StrCat("late-", code)), ActorOf("so-tu-phap"), kMondayMorning),
              absl::OkStatus());
    EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
    EXPECT_EQ(ledger.task().lead_unit(), Unit("so-tu-phap"));
  }
  EXPECT_EQ(ledger.task().handoffs(0).receipts_size(), 4);
  EXPECT_EQ(ReasonOf(ledger.Do(Receipt(ledger, v1::HandoffReceipt::CODE_ARRIVED, "m9"), ActorOf("so-vhttdl"),
                               kMondayMorning)),
            v1::ERROR_REASON_PERMISSION_DENIED);
}

TEST(Handoff, WhatHasArrivedIsOnlyAskedBack) {
  Ledger ledger = Offered();
  ASSERT_EQ(ledger.Do(Receipt(ledger, v1::HandoffReceipt::CODE_ARRIVED, "m1"), ActorOf("so-tu-phap"), kMondayMorning),
            absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RECALL_HANDOFF, "so-vhttdl", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_RECALL_REQUESTED);
  EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_RECALL_HANDOFF, "so-vhttdl", kMondayMorning)),
            v1::ERROR_REASON_HANDOFF_NOT_OPEN);
  // What the receiver does first counts: it accepts.
  Ledger accepted = ledger;
  ASSERT_EQ(Do(accepted, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(accepted.task().lead_unit(), Unit("so-tu-phap"));
  EXPECT_TRUE(accepted.task().handoffs(0).has_recall_denied_time());
  // Or says no, and then it may still accept.
  Ledger denied = ledger;
  internal::v1::TaskCommand no = CommandOf(v1::TASK_VERB_ANSWER_RECALL, ledger.task());
  no.mutable_answer_recall()->set_agree(false);
  EXPECT_EQ(ReasonOf(denied.Do(no, ActorOf("so-tu-phap"), kMondayMorning)), v1::ERROR_REASON_INVALID_FIELD);
  no.mutable_answer_recall()->set_reason("Đã xử lý xong");
  ASSERT_EQ(denied.Do(no, ActorOf("so-tu-phap"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(denied.task().handoffs(0).state(), v1::Handoff::STATE_DELIVERED);
  // Or agrees.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ANSWER_RECALL, "so-tu-phap", kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_RECALLED);
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(ledger.Clock("handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
}

TEST(Handoff, NobodyAnswersInTime) {
  Ledger ledger = Offered();
  ASSERT_EQ(ledger.Clock("handoff-reply").due_date(), "2026-03-04");
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-04 09:00")),
            absl::OkStatus());
  EXPECT_FALSE(ledger.task().handoffs(0).has_expire_time());
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-03-05 09:00")),
            absl::OkStatus());
  EXPECT_TRUE(ledger.task().handoffs(0).has_expire_time());
  // Nothing else has changed: the sender holds it, and the receiver may still answer.
  EXPECT_EQ(ledger.task().handoffs(0).state(), v1::Handoff::STATE_SENT);
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap", At("2026-03-05 10:00")), absl::OkStatus());
}

}  // namespace
}  // namespace phoihop::task
