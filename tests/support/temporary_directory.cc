#include "tests/support/temporary_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace phoihop::testing {
namespace {

constexpr char kPrefix[] = "phoihop-test-";
constexpr char kLock[] = "in_use";

// A directory this young may be about to be locked.
constexpr time_t kYoungSeconds = 60;

// A file system in memory with at least this much room is used. (In Docker, /dev/shm usually has 64 MB.)
constexpr uint64_t kRoomBytes = uint64_t{2} << 30;

// Test clusters are a thousand small files that live for a second. On a disk, making and removing them can take longer
// than the test: ext4 passes over the inodes that were freed in the last seconds, one by one.
std::filesystem::path Where() {
  struct statvfs room;
  const bool fast = getenv("TMPDIR") == nullptr && access("/dev/shm", W_OK) == 0 && statvfs("/dev/shm", &room) == 0 &&
                    static_cast<uint64_t>(room.f_bavail) * room.f_frsize >= kRoomBytes;
  return fast ? "/dev/shm" : std::filesystem::temp_directory_path();
}

void Check(bool fine, const char* otherwise) {
  if (fine) return;
  std::cerr << otherwise << std::endl;
  abort();
}

bool IsLeftBehind(const std::filesystem::path& base) {
  const int lock = open((base / kLock).c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0) return false;
  struct stat file;
  const bool left = fstat(lock, &file) == 0 && file.st_uid == geteuid() &&
                    file.st_mtime + kYoungSeconds < time(nullptr) && flock(lock, LOCK_EX | LOCK_NB) == 0;
  close(lock);
  return left;
}

bool RemoveLeftBehind(const std::filesystem::path& where) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(where, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!absl::StartsWith(name, kPrefix) || !IsLeftBehind(entry->path())) continue;
    std::error_code ignored;
    std::filesystem::remove_all(entry->path(), ignored);
  }
  return true;
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() : owner_(getpid()) {
  const std::filesystem::path where = Where();
  static const bool kOncePerProcess = RemoveLeftBehind(where);
  static_cast<void>(kOncePerProcess);
  base_ = absl::StrCat((where / kPrefix).string(), "XXXXXX");
  Check(mkdtemp(base_.data()) != nullptr, "no temporary directory can be made");
  lock_ = open(absl::StrCat(base_, "/", kLock).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  Check(lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) == 0, "a temporary directory cannot be locked");
  path_ = absl::StrCat(base_, "/d");
  sockets_ = absl::StrCat(base_, "/s");
  const bool made = mkdir(path_.c_str(), 0700) == 0 && mkdir(sockets_.c_str(), 0700) == 0 &&
                    chmod(base_.c_str(), 0711) == 0 && chmod(sockets_.c_str(), 0711) == 0;
  Check(made, "no temporary directory can be made");
}

TemporaryDirectory::~TemporaryDirectory() {
  close(lock_);
  if (getpid() != owner_) return;
  std::error_code ignored;
  std::filesystem::remove_all(base_, ignored);
}

}  // namespace phoihop::testing
