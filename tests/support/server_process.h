#ifndef TESTS_SUPPORT_SERVER_PROCESS_H_
#define TESTS_SUPPORT_SERVER_PROCESS_H_

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/embedded/process.h"

namespace phoihop::testing {

// `phoihopd serve` as a process of its own, in local mode on a free port of the loopback, for tests that kill it and
// benchmarks that measure it. What it prints goes to `<log_directory>/phoihopd-<port>.log`.
class ServerProcess {
 public:
  enum class Stage {
    kStarted,  // there is a process
    kAnswers,  // it answers, though maybe that it is not ready
    kServes,   // it answers that it serves (grpc.health.v1)
  };

  struct Options {
    std::string binary;         // path of phoihopd
    std::string database_url;   // of a database that is migrated and loaded
    std::string log_directory;  // must exist
    std::vector<std::string> arguments;
    int grpc_port = 0;  // 0: a free one
    bool local_mode = true;
    // How the test asks whether it serves; null: without TLS.
    std::shared_ptr<grpc::ChannelCredentials> credentials;
    // What Start waits for.
    Stage stage = Stage::kServes;
  };

  // Returns when the server has come so far.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const Options& options);

  // Waits until it has come so far, at the latest for kStartLimit. INTERNAL when it ends before, with its output.
  absl::Status Await(Stage stage);

  // kill -9, and waits for the end.
  void Kill();
  // SIGTERM, and waits for an orderly end. INTERNAL when it does not end in time or not with exit code 0.
  absl::Status Stop();

  const std::string& target() const { return target_; }  // 127.0.0.1:port
  int grpc_port() const { return grpc_port_; }
  int http_port() const { return http_port_; }
  pid_t pid() const { return process_->id(); }
  const std::string& log_file() const { return log_file_; }

 private:
  ServerProcess() = default;

  std::unique_ptr<embedded::Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string target_;
  std::string log_file_;
  int grpc_port_ = 0;
  int http_port_ = 0;
};

// Runs another subcommand of phoihopd (`migrate`, `load`) to its end; INTERNAL with its output when it fails.
absl::Status RunServerCommand(const std::string& binary, const std::string& database_url,
                              const std::vector<std::string>& arguments, const std::string& log_directory);

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_SERVER_PROCESS_H_
