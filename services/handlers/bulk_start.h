// How a bulk operation begins: which tasks it is about, and what would come of them.
#ifndef SERVICES_HANDLERS_BULK_START_H_
#define SERVICES_HANDLERS_BULK_START_H_

#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/bulk_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Finds the tasks in a thread of the pool, then starts; with validate_only decides each as it is now and writes
// nothing.
void CreateBulkOperation(const v1::CreateBulkOperationRequest& request, const CallContext& call,
                         const Services& services, Done<google::longrunning::Operation> done);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_BULK_START_H_
