// Reads CSV as officials have it: RFC 4180, any line ends, cells in quotation marks or not. Blank lines are skipped;
// spaces around a cell are not part of it. Excel's encodings, separators and first line `sep=;` are told apart.
#ifndef SERVICES_IMPORT_CSV_H_
#define SERVICES_IMPORT_CSV_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/table.h"

namespace phoihop::import {

inline constexpr size_t kMaxCsvBytes = size_t{4} << 20;
inline constexpr size_t kMaxCsvCellBytes = kMaxCellBytes;
inline constexpr size_t kMaxCsvColumns = kMaxColumns;
inline constexpr size_t kMaxCsvRows = 20'000;
// Those that Excel writes, in the order in which they are preferred when nothing tells.
inline constexpr char kCsvSeparators[] = {',', ';', '\t'};

struct CsvRow {
  int line = 0;  // of the file, where the row begins; 1, 2, …
  std::vector<std::string> cells;
};

// Text that is UTF-8 by now, and how its cells are kept apart.
struct CsvText {
  std::string text;
  std::string encoding;   // for people
  char separator = ',';   // that of `sep=`, or which stands most often in the first row that has one
  bool declared = false;  // by `sep=`
  int first_line = 1;     // 2 behind `sep=`
};

// TOO_LARGE, INVALID_FILE: an encoding that cannot be told for certain.
absl::StatusOr<CsvText> OpenCsv(absl::string_view bytes);

// TOO_LARGE when a limit is passed (empty cells and rows at the end do not count); INVALID_FILE for broken quotation,
// also for quotation marks inside a cell that does not begin with one, which could have swallowed a separator. The
// message says line and column (1, 2, …) and what to do; the caller adds the file's name.
absl::StatusOr<std::vector<CsvRow>> ReadCsvRows(const CsvText& csv, char separator);

// Both.
absl::StatusOr<std::vector<CsvRow>> ReadCsv(absl::string_view bytes);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_CSV_H_
