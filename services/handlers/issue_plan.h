// IssuePlan: everything that is made, told item by item, and a page of the tasks.
#ifndef SERVICES_HANDLERS_ISSUE_PLAN_H_
#define SERVICES_HANDLERS_ISSUE_PLAN_H_

#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Tasks in an answer when the caller does not say how many.
inline constexpr int kDefaultIssuePageSize = 100;

void IssuePlan(const v1::IssuePlanRequest& request, const CallContext& call, const Services& services,
               Done<v1::IssuePlanResponse> done);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ISSUE_PLAN_H_
