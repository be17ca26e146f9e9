#include "services/import/plan_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/import/csv.h"
#include "workflow/errors.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::import {
namespace {

using plan::Appendix;
using plan::AppendixRow;
using plan::Column;
using plan::kColumnCount;
using v1::ImportedRow;

// The header stands within so many rows; above it are the names of the agency and of the plan.
constexpr size_t kMaxRowsAboveTable = 60;

struct Title {
  Column column;
  const char* begins;    // folded; empty: anywhere
  const char* contains;  // folded
};

// In this order: "Kết quả, thời gian hoàn thành" is a product, "Cơ quan chủ trì thực hiện nhiệm vụ" a lead.
constexpr Title kTitles[] = {
    {Column::kCoordinators, "", "phoi hop"},
    {Column::kLead, "", "chu tri"},
    {Column::kOrdinal, "tt", ""},
    {Column::kOrdinal, "stt", ""},
    {Column::kOrdinal, "so tt", ""},
    {Column::kOrdinal, "so thu tu", ""},
    {Column::kNote, "ghi chu", ""},
    {Column::kProduct, "san pham", ""},
    {Column::kProduct, "ket qua", ""},
    {Column::kDeadline, "thoi gian", ""},
    {Column::kDeadline, "thoi han", ""},
    {Column::kDeadline, "thoi diem", ""},
    {Column::kDeadline, "han hoan thanh", ""},
    {Column::kDeadline, "tien do", ""},
    {Column::kText, "nhiem vu", ""},
    {Column::kText, "noi dung", ""},
    {Column::kText, "ten nhiem vu", ""},
    {Column::kText, "cong viec", ""},
    {Column::kText, "hoat dong", ""},
};
// What a title is called in messages, in the order of Column.
constexpr const char* kTitleNames[kColumnCount] = {"TT",        "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp",
                                                   "Thời gian", "Sản phẩm", "Ghi chú"};

constexpr Column kNeeded[] = {Column::kText, Column::kLead, Column::kDeadline};

std::optional<Column> ColumnOfTitle(absl::string_view cell) {
  const std::string folded = plan::FoldText(cell);
  // One column for leads and coordinators cannot be told apart.
  if (absl::StrContains(folded, "chu tri") && absl::StrContains(folded, "phoi hop")) return std::nullopt;
  for (const Title& title : kTitles) {
    if (absl::StartsWith(folded, title.begins) && absl::StrContains(folded, title.contains)) return title.column;
  }
  return std::nullopt;
}

// Which cell of a row holds which column.
struct Header {
  std::array<std::optional<size_t>, kColumnCount> places;
  std::optional<Column> twice;

  bool Has(Column column) const { return places[static_cast<size_t>(column)].has_value(); }
  int NeededFound() const {
    return static_cast<int>(std::count_if(std::begin(kNeeded), std::end(kNeeded), [this](Column c) { return Has(c); }));
  }
  bool Complete() const { return NeededFound() == static_cast<int>(std::size(kNeeded)); }
};

Header ReadHeader(const std::vector<std::string>& cells) {
  Header header;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::optional<Column> column = ColumnOfTitle(cells[i]);
    if (!column.has_value()) continue;
    std::optional<size_t>& place = header.places[static_cast<size_t>(*column)];
    if (place.has_value()) header.twice = column;
    place = i;
  }
  return header;
}

// The lower of two header rows says more ("Cơ quan thực hiện" over "Chủ trì" and "Phối hợp").
std::vector<std::string> Merged(const std::vector<std::string>& upper, const std::vector<std::string>& lower) {
  std::vector<std::string> merged = upper;
  merged.resize(std::max(upper.size(), lower.size()));
  for (size_t i = 0; i < lower.size(); ++i) {
    if (!plan::CleanCell(lower[i]).empty()) merged[i] = lower[i];
  }
  return merged;
}

struct FoundHeader {
  Header header;
  size_t first_row;
  size_t row_count;
};

absl::Status NoHeader(const Header& best, int row) {
  std::vector<std::string> missing;
  for (Column column : kNeeded) {
    if (!best.Has(column)) missing.push_back(kTitleNames[static_cast<size_t>(column)]);
  }
  const std::string where = best.NeededFound() > 0 ? absl::StrCat(" (row ", row, " comes closest)") : "";
  return Error(
      v1::ERROR_REASON_INVALID_FILE,
      absl::StrCat("no header row with the titles of the plan's table was found", where, "; missing: '",
                   absl::StrJoin(missing, "', '"), "'. Give every column its title, leads and coordinators apart"));
}

absl::StatusOr<FoundHeader> FindHeader(const std::vector<TableRow>& rows) {
  Header best;
  int best_row = 0;
  for (size_t i = 0; i < std::min(rows.size(), kMaxRowsAboveTable); ++i) {
    FoundHeader found{ReadHeader(rows[i].cells), i, 1};
    if (!found.header.Complete() && found.header.NeededFound() > 0 && i + 1 < rows.size()) {
      const Header merged = ReadHeader(Merged(rows[i].cells, rows[i + 1].cells));
      if (merged.Complete()) found = {merged, i, 2};
    }
    if (found.header.Complete()) {
      if (found.header.twice.has_value()) {
        return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("row ", rows[i].row, " has the column '",
                                                                 kTitleNames[static_cast<size_t>(*found.header.twice)],
                                                                 "' twice; name one of them otherwise"));
      }
      return found;
    }
    if (found.header.NeededFound() > best.NeededFound()) {
      best = found.header;
      best_row = rows[i].row;
    }
  }
  return NoHeader(best, best_row);
}

bool IsNumberLike(absl::string_view ordinal) {
  return std::any_of(ordinal.begin(), ordinal.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "(1) (2) (3)" below the titles.
bool CountsColumns(const AppendixRow& row) {
  int counted = 0;
  for (const std::string& cell : row.cells) {
    const std::string folded = plan::FoldText(cell);
    if (folded.empty()) continue;
    if (folded.find_first_not_of("0123456789()[]=+ ") != std::string::npos) return false;
    ++counted;
  }
  return counted > 2;
}

class RowReader {
 public:
  explicit RowReader(const Header& header) : header_(header) {}

  AppendixRow Read(const TableRow& source) const {
    AppendixRow row;
    row.row = source.row;
    for (size_t i = 0; i < kColumnCount; ++i) {
      const std::optional<size_t> place = header_.places[i];
      if (place.has_value() && *place < source.cells.size()) row.cells[i] = source.cells[*place];
    }
    row.kind = KindOf(source, row);
    if (row.kind != ImportedRow::KIND_ITEM) KeepText(source, row);
    return row;
  }

 private:
  ImportedRow::Kind KindOf(const TableRow& source, const AppendixRow& row) const {
    const auto filled = [](const std::string& cell) { return !plan::CleanCell(cell).empty(); };
    if (std::none_of(source.cells.begin(), source.cells.end(), filled)) return ImportedRow::KIND_EMPTY;
    // A title row that is repeated on every page.
    if (ReadHeader(source.cells).Complete() || CountsColumns(row)) return ImportedRow::KIND_HEADER;
    for (Column column : {Column::kLead, Column::kCoordinators, Column::kDeadline, Column::kProduct}) {
      if (filled(row.at(column))) return ImportedRow::KIND_ITEM;
    }
    const std::string ordinal = plan::CleanCell(row.at(Column::kOrdinal));
    return IsNumberLike(ordinal) && filled(row.at(Column::kText)) ? ImportedRow::KIND_ITEM : ImportedRow::KIND_HEADING;
  }

  // A row that is no item may have its text in any one cell.
  static void KeepText(const TableRow& source, AppendixRow& row) {
    const std::string ordinal = row.at(Column::kOrdinal);
    std::vector<std::string> texts;
    for (const std::string& cell : source.cells) {
      std::string text = plan::CleanCell(cell);
      if (!text.empty() && cell != ordinal) texts.push_back(std::move(text));
    }
    row.cells = {};
    row.at(Column::kOrdinal) = ordinal;
    row.at(Column::kText) = absl::StrJoin(texts, " | ");
  }

  const Header& header_;
};

}  // namespace

absl::StatusOr<Appendix> FindAppendix(const std::vector<TableRow>& rows) {
  if (rows.size() > plan::kMaxRows) {
    return Error(v1::ERROR_REASON_TOO_LARGE,
                 absl::StrCat("the table has ", rows.size(), " rows, at most ", plan::kMaxRows, " are read"));
  }
  absl::StatusOr<FoundHeader> found = FindHeader(rows);
  if (!found.ok()) return found.status();
  const RowReader reader(found->header);
  Appendix appendix;
  size_t last_item = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    AppendixRow row = reader.Read(rows[i]);
    if (i < found->first_row) {
      if (row.kind != ImportedRow::KIND_EMPTY) row.kind = ImportedRow::KIND_OUTSIDE;
    } else if (i < found->first_row + found->row_count) {
      row.kind = ImportedRow::KIND_HEADER;
    } else if (row.kind == ImportedRow::KIND_ITEM) {
      last_item = i;
    }
    appendix.rows.push_back(std::move(row));
  }
  if (last_item == 0) {
    return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("there is no task below the header in row ",
                                                             rows[found->first_row].row, "; is the table empty?"));
  }
  // What stands below the last item heads nothing: footnotes, signatures.
  for (size_t i = last_item + 1; i < appendix.rows.size(); ++i) {
    if (appendix.rows[i].kind == ImportedRow::KIND_HEADING) appendix.rows[i].kind = ImportedRow::KIND_OUTSIDE;
  }
  return appendix;
}

absl::StatusOr<Appendix> ReadCsvAppendix(absl::string_view bytes) {
  absl::StatusOr<std::vector<CsvRow>> csv = ReadCsv(bytes);
  if (!csv.ok()) return csv.status();
  std::vector<TableRow> rows;
  rows.reserve(csv->size());
  for (CsvRow& row : *csv) rows.push_back({row.line, std::move(row.cells)});
  return FindAppendix(rows);
}

}  // namespace phoihop::import
