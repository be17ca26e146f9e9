// The task that the rows of a benchmark are copied from, made by the rules, so that its row and message are real.
#ifndef TESTS_BENCH_SAMPLE_TASK_H_
#define TESTS_BENCH_SAMPLE_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::bench {

// `provinces/dong-nai/tasks/sample`, given to so-vhttdl and accepted. `task` has its due date and what the benchmark
// wants beside title, lead, coordinator and basis.
absl::StatusOr<v1::Task> MakeSampleTask(const std::string& database_url, v1::Task task);

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_SAMPLE_TASK_H_
