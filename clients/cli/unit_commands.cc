// phoihop unit …

#include <CLI/App.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

std::string Interval(absl::string_view from, absl::string_view to) {
  return absl::StrCat(from.empty() ? "…" : DateForPeople(from), " – ", to.empty() ? "nay" : DateForPeople(to));
}

// Its name on the day that was asked for; the last one that it had when it did not exist then.
std::string NameForPeople(const v1::Unit& unit) {
  if (unit.has_current()) return unit.current().display_name();
  if (unit.versions().empty()) return ShortName(unit.name());
  const auto& last = unit.versions(unit.versions_size() - 1);
  return absl::StrCat(last.display_name(), " (", Interval(last.valid_from(), last.valid_to()), ")");
}

void PrintUnit(const Session& session, const v1::Unit& unit) {
  session.Say(absl::StrCat(NameForPeople(unit), "   [", ShortName(unit.name()), "]",
                           unit.alive() ? "" : "   (không còn hoạt động vào ngày này)"));
  Table versions({"Hiệu lực", "Tên chính thức", "Loại", "Căn cứ"});
  for (const auto& version : unit.versions()) {
    versions.Add({Interval(version.valid_from(), version.valid_to()), version.display_name(),
                  LowerName(v1::UnitKind_Name(version.kind()), "UNIT_KIND_"), version.basis().text()});
  }
  session.Print(versions);
  for (const auto& identifier : unit.identifiers()) {
    session.Say(absl::StrCat("Mã ", identifier.scheme(), ": ", identifier.value(), "   ",
                             Interval(identifier.valid_from(), identifier.valid_to())));
  }
  for (const auto& relation : unit.relations()) {
    session.Say(absl::StrCat(LowerName(v1::RelationType_Name(relation.type()), "RELATION_TYPE_"), ": ",
                             ShortName(relation.to_unit()), "   ",
                             Interval(relation.valid_from(), relation.valid_to())));
  }
}

void PrintSuccessors(const Session& session, const v1::ResolveSuccessorsResponse& response) {
  session.Say(v1::ResolveSuccessorsResponse::Outcome_Name(response.outcome()).substr(sizeof("OUTCOME_") - 1));
  Table holders({"Đơn vị giữ nhiệm vụ", "Mã", "Phần"});
  for (const auto& holder : response.holders()) {
    holders.Add({holder.display_name(), ShortName(holder.unit()), holder.partition().text()});
  }
  if (!holders.empty()) session.Print(holders);
  Table path({"Ngày", "Từ", "Sang", "Loại", "Căn cứ"});
  for (const auto& step : response.path()) {
    path.Add({DateForPeople(step.effective_date()), ShortName(step.from_unit()), ShortName(step.to_unit()),
              LowerName(v1::ReorganisationType_Name(step.type()), "REORGANISATION_TYPE_"), step.basis()});
  }
  if (!path.empty()) session.Print(path);
}

// One unit that a person's words name: an id, a code, a name, an abbreviation. Asks back when they could mean several.
std::string FindUnit(Session& session, const std::string& text, const std::string& as_of) {
  v1::GetUnitRequest get;
  get.set_name(session.Name("units", text));
  get.set_as_of(as_of);
  const bool looks_like_id = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-/") == std::string::npos;
  if (looks_like_id && session.Client().Call(&v1::OrganisationService::Stub::GetUnit, get).ok()) return get.name();
  v1::LookupUnitsRequest lookup;
  lookup.set_parent(session.Province());
  lookup.set_text(text);
  lookup.set_as_of(as_of);
  const auto match = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::LookupUnits, lookup)).match();
  if (match.matched_size() == 1) return match.matched(0).name();
  std::string sentence = match.explanation();
  for (const auto& unit : match.matched()) {
    absl::StrAppend(&sentence, "\n  ", ShortName(unit.name()), "  ", NameForPeople(unit));
  }
  session.Fail(sentence.empty() ? absl::StrCat("không có đơn vị nào tên là '", text, "'") : sentence);
}

struct Arguments {
  std::string text;
  std::string as_of;
  std::string filter;
  int limit = 200;
};

void AddShow(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* show =
      unit.add_subcommand("show", "Một đơn vị: các tên, mã, quan hệ qua thời gian / one unit through time");
  show->add_option("unit", arguments->text, "Mã, tên hoặc tên viết tắt / id, code, name or abbreviation")->required();
  show->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  show->callback([&session, arguments] {
    v1::GetUnitRequest request;
    request.set_as_of(DateForServer(arguments->as_of));
    request.set_name(FindUnit(session, arguments->text, request.as_of()));
    const auto unit = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::GetUnit, request));
    session.json ? session.PrintJson(unit) : PrintUnit(session, unit);
  });
}

void AddList(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* list = unit.add_subcommand("list", "Danh sách đơn vị / units");
  list->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'kind = UNIT_KIND_WARD'");
  list->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] {
    v1::ListUnitsRequest request;
    request.set_parent(session.Province());
    request.set_filter(arguments->filter);
    request.set_as_of(DateForServer(arguments->as_of));
    request.set_page_size(arguments->limit);
    const auto response = session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::ListUnits, request));
    if (session.json) return session.PrintJson(response);
    Table table({"Mã", "Tên", "Loại"});
    for (const auto& entry : response.units()) {
      table.Add({ShortName(entry.name()), NameForPeople(entry),
                 LowerName(v1::UnitKind_Name(entry.current().kind()), "UNIT_KIND_")});
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
  resolve->callback([&session, arguments] {
    v1::ResolveSuccessorsRequest request;
    request.set_name(FindUnit(session, arguments->text, ""));
    request.set_as_of(DateForServer(arguments->as_of));
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
  lookup->callback([&session, arguments] {
    v1::LookupUnitsRequest request;
    request.set_parent(session.Province());
    request.set_text(arguments->text);
    request.set_as_of(DateForServer(arguments->as_of));
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
}

}  // namespace phoihop::cli
