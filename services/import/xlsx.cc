#include "services/import/xlsx.h"

#include <map>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/import/office_text.h"
#include "services/import/sheet_cells.h"
#include "services/import/text_encoding.h"
#include "services/import/xml_part.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using Document = std::unique_ptr<pugi::xml_document>;

constexpr size_t kMaxStyles = 70'000;  // Excel's own limit is 65,490
// What Excel puts before the text of a threaded comment.
constexpr absl::string_view kThreadedComment = "[Threaded comment]";
constexpr absl::string_view kCommentText = "Comment:\n";

absl::StatusOr<std::vector<std::string>> ReadSharedStrings(const pugi::xml_node& table) {
  std::vector<std::string> strings;
  for (const pugi::xml_node& item : table.children()) {
    if (!Is(item, "si")) continue;
    if (strings.size() >= kMaxSharedStrings) {
      return Error(v1::ERROR_REASON_TOO_LARGE,
                   absl::StrCat("the workbook has more than ", kMaxSharedStrings, " different texts"));
    }
    strings.push_back(StringItemText(item));
  }
  return strings;
}

std::vector<NumberFormat> ReadFormats(const pugi::xml_node& styles) {
  std::map<int, std::string> codes;
  for (const pugi::xml_node& node : Child(styles, "numFmts").children()) {
    if (Is(node, "numFmt")) codes[NumberAttribute(node, "numFmtId", 0)] = std::string(Attribute(node, "formatCode"));
  }
  std::vector<NumberFormat> formats;
  for (const pugi::xml_node& node : Child(styles, "cellXfs").children()) {
    if (!Is(node, "xf") || formats.size() >= kMaxStyles) continue;
    const int id = NumberAttribute(node, "numFmtId", 0);
    const auto code = codes.find(id);
    formats.push_back(code == codes.end() ? NumberFormat::BuiltIn(id) : NumberFormat(code->second));
  }
  return formats;
}

std::string WithoutAuthor(std::string text, const std::vector<std::string>& authors) {
  absl::string_view rest = text;
  if (absl::StartsWith(rest, kThreadedComment)) {
    const size_t begin = rest.find(kCommentText);
    if (begin != absl::string_view::npos) rest.remove_prefix(begin + kCommentText.size());
  }
  for (const std::string& author : authors) {
    if (!author.empty() && absl::ConsumePrefix(&rest, absl::StrCat(author, ":"))) break;
  }
  while (!rest.empty() && (rest[0] == '\n' || rest[0] == ' ')) rest.remove_prefix(1);
  return CutText(rest, kMaxFootnoteBytes);
}

CommentTexts ReadComments(const pugi::xml_node& comments) {
  constexpr size_t kMaxAuthors = 100;
  std::vector<std::string> authors;
  for (const pugi::xml_node& author : Child(comments, "authors").children()) {
    if (authors.size() < kMaxAuthors) authors.emplace_back(author.text().get());
  }
  CommentTexts texts;
  for (const pugi::xml_node& node : Child(comments, "commentList").children()) {
    const std::optional<CellPlace> place = ReadPlace(Attribute(node, "ref"));
    if (!place.has_value()) continue;
    std::string text = WithoutAuthor(StringItemText(Child(node, "text")), authors);
    if (!text.empty()) texts[{place->row, place->column}] = std::move(text);
  }
  return texts;
}

// `B, D` of the columns that are hidden.
std::string HiddenColumns(const pugi::xml_node& worksheet) {
  std::vector<std::string> names;
  for (const pugi::xml_node& node : Child(worksheet, "cols").children()) {
    if (!HasAttribute(node, "hidden") || !IsOn(Attribute(node, "hidden"))) continue;
    const int last = std::min(NumberAttribute(node, "max", 0), static_cast<int>(kMaxColumns));
    for (int column = std::max(NumberAttribute(node, "min", 1), 1); column <= last; ++column) {
      std::string name = ShowPlace({1, column});
      name.pop_back();
      names.push_back(std::move(name));
    }
    if (names.size() > kMaxColumns) break;
  }
  return absl::StrJoin(names, ", ");
}

absl::Status ReadSheet(OfficePackage& package, const std::string& part, const WorkbookParts& workbook,
                       FileTable& table) {
  const absl::StatusOr<Document> document = package.ReadPart(part);
  if (!document.ok()) return document.status();
  const absl::StatusOr<Relationships> relationships = package.ReadRelationships(part);
  if (!relationships.ok()) return relationships.status();
  const absl::StatusOr<Document> comments = package.ReadRelated(*relationships, "comments");
  if (!comments.ok()) return comments.status();
  const pugi::xml_node worksheet = Child(**document, "worksheet");
  const CommentTexts texts = *comments == nullptr ? CommentTexts() : ReadComments(Child(**comments, "comments"));
  absl::StatusOr<std::vector<TableRow>> rows = ReadSheetRows(worksheet, workbook, texts);
  if (!rows.ok()) {
    return Error(ReasonOf(rows.status()),
                 absl::StrCat("sheet '", Excerpt(table.title), "': ", rows.status().message()));
  }
  table.rows = *std::move(rows);
  const std::string hidden = HiddenColumns(worksheet);
  table.remark = absl::StrCat("XLSX, trang tính '", table.title, "'");
  if (!hidden.empty()) absl::StrAppend(&table.remark, ", đọc cả cột đang ẩn ", hidden);
  return absl::OkStatus();
}

}  // namespace

bool IsWorkbook(const OfficePackage& package) { return !Child(package.main(), "workbook").empty(); }

absl::StatusOr<std::vector<Sheet>> ReadWorkbook(OfficePackage& package) {
  const Relationships& relationships = package.main_relationships();
  WorkbookParts parts;
  const pugi::xml_node workbook = Child(package.main(), "workbook");
  const pugi::xml_node properties = Child(workbook, "workbookPr");
  parts.epoch_1904 = HasAttribute(properties, "date1904") && IsOn(Attribute(properties, "date1904"));
  const absl::StatusOr<Document> strings = package.ReadRelated(relationships, "sharedStrings");
  if (!strings.ok()) return strings.status();
  if (*strings != nullptr) {
    auto read = ReadSharedStrings(Child(**strings, "sst"));
    if (!read.ok()) return read.status();
    parts.strings = *std::move(read);
  }
  const absl::StatusOr<Document> styles = package.ReadRelated(relationships, "styles");
  if (!styles.ok()) return styles.status();
  if (*styles != nullptr) parts.formats = ReadFormats(Child(**styles, "styleSheet"));

  std::vector<Sheet> sheets;
  for (const pugi::xml_node& node : Child(workbook, "sheets").children()) {
    const absl::string_view state = Attribute(node, "state");
    const auto relationship = relationships.find(std::string(Attribute(node, "id")));
    const bool shown = state != "hidden" && state != "veryHidden";
    if (!Is(node, "sheet") || !shown || relationship == relationships.end()) continue;
    if (relationship->second.type != "worksheet") continue;
    if (sheets.size() >= kMaxTables) {
      return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the workbook has more than ", kMaxTables, " sheets"));
    }
    Sheet& sheet = sheets.emplace_back();
    sheet.table.number = static_cast<int>(sheets.size());
    sheet.table.title = CutText(Attribute(node, "name"), 200);
    sheet.status = ReadSheet(package, relationship->second.target, parts, sheet.table);
  }
  if (sheets.empty()) {
    return Error(v1::ERROR_REASON_INVALID_FILE,
                 "the workbook shows no sheet; show the one with the plan's table and save it again");
  }
  return sheets;
}

}  // namespace phoihop::import
