#include "clients/cpp/journal.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cpp/sha256.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace phoihop::client {
namespace {

constexpr size_t kPublicKeyBytes = 32;
constexpr size_t kKeyIdDigits = 16;

absl::Status ContentChanged(int64_t sequence) {
  return absl::DataLossError(
      absl::StrCat("the content of event ", sequence, " does not give its hash: it was changed"));
}

absl::Status NotAfter(int64_t sequence, int64_t before) {
  return absl::DataLossError(absl::StrCat("event ", sequence, " does not carry the hash of event ", before));
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

}  // namespace

std::string Sha256(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string ContentOf(v1::Event event) {
  event.clear_previous_hash();
  event.clear_hash();
  std::string content;
  google::protobuf::io::StringOutputStream stream(&content);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  event.SerializeToCodedStream(&coded);
  coded.Trim();
  return content;
}

bool HasItsHash(const v1::Event& event) {
  return Sha256(absl::StrCat(event.previous_hash(), ContentOf(event))) == event.hash();
}

absl::Status JournalVerifier::Check(const v1::Event& event) {
  if (event.sequence() != sequence_ + 1) {
    return absl::DataLossError(absl::StrCat("after event ", sequence_, " comes event ", event.sequence(),
                                            ": the journal has a gap or a repetition"));
  }
  if (event.previous_hash() != hash_) return NotAfter(event.sequence(), sequence_);
  if (!HasItsHash(event)) return ContentChanged(event.sequence());
  sequence_ = event.sequence();
  hash_ = event.hash();
  return absl::OkStatus();
}

absl::Status ExportVerifier::Check(const v1::Event& event) {
  const int64_t sequence = event.sequence();
  if (sequence <= last_) {
    return absl::DataLossError(absl::StrCat("after event ", last_, " comes event ", sequence,
                                            ": events are out of order, or one is there twice"));
  }
  if (events_ == 0 ? sequence == 1 : sequence == last_ + 1) {
    const std::string before = events_ == 0 ? std::string(SHA256_DIGEST_LENGTH, '\0') : last_hash_;
    if (event.previous_hash() != before) return NotAfter(sequence, sequence - 1);
  } else if (events_ > 0) {
    if (!gaps_allowed_) {
      return absl::DataLossError(
          absl::StrCat("event ", last_ + 1, " is missing: after event ", last_, " comes event ", sequence));
    }
    if (gaps_.size() < kNamedGaps) gaps_.push_back({last_ + 1, sequence - 1});
    ++gap_count_;
    missing_ += sequence - 1 - last_;
  }
  if (!HasItsHash(event)) return ContentChanged(sequence);
  if (events_ == 0) first_ = sequence;
  ++events_;
  last_ = sequence;
  last_hash_ = event.hash();
  if (const auto watched = watched_.find(sequence); watched != watched_.end()) watched->second = last_hash_;
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadPublicKey(absl::string_view text) {
  const absl::string_view digits = absl::StripAsciiWhitespace(text);
  if (digits.size() == 2 * kPublicKeyBytes && digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos) {
    return absl::HexStringToBytes(digits);
  }
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
                                                      &BIO_free);
  const Key key(bio == nullptr ? nullptr : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  std::string bytes(kPublicKeyBytes, '\0');
  size_t size = bytes.size();
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1) {
    return absl::InvalidArgumentError(
        "it is no public key of Ed25519: PEM ('openssl pkey -in key.pem -pubout') or 64 hexadecimal digits are "
        "expected");
  }
  return bytes;
}

std::string KeyIdOf(absl::string_view public_key) {
  return absl::BytesToHexString(Sha256(public_key)).substr(0, kKeyIdDigits);
}

std::string CheckpointText(const v1::JournalCheckpoint& checkpoint) {
  return absl::StrCat(
      "phoihop journal checkpoint v1\n", checkpoint.province(), "\n", checkpoint.sequence(), "\n",
      absl::BytesToHexString(checkpoint.event_hash()), "\n",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(checkpoint.time().seconds()), absl::UTCTimeZone()),
      "\n");
}

absl::Status CheckSignature(const v1::JournalCheckpoint& checkpoint, absl::string_view public_key) {
  const std::string id = KeyIdOf(public_key);
  if (checkpoint.key_id() != id) {
    return absl::DataLossError(absl::StrCat("the checkpoint of event ", checkpoint.sequence(), " is of the key ",
                                            checkpoint.key_id(), ", not of ", id));
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(public_key.data());
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes, public_key.size()), &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string text = CheckpointText(checkpoint);
  const std::string& signature = checkpoint.signature();
  if (key == nullptr || context == nullptr ||
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
    return absl::DataLossError(absl::StrCat("the signature of the checkpoint of event ", checkpoint.sequence(),
                                            " is not that of the key ", id, ": it is forged"));
  }
  return absl::OkStatus();
}

}  // namespace phoihop::client
