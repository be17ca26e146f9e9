#include "services/handlers/timeline.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/visibility.h"
#include "services/store/calendar_reader.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/timeline.h"
#include "workflow/task/transitions.h"

namespace phoihop::handlers {
namespace {

absl::StatusOr<absl::CivilDay> CheckRequest(const v1::SimulateTimelineRequest& request, const CallContext& call) {
  std::vector<FieldViolation> violations;
  if (request.task().empty() == request.plan().empty())
    violations.push_back({"task", "name either a task or a plan, and not both"});
  const auto until = ParseDate(request.until_date());
  const absl::CivilDay today = DayOf(call.now);
  if (!until.ok()) {
    violations.push_back({"until_date", std::string(until.status().message())});
  } else if (*until < today || *until > today + kMaxSimulatedDays) {
    violations.push_back({"until_date", absl::StrCat("must lie from today (", FormatDate(today), ") to ",
                                                     FormatDate(today + kMaxSimulatedDays))});
  }
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  return *until;
}

// The open tasks of a plan that the caller may see, parts included, in the order of names.
absl::StatusOr<std::vector<v1::Task>> OpenTasksOf(const std::string& plan, const CallContext& call,
                                                  const Services& services) {
  const auto id = IdOf(plan, "plans");
  if (!id.ok()) return id.status();
  if (const auto visible = ReadVisiblePlan(*id, call, services); !visible.ok()) return visible.status();
  auto tasks = store::TasksOfPlan(services.database, call.province, plan);
  if (!tasks.ok()) return tasks.status();
  std::vector<std::string> wholes;
  for (const v1::Task& task : *tasks) {
    if (task.has_fan_out()) wholes.push_back(task.name());
  }
  auto parts = store::PartsOfTasks(services.database, call.province, wholes);
  if (!parts.ok()) return parts.status();
  std::move(parts->begin(), parts->end(), std::back_inserter(*tasks));
  tasks->erase(std::remove_if(tasks->begin(), tasks->end(),
                              [&](const v1::Task& task) {
                                return !task::IsOpen(task.state()) ||
                                       !task::MayView(task, call.actor, *call.facts, call.now);
                              }),
               tasks->end());
  std::sort(tasks->begin(), tasks->end(), [](const v1::Task& a, const v1::Task& b) { return a.name() < b.name(); });
  return tasks;
}

absl::StatusOr<std::vector<v1::Task>> TasksAsked(const v1::SimulateTimelineRequest& request, const CallContext& call,
                                                 const Services& services) {
  if (!request.plan().empty()) return OpenTasksOf(request.plan(), call, services);
  auto task = ReadVisibleTask(request.task(), call, services);
  if (!task.ok()) return task.status();
  return std::vector<v1::Task>{*std::move(task)};
}

absl::StatusOr<std::set<std::string>> OpenOccurrencesBefore(const std::vector<v1::Task>& tasks, const CallContext& call,
                                                            const Services& services) {
  std::vector<std::string> names;
  for (const v1::Task& task : tasks) {
    if (!task.previous_occurrence().empty()) names.push_back(task.previous_occurrence());
  }
  if (names.empty()) return std::set<std::string>();
  return store::OpenOccurrences(services.database, call.province, names);
}

bool Before(const v1::SimulatedStep& a, const v1::SimulatedStep& b) {
  const auto key = [](const v1::SimulatedStep& step) {
    return std::make_tuple(FromTimestamp(step.time()), absl::string_view(step.task()));
  };
  return key(a) < key(b);
}

}  // namespace

absl::StatusOr<v1::SimulateTimelineResponse> SimulateTimeline(const v1::SimulateTimelineRequest& request,
                                                              const CallContext& call, const Services& services) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  const auto until = CheckRequest(request, call);
  if (!until.ok()) return until.status();
  const auto tasks = TasksAsked(request, call, services);
  if (!tasks.ok()) return tasks.status();
  const auto open_before = OpenOccurrencesBefore(*tasks, call, services);
  if (!open_before.ok()) return open_before.status();

  v1::SimulateTimelineResponse response;
  const size_t looked_at = std::min<size_t>(tasks->size(), kMaxSimulatedTasks);
  response.set_truncated(looked_at < tasks->size());
  response.set_tasks(static_cast<int>(looked_at));
  response.set_calendar(call.facts->calendar().definition().name());
  response.set_calendar_version(call.facts->calendar().definition().version());
  std::vector<v1::SimulatedStep> steps;
  for (size_t i = 0; i < looked_at; ++i) {
    const v1::Task& task = (*tasks)[i];
    auto timeline = task::Simulate(task, *call.facts,
                                   {.now = call.now,
                                    .until = EndOfDay(*until),
                                    .limit = kMaxSimulatedSteps,
                                    .previous_open = open_before->count(task.previous_occurrence()) > 0});
    if (!timeline.ok()) return timeline.status();
    if (timeline->truncated) response.set_truncated(true);
    for (v1::SimulatedStep& step : timeline->steps) {
      if (task.secrecy() <= v1::SECRECY_NORMAL) step.set_title(task.title());
      steps.push_back(std::move(step));
    }
  }
  std::stable_sort(steps.begin(), steps.end(), Before);
  if (steps.size() > kMaxSimulatedSteps) {
    steps.resize(kMaxSimulatedSteps);
    response.set_truncated(true);
  }
  for (v1::SimulatedStep& step : steps) *response.add_steps() = std::move(step);
  return response;
}

}  // namespace phoihop::handlers
