// What is wrong with the definition of a calendar.
#ifndef WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_
#define WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_

#include <vector>

#include "phoihop/v1/deadline.pb.h"
#include "workflow/errors.h"

namespace phoihop::deadline {

// All violations, in the order of the fields; see WorkingCalendar::Create.
std::vector<FieldViolation> Violations(const v1::Calendar& calendar);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_CALENDAR_VALIDATION_H_
