// Products that a result has to contain: which documents fill which slots of a task.
#ifndef WORKFLOW_TASK_EVIDENCE_H_
#define WORKFLOW_TASK_EVIDENCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

// The result with the slot of every document that fills one. A document that names none fills the first slot that still
// lacks one; what is more than asked keeps no slot. The slots of a whole are asked of its parts, not of itself.
// FAILED_PRECONDITION (EVIDENCE_MISSING) naming every product that is missing and how many; INVALID_ARGUMENT
// (INVALID_FIELD) for a slot that the task does not have.
absl::StatusOr<v1::TaskResult> FillSlots(const v1::Task& task, v1::TaskResult result);

// What has to be handed in, in Vietnamese; empty when nothing is asked: `Phải nộp kèm: 02 clip (2); báo cáo`.
std::string SlotsForPeople(const v1::Task& task);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_EVIDENCE_H_
