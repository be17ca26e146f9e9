#include "tests/files/scripted_store.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace phoihop::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr absl::Duration kLimit = absl::Seconds(30);
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr size_t kReadBytes = 64 << 10;

ScriptedStore::Answer Missing() {
  return {.code = 404, .body = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>"};
}

// All of the body, or the first bytes of it.
void ReadBody(tcp::socket& socket, beast::flat_buffer& buffer, http::request_parser<http::buffer_body>& parser,
              size_t most, std::string& body) {
  std::array<char, kReadBytes> bytes;
  error_code error;
  while (!parser.is_done() && body.size() < most) {
    parser.get().body().data = bytes.data();
    parser.get().body().size = std::min(bytes.size(), most - body.size());
    const size_t room = parser.get().body().size;
    http::read(socket, buffer, parser, error);
    body.append(bytes.data(), room - parser.get().body().size);
    if (error && error != http::error::need_buffer) return;
  }
}

}  // namespace

files::S3Options ScriptedStore::options() const {
  return {.endpoint = server_.url(),
          .bucket = "tep",
          .prefix = "phoihop/",
          .access_key = "key",
          .secret_key = kSecret,
          .patience = {.connect = absl::Seconds(2),
                       .stall = absl::Milliseconds(500),
                       .attempt = absl::Seconds(5),
                       .retry = absl::Seconds(2),
                       .pause = absl::Milliseconds(10)}};
}

void ScriptedStore::Answers(std::vector<Answer> answers) {
  absl::MutexLock lock(&mutex_);
  for (Answer& answer : answers) answers_.push_back(std::move(answer));
}

std::vector<ScriptedStore::Request> ScriptedStore::requests() const {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

bool ScriptedStore::WaitForRequests(size_t count) const {
  absl::MutexLock lock(&mutex_);
  const auto enough = [this, count]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return requests_.size() >= count; };
  return mutex_.AwaitWithTimeout(absl::Condition(&enough), kLimit);
}

std::map<std::string, std::string> ScriptedStore::objects() const {
  absl::MutexLock lock(&mutex_);
  return objects_;
}

void ScriptedStore::SetObject(const std::string& path, const std::string& content) {
  absl::MutexLock lock(&mutex_);
  objects_[path] = content;
}

ScriptedStore::Answer ScriptedStore::NextAnswer() {
  absl::MutexLock lock(&mutex_);
  if (answers_.empty()) return {};
  Answer answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

ScriptedStore::Answer ScriptedStore::AsAStore(const Request& request) {
  absl::MutexLock lock(&mutex_);
  if (request.method == "PUT") {
    objects_[request.path] = request.body;
    return {.code = 200};
  }
  const auto found = objects_.find(request.path);
  if (request.method == "DELETE") {
    if (found != objects_.end()) objects_.erase(found);
    return {.code = 204};
  }
  if (found == objects_.end()) return Missing();
  size_t from = 0;
  const auto range = request.headers.find("range");
  if (range == request.headers.end()) return {.code = 200, .body = found->second};
  absl::string_view text = range->second;
  if (!absl::ConsumePrefix(&text, "bytes=") || !absl::ConsumeSuffix(&text, "-") || !absl::SimpleAtoi(text, &from) ||
      from >= found->second.size()) {
    return {.code = 416};
  }
  return {.code = 206, .body = found->second.substr(from)};
}

void ScriptedStore::Serve(Socket& socket) {
  beast::flat_buffer buffer;
  http::request_parser<http::buffer_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  error_code error;
  http::read_header(socket, buffer, parser, error);
  if (error) return;
  Request request{.method = std::string(parser.get().method_string()), .path = std::string(parser.get().target())};
  for (const auto& field : parser.get()) {
    request.headers[absl::AsciiStrToLower(std::string(field.name_string()))] = std::string(field.value());
  }
  Answer answer = NextAnswer();
  if (request.headers.count("expect") != 0 && (answer.code == 0 || answer.cut_request.has_value())) {
    asio::write(socket, asio::buffer(kContinue, sizeof(kContinue) - 1), error);
  }
  // A refusal is said without waiting for what is refused.
  if (answer.code == 0) {
    ReadBody(socket, buffer, parser, answer.cut_request.value_or(std::numeric_limits<size_t>::max()), request.body);
  }
  {
    absl::MutexLock lock(&mutex_);
    requests_.push_back(request);
  }
  if (answer.cut_request.has_value()) return;
  if (answer.silent) {
    // Returns when the client closes.
    std::array<char, kReadBytes> bytes;
    while (!error) socket.read_some(asio::buffer(bytes), error);
    return;
  }
  if (answer.code == 0) {
    Answer own = AsAStore(request);
    own.cut_answer = answer.cut_answer;
    answer = std::move(own);
  }
  Write(socket, request, answer);
}

void ScriptedStore::Write(Socket& socket, const Request& request, const Answer& answer) {
  std::string head = absl::StrCat("HTTP/1.1 ", answer.code,
                                  " Scripted\r\nConnection: close\r\nContent-Length: ", answer.body.size(), "\r\n");
  for (const auto& [name, value] : answer.headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  absl::StrAppend(&head, "\r\n");
  error_code error;
  asio::write(socket, asio::buffer(head), error);
  const size_t size = request.method == "HEAD" ? 0 : answer.cut_answer.value_or(answer.body.size());
  asio::write(socket, asio::buffer(answer.body.data(), std::min(size, answer.body.size())), error);
  // Says that nothing follows, and waits until the client has seen it: an unread request would cut the answer off.
  socket.shutdown(tcp::socket::shutdown_send, error);
  std::array<char, kReadBytes> bytes;
  while (!error) socket.read_some(asio::buffer(bytes), error);
}

}  // namespace phoihop::testing
