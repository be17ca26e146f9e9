#include "services/gateway/web_client.h"

#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/gateway/web_files.embed.h"
#include "services/handlers/digest.h"

namespace phoihop::gateway {
namespace {

constexpr absl::string_view kCompressed = ".gz";
constexpr char kPage[] = "index.html";
// Digits of the digest in an entity tag.
constexpr size_t kTagDigits = 20;

struct MediaType {
  absl::string_view ending;
  const char* type;
};
constexpr MediaType kMediaTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".webmanifest", "application/manifest+json"},
};

std::string MediaTypeOf(absl::string_view name) {
  for (const MediaType& known : kMediaTypes) {
    if (absl::EndsWith(name, known.ending)) return known.type;
  }
  return "application/octet-stream";
}

std::string CacheControlOf(absl::string_view name) {
  if (absl::StartsWith(name, "assets/")) return "public, max-age=31536000, immutable";
  if (absl::StartsWith(name, "icons/")) return "public, max-age=86400";
  // Asked for again each time, and mostly answered with 304.
  return "no-cache";
}

using WebFiles = absl::flat_hash_map<std::string, WebFile>;

WebFiles ReadFiles() {
  WebFiles files;
  for (const auto& embedded : web_files::Files()) {
    if (absl::EndsWith(embedded.name, kCompressed)) {
      files[std::string(absl::StripSuffix(embedded.name, kCompressed))].gzip = embedded.contents;
      continue;
    }
    WebFile& file = files[std::string(embedded.name)];
    file.contents = embedded.contents;
    file.content_type = MediaTypeOf(embedded.name);
    const std::string digest = absl::BytesToHexString(handlers::Sha256(embedded.contents));
    file.etag = absl::StrCat("W/\"", digest.substr(0, kTagDigits), "\"");
    file.cache_control = CacheControlOf(embedded.name);
  }
  return files;
}

bool IsPageOfClient(absl::string_view path) { return path == "/" || path == "/app" || absl::StartsWith(path, "/app/"); }

}  // namespace

const WebFile* FindWebFile(absl::string_view path) {
  static const auto* const kFiles = new WebFiles(ReadFiles());
  const auto found = kFiles->find(IsPageOfClient(path) ? kPage : absl::StripPrefix(path, "/"));
  return found == kFiles->end() ? nullptr : &found->second;
}

bool Matches(absl::string_view if_none_match, const WebFile& file) {
  // The comparison is weak (RFC 9110, 13.1.2): W/ does not count.
  for (absl::string_view tag : absl::StrSplit(if_none_match, ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    if (tag == "*" || absl::StripPrefix(tag, "W/") == absl::StripPrefix(file.etag, "W/")) return true;
  }
  return false;
}

}  // namespace phoihop::gateway
