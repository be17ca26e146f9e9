#include "services/files/media_type.h"

#include <magic.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "workflow/errors.h"

namespace phoihop::files {

absl::StatusOr<std::string> MediaTypeOf(absl::string_view first_bytes) {
  // Not to be shared by threads; loading maps a file and takes a millisecond.
  const std::unique_ptr<magic_set, decltype(&magic_close)> magic(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS),
                                                                 &magic_close);
  if (magic == nullptr || magic_load(magic.get(), nullptr) != 0) {
    return Error(v1::ERROR_REASON_INTERNAL, "The database of file types (libmagic-mgc) cannot be read.");
  }
  const char* type = magic_buffer(magic.get(), first_bytes.data(), first_bytes.size());
  return std::string(type == nullptr ? "application/octet-stream" : type);
}

}  // namespace phoihop::files
