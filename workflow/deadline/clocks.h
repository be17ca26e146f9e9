// Life of a clock: armed, frozen, resumed, satisfied, cancelled. Pure functions on v1::Clock; ladders are walked by
// workflow/escalation.
#ifndef WORKFLOW_DEADLINE_CLOCKS_H_
#define WORKFLOW_DEADLINE_CLOCKS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

// Working days that people have for the small clocks. Settings of the product, not law.
inline constexpr int kAcknowledgeWorkingDays = 2;
inline constexpr int kApproveWorkingDays = 3;
inline constexpr int kIssuerDecisionWorkingDays = 2;
inline constexpr int kHandoffReplyWorkingDays = 2;

// A running clock that is due at `due`. `rule` says for people how the date was found.
v1::Clock Arm(absl::string_view id, v1::ClockPurpose purpose, absl::Time anchor, const DueDate& due,
              absl::string_view rule, const WorkingCalendar& calendar);

// RUNNING → FROZEN at `now`: stops firing.
void Freeze(v1::Clock& clock, absl::Time now);

// FROZEN → RUNNING: the working days between freezing and now are credited: due day := due day + working days measured.
absl::Status Resume(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar);

void Satisfy(v1::Clock& clock, absl::Time now);
void Cancel(v1::Clock& clock, absl::Time now);

bool IsOpen(const v1::Clock& clock);  // RUNNING or FROZEN

// Open, not frozen, and past its due instant. Overdue is computed, never stored.
bool IsOverdue(const v1::Clock& clock, absl::Time now);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CLOCKS_H_
