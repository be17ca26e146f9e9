// What a reorganisation does to one open task: the roles, hand-offs and clocks afterwards, and the outcomes that say
// so. Preview and execution make it with the same function, so they cannot disagree. Internal to workflow/task.
#ifndef WORKFLOW_TASK_REHOMING_PLAN_H_
#define WORKFLOW_TASK_REHOMING_PLAN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {

// What a plan is made on.
struct RehomingCase {
  const v1::Reorganisation& reorganisation;
  const organisation::Routes& routes;
  const Facts& facts;
  absl::Time now;
  absl::CivilDay day;  // of the move: today, or the effective date when that is still to come
  // Outcomes that were recorded before: what is DONE stands and is not planned again. Null: none.
  const google::protobuf::RepeatedPtrField<v1::RehomingItem>* recorded = nullptr;
};

struct TaskRoles {
  std::string lead_unit;
  std::vector<std::string> coordinator_units;
  std::string issuer_unit;
  std::string approver_unit;
  std::string proposed_unit;
  std::string assignee;
};
TaskRoles RolesIn(const v1::Task& task);

// Sets the role fields of an event that carries them all (TaskRehomed, TaskRehomingUndone) or of a task.
template <typename Message>
void SetRoles(const TaskRoles& roles, Message& message) {
  message.set_lead_unit(roles.lead_unit);
  message.clear_coordinator_units();
  for (const std::string& unit : roles.coordinator_units) message.add_coordinator_units(unit);
  message.set_issuer_unit(roles.issuer_unit);
  message.set_approver_unit(roles.approver_unit);
  message.set_proposed_unit(roles.proposed_unit);
  message.set_assignee(roles.assignee);
}

struct RehomingPlan {
  // Of the task and, after it, of its open hand-offs. Empty: the reorganisation does not concern the task.
  std::vector<v1::RehomingItem> items;
  TaskRoles roles;
  std::vector<v1::Handoff> handoffs;  // that change, as they are afterwards
  Clocks clocks;                      // likewise
  std::vector<v1::Task> children;     // not empty: the task is superseded by these
  // CALENDAR_OUT_OF_RANGE when the clock policy leads past the end of the calendar: the clocks are as before.
  absl::Status clock_status;

  bool Splits() const { return !children.empty(); }
};

// `task` is open.
RehomingPlan MakePlan(const v1::Task& task, const RehomingCase& c);

// Working time left of the completion clock, in seconds; 0 without an open one, or where the calendar does not reach.
// A clock of `changed` takes the place of the task's.
int64_t RemainingOf(const v1::Task& task, const Clocks& changed, const Facts& facts, absl::Time now);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_REHOMING_PLAN_H_
