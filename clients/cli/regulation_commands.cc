// phoihop regulation …: drafts of regulations.

#include <CLI/App.hpp>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/responsibility_session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ResponsibilityService::Stub;

struct Arguments {
  std::string regulation;
  std::string file;
  std::string title;
  std::string date;
  std::string number;
  std::string issued;
  std::string basis;
  std::string reason;
  std::string state;
  std::string etag;
  std::string request_id;
  int limit = 200;
  bool dry_run = false;
};

void Show(Session& session, const v1::Regulation& regulation, bool dry_run = false) {
  if (session.json) return session.PrintJson(regulation);
  // Ids of units are what a draft is written with.
  std::cout << DescribeRegulation(regulation, {}, TerminalWidth());
  if (dry_run) session.Say("Chưa ghi gì.");
  if (regulation.state() != v1::Regulation::STATE_DRAFT) return;
  session.Say(absl::StrCat("Tiếp theo: phoihop matrix --regulation ", ShortName(regulation.name()),
                           " | phoihop findings --regulation ", ShortName(regulation.name()),
                           " | người khác: phoihop regulation enact ", ShortName(regulation.name()),
                           " --number … --issued …"));
}

void Draft(Session& session, const Arguments& arguments) {
  v1::CreateRegulationRequest request;
  request.set_parent(session.Province());
  v1::Regulation& draft = *request.mutable_regulation();
  session.ReadJsonFile(arguments.file, draft);
  const std::string id = draft.name().empty() ? "" : ShortName(draft.name());
  request.set_regulation_id(arguments.regulation.empty() ? id : arguments.regulation);
  if (request.regulation_id().empty()) session.Fail("cho mã của dự thảo: --id");
  draft.clear_name();
  if (!arguments.title.empty()) draft.set_display_name(arguments.title);
  if (!arguments.date.empty()) draft.set_effective_date(DateForServer(arguments.date));
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  Show(session, session.OrFail(session.Client().Call(&Stub::CreateRegulation, request)), arguments.dry_run);
}

void Update(Session& session, const Arguments& arguments) {
  v1::UpdateRegulationRequest request;
  const v1::Regulation present = GetRegulation(session, arguments.regulation);
  if (!arguments.file.empty()) {
    session.ReadJsonFile(arguments.file, *request.mutable_regulation());
    for (const char* path :
         {"display_name", "instrument", "effective_date", "functions", "duties", "ended_duties", "provenance"}) {
      request.mutable_update_mask()->add_paths(path);
    }
  }
  request.mutable_regulation()->set_name(present.name());
  if (!arguments.title.empty()) {
    request.mutable_regulation()->set_display_name(arguments.title);
    request.mutable_update_mask()->add_paths("display_name");
  }
  if (!arguments.date.empty()) {
    request.mutable_regulation()->set_effective_date(DateForServer(arguments.date));
    request.mutable_update_mask()->add_paths("effective_date");
  }
  if (request.update_mask().paths().empty()) session.Fail("cho biết sửa gì: --file, --title hoặc --date");
  request.set_etag(arguments.etag.empty() ? present.etag() : arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  Show(session, session.OrFail(session.Client().Call(&Stub::UpdateRegulation, request)), arguments.dry_run);
}

void List(Session& session, const Arguments& arguments) {
  v1::ListRegulationsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  if (!arguments.state.empty()) {
    const auto state = RegulationStateOfWord(arguments.state);
    if (!state.has_value()) session.Fail(absl::StrCat("trạng thái là một trong: ", RegulationStateWords()));
    request.set_filter(absl::StrCat("state = ", v1::Regulation::State_Name(*state)));
  }
  const auto response = session.OrFail(session.Client().Call(&Stub::ListRegulations, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Mã", "Tên", "Hiệu lực", "Số hiệu", "Trạng thái"});
  for (const auto& regulation : response.regulations()) {
    table.Add({ShortName(regulation.name()), regulation.display_name(), DateForPeople(regulation.effective_date()),
               regulation.instrument().number(), RegulationStateForPeople(regulation.state())});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.regulations_size(), "/", response.total_size(), " dự thảo, quy chế"));
}

void Enact(Session& session, const Arguments& arguments) {
  v1::EnactRegulationRequest request;
  request.set_name(session.Name("regulations", arguments.regulation));
  request.set_number(arguments.number);
  request.set_issue_date(DateForServer(arguments.issued));
  if (!arguments.basis.empty()) *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  Show(session, session.OrFail(session.Client().Call(&Stub::EnactRegulation, request)), arguments.dry_run);
}

void Withdraw(Session& session, const Arguments& arguments) {
  v1::WithdrawRegulationRequest request;
  request.set_name(session.Name("regulations", arguments.regulation));
  request.set_reason(arguments.reason);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  Show(session, session.OrFail(session.Client().Call(&Stub::WithdrawRegulation, request)), arguments.dry_run);
}

void AddWriteOptions(CLI::App& command, Arguments& arguments) {
  command.add_option("--etag", arguments.etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  command.add_option("--request-id", arguments.request_id, "Mã chống lặp / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chỉ xem trước, không ghi / preview only");
}

}  // namespace

v1::Regulation GetRegulation(Session& session, const std::string& id) {
  v1::GetRegulationRequest request;
  request.set_name(session.Name("regulations", id));
  return session.OrFail(session.Client().Call(&Stub::GetRegulation, request));
}

void AddRegulationCommands(CLI::App& app, Session& session) {
  CLI::App* regulation = app.add_subcommand("regulation", "Dự thảo quy chế / drafts of regulations");
  regulation->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();
  const auto subject = [&](CLI::App& command) {
    command.add_option("regulation", arguments->regulation, "Mã / id")->required();
  };
  const auto content = [&](CLI::App& command) {
    command.add_option("--title", arguments->title, "Tên gọi / title");
    command.add_option("--date", arguments->date, "Ngày có hiệu lực / effective date (dd/mm/yyyy)");
    AddWriteOptions(command, *arguments);
  };

  CLI::App* draft = regulation->add_subcommand("draft", "Soạn từ tệp JSON / draft from a JSON file");
  draft->add_option("--file", arguments->file, "Tệp JSON của cả Regulation / the whole of it as JSON")->required();
  draft->add_option("--id", arguments->regulation, "Mã / id, [a-z0-9-]");
  content(*draft);
  draft->callback([&session, arguments] { Draft(session, *arguments); });

  CLI::App* update = regulation->add_subcommand("update", "Sửa dự thảo / change a draft");
  subject(*update);
  update->add_option("--file", arguments->file, "Tệp JSON của cả Regulation / the whole of it as JSON");
  content(*update);
  update->callback([&session, arguments] { Update(session, *arguments); });

  CLI::App* show = regulation->add_subcommand("show", "Xem / show");
  subject(*show);
  show->callback([&session, arguments] { Show(session, GetRegulation(session, arguments->regulation)); });

  CLI::App* list = regulation->add_subcommand("list", "Danh sách / list");
  list->add_option("--state", arguments->state, absl::StrCat("Trạng thái / state: ", RegulationStateWords()));
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* enact = regulation->add_subcommand("enact", "Ban hành, do người khác người soạn / enact");
  subject(*enact);
  enact->add_option("--number", arguments->number, "Số hiệu / number: 57/2026/QĐ-UBND");
  enact->add_option("--issued", arguments->issued, "Ngày ban hành / issue date (dd/mm/yyyy)");
  enact->add_option("--basis", arguments->basis, "Căn cứ; bỏ trống: chính văn bản đó / basis");
  AddWriteOptions(*enact, *arguments);
  enact->callback([&session, arguments] { Enact(session, *arguments); });

  CLI::App* withdraw = regulation->add_subcommand("withdraw", "Rút dự thảo / give a draft up");
  subject(*withdraw);
  withdraw->add_option("--reason", arguments->reason, "Lý do / reason");
  AddWriteOptions(*withdraw, *arguments);
  withdraw->callback([&session, arguments] { Withdraw(session, *arguments); });
}

}  // namespace phoihop::cli
