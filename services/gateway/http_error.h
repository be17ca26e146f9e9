// Errors over HTTP: google.rpc.Status as JSON, with the code of HTTP that belongs to its own.
#ifndef SERVICES_GATEWAY_HTTP_ERROR_H_
#define SERVICES_GATEWAY_HTTP_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace phoihop::gateway {

// google.rpc.Code → HTTP, as google/rpc/code.proto says.
int HttpCodeOf(int rpc_code);

// A refusal of the HTTP edge itself, with its reason in ErrorInfo and its violations in BadRequest.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// proto3 JSON on one line.
std::string ToJson(const google::protobuf::Message& message);

// Whole seconds that the caller is asked to wait (RetryInfo), rounded up; 0 when it is not.
int RetryAfterSeconds(const google::rpc::Status& status);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_HTTP_ERROR_H_
