// Decisions of the unit that gave the task and of the one that approves it.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/actors.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {

absl::StatusOr<Decision> DecideIssue(const Case& c, const v1::IssueTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Date("anchor_date", request.anchor_date());
  const auto anchor = ParseDate(request.anchor_date());
  if (anchor.ok() && *anchor > DayOf(c.now())) {
    check.Violation("anchor_date", "lies in the future; issue the task when the event has happened");
  }
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ISSUE, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (!c.task.awaited_event().empty() && request.anchor_date().empty()) {
    return Error(v1::ERROR_REASON_ANCHOR_REQUIRED,
                 absl::StrCat("The task waits for an event (", Excerpt(c.task.awaited_event()),
                              "); give the day on which it happened as anchor_date."));
  }
  return IssueNow(c, request.anchor_date(), c.task.basis());
}

absl::StatusOr<Decision> DecideReissue(const Case& c, const v1::ReissueTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Sibling("lead_unit", request.lead_unit(), "units", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REISSUE, c, request.etag());
  if (!admitted.ok()) return admitted;
  const std::string& lead = request.lead_unit().empty() ? c.task.lead_unit() : request.lead_unit();
  const absl::Status alive = c.facts.directory().CheckAlive(lead, DayOf(c.now()));
  if (!alive.ok()) return alive;

  v1::Event event;
  v1::TaskReissued* reissued = event.mutable_task_reissued();
  reissued->set_lead_unit(lead);
  reissued->set_reason(request.reason());
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_ISSUER_DECISION, c.facts, c.now(), reissued->mutable_clocks());
  const absl::Status started =
      StartSmallClock(c.task, v1::CLOCK_PURPOSE_ACKNOWLEDGE, lead, c.facts, c.now(), reissued->mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideApprove(const Case& c, const v1::ApproveTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Text("comment", request.comment(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_APPROVE, c, request.etag());
  if (!admitted.ok()) return admitted;

  Recorder recorder(c.task, c.context);
  RecordApproved(c, request.comment(), v1::Citation::default_instance(), recorder);
  return std::move(recorder).Finish();
}

void RecordApproved(const Case& c, const std::string& comment, const v1::Citation& basis, Recorder& recorder) {
  v1::Event event;
  v1::TaskApproved* approved = event.mutable_task_approved();
  approved->set_comment(comment);
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_APPROVE, c.facts, c.now(), approved->mutable_clocks());
  // The wait for the approver is not the performer's: done is when it was handed in.
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_COMPLETE, c.facts, FromTimestamp(c.task.result().submit_time()),
               approved->mutable_clocks());
  CancelClock(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, c.now(), approved->mutable_clocks());
  CancelClock(c.task, v1::CLOCK_PURPOSE_INTERIM, c.now(), approved->mutable_clocks());
  EndHandoffs(c, /*reason=*/"", v1::Citation::default_instance(), recorder);
  recorder.Add(std::move(event), basis);
}

absl::StatusOr<Decision> DecideReturn(const Case& c, const v1::ReturnTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RETURN, c, request.etag());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  v1::TaskReturned* returned = event.mutable_task_returned();
  returned->set_reason(request.reason());
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_APPROVE, c.facts, c.now(), returned->mutable_clocks());
  for (const v1::ClockPurpose purpose : {v1::CLOCK_PURPOSE_COMPLETE, v1::CLOCK_PURPOSE_INTERIM}) {
    const absl::Status resumed = ResumeClock(c.task, purpose, c.facts, c.now(), returned->mutable_clocks());
    if (!resumed.ok()) return resumed;
  }
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideRevoke(const Case& c, const v1::RevokeTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REVOKE, c, request.etag());
  if (!admitted.ok()) return admitted;

  Recorder recorder(c.task, c.context);
  RecordRevoked(c, request.reason(), request.basis(), recorder);
  return std::move(recorder).Finish();
}

void RecordRevoked(const Case& c, const std::string& reason, const v1::Citation& basis, Recorder& recorder) {
  EndHandoffs(c, reason, basis, recorder);
  v1::Event event;
  v1::TaskRevoked* revoked = event.mutable_task_revoked();
  revoked->set_reason(reason);
  CancelAllClocks(recorder.task(), c.now(), revoked->mutable_clocks());
  recorder.Add(std::move(event), basis);
  const auto withdraw = [&](const std::string& name) {
    internal::v1::TaskCommand command;
    internal::v1::WithdrawTask& follow_up = *command.mutable_withdraw();
    follow_up.set_name(name);
    follow_up.set_reason(reason);
    if (basis.ByteSizeLong() > 0) *follow_up.mutable_basis() = basis;
    recorder.Follow(std::move(command));
  };
  for (const v1::Delegation& delegation : c.task.delegations()) {
    if (delegation.end_state() == v1::TASK_STATE_UNSPECIFIED) withdraw(delegation.task());
  }
  if (!c.task.has_fan_out() || c.context.parts == nullptr) return;
  for (const PartsSeen::Part& part : c.context.parts->parts) {
    if (IsOpen(part.state)) withdraw(part.name);
  }
}

absl::StatusOr<Decision> IssueNow(const Case& c, const std::string& anchor_date, const v1::Citation& basis) {
  auto issued = MakeIssued(c.task, anchor_date, c.facts, c.now());
  if (!issued.ok()) return issued.status();
  Recorder recorder(c.task, c.context);
  recorder.Add(*std::move(issued), basis.ByteSizeLong() > 0 ? basis : c.task.basis());
  Decision decision = std::move(recorder).Finish();
  if (!c.task.has_fan_out() || c.context.parts == nullptr) return decision;
  for (const PartsSeen::Part& part : c.context.parts->parts) {
    if (part.state != v1::TASK_STATE_PLANNED) continue;
    internal::v1::IssueAwaitedTask& follow_up = *decision.follow_ups.emplace_back().mutable_issue_awaited();
    follow_up.set_name(part.name);
    follow_up.mutable_plan_event()->set_event(c.task.awaited_event());
    follow_up.mutable_plan_event()->set_date(anchor_date);
    if (basis.ByteSizeLong() > 0) *follow_up.mutable_plan_event()->mutable_basis() = basis;
  }
  return decision;
}

}  // namespace phoihop::task
