#include "services/rpc/status.h"

#include <grpcpp/support/status.h>

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"
#include "services/engine/engine.h"
#include "services/handlers/error_details.h"
#include "services/handlers/error_metadata.h"
#include "services/rpc/limits.h"
#include "workflow/errors.h"

namespace phoihop::rpc {
namespace {

std::string NewCorrelationId() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return absl::StrFormat("%016x", static_cast<uint64_t>(generator()));
}

// Zero: coming back does not help by itself.
absl::Duration RetryDelay(v1::ErrorReason reason) {
  switch (reason) {
    case v1::ERROR_REASON_QUEUE_FULL:
      return engine::kQueueFullRetryDelay;
    case v1::ERROR_REASON_WATCHER_TOO_SLOW:
      return kBusyRetryDelay;
    case v1::ERROR_REASON_STORE_UNAVAILABLE:
    case v1::ERROR_REASON_IDENTITY_PROVIDER_UNAVAILABLE:
    case v1::ERROR_REASON_STOPPING:
      return kUnavailableRetryDelay;
    default:
      return absl::ZeroDuration();
  }
}

// Statuses of gRPC's own making that need no reason: the caller went away or stopped waiting, or asks for what this
// server does not have.
bool SpeaksForItself(absl::StatusCode code) {
  return code == absl::StatusCode::kCancelled || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kUnimplemented;
}

void AddDetails(const absl::Status& status, v1::ErrorReason reason, absl::string_view subject,
                google::rpc::Status& answer) {
  handlers::AddErrorDetails(status, reason, answer);
  if (status.code() == absl::StatusCode::kFailedPrecondition) {
    google::rpc::PreconditionFailure failure;
    auto* violation = failure.add_violations();
    violation->set_type(ReasonName(reason));
    violation->set_subject(std::string(subject));
    violation->set_description(std::string(status.message()));
    answer.add_details()->PackFrom(failure);
  }
  if (const absl::Duration delay = RetryDelay(reason); delay > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    const int64_t nanos = absl::ToInt64Nanoseconds(delay);
    retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
    answer.add_details()->PackFrom(retry);
  }
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status, absl::string_view subject, std::string* log_line) {
  log_line->clear();
  google::rpc::Status answer;
  if (status.ok()) return answer;
  const v1::ErrorReason reason = ReasonOf(status);
  if (reason == v1::ERROR_REASON_UNSPECIFIED && SpeaksForItself(status.code())) {
    answer.set_code(static_cast<int>(status.code()));
    answer.set_message(std::string(status.message()));
    return answer;
  }
  if (reason == v1::ERROR_REASON_UNSPECIFIED && status.code() == absl::StatusCode::kDataLoss) {
    // Nobody can mend it but people: they are told what is lost.
    *log_line = status.ToString();
    answer.set_code(static_cast<int>(status.code()));
    answer.set_message(std::string(status.message()));
    AddDetails(status, v1::ERROR_REASON_INTERNAL, subject, answer);
    return answer;
  }
  if (reason == v1::ERROR_REASON_UNSPECIFIED || reason == v1::ERROR_REASON_INTERNAL) {
    const std::string id = NewCorrelationId();
    *log_line = absl::StrCat("internal error ", id, ": ", status.ToString());
    const absl::Status internal =
        handlers::WithMetadata(Error(v1::ERROR_REASON_INTERNAL,
                                     absl::StrCat("the server made a mistake; tell its operator this number: ", id)),
                               "correlation_id", id);
    answer.set_code(static_cast<int>(absl::StatusCode::kInternal));
    answer.set_message(std::string(internal.message()));
    AddDetails(internal, v1::ERROR_REASON_INTERNAL, subject, answer);
    return answer;
  }
  answer.set_code(static_cast<int>(status.code()));
  answer.set_message(std::string(status.message()));
  AddDetails(status, reason, subject, answer);
  return answer;
}

grpc::Status ToGrpcStatus(const google::rpc::Status& status) {
  if (status.code() == 0) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString());
}

}  // namespace phoihop::rpc
