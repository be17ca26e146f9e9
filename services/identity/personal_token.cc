#include "services/identity/personal_token.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdlib>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::identity {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kIdLetters = 12;
constexpr absl::string_view kLetters = "abcdefghijklmnopqrstuvwxyz012345";

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  // It only fails on a machine without entropy; secrets would then repeat, so do not go on.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) std::abort();
  return bytes;
}

std::string Digest(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace

NewPersonalToken MakePersonalToken(absl::string_view province) {
  NewPersonalToken made;
  made.token.province = std::string(province);
  for (const unsigned char byte : RandomBytes(kIdLetters)) made.token.id += kLetters[byte % kLetters.size()];
  const std::string secret = RandomBytes(kSecretBytes);
  made.token.secret_sha256 = Digest(secret);
  made.text = absl::StrCat(kPersonalTokenPrefix, province, ".", made.token.id, ".", absl::WebSafeBase64Escape(secret));
  return made;
}

bool IsPersonalToken(absl::string_view text) { return absl::StartsWith(text, kPersonalTokenPrefix); }

std::optional<PersonalToken> ReadPersonalToken(absl::string_view text) {
  if (!IsPersonalToken(text)) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(text.substr(sizeof(kPersonalTokenPrefix) - 1), '.');
  if (parts.size() != 3 || !IsId(parts[0]) || !IsId(parts[1])) return std::nullopt;
  std::string secret;
  // In its one form: two texts are never the same token.
  if (!absl::WebSafeBase64Unescape(parts[2], &secret) || secret.size() != kSecretBytes ||
      absl::WebSafeBase64Escape(secret) != parts[2]) {
    return std::nullopt;
  }
  return PersonalToken{std::string(parts[0]), std::string(parts[1]), Digest(secret)};
}

Refusal CheckPersonalToken(const PersonalToken& shown, const v1::AccessToken* known, absl::Time now) {
  if (known == nullptr || known->secret_sha256().size() != shown.secret_sha256.size() ||
      CRYPTO_memcmp(known->secret_sha256().data(), shown.secret_sha256.data(), shown.secret_sha256.size()) != 0) {
    return Refusal::kUnknown;
  }
  if (known->has_revoke_time()) return Refusal::kRevoked;
  return now < FromTimestamp(known->expire_time()) ? Refusal::kNone : Refusal::kExpired;
}

}  // namespace phoihop::identity
