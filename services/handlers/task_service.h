// Tasks and their hand-offs.
#ifndef SERVICES_HANDLERS_TASK_SERVICE_H_
#define SERVICES_HANDLERS_TASK_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/task_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Task> GetTask(const v1::GetTaskRequest& request, const CallContext& call, const Services& services);

absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& request, const CallContext& call,
                                                const Services& services);

// Every verb is a command of the same name; they differ in nothing that concerns the edge.
void AddTaskService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_TASK_SERVICE_H_
