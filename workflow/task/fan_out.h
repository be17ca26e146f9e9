// Tasks that are spread over many units: the whole, its parts, and when the parts are done.
#ifndef WORKFLOW_TASK_FAN_OUT_H_
#define WORKFLOW_TASK_FAN_OUT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::task {

// Units that are named when parts are missing; of more only the number is said.
inline constexpr int kMaxNamedParts = 10;

// Whether the task is a whole that its issuer leads: nobody has to accept, approve or report what is its own, so it is
// ACCEPTED at once and completes by itself when its rule holds.
bool IsOwnWhole(const v1::Task& task);

// Whether the completion rule holds. ALL: some part is completed and none is open. A rule that nobody set is ALL.
bool RuleHolds(const v1::FanOut& fan_out, const v1::FanOutProgress& progress);

// How many parts have to be completed still; 0 when the rule holds.
int MissingParts(const v1::FanOut& fan_out, const v1::FanOutProgress& progress);

// The progress with rule_holds as of the rule of the whole.
v1::FanOutProgress ProgressOf(const v1::Task& whole, const PartsSeen& parts);

// The instant at which the rule began to hold: of ALL the last completion, of QUORUM that of the part that made it up.
absl::Time CompletionOf(const v1::FanOut& fan_out, const PartsSeen& parts);

// The id of a task: these joined by `-`, empty ones left out; shortened with a hash when it would be longer than an id
// may be.
std::string JoinedId(const std::vector<absl::string_view>& pieces);

// The name of the part of a unit. The same whenever it is made: a unit has one part of a whole at most.
std::string PartName(absl::string_view whole, absl::string_view unit);

// The part of a unit, as a task that is to be made: with what the whole asks for, its deadline and its event. Units
// that take part in the whole take part in it, and so does the unit that sums up.
v1::Task PartOf(const v1::Task& whole, const std::string& unit);

// What of a part depends on its unit: name, lead, coordinators, approval, the occurrence before.
void SetUnitOfPart(const v1::Task& whole, const std::string& unit, v1::Task& part);

// Whether the task is an occurrence that may be left out, or have to wait, for the one before it. A whole never is: its
// parts are, each for the part of the same unit before it.
bool MayMeetOpenOccurrence(const v1::Task& task);

// The members of a set on the day; of a set that has ended those of the one that took its place.
std::vector<std::string> MembersOf(const std::string& unit_set, const organisation::Directory& directory,
                                   absl::CivilDay day);

// Units of a whole that have no part, in the order of names: those that are named and members of its sets that are not
// left out, have and had none, and did not take over the work of a unit that had one or was left out.
struct UnitsToJoin {
  // Have to get a part today.
  std::vector<std::string> now;
  // Wait for the end of a reorganisation between whose units work still goes: a part may come to them with it.
  std::vector<std::string> later;
};
UnitsToJoin FindUnitsToJoin(const v1::Task& whole, const PartsSeen& parts, const organisation::Directory& directory,
                            absl::CivilDay today);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_FAN_OUT_H_
