// phoihop task …: the lead's own work. Who has it, evidence, progress, steps; remarks and who follows it.

#include <CLI/App.hpp>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/task_print.h"
#include "clients/cli/task_verbs.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::TaskService::Stub;
using WorkStub = v1::TaskWorkService::Stub;

void NoMore(Session&, const VerbArguments&, google::protobuf::Message&) {}

void AddCustodyVerbs(CLI::App& task, Session& session) {
  AddVerb(task, session, "claim", "Tự nhận việc chưa ai làm / take a task that nobody has", &Stub::ClaimTask, NoOptions,
          NoMore);
  AddVerb(
      task, session, "release", "Trả việc về đơn vị / give it back to the unit", &Stub::ReleaseTask,
      [](CLI::App& verb, VerbArguments& a) { verb.add_option("--reason", a.reason, "Lý do / reason"); },
      [](Session&, const VerbArguments& a, v1::ReleaseTaskRequest& request) { request.set_reason(a.reason); });
}

void AddEvidenceVerbs(CLI::App& task, Session& session) {
  CLI::App* evidence = task.add_subcommand("evidence", "Minh chứng của kết quả / evidence of the result");
  evidence->require_subcommand(1);
  AddVerb(
      *evidence, session, "add", "Thêm văn bản / add documents", &WorkStub::AddEvidence,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address")
            ->required();
        verb.add_option("--slot", a.slot, "Mã sản phẩm phải nộp / id of the product that it is");
      },
      [](Session&, const VerbArguments& a, v1::AddEvidenceRequest& request) {
        AddDocuments(a, request.mutable_documents());
      });
  AddVerb(
      *evidence, session, "remove", "Bỏ một văn bản / take one out", &WorkStub::RemoveEvidence,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("place", a.number, "Thứ tự trong danh sách / place in the list")->required();
      },
      [](Session&, const VerbArguments& a, v1::RemoveEvidenceRequest& request) { request.set_place(a.number); });
}

// `2=15/12/2026`: the second step is to be done by then.
void FillDays(const Session& session, const std::vector<std::string>& dues, v1::SetChecklistRequest& request) {
  if (dues.empty()) return;
  for (int i = 0; i < request.items_size(); ++i) request.add_due_dates("");
  for (const std::string& due : dues) {
    const std::vector<std::string> parts = absl::StrSplit(due, absl::MaxSplits('=', 1));
    int step = 0;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &step) || step < 1 || step > request.items_size())
      session.Fail(absl::StrCat("--due '", due, "' không phải SỐ-BƯỚC=NGÀY, bước từ 1 đến ", request.items_size(),
                                ", như 2=15/12/2026 / is not STEP=DAY"));
    request.set_due_dates(step - 1, DateForServer(parts[1]));
  }
}

void AddProgressVerbs(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "progress", "Báo tiến độ / report progress", &WorkStub::ReportProgress,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("percent", a.number, "Phần trăm / percent, 0-100")->required();
        verb.add_option("--label", a.title, "Đang ở bước nào / where it is, e.g. 'chờ ý kiến thẩm định'");
        verb.add_option("--note", a.explanation, "Ghi chú / note");
      },
      [](Session&, const VerbArguments& a, v1::ReportProgressRequest& request) {
        request.set_percent(a.number);
        request.set_label(a.title);
        request.set_note(a.explanation);
      });
  AddVerb(
      task, session, "checklist", "Đặt các bước phải làm / set the steps to be done", &WorkStub::SetChecklist,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("item", a.texts, "Các bước, theo thứ tự / steps, in order");
        verb.add_option("--due", a.dues, "Hạn riêng của một bước / a step's own day, e.g. 2=15/12/2026");
        verb.add_flag("--none", a.flag, "Bỏ danh sách / no checklist");
      },
      [](Session& s, const VerbArguments& a, v1::SetChecklistRequest& request) {
        if (a.texts.empty() != a.flag) s.Fail("nêu các bước, hoặc chỉ --none để bỏ danh sách");
        for (const std::string& text : a.texts) request.add_items(text);
        FillDays(s, a.dues, request);
      });
  AddVerb(
      task, session, "check", "Đánh dấu một bước đã xong / check a step off", &WorkStub::CheckItem,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("id", a.other, "Số của bước / number of the step")->required();
        verb.add_flag("--undo", a.flag, "Bỏ đánh dấu / take it back");
      },
      [](Session&, const VerbArguments& a, v1::CheckItemRequest& request) {
        request.set_id(a.other);
        request.set_undone(a.flag);
      });
}

void AddReminder(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "remind", "Đôn đốc / ask after the work", &Stub::RemindTask,
      [](CLI::App& verb, VerbArguments& a) { verb.add_option("text", a.summary, "Nội dung / text")->required(); },
      [](Session&, const VerbArguments& a, v1::RemindTaskRequest& request) { request.set_text(a.summary); });
}

// What the caller does about it, by the one option that is given.
void FillAnswer(Session& session, const VerbArguments& a, v1::HandleEscalationRequest& request) {
  const int given = !a.summary.empty() + !a.explanation.empty() + !a.person.empty() + (a.flag ? 1 : 0);
  if (given != 1) session.Fail("nêu một trong --take-up, --order, --return, --assign");
  if (a.flag) request.set_kind(v1::EscalationResponse::KIND_TAKEN_UP);
  if (!a.summary.empty()) request.set_kind(v1::EscalationResponse::KIND_ORDERED);
  if (!a.explanation.empty()) request.set_kind(v1::EscalationResponse::KIND_RETURNED);
  if (!a.person.empty()) {
    request.set_kind(v1::EscalationResponse::KIND_REASSIGNED);
    request.set_person(session.Name("persons", a.person));
  }
  request.set_instruction(!a.summary.empty() ? a.summary : !a.explanation.empty() ? a.explanation : a.reason);
}

void AddEscalationAnswer(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "handle", "Xử lý đôn đốc đã gửi đến mình / answer an escalation that reached you",
      &v1::EscalationService::Stub::HandleEscalation,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_flag("--take-up", a.flag, "Tôi sẽ xử lý / I take care of it");
        verb.add_option("--order", a.summary, "Chỉ đạo đơn vị chủ trì / an order to the lead unit");
        verb.add_option("--return", a.explanation,
                        "Chuyển lại cấp dưới, kèm chỉ đạo / back to the unit, with an instruction");
        verb.add_option("--assign", a.person, "Giao cho người khác của đơn vị / give it to another person of the unit");
        verb.add_option("--note", a.reason, "Ghi chú / note, with --take-up or --assign");
      },
      FillAnswer);
}

void AddComments(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "comment", "Ghi ý kiến / comment", &WorkStub::CommentOnTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("text", a.summary, "Ý kiến / text")->required();
        verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address");
      },
      [](Session&, const VerbArguments& a, v1::CommentOnTaskRequest& request) {
        request.set_text(a.summary);
        AddDocuments(a, request.mutable_documents());
      });
  auto arguments = std::make_shared<VerbArguments>();
  CLI::App* comments = task.add_subcommand("comments", "Các ý kiến, cũ trước / comments, oldest first");
  comments->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  comments->callback([&session, arguments] {
    v1::ListTaskCommentsRequest request;
    request.set_name(session.Name("tasks", arguments->task));
    v1::ListTaskCommentsResponse all;
    const absl::Status status =
        session.Client().ForEachPage(&WorkStub::ListTaskComments, request, [&](const auto& page) {
          all.mutable_comments()->MergeFrom(page.comments());
          return true;
        });
    if (!status.ok()) session.Fail(status);
    if (session.json) return session.PrintJson(all);
    Table table = CommentTable(all.comments());
    table.empty() ? session.Say("Chưa có ý kiến nào.") : session.Print(table);
  });
}

void AddWatching(CLI::App& task, Session& session) {
  AddVerb(task, session, "watch", "Theo dõi / follow it", &WorkStub::WatchTask, NoOptions, NoMore);
  AddVerb(task, session, "unwatch", "Thôi theo dõi / stop following it", &WorkStub::UnwatchTask, NoOptions, NoMore);
}

}  // namespace

void AddTaskWorkCommands(CLI::App& task, Session& session) {
  AddCustodyVerbs(task, session);
  AddEvidenceVerbs(task, session);
  AddProgressVerbs(task, session);
  AddReminder(task, session);
  AddEscalationAnswer(task, session);
  AddComments(task, session);
  AddWatching(task, session);
}

}  // namespace phoihop::cli
