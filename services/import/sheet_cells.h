// Cells of one worksheet.
#ifndef SERVICES_IMPORT_SHEET_CELLS_H_
#define SERVICES_IMPORT_SHEET_CELLS_H_

#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/number_format.h"
#include "services/import/table.h"

namespace phoihop::import {

// What all sheets of a workbook share.
struct WorkbookParts {
  std::vector<std::string> strings;
  std::vector<NumberFormat> formats;  // by style of a cell
  bool epoch_1904 = false;
};

struct CellPlace {
  int row = 0;     // 1, 2, …
  int column = 0;  // 1 = A
};

// `B12`, `$B$12`; none when it is no place of a sheet.
std::optional<CellPlace> ReadPlace(absl::string_view reference);
// `B12`.
std::string ShowPlace(const CellPlace& place);

using CommentTexts = std::map<std::pair<int, int>, std::string>;  // by row and column

// The rows with text of <sheetData>, with merged ranges, comments and remarks on what is hidden. TOO_LARGE,
// INVALID_FILE.
absl::StatusOr<std::vector<TableRow>> ReadSheetRows(const pugi::xml_node& worksheet, const WorkbookParts& workbook,
                                                    const CommentTexts& comments);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_SHEET_CELLS_H_
