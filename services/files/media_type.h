// What a file is, found in its content and not in its name.
#ifndef SERVICES_FILES_MEDIA_TYPE_H_
#define SERVICES_FILES_MEDIA_TYPE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::files {

// How much of a file is looked at, bytes.
inline constexpr size_t kSniffedBytes = 1 << 20;

// `application/pdf`; `application/octet-stream` for what nobody knows. INTERNAL when libmagic's database is missing.
absl::StatusOr<std::string> MediaTypeOf(absl::string_view first_bytes);

}  // namespace phoihop::files

#endif  // SERVICES_FILES_MEDIA_TYPE_H_
