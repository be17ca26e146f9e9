// Text scripts of what happens to tasks: a command, and below it what came of it. A person reads the difference.
//
//   # Comment.
//   at 2026-03-02 08:00
//   ----
//
//   so-ke-hoach/chuyen-vien create t1 lead=so-vhttdl due=2026-06-30 basis="431/QĐ-UBND"
//   so-vhttdl/nguyen-van-a accept t1
//   ----
//   2026-03-02 08:00 task.created t1 by so-ke-hoach/chuyen-vien
//   …
//
// A block is lines of input, `----`, and the expected output up to the next empty line. Input:
//
//   at YYYY-MM-DD HH:MM              sets the clock, fires nothing
//   advance N working days | N hours | to YYYY-MM-DD HH:MM
//                                    moves the clock; the sweep fires at each instant on the way
//   down until YYYY-MM-DD HH:MM      the engine was down until then, and then looks once
//   ACTOR VERB TASK [key=value …]    ACTOR is unit/person, unit, or system:name; values with spaces in "quotes"
//   calendar off|worked YYYY-MM-DD   publishes a version of the calendar in which that day is; clocks follow at once
//   silence PURPOSE N VERB           a ladder for new clocks: N working days after the due day it does VERB
//   show TASK [as ACTOR]             state, holder, open clocks, and what ACTOR may do
//
// Verbs: create (lead issuer coordinators approver approval due title basis issue planned event period), issue (on),
// accept, refuse (reason explanation propose), reissue (to), assign (to), start, submit (summary), approve, return
// (reason), complete, revoke (reason), hand-off (to reason kind by), accept-handoff, refuse-handoff (reason),
// recall-handoff, answer-recall (agree reason), return-result (summary), accept-result, send-back-result (reason by),
// all of them with handoff=1, 2 … (the last); drop (reason), claim, release (reason), suspend (until reason), resume
// (reason), extend (to reason), grant-extension (to), deny-extension (reason), report-impossible (reason),
// declare-impossible, deny-impossible (reason), reopen, restore (reason due); delegate (to title due blocking id),
// ask-contributions (units request by), contribute (text nothing), copy (to), read-copy, wait-for (task reason),
// dont-wait-for (task); comment (text), add-evidence (number), remove-evidence (place), progress (percent label),
// checklist (items due), check (item undo), watch, unwatch. Lists are a,b,c; flags are yes. Every verb takes etag. What
// follows for other tasks of the script happens at once, and is shown below. The province is that of tests/unit/task.
#ifndef TESTS_SCENARIOS_SCENARIO_H_
#define TESTS_SCENARIOS_SCENARIO_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::scenario {

// The script with every output replaced by what really comes. A line of input that makes no sense answers `??` and why.
std::string Replay(absl::string_view script);

}  // namespace phoihop::scenario

#endif  // TESTS_SCENARIOS_SCENARIO_H_
