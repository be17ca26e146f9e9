// The tasks that an item of a plan stands for: what issuing makes, what a preview shows and what a revision compares
// with.
#ifndef WORKFLOW_PLAN_MADE_TASKS_H_
#define WORKFLOW_PLAN_MADE_TASKS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/occurrences.h"

namespace phoihop::plan {

struct MadeTasks {
  // By lead, and of each lead by occurrence. As they are asked for: without state and clocks. Of an item that is spread
  // over many units: the wholes.
  std::vector<v1::Task> tasks;
  // Who has a part of every whole; empty for an item that is not spread.
  std::vector<std::string> part_units;
};

// The unit itself while it lives, else who holds all of its work; empty when nobody does.
std::string HolderOf(const std::string& unit, const Facts& facts, absl::CivilDay today);

// Whether the item is given as a whole with parts: a set leads it, or several units do and it says how they add up
// (fan_out, summing_unit).
bool IsSpread(const v1::PlanItem& item);

// As of `today`; `issuer_unit` holds the work of the plan's issuer then. No tasks when a rhythm never falls due within
// the plan's period. UNIT_NOT_ALIVE (a lead that nobody follows), PLAN_STATE (a set without members, an unknown
// deadline).
absl::StatusOr<MadeTasks> TasksOf(const v1::PlanItem& item, const v1::Plan& plan, const std::string& issuer_unit,
                                  const Facts& facts, absl::CivilDay today);

// The same for these occurrences alone, whatever else the item is issued as: under names that it has not used yet, by
// lead and in their order. `before` are what comes before each (empty id: nothing does); an item whose occurrences wait
// for one another, or are left out for one another, looks at the last task that was made of it.
absl::StatusOr<MadeTasks> TasksAgain(const v1::PlanItem& item, const v1::Plan& plan, const std::string& issuer_unit,
                                     const Facts& facts, absl::CivilDay today,
                                     const std::vector<Occurrence>& occurrences, const std::vector<Occurrence>& before);

// The event of this name that the plan recorded; null when it did not happen yet. Case and spaces do not matter.
const v1::PlanEvent* FindEvent(const v1::Plan& plan, absl::string_view event);
bool IsSameEvent(absl::string_view a, absl::string_view b);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_MADE_TASKS_H_
