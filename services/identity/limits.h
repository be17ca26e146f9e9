// Limits of identity.
#ifndef SERVICES_IDENTITY_LIMITS_H_
#define SERVICES_IDENTITY_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace phoihop::identity {

// A bearer token, bytes. A longer one is refused before anything of it is decoded.
inline constexpr size_t kMaxTokenBytes = 16 << 10;
// How far the clocks of the provider and of this server may differ, unless the operator says otherwise.
inline constexpr absl::Duration kClockSkew = absl::Seconds(60);
// The most that the operator may say.
inline constexpr absl::Duration kMaxClockSkew = absl::Minutes(10);
// A `kid`, bytes.
inline constexpr size_t kMaxKeyIdBytes = 256;
// Values of one claim that are read: audiences, units.
inline constexpr size_t kMaxClaimValues = 64;
// Objects and lists within each other in a header, a payload or a document of the provider.
inline constexpr int kMaxJsonDepth = 16;

// Keys of the provider that are kept; more are ignored.
inline constexpr size_t kMaxKeys = 64;
// Size of an RSA key, bits: smaller ones are not safe, larger ones cost too much to use.
inline constexpr int kMinRsaBits = 2048;
inline constexpr int kMaxRsaBits = 8192;

// The keys are fetched this often …
inline constexpr absl::Duration kRefreshInterval = absl::Minutes(5);
// … and for a key that is not among them, but not more often than this, whoever asks.
inline constexpr absl::Duration kMinRefreshInterval = absl::Seconds(5);
// After a failure they are tried again after this, then twice that, and so on …
inline constexpr absl::Duration kFirstRetry = absl::Seconds(1);
// … up to this.
inline constexpr absl::Duration kLastRetry = absl::Seconds(30);
// While the provider cannot be reached the keys that it had are used for this long.
inline constexpr absl::Duration kMaxKeyAge = absl::Hours(6);
// One request to the provider: until connected, and in all.
inline constexpr absl::Duration kConnectLimit = absl::Seconds(3);
inline constexpr absl::Duration kFetchLimit = absl::Seconds(10);
// A document of the provider, bytes.
inline constexpr size_t kMaxDocumentBytes = 256 << 10;

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_LIMITS_H_
