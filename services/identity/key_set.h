// The public keys of a provider: a JSON Web Key Set (RFC 7517) of which what can sign tokens is kept.
#ifndef SERVICES_IDENTITY_KEY_SET_H_
#define SERVICES_IDENTITY_KEY_SET_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::identity {

// All that there are: there is no `none` and nothing symmetric, in whatever a header says.
enum class Algorithm { kRs256, kEs256, kEdDsa };

// By the name in a header (`RS256`, `ES256`, `EdDSA` or `Ed25519`); nothing for any other.
std::optional<Algorithm> FindAlgorithm(absl::string_view name);

// A public key with the one algorithm that it is good for. Copies share it. Thread-safe.
class PublicKey {
 public:
  // What of OpenSSL holds it stays inside.
  struct Handle;
  PublicKey(Algorithm algorithm, std::string id, std::shared_ptr<const Handle> handle)
      : algorithm_(algorithm), id_(std::move(id)), handle_(std::move(handle)) {}

  Algorithm algorithm() const { return algorithm_; }
  const std::string& id() const { return id_; }  // `kid`; may be empty

  // Whether the signature, as RFC 7518 and 8037 write it, is one of this key over the text.
  bool Verify(absl::string_view text, absl::string_view signature) const;

 private:
  Algorithm algorithm_;
  std::string id_;
  std::shared_ptr<const Handle> handle_;
};

class KeySet {
 public:
  // Keys that are not meant for signatures, or are of a type, curve or size that is not used here, are left out.
  // INVALID_ARGUMENT when the document is no key set.
  static absl::StatusOr<KeySet> Parse(absl::string_view document);

  // Every key that bears the id, whatever its algorithm; of an empty id: every key.
  std::vector<const PublicKey*> Find(absl::string_view id) const;
  const std::vector<PublicKey>& keys() const { return keys_; }

 private:
  std::vector<PublicKey> keys_;
};

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_KEY_SET_H_
