// Office files that a test writes by hand, part by part.
#ifndef TESTS_UNIT_IMPORT_OFFICE_FILE_H_
#define TESTS_UNIT_IMPORT_OFFICE_FILE_H_

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::import {

using Parts = std::map<std::string, std::string>;

// A ZIP archive of these parts.
std::string Zip(const Parts& parts);

// One part, stored, as the fields of its headers say.
struct RawPart {
  std::string name, text;
  int flags = 0;
  int method = 0;
  int crc_fault = 0;
  bool same_place = false;  // as the first part
};
std::string RawZip(const std::vector<RawPart>& parts);
// Fast, because nothing is packed.
std::string StoredZip(const Parts& parts);

// The parts of a workbook with one sheet `Phụ lục`; `sheet` is what stands in <worksheet>. Others may be added:
// xl/sharedStrings.xml, xl/styles.xml and xl/comments1.xml are related already.
Parts SheetParts(absl::string_view sheet);
std::string Workbook(absl::string_view sheet);

// The parts of a document; `body` is what stands in <w:body>. word/numbering.xml, word/styles.xml,
// word/footnotes.xml are related already and empty.
Parts DocumentParts(absl::string_view body);
std::string Document(absl::string_view body);

// <w:tbl> of rows; cells are separated by '|' and hold one paragraph each.
std::string DocumentTable(std::initializer_list<absl::string_view> rows);
// <row> elements of inline strings from row `first` on, cells separated by '|'; an empty one is left out.
std::string SheetRows(int first, std::initializer_list<absl::string_view> rows);

}  // namespace phoihop::import

#endif  // TESTS_UNIT_IMPORT_OFFICE_FILE_H_
