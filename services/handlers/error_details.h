// What google.rpc.Status says of a refusal beside its code and sentence, on every edge.
#ifndef SERVICES_HANDLERS_ERROR_DETAILS_H_
#define SERVICES_HANDLERS_ERROR_DETAILS_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "phoihop/v1/error_reason.pb.h"

namespace phoihop::handlers {

// The `domain` of ErrorInfo.
inline constexpr char kErrorDomain[] = "phoihop.vn";

// ErrorInfo with the reason and the metadata of the status; BadRequest with all its violations when it has some.
void AddErrorDetails(const absl::Status& status, v1::ErrorReason reason, google::rpc::Status& answer);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ERROR_DETAILS_H_
