#include "services/gateway/compression.h"

#include <zlib.h>

#include <boost/beast/http/rfc7230.hpp>

#include "absl/strings/numbers.h"

namespace phoihop::gateway {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

// JSON repeats itself: the lower levels find that, and cost a fraction of the higher ones.
constexpr int kLevel = 4;
// Largest window, with the header of gzip rather than of zlib (zlib.h, deflateInit2).
constexpr int kWindowBits = 15 + 16;
constexpr int kMemoryLevel = 8;

// `q` of one coding in Accept-Encoding; 1 when it says none.
double QualityOf(const http::param_list& parameters) {
  for (const auto& [name, value] : parameters) {
    double quality = 0;
    if (beast::iequals(name, "q") && absl::SimpleAtod(absl::string_view(value.data(), value.size()), &quality)) {
      return quality;
    }
  }
  return 1;
}

}  // namespace

bool AcceptsGzip(const HttpRequest& request) {
  for (const auto& [coding, parameters] : http::ext_list(request[http::field::accept_encoding])) {
    if (beast::iequals(coding, "gzip")) return QualityOf(parameters) > 0;
  }
  return false;
}

std::string Gzip(absl::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) return "";
  std::string compressed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  // deflateBound is enough for one step.
  const int result = deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return result == Z_STREAM_END ? compressed : "";
}

void Compress(const HttpRequest& request, HttpResponse& response) {
  if (response.body().size() < kMinCompressedBytes) return;
  response.set(http::field::vary, "Accept-Encoding");
  if (!AcceptsGzip(request)) return;
  std::string compressed = Gzip(response.body());
  if (compressed.empty()) return;
  response.set(http::field::content_encoding, "gzip");
  response.body() = std::move(compressed);
  response.prepare_payload();
}

}  // namespace phoihop::gateway
