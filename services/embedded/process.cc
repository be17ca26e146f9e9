#include "services/embedded/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/embedded/file.h"

namespace phoihop::embedded {
namespace {

// Descriptors are moved to at least this number before the fork, so that the child can put them to 0…4 in any order.
constexpr int kFirstFreeFd = 10;
constexpr int kErrorFd = 4;

// What a child writes to its parent when it could not become the program.
struct LaunchError {
  int error = 0;
  char step[28] = {};
};

absl::StatusOr<Fd> MoveUp(int fd) {
  Fd moved(fcntl(fd, F_DUPFD_CLOEXEC, kFirstFreeFd));
  if (!moved.valid()) return absl::ErrnoToStatus(errno, "cannot duplicate a file descriptor");
  return moved;
}

absl::StatusOr<Fd> OpenNull() {
  Fd fd(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "cannot open /dev/null");
  return MoveUp(fd.get());
}

// The reading end of a pipe that holds `input`.
absl::StatusOr<Fd> OpenInput(const std::string& input) {
  if (input.size() > kMaxInputBytes) return absl::InvalidArgumentError("the input of a program is too long");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "cannot make a pipe");
  Fd reader(ends[0]), writer(ends[1]);
  if (write(writer.get(), input.data(), input.size()) != static_cast<ssize_t>(input.size())) {
    return absl::ErrnoToStatus(errno, "cannot fill a pipe");
  }
  return MoveUp(reader.get());
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Signals that arrive while a thread is made stay pending for the threads that want them.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

// Everything the child needs, allocated before the fork: between fork and exec of a process with threads only
// system calls are allowed, because another thread may hold the lock of malloc at the moment of the fork.
struct Process::Plan {
  Program program;
  std::vector<char*> argv, environment;
  Fd input, output, inherited;
  pid_t parent = -1;

  absl::Status Prepare() {
    argv = Pointers(program.argv);
    environment = Pointers(program.environment);
    absl::StatusOr<Fd> in = program.input.empty() ? OpenNull() : OpenInput(program.input);
    if (!in.ok()) return in.status();
    absl::StatusOr<Fd> out = program.output_fd < 0 ? OpenNull() : MoveUp(program.output_fd);
    if (!out.ok()) return out.status();
    input = *std::move(in);
    output = *std::move(out);
    if (program.inherited_fd >= 0) {
      absl::StatusOr<Fd> third = MoveUp(program.inherited_fd);
      if (!third.ok()) return third.status();
      inherited = *std::move(third);
    }
    parent = getpid();
    return absl::OkStatus();
  }

  // In the child: becomes the program, or returns the name of the step that failed, with errno.
  const char* Become(int error_fd) const {
    if (dup3(error_fd, kErrorFd, O_CLOEXEC) < 0) _exit(126);  // first: it carries what this function returns
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
    if (setsid() < 0) return "setsid";
    if (dup2(input.get(), 0) < 0 || dup2(output.get(), 1) < 0 || dup2(output.get(), 2) < 0) return "dup2";
    if (inherited.valid() && dup2(inherited.get(), kInheritedFd) < 0) return "dup2";
    if (!inherited.valid()) close(kInheritedFd);
    // Needs Linux 5.9. On an older kernel the descriptors of phoihopd, which are all close-on-exec, need no help.
    close_range(kErrorFd + 1, ~0U, 0);
    if (chdir("/") != 0) return "chdir";
    umask(077);
    if (program.user.has_value()) {
      // Raw calls: those of the C library ask every other thread to follow, and there are none here.
      if (syscall(SYS_setgroups, 0, nullptr) != 0) return "setgroups";
      const gid_t gid = program.user->gid;
      if (syscall(SYS_setresgid, gid, gid, gid) != 0) return "setresgid";
      const uid_t uid = program.user->uid;
      if (syscall(SYS_setresuid, uid, uid, uid) != 0) return "setresuid";
    }
    // After the change of user, which clears it.
    if (prctl(PR_SET_PDEATHSIG, program.death_signal) != 0) return "prctl";
    if (getppid() != parent) _exit(1);  // the parent died before the line above
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(argv[0], argv.data(), environment.data());
    return "execve";
  }
};

absl::StatusOr<std::unique_ptr<Process>> Process::Start(Program program, ExitCallback on_exit) {
  Plan plan;
  plan.program = std::move(program);
  if (plan.program.argv.empty()) return absl::InvalidArgumentError("a program needs a name");
  if (absl::Status status = plan.Prepare(); !status.ok()) return status;

  std::unique_ptr<Process> process(new Process);
  process->name_ = plan.program.argv[0];
  process->on_exit_ = std::move(on_exit);
  try {
    BlockedSignals blocked;
    process->thread_ = std::thread(&Process::Run, process.get(), &plan);
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(absl::StrCat("cannot start a thread: ", error.what()));
  }
  absl::MutexLock lock(&process->mutex_);
  process->mutex_.Await(absl::Condition(
      +[](std::optional<absl::Status>* started) { return started->has_value(); }, &process->started_));
  if (!process->started_->ok()) return *process->started_;
  return process;
}

Process::~Process() {
  Signal(SIGKILL);
  if (thread_.joinable()) thread_.join();
}

// The body of thread_. `plan` lives until started_ is set.
void Process::Run(const Plan* plan) {
  absl::Status status = Launch(*plan);
  const bool running = status.ok();
  {
    absl::MutexLock lock(&mutex_);
    if (!running) wait_status_ = 0;
    started_ = std::move(status);
  }
  if (running) AwaitEnd();
}

absl::Status Process::Launch(const Plan& plan) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "cannot make a pipe");
  Fd reader(ends[0]), lower_writer(ends[1]);
  absl::StatusOr<Fd> writer = MoveUp(lower_writer.get());
  if (!writer.ok()) return writer.status();
  lower_writer.Close();

  // _Fork and not fork: handlers of pthread_atfork (gRPC has some) are not meant for a child that only calls exec.
  id_ = _Fork();
  if (id_ < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot start ", name_));
  if (id_ == 0) {
    LaunchError report;
    const char* step = plan.Become(writer->get());
    report.error = errno;
    for (size_t i = 0; i + 1 < sizeof(report.step) && step[i] != 0; ++i) report.step[i] = step[i];
    _exit(write(kErrorFd, &report, sizeof(report)) < 0 ? 126 : 127);
  }
  writer->Close();

  LaunchError report;
  ssize_t size;
  do {
    size = read(reader.get(), &report, sizeof(report));
  } while (size < 0 && errno == EINTR);
  if (size != sizeof(report)) return absl::OkStatus();  // closed by exec
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
  return absl::ErrnoToStatus(report.error, absl::StrCat("cannot run ", name_, " (", report.step, ")"));
}

void Process::AwaitEnd() {
  siginfo_t info;
  while (waitid(P_PID, id_, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  int status = 0;
  {
    // Reaped under the lock: until then the process id belongs to the child, so Signal cannot reach a stranger.
    absl::MutexLock lock(&mutex_);
    waitpid(id_, &status, WNOHANG);
    wait_status_ = status;
  }
  if (on_exit_) on_exit_(status);
}

bool Process::Signal(int signal) {
  absl::MutexLock lock(&mutex_);
  if (wait_status_.has_value() || !started_.has_value()) return false;
  return kill(id_, signal) == 0;
}

std::optional<int> Process::WaitFor(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(
                              +[](std::optional<int>* status) { return status->has_value(); }, &wait_status_),
                          limit);
  return wait_status_;
}

absl::StatusOr<int> RunProgram(Program program, absl::Duration limit) {
  const std::string name = program.argv.empty() ? "" : program.argv[0];
  absl::StatusOr<std::unique_ptr<Process>> process = Process::Start(std::move(program));
  if (!process.ok()) return process.status();
  const std::optional<int> status = (*process)->WaitFor(limit);
  if (!status.has_value()) {
    return absl::DeadlineExceededError(
        absl::StrCat(name, " did not end within ", absl::FormatDuration(limit), " and was stopped"));
  }
  return *status;
}

std::string DescribeWaitStatus(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    return absl::StrCat("was ended by signal ", signal, " (", strsignal(signal), ")");
  }
  return absl::StrCat("ended with exit code ", WEXITSTATUS(wait_status));
}

}  // namespace phoihop::embedded
