// A PostgreSQL of its own for one phoihopd on one machine: nothing to install but the Debian package, nothing to
// configure, reachable by nobody else.
//
//   absl::StatusOr<std::unique_ptr<PrivateCluster>> cluster = PrivateCluster::Start({.directory = ".phoihop"});
//   if (!cluster.ok()) …                            // one sentence for the person who started it
//   Connect((*cluster)->connection_uri());
//
// What is promised:
// - The data survive everything that a durable PostgreSQL survives. No data directory is ever deleted, and one that
//   does not look right is refused without a change.
// - PostgreSQL ends when its owner ends, even by kill -9 (fast shutdown). The next Start waits for that.
// - Ctrl-C in a terminal reaches only phoihopd, which can finish its work before it stops PostgreSQL.
// - One owner at a time; the second is refused with its process id.
// - Started by root, PostgreSQL runs as the user "postgres" (or as the owner of the existing data), also when that user
//   cannot enter the parents of the directory.
//
// To look inside: psql -h "$(cat <directory>/socket)" -U phoihop, as the same user or as root.

#ifndef SERVICES_EMBEDDED_PRIVATE_CLUSTER_H_
#define SERVICES_EMBEDDED_PRIVATE_CLUSTER_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/embedded/installation.h"
#include "services/embedded/process.h"
#include "services/embedded/settings.h"

namespace phoihop::embedded {

class DataDirectory;

// Time for a server to accept connections. Usual are 0.2 s; after a crash it first replays at most some 2 GB of log,
// which a slow disk reads in minutes.
inline constexpr absl::Duration kStartLimit = absl::Minutes(5);

// Time for a fast shutdown, which writes what is in memory (128 MB) to the disk; then it is stopped without that.
inline constexpr absl::Duration kStopLimit = absl::Seconds(60);

// Time after which a server that was asked to stop at once is killed.
inline constexpr absl::Duration kImmediateStopLimit = absl::Seconds(10);

// Time that Start gives the server of an earlier owner to end.
inline constexpr absl::Duration kLeftoverLimit = absl::Seconds(90);

// Time for a client program (createdb, psql …).
inline constexpr absl::Duration kClientLimit = absl::Seconds(60);

struct Options {
  // Made when missing, with mode 0700. Holds everything (data_directory.h says what) and may be moved while stopped.
  std::string directory;

  // Called by Start, in its thread, with what takes a while: "creating the database (first start)".
  std::function<void(absl::string_view)> progress;

  // False only for data that nobody will miss: survives a crash of PostgreSQL, but not of the machine.
  bool durable = true;

  // Settings of postgresql.conf that win over those of settings.cc and over postgresql.conf itself, but not over those
  // that keep it private.
  std::vector<Setting> settings;

  // Called once when PostgreSQL ends although nobody called Stop, from a thread of the cluster; must not destroy it.
  std::function<void(absl::Status)> on_unexpected_exit;

  // Where the folder of the socket is made; the whole path has to stay below 107 characters.
  std::string socket_base = "/tmp";

  // Where <major>/bin/postgres is looked for.
  std::string installation_root = kInstallationRoot;
};

// Thread-safe. A process that was forked from the owner must not use its copy; destroying the copy does nothing.
class PrivateCluster {
 public:
  // Returns when the server accepts connections; makes the cluster first if there is none. Errors, each one sentence
  // that says what to do (and the end of the log where that helps):
  //   FAILED_PRECONDITION   in use by another process; broken data; other major version; no user to run as
  //   NOT_FOUND             PostgreSQL is not installed
  //   PERMISSION_DENIED     directory or data belong to somebody else
  //   RESOURCE_EXHAUSTED    disk full
  //   DEADLINE_EXCEEDED     did not come up within kStartLimit, or an old server did not end within kLeftoverLimit
  //   INTERNAL              initdb or postgres failed; the message has their words
  // After an error nothing runs and the directory can be used again.
  static absl::StatusOr<std::unique_ptr<PrivateCluster>> Start(Options options);

  // Stops.
  ~PrivateCluster();
  PrivateCluster(const PrivateCluster&) = delete;
  PrivateCluster& operator=(const PrivateCluster&) = delete;

  // "postgresql://phoihop@/phoihop?host=/tmp/phoihop-…&port=5432". The role phoihop is the administrator; no role needs
  // a password (data_directory.cc says why). Role and database are names as in pg_roles and pg_database.
  std::string connection_uri(absl::string_view role = kAdministrator, absl::string_view database = kDatabase) const;

  // Runs a client program of the same version as administrator ("createdb", "psql", "pg_dump" …) and returns its
  // output (standard output and error). INTERNAL with that output when it fails.
  absl::StatusOr<std::string> RunClient(absl::string_view program, std::vector<std::string> arguments) const;

  // False after PostgreSQL has ended, for whatever reason.
  bool Running() const;

  // Disconnects all clients, writes everything and returns when PostgreSQL has ended and the directory is unlocked. A
  // second call does nothing. INTERNAL when it had already ended or had to be forced, which the next Start repairs.
  absl::Status Stop();

  const std::string& directory() const { return path_; }
  const std::string& socket_directory() const { return socket_directory_; }
  pid_t postmaster_pid() const { return postmaster_pid_; }
  int major() const { return major_; }

 private:
  explicit PrivateCluster(Options options);

  absl::Status PrepareData();
  absl::Status PrepareSocket();
  absl::Status Launch();
  absl::Status WaitUntilReady();
  bool Ready() const;
  bool HasLz4() const;
  absl::Status StopServer();
  void OnExit(int wait_status);
  void Progress(absl::string_view what) const;

  // Unchanged once Start has returned.
  const Options options_;
  const pid_t owner_;  // the process that called Start
  std::unique_ptr<DataDirectory> data_;
  std::string path_, socket_directory_;
  pid_t postmaster_pid_ = -1;
  int major_ = 0;

  absl::Mutex stop_mutex_;  // one Stop at a time; never taken by OnExit
  bool stopped_ ABSL_GUARDED_BY(stop_mutex_) = false;

  absl::Mutex exit_mutex_;
  bool exit_expected_ ABSL_GUARDED_BY(exit_mutex_) = true;

  std::unique_ptr<Process> postmaster_;  // destroyed first: its thread calls OnExit
};

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_PRIVATE_CLUSTER_H_
