// Documents of the provider and the parts of a token, read strictly; for the .cc files of this folder only.
#ifndef SERVICES_IDENTITY_JSON_H_
#define SERVICES_IDENTITY_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::identity {

// An object as RFC 8259 says, in UTF-8, without a name that comes twice in one object, not deeper than kMaxJsonDepth;
// nothing otherwise.
std::optional<nlohmann::json> ParseObject(absl::string_view text);

// A member that is a text; empty when it is missing, nothing when it is something else.
std::optional<std::string> TextOf(const nlohmann::json& object, const char* name);

// A member that is a text or a list of texts; empty when it is missing, nothing when it is something else or has more
// than kMaxClaimValues.
std::optional<std::vector<std::string>> TextsOf(const nlohmann::json& object, const char* name);

// The bytes of base64url without padding, in the one form that these bytes have; nothing when it is none.
std::optional<std::string> DecodeBase64Url(absl::string_view text);

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_JSON_H_
