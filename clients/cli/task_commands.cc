// phoihop task …

#include <CLI/App.hpp>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/drawing.h"
#include "clients/cli/session.h"
#include "clients/cli/task_print.h"
#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

using Stub = v1::TaskService::Stub;

// Of the list.
struct ListArguments {
  std::string unit;
  std::string filter;
  std::string order_by;
  int limit = 50;
};

void FillResult(const VerbArguments& arguments, v1::TaskResult& result) {
  result.set_summary(arguments.summary);
  AddDocuments(arguments, result.mutable_documents());
}

void AddSimpleVerbs(CLI::App& task, Session& session) {
  AddVerb(task, session, "accept", "Tiếp nhận / accept", NoOptions, [](Session& s, const VerbArguments& a) {
    return s.OrFail(s.Client().Call(&Stub::AcceptTask, StartRequest<v1::AcceptTaskRequest>(s, a)));
  });
  AddVerb(task, session, "start", "Bắt đầu thực hiện / start", NoOptions, [](Session& s, const VerbArguments& a) {
    return s.OrFail(s.Client().Call(&Stub::StartTask, StartRequest<v1::StartTaskRequest>(s, a)));
  });
  AddVerb(
      task, session, "issue", "Giao nhiệm vụ đang dự kiến / issue",
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--event-date", a.date, "Ngày xảy ra sự kiện được chờ / day of the awaited event");
      },
      [](Session& s, const VerbArguments& a) {
        auto request = StartRequest<v1::IssueTaskRequest>(s, a);
        request.set_anchor_date(DateForServer(a.date));
        return s.OrFail(s.Client().Call(&Stub::IssueTask, request));
      });
  AddVerb(
      task, session, "approve", "Phê duyệt kết quả / approve",
      [](CLI::App& verb, VerbArguments& a) { verb.add_option("--comment", a.explanation, "Ý kiến / comment"); },
      [](Session& s, const VerbArguments& a) {
        auto request = StartRequest<v1::ApproveTaskRequest>(s, a);
        request.set_comment(a.explanation);
        return s.OrFail(s.Client().Call(&Stub::ApproveTask, request));
      });
  AddVerb(
      task, session, "assign", "Phân công người thực hiện / assign a person",
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("person", a.person, "Mã người; bỏ trống: trả về đơn vị / person id; empty: back to the unit");
      },
      [](Session& s, const VerbArguments& a) {
        auto request = StartRequest<v1::AssignPersonRequest>(s, a);
        request.set_person(s.Name("persons", a.person));
        return s.OrFail(s.Client().Call(&Stub::AssignPerson, request));
      });
}

void AddReasonedVerbs(CLI::App& task, Session& session) {
  AddVerb(task, session, "return", "Trả lại để làm tiếp / return", ReasonOption,
          [](Session& s, const VerbArguments& a) {
            auto request = StartRequest<v1::ReturnTaskRequest>(s, a);
            request.set_reason(a.reason);
            return s.OrFail(s.Client().Call(&Stub::ReturnTask, request));
          });
  AddVerb(task, session, "revoke", "Thu hồi / revoke", ReasonOption, [](Session& s, const VerbArguments& a) {
    auto request = StartRequest<v1::RevokeTaskRequest>(s, a);
    request.set_reason(a.reason);
    return s.OrFail(s.Client().Call(&Stub::RevokeTask, request));
  });
  AddVerb(
      task, session, "refuse", "Từ chối, nêu lý do / refuse with a reason",
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--reason", a.reason, "not-competent | duplicate | incomplete | not-feasible | other")
            ->required();
        verb.add_option("--explanation", a.explanation, "Giải thích / explanation");
        verb.add_option("--propose", a.unit, "Đơn vị nên giao / unit that should have it");
      },
      [](Session& s, const VerbArguments& a) {
        auto request = StartRequest<v1::RefuseTaskRequest>(s, a);
        request.set_reason(RefusalReasonFor(s, a.reason));
        request.set_explanation(a.explanation);
        request.set_proposed_unit(s.Name("units", a.unit));
        return s.OrFail(s.Client().Call(&Stub::RefuseTask, request));
      });
  AddVerb(
      task, session, "reissue", "Giao lại nhiệm vụ bị từ chối / reissue",
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.unit, "Đơn vị nhận; bỏ trống: đơn vị cũ / unit; empty: the same");
        verb.add_option("--reason", a.reason, "Lý do / reason");
      },
      [](Session& s, const VerbArguments& a) {
        auto request = StartRequest<v1::ReissueTaskRequest>(s, a);
        request.set_lead_unit(s.Name("units", a.unit));
        request.set_reason(a.reason);
        return s.OrFail(s.Client().Call(&Stub::ReissueTask, request));
      });
}

void AddResultVerbs(CLI::App& task, Session& session) {
  const auto result_options = [](CLI::App& verb, VerbArguments& a) {
    verb.add_option("--summary", a.summary, "Kết quả / result");
    verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address");
  };
  AddVerb(task, session, "submit", "Trình kết quả / submit", result_options, [](Session& s, const VerbArguments& a) {
    auto request = StartRequest<v1::SubmitTaskRequest>(s, a);
    FillResult(a, *request.mutable_result());
    return s.OrFail(s.Client().Call(&Stub::SubmitTask, request));
  });
  AddVerb(task, session, "complete", "Hoàn thành việc không cần phê duyệt / complete", result_options,
          [](Session& s, const VerbArguments& a) {
            auto request = StartRequest<v1::CompleteTaskRequest>(s, a);
            FillResult(a, *request.mutable_result());
            return s.OrFail(s.Client().Call(&Stub::CompleteTask, request));
          });
}

void AddReads(CLI::App& task, Session& session) {
  auto arguments = std::make_shared<VerbArguments>();
  CLI::App* show = task.add_subcommand("show", "Một nhiệm vụ / one task");
  show->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  AddDrawing(*show, session, [&session, arguments] {
    v1::GetTaskRequest request;
    request.set_name(session.Name("tasks", arguments->task));
    ShowTask(session, session.OrFail(session.Client().Call(&Stub::GetTask, request)));
  });

  auto wanted = std::make_shared<ListArguments>();
  CLI::App* list = task.add_subcommand("list", "Danh sách nhiệm vụ / tasks");
  list->add_option("--filter", wanted->filter, "Bộ lọc / filter, ví dụ 'open = true AND overdue = true'");
  list->add_option("--unit", wanted->unit, "Của đơn vị chủ trì / of a lead unit");
  list->add_option("--order-by", wanted->order_by, "due_time | create_time | update_time [desc]");
  list->add_option("--limit", wanted->limit, "Nhiều nhất / at most")->capture_default_str();
  AddDrawing(*list, session, [&session, wanted] {
    v1::ListTasksRequest request;
    request.set_parent(session.Province());
    request.set_filter(wanted->filter);
    if (!wanted->unit.empty()) {
      const std::string by_unit = absl::StrCat("lead_unit = ", Quoted(session.Name("units", wanted->unit)));
      request.set_filter(wanted->filter.empty() ? by_unit : absl::StrCat("(", wanted->filter, ") AND ", by_unit));
    }
    request.set_order_by(wanted->order_by);
    request.set_page_size(wanted->limit);
    const auto response = session.OrFail(session.Client().Call(&Stub::ListTasks, request));
    if (session.json) return session.PrintJson(response);
    Table table = TaskTable();
    for (const auto& entry : response.tasks()) AddTaskRow(table, entry);
    session.Print(table);
    session.Say(absl::StrCat(response.tasks_size(), "/",
                             response.total_size() < 0 ? "nhiều" : absl::StrCat(response.total_size()), " nhiệm vụ"));
  });
}

}  // namespace

void AddTaskCommands(CLI::App& app, Session& session) {
  CLI::App* task = app.add_subcommand("task", "Nhiệm vụ được giao / tasks");
  task->require_subcommand(1);
  AddReads(*task, session);
  AddTaskCreateCommand(*task, session);
  AddSimpleVerbs(*task, session);
  AddReasonedVerbs(*task, session);
  AddResultVerbs(*task, session);
  AddTaskHandoffCommands(*task, session);
  AddTaskChangeCommands(*task, session);
  AddTaskTeamCommands(*task, session);
  AddTaskWorkCommands(*task, session);
  AddTaskFileCommands(*task, session);
}

}  // namespace phoihop::cli
