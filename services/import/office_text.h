// Texts of formatted runs, as XLSX and DOCX both have them.
#ifndef SERVICES_IMPORT_OFFICE_TEXT_H_
#define SERVICES_IMPORT_OFFICE_TEXT_H_

#include <pugixml.hpp>
#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::import {

// `Sở Nội vụ1` with a raised 1 means a footnote: digits become ¹, ², …; other characters stay.
std::string Raised(absl::string_view text);

// A spreadsheet's shared or inline string or comment: `t`, or runs `r` with `t`; phonetic runs are left out. Escapes
// such as `_x000D_` are undone.
std::string StringItemText(const pugi::xml_node& item);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_OFFICE_TEXT_H_
