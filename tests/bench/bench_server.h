// What every benchmark of the whole begins with: a durable PostgreSQL of its own with Đồng Nai loaded, and phoihopd as
// a process of its own on it.
#ifndef TESTS_BENCH_BENCH_SERVER_H_
#define TESTS_BENCH_BENCH_SERVER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/embedded/private_cluster.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::bench {

// The value in the middle; 0 of none.
double Median(std::vector<double> values);

class BenchServer {
 public:
  // PostgreSQL runs and is loaded; nobody serves yet, so that a benchmark can put more into it. `phoihopd`: path.
  static absl::StatusOr<std::unique_ptr<BenchServer>> Load(const std::string& phoihopd);

  absl::Status Serve();
  absl::Status Stop() { return server_->Stop(); }

  const std::string& database_url() const { return database_url_; }
  const embedded::PrivateCluster& cluster() const { return *cluster_; }
  const std::string& directory() const { return directory_.path(); }
  // Of the server.
  const std::string& target() const { return server_->target(); }
  pid_t pid() const { return server_->pid(); }

  // Processor time of the server and of PostgreSQL since they were started.
  std::pair<absl::Duration, absl::Duration> Spent() const;

 private:
  explicit BenchServer(std::string phoihopd) : phoihopd_(std::move(phoihopd)) {}

  const std::string phoihopd_;
  const testing::TemporaryDirectory directory_;
  std::string database_url_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  std::unique_ptr<testing::ServerProcess> server_;
};

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_BENCH_SERVER_H_
