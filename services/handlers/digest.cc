#include "services/handlers/digest.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace phoihop::handlers {
namespace {
// Bytes of the digest that make an etag.
constexpr size_t kEtagBytes = 12;
}  // namespace

std::string Sha256(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string DeterministicBytes(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

std::string EtagOfBytes(const google::protobuf::Message& stored) {
  return absl::BytesToHexString(Sha256(DeterministicBytes(stored)).substr(0, kEtagBytes));
}

void ClearField(google::protobuf::Message& message, const std::string& field) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  if (descriptor != nullptr) message.GetReflection()->ClearField(&message, descriptor);
}

}  // namespace phoihop::handlers
