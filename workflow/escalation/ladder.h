// Ladders: which rung of a policy fires when, and whom it reaches on that day.
#ifndef WORKFLOW_ESCALATION_LADDER_H_
#define WORKFLOW_ESCALATION_LADDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/organisation/directory.h"

namespace phoihop::escalation {

// The ladders of a province in all their versions that were loaded.
class Policies {
 public:
  // `data` must outlive this.
  explicit Policies(const internal::v1::ReferenceData& data);

  // The newest policy for clocks of this purpose; null when they are not watched.
  const v1::EscalationPolicy* ForPurpose(v1::ClockPurpose purpose) const;
  // The version that a clock is pinned to; the newest when that one is not known; null when there is none.
  const v1::EscalationPolicy* Find(const std::string& name, int64_t version) const;

 private:
  std::vector<const v1::EscalationPolicy*> policies_;
};

// Checks a policy when it is saved: rungs in strictly rising order, at least one audience each.
absl::Status Validate(const v1::EscalationPolicy& policy);

// Pins the policy for the clock's purpose and points the clock at its first rung. Rungs that lie before `now` when the
// clock is armed are skipped when the due instant is still ahead (a task that is given three days before it is due is
// not reminded of last week), except the last one that is due, which fires at once; a clock that is armed past its due
// instant fires all rungs >= 0 in order.
void Watch(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar, absl::Time now);

// Points the clock at the rung after `fired_rung` (or at rungs again after its due instant moved): sets next_rung and
// next_fire_time, or clears next_fire_time when nothing is left.
void Advance(v1::Clock& clock, int fired_rung, const Policies& policies, const deadline::WorkingCalendar& calendar);
// After the due instant moved: recomputes next_fire_time of next_rung. Rungs that fired stay fired.
void Reschedule(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar);

// The escalation that the clock's next rung makes when it fires at `now`, with its recipients on the day of `now`.
// If the superior is the issuer, the monitor is told instead.
v1::Escalation Fire(const v1::Task& task, const v1::Clock& clock, const Policies& policies,
                    const organisation::Directory& directory, absl::Time now);

// The escalation of a second refusal: to the common superior of issuer and lead, the monitor when there is none.
v1::Escalation Bounce(const v1::Task& task, const organisation::Directory& directory, absl::Time now);

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_LADDER_H_
