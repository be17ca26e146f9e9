// Limits of the HTTP edge.
#ifndef SERVICES_GATEWAY_LIMITS_H_
#define SERVICES_GATEWAY_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace phoihop::gateway {

// Request line and all headers, bytes: a bearer token of identity::kMaxTokenBytes, and what goes with it.
inline constexpr uint32_t kMaxHeaderBytes = 32 << 10;
// Body of a request, bytes: a plan's file of 4 MiB in base64, and what goes with it.
inline constexpr uint64_t kMaxBodyBytes = 8 << 20;
// Parameters behind the '?'.
inline constexpr size_t kMaxQueryParameters = 100;
// A client has to have sent its request within this time …
inline constexpr absl::Duration kReadLimit = absl::Seconds(30);
// … and to have taken each piece of the answer within this.
inline constexpr absl::Duration kWriteLimit = absl::Seconds(30);
// A connection without a request is closed after this.
inline constexpr absl::Duration kIdleLimit = absl::Seconds(75);
// A call behind the edge, except streams; longer than WaitOperation waits.
inline constexpr absl::Duration kCallLimit = absl::Seconds(65);
// Open connections; more are closed at once.
inline constexpr int kMaxConnections = 1024;
// Connections may finish what they do within this time when the server stops.
inline constexpr absl::Duration kDrainLimit = absl::Seconds(5);
// The work behind a page is a JSON document in memory.
inline constexpr int kThreads = 2;

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_LIMITS_H_
