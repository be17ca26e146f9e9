// The files of the web client (clients/web), which this program carries.
//
//   /                     the client; so are all addresses below /app/, which are its pages
//   /assets/app-….js      scripts and styles: the name changes with the content
//   /sw.js, /manifest.webmanifest, /icons/…
#ifndef SERVICES_GATEWAY_WEB_CLIENT_H_
#define SERVICES_GATEWAY_WEB_CLIENT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::gateway {

struct WebFile {
  absl::string_view contents;
  absl::string_view gzip;
  std::string content_type;
  // Weak, because both forms have it: `W/"…"`.
  std::string etag;
  std::string cache_control;
};

// What is at the path of an address; null when nothing is, or the program was built without the client.
const WebFile* FindWebFile(absl::string_view path);

// Whether one of the entity tags of an If-None-Match is that of the file.
bool Matches(absl::string_view if_none_match, const WebFile& file);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_WEB_CLIENT_H_
