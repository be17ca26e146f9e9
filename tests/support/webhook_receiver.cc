#include "tests/support/webhook_receiver.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace phoihop::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

WebhookReceiver::WebhookReceiver()
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), thread_([this] { Serve(); }) {}

WebhookReceiver::~WebhookReceiver() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  // Ends the wait for a client.
  asio::io_context context;
  tcp::socket socket(context);
  error_code ignored;
  socket.connect(acceptor_.local_endpoint(), ignored);
  socket.close(ignored);
  thread_.join();
}

std::string WebhookReceiver::url() const {
  return absl::StrCat("http://127.0.0.1:", acceptor_.local_endpoint().port(), "/hook");
}

void WebhookReceiver::AnswerWith(int code, const std::string& body) {
  absl::MutexLock lock(&mutex_);
  code_ = code;
  body_ = body;
}

std::vector<WebhookReceiver::Request> WebhookReceiver::requests() const {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

void WebhookReceiver::Serve() {
  while (true) {
    tcp::socket socket(context_);
    error_code error;
    acceptor_.accept(socket, error);
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    if (!error) http::read(socket, buffer, request, error);
    http::response<http::string_body> response;
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      if (error) continue;
      Request& seen = requests_.emplace_back();
      seen.verb = std::string(request.method_string());
      seen.target = std::string(request.target());
      seen.body = request.body();
      for (const auto& field : request) {
        seen.headers[absl::AsciiStrToLower(std::string(field.name_string()))] = std::string(field.value());
      }
      if (code_ == 0) continue;
      response.result(static_cast<unsigned>(code_));
      response.body() = body_;
    }
    response.version(11);
    response.keep_alive(false);
    if (response.result_int() == 302) response.set(http::field::location, url());
    response.prepare_payload();
    http::write(socket, response, error);
  }
}

}  // namespace phoihop::testing
