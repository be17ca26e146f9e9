// phoihop instrument | function | duty | matrix

#include <CLI/App.hpp>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/responsibility_session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ResponsibilityService::Stub;

// Rows of one page of the server.
constexpr int kPage = 1000;

struct Arguments {
  std::string text;
  std::string as_of;
  std::string known_at;
  std::string status;
  std::string type;
  std::string unit;
  std::string role;
  std::string regulation;
  std::string reorganisation;
  std::vector<std::string> functions;
  std::vector<std::string> units;
  int limit = 200;
  bool full_names = false;
};

// -- Instruments

void ListInstruments(Session& session, const Arguments& arguments) {
  v1::ListInstrumentsRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(session.Province());
  request.set_as_of(DateForServer(arguments.as_of));
  request.set_page_size(arguments.limit);
  std::vector<std::string> filter;
  if (!arguments.status.empty()) {
    const auto status = InstrumentStatusOfWord(arguments.status);
    if (!status.has_value()) session.Fail(absl::StrCat("tình trạng là một trong: ", InstrumentStatusWords()));
    filter.push_back(absl::StrCat("status = ", v1::InstrumentStatus_Name(*status)));
  }
  if (!arguments.text.empty())
    filter.push_back(absl::StrCat("(title : ", Quoted(arguments.text), " OR number : ", Quoted(arguments.text), ")"));
  if (!arguments.type.empty()) filter.push_back(absl::StrCat("type : ", Quoted(arguments.type)));
  request.set_filter(absl::StrJoin(filter, " AND "));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListInstruments, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Số hiệu", "Tên", "Ban hành", "Tình trạng"});
  for (const auto& instrument : response.instruments()) {
    table.Add({instrument.number(), instrument.title(), DateForPeople(instrument.issue_date()),
               InstrumentStatusForPeople(instrument.validity().status())});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.instruments_size(), "/", response.total_size(), " văn bản"));
}

v1::ResolveCitationResponse Resolve(Session& session, const std::string& text, const std::string& as_of) {
  v1::ResolveCitationRequest request;
  request.set_parent(session.Province());
  request.set_text(text);
  request.set_as_of(as_of);
  return session.OrFail(session.Client().Call(&Stub::ResolveCitation, request));
}

void ShowInstrument(Session& session, const Arguments& arguments) {
  v1::GetInstrumentRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_as_of(DateForServer(arguments.as_of));
  const auto resolved = Resolve(session, arguments.text, request.as_of());
  const bool by_number = resolved.citations_size() == 1 && !resolved.citations(0).instrument().empty();
  if (resolved.citations_size() == 1 && !by_number) {
    session.Fail(absl::StrCat("không có, hoặc có nhiều hơn một văn bản số ",
                              resolved.citations(0).citation().instrument_number(),
                              ": tìm mã bằng `phoihop instrument list --text`, rồi cho mã"));
  }
  request.set_name(by_number ? resolved.citations(0).instrument() : session.Name("instruments", arguments.text));
  const auto instrument = session.OrFail(session.Client().Call(&Stub::GetInstrument, request));
  if (session.json) return session.PrintJson(instrument);
  std::cout << DescribeInstrument(instrument, TerminalWidth());
}

void Cite(Session& session, const Arguments& arguments) {
  const auto response = Resolve(session, arguments.text, DateForServer(arguments.as_of));
  if (session.json) return session.PrintJson(response);
  std::cout << DescribeCitations(response, TerminalWidth());
}

void AddInstrumentCommands(CLI::App& app, Session& session) {
  CLI::App* instrument = app.add_subcommand("instrument", "Văn bản, hiệu lực, trích dẫn / legal instruments");
  instrument->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* list = instrument->add_subcommand("list", "Danh sách, với tình trạng vào ngày / with status on the day");
  list->add_option("--at", arguments->as_of, "Vào ngày; bỏ trống: hôm nay / as of (dd/mm/yyyy)");
  list->add_option("--status", arguments->status, absl::StrCat("Tình trạng / status: ", InstrumentStatusWords()));
  list->add_option("--text", arguments->text, "Có trong tên hoặc số hiệu / in title or number");
  list->add_option("--type", arguments->type, "Loại văn bản / type: 'Quyết định' …");
  list->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { ListInstruments(session, *arguments); });

  CLI::App* show = instrument->add_subcommand("show", "Một văn bản / one instrument");
  show->add_option("instrument", arguments->text, "Số hiệu như người gõ, hoặc mã / number or id")->required();
  show->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  show->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on");
  show->callback([&session, arguments] { ShowInstrument(session, *arguments); });

  CLI::App* cite = instrument->add_subcommand("cite", "Hiểu một trích dẫn / take a citation apart");
  cite->add_option("text", arguments->text, "'Nghị định 72/2015/NĐ-CP Điều 4 khoản 1 điểm d'")->required();
  cite->add_option("--at", arguments->as_of, "Tình trạng vào ngày / status on (dd/mm/yyyy)");
  cite->callback([&session, arguments] { Cite(session, *arguments); });
}

// -- Functions and duties

void ListFunctions(Session& session, const Arguments& arguments) {
  v1::ListFunctionsRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(session.Province());
  request.set_page_size(kPage);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListFunctions, request));
  if (session.json) return session.PrintJson(response);
  std::map<std::string, std::vector<const v1::Function*>> below;
  for (const auto& function : response.functions()) below[function.parent()].push_back(&function);
  Table table({"Mã", "Chức năng", "Từ khóa"});
  // A function is above its branches; the server lets nothing be a branch of itself.
  std::vector<std::pair<const v1::Function*, int>> open;
  const auto push = [&](const std::string& parent, int depth) {
    const auto& branches = below[parent];
    for (auto at = branches.rbegin(); at != branches.rend(); ++at) open.emplace_back(*at, depth);
  };
  push("", 0);
  while (!open.empty()) {
    const auto [function, depth] = open.back();
    open.pop_back();
    std::string indent;
    for (int i = 0; i < depth; ++i) indent += "· ";
    table.Add({ShortName(function->name()), absl::StrCat(indent, function->display_name()),
               absl::StrJoin(function->terms(), " | ")});
    push(function->name(), depth + 1);
  }
  session.Print(table);
  session.Say(absl::StrCat(response.total_size(), " chức năng"));
}

void ListDuties(Session& session, const Arguments& arguments) {
  v1::ListDutiesRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  const std::string day = DateForServer(arguments.as_of);
  std::vector<std::string> filter;
  if (!arguments.unit.empty()) {
    filter.push_back(absl::StrCat("holder = ", Quoted(FindUnit(session, arguments.unit, day))));
  }
  if (!arguments.role.empty()) {
    const auto role = DutyRoleOfWord(arguments.role);
    if (!role.has_value()) session.Fail(absl::StrCat("vai trò là một trong: ", DutyRoleWords()));
    filter.push_back(absl::StrCat("role = ", v1::DutyRole_Name(*role)));
  }
  request.set_filter(absl::StrJoin(filter, " AND "));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListDuties, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Mã", "Việc", "Chủ trì", "Phối hợp", "Căn cứ"});
  for (const auto& duty : response.duties()) {
    table.Add({ShortName(duty.name()), duty.function(), HoldersForPeople(duty, v1::DUTY_ROLE_LEAD, day, {}),
               HoldersForPeople(duty, v1::DUTY_ROLE_COORDINATE, day, {}), CitationForPeople(duty.basis())});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.duties_size(), "/", response.total_size(),
                           " trách nhiệm; * chỉ là minh họa, chưa có quy định"));
}

// -- The matrix

void ShowMatrix(Session& session, const Arguments& arguments) {
  v1::GetResponsibilityMatrixRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(session.Province());
  request.set_as_of(DateForServer(arguments.as_of));
  request.set_regulation(session.Name("regulations", arguments.regulation));
  request.set_reorganisation(session.Name("reorganisations", arguments.reorganisation));
  for (const std::string& id : arguments.functions) request.add_functions(session.Name("functions", id));
  for (const std::string& text : arguments.units) request.add_units(FindUnit(session, text, request.as_of()));
  const auto matrix = session.OrFail(session.Client().Call(&Stub::GetResponsibilityMatrix, request));
  if (session.json) return session.PrintJson(matrix);
  v1::ListFunctionsRequest functions;
  functions.set_parent(session.Province());
  functions.set_page_size(kPage);
  Names names;
  const auto known = session.OrFail(session.Client().Call(&Stub::ListFunctions, functions));
  for (const auto& one : known.functions()) {
    names[one.name()] = one.display_name();
  }
  std::cout << DescribeMatrix(
      matrix, names,
      {.width = TerminalWidth(), .full_names = arguments.full_names, .some_units = !arguments.units.empty()});
}

void AddMatrixCommand(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* matrix = app.add_subcommand("matrix", "Ai làm gì, vai trò nào / functions × units × roles on a day");
  matrix->add_option("--at", arguments->as_of,
                     "Vào ngày; bỏ trống: hôm nay, của dự thảo: khi có hiệu lực / as of (dd/mm/yyyy)");
  matrix->add_option("--function", arguments->functions, "Chỉ chức năng này và nhánh dưới, nhiều lần được / only");
  matrix->add_option("--unit", arguments->units, "Chỉ đơn vị này, nhiều lần được / only this unit");
  matrix->add_option("--regulation", arguments->regulation, "Như khi dự thảo này thành luật / as if it were law");
  matrix->add_option("--reorganisation", arguments->reorganisation, "Như khi sắp xếp này xong / as if executed");
  matrix->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on");
  matrix->add_flag("--names", arguments->full_names, "Tên đơn vị thay cho mã / names instead of ids");
  matrix->callback([&session, arguments] { ShowMatrix(session, *arguments); });
}

}  // namespace

void AddResponsibilityCommands(CLI::App& app, Session& session) {
  AddInstrumentCommands(app, session);

  auto arguments = std::make_shared<Arguments>();
  CLI::App* function = app.add_subcommand("function", "Chức năng / functions");
  function->require_subcommand(1);
  CLI::App* functions = function->add_subcommand("list", "Cây chức năng / the tree");
  functions->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on");
  functions->callback([&session, arguments] { ListFunctions(session, *arguments); });

  auto asked = std::make_shared<Arguments>();
  CLI::App* duty = app.add_subcommand("duty", "Trách nhiệm / duties");
  duty->require_subcommand(1);
  CLI::App* duties = duty->add_subcommand("list", "Danh sách / list");
  duties->add_option("--unit", asked->unit, "Của đơn vị / of a unit");
  duties->add_option("--role", asked->role, absl::StrCat("Vai trò / role: ", DutyRoleWords()));
  duties->add_option("--at", asked->as_of, "Người giữ vào ngày; bỏ trống: mọi lúc / holders on (dd/mm/yyyy)");
  duties->add_option("--known-at", asked->known_at, "Như đã biết vào / as known on");
  duties->add_option("--limit", asked->limit, "Nhiều nhất / at most")->capture_default_str();
  duties->callback([&session, asked] { ListDuties(session, *asked); });

  AddMatrixCommand(app, session);
  AddRegulationCommands(app, session);
}

}  // namespace phoihop::cli
