// Small files in a directory that is held open. Nothing here follows a symbolic link in the last component: phoihopd
// may run as root in a directory of somebody else.

#ifndef SERVICES_EMBEDDED_FILE_H_
#define SERVICES_EMBEDDED_FILE_H_

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::embedded {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

// An errno of a call on `path` as one sentence: "cannot open /srv/x: Permission denied". Lack of permission says as
// whom it was tried.
absl::Status FileError(int error, absl::string_view action, absl::string_view path);

// `where` is the directory's path for messages. NotFound when there is no such file or directory.
absl::StatusOr<Fd> OpenDirectory(int directory_fd, const std::string& name, absl::string_view where);

// Whole contents, at most 64 KiB of it.
absl::StatusOr<std::string> ReadFile(int directory_fd, const std::string& name, absl::string_view where);

// What an open file holds, at most `limit` bytes of it.
std::string ReadAll(int fd, size_t limit);

// Replaces the file at once: readers see the old or the new contents.
absl::Status WriteFile(int directory_fd, const std::string& name, absl::string_view contents, absl::string_view where);

// Opens for reading and appending; makes the file, with mode 0600, when it is missing. As root, a new file belongs to
// the owner of the directory, who may be the one to start phoihopd the next time.
absl::StatusOr<Fd> OpenAppending(int directory_fd, const std::string& name, absl::string_view where);

// Removes a file or a folder with all that is in it. Missing is fine.
absl::Status RemoveTree(int directory_fd, const std::string& name, absl::string_view where);

// A file without a name that lives in memory, close-on-exec.
absl::StatusOr<Fd> MakeMemoryFile();

// Whether the file system of an open file has (almost) no room left.
bool IsFull(int fd);

// The last lines of what was written to a file after `offset`.
std::string TailOf(int fd, off_t offset, int lines);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_FILE_H_
