#include "services/import/plan_table.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/import/csv.h"
#include "services/import/footnote_marks.h"
#include "services/import/title_row.h"
#include "workflow/errors.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::import {
namespace {

using plan::Appendix;
using plan::AppendixRow;
using plan::Column;
using plan::kColumnCount;
using v1::ImportedRow;

constexpr char kMergedColumns[] =
    "Ô này gộp nhiều cột của kế hoạch nên không biết thuộc cột nào. Hãy tách ô và ghi từng cột.";
constexpr char kUntitledColumn[] =
    "Tiêu đề của cột này gộp nhiều cột mà các cột ấy đều có chữ. Hãy đặt tiêu đề cho từng cột.";

bool Filled(absl::string_view cell) { return !plan::CleanCell(cell).empty(); }

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

bool IsBlank(const TableRow& row) {
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (!row.repeated.contains(i) && Filled(row.cells[i])) return false;
  }
  return row.faults.empty();
}

class RowReader {
 public:
  RowReader(const TitleRow& titles, const Places& joined_titles) : titles_(titles), joined_titles_(joined_titles) {}

  AppendixRow Read(const TableRow& source) const {
    AppendixRow row;
    row.row = source.row;
    row.footnotes = source.footnotes;
    row.remark = source.remark;
    for (size_t i = 0; i < kColumnCount; ++i) {
      const std::optional<size_t> place = titles_.places[i];
      if (!place.has_value()) continue;
      if (*place < source.cells.size()) row.cells[i] = source.cells[*place];
      if (const auto fault = source.faults.find(*place); fault != source.faults.end()) row.faults[i] = fault->second;
    }
    row.kind = KindOf(source, row);
    if (row.kind == ImportedRow::KIND_ITEM) {
      FindMergedColumns(source, row);
    } else {
      KeepText(source, row);
    }
    return row;
  }

  // Whether the row goes on with the item above: task, lead and deadline are that item's cells.
  bool GoesOn(const TableRow& source) const {
    const auto shared = [&](Column column) {
      const std::optional<size_t> place = titles_.Place(column);
      return source.repeated.contains(*place) || *place >= source.cells.size() || !Filled(source.cells[*place]);
    };
    return source.repeated.contains(*titles_.Place(Column::kText)) && shared(Column::kLead) &&
           shared(Column::kDeadline);
  }

  void Append(const TableRow& source, AppendixRow& item) const {
    for (size_t i = 0; i < kColumnCount; ++i) {
      const std::optional<size_t> place = titles_.places[i];
      if (!place.has_value() || *place >= source.cells.size() || source.repeated.contains(*place)) continue;
      if (!Filled(source.cells[*place])) continue;
      absl::StrAppend(&item.cells[i], item.cells[i].empty() ? "" : "\n", source.cells[*place]);
      if (const auto fault = source.faults.find(*place); fault != source.faults.end()) item.faults[i] = fault->second;
    }
    item.footnotes.insert(item.footnotes.end(), source.footnotes.begin(), source.footnotes.end());
    absl::StrAppend(&item.remark, item.remark.empty() ? "" : "; ", "gồm cả dòng ", source.row, " (ô gộp)");
  }

 private:
  ImportedRow::Kind KindOf(const TableRow& source, const AppendixRow& row) const {
    if (IsBlank(source)) return ImportedRow::KIND_EMPTY;
    // A title row that is repeated on every page. What has a number is an item, whatever words its cells begin with.
    const bool numbered = row.at(Column::kOrdinal).find_first_of("0123456789") != std::string::npos;
    if ((!numbered && ReadTitleRow(source.cells).Complete()) || CountsColumns(row)) return ImportedRow::KIND_HEADER;
    if (Joined(source, Column::kLead) && Joined(source, Column::kDeadline)) return ImportedRow::KIND_HEADING;
    bool repeated = false;
    for (Column column : {Column::kLead, Column::kCoordinators, Column::kDeadline, Column::kProduct}) {
      const size_t i = static_cast<size_t>(column);
      if (!row.faults[i].empty()) return ImportedRow::KIND_ITEM;
      if (!Filled(row.cells[i])) continue;
      if (!source.repeated.contains(*titles_.places[i])) return ImportedRow::KIND_ITEM;
      repeated = true;
    }
    const std::string ordinal = plan::CleanCell(row.at(Column::kOrdinal));
    if (!Filled(row.at(Column::kText))) return ImportedRow::KIND_HEADING;
    return IsNumberLike(ordinal) || (repeated && ordinal.empty()) ? ImportedRow::KIND_ITEM : ImportedRow::KIND_HEADING;
  }

  bool Joined(const TableRow& source, Column column) const { return source.joined.contains(*titles_.Place(column)); }

  void FindMergedColumns(const TableRow& source, AppendixRow& row) const {
    for (size_t i = 0; i < kColumnCount; ++i) {
      const std::optional<size_t> place = titles_.places[i];
      if (!place.has_value() || !Filled(row.cells[i])) continue;
      for (size_t next = *place + 1; source.joined.contains(next); ++next) {
        const bool of_plan = std::find(titles_.places.begin(), titles_.places.end(), next) != titles_.places.end();
        if (of_plan && row.faults[i].empty()) row.faults[i] = kMergedColumns;
      }
      for (size_t next = *place + 1; joined_titles_.contains(next); ++next) {
        const bool has_text = next < source.cells.size() && Filled(source.cells[next]);
        if (has_text && row.faults[i].empty()) row.faults[i] = kUntitledColumn;
      }
    }
  }

  // A row that is no item may have its text in any one cell.
  static void KeepText(const TableRow& source, AppendixRow& row) {
    const std::string ordinal = row.at(Column::kOrdinal);
    std::vector<std::string> texts;
    for (size_t i = 0; i < source.cells.size(); ++i) {
      if (row.kind != ImportedRow::KIND_HEADER && source.repeated.contains(i)) continue;
      std::string text = plan::CleanCell(source.cells[i]);
      if (!text.empty() && source.cells[i] != ordinal) texts.push_back(std::move(text));
    }
    row.cells = {};
    row.at(Column::kOrdinal) = ordinal;
    row.at(Column::kText) = absl::StrJoin(texts, " | ");
  }

  const TitleRow& titles_;
  const Places joined_titles_;
};

// Whether the row has the texts of one of the title rows, as on every page of a long table.
bool RepeatsTitles(const std::vector<TableRow>& rows, const FoundTitles& found, const TableRow& row) {
  for (size_t i = found.first_row; i < found.first_row + found.row_count; ++i) {
    if (rows[i].cells == row.cells) return true;
  }
  return false;
}

// Rows behind the last one with text are no rows.
size_t UsedRows(const std::vector<TableRow>& rows) {
  size_t used = rows.size();
  while (used > 0 && IsBlank(rows[used - 1])) --used;
  return used;
}

// Places that only a title to their left stands over.
Places JoinedTitles(const std::vector<TableRow>& rows, const FoundTitles& found) {
  Places joined = rows[found.first_row].joined;
  if (found.row_count == 1) return joined;
  const TableRow& lower = rows[found.first_row + 1];
  for (size_t place = 0; place < lower.cells.size(); ++place) {
    if (!lower.joined.contains(place) && Filled(lower.cells[place])) joined.erase(place);
  }
  return joined;
}

}  // namespace

absl::StatusOr<Appendix> FindAppendix(const FileTable& table) {
  const std::vector<TableRow>& rows = table.rows;
  const size_t used = UsedRows(rows);
  if (used > plan::kMaxRows) {
    return Error(v1::ERROR_REASON_TOO_LARGE,
                 absl::StrCat("the table has ", used, " rows, at most ", plan::kMaxRows, " are read"));
  }
  const absl::StatusOr<FoundTitles> found = FindTitles(rows);
  if (!found.ok()) return found.status();
  const RowReader reader(found->titles, JoinedTitles(rows, *found));
  Appendix appendix;
  std::optional<size_t> last_item;  // in the appendix
  for (size_t i = 0; i < used; ++i) {
    AppendixRow row = reader.Read(rows[i]);
    const bool below = i >= found->first_row + found->row_count;
    if (below && RepeatsTitles(rows, *found, rows[i])) row.kind = ImportedRow::KIND_HEADER;
    if (!below) {
      if (i >= found->first_row) {
        row.kind = ImportedRow::KIND_HEADER;
      } else if (row.kind != ImportedRow::KIND_EMPTY) {
        row.kind = ImportedRow::KIND_OUTSIDE;
      }
      if (i == found->first_row && !table.remark.empty()) {
        row.remark = absl::StrCat(table.remark, row.remark.empty() ? "" : "; ", row.remark);
      }
    } else if (row.kind == ImportedRow::KIND_ITEM) {
      if (last_item.has_value() && *last_item + 1 == appendix.rows.size() && reader.GoesOn(rows[i])) {
        reader.Append(rows[i], appendix.rows.back());
        continue;
      }
      last_item = appendix.rows.size();
    }
    appendix.rows.push_back(std::move(row));
  }
  if (!last_item.has_value()) {
    return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("there is no task below the header in row ",
                                                             rows[found->first_row].row, "; is the table empty?"));
  }
  // What stands below the last item heads nothing: footnotes, signatures.
  std::vector<std::string> below = table.below;
  for (size_t i = *last_item + 1; i < appendix.rows.size(); ++i) {
    AppendixRow& row = appendix.rows[i];
    if (row.kind == ImportedRow::KIND_HEADING) row.kind = ImportedRow::KIND_OUTSIDE;
    if (row.kind != ImportedRow::KIND_OUTSIDE) continue;
    below.push_back(row.at(Column::kText));
    below.push_back(absl::StrCat(row.at(Column::kOrdinal), " ", row.at(Column::kText)));
  }
  ResolveFootnoteMarks(below, appendix);
  return appendix;
}

absl::StatusOr<Appendix> FindAppendix(const std::vector<TableRow>& rows) {
  return FindAppendix(FileTable{.rows = rows});
}

absl::StatusOr<FileTable> ReadCsvTable(absl::string_view bytes) {
  const absl::StatusOr<CsvText> csv = OpenCsv(bytes);
  if (!csv.ok()) return csv.status();
  // The first one is that which the file declares or uses most.
  std::vector<char> separators = {csv->separator};
  for (const char separator : kCsvSeparators) {
    if (separator != csv->separator && !csv->declared) separators.push_back(separator);
  }
  absl::StatusOr<FileTable> first = Error(v1::ERROR_REASON_INVALID_FILE, "the file is empty");
  for (const char separator : separators) {
    absl::StatusOr<std::vector<CsvRow>> rows = ReadCsvRows(*csv, separator);
    const bool is_first = separator == separators.front();
    if (!rows.ok() && is_first) first = rows.status();
    if (!rows.ok()) continue;
    FileTable table;
    for (CsvRow& row : *rows) table.rows.push_back({row.line, std::move(row.cells)});
    const std::string shown = separator == '\t' ? "dấu tab" : absl::StrCat("'", std::string(1, separator), "'");
    table.remark = absl::StrCat("CSV mã ", csv->encoding, ", phân cách bằng ", shown);
    if (HasTitles(table.rows)) return table;
    if (is_first) first = std::move(table);
  }
  return first;
}

absl::StatusOr<Appendix> ReadCsvAppendix(absl::string_view bytes) {
  const absl::StatusOr<FileTable> table = ReadCsvTable(bytes);
  if (!table.ok()) return table.status();
  return FindAppendix(*table);
}

}  // namespace phoihop::import
