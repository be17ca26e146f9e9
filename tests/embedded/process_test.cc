// Programs that run as children.

#include "services/embedded/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/synchronization/notification.h"
#include "services/embedded/file.h"

namespace phoihop::embedded {
namespace {

using ::testing::HasSubstr;

Program Shell(const std::string& script) {
  return {.argv = {"/bin/sh", "-c", script}, .environment = {"PATH=/usr/bin:/bin"}};
}

struct Outcome {
  int exit_code;
  std::string output;
};

Outcome OutcomeOf(Program program) {
  const absl::StatusOr<Fd> output = MakeMemoryFile();
  program.output_fd = output->get();
  const absl::StatusOr<int> ended = RunProgram(std::move(program), absl::Seconds(30));
  if (!ended.ok() || !WIFEXITED(*ended)) return {-1, ended.status().ToString()};
  return {WEXITSTATUS(*ended), ReadAll(output->get(), 1 << 16)};
}

TEST(ProcessTest, GivesExitCodeAndBothOutputs) {
  const Outcome outcome = OutcomeOf(Shell("echo out; echo error >&2; exit 7"));
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.output, "out\nerror\n");
}

TEST(ProcessTest, GivesInput) {
  Program program = Shell("cat");
  program.input = "CREATE DATABASE x\n";
  EXPECT_EQ(OutcomeOf(std::move(program)).output, "CREATE DATABASE x\n");
  EXPECT_EQ(OutcomeOf(Shell("cat")).output, "") << "no input is the end of a file, not the terminal";
}

TEST(ProcessTest, InheritsOneDescriptorAndNoEnvironment) {
  const Fd directory(open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Fd leak(open("/dev/zero", O_RDONLY));
  Program program = Shell("readlink /proc/self/fd/3; ls /proc/self/fd | wc -l; pwd; env | grep -c HOME");
  program.inherited_fd = directory.get();
  EXPECT_EQ(OutcomeOf(std::move(program)).output, "/usr\n5\n/\n0\n") << "0, 1, 2, 3 and the one ls reads";
}

TEST(ProcessTest, StartFailsWhenTheProgramCannotRun) {
  const auto process = Process::Start({.argv = {"/no/such/program"}});
  EXPECT_EQ(process.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(process.status().ToString(), HasSubstr("cannot run /no/such/program"));
}

TEST(ProcessTest, SignalsAreAsInAFreshProcess) {
  const auto before = signal(SIGPIPE, SIG_IGN);
  sigset_t blocked, old;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &old);
  EXPECT_THAT(OutcomeOf(Shell("grep -E '^Sig(Blk|Ign)' /proc/self/status")).output,
              "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  signal(SIGPIPE, before);
}

TEST(ProcessTest, TellsTheEndOnce) {
  absl::Notification ended;
  int status = 0;
  const auto process = Process::Start(Shell("kill -9 $$"), [&](int wait_status) {
    status = wait_status;
    ended.Notify();
  });
  ASSERT_TRUE(process.ok()) << process.status();
  ended.WaitForNotification();
  EXPECT_EQ(DescribeWaitStatus(status), "was ended by signal 9 (Killed)");
  EXPECT_FALSE((*process)->Signal(SIGTERM)) << "nobody is there";
}

TEST(ProcessTest, TooSlowIsEnded) {
  EXPECT_EQ(RunProgram(Shell("exec sleep 1000"), absl::Milliseconds(50)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(ProcessTest, DestructionEndsTheChild) {
  auto process = Process::Start(Shell("exec sleep 1000"));
  ASSERT_TRUE(process.ok()) << process.status();
  const pid_t pid = (*process)->id();
  process->reset();
  EXPECT_EQ(kill(pid, 0), -1);
}

}  // namespace
}  // namespace phoihop::embedded
