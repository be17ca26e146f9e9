// Folding, in parts; task.h has Evolve. Internal to workflow/task.
#ifndef WORKFLOW_TASK_EVOLVE_H_
#define WORKFLOW_TASK_EVOLVE_H_

#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {

// Those that changed take the place of the ones of the same id; new ones are added.
void FoldClocks(v1::Task& task, const Clocks& clocks);

// What happens to a task besides its way to the end: time, help of others, the lead's own work. False: another event.
bool FoldWork(v1::Task& task, const v1::Event& event);

// Whose hands the task is in after the event (work.h, HolderOf): the stretches follow each other without a gap.
void FoldCustody(v1::Task& task, const v1::Event& event);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_EVOLVE_H_
