// Tasks: deciding and folding. The transitions stand in ONE table, transitions.h.
#ifndef WORKFLOW_TASK_TASK_H_
#define WORKFLOW_TASK_TASK_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::task {

// `state` is the task as it is; a default Task (empty name) when it does not exist, which only a create command accepts
// (others answer PERMISSION_DENIED, or NOT_FOUND to those who see the whole province). The etag of the request is
// checked here, after permission, so that it cannot be used to find out whether a task exists. An empty decision means
// that nothing has to change: no clock is due, the person is assigned already.
absl::StatusOr<Decision> Decide(const v1::Task& state, const internal::v1::TaskCommand& command, const Facts& facts,
                                const Context& context);

// Folds one event of group task onto the task, whatever the state; sets version, update_time, and the copies that lists
// use (due_time, due_date). The task's etag follows from its version (Etag below).
void Evolve(v1::Task& state, const v1::Event& event);

// When the engine next has something to do for the task by itself: the earliest next_fire_time of its running clocks.
std::optional<absl::Time> WakeTime(const v1::Task& task);

std::string Etag(const v1::Task& task);

// Fields that are computed for an answer at `now`: overdue, etag, operations for the actor, display names, and of the
// whole of a fan-out how its `parts` stand.
void Present(v1::Task& task, const v1::Actor& actor, const Facts& facts, absl::Time now,
             const PartsSeen* parts = nullptr);

// Whether the actor's unit may see the task: it issues, leads, coordinates, approves, has a copy, sent or was offered
// it by a hand-off, is above one of these units, or sees the whole province (actors.h).
bool MayView(const v1::Task& task, const v1::Actor& actor, const Facts& facts, absl::Time now);

// Whether the province's settings allow tasks of this degree: SECRECY_NOT_ALLOWED.
absl::Status CheckSecrecy(v1::Secrecy secrecy, const Facts& facts);

// The decision that makes a task outside of a plan: TaskCreated and, unless it waits for a day or an event, TaskIssued.
// `task` has the fields that a caller may set; the name is set. Permission is the caller's. A deadline before today is
// taken as it is: the task is issued and overdue.
absl::StatusOr<Decision> DecideNew(const v1::Task& task, bool issue, const Facts& facts, const Context& context);

// The event that makes a task of a plan in the state in which it begins: PLANNED while it waits for a day, or for an
// event whose day is not given as `anchor_date`; else ISSUED with its clocks (ACCEPTED when it is a whole that its
// issuer leads). Fields that only plans set are taken over. Permission is the caller's, a deadline before today stands.
absl::StatusOr<v1::Event> MakeNew(const v1::Task& asked, absl::string_view anchor_date, const Facts& facts,
                                  const Context& context);

// The same for the part of another unit: `made` is what MakeNew made of the part of one. What is the same for all parts
// of a whole is found once. The unit has to be alive on the day on which the part is given (CheckAlive).
v1::Event MakePartLike(const v1::Event& made, const v1::Task& whole, const std::string& unit);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_TASK_H_
