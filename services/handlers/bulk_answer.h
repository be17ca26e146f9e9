// What is said of a bulk operation, whoever asks.
#ifndef SERVICES_HANDLERS_BULK_ANSWER_H_
#define SERVICES_HANDLERS_BULK_ANSWER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/bulk_operation.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/operation_source.h"

namespace phoihop::handlers {

// With its counts. Shown to the unit that started it, to those above it and to those that see the whole province;
// INVALID_NAME, PERMISSION_DENIED to others in the same words whether there is one, NOT_FOUND.
absl::StatusOr<v1::BulkOperation> ReadVisibleBulkOperation(absl::string_view name, const CallContext& call,
                                                           const Services& services);

// The operation of its present attempt: metadata and, when it is over, response are the bulk operation.
google::longrunning::Operation OperationOf(const v1::BulkOperation& bulk);

// Of a name whose last segment is `id`, `bulk-2-nhac-viec-11`. Null when it does not have that form.
std::shared_ptr<const OperationSource> BulkOperationSource(const std::string& name, absl::string_view id);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_BULK_ANSWER_H_
