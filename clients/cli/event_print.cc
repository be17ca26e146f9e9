#include "clients/cli/event_print.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/event_words.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/table.h"

namespace phoihop::cli {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
// Columns of the names in front of what PrintEvent says.
constexpr int kLabelWidth = 12;

// A name in the province without it; other texts as they are.
std::string ValueForPeople(const std::string& value) {
  if (!absl::StartsWith(value, "provinces/")) return value;
  return absl::StrContains(value, "/tasks/") || absl::StrContains(value, "/plans/") ? NameInProvince(value)
                                                                                    : ShortName(value);
}

std::string WithSeconds(const google::protobuf::Timestamp& time) {
  const absl::TimeZone vietnam = absl::FixedTimeZone(7 * 3600);
  return absl::FormatTime("%d/%m/%Y %H:%M:%S", absl::FromUnixSeconds(time.seconds()), vietnam);
}

void AddLine(Page& page, absl::string_view label, absl::string_view text) {
  if (text.empty()) return;
  std::string name = absl::StrCat(label, ":");
  name.append(static_cast<size_t>(std::max(1, kLabelWidth - DisplayWidth(name))), ' ');
  const std::string indent(kLabelWidth, ' ');
  bool first = true;
  for (const std::string& line : Wrap(text, page.width() - kLabelWidth)) {
    page.Append(absl::StrCat(first ? name : indent, line, "\n"));
    first = false;
  }
}

std::string CsvRow(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",", [](std::string* out, const std::string& cell) { *out += CsvCell(cell); }), "\r\n");
}

}  // namespace

std::string EventForPeople(const v1::Event& event) {
  const auto* payload =
      event.GetReflection()->GetOneofFieldDescriptor(event, event.GetDescriptor()->FindOneofByName("payload"));
  const absl::string_view words = payload == nullptr ? absl::string_view() : EventWords(payload->name());
  return words.empty() ? event.type() : std::string(words);
}

std::string WhoForPeople(const v1::Event& event) {
  std::string who = ActorForPeople(event.actor());
  if (!event.actor().on_behalf_of().empty()) {
    absl::StrAppend(&who, " thay mặt ", ShortName(event.actor().on_behalf_of()));
  }
  if (event.has_acting_for()) absl::StrAppend(&who, " làm thay ", ActorForPeople(event.acting_for()));
  return who;
}

std::string ChangesForPeople(const v1::Event& event) {
  return absl::StrJoin(event.changes(), "; ", [](std::string* out, const v1::FieldChange& change) {
    absl::StrAppend(out, change.field(), ": ", ValueForPeople(change.before()), " → ", ValueForPeople(change.after()));
  });
}

std::string PrintEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events, int width) {
  Table table({"Số", "Lúc", "Việc gì", "Đối tượng", "Ai", "Thẩm quyền", "Trước → sau"});
  for (const v1::Event& event : events) {
    table.Add({absl::StrCat(event.sequence()), TimeForPeople(event.time()), EventForPeople(event),
               NameInProvince(event.subject()), WhoForPeople(event), ShortName(event.authority()),
               ChangesForPeople(event)});
  }
  return table.Render(width);
}

std::string PrintEvent(const v1::Event& event, int width) {
  Page page(width);
  page.Line(absl::StrCat("Sự kiện ", event.sequence(), ": ", EventForPeople(event), " (", event.type(), ")"));
  AddLine(page, "Lúc", WithSeconds(event.time()));
  AddLine(page, "Đối tượng", absl::StrCat(event.subject(), ", phiên bản ", event.subject_version()));
  AddLine(page, "Ai",
          event.actor().system().empty() ? ShortName(event.actor().person())
                                         : absl::StrCat("hệ thống (", event.actor().system(), ")"));
  AddLine(page, "Thay mặt", ShortName(event.actor().on_behalf_of()));
  if (event.has_acting_for()) AddLine(page, "Làm thay", ActorForPeople(event.acting_for()));
  AddLine(page, "Đơn vị", ShortName(event.actor().unit()));
  AddLine(page, "Thẩm quyền", event.authority());
  AddLine(page, "Căn cứ", CitationForPeople(event.basis()));
  AddLine(page, "Do sự kiện", event.cause_sequence() == 0 ? "" : absl::StrCat(event.cause_sequence()));
  AddLine(page, "Yêu cầu", event.request_id());
  Table table({"Trường", "Trước", "Sau"});
  for (const v1::FieldChange& change : event.changes()) {
    table.Add({change.field(), ValueForPeople(change.before()), ValueForPeople(change.after())});
  }
  page.Add(table);
  AddLine(page, "Mã băm", absl::BytesToHexString(event.hash()));
  return std::move(page).text();
}

std::string EventCsvHead() {
  return absl::StrCat(kByteOrderMark,
                      CsvRow({"Số", "Lúc", "Việc gì", "Loại sự kiện", "Đối tượng", "Phiên bản", "Đơn vị", "Người",
                              "Thay mặt", "Hệ thống", "Làm thay", "Thẩm quyền", "Căn cứ", "Do sự kiện", "Mã yêu cầu",
                              "Trường", "Trước", "Sau", "Mã băm"}));
}

std::string EventCsvRows(const v1::Event& event) {
  const v1::Actor& actor = event.actor();
  const std::vector<std::string> common = {absl::StrCat(event.sequence()),
                                           WithSeconds(event.time()),
                                           EventForPeople(event),
                                           event.type(),
                                           event.subject(),
                                           absl::StrCat(event.subject_version()),
                                           actor.unit(),
                                           actor.person(),
                                           actor.on_behalf_of(),
                                           actor.system(),
                                           event.has_acting_for() ? ActorForPeople(event.acting_for()) : "",
                                           event.authority(),
                                           CitationForPeople(event.basis()),
                                           event.cause_sequence() == 0 ? "" : absl::StrCat(event.cause_sequence()),
                                           event.request_id()};
  std::string rows;
  const auto add = [&](const v1::FieldChange& change) {
    std::vector<std::string> cells = common;
    cells.insert(cells.end(), {change.field(), change.before(), change.after(), absl::BytesToHexString(event.hash())});
    rows += CsvRow(cells);
  };
  for (const v1::FieldChange& change : event.changes()) add(change);
  if (event.changes().empty()) add(v1::FieldChange());
  return rows;
}

std::string CsvCell(absl::string_view text) {
  // Spreadsheets skip white space and quotes before they look; a tab or line break may start a cell of its own.
  const size_t first = text.find_first_not_of(" \t\r\n\"'");
  const bool calculates = (!text.empty() && absl::StrContains("\t\r\n", text.substr(0, 1))) ||
                          (first != absl::string_view::npos && absl::StrContains("=+-@", text.substr(first, 1)));
  const bool full_width = first != absl::string_view::npos &&
                          (absl::StartsWith(text.substr(first), "＝") || absl::StartsWith(text.substr(first), "＋") ||
                           absl::StartsWith(text.substr(first), "－") || absl::StartsWith(text.substr(first), "＠"));
  return absl::StrCat("\"", calculates || full_width ? "'" : "", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace phoihop::cli
