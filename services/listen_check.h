// Whether an address can be listened on, asked before anything is changed.
#ifndef SERVICES_LISTEN_CHECK_H_
#define SERVICES_LISTEN_CHECK_H_

#include <string>

#include "absl/status/status.h"

namespace phoihop {

// `host:port`. ALREADY_EXISTS when another program listens there; INVALID_ARGUMENT when it is no address of this
// machine. Port 0 is always free.
absl::Status CheckAddress(const std::string& address);

}  // namespace phoihop

#endif  // SERVICES_LISTEN_CHECK_H_
