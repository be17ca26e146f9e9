// Which verbs of the transition table may have made an event: what the journal is held to, written down apart from the
// rules that made it.
#ifndef TESTS_SIMULATION_EVENT_RULES_H_
#define TESTS_SIMULATION_EVENT_RULES_H_

#include <string>

#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::testing {

// Why no row of the table leads from `before` to `after` by this event, or its actor has no role that the row names;
// empty: one does. `before` without name: the task did not exist.
std::string WhyNotListed(const v1::Task& before, const v1::Task& after, const v1::Event& event);

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_EVENT_RULES_H_
