// Receipts of the receiver's system for a hand-off. They may come late, twice, or in another order than they were sent:
// each is recorded once, and all together fold to the furthest state that is lawful.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/actors.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using v1::Handoff;
using v1::HandoffReceipt;

absl::Status CheckRequest(const Case& c, const v1::RecordHandoffReceiptRequest& request) {
  const HandoffReceipt& receipt = request.receipt();
  FieldCheck check;
  check.HandoffName("name", request.name());
  check.Required("receipt.message_id", !receipt.message_id().empty());
  check.Text("receipt.message_id", receipt.message_id(), limits::kNotationBytes);
  if (receipt.code() == HandoffReceipt::CODE_UNSPECIFIED || !HandoffReceipt::Code_IsValid(receipt.code())) {
    check.Violation("receipt.code", "is not a known code");
  }
  check.Text("receipt.description", receipt.description(), limits::kExplanationBytes);
  if (!v1::RefusalReason_IsValid(receipt.refusal_reason())) {
    check.Violation("receipt.refusal_reason", "is not a known reason");
  }
  if (receipt.has_time() && FromTimestamp(receipt.time()) > c.now()) {
    check.Violation("receipt.time", "lies in the future");
  }
  return check.ToStatus();
}

bool IsKnown(const Handoff& handoff, const std::string& message_id) {
  return std::any_of(handoff.receipts().begin(), handoff.receipts().end(),
                     [&](const HandoffReceipt& known) { return known.message_id() == message_id; });
}

// Everything but a refusal says that it has arrived.
bool SaysArrived(HandoffReceipt::Code code) { return code != HandoffReceipt::CODE_REFUSED; }

// The hand-off with the receipt, and what it says about the arrival.
Handoff WithReceipt(const Case& c, const Handoff& handoff, const HandoffReceipt& given) {
  Handoff changed = handoff;
  HandoffReceipt& receipt = *changed.add_receipts();
  receipt = given;
  *receipt.mutable_record_time() = ToTimestamp(c.now());
  if (!receipt.has_time()) *receipt.mutable_time() = receipt.record_time();
  if (!SaysArrived(given.code())) return changed;
  if (changed.state() == Handoff::STATE_SENT) changed.set_state(Handoff::STATE_DELIVERED);
  if (!changed.has_deliver_time()) *changed.mutable_deliver_time() = receipt.time();
  return changed;
}

// An answer can only be given while the lead works on the task: a receipt that comes later is recorded and no more.
bool MayAnswer(const Case& c, const Handoff& handoff) {
  return IsOpenHandoff(handoff) && Leads(*FindTransition(v1::TASK_VERB_ACCEPT_HANDOFF), c.task.state());
}

// What the receipt does beyond being recorded; false: nothing.
bool MakeAnswer(const Case& c, const Handoff& handoff, const HandoffReceipt& receipt, v1::Event& event) {
  if (!MayAnswer(c, handoff)) return false;
  const bool asked_back = handoff.state() == Handoff::STATE_RECALL_REQUESTED;
  switch (receipt.code()) {
    case HandoffReceipt::CODE_ACCEPTED:
      event = MakeHandoffAccepted(c, handoff);
      return true;
    case HandoffReceipt::CODE_REFUSED:
      event = MakeHandoffRefused(c, handoff,
                                 receipt.refusal_reason() == v1::REFUSAL_REASON_UNSPECIFIED ? v1::REFUSAL_REASON_OTHER
                                                                                            : receipt.refusal_reason(),
                                 receipt.description());
      return true;
    case HandoffReceipt::CODE_RECALL_AGREED:
      if (asked_back) event = MakeHandoffRecalled(c, handoff, handoff.recall_reason());
      return asked_back;
    case HandoffReceipt::CODE_RECALL_DENIED:
      if (asked_back) event = MakeRecallDenied(c, handoff);
      return asked_back;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<Decision> DecideRecordHandoffReceipt(const Case& c, const v1::RecordHandoffReceiptRequest& request) {
  if (absl::Status well_formed = CheckRequest(c, request); !well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, c, request.etag(), request.name());
  if (!admitted.ok()) return admitted;
  const Handoff& handoff = *FindHandoff(c.task, request.name());
  if (IsKnown(handoff, request.receipt().message_id())) return Decision();
  if (handoff.receipts_size() >= limits::kReceipts) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A hand-off has at most ", limits::kReceipts, " receipts."));
  }
  Recorder recorder(c.task, c.context);
  v1::Event recorded;
  *recorded.mutable_task_handoff_changed()->mutable_handoff() = WithReceipt(c, handoff, request.receipt());
  recorder.Add(std::move(recorded));
  const Case after{recorder.task(), c.facts, c.context};
  v1::Event answer;
  if (MakeAnswer(after, *FindHandoff(recorder.task(), request.name()), request.receipt(), answer)) {
    recorder.Add(std::move(answer));
  }
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
