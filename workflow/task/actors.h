// Who somebody is to a task, and whether they see it. What a person may do besides is a matter of roles
// (workflow/access).
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
// The offer of the task itself that waits for its answer, of which there is one at most; null when there is none.
const v1::Handoff* OpenTransfer(const v1::Task& task);
// Whether a hand-off to the unit is open: it answers, or works on what it was asked for.
bool ReceivesHandoff(const v1::Task& task, absl::string_view unit);
// By resource name; null when the task has none of that name.
const v1::Handoff* FindHandoff(const v1::Task& task, absl::string_view name);

// The last escalation that reached the actor: in person (for who stands in, the absent one), or in the inbox of the
// unit whose head or deputy the actor is on the day. A unit that acts as such, without a person, is reached with any of
// its people. Null: none has.
const v1::Escalation* LastEscalationTo(const v1::Actor& actor, const v1::Task& task,
                                       const organisation::Directory& directory, absl::CivilDay today);

// The system itself: `system` is set and no unit is.
bool IsEngine(const v1::Actor& actor);

// The roles that the actor has on the day of `now`. `handoff` is the one that is acted on; null: none is. Who stands in
// for somebody has the roles of the absent one.
Roles RolesOf(const v1::Actor& actor, const access::Rights& rights, const v1::Task& task, const v1::Handoff* handoff,
              const Facts& facts, absl::Time now);
Roles RolesOf(const v1::Actor& actor, const v1::Task& task, const v1::Handoff* handoff, const Facts& facts,
              absl::Time now);

// MayView (task.h) with rights that were found already.
bool MayView(const v1::Task& task, const access::Rights& rights);

// Whether the actor sees every task of the province that is not secret, and may be told that one does not exist: the
// system, and whoever has a role with PERMISSION_VIEW_TASKS in the whole province.
bool SeesWholeProvince(const v1::Actor& actor, const Facts& facts, absl::CivilDay day);

// What an actor is told who asked for a task that does not exist or that it may not see: PERMISSION_DENIED in the same
// words for both, NOT_FOUND for those who see the whole province.
absl::Status Unseen(const v1::Actor& actor, const Facts& facts, absl::CivilDay day);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_ACTORS_H_
