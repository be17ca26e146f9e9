#include "tests/files/s3_server.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"

namespace phoihop::testing {
namespace {

constexpr absl::Duration kStartLimit = absl::Minutes(2);
// Debian's own, whatever comes first in PATH: that is where Swift is.
constexpr char kPython[] = "/usr/bin/python3";
constexpr char kAccount[] = "phoihop", kUser[] = "server";
constexpr char kServing[] = "serving ";
constexpr char kAttribute[] = "user.phoihop.test";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string WriteFile(const std::string& path, const std::string& contents) {
  std::ofstream(path) << contents;
  return path;
}

bool HasAttributes(const std::string& directory) { return setxattr(directory.c_str(), kAttribute, "", 0, 0) == 0; }

// Before Linux 6.6 there are none in memory.
absl::StatusOr<std::string> DirectoryOnDisk() {
  std::string path = "/var/tmp/phoihop-test-s3-XXXXXX";
  if (mkdtemp(path.data()) == nullptr || !HasAttributes(path)) {
    return absl::FailedPreconditionError("no file system with extended attributes is at hand: set TMPDIR to one");
  }
  return path;
}

}  // namespace

absl::StatusOr<std::unique_ptr<S3Server>> S3Server::Start(Options options) {
  std::unique_ptr<S3Server> server(new S3Server(std::move(options)));
  server->data_ = server->directory_.path() + "/data";
  std::filesystem::create_directory(server->data_);
  if (!HasAttributes(server->data_)) {
    absl::StatusOr<std::string> on_disk = DirectoryOnDisk();
    if (!on_disk.ok()) return on_disk.status();
    server->data_ = *std::move(on_disk);
  }
  if (const absl::Status launched = server->Launch(); !launched.ok()) return launched;
  return server;
}

S3Server::~S3Server() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(data_, ignored);
}

absl::Status S3Server::Launch() {
  const std::string& folder = directory_.path();
  nlohmann::json settings = {{"directory", data_},   {"port", port_},     {"account", kAccount},
                             {"user", kUser},        {"secret", kSecret}, {"region", kRegion},
                             {"buckets", {kBucket}}, {"certificate", ""}, {"key", ""}};
  if (!options_.certificate.empty()) {
    settings["certificate"] = WriteFile(folder + "/certificate.pem", options_.certificate);
    settings["key"] = WriteFile(folder + "/key.pem", options_.key);
  }
  const std::string settings_file = WriteFile(folder + "/settings.json", settings.dump());
  const std::string log = folder + "/s3.log";
  const int fd = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  auto process = embedded::Process::Start({.argv = {kPython, "-I", PHOIHOP_S3_SERVER, settings_file},
                                           .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"},
                                           .output_fd = fd});
  close(fd);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  const absl::Duration end = engine::RealElapsed() + kStartLimit;
  while (engine::RealElapsed() < end) {
    // Also the pause between two looks.
    if (process_->WaitFor(absl::Milliseconds(20)).has_value()) break;
    const std::string text = Contents(log);
    const size_t at = text.find(kServing), line_end = text.find('\n', at);
    if (at == std::string::npos || line_end == std::string::npos) continue;
    const size_t begin = at + sizeof(kServing) - 1;
    if (absl::SimpleAtoi(text.substr(begin, line_end - begin), &port_)) return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("the store does not serve: ", Contents(log)));
}

absl::Status S3Server::Restart() {
  Kill();
  return Launch();
}

files::S3Options S3Server::options() const {
  return {.endpoint = absl::StrCat(options_.certificate.empty() ? "http" : "https", "://127.0.0.1:", port_),
          .region = kRegion,
          .bucket = kBucket,
          .prefix = "phoihop/",
          .access_key = absl::StrCat(kAccount, ":", kUser),
          .secret_key = kSecret};
}

}  // namespace phoihop::testing
