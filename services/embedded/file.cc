#include "services/embedded/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"

namespace phoihop::embedded {
namespace {

constexpr size_t kMaxFileBytes = 64 << 10;
constexpr size_t kMaxTailBytes = 16 << 10;

// PostgreSQL cannot start with less room than one file of its log needs.
constexpr uint64_t kFullBytes = 16 << 20;

std::string In(absl::string_view where, absl::string_view name) { return absl::StrCat(where, "/", name); }

std::string ReadRange(int fd, off_t offset, size_t limit) {
  std::string contents;
  char block[8192];
  while (contents.size() < limit) {
    const size_t wanted = std::min(sizeof(block), limit - contents.size());
    const ssize_t size = pread(fd, block, wanted, offset + static_cast<off_t>(contents.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    contents.append(block, size);
  }
  return contents;
}

absl::Status WriteAll(int fd, absl::string_view contents, const std::string& path) {
  while (!contents.empty()) {
    const ssize_t size = write(fd, contents.data(), contents.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return FileError(errno, "write", path);
    contents.remove_prefix(size);
  }
  return absl::OkStatus();
}

// A file that root makes belongs to the owner of the directory.
absl::Status GiveToOwnerOf(int directory_fd, int fd, const std::string& path) {
  struct stat directory;
  if (geteuid() != 0) return absl::OkStatus();
  if (fstat(directory_fd, &directory) != 0 || fchown(fd, directory.st_uid, directory.st_gid) != 0) {
    return FileError(errno, "change the owner of", path);
  }
  return absl::OkStatus();
}

}  // namespace

void Fd::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

absl::Status FileError(int error, absl::string_view action, absl::string_view path) {
  absl::Status status = absl::ErrnoToStatus(error, absl::StrCat("cannot ", action, " ", path));
  if (error != EACCES && error != EPERM) return status;
  return absl::Status(status.code(),
                      absl::StrCat(status.message(), " (tried as user id ", geteuid(),
                                   "; start as the owner of the directory or choose another directory)"));
}

absl::StatusOr<Fd> OpenDirectory(int directory_fd, const std::string& name, absl::string_view where) {
  Fd fd(openat(directory_fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (fd.valid()) return fd;
  if (errno == ENOTDIR || errno == ELOOP) {
    return absl::FailedPreconditionError(
        absl::StrCat(In(where, name), " is not a directory (a symbolic link does not do); move it away"));
  }
  return FileError(errno, "open", In(where, name));
}

absl::StatusOr<std::string> ReadFile(int directory_fd, const std::string& name, absl::string_view where) {
  Fd fd(openat(directory_fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat file;
  if (!fd.valid() || fstat(fd.get(), &file) != 0) return FileError(errno, "read", In(where, name));
  if (!S_ISREG(file.st_mode)) return absl::FailedPreconditionError(absl::StrCat(In(where, name), " is not a file"));
  return ReadRange(fd.get(), 0, kMaxFileBytes);
}

std::string ReadAll(int fd, size_t limit) { return ReadRange(fd, 0, limit); }

absl::Status WriteFile(int directory_fd, const std::string& name, absl::string_view contents, absl::string_view where) {
  const std::string fresh = absl::StrCat(name, ".new");
  const std::string path = In(where, fresh);
  unlinkat(directory_fd, fresh.c_str(), 0);
  Fd fd(openat(directory_fd, fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid()) return FileError(errno, "make", path);
  if (absl::Status status = GiveToOwnerOf(directory_fd, fd.get(), path); !status.ok()) return status;
  if (absl::Status status = WriteAll(fd.get(), contents, path); !status.ok()) return status;
  if (fsync(fd.get()) != 0) return FileError(errno, "write", path);
  if (renameat(directory_fd, fresh.c_str(), directory_fd, name.c_str()) != 0) return FileError(errno, "rename", path);
  return absl::OkStatus();
}

absl::StatusOr<Fd> OpenAppending(int directory_fd, const std::string& name, absl::string_view where) {
  const std::string path = In(where, name);
  const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Fd fd(openat(directory_fd, name.c_str(), flags));
  if (fd.valid()) {
    struct stat file;
    if (fstat(fd.get(), &file) == 0 && S_ISREG(file.st_mode) && file.st_nlink == 1) return fd;
    return absl::FailedPreconditionError(absl::StrCat(path, " is not an ordinary file; move it away"));
  }
  if (errno != ENOENT) return FileError(errno, "open", path);
  fd = Fd(openat(directory_fd, name.c_str(), flags | O_CREAT | O_EXCL, 0600));
  // Two processes may start at the same moment: the other one has just made it.
  if (!fd.valid() && errno == EEXIST) fd = Fd(openat(directory_fd, name.c_str(), flags));
  if (!fd.valid()) return FileError(errno, "make", path);
  if (absl::Status status = GiveToOwnerOf(directory_fd, fd.get(), path); !status.ok()) return status;
  return fd;
}

absl::Status RemoveTree(int directory_fd, const std::string& name, absl::string_view where) {
  const std::string path = In(where, name);
  if (unlinkat(directory_fd, name.c_str(), 0) == 0 || errno == ENOENT) return absl::OkStatus();
  if (errno != EISDIR && errno != EPERM) return FileError(errno, "remove", path);
  absl::StatusOr<Fd> folder = OpenDirectory(directory_fd, name, where);
  if (!folder.ok()) return folder.status();
  const int list_fd = fcntl(folder->get(), F_DUPFD_CLOEXEC, 0);
  std::unique_ptr<DIR, int (*)(DIR*)> list(fdopendir(list_fd), closedir);
  if (list == nullptr) {
    Fd unlisted(list_fd);
    return FileError(errno, "list", path);
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(list.get())) names.emplace_back(entry->d_name);
  for (const std::string& entry : names) {
    if (entry == "." || entry == "..") continue;
    if (absl::Status status = RemoveTree(folder->get(), entry, path); !status.ok()) return status;
  }
  if (unlinkat(directory_fd, name.c_str(), AT_REMOVEDIR) != 0) return FileError(errno, "remove", path);
  return absl::OkStatus();
}

absl::StatusOr<Fd> MakeMemoryFile() {
  Fd fd(memfd_create("phoihop", MFD_CLOEXEC));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, "cannot make a file in memory");
  return fd;
}

bool IsFull(int fd) {
  struct statvfs room;
  return fstatvfs(fd, &room) == 0 && static_cast<uint64_t>(room.f_bavail) * room.f_frsize < kFullBytes;
}

std::string TailOf(int fd, off_t offset, int lines) {
  struct stat file;
  if (fstat(fd, &file) != 0) return "";
  offset = std::max(offset, file.st_size - static_cast<off_t>(kMaxTailBytes));
  const std::string text = ReadRange(fd, offset, kMaxTailBytes);
  const std::vector<absl::string_view> all =
      absl::StrSplit(absl::StripTrailingAsciiWhitespace(text), '\n', absl::SkipWhitespace());
  const size_t shown = std::min(all.size(), static_cast<size_t>(lines));
  return absl::StrJoin(absl::MakeConstSpan(all).last(shown), "\n");
}

}  // namespace phoihop::embedded
