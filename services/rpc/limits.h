// Limits of the gRPC edge. Those of single fields stand in services/handlers/checks.h.
#ifndef SERVICES_RPC_LIMITS_H_
#define SERVICES_RPC_LIMITS_H_

#include "absl/time/time.h"

namespace phoihop::rpc {

// Messages up to this size are read, so that one that is larger than handlers::kMaxRequestBytes is told TOO_LARGE; gRPC
// itself refuses larger ones (RESOURCE_EXHAUSTED). Bytes.
inline constexpr int kMaxReceiveBytes = 16 << 20;
// Answers: a plan of 4 MiB with what was made of every cell. Bytes.
inline constexpr int kMaxSendBytes = 64 << 20;
// Calls in flight on one connection.
inline constexpr int kMaxStreamsPerConnection = 4096;
// Calls in flight in the whole process; more are told to come back.
inline constexpr int kMaxCallsInFlight = 16'384;
// All metadata of a call, bytes: a bearer token of identity::kMaxTokenBytes, and what goes with it.
inline constexpr int kMaxMetadataBytes = 32 << 10;
// A silent connection is asked whether it lives after this …
inline constexpr absl::Duration kKeepaliveTime = absl::Seconds(60);
// … and closed when it does not answer for this long.
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
// Clients may ask as often as this.
inline constexpr absl::Duration kMinClientPingInterval = absl::Seconds(10);
// New calls are told STOPPING for this long before connections are closed: a call that meets the closing itself is cut
// off by gRPC with CANCELLED, and its caller knows nothing.
inline constexpr absl::Duration kDrainLinger = absl::Milliseconds(250);
// Calls in flight may finish within this time when the server stops.
inline constexpr absl::Duration kDrainLimit = absl::Seconds(10);
// What a caller should wait before it comes back.
inline constexpr absl::Duration kBusyRetryDelay = absl::Milliseconds(500);
inline constexpr absl::Duration kUnavailableRetryDelay = absl::Seconds(1);
// Uploads that are finished (stored) at a time.
inline constexpr int kUploadThreads = 8;
// Files of certificates are looked at this often.
inline constexpr absl::Duration kCertificateReadInterval = absl::Seconds(10);
// Readiness is found anew this often …
inline constexpr absl::Duration kReadinessInterval = absl::Seconds(1);

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_LIMITS_H_
