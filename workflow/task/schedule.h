// What a changed schedule of a plan item does to the tasks of its occurrences.
//
// The follow-ups go to every task of the item, and each task finds out what that means for it: only one that is PLANNED
// is concerned, so what has begun, or was issued by somebody in the meantime, is left alone.
//
// A pause is a standstill of the start clock: SUSPENDED since `frozen_time`, with the instant at which it goes on by
// itself when the pause has a last day. What was planned stays in `planned_issue_time`. When the pause is over, by
// itself or because somebody ended it, an occurrence whose deadline fell within it is skipped, unless the item catches
// up with it; any other is issued on its day, or at once when that has passed.
#ifndef WORKFLOW_TASK_SCHEDULE_H_
#define WORKFLOW_TASK_SCHEDULE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/task/decide.h"

namespace phoihop::task {

// As a ReviseTask whose `revised` says nothing but the schedule: the start clock as it shall be, or SKIPPED.
// `catch_up_from`: the first requested_due_date of those that are made although they were missed; absent: none is.

// Not issued until the day after `last_day`; without one until it is let go on. What is planned for later stays.
internal::v1::TaskCommand HoldOccurrence(const std::string& task, std::optional<absl::CivilDay> last_day,
                                         std::optional<absl::CivilDay> catch_up_from);
internal::v1::TaskCommand LetOccurrenceGoOn(const std::string& task, std::optional<absl::CivilDay> catch_up_from);
// Skipped if this is its requested_due_date.
internal::v1::TaskCommand SkipOccurrence(const std::string& task, absl::CivilDay due);

// Whether the follow-up is one of these and no revision of the plan.
bool ChangesSchedule(const internal::v1::ReviseTask& request);
absl::StatusOr<Decision> DecideReschedule(const Case& c, const internal::v1::ReviseTask& request);

// What a revision of the task would leave as it is: its fields as they are now, without clocks.
v1::TaskRevised AsRevised(const v1::Task& task);

// Whether a pause of its schedule holds the task back.
bool IsHeld(const v1::Task& task);

// The end of a pause that had a last day: `clock` is the start clock of the task, SUSPENDED, whose instant has come.
v1::Event MakeHoldEnd(const v1::Task& task, const v1::Clock& clock, const Facts& facts, absl::Time now);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_SCHEDULE_H_
