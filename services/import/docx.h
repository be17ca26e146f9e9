// Reads the tables of a .docx document.
#ifndef SERVICES_IMPORT_DOCX_H_
#define SERVICES_IMPORT_DOCX_H_

#include <vector>

#include "absl/status/statusor.h"
#include "services/import/office_package.h"
#include "services/import/table.h"

namespace phoihop::import {

inline constexpr size_t kMaxDocumentRows = 20'000;  // of all tables

// Whether the main part of the package is a document.
bool IsDocument(const OfficePackage& package);

// The tables of the body in their order; `number` counts them as Word does. Cells are what Word shows: automatic
// numbers (docx_numbering.h), insertions but not what was deleted, no hidden text, no text boxes and pictures.
// Footnotes and endnotes are footnotes of their row. A table that follows another one with as many columns, with
// nothing between them and without titles of its own, goes on with it. A cell with a table inside is a fault.
// TOO_LARGE, INVALID_FILE.
absl::StatusOr<std::vector<FileTable>> ReadDocument(OfficePackage& package);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_DOCX_H_
