// Limits of delivery.
#ifndef SERVICES_DELIVERY_LIMITS_H_
#define SERVICES_DELIVERY_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace phoihop::delivery {

// An address, bytes: before the @ (RFC 5321, 4.5.3.1.1) …
inline constexpr size_t kMaxLocalPartBytes = 64;
// … each part of the domain between dots (RFC 1035, 2.3.4) …
inline constexpr size_t kMaxLabelBytes = 63;
// … and in all: a path has 256 with its brackets (RFC 5321, 4.5.3.1.3). So a domain cannot reach its own limit of 255.
inline constexpr size_t kMaxAddressBytes = 254;

// A line of a header with encoded words, without its CRLF (RFC 2047, 2).
inline constexpr size_t kMaxEncodedLineBytes = 76;
// An encoded word (RFC 2047, 2).
inline constexpr size_t kMaxEncodedWordBytes = 75;
// A line of a base64 body (RFC 2045, 6.8).
inline constexpr size_t kMaxBodyLineBytes = 76;

// What a mail says, bytes of UTF-8. The format knows no such limits; these are far above what is meant to be read.
inline constexpr size_t kMaxMessageIdBytes = 250;
inline constexpr size_t kMaxNameBytes = 500;
inline constexpr size_t kMaxSubjectBytes = 2'000;
inline constexpr size_t kMaxTextBytes = 256 << 10;

// User and password of the mail server, bytes.
inline constexpr size_t kMaxCredentialBytes = 255;
// The secret of a webhook, bytes (Standard Webhooks).
inline constexpr size_t kMinWebhookSecretBytes = 24;
inline constexpr size_t kMaxWebhookSecretBytes = 64;
// The line of a file that holds it.
inline constexpr size_t kMaxSecretLineBytes = 256;
// The file that lists systems, bytes, and what it lists: each has a thread of its own.
inline constexpr size_t kMaxSystemsFileBytes = 256 << 10;
inline constexpr size_t kMaxSystems = 32;
// Of the endpoint's answer, which nobody reads.
inline constexpr size_t kMaxAnswerBytes = 64 << 10;

// One mail or message, from connecting to the server's last answer, unless the operator says otherwise …
inline constexpr absl::Duration kSendLimit = absl::Seconds(30);
// … the most that the operator may say …
inline constexpr absl::Duration kMaxSendLimit = absl::Minutes(10);
// … and of that, until connected (TLS included).
inline constexpr absl::Duration kConnectLimit = absl::Seconds(10);

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_LIMITS_H_
