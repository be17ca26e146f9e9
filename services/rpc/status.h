// Errors at the edge: absl::Status inside, google.rpc.Status with details outside.
#ifndef SERVICES_RPC_STATUS_H_
#define SERVICES_RPC_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace grpc {
class Status;
}

namespace phoihop::rpc {

// What a caller is told. ErrorInfo with the reason always; BadRequest with all violations for INVALID_ARGUMENT,
// PreconditionFailure with `subject` (the resource that the request named) for FAILED_PRECONDITION, RetryInfo where
// coming back helps. A status without a reason of the catalogue is a mistake in the server: the caller gets INTERNAL
// with a correlation id, and `*log_line` (not null) the id with the words that the caller must not see; it is left
// empty otherwise.
google::rpc::Status ToRpcStatus(const absl::Status& status, absl::string_view subject, std::string* log_line);

// The same in gRPC's clothes.
grpc::Status ToGrpcStatus(const google::rpc::Status& status);

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_STATUS_H_
