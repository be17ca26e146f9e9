// The key with which a server signs checkpoints of the journal (phoihop.v1.JournalCheckpoint): Ed25519, kept by whoever
// keeps the server, never written anywhere else.
//
//   absl::StatusOr<CheckpointKey> key = CheckpointKey::FromPem(pem);
//   key->Sign(checkpoint);
#ifndef SERVICES_ENGINE_CHECKPOINT_KEY_H_
#define SERVICES_ENGINE_CHECKPOINT_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event_service.pb.h"

struct evp_pkey_st;

namespace phoihop::engine {

// Length of a public key, in bytes.
inline constexpr size_t kPublicKeyBytes = 32;

// Thread-safe once it is made.
class CheckpointKey {
 public:
  // A private key as PEM (PKCS#8, without password). INVALID_ARGUMENT when it is none of Ed25519.
  static absl::StatusOr<CheckpointKey> FromPem(absl::string_view pem);
  // A new one.
  static absl::StatusOr<CheckpointKey> Generate();

  // As FromPem takes it: a secret.
  absl::StatusOr<std::string> PrivatePem() const;
  // As `phoihop events verify --public-key` takes it.
  absl::StatusOr<std::string> PublicPem() const;

  // 32 bytes.
  const std::string& public_key() const { return public_key_; }
  // The first 16 hexadecimal digits of its SHA-256.
  const std::string& id() const { return id_; }

  // Fills key_id and signature; the rest of the checkpoint has to be there.
  absl::Status Sign(v1::JournalCheckpoint& checkpoint) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit CheckpointKey(evp_pkey_st* key) : key_(key, Free()) {}
  absl::Status Describe();

  std::shared_ptr<evp_pkey_st> key_;
  std::string public_key_, id_;
};

// What is signed; the time without fractions of a second.
std::string CheckpointText(const v1::JournalCheckpoint& checkpoint);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_CHECKPOINT_KEY_H_
