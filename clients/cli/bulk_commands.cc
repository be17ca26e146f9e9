// phoihop bulk start | show | items | pause | resume | retry | cancel | list: one verb for many tasks.

#include <CLI/App.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/bulk_print.h"
#include "clients/cli/progress_line.h"
#include "clients/cli/session.h"
#include "clients/cpp/operation.h"

namespace phoihop::cli {
namespace {

using Stub = v1::BulkService::Stub;

constexpr int kWaitMinutes = 30;
constexpr char kVerbs[] = "accept, assign, hand-over, request, inform, extend, grant-extension, remind";

struct Arguments {
  std::string id;
  // Of a start:
  std::string verb;
  std::vector<std::string> tasks;
  std::string filter;
  std::string display_name;
  std::string person;
  std::string unit;
  std::string date;
  std::string reason;
  bool dry_run = false;
  // Of items and lists:
  std::vector<std::string> states;
  int limit = 50;

  std::string etag;
  std::string request_id;
  bool no_wait = false;
};

const std::map<std::string, v1::Handoff::Kind>& HandoffKinds() {
  static const auto* const kinds =
      new std::map<std::string, v1::Handoff::Kind>{{"hand-over", v1::Handoff::KIND_TRANSFER},
                                                   {"request", v1::Handoff::KIND_REQUEST},
                                                   {"inform", v1::Handoff::KIND_INFORMATION}};
  return *kinds;
}

void FillVerb(const Session& session, const Arguments& arguments, v1::BulkVerb& verb) {
  if (arguments.verb == "accept") {
    verb.mutable_accept();
  } else if (arguments.verb == "assign") {
    verb.mutable_assign_person()->set_person(session.Name("persons", arguments.person));
  } else if (const auto kind = HandoffKinds().find(arguments.verb); kind != HandoffKinds().end()) {
    v1::Handoff& handoff = *verb.mutable_hand_off()->mutable_handoff();
    handoff.set_kind(kind->second);
    handoff.set_to_unit(session.Name("units", arguments.unit));
    handoff.set_reason(arguments.reason);
    handoff.set_reply_by_date(DateForServer(arguments.date));
  } else if (arguments.verb == "extend") {
    verb.mutable_request_extension()->set_due_date(DateForServer(arguments.date));
    verb.mutable_request_extension()->set_reason(arguments.reason);
  } else if (arguments.verb == "grant-extension") {
    verb.mutable_grant_extension()->set_due_date(DateForServer(arguments.date));
    verb.mutable_grant_extension()->set_explanation(arguments.reason);
  } else if (arguments.verb == "remind") {
    verb.mutable_remind()->set_text(arguments.reason);
  } else {
    session.Fail(absl::StrCat("việc là một trong: ", kVerbs));
  }
}

void Show(const Session& session, const v1::BulkOperation& operation) {
  if (session.json) return session.PrintJson(operation);
  std::cout << DescribeBulk(operation, TerminalWidth());
  if (operation.failed() > 0 && !operation.name().empty()) {
    std::cout << "→ phoihop bulk items " << ShortName(operation.name()) << " --state failed\n";
  }
}

// Waits for the end with a line that says how far it is. One that is paused is not waited for.
void Follow(Session& session, const google::longrunning::Operation& operation, bool no_wait) {
  v1::BulkOperation bulk;
  operation.metadata().UnpackTo(&bulk);
  if (!operation.done() && !no_wait) {
    client::OperationWait wait;
    wait.limit = absl::Minutes(kWaitMinutes);
    ProgressLine line(session.json);
    const auto on_answer = [&](const google::longrunning::Operation& answer) {
      if (answer.metadata().UnpackTo(&bulk)) line.Show(BulkProgress(bulk));
      return bulk.state() != v1::BulkOperation::STATE_PAUSED;
    };
    const auto done = client::WaitUntilDone(session.Client(), operation.name(), wait, on_answer);
    if (!done.ok()) session.Fail(done.status());
    if (const absl::Status error = client::ErrorOf(*done); !error.ok()) session.Fail(error);
  }
  Show(session, bulk);
}

void Start(Session& session, const Arguments& arguments) {
  v1::CreateBulkOperationRequest request;
  request.set_parent(session.Province());
  FillVerb(session, arguments, *request.mutable_bulk_operation()->mutable_verb());
  request.mutable_bulk_operation()->set_display_name(arguments.display_name);
  for (const std::string& task : arguments.tasks) request.add_tasks(session.Name("tasks", task));
  request.set_filter(arguments.filter);
  request.set_bulk_operation_id(arguments.id);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto operation = session.OrFail(session.Client().Call(&Stub::CreateBulkOperation, request));
  if (!arguments.dry_run) return Follow(session, operation, arguments.no_wait);
  v1::BulkOperation seen;
  operation.response().UnpackTo(&seen);
  if (session.json) return session.PrintJson(seen);
  session.Say(absl::StrCat("Nếu chạy bây giờ (", BulkVerbForPeople(seen.verb()), "): ", seen.succeeded(), "/",
                           seen.total(), " được, ", seen.failed(), " không được. Chưa làm gì."));
}

template <typename Request>
Request RequestFor(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_name(session.Name("bulkOperations", arguments.id));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  return request;
}

void Get(Session& session, const Arguments& arguments) {
  v1::GetBulkOperationRequest request;
  request.set_name(session.Name("bulkOperations", arguments.id));
  Show(session, session.OrFail(session.Client().Call(&Stub::GetBulkOperation, request)));
}

void Pause(Session& session, const Arguments& arguments) {
  const auto request = RequestFor<v1::PauseBulkOperationRequest>(session, arguments);
  Show(session, session.OrFail(session.Client().Call(&Stub::PauseBulkOperation, request)));
}

void Resume(Session& session, const Arguments& arguments) {
  const auto request = RequestFor<v1::ResumeBulkOperationRequest>(session, arguments);
  const auto resumed = session.OrFail(session.Client().Call(&Stub::ResumeBulkOperation, request));
  google::longrunning::Operation operation;
  operation.set_name(
      absl::StrCat(session.Province(), "/operations/bulk-", resumed.attempt(), "-", ShortName(resumed.name())));
  operation.mutable_metadata()->PackFrom(resumed);
  Follow(session, operation, arguments.no_wait);
}

void Retry(Session& session, const Arguments& arguments) {
  const auto request = RequestFor<v1::RetryBulkOperationRequest>(session, arguments);
  Follow(session, session.OrFail(session.Client().Call(&Stub::RetryBulkOperation, request)), arguments.no_wait);
}

void Cancel(Session& session, const Arguments& arguments) {
  auto request = RequestFor<v1::CancelBulkOperationRequest>(session, arguments);
  request.set_reason(arguments.reason);
  Show(session, session.OrFail(session.Client().Call(&Stub::CancelBulkOperation, request)));
}

void Items(Session& session, const Arguments& arguments) {
  v1::ListBulkOperationItemsRequest request;
  request.set_parent(session.Name("bulkOperations", arguments.id));
  request.set_page_size(arguments.limit);
  for (const std::string& word : arguments.states) {
    const auto state = BulkItemStateOfWord(word);
    if (!state.has_value()) session.Fail(absl::StrCat("kết quả là một trong: ", BulkItemStateWords()));
    request.add_states(*state);
  }
  const auto response = session.OrFail(session.Client().Call(&Stub::ListBulkOperationItems, request));
  if (session.json) return session.PrintJson(response);
  Table table = BulkItemTable();
  for (const auto& item : response.items()) AddBulkItemRow(table, item);
  session.Print(table);
  session.Say(absl::StrCat(response.items_size(), " nhiệm vụ",
                           response.next_page_token().empty() ? "" : "; còn nữa, xem thêm bằng --limit"));
}

void List(Session& session, const Arguments& arguments) {
  v1::ListBulkOperationsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListBulkOperations, request));
  if (session.json) return session.PrintJson(response);
  Table table = BulkTable();
  for (const auto& operation : response.bulk_operations()) AddBulkRow(table, operation);
  session.Print(table);
}

using Run = void (*)(Session&, const Arguments&);

CLI::App* AddVerb(CLI::App& bulk, Session& session, const char* name, const char* help, Run run,
                  const std::shared_ptr<Arguments>& arguments) {
  CLI::App* verb = bulk.add_subcommand(name, help);
  verb->callback([&session, arguments, run] { run(session, *arguments); });
  return verb;
}

// One that is about an operation that there is.
void AddChange(CLI::App& bulk, Session& session, const char* name, const char* help, Run run) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = AddVerb(bulk, session, name, help, run, arguments);
  verb->add_option("bulk-operation", arguments->id, "Mã / id")->required();
  verb->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  verb->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  if (run == Cancel) verb->add_option("--reason", arguments->reason, "Lý do / reason");
  if (run == Resume || run == Retry) {
    verb->add_flag("--no-wait", arguments->no_wait, "Không chờ đến khi xong / do not wait for the end");
  }
}

void AddStart(CLI::App& bulk, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* start = AddVerb(bulk, session, "start", "Làm một việc với nhiều nhiệm vụ / do the same with many tasks",
                            Start, arguments);
  start->add_option("verb", arguments->verb, absl::StrCat("Một trong / one of: ", kVerbs))->required();
  start->add_option("tasks", arguments->tasks, "Mã các nhiệm vụ; hoặc --filter / task ids, or --filter");
  start->add_option("--filter", arguments->filter, "Mọi nhiệm vụ khớp bộ lọc / all tasks that match, xem task list");
  start->add_option("--title", arguments->display_name, "Tên của đợt xử lý / what people call it");
  start->add_option("--id", arguments->id, "Mã của đợt xử lý / id");
  start->add_option("--person", arguments->person, "Của assign: mã người; bỏ trống: trả về đơn vị / person");
  start->add_option("--to", arguments->unit, "Của hand-over, request, inform: đơn vị nhận / receiving unit");
  start->add_option(
      "--date", arguments->date,
      "Của extend, grant-extension: hạn mới; của hand-over, request, inform: hạn trả lời / new deadline, reply by");
  start->add_option("--reason,--text", arguments->reason, "Lý do, hoặc lời đôn đốc / reason, or the reminder");
  start->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  start->add_flag("--dry-run", arguments->dry_run, "Chỉ cho biết sẽ ra sao / only say what would come of it");
  start->add_flag("--no-wait", arguments->no_wait, "Không chờ đến khi xong / do not wait for the end");
}

}  // namespace

void AddBulkCommands(CLI::App& app, Session& session) {
  CLI::App* bulk = app.add_subcommand("bulk", "Xử lý hàng loạt / the same for many tasks");
  bulk->require_subcommand(1);
  AddStart(*bulk, session);
  auto arguments = std::make_shared<Arguments>();
  CLI::App* show = AddVerb(*bulk, session, "show", "Một đợt xử lý / one of them", Get, arguments);
  show->add_option("bulk-operation", arguments->id, "Mã / id")->required();
  CLI::App* items =
      AddVerb(*bulk, session, "items", "Kết quả từng nhiệm vụ / what became of each task", Items, arguments);
  items->add_option("bulk-operation", arguments->id, "Mã / id")->required();
  items->add_option("--state", arguments->states, absl::StrCat("Chỉ / only: ", BulkItemStateWords()));
  items->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  AddChange(*bulk, session, "pause", "Tạm dừng / let it stand still", Pause);
  AddChange(*bulk, session, "resume", "Chạy tiếp / go on", Resume);
  AddChange(*bulk, session, "retry", "Làm lại việc không được / do again what failed", Retry);
  AddChange(*bulk, session, "cancel", "Hủy phần đang chờ / give up what waits", Cancel);
  CLI::App* list = AddVerb(*bulk, session, "list", "Các đợt xử lý / all of them, newest first", List, arguments);
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
}

}  // namespace phoihop::cli
