#include "workflow/escalation/line.h"

#include <algorithm>
#include <tuple>

namespace phoihop::escalation {
namespace {

using Key = std::tuple<int64_t, int, int>;

Key KeyOf(const v1::EscalationPolicy& policy, Firing firing) {
  return {OffsetOf(policy.rungs(firing.rung), firing.repetition), firing.rung, firing.repetition};
}

// The first repetition of the rung that stands at the offset or later; may be beyond the last.
int64_t RepetitionFrom(const v1::Rung& rung, int64_t offset) {
  const int64_t missing = offset - rung.offset_working_days();
  if (missing <= 0) return 0;
  const int64_t every = std::max(rung.repetition().every_working_days(), 1);
  return (missing + every - 1) / every;
}

// The smallest firing whose key is greater than `after`.
std::optional<Firing> FirstGreater(const v1::EscalationPolicy& policy, const Key& after) {
  std::optional<Firing> found;
  for (int rung = 0; rung < policy.rungs_size(); ++rung) {
    int64_t repetition = RepetitionFrom(policy.rungs(rung), std::get<0>(after));
    if (repetition >= FiringsOf(policy.rungs(rung))) continue;
    Firing firing{rung, static_cast<int>(repetition)};
    if (KeyOf(policy, firing) <= after) ++firing.repetition;
    if (firing.repetition >= FiringsOf(policy.rungs(rung))) continue;
    if (!found.has_value() || KeyOf(policy, firing) < KeyOf(policy, *found)) found = firing;
  }
  return found;
}

}  // namespace

int FiringsOf(const v1::Rung& rung) { return rung.has_repetition() ? std::max(rung.repetition().count(), 1) : 1; }

int64_t OffsetOf(const v1::Rung& rung, int repetition) {
  return int64_t{rung.offset_working_days()} + int64_t{repetition} * rung.repetition().every_working_days();
}

std::optional<Firing> FiringFrom(const v1::EscalationPolicy& policy, int64_t offset) {
  return FirstGreater(policy, {offset, -1, -1});
}

std::optional<Firing> FiringAfter(const v1::EscalationPolicy& policy, Firing fired) {
  if (fired.rung >= policy.rungs_size()) return std::nullopt;
  return FirstGreater(policy, KeyOf(policy, fired));
}

std::optional<int64_t> OffsetBefore(const v1::EscalationPolicy& policy, Firing firing) {
  const bool end = firing.rung >= policy.rungs_size();
  std::optional<int64_t> before;
  for (int rung = 0; rung < policy.rungs_size(); ++rung) {
    for (int repetition = 0; repetition < FiringsOf(policy.rungs(rung)); ++repetition) {
      if (!end && KeyOf(policy, {rung, repetition}) >= KeyOf(policy, firing)) break;
      before = std::max(before.value_or(INT64_MIN), OffsetOf(policy.rungs(rung), repetition));
    }
  }
  return before;
}

}  // namespace phoihop::escalation
