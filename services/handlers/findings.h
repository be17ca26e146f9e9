// What should be looked at in who is responsible for what, and the waivers of it. Nothing is stored but waivers: every
// list is computed from the facts in memory and the plans of the store.
#ifndef SERVICES_HANDLERS_FINDINGS_H_
#define SERVICES_HANDLERS_FINDINGS_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// Items of plans are looked at for callers who say who they are: plans are not shown to anybody else. They are the
// plans as they are now, whatever `known_at` says. With the draft of a reorganisation, items that are not issued are
// with whom they would be moved to. A waived finding is listed with `include_waived` only.
absl::StatusOr<v1::ListFindingsResponse> ListFindings(const v1::ListFindingsRequest& request, const CallContext& call,
                                                      const Services& services);
void WaiveFinding(const v1::WaiveFindingRequest& request, const CallContext& call, const Services& services,
                  Done<v1::FindingWaiver> done);
void RevokeFindingWaiver(const v1::RevokeFindingWaiverRequest& request, const CallContext& call,
                         const Services& services, Done<v1::FindingWaiver> done);
absl::StatusOr<v1::ListFindingWaiversResponse> ListFindingWaivers(const v1::ListFindingWaiversRequest& request,
                                                                  const CallContext& call, const Services& services);

// The part of the responsibility service that is about findings.
void AddFindings(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_FINDINGS_H_
