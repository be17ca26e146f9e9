#include "services/engine/checkpoint_key.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/engine/journal.h"

namespace phoihop::engine {
namespace {
constexpr size_t kKeyIdDigits = 16;
constexpr size_t kSignatureBytes = 64;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

// A key with a password is refused instead of asking at a terminal.
int NoPassword(char*, int, int, void*) { return -1; }

absl::Status Failed() { return absl::InternalError("OpenSSL could not work with the key of checkpoints"); }

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  return std::string(text, static_cast<size_t>(size));
}
}  // namespace

void CheckpointKey::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

absl::StatusOr<CheckpointKey> CheckpointKey::FromPem(absl::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  CheckpointKey key(bio == nullptr ? nullptr : PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr));
  if (key.key_ == nullptr || EVP_PKEY_id(key.key_.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError(
        "it is no private key of Ed25519 as PEM without a password; make one with 'openssl genpkey -algorithm "
        "ed25519'");
  }
  if (const absl::Status status = key.Describe(); !status.ok()) return status;
  return key;
}

absl::StatusOr<CheckpointKey> CheckpointKey::Generate() {
  CheckpointKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (key.key_ == nullptr) return Failed();
  if (const absl::Status status = key.Describe(); !status.ok()) return status;
  return key;
}

absl::Status CheckpointKey::Describe() {
  public_key_.resize(kPublicKeyBytes);
  size_t size = public_key_.size();
  auto* bytes = reinterpret_cast<unsigned char*>(public_key_.data());
  if (EVP_PKEY_get_raw_public_key(key_.get(), bytes, &size) != 1 || size != kPublicKeyBytes) return Failed();
  id_ = absl::BytesToHexString(Hasher().Sha256(public_key_)).substr(0, kKeyIdDigits);
  return absl::OkStatus();
}

absl::StatusOr<std::string> CheckpointKey::PrivatePem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (bio == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return Failed();
  }
  return TextOf(bio.get());
}

absl::StatusOr<std::string> CheckpointKey::PublicPem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (bio == nullptr || PEM_write_bio_PUBKEY(bio.get(), key_.get()) != 1) return Failed();
  return TextOf(bio.get());
}

absl::Status CheckpointKey::Sign(v1::JournalCheckpoint& checkpoint) const {
  checkpoint.set_key_id(id_);
  const std::string text = CheckpointText(checkpoint);
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1 ||
      size != kSignatureBytes) {
    return Failed();
  }
  checkpoint.set_signature(signature);
  return absl::OkStatus();
}

std::string CheckpointText(const v1::JournalCheckpoint& checkpoint) {
  return absl::StrCat(
      "phoihop journal checkpoint v1\n", checkpoint.province(), "\n", checkpoint.sequence(), "\n",
      absl::BytesToHexString(checkpoint.event_hash()), "\n",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(checkpoint.time().seconds()), absl::UTCTimeZone()),
      "\n");
}

}  // namespace phoihop::engine
