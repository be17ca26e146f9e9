#include "workflow/plan/new_tasks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/plan/plan.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task.h"

namespace phoihop::plan {

NewTasks::NewTasks(const v1::Plan& plan, const Facts& facts, const Context& context)
    : plan_(plan), facts_(facts), context_(context), today_(DayOf(context.now)) {}

absl::Status NewTasks::Add(const v1::Task& task, const std::vector<std::string>& part_units,
                           const std::string& ordinal) {
  absl::Status added = AddTask(task);
  if (added.ok()) added = AddParts(part_units);
  if (added.ok()) return added;
  return Error(ReasonOf(added), absl::StrCat("item ", ordinal, ": ", added.message()));
}

absl::Status NewTasks::Count(size_t tasks) const {
  if (events_.size() + tasks <= kMaxTasksPerIssue) return absl::OkStatus();
  return Error(v1::ERROR_REASON_TOO_LARGE,
               absl::StrCat("the plan would make more than ", kMaxTasksPerIssue,
                            " tasks at once; import it as several plans, or give long rhythms a reporting rhythm"));
}

absl::Status NewTasks::TakeName(const std::string& name) {
  if (names_.insert(name).second) return absl::OkStatus();
  return Error(v1::ERROR_REASON_INTERNAL, absl::StrCat("two tasks of the plan would be called ", name));
}

absl::Status NewTasks::AddTask(const v1::Task& task) {
  if (absl::Status counted = Count(1); !counted.ok()) return counted;
  if (absl::Status taken = TakeName(task.name()); !taken.ok()) return taken;
  // An event that was recorded before: what waits for it begins at once.
  const v1::PlanEvent* event = FindEvent(plan_, task.awaited_event());
  const bool happened = !task.awaited_event().empty() && event != nullptr;
  auto made = task::MakeNew(task, happened ? event->date() : "", facts_, context_);
  if (!made.ok()) return made.status();
  events_.push_back(*std::move(made));
  return absl::OkStatus();
}

// The parts of the whole that was added last. The first is made as any task is; what is the same for all is found once.
absl::Status NewTasks::AddParts(const std::vector<std::string>& units) {
  if (units.empty()) return absl::OkStatus();
  if (absl::Status counted = Count(units.size()); !counted.ok()) return counted;
  const v1::Task whole = events_.back().task_created().task();
  // What it waits for has happened already when the whole has begun.
  absl::CivilDay day = today_;
  if (whole.has_planned_issue_time()) day = std::max(day, DayOf(FromTimestamp(whole.planned_issue_time())));
  const v1::PlanEvent* event = whole.awaited_event().empty() ? nullptr : FindEvent(plan_, whole.awaited_event());
  v1::Task asked = task::PartOf(whole, units.front());
  if (event != nullptr) {
    asked.clear_requested_due_date();
    asked.set_awaited_event(whole.awaited_event());
    if (whole.has_awaited_period()) *asked.mutable_awaited_period() = whole.awaited_period();
  }
  auto first = task::MakeNew(asked, event == nullptr ? "" : event->date(), facts_, context_);
  if (!first.ok()) return first.status();
  events_.reserve(events_.size() + units.size());
  const size_t first_index = events_.size();
  events_.push_back(*std::move(first));
  if (absl::Status taken = TakeName(events_.back().subject()); !taken.ok()) return taken;
  for (size_t i = 1; i < units.size(); ++i) {
    if (absl::Status alive = facts_.directory().CheckAlive(units[i], day); !alive.ok()) return alive;
    events_.push_back(task::MakePartLike(events_[first_index], whole, units[i]));
    if (absl::Status taken = TakeName(events_.back().subject()); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

}  // namespace phoihop::plan
