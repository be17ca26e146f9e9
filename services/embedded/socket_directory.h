// The folder of the Unix socket: private, short, and the same at every start of one data directory.

#ifndef SERVICES_EMBEDDED_SOCKET_DIRECTORY_H_
#define SERVICES_EMBEDDED_SOCKET_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/embedded/process.h"

namespace phoihop::embedded {

// Only part of the name of the socket file, as there is no TCP.
inline constexpr int kPort = 5432;

// "/tmp/phoihop-0123456789abcdef": a name derived from the path and the inode of the data directory, which is too long
// (a socket address has room for 107 characters) or not enterable to hold the socket itself.
//
// The folder belongs to `user` and nobody else may enter it. In `base`, a place where everybody may write, somebody
// else could have made it first; such a folder is left alone and "-2", "-3" … is appended. ResourceExhausted when that
// does not help either.
absl::StatusOr<std::string> MakeSocketDirectory(const std::string& base, absl::string_view data_path, int data_fd,
                                                const User& user);

// Removes a socket that no server listens on any more, and its lock file.
void RemoveStaleSocket(const std::string& socket_directory);

// Whether a server accepts connections there.
bool AcceptsConnections(const std::string& socket_directory);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_SOCKET_DIRECTORY_H_
