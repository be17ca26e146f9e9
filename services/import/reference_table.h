// A CSV file of reference data: named columns, and errors that say file, line and column.
#ifndef SERVICES_IMPORT_REFERENCE_TABLE_H_
#define SERVICES_IMPORT_REFERENCE_TABLE_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/csv.h"

namespace phoihop::import {

class ReferenceTable;

// One row; refers to its table.
class ReferenceRow {
 public:
  ReferenceRow(const ReferenceTable& table, const CsvRow& row) : table_(&table), row_(&row) {}

  // The cell of a column that was asked for when the table was read.
  const std::string& operator[](absl::string_view column) const;
  // The cell's parts between `|`, without those that are empty.
  std::vector<std::string> List(absl::string_view column) const;
  // INVALID_FILE: `units.csv, line 7, column kind: …`.
  absl::Status Fault(absl::string_view column, absl::string_view message) const;

 private:
  const ReferenceTable* table_;
  const CsvRow* row_;
};

class ReferenceTable {
 public:
  // Reads `directory`/`file`, whose first row names at least `columns`; others are ignored. A file that does not exist
  // is an empty table unless it is required.
  static absl::StatusOr<ReferenceTable> Read(const std::string& directory, const std::string& file,
                                             const std::vector<std::string>& columns, bool required);

  std::vector<ReferenceRow> rows() const;

 private:
  friend class ReferenceRow;
  std::string file_;
  std::map<std::string, size_t, std::less<>> column_index_;
  std::vector<CsvRow> rows_;  // without the header
};

// A whole file. NOT_FOUND when it does not exist, INVALID_FILE when it cannot be read.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_REFERENCE_TABLE_H_
