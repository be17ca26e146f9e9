// Waiting for long-running operations (AIP-151).
//
//   client::OperationWait wait{.limit = absl::Minutes(10)};
//   auto operation = client::WaitUntilDone(client, "provinces/dong-nai/operations/execute-1-sx-2026", wait, on_answer);
//   absl::StatusOr<v1::Reorganisation> result = client::ResultOf<v1::Reorganisation>(*operation);
#ifndef CLIENTS_CPP_OPERATION_H_
#define CLIENTS_CPP_OPERATION_H_

#include <google/longrunning/operations.pb.h>

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"

namespace phoihop::client {

struct OperationWait {
  // Gives up after this long; the operation goes on without the caller.
  absl::Duration limit = absl::Minutes(10);
  // How long the server may hold one answer back; so often `on_answer` is called. Rounded up to seconds,
  // at most 20.
  absl::Duration step = absl::Seconds(1);
};

// Waits until the operation is done, or `on_answer`, called with every answer, says that enough was seen (false): then
// the operation is answered as it is. A server that restarts meanwhile is waited for as well. Errors: NOT_FOUND and
// others of OperationService; DEADLINE_EXCEEDED after `limit`.
absl::StatusOr<google::longrunning::Operation> WaitUntilDone(
    Client& client, const std::string& name, const OperationWait& wait,
    absl::FunctionRef<bool(const google::longrunning::Operation&)> on_answer);

// The error with which the operation ended, with its details; OK when it did not.
absl::Status ErrorOf(const google::longrunning::Operation& operation);

// What the operation answered. FAILED_PRECONDITION while it is not done; INTERNAL when it is something else.
template <typename Message>
absl::StatusOr<Message> ResultOf(const google::longrunning::Operation& operation) {
  if (const absl::Status error = ErrorOf(operation); !error.ok()) return error;
  if (!operation.done()) return absl::FailedPreconditionError(absl::StrCat(operation.name(), " is not done yet"));
  Message message;
  if (!operation.response().UnpackTo(&message)) {
    return absl::InternalError(absl::StrCat(operation.name(), " answered ", operation.response().type_url()));
  }
  return message;
}

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_OPERATION_H_
