// Seconds until a plan is previewed and issued whose every item is given to all communes and wards, over real gRPC and
// PostgreSQL, beside the same rows inserted by PostgreSQL alone, and what others notice of it who go on working.
//
//   issue_bench [--rounds 3] [--items 200] [--in-flight 16] [--phoihopd path]
//
// 200 items for 95 communes and wards make 19,000 parts and 200 wholes. Everything runs on this machine and shares its
// cores: load generator, server, PostgreSQL (durable).
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "services/engine/engine.h"
#include "services/store/connection.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/other_traffic.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";

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

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    std::printf("%-14s %9s %9s %9s %12s   %s\n", "", "tasks", "preview s", "issue s", "reference s", kOtherTrafficHead);
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
    std::printf("%s\n", traffic_->Summary().c_str());
    return server_->Stop();
  }

 private:
  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    const std::string& uri = server_->database_url();
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
    if (absl::Status serves = server_->Serve(); !serves.ok()) return serves;
    channel_ = grpc::CreateChannel(server_->target(), grpc::InsecureChannelCredentials());
    traffic_ = std::make_unique<OtherTraffic>(server_->target(), options_.in_flight);
    return absl::OkStatus();
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
    absl::StatusOr<double> issue;
    std::pair<absl::Duration, absl::Duration> before, after;
    const auto work = [&] {
      before = server_->Spent();
      issue = Call(plan, /*preview=*/false, issued);
      after = server_->Spent();
      return issue.status();
    };
    if (absl::Status worked = traffic ? traffic_->During(work) : work(); !worked.ok()) return worked;
    if (issued.total_tasks() != shown.total_tasks() || issued.items_size() != options_.items) {
      return absl::InternalError("what was issued is not what was shown");
    }
    const auto reference = Reference(plan);
    if (!reference.ok()) return reference.status();
    const absl::Duration reference_spent = server_->Spent().second - after.second;
    preview_.push_back(*preview);
    (traffic ? issue_traffic_ : issue_alone_).push_back(*issue);
    reference_.push_back(*reference);
    std::printf("%-14s %9d %9.2f %9.2f %12.2f   ", traffic ? "with traffic" : "alone", issued.total_tasks(), *preview,
                *issue, *reference);
    if (traffic) {
      std::printf("%s\n", traffic_->Line().c_str());
    } else {
      std::printf("processor: server %.2f s, PostgreSQL %.2f s, reference %.2f s\n",
                  absl::ToDoubleSeconds(after.first - before.first),
                  absl::ToDoubleSeconds(after.second - before.second), absl::ToDoubleSeconds(reference_spent));
    }
    std::fflush(stdout);
    return absl::OkStatus();
  }

  const Options options_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<store::Connection> connection_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<OtherTraffic> traffic_;
  std::vector<double> preview_, issue_alone_, issue_traffic_, reference_;
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
