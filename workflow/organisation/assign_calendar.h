// Whose work follows which calendar: AssignCalendar.
#ifndef WORKFLOW_ORGANISATION_ASSIGN_CALENDAR_H_
#define WORKFLOW_ORGANISATION_ASSIGN_CALENDAR_H_

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// One event, calendar.assigned; none when the unit follows that calendar already. Clocks that are armed from then on
// follow it, those that run keep theirs. INVALID_ARGUMENT (INVALID_NAME, INVALID_FIELD), NOT_FOUND (a unit or calendar
// that nobody knows), FAILED_PRECONDITION (UNIT_NOT_ALIVE, BASIS_REQUIRED).
absl::StatusOr<Decision> DecideCalendarAssignment(const internal::v1::ReferenceData& state,
                                                  const internal::v1::AssignCalendar& command, const Facts& facts,
                                                  const Context& context);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_ASSIGN_CALENDAR_H_
