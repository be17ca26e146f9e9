#include "services/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include "services/handlers/loopback.h"
#include "services/rpc/limits.h"
#include "workflow/resource_name.h"

namespace phoihop::rpc {
namespace {

// What holds for every gRPC server of the process.
void PrepareProcess() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Protobuf writes a line for every string that is not UTF-8: callers could fill the log. They get an answer
    // instead.
    google::protobuf::SetLogHandler(nullptr);
  });
}

bool AllLoopback(const ServerOptions& options) {
  return handlers::IsLoopbackAddress(options.address) &&
         std::all_of(options.other_addresses.begin(), options.other_addresses.end(), handlers::IsLoopbackAddress);
}

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

void Configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  builder.SetMaxSendMessageSize(kMaxSendBytes);
  // Two servers on one port would each get some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(kKeepaliveTime));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Milliseconds(kMinClientPingInterval));
}

}  // namespace

Server::Server(const handlers::Services& services, ServerOptions options)
    : options_(std::move(options)),
      local_mode_(options_.local_mode && AllLoopback(options_)),
      dispatcher_(
          services,
          {.local_mode = local_mode_, .verifier = options_.verifier, .token_province = options_.token_province}) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const handlers::Services& services, ServerOptions options) {
  PrepareProcess();
  std::unique_ptr<Server> server(new Server(services, std::move(options)));
  const auto credentials = MakeCredentials(server->options_.tls);
  if (!credentials.ok()) return credentials.status();
  grpc::ServerBuilder builder;
  Configure(builder);
  builder.AddListeningPort(server->options_.address, *credentials, &server->port_);
  for (const auto* descriptor : server->options_.methods.services()) {
    server->api_services_.push_back(
        std::make_unique<ApiService>(*descriptor, server->options_.methods, server->dispatcher_));
    builder.RegisterService(server->api_services_.back().get());
  }
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0) {
    server->server_.reset();
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen for gRPC on ", server->options_.address,
                     ": another program uses the port, or the address is not one of this machine"));
  }
  std::vector<std::string> names = {""};
  for (const auto* descriptor : server->options_.methods.services()) names.push_back(descriptor->full_name());
  auto* health = server->server_->GetHealthCheckService();
  for (const std::string& name : names) health->SetServingStatus(name, false);
  server->readiness_ = std::make_unique<Readiness>(
      server->options_.readiness, server->options_.provinces,
      [health, names = std::move(names)](bool ready, const std::vector<ProvinceHealth>& provinces) {
        for (const std::string& name : names) health->SetServingStatus(name, ready);
        for (const ProvinceHealth& entry : provinces) {
          health->SetServingStatus(ProvinceName(entry.province), ready && entry.serving);
        }
      });
  return server;
}

Server::~Server() { Stop(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxSendBytes);
  arguments.SetMaxSendMessageSize(kMaxReceiveBytes);
  return server_->InProcessChannel(arguments);
}

void Server::Drain() {
  if (readiness_ != nullptr) readiness_->Drain();
  dispatcher_.StopAccepting();
}

void Server::Stop() {
  if (server_ == nullptr || stopped_) return;
  stopped_ = true;
  Drain();
  absl::Notification never;
  never.WaitForNotificationWithTimeout(kDrainLinger);
  server_->Shutdown(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(Milliseconds(kDrainLimit), GPR_TIMESPAN)));
  server_->Wait();
  readiness_.reset();
}

}  // namespace phoihop::rpc
