#include "services/import/csv.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
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

class Reader {
 public:
  Reader(const CsvText& csv, char separator) : text_(csv.text), separator_(separator), line_(csv.first_line) {}

  absl::StatusOr<std::vector<CsvRow>> Read() {
    while (at_ < text_.size()) {
      if (SkipBlankLine()) continue;
      if (absl::Status status = ReadRow(); !status.ok()) return status;
    }
    return std::move(rows_);
  }

 private:
  bool AtLineEnd() const { return at_ >= text_.size() || text_[at_] == '\r' || text_[at_] == '\n'; }

  // LF, CR LF or CR.
  void TakeLineEnd() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  bool SkipBlankLine() {
    const size_t end = text_.find_first_of("\r\n", at_);
    const absl::string_view line = text_.substr(at_, end == absl::string_view::npos ? end : end - at_);
    if (line.find_first_not_of(separator_ == '\t' ? " " : " \t") != absl::string_view::npos) return false;
    at_ += line.size();
    TakeLineEnd();
    return true;
  }

  absl::Status ReadRow() {
    CsvRow row;
    row.line = line_;
    for (size_t column = 1;; ++column) {
      std::string cell;
      if (absl::Status status = ReadCell(column, cell); !status.ok()) return status;
      if (column <= kMaxCsvColumns) {
        row.cells.push_back(std::move(cell));
      } else if (!cell.empty()) {
        return TooLarge(absl::StrCat("line ", row.line, ": more than ", kMaxCsvColumns, " columns"));
      }
      if (AtLineEnd()) break;
      ++at_;  // the separator
    }
    TakeLineEnd();
    if (rows_.size() < kMaxCsvRows) {
      rows_.push_back(std::move(row));
    } else if (std::any_of(row.cells.begin(), row.cells.end(), [](const std::string& c) { return !c.empty(); })) {
      return TooLarge(absl::StrCat("line ", row.line, ": more than ", kMaxCsvRows, " rows"));
    }
    return absl::OkStatus();
  }

  // Up to the separator or line end behind the cell.
  absl::Status ReadCell(size_t column, std::string& cell) {
    const int line = line_;
    SkipBlanks();
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (!(quoted ? ReadQuoted(cell) : ReadPlain(cell))) {
      return Broken(absl::StrCat("line ", line, ", column ", column,
                                 ": a quotation mark is not closed, or stands inside a cell that does not begin with "
                                 "one; write the cell in quotation marks and double those inside"));
    }
    if (cell.size() > kMaxCsvCellBytes) {
      return TooLarge(
          absl::StrCat("line ", line, ", column ", column, ": a cell of more than ", (kMaxCsvCellBytes >> 10), " KiB"));
    }
    return absl::OkStatus();
  }

  void SkipBlanks() {
    while (at_ < text_.size() && text_[at_] != separator_ && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool ReadQuoted(std::string& cell) {
    ++at_;
    while (true) {
      const size_t next = text_.find_first_of("\"\r\n", at_);
      if (next == absl::string_view::npos) return false;
      absl::StrAppend(&cell, text_.substr(at_, next - at_));
      at_ = next;
      if (text_[at_] != '"') {
        const size_t begin = at_;
        TakeLineEnd();
        absl::StrAppend(&cell, text_.substr(begin, at_ - begin));
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += '"';
        at_ += 2;
      } else {
        ++at_;
        SkipBlanks();
        return AtLineEnd() || text_[at_] == separator_;
      }
    }
  }

  bool ReadPlain(std::string& cell) {
    const size_t begin = at_;
    while (!AtLineEnd() && text_[at_] != separator_) ++at_;
    cell = std::string(absl::StripTrailingAsciiWhitespace(text_.substr(begin, at_ - begin)));
    return std::count(cell.begin(), cell.end(), '"') % 2 == 0;
  }

  const absl::string_view text_;
  const char separator_;
  size_t at_ = 0;
  int line_;
  std::vector<CsvRow> rows_;
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
