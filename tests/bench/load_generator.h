// Puts a load of task transitions on a server over gRPC: many tasks, each through accept → start → submit → approve,
// with a given number of requests in flight.
#ifndef TESTS_BENCH_LOAD_GENERATOR_H_
#define TESTS_BENCH_LOAD_GENERATOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}

namespace phoihop::bench {

// What a round of load reached.
struct LoadResult {
  int64_t transitions = 0;
  int64_t failures = 0;
  absl::Duration elapsed;
  std::vector<float> latencies_ms;  // sorted
  std::string first_failure;

  double PerSecond() const { return static_cast<double>(transitions) / absl::ToDoubleSeconds(elapsed); }
  // p in 0..1
  double LatencyMs(double p) const;
};

class LoadGenerator {
 public:
  // `target` is host:port of a server in local mode with Đồng Nai loaded. The load is spread over `channels`
  // connections.
  LoadGenerator(const std::string& target, int channels);
  ~LoadGenerator();

  // Makes and issues `count` tasks, `in_flight` at a time; they wait to be worked on.
  absl::Status MakeTasks(int count, int in_flight);
  int tasks_left() const;

  // Works on tasks with `in_flight` requests under way until `duration` has passed, then lets those under way finish.
  // Ends early when the tasks run out.
  LoadResult Run(int in_flight, absl::Duration duration);

  // Latency of `count` calls, one after the other, that reach the server and do nothing there: the cost of the RPC
  // itself.
  LoadResult RunEmptyCalls(int count);

 private:
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::string prefix_;  // of task ids, unlike those of any earlier generator
  int made_ = 0, used_ = 0;
};

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_LOAD_GENERATOR_H_
