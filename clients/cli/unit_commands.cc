// phoihop unit …

#include <CLI/App.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

void PrintUnit(const Session& session, const v1::Unit& unit) {
  session.Say(absl::StrCat(NameForPeople(unit), "   [", ShortName(unit.name()), "]",
                           unit.alive() ? "" : "   (không còn hoạt động vào ngày này)"));
  Table versions({"Hiệu lực", "Tên chính thức", "Loại", "Căn cứ"});
  for (const auto& version : unit.versions()) {
    versions.Add({IntervalForPeople(version.valid_from(), version.valid_to()), version.display_name(),
                  KindForPeople(version.kind()), version.basis().text()});
  }
  session.Print(versions);
  for (const auto& identifier : unit.identifiers()) {
    session.Say(absl::StrCat("Mã ", identifier.scheme(), ": ", identifier.value(), "   ",
                             IntervalForPeople(identifier.valid_from(), identifier.valid_to())));
  }
  for (const auto& relation : unit.relations()) {
    session.Say(absl::StrCat(LowerName(v1::RelationType_Name(relation.type()), "RELATION_TYPE_"), ": ",
                             ShortName(relation.to_unit()), "   ",
                             IntervalForPeople(relation.valid_from(), relation.valid_to())));
  }
}

void PrintSuccessors(const Session& session, const v1::ResolveSuccessorsResponse& response) {
  session.Say(OutcomeForPeople(response.outcome()));
  Table holders({"Đơn vị giữ nhiệm vụ", "Mã", "Phần"});
  for (const auto& holder : response.holders()) {
    holders.Add({holder.display_name(), ShortName(holder.unit()), holder.partition().text()});
  }
  if (!holders.empty()) session.Print(holders);
  Table path({"Ngày", "Từ", "Sang", "Loại", "Căn cứ"});
  for (const auto& step : response.path()) {
    path.Add({DateForPeople(step.effective_date()), ShortName(step.from_unit()), ShortName(step.to_unit()),
              TypeForPeople(step.type()), step.basis()});
  }
  if (!path.empty()) session.Print(path);
}

struct Arguments {
  std::string text;
  std::string as_of;
  std::string known_at;
  std::string filter;
  int limit = 200;
};

void KnownAtOption(CLI::App& command, Arguments& arguments) {
  command.add_option("--known-at", arguments.known_at,
                     "Như đã biết vào / as known on (dd/mm/yyyy, 'dd/mm/yyyy HH:MM')");
}

// The day that is asked about and what was known, for any read.
template <typename Request>
Request Read(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_as_of(DateForServer(arguments.as_of));
  session.SetKnownAt(arguments.known_at, request);
  return request;
}

void AddShow(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* show =
      unit.add_subcommand("show", "Một đơn vị: các tên, mã, quan hệ qua thời gian / one unit through time");
  show->add_option("unit", arguments->text, "Mã, tên hoặc tên viết tắt / id, code, name or abbreviation")->required();
  show->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  KnownAtOption(*show, *arguments);
  show->callback([&session, arguments] {
    auto request = Read<v1::GetUnitRequest>(session, *arguments);
    request.set_name(FindUnit(session, arguments->text, request.as_of(), request.known_at()));
    const auto unit = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::GetUnit, request));
    session.json ? session.PrintJson(unit) : PrintUnit(session, unit);
  });
}

void AddList(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* list = unit.add_subcommand("list", "Danh sách đơn vị / units");
  list->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'kind = UNIT_KIND_WARD'");
  list->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  KnownAtOption(*list, *arguments);
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] {
    auto request = Read<v1::ListUnitsRequest>(session, *arguments);
    request.set_parent(session.Province());
    request.set_filter(arguments->filter);
    request.set_page_size(arguments->limit);
    const auto response = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::ListUnits, request));
    if (session.json) return session.PrintJson(response);
    Table table({"Mã", "Tên", "Loại"});
    for (const auto& entry : response.units()) {
      table.Add({ShortName(entry.name()), NameForPeople(entry), KindForPeople(entry.current().kind())});
    }
    session.Print(table);
    session.Say(absl::StrCat(response.units_size(), "/", response.total_size(), " đơn vị"));
  });
}

void AddResolve(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* resolve =
      unit.add_subcommand("resolve", "Ai giữ nhiệm vụ của một đơn vị cũ / who holds the work of a unit");
  resolve->add_option("unit", arguments->text, "Mã, tên cũ hoặc mới / id or name, old or new")->required();
  resolve->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  KnownAtOption(*resolve, *arguments);
  resolve->callback([&session, arguments] {
    auto request = Read<v1::ResolveSuccessorsRequest>(session, *arguments);
    request.set_name(FindUnit(session, arguments->text, "", request.known_at()));
    const auto response =
        session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::ResolveSuccessors, request));
    session.json ? session.PrintJson(response) : PrintSuccessors(session, response);
  });
}

void AddLookup(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* lookup = unit.add_subcommand("lookup", "Một cách viết nghĩa là đơn vị nào / what a name means");
  lookup->add_option("text", arguments->text, "Tên, viết tắt hoặc mã / name, abbreviation or code")->required();
  lookup->add_option("--at", arguments->as_of, "Ngày của văn bản / day of the text (dd/mm/yyyy)");
  KnownAtOption(*lookup, *arguments);
  lookup->callback([&session, arguments] {
    auto request = Read<v1::LookupUnitsRequest>(session, *arguments);
    request.set_parent(session.Province());
    request.set_text(arguments->text);
    const auto response = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::LookupUnits, request));
    if (session.json) return session.PrintJson(response);
    const auto& match = response.match();
    session.Say(absl::StrCat(v1::NameMatch::Outcome_Name(match.outcome()).substr(sizeof("OUTCOME_") - 1), ": ",
                             match.explanation()));
    Table table({"", "Mã", "Tên"});
    for (const auto& entry : match.matched()) {
      table.Add({"được nêu", ShortName(entry.name()), NameForPeople(entry)});
    }
    if (match.outcome() != v1::NameMatch::OUTCOME_UNIQUE) {
      for (const auto& entry : match.successors()) {
        table.Add({"nay là", ShortName(entry.name()), NameForPeople(entry)});
      }
    }
    if (!match.unit_set().name().empty()) {
      table.Add({"nhóm", ShortName(match.unit_set().name()), match.unit_set().display_name()});
    }
    for (const auto& entry : match.others()) {
      table.Add({"ngày khác", ShortName(entry.name()), NameForPeople(entry)});
    }
    if (!table.empty()) session.Print(table);
  });
}

}  // namespace

void AddUnitCommands(CLI::App& app, Session& session) {
  CLI::App* unit = app.add_subcommand("unit", "Cơ quan, đơn vị / units");
  unit->require_subcommand(1);
  AddShow(*unit, session);
  AddList(*unit, session);
  AddResolve(*unit, session);
  AddLookup(*unit, session);
  AddUnitHistoryCommands(*unit, session);
}

}  // namespace phoihop::cli
