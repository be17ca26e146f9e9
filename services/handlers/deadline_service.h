// Calendars, the arithmetic of deadlines, ladders.
#ifndef SERVICES_HANDLERS_DEADLINE_SERVICE_H_
#define SERVICES_HANDLERS_DEADLINE_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

inline constexpr int kDefaultUpcomingDeadlines = 10;

absl::StatusOr<v1::Calendar> GetCalendar(const v1::GetCalendarRequest& request, const CallContext& call,
                                         const Services& services);

absl::StatusOr<v1::ExplainDeadlineResponse> ExplainDeadline(const v1::ExplainDeadlineRequest& request,
                                                            const CallContext& call, const Services& services);

absl::StatusOr<v1::ListEscalationPoliciesResponse> ListEscalationPolicies(
    const v1::ListEscalationPoliciesRequest& request, const CallContext& call, const Services& services);

// Of the tasks that the caller may see.
absl::StatusOr<v1::ListUpcomingDeadlinesResponse> ListUpcomingDeadlines(const v1::ListUpcomingDeadlinesRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services);

void AddDeadlineService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_DEADLINE_SERVICE_H_
