#include "services/files/checked_reader.h"

#include <openssl/evp.h>

#include <utility>

#include "absl/status/status.h"

namespace phoihop::files {
namespace {

absl::Status Damaged() {
  return absl::DataLossError(
      "The content of the file is damaged: it is not what was uploaded. Nothing but its beginning was sent; tell the "
      "operator, and upload the file again if you have it.");
}

}  // namespace

CheckedReader::CheckedReader(std::unique_ptr<ContentReader> content, std::string sha256, int64_t size)
    : content_(std::move(content)), sha256_(std::move(sha256)), size_(size), hash_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
}

absl::StatusOr<std::string> CheckedReader::Next() {
  if (read_ == size_) return std::string();
  absl::StatusOr<std::string> piece = content_->Next();
  if (!piece.ok()) return piece;
  read_ += static_cast<int64_t>(piece->size());
  if (piece->empty() || read_ > size_) return Damaged();
  EVP_DigestUpdate(hash_.get(), piece->data(), piece->size());
  if (read_ < size_) return piece;
  std::string sha256(sha256_.size(), '\0');
  if (sha256.size() != static_cast<size_t>(EVP_MD_size(EVP_sha256()))) return Damaged();
  EVP_DigestFinal_ex(hash_.get(), reinterpret_cast<unsigned char*>(sha256.data()), nullptr);
  if (sha256 != sha256_) return Damaged();
  return piece;
}

}  // namespace phoihop::files
