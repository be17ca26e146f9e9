#include "services/import/sheet_cells.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/import/office_text.h"
#include "services/import/xlsx.h"
#include "services/import/xml_part.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

// Of all merged ranges together.
constexpr size_t kMaxMergedRows = 500'000;
constexpr char kHiddenRow[] = "dòng này đang ẩn trong tệp";

absl::Status TooLarge(absl::string_view message) { return Error(v1::ERROR_REASON_TOO_LARGE, message); }

std::string NameOfColumn(int column) {
  std::string name;
  for (; column > 0; column = (column - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
  return name;
}

struct Range {
  CellPlace first, last;
};

std::optional<Range> ReadRange(absl::string_view reference) {
  const std::vector<absl::string_view> ends = absl::StrSplit(reference, ':');
  const std::optional<CellPlace> first = ReadPlace(ends.front());
  const std::optional<CellPlace> last = ReadPlace(ends.back());
  if (ends.size() > 2 || !first.has_value() || !last.has_value()) return std::nullopt;
  if (first->row > last->row || first->column > last->column) return std::nullopt;
  return Range{*first, *last};
}

class SheetReader {
 public:
  SheetReader(const WorkbookParts& workbook, const CommentTexts& comments) : workbook_(workbook), comments_(comments) {}

  absl::StatusOr<std::vector<TableRow>> Read(const pugi::xml_node& worksheet) {
    for (const pugi::xml_node& node : Child(worksheet, "sheetData").children()) {
      if (!Is(node, "row")) continue;
      if (absl::Status status = ReadRow(node); !status.ok()) return status;
    }
    if (absl::Status status = Merge(Child(worksheet, "mergeCells")); !status.ok()) return status;
    std::vector<TableRow> rows;
    for (auto& [number, row] : rows_) rows.push_back(std::move(row));
    return rows;
  }

 private:
  absl::Status ReadRow(const pugi::xml_node& node) {
    const int number = NumberAttribute(node, "r", last_row_ + 1);
    if (number < 1 || number > kMaxSheetRowNumber) return Broken("a row with an impossible number");
    last_row_ = number;
    TableRow row;
    row.row = number;
    if (HasAttribute(node, "hidden") && IsOn(Attribute(node, "hidden"))) row.remark = kHiddenRow;
    int column = 0;
    for (const pugi::xml_node& cell : node.children()) {
      if (!Is(cell, "c")) continue;
      const std::optional<CellPlace> place = ReadPlace(Attribute(cell, "r"));
      if (HasAttribute(cell, "r") && (!place.has_value() || place->row != number)) {
        return Broken("a cell that does not stand in its row");
      }
      column = place.has_value() ? place->column : column + 1;
      if (absl::Status status = ReadCell(cell, {number, column}, row); !status.ok()) return status;
    }
    if (row.cells.empty() && row.faults.empty()) return absl::OkStatus();
    if (rows_.size() >= kMaxSheetRows) return TooLarge(absl::StrCat("more than ", kMaxSheetRows, " rows with text"));
    if (!rows_.emplace(number, std::move(row)).second) return Broken(absl::StrCat("row ", number, " twice"));
    return absl::OkStatus();
  }

  absl::Status ReadCell(const pugi::xml_node& node, const CellPlace& place, TableRow& row) {
    std::string fault;
    const absl::StatusOr<std::string> text = CellText(node, place, fault);
    if (!text.ok()) return text.status();
    const auto comment = comments_.find({place.row, place.column});
    if (comment != comments_.end() && row.footnotes.size() < kMaxFootnotesOfRow) {
      row.footnotes.push_back(comment->second);
    }
    if (text->empty() && fault.empty()) return absl::OkStatus();
    if (place.column > static_cast<int>(kMaxColumns)) {
      return TooLarge(absl::StrCat("text in cell ", ShowPlace(place), ", beyond ", kMaxColumns, " columns"));
    }
    if (text->size() > kMaxCellBytes) {
      return TooLarge(absl::StrCat("cell ", ShowPlace(place), " with more than ", (kMaxCellBytes >> 10), " KiB"));
    }
    const auto index = static_cast<size_t>(place.column - 1);
    if (row.cells.size() <= index) row.cells.resize(index + 1);
    row.cells[index] = *text;
    if (!fault.empty()) row.faults[index] = fault;
    return Count(text->size());
  }

  absl::Status Count(size_t bytes) {
    bytes_ += bytes;
    if (bytes_ <= kMaxTableBytes) return absl::OkStatus();
    return TooLarge(absl::StrCat("more than ", (kMaxTableBytes >> 20), " MiB of text"));
  }

  absl::StatusOr<std::string> CellText(const pugi::xml_node& node, const CellPlace& place, std::string& fault) const {
    const absl::string_view type = Attribute(node, "t");
    const pugi::xml_node value = Child(node, "v");
    const std::string text = value.text().get();
    if (type == "inlineStr") return StringItemText(Child(node, "is"));
    if (type == "e") {
      fault = absl::StrCat("Ô có lỗi ", Excerpt(text), " của Excel. Hãy sửa công thức hoặc gõ giá trị.");
      return text;
    }
    if (text.empty()) {
      if (!Child(node, "f").empty() && type != "str") {
        fault = "Ô có công thức mà tệp không lưu kết quả. Hãy mở bằng Excel rồi lưu lại, hoặc gõ giá trị.";
      }
      return std::string();
    }
    if (type == "s") {
      size_t index;
      if (!absl::SimpleAtoi(text, &index) || index >= workbook_.strings.size()) {
        return Broken(absl::StrCat("no text for cell ", ShowPlace(place)));
      }
      return workbook_.strings[index];
    }
    if (type == "b") return std::string(text == "1" ? "TRUE" : "FALSE");
    if (type == "d") return IsoDate(text);
    double number;
    if ((type.empty() || type == "n") && absl::SimpleAtod(text, &number)) return Format(node).Show(number, epoch());
    if (type.empty() || type == "n") return Broken(absl::StrCat("no number in cell ", ShowPlace(place)));
    return text;
  }

  bool epoch() const { return workbook_.epoch_1904; }

  const NumberFormat& Format(const pugi::xml_node& cell) const {
    static const auto& general = *new NumberFormat("General");
    const int style = NumberAttribute(cell, "s", 0);
    const bool known = style >= 0 && static_cast<size_t>(style) < workbook_.formats.size();
    return known ? workbook_.formats[static_cast<size_t>(style)] : general;
  }

  // `2026-12-31T00:00:00` of strict files.
  static std::string IsoDate(const std::string& text) {
    int year, month, day;
    if (text.size() < 10 || text[4] != '-' || text[7] != '-' || !absl::SimpleAtoi(text.substr(0, 4), &year) ||
        !absl::SimpleAtoi(text.substr(5, 2), &month) || !absl::SimpleAtoi(text.substr(8, 2), &day)) {
      return text;
    }
    const std::string time = text.size() >= 16 ? text.substr(11, 5) : "";
    return absl::StrCat(text.substr(8, 2), "/", text.substr(5, 2), "/", text.substr(0, 4),
                        time.empty() || time == "00:00" ? "" : " ", time == "00:00" ? "" : time);
  }

  absl::Status Merge(const pugi::xml_node& ranges) {
    size_t count = 0;
    for (const pugi::xml_node& node : ranges.children()) {
      if (!Is(node, "mergeCell")) continue;
      if (++count > kMaxMergedRanges) return TooLarge(absl::StrCat("more than ", kMaxMergedRanges, " merged ranges"));
      const std::optional<Range> range = ReadRange(Attribute(node, "ref"));
      if (!range.has_value()) return Broken("a merged range that is none");
      if (absl::Status status = MergeRange(*range); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Only rows that have text of their own take part.
  absl::Status MergeRange(const Range& range) {
    const auto first = static_cast<size_t>(range.first.column - 1);
    const size_t last = std::min(static_cast<size_t>(range.last.column - 1), kMaxColumns - 1);
    const auto anchor = rows_.find(range.first.row);
    std::string text, fault;
    if (anchor != rows_.end()) {
      if (first < anchor->second.cells.size()) text = anchor->second.cells[first];
      const auto found = anchor->second.faults.find(first);
      if (found != anchor->second.faults.end()) fault = found->second;
    }
    for (auto it = rows_.lower_bound(range.first.row); it != rows_.end() && it->first <= range.last.row; ++it) {
      TableRow& row = it->second;
      if (++merged_rows_ > kMaxMergedRows)
        return TooLarge(absl::StrCat("merged ranges over ", kMaxMergedRows, " rows"));
      for (size_t place = first + 1; place <= last; ++place) row.joined.insert(place);
      if (it->first == range.first.row || (text.empty() && fault.empty()) || first >= kMaxColumns) continue;
      if (row.cells.size() <= first) row.cells.resize(first + 1);
      row.cells[first] = text;
      row.repeated.insert(first);
      if (!fault.empty()) row.faults[first] = fault;
      if (absl::Status status = Count(text.size()); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  static absl::Status Broken(absl::string_view what) {
    return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("the workbook is damaged, it has ", what));
  }

  const WorkbookParts& workbook_;
  const CommentTexts& comments_;
  int last_row_ = 0;
  size_t bytes_ = 0;
  size_t merged_rows_ = 0;
  std::map<int, TableRow> rows_;
};

}  // namespace

std::optional<CellPlace> ReadPlace(absl::string_view reference) {
  CellPlace place;
  size_t i = 0;
  if (i < reference.size() && reference[i] == '$') ++i;
  for (; i < reference.size() && absl::ascii_isalpha(reference[i]); ++i) {
    place.column = place.column * 26 + (absl::ascii_toupper(reference[i]) - 'A' + 1);
    if (place.column > kMaxSheetColumnNumber) return std::nullopt;
  }
  if (i < reference.size() && reference[i] == '$') ++i;
  const absl::string_view digits = reference.substr(i);
  if (place.column == 0 || digits.empty() || !absl::ascii_isdigit(digits[0])) return std::nullopt;
  if (!absl::SimpleAtoi(digits, &place.row) || place.row < 1 || place.row > kMaxSheetRowNumber) return std::nullopt;
  return place;
}

std::string ShowPlace(const CellPlace& place) { return absl::StrCat(NameOfColumn(place.column), place.row); }

absl::StatusOr<std::vector<TableRow>> ReadSheetRows(const pugi::xml_node& worksheet, const WorkbookParts& workbook,
                                                    const CommentTexts& comments) {
  return SheetReader(workbook, comments).Read(worksheet);
}

}  // namespace phoihop::import
