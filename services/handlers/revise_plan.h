// The revision of a plan: what another file changes in it and in its running tasks, shown first, applied when it was
// agreed to.
#ifndef SERVICES_HANDLERS_REVISE_PLAN_H_
#define SERVICES_HANDLERS_REVISE_PLAN_H_

#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Reads the file, and the tasks of the plan, on a thread of the pool. What happens to tasks is found by the rules that
// will do it; a task that changes between this look and the commit is safe: what follows from the commit is decided on
// the task as it is then.
void RevisePlan(const v1::RevisePlanRequest& request, const CallContext& call, const Services& services,
                Done<v1::RevisePlanResponse> done);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REVISE_PLAN_H_
