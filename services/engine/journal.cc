#include "services/engine/journal.h"

#include <openssl/evp.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace phoihop::engine {

void Hasher::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Hasher::Hasher() : context_(EVP_MD_CTX_new()) {}

std::string Hasher::Sha256(absl::string_view first, absl::string_view second) {
  std::string hash(kHashBytes, '\0');
  EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  EVP_DigestUpdate(context_.get(), first.data(), first.size());
  EVP_DigestUpdate(context_.get(), second.data(), second.size());
  EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(hash.data()), nullptr);
  return hash;
}

std::string Hasher::HashOf(absl::string_view previous_hash, const v1::Event& event) {
  EncodeDeterministically(event, &bytes_);
  return Sha256(previous_hash, bytes_);
}

void EncodeDeterministically(const google::protobuf::Message& message, std::string* bytes) {
  bytes->resize(message.ByteSizeLong());
  google::protobuf::io::ArrayOutputStream array(bytes->data(), static_cast<int>(bytes->size()));
  google::protobuf::io::CodedOutputStream coded(&array);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
}

absl::Status VerifyChain(absl::Span<const v1::Event> events, int64_t sequence, absl::string_view hash) {
  Hasher hasher;
  std::string previous(hash);
  for (const v1::Event& event : events) {
    v1::Event bare = event;
    bare.clear_previous_hash();
    bare.clear_hash();
    if (event.sequence() != ++sequence) {
      return absl::DataLossError(absl::StrCat("Event ", sequence, " is missing before ", event.sequence(), "."));
    }
    if (event.previous_hash() != previous || event.hash() != hasher.HashOf(previous, bare)) {
      return absl::DataLossError(absl::StrCat("Event ", sequence, " does not have the hash that it should have."));
    }
    previous = event.hash();
  }
  return absl::OkStatus();
}

}  // namespace phoihop::engine
