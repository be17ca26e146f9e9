// From an appendix table to plan items: row by row and cell by cell what was understood, what is asked and what is
// wrong.
#ifndef WORKFLOW_PLAN_UNDERSTAND_H_
#define WORKFLOW_PLAN_UNDERSTAND_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/party_phrase.h"

namespace phoihop::plan {

// What a caller may set of a plan, with defaults filled in and output fields cleared: reference date `today`, roll
// NEXT_WORKING_DAY. `name` is the plan's resource name. All violations at once (INVALID_FIELD, INVALID_DATE).
absl::StatusOr<v1::Plan> CheckSettings(const v1::Plan& plan, absl::string_view name, const Facts& facts,
                                       absl::CivilDay today);

// `settings` comes from CheckSettings. Holders of names are those of `today`. The answer's plan has the items in the
// order of the table and state DRAFT; `stored` is left to the caller. TOO_LARGE when there are more items than a plan
// may have.
absl::StatusOr<v1::ImportPlanResponse> Understand(const Appendix& appendix, const v1::Plan& settings,
                                                  const Facts& facts, absl::CivilDay today);

// The settings of a checked plan in the shape that the readers of phrases take.
DeadlineSettings DeadlineSettingsOf(const v1::Plan& plan);
PartySettings PartySettingsOf(const v1::Plan& plan, absl::CivilDay today);
// By which the days of the plan are named: its own calendar, else the province's.
const deadline::WorkingCalendar& CalendarOf(const v1::Plan& plan, const Facts& facts);

// It is done more than once, or reported more than once.
bool IsRepeated(const v1::PlanDeadline& deadline);
// Fills in the defaults of overlap and catch_up of an item that is repeated, and clears them of one that is not; a
// bound of catching up is cleared where nothing is caught up with.
void SetRepetition(v1::PlanItem& item);

// ASKED when a question blocks, else READY. Not for items that are issued.
v1::PlanItem::State StateFromQuestions(const v1::PlanItem& item);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_UNDERSTAND_H_
