// The time line of a ladder: every firing of every rung, repetitions included, in the one order in which they happen.
//
// Repetition n of a rung stands at offset_working_days + n * every_working_days. Repetitions lie on the line beside the
// rungs that come later: the order is that of the offsets, of equal ones that of the rungs. So a clock needs to know
// one firing only, the next; all before it are over, and none happens twice.
#ifndef WORKFLOW_ESCALATION_LINE_H_
#define WORKFLOW_ESCALATION_LINE_H_

#include <cstdint>
#include <optional>

#include "phoihop/v1/deadline.pb.h"

namespace phoihop::escalation {

struct Firing {
  int rung = 0;
  // 0 for the first time.
  int repetition = 0;
};

// How often a rung fires in all: 1 without a rule of repetition.
int FiringsOf(const v1::Rung& rung);

// Working days from the due day at which a rung fires for the nth time.
int64_t OffsetOf(const v1::Rung& rung, int repetition);

// The first firing at this offset or later; nothing when none is left.
std::optional<Firing> FiringFrom(const v1::EscalationPolicy& policy, int64_t offset);

// The next one after a firing, which need not be one of the ladder itself; nothing when none is left.
std::optional<Firing> FiringAfter(const v1::EscalationPolicy& policy, Firing fired);

// The offset of the last firing before this one; a rung beyond the last stands for the end of the line. Nothing when
// none is before it.
std::optional<int64_t> OffsetBefore(const v1::EscalationPolicy& policy, Firing firing);

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_LINE_H_
