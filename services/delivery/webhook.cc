#include "services/delivery/webhook.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/curl/curl_handles.h"

namespace phoihop::delivery {
namespace {

using curl::PartOf;

constexpr absl::string_view kSecretPrefix = "whsec_";

absl::Status Wrong(absl::string_view option, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("the webhook's ", option, " ", what));
}

struct Endpoint {
  std::string name;  // host and port, for messages: a path may be secret
  bool https = false;
};

absl::StatusOr<Endpoint> ReadUrl(const std::string& text) {
  const curl::Url parsed(curl_url(), &curl_url_cleanup);
  // A URL with a password may be among the wrong ones: none of them is repeated.
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return Wrong("url", "is not a URL");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME), host = PartOf(parsed.get(), CURLUPART_HOST);
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT, CURLUPART_ZONEID}) {
    if (!PartOf(parsed.get(), part).empty()) return Wrong("url", "has a user, a password or a fragment");
  }
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  if (scheme != "https" && !(scheme == "http" && loopback)) {
    return Wrong("url", "has to begin with https:// (http:// only to this machine)");
  }
  const std::string port = PartOf(parsed.get(), CURLUPART_PORT);
  return Endpoint{absl::StrCat(scheme, "://", host, port.empty() ? "" : ":", port), scheme == "https"};
}

absl::StatusOr<Endpoint> CheckOptions(const WebhookOptions& options) {
  absl::StatusOr<Endpoint> endpoint = ReadUrl(options.url);
  if (!endpoint.ok()) return endpoint.status();
  if (absl::Status secret = DecodeWebhookSecret(options.secret).status(); !secret.ok()) return secret;
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    return Wrong("ca_file", absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  if (options.timeout < absl::Milliseconds(1) || options.timeout > kMaxSendLimit) {
    return Wrong("timeout", absl::StrCat("is not between 1ms and ", absl::FormatDuration(kMaxSendLimit)));
  }
  return endpoint;
}

int Progress(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& asks = *static_cast<const std::function<bool()>*>(stopping);
  return asks != nullptr && asks() ? 1 : 0;
}

// What the endpoint says besides its code is of no interest; so much of it is read that the connection can be kept.
size_t Ignore(char*, size_t one, size_t size, void* left) {
  size_t& rest = *static_cast<size_t*>(left);
  const size_t bytes = one * size;
  if (bytes > rest) return 0;
  rest -= bytes;
  return bytes;
}

// GCC 12, when it sees the sizes, warns of moving a short std::string of this length.
ABSL_ATTRIBUTE_NOINLINE bool HasSecretSize(absl::string_view bytes) {
  return bytes.size() >= kMinWebhookSecretBytes && bytes.size() <= kMaxWebhookSecretBytes;
}

bool IsWorthAnotherTry(long code) {
  constexpr long kLater[] = {401, 403, 404, 408, 425, 429};
  return code >= 500 || std::find(std::begin(kLater), std::end(kLater), code) != std::end(kLater);
}

}  // namespace

absl::Status CheckWebhookOptions(const WebhookOptions& options) { return CheckOptions(options).status(); }

absl::StatusOr<std::string> DecodeWebhookSecret(absl::string_view secret) {
  std::string bytes;
  if (!absl::ConsumePrefix(&secret, kSecretPrefix) || !absl::Base64Unescape(secret, &bytes)) {
    return Wrong("secret",
                 "is not of the form whsec_ and base64; make one with: echo whsec_$(openssl rand -base64 32)");
  }
  if (!HasSecretSize(bytes)) {
    return Wrong("secret",
                 absl::StrCat("is not of ", kMinWebhookSecretBytes, " to ", kMaxWebhookSecretBytes, " bytes"));
  }
  return bytes;
}

std::string WebhookSignature(absl::string_view secret_bytes, absl::string_view id, absl::Time time,
                             absl::string_view body) {
  const std::string text = absl::StrCat(id, ".", absl::ToUnixSeconds(time), ".", body);
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret_bytes.data(), static_cast<int>(secret_bytes.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &size);
  return absl::StrCat("v1,", absl::Base64Escape(absl::string_view(reinterpret_cast<const char*>(code), size)));
}

// What libcurl holds pointers to, so it does not move.
class WebhookSender::Connection {
 public:
  Connection(Endpoint endpoint, WebhookOptions options)
      : endpoint_(std::move(endpoint)),
        secret_(*DecodeWebhookSecret(options.secret)),
        stopping_(std::move(options.stopping)),
        curl_(curl_easy_init(), &curl_easy_cleanup) {
    if (curl_ != nullptr) SetUp(options);
  }

  bool usable() const { return curl_ != nullptr; }

  absl::Status Send(const WebhookMessage& message);

 private:
  void SetUp(const WebhookOptions& options);

  const Endpoint endpoint_;
  const std::string secret_;
  const std::function<bool()> stopping_;
  size_t left_ = 0;  // of the answer
  char error_[CURL_ERROR_SIZE] = "";
  const curl::Handle curl_;
};

void WebhookSender::Connection::SetUp(const WebhookOptions& options) {
  CURL* const handle = curl_.get();
  const auto milliseconds = [](absl::Duration limit) { return static_cast<long>(absl::ToInt64Milliseconds(limit)); };
  curl_easy_setopt(handle, CURLOPT_URL, options.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, endpoint_.https ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // Debian's libcurl would go on trusting /etc/ssl/certs
  }
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Ignore);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &left_);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(kConnectLimit, options.timeout)));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds(options.timeout));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stopping_);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error_);
}

absl::Status WebhookSender::Connection::Send(const WebhookMessage& message) {
  CURL* const handle = curl_.get();
  curl::List headers(nullptr, &curl_slist_free_all);
  const auto add = [&headers](const std::string& header) {
    curl_slist* longer = curl_slist_append(headers.get(), header.c_str());
    if (longer != nullptr) {
      (void)headers.release();
      headers.reset(longer);
    }
  };
  add(absl::StrCat("content-type: ", message.content_type));
  add(absl::StrCat("webhook-id: ", message.id));
  add(absl::StrCat("webhook-timestamp: ", absl::ToUnixSeconds(message.time)));
  add(absl::StrCat("webhook-signature: ", WebhookSignature(secret_, message.id, message.time, message.body)));
  add("expect:");  // no waiting for permission to send the body
  left_ = kMaxAnswerBytes;
  error_[0] = '\0';
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, message.body.data());
  const CURLcode result = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, nullptr);
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  // An answer that is too long was an answer all the same.
  if (code == 0 || (result != CURLE_OK && result != CURLE_WRITE_ERROR)) {
    return absl::UnavailableError(
        absl::StrCat(endpoint_.name, ": ", error_[0] != '\0' ? error_ : curl_easy_strerror(result)));
  }
  if (code >= 200 && code < 300) return absl::OkStatus();
  const std::string what = absl::StrCat(endpoint_.name, " answers ", code);
  return IsWorthAnotherTry(code) ? absl::UnavailableError(what) : absl::InvalidArgumentError(what);
}

absl::StatusOr<std::unique_ptr<WebhookSender>> WebhookSender::Create(WebhookOptions options) {
  curl::Prepare();
  absl::StatusOr<Endpoint> endpoint = CheckOptions(options);
  if (!endpoint.ok()) return endpoint.status();
  auto connection = std::make_unique<Connection>(*std::move(endpoint), std::move(options));
  if (!connection->usable()) return absl::UnavailableError("libcurl cannot be used");
  return std::unique_ptr<WebhookSender>(new WebhookSender(std::move(connection)));
}

WebhookSender::WebhookSender(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

WebhookSender::~WebhookSender() = default;

absl::Status WebhookSender::Send(const WebhookMessage& message) { return connection_->Send(message); }

}  // namespace phoihop::delivery
