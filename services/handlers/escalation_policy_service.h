// Changing ladders, and having running deadlines follow a new one.
#ifndef SERVICES_HANDLERS_ESCALATION_POLICY_SERVICE_H_
#define SERVICES_HANDLERS_ESCALATION_POLICY_SERVICE_H_

#include "phoihop/v1/escalation_policy_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

void PublishEscalationPolicy(const v1::PublishEscalationPolicyRequest& request, const CallContext& call,
                             const Services& services, Done<v1::PublishEscalationPolicyResponse> done);
absl::StatusOr<v1::ListEscalationPolicyVersionsResponse> ListEscalationPolicyVersions(
    const v1::ListEscalationPolicyVersionsRequest& request, const CallContext& call, const Services& services);
absl::StatusOr<v1::PreviewPolicySwitchResponse> PreviewPolicySwitch(const v1::PreviewPolicySwitchRequest& request,
                                                                    const CallContext& call, const Services& services);
void SwitchEscalationPolicy(const v1::SwitchEscalationPolicyRequest& request, const CallContext& call,
                            const Services& services, Done<v1::SwitchEscalationPolicyResponse> done);
void AddEscalationPolicyService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ESCALATION_POLICY_SERVICE_H_
