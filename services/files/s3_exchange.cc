#include "services/files/s3_exchange.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <pugixml.hpp>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/curl/curl_handles.h"
#include "services/engine/clock.h"
#include "services/files/s3_limits.h"

namespace phoihop::files {
namespace {

using curl::List;

constexpr char kLoopbackHosts[] = "localhost,127.0.0.1,::1";
constexpr char kRequestIdHeader[] = "x-amz-request-id";
// SHA-256 of nothing: the content of every request but a PUT.
constexpr char kHashOfNothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
// How long libcurl waits for the line at a time: stopping is noticed then.
constexpr absl::Duration kPollLimit = absl::Milliseconds(100);

// What is read of the line at a time, bytes.
constexpr long kReadBytes = 64 << 10;

// Codes of HTTP.
constexpr int kRequestTimeout = 408, kTooManyRequests = 429, kServerError = 500, kPartialContent = 206;

long Milliseconds(absl::Duration limit) { return static_cast<long>(absl::ToInt64Milliseconds(limit)); }

// What a store calls something, when it is a name; otherwise nothing.
std::string WordOf(absl::string_view text) {
  const bool is_word = !text.empty() && text.size() <= kMaxS3WordBytes &&
                       std::all_of(text.begin(), text.end(),
                                   [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_'; });
  return is_word ? std::string(text) : "";
}

// TLS that fails now fails the next time.
bool IsOfTheCertificate(int result) {
  return result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE ||
         result == CURLE_SSL_ISSUER_ERROR || result == CURLE_SSL_INVALIDCERTSTATUS;
}

}  // namespace

struct S3Exchange::Libcurl {
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi{curl_multi_init(), &curl_multi_cleanup};
  curl::Handle easy{curl_easy_init(), &curl_easy_cleanup};
  List headers{nullptr, &curl_slist_free_all};
  char error[CURL_ERROR_SIZE] = "";
};

absl::string_view NameOf(S3Method method) {
  switch (method) {
    case S3Method::kGet:
      return "GET";
    case S3Method::kHead:
      return "HEAD";
    case S3Method::kPut:
      return "PUT";
    case S3Method::kDelete:
      return "DELETE";
  }
  return "";
}

bool S3Answer::passing() const {
  if (ok() || hopeless || too_long) return false;
  if (!failure.empty() || code >= kServerError || code == kRequestTimeout || code == kTooManyRequests) return true;
  // Of 400: what was sent came too slowly, or changed on its way.
  return error == "RequestTimeout" || error == "BadDigest" || error == "XAmzContentSHA256Mismatch";
}

std::string S3Answer::ToString() const {
  std::string text = failure;
  if (code != 0) absl::StrAppend(&text, text.empty() ? "" : ", ", code);
  if (!error.empty()) absl::StrAppend(&text, " ", error);
  if (!request_id.empty()) absl::StrAppend(&text, ", request id ", request_id);
  return text;
}

std::unique_ptr<S3Exchange> S3Exchange::Make(const S3Options& options, S3Address address,
                                             std::function<bool()> stopping) {
  curl::Prepare();
  std::unique_ptr<S3Exchange> exchange(new S3Exchange(options, std::move(address), std::move(stopping)));
  if (exchange->libcurl_->multi == nullptr || exchange->libcurl_->easy == nullptr) return nullptr;
  return exchange;
}

S3Exchange::S3Exchange(const S3Options& options, S3Address address, std::function<bool()> stopping)
    : options_(options),
      address_(std::move(address)),
      stopping_(std::move(stopping)),
      libcurl_(std::make_unique<Libcurl>()) {}

S3Exchange::~S3Exchange() { GiveUp(); }

void S3Exchange::GiveUp() {
  if (!begun_) return;
  curl_multi_remove_handle(libcurl_->multi.get(), libcurl_->easy.get());
  begun_ = false;
  over_ = true;
}

void S3Exchange::Begin(const S3Request& request) {
  GiveUp();
  request_ = request;
  answer_ = S3Answer();
  content_.clear();
  error_body_.clear();
  received_ = sent_ = 0;
  paused_ = no_ranges_ = unreadable_ = false;
  libcurl_->error[0] = '\0';
  moved_ = engine::RealElapsed();
  SetUp(request);
  curl_multi_add_handle(libcurl_->multi.get(), libcurl_->easy.get());
  begun_ = true;
  over_ = false;
}

void S3Exchange::SetUp(const S3Request& request) {
  CURL* const handle = libcurl_->easy.get();
  curl_easy_reset(handle);
  curl_easy_setopt(handle, CURLOPT_URL, absl::StrCat(address_.base, request.key).c_str());
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, address_.tls ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOPROXY, kLoopbackHosts);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // Debian's libcurl would go on trusting /etc/ssl/certs
  }
  // Apart, since an access key may have a colon.
  curl_easy_setopt(handle, CURLOPT_USERNAME, options_.access_key.c_str());
  curl_easy_setopt(handle, CURLOPT_PASSWORD, options_.secret_key.c_str());
  curl_easy_setopt(handle, CURLOPT_AWS_SIGV4, absl::StrCat("aws:amz:", options_.region, ":s3").c_str());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(options_.patience.connect));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, libcurl_->error);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &S3Exchange::OnBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kReadBytes);
  SetUpMethod(request);
}

void S3Exchange::SetUpMethod(const S3Request& request) {
  CURL* const handle = libcurl_->easy.get();
  const std::string hash =
      request.content != nullptr ? absl::BytesToHexString(request.content->Sha256()) : kHashOfNothing;
  List headers(curl_slist_append(nullptr, absl::StrCat("x-amz-content-sha256: ", hash).c_str()), &curl_slist_free_all);
  switch (request.method) {
    case S3Method::kGet:
      curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
      if (request.from > 0) curl_easy_setopt(handle, CURLOPT_RANGE, absl::StrCat(request.from, "-").c_str());
      break;
    case S3Method::kHead:
      curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
      break;
    case S3Method::kDelete:
      curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "DELETE");
      break;
    case S3Method::kPut:
      headers.reset(curl_slist_append(headers.release(), "Content-Type: application/octet-stream"));
      curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.content->size()));
      curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, static_cast<long>(kS3PieceBytes));
      curl_easy_setopt(handle, CURLOPT_READFUNCTION, &S3Exchange::OnUpload);
      curl_easy_setopt(handle, CURLOPT_READDATA, this);
      curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, &S3Exchange::OnSeek);
      curl_easy_setopt(handle, CURLOPT_SEEKDATA, this);
      break;
  }
  libcurl_->headers = std::move(headers);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, libcurl_->headers.get());
}

size_t S3Exchange::OnBody(char* bytes, size_t one, size_t size, void* exchange) {
  return static_cast<S3Exchange*>(exchange)->TakeIn(absl::string_view(bytes, one * size));
}

size_t S3Exchange::TakeIn(absl::string_view bytes) {
  long code = 0;
  curl_easy_getinfo(libcurl_->easy.get(), CURLINFO_RESPONSE_CODE, &code);
  const bool fine = code >= 200 && code < 300;
  if (fine && request_.method == S3Method::kGet) {
    // A store that sends all of it when asked for the rest would be read wrongly.
    no_ranges_ = request_.from > 0 && code != kPartialContent;
    return no_ranges_ ? CURL_WRITEFUNC_ERROR : TakeContent(bytes);
  }
  moved_ = engine::RealElapsed();
  const size_t room = kMaxS3AnswerBytes - std::min(kMaxS3AnswerBytes, error_body_.size());
  error_body_.append(bytes.data(), std::min(room, bytes.size()));
  received_ += static_cast<int64_t>(bytes.size());
  // An endless error is none of S3.
  if (received_ > static_cast<int64_t>(kMaxS3AnswerBytes)) return CURL_WRITEFUNC_ERROR;
  return bytes.size();
}

size_t S3Exchange::TakeContent(absl::string_view bytes) {
  if (content_.size() >= kS3PieceBytes) {
    paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  moved_ = engine::RealElapsed();
  received_ += static_cast<int64_t>(bytes.size());
  if (request_.from + received_ > request_.size) {
    answer_.too_long = true;
    return CURL_WRITEFUNC_ERROR;
  }
  content_.append(bytes.data(), bytes.size());
  return bytes.size();
}

size_t S3Exchange::OnUpload(char* into, size_t one, size_t room, void* exchange) {
  S3Exchange& self = *static_cast<S3Exchange*>(exchange);
  self.moved_ = engine::RealElapsed();
  const absl::StatusOr<std::string> piece = self.request_.content->Read(self.sent_, one * room);
  if (!piece.ok()) {
    self.unreadable_ = true;
    return CURL_READFUNC_ABORT;
  }
  std::memcpy(into, piece->data(), piece->size());
  self.sent_ += static_cast<int64_t>(piece->size());
  return piece->size();
}

// A connection that was kept had ended: libcurl begins again on another one.
int S3Exchange::OnSeek(void* exchange, int64_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<S3Exchange*>(exchange)->sent_ = offset;
  return CURL_SEEKFUNC_OK;
}

S3Progress S3Exchange::Run(size_t bytes) {
  const absl::Duration end = engine::RealElapsed() + options_.patience.attempt;
  // Nobody was here since: the store was not given a chance to send.
  moved_ = engine::RealElapsed();
  while (!over_ && content_.size() < bytes) {
    if (std::exchange(paused_, false)) curl_easy_pause(libcurl_->easy.get(), CURLPAUSE_CONT);
    int running = 0;
    curl_multi_perform(libcurl_->multi.get(), &running);
    if (ReadResult() || content_.size() >= bytes) break;
    std::string limit = LimitReached();
    if (limit.empty() && engine::RealElapsed() > end) {
      limit = absl::StrCat("it takes longer than ", absl::FormatDuration(options_.patience.attempt));
    }
    if (!limit.empty()) {
      ReadAnswer(CURLE_OPERATION_TIMEDOUT);
      answer_.failure = std::move(limit);
      GiveUp();
      break;
    }
    curl_multi_poll(libcurl_->multi.get(), nullptr, 0, static_cast<int>(Milliseconds(kPollLimit)), nullptr);
  }
  if (!over_) return S3Progress::kGoingOn;
  return answer_.ok() ? S3Progress::kDone : S3Progress::kFailed;
}

std::string S3Exchange::LimitReached() const {
  if (stopping_()) return "the server is stopping";
  if (engine::RealElapsed() - moved_ <= options_.patience.stall) return "";
  return absl::StrCat("nothing has moved for ", absl::FormatDuration(options_.patience.stall));
}

bool S3Exchange::ReadResult() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(libcurl_->multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const int result = message->data.result;
    ReadAnswer(result);
    GiveUp();
  }
  return over_;
}

void S3Exchange::ReadAnswer(int result) {
  CURL* const handle = libcurl_->easy.get();
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  answer_.code = static_cast<int>(code);
  curl_header* id = nullptr;
  if (curl_easy_header(handle, kRequestIdHeader, 0, CURLH_HEADER, -1, &id) == CURLHE_OK) {
    answer_.request_id = WordOf(id->value);
  }
  pugi::xml_document document;
  if (document.load_buffer(error_body_.data(), error_body_.size(), pugi::parse_minimal)) {
    const pugi::xml_node error = document.child("Error");
    answer_.error = WordOf(error.child("Code").text().get());
    if (answer_.request_id.empty()) answer_.request_id = WordOf(error.child("RequestId").text().get());
  }
  if (result != CURLE_OK) {
    answer_.failure = libcurl_->error[0] != '\0' ? libcurl_->error : curl_easy_strerror(static_cast<CURLcode>(result));
    answer_.hopeless = IsOfTheCertificate(result) || no_ranges_ || unreadable_;
  }
  if (no_ranges_) answer_.failure = "the store does not know ranges";
  if (unreadable_) answer_.failure = "the upload cannot be read any more";
  if (answer_.ok() && request_.method == S3Method::kHead) {
    curl_off_t size = -1;
    curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    answer_.size = size;
  }
}

std::string S3Exchange::Take(size_t bytes) {
  std::string piece = content_.substr(0, bytes);
  content_.erase(0, piece.size());
  return piece;
}

}  // namespace phoihop::files
