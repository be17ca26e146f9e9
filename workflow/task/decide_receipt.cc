// Receipts of the receiver's system for a hand-off. They may come late, twice, or in another order than they were sent:
// each is recorded once, and all together fold to the furthest state that is lawful.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"

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

// Who has finished has accepted; the result itself comes by ReturnHandoffResult.
std::vector<v1::Event> MakeAcceptance(const Case& c, const Handoff& handoff) {
  const bool asked_back = handoff.state() == Handoff::STATE_RECALL_REQUESTED;
  if (asked_back && IsRequest(handoff)) return {MakeAcceptanceCrossed(c, handoff)};
  return MakeHandoffAccepted(c, handoff);
}

// What the receipt does beyond being recorded; nothing, when it comes too late to change anything.
std::vector<v1::Event> MakeAnswer(const Case& c, const Handoff& handoff, const HandoffReceipt& receipt) {
  const bool unanswered = IsUnanswered(handoff) && MayBeAnswered(handoff, c.task.state());
  const bool asked_back = handoff.state() == Handoff::STATE_RECALL_REQUESTED;
  switch (receipt.code()) {
    case HandoffReceipt::CODE_ACCEPTED:
      if (unanswered) return MakeAcceptance(c, handoff);
      return {};
    case HandoffReceipt::CODE_FINISHED:
      // Nobody becomes the lead by having finished something.
      if (unanswered && !IsTransfer(handoff)) return MakeAcceptance(c, handoff);
      return {};
    case HandoffReceipt::CODE_REFUSED:
      if (!unanswered) return {};
      return {MakeHandoffRefused(c, handoff,
                                 receipt.refusal_reason() == v1::REFUSAL_REASON_UNSPECIFIED ? v1::REFUSAL_REASON_OTHER
                                                                                            : receipt.refusal_reason(),
                                 receipt.description())};
    case HandoffReceipt::CODE_RECALL_AGREED:
      // Also to a wish that it outran before: the receiver has it no more.
      if (WaitsForReceiver(handoff) && handoff.has_recall_request_time()) {
        return {MakeHandoffRecalled(c, handoff, handoff.recall_reason())};
      }
      return {};
    case HandoffReceipt::CODE_RECALL_DENIED:
      if (asked_back) return {MakeRecallDenied(c, handoff)};
      return {};
    default:
      return {};
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
  for (v1::Event& event : MakeAnswer(after, *FindHandoff(recorder.task(), request.name()), request.receipt())) {
    recorder.Add(std::move(event));
  }
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
