#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/struct.pb.h"
#include "services/gateway/compression.h"
#include "services/gateway/connection.h"
#include "services/gateway/http_error.h"
#include "services/gateway/static_files.embed.h"
#include "services/gateway/web_client.h"
#include "services/handlers/loopback.h"
#include "workflow/errors.h"

namespace phoihop::gateway {

namespace http = boost::beast::http;

namespace {

constexpr char kJson[] = "application/json; charset=utf-8";

// Pages load nothing from elsewhere and run nothing that is not a file of ours.
constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string ContentTypeOf(absl::string_view name) {
  if (absl::EndsWith(name, ".html")) return "text/html; charset=utf-8";
  if (absl::EndsWith(name, ".css")) return "text/css; charset=utf-8";
  if (absl::EndsWith(name, ".js")) return "text/javascript; charset=utf-8";
  return "application/octet-stream";
}

std::string StatusDocument(const Site& site) {
  const absl::Status readiness = site.options.readiness();
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  fields["ready"].set_bool_value(readiness.ok());
  fields["reason"].set_string_value(std::string(readiness.message()));
  fields["localMode"].set_bool_value(site.options.local_mode);
  auto* provinces = fields["provinces"].mutable_list_value();
  for (const std::string& province : site.options.provinces()) provinces->add_values()->set_string_value(province);
  auto* held = fields["held"].mutable_list_value();
  for (const std::string& name : site.options.held()) held->add_values()->set_string_value(name);
  auto* set_aside = fields["setAside"].mutable_list_value();
  for (const std::string& line : site.options.set_aside()) set_aside->add_values()->set_string_value(line);
  return ToJson(document);
}

// {"localMode": false, "issuer": "https://…", "clientId": "phoihop-web", "scopes": ["openid"]}; without a provider only
// the first.
std::string SignInDocument(const Site& site) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  fields["localMode"].set_bool_value(site.options.local_mode);
  const SignIn& sign_in = site.options.sign_in;
  if (sign_in.issuer.empty()) return ToJson(document);
  fields["issuer"].set_string_value(sign_in.issuer);
  fields["clientId"].set_string_value(sign_in.client_id);
  auto* scopes = fields["scopes"].mutable_list_value();
  for (const std::string& scope : sign_in.scopes) scopes->add_values()->set_string_value(scope);
  return ToJson(document);
}

// `https://login.example.vn` of `https://login.example.vn/realms/tinh`.
std::string OriginOf(const std::string& url) {
  const size_t host = url.find("://");
  return host == std::string::npos ? "" : url.substr(0, url.find('/', host + 3));
}

// Pages may also speak to the provider, to fetch tokens.
std::string ContentSecurityPolicyFor(const Site& site) {
  const std::string origin = OriginOf(site.options.sign_in.issuer);
  if (origin.empty()) return kContentSecurityPolicy;
  return absl::StrReplaceAll(kContentSecurityPolicy,
                             {{"connect-src 'self'", absl::StrCat("connect-src 'self' ", origin)}});
}

// What pages may use of the device and of other windows: nothing.
void Fence(const Site& site, HttpResponse& page) {
  page.set("Content-Security-Policy", ContentSecurityPolicyFor(site));
  page.set("Cross-Origin-Opener-Policy", "same-origin");
  page.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

HttpResponse MakeWebAnswer(const Site& site, const HttpRequest& request, const WebFile& file) {
  const auto asked = request[http::field::if_none_match];
  const bool unchanged = Matches(absl::string_view(asked.data(), asked.size()), file);
  const bool compressed = !file.gzip.empty() && AcceptsGzip(request);
  std::string body(unchanged ? absl::string_view() : compressed ? file.gzip : file.contents);
  HttpResponse response = MakeAnswer(request, unchanged ? 304 : 200, file.content_type, std::move(body));
  if (compressed && !unchanged) response.set(http::field::content_encoding, "gzip");
  response.set(http::field::vary, "Accept-Encoding");
  response.set(http::field::etag, file.etag);
  response.set(http::field::cache_control, file.cache_control);
  Fence(site, response);
  return response;
}

// The status page and its files; with no web client it is what stands at `/`.
std::unique_ptr<HttpResponse> MakeStatusAnswer(const Site& site, const HttpRequest& request, absl::string_view path) {
  const std::string file = path == "/status" || path == "/" ? "static/index.html" : std::string(path.substr(1));
  for (const auto& embedded : static_files::Files()) {
    if (embedded.name != file) continue;
    auto response =
        std::make_unique<HttpResponse>(MakeAnswer(request, 200, ContentTypeOf(file), std::string(embedded.contents)));
    response->set(http::field::cache_control, "no-cache");
    Fence(site, *response);
    return response;
  }
  return nullptr;
}

HttpResponse MakeReadiness(const Site& site, const HttpRequest& request) {
  const absl::Status readiness = site.options.readiness();
  std::string body = readiness.ok() ? "ready\n" : absl::StrCat(readiness.message(), "\n");
  for (const std::string& name : site.options.held()) absl::StrAppend(&body, "held: ", name, "\n");
  for (const std::string& line : site.options.set_aside()) absl::StrAppend(&body, "set aside: ", line, "\n");
  return MakeAnswer(request, readiness.ok() ? 200 : 503, "text/plain; charset=utf-8", std::move(body));
}

}  // namespace

HttpResponse MakeAnswer(const HttpRequest& request, int code, std::string content_type, std::string body) {
  HttpResponse response(static_cast<http::status>(code), request.version());
  response.keep_alive(request.keep_alive());
  response.set(http::field::content_type, content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", kContentSecurityPolicy);
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

HttpResponse MakeError(const HttpRequest& request, const google::rpc::Status& status) {
  HttpResponse response = MakeAnswer(request, HttpCodeOf(status.code()), kJson, ToJson(status));
  if (const int seconds = RetryAfterSeconds(status); seconds > 0) {
    response.set(http::field::retry_after, std::to_string(seconds));
  }
  // As RFC 9110 asks of every 401.
  if (response.result() == http::status::unauthorized) response.set(http::field::www_authenticate, "Bearer");
  return response;
}

HttpResponse MakeError(const HttpRequest& request, const absl::Status& status, int code) {
  return MakeAnswer(request, code, kJson, ToJson(ToRpcStatus(status)));
}

std::unique_ptr<HttpResponse> MakePage(const Site& site, const HttpRequest& request, absl::string_view path) {
  std::unique_ptr<HttpResponse> response;
  if (path == "/healthz") {
    response = std::make_unique<HttpResponse>(MakeAnswer(request, 200, "text/plain; charset=utf-8", "ok\n"));
  } else if (path == "/readyz") {
    response = std::make_unique<HttpResponse>(MakeReadiness(site, request));
  } else if (path == "/status.json") {
    response = std::make_unique<HttpResponse>(MakeAnswer(request, 200, kJson, StatusDocument(site)));
  } else if (path == "/v1/identity/config") {
    response = std::make_unique<HttpResponse>(MakeAnswer(request, 200, kJson, SignInDocument(site)));
  } else if (const WebFile* file = FindWebFile(path); file != nullptr) {
    response = std::make_unique<HttpResponse>(MakeWebAnswer(site, request, *file));
  } else {
    response = MakeStatusAnswer(site, request, path);
  }
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  if (response == nullptr || reads) return response;
  *response = MakeError(
      request, Error(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat("only GET and HEAD are allowed for ", path)), 405);
  response->set(http::field::allow, "GET, HEAD");
  return response;
}

bool IsLocalHost(absl::string_view host) {
  // A Host may come without a port.
  return handlers::IsLoopbackAddress(host) || handlers::IsLoopbackAddress(absl::StrCat(host, ":80"));
}

}  // namespace phoihop::gateway
