// Personal access tokens (access.proto, AccessToken) as text:
//
//   phh_dong-nai.k3j9x2m4q8.Q29ycmVjdEhvcnNlQmF0dGVyeVN0YXBsZTEyMzQ1Njc4
//       province  id        256 random bits, base64url without padding
//
// What is kept is the SHA-256 of the random bits: enough to recognise the token, not to make it.
#ifndef SERVICES_IDENTITY_PERSONAL_TOKEN_H_
#define SERVICES_IDENTITY_PERSONAL_TOKEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/access.pb.h"
#include "services/identity/refusal.h"

namespace phoihop::identity {

// What every personal token begins with: it is never taken for one of the provider.
inline constexpr char kPersonalTokenPrefix[] = "phh_";

struct PersonalToken {
  std::string province;  // id
  std::string id;
  std::string secret_sha256;  // 32 bytes
};

// A new one, and its text, which is to be told once.
struct NewPersonalToken {
  PersonalToken token;
  std::string text;
};
NewPersonalToken MakePersonalToken(absl::string_view province);

// Whether it means to be one.
bool IsPersonalToken(absl::string_view text);
// Nothing when it is not well formed.
std::optional<PersonalToken> ReadPersonalToken(absl::string_view text);

// Whether what was shown is `known` and still good: kNone; kUnknown (null, or another secret), kRevoked, kExpired.
Refusal CheckPersonalToken(const PersonalToken& shown, const v1::AccessToken* known, absl::Time now);

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_PERSONAL_TOKEN_H_
