#ifndef SERVICES_FILES_CHECKED_READER_H_
#define SERVICES_FILES_CHECKED_READER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/files/content_reader.h"

struct evp_md_ctx_st;

namespace phoihop::files {

// Compares what is read with its SHA-256 (32 bytes) and size. Whoever has been given the last byte has been given the
// content: before that, DATA_LOSS.
class CheckedReader : public ContentReader {
 public:
  CheckedReader(std::unique_ptr<ContentReader> content, std::string sha256, int64_t size);

  absl::StatusOr<std::string> Next() override;

 private:
  const std::unique_ptr<ContentReader> content_;
  const std::string sha256_;
  const int64_t size_;
  int64_t read_ = 0;
  const std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> hash_;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_CHECKED_READER_H_
