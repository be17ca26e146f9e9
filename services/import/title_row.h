// The row, or pair of rows, with the titles of a plan's columns.
#ifndef SERVICES_IMPORT_TITLE_ROW_H_
#define SERVICES_IMPORT_TITLE_ROW_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/import/table.h"
#include "workflow/plan/appendix.h"

namespace phoihop::import {

// The titles stand within so many rows; above them are the names of the agency and of the plan.
inline constexpr size_t kMaxRowsAboveTable = 60;

// Which cell of a row holds which column.
struct TitleRow {
  std::array<std::optional<size_t>, plan::kColumnCount> places;
  std::optional<plan::Column> twice;

  std::optional<size_t> Place(plan::Column column) const { return places[static_cast<size_t>(column)]; }
  bool Has(plan::Column column) const { return Place(column).has_value(); }
  // Of task, lead and deadline.
  int NeededFound() const;
  bool Complete() const;
};

TitleRow ReadTitleRow(const std::vector<std::string>& cells);

struct FoundTitles {
  TitleRow titles;
  size_t first_row = 0;
  size_t row_count = 1;
};

// INVALID_FILE when there are none (with the titles that are missing) or one stands twice.
absl::StatusOr<FoundTitles> FindTitles(const std::vector<TableRow>& rows);

// Whether FindTitles would find titles, good or not: the table is meant as a plan.
bool HasTitles(const std::vector<TableRow>& rows);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_TITLE_ROW_H_
