// Seconds until a plan is previewed and issued whose every item is given to all communes and wards, over real gRPC and
// PostgreSQL, beside the same rows inserted by PostgreSQL alone, and what others notice of it who go on working.
//
//   issue_bench [--rounds 3] [--items 200] [--in-flight 16] [--phoihopd path]
//
// 200 items for 95 communes and wards make 19,000 parts and 200 wholes. Everything runs on this machine and shares its
// cores: load generator, server, PostgreSQL (durable).
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "services/embedded/private_cluster.h"
#include "services/engine/engine.h"
#include "services/store/connection.h"
#include "tests/bench/load_generator.h"
#include "tests/bench/processor_time.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr int kChannels = 4;
constexpr absl::Duration kSlice = absl::Milliseconds(500);
constexpr absl::Duration kBaseline = absl::Seconds(5);
constexpr int kLoadTasks = 20'000;

struct Options {
  int rounds = 3;
  int items = 200;
  int in_flight = 16;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Every item led by the set of all communes and wards, as a real plan would word it.
internal::v1::Command StorePlan(const std::string& id, int items) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(UnitName(kProvince, "ubnd"));
  v1::Plan& plan = *command.mutable_plan()->mutable_store()->mutable_plan();
  plan.set_name(PlanName(kProvince, id));
  plan.set_display_name("Kế hoạch công tác thông tin đối ngoại");
  plan.set_number("183/KH-UBND");
  plan.set_issuer_unit(UnitName(kProvince, "ubnd"));
  plan.set_source_sha256(id);
  plan.add_functions("thông tin đối ngoại");
  const absl::CivilDay today = DayOf(absl::Now());
  for (int i = 1; i <= items; ++i) {
    v1::PlanItem& item = *plan.add_items();
    item.set_name(absl::StrCat(plan.name(), "/items/", i));
    item.set_ordinal(absl::StrCat(i));
    item.add_headings("II. Nhiệm vụ trọng tâm");
    item.set_text("Cung cấp thông tin về tiềm năng, thế mạnh của địa phương trên cổng thông tin điện tử");
    item.set_state(v1::PlanItem::STATE_READY);
    v1::ResponsibleParty& lead = *item.add_leads();
    lead.set_text("UBND các xã, phường");
    lead.set_unit_set(UnitSetName(kProvince, "ubnd-cap-xa"));
    v1::ResponsibleParty& coordinator = *item.add_coordinators();
    coordinator.set_text("Sở VHTTDL");
    coordinator.add_units(UnitName(kProvince, "so-vhttdl"));
    item.set_product("Báo cáo kết quả");
    item.mutable_deadline()->set_text("Trong năm");
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
    item.mutable_deadline()->set_nominal_due_date(FormatDate(today + 14 + i % 60));
  }
  return command;
}

// The rows that issuing the plan wrote, written again into tables of the same shape with the same indexes.
constexpr const char* kMakeReference =
    "CREATE TABLE reference_tasks (LIKE tasks INCLUDING ALL); CREATE TABLE reference_events (LIKE events INCLUDING "
    "ALL); "
    "CREATE TABLE reference_participants (LIKE task_participants INCLUDING ALL)";
std::string InsertReference(const std::string& plan) {
  return absl::StrCat("WITH made AS (INSERT INTO reference_tasks SELECT * FROM tasks WHERE plan = '", plan,
                      "' RETURNING task_id), took AS (INSERT INTO reference_participants SELECT p.* FROM "
                      "task_participants p WHERE p.task_id "
                      "IN (SELECT task_id FROM tasks WHERE plan = '",
                      plan,
                      "') RETURNING 1) INSERT INTO reference_events SELECT e.* FROM events e WHERE e.request_id = "
                      "(SELECT request_id FROM "
                      "events WHERE subject = '",
                      plan, "' AND type = 'plan.issued')");
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    std::printf("%-14s %9s %9s %9s %12s   %s\n", "", "tasks", "preview s", "issue s", "reference s",
                "other traffic: tr/s, p50 ms, p99 ms, longest ms");
    for (int round = 0; round < options_.rounds; ++round) {
      for (const bool traffic : {false, true}) {
        const absl::Status status = Round(absl::StrCat("b", round, traffic ? "t" : "a"), traffic);
        if (!status.ok()) return status;
      }
    }
    std::printf(
        "median of %d rounds: preview %.2f s; issue %.2f s alone, %.2f s with traffic; the same rows by one "
        "statement of PostgreSQL alone: %.2f s\n",
        options_.rounds, Median(preview_), Median(issue_alone_), Median(issue_traffic_), Median(reference_));
    std::printf("other traffic, %d in flight: p50 %.1f ms and p99 %.1f ms meanwhile, %.1f ms and %.1f ms without\n",
                options_.in_flight, Median(during_p50_), Median(during_p99_), Median(without_p50_),
                Median(without_p99_));
    return server_->Stop();
  }

 private:
  absl::Status Prepare() {
    auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory_.path(), "/db")});
    if (!cluster.ok()) return cluster.status();
    cluster_ = *std::move(cluster);
    const std::string uri = cluster_->connection_uri();
    for (const char* command : {"migrate", "load"}) {
      const absl::Status status = testing::RunServerCommand(options_.phoihopd, uri, {command}, directory_.path());
      if (!status.ok()) return status;
    }
    {
      engine::Engine engine({.uri = uri});
      for (int round = 0; round < options_.rounds; ++round) {
        for (const char* kind : {"a", "t"}) {
          const auto stored = engine.Apply(StorePlan(absl::StrCat("b", round, kind), options_.items));
          if (!stored.ok()) return stored.status();
        }
      }
    }
    auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
    if (!connection.ok()) return connection.status();
    connection_ = *std::move(connection);
    if (absl::Status made = connection_->RunScript(kMakeReference); !made.ok()) return made;
    auto server = testing::ServerProcess::Start(
        {.binary = options_.phoihopd, .database_url = uri, .log_directory = directory_.path()});
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(server_->target(), grpc::InsecureChannelCredentials());
    load_ = std::make_unique<LoadGenerator>(server_->target(), kChannels);
    return absl::OkStatus();
  }

  // Of the server, and of PostgreSQL, since they were started.
  std::pair<absl::Duration, absl::Duration> Spent() const {
    return {ProcessorTimeOf(server_->pid()), ProcessorTimeOfChildren(cluster_->postmaster_pid())};
  }

  absl::StatusOr<double> Call(const std::string& plan, bool preview, v1::IssuePlanResponse& response) {
    grpc::ClientContext context;
    context.AddMetadata("x-phoihop-act-as", "ubnd");
    v1::IssuePlanRequest request;
    request.set_name(PlanName(kProvince, plan));
    request.set_validate_only(preview);
    const absl::Duration start = engine::RealElapsed();
    const grpc::Status status = v1::PlanService::NewStub(channel_)->IssuePlan(&context, request, &response);
    const double seconds = absl::ToDoubleSeconds(engine::RealElapsed() - start);
    if (!status.ok()) return absl::InternalError(status.error_message());
    return seconds;
  }

  absl::StatusOr<double> Reference(const std::string& plan) {
    for (const char* statement : {"TRUNCATE reference_tasks, reference_events, reference_participants", "CHECKPOINT"}) {
      if (auto run = connection_->RunText(statement); !run.ok()) return run.status();
    }
    const absl::Duration start = engine::RealElapsed();
    auto inserted = connection_->RunText(InsertReference(PlanName(kProvince, plan)));
    if (!inserted.ok()) return inserted.status();
    return absl::ToDoubleSeconds(engine::RealElapsed() - start);
  }

  absl::Status Round(const std::string& plan, bool traffic) {
    v1::IssuePlanResponse shown, issued;
    const auto preview = Call(plan, /*preview=*/true, shown);
    if (!preview.ok()) return preview.status();
    LoadResult without, during;
    std::atomic<bool> done{false};
    std::thread load;
    if (traffic) {
      const int wanted = kLoadTasks - load_->tasks_left();
      if (wanted > 0) {
        if (absl::Status made = load_->MakeTasks(wanted, 256); !made.ok()) return made;
      }
      without = load_->Run(options_.in_flight, kBaseline);
      load = std::thread([&] {
        while (!done && during.failures == 0) {
          LoadResult slice = load_->Run(options_.in_flight, kSlice);
          during.transitions += slice.transitions;
          during.failures += slice.failures;
          during.elapsed += slice.elapsed;
          during.first_failure = slice.first_failure;
          during.latencies_ms.insert(during.latencies_ms.end(), slice.latencies_ms.begin(), slice.latencies_ms.end());
        }
      });
    }
    const auto before = Spent();
    const auto issue = Call(plan, /*preview=*/false, issued);
    const auto after = Spent();
    done = true;
    if (load.joinable()) load.join();
    if (!issue.ok()) return issue.status();
    if (issued.total_tasks() != shown.total_tasks() || issued.items_size() != options_.items) {
      return absl::InternalError("what was issued is not what was shown");
    }
    const auto reference = Reference(plan);
    if (!reference.ok()) return reference.status();
    const absl::Duration reference_spent = Spent().second - after.second;
    if (without.failures + during.failures > 0) {
      return absl::InternalError(absl::StrCat("the load fails: ", without.first_failure, during.first_failure));
    }
    preview_.push_back(*preview);
    (traffic ? issue_traffic_ : issue_alone_).push_back(*issue);
    reference_.push_back(*reference);
    std::printf("%-14s %9d %9.2f %9.2f %12.2f", traffic ? "with traffic" : "alone", issued.total_tasks(), *preview,
                *issue, *reference);
    if (!traffic) {
      std::printf("   processor: server %.2f s, PostgreSQL %.2f s, reference %.2f s",
                  absl::ToDoubleSeconds(after.first - before.first),
                  absl::ToDoubleSeconds(after.second - before.second), absl::ToDoubleSeconds(reference_spent));
    }
    if (traffic) {
      std::sort(during.latencies_ms.begin(), during.latencies_ms.end());
      during_p50_.push_back(during.LatencyMs(0.5));
      during_p99_.push_back(during.LatencyMs(0.99));
      without_p50_.push_back(without.LatencyMs(0.5));
      without_p99_.push_back(without.LatencyMs(0.99));
      std::printf("   %.0f, %.1f, %.1f, %.1f; without: %.0f, %.1f, %.1f, %.1f", during.PerSecond(),
                  during.LatencyMs(0.5), during.LatencyMs(0.99), during.LatencyMs(1), without.PerSecond(),
                  without.LatencyMs(0.5), without.LatencyMs(0.99), without.LatencyMs(1));
    }
    std::printf("\n");
    std::fflush(stdout);
    return absl::OkStatus();
  }

  const Options options_;
  const testing::TemporaryDirectory directory_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  std::unique_ptr<testing::ServerProcess> server_;
  std::unique_ptr<store::Connection> connection_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<LoadGenerator> load_;
  std::vector<double> preview_, issue_alone_, issue_traffic_, reference_;
  std::vector<double> during_p50_, during_p99_, without_p50_, without_p99_;
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("Seconds until a plan for all communes is previewed and issued, with other traffic");
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 20))->capture_default_str();
  app.add_option("--items", options.items)->check(CLI::Range(1, 250))->capture_default_str();
  app.add_option("--in-flight", options.in_flight, "of the other traffic")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--phoihopd", options.phoihopd)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = phoihop::bench::Bench(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
