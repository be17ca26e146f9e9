// phoihop task …: when a task does not go as it was given. More time, standstills, other ends, and the ways back.

#include <CLI/App.hpp>

#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

using Stub = v1::TaskService::Stub;

// What people leave empty is not sent: an empty citation is none.
template <typename Request>
void SetBasis(const VerbArguments& a, Request& request) {
  if (!a.basis.empty()) *request.mutable_basis() = CitationForServer(a.basis);
}

void ReasonAndBasis(CLI::App& verb, VerbArguments& a) {
  ReasonOption(verb, a);
  BasisOption(verb, a);
}

void AddExtensionVerbs(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "extend", "Xin gia hạn, trước khi hết hạn / ask for more time", &Stub::RequestExtension,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.date, "Đến ngày / until (dd/mm/yyyy)")->required();
        ReasonOption(verb, a);
        verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address");
      },
      [](Session&, const VerbArguments& a, v1::RequestExtensionRequest& request) {
        request.set_due_date(DateForServer(a.date));
        request.set_reason(a.reason);
        AddDocuments(a, request.mutable_documents());
      });
  AddVerb(
      task, session, "grant-extension", "Đồng ý gia hạn / grant it", &Stub::GrantExtension,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--to", a.date, "Đến ngày khác; bỏ trống: ngày đã xin / another day; empty: as asked");
        verb.add_option("--comment", a.explanation, "Ý kiến / comment");
        BasisOption(verb, a);
      },
      [](Session&, const VerbArguments& a, v1::GrantExtensionRequest& request) {
        request.set_due_date(DateForServer(a.date));
        request.set_explanation(a.explanation);
        SetBasis(a, request);
      });
  AddVerb(
      task, session, "deny-extension", "Không đồng ý gia hạn / deny it", &Stub::DenyExtension, ReasonOption,
      [](Session&, const VerbArguments& a, v1::DenyExtensionRequest& request) { request.set_explanation(a.reason); });
}

void AddSuspensionVerbs(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "suspend", "Tạm dừng đến hết một ngày / suspend until the end of a day", &Stub::SuspendTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--until", a.date, "Ngày cuối cùng / last day (dd/mm/yyyy)")->required();
        ReasonAndBasis(verb, a);
      },
      [](Session&, const VerbArguments& a, v1::SuspendTaskRequest& request) {
        request.set_until_date(DateForServer(a.date));
        request.set_reason(a.reason);
        SetBasis(a, request);
      });
  AddVerb(
      task, session, "record-suspension", "Ghi nhận tạm dừng đã qua / record afterwards that it stood still",
      &Stub::RecordSuspension,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--from", a.from, "Ngày đầu tiên / first day (dd/mm/yyyy)")->required();
        verb.add_option("--until", a.date, "Ngày cuối cùng / last day (dd/mm/yyyy)")->required();
        ReasonAndBasis(verb, a);
      },
      [](Session&, const VerbArguments& a, v1::RecordSuspensionRequest& request) {
        request.set_from_date(DateForServer(a.from));
        request.set_until_date(DateForServer(a.date));
        request.set_reason(a.reason);
        SetBasis(a, request);
      });
  AddVerb(
      task, session, "reanchor", "Tính lại hạn từ ngày khác của sự kiện / the period runs from another day",
      &Stub::ReanchorTask,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--date", a.date, "Ngày xảy ra sự kiện / the day of the event (dd/mm/yyyy)")->required();
        ReasonAndBasis(verb, a);
      },
      [](Session&, const VerbArguments& a, v1::ReanchorTaskRequest& request) {
        request.set_anchor_date(DateForServer(a.date));
        request.set_reason(a.reason);
        SetBasis(a, request);
      });
  AddVerb(
      task, session, "resume", "Tiếp tục sau khi tạm dừng / resume", &Stub::ResumeTask,
      [](CLI::App& verb, VerbArguments& a) { verb.add_option("--reason", a.reason, "Lý do / reason"); },
      [](Session&, const VerbArguments& a, v1::ResumeTaskRequest& request) { request.set_reason(a.reason); });
}

void AddImpossibilityVerbs(CLI::App& task, Session& session) {
  AddVerb(
      task, session, "report-impossible", "Báo không thể thực hiện / report that it cannot be done",
      &Stub::ReportImpossible,
      [](CLI::App& verb, VerbArguments& a) {
        ReasonAndBasis(verb, a);
        verb.add_option("--document", a.documents, "Số ký hiệu hoặc địa chỉ văn bản / document number or address");
      },
      [](Session&, const VerbArguments& a, v1::ReportImpossibleRequest& request) {
        request.set_reason(a.reason);
        SetBasis(a, request);
        AddDocuments(a, request.mutable_documents());
      });
  AddVerb(
      task, session, "declare-impossible", "Xác nhận không thể thực hiện / declare it so", &Stub::DeclareImpossible,
      [](CLI::App& verb, VerbArguments& a) {
        verb.add_option("--comment", a.explanation, "Ý kiến / comment");
        BasisOption(verb, a);
      },
      [](Session&, const VerbArguments& a, v1::DeclareImpossibleRequest& request) {
        request.set_explanation(a.explanation);
        SetBasis(a, request);
      });
  AddVerb(
      task, session, "deny-impossible", "Không chấp nhận, phải làm tiếp / deny it: the work goes on",
      &Stub::DenyImpossible, ReasonOption,
      [](Session&, const VerbArguments& a, v1::DenyImpossibleRequest& request) { request.set_explanation(a.reason); });
}

// Out of the way for good, and back again.
void AddEndVerbs(CLI::App& task, Session& session) {
  AddVerb(task, session, "drop", "Bỏ nhiệm vụ đã bị từ chối / nobody has to do a refused task", &Stub::DropTask,
          ReasonAndBasis, [](Session&, const VerbArguments& a, v1::DropTaskRequest& request) {
            request.set_reason(a.reason);
            SetBasis(a, request);
          });
  const auto back = [](CLI::App& verb, VerbArguments& a) {
    ReasonAndBasis(verb, a);
    verb.add_option("--due", a.date, "Hạn mới; bỏ trống: hạn cũ / due date; empty: the one of before");
  };
  AddVerb(task, session, "reopen", "Mở lại việc đã hoàn thành / a completed task goes on", &Stub::ReopenTask, back,
          [](Session&, const VerbArguments& a, v1::ReopenTaskRequest& request) {
            request.set_reason(a.reason);
            request.set_due_date(DateForServer(a.date));
            SetBasis(a, request);
          });
  AddVerb(task, session, "restore", "Giao lại việc đã thu hồi, đã bỏ / give a revoked or skipped task again",
          &Stub::RestoreTask, back, [](Session&, const VerbArguments& a, v1::RestoreTaskRequest& request) {
            request.set_reason(a.reason);
            request.set_due_date(DateForServer(a.date));
            SetBasis(a, request);
          });
}

}  // namespace

void AddTaskChangeCommands(CLI::App& task, Session& session) {
  AddExtensionVerbs(task, session);
  AddSuspensionVerbs(task, session);
  AddImpossibilityVerbs(task, session);
  AddEndVerbs(task, session);
}

}  // namespace phoihop::cli
