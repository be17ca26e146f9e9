// Names of files as they are offered for download.
#ifndef SERVICES_FILES_FILENAME_H_
#define SERVICES_FILES_FILENAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::files {

// The name without path, control and invisible characters, characters and names that Windows does not take; NFC, at
// most kMaxFilenameCharacters with its extension kept. `tep` when nothing is left. Any bytes may come in.
std::string CleanFilename(absl::string_view name);

// `attachment; filename="To trinh.pdf"; filename*=UTF-8''T%E1%BB%9D…` (RFC 6266, RFC 8187).
std::string ContentDisposition(absl::string_view filename);

}  // namespace phoihop::files

#endif  // SERVICES_FILES_FILENAME_H_
