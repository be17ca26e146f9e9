#include "tests/embedded/cluster_fixture.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/embedded/data_directory.h"
#include "services/embedded/file.h"
#include "services/embedded/installation.h"
#include "services/embedded/process.h"
#include "tests/support/test_database.h"

namespace phoihop::embedded {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr int kLookAgainMilliseconds = 5;

std::string Contents(const std::filesystem::path& path) {
  std::ostringstream contents;
  contents << std::ifstream(path, std::ios::binary).rdbuf();
  return contents.str();
}

}  // namespace

std::string Said(const absl::Status& status) { return status.ToString(); }

Options ClusterTest::Fleeting() {
  return {.directory = directory(),
          .progress = [this](absl::string_view what) { progress_.emplace_back(what); },
          .durable = false,
          .socket_base = sockets()};
}

void ClusterTest::Prepare() {
  std::filesystem::create_directories(directory());
  if (!testing::CopyEmptyCluster(data())) Started().reset();
}

std::unique_ptr<PrivateCluster> ClusterTest::Started() { return Started(Fleeting()); }

std::unique_ptr<PrivateCluster> ClusterTest::Started(Options options) {
  progress_.clear();
  absl::StatusOr<std::unique_ptr<PrivateCluster>> cluster = PrivateCluster::Start(std::move(options));
  EXPECT_EQ(Said(cluster.status()), "OK");
  if (!cluster.ok()) abort();  // everything that follows would only crash
  return *std::move(cluster);
}

absl::Status ClusterTest::Refusal() { return Refusal(Fleeting()); }

absl::Status ClusterTest::Refusal(Options options) { return PrivateCluster::Start(std::move(options)).status(); }

std::string ClusterTest::Query(const PrivateCluster& cluster, const std::string& sql) {
  const absl::StatusOr<std::string> answer = cluster.RunClient("psql", {"-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql});
  EXPECT_EQ(Said(answer.status()), "OK");
  return std::string(absl::StripTrailingAsciiWhitespace(answer.value_or("")));
}

ClusterTest::Child ClusterTest::Fork(const std::function<void(int)>& body) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    body(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  return {pid, ends[0]};
}

std::string ClusterTest::ReadLine(int fd) {
  std::string line;
  char c;
  while (read(fd, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

void ClusterTest::Kill(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

bool ClusterTest::Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    poll(nullptr, 0, kLookAgainMilliseconds);
  }
  return true;
}

std::map<std::string, std::string> ClusterTest::Snapshot(const std::string& directory) {
  std::map<std::string, std::string> snapshot;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    struct stat file;
    EXPECT_EQ(lstat(entry.path().c_str(), &file), 0);
    snapshot[entry.path()] = absl::StrCat(file.st_uid, ":", file.st_gid, ":", absl::Hex(file.st_mode), ":",
                                          entry.is_regular_file() ? Contents(entry.path()) : "");
  }
  return snapshot;
}

void ClusterTest::Write(const std::string& path, const std::string& contents) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << contents;
  file.close();
  EXPECT_TRUE(file.good()) << path;
}

std::string ClusterTest::ControlState() const {
  const absl::StatusOr<Installation> installation = NewestInstallation(kInstallationRoot);
  const absl::StatusOr<Fd> output = MakeMemoryFile();
  const absl::StatusOr<int> ended = RunProgram(
      {.argv = {installation->Path("pg_controldata"), data()}, .environment = {"LC_ALL=C"}, .output_fd = output->get()},
      absl::Seconds(30));
  EXPECT_EQ(Said(ended.status()), "OK");
  for (absl::string_view line : absl::StrSplit(ReadAll(output->get(), 1 << 16), '\n')) {
    if (absl::ConsumePrefix(&line, "Database cluster state:")) return std::string(absl::StripAsciiWhitespace(line));
  }
  return "unknown";
}

}  // namespace phoihop::embedded
