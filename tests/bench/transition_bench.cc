// Transitions per second over gRPC, beside what pgbench reaches with the same row changes on the same PostgreSQL,
// alternating.
//
//   transition_bench [--rounds 5] [--seconds 8] [--phoihopd path] [--channels 4] [--without-pgbench]
//
// Everything runs on this machine and shares its cores: load generator, server, PostgreSQL (durable: fsync and
// synchronous_commit on), pgbench. So the figure to read is the ratio, and of several rounds its median.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/load_generator.h"
#include "tests/bench/pgbench_reference.h"
#include "tests/bench/processor_time.h"

namespace phoihop::bench {
namespace {

constexpr int kReferenceClients = 32;
constexpr int kReferenceTasks = 20000;
constexpr int kMakeInFlight = 256;
constexpr int kTransitionsPerTask = 4;
// Tasks made before each round: more than any round here uses.
constexpr int kTasksPerSecond = 2500;

struct Options {
  int rounds = 5;
  int seconds = 8;
  int channels = 4;
  std::vector<int> in_flight = {256, 64};
  bool alone = false;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Largest resident memory of a process so far, in MB.
double PeakMemoryMb(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    int64_t kilobytes = 0;
    const std::vector<std::string> words = absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.size() > 1 && words[0] == "VmHWM:" && absl::SimpleAtoi(words[1], &kilobytes)) return kilobytes / 1024.0;
  }
  return 0;
}

class Comparison {
 public:
  explicit Comparison(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    if (options_.alone) return RunWithoutReference();
    for (const int in_flight : options_.in_flight) {
      if (absl::Status status = Compare(in_flight); !status.ok()) return status;
    }
    if (absl::Status status = CompareAlone(); !status.ok()) return status;
    std::printf("\npeak memory of the server under all of this: %.0f MB\n", PeakMemoryMb(server_->pid()));
    return server_->Stop();
  }

 private:
  absl::Duration Length() const { return absl::Seconds(options_.seconds); }

  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    if (absl::Status serves = server_->Serve(); !serves.ok()) return serves;
    load_ = std::make_unique<LoadGenerator>(server_->target(), options_.channels);
    // Also warms up what both sides measure.
    if (absl::Status status = MakeTasks(); !status.ok()) return status;
    if (const LoadResult warm = load_->Run(64, absl::Seconds(2)); warm.failures > 0) {
      return absl::InternalError(absl::StrCat("the load fails: ", warm.first_failure));
    }
    auto reference = PgbenchReference::Create(server_->cluster(), kReferenceTasks, server_->directory());
    if (!reference.ok()) return reference.status();
    reference_ = std::make_unique<PgbenchReference>(*std::move(reference));
    return absl::OkStatus();
  }

  // Enough for one round; those that an earlier round left are used first.
  absl::Status MakeTasks() {
    const int wanted = kTasksPerSecond * options_.seconds - load_->tasks_left();
    return wanted > 0 ? load_->MakeTasks(wanted, kMakeInFlight) : absl::OkStatus();
  }

  // Also leaves behind what a transition cost each process, in microseconds of processor time.
  absl::StatusOr<LoadResult> Ours(int in_flight) {
    if (absl::Status status = MakeTasks(); !status.ok()) return status;
    const absl::Duration server = ProcessorTimeOf(server_->pid()), self = ProcessorTimeOf(getpid());
    const absl::Duration postgres = ProcessorTimeOfChildren(server_->cluster().postmaster_pid());
    LoadResult result = load_->Run(in_flight, Length());
    const auto per_transition = [&](absl::Duration before, absl::Duration after) {
      return absl::ToDoubleMicroseconds(after - before) / static_cast<double>(std::max<int64_t>(result.transitions, 1));
    };
    server_us_ = per_transition(server, ProcessorTimeOf(server_->pid()));
    postgres_us_ = per_transition(postgres, ProcessorTimeOfChildren(server_->cluster().postmaster_pid()));
    client_us_ = per_transition(self, ProcessorTimeOf(getpid()));
    if (result.failures > 0) return absl::InternalError(absl::StrCat("transitions fail: ", result.first_failure));
    if (load_->tasks_left() == 0) return absl::InternalError("the tasks ran out: the figure would be too low");
    return result;
  }

  absl::Status Compare(int in_flight) {
    std::printf("\n%d requests in flight; pgbench with %d clients\n", in_flight, kReferenceClients);
    std::printf("%5s %12s %9s %9s %16s %7s %16s %7s\n", "round", "phoihop tr/s", "p50 ms", "p99 ms", "pgbench sequence",
                "ratio", "pgbench counter", "ratio");
    std::vector<double> ours_all, sequence_ratios, counter_ratios, p99_all;
    for (int round = 1; round <= options_.rounds; ++round) {
      const auto ours = Ours(in_flight);
      if (!ours.ok()) return ours.status();
      const auto sequence = reference_->Run(kReferenceClients, Length(), Numbering::kSequence);
      if (!sequence.ok()) return sequence.status();
      const auto counter = reference_->Run(kReferenceClients, Length(), Numbering::kCounterRow);
      if (!counter.ok()) return counter.status();
      ours_all.push_back(ours->PerSecond());
      p99_all.push_back(ours->LatencyMs(0.99));
      sequence_ratios.push_back(ours->PerSecond() / sequence->per_second);
      counter_ratios.push_back(ours->PerSecond() / counter->per_second);
      std::printf("%5d %12.0f %9.2f %9.2f %16.0f %7.2f %16.0f %7.2f\n", round, ours->PerSecond(), ours->LatencyMs(0.5),
                  ours->LatencyMs(0.99), sequence->per_second, sequence_ratios.back(), counter->per_second,
                  counter_ratios.back());
      std::fflush(stdout);
    }
    PrintCost();
    std::printf("median: %.0f transitions/s, p99 %.1f ms; %.2f x pgbench (sequence), %.2f x pgbench (counter row)\n",
                Median(ours_all), Median(p99_all), Median(sequence_ratios), Median(counter_ratios));
    return absl::OkStatus();
  }

  void PrintCost() const {
    std::printf(
        "processor time of a transition (last round): server %.0f us, PostgreSQL %.0f us, load generator %.0f us\n",
        server_us_, postgres_us_, client_us_);
  }

  // For a profiler: nothing but the product works.
  absl::Status RunWithoutReference() {
    for (const int in_flight : options_.in_flight) {
      const auto ours = Ours(in_flight);
      if (!ours.ok()) return ours.status();
      std::printf("%d in flight: %.0f transitions/s, p50 %.2f ms, p99 %.2f ms\n", in_flight, ours->PerSecond(),
                  ours->LatencyMs(0.5), ours->LatencyMs(0.99));
      PrintCost();
      std::fflush(stdout);
    }
    return server_->Stop();
  }

  // One client at a time: the server may cost its RPC, no more.
  absl::Status CompareAlone() {
    std::printf("\n1 request in flight; pgbench with 1 client\n");
    std::vector<double> ours_all, reference_all, rpc_all;
    for (int round = 1; round <= options_.rounds; ++round) {
      const auto ours = Ours(1);
      if (!ours.ok()) return ours.status();
      const auto reference = reference_->Run(1, Length(), Numbering::kCounterRow);
      if (!reference.ok()) return reference.status();
      const LoadResult rpc = load_->RunEmptyCalls(2000);
      if (rpc.failures > 0) return absl::InternalError(absl::StrCat("calls fail: ", rpc.first_failure));
      ours_all.push_back(ours->LatencyMs(0.5));
      reference_all.push_back(reference->latency_average_ms);
      rpc_all.push_back(rpc.LatencyMs(0.5));
      std::printf("round %d: phoihop p50 %.3f ms, pgbench average %.3f ms, an RPC that only reads p50 %.3f ms\n", round,
                  ours_all.back(), reference_all.back(), rpc_all.back());
      std::fflush(stdout);
    }
    std::printf("median: phoihop %.3f ms, pgbench + RPC %.3f ms\n", Median(ours_all),
                Median(reference_all) + Median(rpc_all));
    return absl::OkStatus();
  }

  const Options options_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<LoadGenerator> load_;
  std::unique_ptr<PgbenchReference> reference_;
  double server_us_ = 0, postgres_us_ = 0, client_us_ = 0;
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("Transitions per second over gRPC, beside pgbench");
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--seconds", options.seconds, "of each measurement")->check(CLI::Range(1, 600))->capture_default_str();
  app.add_option("--channels", options.channels)->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--in-flight", options.in_flight)->capture_default_str();
  app.add_flag("--without-pgbench", options.alone, "for a profiler: only the load");
  app.add_option("--phoihopd", options.phoihopd)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = phoihop::bench::Comparison(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
