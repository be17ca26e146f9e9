#include "services/files/spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "services/files/limits.h"
#include "workflow/errors.h"

namespace phoihop::files {
namespace {
constexpr size_t kHashBytes = 32;
}  // namespace

absl::StatusOr<std::unique_ptr<Spool>> Spool::Make(const std::string& directory) {
  std::error_code ignored;
  const std::string folder = directory.empty() ? std::filesystem::temp_directory_path(ignored).string() : directory;
  int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // A root file system that cannot be written has no such place.
  if (fd < 0) fd = memfd_create("phoihop-upload", MFD_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, "cannot make a file for an upload");
  return std::unique_ptr<Spool>(new Spool(fd));
}

Spool::Spool(int fd) : fd_(fd), hash_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
}

Spool::~Spool() { close(fd_); }

absl::Status Spool::Append(absl::string_view piece) {
  if (static_cast<int64_t>(piece.size()) > kMaxFileBytes - size_) {
    return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the file has more than ", kMaxFileBytes,
                                                          " bytes; keep it in the document system and name "
                                                          "it by its address"));
  }
  EVP_DigestUpdate(hash_.get(), piece.data(), piece.size());
  while (!piece.empty()) {
    const ssize_t written = pwrite(fd_, piece.data(), piece.size(), size_);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return absl::ErrnoToStatus(errno, "cannot keep a piece of an upload");
    size_ += written;
    piece.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

const std::string& Spool::Sha256() {
  if (sha256_.empty()) {
    sha256_.resize(kHashBytes);
    EVP_DigestFinal_ex(hash_.get(), reinterpret_cast<unsigned char*>(sha256_.data()), nullptr);
  }
  return sha256_;
}

absl::StatusOr<std::string> Spool::Read(int64_t offset, size_t bytes) const {
  std::string piece(std::min<size_t>(bytes, static_cast<size_t>(std::max<int64_t>(0, size_ - offset))), '\0');
  for (size_t done = 0; done < piece.size();) {
    const ssize_t got = pread(fd_, piece.data() + done, piece.size() - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return absl::ErrnoToStatus(errno, "cannot read an upload");
    done += static_cast<size_t>(got);
  }
  return piece;
}

}  // namespace phoihop::files
