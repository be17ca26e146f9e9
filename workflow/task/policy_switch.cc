#include "workflow/task/policy_switch.h"

#include <algorithm>
#include <utility>

#include "workflow/deadline/clocks.h"
#include "workflow/escalation/ladder.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {

std::vector<SwitchedClock> SwitchedClocksOf(const v1::Task& task, const v1::EscalationPolicy& next, const Facts& facts,
                                            absl::Time now) {
  std::vector<SwitchedClock> switched;
  for (const v1::Clock& clock : task.clocks()) {
    const auto& purposes = next.purposes();
    const bool follows = deadline::IsOpen(clock) && clock.escalation_policy() == next.name() &&
                         clock.escalation_policy_version() < next.version() &&
                         std::find(purposes.begin(), purposes.end(), clock.purpose()) != purposes.end();
    if (!follows) continue;
    switched.push_back({clock, clock});
    escalation::Switch(switched.back().after, next, facts.policies(), facts.calendars().Of(switched.back().after), now);
  }
  return switched;
}

absl::StatusOr<Decision> DecideAdoptPolicy(const Case& c, const internal::v1::AdoptPolicy& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  const v1::EscalationPolicy* next =
      c.facts.policies().Find(request.escalation_policy(), request.escalation_policy_version());
  const bool known = next != nullptr && next->version() == request.escalation_policy_version();
  if (!IsOpen(c.task.state()) || !known) return Decision();
  const std::vector<SwitchedClock> switched = SwitchedClocksOf(c.task, *next, c.facts, c.now());
  if (switched.empty()) return Decision();
  v1::Event event;
  v1::TaskPolicySwitched& payload = *event.mutable_task_policy_switched();
  payload.set_escalation_policy(request.escalation_policy());
  payload.set_escalation_policy_version(request.escalation_policy_version());
  for (const SwitchedClock& clock : switched) *payload.add_clocks() = clock.after;
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
