// Whether somebody may do a verb now: permission (what the unit is to the task, and a role of the person that has the
// verb), then the table, then the guards that do not look at the request. The one source of truth of Decide, of the
// operations that a caller is shown and of explanations.
#ifndef WORKFLOW_TASK_CHECK_H_
#define WORKFLOW_TASK_CHECK_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "phoihop/v1/error_reason.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/civil_time.h"
#include "workflow/decision.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {

// What a check looks at.
class Situation {
 public:
  // The references must outlive it. `handoff` is the one that the command names; null: it names none.
  // `parts`, of the whole of a fan-out: how its parts stand; null: nobody looked.
  Situation(const v1::Task& task, const v1::Actor& actor, const Facts& facts, absl::Time now,
            const v1::Handoff* handoff = nullptr, const PartsSeen* parts = nullptr)
      : task(task), actor(actor), facts(facts), now(now), handoff(handoff), parts(parts) {}

  // The same, on another hand-off of the task.
  Situation(const Situation& other, const v1::Handoff& about);
  Situation(const Situation&) = default;

  absl::CivilDay today() const { return DayOf(now); }
  // What the actor may do that day, and what it is to the task: found once.
  const access::Rights& rights() const;
  Roles roles() const;

  const v1::Task& task;
  const v1::Actor& actor;
  const Facts& facts;
  const absl::Time now;
  const v1::Handoff* const handoff;
  const PartsSeen* const parts;

 private:
  mutable std::optional<access::Rights> rights_;
  mutable std::optional<Roles> roles_;
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

// Whether one may be sent that is like `asked`: one transfer is open at a time, and one request to each unit.
std::optional<Refusal> CheckNotPending(const v1::Handoff& asked, const Situation& situation);
// Whether the state of the task lets the hand-off be accepted or refused: a transfer while the lead works on the task,
// another one as long as the lead has it.
bool MayBeAnswered(const v1::Handoff& handoff, v1::TaskState state);

// What somebody may do to a task, when no hand-off is named.
class Outlook {
 public:
  // `situation` is without a hand-off.
  explicit Outlook(const Situation& situation);

  // The situation in which the verb is looked at. Of one that is about a hand-off, those that are open and drafts are
  // tried: on one of them it is allowed, or else comes closest to it. Without any it is the situation as it was given.
  const Situation& Of(v1::TaskVerb verb) const;

 private:
  std::vector<Situation> situations_;  // the given one, and one for each hand-off
};

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_CHECK_H_
