// The gRPC server: the API's services, server reflection, the standard health service.
#ifndef SERVICES_RPC_SERVER_H_
#define SERVICES_RPC_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"
#include "services/rpc/api_service.h"
#include "services/rpc/dispatcher.h"
#include "services/rpc/readiness.h"
#include "services/rpc/tls.h"

namespace phoihop::rpc {

struct ServerOptions {
  // `host:port`; port 0 takes a free one.
  std::string address = "127.0.0.1:50051";
  // Believe x-phoihop-act-as (identity.h). Takes effect only when `address` and all of `other_addresses` are loopback.
  bool local_mode = false;
  // Bearer tokens (identity.h). Null: none are taken.
  const identity::TokenVerifier* verifier = nullptr;
  std::string token_province;
  TlsOptions tls;
  // Where else this process listens: the HTTP edge, which passes calls on to this server.
  std::vector<std::string> other_addresses;
  std::vector<ReadinessCheck> readiness;
  // Each is a name of the health service: `provinces/dong-nai`. NOT_SERVING while something of it is held, whatever the
  // server as a whole says.
  std::function<std::vector<ProvinceHealth>()> provinces;
  handlers::MethodTable methods = handlers::AllMethods();
};

// Thread-safe.
class Server {
 public:
  // What `services` refers to must outlive the server. FAILED_PRECONDITION when the address is in use or is none,
  // or the files of TLS cannot be used.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const handlers::Services& services, ServerOptions options);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  // False when local mode was asked for but an address can be reached from elsewhere.
  bool local_mode() const { return local_mode_; }
  // A channel to this server without a socket. Calls over it are as any others.
  std::shared_ptr<grpc::Channel> InProcessChannel();
  absl::Status readiness() const { return readiness_->status(); }
  std::vector<ProvinceHealth> provinces() const { return readiness_->provinces(); }
  const handlers::MethodTable& methods() const { return options_.methods; }

  // Says "not ready", then refuses new calls with STOPPING. Calls in flight go on.
  void Drain();
  // Goes on refusing for kDrainLinger, waits for calls in flight until kDrainLimit, then cancels them. Streams have to
  // be ended by whoever feeds them (engine::Feed::Stop). A second call does nothing.
  void Stop();

 private:
  Server(const handlers::Services& services, ServerOptions options);

  const ServerOptions options_;
  const bool local_mode_;
  Dispatcher dispatcher_;
  std::vector<std::unique_ptr<ApiService>> api_services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  bool stopped_ = false;
  std::unique_ptr<Readiness> readiness_;  // goes first: it tells the server's health service
};

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_SERVER_H_
