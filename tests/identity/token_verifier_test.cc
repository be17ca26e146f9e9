// What is believed of a token, and why not the rest.
#include "services/identity/token_verifier.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/identity/refusal.h"
#include "tests/identity/signing_key.h"

namespace phoihop::testing {
namespace {

using identity::Claims;
using identity::kClockSkew;
using identity::Refusal;
using identity::RefusalOf;
using identity::TokenVerifier;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kIssuer[] = "https://login.example.vn/realms/tinh";
constexpr char kAudience[] = "phoihop";
constexpr int64_t kNow = 1'800'000'000;  // seconds
constexpr int64_t kSkew = 60;            // seconds

// Making a key of RSA takes long: one for all tests of the process.
const SigningKey& Rsa() {
  static const auto* const kKey = new SigningKey(SigningKey::Rsa("r1"));
  return *kKey;
}
const SigningKey& P256() {
  static const auto* const kKey = new SigningKey(SigningKey::P256("e1"));
  return *kKey;
}
const SigningKey& Ed25519() {
  static const auto* const kKey = new SigningKey(SigningKey::Ed25519("o1"));
  return *kKey;
}

json Payload() {
  return {{"iss", kIssuer},
          {"sub", "0d1c"},
          {"aud", kAudience},
          {"iat", kNow - 10},
          {"exp", kNow + 300},
          {"name", "Nguyễn Văn A"},
          {"preferred_username", "nva"},
          {"email", "nva@example.vn"},
          {"phoihop_unit", {"so-vhttdl", "so-khcn"}},
          {"phoihop_person", "nguyen-van-a"}};
}

json With(const std::string& name, json value) {
  json payload = Payload();
  payload[name] = std::move(value);
  return payload;
}

json Without(const std::string& name) {
  json payload = Payload();
  payload.erase(name);
  return payload;
}

class TokenVerifierTest : public ::testing::Test {
 protected:
  static absl::Time Second(int64_t second) { return absl::FromUnixSeconds(second); }

  absl::StatusOr<Claims> Verify(const std::string& token, int64_t now = kNow) {
    return verifier_.Verify(token, Second(now));
  }
  Refusal Refused(const std::string& token, int64_t now = kNow) { return RefusalOf(Verify(token, now).status()); }

  FixedKeys keys_{{&Rsa(), &P256(), &Ed25519()}};
  TokenVerifier verifier_{{.issuer = kIssuer, .audience = kAudience}, keys_};
};

TEST_F(TokenVerifierTest, TakesEachAlgorithmAndSaysWhatTheTokenSays) {
  for (const SigningKey* key : {&Rsa(), &P256(), &Ed25519()}) {
    const absl::StatusOr<Claims> claims = Verify(MakeToken(*key, Payload()));
    ASSERT_TRUE(claims.ok()) << key->algorithm() << ": " << claims.status();
    EXPECT_EQ(claims->issuer, kIssuer);
    EXPECT_EQ(claims->subject, "0d1c");
    EXPECT_THAT(claims->audiences, ElementsAre(kAudience));
    EXPECT_EQ(claims->expiry, Second(kNow + 300));
    EXPECT_EQ(claims->not_before, Second(kNow - 10));
    EXPECT_EQ(claims->name, "Nguyễn Văn A");
    EXPECT_EQ(claims->preferred_username, "nva");
    EXPECT_EQ(claims->email, "nva@example.vn");
    EXPECT_THAT(claims->units, ElementsAre("so-vhttdl", "so-khcn"));
    EXPECT_EQ(claims->person, "nguyen-van-a");
  }
  json header = HeaderFor(Ed25519());
  header["alg"] = "Ed25519";
  EXPECT_TRUE(Verify(MakeToken(Ed25519(), header, Payload())).ok());
  EXPECT_TRUE(Verify(MakeToken(P256(), With("aud", {"khac", kAudience}))).ok());
  EXPECT_TRUE(Verify(MakeToken(P256(), With("phoihop_unit", "so-vhttdl"))).ok());
  EXPECT_TRUE(Verify(MakeToken(P256(), With("exp", kNow + 0.5))).ok());
}

TEST_F(TokenVerifierTest, ExpiresAfterTheSkewAndNotASecondBefore) {
  const std::string token = MakeToken(P256(), With("exp", kNow));
  EXPECT_EQ(absl::ToInt64Seconds(kClockSkew), kSkew);
  EXPECT_TRUE(Verify(token, kNow).ok());
  EXPECT_TRUE(Verify(token, kNow + kSkew - 1).ok());
  EXPECT_EQ(Refused(token, kNow + kSkew), Refusal::kExpired);
  EXPECT_EQ(Refused(token, kNow + 1'000'000), Refusal::kExpired);
}

TEST_F(TokenVerifierTest, BeginsTheSkewBeforeAndNotASecondEarlier) {
  for (const char* claim : {"nbf", "iat"}) {
    const std::string token = MakeToken(P256(), With(claim, kNow + kSkew));
    EXPECT_TRUE(Verify(token, kNow).ok()) << claim;
    EXPECT_EQ(Refused(token, kNow - 1), Refusal::kNotYetValid) << claim;
  }
}

TEST_F(TokenVerifierTest, TheSkewIsASetting) {
  const TokenVerifier strict({.issuer = kIssuer, .audience = kAudience, .clock_skew = absl::ZeroDuration()}, keys_);
  const std::string token = MakeToken(P256(), With("exp", kNow));
  EXPECT_TRUE(strict.Verify(token, Second(kNow - 1)).ok());
  EXPECT_EQ(RefusalOf(strict.Verify(token, Second(kNow)).status()), Refusal::kExpired);
}

TEST_F(TokenVerifierTest, AnotherIssuerOrAudienceIsRefused) {
  for (const char* issuer : {"https://login.example.vn/realms/tinh/", "https://login.example.vn/realms/khac", ""}) {
    EXPECT_EQ(Refused(MakeToken(P256(), With("iss", issuer))), Refusal::kWrongIssuer) << issuer;
  }
  for (const json& audience : {json("phoihop2"), json(""), json("Phoihop"), json::array(), json({"a", "b"})}) {
    EXPECT_EQ(Refused(MakeToken(P256(), With("aud", audience))), Refusal::kWrongAudience) << audience;
  }
  EXPECT_EQ(Refused(MakeToken(P256(), Without("iss"))), Refusal::kWrongIssuer);
  EXPECT_EQ(Refused(MakeToken(P256(), Without("aud"))), Refusal::kWrongAudience);
}

TEST_F(TokenVerifierTest, AStrangersKeyUnderAKnownNameIsABadSignature) {
  for (const SigningKey& stranger : {SigningKey::Rsa("r1"), SigningKey::P256("e1"), SigningKey::Ed25519("o1")}) {
    EXPECT_EQ(Refused(MakeToken(stranger, Payload())), Refusal::kBadSignature) << stranger.algorithm();
  }
}

TEST_F(TokenVerifierTest, ThereIsNoUnsignedToken) {
  for (const char* none : {"none", "None", "NONE", "nOnE"}) {
    const std::string text =
        absl::StrCat(Base64Url(json({{"alg", none}, {"kid", "e1"}}).dump()), ".", Base64Url(Payload().dump()), ".");
    EXPECT_EQ(Refused(text), Refusal::kAlgorithmNotAllowed) << none;
    EXPECT_EQ(Refused(text + Base64Url(P256().Sign(text))), Refusal::kAlgorithmNotAllowed) << none;
  }
  // A right header with nothing signed.
  const std::vector<std::string> parts = absl::StrSplit(MakeToken(P256(), Payload()), '.');
  EXPECT_EQ(Refused(absl::StrCat(parts[0], ".", parts[1], ".")), Refusal::kBadSignature);
}

TEST_F(TokenVerifierTest, ThePublicKeyIsNoSecretOfAnHmac) {
  BIO* const bio = BIO_new(BIO_s_mem());
  ASSERT_EQ(PEM_write_bio_PUBKEY(bio, Rsa().key()), 1);
  char* pem = nullptr;
  const long pem_size = BIO_get_mem_data(bio, &pem);
  for (const std::string& secret : {std::string(pem, static_cast<size_t>(pem_size)), Rsa().PublicJwk().dump()}) {
    for (const char* kid : {"r1", "e1"}) {
      const std::string text =
          absl::StrCat(Base64Url(json({{"alg", "HS256"}, {"kid", kid}}).dump()), ".", Base64Url(Payload().dump()));
      unsigned char mac[EVP_MAX_MD_SIZE];
      unsigned int size = 0;
      ASSERT_NE(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size),
                nullptr);
      const std::string signature = Base64Url(std::string(reinterpret_cast<char*>(mac), size));
      EXPECT_EQ(Refused(absl::StrCat(text, ".", signature)), Refusal::kAlgorithmNotAllowed);
    }
  }
  BIO_free(bio);
}

TEST_F(TokenVerifierTest, OtherAlgorithmsAreNotAllowed) {
  for (const char* name : {"HS256", "HS384", "HS512", "RS384", "RS512", "PS256", "ES384", "ES512", "ES256K", "Ed448",
                           "rs256", "RSA1_5", "dir"}) {
    json header = HeaderFor(Rsa());
    header["alg"] = name;
    EXPECT_EQ(Refused(MakeToken(Rsa(), header, Payload())), Refusal::kAlgorithmNotAllowed) << name;
  }
}

TEST_F(TokenVerifierTest, TheKeyHasToBeOfTheTypeOfTheAlgorithm) {
  for (const SigningKey* signer : {&Rsa(), &P256(), &Ed25519()}) {
    for (const SigningKey* named : {&Rsa(), &P256(), &Ed25519()}) {
      json header = HeaderFor(*signer);
      header["kid"] = named->id();
      EXPECT_EQ(Refused(MakeToken(*signer, header, Payload())),
                signer == named ? Refusal::kNone : Refusal::kKeyMismatch)
          << signer->algorithm() << " with " << named->id();
      header = HeaderFor(*signer);
      header["alg"] = named->algorithm();
      EXPECT_EQ(Refused(MakeToken(*signer, header, Payload())),
                signer == named ? Refusal::kNone : Refusal::kKeyMismatch);
    }
  }
}

TEST_F(TokenVerifierTest, AnUnknownKeyWaitsOnlyWhileTheProviderMayHaveANewerOne) {
  const SigningKey next = SigningKey::P256("e2");
  const std::string token = MakeToken(next, Payload());
  EXPECT_EQ(Refused(token), Refusal::kUnknownKey);
  EXPECT_EQ(Verify(token).status().code(), absl::StatusCode::kUnauthenticated);
  keys_.newer = true;
  EXPECT_EQ(Refused(token), Refusal::kKeysAwaited);
  EXPECT_EQ(Verify(token).status().code(), absl::StatusCode::kUnavailable);
  keys_.Forget();
  EXPECT_EQ(Refused(token), Refusal::kProviderUnreachable);
  EXPECT_EQ(Verify(token).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TokenVerifierTest, AfterARotationTheNewKeyCountsAndTheOldOneIsRevoked) {
  const SigningKey next = SigningKey::P256("e2");
  const std::string before = MakeToken(P256(), Payload()), after = MakeToken(next, Payload());
  EXPECT_TRUE(Verify(before).ok());
  keys_.Set({&next});
  EXPECT_EQ(Refused(before), Refusal::kUnknownKey);
  EXPECT_TRUE(Verify(after).ok());
  // The old name on a new key makes no old token good.
  const SigningKey renamed = SigningKey::P256("e1");
  keys_.Set({&renamed});
  EXPECT_EQ(Refused(before), Refusal::kBadSignature);
}

TEST_F(TokenVerifierTest, WithoutAKeyIdExactlyOneKeyHasToFit) {
  json header = HeaderFor(P256());
  header.erase("kid");
  const std::string token = MakeToken(P256(), header, Payload());
  EXPECT_TRUE(Verify(token).ok());
  const SigningKey second = SigningKey::P256("e2");
  keys_.Set({&P256(), &second});
  EXPECT_EQ(Refused(token), Refusal::kMalformed);
  keys_.Set({&Rsa()});
  EXPECT_EQ(Refused(token), Refusal::kKeyMismatch);
}

TEST_F(TokenVerifierTest, KeysInTheHeaderAreNotLookedAt) {
  const SigningKey own = SigningKey::P256("e1");
  json header = HeaderFor(own);
  header["jwk"] = own.PublicJwk();
  header["jku"] = "https://attacker.example.org/keys";
  EXPECT_EQ(Refused(MakeToken(own, header, Payload())), Refusal::kBadSignature);
}

TEST_F(TokenVerifierTest, ATokenThatIsTooLargeIsRefusedBeforeItIsLookedAt) {
  const std::string hundred_kilobytes = MakeToken(P256(), With("filler", std::string(100 << 10, 'x')));
  EXPECT_EQ(Refused(hundred_kilobytes), Refusal::kTooLarge);
  EXPECT_EQ(Refused(std::string(identity::kMaxTokenBytes + 1, '.')), Refusal::kTooLarge);
  EXPECT_EQ(Refused(std::string(identity::kMaxTokenBytes, '.')), Refusal::kMalformed);
  // The largest that fits is read: base64 makes four bytes of three.
  const size_t room = identity::kMaxTokenBytes - MakeToken(P256(), With("filler", "")).size();
  EXPECT_TRUE(Verify(MakeToken(P256(), With("filler", std::string(room * 3 / 4 - 3, 'x')))).ok());
}

TEST_F(TokenVerifierTest, GarbageIsMalformed) {
  const std::string good = MakeToken(P256(), Payload());
  const std::vector<std::string> parts = absl::StrSplit(good, '.');
  const std::string object = Base64Url("{}"), zero("\0.\0.\0", 5);
  for (const std::string& token :
       {std::string(),
        std::string("."),
        std::string(".."),
        std::string("..."),
        std::string("a.b"),
        zero,
        std::string("\xff\xfe.\xff.\xff"),
        object + "." + object + "." + object,
        good + ".",
        "." + good,
        good + "=",
        good + "\n",
        " " + good,
        parts[0] + "=." + parts[1] + "." + parts[2],
        Base64Url("[]") + "." + parts[1] + "." + parts[2],
        Base64Url("{\"alg\":1}") + "." + parts[1] + "." + parts[2],
        Base64Url("{\"alg\":\"ES256\",\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2],
        Base64Url("{'alg':'ES256'}") + "." + parts[1] + "." + parts[2],
        Base64Url("{\"alg\":\"ES256\",\"kid\":{}}") + "." + parts[1] + "." + parts[2],
        Base64Url("{\"alg\":\"ES256\",\"kid\":\"\xff\"}") + "." + parts[1] + "." + parts[2],
        Base64Url("{\"alg\":\"ES256\",\"x\":" + std::string(5000, '[') + std::string(5000, ']') + "}") + "." +
            parts[1] + "." + parts[2]}) {
    EXPECT_EQ(Refused(token), Refusal::kMalformed) << token;
  }
  json critical = HeaderFor(P256());
  critical["crit"] = {"exp"};
  EXPECT_EQ(Refused(MakeToken(P256(), critical, Payload())), Refusal::kMalformed);
}

TEST_F(TokenVerifierTest, SignedClaimsOfTheWrongKindAreMalformed) {
  for (const char* missing : {"sub", "exp"}) {
    EXPECT_EQ(Refused(MakeToken(P256(), Without(missing))), Refusal::kMalformed) << missing;
  }
  const std::vector<std::pair<const char*, json>> wrong = {
      {"iss", 1},
      {"iss", {kIssuer}},
      {"sub", ""},
      {"sub", nullptr},
      {"aud", 1},
      {"aud", {kAudience, 1}},
      {"exp", "1"},
      {"exp", -1},
      {"exp", 1e300},
      {"exp", nullptr},
      {"nbf", "soon"},
      {"iat", true},
      {"nbf", -5},
      {"phoihop_unit", 1},
      {"phoihop_unit", {1}},
      {"aud", json(std::vector<std::string>(identity::kMaxClaimValues + 1, kAudience))},
      {"phoihop_person", {"nguyen-van-a"}}};
  for (const auto& [name, value] : wrong) {
    EXPECT_EQ(Refused(MakeToken(P256(), With(name, value))), Refusal::kMalformed) << name << " " << value;
  }
  // Two issuers in one payload: which one is meant is not guessed.
  const std::string twice = absl::StrCat(R"({"iss":"a",)", Payload().dump().substr(1));
  const std::string text = absl::StrCat(Base64Url(HeaderFor(P256()).dump()), ".", Base64Url(twice));
  EXPECT_EQ(Refused(absl::StrCat(text, ".", Base64Url(P256().Sign(text)))), Refusal::kMalformed);
}

TEST_F(TokenVerifierTest, RefusalsSayNothingOfTheToken) {
  for (const std::string& token :
       {MakeToken(P256(), With("exp", 1)), MakeToken(P256(), With("iss", "https://dieu-la.example.org")),
        MakeToken(P256(), With("aud", "dieu-la")), MakeToken(SigningKey::P256("dieu-la"), Payload()),
        MakeToken(P256(), With("exp", "dieu-la"))}) {
    const absl::Status status = Verify(token).status();
    ASSERT_FALSE(status.ok());
    const std::string all = status.ToString();
    EXPECT_THAT(all, Not(HasSubstr("dieu-la")));
    for (const absl::string_view part : absl::StrSplit(token, '.')) EXPECT_THAT(all, Not(HasSubstr(std::string(part))));
  }
}

}  // namespace
}  // namespace phoihop::testing
