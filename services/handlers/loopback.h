// Addresses that only this machine can reach.
#ifndef SERVICES_HANDLERS_LOOPBACK_H_
#define SERVICES_HANDLERS_LOOPBACK_H_

#include "absl/strings/string_view.h"

namespace phoihop::handlers {

// Of `host:port`: `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051`, and of `unix:…`.
bool IsLoopbackAddress(absl::string_view address);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_LOOPBACK_H_
