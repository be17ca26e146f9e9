// What the revision of a plan asks of the tasks that were made of it before. The decision and the preview both ask
// here, so that what was agreed to and what happens cannot differ.
#ifndef WORKFLOW_PLAN_REVISED_TASKS_H_
#define WORKFLOW_PLAN_REVISED_TASKS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// What happens to one task. Of a whole: its parts follow it.
struct TaskChange {
  enum class Kind {
    kRevised,     // it becomes as `wanted`
    kWithdrawn,   // its item, its lead or its occurrence is gone
    kReassigned,  // it is withdrawn, and the new task of another unit stands for it
    kKept,        // one of these would be done to it, but it is completed
  };
  Kind kind = Kind::kRevised;
  const v1::Task* task = nullptr;  // as it was read
  v1::Task wanted;                 // of kRevised: as the plan would make it now
  std::string lead_unit;           // of kReassigned: who gets the new one
};

// A task that is made, and the parts that it has.
struct AddedTask {
  v1::Task task;
  std::vector<std::string> part_units;
  int item = 0;  // index in the plan as it will be
};

struct RevisedTasks {
  std::vector<TaskChange> changes;  // in the order of the plan
  std::vector<AddedTask> added;
};

// `tasks` are those of items that are issued, without parts; `issuer_unit` holds the work of the plan's issuer at
// `context.now`.
//
// A task is matched with what the plan would make of its item now by its lead and its occurrence; one that was handed
// over counts as its first lead's, and stays where it is. Where only the lead is another, the task is reassigned.
// Nothing is done to a task because of anything but the revision: what the plan would make today of the item as it was
// is compared with what it would make of the item as it will be. But due dates that are counted by the working calendar
// (PlanDeadline.working_day_of_month) follow the calendar while their task is PLANNED. Occurrences that neither would
// make (their day is past) stay as they are. PLAN_STATE when another unit would sum up parts that run; as TasksOf for
// items that it cannot make tasks of. An error names the item.
absl::StatusOr<RevisedTasks> ReviseTasks(const v1::Plan& before, const v1::Plan& after,
                                         absl::Span<const v1::Task* const> tasks, const std::string& issuer_unit,
                                         const Facts& facts, const Context& context);

// The command that does it; nullopt: nothing is done to the task.
std::optional<internal::v1::TaskCommand> FollowUpOf(const TaskChange& change, const v1::Plan& after,
                                                    const v1::Citation& basis, const Facts& facts,
                                                    absl::CivilDay today);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_REVISED_TASKS_H_
