// By what tasks can be filtered and ordered.
#ifndef SERVICES_HANDLERS_TASK_FILTER_H_
#define SERVICES_HANDLERS_TASK_FILTER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/store/filter.h"
#include "services/store/task_reader.h"

namespace phoihop::handlers {

// `province` is an id: units, persons and plans may be named by their ids alone. `now` decides what is overdue.
store::FieldTable TaskFields(absl::string_view province, absl::Time now);

struct TaskListOrder {
  store::TaskOrder field = store::TaskOrder::kDueTime;
  bool descending = false;
};

// `due_time`, `create_time` or `update_time`, each with an optional ` desc`; empty: `due_time`. INVALID_FIELD
// otherwise.
absl::StatusOr<TaskListOrder> ParseTaskOrder(absl::string_view order_by);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_TASK_FILTER_H_
