// Where an upload is kept until all of it is here: a file without a name, which is gone when this is, whatever becomes
// of the upload. Its hash is computed as the pieces come.
#ifndef SERVICES_FILES_SPOOL_H_
#define SERVICES_FILES_SPOOL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace phoihop::files {

// Used by one thread at a time.
class Spool {
 public:
  // In `directory` (empty: that of the system for temporary files), or in memory when that cannot be written.
  static absl::StatusOr<std::unique_ptr<Spool>> Make(const std::string& directory = "");
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // INVALID_ARGUMENT (TOO_LARGE) when it would be larger than kMaxFileBytes: nothing of the piece is kept.
  absl::Status Append(absl::string_view piece);

  int64_t size() const { return size_; }
  // 32 bytes, of all that was appended; nothing can be appended afterwards.
  const std::string& Sha256();
  // At most `bytes` from `offset` on; empty at the end.
  absl::StatusOr<std::string> Read(int64_t offset, size_t bytes) const;

 private:
  explicit Spool(int fd);

  const int fd_;
  int64_t size_ = 0;
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> hash_;
  std::string sha256_;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_SPOOL_H_
