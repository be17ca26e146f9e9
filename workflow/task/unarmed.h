// The self-check of the escalation engine: every running clock with rungs left has a next instant, or there is a reason
// why not.
#ifndef WORKFLOW_TASK_UNARMED_H_
#define WORKFLOW_TASK_UNARMED_H_

#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::task {

// Whether an open task that is stored without a next instant, and is not set aside, should have one: a clock of it has
// one, or has a rung left whose instant the calendar knows. A planned task that waits for the occurrence before it may
// have none until that ends.
bool ShouldBeArmed(const v1::Task& task, const Facts& facts);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_UNARMED_H_
