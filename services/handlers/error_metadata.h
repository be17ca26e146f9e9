// Facts that a refusal carries beside its sentence: the `metadata` of google.rpc.ErrorInfo.
#ifndef SERVICES_HANDLERS_ERROR_METADATA_H_
#define SERVICES_HANDLERS_ERROR_METADATA_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace phoihop::handlers {

// The status with one more fact, such as ("sequence", "41").
absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value);

std::map<std::string, std::string> MetadataOf(const absl::Status& status);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ERROR_METADATA_H_
