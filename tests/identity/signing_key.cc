#include "tests/identity/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace phoihop::testing {
namespace {

using nlohmann::json;

constexpr int kCoordinateBytes = 32;

// A number of the key, as bytes; of `size` bytes when that is given.
std::string NumberOf(EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1) << name;
  std::string bytes(static_cast<size_t>(size > 0 ? size : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return bytes;
}

std::string RawOf(EVP_PKEY* key, int (*get)(const EVP_PKEY*, unsigned char*, size_t*)) {
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  EXPECT_EQ(get(key, reinterpret_cast<unsigned char*>(bytes.data()), &size), 1);
  return bytes;
}

std::string FromDer(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
  std::string raw(2 * kCoordinateBytes, '\0');
  auto* into = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), into, kCoordinateBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), into + kCoordinateBytes, kCoordinateBytes);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

SigningKey::SigningKey(std::string id, std::string algorithm, EVP_PKEY* key)
    : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(key, EVP_PKEY_free) {
  EXPECT_NE(key, nullptr);
}

SigningKey SigningKey::Rsa(const std::string& id, int bits) {
  return SigningKey(id, "RS256", EVP_RSA_gen(static_cast<unsigned>(bits)));
}
SigningKey SigningKey::P256(const std::string& id) { return SigningKey(id, "ES256", EVP_EC_gen("P-256")); }
SigningKey SigningKey::Ed25519(const std::string& id) {
  return SigningKey(id, "EdDSA", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

std::string SigningKey::Sign(const std::string& text) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = 0;
  EXPECT_EQ(EVP_DigestSignInit(context, nullptr, digest, nullptr, key_.get()), 1);
  EXPECT_EQ(EVP_DigestSign(context, nullptr, &size, bytes, text.size()), 1);
  std::string signature(size, '\0');
  EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()), 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return algorithm_ == "ES256" ? FromDer(signature) : signature;
}

json SigningKey::PublicJwk() const {
  json jwk = {{"kid", id_}, {"use", "sig"}, {"alg", algorithm_}};
  if (algorithm_ == "RS256") {
    jwk["kty"] = "RSA";
    jwk["n"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_N));
    jwk["e"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_E));
  } else if (algorithm_ == "ES256") {
    jwk["kty"] = "EC";
    jwk["crv"] = "P-256";
    jwk["x"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes));
    jwk["y"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes));
  } else {
    jwk["kty"] = "OKP";
    jwk["crv"] = "Ed25519";
    jwk["x"] = Base64Url(RawOf(key(), EVP_PKEY_get_raw_public_key));
  }
  return jwk;
}

json SigningKey::PrivateJwk() const {
  json jwk = PublicJwk();
  if (algorithm_ == "RS256") {
    jwk["d"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_D));
    jwk["p"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_FACTOR1));
    jwk["q"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_FACTOR2));
    jwk["dp"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_EXPONENT1));
    jwk["dq"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_EXPONENT2));
    jwk["qi"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
  } else if (algorithm_ == "ES256") {
    jwk["d"] = Base64Url(NumberOf(key(), OSSL_PKEY_PARAM_PRIV_KEY, kCoordinateBytes));
  } else {
    jwk["d"] = Base64Url(RawOf(key(), EVP_PKEY_get_raw_private_key));
  }
  return jwk;
}

std::string Base64Url(const std::string& bytes) { return absl::WebSafeBase64Escape(bytes); }

std::string KeySetDocument(const std::vector<const SigningKey*>& keys) {
  json set = {{"keys", json::array()}};
  for (const SigningKey* key : keys) set["keys"].push_back(key->PublicJwk());
  return set.dump();
}

json HeaderFor(const SigningKey& key) { return {{"alg", key.algorithm()}, {"kid", key.id()}, {"typ", "at+jwt"}}; }

std::string MakeToken(const SigningKey& key, const json& header, const json& payload) {
  const std::string text = absl::StrCat(Base64Url(header.dump()), ".", Base64Url(payload.dump()));
  return absl::StrCat(text, ".", Base64Url(key.Sign(text)));
}

std::string MakeToken(const SigningKey& key, const json& payload) { return MakeToken(key, HeaderFor(key), payload); }

FixedKeys::FixedKeys(const std::vector<const SigningKey*>& keys) { Set(keys); }

void FixedKeys::Set(const std::vector<const SigningKey*>& keys) {
  absl::StatusOr<identity::KeySet> set = identity::KeySet::Parse(KeySetDocument(keys));
  ASSERT_TRUE(set.ok()) << set.status();
  keys_ = std::make_shared<const identity::KeySet>(*std::move(set));
}

}  // namespace phoihop::testing
