#include "services/embedded/data_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/embedded/leftover.h"
#include "services/embedded/settings.h"

namespace phoihop::embedded {
namespace {

constexpr char kData[] = "pgdata";
constexpr char kNewData[] = "pgdata.new";
constexpr char kLog[] = "postgresql.log";

// Who runs PostgreSQL, which refuses to run as root, when phoihopd is started by root.
constexpr char kUnprivilegedUser[] = "postgres";

// At a start, a longer log is put aside as postgresql.log.1.
constexpr off_t kLogBytes = 16 << 20;

constexpr int kLogLinesInErrors = 12;
constexpr size_t kMaxOutputBytes = 64 << 10;

// Time for the processes of an interrupted initdb to notice that they are alone.
constexpr absl::Duration kInterruptedCreationLimit = absl::Seconds(30);

// Why "trust", that is, no password: the socket lies in a folder with mode 0700 and has mode 0700 itself, so the
// kernel lets nobody connect but the user who runs PostgreSQL and root, and these two can read and change the data
// files anyway. A password would have to lie in a file that the same two could read. There is no TCP.
constexpr char kHostBasedAccess[] =
    "# Written by phoihop. Who may reach the socket is decided by the permissions of its folder.\n"
    "local all all trust\n"
    "local replication phoihop trust\n";

absl::StatusOr<User> UserById(uid_t uid) {
  passwd entry, *found = nullptr;
  std::vector<char> buffer(16384);
  getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("user id ", uid, " has no entry in /etc/passwd, which PostgreSQL needs; add one"));
  }
  return User{found->pw_uid, found->pw_gid, found->pw_name};
}

absl::StatusOr<User> UserForNewData() {
  if (geteuid() != 0) return UserById(geteuid());
  passwd entry, *found = nullptr;
  std::vector<char> buffer(16384);
  getpwnam_r(kUnprivilegedUser, &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr || found->pw_uid == 0) {
    return absl::FailedPreconditionError(absl::StrCat("PostgreSQL does not run as root and there is no user ",
                                                      kUnprivilegedUser, "; create it (adduser --system ",
                                                      kUnprivilegedUser, ") or start as another user"));
  }
  return User{found->pw_uid, found->pw_gid, found->pw_name};
}

absl::StatusOr<User> UserOfData(int data_fd, const std::string& path) {
  struct stat data;
  if (fstat(data_fd, &data) != 0) return FileError(errno, "examine", path);
  absl::StatusOr<User> owner = UserById(data.st_uid);
  if (!owner.ok()) return owner.status();
  if (owner->uid == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " belongs to root, as whom PostgreSQL does not run; give it back to the user who made it (",
                     "chown -R ", kUnprivilegedUser, ")"));
  }
  if (geteuid() != 0 && geteuid() != owner->uid) {
    return absl::PermissionDeniedError(
        absl::StrCat(path, " belongs to user ", owner->name, "; start as that user or as root"));
  }
  return owner;
}

absl::Status Broken(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat(path, " is not a complete PostgreSQL data directory: ", what,
                   "; nothing was changed: restore a backup, or move it away to start with an empty database"));
}

// The major version that wrote the data, after a look at the files without which there is no point in a start.
absl::StatusOr<int> VersionOfData(int data_fd, const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(data_fd, "PG_VERSION", path);
  if (absl::IsNotFound(text.status())) return Broken(path, "PG_VERSION is missing");
  if (!text.ok()) return text.status();
  int major;
  if (!absl::SimpleAtoi(absl::StripAsciiWhitespace(*text), &major) || major < 1 || major > 999) {
    return Broken(path, "PG_VERSION does not hold a version");
  }
  if (faccessat(data_fd, "global/pg_control", F_OK, 0) != 0) {
    return errno == ENOENT || errno == ENOTDIR ? Broken(path, "global/pg_control is missing")
                                               : FileError(errno, "read", path + "/global/pg_control");
  }
  return major;
}

}  // namespace

std::string InheritedPath() { return absl::StrCat("/proc/self/fd/", kInheritedFd); }

std::vector<std::string> ProgramEnvironment() {
  return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
}

std::vector<std::string> InitialisationArguments(bool durable) {
  // Byte order as collation and UTF-8 as character type: the same everywhere and after every update of the C library
  // (no index ever breaks), fast, and upper(), lower() and regular expressions know Vietnamese letters. Where people
  // see a sorted list, statements name a Vietnamese ICU collation.
  std::vector<std::string> arguments = {
      "-D", InheritedPath(), "--username", kAdministrator, "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C",
      // No stemming: there is no Vietnamese dictionary, and the English one would be wrong.
      "--text-search-config=simple",
      // A bad disk is noticed when the page is read, not when it is too late.
      "--data-checksums", "--auth=trust", "--no-instructions"};
  if (!durable) {
    arguments.emplace_back("--no-sync");
    arguments.emplace_back("--wal-segsize=1");  // megabyte; small directories are quick to make, copy and remove
  }
  return arguments;
}

absl::StatusOr<DataDirectory> DataDirectory::Open(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("the directory of the private PostgreSQL has no name");
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error).lexically_normal();
  const std::filesystem::path parent =
      absolute.has_filename() ? absolute.parent_path() : absolute.parent_path().parent_path();
  std::filesystem::create_directories(parent, error);
  if (error) return FileError(error.value(), "make", parent.string());
  if (mkdir(absolute.c_str(), 0700) != 0 && errno != EEXIST) return FileError(errno, "make", absolute.string());

  DataDirectory directory;
  directory.path_ = std::filesystem::canonical(absolute, error).string();
  if (error) return FileError(error.value(), "open", absolute.string());
  directory.fd_ = Fd(open(directory.path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.fd_.valid()) return FileError(errno, "open", directory.path_);

  absl::StatusOr<Fd> lock = OpenAppending(directory.fd(), "lock", directory.path_);
  if (!lock.ok()) return lock.status();
  directory.lock_ = *std::move(lock);
  // Not inherited by PostgreSQL, which may live a moment longer than its owner.
  if (flock(directory.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return FileError(errno, "lock", directory.path_ + "/lock");
    return absl::FailedPreconditionError(absl::StrCat(directory.path_, " is in use by process ",
                                                      TailOf(directory.lock_.get(), 0, 1),
                                                      "; stop that one or choose another directory"));
  }
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(directory.lock_.get(), 0) != 0 || write(directory.lock_.get(), pid.data(), pid.size()) < 0) {
    return FileError(errno, "write", directory.path_ + "/lock");
  }
  if (absl::Status status = directory.OpenLog(); !status.ok()) return status;
  return directory;
}

absl::Status DataDirectory::OpenLog() {
  struct stat log;
  if (fstatat(fd(), kLog, &log, AT_SYMLINK_NOFOLLOW) == 0 && log.st_size > kLogBytes) {
    if (renameat(fd(), kLog, fd(), absl::StrCat(kLog, ".1").c_str()) != 0) {
      return FileError(errno, "rename", LogPath());
    }
  }
  absl::StatusOr<Fd> opened = OpenAppending(fd(), kLog, path_);
  if (!opened.ok()) return opened.status();
  log_ = *std::move(opened);
  log_start_ = fstat(log_.get(), &log) == 0 ? log.st_size : 0;
  return absl::OkStatus();
}

absl::StatusOr<bool> DataDirectory::OpenData(const std::string& installation_root) {
  absl::StatusOr<Fd> data = OpenDirectory(fd(), kData, path_);
  if (absl::IsNotFound(data.status())) return false;
  if (!data.ok()) return data.status();
  absl::StatusOr<User> user = UserOfData(data->get(), data_path());
  if (!user.ok()) return user.status();
  const absl::StatusOr<int> major = VersionOfData(data->get(), data_path());
  if (!major.ok()) return major.status();
  absl::StatusOr<Installation> installation = InstallationFor(installation_root, *major);
  if (!installation.ok()) {
    return absl::Status(installation.status().code(), absl::StrCat(data_path(), ": ", installation.status().message()));
  }
  data_ = *std::move(data);
  user_ = *std::move(user);
  installation_ = *std::move(installation);
  return true;
}

absl::Status DataDirectory::CreateData(const std::string& installation_root, bool durable) {
  absl::StatusOr<Installation> installation = NewestInstallation(installation_root);
  if (!installation.ok()) return installation.status();
  absl::StatusOr<User> user = UserForNewData();
  if (!user.ok()) return user.status();
  installation_ = *std::move(installation);
  user_ = *std::move(user);

  const std::string path = absl::StrCat(path_, "/", kNewData);
  if (absl::StatusOr<Fd> interrupted = OpenDirectory(fd(), kNewData, path_); interrupted.ok()) {
    const absl::StatusOr<bool> ended = EndServersIn(interrupted->get(), path, kInterruptedCreationLimit);
    if (!ended.ok()) return ended.status();
  }
  if (absl::Status status = RemoveTree(fd(), kNewData, path_); !status.ok()) return status;
  if (mkdirat(fd(), kNewData, 0700) != 0) return FileError(errno, "make", path);
  absl::StatusOr<Fd> data = OpenDirectory(fd(), kNewData, path_);
  if (!data.ok()) return data.status();
  if (UserToBecome().has_value() && fchown(data->get(), user_.uid, user_.gid) != 0) {
    return FileError(errno, "change the owner of", path);
  }
  data_ = *std::move(data);
  absl::Status status = InitialiseData(durable);
  if (!status.ok()) {
    data_.Close();
    RemoveTree(fd(), kNewData, path_).IgnoreError();  // makes room again; the next start would do it as well
    return status;
  }
  if (renameat(fd(), kNewData, fd(), kData) != 0) return FileError(errno, "rename", path);
  if (durable && fsync(fd()) != 0) return FileError(errno, "write", path_);
  return OpenData(installation_root).status();
}

absl::Status DataDirectory::InitialiseData(bool durable) {
  absl::Status status = RunToEnd("initdb", InitialisationArguments(durable), "");
  if (!status.ok()) return status;

  // Single-user mode makes the database before the directory is complete, and needs no client library.
  std::vector<std::string> single = {"--single", "-D", InheritedPath(), "-c", "exit_on_error=on"};
  if (!durable) single.insert(single.end(), {"-c", "fsync=off"});
  single.emplace_back("postgres");
  status = RunToEnd("postgres", single, absl::StrCat("CREATE DATABASE ", kDatabase, "\n"));
  if (!status.ok()) return status;

  Fd access(openat(data_fd(), "pg_hba.conf", O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC));
  const absl::string_view text = kHostBasedAccess;
  const bool written =
      access.valid() && write(access.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || (durable && fsync(access.get()) != 0)) return FileError(errno, "write", data_path() + "/pg_hba.conf");
  return absl::OkStatus();
}

std::optional<User> DataDirectory::UserToBecome() const {
  if (user_.uid == geteuid()) return std::nullopt;
  return user_;
}

void DataDirectory::Unlock() {
  data_.Close();
  lock_.Close();
}

Program DataDirectory::ServerProgram(absl::string_view name, std::vector<std::string> arguments) const {
  Program program;
  program.argv = std::move(arguments);
  program.argv.insert(program.argv.begin(), installation_.Path(name));
  program.environment = ProgramEnvironment();
  program.output_fd = log_.get();
  program.inherited_fd = data_.get();
  program.user = UserToBecome();
  return program;
}

// The output is kept in memory and copied to the log afterwards: on a full disk it would be lost.
absl::Status DataDirectory::RunToEnd(absl::string_view name, std::vector<std::string> arguments,
                                     const std::string& input) {
  const absl::StatusOr<Fd> output = MakeMemoryFile();
  if (!output.ok()) return output.status();
  Program program = ServerProgram(name, std::move(arguments));
  program.input = input;
  program.output_fd = output->get();
  const absl::StatusOr<int> ended = RunProgram(std::move(program), kCreationLimit);
  const std::string text = ReadAll(output->get(), kMaxOutputBytes);
  if (write(log_.get(), text.data(), text.size()) < 0 && ended.ok()) return FileError(errno, "write", LogPath());
  if (!ended.ok()) return Explain(ended.status(), TailOf(output->get(), 0, kLogLinesInErrors));
  if (WIFEXITED(*ended) && WEXITSTATUS(*ended) == 0) return absl::OkStatus();
  return Explain(absl::InternalError(absl::StrCat("the PostgreSQL data directory in ", path_,
                                                  " could not be made: ", name, " ", DescribeWaitStatus(*ended))),
                 TailOf(output->get(), 0, kLogLinesInErrors));
}

absl::Status DataDirectory::WithLog(absl::Status status) const {
  if (status.ok()) return status;
  return Explain(status, TailOf(log_.get(), log_start_, kLogLinesInErrors));
}

absl::Status DataDirectory::Explain(const absl::Status& status, const std::string& words) const {
  const bool full = absl::StrContains(words, "No space left on device") || IsFull(fd());
  return absl::Status(full ? absl::StatusCode::kResourceExhausted : status.code(),
                      absl::StrCat(full ? "the disk is full, make room and start again: " : "", status.message(),
                                   words.empty() ? "" : absl::StrCat("; the end of ", LogPath(), ":\n", words)));
}

std::string DataDirectory::LogPath() const { return absl::StrCat(path_, "/", kLog); }

}  // namespace phoihop::embedded
