// A small HTTP client for tests: one request per connection, and streams of events.
#ifndef TESTS_SERVICES_HTTP_CLIENT_H_
#define TESTS_SERVICES_HTTP_CLIENT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/rpc/status.pb.h"

namespace phoihop::testing {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int code = 0;                                // 0: no answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // The body as JSON; empty when it is none.
  google::protobuf::Struct json() const;
  // The body as google.rpc.Status, and the reason of its ErrorInfo.
  google::rpc::Status error() const;
  std::string reason() const;
};

HttpAnswer SendHttp(int port, const std::string& verb, const std::string& target, const HttpHeaders& headers = {},
                    const std::string& body = "");

// Sends bytes as they are, and reads until the server closes the connection.
std::string SendRaw(int port, const std::string& bytes);

struct ServerSentEvent {
  std::string id, event, data;
};

// One text/event-stream.
class EventSource {
 public:
  EventSource(int port, const std::string& target, const HttpHeaders& headers);
  ~EventSource();

  // Of the answer's first line.
  int code() const;
  // The next event; nothing when the stream has ended, or none came within 30 seconds.
  std::optional<ServerSentEvent> Next();

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_HTTP_CLIENT_H_
