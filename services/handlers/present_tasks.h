// Tasks as a caller is shown them.
#ifndef SERVICES_HANDLERS_PRESENT_TASKS_H_
#define SERVICES_HANDLERS_PRESENT_TASKS_H_

#include <vector>

#include "absl/status/status.h"
#include "phoihop/v1/task.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// task::Present for each, with how the parts of wholes stand, which is one query for all of them. None is null.
absl::Status PresentTasks(const std::vector<v1::Task*>& tasks, const CallContext& call, const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PRESENT_TASKS_H_
