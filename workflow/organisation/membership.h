// Putting a person into a unit; see CreateMembership in reference.h.
#ifndef WORKFLOW_ORGANISATION_MEMBERSHIP_H_
#define WORKFLOW_ORGANISATION_MEMBERSHIP_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// `state` has what other commands of the same batch recorded; the facts may not have it yet and are not asked.
absl::StatusOr<Decision> DecideMembership(const internal::v1::ReferenceData& state,
                                          const v1::CreateMembershipRequest& request, const Facts& facts,
                                          const Context& context);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_MEMBERSHIP_H_
