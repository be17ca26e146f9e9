// Text for terminals: widths in characters, as people count them.
#ifndef SERVICES_TEXT_TABLE_H_
#define SERVICES_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop {

// Characters of NFC text without combining marks or wide scripts: Vietnamese.
size_t Width(absl::string_view text);

// At most `width` characters, the last an '…' when something was cut.
std::string Cut(absl::string_view text, size_t width);

// Cut, and filled with spaces.
std::string Pad(absl::string_view text, size_t width);

// Lines of at most `width` characters, broken at spaces (a word that is longer is cut).
std::vector<std::string> Wrap(absl::string_view text, size_t width);

}  // namespace phoihop

#endif  // SERVICES_TEXT_TABLE_H_
