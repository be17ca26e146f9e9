#ifndef SERVICES_FILES_CONTENT_READER_H_
#define SERVICES_FILES_CONTENT_READER_H_

#include <string>

#include "absl/status/statusor.h"

namespace phoihop::files {

// A content that is read from its beginning to its end. For one thread at a time, whichever.
class ContentReader {
 public:
  virtual ~ContentReader() = default;

  // The next bytes, some 256 KiB; empty at the end. Blocks. Nothing can be read after an error.
  virtual absl::StatusOr<std::string> Next() = 0;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_CONTENT_READER_H_
