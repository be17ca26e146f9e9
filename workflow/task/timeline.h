// What would happen to a task by itself, if nobody did anything: the decisions of the engine, one after another, each
// at the instant at which it would be made. The same rule fires due clocks (decide_due.cc), so what is foretold is what
// happens, as long as calendar, ladders, organisation and the task stay as they are. An audience is resolved on the
// organisation of the day on which its rung fires.
#ifndef WORKFLOW_TASK_TIMELINE_H_
#define WORKFLOW_TASK_TIMELINE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/calendar_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::task {

struct TimelineQuery {
  absl::Time now;    // what is due by then fires at once
  absl::Time until;  // exclusive
  int limit = 0;     // steps that are listed at most
  // Whether the occurrence before it is open; nobody ends it.
  bool previous_open = false;
};

struct Timeline {
  std::vector<v1::SimulatedStep> steps;  // in the order of time; without title
  bool truncated = false;
};

// An ended task has no steps. Errors are those of the decisions.
absl::StatusOr<Timeline> Simulate(const v1::Task& task, const Facts& facts, const TimelineQuery& query);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_TIMELINE_H_
