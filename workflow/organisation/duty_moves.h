// Duties go with the units that hold them.
#ifndef WORKFLOW_ORGANISATION_DUTY_MOVES_H_
#define WORKFLOW_ORGANISATION_DUTY_MOVES_H_

#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/organisation/enactment.h"

namespace phoihop::organisation {

// Adds the duties that the reorganisation concerns, what they were, and an item for each, in the order of names. A
// holder that ends without successor: a coordinator is dropped (CLOSE), a lead is asked about. Lead and coordinator of
// one duty that become one unit: the lead stays (MERGE_ROLE).
void MoveDuties(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation, absl::Time now,
                Enactment& enactment);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_DUTY_MOVES_H_
