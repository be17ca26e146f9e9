// phoihop.v1.EscalationService.
#ifndef SERVICES_HANDLERS_ESCALATION_SERVICE_H_
#define SERVICES_HANDLERS_ESCALATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/escalation_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// Names of tasks that a self-check answers.
inline constexpr int kMaxMissingTasks = 100;

absl::StatusOr<v1::EscalationStatus> GetEscalationStatus(const v1::GetEscalationStatusRequest& request,
                                                         const CallContext& call, const Services& services);
absl::StatusOr<v1::ListSetAsideTasksResponse> ListSetAsideTasks(const v1::ListSetAsideTasksRequest& request,
                                                                const CallContext& call, const Services& services);
// Is no command: no rule changes the task, it only becomes due again. What then fires goes through the write door.
absl::StatusOr<v1::ReleaseSetAsideTaskResponse> ReleaseSetAsideTask(const v1::ReleaseSetAsideTaskRequest& request,
                                                                    const CallContext& call, const Services& services);

void AddEscalationService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ESCALATION_SERVICE_H_
