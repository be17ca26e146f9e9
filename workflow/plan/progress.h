// How the tasks of plans stand, rolled up by plan, heading, item, unit or function (kết quả thực hiện).
#ifndef WORKFLOW_PLAN_PROGRESS_H_
#define WORKFLOW_PLAN_PROGRESS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// Tasks of one item that one unit leads, by class; `counts.total` is their sum.
struct ProgressCount {
  std::string plan, item, lead_unit;  // resource names
  v1::ProgressCounts counts;
};

// What is known of plans and their tasks.
struct Progress {
  // In the order of the answer; items with name, ordinal, text, headings, function and state.
  std::vector<v1::Plan> plans;
  std::vector<ProgressCount> counts;
};

// Each count falls into exactly one group, whatever the grouping: the totals of all groupings agree. A group without
// tasks is there when it has items (by plan, heading and item). Tasks of an item that the plan does not have any more
// stand under the plan itself, with an empty heading or key.
v1::SummarisePlansResponse Summarise(const Progress& progress, v1::SummarisePlansRequest::GroupBy group_by,
                                     const Facts& facts, absl::CivilDay today);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PROGRESS_H_
