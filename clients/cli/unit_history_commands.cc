// phoihop unit lineage | predecessors | at: the organisation through time.

#include <CLI/App.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/lineage_tree.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::OrganisationService::Stub;

// As many as the server answers at once.
constexpr int kPage = 1000;

struct Arguments {
  std::string text;
  std::string day;
  std::string known_at;
  std::vector<std::string> kinds;
  std::string filter;
  int limit = 50;
};

void KnownAtOption(CLI::App& command, Arguments& arguments) {
  command.add_option("--known-at", arguments.known_at,
                     "Như đã biết vào / as known on (dd/mm/yyyy, 'dd/mm/yyyy HH:MM')");
}

void Lineage(Session& session, const Arguments& arguments) {
  v1::GetLineageRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_as_of(DateForServer(arguments.day));
  request.set_name(FindUnit(session, arguments.text, request.as_of(), request.known_at()));
  const auto lineage = session.OrFail(session.Client().Call(&Stub::GetLineage, request));
  if (session.json) return session.PrintJson(lineage);
  std::cout << DrawLineage(lineage, TerminalWidth());
}

void Predecessors(Session& session, const Arguments& arguments) {
  v1::ResolvePredecessorsRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_name(FindUnit(session, arguments.text, "", request.known_at()));
  request.set_as_of(DateForServer(arguments.day));
  const auto response = session.OrFail(session.Client().Call(&Stub::ResolvePredecessors, request));
  if (session.json) return session.PrintJson(response);
  if (response.ambiguous()) session.Say("Dữ liệu về các lần sắp xếp mâu thuẫn nhau: không trả lời chắc chắn được.");
  Table holders({"Đơn vị giữ nhiệm vụ ngày đó", "Mã", "Phần"});
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
  session.Say(absl::StrCat(response.holders_size(), " đơn vị"));
}

// `kind = … OR kind = …` and the filter that was typed.
std::string FilterOf(const Session& session, const Arguments& arguments) {
  std::vector<std::string> terms;
  for (const std::string& word : arguments.kinds) {
    const auto kind = KindOfWord(word);
    if (!kind.has_value())
      session.Fail(absl::StrCat("'", word, "' không phải là loại đơn vị; các loại: ", KindWords()));
    terms.push_back(absl::StrCat("kind = ", v1::UnitKind_Name(*kind)));
  }
  std::string filter = absl::StrJoin(terms, " OR ");
  if (arguments.filter.empty()) return filter;
  return filter.empty() ? arguments.filter : absl::StrCat("(", filter, ") AND (", arguments.filter, ")");
}

std::string ParentOf(const v1::Unit& unit, const std::string& day) {
  for (const auto& relation : unit.relations()) {
    if (relation.type() == v1::RELATION_TYPE_ADMINISTRATIVE_PARENT && relation.valid_from() <= day &&
        (relation.valid_to().empty() || day < relation.valid_to())) {
      return ShortName(relation.to_unit());
    }
  }
  return "";
}

void PrintDay(const Session& session, const Arguments& arguments, const std::string& day,
              const std::vector<v1::Unit>& units) {
  std::map<v1::UnitKind, int> counts;
  for (const v1::Unit& unit : units) ++counts[unit.current().kind()];
  session.Say(absl::StrCat("Ngày ", DateForPeople(day),
                           arguments.known_at.empty() ? "" : absl::StrCat(", như đã biết vào ", arguments.known_at),
                           ": ", units.size(), " đơn vị đang hoạt động"));
  session.Say(absl::StrJoin(counts, " · ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.second, " ", KindForPeople(entry.first));
  }));
  // Ids of superiors are long; who asks for a kind gets them.
  const bool parents = !arguments.kinds.empty();
  std::vector<std::string> header = {"Mã", "Tên", "Loại", "Tồn tại"};
  if (parents) header.push_back("Cấp trên");
  Table table(header);
  const size_t shown = std::min(units.size(), static_cast<size_t>(std::max(arguments.limit, 0)));
  for (size_t i = 0; i < shown; ++i) {
    const v1::Unit& unit = units[i];
    std::vector<std::string> row = {ShortName(unit.name()), NameForPeople(unit), KindForPeople(unit.current().kind()),
                                    IntervalForPeople(unit.start_date(), unit.end_date())};
    if (parents) row.push_back(ParentOf(unit, day));
    table.Add(row);
  }
  if (!table.empty()) session.Print(table);
  if (shown < units.size()) {
    session.Say(absl::StrCat("… và ", units.size() - shown, " đơn vị nữa: --limit ", units.size(),
                             " để xem hết, --kind hoặc --filter để lọc"));
  }
}

void At(Session& session, const Arguments& arguments) {
  v1::ListUnitsRequest request;
  request.set_parent(session.Province());
  request.set_as_of(DateForServer(arguments.day));
  request.set_filter(FilterOf(session, arguments));
  request.set_page_size(kPage);
  session.SetKnownAt(arguments.known_at, request);
  v1::ListUnitsResponse all;
  const absl::Status status =
      session.Client().ForEachPage(&Stub::ListUnits, request, [&](const v1::ListUnitsResponse& page) {
        all.mutable_units()->MergeFrom(page.units());
        all.set_total_size(page.total_size());
        return true;
      });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(all);
  PrintDay(session, arguments, request.as_of(), {all.units().begin(), all.units().end()});
}

}  // namespace

void AddUnitHistoryCommands(CLI::App& unit, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* lineage = unit.add_subcommand("lineage", "Từ đâu mà có, trở thành gì / what it came from and became");
  lineage->add_option("unit", arguments->text, "Mã hoặc tên, cũ hay mới / id or name, old or new")->required();
  lineage->add_option("--at", arguments->day, "Tên hiểu theo ngày / names as of (dd/mm/yyyy)");
  KnownAtOption(*lineage, *arguments);
  lineage->callback([&session, arguments] { Lineage(session, *arguments); });

  CLI::App* predecessors = unit.add_subcommand(
      "predecessors", "Ai từng giữ nhiệm vụ mà đơn vị này giữ / who held its work on an earlier day");
  predecessors->add_option("unit", arguments->text, "Mã hoặc tên / id or name")->required();
  predecessors->add_option("--at", arguments->day, "Vào ngày / on (dd/mm/yyyy)")->required();
  KnownAtOption(*predecessors, *arguments);
  predecessors->callback([&session, arguments] { Predecessors(session, *arguments); });

  CLI::App* at = unit.add_subcommand("at", "Tổ chức của tỉnh vào một ngày / the organisation on a day");
  at->add_option("day", arguments->day, "Ngày / day (dd/mm/yyyy)")->required();
  at->add_option("--kind", arguments->kinds, absl::StrCat("Loại / kind: ", KindWords()));
  at->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'parent = \"huyen-741\"'");
  at->add_option("--limit", arguments->limit, "Nhiều nhất trong bảng / rows at most")->capture_default_str();
  KnownAtOption(*at, *arguments);
  at->callback([&session, arguments] { At(session, *arguments); });
}

}  // namespace phoihop::cli
