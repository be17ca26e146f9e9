#include "workflow/escalation/condition.h"

#include <algorithm>

#include "workflow/civil_time.h"
#include "workflow/escalation/line.h"

namespace phoihop::escalation {
namespace {

v1::TaskState StateOf(const v1::Task& task) {
  const bool stands_still = task.state() == v1::TASK_STATE_SUSPENDED && !task.suspensions().empty();
  return stands_still ? task.suspensions().rbegin()->from_state() : task.state();
}

// How far the task is on its way; 0: it has reached nothing.
int StepOf(v1::TaskState state) {
  switch (state) {
    case v1::TASK_STATE_ISSUED:
      return 1;
    case v1::TASK_STATE_ACCEPTED:
      return 2;
    case v1::TASK_STATE_IN_PROGRESS:
      return 3;
    case v1::TASK_STATE_SUBMITTED:
      return 4;
    case v1::TASK_STATE_COMPLETED:
      return 5;
    default:
      return 0;
  }
}

template <typename List>
bool Allows(const List& list, int value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

std::string WhyNotMet(const v1::RungCondition& condition, const v1::Task& task) {
  const v1::TaskState state = StateOf(task);
  if (!Allows(condition.states(), state)) return "nhiệm vụ không ở trạng thái mà bậc này đặt điều kiện";
  const bool reached = StepOf(state) >= StepOf(condition.not_reached());
  if (condition.not_reached() != v1::TASK_STATE_UNSPECIFIED && reached)
    return "nhiệm vụ đã đạt trạng thái phải đạt vào lúc này";
  const int nature = std::max<int>(task.legal_nature(), v1::LEGAL_NATURE_NONE);
  if (!Allows(condition.legal_natures(), nature)) return "tính chất pháp lý của thời hạn không thuộc điều kiện của bậc";
  const int priority = std::max<int>(task.priority(), v1::TASK_PRIORITY_NORMAL);
  if (!Allows(condition.priorities(), priority)) return "mức độ khẩn của nhiệm vụ không thuộc điều kiện của bậc";
  return "";
}

bool IsAnswered(const v1::Task& task, const std::string& clock_id, int rung_index, const v1::Rung& rung) {
  // Rungs of another version of the ladder may have the same number, but not the same place on the line.
  const auto is_firing = [&](const v1::Escalation& fired) {
    return fired.cause() == v1::Escalation::CAUSE_LADDER && fired.clock_id() == clock_id &&
           fired.rung_index() == rung_index && fired.passed_over().empty() &&
           fired.offset_working_days() == OffsetOf(rung, fired.repetition());
  };
  const auto first = std::find_if(task.escalations().begin(), task.escalations().end(), is_firing);
  if (first == task.escalations().end()) return false;
  const absl::Time since = FromTimestamp(first->fire_time());
  return std::any_of(task.escalation_responses().begin(), task.escalation_responses().end(),
                     [&](const v1::EscalationResponse& response) {
                       return response.clock_id() == clock_id && FromTimestamp(response.response_time()) >= since;
                     });
}

}  // namespace phoihop::escalation
