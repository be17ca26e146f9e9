// Processor time that processes used: says what a transition costs whatever else the machine does.
#ifndef TESTS_BENCH_PROCESSOR_TIME_H_
#define TESTS_BENCH_PROCESSOR_TIME_H_

#include <sys/types.h>

#include "absl/time/time.h"

namespace phoihop::bench {

// User and system time of a process so far, all its threads together; zero when it does not exist. In steps of 10 ms.
absl::Duration ProcessorTimeOf(pid_t pid);

// The same for all living children of a process, without the process itself: the backends of a PostgreSQL.
absl::Duration ProcessorTimeOfChildren(pid_t pid);

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_PROCESSOR_TIME_H_
