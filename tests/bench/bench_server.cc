#include "tests/bench/bench_server.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/bench/processor_time.h"

namespace phoihop::bench {

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

absl::StatusOr<std::unique_ptr<BenchServer>> BenchServer::Load(const std::string& phoihopd) {
  std::unique_ptr<BenchServer> bench(new BenchServer(phoihopd));
  auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(bench->directory(), "/db")});
  if (!cluster.ok()) return cluster.status();
  bench->cluster_ = *std::move(cluster);
  bench->database_url_ = bench->cluster_->connection_uri();
  for (const char* command : {"migrate", "load"}) {
    const absl::Status status =
        testing::RunServerCommand(phoihopd, bench->database_url_, {command}, bench->directory());
    if (!status.ok()) return status;
  }
  return bench;
}

absl::Status BenchServer::Serve() {
  auto server =
      testing::ServerProcess::Start({.binary = phoihopd_, .database_url = database_url_, .log_directory = directory()});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return absl::OkStatus();
}

std::pair<absl::Duration, absl::Duration> BenchServer::Spent() const {
  return {ProcessorTimeOf(pid()), ProcessorTimeOfChildren(cluster_->postmaster_pid())};
}

}  // namespace phoihop::bench
