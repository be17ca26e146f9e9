// What calls answer, as gRPC takes it; for the .cc files of this folder.
#ifndef SERVICES_RPC_ANSWER_H_
#define SERVICES_RPC_ANSWER_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/handlers/method_table.h"

namespace phoihop::rpc {

// What gRPC is told; logs what only the operator may know. `request` may be null.
grpc::Status Refusal(const absl::Status& status, const google::protobuf::Message* request,
                     const handlers::Method& method);

bool ToBytes(const google::protobuf::Message& message, grpc::ByteBuffer* bytes);

absl::Status Unserialisable();

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_ANSWER_H_
