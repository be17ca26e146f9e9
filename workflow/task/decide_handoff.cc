// Hand-offs (bàn giao). The sender holds the task until the receiver accepts, so that it is never without a holder.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

absl::Status CheckWellFormed(const v1::HandOffTaskRequest& request) {
  const v1::Handoff& handoff = request.handoff();
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("handoff.to_unit", !handoff.to_unit().empty());
  check.Sibling("handoff.to_unit", handoff.to_unit(), "units", request.name());
  if (!v1::Handoff::Kind_IsValid(handoff.kind())) check.Violation("handoff.kind", "is not a known kind");
  check.Text("handoff.reason", handoff.reason(), limits::kExplanationBytes);
  check.Basis("handoff.basis", handoff.basis());
  check.Documents("handoff.documents", handoff.documents());
  check.Text("handoff.correlation_id", handoff.correlation_id(), limits::kNotationBytes);
  return check.ToStatus();
}

v1::Handoff MakeHandoff(const Case& c, const v1::Handoff& asked) {
  v1::Handoff handoff;
  handoff.set_name(ChildName(c.task.name(), "handoffs", absl::StrCat(c.task.handoffs_size() + 1)));
  handoff.set_from_unit(c.task.lead_unit());
  handoff.set_to_unit(asked.to_unit());
  handoff.set_kind(v1::Handoff::KIND_TRANSFER);
  handoff.set_state(v1::Handoff::STATE_SENT);
  handoff.set_reason(asked.reason());
  if (asked.has_basis()) *handoff.mutable_basis() = asked.basis();
  *handoff.mutable_documents() = asked.documents();
  *handoff.mutable_send_time() = ToTimestamp(c.now());
  *handoff.mutable_sender() = c.context.actor;
  handoff.set_correlation_id(asked.correlation_id());
  return handoff;
}

}  // namespace

absl::StatusOr<Decision> DecideHandOff(const Case& c, const v1::HandOffTaskRequest& request) {
  const absl::Status well_formed = CheckWellFormed(request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_HAND_OFF, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (request.handoff().to_unit() == c.task.lead_unit()) {
    return Error(v1::ERROR_REASON_SAME_UNIT,
                 absl::StrCat(c.task.lead_unit(), " holds the task already; name another unit, or assign a person."));
  }
  const absl::Status alive = c.facts.directory().CheckAlive(request.handoff().to_unit(), DayOf(c.now()));
  if (!alive.ok()) return alive;

  v1::Event event;
  v1::TaskHandoffSent* sent = event.mutable_task_handoff_sent();
  *sent->mutable_handoff() = MakeHandoff(c, request.handoff());
  const absl::Status started =
      StartSmallClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), sent->mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.handoff().basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideAcceptHandoff(const Case& c, const v1::AcceptHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ACCEPT_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  v1::TaskHandoffAccepted* accepted = event.mutable_task_handoff_accepted();
  accepted->set_handoff(request.name());
  accepted->set_from_unit(c.task.lead_unit());
  accepted->set_to_unit(c.context.actor.unit());
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), accepted->mutable_clocks());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideRefuseHandoff(const Case& c, const v1::RefuseHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Refusal("reason", request.reason(), request.explanation());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REFUSE_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  v1::TaskHandoffRefused* refused = event.mutable_task_handoff_refused();
  refused->set_handoff(request.name());
  refused->set_reason(request.reason());
  refused->set_explanation(request.explanation());
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), refused->mutable_clocks());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideRecallHandoff(const Case& c, const v1::RecallHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RECALL_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  v1::TaskHandoffRecalled* recalled = event.mutable_task_handoff_recalled();
  recalled->set_handoff(request.name());
  recalled->set_reason(request.reason());
  CancelClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.now(), recalled->mutable_clocks());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
