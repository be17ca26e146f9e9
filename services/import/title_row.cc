#include "services/import/title_row.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/errors.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::import {
namespace {

using plan::Column;
using plan::kColumnCount;

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
    {Column::kDeadline, "moc thoi gian", ""},
    {Column::kDeadline, "han hoan thanh", ""},
    {Column::kDeadline, "hoan thanh", ""},
    {Column::kDeadline, "ket thuc", ""},
    {Column::kDeadline, "tien do", ""},
    {Column::kText, "nhiem vu", ""},
    {Column::kText, "noi dung", ""},
    {Column::kText, "ten nhiem vu", ""},
    {Column::kText, "cong viec", ""},
    {Column::kText, "hoat dong", ""},
};
// Who does it leads it, where no other column says who leads.
constexpr const char* kDoers[] = {"co quan thuc hien", "don vi thuc hien", "co quan, don vi thuc hien",
                                  "don vi, dia phuong thuc hien", "cq thuc hien"};
// Titles of the lower row that are no column of a plan.
constexpr const char* kOtherLowerTitles[] = {"bat dau", "tu ngay"};
// What a title is called in messages, in the order of Column.
constexpr const char* kTitleNames[kColumnCount] = {"TT",        "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp",
                                                   "Thời gian", "Sản phẩm", "Ghi chú"};

constexpr Column kNeeded[] = {Column::kText, Column::kLead, Column::kDeadline};

bool BeginsWithAny(absl::string_view folded, const auto& beginnings) {
  return std::any_of(std::begin(beginnings), std::end(beginnings),
                     [&](const char* begin) { return absl::StartsWith(folded, begin); });
}

std::optional<Column> ColumnOfTitle(absl::string_view cell) {
  const std::string folded = plan::FoldText(cell);
  // One column for leads and coordinators cannot be told apart; when work begins is no deadline.
  if (absl::StrContains(folded, "chu tri") && absl::StrContains(folded, "phoi hop")) return std::nullopt;
  if (absl::StrContains(folded, "bat dau") && !absl::StrContains(folded, "ket thuc") &&
      !absl::StrContains(folded, "hoan thanh")) {
    return std::nullopt;
  }
  for (const Title& title : kTitles) {
    if (absl::StartsWith(folded, title.begins) && absl::StrContains(folded, title.contains)) return title.column;
  }
  return std::nullopt;
}

bool Filled(absl::string_view cell) { return !plan::CleanCell(cell).empty(); }

// The lower of two title rows says more ("Cơ quan thực hiện" over "Chủ trì" and "Phối hợp").
std::vector<std::string> Merged(const std::vector<std::string>& upper, const std::vector<std::string>& lower) {
  std::vector<std::string> merged = upper;
  merged.resize(std::max(upper.size(), lower.size()));
  for (size_t i = 0; i < lower.size(); ++i) {
    if (Filled(lower[i])) merged[i] = lower[i];
  }
  return merged;
}

// Whether the row below titles divides them: it has a title where the upper row has none or one of a group, and
// nothing else.
bool DividesTitles(const TableRow& upper, const TableRow& lower) {
  bool divides = false;
  for (size_t i = 0; i < lower.cells.size(); ++i) {
    if (!Filled(lower.cells[i]) || lower.repeated.contains(i)) continue;
    const std::string folded = plan::FoldText(lower.cells[i]);
    const std::optional<Column> below = ColumnOfTitle(folded);
    if (!below.has_value() && !BeginsWithAny(folded, kOtherLowerTitles)) return false;
    const std::string above = i < upper.cells.size() ? plan::FoldText(upper.cells[i]) : "";
    const bool group = above.empty() || ColumnOfTitle(above) != below;
    if (!group && above != folded) return false;
    divides = divides || group;
  }
  return divides;
}

// "Nhi?m v?": an encoding that has not all letters leaves question marks inside words.
bool LostLetters(const std::vector<TableRow>& rows) {
  for (size_t i = 0; i < std::min(rows.size(), kMaxRowsAboveTable); ++i) {
    for (const std::string& cell : rows[i].cells) {
      for (size_t at = cell.find('?', 1); at != std::string::npos && at + 1 < cell.size();
           at = cell.find('?', at + 1)) {
        if (absl::ascii_isalpha(cell[at - 1]) && absl::ascii_isalpha(cell[at + 1])) return true;
      }
    }
  }
  return false;
}

absl::Status NoTitles(const TitleRow& best, int row, const std::vector<TableRow>& rows) {
  if (LostLetters(rows)) {
    return Error(v1::ERROR_REASON_INVALID_FILE,
                 "letters were lost when the file was saved: there are question marks inside words; save the table as "
                 "\"CSV UTF-8\" or as .xlsx");
  }
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

std::optional<FoundTitles> TitlesAt(const std::vector<TableRow>& rows, size_t i) {
  const TitleRow single = ReadTitleRow(rows[i].cells);
  if (i + 1 < rows.size() && single.NeededFound() > 0) {
    const TableRow& next = rows[i + 1];
    const bool stands_alone = next.repeated.empty() && ReadTitleRow(next.cells).Complete();
    const TitleRow pair = ReadTitleRow(Merged(rows[i].cells, next.cells));
    const bool divides = DividesTitles(rows[i], next);
    if (!stands_alone && pair.Complete() && (divides || !single.Complete())) return FoundTitles{pair, i, 2};
  }
  if (single.Complete()) return FoundTitles{single, i, 1};
  return std::nullopt;
}

}  // namespace

int TitleRow::NeededFound() const {
  return static_cast<int>(std::count_if(std::begin(kNeeded), std::end(kNeeded), [this](Column c) { return Has(c); }));
}

bool TitleRow::Complete() const { return NeededFound() == static_cast<int>(std::size(kNeeded)); }

TitleRow ReadTitleRow(const std::vector<std::string>& cells) {
  TitleRow row;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::optional<Column> column = ColumnOfTitle(cells[i]);
    if (!column.has_value()) continue;
    std::optional<size_t>& place = row.places[static_cast<size_t>(*column)];
    if (place.has_value()) row.twice = column;
    place = i;
  }
  std::optional<size_t>& lead = row.places[static_cast<size_t>(Column::kLead)];
  if (lead.has_value()) return row;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!BeginsWithAny(plan::FoldText(cells[i]), kDoers) || ColumnOfTitle(cells[i]).has_value()) continue;
    if (lead.has_value()) row.twice = Column::kLead;
    lead = i;
  }
  return row;
}

absl::StatusOr<FoundTitles> FindTitles(const std::vector<TableRow>& rows) {
  TitleRow best;
  int best_row = 0;
  for (size_t i = 0; i < std::min(rows.size(), kMaxRowsAboveTable); ++i) {
    const std::optional<FoundTitles> found = TitlesAt(rows, i);
    if (found.has_value() && found->titles.twice.has_value()) {
      return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("row ", rows[i].row, " has the column '",
                                                               kTitleNames[static_cast<size_t>(*found->titles.twice)],
                                                               "' twice; name one of them otherwise"));
    }
    if (found.has_value()) return *found;
    const TitleRow single = ReadTitleRow(rows[i].cells);
    if (single.NeededFound() > best.NeededFound()) {
      best = single;
      best_row = rows[i].row;
    }
  }
  return NoTitles(best, best_row, rows);
}

bool HasTitles(const std::vector<TableRow>& rows) {
  for (size_t i = 0; i < std::min(rows.size(), kMaxRowsAboveTable); ++i) {
    if (TitlesAt(rows, i).has_value()) return true;
  }
  return false;
}

}  // namespace phoihop::import
