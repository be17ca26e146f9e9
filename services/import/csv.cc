#include "services/import/csv.h"

#include <csv.h>
#include <unicode/utf8.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status Broken(absl::string_view message) { return Error(v1::ERROR_REASON_INVALID_FILE, message); }
absl::Status TooLarge(absl::string_view message) { return Error(v1::ERROR_REASON_TOO_LARGE, message); }

bool IsUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

char Separator(absl::string_view text) {
  int commas = 0;
  int semicolons = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ',') ++commas;
    if (c == ';') ++semicolons;
    if (c == '\n' && commas + semicolons > 0) break;
  }
  return semicolons > commas ? ';' : ',';
}

// Frees the parser of libcsv and holds what its callbacks gather.
class Reader {
 public:
  explicit Reader(char separator) {
    ready_ = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0;
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~Reader() {
    if (ready_) csv_free(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  absl::StatusOr<std::vector<CsvRow>> Read(absl::string_view text) {
    if (!ready_) return Broken("the reader of CSV could not start");
    // One physical line after the other, so that rows know where they begin.
    while (!text.empty() && status_.ok()) {
      const size_t end = LineLength(text);
      if (!in_row_ && text.substr(0, end).find_first_not_of(" \t\r\n") != absl::string_view::npos) {
        row_.line = line_;
        in_row_ = true;
      }
      if (csv_parse(&parser_, text.data(), end, OnCell, OnRow, this) != end) return Quotation();
      text.remove_prefix(end);
      ++line_;
    }
    if (status_.ok() && csv_fini(&parser_, OnCell, OnRow, this) != 0) return Quotation();
    if (!status_.ok()) return status_;
    return std::move(rows_);
  }

 private:
  // Including its end: LF, CR LF or CR.
  static size_t LineLength(absl::string_view text) {
    const size_t end = text.find_first_of("\r\n");
    if (end == absl::string_view::npos) return text.size();
    return text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n' ? end + 2 : end + 1;
  }

  absl::Status Quotation() const {
    return Broken(
        absl::StrCat("line ", line_, ", column ", row_.cells.size() + 1,
                     ": a quotation mark is not closed, or stands inside a cell that does not begin with one; "
                     "write the cell in quotation marks and double those inside"));
  }

  static void OnCell(void* data, size_t length, void* reader) {
    static_cast<Reader*>(reader)->Cell(absl::string_view(static_cast<const char*>(data), length));
  }
  static void OnRow(int, void* reader) { static_cast<Reader*>(reader)->EndRow(); }

  void Cell(absl::string_view cell) {
    if (!status_.ok()) return;
    const std::string where = absl::StrCat("line ", row_.line, ", column ", row_.cells.size() + 1, ": ");
    if (row_.cells.size() >= kMaxCsvColumns) {
      status_ = TooLarge(absl::StrCat("line ", row_.line, ": more than ", kMaxCsvColumns, " columns"));
    } else if (cell.size() > kMaxCsvCellBytes) {
      status_ = TooLarge(absl::StrCat(where, "a cell of more than ", (kMaxCsvCellBytes >> 10), " KiB"));
    } else if (absl::StrContains(cell, '\0')) {
      status_ = Broken(absl::StrCat(where, "the file is not text; save it as \"CSV UTF-8\""));
    } else if (!IsUtf8(cell)) {
      status_ = Broken(absl::StrCat(where, "the text is not UTF-8; save the file as \"CSV UTF-8\""));
    } else {
      row_.cells.emplace_back(cell);
    }
  }

  void EndRow() {
    if (!status_.ok()) return;
    if (rows_.size() >= kMaxCsvRows) {
      status_ = TooLarge(absl::StrCat("line ", row_.line, ": more than ", kMaxCsvRows, " rows"));
      return;
    }
    rows_.push_back(std::move(row_));
    row_ = CsvRow();
    in_row_ = false;
  }

  csv_parser parser_;
  bool ready_ = false;
  int line_ = 1;
  bool in_row_ = false;
  CsvRow row_;
  std::vector<CsvRow> rows_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::vector<CsvRow>> ReadCsv(absl::string_view bytes) {
  if (bytes.size() > kMaxCsvBytes) {
    return TooLarge(absl::StrCat("the file is larger than ", (kMaxCsvBytes >> 20), " MiB"));
  }
  bytes = absl::StripPrefix(bytes, kByteOrderMark);
  Reader reader(Separator(bytes));
  return reader.Read(bytes);
}

}  // namespace phoihop::import
