// Why a bearer token is not believed. A refusal is an absl::Status of workflow/errors.h whose metadata `token` names
// the case for programs; it says nothing of what stands in the token.
#ifndef SERVICES_IDENTITY_REFUSAL_H_
#define SERVICES_IDENTITY_REFUSAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace phoihop::identity {

enum class Refusal {
  kNone,
  // UNAUTHENTICATED: this token never will be, or is no longer, good.
  kMalformed,            // MALFORMED: not a signed JSON Web Token, or a claim is missing or of the wrong kind
  kTooLarge,             // TOO_LARGE: longer than kMaxTokenBytes
  kAlgorithmNotAllowed,  // ALGORITHM_NOT_ALLOWED: not RS256, ES256 or EdDSA
  kUnknownKey,           // UNKNOWN_KEY: the provider has no such key
  kKeyMismatch,          // KEY_MISMATCH: the key that it names is of another type than its algorithm
  kBadSignature,         // BAD_SIGNATURE
  kWrongIssuer,          // WRONG_ISSUER
  kWrongAudience,        // WRONG_AUDIENCE: made for another service
  kExpired,              // EXPIRED
  kNotYetValid,          // NOT_YET_VALID
  kNotAccepted,          // NOT_ACCEPTED: this server knows no provider, it takes no bearer tokens
  kUnknown,              // UNKNOWN: a personal access token that was never made, or another secret
  kRevoked,              // REVOKED: a personal access token that was taken back
  // UNAVAILABLE: nothing is known about the token yet; the same one may be good in a moment.
  kProviderUnreachable,  // PROVIDER_UNREACHABLE: the keys are not known, or too old
  kKeysAwaited,          // KEYS_AWAITED: the keys are being fetched, because this one's is not among them
};

// The metadata of the refusal.
inline constexpr char kTokenMetadata[] = "token";

// With the sentence for people.
absl::Status Refuse(Refusal refusal);

// kNone when the status is none of Refuse.
Refusal RefusalOf(const absl::Status& status);

// `EXPIRED`.
absl::string_view NameOf(Refusal refusal);

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_REFUSAL_H_
