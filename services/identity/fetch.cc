#include "services/identity/fetch.h"

#include <curl/curl.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/curl/curl_handles.h"
#include "services/identity/limits.h"

namespace phoihop::identity {
namespace {

using curl::PartOf;

constexpr char kAcceptJson[] = "Accept: application/json";
constexpr char kLoopbackHosts[] = "localhost,127.0.0.1,::1";

struct Body {
  std::string text;
  bool too_large = false;
};

size_t Take(char* bytes, size_t one, size_t size, void* into) {
  Body& body = *static_cast<Body*>(into);
  if (body.text.size() + size > kMaxDocumentBytes) {
    body.too_large = true;
    return 0;
  }
  body.text.append(bytes, size);
  return one * size;
}

int Progress(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return (*static_cast<const std::function<bool()>*>(stopping))() ? 1 : 0;
}

}  // namespace

absl::Status CheckUrl(absl::string_view url) {
  curl::Prepare();
  const curl::Url parsed(curl_url(), &curl_url_cleanup);
  const std::string text(url);
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return absl::InvalidArgumentError("it is not a URL");
  }
  if (!PartOf(parsed.get(), CURLUPART_USER).empty() || !PartOf(parsed.get(), CURLUPART_PASSWORD).empty() ||
      !PartOf(parsed.get(), CURLUPART_FRAGMENT).empty()) {
    return absl::InvalidArgumentError("it has a user, a password or a fragment");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME), host = PartOf(parsed.get(), CURLUPART_HOST);
  if (scheme == "https") return absl::OkStatus();
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  if (scheme == "http" && loopback) return absl::OkStatus();
  return absl::InvalidArgumentError("it has to begin with https://, or with http:// and name this machine");
}

absl::StatusOr<std::string> Fetch(const std::string& url, const std::string& ca_file,
                                  const std::function<bool()>& stopping) {
  if (const absl::Status allowed = CheckUrl(url); !allowed.ok()) {
    return absl::UnavailableError(absl::StrCat(url, ": ", allowed.message()));
  }
  const curl::Handle owned(curl_easy_init(), &curl_easy_cleanup);
  if (owned == nullptr) return absl::UnavailableError("libcurl cannot be used");
  const curl::List headers(curl_slist_append(nullptr, kAcceptJson), &curl_slist_free_all);
  Body body;
  char error[CURL_ERROR_SIZE] = "";
  CURL* const handle = owned.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOPROXY, kLoopbackHosts);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // Debian's libcurl would go on trusting /etc/ssl/certs
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(kConnectLimit)));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(kFetchLimit)));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stopping);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
  const CURLcode result = curl_easy_perform(handle);
  if (body.too_large) {
    return absl::UnavailableError(absl::StrCat(url, " has more than ", kMaxDocumentBytes, " bytes"));
  }
  if (result != CURLE_OK) {
    return absl::UnavailableError(absl::StrCat(url, ": ", error[0] != '\0' ? error : curl_easy_strerror(result)));
  }
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  if (code != 200) return absl::UnavailableError(absl::StrCat(url, " answers ", code));
  return std::move(body.text);
}

}  // namespace phoihop::identity
