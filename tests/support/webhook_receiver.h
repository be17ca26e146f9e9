// A real HTTP server on a free port of the loopback, with TLS or without, that takes webhooks and answers as it is told
// to.
#ifndef TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
#define TESTS_SUPPORT_WEBHOOK_RECEIVER_H_

#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/support/loopback_server.h"

namespace phoihop::testing {

class WebhookReceiver {
 public:
  struct Request {
    std::string verb, target, body;
    std::map<std::string, std::string> headers;  // names in lower case
  };

  WebhookReceiver() = default;
  // With TLS: a certificate and its key, as PEM.
  WebhookReceiver(const std::string& certificate, const std::string& key);
  // Lets go of whom it keeps waiting.
  ~WebhookReceiver() { KeepWaiting(false); }

  // `http://127.0.0.1:port/hook`, or `https://…`.
  std::string url() const;

  // From now on; 0: closes the connection without an answer.
  void AnswerWith(int code, const std::string& body = "");
  // True: takes requests from now on and does not answer, until it is told to (false).
  void KeepWaiting(bool waiting);
  std::vector<Request> requests() const;

 private:
  void Serve(LoopbackServer::Socket& socket);
  template <typename Stream>
  void Answer(Stream& stream);

  const std::unique_ptr<boost::asio::ssl::context> tls_;  // null: without
  mutable absl::Mutex mutex_;
  int code_ ABSL_GUARDED_BY(mutex_) = 204;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  std::string body_ ABSL_GUARDED_BY(mutex_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  LoopbackServer server_{[this](LoopbackServer::Socket& socket) { Serve(socket); }};  // last: it serves at once
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
