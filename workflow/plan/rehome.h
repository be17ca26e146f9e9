// Parties of a plan that change with the organisation: items that are not issued yet, and the unit that issues the
// plan.
#ifndef WORKFLOW_PLAN_REHOME_H_
#define WORKFLOW_PLAN_REHOME_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/rehoming.h"

namespace phoihop::plan {

// The outcomes of the plan's items that are not issued, in their order, and before them that of the plan itself (named
// by the plan) when its issuer changes. Units that were named one by one are moved; the members of a set are found on
// the day of issue anyway. Of two leads, or two coordinators, that become one the second is dropped (MERGE_ROLE), as is
// a coordinator that becomes the only lead. Empty when nothing of the plan is concerned, or all of it is issued.
std::vector<v1::RehomingItem> PlanRehoming(const v1::Plan& plan, const v1::Reorganisation& reorganisation,
                                           const organisation::Routes& routes, const Facts& facts, absl::Time now);

// The plan as these outcomes leave it; what waits for a person stays as it is.
v1::Plan AfterRehoming(const v1::Plan& plan, const v1::Reorganisation& reorganisation,
                       const organisation::Routes& routes, absl::Time now);

// RehomePlan: PlanRehomed, or nothing when everything stands already. Undo: an item gets back what it had when it still
// has what the move gave it; another one, and one that was issued since, is UNDO_WAITING, until it is assigned, which
// gives the unit every place in it that a closed unit has. For the system only. Errors: as DecideRehome of a task.
absl::StatusOr<Decision> DecideRehome(const v1::Plan& plan, const internal::v1::RehomePlan& request, const Facts& facts,
                                      const Context& context);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_REHOME_H_
