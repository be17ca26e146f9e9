// Runs one program as a child process that cannot outlive its parent.

#ifndef SERVICES_EMBEDDED_PROCESS_H_
#define SERVICES_EMBEDDED_PROCESS_H_

#include <signal.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace phoihop::embedded {

// A user of the operating system.
struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
};

// The descriptor number under which a program finds Program::inherited_fd.
inline constexpr int kInheritedFd = 3;

// Longest Program::input in bytes: it has to fit into a pipe at once.
inline constexpr size_t kMaxInputBytes = 4096;

struct Program {
  std::vector<std::string> argv;         // argv[0] is the path of the executable
  std::vector<std::string> environment;  // "NAME=value", the whole of it: nothing is inherited
  std::string input;                     // standard input; empty: /dev/null
  int output_fd = -1;                    // standard output and standard error; -1: /dev/null
  int inherited_fd = -1;                 // see kInheritedFd; -1: none. Every other descriptor is closed.
  std::optional<User> user;              // who runs it (needs root); absent: the current user
  int death_signal = SIGKILL;            // what it gets when this process dies, however that happens
};

// A running child in a session of its own: what the terminal sends to the foreground process group (Ctrl-C) does not
// reach it. Its working directory is "/". Thread-safe.
class Process {
 public:
  using ExitCallback = std::function<void(int wait_status)>;

  // Returns once the executable runs, so that "no such file" or "not permitted" are errors of Start. `on_exit` is
  // called once, from a thread of the Process, when the child has ended; it must not destroy the Process.
  static absl::StatusOr<std::unique_ptr<Process>> Start(Program program, ExitCallback on_exit = nullptr);

  // Kills the child (SIGKILL) if it still runs and waits for its end.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }

  // False when the child has already ended; never reaches a stranger that got its process id.
  bool Signal(int signal);

  // The status as waitpid gives it, or nothing when the child still runs after `limit`.
  std::optional<int> WaitFor(absl::Duration limit);

 private:
  struct Plan;

  Process() = default;
  void Run(const Plan* plan);
  absl::Status Launch(const Plan& plan);
  void AwaitEnd();

  std::string name_;
  ExitCallback on_exit_;
  // Forks and then waits, because the death signal is tied to the *thread* that forked: were it the caller's, the
  // child would be told to stop as soon as that thread ends.
  std::thread thread_;
  pid_t id_ = -1;  // written before started_ is set

  absl::Mutex mutex_;
  std::optional<absl::Status> started_ ABSL_GUARDED_BY(mutex_);
  std::optional<int> wait_status_ ABSL_GUARDED_BY(mutex_);
};

// Runs a program to its end. DeadlineExceeded when it takes longer than `limit`; it is killed then. Otherwise the
// status as waitpid gives it.
absl::StatusOr<int> RunProgram(Program program, absl::Duration limit);

// "ended with exit code 1", "was ended by signal 9 (Killed)".
std::string DescribeWaitStatus(int wait_status);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_PROCESS_H_
