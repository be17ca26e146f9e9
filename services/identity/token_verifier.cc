#include "services/identity/token_verifier.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/identity/json.h"
#include "services/identity/refusal.h"

namespace phoihop::identity {
namespace {

using nlohmann::json;

// 31 December 9999: what lies behind is no date that a provider means. Seconds.
constexpr double kLastSecond = 253'402'300'799;

// A compact token taken apart, nothing of it believed.
struct Parts {
  absl::string_view header, payload, signature, signed_text;
};

std::optional<Parts> Split(absl::string_view token) {
  const size_t first = token.find('.');
  if (first == absl::string_view::npos) return std::nullopt;
  const size_t second = token.find('.', first + 1);
  if (second == absl::string_view::npos || token.find('.', second + 1) != absl::string_view::npos) return std::nullopt;
  return Parts{.header = token.substr(0, first),
               .payload = token.substr(first + 1, second - first - 1),
               .signature = token.substr(second + 1),
               .signed_text = token.substr(0, second)};
}

// A NumericDate; `missing` when there is none, nothing when it is something else.
std::optional<absl::Time> TimeOf(const json& claims, const char* name, absl::Time missing) {
  const auto found = claims.find(name);
  if (found == claims.end()) return missing;
  if (!found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > kLastSecond) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

// The key that the token is to be verified with, or why there is none.
absl::StatusOr<const PublicKey*> Choose(const KeySet& keys, absl::string_view id, Algorithm algorithm, bool newer) {
  std::vector<const PublicKey*> named = keys.Find(id);
  if (named.empty()) return Refuse(newer ? Refusal::kKeysAwaited : Refusal::kUnknownKey);
  named.erase(std::remove_if(named.begin(), named.end(),
                             [algorithm](const PublicKey* key) { return key->algorithm() != algorithm; }),
              named.end());
  if (named.empty()) return Refuse(Refusal::kKeyMismatch);
  if (id.empty() && named.size() > 1) return Refuse(Refusal::kMalformed);
  return named.front();
}

}  // namespace

TokenVerifier::TokenVerifier(VerifierOptions options, KeySource& keys) : options_(std::move(options)), keys_(keys) {}

absl::StatusOr<Claims> TokenVerifier::Verify(absl::string_view token, absl::Time now) const {
  if (token.size() > kMaxTokenBytes) return Refuse(Refusal::kTooLarge);
  const std::optional<Parts> parts = Split(token);
  if (!parts.has_value()) return Refuse(Refusal::kMalformed);
  const std::optional<std::string> header_text = DecodeBase64Url(parts->header);
  const std::optional<std::string> payload = DecodeBase64Url(parts->payload);
  const std::optional<std::string> signature = DecodeBase64Url(parts->signature);
  if (!header_text.has_value() || !payload.has_value() || !signature.has_value()) return Refuse(Refusal::kMalformed);
  const std::optional<json> header = ParseObject(*header_text);
  // What `crit` names has to be understood, and nothing of the kind is.
  if (!header.has_value() || header->contains("crit")) return Refuse(Refusal::kMalformed);
  const std::optional<std::string> name = TextOf(*header, "alg"), id = TextOf(*header, "kid");
  if (!name.has_value() || name->empty() || !id.has_value() || id->size() > kMaxKeyIdBytes) {
    return Refuse(Refusal::kMalformed);
  }
  const std::optional<Algorithm> algorithm = FindAlgorithm(*name);
  if (!algorithm.has_value()) return Refuse(Refusal::kAlgorithmNotAllowed);

  std::shared_ptr<const KeySet> keys = keys_.Keys(now);
  if (keys == nullptr) {
    keys_.MayHaveNewer(now);
    return Refuse(Refusal::kProviderUnreachable);
  }
  const bool newer = keys->Find(*id).empty() && keys_.MayHaveNewer(now);
  const absl::StatusOr<const PublicKey*> key = Choose(*keys, *id, *algorithm, newer);
  if (!key.ok()) return key.status();
  if (!(*key)->Verify(parts->signed_text, *signature)) return Refuse(Refusal::kBadSignature);
  return ReadClaims(*payload, now);
}

absl::StatusOr<Claims> TokenVerifier::ReadClaims(absl::string_view payload, absl::Time now) const {
  const std::optional<json> object = ParseObject(payload);
  if (!object.has_value()) return Refuse(Refusal::kMalformed);
  const std::optional<std::string> issuer = TextOf(*object, "iss"), subject = TextOf(*object, "sub");
  const std::optional<std::vector<std::string>> audiences = TextsOf(*object, "aud");
  const std::optional<absl::Time> expiry = TimeOf(*object, "exp", absl::InfinitePast()),
                                  not_before = TimeOf(*object, "nbf", absl::InfinitePast()),
                                  issued = TimeOf(*object, "iat", absl::InfinitePast());
  const std::optional<std::vector<std::string>> units = TextsOf(*object, options_.unit_claim.c_str());
  const std::optional<std::string> person = TextOf(*object, options_.person_claim.c_str());
  if (!issuer.has_value() || !subject.has_value() || subject->empty() || !audiences.has_value() ||
      !expiry.has_value() || *expiry == absl::InfinitePast() || !not_before.has_value() || !issued.has_value() ||
      !units.has_value() || !person.has_value()) {
    return Refuse(Refusal::kMalformed);
  }
  if (*issuer != options_.issuer) return Refuse(Refusal::kWrongIssuer);
  if (std::find(audiences->begin(), audiences->end(), options_.audience) == audiences->end()) {
    return Refuse(Refusal::kWrongAudience);
  }
  if (now >= *expiry + options_.clock_skew) return Refuse(Refusal::kExpired);
  const absl::Time begins = std::max(*not_before, *issued);
  if (now + options_.clock_skew < begins) return Refuse(Refusal::kNotYetValid);
  // For people to read; of another kind they say nothing.
  return Claims{.issuer = *issuer,
                .subject = *subject,
                .audiences = *audiences,
                .expiry = *expiry,
                .not_before = begins,
                .name = TextOf(*object, "name").value_or(""),
                .preferred_username = TextOf(*object, "preferred_username").value_or(""),
                .email = TextOf(*object, "email").value_or(""),
                .units = *units,
                .person = *person};
}

}  // namespace phoihop::identity
