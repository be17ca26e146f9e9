// Giving a piece of a task to another unit (giao một phần): a task of its own, whose issuer is the lead of the whole.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/decide.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

absl::Status CheckRequest(const v1::DelegateTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("unit", !request.unit().empty());
  check.Sibling("unit", request.unit(), "units", request.name());
  check.Required("title", !request.title().empty());
  check.Text("title", request.title(), limits::kTitleBytes);
  check.Text("description", request.description(), limits::kDescriptionBytes);
  check.Date("due_date", request.due_date());
  if (!request.task_id().empty() && !IsId(request.task_id())) {
    check.Violation("task_id", "has to be 1 to 63 of a-z, 0-9 and '-'");
  }
  return check.ToStatus();
}

// The whole cannot be done before its piece is.
absl::Status CheckDueDate(const v1::Task& whole, const std::string& due_date) {
  const auto due = ParseDate(due_date), last = ParseDate(whole.due_date());
  if (!due.ok() || !last.ok() || *due <= *last) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                        {{"due_date", absl::StrCat("is after ", FormatDate(*last), ", on which the whole is due")}});
}

v1::Task ChildOf(const v1::Task& whole, const v1::DelegateTaskRequest& request) {
  v1::Task child;
  const std::string id = request.task_id().empty()
                             ? JoinedId({LastSegment(whole.name()), "gp", absl::StrCat(whole.delegations_size() + 1)})
                             : request.task_id();
  child.set_name(TaskName(*ProvinceOf(whole.name()), id));
  child.set_title(request.title());
  child.set_description(request.description());
  child.set_lead_unit(request.unit());
  child.set_issuer_unit(whole.lead_unit());
  child.set_approver_unit(whole.lead_unit());
  child.set_approval_required(true);
  child.set_requested_due_date(request.due_date().empty() ? whole.due_date() : request.due_date());
  child.set_roll(request.due_date().empty() ? v1::ROLL_RULE_NONE : whole.roll());
  child.set_priority(whole.priority());
  child.set_secrecy(whole.secrecy());
  if (whole.has_basis()) *child.mutable_basis() = whole.basis();
  child.set_function(whole.function());
  *child.mutable_territories() = whole.territories();
  child.set_delegated_from(whole.name());
  return child;
}

}  // namespace

absl::StatusOr<Decision> DecideDelegate(const Case& c, const v1::DelegateTaskRequest& request) {
  const absl::Status well_formed = CheckRequest(request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_DELEGATE, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (request.unit() == c.task.lead_unit()) {
    return Error(v1::ERROR_REASON_SAME_UNIT,
                 "The unit leads the task itself: assign a person, or choose another unit.");
  }
  if (absl::Status alive = c.facts.directory().CheckAlive(request.unit(), DayOf(c.now())); !alive.ok()) return alive;
  if (absl::Status due = CheckDueDate(c.task, request.due_date()); !due.ok()) return due;
  if (c.task.delegations_size() >= limits::kDelegations) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A task is delegated into at most ", limits::kDelegations, " pieces."));
  }
  const v1::Task wanted = ChildOf(c.task, request);
  if (wanted.name() == c.task.name()) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, "The id is that of the task itself; choose another id.");
  }
  auto child = MakeNew(wanted, /*anchor_date=*/"", c.facts, c.context);
  if (!child.ok()) return child.status();

  v1::Event event;
  v1::Delegation& delegation = *event.mutable_task_delegated()->mutable_delegation();
  delegation.set_task(child->subject());
  delegation.set_unit(request.unit());
  delegation.set_blocking(request.blocking());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  Decision decision = std::move(recorder).Finish();
  decision.events.push_back(*std::move(child));
  return decision;
}

}  // namespace phoihop::task
