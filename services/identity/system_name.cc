#include "services/identity/system_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::identity {
namespace {

constexpr absl::string_view kScheme = "phoihop://";

}  // namespace

absl::StatusOr<std::optional<SystemName>> ReadSystemName(const std::vector<std::string>& uris) {
  std::optional<SystemName> name;
  for (const std::string& uri : uris) {
    absl::string_view rest = uri;
    if (!absl::StartsWithIgnoreCase(rest, kScheme)) continue;
    rest.remove_prefix(kScheme.size());
    const std::vector<absl::string_view> parts = absl::StrSplit(rest, '/');
    if (parts.size() != 3 || parts[1] != "systems" || !IsId(parts[0]) || !IsId(parts[2])) {
      return Error(v1::ERROR_REASON_PERMISSION_DENIED,
                   "the certificate names no system: its URI has to be phoihop://province/systems/unit");
    }
    if (name.has_value()) {
      return Error(v1::ERROR_REASON_PERMISSION_DENIED,
                   "the certificate names more than one system; use one certificate for each");
    }
    name = SystemName{.province = std::string(parts[0]), .unit = std::string(parts[2])};
  }
  return name;
}

}  // namespace phoihop::identity
