// The ZIP archive that an XLSX or DOCX file is. Parts are unpacked one at a time into memory, never more than the
// limits say whatever the archive claims; names of parts are only compared, never used as paths.
#ifndef SERVICES_IMPORT_ARCHIVE_H_
#define SERVICES_IMPORT_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct zip;

namespace phoihop::import {

inline constexpr size_t kMaxArchiveBytes = size_t{4} << 20;
inline constexpr int64_t kMaxArchiveEntries = 2'000;
// Of one part, unpacked, and of all parts that are read.
inline constexpr size_t kMaxPartBytes = size_t{32} << 20;
inline constexpr size_t kMaxUnpackedBytes = size_t{64} << 20;
// A part that is larger than this many bytes may not be packed better than so many times: deflate reaches 1032 only
// for what nobody writes.
inline constexpr size_t kMinBombBytes = size_t{1} << 20;
inline constexpr size_t kMaxExpansion = 250;

class Archive {
 public:
  // `bytes` have to outlive the archive. INVALID_FILE: not a ZIP archive, broken, two parts of one name. TOO_LARGE.
  static absl::StatusOr<Archive> Open(absl::string_view bytes);

  // Names are compared without case and without a leading '/'.
  bool Has(absl::string_view name) const;

  // A whole part. INVALID_FILE: missing, encrypted, broken, wrong checksum. TOO_LARGE.
  absl::StatusOr<std::string> Read(absl::string_view name);

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };

  std::unique_ptr<zip, Discard> zip_;
  std::map<std::string, uint64_t, std::less<>> parts_;
  size_t unpacked_ = 0;
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_ARCHIVE_H_
