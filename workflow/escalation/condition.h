// Whether a rung does something when it fires: its condition, and whether somebody has answered it.
#ifndef WORKFLOW_ESCALATION_CONDITION_H_
#define WORKFLOW_ESCALATION_CONDITION_H_

#include <string>

#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::escalation {

// Why the condition does not hold for the task as it is now, in Vietnamese; empty: it holds. A suspended task stands in
// the state in which it was suspended. No legal nature is NONE, no priority is NORMAL.
std::string WhyNotMet(const v1::RungCondition& condition, const v1::Task& task);

// Whether somebody who was escalated to has answered, by HandleEscalation, since the rung of the clock fired first.
bool IsAnswered(const v1::Task& task, const std::string& clock_id, int rung_index, const v1::Rung& rung);

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_CONDITION_H_
