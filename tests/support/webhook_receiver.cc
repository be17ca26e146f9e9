#include "tests/support/webhook_receiver.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "absl/strings/ascii.h"

namespace phoihop::testing {

namespace http = boost::beast::http;
using boost::system::error_code;

void WebhookReceiver::AnswerWith(int code, const std::string& body) {
  absl::MutexLock lock(&mutex_);
  code_ = code;
  body_ = body;
}

std::vector<WebhookReceiver::Request> WebhookReceiver::requests() const {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

void WebhookReceiver::Serve(LoopbackServer::Socket& socket) {
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  error_code error;
  http::read(socket, buffer, request, error);
  if (error) return;
  http::response<http::string_body> response;
  {
    absl::MutexLock lock(&mutex_);
    Request& seen = requests_.emplace_back();
    seen.verb = std::string(request.method_string());
    seen.target = std::string(request.target());
    seen.body = request.body();
    for (const auto& field : request) {
      seen.headers[absl::AsciiStrToLower(std::string(field.name_string()))] = std::string(field.value());
    }
    if (code_ == 0) return;
    response.result(static_cast<unsigned>(code_));
    response.body() = body_;
  }
  response.version(11);
  response.keep_alive(false);
  if (response.result_int() == 302) response.set(http::field::location, url());
  response.prepare_payload();
  http::write(socket, response, error);
}

}  // namespace phoihop::testing
