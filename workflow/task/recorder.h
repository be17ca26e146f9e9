// Makes the events of one decision: folds each onto a working copy as it is made, so that the next one is decided on
// what the one before did, and writes down which fields it changed.
#ifndef WORKFLOW_TASK_RECORDER_H_
#define WORKFLOW_TASK_RECORDER_H_

#include <utility>

#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::task {

class Recorder {
 public:
  // `context` must outlive it.
  Recorder(const v1::Task& state, const Context& context) : before_(state.state()), task_(state), context_(context) {}

  // The task after the events so far.
  const v1::Task& task() const { return task_; }

  // `event` carries its payload, and a subject when the task does not exist yet.
  void Add(v1::Event event);
  void Add(v1::Event event, const v1::Citation& basis);

  // Something that has to happen to another task because of them.
  void Follow(internal::v1::TaskCommand command) { decision_.follow_ups.push_back(std::move(command)); }

  // When a part of a fan-out has ended, its whole is looked at afterwards; who delegated a task is told of its end, and
  // of its going on again.
  Decision Finish() &&;

 private:
  const v1::TaskState before_;
  v1::Task task_;
  const Context& context_;
  Decision decision_;
};

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_RECORDER_H_
