// The HTTP edge: the API as JSON, events as Server-Sent Events, health for probes, the web client, and a status page.
//
//   GET  /v1/provinces/dong-nai/tasks?filter=…      every RPC with a google.api.http annotation
//   GET  /v1/provinces/dong-nai/events:watch        text/event-stream; Last-Event-ID resumes
//   GET  /healthz                                   200 while the process answers
//   GET  /readyz                                    200 when it should get work, else 503 with the reason; a line for
//                                                   each reorganisation that is HELD, and for the tasks and follow-ups
//                                                   that are set aside: these need a person, no restart
//   GET  /v1/identity/config                        how the web client signs people in: see SignIn
//   GET  /, /app/…                                  the web client (services/gateway/web_client.h)
//   GET  /status                                    the status page, which needs no sign-in
//
// Who acts is said as over gRPC (services/rpc/identity.h), by the headers Authorization and X-Phoihop-Act-As. It speaks
// plain HTTP: whoever offers it to other machines puts a reverse proxy with TLS before it.
#ifndef SERVICES_GATEWAY_SERVER_H_
#define SERVICES_GATEWAY_SERVER_H_

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace phoihop::gateway {

// What a client in the browser has to know to sign people in with the provider (authorization code with PKCE). All of
// it is public; there is no secret.
struct SignIn {
  std::string issuer;  // empty: this server has no provider
  std::string client_id;
  std::vector<std::string> scopes;
};

struct ServerOptions {
  // `host:port`, the host as an IP address or a name of this machine; port 0 takes a free one.
  std::string address = "127.0.0.1:8080";
  // To the gRPC server that serves the calls.
  std::shared_ptr<grpc::Channel> channel;
  // What is offered of the API.
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  // True: the server believes who its callers say they are. Then only requests whose Host is this machine are answered,
  // so that no page of the web can speak to it through a browser here (DNS rebinding).
  bool local_mode = false;
  SignIn sign_in;
  // These must answer at once.
  std::function<absl::Status()> readiness;
  std::function<std::vector<std::string>()> provinces;
  // Resource names of reorganisations that are HELD.
  std::function<std::vector<std::string>()> held;
  // What could not be run and waits for a person: `3 tasks of dong-nai`, a line for each kind of each province.
  std::function<std::vector<std::string>()> set_aside;
};

// Thread-safe.
class Server {
 public:
  // FAILED_PRECONDITION when the address is in use or is none.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;

  // Accepts no more connections and closes idle ones. Requests at hand go on.
  void Drain();
  // Drains, waits for requests at hand until kDrainLimit, then closes everything. A second call does nothing.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_SERVER_H_
