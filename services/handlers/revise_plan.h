// The revision of a plan: what another file changes in it and in its running tasks, shown first, applied when it was
// agreed to.
#ifndef SERVICES_HANDLERS_REVISE_PLAN_H_
#define SERVICES_HANDLERS_REVISE_PLAN_H_

#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Reads the file on a thread of the pool. FAILED_PRECONDITION (PLAN_STATE) when something of the plan is issued.
void RevisePlan(const v1::RevisePlanRequest& request, const CallContext& call, const Services& services,
                Done<v1::RevisePlanResponse> done);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REVISE_PLAN_H_
