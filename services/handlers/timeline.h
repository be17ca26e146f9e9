// Looking ahead: what would happen to tasks by itself.
#ifndef SERVICES_HANDLERS_TIMELINE_H_
#define SERVICES_HANDLERS_TIMELINE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/calendar_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// As calendar_service.proto says.
inline constexpr int kMaxSimulatedDays = 1100;
inline constexpr int kMaxSimulatedTasks = 2000;  // of a plan; of more the first by name are looked at
inline constexpr int kMaxSimulatedSteps = 5000;

absl::StatusOr<v1::SimulateTimelineResponse> SimulateTimeline(const v1::SimulateTimelineRequest& request,
                                                              const CallContext& call, const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_TIMELINE_H_
