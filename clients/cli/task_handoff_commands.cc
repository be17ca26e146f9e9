// phoihop task hand-over, request, inform, send-hand-over, accept-hand-over, refuse-hand-over, recall-hand-over,
// answer-recall, hand-over-receipt, return-result, accept-result, send-back-result
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/task_verbs.h"
#include "clients/cli/task_words.h"
#include "phoihop/v1/access_service.grpc.pb.h"

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

bool IsOffered(const v1::Handoff& handoff) {
  return handoff.state() == v1::Handoff::STATE_SENT || handoff.state() == v1::Handoff::STATE_DELIVERED ||
         handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED;
}

bool IsWorkedOn(const v1::Handoff& handoff) {
  return handoff.kind() == v1::Handoff::KIND_REQUEST && handoff.state() == v1::Handoff::STATE_ACCEPTED;
}

// Which hand-offs a verb is about when none is named, and on which side of them one has to be.
struct Choice {
  bool (*fits)(const v1::Handoff& handoff);
  enum Side { kSender, kReceiver } side;
  const char* none;
};
constexpr Choice kAnswered{IsOffered, Choice::kReceiver, "nhiệm vụ này không có bàn giao nào đang chờ trả lời"};
constexpr Choice kAskedBack{
    [](const v1::Handoff& handoff) { return handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED; },
    Choice::kReceiver, "không có bàn giao nào đang được đề nghị rút lại"};
constexpr Choice kAsked{[](const v1::Handoff& handoff) {
                          const bool request = handoff.kind() == v1::Handoff::KIND_REQUEST;
                          return request && (IsOffered(handoff) || IsWorkedOn(handoff));
                        },
                        Choice::kReceiver, "nhiệm vụ này không có yêu cầu nào đang chờ kết quả"};
constexpr Choice kDraft{[](const v1::Handoff& handoff) { return handoff.state() == v1::Handoff::STATE_DRAFT; },
                        Choice::kSender, "nhiệm vụ này không có bàn giao nào đang soạn"};
constexpr Choice kWithReceiver{[](const v1::Handoff& handoff) { return IsOffered(handoff) || IsWorkedOn(handoff); },
                               Choice::kSender, "nhiệm vụ này không có bàn giao nào đang ở bên nhận"};
constexpr Choice kReturned{
    [](const v1::Handoff& handoff) { return handoff.state() == v1::Handoff::STATE_RESULT_RETURNED; }, Choice::kSender,
    "nhiệm vụ này không có kết quả nào đang chờ tiếp nhận"};

// The unit in whose name the server takes the command.
std::string OwnUnit(Session& session) {
  v1::DescribeCallerRequest request;
  request.set_parent(session.Province());
  return session.OrFail(session.Client().Call(&v1::AccessService::Stub::DescribeCaller, request)).actor().unit();
}

// The one that was named, or else the only one that it can be. Of several nobody guesses.
std::string HandoffName(Session& session, const VerbArguments& arguments, const Choice& choice) {
  if (absl::StartsWith(arguments.handoff, "provinces/")) return arguments.handoff;
  const std::string task = session.Name("tasks", arguments.task);
  if (!arguments.handoff.empty()) return absl::StrCat(task, "/handoffs/", arguments.handoff);
  v1::GetTaskRequest get;
  get.set_name(task);
  const auto current = session.OrFail(session.Client().Call(&v1::TaskService::Stub::GetTask, get));
  const std::string own = OwnUnit(session);
  std::vector<const v1::Handoff*> found;
  for (const v1::Handoff& handoff : current.handoffs()) {
    const std::string& side = choice.side == Choice::kSender ? handoff.from_unit() : handoff.to_unit();
    if (choice.fits(handoff) && side == own) found.push_back(&handoff);
  }
  if (found.empty()) session.Fail(choice.none);
  if (found.size() == 1) return found.front()->name();
  session.Fail(absl::StrCat("có ", found.size(), " bàn giao phù hợp; hãy nêu --hand-over: ",
                            absl::StrJoin(found, ", ", [&](std::string* out, const v1::Handoff* one) {
                              absl::StrAppend(out, one->name().substr(one->name().rfind('/') + 1), " (",
                                              HandoffKindForPeople(*one), " cho ",
                                              UnitForPeople(current, one->to_unit()), ")");
                            })));
}

// The option by which one is named, and what comes on top.
VerbOptions Naming(VerbOptions more = NoOptions) {
  return [more = std::move(more)](CLI::App& verb, VerbArguments& a) {
    verb.add_option("--hand-over", a.handoff, "Mã bàn giao; bỏ trống: bàn giao đang chờ / hand-off id");
    more(verb, a);
  };
}

void OptionalReason(CLI::App& verb, VerbArguments& a) { verb.add_option("--reason", a.reason, "Lý do / reason"); }

// A hand-off of one kind, and its answer is asked for until a day.
void AddOffer(CLI::App& task, Session& session, const char* name, const char* help, v1::Handoff::Kind kind) {
  AddVerb(
      task, session, name, help, &HandoffStub::HandOffTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.unit, "Đơn vị nhận / receiving unit")->required();
        verb.add_option("--reason", a.reason, "Lý do, nội dung / reason, what it is about")->required();
        verb.add_option("--document", a.documents, "Hồ sơ kèm theo / documents");
        verb.add_option("--reply-by,--by", a.date, "Trả lời trước hết ngày / answer by the end of (dd/mm/yyyy)");
        verb.add_option("--correlation-id", a.other, "Mã văn bản ở hệ thống khác / id in another system");
        verb.add_flag("--draft", a.flag, "Chỉ soạn, chưa gửi / only prepare");
      },
      [kind](Session& s, const VerbArguments& a, v1::HandOffTaskRequest& request) {
        v1::Handoff& handoff = *request.mutable_handoff();
        handoff.set_to_unit(s.Name("units", a.unit));
        handoff.set_reason(a.reason);
        handoff.set_kind(kind);
        handoff.set_reply_by_date(DateForServer(a.date));
        handoff.set_correlation_id(a.other);
        AddDocuments(a, handoff.mutable_documents());
        request.set_draft(a.flag);
      });
}

void AddOffers(CLI::App& task, Session& session) {
  AddOffer(task, session, "hand-over", "Bàn giao cho đơn vị khác / offer to another unit", v1::Handoff::KIND_TRANSFER);
  AddOffer(task, session, "request", "Yêu cầu đơn vị khác cung cấp sản phẩm, ý kiến / ask another unit for a product",
           v1::Handoff::KIND_REQUEST);
  AddOffer(task, session, "inform", "Thông báo để đơn vị khác biết / let another unit know",
           v1::Handoff::KIND_INFORMATION);
  AddVerb(task, session, "send-hand-over", "Gửi bàn giao đã soạn / send what was prepared", &HandoffStub::SendHandoff,
          Naming(), [](Session& s, const VerbArguments& a, v1::SendHandoffRequest& request) {
            request.set_name(HandoffName(s, a, kDraft));
          });
  AddVerb(task, session, "recall-hand-over", "Rút lại bàn giao / recall it", &HandoffStub::RecallHandoff,
          Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_flag("--draft", a.flag, "Bỏ bàn giao đang soạn / give up what was only prepared");
            OptionalReason(verb, a);
          }),
          [](Session& s, const VerbArguments& a, v1::RecallHandoffRequest& request) {
            request.set_name(HandoffName(s, a, a.flag ? kDraft : kWithReceiver));
            request.set_reason(a.reason);
          });
}

void AddResults(CLI::App& task, Session& session) {
  AddVerb(task, session, "return-result", "Gửi kết quả theo yêu cầu / give what was asked for",
          &HandoffStub::ReturnHandoffResult, Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_option("--summary", a.summary, "Tóm tắt kết quả / in words");
            verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / documents");
          }),
          [](Session& s, const VerbArguments& a, v1::ReturnHandoffResultRequest& request) {
            request.set_name(HandoffName(s, a, kAsked));
            request.mutable_result()->set_summary(a.summary);
            AddDocuments(a, request.mutable_result()->mutable_documents());
          });
  AddVerb(task, session, "accept-result", "Tiếp nhận kết quả được gửi / take the result",
          &HandoffStub::AnswerHandoffResult, Naming(),
          [](Session& s, const VerbArguments& a, v1::AnswerHandoffResultRequest& request) {
            request.set_name(HandoffName(s, a, kReturned));
            request.set_accept(true);
          });
  AddVerb(task, session, "send-back-result", "Trả lại kết quả để hoàn thiện / send the result back",
          &HandoffStub::AnswerHandoffResult, Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_option("--reason", a.reason, "Lý do / reason")->required();
            verb.add_option("--reply-by", a.date, "Gửi lại trước hết ngày / give it again by the end of (dd/mm/yyyy)");
          }),
          [](Session& s, const VerbArguments& a, v1::AnswerHandoffResultRequest& request) {
            request.set_name(HandoffName(s, a, kReturned));
            request.set_reason(a.reason);
            request.set_reply_by_date(DateForServer(a.date));
          });
}

void AddAnswers(CLI::App& task, Session& session) {
  AddVerb(task, session, "accept-hand-over",
          "Nhận bàn giao, yêu cầu; xác nhận đã biết / take it over, take the request on, take note",
          &HandoffStub::AcceptHandoff, Naming(),
          [](Session& s, const VerbArguments& a, v1::AcceptHandoffRequest& request) {
            request.set_name(HandoffName(s, a, kAnswered));
          });
  AddVerb(task, session, "refuse-hand-over", "Từ chối nhận bàn giao / refuse it", &HandoffStub::RefuseHandoff,
          Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_option("--reason", a.reason, "not-competent | duplicate | incomplete | not-feasible | other")
                ->required();
            verb.add_option("--explanation", a.explanation, "Giải thích / explanation");
          }),
          [](Session& s, const VerbArguments& a, v1::RefuseHandoffRequest& request) {
            request.set_name(HandoffName(s, a, kAnswered));
            request.set_reason(RefusalReasonFor(s, a.reason));
            request.set_explanation(a.explanation);
          });
  AddVerb(task, session, "answer-recall", "Trả lời đề nghị rút bàn giao / answer the wish to have it back",
          &HandoffStub::AnswerRecall, Naming([](CLI::App& verb, VerbArguments& a) {
            verb.add_flag("--agree", a.flag, "Đồng ý trả lại / agree");
            OptionalReason(verb, a);
          }),
          [](Session& s, const VerbArguments& a, v1::AnswerRecallRequest& request) {
            request.set_name(HandoffName(s, a, kAskedBack));
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
            request.set_name(HandoffName(s, a, kAnswered));
            request.mutable_receipt()->set_code(code->second);
            request.mutable_receipt()->set_message_id(a.title);
            request.mutable_receipt()->set_description(a.explanation);
          });
}

}  // namespace

void AddTaskHandoffCommands(CLI::App& task, Session& session) {
  AddOffers(task, session);
  AddAnswers(task, session);
  AddResults(task, session);
}

}  // namespace phoihop::cli
