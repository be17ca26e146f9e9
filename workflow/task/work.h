// What is open on a task besides its state: a request for more time, a report that it cannot be done, what was
// delegated and what it waits for.
#ifndef WORKFLOW_TASK_WORK_H_
#define WORKFLOW_TASK_WORK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

// The request for more time that waits for its decision; null when none does.
inline const v1::Extension* OpenExtension(const v1::Task& task) {
  for (const v1::Extension& extension : task.extensions()) {
    if (extension.state() == v1::Extension::STATE_REQUESTED) return &extension;
  }
  return nullptr;
}

inline bool IsImpossibilityReported(const v1::Task& task) {
  return task.impossibility().state() == v1::ImpossibilityReport::STATE_REPORTED;
}

// Children that have not ended and that the end of the task waits for.
inline std::vector<const v1::Delegation*> BlockingDelegations(const v1::Task& task) {
  std::vector<const v1::Delegation*> open;
  for (const v1::Delegation& delegation : task.delegations()) {
    if (delegation.blocking() && delegation.end_state() == v1::TASK_STATE_UNSPECIFIED) open.push_back(&delegation);
  }
  return open;
}

// Tasks that have to end before this one starts, and have not.
inline std::vector<const v1::Dependency*> OpenDependencies(const v1::Task& task) {
  std::vector<const v1::Dependency*> open;
  for (const v1::Dependency& dependency : task.dependencies()) {
    if (dependency.end_state() == v1::TASK_STATE_UNSPECIFIED) open.push_back(&dependency);
  }
  return open;
}

// Who holds the task now: the lead; while it is refused the issuer, while the result is handed in the approver. Empty
// before its issue and after its end.
std::string HolderOf(const v1::Task& task);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_WORK_H_
