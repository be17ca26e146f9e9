// The directory of a PrivateCluster:
//
//   lock            locked by the phoihopd that owns it; holds its process id
//   pgdata/         the data directory of PostgreSQL; exists only when complete
//   pgdata.new/     one that is being made; whatever a crash leaves of it is thrown away
//   postgresql.log  what PostgreSQL says
//   socket          the path of the folder with the socket, one line

#ifndef SERVICES_EMBEDDED_DATA_DIRECTORY_H_
#define SERVICES_EMBEDDED_DATA_DIRECTORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/embedded/file.h"
#include "services/embedded/installation.h"
#include "services/embedded/process.h"

namespace phoihop::embedded {

// Time for initdb to end; it needs a second, on a slow disk some ten.
inline constexpr absl::Duration kCreationLimit = absl::Minutes(3);

class DataDirectory {
 public:
  // Makes the directory (mode 0700, and its parents) when it is missing and locks it. FailedPrecondition when another
  // process owns it.
  static absl::StatusOr<DataDirectory> Open(const std::string& path);

  // Opens pgdata when there is one: checks that it is a complete data directory of a version that is installed.
  // Changes nothing. False when there is none yet.
  absl::StatusOr<bool> OpenData(const std::string& installation_root);

  // Makes pgdata: initdb, role and database. Ends with OpenData.
  absl::Status CreateData(const std::string& installation_root, bool durable);

  // A program of PostgreSQL that runs as the right user, with pgdata as its inherited descriptor and the log as its
  // output. Needs pgdata.
  Program ServerProgram(absl::string_view name, std::vector<std::string> arguments) const;

  // Free of symbolic links.
  const std::string& path() const { return path_; }
  std::string data_path() const { return path_ + "/pgdata"; }
  int fd() const { return fd_.get(); }
  int data_fd() const { return data_.get(); }
  const Installation& installation() const { return installation_; }

  // Who runs PostgreSQL: the owner of pgdata.
  const User& user() const { return user_; }

  // An error with what PostgreSQL has said since Open at the end of its message. When the disk is full the message
  // begins with that and the code is ResourceExhausted.
  absl::Status WithLog(absl::Status status) const;

  // The user whom programs have to become; nothing when phoihopd already runs as that user.
  std::optional<User> UserToBecome() const;

  // Lets the next owner in.
  void Unlock();

 private:
  absl::Status OpenLog();
  absl::Status Explain(const absl::Status& status, const std::string& words) const;
  std::string LogPath() const;
  absl::Status RunToEnd(absl::string_view name, std::vector<std::string> arguments, const std::string& input);
  absl::Status InitialiseData(bool durable);

  std::string path_;
  Fd fd_, lock_, log_, data_;
  off_t log_start_ = 0;
  Installation installation_;
  User user_;
};

// The environment of the programs of PostgreSQL, independent of phoihopd's own.
std::vector<std::string> ProgramEnvironment();

// With what initdb is called. Whoever keeps data directories for later (tests do) can tell by it whether they are still
// the right ones.
std::vector<std::string> InitialisationArguments(bool durable);

// The path under which a program finds pgdata.
//
// The user who runs PostgreSQL may be unable to enter the parents of pgdata (a clone in /root). The link
// /proc/self/fd/N leads to the open directory without walking through them, and every child of the server inherits the
// descriptor. /proc/self/cwd, which looks simpler, does not work: up to version 15 each program changes its working
// directory while it looks for its own executable and cannot change back.
std::string InheritedPath();

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_DATA_DIRECTORY_H_
