#include "services/handlers/error_metadata.h"

#include <utility>

#include "workflow/errors.h"

namespace phoihop::handlers {

absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value) {
  return phoihop::WithMetadata(std::move(status), key, value);
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) { return phoihop::MetadataOf(status); }

}  // namespace phoihop::handlers
