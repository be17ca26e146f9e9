// By what events can be filtered.
#ifndef SERVICES_HANDLERS_EVENT_FILTER_H_
#define SERVICES_HANDLERS_EVENT_FILTER_H_

#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/filter.h"

namespace phoihop::handlers {

// `province` is an id: a unit may be named by its id alone.
store::FieldTable EventFields(absl::string_view province);

bool Matches(const store::Filter& filter, const v1::Event& event);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_EVENT_FILTER_H_
