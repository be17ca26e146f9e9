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
#include "workflow/task/task_clocks.h"

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

// What the part of a unit is made of. `event`: what the whole waits for, when it has happened.
v1::Task NewTasks::Part(const v1::Task& whole, const std::string& unit, const v1::PlanEvent* event) const {
  v1::Task asked = task::PartOf(whole, unit);
  if (event == nullptr) return asked;
  // What it waits for has happened already when the whole has begun.
  asked.clear_requested_due_date();
  asked.set_awaited_event(whole.awaited_event());
  if (whole.has_awaited_period()) *asked.mutable_awaited_period() = whole.awaited_period();
  return asked;
}

// The parts of the whole that was added last. The first is made as any task is; what is the same for all is found once:
// all but the clocks of units that work by another calendar.
absl::Status NewTasks::AddParts(const std::vector<std::string>& units) {
  if (units.empty()) return absl::OkStatus();
  if (absl::Status counted = Count(units.size()); !counted.ok()) return counted;
  const v1::Task whole = events_.back().task_created().task();
  absl::CivilDay day = today_;
  if (whole.has_planned_issue_time()) day = std::max(day, DayOf(FromTimestamp(whole.planned_issue_time())));
  const v1::PlanEvent* event = whole.awaited_event().empty() ? nullptr : FindEvent(plan_, whole.awaited_event());
  const std::string anchor = event == nullptr ? std::string() : event->date();
  const auto calendar_of = [&](const std::string& unit) {
    return &task::CalendarFor(whole, unit, facts_, context_.now);
  };
  events_.reserve(events_.size() + units.size());
  const size_t first_index = events_.size();
  for (const std::string& unit : units) {
    if (events_.size() > first_index && calendar_of(unit) == calendar_of(units.front())) {
      if (absl::Status alive = facts_.directory().CheckAlive(unit, day); !alive.ok()) return alive;
      events_.push_back(task::MakePartLike(events_[first_index], whole, unit));
    } else {
      auto made = task::MakeNew(Part(whole, unit, event), anchor, facts_, context_);
      if (!made.ok()) return made.status();
      events_.push_back(*std::move(made));
    }
    if (absl::Status taken = TakeName(events_.back().subject()); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

}  // namespace phoihop::plan
