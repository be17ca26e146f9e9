#include "services/handlers/error_metadata.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace phoihop::handlers {
namespace {
constexpr absl::string_view kPrefix = "phoihop.vn/metadata/";
}  // namespace

absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value) {
  status.SetPayload(absl::StrCat(kPrefix, key), absl::Cord(value));
  return status;
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    if (absl::ConsumePrefix(&url, kPrefix)) metadata.emplace(std::string(url), std::string(value));
  });
  return metadata;
}

}  // namespace phoihop::handlers
