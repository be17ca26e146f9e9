// The schedule of a recurring item once it is issued: what is made of it, what is held back and left out, and what of
// it somebody asks for out of turn.
//
// The tasks of the occurrences are made when the plan is issued and wait for their day; a pause holds them back
// (workflow/task/schedule.h), and a date that is left out skips them.
#ifndef WORKFLOW_PLAN_SCHEDULE_H_
#define WORKFLOW_PLAN_SCHEDULE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/schedule_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/occurrences.h"

namespace phoihop::plan {

// Dates that one change may name, and occurrences that it may make.
inline constexpr int kMaxScheduleDates = 100;

// The pause that is in force on the day; null: none is. One whose last day has passed has ended by itself.
const v1::ItemSchedule::Pause* PauseOn(const v1::PlanItem& item, absl::CivilDay day);

// Of the occurrences that are due before `end`, the first day after a pause: from which due date on they are made all
// the same, by the item's wish (PlanItem.catch_up) and within its bound (CatchUpBound). Absent: none is.
std::optional<absl::CivilDay> CatchUpFrom(const v1::PlanItem& item, const std::vector<Occurrence>& schedule,
                                          absl::CivilDay end, const deadline::WorkingCalendar& calendar);

// Whether the task stands for its occurrence: it was not skipped or revoked.
bool Stands(const v1::Task& task);

// The change as the command has it. Only the unit that issues the plan may ask for it.
// INVALID_FIELD, INVALID_DATE, NOT_FOUND, ETAG_MISMATCH, PERMISSION_DENIED, NOT_RECURRING, SCHEDULE_STATE,
// OCCURRENCE_EXISTS. What has tasks already the decision cannot see: `make` names dates whose occurrences have none
// that stand, as MissingDates or the caller found, and carries the etag of the plan that this was found with.
absl::StatusOr<Decision> DecideChangeSchedule(const v1::Plan& state, const internal::v1::ChangeSchedule& command,
                                              const Facts& facts, const Context& context);

// Due dates from `first` to `last` whose occurrence has begun by `today`, is not left out and has no task that stands.
// `tasks` are all of the item's, wholes and not parts. As WholeSchedule.
absl::StatusOr<std::vector<absl::CivilDay>> MissingDates(const v1::PlanItem& item, const v1::Plan& plan,
                                                         absl::Span<const v1::Task> tasks, absl::CivilDay first,
                                                         absl::CivilDay last, absl::CivilDay today,
                                                         const deadline::WorkingCalendar& calendar);

// The whole schedule with what became of each occurrence, and what was made out of turn, by due date and
// occurrence. `tasks` as above,
// those that are to be shown.
absl::StatusOr<std::vector<v1::ScheduledOccurrence>> DescribeSchedule(const v1::PlanItem& item, const v1::Plan& plan,
                                                                      absl::Span<const v1::Task> tasks,
                                                                      absl::CivilDay today,
                                                                      const deadline::WorkingCalendar& calendar);

// The same for occurrences that were found otherwise; `item` may be empty.
std::vector<v1::ScheduledOccurrence> Describe(const std::vector<Occurrence>& occurrences, const v1::PlanItem& item,
                                              absl::Span<const v1::Task> tasks, absl::CivilDay today,
                                              const deadline::WorkingCalendar& calendar);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_SCHEDULE_H_
