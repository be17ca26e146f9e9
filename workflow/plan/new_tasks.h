// Makes the events of new tasks of a plan, by the rules that are the same whether it is issued or revised.
#ifndef WORKFLOW_PLAN_NEW_TASKS_H_
#define WORKFLOW_PLAN_NEW_TASKS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

class NewTasks {
 public:
  // All must outlive it.
  NewTasks(const v1::Plan& plan, const Facts& facts, const Context& context);

  // A task as TasksOf makes it and, of a whole, the parts of these units. What it waits for may have happened already:
  // then it begins at once. TOO_LARGE (kMaxTasksPerIssue), UNIT_NOT_ALIVE; an error names the item by `ordinal`.
  absl::Status Add(const v1::Task& task, const std::vector<std::string>& part_units, const std::string& ordinal);

  // TaskCreated, in the order in which they were added.
  std::vector<v1::Event> Finish() && { return std::move(events_); }

 private:
  absl::Status AddTask(const v1::Task& task);
  v1::Task Part(const v1::Task& whole, const std::string& unit, const v1::PlanEvent* event) const;
  absl::Status AddParts(const std::vector<std::string>& units);
  absl::Status Count(size_t tasks) const;
  absl::Status TakeName(const std::string& name);

  const v1::Plan& plan_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  std::vector<v1::Event> events_;
  absl::flat_hash_set<std::string> names_;
};

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_NEW_TASKS_H_
