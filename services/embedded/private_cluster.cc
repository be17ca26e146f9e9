#include "services/embedded/private_cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/embedded/data_directory.h"
#include "services/embedded/file.h"
#include "services/embedded/leftover.h"
#include "services/embedded/socket_directory.h"

namespace phoihop::embedded {
namespace {

// PostgreSQL tells that it is ready by a line in a file; its end, on the other hand, is noticed at once.
constexpr absl::Duration kLookAgain = absl::Milliseconds(10);

// Time for `postgres -C`, which only prints a setting.
constexpr absl::Duration kAskLimit = absl::Seconds(10);

constexpr size_t kMaxClientOutputBytes = 16 << 20;

// postmaster.pid: one item per line, counted from 0.
constexpr size_t kPidLine = 0;
constexpr size_t kStatusLine = 7;

// A value in a URI.
std::string Escape(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || absl::StrContains("-._~/", absl::string_view(&c, 1))) {
      escaped += c;
    } else {
      absl::StrAppend(&escaped, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return escaped;
}

bool Succeeded(int wait_status) { return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0; }

}  // namespace

PrivateCluster::PrivateCluster(Options options) : options_(std::move(options)), owner_(getpid()) {}

absl::StatusOr<std::unique_ptr<PrivateCluster>> PrivateCluster::Start(Options options) {
  std::unique_ptr<PrivateCluster> cluster(new PrivateCluster(std::move(options)));
  if (absl::Status status = cluster->PrepareData(); !status.ok()) return status;
  if (absl::Status status = cluster->PrepareSocket(); !status.ok()) return status;
  if (absl::Status status = cluster->Launch(); !status.ok()) return status;
  return cluster;
}

PrivateCluster::~PrivateCluster() {
  if (getpid() == owner_) {
    Stop().IgnoreError();
  } else {
    // The thread that waits for PostgreSQL exists in the owner only; there is nothing to join and nothing to stop.
    static_cast<void>(postmaster_.release());
  }
}

// Leaves data_ open and locked, with no server at work in it.
absl::Status PrivateCluster::PrepareData() {
  absl::StatusOr<DataDirectory> opened = DataDirectory::Open(options_.directory);
  if (!opened.ok()) return opened.status();
  data_ = std::make_unique<DataDirectory>(*std::move(opened));
  path_ = data_->path();
  const absl::StatusOr<bool> exists = data_->OpenData(options_.installation_root);
  if (!exists.ok()) return exists.status();
  if (!*exists) {
    Progress("creating the database (first start)");
    absl::Status status = data_->CreateData(options_.installation_root, options_.durable);
    if (!status.ok()) return status;
  }
  major_ = data_->installation().major;
  if (!ServersIn(data_->data_fd()).empty()) Progress("waiting for the PostgreSQL of an earlier run to end");
  const absl::StatusOr<bool> crashed = EndServersIn(data_->data_fd(), data_->data_path(), kLeftoverLimit);
  if (!crashed.ok()) return crashed.status();
  Progress(absl::StrCat("starting PostgreSQL ", major_, *crashed ? ", which was not stopped: recovering" : ""));
  return absl::OkStatus();
}

absl::Status PrivateCluster::PrepareSocket() {
  absl::StatusOr<std::string> made =
      MakeSocketDirectory(options_.socket_base, data_->data_path(), data_->data_fd(), data_->user());
  if (!made.ok()) return made.status();
  socket_directory_ = *std::move(made);
  RemoveStaleSocket(socket_directory_);
  return WriteFile(data_->fd(), "socket", socket_directory_ + "\n", path_);
}

absl::Status PrivateCluster::Launch() {
  const bool has_lz4 = options_.durable && HasLz4();
  std::vector<std::string> arguments =
      AsArguments(ServerSettings(options_.durable, has_lz4, options_.settings, socket_directory_));
  arguments.insert(arguments.begin(), {"-D", InheritedPath()});
  Program program = data_->ServerProgram("postgres", std::move(arguments));
  program.death_signal = SIGINT;  // fast shutdown
  absl::StatusOr<std::unique_ptr<Process>> started =
      Process::Start(std::move(program), [this](int wait_status) { OnExit(wait_status); });
  if (!started.ok()) return started.status();
  postmaster_ = *std::move(started);
  postmaster_pid_ = postmaster_->id();
  absl::Status status = WaitUntilReady();
  if (!status.ok()) return data_->WithLog(std::move(status));

  absl::MutexLock lock(&exit_mutex_);
  exit_expected_ = false;
  if (!Running()) return data_->WithLog(absl::InternalError("PostgreSQL ended right after its start"));
  return absl::OkStatus();
}

absl::Status PrivateCluster::WaitUntilReady() {
  const auto deadline = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(kStartLimit);
  while (!Ready()) {
    if (const std::optional<int> ended = postmaster_->WaitFor(kLookAgain); ended.has_value()) {
      return absl::InternalError(absl::StrCat("PostgreSQL ", DescribeWaitStatus(*ended), " instead of starting in ",
                                              data_->data_path(), ", where nothing was removed"));
    }
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::DeadlineExceededError(
          absl::StrCat("PostgreSQL did not start within ", absl::FormatDuration(kStartLimit)));
    }
  }
  return absl::OkStatus();
}

// In this order: a postmaster.pid of an earlier run may say "ready" and name the same process id (in a container, ids
// repeat), but it has been overwritten by the time the socket accepts connections.
bool PrivateCluster::Ready() const {
  const auto says_so = [this] {
    const absl::StatusOr<std::string> file = ReadFile(data_->data_fd(), "postmaster.pid", data_->data_path());
    if (!file.ok()) return false;
    const std::vector<absl::string_view> lines = absl::StrSplit(*file, '\n');
    pid_t pid;
    return lines.size() > kStatusLine && absl::SimpleAtoi(lines[kPidLine], &pid) && pid == postmaster_pid_ &&
           absl::StripAsciiWhitespace(lines[kStatusLine]) == "ready";
  };
  return says_so() && AcceptsConnections(socket_directory_) && says_so();
}

// Not every build of PostgreSQL knows lz4, and one that does not would refuse to start.
bool PrivateCluster::HasLz4() const {
  Program ask =
      data_->ServerProgram("postgres", {"-C", "wal_compression", "-c", "wal_compression=lz4", "-D", InheritedPath()});
  ask.output_fd = -1;
  const absl::StatusOr<int> ended = RunProgram(std::move(ask), kAskLimit);
  return ended.ok() && Succeeded(*ended);
}

std::string PrivateCluster::connection_uri(absl::string_view role, absl::string_view database) const {
  // The port is written out because libpq would otherwise take it from the environment.
  return absl::StrCat("postgresql://", Escape(role), "@/", Escape(database), "?host=", Escape(socket_directory_),
                      "&port=", kPort);
}

absl::StatusOr<std::string> PrivateCluster::RunClient(absl::string_view program,
                                                      std::vector<std::string> arguments) const {
  absl::StatusOr<Fd> output = MakeMemoryFile();
  if (!output.ok()) return output.status();
  Program client;
  client.argv = std::move(arguments);
  client.argv.insert(client.argv.begin(), data_->installation().Path(program));
  client.environment = ProgramEnvironment();
  for (const auto& [name, value] : {std::pair<const char*, std::string>{"PGHOST", socket_directory_},
                                    {"PGPORT", absl::StrCat(kPort)},
                                    {"PGUSER", kAdministrator},
                                    {"PGDATABASE", kDatabase}}) {
    client.environment.push_back(absl::StrCat(name, "=", value));
  }
  client.output_fd = output->get();
  client.user = data_->UserToBecome();
  const absl::StatusOr<int> ended = RunProgram(std::move(client), kClientLimit);
  if (!ended.ok()) return ended.status();
  std::string text = ReadAll(output->get(), kMaxClientOutputBytes);
  if (Succeeded(*ended)) return text;
  return absl::InternalError(absl::StrCat(program, " ", DescribeWaitStatus(*ended), ": ", text));
}

bool PrivateCluster::Running() const { return !postmaster_->WaitFor(absl::ZeroDuration()).has_value(); }

absl::Status PrivateCluster::Stop() {
  absl::MutexLock lock(&stop_mutex_);
  if (stopped_) return absl::OkStatus();
  stopped_ = true;
  absl::Status status = postmaster_ == nullptr ? absl::OkStatus() : StopServer();
  if (!socket_directory_.empty()) {
    if (!status.ok()) RemoveStaleSocket(socket_directory_);
    rmdir(socket_directory_.c_str());
  }
  if (data_ != nullptr) data_->Unlock();
  return status;
}

absl::Status PrivateCluster::StopServer() {
  {
    absl::MutexLock lock(&exit_mutex_);
    exit_expected_ = true;
  }
  if (!Running()) return absl::InternalError("PostgreSQL had already ended by itself; the next start recovers");
  postmaster_->Signal(SIGINT);
  std::optional<int> ended = postmaster_->WaitFor(kStopLimit);
  const bool in_time = ended.has_value();
  if (!ended.has_value()) {
    postmaster_->Signal(SIGQUIT);
    ended = postmaster_->WaitFor(kImmediateStopLimit);
  }
  if (!ended.has_value()) {
    postmaster_->Signal(SIGKILL);
    ended = postmaster_->WaitFor(absl::InfiniteDuration());
  }
  if (!in_time) {
    return absl::InternalError(absl::StrCat("PostgreSQL did not stop within ", absl::FormatDuration(kStopLimit),
                                            " and was forced to; the next start recovers"));
  }
  if (!Succeeded(*ended)) {
    return absl::InternalError(
        absl::StrCat("PostgreSQL ", DescribeWaitStatus(*ended), " while it was stopped; the next start recovers"));
  }
  return absl::OkStatus();
}

void PrivateCluster::OnExit(int wait_status) {
  {
    absl::MutexLock lock(&exit_mutex_);
    if (exit_expected_ || !options_.on_unexpected_exit) return;
  }
  options_.on_unexpected_exit(
      data_->WithLog(absl::InternalError(absl::StrCat("PostgreSQL ", DescribeWaitStatus(wait_status)))));
}

void PrivateCluster::Progress(absl::string_view what) const {
  if (options_.progress) options_.progress(what);
}

}  // namespace phoihop::embedded
