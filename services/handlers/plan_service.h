// Plans: import of the appendix table, answers to its questions, issue into tasks.
#ifndef SERVICES_HANDLERS_PLAN_SERVICE_H_
#define SERVICES_HANDLERS_PLAN_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Plan> GetPlan(const v1::GetPlanRequest& request, const CallContext& call, const Services& services);

absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& request, const CallContext& call,
                                                const Services& services);

// What people decided about texts of tables.
absl::StatusOr<v1::ListPlanAnswersResponse> ListPlanAnswers(const v1::ListPlanAnswersRequest& request,
                                                            const CallContext& call, const Services& services);

// Reads the file on a thread of the pool: a large one takes its time.
void ImportPlan(const v1::ImportPlanRequest& request, const CallContext& call, const Services& services,
                Done<v1::ImportPlanResponse> done);

void UpdatePlanItem(const v1::UpdatePlanItemRequest& request, const CallContext& call, const Services& services,
                    Done<v1::Plan> done);

void AddPlanService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PLAN_SERVICE_H_
