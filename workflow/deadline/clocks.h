// Life of a clock: armed, frozen, resumed, suspended, extended, satisfied, cancelled. Pure functions on v1::Clock;
// ladders are walked by workflow/escalation: after Arm call Watch, after Resume, Settle, Extend and Restart call
// Reschedule.
#ifndef WORKFLOW_DEADLINE_CLOCKS_H_
#define WORKFLOW_DEADLINE_CLOCKS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

// Working days that people have for the small clocks. Settings of the product, not law.
inline constexpr int kAcknowledgeWorkingDays = 2;
inline constexpr int kApproveWorkingDays = 3;
inline constexpr int kIssuerDecisionWorkingDays = 2;
inline constexpr int kHandoffReplyWorkingDays = 2;
inline constexpr int kContributeWorkingDays = 3;
// Those of a small clock by its purpose; 0: not a small clock.
int WorkingDaysOf(v1::ClockPurpose purpose);

// A running clock that is due at `due`. `rule` says for people how the date was found.
v1::Clock Arm(absl::string_view id, v1::ClockPurpose purpose, absl::Time anchor, const DueDate& due,
              absl::string_view rule, const WorkingCalendar& calendar);

// The civil day that an instant of a clock belongs to: 24:00 of a day belongs to that day.
absl::CivilDay DueDay(const v1::Clock& clock);

// RUNNING → FROZEN at `now`: stops firing. SUSPENDED → FROZEN since it was suspended (Settle first, so that what it
// stood still is credited). Other states stay as they are.
void Freeze(v1::Clock& clock, absl::Time now);

// FROZEN → RUNNING: what was waited for is credited back. A clock that is due at the end of a day gets the working days
// w with day of freezing < w <= day of `now`: due day := due day + that many working days (a wait within one day, or
// over a weekend, credits none). A clock that is due at another instant counts hours and gets the exact duration. The
// clock then stands on the version of `calendar`. Call Reschedule afterwards.
// OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE): the clock stays as it was. Other states stay as they are.
absl::Status Resume(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar);

// RUNNING → SUSPENDED at `now`: stands still until `until` and then goes on with what was left; next_fire_time is that
// instant, so that whoever looks for due clocks finds it. Nothing happens when `until` has come. A SUSPENDED clock
// stands still longer when `until` is later. Other states stay as they are.
void Suspend(v1::Clock& clock, absl::Time now, absl::Time until);

// SUSPENDED → RUNNING as of `now` or resume_time, whichever is earlier. A clock that is due at the end of a day gets
// the working days that it stood still, the first one included when hours of work were left in it and the last one not:
// never less than what was left. Another one gets the exact duration. Errors and other states as for Resume.
absl::Status Settle(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar);

// RUNNING or SUSPENDED: due so many working days later, at the same hour; what was due at first stays in
// original_due_time. Errors and other states as for Resume.
absl::Status Extend(v1::Clock& clock, int working_days, const WorkingCalendar& calendar);

// Due at another instant, for a clock that is open: nothing that was credited counts any more. What was due at first
// stays in original_due_time. Call Reschedule afterwards; a frozen clock stays frozen.
void MoveTo(v1::Clock& clock, const DueDate& due, const WorkingCalendar& calendar);

// Due as a newer version of the calendar says, for a clock that is open: what was due at first, what was credited and
// what has fired stay. The clock then stands on the version of `calendar`. Call Reschedule afterwards.
void Adopt(v1::Clock& clock, const DueDate& due, const WorkingCalendar& calendar);

// RUNNING: counts again from `now`, with the period that it had at first: that of its small clock, `period` when it has
// one, else the working days (or, when it counts hours, the exact duration) from its anchor to what was due at first; a
// clock that was armed when it was due has none and stays. What is due then is what is due at first. Rungs that have
// fired stay fired. Errors and other states as
// for Resume.
absl::Status Restart(v1::Clock& clock, const v1::Period* period, absl::Time now, const WorkingCalendar& calendar);

// Time left at `now`, in seconds: of work (sessions of working days) for a clock that is due at the end of a day, else
// exactly; negative when it is past. A clock that stands still is measured at the instant since when. OUT_OF_RANGE when
// the calendar does not reach.
absl::StatusOr<int64_t> RemainingSeconds(const v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar);

// What the clock waited for has happened at `now`, or it has no object any more. A closed clock stays as it is.
void Satisfy(v1::Clock& clock, absl::Time now);
void Cancel(v1::Clock& clock, absl::Time now);

// Another clock takes the place of one that is open.
void Supersede(v1::Clock& clock, absl::string_view by, absl::Time now);

bool IsOpen(const v1::Clock& clock);  // RUNNING, FROZEN or SUSPENDED

// Running and past its due instant; at the due instant itself it is not. Overdue is computed, never stored.
bool IsOverdue(const v1::Clock& clock, absl::Time now);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CLOCKS_H_
