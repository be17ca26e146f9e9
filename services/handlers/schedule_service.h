// Recurring obligations: the schedules of plan items, what they make, and changing them.
#ifndef SERVICES_HANDLERS_SCHEDULE_SERVICE_H_
#define SERVICES_HANDLERS_SCHEDULE_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/schedule_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

inline constexpr int kDefaultPreviewedOccurrences = 12;
inline constexpr int kMaxPreviewedOccurrences = 100;

absl::StatusOr<v1::ListOccurrencesResponse> ListOccurrences(const v1::ListOccurrencesRequest& request,
                                                            const CallContext& call, const Services& services);
absl::StatusOr<v1::PreviewOccurrencesResponse> PreviewOccurrences(const v1::PreviewOccurrencesRequest& request,
                                                                  const CallContext& call, const Services& services);

void PauseSchedule(const v1::PauseScheduleRequest& request, const CallContext& call, const Services& services,
                   Done<v1::ScheduleChange> done);
void ResumeSchedule(const v1::ResumeScheduleRequest& request, const CallContext& call, const Services& services,
                    Done<v1::ScheduleChange> done);
void ExcludeDates(const v1::ExcludeDatesRequest& request, const CallContext& call, const Services& services,
                  Done<v1::ScheduleChange> done);
void IncludeDates(const v1::IncludeDatesRequest& request, const CallContext& call, const Services& services,
                  Done<v1::ScheduleChange> done);

// Both look at the tasks that there are in a thread of the pool first, and name only dates that have none. A repeat
// finds its own tasks; it goes through the write door all the same, where it is known by its request_id.
void TriggerOccurrence(const v1::TriggerOccurrenceRequest& request, const CallContext& call, const Services& services,
                       Done<v1::ScheduleChange> done);
void BackfillOccurrences(const v1::BackfillOccurrencesRequest& request, const CallContext& call,
                         const Services& services, Done<v1::ScheduleChange> done);

void AddScheduleService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_SCHEDULE_SERVICE_H_
