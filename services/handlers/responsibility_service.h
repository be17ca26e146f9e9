// Instruments, functions, duties and who has them: held in memory (Facts).
#ifndef SERVICES_HANDLERS_RESPONSIBILITY_SERVICE_H_
#define SERVICES_HANDLERS_RESPONSIBILITY_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Instrument> GetInstrument(const v1::GetInstrumentRequest& request, const CallContext& call,
                                             const Services& services);
absl::StatusOr<v1::ListInstrumentsResponse> ListInstruments(const v1::ListInstrumentsRequest& request,
                                                            const CallContext& call, const Services& services);
// A duty passes the filter when one of its holders does: `holder = so-vhttdl AND role = LEAD` are the duties that the
// department leads, not those that it takes part in and somebody leads.
absl::StatusOr<v1::ListDutiesResponse> ListDuties(const v1::ListDutiesRequest& request, const CallContext& call,
                                                  const Services& services);

absl::StatusOr<v1::ResolveCitationResponse> ResolveCitation(const v1::ResolveCitationRequest& request,
                                                            const CallContext& call, const Services& services);
absl::StatusOr<v1::ListFunctionsResponse> ListFunctions(const v1::ListFunctionsRequest& request,
                                                        const CallContext& call, const Services& services);
absl::StatusOr<v1::ResponsibilityMatrix> GetResponsibilityMatrix(const v1::GetResponsibilityMatrixRequest& request,
                                                                 const CallContext& call, const Services& services);

// Those above and regulations.h.
void AddResponsibilityService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_RESPONSIBILITY_SERVICE_H_
