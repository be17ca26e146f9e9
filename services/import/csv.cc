#include "services/import/csv.h"

#include <csv.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/import/text_encoding.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr absl::string_view kDeclaration = "sep=";

absl::Status Broken(absl::string_view message) { return Error(v1::ERROR_REASON_INVALID_FILE, message); }
absl::Status TooLarge(absl::string_view message) { return Error(v1::ERROR_REASON_TOO_LARGE, message); }

char GuessSeparator(absl::string_view text) {
  std::array<size_t, std::size(kCsvSeparators)> counts = {};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += c == kCsvSeparators[i];
    if (c == '\n' && *std::max_element(counts.begin(), counts.end()) > 0) break;
  }
  return kCsvSeparators[std::distance(counts.begin(), std::max_element(counts.begin(), counts.end()))];
}

// `sep=;` in the first line is for Excel, not a row.
void TakeDeclaration(CsvText& csv) {
  if (!absl::StartsWithIgnoreCase(csv.text, kDeclaration) || csv.text.size() < kDeclaration.size() + 1) return;
  const char separator = csv.text[kDeclaration.size()];
  const size_t end = csv.text.find_first_of("\r\n", kDeclaration.size() + 1);
  const bool known =
      std::find(std::begin(kCsvSeparators), std::end(kCsvSeparators), separator) != std::end(kCsvSeparators);
  if (!known || end != kDeclaration.size() + 1) return;
  csv.separator = separator;
  csv.declared = true;
  csv.first_line = 2;
  csv.text.erase(0, end + (absl::StartsWith(absl::string_view(csv.text).substr(end), "\r\n") ? 2 : 1));
}

// Frees the parser of libcsv and holds what its callbacks gather.
class Reader {
 public:
  Reader(const CsvText& csv, char separator)
      : text_(csv.text), blanks_(separator == '\t' ? " \r\n" : " \t\r\n"), line_(csv.first_line) {
    ready_ = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0;
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~Reader() {
    if (ready_) csv_free(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  absl::StatusOr<std::vector<CsvRow>> Read() {
    if (!ready_) return Broken("the reader of CSV could not start");
    // One physical line after the other, so that rows know where they begin.
    while (!text_.empty() && status_.ok()) {
      const size_t end = LineLength();
      if (!in_row_ && text_.substr(0, end).find_first_not_of(blanks_) != absl::string_view::npos) {
        row_.line = line_;
        in_row_ = true;
      }
      if (csv_parse(&parser_, text_.data(), end, OnCell, OnRow, this) != end) return Quotation();
      text_.remove_prefix(end);
      ++line_;
    }
    if (status_.ok() && csv_fini(&parser_, OnCell, OnRow, this) != 0) return Quotation();
    if (!status_.ok()) return status_;
    return std::move(rows_);
  }

 private:
  // Including its end: LF, CR LF or CR.
  size_t LineLength() const {
    const size_t end = text_.find_first_of("\r\n");
    if (end == absl::string_view::npos) return text_.size();
    return text_[end] == '\r' && end + 1 < text_.size() && text_[end + 1] == '\n' ? end + 2 : end + 1;
  }

  absl::Status Quotation() const {
    return Broken(
        absl::StrCat("line ", line_, ", column ", column_ + 1,
                     ": a quotation mark is not closed, or stands inside a cell that does not begin with one; "
                     "write the cell in quotation marks and double those inside"));
  }

  static void OnCell(void* data, size_t length, void* reader) {
    static_cast<Reader*>(reader)->Cell(absl::string_view(static_cast<const char*>(data), length));
  }
  static void OnRow(int, void* reader) { static_cast<Reader*>(reader)->EndRow(); }

  void Cell(absl::string_view cell) {
    ++column_;
    if (!status_.ok()) return;
    if (cell.size() > kMaxCsvCellBytes) {
      status_ = TooLarge(absl::StrCat("line ", row_.line, ", column ", column_, ": a cell of more than ",
                                      (kMaxCsvCellBytes >> 10), " KiB"));
    } else if (column_ <= kMaxCsvColumns) {
      row_.cells.emplace_back(cell);
    } else if (!cell.empty()) {
      status_ = TooLarge(absl::StrCat("line ", row_.line, ": more than ", kMaxCsvColumns, " columns"));
    }
  }

  void EndRow() {
    const auto filled = [](const std::string& cell) { return !cell.empty(); };
    if (!status_.ok()) return;
    if (rows_.size() < kMaxCsvRows) {
      rows_.push_back(std::move(row_));
    } else if (std::any_of(row_.cells.begin(), row_.cells.end(), filled)) {
      status_ = TooLarge(absl::StrCat("line ", row_.line, ": more than ", kMaxCsvRows, " rows"));
    }
    row_ = CsvRow();
    column_ = 0;
    in_row_ = false;
  }

  csv_parser parser_;
  bool ready_ = false;
  absl::string_view text_;  // what is left
  const absl::string_view blanks_;
  int line_;
  bool in_row_ = false;
  size_t column_ = 0;  // cells of the row so far
  CsvRow row_;
  std::vector<CsvRow> rows_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<CsvText> OpenCsv(absl::string_view bytes) {
  if (bytes.size() > kMaxCsvBytes) {
    return TooLarge(absl::StrCat("the file is larger than ", (kMaxCsvBytes >> 20), " MiB"));
  }
  absl::StatusOr<DecodedText> decoded = DecodeText(bytes);
  if (!decoded.ok()) return decoded.status();
  CsvText csv;
  csv.text = std::move(decoded->text);
  csv.encoding = std::move(decoded->encoding);
  TakeDeclaration(csv);
  if (!csv.declared) csv.separator = GuessSeparator(csv.text);
  return csv;
}

absl::StatusOr<std::vector<CsvRow>> ReadCsvRows(const CsvText& csv, char separator) {
  return Reader(csv, separator).Read();
}

absl::StatusOr<std::vector<CsvRow>> ReadCsv(absl::string_view bytes) {
  const absl::StatusOr<CsvText> csv = OpenCsv(bytes);
  if (!csv.ok()) return csv.status();
  return ReadCsvRows(*csv, csv->separator);
}

}  // namespace phoihop::import
