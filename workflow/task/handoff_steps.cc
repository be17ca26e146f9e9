#include "workflow/task/handoff_steps.h"

#include <utility>

#include "workflow/civil_time.h"
#include "workflow/task/recorder.h"

namespace phoihop::task {
namespace {

using v1::Handoff;

absl::Status StartReplyClock(const Case& c, const Handoff& handoff, Clocks* clocks) {
  const auto day = ParseDate(handoff.reply_by_date());
  const absl::Status started =
      day.ok()
          ? StartClockUntil(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, handoff.to_unit(), *day, c.facts, c.now(), clocks)
          : StartSmallClock(c.task, v1::CLOCK_PURPOSE_HANDOFF_REPLY, handoff.to_unit(), c.facts, c.now(), clocks);
  if (started.ok()) clocks->rbegin()->set_handoff(handoff.name());
  return started;
}

// Whoever acts answers for the receiver.
void SetReply(const Case& c, Handoff& handoff) {
  *handoff.mutable_reply_time() = ToTimestamp(c.now());
  *handoff.mutable_replier() = c.context.actor;
}

// What the receiver does first counts: it was asked back, and the receiver went on all the same.
void OutrunRecall(const Case& c, Handoff& handoff) {
  if (handoff.state() == Handoff::STATE_RECALL_REQUESTED) {
    *handoff.mutable_recall_denied_time() = ToTimestamp(c.now());
  }
}

v1::Event Changed(Handoff handoff, Clocks clocks = {}) {
  v1::Event event;
  *event.mutable_task_handoff_changed()->mutable_handoff() = std::move(handoff);
  *event.mutable_task_handoff_changed()->mutable_clocks() = std::move(clocks);
  return event;
}

Clocks Satisfied(const Case& c, const Handoff& handoff) {
  Clocks clocks;
  SatisfyReplyClock(c.task, handoff, c.facts, c.now(), &clocks);
  return clocks;
}

Clocks Cancelled(const Case& c, const Handoff& handoff) {
  Clocks clocks;
  // Nobody was asked for a draft: a clock that names no hand-off is that of the one which is out.
  if (handoff.state() != Handoff::STATE_DRAFT) CancelReplyClock(c.task, handoff, c.now(), &clocks);
  return clocks;
}

v1::Event Closed(const Case& c, Handoff handoff) {
  Clocks clocks;
  CloseHandoff(c.task, c.now(), handoff, &clocks);
  return Changed(std::move(handoff), std::move(clocks));
}

v1::Event Taken(const Case& c, const Handoff& handoff) {
  v1::Event event;
  v1::TaskHandoffAccepted& accepted = *event.mutable_task_handoff_accepted();
  accepted.set_handoff(handoff.name());
  accepted.set_from_unit(c.task.lead_unit());
  accepted.set_to_unit(handoff.to_unit());
  *accepted.mutable_clocks() = Satisfied(c, handoff);
  return event;
}

}  // namespace

absl::StatusOr<v1::Event> MakeHandoffSent(const Case& c, Handoff handoff) {
  Clocks clocks;
  if (absl::Status started = StartReplyClock(c, handoff, &clocks); !started.ok()) return started;
  handoff.set_state(Handoff::STATE_SENT);
  *handoff.mutable_send_time() = ToTimestamp(c.now());
  *handoff.mutable_sender() = c.context.actor;
  if (!IsTransfer(handoff)) return Changed(std::move(handoff), std::move(clocks));
  v1::Event event;
  *event.mutable_task_handoff_sent()->mutable_handoff() = std::move(handoff);
  *event.mutable_task_handoff_sent()->mutable_clocks() = std::move(clocks);
  return event;
}

std::vector<v1::Event> MakeHandoffAccepted(const Case& c, const Handoff& handoff) {
  std::vector<v1::Event> events;
  if (IsTransfer(handoff)) {
    for (const Handoff& other : c.task.handoffs()) {
      const bool to_the_lead = !IsTransfer(other) && IsOpenHandoff(other) && other.to_unit() == handoff.to_unit();
      if (to_the_lead) events.push_back(Closed(c, other));
    }
    events.push_back(Taken(c, handoff));
    return events;
  }
  Handoff accepted = handoff;
  OutrunRecall(c, accepted);
  SetReply(c, accepted);
  accepted.set_state(Handoff::STATE_ACCEPTED);
  if (IsRequest(handoff)) {
    // The clock goes on until the result.
    events.push_back(Changed(std::move(accepted)));
    return events;
  }
  accepted.set_state(Handoff::STATE_CLOSED);
  *accepted.mutable_close_time() = accepted.reply_time();
  events.push_back(Changed(std::move(accepted), Satisfied(c, handoff)));
  return events;
}

v1::Event MakeAcceptanceCrossed(const Case& c, Handoff handoff) {
  SetReply(c, handoff);
  return Changed(std::move(handoff));
}

v1::Event MakeHandoffRefused(const Case& c, const Handoff& handoff, v1::RefusalReason reason,
                             const std::string& explanation) {
  if (!IsTransfer(handoff)) {
    Handoff refused = handoff;
    SetReply(c, refused);
    refused.set_state(Handoff::STATE_REFUSED);
    refused.set_refusal_reason(reason);
    refused.set_refusal_explanation(explanation);
    return Changed(std::move(refused), Satisfied(c, handoff));
  }
  v1::Event event;
  v1::TaskHandoffRefused& refused = *event.mutable_task_handoff_refused();
  refused.set_handoff(handoff.name());
  refused.set_reason(reason);
  refused.set_explanation(explanation);
  *refused.mutable_clocks() = Satisfied(c, handoff);
  return event;
}

v1::Event MakeRecallRequested(const Case& c, Handoff handoff, const std::string& reason) {
  handoff.set_state(Handoff::STATE_RECALL_REQUESTED);
  handoff.set_recall_reason(reason);
  *handoff.mutable_recall_request_time() = ToTimestamp(c.now());
  handoff.clear_recall_denied_time();
  return Changed(std::move(handoff));
}

v1::Event MakeRecallDenied(const Case& c, Handoff handoff) {
  const bool worked_on = handoff.has_reply_time();
  handoff.set_state(worked_on ? Handoff::STATE_ACCEPTED : Handoff::STATE_DELIVERED);
  *handoff.mutable_recall_denied_time() = ToTimestamp(c.now());
  return Changed(std::move(handoff));
}

v1::Event MakeHandoffRecalled(const Case& c, const Handoff& handoff, const std::string& reason) {
  if (!IsTransfer(handoff)) {
    Handoff recalled = handoff;
    SetReply(c, recalled);
    recalled.set_state(Handoff::STATE_RECALLED);
    recalled.set_recall_reason(reason);
    return Changed(std::move(recalled), Cancelled(c, handoff));
  }
  v1::Event event;
  v1::TaskHandoffRecalled& recalled = *event.mutable_task_handoff_recalled();
  recalled.set_handoff(handoff.name());
  recalled.set_reason(reason);
  *recalled.mutable_clocks() = Cancelled(c, handoff);
  return event;
}

v1::Event MakeResultReturned(const Case& c, Handoff handoff, const v1::HandoffResult& result) {
  Clocks clocks = Satisfied(c, handoff);
  OutrunRecall(c, handoff);
  if (!handoff.has_reply_time()) SetReply(c, handoff);
  handoff.set_state(Handoff::STATE_RESULT_RETURNED);
  *handoff.mutable_result() = result;
  *handoff.mutable_result()->mutable_return_time() = ToTimestamp(c.now());
  *handoff.mutable_result()->mutable_returner() = c.context.actor;
  return Changed(std::move(handoff), std::move(clocks));
}

v1::Event MakeResultTaken(const Case& c, Handoff handoff) { return Closed(c, std::move(handoff)); }

absl::StatusOr<v1::Event> MakeResultSentBack(const Case& c, Handoff handoff, const std::string& reason,
                                             const std::string& reply_by_date) {
  handoff.set_state(Handoff::STATE_ACCEPTED);
  handoff.set_rework_count(handoff.rework_count() + 1);
  handoff.set_rework_reason(reason);
  handoff.set_reply_by_date(reply_by_date);
  handoff.clear_expire_time();
  Clocks clocks;
  if (absl::Status started = StartReplyClock(c, handoff, &clocks); !started.ok()) return started;
  return Changed(std::move(handoff), std::move(clocks));
}

v1::Event MakeHandoffExpired(Handoff handoff, absl::Time now) {
  *handoff.mutable_expire_time() = ToTimestamp(now);
  return Changed(std::move(handoff));
}

void EndHandoffs(const Case& c, const std::string& reason, const v1::Citation& basis, Recorder& recorder) {
  for (const Handoff& handoff : c.task.handoffs()) {
    if (!IsOpenHandoff(handoff)) continue;
    recorder.Add(IsTransfer(handoff) ? MakeHandoffRecalled(c, handoff, reason) : Closed(c, handoff), basis);
  }
}

void CloseHandoff(const v1::Task& task, absl::Time now, Handoff& handoff, Clocks* clocks) {
  CancelReplyClock(task, handoff, now, clocks);
  handoff.set_state(Handoff::STATE_CLOSED);
  *handoff.mutable_close_time() = ToTimestamp(now);
}

}  // namespace phoihop::task
