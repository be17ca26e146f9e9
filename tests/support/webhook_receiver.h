// A real HTTP server on a free port of the loopback that takes webhooks and answers as it is told to.
#ifndef TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
#define TESTS_SUPPORT_WEBHOOK_RECEIVER_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace phoihop::testing {

class WebhookReceiver {
 public:
  struct Request {
    std::string verb, target, body;
    std::map<std::string, std::string> headers;  // names in lower case
  };

  WebhookReceiver();
  ~WebhookReceiver();

  std::string url() const;  // http://127.0.0.1:port/hook

  // From now on; 0: closes the connection without an answer.
  void AnswerWith(int code, const std::string& body = "");
  std::vector<Request> requests() const;

 private:
  void Serve();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int code_ ABSL_GUARDED_BY(mutex_) = 204;
  std::string body_ ABSL_GUARDED_BY(mutex_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
