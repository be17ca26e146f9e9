// The write door without the edge: commands straight into the engine, beside pgbench making the same changes of rows in
// the usual way on the same cluster. Prints transitions per second of both, in turn.
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/embedded/private_cluster.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/store/message_json.h"
#include "tests/bench/pgbench_reference.h"
#include "tests/store/world.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::bench {
namespace {
constexpr int kSteps = 4;

internal::v1::Command Step(const std::string& id, int step) {
  internal::v1::Command command = testing::Accept(id);
  const std::string name = command.task().accept().name();
  switch (step) {
    case 1:
      command.mutable_task()->mutable_start()->set_name(name);
      break;
    case 2:
      command.mutable_task()->mutable_submit()->set_name(name);
      command.mutable_task()->mutable_submit()->mutable_result()->set_summary("Đã trình dự thảo quy chế");
      break;
    case 3:
      command.mutable_task()->mutable_approve()->set_name(name);
      command.mutable_actor()->set_unit(testing::kIssuer);
      break;
    default:
      break;
  }
  return command;
}

// Processor time that PostgreSQL used since it was started: what lives, and what the postmaster buried.
absl::Duration PostgresTime(pid_t postmaster) {
  const auto ticks_of = [](const std::string& pid, bool buried) -> int64_t {
    std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
    const std::string stat(std::istreambuf_iterator<char>(file), {});
    // After the command in parentheses: state is field 3, times are fields 14 to 17.
    const std::vector<std::string> fields = absl::StrSplit(stat.substr(stat.rfind(')') + 2), ' ');
    int64_t sum = 0;
    for (int i = 11; i < (buried ? 15 : 13); ++i) {
      int64_t ticks = 0;
      if (absl::SimpleAtoi(fields[i], &ticks)) sum += ticks;
    }
    return sum;
  };
  const std::string id = absl::StrCat(postmaster);
  int64_t ticks = ticks_of(id, /*buried=*/true);
  std::ifstream children(absl::StrCat("/proc/", id, "/task/", id, "/children"));
  for (std::string child; children >> child;) ticks += ticks_of(child, /*buried=*/false);
  return absl::Seconds(1) * ticks / sysconf(_SC_CLK_TCK);
}

absl::Duration OwnTime() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

// Keeps `in_flight` walkers going: each takes a task through its steps, one after the other, then the next task.
class Load {
 public:
  Load(engine::Engine* engine, int first_task, int end_task) : engine_(engine), next_(first_task), end_(end_task) {}

  int64_t applied() const { return applied_; }

  double Run(int in_flight, absl::Duration duration) {
    const absl::Duration start = engine::RealElapsed();
    until_ = start + duration;
    running_ = in_flight;
    for (int i = 0; i < in_flight; ++i) NextTask();
    done_.WaitForNotification();
    if (failures_ > 0)
      std::printf("%lld failures, the first: %s\n", static_cast<long long>(failures_), failure_.c_str());
    return static_cast<double>(applied_) / absl::ToDoubleSeconds(engine::RealElapsed() - start);
  }

 private:
  void NextTask() {
    const int task = next_++;
    if (task >= end_ || engine::RealElapsed() > until_) {
      if (--running_ == 0) done_.Notify();
      return;
    }
    Walk(absl::StrCat("b", task), 0);
  }

  void Walk(std::string id, int step) {
    if (step == kSteps) return NextTask();
    internal::v1::Command command = Step(id, step);
    engine_->Submit(std::move(command), [this, id, step](const absl::StatusOr<engine::Applied>& applied) {
      if (applied.ok()) {
        ++applied_;
      } else if (failures_++ == 0) {
        failure_ = applied.status().ToString();
      }
      Walk(id, step + 1);
    });
  }

  engine::Engine* const engine_;
  std::atomic<int> next_;
  const int end_;
  absl::Duration until_;
  std::atomic<int> running_ = 0;
  std::atomic<int64_t> applied_ = 0, failures_ = 0;
  std::string failure_;
  absl::Notification done_;
};

bool Prepare(engine::Engine& engine, int tasks) {
  if (!engine.Apply(testing::Reference()).ok()) return false;
  std::atomic<int> left = tasks, failed = 0, in_flight = 0;
  for (int i = 0; i < tasks; ++i) {
    internal::v1::Command command = testing::CreateDue(absl::StrCat("b", i), "2026-12-15");
    command.mutable_task()->mutable_create()->mutable_task()->set_approval_required(true);
    ++in_flight;
    engine.Submit(std::move(command), [&](const absl::StatusOr<engine::Applied>& applied) {
      if (!applied.ok()) ++failed;
      --in_flight;
      --left;
    });
    while (in_flight > 1000) std::this_thread::yield();
  }
  while (left > 0) std::this_thread::yield();
  return failed == 0;
}

void PrintConversions(engine::Engine& engine) {
  // Left in progress: the reference copies one of these.
  engine.Apply(Step("b0", 0)).status().IgnoreError();
  const auto applied = engine.Apply(Step("b0", 1));
  if (!applied.ok()) return;
  const auto& task = std::get<v1::Task>(applied->resource);
  constexpr int kRounds = 20'000;
  std::string json;
  const absl::Duration start = engine::RealElapsed();
  for (int i = 0; i < kRounds; ++i) {
    json.clear();
    store::AppendJson(task, &json);
  }
  const absl::Duration written = engine::RealElapsed();
  for (int i = 0; i < kRounds; ++i) {
    v1::Task read;
    if (!store::MergeJson(json, &read).ok()) return;
  }
  const absl::Duration read = engine::RealElapsed();
  std::printf("task of %zu bytes, %zu as JSON: %.1f µs to write, %.1f µs to read\n", task.ByteSizeLong(), json.size(),
              absl::ToDoubleMicroseconds(written - start) / kRounds,
              absl::ToDoubleMicroseconds(read - written) / kRounds);
}

int Main(int argc, char** argv) {
  int in_flight = 256, lanes = 2, tasks = 60'000, rounds = 3, seconds = 8, clients = 32;
  bool reference = true;
  CLI::App app("Transitions per second through the write door");
  app.add_option("--in-flight", in_flight);
  app.add_option("--lanes", lanes);
  app.add_option("--tasks", tasks);
  app.add_option("--rounds", rounds);
  app.add_option("--seconds", seconds);
  app.add_option("--clients", clients, "of pgbench");
  app.add_option("--reference", reference);
  CLI11_PARSE(app, argc, argv);

  testing::TemporaryDirectory directory;
  auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory.path(), "/cluster")});
  if (!cluster.ok()) return std::printf("%s\n", cluster.status().ToString().c_str()), 1;
  const std::string uri = (*cluster)->connection_uri();
  if (auto status = store::Migrate(uri); !status.ok()) return std::printf("%s\n", status.ToString().c_str()), 1;
  engine::ManualClock clock(testing::StartOfTests());
  engine::Engine engine({.uri = uri, .lanes = lanes, .clock = &clock});
  if (!Prepare(engine, tasks)) return std::printf("The tasks could not be made.\n"), 1;
  PrintConversions(engine);
  const int share = tasks / (rounds + 1);
  Load(&engine, 1, share).Run(in_flight, absl::Seconds(3));
  auto pgbench = reference ? PgbenchReference::Create(**cluster, tasks, directory.path()) : absl::CancelledError("");
  if (reference && !pgbench.ok()) return std::printf("%s\n", pgbench.status().ToString().c_str()), 1;
  for (int round = 1; round <= rounds; ++round) {
    const absl::Duration own_before = OwnTime(), postgres_before = PostgresTime((*cluster)->postmaster_pid());
    Load load(&engine, share * round, share * (round + 1));
    const double ours = load.Run(in_flight, absl::Seconds(seconds));
    const absl::Duration own = OwnTime() - own_before;
    const absl::Duration postgres = PostgresTime((*cluster)->postmaster_pid()) - postgres_before;
    std::printf(
        "write door, %d in flight, %d lanes: %.0f transitions/s; processor time of one %.0f µs + PostgreSQL's %.0f µs",
        in_flight, lanes, ours, absl::ToDoubleMicroseconds(own) / static_cast<double>(load.applied()),
        absl::ToDoubleMicroseconds(postgres) / static_cast<double>(load.applied()));
    if (reference) {
      const auto theirs = pgbench->Run(clients, absl::Seconds(seconds), Numbering::kCounterRow);
      const auto easy = pgbench->Run(clients, absl::Seconds(seconds), Numbering::kSequence);
      if (!theirs.ok() || !easy.ok()) return std::printf("\n%s\n", theirs.status().ToString().c_str()), 1;
      std::printf("; pgbench, %d clients: %.0f/s with the counter row (%.2f ×), %.0f/s with a sequence (%.2f ×)",
                  clients, theirs->per_second, ours / theirs->per_second, easy->per_second, ours / easy->per_second);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  return 0;
}
}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) { return phoihop::bench::Main(argc, argv); }
