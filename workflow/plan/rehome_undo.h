// Taking back what a reorganisation did to a plan. Internal to workflow/plan.
#ifndef WORKFLOW_PLAN_REHOME_UNDO_H_
#define WORKFLOW_PLAN_REHOME_UNDO_H_

#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// Fills `rehomed`; without items nothing is left to take back.
void UndoRehoming(const v1::Plan& plan, const internal::v1::RehomePlan& request,
                  const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now,
                  v1::PlanRehomed& rehomed);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_REHOME_UNDO_H_
