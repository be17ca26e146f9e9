// The appendix table of a plan, whatever format it came from (CSV; XLSX and DOCX feed the same type): rows with their
// kind, cells by meaning instead of by place.
#ifndef WORKFLOW_PLAN_APPENDIX_H_
#define WORKFLOW_PLAN_APPENDIX_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "phoihop/v1/plan_service.pb.h"

namespace phoihop::plan {

enum class Column { kOrdinal, kText, kLead, kCoordinators, kDeadline, kProduct, kNote };
inline constexpr size_t kColumnCount = 7;
// Names in answers (ImportedCell.field), in the order of Column.
inline constexpr const char* kColumnNames[kColumnCount] = {"ordinal",  "text",    "lead", "coordinators",
                                                           "deadline", "product", "note"};

struct AppendixRow {
  int row = 0;  // in the file, 1 = first line
  v1::ImportedRow::Kind kind = v1::ImportedRow::KIND_EMPTY;
  // As written. Of a row that is no item only kOrdinal and kText are used.
  std::array<std::string, kColumnCount> cells;
  // Why a cell cannot be read, in Vietnamese; such a cell is WRONG. Empty: it was read.
  std::array<std::string, kColumnCount> faults;
  // Texts of the footnotes and comments that the cells refer to.
  std::vector<std::string> footnotes;
  // What the reader of the file did with the row, in Vietnamese: `dòng đang ẩn trong tệp`.
  std::string remark;

  std::string& at(Column column) { return cells[static_cast<size_t>(column)]; }
  const std::string& at(Column column) const { return cells[static_cast<size_t>(column)]; }
};

struct Appendix {
  std::vector<AppendixRow> rows;
};

// Limits of a table. A longer cell is WRONG in the answer, a longer table is TOO_LARGE.
inline constexpr size_t kMaxFileBytes = 4 * 1024 * 1024;
inline constexpr size_t kMaxRows = 5'000;
inline constexpr size_t kMaxItems = 2'000;
inline constexpr size_t kMaxTableColumns = 100;
inline constexpr size_t kMaxTextCellBytes = 20'000;
inline constexpr size_t kMaxShortCellBytes = 4'000;  // every other cell
inline constexpr size_t kMaxPiecesInPartyCell = 300;

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_APPENDIX_H_
