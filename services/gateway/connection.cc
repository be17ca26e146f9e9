#include "services/gateway/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/gateway/compression.h"
#include "services/gateway/http_error.h"
#include "services/gateway/limits.h"
#include "services/gateway/request_message.h"
#include "workflow/errors.h"

namespace phoihop::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using beast::error_code;

namespace {

constexpr char kActAsHeader[] = "X-Phoihop-Act-As";
constexpr char kOnBehalfOfHeader[] = "X-Phoihop-On-Behalf-Of";
constexpr char kAuthorizationHeader[] = "Authorization";

// What streams has no headers before it has begun.
HttpResponse OnlyGet(const HttpRequest& request, absl::string_view path) {
  HttpResponse answer = MakeError(
      request, Error(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(Excerpt(path), " streams: only GET is allowed")),
      405);
  answer.set(http::field::allow, "GET");
  return answer;
}

std::chrono::nanoseconds Limit(absl::Duration duration) { return absl::ToChronoNanoseconds(duration); }

absl::string_view View(beast::string_view text) { return absl::string_view(text.data(), text.size()); }

bool IsJson(const HttpRequest& request) {
  absl::string_view type = View(request[http::field::content_type]);
  type = absl::StripAsciiWhitespace(type.substr(0, type.find(';')));
  return type.empty() ? request.body().empty() : absl::EqualsIgnoreCase(type, "application/json");
}

// All values of the header; INVALID_FIELD (`how` it has to be) when one cannot be metadata of gRPC.
absl::StatusOr<std::vector<std::string>> ValuesOf(const HttpRequest& request, const char* header, const char* how) {
  std::vector<std::string> values;
  const auto [begin, end] = request.equal_range(header);
  for (auto it = begin; it != end; ++it) {
    const absl::string_view value = View(it->value());
    for (const char c : value) {
      if (!absl::ascii_isprint(static_cast<unsigned char>(c))) {
        return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{header, how}});
      }
    }
    values.emplace_back(value);
  }
  return values;
}

}  // namespace

absl::StatusOr<Call> NewCall(const HttpRequest& request, const google::protobuf::MethodDescriptor* method) {
  absl::StatusOr<std::vector<std::string>> act_as =
      ValuesOf(request, kActAsHeader, "has to be `unit/person` or `unit`, ids as in resource names");
  if (!act_as.ok()) return act_as.status();
  absl::StatusOr<std::vector<std::string>> authorization =
      ValuesOf(request, kAuthorizationHeader, "has to be `Bearer ` and a token");
  if (!authorization.ok()) return authorization.status();
  absl::StatusOr<std::vector<std::string>> on_behalf_of =
      ValuesOf(request, kOnBehalfOfHeader, "has to be the id of a person, as in resource names");
  if (!on_behalf_of.ok()) return on_behalf_of.status();
  return Call{method, nullptr, *std::move(act_as), *std::move(authorization), *std::move(on_behalf_of)};
}

int Site::connections() const {
  absl::MutexLock lock(&mutex_);
  return connections_;
}

void Site::Add(int& count, int by) {
  absl::MutexLock lock(&mutex_);
  count += by;
}

void Site::WaitForConnections(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(
                              +[](int* count) { return *count == 0; }, &connections_),
                          limit);
}

void Site::WaitForCalls() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](int* count) { return *count == 0; }, &calls_));
}

awaitable<void> Signal::Wait() {
  while (!notified_) {
    timer_.expires_at(asio::steady_timer::time_point::max());
    error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  notified_ = false;
}

void Signal::Notify() {
  notified_ = true;
  timer_.cancel();
}

Connection::Connection(Site& site, beast::tcp_stream stream)
    : site_(site), stream_(std::move(stream)), buffer_(kMaxHeaderBytes + kMaxBodyBytes) {
  site_.AddConnection(1);
}

Connection::~Connection() { site_.AddConnection(-1); }

void Connection::Start() {
  asio::co_spawn(
      stream_.get_executor(), [self = shared_from_this()]() -> awaitable<void> { co_await self->Run(); },
      asio::detached);
}

void Connection::CloseIfIdle() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->stream_.close();
  });
}

awaitable<void> Connection::Run() {
  stream_.expires_after(Limit(kReadLimit));
  while (!site_.draining.load()) {
    const bool again = co_await ServeOne();
    if (!again) break;
    stream_.expires_after(Limit(kIdleLimit));
  }
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

awaitable<bool> Connection::ServeOne() {
  // How long a body may be depends on what the header asks for.
  http::request_parser<http::empty_body> header;
  header.header_limit(kMaxHeaderBytes);
  header.body_limit(std::numeric_limits<uint64_t>::max());
  error_code error;
  head_ = false;
  idle_ = true;
  co_await http::async_read_header(stream_, buffer_, header, asio::redirect_error(asio::use_awaitable, error));
  idle_ = false;
  if (!error) {
    stream_.expires_after(Limit(kReadLimit));
    if (absl::EqualsIgnoreCase(View(header.get()[http::field::expect]), "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, header.get().version());
      co_await http::async_write(stream_, go_on, asio::redirect_error(asio::use_awaitable, error));
    }
  }
  if (!error) {
    const std::string target(header.get().target());
    std::optional<std::string> task =
        UploadTask(View(header.get().method_string()), target.substr(0, target.find('?')));
    if (task.has_value() && IsWelcome(View(header.get()[http::field::host]))) {
      co_return co_await ServeUpload(header, *std::move(task));
    }
    if (header.content_length().has_value() && *header.content_length() > kMaxBodyBytes) {
      error = http::error::body_limit;
    }
  }
  if (!error) {
    http::request_parser<http::string_body> parser(std::move(header));
    parser.body_limit(kMaxBodyBytes);
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      const HttpRequest request = parser.release();
      co_return co_await Serve(request);
    }
  }
  // The connection is over; what can still be said is said.
  HttpRequest broken;
  broken.version(11);
  broken.keep_alive(false);
  std::optional<HttpResponse> answer;
  if (error == http::error::body_limit) {
    answer = MakeError(
        broken, Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the body has more than ", kMaxBodyBytes, " bytes")),
        413);
  } else if (error == http::error::header_limit) {
    answer = MakeError(
        broken,
        Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the headers have more than ", kMaxHeaderBytes, " bytes")), 431);
  } else if (error.category() == make_error_code(http::error::bad_method).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    answer = MakeError(broken, Error(v1::ERROR_REASON_INVALID_FIELD, "this is not a request of HTTP/1.1"), 400);
  }
  if (answer.has_value()) co_await Write(*std::move(answer));
  co_return false;
}

awaitable<bool> Connection::Serve(const HttpRequest& request) {
  head_ = request.method() == http::verb::head;
  const std::string target(request.target());
  const size_t question = target.find('?');
  std::string path = target.substr(0, question);
  std::string query = question == std::string::npos ? "" : target.substr(question + 1);
  if (!IsWelcome(View(request[http::field::host]))) {
    HttpResponse answer = MakeError(
        request, Error(v1::ERROR_REASON_PERMISSION_DENIED, "in local mode the Host has to be localhost or 127.0.0.1"),
        403);
    co_return co_await Write(std::move(answer));
  }
  std::unique_ptr<HttpResponse> page = MakePage(site_, request, path);
  if (page != nullptr) co_return co_await Write(std::move(*page));
  std::optional<std::string> file = DownloadName(head_ ? "GET" : View(request.method_string()), path);
  if (file.has_value() && head_) co_return co_await Write(OnlyGet(request, path));
  if (file.has_value()) co_return co_await ServeDownload(request, *std::move(file));
  co_return co_await ServeApi(request, std::move(path), std::move(query));
}

bool Connection::IsWelcome(absl::string_view host) const { return !site_.options.local_mode || IsLocalHost(host); }

awaitable<bool> Connection::ServeApi(const HttpRequest& request, std::string path, std::string query) {
  const auto found = site_.router.Find(head_ ? "GET" : View(request.method_string()), path);
  std::optional<HttpResponse> refusal;
  Call call;
  if (std::holds_alternative<NoSuchPath>(found)) {
    refusal =
        MakeError(request, Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is nothing at ", Excerpt(path))), 404);
  } else if (const auto* others = std::get_if<OtherMethods>(&found)) {
    refusal = MakeError(
        request, Error(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(Excerpt(path), " is only for ", others->allow)),
        405);
    refusal->set(http::field::allow, others->allow);
  } else if (head_ && std::get<Matched>(found).route->method->server_streaming()) {
    refusal = OnlyGet(request, path);
  } else if (!IsJson(request)) {
    refusal = MakeError(
        request, Error(v1::ERROR_REASON_INVALID_FIELD, "the body has to be JSON (Content-Type: application/json)"),
        415);
  } else {
    const Matched& matched = std::get<Matched>(found);
    absl::StatusOr<std::unique_ptr<google::protobuf::Message>> message = MakeRequest(matched, query, request.body());
    absl::StatusOr<Call> made = NewCall(request, matched.route->method);
    const absl::Status status = message.ok() ? made.status() : message.status();
    if (status.ok()) {
      call = *std::move(made);
      call.request = *std::move(message);
    } else {
      refusal = MakeError(request, ToRpcStatus(status));
    }
  }
  if (refusal.has_value()) co_return co_await Write(*std::move(refusal));
  if (call.method->server_streaming()) co_return co_await ServeStream(request, std::move(call));
  co_return co_await ServeUnary(request, std::move(call));
}

awaitable<bool> Connection::ServeUnary(const HttpRequest& request, Call call) {
  struct State {
    explicit State(const asio::any_io_executor& executor) : signal(executor) {}
    Signal signal;
    google::rpc::Status status;
    std::unique_ptr<google::protobuf::Message> answer;
  };
  const asio::any_io_executor executor = stream_.get_executor();
  const auto state = std::make_shared<State>(executor);
  site_.AddCall(1);
  CallUnary(
      site_.options.channel, std::move(call),
      [state, executor, &site = site_](google::rpc::Status status, std::unique_ptr<google::protobuf::Message> answer) {
        asio::post(executor, [state, status = std::move(status), answer = std::move(answer)]() mutable {
          state->status = std::move(status);
          state->answer = std::move(answer);
          state->signal.Notify();
        });
        site.AddCall(-1);
      });
  stream_.expires_never();
  co_await state->signal.Wait();
  HttpResponse answer = state->answer == nullptr
                            ? MakeError(request, state->status)
                            : MakeAnswer(request, 200, "application/json; charset=utf-8", ToJson(*state->answer));
  Compress(request, answer);
  co_return co_await Write(std::move(answer));
}

awaitable<bool> Connection::Write(HttpResponse response) {
  if (site_.draining.load()) response.keep_alive(false);
  stream_.expires_after(Limit(kWriteLimit));
  error_code error;
  if (head_) {
    http::response<http::empty_body> headers(std::move(response.base()));
    co_await http::async_write(stream_, headers, asio::redirect_error(asio::use_awaitable, error));
    co_return !error && headers.keep_alive();
  }
  co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, error));
  co_return !error && response.keep_alive();
}

awaitable<bool> Connection::WritePiece(const std::string& piece) {
  stream_.expires_after(Limit(kWriteLimit));
  error_code error;
  co_await asio::async_write(stream_, asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
  stream_.expires_never();
  co_return !error;
}

}  // namespace phoihop::gateway
