// What an event says became of open items in a reorganisation: the rows that are written with it.
#ifndef SERVICES_ENGINE_OUTCOMES_H_
#define SERVICES_ENGINE_OUTCOMES_H_

#include <vector>

#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::engine {

// Complete with reorganisation, record time and version, where the payload leaves them to the event. Empty for events
// that move nothing. The event has its time and version.
std::vector<v1::RehomingItem> OutcomesIn(const v1::Event& event);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_OUTCOMES_H_
