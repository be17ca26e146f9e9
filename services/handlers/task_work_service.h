// phoihop.v1.TaskWorkService.
#ifndef SERVICES_HANDLERS_TASK_WORK_SERVICE_H_
#define SERVICES_HANDLERS_TASK_WORK_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/task_work_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::ListTaskCommentsResponse> ListTaskComments(const v1::ListTaskCommentsRequest& request,
                                                              const CallContext& call, const Services& services);

void AddTaskWorkService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_TASK_WORK_SERVICE_H_
