// Hand-offs (bàn giao). The sender holds the task until the receiver accepts, so that it is never without a holder.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

absl::Status CheckWellFormed(const Case& c, const v1::HandOffTaskRequest& request) {
  const v1::Handoff& handoff = request.handoff();
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("handoff.to_unit", !handoff.to_unit().empty());
  check.Sibling("handoff.to_unit", handoff.to_unit(), "units", request.name());
  if (!v1::Handoff::Kind_IsValid(handoff.kind())) check.Violation("handoff.kind", "is not a known kind");
  check.Text("handoff.reason", handoff.reason(), limits::kExplanationBytes);
  check.Basis("handoff.basis", handoff.basis());
  check.Documents("handoff.documents", handoff.documents());
  check.Date("handoff.reply_by_date", handoff.reply_by_date());
  const auto day = ParseDate(handoff.reply_by_date());
  if (day.ok() && *day < DayOf(c.now())) check.Violation("handoff.reply_by_date", "lies in the past");
  check.Text("handoff.correlation_id", handoff.correlation_id(), limits::kNotationBytes);
  return check.ToStatus();
}

v1::Handoff MakeDraft(const Case& c, const v1::Handoff& asked) {
  v1::Handoff handoff;
  handoff.set_name(ChildName(c.task.name(), "handoffs", absl::StrCat(c.task.handoffs_size() + 1)));
  handoff.set_from_unit(c.task.lead_unit());
  handoff.set_to_unit(asked.to_unit());
  handoff.set_kind(v1::Handoff::KIND_TRANSFER);
  handoff.set_state(v1::Handoff::STATE_DRAFT);
  handoff.set_reason(asked.reason());
  if (asked.has_basis()) *handoff.mutable_basis() = asked.basis();
  *handoff.mutable_documents() = asked.documents();
  handoff.set_reply_by_date(asked.reply_by_date());
  handoff.set_correlation_id(asked.correlation_id());
  return handoff;
}

// The receiver has it in its hands from now on: until it answers the sender stays responsible.
absl::Status Send(const Case& c, v1::Handoff& handoff, Clocks* clocks) {
  handoff.set_state(v1::Handoff::STATE_SENT);
  *handoff.mutable_send_time() = ToTimestamp(c.now());
  *handoff.mutable_sender() = c.context.actor;
  const auto day = ParseDate(handoff.reply_by_date());
  if (!day.ok()) return StartSmallClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), clocks);
  return StartClockUntil(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, *day, c.facts, c.now(), clocks);
}

// What has arrived is the receiver's to give back. Another system may have it, and have answered, before its receipts
// come in.
bool NeedsConsent(const v1::Handoff& handoff) {
  if (handoff.state() == v1::Handoff::STATE_DRAFT) return false;
  return handoff.state() == v1::Handoff::STATE_DELIVERED || !handoff.correlation_id().empty();
}

absl::Status CheckReceiver(const Case& c, const v1::Handoff& handoff) {
  if (handoff.to_unit() == c.task.lead_unit()) {
    return Error(v1::ERROR_REASON_SAME_UNIT,
                 absl::StrCat(c.task.lead_unit(), " holds the task already; name another unit, or assign a person."));
  }
  return c.facts.directory().CheckAlive(handoff.to_unit(), DayOf(c.now()));
}

}  // namespace

absl::StatusOr<Decision> DecideHandOff(const Case& c, const v1::HandOffTaskRequest& request) {
  const absl::Status well_formed = CheckWellFormed(c, request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_HAND_OFF, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (absl::Status receiver = CheckReceiver(c, request.handoff()); !receiver.ok()) return receiver;
  v1::Event event;
  v1::Handoff handoff = MakeDraft(c, request.handoff());
  if (request.draft()) {
    *event.mutable_task_handoff_changed()->mutable_handoff() = std::move(handoff);
    return Record(c, std::move(event), request.handoff().basis());
  }
  v1::TaskHandoffSent* sent = event.mutable_task_handoff_sent();
  if (absl::Status started = Send(c, handoff, sent->mutable_clocks()); !started.ok()) return started;
  *sent->mutable_handoff() = std::move(handoff);
  return Record(c, std::move(event), request.handoff().basis());
}

absl::StatusOr<Decision> DecideSendHandoff(const Case& c, const v1::SendHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_SEND_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  v1::Handoff handoff = *FindHandoff(c.task, request.name());
  if (absl::Status receiver = CheckReceiver(c, handoff); !receiver.ok()) return receiver;
  v1::Event event;
  v1::TaskHandoffSent* sent = event.mutable_task_handoff_sent();
  if (absl::Status started = Send(c, handoff, sent->mutable_clocks()); !started.ok()) return started;
  *sent->mutable_handoff() = handoff;
  return Record(c, std::move(event), handoff.basis());
}

v1::Event MakeHandoffAccepted(const Case& c, const v1::Handoff& handoff) {
  v1::Event event;
  v1::TaskHandoffAccepted* accepted = event.mutable_task_handoff_accepted();
  accepted->set_handoff(handoff.name());
  accepted->set_from_unit(c.task.lead_unit());
  accepted->set_to_unit(handoff.to_unit());
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), accepted->mutable_clocks());
  return event;
}

v1::Event MakeHandoffRefused(const Case& c, const v1::Handoff& handoff, v1::RefusalReason reason,
                             const std::string& explanation) {
  v1::Event event;
  v1::TaskHandoffRefused* refused = event.mutable_task_handoff_refused();
  refused->set_handoff(handoff.name());
  refused->set_reason(reason);
  refused->set_explanation(explanation);
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.facts, c.now(), refused->mutable_clocks());
  return event;
}

v1::Event MakeHandoffRecalled(const Case& c, const v1::Handoff& handoff, const std::string& reason) {
  v1::Event event;
  v1::TaskHandoffRecalled* recalled = event.mutable_task_handoff_recalled();
  recalled->set_handoff(handoff.name());
  recalled->set_reason(reason);
  CancelClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, c.now(), recalled->mutable_clocks());
  return event;
}

v1::Event MakeRecallDenied(const Case& c, v1::Handoff handoff) {
  handoff.set_state(v1::Handoff::STATE_DELIVERED);
  *handoff.mutable_recall_denied_time() = ToTimestamp(c.now());
  v1::Event event;
  *event.mutable_task_handoff_changed()->mutable_handoff() = std::move(handoff);
  return event;
}

absl::StatusOr<Decision> DecideAcceptHandoff(const Case& c, const v1::AcceptHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ACCEPT_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  return Record(c, MakeHandoffAccepted(c, *FindHandoff(c.task, request.name())));
}

absl::StatusOr<Decision> DecideRefuseHandoff(const Case& c, const v1::RefuseHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Refusal("reason", request.reason(), request.explanation());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REFUSE_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  return Record(c,
                MakeHandoffRefused(c, *FindHandoff(c.task, request.name()), request.reason(), request.explanation()));
}

absl::StatusOr<Decision> DecideRecallHandoff(const Case& c, const v1::RecallHandoffRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RECALL_HANDOFF, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  if (!NeedsConsent(handoff)) {
    return Record(c, MakeHandoffRecalled(c, handoff, request.reason()));
  }
  v1::Event event;
  v1::Handoff& asked_back = *event.mutable_task_handoff_changed()->mutable_handoff();
  asked_back = handoff;
  asked_back.set_state(v1::Handoff::STATE_RECALL_REQUESTED);
  asked_back.set_recall_reason(request.reason());
  *asked_back.mutable_recall_request_time() = ToTimestamp(c.now());
  asked_back.clear_recall_denied_time();
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideAnswerRecall(const Case& c, const v1::AnswerRecallRequest& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Required("reason", request.agree() || !request.reason().empty());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ANSWER_RECALL, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  if (request.agree()) return Record(c, MakeHandoffRecalled(c, handoff, handoff.recall_reason()));
  v1::Handoff denied = handoff;
  denied.set_recall_reason(absl::StrCat(handoff.recall_reason(), handoff.recall_reason().empty() ? "" : "; ",
                                        "bên nhận không đồng ý: ", request.reason()));
  return Record(c, MakeRecallDenied(c, std::move(denied)));
}

}  // namespace phoihop::task
