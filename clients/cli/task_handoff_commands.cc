// phoihop task hand-over, send-hand-over, accept-hand-over, refuse-hand-over, recall-hand-over, answer-recall,
// hand-over-receipt
#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

using HandoffStub = v1::HandoffService::Stub;

const std::map<std::string, v1::HandoffReceipt::Code>& Codes() {
  static const auto& codes = *new std::map<std::string, v1::HandoffReceipt::Code>{
      {"01", v1::HandoffReceipt::CODE_ARRIVED},       {"02", v1::HandoffReceipt::CODE_REFUSED},
      {"03", v1::HandoffReceipt::CODE_ACCEPTED},      {"04", v1::HandoffReceipt::CODE_ASSIGNED},
      {"05", v1::HandoffReceipt::CODE_PROCESSING},    {"06", v1::HandoffReceipt::CODE_FINISHED},
      {"15", v1::HandoffReceipt::CODE_RECALL_AGREED}, {"16", v1::HandoffReceipt::CODE_RECALL_DENIED}};
  return codes;
}

bool Waits(const v1::Handoff& handoff) {
  return handoff.state() == v1::Handoff::STATE_SENT || handoff.state() == v1::Handoff::STATE_DELIVERED ||
         handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED;
}

// The one that was named, or else the last one that waits (with `draft`: that is being prepared).
std::string HandoffName(Session& session, const VerbArguments& arguments, bool draft) {
  if (absl::StartsWith(arguments.handoff, "provinces/")) return arguments.handoff;
  const std::string task = session.Name("tasks", arguments.task);
  if (!arguments.handoff.empty()) return absl::StrCat(task, "/handoffs/", arguments.handoff);
  v1::GetTaskRequest get;
  get.set_name(task);
  const auto current = session.OrFail(session.Client().Call(&v1::TaskService::Stub::GetTask, get));
  const auto found = std::find_if(current.handoffs().rbegin(), current.handoffs().rend(), [&](const v1::Handoff& one) {
    return draft ? one.state() == v1::Handoff::STATE_DRAFT : Waits(one);
  });
  if (found != current.handoffs().rend()) return found->name();
  session.Fail(draft ? "nhiệm vụ này không có bàn giao nào đang soạn"
                     : "nhiệm vụ này không có bàn giao nào đang chờ trả lời");
}

// The option by which one is named, and what comes on top.
VerbOptions Naming(VerbOptions more = NoOptions) {
  return [more = std::move(more)](CLI::App& verb, VerbArguments& a) {
    verb.add_option("--hand-over", a.handoff, "Mã bàn giao; bỏ trống: bàn giao đang chờ / hand-off id");
    more(verb, a);
  };
}

void OptionalReason(CLI::App& verb, VerbArguments& a) { verb.add_option("--reason", a.reason, "Lý do / reason"); }

void AddOffer(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "hand-over", "Bàn giao cho đơn vị khác / offer to another unit", &HandoffStub::HandOffTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.unit, "Đơn vị nhận / receiving unit")->required();
        verb.add_option("--reason", a.reason, "Lý do / reason")->required();
        verb.add_option("--document", a.documents, "Hồ sơ kèm theo / documents");
        verb.add_option("--by", a.date, "Trả lời trước hết ngày / answer by the end of (dd/mm/yyyy)");
        verb.add_option("--correlation-id", a.other, "Mã văn bản ở hệ thống khác / id in another system");
        verb.add_flag("--draft", a.flag, "Chỉ soạn, chưa gửi / only prepare");
      },
      [](Session& s, const VerbArguments& a, v1::HandOffTaskRequest& request) {
        v1::Handoff& handoff = *request.mutable_handoff();
        handoff.set_to_unit(s.Name("units", a.unit));
        handoff.set_reason(a.reason);
        handoff.set_kind(v1::Handoff::KIND_TRANSFER);
        handoff.set_reply_by_date(DateForServer(a.date));
        handoff.set_correlation_id(a.other);
        AddDocuments(a, handoff.mutable_documents());
        request.set_draft(a.flag);
      });
  AddVerb(task, session, "send-hand-over", "Gửi bàn giao đã soạn / send what was prepared", &HandoffStub::SendHandoff,
          Naming(), [](Session& s, const VerbArguments& a, v1::SendHandoffRequest& request) {
            request.set_name(HandoffName(s, a, /*draft=*/true));
          });
  AddVerb(task, session, "recall-hand-over", "Rút lại bàn giao / recall it", &HandoffStub::RecallHandoff,
          Naming(OptionalReason), [](Session& s, const VerbArguments& a, v1::RecallHandoffRequest& request) {
            request.set_name(HandoffName(s, a, /*draft=*/false));
            request.set_reason(a.reason);
          });
}

void AddAnswers(CLI::App& task, Session& session) {
  AddVerb(task, session, "accept-hand-over", "Nhận bàn giao / take it over", &HandoffStub::AcceptHandoff, Naming(),
          [](Session& s, const VerbArguments& a, v1::AcceptHandoffRequest& request) {
            request.set_name(HandoffName(s, a, /*draft=*/false));
          });
  AddVerb(task, session, "refuse-hand-over", "Từ chối nhận bàn giao / refuse it", &HandoffStub::RefuseHandoff,
          Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_option("--reason", a.reason, "not-competent | duplicate | incomplete | not-feasible | other")
                ->required();
            verb.add_option("--explanation", a.explanation, "Giải thích / explanation");
          }),
          [](Session& s, const VerbArguments& a, v1::RefuseHandoffRequest& request) {
            request.set_name(HandoffName(s, a, /*draft=*/false));
            request.set_reason(RefusalReasonFor(s, a.reason));
            request.set_explanation(a.explanation);
          });
  AddVerb(task, session, "answer-recall", "Trả lời đề nghị rút bàn giao / answer the wish to have it back",
          &HandoffStub::AnswerRecall, Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_flag("--agree", a.flag, "Đồng ý trả lại / agree");
            OptionalReason(verb, a);
          }),
          [](Session& s, const VerbArguments& a, v1::AnswerRecallRequest& request) {
            request.set_name(HandoffName(s, a, /*draft=*/false));
            request.set_agree(a.flag);
            request.set_reason(a.reason);
          });
  AddVerb(task, session, "hand-over-receipt",
          "Ghi trạng thái từ hệ thống nhận / a status of the receiver's system (QCVN 102:2016)",
          &HandoffStub::RecordHandoffReceipt, Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_option("--code", a.other, "01 đã đến, 02 từ chối, 03 tiếp nhận, 04, 05, 06, 15, 16")->required();
            verb.add_option("--message-id", a.title, "Mã thông điệp / message id")->required();
            verb.add_option("--description", a.explanation, "Mô tả / description");
          }),
          [](Session& s, const VerbArguments& a, v1::RecordHandoffReceiptRequest& request) {
            const auto code = Codes().find(a.other);
            if (code == Codes().end()) s.Fail("mã trạng thái là một trong: 01, 02, 03, 04, 05, 06, 15, 16");
            request.set_name(HandoffName(s, a, /*draft=*/false));
            request.mutable_receipt()->set_code(code->second);
            request.mutable_receipt()->set_message_id(a.title);
            request.mutable_receipt()->set_description(a.explanation);
          });
}

}  // namespace

void AddTaskHandoffCommands(CLI::App& task, Session& session) {
  AddOffer(task, session);
  AddAnswers(task, session);
}

}  // namespace phoihop::cli
