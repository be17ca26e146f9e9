// The organisation: all of it is held in memory (Facts), so that no read of the present waits for the database.
#ifndef SERVICES_HANDLERS_ORGANISATION_SERVICE_H_
#define SERVICES_HANDLERS_ORGANISATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// Characters of a text that is looked up.
inline constexpr int kMaxLookupCharacters = 500;

absl::StatusOr<v1::Unit> GetUnit(const v1::GetUnitRequest& request, const CallContext& call, const Services& services);
absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request, const CallContext& call,
                                                const Services& services);
absl::StatusOr<v1::LookupUnitsResponse> LookupUnits(const v1::LookupUnitsRequest& request, const CallContext& call,
                                                    const Services& services);
absl::StatusOr<v1::ResolveSuccessorsResponse> ResolveSuccessors(const v1::ResolveSuccessorsRequest& request,
                                                                const CallContext& call, const Services& services);
absl::StatusOr<v1::ListUnitSetsResponse> ListUnitSets(const v1::ListUnitSetsRequest& request, const CallContext& call,
                                                      const Services& services);
absl::StatusOr<v1::ListReorganisationsResponse> ListReorganisations(const v1::ListReorganisationsRequest& request,
                                                                    const CallContext& call, const Services& services);
absl::StatusOr<v1::ResolvePredecessorsResponse> ResolvePredecessors(const v1::ResolvePredecessorsRequest& request,
                                                                    const CallContext& call, const Services& services);
absl::StatusOr<v1::Lineage> GetLineage(const v1::GetLineageRequest& request, const CallContext& call,
                                       const Services& services);

// A unit by a name that a caller sent: INVALID_NAME, NOT_FOUND. Lives as long as `facts`.
absl::StatusOr<const v1::Unit*> FindUnit(absl::string_view name, const Facts& facts);

// Its persons, posts and memberships stand in people.h.
void AddOrganisationService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ORGANISATION_SERVICE_H_
