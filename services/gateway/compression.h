// Answers as gzip (RFC 9110, 8.4) for callers that take it: on a slow line that is what people wait for.
#ifndef SERVICES_GATEWAY_COMPRESSION_H_
#define SERVICES_GATEWAY_COMPRESSION_H_

#include <string>

#include "absl/strings/string_view.h"
#include "services/gateway/connection.h"

namespace phoihop::gateway {

// Shorter bodies, in bytes, are not worth it.
inline constexpr size_t kMinCompressedBytes = 1 << 10;

// Whether the caller takes it (Accept-Encoding).
bool AcceptsGzip(const HttpRequest& request);

// In the format of gzip.
std::string Gzip(absl::string_view bytes);

// Compresses the body of a whole answer, if the caller takes it and it is long enough.
void Compress(const HttpRequest& request, HttpResponse& response);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_COMPRESSION_H_
