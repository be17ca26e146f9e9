// Starting, restarting and stopping when nothing goes wrong.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/embedded/settings.h"
#include "tests/embedded/cluster_fixture.h"

namespace phoihop::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

class StartTest : public ClusterTest {
 protected:
  Options Durable() { return {.directory = directory(), .socket_base = sockets()}; }
};

TEST_F(StartTest, FirstStartMakesRoleAndDatabase) {
  const auto cluster = Started();
  EXPECT_THAT(progress_, ElementsAre(StartsWith("creating the database"), StartsWith("starting PostgreSQL")));
  EXPECT_EQ(Query(*cluster, "SELECT current_user || ' ' || current_database()"), "phoihop phoihop");
  EXPECT_EQ(Query(*cluster, "SHOW server_encoding"), "UTF8");
  EXPECT_EQ(Query(*cluster, "SHOW data_checksums"), "on");
  EXPECT_EQ(Query(*cluster, "SHOW listen_addresses"), "");
  EXPECT_EQ(Query(*cluster, "SELECT lower('ĐỒNG NAI')"), "đồng nai");
  EXPECT_EQ(Query(*cluster, "SELECT string_agg(c, '' ORDER BY c) FROM unnest('{b,a,B,đ,d}'::text[]) c"), "Babdđ");
}

TEST_F(StartTest, DurableByDefault) {
  const auto cluster = Started(Durable());
  for (const char* setting : {"fsync", "synchronous_commit", "full_page_writes"}) {
    EXPECT_EQ(Query(*cluster, absl::StrCat("SHOW ", setting)), "on") << setting;
  }
  EXPECT_EQ(Query(*cluster, "SHOW max_wal_size"), "2GB");
}

TEST_F(StartTest, ExtraSettingsWinButNotOverPrivacy) {
  Prepare();
  Options options = Fleeting();
  options.settings = {{"work_mem", "9MB"}, {"listen_addresses", "*"}};
  const auto cluster = Started(options);
  EXPECT_EQ(Query(*cluster, "SHOW work_mem"), "9MB");
  EXPECT_EQ(Query(*cluster, "SHOW listen_addresses"), "");
}

TEST_F(StartTest, RestartKeepsDataAndSocket) {
  Prepare();
  auto cluster = Started();
  Query(*cluster, "CREATE TABLE kept AS SELECT 42 AS answer");
  const std::string uri = cluster->connection_uri();
  EXPECT_EQ(Said(cluster->Stop()), "OK");
  EXPECT_EQ(Said(cluster->Stop()), "OK") << "twice is once";
  cluster = Started();
  EXPECT_THAT(progress_, ElementsAre(StartsWith("starting PostgreSQL")));
  EXPECT_EQ(Query(*cluster, "SELECT answer FROM kept"), "42");
  EXPECT_EQ(cluster->connection_uri(), uri);
}

TEST_F(StartTest, StopIsCleanAndLeavesNothingRunning) {
  Prepare();
  auto cluster = Started();
  const pid_t postmaster = cluster->postmaster_pid();
  const std::string sockets = cluster->socket_directory();
  EXPECT_EQ(ControlState(), "in production");
  cluster.reset();
  EXPECT_EQ(ControlState(), "shut down");
  EXPECT_EQ(kill(postmaster, 0), -1);
  EXPECT_FALSE(std::filesystem::exists(sockets));
  EXPECT_FALSE(std::filesystem::exists(data() + "/postmaster.pid"));
}

TEST_F(StartTest, StopDoesNotWaitForClients) {
  Prepare();
  const auto cluster = Started();
  std::thread client([&] {
    EXPECT_EQ(cluster->RunClient("psql", {"-c", "SELECT count(*) FROM generate_series(1, 1000000000000)"}).ok(), false);
  });
  EXPECT_TRUE(Eventually([&] {
    return Query(*cluster,
                 "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1,%' "
                 "AND pid <> pg_backend_pid()") == "1";
  }));
  EXPECT_EQ(Said(cluster->Stop()), "OK");
  client.join();
  EXPECT_EQ(ControlState(), "shut down");
}

TEST_F(StartTest, SocketIsPrivateAndRecorded) {
  Prepare();
  const auto cluster = Started();
  struct stat folder, pgdata;
  ASSERT_EQ(stat(cluster->socket_directory().c_str(), &folder), 0);
  ASSERT_EQ(stat(data().c_str(), &pgdata), 0);
  EXPECT_EQ(folder.st_mode & 0777, 0700u);
  EXPECT_EQ(folder.st_uid, pgdata.st_uid);
  std::string recorded;
  std::getline(std::ifstream(directory() + "/socket"), recorded);
  EXPECT_EQ(recorded, cluster->socket_directory());
}

// In a place where everybody may write, a stranger can have made the folder first.
TEST_F(StartTest, SocketFolderOfAStrangerIsLeftAlone) {
  Prepare();
  auto cluster = Started();
  const std::string usual = cluster->socket_directory();
  cluster.reset();
  ASSERT_EQ(mkdir(usual.c_str(), 0755), 0);
  ASSERT_EQ(chmod(usual.c_str(), 0755), 0);
  cluster = Started();
  EXPECT_EQ(cluster->socket_directory(), usual + "-2");
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
  EXPECT_EQ(rmdir(usual.c_str()), 0);
}

TEST_F(StartTest, UriNamesRoleAndDatabase) {
  Prepare();
  const auto cluster = Started();
  EXPECT_EQ(cluster->connection_uri("phoihop_server", "a b"),
            absl::StrCat("postgresql://phoihop_server@/a%20b?host=", cluster->socket_directory(), "&port=5432"));
  Query(*cluster, "CREATE ROLE phoihop_server LOGIN");
  const absl::StatusOr<std::string> user =
      cluster->RunClient("psql", {"-XAtqc", "SELECT current_user", cluster->connection_uri("phoihop_server")});
  ASSERT_EQ(Said(user.status()), "OK");
  EXPECT_EQ(*user, "phoihop_server\n");
}

// What the terminal sends for Ctrl-C goes to the process group of phoihopd.
TEST_F(StartTest, HasASessionOfItsOwn) {
  Prepare();
  const auto cluster = Started();
  EXPECT_EQ(getsid(cluster->postmaster_pid()), cluster->postmaster_pid());
  EXPECT_NE(getpgid(cluster->postmaster_pid()), getpgid(0));
}

TEST_F(StartTest, OutlivesTheThreadThatStartedIt) {
  Prepare();
  std::unique_ptr<PrivateCluster> cluster;
  std::thread([&] { cluster = Started(); }).join();
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
  EXPECT_TRUE(cluster->Running());
}

// No descriptor of phoihopd (a listening port, a lock) is kept alive by PostgreSQL.
TEST_F(StartTest, InheritsNoDescriptors) {
  Prepare();
  const int leak = open("/dev/zero", O_RDONLY);  // not close-on-exec
  const auto cluster = Started();
  for (const auto& entry :
       std::filesystem::directory_iterator(absl::StrCat("/proc/", cluster->postmaster_pid(), "/fd"))) {
    std::error_code closed_meanwhile;
    const std::string target = std::filesystem::read_symlink(entry.path(), closed_meanwhile).string();
    EXPECT_NE(target, "/dev/zero");
    EXPECT_NE(target, directory() + "/lock");
  }
  close(leak);
}

// A clone in /root: the user who runs PostgreSQL cannot enter the parents of its data. All that a server does with
// files has to work all the same.
TEST_F(StartTest, WorksBelowAFolderThatItsUserCannotEnter) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to have a user who may do less";
  struct stat parent, pgdata;
  auto cluster = Started(Durable());
  ASSERT_EQ(stat(outside().c_str(), &parent), 0);
  ASSERT_EQ(stat(data().c_str(), &pgdata), 0);
  ASSERT_EQ(parent.st_mode & 0777, 0700u);
  ASSERT_EQ(parent.st_uid, 0u);
  ASSERT_NE(pgdata.st_uid, 0u);

  Query(*cluster, "CREATE TABLE big AS SELECT i, repeat(md5(i::text), 20) AS t FROM generate_series(1, 200000) i");
  Query(*cluster, "CREATE INDEX ON big (t, i)");
  Query(*cluster, "CHECKPOINT");
  Query(*cluster, "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT t FROM big ORDER BY t DESC) x");  // spills
  Query(*cluster,
        "SET max_parallel_workers_per_gather = 2; SET min_parallel_table_scan_size = 0; "
        "SET parallel_setup_cost = 0; SELECT sum(length(t)) FROM big");
  Query(*cluster, "DELETE FROM big WHERE i % 2 = 0");
  Query(*cluster, "VACUUM (FULL, ANALYZE) big");
  Query(*cluster, "ALTER SYSTEM SET work_mem = '5MB'");
  Query(*cluster, "SELECT pg_reload_conf()");
  EXPECT_TRUE(Eventually([&] { return Query(*cluster, "SHOW work_mem") == "5MB"; }));
  Query(*cluster, "CREATE DATABASE other STRATEGY file_copy");
  Query(*cluster, "DROP DATABASE other");
  Query(*cluster, "SELECT pg_switch_wal()");
  EXPECT_EQ(Said(cluster->Stop()), "OK");
  cluster = Started(Durable());
  EXPECT_EQ(Query(*cluster, "SELECT count(*) FROM big"), "100000");
}

// Whoever owns the data runs PostgreSQL, also when root starts phoihopd for once.
TEST_F(StartTest, RootStartsAsTheOwnerOfTheData) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  constexpr uid_t kNobody = 65534;
  Prepare();
  std::filesystem::path pgdata = data();
  ASSERT_EQ(lchown(pgdata.c_str(), kNobody, kNobody), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pgdata)) {
    ASSERT_EQ(lchown(entry.path().c_str(), kNobody, kNobody), 0);
  }
  const auto cluster = Started();
  struct stat process;
  ASSERT_EQ(stat(absl::StrCat("/proc/", cluster->postmaster_pid()).c_str(), &process), 0);
  EXPECT_EQ(process.st_uid, kNobody);
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1");
}

TEST_F(StartTest, LongLogIsPutAside) {
  Prepare();
  Started().reset();
  ASSERT_EQ(truncate((directory() + "/postgresql.log").c_str(), 17 << 20), 0);
  Started().reset();
  EXPECT_EQ(std::filesystem::file_size(directory() + "/postgresql.log.1"), 17u << 20);
  EXPECT_LT(std::filesystem::file_size(directory() + "/postgresql.log"), 1u << 20);
}

}  // namespace
}  // namespace phoihop::embedded
