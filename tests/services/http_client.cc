#include "tests/services/http_client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"

namespace phoihop::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int kReadLimitSeconds = 30;

tcp::socket Connect(asio::io_context& context, int port) {
  tcp::socket socket(context);
  error_code error;
  socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<uint16_t>(port)), error);
  EXPECT_FALSE(error) << "cannot connect: " << error.message();
  const timeval limit{kReadLimitSeconds, 0};
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  return socket;
}

}  // namespace

google::protobuf::Struct HttpAnswer::json() const {
  google::protobuf::Struct document;
  if (!google::protobuf::util::JsonStringToMessage(body, &document).ok()) document.Clear();
  return document;
}

google::rpc::Status HttpAnswer::error() const {
  // The types of the details have to be known to the program.
  google::rpc::ErrorInfo::descriptor();
  google::rpc::Status status;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(body, &status).ok()) << body;
  return status;
}

std::string HttpAnswer::reason() const {
  const google::rpc::Status status = error();
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

HttpAnswer SendHttp(int port, const std::string& verb, const std::string& target, const HttpHeaders& headers,
                    const std::string& body) {
  asio::io_context context;
  tcp::socket socket = Connect(context, port);
  http::request<http::string_body> request;
  request.method_string(verb);
  request.target(target);
  request.version(11);
  request.set(http::field::host, absl::StrCat("127.0.0.1:", port));
  for (const auto& [name, value] : headers) {
    if (absl::AsciiStrToLower(name) == "host") {
      request.set(http::field::host, value);
    } else {
      request.insert(name, value);
    }
  }
  request.body() = body;
  request.prepare_payload();
  error_code error;
  http::write(socket, request, error);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  http::read(socket, buffer, parser, error);
  HttpAnswer answer;
  if (error) return answer;
  http::response<http::string_body> response = parser.release();
  answer.code = static_cast<int>(response.result_int());
  for (const auto& field : response) {
    answer.headers.emplace(absl::AsciiStrToLower(std::string(field.name_string())), std::string(field.value()));
  }
  answer.body = std::move(response.body());
  return answer;
}

std::string SendRaw(int port, const std::string& bytes) {
  asio::io_context context;
  tcp::socket socket = Connect(context, port);
  error_code error;
  asio::write(socket, asio::buffer(bytes), error);
  std::string answer;
  asio::read(socket, asio::dynamic_buffer(answer), asio::transfer_all(), error);
  return answer;
}

struct EventSource::Socket {
  explicit Socket(int port) : socket(Connect(context, port)) {}
  asio::io_context context;
  tcp::socket socket;
  std::string buffer;
  int code = 0;

  // Up to and without the empty line; nothing at the end.
  std::optional<std::string> ReadBlock(const std::string& end) {
    error_code error;
    const size_t size = asio::read_until(socket, asio::dynamic_buffer(buffer), end, error);
    if (error) return std::nullopt;
    std::string block = buffer.substr(0, size - end.size());
    buffer.erase(0, size);
    return block;
  }
};

EventSource::EventSource(int port, const std::string& target, const HttpHeaders& headers)
    : socket_(std::make_unique<Socket>(port)) {
  std::string request = absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: 127.0.0.1:", port, "\r\n");
  for (const auto& [name, value] : headers) absl::StrAppend(&request, name, ": ", value, "\r\n");
  absl::StrAppend(&request, "\r\n");
  error_code error;
  asio::write(socket_->socket, asio::buffer(request), error);
  const std::optional<std::string> head = socket_->ReadBlock("\r\n\r\n");
  if (head.has_value() && !absl::SimpleAtoi(head->substr(9, 3), &socket_->code)) socket_->code = 0;
}

EventSource::~EventSource() = default;

int EventSource::code() const { return socket_->code; }

std::optional<ServerSentEvent> EventSource::Next() {
  const std::optional<std::string> block = socket_->ReadBlock("\n\n");
  if (!block.has_value()) return std::nullopt;
  ServerSentEvent event;
  for (absl::string_view line : absl::StrSplit(*block, '\n')) {
    if (absl::ConsumePrefix(&line, "id: ")) event.id = std::string(line);
    if (absl::ConsumePrefix(&line, "event: ")) event.event = std::string(line);
    if (absl::ConsumePrefix(&line, "data: ")) event.data = std::string(line);
  }
  return event;
}

}  // namespace phoihop::testing
