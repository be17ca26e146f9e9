// Limits of files.
#ifndef SERVICES_FILES_LIMITS_H_
#define SERVICES_FILES_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace phoihop::files {

// One file, bytes.
inline constexpr int64_t kMaxFileBytes = 20 << 20;
// Files of one task.
inline constexpr int64_t kMaxFilesOfTask = 200;
// Content in one message of an upload, bytes.
inline constexpr size_t kMaxPieceBytes = 1 << 20;
// A name, in characters.
inline constexpr int kMaxFilenameCharacters = 150;
// Uploads at a time; more are told to come back. Together they hold at most kMaxFileBytes each.
inline constexpr int kMaxUploads = 16;
// Downloads for which the next piece is fetched at a time.
inline constexpr int kDownloadThreads = 8;
// A file that no document names for this long after its upload cannot be named any more …
inline constexpr absl::Duration kUnnamedLimit = absl::Hours(24);
// … and is removed this much later: commands that name it are through by then.
inline constexpr absl::Duration kRemovalDelay = absl::Minutes(10);

}  // namespace phoihop::files

#endif  // SERVICES_FILES_LIMITS_H_
