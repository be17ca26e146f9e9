#include "services/import/plan_file.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/import/docx.h"
#include "services/import/office_package.h"
#include "services/import/plan_table.h"
#include "services/import/text_encoding.h"
#include "services/import/title_row.h"
#include "services/import/xlsx.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr absl::string_view kZip = "PK\x03\x04";
constexpr absl::string_view kEmptyZip = "PK\x05\x06";
// The container of .xls and .doc, and of .xlsx and .docx with a password.
constexpr absl::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
// "EncryptedPackage" in UTF-16.
constexpr absl::string_view kEncryptedPackage{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31};
constexpr size_t kLookedAtBytes = 1000;

absl::Status OtherFormat(absl::string_view what) {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat("this is ", what, "; save the table as .xlsx, .docx or CSV (UTF-8) and import that file"));
}

absl::Status CheckFormat(absl::string_view bytes) {
  if (absl::StartsWith(bytes, kOle)) {
    if (absl::StrContains(bytes, kEncryptedPackage)) {
      return Error(v1::ERROR_REASON_INVALID_FILE, "the file is protected by a password; save it without one");
    }
    return OtherFormat("a file of an old format (.xls, .doc)");
  }
  if (absl::StartsWith(bytes, kEmptyZip)) return OtherFormat("an empty archive");
  if (absl::StartsWith(bytes, "%PDF")) return OtherFormat("a PDF file");
  if (absl::StartsWith(bytes, "{\\rtf")) return OtherFormat("an RTF file");
  const std::string begin =
      absl::AsciiStrToLower(absl::StripLeadingAsciiWhitespace(WithoutByteOrderMark(bytes.substr(0, kLookedAtBytes))));
  if (absl::StartsWith(begin, "<html") || absl::StartsWith(begin, "<!doctype") || absl::StartsWith(begin, "<table")) {
    return OtherFormat("a web page, whatever its name says");
  }
  if (absl::StartsWith(begin, "<?xml")) return OtherFormat("an XML file");
  return absl::OkStatus();
}

// All tables of the file; one that could not be read has its status.
absl::StatusOr<std::vector<Sheet>> ReadTables(absl::string_view bytes) {
  if (absl::Status format = CheckFormat(bytes); !format.ok()) return format;
  std::vector<Sheet> tables;
  if (!absl::StartsWith(bytes, kZip)) {
    absl::StatusOr<FileTable> table = ReadCsvTable(bytes);
    if (!table.ok()) return table.status();
    tables.push_back({*std::move(table), absl::OkStatus()});
    return tables;
  }
  absl::StatusOr<OfficePackage> package = OfficePackage::Open(bytes);
  if (!package.ok()) return package.status();
  if (IsWorkbook(*package)) return ReadWorkbook(*package);
  if (!IsDocument(*package)) return OtherFormat("neither a workbook nor a text document");
  absl::StatusOr<std::vector<FileTable>> read = ReadDocument(*package);
  if (!read.ok()) return read.status();
  for (FileTable& table : *read) tables.push_back({std::move(table), absl::OkStatus()});
  return tables;
}

const Sheet* Find(const std::vector<Sheet>& tables, int number) {
  for (const Sheet& table : tables) {
    if (table.table.number == number) return &table;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<PlanFile> ReadPlanFile(absl::string_view bytes, int table) {
  const absl::StatusOr<std::vector<Sheet>> tables = ReadTables(bytes);
  if (!tables.ok()) return tables.status();
  PlanFile file;
  const Sheet* chosen = table == 0 ? nullptr : Find(*tables, table);
  if (table != 0 && chosen == nullptr) {
    return InvalidRequest(
        v1::ERROR_REASON_INVALID_FIELD,
        {{"table", absl::StrCat("the file has ", tables->size(), " sheets or tables, none of them is ", "number ",
                                table, "; 1 is the first, 0 lets the server choose")}});
  }
  for (const Sheet& found : *tables) {
    // One that cannot be read may be the one that was meant.
    if (!found.status.ok() && chosen == nullptr) return found.status;
    if (!found.status.ok() || !HasTitles(found.table.rows)) continue;
    v1::ImportedTable& listed = file.tables.emplace_back();
    listed.set_table(found.table.number);
    listed.set_title(found.table.title);
    listed.set_rows(static_cast<int>(found.table.rows.size()));
    if (chosen == nullptr) chosen = &found;
  }
  // Without titles anywhere the first says what is missing.
  if (chosen == nullptr) chosen = &tables->front();
  if (!chosen->status.ok()) return chosen->status;
  if (file.tables.size() == 1) file.tables.clear();
  absl::StatusOr<plan::Appendix> appendix = FindAppendix(chosen->table);
  if (!appendix.ok()) return appendix.status();
  file.appendix = *std::move(appendix);
  return file;
}

}  // namespace phoihop::import
