// Hand-offs (bàn giao): of the task itself, of a request for a product, for information. The sender holds the task
// until the receiver of a transfer accepts, and always otherwise, so that it is never without a holder.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

// Hand-offs of one task that are open at once: more than that many units are asked by tasks of their own.
constexpr int kOpenHandoffs = 100;

void CheckReplyBy(const Case& c, absl::string_view field, const std::string& date, FieldCheck& check) {
  check.Date(field, date);
  const auto day = ParseDate(date);
  if (day.ok() && *day < DayOf(c.now())) check.Violation(field, "lies in the past");
}

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
  CheckReplyBy(c, "handoff.reply_by_date", handoff.reply_by_date(), check);
  check.Text("handoff.correlation_id", handoff.correlation_id(), limits::kNotationBytes);
  return check.ToStatus();
}

v1::Handoff MakeDraft(const Case& c, const v1::Handoff& asked) {
  v1::Handoff handoff;
  handoff.set_name(ChildName(c.task.name(), "handoffs", absl::StrCat(c.task.handoffs_size() + 1)));
  handoff.set_from_unit(c.task.lead_unit());
  handoff.set_to_unit(asked.to_unit());
  handoff.set_kind(IsTransfer(asked) ? v1::Handoff::KIND_TRANSFER : asked.kind());
  handoff.set_state(v1::Handoff::STATE_DRAFT);
  handoff.set_reason(asked.reason());
  if (asked.has_basis()) *handoff.mutable_basis() = asked.basis();
  *handoff.mutable_documents() = asked.documents();
  handoff.set_reply_by_date(asked.reply_by_date());
  handoff.set_correlation_id(asked.correlation_id());
  return handoff;
}

// What has arrived is the receiver's to give back, and so is what it works on. Another system may have it, and have
// answered, before its receipts come in.
bool NeedsConsent(const v1::Handoff& handoff) {
  if (handoff.state() == v1::Handoff::STATE_DRAFT) return false;
  return handoff.state() != v1::Handoff::STATE_SENT || !handoff.correlation_id().empty();
}

absl::Status CheckReceiver(const Case& c, const v1::Handoff& handoff) {
  if (handoff.to_unit() == c.task.lead_unit()) {
    return Error(v1::ERROR_REASON_SAME_UNIT,
                 absl::StrCat(c.task.lead_unit(), " holds the task already; name another unit, or assign a person."));
  }
  return c.facts.directory().CheckAlive(handoff.to_unit(), DayOf(c.now()));
}

// What no check can know before it knows what is handed off, and to whom.
absl::Status CheckOffer(const Case& c, const v1::Handoff& handoff) {
  const Situation situation(c.task, c.context.actor, c.facts, c.now());
  if (const auto pending = CheckNotPending(handoff, situation)) return pending->ToStatus();
  if (absl::Status receiver = CheckReceiver(c, handoff); !receiver.ok()) return receiver;
  const auto open = std::count_if(c.task.handoffs().begin(), c.task.handoffs().end(), IsOpenHandoff);
  if (open < kOpenHandoffs) return absl::OkStatus();
  return Error(v1::ERROR_REASON_LIMIT_REACHED,
               absl::StrCat("At most ", kOpenHandoffs,
                            " hand-offs of a task are open at once; wait for answers, or "
                            "delegate a task to the unit."));
}

// What is malformed in a request that names a hand-off: the name, and what the verb adds.
template <typename Request>
FieldCheck CheckOf(const Request& request) {
  FieldCheck check;
  check.HandoffName("name", request.name());
  return check;
}

template <typename Request>
absl::Status AdmitTo(v1::TaskVerb verb, const Case& c, const Request& request, const FieldCheck& check) {
  if (absl::Status well_formed = check.ToStatus(); !well_formed.ok()) return well_formed;
  return Admit(verb, c, request.etag(), request.name());
}

Decision RecordAll(const Case& c, std::vector<v1::Event> events) {
  Recorder recorder(c.task, c.context);
  for (v1::Event& event : events) recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace

absl::StatusOr<Decision> DecideHandOff(const Case& c, const v1::HandOffTaskRequest& request) {
  const absl::Status well_formed = CheckWellFormed(c, request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_HAND_OFF, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Handoff handoff = MakeDraft(c, request.handoff());
  if (absl::Status offer = CheckOffer(c, handoff); !offer.ok()) return offer;
  if (request.draft()) {
    v1::Event event;
    *event.mutable_task_handoff_changed()->mutable_handoff() = std::move(handoff);
    return Record(c, std::move(event), request.handoff().basis());
  }
  auto sent = MakeHandoffSent(c, std::move(handoff));
  if (!sent.ok()) return sent.status();
  return Record(c, *std::move(sent), request.handoff().basis());
}

absl::StatusOr<Decision> DecideSendHandoff(const Case& c, const v1::SendHandoffRequest& request) {
  const absl::Status admitted = AdmitTo(v1::TASK_VERB_SEND_HANDOFF, c, request, CheckOf(request));
  if (!admitted.ok()) return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  if (absl::Status offer = CheckOffer(c, handoff); !offer.ok()) return offer;
  auto sent = MakeHandoffSent(c, handoff);
  if (!sent.ok()) return sent.status();
  return Record(c, *std::move(sent), handoff.basis());
}

absl::StatusOr<Decision> DecideAcceptHandoff(const Case& c, const v1::AcceptHandoffRequest& request) {
  const absl::Status admitted = AdmitTo(v1::TASK_VERB_ACCEPT_HANDOFF, c, request, CheckOf(request));
  if (!admitted.ok()) return admitted;
  return RecordAll(c, MakeHandoffAccepted(c, *FindHandoff(c.task, request.name())));
}

absl::StatusOr<Decision> DecideRefuseHandoff(const Case& c, const v1::RefuseHandoffRequest& request) {
  FieldCheck check = CheckOf(request);
  check.Refusal("reason", request.reason(), request.explanation());
  if (absl::Status admitted = AdmitTo(v1::TASK_VERB_REFUSE_HANDOFF, c, request, check); !admitted.ok()) return admitted;
  return Record(c,
                MakeHandoffRefused(c, *FindHandoff(c.task, request.name()), request.reason(), request.explanation()));
}

absl::StatusOr<Decision> DecideRecallHandoff(const Case& c, const v1::RecallHandoffRequest& request) {
  FieldCheck check = CheckOf(request);
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status admitted = AdmitTo(v1::TASK_VERB_RECALL_HANDOFF, c, request, check); !admitted.ok()) return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  return Record(c, NeedsConsent(handoff) ? MakeRecallRequested(c, handoff, request.reason())
                                         : MakeHandoffRecalled(c, handoff, request.reason()));
}

absl::StatusOr<Decision> DecideAnswerRecall(const Case& c, const v1::AnswerRecallRequest& request) {
  FieldCheck check = CheckOf(request);
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Required("reason", request.agree() || !request.reason().empty());
  if (absl::Status admitted = AdmitTo(v1::TASK_VERB_ANSWER_RECALL, c, request, check); !admitted.ok()) return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  if (request.agree()) return Record(c, MakeHandoffRecalled(c, handoff, handoff.recall_reason()));
  v1::Handoff denied = handoff;
  denied.set_recall_reason(absl::StrCat(handoff.recall_reason(), handoff.recall_reason().empty() ? "" : "; ",
                                        "bên nhận không đồng ý: ", request.reason()));
  return Record(c, MakeRecallDenied(c, std::move(denied)));
}

absl::StatusOr<Decision> DecideReturnHandoffResult(const Case& c, const v1::ReturnHandoffResultRequest& request) {
  const v1::HandoffResult& result = request.result();
  FieldCheck check = CheckOf(request);
  check.Required("result.summary", !result.summary().empty() || !result.documents().empty());
  check.Text("result.summary", result.summary(), limits::kSummaryBytes);
  check.Documents("result.documents", result.documents());
  if (absl::Status admitted = AdmitTo(v1::TASK_VERB_RETURN_HANDOFF_RESULT, c, request, check); !admitted.ok())
    return admitted;
  return Record(c, MakeResultReturned(c, *FindHandoff(c.task, request.name()), result));
}

absl::StatusOr<Decision> DecideAnswerHandoffResult(const Case& c, const v1::AnswerHandoffResultRequest& request) {
  FieldCheck check = CheckOf(request);
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Required("reason", request.accept() || !request.reason().empty());
  CheckReplyBy(c, "reply_by_date", request.reply_by_date(), check);
  if (request.accept() && !request.reply_by_date().empty()) {
    check.Violation("reply_by_date", "is for a result that is sent back; leave it out, or do not accept");
  }
  if (absl::Status admitted = AdmitTo(v1::TASK_VERB_ANSWER_HANDOFF_RESULT, c, request, check); !admitted.ok())
    return admitted;
  const v1::Handoff& handoff = *FindHandoff(c.task, request.name());
  if (request.accept()) return Record(c, MakeResultTaken(c, handoff));
  if (c.task.state() == v1::TASK_STATE_SUSPENDED) {
    return Error(v1::ERROR_REASON_TRANSITION_NOT_ALLOWED,
                 "While the task is SUSPENDED nothing is asked for again; take the result, or resume the task first.");
  }
  auto sent_back = MakeResultSentBack(c, handoff, request.reason(), request.reply_by_date());
  if (!sent_back.ok()) return sent_back.status();
  return Record(c, *std::move(sent_back));
}

}  // namespace phoihop::task
