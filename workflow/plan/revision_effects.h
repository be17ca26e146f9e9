// What a revision does to each task, for the person who decides about it.
#ifndef WORKFLOW_PLAN_REVISION_EFFECTS_H_
#define WORKFLOW_PLAN_REVISION_EFFECTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/revised_tasks.h"

namespace phoihop::plan {

// Found by deciding what follows from the revision on the tasks as they are, so it says what will happen: a task that
// would not change is not named. `tasks` are those that `revised` was made of and the parts of the wholes among them.
// In the order of the plan, each whole before its parts. An error when something of it would be refused.
absl::StatusOr<std::vector<v1::PlanTaskEffect>> EffectsOf(const RevisedTasks& revised, const v1::Plan& after,
                                                          const v1::Citation& basis,
                                                          absl::Span<const v1::Task* const> tasks, const Facts& facts,
                                                          const Context& context);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_REVISION_EFFECTS_H_
