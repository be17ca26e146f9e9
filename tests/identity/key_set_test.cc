// Which published keys are used.
#include "services/identity/key_set.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/identity/limits.h"
#include "services/identity/system_name.h"
#include "tests/identity/signing_key.h"
#include "workflow/errors.h"

namespace phoihop::testing {
namespace {

using identity::Algorithm;
using identity::KeySet;
using nlohmann::json;

size_t KeysOf(const json& key) {
  const auto set = KeySet::Parse(json({{"keys", {key}}}).dump());
  EXPECT_TRUE(set.ok()) << set.status();
  return set.ok() ? set->keys().size() : 0;
}

json Changed(json key, const char* name, json value) {
  key[name] = std::move(value);
  return key;
}

TEST(KeySetTest, KeysOfEachTypeAreFoundByName) {
  const SigningKey rsa = SigningKey::Rsa("a"), p256 = SigningKey::P256("b"), ed25519 = SigningKey::Ed25519("c");
  const auto set = KeySet::Parse(KeySetDocument({&rsa, &p256, &ed25519}));
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->Find("a").size(), 1u);
  EXPECT_EQ(set->Find("a")[0]->algorithm(), Algorithm::kRs256);
  EXPECT_EQ(set->Find("b")[0]->algorithm(), Algorithm::kEs256);
  EXPECT_EQ(set->Find("c")[0]->algorithm(), Algorithm::kEdDsa);
  EXPECT_TRUE(set->Find("d").empty());
  EXPECT_EQ(set->Find("").size(), 3u);
  for (const SigningKey* key : {&rsa, &p256, &ed25519}) {
    EXPECT_TRUE(set->Find(key->id())[0]->Verify("việc", key->Sign("việc"))) << key->algorithm();
    EXPECT_FALSE(set->Find(key->id())[0]->Verify("việc khác", key->Sign("việc"))) << key->algorithm();
    EXPECT_FALSE(set->Find(key->id())[0]->Verify("việc", key->Sign("việc") + "x")) << key->algorithm();
    EXPECT_FALSE(set->Find(key->id())[0]->Verify("việc", "")) << key->algorithm();
  }
}

TEST(KeySetTest, WhatCannotSignTokensIsLeftOut) {
  const json rsa = SigningKey::Rsa("a").PublicJwk(), p256 = SigningKey::P256("b").PublicJwk(),
             ed25519 = SigningKey::Ed25519("c").PublicJwk();
  ASSERT_EQ(KeysOf(rsa) + KeysOf(p256) + KeysOf(ed25519), 3u);
  EXPECT_EQ(KeysOf({{"kty", "oct"}, {"kid", "s"}, {"k", Base64Url("secret")}, {"alg", "HS256"}}), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "use", "enc")), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "key_ops", {"encrypt"})), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "key_ops", {"verify"})), 1u);
  EXPECT_EQ(KeysOf(Changed(rsa, "alg", "RS512")), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "alg", "HS256")), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "alg", "ES256")), 0u);
  EXPECT_EQ(KeysOf(Changed(p256, "crv", "P-384")), 0u);
  EXPECT_EQ(KeysOf(Changed(ed25519, "crv", "Ed448")), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "kid", std::string(identity::kMaxKeyIdBytes + 1, 'k'))), 0u);
}

TEST(KeySetTest, WeakOrImpossibleKeysAreLeftOut) {
  EXPECT_EQ(KeysOf(SigningKey::Rsa("small", 1024).PublicJwk()), 0u);
  const json rsa = SigningKey::Rsa("a").PublicJwk(), p256 = SigningKey::P256("b").PublicJwk();
  EXPECT_EQ(KeysOf(Changed(rsa, "e", Base64Url("\x01"))), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "e", Base64Url("\x02"))), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "e", Base64Url(std::string(9, '\x03')))), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "n", Base64Url(std::string(2048, '\x7f')))), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "n", "")), 0u);
  EXPECT_EQ(KeysOf(Changed(rsa, "n", 5)), 0u);
  // A point that is not on the curve.
  EXPECT_EQ(KeysOf(Changed(p256, "y", p256["x"])), 0u);
  EXPECT_EQ(KeysOf(Changed(p256, "x", Base64Url("short"))), 0u);
}

TEST(KeySetTest, ADocumentWithoutKeysIsNone) {
  for (const char* text : {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]} x", "{keys:[]}", "\xff"}) {
    EXPECT_FALSE(KeySet::Parse(text).ok()) << text;
  }
  const auto set = KeySet::Parse(R"({"keys":[1,null,"a",{},[]]})");
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_TRUE(set->keys().empty());
}

TEST(KeySetTest, NotMoreKeysThanTheLimit) {
  const json key = SigningKey::P256("b").PublicJwk();
  const auto set = KeySet::Parse(json({{"keys", std::vector<json>(identity::kMaxKeys + 5, key)}}).dump());
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->keys().size(), identity::kMaxKeys);
}

TEST(SystemNameTest, OneNameOfOursIsTaken) {
  const auto name = identity::ReadSystemName({"spiffe://x/y", "phoihop://dong-nai/systems/so-vhttdl", "https://a.vn"});
  ASSERT_TRUE(name.ok() && name->has_value()) << name.status();
  EXPECT_EQ((*name)->province, "dong-nai");
  EXPECT_EQ((*name)->unit, "so-vhttdl");
  const auto stranger = identity::ReadSystemName({"spiffe://x/y"});
  EXPECT_TRUE(stranger.ok() && !stranger->has_value());
  EXPECT_TRUE(identity::ReadSystemName({}).ok());
}

TEST(SystemNameTest, OtherFormsAndSeveralNamesAreRefused) {
  for (const char* uri : {"phoihop://dong-nai/systems/", "phoihop://dong-nai/units/so-vhttdl", "phoihop:///systems/a",
                          "phoihop://dong-nai/systems/a/b", "phoihop://dong-nai/systems/a?x", "phoihop://",
                          "phoihop://a@dong-nai/systems/a", "phoihop://dong-nai/systems/Sở", "PHOIHOP://x"}) {
    EXPECT_EQ(ReasonOf(identity::ReadSystemName({uri}).status()), v1::ERROR_REASON_PERMISSION_DENIED) << uri;
  }
  EXPECT_EQ(ReasonOf(identity::ReadSystemName({"phoihop://a/systems/b", "phoihop://a/systems/c"}).status()),
            v1::ERROR_REASON_PERMISSION_DENIED);
}

}  // namespace
}  // namespace phoihop::testing
