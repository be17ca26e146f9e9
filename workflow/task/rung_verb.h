// What a rung does in the place of who kept silent: accepts, approves or revokes, as a person would.
#ifndef WORKFLOW_TASK_RUNG_VERB_H_
#define WORKFLOW_TASK_RUNG_VERB_H_

#include <string>

#include "phoihop/v1/deadline.pb.h"
#include "workflow/task/decide.h"
#include "workflow/task/recorder.h"

namespace phoihop::task {

// Why the verb of the rung cannot take effect now, in Vietnamese; empty when it can, and of a rung that has none. What
// the table and the guards say decides, as for people; permission does not, since the ladder's basis gives it.
std::string WhyVerbSuppressed(const v1::Escalation& escalation, const Case& c);

// The verb that the escalation did, after its own event: the events are those that people's verbs make, on the basis of
// the ladder that the clock is pinned to, with a text that names it. Nothing when it has none, or is suppressed.
void DoVerb(const v1::Escalation& escalation, const v1::Clock& clock, const Case& c, Recorder& recorder);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_RUNG_VERB_H_
