// Reads CSV as officials have it: RFC 4180, separated by ',' or ';' (whichever stands more often in the first row),
// with or without a byte order mark, any line ends. Blank lines are skipped; spaces around an unquoted cell are not
// part of it.
#ifndef SERVICES_IMPORT_CSV_H_
#define SERVICES_IMPORT_CSV_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::import {

inline constexpr size_t kMaxCsvBytes = size_t{4} << 20;
inline constexpr size_t kMaxCsvCellBytes = size_t{64} << 10;
inline constexpr size_t kMaxCsvColumns = 100;
inline constexpr size_t kMaxCsvRows = 20'000;

struct CsvRow {
  int line = 0;  // of the file, where the row begins; 1, 2, …
  std::vector<std::string> cells;
};

// TOO_LARGE when a limit is passed; INVALID_FILE for broken quotation, bytes that are not UTF-8 or not text. The
// message says line and column (1, 2, …) and what to do; the caller adds the file's name.
absl::StatusOr<std::vector<CsvRow>> ReadCsv(absl::string_view bytes);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_CSV_H_
