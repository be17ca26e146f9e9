// Reorganisations while sixteen clients go on working on the very tasks that move: nothing reaches a closed unit after
// the switch, nothing that was acknowledged is lost, and whoever addresses a closed unit is told its successor. Then
// the same with a server that is killed again and again: every operation comes to its end, and nothing happens twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "services/embedded/private_cluster.h"
#include "tests/simulation/open_work.h"
#include "tests/simulation/province_before.h"
#include "tests/simulation/registrar.h"
#include "tests/simulation/simulated_province.h"
#include "tests/simulation/submit_work.h"
#include "tests/simulation/traffic.h"
#include "tests/simulation/work_audit.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using Reorganisation = v1::Reorganisation;

constexpr int kClients = 16;
constexpr int kTasks = 4000;
constexpr char kReader[] = "ubnd/giam-sat";
// Acknowledged changes between two reorganisations: enough that clients are in the middle of everything.
constexpr int kChangesBetween = 40;
constexpr int kKills = 12;

// What is reorganised under traffic: the People's Committee (before anybody works), then two neighbouring districts
// with their communes and divisions, Xuân Tâm, and a department that is divided by function.
struct Schedule {
  Reorganisation first;
  std::vector<Reorganisation> rest;
  std::vector<std::string> units;  // that end
};

Schedule MakeSchedule(const ProvinceBefore& province) {
  const std::set<std::string> split = {"kt-huyen-741",
                                       "kt-huyen-739",
                                       "kt-phong-vhtt-huyen-741",
                                       "kt-phong-vhtt-huyen-739",
                                       absl::StrCat("sx-2025-", kXuanTam),
                                       "ch-2025-so-thong-tin-va-truyen-thong-dong-nai-cu"};
  std::set<std::string> receivers;
  for (const Reorganisation& draft : province.in_2025) {
    if (!split.contains(std::string(LastSegment(draft.name())))) continue;
    for (const v1::SuccessionEdge& edge : draft.edges()) receivers.insert(edge.to_unit());
  }
  Schedule schedule;
  for (const Reorganisation& draft : province.in_2025) {
    const std::string id(LastSegment(draft.name()));
    const bool makes_receiver = !draft.units().empty() && receivers.contains(draft.units(0).name());
    if (id == absl::StrCat("hn-2025-", kCommittee)) schedule.first = draft;
    if (!split.contains(id) && !makes_receiver) continue;
    schedule.rest.push_back(draft);
    if (draft.type() == v1::REORGANISATION_TYPE_REPARENT) continue;
    for (const v1::SuccessionEdge& edge : draft.edges()) schedule.units.push_back(edge.from_unit());
  }
  std::sort(schedule.units.begin(), schedule.units.end());
  schedule.units.erase(std::unique(schedule.units.begin(), schedule.units.end()), schedule.units.end());
  return schedule;
}

// The same changes on another day.
void MoveTo(const std::string& date, Reorganisation& draft) {
  const std::string from = draft.effective_date();
  draft.set_effective_date(date);
  for (v1::Unit& unit : *draft.mutable_units()) {
    for (auto& part : *unit.mutable_versions()) part.set_valid_from(date);
    for (auto& part : *unit.mutable_identifiers()) part.set_valid_from(date);
    for (auto& part : *unit.mutable_relations()) part.set_valid_from(date);
  }
}

std::string Choose(const v1::RehomingItem& item) {
  for (const v1::RehomingItem::Change& change : item.changes()) {
    if (!change.candidates().empty()) return change.candidates(0);
  }
  return "";
}

class Scene {
 public:
  Scene() : province(*MakeProvinceBefore()), schedule(MakeSchedule(province)) {
    OpenWorkOptions options;
    options.tasks = kTasks;
    options.plans = 1;
    work = MakeOpenWork(province, options);
  }

  // Clients work on what the units have that end, and on some of the rest.
  void StartClients(const std::string& target) {
    const std::set<std::string> ending(schedule.units.begin(), schedule.units.end());
    std::vector<std::string> tasks;
    for (size_t i = 0; i < work.tasks.size(); ++i) {
      if (i % 16 == 0 || ending.contains(work.tasks[i].lead)) tasks.push_back(work.tasks[i].name);
    }
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<TrafficClient>(
          TrafficClient::Options{
              .target = target, .number = i, .tasks = tasks, .units = schedule.units, .reader = kReader},
          log));
    }
  }

  void StopClients() { clients.clear(); }

  // One after the other, executed among the traffic. While one is prepared the clients hold their breath: what is
  // approved must be what was seen, and sixteen of them at full speed change what is seen hundreds of times a second.
  void ReorganiseAll(Registrar& registrar) {
    for (const Reorganisation& draft : schedule.rest) {
      log.AwaitAcknowledged(log.acknowledged() + kChangesBetween);
      if (log.failed()) return;
      log.Hold();
      const absl::Status prepared = registrar.Prepare(draft);
      log.Release();
      if (!prepared.ok()) return log.Fail(absl::StrCat(draft.name(), ": ", prepared.ToString()));
      const auto operation = registrar.Execute(draft);
      if (!operation.ok()) return log.Fail(absl::StrCat(draft.name(), ": ", operation.status().ToString()));
      const auto enacted = registrar.AwaitEnd(*operation);
      if (!enacted.ok()) return log.Fail(absl::StrCat(draft.name(), ": ", enacted.status().ToString()));
      ends[draft.name()] = enacted->state();
    }
  }

  // When nobody works any more: what waits is answered, then everything is proven.
  void AnswerAll(Registrar& registrar) {
    for (const auto& [name, state] : ends) {
      const auto answered = registrar.Answer(name, Choose);
      ASSERT_TRUE(answered.ok()) << name << ": " << answered.status();
    }
    for (const auto& [name, state] : ends) {
      auto latest = registrar.Get(name);
      // A task of this one may have waited for an answer that another one asked for.
      if (latest.ok() && latest->state() == Reorganisation::STATE_HELD) latest = registrar.Resume(name);
      ASSERT_TRUE(latest.ok()) << name << ": " << latest.status();
      EXPECT_EQ(latest->state(), Reorganisation::STATE_VERIFIED)
          << name << ": " << latest->verification().DebugString();
      const auto waiting = registrar.Items(name, "state = WAITING");
      ASSERT_TRUE(waiting.ok()) << waiting.status();
      for (const v1::RehomingItem& item : *waiting) ADD_FAILURE() << "still waits: " << item.DebugString();
    }
  }

  void ExpectSound(const std::string& uri, store::Database& database, absl::CivilDay today) {
    const WorkRows rows = ReadWorkRows(uri);
    JournalAudit audit;
    audit.Read(database);
    EXPECT_THAT(audit.faults(), IsEmpty());
    EXPECT_THAT(audit.given_to_closed(), IsEmpty());
    EXPECT_THAT(audit.DifferencesFrom(rows), IsEmpty());
    EXPECT_THAT(OpenTasksWithoutOneLivingLead(rows, today), IsEmpty());
    EXPECT_THAT(OpenRolesOfClosedUnits(rows, today), IsEmpty());
    for (const auto& [name, step] : audit.steps()) {
      for (const auto& [item, outcome] : step.outcomes) {
        EXPECT_LE(outcome.final_records, 1) << item << " in " << name;
      }
    }
    for (const std::string& request_id : log.request_ids()) {
      EXPECT_TRUE(audit.Knows(request_id)) << "acknowledged but not in the journal: " << request_id;
    }
    ExpectSuccessorsTold();
    Print(audit, rows);
  }

  const ProvinceBefore province;
  Schedule schedule;
  OpenWork work;
  TrafficLog log;
  std::map<std::string, Reorganisation::State> ends;
  std::vector<std::unique_ptr<TrafficClient>> clients;

 private:
  // Those that the drafts name.
  void ExpectSuccessorsTold() {
    std::map<std::string, std::set<std::string>> successors;
    for (const Reorganisation& draft : schedule.rest) {
      for (const v1::SuccessionEdge& edge : draft.edges()) successors[edge.from_unit()].insert(edge.to_unit());
    }
    for (const v1::SuccessionEdge& edge : schedule.first.edges()) successors[edge.from_unit()].insert(edge.to_unit());
    EXPECT_THAT(log.closed(), Not(IsEmpty()));
    for (const auto& [unit, told] : log.closed()) EXPECT_EQ(told, successors[unit]) << unit;
  }

  void Print(const JournalAudit& audit, const WorkRows& rows) {
    std::cout << ends.size() << " reorganisations, " << log.acknowledged() << " acknowledged changes of " << kClients
              << " clients, " << rows.items.size() << " outcomes, " << audit.events() << " events\n"
              << log.closed().size() << " of " << schedule.units.size()
              << " closed units were addressed, their successors told; refusals:";
    for (const auto& [reason, count] : log.refusals()) std::cout << "  " << reason << " " << count;
    std::cout << "\n";
  }
};

TEST(RehomingTrafficTest, NothingReachesAClosedUnitAndNothingIsLost) {
  Scene scene;
  SimulatedProvince world(StartOfDay(absl::CivilDay(2025, 6, 30)) + absl::Hours(8));
  const auto recorded = world.engine().Apply(RecordCommand(scene.province.record));
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  const absl::Status submitted = Submit(world.engine(), scene.work);
  ASSERT_TRUE(submitted.ok()) << submitted;
  world.clock().Set(StartOfDay(absl::CivilDay(2025, 7, 1)) + absl::Hours(8));
  Registrar registrar(world.target(), kFormerCommittee);
  const auto committee = registrar.Enact(scene.schedule.first);
  ASSERT_TRUE(committee.ok()) << committee.status();
  ASSERT_EQ(committee->state(), Reorganisation::STATE_VERIFIED) << committee->verification().DebugString();

  scene.StartClients(world.target());
  scene.ReorganiseAll(registrar);
  scene.log.AwaitAcknowledged(scene.log.acknowledged() + kChangesBetween);
  scene.StopClients();
  ASSERT_EQ(scene.log.failure(), "");
  scene.AnswerAll(registrar);
  scene.ExpectSound(world.uri(), world.database(), DayOf(world.clock().Now()));
}

// The servers of the second part work with the machine's clock: everything happens today.
class KilledServer {
 public:
  absl::Status Prepare(Scene& scene) {
    auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory_.path(), "/db")});
    if (!cluster.ok()) return cluster.status();
    cluster_ = *std::move(cluster);
    if (const absl::Status migrated = store::Migrate(uri()); !migrated.ok()) return migrated;
    const std::string today = FormatDate(DayOf(absl::Now()));
    MoveTo(today, scene.schedule.first);
    for (Reorganisation& draft : scene.schedule.rest) MoveTo(today, draft);
    for (OpenWork::Task& task : scene.work.tasks) {
      task.commands[0].mutable_task()->mutable_create()->mutable_task()->clear_requested_due_date();
    }
    engine::Engine engine({.uri = uri()});
    const auto recorded = engine.Apply(RecordCommand(scene.province.record));
    if (!recorded.ok()) return recorded.status();
    if (const absl::Status submitted = Submit(engine, scene.work); !submitted.ok()) return submitted;
    return Start();
  }

  absl::Status Start() {
    auto server = ServerProcess::Start({.binary = PHOIHOP_SERVER_BINARY,
                                        .database_url = uri(),
                                        .log_directory = directory_.path(),
                                        .grpc_port = grpc_port_});
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    grpc_port_ = server_->grpc_port();
    return absl::OkStatus();
  }
  absl::Status KillAndStart() {
    server_->Kill();
    return Start();
  }

  std::string uri() const { return cluster_->connection_uri(); }
  ServerProcess& server() { return *server_; }

 private:
  const TemporaryDirectory directory_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  std::unique_ptr<ServerProcess> server_;
  int grpc_port_ = 0;
};

TEST(RehomingTrafficTest, EveryOperationComesToItsEndWhenTheServerIsKilledAgainAndAgain) {
  Scene scene;
  KilledServer place;
  const absl::Status prepared = place.Prepare(scene);
  ASSERT_TRUE(prepared.ok()) << prepared;
  const std::string target = place.server().target();
  Registrar registrar(target, kFormerCommittee);
  const auto committee = registrar.Enact(scene.schedule.first);
  ASSERT_TRUE(committee.ok()) << committee.status();

  scene.StartClients(target);
  std::atomic<bool> reorganised{false};
  std::thread reorganiser([&] {
    scene.ReorganiseAll(registrar);
    reorganised = true;
  });
  // Killed after a random number of changes: in the middle of a switch, of a batch, of a verification.
  std::mt19937_64 random(7);
  int kills = 0;
  while (!scene.log.failed() && (kills < kKills || !reorganised)) {
    scene.log.AwaitAcknowledged(scene.log.acknowledged() + 5 + static_cast<int64_t>(random() % 90));
    const absl::Status started = place.KillAndStart();
    ++kills;
    if (!started.ok()) scene.log.Fail(absl::StrCat("after kill ", kills, ": ", started.ToString()));
  }
  reorganiser.join();
  scene.StopClients();
  ASSERT_EQ(scene.log.failure(), "");
  scene.AnswerAll(registrar);
  const auto database = store::Database::Open({.uri = place.uri()});
  scene.ExpectSound(place.uri(), *database, DayOf(absl::Now()));
  std::cout << kills << " kills\n";
  const absl::Status stopped = place.server().Stop();
  EXPECT_TRUE(stopped.ok()) << stopped;
}

}  // namespace
}  // namespace phoihop::testing
