// Keys and tokens made at test time: what a provider has and makes, so that tests can make what it never would.
#ifndef TESTS_IDENTITY_SIGNING_KEY_H_
#define TESTS_IDENTITY_SIGNING_KEY_H_

#include <openssl/evp.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/identity/key_set.h"
#include "services/identity/token_verifier.h"

namespace phoihop::testing {

class SigningKey {
 public:
  static SigningKey Rsa(const std::string& id, int bits = 2048);
  static SigningKey P256(const std::string& id);
  static SigningKey Ed25519(const std::string& id);

  const std::string& id() const { return id_; }
  const std::string& algorithm() const { return algorithm_; }  // RS256, ES256, EdDSA
  EVP_PKEY* key() const { return key_.get(); }

  // As in a token.
  std::string Sign(const std::string& text) const;
  // What a provider publishes …
  nlohmann::json PublicJwk() const;
  // … and what it keeps.
  nlohmann::json PrivateJwk() const;

 private:
  SigningKey(std::string id, std::string algorithm, EVP_PKEY* key);

  std::string id_, algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

std::string Base64Url(const std::string& bytes);

// {"keys": […]} with the public parts.
std::string KeySetDocument(const std::vector<const SigningKey*>& keys);

// The header that a provider would write for the key.
nlohmann::json HeaderFor(const SigningKey& key);
// A token of this header and payload, signed with the key as it is, whatever the header says.
std::string MakeToken(const SigningKey& key, const nlohmann::json& header, const nlohmann::json& payload);
std::string MakeToken(const SigningKey& key, const nlohmann::json& payload);

// A source whose keys the test sets.
class FixedKeys : public identity::KeySource {
 public:
  explicit FixedKeys(const std::vector<const SigningKey*>& keys);
  std::shared_ptr<const identity::KeySet> Keys(absl::Time) override { return keys_; }
  bool MayHaveNewer(absl::Time) override { return newer; }

  void Set(const std::vector<const SigningKey*>& keys);
  void Forget() { keys_ = nullptr; }
  bool newer = false;

 private:
  std::shared_ptr<const identity::KeySet> keys_;
};

}  // namespace phoihop::testing

#endif  // TESTS_IDENTITY_SIGNING_KEY_H_
