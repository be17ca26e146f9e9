// Who somebody is to a task, and what they may see. Authority is that of the unit: in local mode persons declare
// themselves, so a person counts only where a rule says so.
#ifndef WORKFLOW_TASK_ACTORS_H_
#define WORKFLOW_TASK_ACTORS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/open_handoff.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {

using phoihop::IsOpenHandoff;
// The open hand-off; null when there is none.
const v1::Handoff* OpenHandoff(const v1::Task& task);
// By resource name; null when the task has none of that name.
const v1::Handoff* FindHandoff(const v1::Task& task, absl::string_view name);

// The system itself: `system` is set and no unit is.
bool IsEngine(const v1::Actor& actor);

// The roles that the actor has on the day of `now`. `handoff` is the one that a command names or else the open one;
// null when there is none.
Roles RolesOf(const v1::Actor& actor, const v1::Task& task, const v1::Handoff* handoff, const Facts& facts,
              absl::Time now);

// Whether the actor sees every task of the province and may be told that one does not exist: the system, the provincial
// People's Committee, the province itself and the provincial office that monitors for it.
bool SeesWholeProvince(const v1::Actor& actor, const organisation::Directory& directory, absl::CivilDay day);

// The units whose tasks the actor may see on the day: its own and all below it, in the order of names; nullopt: every
// task of the province. MayView answers yes when one of them is a participant of the task.
std::optional<std::vector<std::string>> VisibleUnits(const v1::Actor& actor, const organisation::Directory& directory,
                                                     absl::CivilDay day);

// What an actor is told who asked for a task that does not exist or that it may not see: PERMISSION_DENIED in the same
// words for both, NOT_FOUND for those who see the whole province.
absl::Status Unseen(const v1::Actor& actor, const organisation::Directory& directory, absl::CivilDay day);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_ACTORS_H_
