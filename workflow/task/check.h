// Whether somebody may do a verb now: permission, then the table, then the guards that do not look at the request. The
// one source of truth of both Decide and the operations that a caller is shown.
#ifndef WORKFLOW_TASK_CHECK_H_
#define WORKFLOW_TASK_CHECK_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "phoihop/v1/error_reason.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/civil_time.h"
#include "workflow/decision.h"

namespace phoihop::task {

// What a check looks at.
struct Situation {
  const v1::Task& task;
  const v1::Actor& actor;
  const v1::Actor& acting_for;
  const Facts& facts;
  absl::Time now;
  // Named by the command, or else the open one; null when there is none.
  const v1::Handoff* handoff = nullptr;
  // Of the whole of a fan-out: how its parts stand; null: nobody looked.
  const PartsSeen* parts = nullptr;

  absl::CivilDay today() const { return DayOf(now); }
};

struct Refusal {
  v1::ErrorReason reason;
  std::string sentence;     // of the error, in English
  std::string explanation;  // for people, in Vietnamese
  // More for programs: `successors` of a unit that has ended.
  std::map<std::string, std::string> metadata = {};

  absl::Status ToStatus() const;
};

// No value: yes.
std::optional<Refusal> CheckPermission(v1::TaskVerb verb, const Situation& situation);
// After permission: the table and the guards.
std::optional<Refusal> CheckState(v1::TaskVerb verb, const Situation& situation);
// Both, in that order.
std::optional<Refusal> Check(v1::TaskVerb verb, const Situation& situation);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_CHECK_H_
