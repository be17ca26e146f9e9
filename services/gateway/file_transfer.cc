// Files as they are: the body of a request is the content of an upload, and the content of a file the body of an
// answer. Whatever their size, a piece of each is in memory.
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/file_service.pb.h"
#include "services/files/filename.h"
#include "services/files/limits.h"
#include "services/gateway/connection.h"
#include "services/gateway/http_error.h"
#include "services/gateway/limits.h"
#include "services/gateway/path_template.h"
#include "services/gateway/request_message.h"
#include "services/gateway/stream_reader.h"
#include "services/gateway/upload_writer.h"
#include "workflow/errors.h"

namespace phoihop::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using beast::error_code;
using google::protobuf::Message;

namespace {

constexpr char kUploadMethod[] = "phoihop.v1.FileService.UploadFile";
constexpr char kDownloadMethod[] = "phoihop.v1.FileService.DownloadFile";
// Content that is taken from the line at a time, bytes.
constexpr size_t kPieceBytes = 256 << 10;

// Codes of HTTP.
constexpr int kOk = 200, kPayloadTooLarge = 413;

constexpr char kHexDigits[] = "0123456789abcdefABCDEF";

const google::protobuf::MethodDescriptor* MethodNamed(const char* name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

absl::string_view QueryOf(const HttpRequest& request) {
  const absl::string_view target(request.target().data(), request.target().size());
  const size_t question = target.find('?');
  return question == absl::string_view::npos ? absl::string_view() : target.substr(question + 1);
}

// `?filename=…&sha256=…` (64 hexadecimal digits) `&requestId=…`; nothing else.
absl::Status ReadUploadQuery(absl::string_view query, v1::UploadFileRequest::Start& start) {
  for (const absl::string_view parameter : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(parameter, absl::MaxSplits('=', 1));
    const std::optional<std::string> value = PercentDecode(parts.second);
    if (!value.has_value()) {
      return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                            {{std::string(parts.first), "is not percent-encoded UTF-8"}});
    }
    if (parts.first == "filename") {
      start.mutable_file()->set_filename(*value);
    } else if (parts.first == "sha256" && value->size() == 64 && value->find_first_not_of(kHexDigits) == value->npos) {
      start.mutable_file()->set_sha256(absl::HexStringToBytes(*value));
    } else if (parts.first == "requestId" || parts.first == "request_id") {
      start.set_request_id(*value);
    } else {
      return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                            {{Excerpt(parts.first),
                              "is no parameter of an upload, or not right; there are filename, sha256 "
                              "(64 hexadecimal digits) and requestId"}});
    }
  }
  return absl::OkStatus();
}

// The call, with its first message.
absl::StatusOr<Call> NewUpload(const HttpRequest& request, std::string task) {
  absl::StatusOr<Call> call = NewCall(request, MethodNamed(kUploadMethod));
  if (!call.ok()) return call;
  auto message = std::make_unique<v1::UploadFileRequest>();
  message->mutable_start()->set_parent(std::move(task));
  const absl::Status query = ReadUploadQuery(QueryOf(request), *message->mutable_start());
  if (!query.ok()) return query;
  call->request = std::move(message);
  return call;
}

absl::Status TooLarge() {
  return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the file has more than ", files::kMaxFileBytes, " bytes"));
}

std::string HeadOf(const v1::File& file) {
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Type: ", file.media_type(), "\r\nContent-Length: ", file.size_bytes(),
                      "\r\nContent-Disposition: ", files::ContentDisposition(file.filename()),
                      "\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: sandbox; default-src 'none'\r\n"
                      "Cache-Control: private, no-store\r\nReferrer-Policy: no-referrer\r\n\r\n");
}

}  // namespace

// provinces/{province}/tasks/{task}/files, without the version in front.
std::optional<std::string> UploadTask(absl::string_view verb, absl::string_view path) {
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (verb != "POST" || parts.size() != 7 || parts[1] != "v1" || parts[2] != "provinces" || parts[4] != "tasks" ||
      parts[6] != "files") {
    return std::nullopt;
  }
  return absl::StrCat("provinces/", parts[3], "/tasks/", parts[5]);
}

std::optional<std::string> DownloadName(absl::string_view verb, absl::string_view path) {
  constexpr absl::string_view kAction = ":download";
  if (verb != "GET" || !absl::EndsWith(path, kAction)) return std::nullopt;
  const absl::string_view name = path.substr(0, path.size() - kAction.size());
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 8 || parts[1] != "v1" || parts[2] != "provinces" || parts[4] != "tasks" || parts[6] != "files") {
    return std::nullopt;
  }
  return std::string(name.substr(std::string_view("/v1/").size()));
}

awaitable<bool> Connection::ServeUpload(http::request_parser<http::empty_body>& header, std::string task) {
  HttpRequest request(header.get().base());
  request.keep_alive(header.get().keep_alive());
  if (header.content_length().has_value() && *header.content_length() > files::kMaxFileBytes) {
    HttpResponse answer = MakeError(request, TooLarge(), kPayloadTooLarge);
    co_return co_await Refuse(std::move(answer));
  }
  absl::StatusOr<Call> call = NewUpload(request, std::move(task));
  if (!call.ok()) {
    HttpResponse answer = MakeError(request, ToRpcStatus(call.status()));
    co_return co_await Refuse(std::move(answer));
  }
  UploadWriter writer(site_, stream_.get_executor(), *std::move(call));
  http::request_parser<http::buffer_body> parser(std::move(header));
  parser.body_limit(static_cast<uint64_t>(files::kMaxFileBytes) + 1);
  const Sent sent = co_await SendBody(parser, writer);
  if (sent == Sent::kCut) co_return false;
  if (sent == Sent::kTooLarge) {
    HttpResponse answer = MakeError(request, TooLarge(), kPayloadTooLarge);
    co_return co_await Refuse(std::move(answer));
  }
  if (sent == Sent::kRefused) {
    HttpResponse answer = MakeError(request, writer.status());
    co_return co_await Refuse(std::move(answer));
  }
  stream_.expires_never();
  const std::unique_ptr<Message> stored = co_await writer.Finish();
  HttpResponse answer = stored == nullptr
                            ? MakeError(request, writer.status())
                            : MakeAnswer(request, kOk, "application/json; charset=utf-8", ToJson(*stored));
  co_return co_await Write(std::move(answer));
}

awaitable<bool> Connection::Refuse(HttpResponse answer) {
  answer.keep_alive(false);
  co_return co_await Write(std::move(answer));
}

awaitable<Connection::Sent> Connection::SendBody(http::request_parser<http::buffer_body>& parser,
                                                 UploadWriter& writer) {
  std::vector<char> buffer(kPieceBytes);
  do {
    stream_.expires_never();
    const bool ready = co_await writer.Ready();
    if (!ready) co_return Sent::kRefused;
    parser.get().body().data = buffer.data();
    parser.get().body().size = buffer.size();
    stream_.expires_after(absl::ToChronoNanoseconds(kReadLimit));
    error_code error;
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error == http::error::body_limit) co_return Sent::kTooLarge;
    if (error && error != http::error::need_buffer) co_return Sent::kCut;
    const size_t got = buffer.size() - parser.get().body().size;
    if (got == 0) continue;
    v1::UploadFileRequest piece;
    piece.set_content(buffer.data(), got);
    writer.Send(piece);
  } while (!parser.is_done());
  // The last piece has to have left before the end is said.
  stream_.expires_never();
  co_await writer.Ready();
  co_return Sent::kAll;
}

awaitable<bool> Connection::ServeDownload(const HttpRequest& request, std::string name) {
  absl::StatusOr<Call> call = NewCall(request, MethodNamed(kDownloadMethod));
  if (!call.ok()) {
    HttpResponse answer = MakeError(request, ToRpcStatus(call.status()));
    co_return co_await Write(std::move(answer));
  }
  auto message = std::make_unique<v1::DownloadFileRequest>();
  message->set_name(std::move(name));
  call->request = std::move(message);
  StreamReader reader(site_, stream_.get_executor(), *std::move(call));
  stream_.expires_never();
  bool started = false;
  std::unique_ptr<Message> piece = co_await reader.Next();
  while (piece != nullptr) {
    const auto& response = static_cast<const v1::DownloadFileResponse&>(*piece);
    const std::string bytes = response.has_file() ? HeadOf(response.file()) : response.content();
    const bool written = co_await WritePiece(bytes);
    if (!written) co_return false;
    started = true;
    piece = co_await reader.Next();
  }
  if (!started) {
    HttpResponse answer = MakeError(request, reader.status());
    co_return co_await Write(std::move(answer));
  }
  // An answer that is shorter than it said cannot be mistaken for the whole.
  co_return reader.status().code() == 0 && request.keep_alive();
}

}  // namespace phoihop::gateway
