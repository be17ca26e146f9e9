// Drafts of regulations: the part of ResponsibilityService that changes something.
#ifndef SERVICES_HANDLERS_REGULATIONS_H_
#define SERVICES_HANDLERS_REGULATIONS_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Regulation> GetRegulation(const v1::GetRegulationRequest& request, const CallContext& call,
                                             const Services& services);
absl::StatusOr<v1::ListRegulationsResponse> ListRegulations(const v1::ListRegulationsRequest& request,
                                                            const CallContext& call, const Services& services);
void CreateRegulation(const v1::CreateRegulationRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Regulation> done);
void UpdateRegulation(const v1::UpdateRegulationRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Regulation> done);
// Of validate_only the answer has functions and duties as they would be recorded, with the intervals of the holders.
void EnactRegulation(const v1::EnactRegulationRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Regulation> done);
void WithdrawRegulation(const v1::WithdrawRegulationRequest& request, const CallContext& call, const Services& services,
                        Done<v1::Regulation> done);

void AddRegulations(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REGULATIONS_H_
