// What others notice who go on working while something large happens.
#ifndef TESTS_BENCH_OTHER_TRAFFIC_H_
#define TESTS_BENCH_OTHER_TRAFFIC_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load_generator.h"

namespace phoihop::bench {

// Head of the column that Line() fills.
inline constexpr char kOtherTrafficHead[] = "other traffic: tr/s, p50 ms, p99 ms, longest ms";

class OtherTraffic {
 public:
  // `target`: host:port of a server with Đồng Nai loaded.
  OtherTraffic(const std::string& target, int in_flight);

  // Measures the traffic by itself, then during `work`. An error of `work`, or when one of the others was refused or
  // ran out of tasks.
  absl::Status During(const std::function<absl::Status()>& work);

  // Of the last round: with `work`, and without.
  std::string Line() const;
  // Medians of all rounds.
  std::string Summary() const;

 private:
  LoadGenerator load_;
  const int in_flight_;
  LoadResult during_, without_;
  std::vector<double> during_p50_, during_p99_, without_p50_, without_p99_;
};

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_OTHER_TRAFFIC_H_
