// Changing a calendar, and looking ahead.
#ifndef SERVICES_HANDLERS_CALENDAR_SERVICE_H_
#define SERVICES_HANDLERS_CALENDAR_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/calendar_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::PreviewCalendarChangeResponse> PreviewCalendarChange(const v1::PreviewCalendarChangeRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services);
void PublishCalendar(const v1::PublishCalendarRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Calendar> done);
void AddCalendarService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_CALENDAR_SERVICE_H_
