// Tasks that wait for others (finish → start), and what is noted when one of those, or a delegated task, has ended.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

bool WaitsFor(const v1::Task& task, const std::string& other) {
  return std::any_of(task.dependencies().begin(), task.dependencies().end(),
                     [&](const v1::Dependency& known) { return known.task() == other; });
}

Decision Changed(const Case& c, google::protobuf::RepeatedPtrField<v1::Dependency> dependencies) {
  v1::Event event;
  *event.mutable_task_dependencies_changed()->mutable_dependencies() = std::move(dependencies);
  return Record(c, std::move(event));
}

absl::Status CheckOther(const Case& c, const std::string& other) {
  const DependencySeen* seen = c.context.dependency;
  if (seen == nullptr || seen->task.name().empty() || !MayView(seen->task, c.context.actor, c.facts, c.now())) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no task ", Excerpt(other), " that your unit may see."));
  }
  if (seen->circle.empty()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_DEPENDENCY_CYCLE,
               absl::StrCat("The tasks would wait for each other: ", c.task.name(), " → ",
                            absl::StrJoin(seen->circle, " → "), "; take one of these dependencies away first."));
}

}  // namespace

absl::StatusOr<Decision> DecideAddDependency(const Case& c, const v1::AddDependencyRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("task", !request.task().empty());
  check.Sibling("task", request.task(), "tasks", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  if (request.task() == request.name()) check.Violation("task", "is the task itself");
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ADD_DEPENDENCY, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (WaitsFor(c.task, request.task())) return Decision();
  if (c.task.dependencies_size() >= limits::kDependencies) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A task waits for at most ", limits::kDependencies, " others."));
  }
  if (absl::Status other = CheckOther(c, request.task()); !other.ok()) return other;
  const v1::Task& other = c.context.dependency->task;
  auto dependencies = c.task.dependencies();
  v1::Dependency& added = *dependencies.Add();
  added.set_task(request.task());
  added.set_reason(request.reason());
  added.set_unit(other.lead_unit());
  *added.mutable_add_time() = ToTimestamp(c.now());
  if (!IsOpen(other.state())) {
    added.set_end_state(other.state());
    *added.mutable_end_time() = other.update_time();
  }
  Decision decision = Changed(c, std::move(dependencies));
  // The other task may end while this is committed: it is looked at once more afterwards.
  internal::v1::NoteTaskEnded& look = *decision.follow_ups.emplace_back().mutable_note_ended();
  look.set_name(c.task.name());
  look.set_task(request.task());
  return decision;
}

absl::StatusOr<Decision> DecideRemoveDependency(const Case& c, const v1::RemoveDependencyRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("task", !request.task().empty());
  check.Sibling("task", request.task(), "tasks", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REMOVE_DEPENDENCY, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (!WaitsFor(c.task, request.task())) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "The task does not wait for this one; its dependencies list for which.");
  }
  auto dependencies = c.task.dependencies();
  dependencies.erase(std::remove_if(dependencies.begin(), dependencies.end(),
                                    [&](const v1::Dependency& known) { return known.task() == request.task(); }),
                     dependencies.end());
  return Changed(c, std::move(dependencies));
}

absl::StatusOr<Decision> DecideNoteEnded(const Case& c, const internal::v1::NoteTaskEnded& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  const auto differs = [&](const auto& known) {
    return known.task() == request.task() && known.end_state() != request.end_state();
  };
  const bool news = std::any_of(c.task.delegations().begin(), c.task.delegations().end(), differs) ||
                    std::any_of(c.task.dependencies().begin(), c.task.dependencies().end(), differs);
  if (!IsOpen(c.task.state()) || !news) return Decision();
  v1::Event event;
  v1::TaskEndNoted& noted = *event.mutable_task_end_noted();
  noted.set_task(request.task());
  noted.set_end_state(request.end_state());
  if (request.has_end_time()) *noted.mutable_end_time() = request.end_time();
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
