// What issuing a plan makes, told item by item.
#ifndef WORKFLOW_PLAN_ISSUED_ITEMS_H_
#define WORKFLOW_PLAN_ISSUED_ITEMS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// One entry for each item of the plan that one of the tasks was made of, in the order of the plan. `tasks` are as they
// were made: in their state, with their clocks.
std::vector<v1::IssuedItem> SummariseIssue(const v1::Plan& plan, const std::vector<const v1::Task*>& tasks,
                                           const Facts& facts, absl::CivilDay today);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_ISSUED_ITEMS_H_
