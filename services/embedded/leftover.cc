#include "services/embedded/leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/embedded/file.h"

namespace phoihop::embedded {
namespace {

// Several processes end one after the other; in between it may turn out that one has lost its postmaster.
constexpr absl::Duration kLookAgain = absl::Milliseconds(100);

bool WorksIn(int proc_fd, const std::string& pid, const struct stat& data) {
  struct stat cwd;
  if (fstatat(proc_fd, absl::StrCat(pid, "/cwd").c_str(), &cwd, 0) != 0) return false;
  if (cwd.st_dev != data.st_dev || cwd.st_ino != data.st_ino) return false;
  // Not the shell of an administrator who has a look. The name of the executable would not do: after an update of the
  // package it reads "postgres (deleted)".
  const absl::StatusOr<std::string> name = ReadFile(proc_fd, absl::StrCat(pid, "/comm"), "/proc");
  return name.ok() && absl::StartsWith(*name, "postgres");
}

// The first line of postmaster.pid.
std::optional<pid_t> RecordedPostmaster(int data_fd, absl::string_view path) {
  const absl::StatusOr<std::string> file = ReadFile(data_fd, "postmaster.pid", path);
  if (!file.ok()) return std::nullopt;
  const std::vector<absl::string_view> lines = absl::StrSplit(*file, '\n');
  pid_t pid;
  if (!absl::SimpleAtoi(lines[0], &pid) || pid <= 1) return std::nullopt;
  return pid;
}

// May be repeated. Processes that have lost their postmaster get what the postmaster sends after a crash (SIGQUIT): an
// idle one ends anyway, a busy one would first finish its statement.
void AskToEnd(const std::vector<pid_t>& servers, std::optional<pid_t> postmaster) {
  if (postmaster.has_value() && std::find(servers.begin(), servers.end(), *postmaster) != servers.end()) {
    kill(*postmaster, SIGINT);
    return;
  }
  for (const pid_t server : servers) kill(server, SIGQUIT);
}

// Returns when the process, which is no child, has ended, and at the latest after kLookAgain.
void AwaitEnd(pid_t pid) {
  Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process.valid() && errno == ESRCH) return;
  // Without Linux 5.3 only the time counts.
  pollfd ended = {.fd = process.get(), .events = POLLIN, .revents = 0};
  poll(&ended, process.valid() ? 1 : 0, static_cast<int>(absl::ToInt64Milliseconds(kLookAgain)));
}

}  // namespace

std::vector<pid_t> ServersIn(int data_fd) {
  std::vector<pid_t> servers;
  struct stat data;
  Fd proc(open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc.valid() || fstat(data_fd, &data) != 0) return servers;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t pid;
    if (absl::SimpleAtoi(name, &pid) && WorksIn(proc.get(), name, data)) servers.push_back(pid);
  }
  return servers;
}

absl::StatusOr<bool> EndServersIn(int data_fd, absl::string_view path, absl::Duration limit) {
  const auto deadline = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(limit);
  std::optional<pid_t> postmaster;
  for (std::vector<pid_t> servers = ServersIn(data_fd); !servers.empty(); servers = ServersIn(data_fd)) {
    // Kept from an earlier round, as the file is removed a moment before the process ends.
    if (!postmaster.has_value()) postmaster = RecordedPostmaster(data_fd, path);
    AskToEnd(servers, postmaster);
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::DeadlineExceededError(absl::StrCat("an earlier PostgreSQL still works in ", path, " after ",
                                                      absl::FormatDuration(limit), "; end its processes (",
                                                      absl::StrJoin(servers, ", "), ") and start again"));
    }
    AwaitEnd(servers.front());
  }
  // A server that stops removes the file.
  if (faccessat(data_fd, "postmaster.pid", F_OK, 0) != 0) return false;
  postmaster = RecordedPostmaster(data_fd, path);
  // The next server overwrites the file unless somebody has that process id.
  const bool id_is_taken = postmaster.has_value() && (kill(*postmaster, 0) == 0 || errno == EPERM);
  if (id_is_taken && unlinkat(data_fd, "postmaster.pid", 0) != 0) {
    return FileError(errno, "remove", absl::StrCat(path, "/postmaster.pid"));
  }
  return true;
}

}  // namespace phoihop::embedded
