#include "tests/bench/other_traffic.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "tests/bench/bench_server.h"

namespace phoihop::bench {
namespace {

constexpr int kChannels = 4;
constexpr int kMakeInFlight = 256;
// Tasks that wait to be worked on at the beginning of a round: more than any round uses.
constexpr int kTasks = 20'000;
constexpr absl::Duration kBaseline = absl::Seconds(5);
// The load is measured in slices, so that it ends soon after the work.
constexpr absl::Duration kSlice = absl::Milliseconds(500);

void Add(const LoadResult& slice, LoadResult& sum) {
  sum.transitions += slice.transitions;
  sum.failures += slice.failures;
  sum.elapsed += slice.elapsed;
  sum.first_failure = slice.first_failure;
  sum.latencies_ms.insert(sum.latencies_ms.end(), slice.latencies_ms.begin(), slice.latencies_ms.end());
}

std::string Figures(const LoadResult& result) {
  return absl::StrFormat("%.0f, %.1f, %.1f, %.1f", result.PerSecond(), result.LatencyMs(0.5), result.LatencyMs(0.99),
                         result.LatencyMs(1));
}

}  // namespace

OtherTraffic::OtherTraffic(const std::string& target, int in_flight)
    : load_(target, kChannels), in_flight_(in_flight) {}

absl::Status OtherTraffic::During(const std::function<absl::Status()>& work) {
  if (const int wanted = kTasks - load_.tasks_left(); wanted > 0) {
    if (absl::Status made = load_.MakeTasks(wanted, kMakeInFlight); !made.ok()) return made;
  }
  without_ = load_.Run(in_flight_, kBaseline);
  during_ = LoadResult();
  std::atomic<bool> done{false};
  std::thread traffic([&] {
    while (!done && during_.failures == 0) Add(load_.Run(in_flight_, kSlice), during_);
  });
  const absl::Status worked = work();
  done = true;
  traffic.join();
  if (!worked.ok()) return worked;
  if (without_.failures + during_.failures > 0) {
    return absl::InternalError(absl::StrCat("the load fails: ", without_.first_failure, during_.first_failure));
  }
  if (load_.tasks_left() == 0) return absl::InternalError("the tasks of the load ran out");
  std::sort(during_.latencies_ms.begin(), during_.latencies_ms.end());
  during_p50_.push_back(during_.LatencyMs(0.5));
  during_p99_.push_back(during_.LatencyMs(0.99));
  without_p50_.push_back(without_.LatencyMs(0.5));
  without_p99_.push_back(without_.LatencyMs(0.99));
  return absl::OkStatus();
}

std::string OtherTraffic::Line() const { return absl::StrCat(Figures(during_), "; without: ", Figures(without_)); }

std::string OtherTraffic::Summary() const {
  return absl::StrFormat(
      "other traffic, %d in flight: p50 %.1f ms and p99 %.1f ms meanwhile, %.1f ms and %.1f ms without", in_flight_,
      Median(during_p50_), Median(during_p99_), Median(without_p50_), Median(without_p99_));
}

}  // namespace phoihop::bench
