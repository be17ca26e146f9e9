#include "workflow/task/unarmed.h"

#include <algorithm>

#include "workflow/escalation/ladder.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

bool ShouldHaveInstant(const v1::Clock& clock, const Facts& facts) {
  if (MayFire(clock)) return true;
  if (clock.state() != v1::CLOCK_STATE_RUNNING || !clock.has_due_time() || clock.escalation_policy().empty()) {
    return false;
  }
  return escalation::NextRungTime(clock, facts.policies(), facts.calendars().Of(clock)).has_value();
}

}  // namespace

bool ShouldBeArmed(const v1::Task& task, const Facts& facts) {
  const bool waits = task.state() == v1::TASK_STATE_PLANNED && !task.previous_occurrence().empty();
  return !waits && std::any_of(task.clocks().begin(), task.clocks().end(),
                               [&](const v1::Clock& clock) { return ShouldHaveInstant(clock, facts); });
}

}  // namespace phoihop::task
