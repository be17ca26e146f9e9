// Finds the appendix table in the rows of a file: the header by its column titles, items, headings, and what stands
// above and below.
#ifndef SERVICES_IMPORT_PLAN_TABLE_H_
#define SERVICES_IMPORT_PLAN_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "workflow/plan/appendix.h"

namespace phoihop::import {

// One row of a table of any format; cells that are merged in the file stand in their first place.
struct TableRow {
  int row = 0;  // 1 = first line of the file
  std::vector<std::string> cells;
};

// The header is the first row (or pair of rows, where titles are merged) that has titles for the task, the lead and the
// deadline: "Nhiệm vụ" or "Nội dung", "Chủ trì", "Thời gian"; "TT", "Phối hợp", "Sản phẩm" or "Kết quả" and "Ghi chú"
// may be missing. Below it, a row with text and nobody responsible is a heading when it has no number or a roman one,
// and an item otherwise. INVALID_FILE when there is no such header (with the titles that are missing), a title twice,
// or no item; TOO_LARGE.
absl::StatusOr<plan::Appendix> FindAppendix(const std::vector<TableRow>& rows);

// The same from the bytes of a CSV file.
absl::StatusOr<plan::Appendix> ReadCsvAppendix(absl::string_view bytes);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_PLAN_TABLE_H_
