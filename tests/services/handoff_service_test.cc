// HandoffService as clients see it: drafts, receipts of another system, recalls that need consent, requests and
// information.
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Handoffs = v1::HandoffService::Stub;
using Tasks = v1::TaskService::Stub;

constexpr char kTask[] = "provinces/dong-nai/tasks/bg-1";
constexpr char kHandoff[] = "provinces/dong-nai/tasks/bg-1/handoffs/1";
constexpr char kSender[] = "so-vhttdl";
constexpr char kReceiver[] = "so-tu-phap";

class HandoffServiceTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    v1::CreateTaskRequest create;
    create.set_parent("provinces/dong-nai");
    create.set_task_id("bg-1");
    create.set_issue(true);
    v1::Task& task = *create.mutable_task();
    task.set_title("Thẩm định dự thảo quy chế");
    task.set_lead_unit(UnitName("dong-nai", kSender));
    task.set_requested_due_date("2026-06-30");
    task.mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, "ubnd");
    v1::AcceptTaskRequest accept;
    accept.set_name(kTask);
    MustCall(&Tasks::AcceptTask, accept, kSender);
  }

  v1::HandOffTaskRequest Offer(const std::string& correlation_id = "") {
    v1::HandOffTaskRequest request;
    request.set_name(kTask);
    request.mutable_handoff()->set_to_unit(UnitName("dong-nai", kReceiver));
    request.mutable_handoff()->set_reason("Thẩm định theo thẩm quyền");
    request.mutable_handoff()->set_correlation_id(correlation_id);
    return request;
  }

  v1::RecordHandoffReceiptRequest Receipt(v1::HandoffReceipt::Code code, const std::string& message_id) {
    v1::RecordHandoffReceiptRequest request;
    request.set_name(kHandoff);
    request.mutable_receipt()->set_code(code);
    request.mutable_receipt()->set_message_id(message_id);
    return request;
  }

  int TasksOf(const std::string& unit) {
    v1::ListTasksRequest request;
    request.set_parent("provinces/dong-nai");
    return MustCall(&Tasks::ListTasks, request, unit).tasks_size();
  }
};

TEST_F(HandoffServiceTest, ADraftIsSeenByItsSenderAlone) {
  v1::HandOffTaskRequest draft = Offer();
  draft.set_draft(true);
  const v1::Task prepared = MustCall(&Handoffs::HandOffTask, draft, kSender);
  ASSERT_EQ(prepared.handoffs_size(), 1);
  EXPECT_EQ(prepared.handoffs(0).state(), v1::Handoff::STATE_DRAFT);
  v1::GetTaskRequest get;
  get.set_name(kTask);
  EXPECT_EQ(Refusal(&Tasks::GetTask, get, kReceiver), "PERMISSION_DENIED");
  EXPECT_EQ(TasksOf(kReceiver), 0);
  EXPECT_EQ(MustCall(&Tasks::GetTask, get, "ubnd").handoffs_size(), 0);

  v1::SendHandoffRequest send;
  send.set_name(kHandoff);
  EXPECT_EQ(Refusal(&Handoffs::SendHandoff, send, kReceiver), "PERMISSION_DENIED");
  EXPECT_EQ(MustCall(&Handoffs::SendHandoff, send, kSender).handoffs(0).state(), v1::Handoff::STATE_SENT);
  EXPECT_EQ(TasksOf(kReceiver), 1);
  v1::AcceptHandoffRequest accept;
  accept.set_name(kHandoff);
  EXPECT_EQ(MustCall(&Handoffs::AcceptHandoff, accept, kReceiver).lead_unit(), UnitName("dong-nai", kReceiver));
}

TEST_F(HandoffServiceTest, ReceiptsComeTwiceAndOutOfOrder) {
  MustCall(&Handoffs::HandOffTask, Offer("vb-77"), kSender);
  EXPECT_EQ(Refusal(&Handoffs::RecordHandoffReceipt, Receipt(v1::HandoffReceipt::CODE_ARRIVED, "m1"), kSender),
            "PERMISSION_DENIED");
  MustCall(&Handoffs::RecordHandoffReceipt, Receipt(v1::HandoffReceipt::CODE_PROCESSING, "m2"), kReceiver);
  const int64_t before = LastSequence();
  MustCall(&Handoffs::RecordHandoffReceipt, Receipt(v1::HandoffReceipt::CODE_PROCESSING, "m2"), kReceiver);
  EXPECT_EQ(LastSequence(), before);
  const v1::Task accepted =
      MustCall(&Handoffs::RecordHandoffReceipt, Receipt(v1::HandoffReceipt::CODE_ACCEPTED, "m3"), kReceiver);
  EXPECT_EQ(accepted.lead_unit(), UnitName("dong-nai", kReceiver));
  const v1::Task late =
      MustCall(&Handoffs::RecordHandoffReceipt, Receipt(v1::HandoffReceipt::CODE_ARRIVED, "m1"), kReceiver);
  EXPECT_EQ(late.handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_EQ(late.handoffs(0).receipts_size(), 3);
  ASSERT_EQ(late.custody_size(), 2);
  EXPECT_EQ(late.custody(0).end_time().seconds(), late.custody(1).start_time().seconds());
}

TEST_F(HandoffServiceTest, WhatAnotherSystemHasIsOnlyAskedBack) {
  MustCall(&Handoffs::HandOffTask, Offer("vb-77"), kSender);
  v1::RecallHandoffRequest recall;
  recall.set_name(kHandoff);
  recall.set_reason("Gửi nhầm");
  EXPECT_EQ(MustCall(&Handoffs::RecallHandoff, recall, kSender).handoffs(0).state(),
            v1::Handoff::STATE_RECALL_REQUESTED);
  v1::AnswerRecallRequest answer;
  answer.set_name(kHandoff);
  EXPECT_EQ(Refusal(&Handoffs::AnswerRecall, answer, kReceiver), "INVALID_FIELD");
  answer.set_agree(true);
  EXPECT_EQ(Refusal(&Handoffs::AnswerRecall, answer, kSender), "PERMISSION_DENIED");
  const v1::Task recalled = MustCall(&Handoffs::AnswerRecall, answer, kReceiver);
  EXPECT_EQ(recalled.handoffs(0).state(), v1::Handoff::STATE_RECALLED);
  EXPECT_EQ(recalled.lead_unit(), UnitName("dong-nai", kSender));
}

TEST_F(HandoffServiceTest, AnotherUnitIsAskedForAProduct) {
  v1::HandOffTaskRequest ask = Offer();
  ask.mutable_handoff()->set_kind(v1::Handoff::KIND_REQUEST);
  ask.mutable_handoff()->set_reply_by_date("2026-04-15");
  const v1::Task asked = MustCall(&Handoffs::HandOffTask, ask, kSender);
  ASSERT_EQ(asked.handoffs_size(), 1);
  EXPECT_EQ(asked.handoffs(0).kind(), v1::Handoff::KIND_REQUEST);
  EXPECT_EQ(Refusal(&Handoffs::HandOffTask, ask, kSender), "HANDOFF_PENDING");
  EXPECT_EQ(TasksOf(kReceiver), 1) << "it sees what it is asked for";
  v1::ListTasksRequest offers;
  offers.set_parent("provinces/dong-nai");
  offers.set_filter(absl::StrCat("handoff_to = ", kReceiver));
  EXPECT_EQ(MustCall(&Tasks::ListTasks, offers, "ubnd").tasks_size(), 0) << "the task itself is not offered";

  v1::AcceptHandoffRequest accept;
  accept.set_name(kHandoff);
  EXPECT_EQ(MustCall(&Handoffs::AcceptHandoff, accept, kReceiver).lead_unit(), UnitName("dong-nai", kSender));
  v1::ReturnHandoffResultRequest give;
  give.set_name(kHandoff);
  EXPECT_EQ(Refusal(&Handoffs::ReturnHandoffResult, give, kReceiver), "INVALID_FIELD");
  give.mutable_result()->add_documents()->set_number("35/BC-STP");
  EXPECT_EQ(Refusal(&Handoffs::ReturnHandoffResult, give, kSender), "PERMISSION_DENIED");
  give.set_request_id("ket-qua-1");
  EXPECT_EQ(MustCall(&Handoffs::ReturnHandoffResult, give, kReceiver).handoffs(0).state(),
            v1::Handoff::STATE_RESULT_RETURNED);

  v1::AnswerHandoffResultRequest answer;
  answer.set_name(kHandoff);
  EXPECT_EQ(Refusal(&Handoffs::AnswerHandoffResult, answer, kSender), "INVALID_FIELD") << "without a reason";
  answer.set_reason("Thiếu ý kiến về hiệu lực");
  EXPECT_EQ(Refusal(&Handoffs::AnswerHandoffResult, answer, kReceiver), "PERMISSION_DENIED");
  const v1::Task back = MustCall(&Handoffs::AnswerHandoffResult, answer, kSender);
  EXPECT_EQ(back.handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_EQ(back.handoffs(0).rework_count(), 1);
  // The first result, sent once more, is not the second one.
  EXPECT_EQ(MustCall(&Handoffs::ReturnHandoffResult, give, kReceiver).handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  give.set_request_id("ket-qua-2");
  MustCall(&Handoffs::ReturnHandoffResult, give, kReceiver);
  answer.clear_reason();
  answer.set_accept(true);
  EXPECT_EQ(MustCall(&Handoffs::AnswerHandoffResult, answer, kSender).handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  EXPECT_EQ(Refusal(&Handoffs::AnswerHandoffResult, answer, kSender), "HANDOFF_NOT_OPEN");
  EXPECT_EQ(TasksOf(kReceiver), 1) << "and goes on seeing what became of it";
}

TEST_F(HandoffServiceTest, InformationIsNotedAndNothingWaitsForIt) {
  v1::HandOffTaskRequest inform = Offer();
  inform.mutable_handoff()->set_kind(v1::Handoff::KIND_INFORMATION);
  MustCall(&Handoffs::HandOffTask, inform, kSender);
  v1::AcceptHandoffRequest accept;
  accept.set_name(kHandoff);
  v1::AcceptHandoffRequest other = accept;
  EXPECT_EQ(Refusal(&Handoffs::AcceptHandoff, other, kSender), "PERMISSION_DENIED");
  const v1::Task noted = MustCall(&Handoffs::AcceptHandoff, accept, kReceiver);
  EXPECT_EQ(noted.handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  EXPECT_TRUE(noted.handoffs(0).has_close_time());
  EXPECT_EQ(noted.lead_unit(), UnitName("dong-nai", kSender));
}

TEST_F(HandoffServiceTest, WhatIsAskedEndsWithTheTask) {
  v1::HandOffTaskRequest ask = Offer();
  ask.mutable_handoff()->set_kind(v1::Handoff::KIND_REQUEST);
  MustCall(&Handoffs::HandOffTask, ask, kSender);
  v1::RevokeTaskRequest revoke;
  revoke.set_name(kTask);
  revoke.set_reason("Không còn phù hợp");
  const v1::Task revoked = MustCall(&Tasks::RevokeTask, revoke, "ubnd");
  EXPECT_EQ(revoked.handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  for (const v1::Clock& clock : revoked.clocks()) EXPECT_NE(clock.state(), v1::CLOCK_STATE_RUNNING) << clock.id();
  v1::ReturnHandoffResultRequest give;
  give.set_name(kHandoff);
  give.mutable_result()->set_summary("Báo cáo thẩm định");
  EXPECT_EQ(Refusal(&Handoffs::ReturnHandoffResult, give, kReceiver), "TRANSITION_NOT_ALLOWED");
}

}  // namespace
}  // namespace phoihop::testing
