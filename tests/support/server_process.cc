#include "tests/support/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

namespace phoihop::testing {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr absl::Duration kStopLimit = absl::Seconds(60);
constexpr absl::Duration kCommandLimit = absl::Minutes(5);
constexpr absl::Duration kProbeLimit = absl::Seconds(1);

// A port that was free a moment ago.
absl::StatusOr<int> FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return absl::InternalError("cannot make a socket");
  const absl::Cleanup close_fd = [fd] { close(fd); };
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return absl::InternalError("cannot find a free port");
  }
  return ntohs(address.sin_port);
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<int> OpenLog(const std::string& path) {
  const int fd = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return absl::InternalError(absl::StrCat("cannot write ", path));
  return fd;
}

embedded::Program ProgramFor(const std::string& binary, const std::string& database_url,
                             std::vector<std::string> arguments, int log) {
  embedded::Program program;
  program.argv = {binary};
  program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
  // Not in argv, which everybody on the machine can read.
  program.environment = {absl::StrCat("PHOIHOP_DATABASE_URL=", database_url), "PATH=/usr/bin:/bin", "LANG=C.UTF-8"};
  program.output_fd = log;
  return program;
}

// Debian ships no health.proto; the answer "SERVING" of grpc.health.v1.Health/Check is field 1 with value 1.
constexpr char kServing[] = "\x08\x01";

ServerProcess::Stage StageOf(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kProbeLimit));
  context.set_wait_for_ready(true);
  grpc::GenericStub stub(channel);
  const grpc::ByteBuffer request{nullptr, 0};
  grpc::ByteBuffer response;
  absl::Notification finished;
  grpc::Status status;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   finished.Notify();
                 });
  finished.WaitForNotification();
  grpc::Slice bytes;
  if (!status.ok() || !response.TrySingleSlice(&bytes).ok()) return ServerProcess::Stage::kStarted;
  const bool serves = std::string(reinterpret_cast<const char*>(bytes.begin()), bytes.size()) == kServing;
  return serves ? ServerProcess::Stage::kServes : ServerProcess::Stage::kAnswers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const Options& options) {
  std::unique_ptr<ServerProcess> server(new ServerProcess);
  const absl::StatusOr<int> grpc_port = options.grpc_port != 0 ? absl::StatusOr<int>(options.grpc_port) : FreePort();
  const absl::StatusOr<int> http_port = FreePort();
  if (!grpc_port.ok()) return grpc_port.status();
  if (!http_port.ok()) return http_port.status();
  server->grpc_port_ = *grpc_port;
  server->target_ = absl::StrCat("127.0.0.1:", *grpc_port);
  server->log_file_ = absl::StrCat(options.log_directory, "/phoihopd-", *grpc_port, ".log");
  const absl::StatusOr<int> log = OpenLog(server->log_file_);
  if (!log.ok()) return log.status();
  const absl::Cleanup close_log = [&log] { close(*log); };
  server->http_port_ = *http_port;
  std::vector<std::string> arguments = {"serve", "--grpc", server->target_, "--http",
                                        absl::StrCat("127.0.0.1:", *http_port)};
  if (options.local_mode) arguments.push_back("--local-mode");
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  auto process = embedded::Process::Start(ProgramFor(options.binary, options.database_url, arguments, *log));
  if (!process.ok()) return process.status();
  server->process_ = *std::move(process);
  server->channel_ = grpc::CreateChannel(
      server->target_, options.credentials != nullptr ? options.credentials : grpc::InsecureChannelCredentials());
  const absl::Status reached = server->Await(options.stage);
  if (!reached.ok()) return reached;
  return server;
}

absl::Status ServerProcess::Await(Stage stage) {
  if (stage == Stage::kStarted) return absl::OkStatus();
  for (const absl::Time limit = absl::Now() + kStartLimit; absl::Now() < limit;) {
    if (StageOf(channel_) >= stage) return absl::OkStatus();
    // Also the pause between two probes that are refused at once.
    const auto ended = process_->WaitFor(absl::Milliseconds(50));
    if (ended.has_value()) {
      return absl::InternalError(
          absl::StrCat("phoihopd ", embedded::DescribeWaitStatus(*ended), ": ", Contents(log_file_)));
    }
  }
  return absl::DeadlineExceededError(absl::StrCat("phoihopd does not serve: ", Contents(log_file_)));
}

void ServerProcess::Kill() {
  process_->Signal(SIGKILL);
  process_->WaitFor(absl::InfiniteDuration());
}

absl::Status ServerProcess::Stop() {
  process_->Signal(SIGTERM);
  const auto ended = process_->WaitFor(kStopLimit);
  if (ended == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("phoihopd ",
                                          ended.has_value() ? embedded::DescribeWaitStatus(*ended) : "does not end",
                                          ": ", Contents(log_file_)));
}

absl::Status RunServerCommand(const std::string& binary, const std::string& database_url,
                              const std::vector<std::string>& arguments, const std::string& log_directory) {
  const std::string path = absl::StrCat(log_directory, "/phoihopd-", arguments.front(), ".log");
  const absl::StatusOr<int> log = OpenLog(path);
  if (!log.ok()) return log.status();
  const absl::Cleanup close_log = [&log] { close(*log); };
  const auto ended = embedded::RunProgram(ProgramFor(binary, database_url, arguments, *log), kCommandLimit);
  if (!ended.ok()) return ended.status();
  if (*ended == 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("phoihopd ", arguments.front(), " ", embedded::DescribeWaitStatus(*ended), ": ", Contents(path)));
}

}  // namespace phoihop::testing
