// phoihop task …: other units. Pieces that are given away, contributions, copies, tasks that are waited for.

#include <CLI/App.hpp>

#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

using Stub = v1::TaskWorkService::Stub;

void NoMore(Session&, const VerbArguments&, google::protobuf::Message&) {}

void AddDelegation(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "delegate", "Giao một phần cho đơn vị khác / give a piece to another unit", &Stub::DelegateTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.unit, "Đơn vị thực hiện / unit")->required();
        verb.add_option("--title", a.title, "Phần việc / what it has to do")->required();
        verb.add_option("--description", a.explanation, "Nói rõ hơn / in more words");
        verb.add_option("--due", a.date, "Hạn; bỏ trống: hạn của cả việc / due date; empty: that of the whole");
        verb.add_flag("--blocking", a.flag, "Phải xong thì cả việc mới trình được / the whole waits for it");
        verb.add_option("--id", a.other, "Mã phần việc / id of the piece");
      },
      [](Session& s, const VerbArguments& a, v1::DelegateTaskRequest& request) {
        request.set_unit(s.Name("units", a.unit));
        request.set_title(a.title);
        request.set_description(a.explanation);
        request.set_due_date(DateForServer(a.date));
        request.set_blocking(a.flag);
        request.set_task_id(a.other);
      });
}

void AddContributions(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "ask-contributions", "Đề nghị đơn vị phối hợp góp ý / ask coordinators for their part",
      &Stub::RequestContributions,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--unit", a.units, "Đơn vị phối hợp; bỏ trống: mọi đơn vị chưa hỏi / empty: all not asked yet");
        verb.add_option("--request", a.reason, "Đề nghị gì / what is asked for")->required();
        verb.add_option("--by", a.date, "Trả lời trước khi hết ngày / until the end of (dd/mm/yyyy)");
      },
      [](Session& s, const VerbArguments& a, v1::RequestContributionsRequest& request) {
        for (const std::string& unit : a.units) request.add_units(s.Name("units", unit));
        request.set_request(a.reason);
        request.set_due_date(DateForServer(a.date));
      });
  AddVerb(
      task, session, "contribute", "Gửi nội dung phối hợp / contribute", &Stub::ContributeToTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--text", a.summary, "Nội dung / text");
        verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address");
        verb.add_flag("--nothing", a.flag, "Không có ý kiến / nothing to contribute");
      },
      [](Session&, const VerbArguments& a, v1::ContributeToTaskRequest& request) {
        request.set_text(a.summary);
        AddDocuments(a, request.mutable_documents());
        request.set_nothing(a.flag);
      });
}

void AddCopies(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "copy", "Gửi để biết / send for information", &Stub::SendCopies,
      [](CLI::App& verb, VerbArguments& a) { verb.add_option("--to", a.units, "Đơn vị nhận / units")->required(); },
      [](Session& s, const VerbArguments& a, v1::SendCopiesRequest& request) {
        for (const std::string& unit : a.units) request.add_units(s.Name("units", unit));
      });
  AddVerb(task, session, "read-copy", "Báo đã đọc bản gửi để biết / say that it was read", &Stub::AcknowledgeCopy,
          NoOptions, NoMore);
}

void AddDependencies(CLI::App& task, Session& session) {
  const auto other = [](CLI::App& verb, VerbArguments& a) {
    verb.add_option("other", a.other, "Nhiệm vụ phải xong trước / task that has to end first")->required();
  };
  AddVerb(
      task, session, "wait-for", "Chỉ bắt đầu khi việc khác đã xong / start after another task", &Stub::AddDependency,
      [other](CLI::App& verb, VerbArguments& a) {
        other(verb, a);
        verb.add_option("--reason", a.reason, "Lý do / reason");
      },
      [](Session& s, const VerbArguments& a, v1::AddDependencyRequest& request) {
        request.set_task(s.Name("tasks", a.other));
        request.set_reason(a.reason);
      });
  AddVerb(task, session, "dont-wait-for", "Không phải chờ việc đó nữa / do not wait for it any more",
          &Stub::RemoveDependency, other, [](Session& s, const VerbArguments& a, v1::RemoveDependencyRequest& request) {
            request.set_task(s.Name("tasks", a.other));
          });
}

}  // namespace

void AddTaskTeamCommands(CLI::App& task, Session& session) {
  AddDelegation(task, session);
  AddContributions(task, session);
  AddCopies(task, session);
  AddDependencies(task, session);
}

}  // namespace phoihop::cli
