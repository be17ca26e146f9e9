// A provider that answers what the test tells it to: for answers that a real one never gives (provider_test.cc has the
// real one).
#ifndef TESTS_IDENTITY_SCRIPTED_PROVIDER_H_
#define TESTS_IDENTITY_SCRIPTED_PROVIDER_H_

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/support/loopback_server.h"

namespace phoihop::testing {

class ScriptedProvider {
 public:
  struct Answer {
    int code = 200;
    std::string body;
    std::string location;  // of a redirect
    bool silent = false;   // says nothing until the client gives up
  };

  std::string url() const { return server_.url(); }

  // For the path; what has no answer is a 404.
  void Set(const std::string& path, Answer answer);
  // The document of a provider that is named as `issuer`, and its keys.
  void Publish(const std::string& issuer, const std::string& key_set);
  // Requests of the path so far.
  int Asked(const std::string& path) const;
  // Returns when the path was asked that often; false when it was not in time.
  bool WaitForAsked(const std::string& path, int times) const;

 private:
  void Serve(LoopbackServer::Socket& socket);

  mutable absl::Mutex mutex_;
  std::map<std::string, Answer> answers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> asked_ ABSL_GUARDED_BY(mutex_);
  LoopbackServer server_{[this](LoopbackServer::Socket& socket) { Serve(socket); }};  // last: it serves at once
};

inline constexpr char kDiscoveryPath[] = "/.well-known/openid-configuration";
inline constexpr char kKeysPath[] = "/keys";

}  // namespace phoihop::testing

#endif  // TESTS_IDENTITY_SCRIPTED_PROVIDER_H_
