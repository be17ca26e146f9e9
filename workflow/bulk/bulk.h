// One verb for many tasks (xử lý hàng loạt): deciding and folding. What becomes of each task is a decision of that
// task, as if who started it had asked for each one alone.
//
//   RUNNING ⇄ PAUSED;  RUNNING → DONE (nothing waits) → RUNNING (again what failed);  RUNNING, PAUSED → CANCELLED
#ifndef WORKFLOW_BULK_BULK_H_
#define WORKFLOW_BULK_BULK_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/bulk_operation.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task_state.pb.h"
#include "workflow/decision.h"

namespace phoihop::bulk {

// Tasks of one operation.
inline constexpr int kMaxTasks = 10'000;

// How its tasks stand, as the transaction sees them.
struct ItemsSeen {
  int waiting = 0;
  int succeeded = 0;
  int failed = 0;
  int cancelled = 0;
};

// `state` is the operation as it is; without name when there is none, which only a start accepts. An empty decision:
// nothing has to change. Errors: INVALID_FIELD; ALREADY_EXISTS; PERMISSION_DENIED to all but the unit that started it
// (in the same words when there is none); BULK_OPERATION_STATE.
absl::StatusOr<Decision> Decide(const v1::BulkOperation& state, const internal::v1::BulkCommand& command,
                                const ItemsSeen& items, const Facts& facts, const Context& context);

// Folds one event of group bulk operation.
void Evolve(v1::BulkOperation& state, const v1::Event& event);

// What an event does to the tasks of its operation, beside what it makes of the operation itself.
enum class ItemChange { kNone, kAdd, kRetryFailed, kCancelWaiting };
ItemChange ItemChangeOf(const v1::BulkOperation& before, const v1::Event& event);

// Whether nothing of it will be done any more, unless it is begun again.
bool IsOver(v1::BulkOperation::State state);

std::string Etag(int64_t version);
// `bulk-2-nhac-viec-11`: the last segment of the name of the long-running operation of its present attempt.
std::string OperationId(const v1::BulkOperation& operation);

// What is done with one task (resource name).
internal::v1::TaskCommand CommandOf(const v1::BulkVerb& verb, const std::string& task);

// With the counts of what was seen.
void SetCounts(const ItemsSeen& items, v1::BulkOperation& operation);

// What somebody is told who asked for an operation that there is not, or that it may not see: PERMISSION_DENIED in the
// same words for both, NOT_FOUND for those who see the whole province.
absl::Status Unseen(bool sees_whole_province);

}  // namespace phoihop::bulk

#endif  // WORKFLOW_BULK_BULK_H_
