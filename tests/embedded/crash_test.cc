// What happens when PostgreSQL or its owner is killed.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/embedded/data_directory.h"
#include "services/embedded/leftover.h"
#include "services/embedded/process.h"
#include "services/embedded/socket_directory.h"
#include "tests/embedded/cluster_fixture.h"

namespace phoihop::embedded {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CrashTest : public ClusterTest {
 protected:
  std::vector<pid_t> Servers() {
    const Fd fd(open(data().c_str(), O_RDONLY | O_DIRECTORY));
    return fd.valid() ? ServersIn(fd.get()) : std::vector<pid_t>();
  }

  // A statement that runs until somebody stops it and never looks around.
  std::unique_ptr<Process> RunBusyStatement(const PrivateCluster& cluster) {
    auto psql =
        Process::Start({.argv = {NewestInstallation(kInstallationRoot)->Path("psql"), "-Xc",
                                 "SELECT count(*) FROM generate_series(1, 1000000000000)", cluster.connection_uri()},
                        .environment = ProgramEnvironment()});
    EXPECT_EQ(Said(psql.status()), "OK");
    EXPECT_TRUE(Eventually([&] {
      return Query(cluster,
                   "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1,%' "
                   "AND pid <> pg_backend_pid()") == "1";
    }));
    return *std::move(psql);
  }
};

TEST_F(CrashTest, KilledPostmasterIsReportedAndRecoveredFrom) {
  Prepare();
  Options options = Fleeting();
  options.durable = true;
  absl::Notification ended;
  absl::Status why;
  options.on_unexpected_exit = [&](absl::Status status) {
    why = std::move(status);
    ended.Notify();
  };
  auto cluster = Started(options);
  Query(*cluster, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
  ASSERT_EQ(kill(cluster->postmaster_pid(), SIGKILL), 0);
  ASSERT_TRUE(ended.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_THAT(Said(why), HasSubstr("signal 9"));
  EXPECT_FALSE(cluster->Running());
  EXPECT_THAT(Said(cluster->Stop()), HasSubstr("already ended"));

  cluster = Started();
  EXPECT_THAT(progress_, Contains(HasSubstr("recovering")));
  EXPECT_EQ(Query(*cluster, "SELECT count(*) FROM kept"), "1000");
}

TEST_F(CrashTest, StopIsNotAnUnexpectedExit) {
  Prepare();
  Options options = Fleeting();
  bool called = false;
  options.on_unexpected_exit = [&](const absl::Status&) { called = true; };
  Started(options).reset();
  EXPECT_FALSE(called);
}

TEST_F(CrashTest, KilledBackendDoesNotEndTheServer) {
  Prepare();
  const auto cluster = Started();
  Query(*cluster, "CREATE TABLE kept AS SELECT 7 AS n");
  const auto busy = RunBusyStatement(*cluster);
  pid_t backend;
  ASSERT_TRUE(absl::SimpleAtoi(Query(*cluster,
                                     "SELECT pid FROM pg_stat_activity WHERE query LIKE '%generate_series(1,%' AND "
                                     "pid <> pg_backend_pid()"),
                               &backend));
  ASSERT_EQ(kill(backend, SIGKILL), 0);
  EXPECT_TRUE(Eventually([&] {
    const auto answer = cluster->RunClient("psql", {"-XAtqc", "SELECT n FROM kept"});
    return answer.ok() && *answer == "7\n";
  }));
  EXPECT_TRUE(cluster->Running());
  EXPECT_EQ(Said(cluster->Stop()), "OK");
}

// The backends of a killed postmaster would go on until their statement is done.
TEST_F(CrashTest, BusyOrphanOfAKilledPostmasterIsEnded) {
  Prepare();
  auto cluster = Started();
  const auto busy = RunBusyStatement(*cluster);
  ASSERT_EQ(kill(cluster->postmaster_pid(), SIGKILL), 0);
  ASSERT_TRUE(Eventually([&] { return !cluster->Running(); }));
  EXPECT_THAT(Servers(), Not(IsEmpty()));
  cluster.reset();
  cluster = Started();
  EXPECT_THAT(progress_, Contains(HasSubstr("waiting for the PostgreSQL of an earlier run")));
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
}

TEST_F(CrashTest, ServerEndsCleanlyWhenItsOwnerIsKilled) {
  Prepare();
  const Child owner = Fork([this](int output) {
    const auto cluster = Started();
    Query(*cluster, "CREATE TABLE kept AS SELECT 1 AS n");
    dprintf(output, "%d\n", cluster->postmaster_pid());
    pause();
  });
  pid_t postmaster;
  ASSERT_TRUE(absl::SimpleAtoi(ReadLine(owner.output), &postmaster));
  EXPECT_THAT(Servers(), Contains(postmaster));
  Kill(owner.pid);
  EXPECT_TRUE(Eventually([&] { return Servers().empty(); }));
  EXPECT_EQ(ControlState(), "shut down");
}

TEST_F(CrashTest, StartRightAfterTheOwnerWasKilled) {
  Prepare();
  const Child owner = Fork([this](int output) {
    Options options = Fleeting();
    options.durable = true;
    const auto cluster = Started(options);
    Query(*cluster, "CREATE TABLE kept AS SELECT generate_series(1, 300000) AS n");
    dprintf(output, "ready\n");
    pause();
  });
  ASSERT_EQ(ReadLine(owner.output), "ready");
  Kill(owner.pid);
  const auto cluster = Started();
  EXPECT_EQ(Query(*cluster, "SELECT count(*) FROM kept"), "300000");
}

// Not the child of an owner, so nothing tells it to end: somebody started it by hand.
TEST_F(CrashTest, ServerWithoutOwnerIsEndedFirst) {
  Prepare();
  std::unique_ptr<Process> stray;
  {
    absl::StatusOr<DataDirectory> directory = DataDirectory::Open(this->directory());
    ASSERT_EQ(Said(directory.status()), "OK");
    ASSERT_EQ(Said(directory->OpenData(kInstallationRoot).status()), "OK");
    const auto sockets =
        MakeSocketDirectory(this->sockets(), directory->data_path(), directory->data_fd(), directory->user());
    ASSERT_EQ(Said(sockets.status()), "OK");
    std::vector<std::string> arguments = AsArguments(ServerSettings(false, false, {}, *sockets));
    arguments.insert(arguments.begin(), {"-D", InheritedPath()});
    auto process = Process::Start(directory->ServerProgram("postgres", arguments));
    ASSERT_EQ(Said(process.status()), "OK");
    stray = *std::move(process);
    ASSERT_TRUE(Eventually([&] { return AcceptsConnections(*sockets); }));
  }
  const auto cluster = Started();
  EXPECT_EQ(stray->WaitFor(absl::ZeroDuration()), 0) << "it ended by itself, cleanly";
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
}

// PostgreSQL would believe that the process is its predecessor and refuse to start.
TEST_F(CrashTest, ProcessIdThatBelongsToSomebodyElseByNow) {
  Prepare();
  struct stat pgdata;
  ASSERT_EQ(stat(data().c_str(), &pgdata), 0);
  Program stranger = {.argv = {"/bin/sleep", "1000"}, .environment = ProgramEnvironment()};
  if (pgdata.st_uid != geteuid()) stranger.user = User{pgdata.st_uid, pgdata.st_gid, ""};
  const auto process = Process::Start(stranger);
  ASSERT_EQ(Said(process.status()), "OK");
  // As it was left by a crash, up to the line that says that it is ready.
  Write(data() + "/postmaster.pid", absl::StrCat((*process)->id(), "\n/proc/self/fd/3\n1700000000\n5432\n/tmp/x\n\n",
                                                 "  1234567         0\nready   \n"));
  ASSERT_EQ(chown((data() + "/postmaster.pid").c_str(), pgdata.st_uid, pgdata.st_gid), 0);
  const auto cluster = Started();
  EXPECT_THAT(progress_, ElementsAre(HasSubstr("recovering")));
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
  EXPECT_FALSE((*process)->WaitFor(absl::ZeroDuration()).has_value()) << "the stranger was left alone";
}

TEST_F(CrashTest, HalfFinishedInitialisationIsRedone) {
  ASSERT_EQ(mkdir(directory().c_str(), 0700), 0);
  std::filesystem::create_directories(directory() + "/pgdata.new/base/1");
  Write(directory() + "/pgdata.new/PG_VERSION", "15\n");
  const auto cluster = Started();
  EXPECT_THAT(progress_, Contains(StartsWith("creating the database")));
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
  EXPECT_FALSE(std::filesystem::exists(directory() + "/pgdata.new"));
}

TEST_F(CrashTest, OwnerKilledInTheMiddleOfInitialisation) {
  for (const char* milestone : {"PG_VERSION", "global/pg_control", "base/5"}) {
    const Child owner = Fork([this](int) { Started(); });
    const std::string fresh = directory() + "/pgdata.new";
    EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(fresh + "/" + milestone); })) << milestone;
    Kill(owner.pid);
    EXPECT_FALSE(std::filesystem::exists(data())) << milestone;
  }
  const auto cluster = Started();
  EXPECT_THAT(progress_, ElementsAre(StartsWith("creating the database"), StartsWith("starting PostgreSQL")));
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
}

}  // namespace
}  // namespace phoihop::embedded
