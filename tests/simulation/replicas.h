// Several phoihopd on one PostgreSQL, of which any may be killed and started again.
#ifndef TESTS_SIMULATION_REPLICAS_H_
#define TESTS_SIMULATION_REPLICAS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/support/server_process.h"

namespace phoihop::testing {

// Used by one thread at a time.
class Replicas {
 public:
  // `options`: of each of them, on a free port.
  Replicas(ServerProcess::Options options, int count);

  absl::Status Start();

  int count() const { return count_; }
  // host:port of each, also while it is killed.
  const std::vector<std::string>& targets() const { return targets_; }

  // kill -9.
  void Kill(int index) { servers_[index]->Kill(); }
  // Again on its port; returns when it has come so far.
  absl::Status Restart(int index, ServerProcess::Stage stage);

  // Waits until all have come so far.
  absl::Status Await(ServerProcess::Stage stage);

  // An orderly end of all of them.
  absl::Status Stop();

 private:
  const ServerProcess::Options options_;
  const int count_;
  std::vector<std::unique_ptr<ServerProcess>> servers_;
  std::vector<std::string> targets_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_REPLICAS_H_
