// Events that say how a reorganisation is.
#ifndef SERVICES_HANDLERS_REORGANISATION_EVENT_H_
#define SERVICES_HANDLERS_REORGANISATION_EVENT_H_

#include "phoihop/v1/event.pb.h"

namespace phoihop::handlers {

// The reorganisation that the event carries; null when it is about something else.
const v1::Reorganisation* ReorganisationIn(const v1::Event& event);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REORGANISATION_EVENT_H_
