// Reads the sheets of an .xlsx workbook as tables.
#ifndef SERVICES_IMPORT_XLSX_H_
#define SERVICES_IMPORT_XLSX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/office_package.h"
#include "services/import/table.h"

namespace phoihop::import {

inline constexpr size_t kMaxSharedStrings = 200'000;
inline constexpr size_t kMaxSheetRows = 20'000;  // with text in them
inline constexpr size_t kMaxMergedRanges = 10'000;
inline constexpr int kMaxSheetRowNumber = 1'048'576;
inline constexpr int kMaxSheetColumnNumber = 16'384;

struct Sheet {
  FileTable table;
  absl::Status status;  // why the table could not be read
};

// Whether the main part of the package is a workbook.
bool IsWorkbook(const OfficePackage& package);

// The sheets that are shown, in their order. Cells are what Excel shows: dates as dd/mm/yyyy, the values of formulas as
// they were saved. A formula without value and an error such as #REF! are faults. Comments are footnotes. Hidden rows
// and columns are read and remarked upon. Only what stands in the file costs memory, whatever ranges it claims.
absl::StatusOr<std::vector<Sheet>> ReadWorkbook(OfficePackage& package);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_XLSX_H_
