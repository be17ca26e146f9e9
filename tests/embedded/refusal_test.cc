// What cannot be started is refused with a sentence that helps, and nothing is damaged.

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "services/embedded/installation.h"
#include "tests/embedded/cluster_fixture.h"

namespace phoihop::embedded {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using RefusalTest = ClusterTest;

TEST_F(RefusalTest, SecondOwnerInTheSameProcess) {
  Prepare();
  auto cluster = Started();
  const absl::Status refusal = Refusal();
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Said(refusal), HasSubstr(absl::StrCat("in use by process ", getpid(), ";")));
  EXPECT_EQ(Query(*cluster, "SELECT 1"), "1") << "the first owner is not disturbed";
  cluster.reset();
  Started();
}

TEST_F(RefusalTest, SecondOwnerInAnotherProcess) {
  Prepare();
  const Child owner = Fork([this](int output) {
    const auto cluster = Started();
    dprintf(output, "ready\n");
    pause();
  });
  ASSERT_EQ(ReadLine(owner.output), "ready");
  EXPECT_THAT(Said(Refusal()), HasSubstr(absl::StrCat("in use by process ", owner.pid, ";")));
  Kill(owner.pid);
}

TEST_F(RefusalTest, NotInstalled) {
  Options options = Fleeting();
  options.installation_root = outside();
  const absl::Status refusal = Refusal(options);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Said(refusal), HasSubstr("apt install postgresql-15"));
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(RefusalTest, ClientProgramsAloneAreNoInstallation) {
  std::filesystem::create_directories(outside() + "/17/bin");
  Write(outside() + "/17/bin/psql", "");
  Options options = Fleeting();
  options.installation_root = outside();
  EXPECT_EQ(Refusal(options).code(), absl::StatusCode::kNotFound);
}

TEST_F(RefusalTest, ADirectoryThatCannotBeMade) {
  Options options = Fleeting();
  options.directory = "/proc/phoihop/state";
  EXPECT_THAT(Said(Refusal(options)), HasSubstr("cannot make /proc/phoihop"));
  Write(outside() + "/file", "");
  options.directory = outside() + "/file";
  EXPECT_THAT(Said(Refusal(options)), HasSubstr(outside() + "/file"));
  options.directory = "";
  EXPECT_EQ(Refusal(options).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RefusalTest, SocketPathTooLong) {
  Prepare();
  Options options = Fleeting();
  options.socket_base = "/tmp/" + std::string(90, 'x');
  EXPECT_THAT(Said(Refusal(options)), HasSubstr("too long for a socket"));
}

TEST_F(RefusalTest, SettingThatPostgreSqlDoesNotKnow) {
  Prepare();
  Options options = Fleeting();
  options.settings = {{"no_such_setting", "1"}};
  EXPECT_THAT(Said(Refusal(options)), AllOf(HasSubstr("the end of " + directory() + "/postgresql.log"),
                                            HasSubstr("unrecognized configuration parameter \"no_such_setting\"")));
  Started();
}

// Data directories that are refused before anything is tried. `damage` is done to a good, stopped one.
struct Damage {
  std::string name;
  std::function<void(const std::string& data)> damage;
  std::vector<std::string> says;
};

void PrintTo(const Damage& damage, std::ostream* os) { *os << damage.name; }

void Replace(const std::string& path, const std::string& contents) {
  std::filesystem::resize_file(path, 0);
  FILE* file = fopen(path.c_str(), "w");
  fputs(contents.c_str(), file);
  fclose(file);
}

class DamagedTest : public ClusterTest, public ::testing::WithParamInterface<Damage> {};

TEST_P(DamagedTest, IsRefusedWithoutAChange) {
  Prepare();
  Started().reset();
  GetParam().damage(data());
  const auto before = Snapshot(directory());
  const absl::Status refusal = Refusal();
  auto after = Snapshot(directory());
  after[directory() + "/lock"] = before.at(directory() + "/lock");
  EXPECT_EQ(after, before);
  for (const std::string& words : GetParam().says) EXPECT_THAT(Said(refusal), HasSubstr(words));
  EXPECT_THAT(Said(refusal), Not(HasSubstr("INTERNAL")));
}

INSTANTIATE_TEST_SUITE_P(
    All, DamagedTest,
    ::testing::Values(Damage{"NoVersion",
                             [](const std::string& data) { std::filesystem::remove(data + "/PG_VERSION"); },
                             {"PG_VERSION is missing", "nothing was changed"}},
                      Damage{"GarbageVersion",
                             [](const std::string& data) { Replace(data + "/PG_VERSION", "xyzzy\n"); },
                             {"PG_VERSION does not hold a version"}},
                      Damage{"EmptyVersion",
                             [](const std::string& data) { Replace(data + "/PG_VERSION", ""); },
                             {"PG_VERSION does not hold a version"}},
                      Damage{"OlderMajor",
                             [](const std::string& data) { Replace(data + "/PG_VERSION", "14\n"); },
                             {"written by PostgreSQL 14", "version 15 or newer is needed"}},
                      Damage{"NewerMajor",
                             [](const std::string& data) { Replace(data + "/PG_VERSION", "99\n"); },
                             {"written by PostgreSQL 99", "only PostgreSQL 1", "postgresql-99"}},
                      Damage{"NoControlFile",
                             [](const std::string& data) { std::filesystem::remove(data + "/global/pg_control"); },
                             {"global/pg_control is missing"}},
                      Damage{"Empty",
                             [](const std::string& data) {
                               std::filesystem::remove_all(data);
                               std::filesystem::create_directory(data);
                               ASSERT_EQ(chown(data.c_str(), geteuid() == 0 ? 65534 : -1, -1), 0);
                             },
                             {"PG_VERSION is missing"}},
                      Damage{"AFile",
                             [](const std::string& data) {
                               std::filesystem::remove_all(data);
                               fclose(fopen(data.c_str(), "w"));
                             },
                             {"is not a directory"}},
                      Damage{"ALink",
                             [](const std::string& data) {
                               std::filesystem::rename(data, data + ".elsewhere");
                               std::filesystem::create_directory_symlink(data + ".elsewhere", data);
                             },
                             {"is not a directory", "symbolic link"}}),
    [](const auto& info) { return info.param.name; });

TEST_F(RefusalTest, GarbageControlFile) {
  Prepare();
  Replace(data() + "/global/pg_control", std::string(8192, 'x'));
  const auto before = Snapshot(data());
  EXPECT_THAT(Said(Refusal()),
              AllOf(HasSubstr("instead of starting"), HasSubstr("postgresql.log"), HasSubstr("FATAL")));
  EXPECT_EQ(Snapshot(data()), before);
}

TEST_F(RefusalTest, GarbageConfiguration) {
  Prepare();
  Replace(data() + "/postgresql.conf", "this is = not ' a configuration\n");
  EXPECT_THAT(Said(Refusal()), HasSubstr("syntax error in file"));
}

TEST_F(RefusalTest, DataOfRoot) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to give something to root";
  Prepare();
  ASSERT_EQ(chown(data().c_str(), 0, 0), 0);
  EXPECT_THAT(Said(Refusal()), HasSubstr("belongs to root"));
}

TEST_F(RefusalTest, DirectoryOfSomebodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  Prepare();
  const Child stranger = Fork([this](int output) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    dprintf(output, "%s\n", Said(Refusal()).c_str());
  });
  EXPECT_THAT(ReadLine(stranger.output), AllOf(HasSubstr("PERMISSION_DENIED"), HasSubstr("user id 65534")));
  Kill(stranger.pid);
}

TEST_F(RefusalTest, FullDisk) {
  ASSERT_EQ(mkdir(directory().c_str(), 0700), 0);
  if (mount("none", directory().c_str(), "tmpfs", 0, "size=20m,mode=700") != 0) {
    GTEST_SKIP() << "needs the right to mount a small disk";
  }
  const absl::Status refusal = Refusal();
  EXPECT_EQ(refusal.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(Said(refusal), AllOf(HasSubstr("the disk is full"), HasSubstr("No space left on device")));
  EXPECT_FALSE(std::filesystem::exists(data()));
  EXPECT_EQ(mount("none", directory().c_str(), "tmpfs", MS_REMOUNT, "size=200m,mode=700"), 0);
  Started();
  EXPECT_EQ(umount(directory().c_str()), 0);
}

}  // namespace
}  // namespace phoihop::embedded
