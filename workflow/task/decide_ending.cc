// Ends other than completion, and the ways back from an end.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

// A reason that has to be there, and a basis that may be.
template <typename Request>
absl::Status CheckReason(const Request& request, FieldCheck& check) {
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  return check.ToStatus();
}

// A task that goes on after its end: the same reason, and perhaps another deadline.
template <typename Request>
absl::Status CheckReturn(const Request& request) {
  FieldCheck check;
  check.Date("due_date", request.due_date());
  return CheckReason(request, check);
}

v1::ImpossibilityReport Decided(const Case& c, const std::string& explanation, v1::ImpossibilityReport::State state) {
  v1::ImpossibilityReport report = c.task.impossibility();
  report.set_state(state);
  report.set_explanation(explanation);
  *report.mutable_decide_time() = ToTimestamp(c.now());
  *report.mutable_decider() = c.context.actor;
  return report;
}

// The task as it goes on, for its clocks: with the deadline that it gets, or the one that it had.
v1::Task GoingOn(const v1::Task& task, const std::string& due_date) {
  v1::Task next = task;
  const std::string& due = due_date.empty() ? task.due_date() : due_date;
  // A period from an event is over: what it came to is the deadline.
  next.clear_awaited_period();
  next.set_requested_due_date(due.empty() ? task.requested_due_date() : due);
  return next;
}

}  // namespace

absl::StatusOr<Decision> DecideDrop(const Case& c, const v1::DropTaskRequest& request) {
  FieldCheck check;
  const absl::Status well_formed = CheckReason(request, check);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_DROP, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  event.mutable_task_dropped()->set_reason(request.reason());
  CancelAllClocks(c.task, c.now(), event.mutable_task_dropped()->mutable_clocks());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideReportImpossible(const Case& c, const v1::ReportImpossibleRequest& request) {
  FieldCheck check;
  check.Documents("documents", request.documents());
  const absl::Status well_formed = CheckReason(request, check);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REPORT_IMPOSSIBLE, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  v1::ImpossibilityReport& report = *event.mutable_task_impossibility_reported()->mutable_report();
  report.set_state(v1::ImpossibilityReport::STATE_REPORTED);
  report.set_reason(request.reason());
  if (request.basis().ByteSizeLong() > 0) *report.mutable_basis() = request.basis();
  *report.mutable_documents() = request.documents();
  *report.mutable_report_time() = ToTimestamp(c.now());
  *report.mutable_reporter() = c.context.actor;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideDeclareImpossible(const Case& c, const v1::DeclareImpossibleRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Text("explanation", request.explanation(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_DECLARE_IMPOSSIBLE, c, request.etag());
  if (!admitted.ok()) return admitted;
  Recorder recorder(c.task, c.context);
  EndHandoffs(c, "Nhiệm vụ được xác nhận là không thể thực hiện", request.basis(), recorder);
  v1::Event event;
  v1::TaskDeclaredImpossible& declared = *event.mutable_task_declared_impossible();
  *declared.mutable_report() = Decided(c, request.explanation(), v1::ImpossibilityReport::STATE_DECLARED);
  CancelAllClocks(recorder.task(), c.now(), declared.mutable_clocks());
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideDenyImpossible(const Case& c, const v1::DenyImpossibleRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("explanation", !request.explanation().empty());
  check.Text("explanation", request.explanation(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_DENY_IMPOSSIBLE, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  *event.mutable_task_impossibility_denied()->mutable_report() =
      Decided(c, request.explanation(), v1::ImpossibilityReport::STATE_DENIED);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideReopen(const Case& c, const v1::ReopenTaskRequest& request) {
  const absl::Status well_formed = CheckReturn(request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REOPEN, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  v1::TaskReopened& reopened = *event.mutable_task_reopened();
  reopened.set_reason(request.reason());
  reopened.set_cycle(c.task.cycle() + 1);
  reopened.set_requested_due_date(request.due_date());
  absl::Status started =
      StartCompletionClock(GoingOn(c.task, request.due_date()), "", c.facts, c.now(), reopened.mutable_clocks());
  if (started.ok()) started = StartStepClocks(c.task, c.facts, c.now(), reopened.mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideRestore(const Case& c, const v1::RestoreTaskRequest& request) {
  const absl::Status well_formed = CheckReturn(request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RESTORE, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  v1::TaskRestored& restored = *event.mutable_task_restored();
  restored.set_reason(request.reason());
  restored.set_cycle(c.task.cycle() + 1);
  restored.set_requested_due_date(request.due_date());
  absl::Status started = StartSmallClock(c.task, v1::CLOCK_PURPOSE_ACKNOWLEDGE, c.task.lead_unit(), c.facts, c.now(),
                                         restored.mutable_clocks());
  if (started.ok()) {
    started =
        StartCompletionClock(GoingOn(c.task, request.due_date()), "", c.facts, c.now(), restored.mutable_clocks());
  }
  if (started.ok()) started = StartStepClocks(c.task, c.facts, c.now(), restored.mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
