// Long-running operations: the executions and undos of reorganisations.
#ifndef SERVICES_HANDLERS_OPERATION_SERVICE_H_
#define SERVICES_HANDLERS_OPERATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// The longest that WaitOperation waits (real time), and how long it does when nothing is said.
inline constexpr absl::Duration kMaxOperationWait = absl::Seconds(60);

absl::StatusOr<google::longrunning::Operation> GetOperation(const v1::GetOperationRequest& request,
                                                            const CallContext& call, const Services& services);

// Waits for a commit that ends the operation; a thread is taken only when something was committed.
void WaitOperation(const v1::WaitOperationRequest& request, const CallContext& call, const Services& services,
                   Done<google::longrunning::Operation> done);

void AddOperationService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_OPERATION_SERVICE_H_
