// A real HTTP server on a free port of the loopback that takes webhooks and answers as it is told to.
#ifndef TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
#define TESTS_SUPPORT_WEBHOOK_RECEIVER_H_

#include <map>
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

  std::string url() const { return server_.url() + "/hook"; }

  // From now on; 0: closes the connection without an answer.
  void AnswerWith(int code, const std::string& body = "");
  std::vector<Request> requests() const;

 private:
  void Serve(LoopbackServer::Socket& socket);

  mutable absl::Mutex mutex_;
  int code_ ABSL_GUARDED_BY(mutex_) = 204;
  std::string body_ ABSL_GUARDED_BY(mutex_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  LoopbackServer server_{[this](LoopbackServer::Socket& socket) { Serve(socket); }};  // last: it serves at once
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_WEBHOOK_RECEIVER_H_
