// How another system is named by its certificate: a URI among its alternative names,
//
//   phoihop://dong-nai/systems/so-vhttdl        the system that acts as that unit in that province
//
// with ids as in resource names. Whoever signs certificates for systems decides which unit each may act as.
#ifndef SERVICES_IDENTITY_SYSTEM_NAME_H_
#define SERVICES_IDENTITY_SYSTEM_NAME_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::identity {

struct SystemName {
  std::string province;  // ids
  std::string unit;
};

// `uris` are those of a certificate that was verified. Nothing when none of them is ours: then it names no system.
// PERMISSION_DENIED when one is ours but malformed, or there is more than one: which of them acts is not guessed.
absl::StatusOr<std::optional<SystemName>> ReadSystemName(const std::vector<std::string>& uris);

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_SYSTEM_NAME_H_
