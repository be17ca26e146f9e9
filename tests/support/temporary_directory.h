#ifndef TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <sys/types.h>

#include <string>

namespace phoihop::testing {

// An empty directory that nobody else can enter; removed at the end of its scope with all that is in it. What a killed
// test process leaves behind is removed by a later one. It is in memory (/dev/shm) when there is room, unless TMPDIR is
// set.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

  // Another one, removed as well, that others may enter but not list: for sockets of a server of another user.
  const std::string& sockets() const { return sockets_; }

 private:
  const pid_t owner_;  // a forked child removes nothing
  std::string base_;   // holds the others, and the file whose lock says that they are in use
  std::string path_, sockets_;
  int lock_ = -1;
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
