#include "services/embedded/socket_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "services/embedded/file.h"

namespace phoihop::embedded {
namespace {

// Names tried before giving up.
constexpr int kMaxNames = 9;

std::string SocketPath(const std::string& socket_directory) {
  return absl::StrCat(socket_directory, "/.s.PGSQL.", kPort);
}

// FNV-1a: absl::Hash differs from process to process.
uint64_t StableHash(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

// Makes the folder or takes the one that is there if only `user` can have made it.
bool TakeFolder(const std::string& path, const User& user) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return false;
  Fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat folder;
  if (!fd.valid() || fstat(fd.get(), &folder) != 0) return false;
  const bool open_to_others = (folder.st_mode & 077) != 0;
  if (open_to_others || (folder.st_uid != user.uid && folder.st_uid != geteuid())) {
    errno = EEXIST;
    return false;
  }
  // Root's own: just made, or made by a phoihopd that was killed before the next line.
  return folder.st_uid == user.uid || fchown(fd.get(), user.uid, user.gid) == 0;
}

}  // namespace

absl::StatusOr<std::string> MakeSocketDirectory(const std::string& base, absl::string_view data_path, int data_fd,
                                                const User& user) {
  struct stat data;
  if (fstat(data_fd, &data) != 0) return FileError(errno, "examine", data_path);
  const uint64_t hash = StableHash(absl::StrCat(data_path, ":", data.st_dev, ":", data.st_ino));
  const std::string first = absl::StrCat(base, "/phoihop-", absl::Hex(hash, absl::kZeroPad16));
  if (SocketPath(first).size() + 2 >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the path ", base, " is too long for a socket; choose a shorter one"));
  }
  for (int number = 1; number <= kMaxNames; ++number) {
    const std::string path = number == 1 ? first : absl::StrCat(first, "-", number);
    if (TakeFolder(path, user)) return path;
    if (errno == ENOSPC || errno == EROFS || errno == ENOENT) break;
  }
  return absl::ResourceExhaustedError(absl::StrCat("cannot make the private folder ", first, " of user ", user.name,
                                                   " for the PostgreSQL socket (", strerror(errno),
                                                   "); remove the folders of this name or make room"));
}

void RemoveStaleSocket(const std::string& socket_directory) {
  unlink(SocketPath(socket_directory).c_str());
  unlink(absl::StrCat(SocketPath(socket_directory), ".lock").c_str());
}

bool AcceptsConnections(const std::string& socket_directory) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = SocketPath(socket_directory);
  if (path.size() >= sizeof(address.sun_path)) return false;
  memcpy(address.sun_path, path.data(), path.size());
  Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return fd.valid() && connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
}

}  // namespace phoihop::embedded
