// Which hand-offs wait for somebody: asked by tasks, by their clocks and by those who are told of them.
//
// A transfer is over with its answer, and so is what only informs. A request goes on: the receiver works on it until it
// gives its result, and the sender takes that or sends it back.
#ifndef WORKFLOW_OPEN_HANDOFF_H_
#define WORKFLOW_OPEN_HANDOFF_H_

#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/handoff.pb.h"

namespace phoihop {

// Responsibility is what it is about: the receiver becomes the lead. So is one that names no kind.
inline bool IsTransfer(const v1::Handoff& handoff) {
  return handoff.kind() != v1::Handoff::KIND_REQUEST && handoff.kind() != v1::Handoff::KIND_INFORMATION;
}
inline bool IsRequest(const v1::Handoff& handoff) { return handoff.kind() == v1::Handoff::KIND_REQUEST; }

// It is with the receiver, who may act: SENT, DELIVERED or RECALL_REQUESTED.
inline bool IsOffered(const v1::Handoff& handoff) {
  return handoff.state() == v1::Handoff::STATE_SENT || handoff.state() == v1::Handoff::STATE_DELIVERED ||
         handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED;
}

// Whether the receiver may still accept or refuse. A request that was accepted and then asked back was answered.
inline bool IsUnanswered(const v1::Handoff& handoff) { return IsOffered(handoff) && !handoff.has_reply_time(); }

// Whether the receiver has something to do: to answer, or to work on what it was asked for. The reply clock runs
// meanwhile.
inline bool WaitsForReceiver(const v1::Handoff& handoff) {
  return IsOffered(handoff) || (IsRequest(handoff) && handoff.state() == v1::Handoff::STATE_ACCEPTED);
}

// Whether the sender has to take a result, or send it back.
inline bool WaitsForSender(const v1::Handoff& handoff) { return handoff.state() == v1::Handoff::STATE_RESULT_RETURNED; }

// Was sent and is not over. Its sender is the lead of the task, and an ended task has none.
inline bool IsOpenHandoff(const v1::Handoff& handoff) { return WaitsForReceiver(handoff) || WaitsForSender(handoff); }

// Whether the clock is the reply clock of the hand-off. One that names none is of the time when only transfers were
// open, one at a time.
inline bool IsReplyClockOf(const v1::Handoff& handoff, const v1::Clock& clock) {
  if (clock.purpose() != v1::CLOCK_PURPOSE_HANDOFF_REPLY) return false;
  return clock.handoff().empty() ? IsTransfer(handoff) : clock.handoff() == handoff.name();
}

}  // namespace phoihop

#endif  // WORKFLOW_OPEN_HANDOFF_H_
