#include "services/import/reference_table.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"

namespace phoihop::import {

const std::string& ReferenceRow::operator[](absl::string_view column) const {
  static const std::string& none = *new std::string;
  const auto found = table_->column_index_.find(column);
  return found == table_->column_index_.end() ? none : row_->cells[found->second];
}

std::vector<std::string> ReferenceRow::List(absl::string_view column) const {
  std::vector<std::string> parts;
  for (absl::string_view part : absl::StrSplit((*this)[column], '|')) {
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

absl::Status ReferenceRow::Fault(absl::string_view column, absl::string_view message) const {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat(table_->file_, ", line ", row_->line, ", column ", column, ": ", message));
}

absl::StatusOr<ReferenceTable> ReferenceTable::Read(const std::string& directory, const std::string& file,
                                                    const std::vector<std::string>& columns, bool required) {
  ReferenceTable table;
  table.file_ = file;
  const absl::StatusOr<std::string> text = ReadWholeFile(absl::StrCat(directory, "/", file));
  if (absl::IsNotFound(text.status()) && !required) return table;
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<CsvRow>> rows = ReadCsv(*text);
  if (!rows.ok()) return Error(ReasonOf(rows.status()), absl::StrCat(file, ": ", rows.status().message()));
  if (rows->empty()) return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat(file, ": the file is empty"));
  const CsvRow header = std::move(rows->front());
  rows->erase(rows->begin());
  for (size_t i = 0; i < header.cells.size(); ++i) table.column_index_[header.cells[i]] = i;
  for (const std::string& column : columns) {
    if (!table.column_index_.contains(column)) {
      return Error(v1::ERROR_REASON_INVALID_FILE,
                   absl::StrCat(file, ", line ", header.line, ": there is no column called '", column, "'"));
    }
  }
  for (const CsvRow& row : *rows) {
    if (row.cells.size() == header.cells.size()) continue;
    return Error(v1::ERROR_REASON_INVALID_FILE,
                 absl::StrCat(file, ", line ", row.line, ": ", row.cells.size(), " cells instead of ",
                              header.cells.size(), "; put cells that contain a comma into quotation marks"));
  }
  table.rows_ = *std::move(rows);
  return table;
}

std::vector<ReferenceRow> ReferenceTable::rows() const {
  std::vector<ReferenceRow> rows;
  rows.reserve(rows_.size());
  for (const CsvRow& row : rows_) rows.emplace_back(*this, row);
  return rows;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is no file '", path, "'"));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > kMaxCsvBytes) {
    return Error(v1::ERROR_REASON_TOO_LARGE,
                 absl::StrCat(name, ": the file is larger than ", (kMaxCsvBytes >> 20), " MiB"));
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (!error && stream) text << stream.rdbuf();
  if (error || !stream || stream.bad()) {
    return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat("the file '", path, "' cannot be read"));
  }
  return std::move(text).str();
}

}  // namespace phoihop::import
