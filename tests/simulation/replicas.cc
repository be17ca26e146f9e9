#include "tests/simulation/replicas.h"

#include <utility>

namespace phoihop::testing {

Replicas::Replicas(ServerProcess::Options options, int count) : options_(std::move(options)), count_(count) {}

absl::Status Replicas::Start() {
  for (int i = 0; i < count_; ++i) {
    auto server = ServerProcess::Start(options_);
    if (!server.ok()) return server.status();
    targets_.push_back((*server)->target());
    servers_.push_back(*std::move(server));
  }
  return absl::OkStatus();
}

absl::Status Replicas::Restart(int index, ServerProcess::Stage stage) {
  ServerProcess::Options again = options_;
  again.grpc_port = servers_[index]->grpc_port();
  again.stage = stage;
  auto server = ServerProcess::Start(again);
  if (!server.ok()) return server.status();
  servers_[index] = *std::move(server);
  return absl::OkStatus();
}

absl::Status Replicas::Await(ServerProcess::Stage stage) {
  absl::Status status;
  for (auto& server : servers_) status.Update(server->Await(stage));
  return status;
}

absl::Status Replicas::Stop() {
  absl::Status status;
  for (auto& server : servers_) status.Update(server->Stop());
  return status;
}

}  // namespace phoihop::testing
