// When a hand-off waits for its receiver: asked by tasks and by those who are told of them.
#ifndef WORKFLOW_OPEN_HANDOFF_H_
#define WORKFLOW_OPEN_HANDOFF_H_

#include "phoihop/v1/handoff.pb.h"

namespace phoihop {

// Whether the receiver can still answer: SENT, DELIVERED or RECALL_REQUESTED.
inline bool IsOpenHandoff(const v1::Handoff& handoff) {
  return handoff.state() == v1::Handoff::STATE_SENT || handoff.state() == v1::Handoff::STATE_DELIVERED ||
         handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED;
}

}  // namespace phoihop

#endif  // WORKFLOW_OPEN_HANDOFF_H_
