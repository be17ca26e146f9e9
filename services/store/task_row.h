// The columns of `tasks` and the rows of `task_participants`, derived from the message here and nowhere else.
#ifndef SERVICES_STORE_TASK_ROW_H_
#define SERVICES_STORE_TASK_ROW_H_

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::store {

struct TaskRow {
  std::string state;  // name of the enum's value
  bool open = false;
  bool frozen = false;  // the completion clock does not run
  std::string handoff_to;
  absl::Time due_time = absl::InfiniteFuture();  // without deadline: infinite
  std::optional<absl::Time> wake_time;
  absl::Time create_time, update_time;
  std::optional<absl::Time> complete_time;
};

// Columns that are not plain copies of a field.
TaskRow RowOf(const v1::Task& task);

// Unit and role of everybody who takes part: lead, issuer, approver, coordinator, handoff, proposed (by a unit that
// refused the task: does not see it for that), former (party of a hand-off that was answered: may see the task, takes
// no part).
std::set<std::pair<std::string, absl::string_view>> ParticipantsOf(const v1::Task& task);

// False when they may differ; quicker than making both sets.
bool SameParticipants(const v1::Task& a, const v1::Task& b);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_TASK_ROW_H_
