// A store that answers what the test tells it to: for what a real one does rarely (s3_server.h is the real one). What
// is not scripted is answered as by a store that keeps objects in memory and checks no signature.
#ifndef TESTS_FILES_SCRIPTED_STORE_H_
#define TESTS_FILES_SCRIPTED_STORE_H_

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/files/s3_options.h"
#include "tests/support/loopback_server.h"

namespace phoihop::testing {

// Thread-safe. One connection at a time.
class ScriptedStore {
 public:
  struct Answer {
    // 0: as the store would.
    int code = 0;
    std::string body;
    std::map<std::string, std::string> headers;
    // The connection is cut after so many bytes of the answer's body …
    std::optional<size_t> cut_answer = std::nullopt;
    // … or of the request's body.
    std::optional<size_t> cut_request = std::nullopt;
    // Says nothing until the client gives up.
    bool silent = false;
  };
  struct Request {
    std::string method, path;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;                            // as far as it was read
  };
  static constexpr char kSecret[] = "a-secret-that-nobody-checks";

  // How it is reached; impatient, for tests.
  files::S3Options options() const;

  // Of the next requests, in order.
  void Answers(std::vector<Answer> answers);
  std::vector<Request> requests() const;
  // Returns when so many came; false when they did not in time.
  bool WaitForRequests(size_t count) const;
  // By path: `/bucket/phoihop/…`.
  std::map<std::string, std::string> objects() const;
  void SetObject(const std::string& path, const std::string& content);

 private:
  using Socket = LoopbackServer::Socket;

  void Serve(Socket& socket);
  Answer NextAnswer();
  Answer AsAStore(const Request& request);
  static void Write(Socket& socket, const Request& request, const Answer& answer);

  mutable absl::Mutex mutex_;
  std::deque<Answer> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> objects_ ABSL_GUARDED_BY(mutex_);
  LoopbackServer server_{[this](Socket& socket) { Serve(socket); }};  // last: it serves at once
};

}  // namespace phoihop::testing

#endif  // TESTS_FILES_SCRIPTED_STORE_H_
