// What happened to a task besides its way to the end, for people: each section only when there is something in it.
#ifndef CLIENTS_CLI_TASK_WORK_PRINT_H_
#define CLIENTS_CLI_TASK_WORK_PRINT_H_

#include <string>

#include "absl/time/time.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::cli {

// Standstills, requests for more time, the report that it cannot be done, what it waits for, what was given away,
// contributions, copies, progress, steps, evidence, remarks, watchers, earlier cycles and who held it how long; lines
// of at most `width` columns. `now` is for how long the last one has held it.
std::string DescribeWork(const v1::Task& task, absl::Time now, int width);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TASK_WORK_PRINT_H_
