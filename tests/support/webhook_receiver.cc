#include "tests/support/webhook_receiver.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace phoihop::testing {

namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

std::unique_ptr<ssl::context> ContextOf(const std::string& certificate, const std::string& key) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  context->use_certificate_chain(boost::asio::buffer(certificate));
  context->use_private_key(boost::asio::buffer(key), ssl::context::pem);
  return context;
}

}  // namespace

WebhookReceiver::WebhookReceiver(const std::string& certificate, const std::string& key)
    : tls_(ContextOf(certificate, key)) {}

std::string WebhookReceiver::url() const {
  return absl::StrCat(tls_ == nullptr ? "http" : "https", absl::StripPrefix(server_.url(), "http"), "/hook");
}

void WebhookReceiver::AnswerWith(int code, const std::string& body) {
  absl::MutexLock lock(&mutex_);
  code_ = code;
  body_ = body;
}

void WebhookReceiver::KeepWaiting(bool waiting) {
  absl::MutexLock lock(&mutex_);
  waiting_ = waiting;
}

std::vector<WebhookReceiver::Request> WebhookReceiver::requests() const {
  absl::MutexLock lock(&mutex_);
  return requests_;
}

void WebhookReceiver::Serve(LoopbackServer::Socket& socket) {
  if (tls_ == nullptr) return Answer(socket);
  ssl::stream<LoopbackServer::Socket&> stream(socket, *tls_);
  error_code error;
  stream.handshake(ssl::stream_base::server, error);
  if (!error) Answer(stream);
}

template <typename Stream>
void WebhookReceiver::Answer(Stream& stream) {
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  error_code error;
  http::read(stream, buffer, request, error);
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
    mutex_.Await(absl::Condition(
        +[](bool* waiting) { return !*waiting; }, &waiting_));
    if (code_ == 0) return;
    response.result(static_cast<unsigned>(code_));
    response.body() = body_;
  }
  response.version(11);
  response.keep_alive(false);
  if (response.result_int() == 302) response.set(http::field::location, url());
  response.prepare_payload();
  http::write(stream, response, error);
}

}  // namespace phoihop::testing
