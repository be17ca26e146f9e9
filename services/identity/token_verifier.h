// Whether a bearer token is one of the provider, made for this server, and good now: a signed JSON Web Token (RFC 7519)
// in compact form.
//
//   identity::TokenVerifier verifier({.issuer = "https://login.example.vn/realms/tinh", .audience = "phoihop"}, keys);
//   const absl::StatusOr<identity::Claims> claims = verifier.Verify(token, now);
//   if (!claims.ok()) … identity::RefusalOf(claims.status()) …
//
// What is checked, in this order: the size; the form (three parts of base64url in their one form, strict JSON, no
// `crit`); the algorithm, against a list and then against the type of the key that `kid` names; the signature; issuer,
// audience, times. A token without `kid` needs a key set with exactly one key that fits. Nothing of a refused token
// stands in its refusal.
#ifndef SERVICES_IDENTITY_TOKEN_VERIFIER_H_
#define SERVICES_IDENTITY_TOKEN_VERIFIER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/identity/key_set.h"
#include "services/identity/limits.h"

namespace phoihop::identity {

// What a token that was believed says.
struct Claims {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
  absl::Time expiry;                             // it is refused from here on, and the skew
  absl::Time not_before = absl::InfinitePast();  // `nbf`, or `iat` when that is later
  std::string name, preferred_username, email;   // empty when it does not say
  std::vector<std::string> units;                // of the unit claim: a text or a list
  std::string person;                            // of the person claim
};

// Where keys come from. Thread-safe; nothing here waits.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // Null while none are known, or those that are known are too old to be used.
  virtual std::shared_ptr<const KeySet> Keys(absl::Time now) = 0;
  // A token names a key that is not among them. True: newer ones are being fetched, or should be and cannot; false: the
  // provider was asked only now, and has no such key.
  virtual bool MayHaveNewer(absl::Time now) = 0;
};

struct VerifierOptions {
  std::string issuer;    // exactly as in `iss`
  std::string audience;  // one of `aud`
  std::string unit_claim = "phoihop_unit";
  std::string person_claim = "phoihop_person";
  absl::Duration clock_skew = kClockSkew;
};

// Thread-safe.
class TokenVerifier {
 public:
  // `keys` must outlive it.
  TokenVerifier(VerifierOptions options, KeySource& keys);

  // Refusals are those of refusal.h.
  absl::StatusOr<Claims> Verify(absl::string_view token, absl::Time now) const;

  const VerifierOptions& options() const { return options_; }

 private:
  absl::StatusOr<Claims> ReadClaims(absl::string_view payload, absl::Time now) const;

  const VerifierOptions options_;
  KeySource& keys_;
};

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_TOKEN_VERIFIER_H_
