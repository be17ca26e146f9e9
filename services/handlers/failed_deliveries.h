// Digests that did not reach anybody over some channel: the part of phoihop.v1.EscalationService that shows them and
// has them sent again.
#ifndef SERVICES_HANDLERS_FAILED_DELIVERIES_H_
#define SERVICES_HANDLERS_FAILED_DELIVERIES_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/escalation_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Deliveries that one call has sent again, and digests that one may name.
inline constexpr int kMaxRetriedDeliveries = 1000;
// Mails of people without an address that one call passes over.
inline constexpr int kMaxPassedDeliveries = 10'000;

absl::StatusOr<v1::ListFailedDeliveriesResponse> ListFailedDeliveries(const v1::ListFailedDeliveriesRequest& request,
                                                                      const CallContext& call,
                                                                      const Services& services);
// Is no command: deliveries follow from the journal and are not part of it.
absl::StatusOr<v1::RetryFailedDeliveriesResponse> RetryFailedDeliveries(const v1::RetryFailedDeliveriesRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_FAILED_DELIVERIES_H_
