#include "services/handlers/handoff_service.h"

#include "phoihop/v1/handoff_service.pb.h"
#include "services/handlers/task_verb.h"

namespace phoihop::handlers {

using internal::v1::TaskCommand;

void AddHandoffService(MethodTable& table) {
  table.Command("phoihop.v1.HandoffService.HandOffTask", Verb<v1::HandOffTaskRequest, &TaskCommand::mutable_hand_off>);
  table.Command("phoihop.v1.HandoffService.AcceptHandoff",
                Verb<v1::AcceptHandoffRequest, &TaskCommand::mutable_accept_handoff>);
  table.Command("phoihop.v1.HandoffService.RefuseHandoff",
                Verb<v1::RefuseHandoffRequest, &TaskCommand::mutable_refuse_handoff>);
  table.Command("phoihop.v1.HandoffService.RecallHandoff",
                Verb<v1::RecallHandoffRequest, &TaskCommand::mutable_recall_handoff>);
  table.Command("phoihop.v1.HandoffService.SendHandoff",
                Verb<v1::SendHandoffRequest, &TaskCommand::mutable_send_handoff>);
  table.Command("phoihop.v1.HandoffService.RecordHandoffReceipt",
                Verb<v1::RecordHandoffReceiptRequest, &TaskCommand::mutable_record_handoff_receipt>);
  table.Command("phoihop.v1.HandoffService.AnswerRecall",
                Verb<v1::AnswerRecallRequest, &TaskCommand::mutable_answer_recall>);
  table.Command("phoihop.v1.HandoffService.ReturnHandoffResult",
                Verb<v1::ReturnHandoffResultRequest, &TaskCommand::mutable_return_handoff_result>);
  table.Command("phoihop.v1.HandoffService.AnswerHandoffResult",
                Verb<v1::AnswerHandoffResultRequest, &TaskCommand::mutable_answer_handoff_result>);
}

}  // namespace phoihop::handlers
