#include "tests/support/test_database.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "services/embedded/data_directory.h"
#include "services/embedded/installation.h"
#include "services/embedded/process.h"

// The folder, in the build directory, of the data directory that all test processes copy.
#ifndef PHOIHOP_TEST_CACHE
#error "tests/support/CMakeLists.txt defines PHOIHOP_TEST_CACHE"
#endif

namespace phoihop::testing {
namespace {

using embedded::PrivateCluster;

constexpr absl::Duration kCopyLimit = absl::Seconds(60);

void Check(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::cerr << what << ": " << status << std::endl;
  abort();
}

template <typename T>
T Must(absl::StatusOr<T> result, const char* what) {
  Check(result.status(), what);
  return *std::move(result);
}

bool Copy(const std::string& from, const std::string& to) {
  // Owners and modes included: as root, the data belong to the user who runs PostgreSQL.
  embedded::Program copy = {.argv = {"/bin/cp", "-a", "--reflink=auto", from, to},
                            .environment = embedded::ProgramEnvironment()};
  const absl::StatusOr<int> ended = embedded::RunProgram(std::move(copy), kCopyLimit);
  return ended.ok() && WIFEXITED(*ended) && WEXITSTATUS(*ended) == 0;
}

// Where the data directory to copy is; made when it is missing. Empty when the build directory belongs to somebody
// else.
std::string CachedData(const embedded::Installation& installation) {
  const std::string recipe = absl::StrJoin(embedded::InitialisationArguments(/*durable=*/false), " ");
  const std::string name =
      absl::StrCat("pgdata-", installation.major, "-", geteuid(), "-", absl::Hex(std::hash<std::string>()(recipe)));
  const std::string cached = absl::StrCat(PHOIHOP_TEST_CACHE, "/", name);
  std::error_code error;
  if (std::filesystem::exists(cached, error)) return cached;
  std::filesystem::create_directories(PHOIHOP_TEST_CACHE, error);
  const int lock = open(absl::StrCat(PHOIHOP_TEST_CACHE, "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return "";
  flock(lock, LOCK_EX);  // the other test processes wait here for the first one
  if (!std::filesystem::exists(cached, error)) {
    TemporaryDirectory scratch;
    auto cluster =
        Must(PrivateCluster::Start({.directory = scratch.path(), .durable = false, .socket_base = scratch.sockets()}),
             "initdb for tests");
    Check(cluster->Stop(), "the data directory to copy");
    const std::string fresh = cached + ".new";
    std::filesystem::remove_all(fresh, error);
    if (Copy(scratch.path() + "/pgdata", fresh)) std::filesystem::rename(fresh, cached, error);
  }
  close(lock);
  return std::filesystem::exists(cached, error) ? cached : "";
}

std::string NameOf(absl::string_view uri) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(uri, absl::MaxSplits("@/", 1));
  return absl::StrCat(parts.second.substr(0, parts.second.find('?')));
}

}  // namespace

bool CopyEmptyCluster(const std::string& path) {
  const std::string cached =
      CachedData(Must(embedded::NewestInstallation(embedded::kInstallationRoot), "PostgreSQL for tests"));
  if (cached.empty()) return false;
  if (Copy(cached, path)) return true;
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
  return false;
}

TestCluster& TestCluster::Get() {
  static TestCluster* const kCluster = [] {
    static TestCluster* cluster = new TestCluster;
    atexit([] { delete std::exchange(cluster, nullptr); });
    return cluster;
  }();
  return *kCluster;
}

TestCluster::TestCluster() {
  CopyEmptyCluster(directory_.path() + "/pgdata");  // otherwise Start makes one
  cluster_ = Must(
      PrivateCluster::Start({.directory = directory_.path(), .durable = false, .socket_base = directory_.sockets()}),
      "PostgreSQL for tests");
}

std::string TestCluster::CreateDatabase(absl::string_view like) {
  const std::string name = absl::StrCat("test_", ++databases_);
  std::vector<std::string> arguments = {name};
  if (!like.empty()) arguments.push_back(absl::StrCat("--template=", NameOf(like)));
  Must(cluster_->RunClient("createdb", std::move(arguments)), "a database for a test");
  return cluster_->connection_uri(embedded::kAdministrator, name);
}

std::string TestCluster::WithRole(absl::string_view uri, absl::string_view role) const {
  return cluster_->connection_uri(role, NameOf(uri));
}

}  // namespace phoihop::testing
