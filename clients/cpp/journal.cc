#include "clients/cpp/journal.h"

#include <openssl/sha.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace phoihop::client {
namespace {
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

std::string Sha256(const std::string& bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}
}  // namespace

absl::Status JournalVerifier::Check(const v1::Event& event) {
  if (event.sequence() != sequence_ + 1) {
    return absl::DataLossError(absl::StrCat("after event ", sequence_, " comes event ", event.sequence(),
                                            ": the journal has a gap or a repetition"));
  }
  if (event.previous_hash() != hash_) {
    return absl::DataLossError(
        absl::StrCat("event ", event.sequence(), " does not carry the hash of event ", sequence_));
  }
  if (Sha256(absl::StrCat(hash_, ContentOf(event))) != event.hash()) {
    return absl::DataLossError(
        absl::StrCat("the content of event ", event.sequence(), " does not give its hash: it was changed"));
  }
  sequence_ = event.sequence();
  hash_ = event.hash();
  return absl::OkStatus();
}

}  // namespace phoihop::client
