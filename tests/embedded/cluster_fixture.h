// What the tests of services/embedded share.

#ifndef TESTS_EMBEDDED_CLUSTER_FIXTURE_H_
#define TESTS_EMBEDDED_CLUSTER_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/embedded/private_cluster.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::embedded {

// "OK", or what went wrong, for EXPECT_EQ(Said(status), "OK").
std::string Said(const absl::Status& status);

// A directory of its own for each test; nothing is shared, so tests may run side by side.
class ClusterTest : public ::testing::Test {
 protected:
  // Not durable unless a test asks: it is quicker and the rules tested here are the same.
  Options Fleeting();

  // Puts an empty cluster into the directory, for tests that do not care how it got there.
  void Prepare();

  // Starts; the test fails when that fails.
  std::unique_ptr<PrivateCluster> Started();
  std::unique_ptr<PrivateCluster> Started(Options options);

  // What Start says when it is expected to fail.
  absl::Status Refusal();
  absl::Status Refusal(Options options);

  // The answer of one statement, without the line end.
  std::string Query(const PrivateCluster& cluster, const std::string& sql);

  // Runs `body` in a child process, which ends by exit(0) when it returns; for owners that are to be killed. The child
  // may tell something by writing to the descriptor. To be called while this process has one thread.
  struct Child {
    pid_t pid;
    int output;
  };
  static Child Fork(const std::function<void(int output)>& body);
  static std::string ReadLine(int fd);
  static void Kill(pid_t child);  // SIGKILL, and reaps it

  // Waits until the condition holds; fails after a time in which it would have on the slowest machine.
  static bool Eventually(const std::function<bool()>& condition);

  // Every file below the directory with its contents, owner and mode.
  static std::map<std::string, std::string> Snapshot(const std::string& directory);

  static void Write(const std::string& path, const std::string& contents);

  // "shut down", "in production" …, from pg_controldata.
  std::string ControlState() const;

  std::string directory() const { return temporary_.path() + "/state"; }
  std::string data() const { return directory() + "/pgdata"; }
  const std::string& sockets() const { return temporary_.sockets(); }
  const std::string& outside() const { return temporary_.path(); }

  std::vector<std::string> progress_;

 private:
  testing::TemporaryDirectory temporary_;
};

}  // namespace phoihop::embedded

#endif  // TESTS_EMBEDDED_CLUSTER_FIXTURE_H_
