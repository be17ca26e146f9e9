// What always holds of the hand-offs of a task, whatever happened to it: for whoever tries to break it.
#ifndef TESTS_UNIT_TASK_HANDOFF_RULES_H_
#define TESTS_UNIT_TASK_HANDOFF_RULES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

// What is wrong, as sentences: an ended task has no open hand-off; one transfer is open at most, and only while the
// task is worked on; who holds the task has what others were asked for, and nobody is asked by itself; each that waits
// for its receiver has one open reply clock, and no other hand-off has one.
std::vector<std::string> HandoffFaults(const v1::Task& task);

// The stretches of custody follow each other without a gap, sum to the elapsed time, and the last one is the holder's.
std::vector<std::string> CustodyFaults(const v1::Task& task, absl::Time now);

}  // namespace phoihop::task

#endif  // TESTS_UNIT_TASK_HANDOFF_RULES_H_
