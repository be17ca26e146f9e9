// Life of a clock: armed, frozen, resumed, satisfied, cancelled. Pure functions on v1::Clock; ladders are walked by
// workflow/escalation: after Arm call Watch, after Resume call Reschedule.
#ifndef WORKFLOW_DEADLINE_CLOCKS_H_
#define WORKFLOW_DEADLINE_CLOCKS_H_

#include "absl/status/status.h"
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
// Those of a small clock by its purpose; 0: not a small clock.
int WorkingDaysOf(v1::ClockPurpose purpose);

// A running clock that is due at `due`. `rule` says for people how the date was found.
v1::Clock Arm(absl::string_view id, v1::ClockPurpose purpose, absl::Time anchor, const DueDate& due,
              absl::string_view rule, const WorkingCalendar& calendar);

// The civil day that an instant of a clock belongs to: 24:00 of a day belongs to that day.
absl::CivilDay DueDay(const v1::Clock& clock);

// RUNNING → FROZEN at `now`: stops firing. Other states stay as they are.
void Freeze(v1::Clock& clock, absl::Time now);

// FROZEN → RUNNING: what was waited for is credited back. A clock that is due at the end of a day gets the working days
// w with day of freezing < w <= day of `now`: due day := due day + that many working days (a wait within one day, or
// over a weekend, credits none). A clock that is due at another instant counts hours and gets the exact duration. The
// clock then stands on the version of `calendar`. Call Reschedule afterwards.
// OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE): the clock stays as it was. Other states stay as they are.
absl::Status Resume(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar);

// What the clock waited for has happened at `now`, or it has no object any more. A closed clock stays as it is.
void Satisfy(v1::Clock& clock, absl::Time now);
void Cancel(v1::Clock& clock, absl::Time now);

bool IsOpen(const v1::Clock& clock);  // RUNNING or FROZEN

// Running and past its due instant; at the due instant itself it is not. Overdue is computed, never stored.
bool IsOverdue(const v1::Clock& clock, absl::Time now);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CLOCKS_H_
