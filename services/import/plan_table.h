// Finds the appendix table in the rows of a file: the header by its column titles, items, headings, and what stands
// above and below.
#ifndef SERVICES_IMPORT_PLAN_TABLE_H_
#define SERVICES_IMPORT_PLAN_TABLE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/table.h"
#include "workflow/plan/appendix.h"

namespace phoihop::import {

// The header is the first row (or pair of rows, where titles are merged) that has titles for the task, the lead and the
// deadline: "Nhiệm vụ" or "Nội dung", "Chủ trì", "Thời gian"; "TT", "Phối hợp", "Sản phẩm" or "Kết quả" and "Ghi chú"
// may be missing. Below it, a row with text and nobody responsible, or whose text is merged over the columns of those
// who are, is a heading when it has no number or a roman one, and an item otherwise.
//
// A cell that is merged over several rows counts for each of them; rows that share task, lead and deadline are one
// item. A cell that is merged over two columns of the plan is a fault: it would have to be guessed which one is meant.
// Footnotes are those that the file knows, and those made by hand: `(*)`, `(1)`, `¹` behind a text of the row, where
// the same mark begins a text below the table. The mark is then taken out of the cell.
//
// INVALID_FILE when there is no such header (with the titles that are missing), a title twice, or no item; TOO_LARGE.
absl::StatusOr<plan::Appendix> FindAppendix(const FileTable& table);
absl::StatusOr<plan::Appendix> FindAppendix(const std::vector<TableRow>& rows);

// The same from the bytes of a CSV file. The separator is the one with which the titles of a plan are found.
absl::StatusOr<FileTable> ReadCsvTable(absl::string_view bytes);
absl::StatusOr<plan::Appendix> ReadCsvAppendix(absl::string_view bytes);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_PLAN_TABLE_H_
