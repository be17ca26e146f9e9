#include "tests/unit/task/request_fixture.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "workflow/resource_name.h"

namespace phoihop::task::requests {

using internal::v1::TaskCommand;
using v1::Handoff;
using v1::HandoffReceipt;

std::string NameOf(int handoff) { return absl::StrCat(Task("t1"), "/handoffs/", handoff); }

absl::Status HandOff(Ledger& ledger, Handoff::Kind kind, absl::string_view to, absl::string_view reply_by,
                     absl::Time now) {
  TaskCommand command = HandOffCommand(ledger.task(), kind, to);
  command.mutable_hand_off()->mutable_handoff()->set_reply_by_date(std::string(reply_by));
  return ledger.Do(command, ActorOf(LastSegment(ledger.task().lead_unit())), now);
}

absl::Status DoTo(Ledger& ledger, int handoff, v1::TaskVerb verb, absl::string_view actor, absl::Time now) {
  return ledger.Do(CommandTo(NameOf(handoff), verb, ledger.task()), ActorOf(actor), now);
}

absl::Status SendBack(Ledger& ledger, int handoff, absl::string_view actor, absl::string_view reply_by,
                      absl::Time now) {
  TaskCommand command = CommandTo(NameOf(handoff), v1::TASK_VERB_ANSWER_HANDOFF_RESULT, ledger.task());
  command.mutable_answer_handoff_result()->set_accept(false);
  command.mutable_answer_handoff_result()->set_reason("Thiếu số liệu cấp xã");
  command.mutable_answer_handoff_result()->set_reply_by_date(std::string(reply_by));
  return ledger.Do(command, ActorOf(actor), now);
}

absl::Status Receive(Ledger& ledger, int handoff, HandoffReceipt::Code code) {
  TaskCommand command = CommandTo(NameOf(handoff), v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, ledger.task());
  command.mutable_record_handoff_receipt()->mutable_receipt()->set_code(code);
  command.mutable_record_handoff_receipt()->mutable_receipt()->set_message_id(absl::StrCat("m", code));
  return ledger.Do(command, ActorOf(kReceiver), kMondayMorning);
}

absl::Status DenyRecall(Ledger& ledger, int handoff) {
  TaskCommand command = CommandTo(NameOf(handoff), v1::TASK_VERB_ANSWER_RECALL, ledger.task());
  command.mutable_answer_recall()->set_agree(false);
  command.mutable_answer_recall()->set_reason("Đang làm");
  return ledger.Do(command, ActorOf(kReceiver), kMondayMorning);
}

Ledger Accepted() { return IssuedAnd({{v1::TASK_VERB_ACCEPT, kLead}}); }

Ledger Asked(Handoff::Kind kind) {
  Ledger ledger = Accepted();
  EXPECT_EQ(HandOff(ledger, kind, kReceiver), absl::OkStatus());
  return ledger;
}

const Handoff& Nth(const Ledger& ledger, int handoff) { return ledger.task().handoffs(handoff - 1); }

std::string StateOf(const Ledger& ledger, int handoff) {
  return Handoff::State_Name(Nth(ledger, handoff).state()).substr(sizeof("STATE_") - 1);
}

}  // namespace phoihop::task::requests
