// Deals with a PostgreSQL that an earlier phoihopd left behind.

#ifndef SERVICES_EMBEDDED_LEFTOVER_H_
#define SERVICES_EMBEDDED_LEFTOVER_H_

#include <sys/types.h>

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace phoihop::embedded {

// The processes of PostgreSQL that work in this data directory. Their working directory tells: it is the same inode,
// whatever the path is called, whereas the process id in postmaster.pid may long belong to somebody else. Only
// processes that this user may look at are seen, which those of PrivateCluster are.
std::vector<pid_t> ServersIn(int data_fd);

// Waits until no PostgreSQL works in the data directory any more, helping with a fast shutdown (and an immediate one
// for processes that have lost their postmaster); then removes a postmaster.pid that would keep the next server from
// starting although its process id belongs to something else by now.
//
// An old server is ended and not adopted: it could not be told to end when its new owner dies, because only a child
// can ask for that. The caller holds the lock of the directory, so there is no other owner.
//
// True when the last server crashed or was killed, so that the next one will have to recover. DeadlineExceeded when
// something still runs after `limit`.
absl::StatusOr<bool> EndServersIn(int data_fd, absl::string_view path, absl::Duration limit);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_LEFTOVER_H_
