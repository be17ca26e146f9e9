// Ladders: which rung of a policy fires when. Whom it reaches is in recipients.h.
//
// Rung k of a clock fires at the opening (first session) of the working day AddWorkingDays(due day, k): for k < 0 of
// the |k|-th working day before the due day, for k > 0 of the k-th after it, for 0 of the due day. A due day that is
// not worked (a fixed date that stands, or hours) has its rung 0 on the last working day before it, together with rung
// -1. The due day of an instant is the civil day it ends: 24:00 of a day is that day's.
//
// A rung may repeat, and then its repetitions lie on the time line beside the rungs that come later (line.h). Each
// firing of the line happens at most once per clock: `next_rung` and `next_repetition` only go forward on it. What was
// missed while the engine was down fires one after another, in order, each with the time it was planned for.
// Repetitions that had come before the clock was armed are left out.
//
// A rung whose condition does not hold is passed over: that is an escalation too, which says why and reaches nobody.
// What a rung does besides telling people it does when it fires first; repetitions tell again. Reassignments, verbs,
// supervision tasks and reports are made by the task's decision (workflow/task/rung_actions.h); systems are called by
// the notices that follow from the event (workflow/notice).
#ifndef WORKFLOW_ESCALATION_LADDER_H_
#define WORKFLOW_ESCALATION_LADDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/organisation/directory.h"

namespace phoihop::escalation {

// Limits of a policy.
inline constexpr int kMaxRungs = 50;
// Of the last repetition too.
inline constexpr int kMaxOffsetWorkingDays = 400;
inline constexpr int kMaxRepetitions = 250;
// Times that all rungs together fire for one clock.
inline constexpr int kMaxFirings = 500;
// That a supervision task or a report may have.
inline constexpr int kMaxActionWorkingDays = 250;
// That one rung calls.
inline constexpr int kMaxRungSystems = 10;

// The ladders of a province in all their versions that were loaded.
class Policies {
 public:
  // `data` must outlive this.
  explicit Policies(const internal::v1::ReferenceData& data);

  // The newest policy for clocks of this purpose; null when they are not watched. Of each name only the newest version
  // counts; of several names the one with the highest version, then the first in the order of names.
  const v1::EscalationPolicy* ForPurpose(v1::ClockPurpose purpose) const;
  // The version that a clock is pinned to; the newest when that one is not known; null when there is none.
  const v1::EscalationPolicy* Find(const std::string& name, int64_t version) const;

 private:
  std::vector<const v1::EscalationPolicy*> policies_;  // by name, the newest version of each first
};

// Checks a policy when it is saved: a name, purposes, 1 to kMaxRungs rungs in strictly rising order within
// kMaxOffsetWorkingDays, with at least one audience each; AUDIENCE_HANDOFF_RECEIVER only in ladders for HANDOFF_REPLY
// alone; conditions that can hold, repetitions and actions within the limits above; systems named by ids, each once;
// verbs that fit the purposes, in ladders that name their basis. INVALID_ARGUMENT (INVALID_FIELD) with all violations.
absl::Status Validate(const v1::EscalationPolicy& policy);

// The instant at which a rung of a clock fires for the nth time. One that lies before the calendar begins is that of
// its first day; empty when the rung or the due day lies beyond its end.
std::optional<absl::Time> RungTime(const v1::Clock& clock, const v1::Rung& rung,
                                   const deadline::WorkingCalendar& calendar, int repetition = 0);

// The rung that the clock points at, of the version that it is pinned to; null when nothing is left or nobody watches
// it.
const v1::Rung* NextRung(const v1::Clock& clock, const Policies& policies);
// Its instant, whatever the state of the clock; empty when there is none.
std::optional<absl::Time> NextRungTime(const v1::Clock& clock, const Policies& policies,
                                       const deadline::WorkingCalendar& calendar);

// Pins the newest policy for the clock's purpose and points the clock at its first rung:
//  * Armed while the due instant is ahead: of the rungs whose instants have come (<= now) only the last fires, at once;
//    a task that is given two days before it is due gets one reminder, not last week's. With none, the first rung waits
//    for its instant.
//  * Armed at or past the due instant: no reminder fires any more; the ladder starts with the first rung >= 0, and each
//    whose instant has come fires, in order.
// What fires at once is planned for `now`, so that arming late never looks like an engine that was down. A clock that
// no policy watches, that does not run, or that is not due at all, gets no instant.
void Watch(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar, absl::Time now);

// Points the clock at what comes after `fired_rung` (in the repetition that the clock says, when it points at that
// rung): sets next_rung, next_repetition and next_fire_time (never before that of the rung that fired), or clears
// next_fire_time when nothing is left or the clock does not run. Left out are repetitions whose own instant lies before
// that of what fired (the clock was armed late), and those that wait for no answer any more: `task` says who has
// answered; null: nobody has. When the next rung lies beyond the end of the calendar it has no instant either, until
// Reschedule sees a calendar that reaches it.
void Advance(v1::Clock& clock, int fired_rung, const Policies& policies, const deadline::WorkingCalendar& calendar,
             const v1::Task* task = nullptr);

// Pins an open clock to another version of its ladder. What fired stays fired: of the new line only what lies behind
// the last working day of the old one that is over is ahead, and of this what has come fires as when a clock is armed
// (Watch), planned for `now`. A clock that stands still is taken as of when it stopped.
void Switch(v1::Clock& clock, const v1::EscalationPolicy& next, const Policies& policies,
            const deadline::WorkingCalendar& calendar, absl::Time now);

// After the due instant moved, the clock resumed, or the calendar changed: recomputes next_fire_time of next_rung,
// which may have come already and then fires at once. Rungs that fired stay fired.
void Reschedule(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar);

// The escalation that the clock's next rung makes when it fires at `now`, with its recipients on the day of `now`; one
// that says why it is passed over when its condition does not hold. Its offset is that of the repetition. An empty
// escalation (CAUSE_UNSPECIFIED) when no rung is left to fire. Call Advance afterwards.
v1::Escalation Fire(const v1::Task& task, const v1::Clock& clock, const Policies& policies,
                    const organisation::Directory& directory, absl::Time now);

// The escalation of a second refusal: to the nearest common superior of issuer and lead, the monitor when there is
// none.
v1::Escalation Bounce(const v1::Task& task, const organisation::Directory& directory, absl::Time now);

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_LADDER_H_
