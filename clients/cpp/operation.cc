#include "clients/cpp/operation.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace phoihop::client {
namespace {
// Below Options::timeout, so that an attempt ends with an answer.
constexpr absl::Duration kLongestStep = absl::Seconds(20);
}  // namespace

using google::longrunning::Operation;

absl::StatusOr<Operation> WaitUntilDone(Client& client, const std::string& name, const OperationWait& wait,
                                        absl::FunctionRef<bool(const Operation&)> on_answer) {
  const absl::Time end = absl::Now() + wait.limit;
  v1::WaitOperationRequest request;
  request.set_name(name);
  while (true) {
    const absl::Duration left = std::min({wait.step, kLongestStep, end - absl::Now()});
    request.set_timeout_seconds(
        static_cast<int32_t>(std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1))))));
    absl::StatusOr<Operation> operation = client.Call(&v1::OperationService::Stub::WaitOperation, request);
    if (operation.ok() && (!on_answer(*operation) || operation->done())) return operation;
    // Call has waited and tried several times already: this is a server that restarts, or has too much to do.
    const bool passing = absl::IsUnavailable(operation.status()) || absl::IsResourceExhausted(operation.status());
    if (!operation.ok() && !passing) return operation.status();
    if (absl::Now() >= end) {
      return absl::DeadlineExceededError(
          absl::StrCat(name, " is not done after ", absl::FormatDuration(wait.limit), "; it goes on by itself"));
    }
  }
}

absl::Status ErrorOf(const Operation& operation) {
  if (!operation.has_error()) return absl::OkStatus();
  return FromRpcStatus(operation.error());
}

}  // namespace phoihop::client
