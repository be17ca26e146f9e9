// AccessService, SubstitutionService and AccessTokenService; their protos are the manual.
#ifndef SERVICES_HANDLERS_ACCESS_SERVICE_H_
#define SERVICES_HANDLERS_ACCESS_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/access_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

void AddAccessService(MethodTable& table);
void AddSubstitutionService(MethodTable& table);
void AddAccessTokenService(MethodTable& table);

// In access_explain.cc.
absl::StatusOr<v1::ExplainAccessResponse> ExplainAccess(const v1::ExplainAccessRequest& request,
                                                        const CallContext& call, const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ACCESS_SERVICE_H_
