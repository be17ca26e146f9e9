// Seconds until the open tasks of merged units are moved, and what others notice of it who go on working.
//
//   rehoming_bench [--rounds 3] [--tasks 20000] [--in-flight 16] [--phoihopd path]
//
// Every round merges twenty units with that many tasks, alone and with traffic on units that are not concerned, and one
// unit that has all of the tasks, with traffic. Everything runs on this machine and shares its cores: load generator,
// server, PostgreSQL (durable).
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/other_traffic.h"
#include "tests/simulation/open_work.h"
#include "tests/simulation/registrar.h"
#include "tests/simulation/submit_work.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr int kUnits = 20;

struct Options {
  int rounds = 3;
  int tasks = 20'000;
  int in_flight = 16;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Units that are merged together, their tasks, and how they are merged.
struct Set {
  std::string id;
  int units = kUnits;
  bool traffic = false;
};

std::string UnitOf(const Set& set, int index) { return UnitName(kProvince, absl::StrCat("cu-", set.id, "-", index)); }

v1::Unit NewUnit(const std::string& name, const std::string& from) {
  v1::Unit unit;
  unit.set_name(name);
  v1::UnitVersion& version = *unit.add_versions();
  version.set_valid_from(from);
  version.set_display_name(absl::StrCat("Xã ", LastSegment(name)));
  version.set_kind(v1::UNIT_KIND_COMMUNE);
  version.set_level(v1::UNIT_LEVEL_COMMUNE);
  v1::UnitRelation& parent = *unit.add_relations();
  parent.set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  parent.set_to_unit(UnitName(kProvince, "ubnd"));
  parent.set_valid_from(from);
  return unit;
}

internal::v1::Command RecordUnits(const std::vector<Set>& sets) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_system("loader");
  auto* record = command.mutable_reference()->mutable_record();
  for (const Set& set : sets) {
    for (int i = 0; i < set.units; ++i) {
      *record->add_entries()->mutable_unit_recorded()->mutable_unit() = NewUnit(UnitOf(set, i), "2026-01-01");
    }
  }
  return command;
}

// Half of them accepted; all with a deadline and a coordinator.
void AddTasks(const Set& set, int count, testing::OpenWork& work) {
  const std::string due = FormatDate(DayOf(absl::Now()) + 30);
  for (int i = 0; i < count; ++i) {
    testing::OpenWork::Task& task = work.tasks.emplace_back();
    task.name = TaskName(kProvince, absl::StrCat("do-", set.id, "-", i));
    task.lead = UnitOf(set, i % set.units);
    internal::v1::Command& create = task.commands.emplace_back();
    create.set_province(kProvince);
    create.mutable_actor()->set_unit(UnitName(kProvince, "ubnd"));
    auto* request = create.mutable_task()->mutable_create();
    request->set_parent(ProvinceName(kProvince));
    request->set_task_id(std::string(LastSegment(task.name)));
    request->set_issue(true);
    request->mutable_task()->set_title("Rà soát, thống kê hồ sơ, tài liệu trước khi sắp xếp");
    request->mutable_task()->set_lead_unit(task.lead);
    request->mutable_task()->add_coordinator_units(UnitName(kProvince, "so-noi-vu"));
    request->mutable_task()->set_requested_due_date(due);
    request->mutable_task()->set_approval_required(true);
    request->mutable_task()->mutable_basis()->set_instrument_number("183/KH-UBND");
    if (i % 2 == 0) continue;
    internal::v1::Command& accept = task.commands.emplace_back();
    accept.set_province(kProvince);
    accept.mutable_actor()->set_unit(task.lead);
    accept.mutable_task()->mutable_accept()->set_name(task.name);
  }
}

v1::Reorganisation MergeOf(const Set& set) {
  v1::Reorganisation merge;
  const std::string today = FormatDate(DayOf(absl::Now()));
  const std::string receiver = UnitName(kProvince, absl::StrCat("moi-", set.id));
  merge.set_name(absl::StrCat("provinces/", kProvince, "/reorganisations/sx-", set.id));
  merge.set_type(v1::REORGANISATION_TYPE_MERGE);
  merge.set_display_name(absl::StrCat("Sắp xếp ", set.id));
  merge.set_effective_date(today);
  merge.mutable_basis()->set_text("NQ 1662/NQ-UBTVQH15");
  for (int i = 0; i < set.units; ++i) {
    v1::SuccessionEdge& edge = *merge.add_edges();
    edge.set_from_unit(UnitOf(set, i));
    edge.set_to_unit(receiver);
  }
  *merge.add_units() = NewUnit(receiver, today);
  return merge;
}

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {
    for (int round = 0; round < options_.rounds; ++round) {
      sets_.push_back({.id = absl::StrCat(round, "a"), .units = kUnits, .traffic = false});
      sets_.push_back({.id = absl::StrCat(round, "b"), .units = kUnits, .traffic = true});
      sets_.push_back({.id = absl::StrCat(round, "c"), .units = 1, .traffic = true});
    }
  }

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    std::printf("%-36s %9s %9s %9s %9s   %s\n", "", "preview s", "approve s", "execute s", "tasks/s",
                kOtherTrafficHead);
    for (const Set& set : sets_) {
      const absl::Status status = set.traffic ? WithTraffic(set) : Alone(set);
      if (!status.ok()) return status;
    }
    std::printf("median of %d rounds, %d tasks:\n", options_.rounds, options_.tasks);
    for (const auto& [what, seconds] : seconds_) std::printf("  %-34s %6.2f s\n", what.c_str(), Median(seconds));
    std::printf("  %s\n", traffic_->Summary().c_str());
    return server_->Stop();
  }

 private:
  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    {
      engine::Engine engine({.uri = server_->database_url()});
      if (const auto recorded = engine.Apply(RecordUnits(sets_)); !recorded.ok()) return recorded.status();
      testing::OpenWork work;
      for (const Set& set : sets_) AddTasks(set, options_.tasks, work);
      if (const absl::Status submitted = Submit(engine, work); !submitted.ok()) return submitted;
    }
    if (absl::Status serves = server_->Serve(); !serves.ok()) return serves;
    registrar_ = std::make_unique<testing::Registrar>(server_->target(), "ubnd");
    traffic_ = std::make_unique<OtherTraffic>(server_->target(), options_.in_flight);
    return absl::OkStatus();
  }

  // Seconds of preview, approval and execution.
  struct Times {
    double preview = 0, approve = 0, execute = 0;
  };
  absl::StatusOr<Times> Merge(const Set& set) {
    const auto spent_before = registrar_->spent();
    const auto end = registrar_->Enact(MergeOf(set));
    if (!end.ok()) return end.status();
    if (end->state() != v1::Reorganisation::STATE_VERIFIED) {
      return absl::InternalError(absl::StrCat("not verified: ", end->verification().ShortDebugString()));
    }
    const auto seconds = [&](const std::string& what) {
      const auto before = spent_before.find(what);
      const absl::Duration spent =
          registrar_->spent().at(what) - (before == spent_before.end() ? absl::ZeroDuration() : before->second);
      return absl::ToDoubleSeconds(spent);
    };
    return Times{.preview = seconds("2 preview"),
                 .approve = seconds("3 approve"),
                 .execute = seconds("4 execute") + seconds("5 until its end")};
  }

  void Print(const Set& set, const Times& times) {
    const std::string what =
        absl::StrCat(set.units, set.units == 1 ? " unit" : " units", set.traffic ? ", with traffic" : ", alone");
    seconds_[what].push_back(times.execute);
    std::printf("%-36s %9.2f %9.2f %9.2f %9.0f", what.c_str(), times.preview, times.approve, times.execute,
                options_.tasks / times.execute);
  }

  absl::Status Alone(const Set& set) {
    const auto times = Merge(set);
    if (!times.ok()) return times.status();
    Print(set, *times);
    std::printf("\n");
    std::fflush(stdout);
    return absl::OkStatus();
  }

  absl::Status WithTraffic(const Set& set) {
    absl::StatusOr<Times> times;
    const absl::Status merged = traffic_->During([&] {
      times = Merge(set);
      return times.status();
    });
    if (!merged.ok()) return merged;
    Print(set, *times);
    std::printf("   %s\n", traffic_->Line().c_str());
    std::fflush(stdout);
    return absl::OkStatus();
  }

  const Options options_;
  std::vector<Set> sets_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<testing::Registrar> registrar_;
  std::unique_ptr<OtherTraffic> traffic_;
  std::map<std::string, std::vector<double>> seconds_;
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("Seconds until the open tasks of merged units are moved, with other traffic");
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 20))->capture_default_str();
  app.add_option("--tasks", options.tasks)->check(CLI::Range(20, 1'000'000))->capture_default_str();
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
