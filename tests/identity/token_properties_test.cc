// A token that was changed in any way is never believed: thousands of changes of each algorithm's token.
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/identity/refusal.h"
#include "services/identity/token_verifier.h"
#include "tests/identity/signing_key.h"

namespace phoihop::testing {
namespace {

using identity::Refusal;
using nlohmann::json;

constexpr int kMutations = 4000;  // of each algorithm
constexpr int64_t kNow = 1'800'000'000;
constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";

// One change somewhere: a letter, a bit, a piece taken out, doubled or moved, a part of another token.
std::string Mutate(const std::string& token, const std::string& other, std::mt19937& random) {
  const auto below = [&random](size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); };
  std::string mutated = token;
  const size_t at = below(token.size());
  const size_t length = 1 + below(20);
  switch (below(7)) {
    case 0:
      mutated[at] = kLetters[below(sizeof(kLetters) - 1)];
      break;
    case 1:
      mutated[at] = static_cast<char>(mutated[at] ^ (1 << below(8)));
      break;
    case 2:
      mutated.erase(at, length);
      break;
    case 3:
      mutated.insert(at, mutated.substr(at, length));
      break;
    case 4:
      mutated.insert(at, 1, kLetters[below(sizeof(kLetters) - 1)]);
      break;
    case 5:
      std::swap(mutated[at], mutated[below(token.size())]);
      break;
    default: {
      // A part of another good token of the same key: its signature on our claims, its claims under our signature.
      const size_t dot = below(2) == 0 ? token.find('.') : token.rfind('.');
      const size_t other_dot = token.find('.') == dot ? other.find('.') : other.rfind('.');
      mutated = token.substr(0, dot) + other.substr(other_dot);
      break;
    }
  }
  return mutated;
}

TEST(TokenPropertiesTest, NoChangedTokenIsBelieved) {
  std::mt19937 random(20261128);
  const json payload = {{"iss", "https://a.vn"},
                        {"sub", "s"},
                        {"aud", "phoihop"},
                        {"exp", kNow + 300},
                        {"phoihop_person", "nguyen-van-a"}};
  json other_payload = payload;
  other_payload["phoihop_person"] = "tran-thi-b";
  const absl::Time now = absl::FromUnixSeconds(kNow);
  for (const SigningKey& key : {SigningKey::Rsa("k"), SigningKey::P256("k"), SigningKey::Ed25519("k")}) {
    FixedKeys keys({&key});
    const identity::TokenVerifier verifier({.issuer = "https://a.vn", .audience = "phoihop"}, keys);
    const std::string token = MakeToken(key, payload), other = MakeToken(key, other_payload);
    ASSERT_TRUE(verifier.Verify(token, now).ok());
    std::set<Refusal> seen;
    int changed = 0;
    for (int i = 0; i < kMutations; ++i) {
      const std::string mutated = Mutate(token, other, random);
      if (mutated == token || mutated == other) continue;
      ++changed;
      const auto claims = verifier.Verify(mutated, now);
      ASSERT_FALSE(claims.ok()) << key.algorithm() << " believed " << mutated << " for " << token;
      const Refusal refusal = identity::RefusalOf(claims.status());
      ASSERT_NE(refusal, Refusal::kNone) << claims.status();
      seen.insert(refusal);
    }
    EXPECT_GT(changed, kMutations / 2);
    // The changes reach further than the form.
    EXPECT_EQ(seen.count(Refusal::kBadSignature), 1u);
    EXPECT_EQ(seen.count(Refusal::kMalformed), 1u);
  }
}

TEST(TokenPropertiesTest, AnyBytesAreRefused) {
  std::mt19937 random(11);
  const SigningKey key = SigningKey::P256("k");
  FixedKeys keys({&key});
  const identity::TokenVerifier verifier({.issuer = "https://a.vn", .audience = "phoihop"}, keys);
  for (int i = 0; i < kMutations; ++i) {
    std::string bytes(random() % 300, '\0');
    for (char& byte : bytes) {
      byte = i % 2 == 0 ? static_cast<char>(random()) : kLetters[random() % (sizeof(kLetters) - 1)];
    }
    EXPECT_NE(identity::RefusalOf(verifier.Verify(bytes, absl::FromUnixSeconds(kNow)).status()), Refusal::kNone);
  }
}

}  // namespace
}  // namespace phoihop::testing
