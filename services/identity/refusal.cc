#include "services/identity/refusal.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "services/identity/limits.h"
#include "workflow/errors.h"

namespace phoihop::identity {
namespace {

struct Case {
  Refusal refusal;
  absl::string_view name;
  std::string sentence;
};

const std::array<Case, 15>& Cases() {
  static const auto* const kCases = new std::array<Case, 15>{{
      {Refusal::kMalformed, "MALFORMED",
       "the bearer token is not a JSON Web Token as this server needs it: signed, in compact form, with iss, sub, aud "
       "and exp; ask the provider for an access token"},
      {Refusal::kTooLarge, "TOO_LARGE", absl::StrCat("the bearer token has more than ", kMaxTokenBytes, " bytes")},
      {Refusal::kAlgorithmNotAllowed, "ALGORITHM_NOT_ALLOWED",
       "the bearer token is not signed with RS256, ES256 or EdDSA; set one of these at the provider"},
      {Refusal::kUnknownKey, "UNKNOWN_KEY",
       "the provider has no key as the one that signed the bearer token; sign in again"},
      {Refusal::kKeyMismatch, "KEY_MISMATCH",
       "the key that the bearer token names does not fit its algorithm; sign in again"},
      {Refusal::kBadSignature, "BAD_SIGNATURE", "the bearer token was not signed by the provider, or was changed"},
      {Refusal::kWrongIssuer, "WRONG_ISSUER", "the bearer token comes from another provider than this server believes"},
      {Refusal::kWrongAudience, "WRONG_AUDIENCE",
       "the bearer token was made for another service; ask the provider for one with this server's audience"},
      {Refusal::kExpired, "EXPIRED", "the bearer token has expired; sign in again"},
      {Refusal::kNotYetValid, "NOT_YET_VALID",
       "the bearer token is not valid yet; the clocks of the provider and of this server differ"},
      {Refusal::kNotAccepted, "NOT_ACCEPTED",
       "this server takes no bearer tokens: it runs without --oidc-issuer; send none"},
      {Refusal::kUnknown, "UNKNOWN", "there is no such access token; list yours, or make a new one"},
      {Refusal::kRevoked, "REVOKED", "the access token was revoked; make a new one"},
      {Refusal::kProviderUnreachable, "PROVIDER_UNREACHABLE",
       "the bearer token cannot be checked, because the keys of the provider cannot be fetched; come back in a moment"},
      {Refusal::kKeysAwaited, "KEYS_AWAITED",
       "the keys of the provider are being fetched, because the bearer token names a new one; send it again in a "
       "moment"},
  }};
  return *kCases;
}

}  // namespace

absl::Status Refuse(Refusal refusal) {
  for (const Case& entry : Cases()) {
    if (entry.refusal != refusal) continue;
    const bool later = refusal == Refusal::kProviderUnreachable || refusal == Refusal::kKeysAwaited;
    return WithMetadata(
        Error(later ? v1::ERROR_REASON_IDENTITY_PROVIDER_UNAVAILABLE : v1::ERROR_REASON_TOKEN_REFUSED, entry.sentence),
        kTokenMetadata, entry.name);
  }
  return absl::OkStatus();
}

Refusal RefusalOf(const absl::Status& status) {
  const auto metadata = MetadataOf(status);
  const auto found = metadata.find(kTokenMetadata);
  if (found == metadata.end()) return Refusal::kNone;
  for (const Case& entry : Cases()) {
    if (entry.name == found->second) return entry.refusal;
  }
  return Refusal::kNone;
}

absl::string_view NameOf(Refusal refusal) {
  for (const Case& entry : Cases()) {
    if (entry.refusal == refusal) return entry.name;
  }
  return "";
}

}  // namespace phoihop::identity
