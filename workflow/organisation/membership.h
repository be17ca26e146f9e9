// Putting a person into a unit; see CreateMembership in reference.h.
#ifndef WORKFLOW_ORGANISATION_MEMBERSHIP_H_
#define WORKFLOW_ORGANISATION_MEMBERSHIP_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

absl::StatusOr<Decision> DecideMembership(const v1::CreateMembershipRequest& request, const Facts& facts,
                                          const Context& context);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_MEMBERSHIP_H_
