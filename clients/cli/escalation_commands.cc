#include "clients/cli/escalation_commands.h"

#include <CLI/App.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/escalation_print.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::EscalationService::Stub;

struct Arguments {
  std::string task;
  std::string reason;
  int limit = 50;
};

void ShowStatus(Session& session) {
  v1::GetEscalationStatusRequest request;
  request.set_name(session.Province());
  const v1::EscalationStatus status = session.OrFail(session.Client().Call(&Stub::GetEscalationStatus, request));
  if (session.json) return session.PrintJson(status);
  session.Say(absl::StrCat("Bộ máy đôn đốc của ", session.province, " lúc ", TimeForPeople(status.status_time())));
  session.Print(EscalationTable(status));
  const std::vector<std::string> warnings = EscalationWarnings(status);
  for (const std::string& warning : warnings) session.Say(absl::StrCat("! ", warning));
  if (warnings.empty()) session.Say("Mọi việc đúng giờ, không có gì bị gác lại.");
}

void ListSetAside(Session& session, const Arguments& arguments) {
  v1::ListSetAsideTasksRequest request;
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  const v1::ListSetAsideTasksResponse list = session.OrFail(session.Client().Call(&Stub::ListSetAsideTasks, request));
  if (session.json) return session.PrintJson(list);
  if (list.set_aside_tasks().empty()) return session.Say("Không có nhiệm vụ nào bị gác lại.");
  session.Print(SetAsideTable(list));
  if (!list.next_page_token().empty()) session.Say("Còn nữa; xem thêm bằng --limit.");
}

void Release(Session& session, const Arguments& arguments) {
  v1::ReleaseSetAsideTaskRequest request;
  request.set_name(session.Name("tasks", arguments.task));
  request.set_reason(arguments.reason);
  request.set_request_id(client::NewRequestId());
  const v1::ReleaseSetAsideTaskResponse response =
      session.OrFail(session.Client().Call(&Stub::ReleaseSetAsideTask, request));
  if (session.json) return session.PrintJson(response);
  if (response.has_set_aside_again()) {
    session.Fail(absl::StrCat("Đã thử lại ", ShortName(request.name()),
                              " nhưng vẫn không được, lại bị gác: ", response.set_aside_again().reason()));
  }
  session.Say(absl::StrCat("Đã thử lại ", ShortName(request.name()), ": những bước đôn đốc bị lỡ đã được thực hiện."));
}

}  // namespace

void AddEscalationCommands(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* escalation = app.add_subcommand(
      "escalation", "Bộ máy đôn đốc: có đúng giờ không, gác lại những gì / the engine of deadlines, for operators");
  escalation->require_subcommand(1);
  escalation->add_subcommand("status", "Tình trạng hiện nay / how it stands")->callback([&session] {
    ShowStatus(session);
  });
  AddEscalationPolicyCommands(*escalation, session);
  AddFailedDeliveryCommands(*escalation, session);
  CLI::App* aside =
      escalation->add_subcommand("set-aside", "Nhiệm vụ bị gác lại vì lỗi / tasks whose due clocks could not be fired");
  aside->require_subcommand(1);
  CLI::App* list = aside->add_subcommand("list", "Danh sách và nguyên nhân / which ones, and why");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { ListSetAside(session, *arguments); });
  CLI::App* release = aside->add_subcommand(
      "release", "Thử lại ngay sau khi khắc phục / try one again at once, after its cause was mended");
  release->add_option("task", arguments->task, "Mã nhiệm vụ / id of the task")->required();
  release->add_option("--reason", arguments->reason, "Đã khắc phục điều gì / what was mended")->required();
  release->callback([&session, arguments] { Release(session, *arguments); });
}

}  // namespace phoihop::cli
