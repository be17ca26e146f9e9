// Clocks that run follow another version of their ladder.
#ifndef WORKFLOW_TASK_POLICY_SWITCH_H_
#define WORKFLOW_TASK_POLICY_SWITCH_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/task/decide.h"

namespace phoihop::task {

struct SwitchedClock {
  v1::Clock before;
  v1::Clock after;
};

// The open clocks of the task that an earlier version of the ladder watches, as they are before and after they follow
// `next`. One whose purpose `next` no longer serves keeps the version that it has.
std::vector<SwitchedClock> SwitchedClocksOf(const v1::Task& task, const v1::EscalationPolicy& next, const Facts& facts,
                                            absl::Time now);

// A follow-up of SwitchEscalationPolicy. Empty when nothing of the task follows the version any more, or the task has
// ended.
absl::StatusOr<Decision> DecideAdoptPolicy(const Case& c, const internal::v1::AdoptPolicy& request);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_POLICY_SWITCH_H_
