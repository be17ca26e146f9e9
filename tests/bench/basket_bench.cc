// The first page of a large work basket over gRPC, at a fixed rate of requests, beside the SQL statement alone.
//
//   basket_bench [--tasks 1000000] [--entries 100000] [--rate 200] [--seconds 10] [--rounds 3] [--phoihopd path]
//
// Requests begin when the plan says, whatever became of those before (open loop): a latency counts from the planned
// instant, so that a server that falls behind does not hide it. Everything runs on this machine and shares its cores:
// load generator, server, PostgreSQL (durable). The two sides take turns in the same run.
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "phoihop/v1/basket_service.grpc.pb.h"
#include "services/store/connection.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/sample_task.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr char kUnit[] = "so-vhttdl";
constexpr int kPageSize = 50;
constexpr int kChannels = 4;
constexpr absl::Duration kCallLimit = absl::Seconds(30);

struct Options {
  int tasks = 1'000'000;
  int entries = 100'000;
  int rate = 200;
  int seconds = 10;
  int rounds = 3;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Tasks like a real one that was accepted: the first $1 with the unit of the basket, the others with all others. A
// tenth has no deadline, many share theirs. Of ten, two wait to be accepted, five for somebody, and three persons have
// the rest.
constexpr absl::string_view kFillTasks = R"sql(
  INSERT INTO tasks (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit, assignee, plan, plan_item,
                     handoff_to, on_monitor_list, title, due_time, wake_time, create_time, update_time, task)
  SELECT t.province, 'fill-' || n, t.version, CASE WHEN n % 10 < 2 THEN 'TASK_STATE_ISSUED' ELSE t.state END, true, false,
         CASE WHEN n <= $1 THEN t.lead_unit ELSE u.names[1 + n % cardinality(u.names)] END, t.issuer_unit, t.approver_unit,
         CASE WHEN n % 10 > 6 THEN 'provinces/dong-nai/persons/p' || n % 10 ELSE '' END, '', '', '', false,
         t.title || ' ' || n,
         CASE WHEN n % 10 = 5 THEN 'infinity' ELSE date_trunc('day', now()) + (n % 400 * 7919 % 400 - 40) * interval '1 day' END,
         NULL, t.create_time, t.update_time, t.task || jsonb_build_object('name', 'provinces/dong-nai/tasks/fill-' || n)
  FROM tasks t
  CROSS JOIN (SELECT array_agg(name) AS names FROM reference_items WHERE kind = 'units' AND name <> '$2') AS u
  CROSS JOIN generate_series(1, $0) AS n
  WHERE t.province = 'dong-nai' AND t.task_id = 'sample')sql";
constexpr absl::string_view kFillBaskets = R"sql(
  INSERT INTO task_baskets (province, unit, kind, due_time, task_id, person, running, secrecy)
  SELECT province, lead_unit, CASE WHEN state = 'TASK_STATE_ISSUED' THEN 1 WHEN assignee = '' THEN 2 ELSE 3 END, due_time, task_id,
         CASE WHEN state = 'TASK_STATE_ISSUED' THEN '' ELSE assignee END, due_time <> 'infinity', 1
  FROM tasks WHERE province = 'dong-nai' AND task_id LIKE 'fill-%')sql";

// When each request begins.
class Pace {
 public:
  Pace(int rate, int count) : interval_(absl::Seconds(1) / rate), count_(count), start_(absl::Now()) {}

  int count() const { return count_; }
  absl::Time Wait(int index) const {
    const absl::Time planned = start_ + index * interval_;
    absl::Notification never;
    never.WaitForNotificationWithDeadline(planned);
    return planned;
  }

 private:
  const absl::Duration interval_;
  const int count_;
  const absl::Time start_;
};

class Latencies {
 public:
  void Add(absl::Time planned) {
    const double ms = absl::ToDoubleMilliseconds(absl::Now() - planned);
    absl::MutexLock lock(&mutex_);
    all_.push_back(ms);
  }
  double At(double part) {
    absl::MutexLock lock(&mutex_);
    std::sort(all_.begin(), all_.end());
    return all_.empty() ? 0
                        : all_[std::min(all_.size() - 1, static_cast<size_t>(part * static_cast<double>(all_.size())))];
  }

 private:
  absl::Mutex mutex_;
  std::vector<double> all_ ABSL_GUARDED_BY(mutex_);
};

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    std::printf("first page of %d, %d requests/s, %d s each; load of the machine %s\n", kPageSize, options_.rate,
                options_.seconds, Load().c_str());
    std::printf("%5s %28s %28s %8s %8s\n", "round", "gRPC p50, p99, longest ms", "SQL p50, p99, longest ms", "p50 x",
                "p99 x");
    std::vector<double> p50, p99, ratio50, ratio99;
    for (int round = 1; round <= options_.rounds; ++round) {
      Latencies ours, bare;
      if (absl::Status status = Ask(Basic(), ours); !status.ok()) return status;
      if (absl::Status status = AskAlone(bare); !status.ok()) return status;
      p50.push_back(ours.At(0.5));
      p99.push_back(ours.At(0.99));
      ratio50.push_back(ours.At(0.5) / bare.At(0.5));
      ratio99.push_back(ours.At(0.99) / bare.At(0.99));
      std::printf("%5d %28s %28s %8.2f %8.2f\n", round, Line(ours).c_str(), Line(bare).c_str(), ratio50.back(),
                  ratio99.back());
      std::fflush(stdout);
    }
    std::printf(
        "median: p50 %.2f ms, p99 %.2f ms; %.2f x the statement alone (p50), %.2f x (p99); load of the machine %s\n",
        Median(p50), Median(p99), Median(ratio50), Median(ratio99), Load().c_str());
    return Others();
  }

 private:
  static std::string Line(Latencies& latencies) {
    char line[64];
    std::snprintf(line, sizeof(line), "%.2f  %.2f  %.2f", latencies.At(0.5), latencies.At(0.99), latencies.At(1));
    return line;
  }
  static std::string Load() {
    double averages[1] = {0};
    getloadavg(averages, 1);
    return absl::StrCat(averages[0]);
  }

  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    if (absl::Status made = MakeSample(); !made.ok()) return made;
    auto connection = store::Connection::Open(server_->database_url(), store::ConnectionUse::kMigrate);
    if (!connection.ok()) return connection.status();
    connection_ = *std::move(connection);
    const absl::Time start = absl::Now();
    for (const std::string& sql :
         {std::string("SET synchronous_commit = off"),
          absl::Substitute(kFillTasks, options_.tasks, options_.entries, UnitName(kProvince, kUnit)),
          std::string(kFillBaskets), std::string("VACUUM (ANALYZE) tasks"),
          std::string("VACUUM (ANALYZE) task_baskets"), std::string("CHECKPOINT")}) {
      if (auto run = connection_->RunText(sql); !run.ok()) return run.status();
    }
    std::printf("%d tasks made in %.0f s\n", options_.tasks, absl::ToDoubleSeconds(absl::Now() - start));
    if (absl::Status serves = server_->Serve(); !serves.ok()) return serves;
    for (int i = 0; i < kChannels; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("bench.channel", i);  // or they would share a connection
      stubs_.push_back(v1::BasketService::NewStub(
          grpc::CreateCustomChannel(server_->target(), grpc::InsecureChannelCredentials(), arguments)));
    }
    Latencies warm;
    return Ask(Basic(), warm);
  }

  absl::Status MakeSample() {
    v1::Task wanted;
    wanted.set_description("Phối hợp với các cơ quan báo chí, các sở, ban, ngành và địa phương liên quan.");
    wanted.set_requested_due_date("2030-06-28");
    wanted.set_priority(v1::TASK_PRIORITY_URGENT);
    return MakeSampleTask(server_->database_url(), std::move(wanted)).status();
  }

  static v1::ListBasketRequest Basic() {
    v1::ListBasketRequest request;
    request.set_parent(ProvinceName(kProvince));
    return request;
  }

  struct Call {
    grpc::ClientContext context;
    v1::ListBasketResponse response;
  };

  absl::Status Ask(const v1::ListBasketRequest& request, Latencies& latencies) {
    const Pace pace(options_.rate, options_.rate * options_.seconds);
    std::vector<std::unique_ptr<Call>> calls;
    absl::BlockingCounter left(pace.count());
    absl::Mutex mutex;
    std::string failure;
    for (int i = 0; i < pace.count(); ++i) {
      Call& call = *calls.emplace_back(std::make_unique<Call>());
      call.context.AddMetadata("x-phoihop-act-as", kUnit);
      call.context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
      const absl::Time planned = pace.Wait(i);
      stubs_[i % kChannels]->async()->ListBasket(
          &call.context, &request, &call.response, [&, planned, size = &call.response](const grpc::Status& status) {
            latencies.Add(planned);
            if (!status.ok() || size->entries_size() != kPageSize) {
              absl::MutexLock lock(&mutex);
              failure = absl::StrCat("a page has ", size->entries_size(), " entries: ", status.error_message());
            }
            left.DecrementCount();
          });
    }
    left.Wait();
    return failure.empty() ? absl::OkStatus() : absl::InternalError(failure);
  }

  // What the server sends to PostgreSQL for it, one connection, nothing decoded.
  absl::Status AskAlone(Latencies& latencies) {
    const Pace pace(options_.rate, options_.rate * options_.seconds);
    store::ArrayValue kinds = store::ArrayValue::OfInt64();
    for (int kind = 1; kind <= v1::BasketKind_MAX; ++kind) kinds.Int64(kind);
    const store::Values values = store::Values()
                                     .Text(kProvince)
                                     .Text(UnitName(kProvince, kUnit))
                                     .Array(std::move(kinds))
                                     .Time(absl::UnixEpoch())
                                     .Text("")
                                     .Int64(0)
                                     .Int64(kPageSize + 1)
                                     .Bool(false)
                                     .Time(absl::Now())
                                     .Int64(v1::SECRECY_NORMAL);
    for (int i = 0; i < pace.count(); ++i) {
      const absl::Time planned = pace.Wait(i);
      const auto rows = connection_->Run("ListBasket", values);
      if (!rows.ok()) return rows.status();
      if (rows->rows() != kPageSize + 1) return absl::InternalError("the statement answers another page");
      latencies.Add(planned);
    }
    return absl::OkStatus();
  }

  // The same rate for whole tasks with the caller's operations, and one at a time for the counts.
  absl::Status Others() {
    v1::ListBasketRequest full = Basic();
    full.set_view(v1::BASKET_VIEW_FULL);
    Latencies whole, counts;
    if (absl::Status status = Ask(full, whole); !status.ok()) return status;
    std::printf("whole tasks with operations: p50, p99, longest %s ms\n", Line(whole).c_str());
    v1::CountBasketRequest request;
    request.set_parent(ProvinceName(kProvince));
    for (int i = 0; i < options_.rate; ++i) {
      Call call;
      call.context.AddMetadata("x-phoihop-act-as", kUnit);
      v1::CountBasketResponse response;
      const absl::Time start = absl::Now();
      const grpc::Status status = stubs_[0]->CountBasket(&call.context, request, &response);
      if (!status.ok()) return absl::InternalError(status.error_message());
      counts.Add(start);
    }
    std::printf("counts of all kinds, one request at a time: p50, p99, longest %s ms\n", Line(counts).c_str());
    return server_->Stop();
  }

  const Options options_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<store::Connection> connection_;
  std::vector<std::unique_ptr<v1::BasketService::Stub>> stubs_;
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("The first page of a large work basket, beside the SQL statement alone");
  app.add_option("--tasks", options.tasks)->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app.add_option("--entries", options.entries, "in the basket")
      ->check(CLI::Range(51, 10'000'000))
      ->capture_default_str();
  app.add_option("--rate", options.rate, "requests per second")->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--seconds", options.seconds, "of each measurement")->check(CLI::Range(1, 600))->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--phoihopd", options.phoihopd)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = phoihop::bench::Bench(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
