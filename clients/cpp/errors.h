// What a server said when it refused: the canonical code and message are those of the absl::Status; the rest of the
// contract (reason, violations, retry delay) is read with the functions here.
#ifndef CLIENTS_CPP_ERRORS_H_
#define CLIENTS_CPP_ERRORS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace google::rpc {
class Status;
}
namespace grpc {
class Status;
}

namespace phoihop::client {

// The status of a call with its google.rpc details kept inside.
absl::Status FromGrpc(const grpc::Status& status);

// The same of a status that came inside an answer, as in a long-running operation.
absl::Status FromRpcStatus(const google::rpc::Status& status);

// Reason of phoihop.v1.ErrorReason without prefix, e.g. `UNIT_NOT_ALIVE`; empty when the server gave none.
std::string ReasonOf(const absl::Status& status);

// The whole answer as the API defines it, for programs.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// Pairs of field and description.
std::vector<std::pair<std::string, std::string>> ViolationsOf(const absl::Status& status);

// How long the server asks to wait before the next attempt; zero when it does not say.
absl::Duration RetryDelayOf(const absl::Status& status);

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_ERRORS_H_
