// How the tasks of plans stand.
#ifndef SERVICES_HANDLERS_PLAN_PROGRESS_H_
#define SERVICES_HANDLERS_PLAN_PROGRESS_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

absl::StatusOr<v1::SummarisePlansResponse> SummarisePlans(const v1::SummarisePlansRequest& request,
                                                          const CallContext& call, const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PLAN_PROGRESS_H_
