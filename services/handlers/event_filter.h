// By what events can be filtered, and which of them a caller is shown.
#ifndef SERVICES_HANDLERS_EVENT_FILTER_H_
#define SERVICES_HANDLERS_EVENT_FILTER_H_

#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"
#include "services/handlers/call.h"
#include "services/store/event_reader.h"
#include "services/store/event_visibility.h"
#include "services/store/filter.h"

namespace phoihop::handlers {

// `province` is an id: a unit may be named by its id alone.
store::FieldTable EventFields(absl::string_view province);

// The filter as a query of the journal, with what of it an index serves.
void SetFilter(const store::Filter& filter, store::EventQuery& query);

// What the caller may see of the journal today.
store::Visibility JournalVisibilityOf(const CallContext& call);

bool Matches(const store::Filter& filter, const v1::Event& event);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_EVENT_FILTER_H_
