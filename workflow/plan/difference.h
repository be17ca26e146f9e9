// What another file changes in a plan. Items are recognised by their words, not by their place: a row that was put in
// between makes no other row changed, and one that only got another number is changed in its number.
#ifndef WORKFLOW_PLAN_DIFFERENCE_H_
#define WORKFLOW_PLAN_DIFFERENCE_H_

#include <vector>

#include "phoihop/v1/plan.pb.h"

namespace phoihop::plan {

struct Difference {
  // The plan as it would be. Its items stand in the order of the file and keep the names, tasks and answers that they
  // have, as far as their cells did not change; what was issued and is gone stands at the end, WITHDRAWN.
  v1::Plan plan;
  // In the order of the file, then what is gone.
  std::vector<v1::PlanItemChange> changes;
};

// `read` is what was understood of the other file, with its settings.
Difference Compare(const v1::Plan& before, v1::Plan read);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DIFFERENCE_H_
