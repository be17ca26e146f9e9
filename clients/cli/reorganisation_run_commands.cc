// phoihop reorganisation execute | undo | pause | resume

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/reorganisation_session.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ReorganisationService::Stub;

constexpr int kWaitMinutes = 30;

struct Arguments {
  std::string id;
  std::string basis;
  std::string etag;
  std::string request_id;
  bool no_wait = false;
  int limit_minutes = kWaitMinutes;
};

void Follow(Session& session, const Arguments& arguments, const google::longrunning::Operation& operation) {
  if (!arguments.no_wait) return WaitAndShow(session, operation.name(), arguments.id, arguments.limit_minutes);
  if (session.json) return session.PrintJson(operation);
  session.Say(absl::StrCat("Đang chạy: ", ShortName(operation.name())));
  std::cout << "→ phoihop reorganisation status " << ShortName(arguments.id) << " --wait\n";
}

void Execute(Session& session, const Arguments& arguments) {
  v1::ExecuteReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  Follow(session, arguments, session.OrFail(session.Client().Call(&Stub::ExecuteReorganisation, request)));
}

void Undo(Session& session, const Arguments& arguments) {
  v1::UndoReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  if (!arguments.basis.empty()) *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  Follow(session, arguments, session.OrFail(session.Client().Call(&Stub::UndoReorganisation, request)));
}

void Pause(Session& session, const Arguments& arguments) {
  v1::PauseReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_request_id(arguments.request_id);
  Show(session, session.OrFail(session.Client().Call(&Stub::PauseReorganisation, request)));
}

void Resume(Session& session, const Arguments& arguments) {
  v1::ResumeReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_request_id(arguments.request_id);
  const auto resumed = session.OrFail(session.Client().Call(&Stub::ResumeReorganisation, request));
  if (arguments.no_wait) return Show(session, resumed);
  WaitAndShow(session, RunningOperation(session, resumed), arguments.id, arguments.limit_minutes);
}

CLI::App* AddVerb(CLI::App& reorganisation, Session& session, const char* name, const char* help,
                  void (*run)(Session&, const Arguments&), const std::shared_ptr<Arguments>& arguments) {
  CLI::App* verb = reorganisation.add_subcommand(name, help);
  verb->add_option("reorganisation", arguments->id, "Mã / id")->required();
  verb->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  verb->callback([&session, arguments, run] { run(session, *arguments); });
  return verb;
}

void AddWaitOptions(CLI::App& verb, Arguments& arguments) {
  verb.add_flag("--no-wait", arguments.no_wait, "Không chờ đến khi xong / do not wait for the end");
  verb.add_option("--wait-minutes", arguments.limit_minutes, "Chờ lâu nhất, phút / wait at most")
      ->capture_default_str();
}

}  // namespace

void AddRunCommands(CLI::App& reorganisation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* execute = AddVerb(reorganisation, session, "execute",
                              "Thực hiện, chờ và in cân đối; thoát 1 khi còn vướng / execute", Execute, arguments);
  execute->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  AddWaitOptions(*execute, *arguments);
  CLI::App* undo = AddVerb(reorganisation, session, "undo", "Hoàn tác / take it back", Undo, arguments);
  undo->add_option("--basis", arguments->basis, "Căn cứ của việc hoàn tác / basis");
  undo->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  AddWaitOptions(*undo, *arguments);
  AddVerb(reorganisation, session, "pause", "Tạm dừng chuyển việc / let the moving of items stand still", Pause,
          arguments);
  CLI::App* resume = AddVerb(reorganisation, session, "resume", "Chạy tiếp, thử lại việc lỗi / go on, trying again",
                             Resume, arguments);
  AddWaitOptions(*resume, *arguments);
}

}  // namespace phoihop::cli
