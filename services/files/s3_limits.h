// Limits of a store that speaks S3. How long it is waited for stands in s3_options.h.
#ifndef SERVICES_FILES_S3_LIMITS_H_
#define SERVICES_FILES_S3_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace phoihop::files {

// What is handed on of a download at a time, bytes.
inline constexpr size_t kS3PieceBytes = 256 << 10;
// What is read of an answer that is no content, bytes; the rest is left out.
inline constexpr size_t kMaxS3AnswerBytes = 64 << 10;
// Codes and ids that a store gives, as they are logged, bytes.
inline constexpr size_t kMaxS3WordBytes = 128;
// The same call is tried this often, as far as S3Patience::retry lets it.
inline constexpr int kS3Attempts = 6;
// Connections that are kept while nobody needs them.
inline constexpr size_t kMaxIdleS3Connections = 8;

// Options, bytes. Names of buckets have their length from the protocol.
inline constexpr size_t kMinS3BucketBytes = 3;
inline constexpr size_t kMaxS3BucketBytes = 63;
inline constexpr size_t kMaxS3RegionBytes = 64;
inline constexpr size_t kMaxS3PrefixBytes = 256;
inline constexpr size_t kMaxS3CredentialBytes = 255;

// An object that no content names is removed this long after it was put, or after its last file went. Far longer than
// an upload may take (S3Patience: attempt + retry), and than anybody reads on.
inline constexpr absl::Duration kUnnamedObjectLimit = absl::Hours(1);
// Objects that are removed in one go.
inline constexpr int kRemovedObjects = 100;

}  // namespace phoihop::files

#endif  // SERVICES_FILES_S3_LIMITS_H_
