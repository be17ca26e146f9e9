// Waivers of findings (chấp nhận có căn cứ): a decision that something which is found may stay. Part of the aggregate
// "reference data of a province"; reference.h hands its verbs on to here.
#ifndef WORKFLOW_ORGANISATION_FINDING_WAIVER_H_
#define WORKFLOW_ORGANISATION_FINDING_WAIVER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

// FindingWaived, whatever stood there before. That the finding exists today is what the handler looked at. Errors:
// INVALID_ARGUMENT (INVALID_NAME, INVALID_FIELD, INVALID_DATE); FAILED_PRECONDITION (BASIS_REQUIRED).
absl::StatusOr<Decision> DecideWaiver(const internal::v1::ReferenceData& state,
                                      const internal::v1::WaiveFinding& command, const Context& context);

// FindingWaiverRevoked, or nothing when it is revoked already. Errors: NOT_FOUND.
absl::StatusOr<Decision> DecideWaiverRevocation(const internal::v1::ReferenceData& state,
                                                const v1::RevokeFindingWaiverRequest& request, const Context& context);

// By resource name; null when there is none.
const v1::FindingWaiver* FindWaiver(const internal::v1::ReferenceData& state, absl::string_view name);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_FINDING_WAIVER_H_
