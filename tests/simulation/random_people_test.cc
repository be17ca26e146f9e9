// Random commands by random people against three servers on one PostgreSQL, of which one is killed now and then: after
// every second all invariants of tasks hold, what people were told is true, and at the end the journal, replayed, gives
// the rows.
//
// Environment: PHOIHOP_SIMULATION_SECONDS (60), PHOIHOP_SIMULATION_SEED (a new one each time; it is printed).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/embedded/private_cluster.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/people_ledger.h"
#include "tests/simulation/random_person.h"
#include "tests/simulation/replicas.h"
#include "tests/simulation/task_pool.h"
#include "tests/simulation/work_audit.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {
namespace {

using ::testing::IsEmpty;

constexpr int kServers = 3;
constexpr int kPeople = 16;
constexpr int64_t kSeconds = 60;
constexpr absl::Duration kBetweenLooks = absl::Seconds(1);
constexpr absl::Duration kBetweenReports = absl::Seconds(15);
// A server is killed after this, and this much longer at random.
constexpr absl::Duration kBetweenKills = absl::Seconds(3);
// What follows from the last commits is done by then.
constexpr absl::Duration kQuietLimit = absl::Minutes(1);
constexpr absl::Duration kPoll = absl::Milliseconds(50);

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  int64_t value = otherwise;
  if (text != nullptr && !absl::SimpleAtoi(text, &value)) ADD_FAILURE() << name << " is not a number: " << text;
  return value;
}

// Kills one of the servers now and then and starts it again.
class Killer {
 public:
  Killer(Replicas& servers, uint64_t seed) : servers_(servers), random_(seed) {}
  ~Killer() { Stop(); }

  void Start(PeopleLedger& ledger) {
    thread_ = std::thread([this, &ledger] { Kill(ledger); });
  }
  // All servers run afterwards.
  void Stop() {
    if (!stop_.HasBeenNotified()) stop_.Notify();
    if (thread_.joinable()) thread_.join();
  }

  int kills() const { return kills_; }

 private:
  void Kill(PeopleLedger& ledger) {
    while (!stop_.WaitForNotificationWithTimeout(kBetweenKills + absl::Milliseconds(random_() % 5000))) {
      const int victim = static_cast<int>(random_() % kServers);
      servers_.Kill(victim);
      ++kills_;
      stop_.WaitForNotificationWithTimeout(absl::Milliseconds(random_() % 1500));
      const absl::Status again = servers_.Restart(victim, ServerProcess::Stage::kServes);
      if (!again.ok()) return ledger.Fail(absl::StrCat("after kill ", kills(), ": ", again.ToString()));
    }
  }

  Replicas& servers_;
  std::mt19937_64 random_;
  std::atomic<int> kills_{0};
  absl::Notification stop_;
  std::thread thread_;
};

// Who there is: persons by unit, of those who are members of one that lives.
std::map<std::string, std::vector<std::string>> PeopleIn(const std::string& uri) {
  std::map<std::string, std::vector<std::string>> people;
  const auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
  EXPECT_TRUE(connection.ok()) << connection.status();
  if (!connection.ok()) return people;
  const auto rows = (*connection)
                        ->RunText(
                            "SELECT split_part(name, '/', 4), split_part(item->>'person', '/', 4) "
                            "FROM reference_items WHERE province = 'dong-nai' AND kind = 'memberships' ORDER BY name");
  EXPECT_TRUE(rows.ok()) << rows.status();
  for (int i = 0; rows.ok() && i < rows->rows(); ++i) {
    people[std::string(rows->Text(i, 0))].emplace_back(rows->Text(i, 1));
  }
  return people;
}

class RandomPeopleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    seconds_ = FromEnvironment("PHOIHOP_SIMULATION_SECONDS", kSeconds);
    seed_ = static_cast<uint64_t>(
        FromEnvironment("PHOIHOP_SIMULATION_SEED", static_cast<int64_t>(std::random_device()() % 1'000'000)));
    std::cout << "PHOIHOP_SIMULATION_SEED=" << seed_ << " PHOIHOP_SIMULATION_SECONDS=" << seconds_ << std::endl;
    auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory_.path(), "/db")});
    ASSERT_TRUE(cluster.ok()) << cluster.status();
    cluster_ = *std::move(cluster);
    for (const char* command : {"migrate", "load"}) {
      ASSERT_EQ(RunServerCommand(PHOIHOP_SERVER_BINARY, uri(), {command}, directory_.path()), absl::OkStatus());
    }
  }

  std::string uri() const { return cluster_->connection_uri(); }

  // Looks every second until the time is over or something is wrong.
  void Watch(Invariants& invariants, const Killer& killer) {
    const absl::Time begin = absl::Now();
    const absl::Time end = begin + absl::Seconds(seconds_);
    absl::Time report = begin + kBetweenReports;
    const absl::Notification never;
    for (absl::Time next = begin + kBetweenLooks; absl::Now() < end; next += kBetweenLooks) {
      never.WaitForNotificationWithTimeout(next - absl::Now());
      const absl::Time look = absl::Now();
      invariants.Look(ledger_.TakeNew());
      longest_look_ = std::max(longest_look_, absl::Now() - look);
      ++looks_;
      if (ledger_.failed() || !invariants.faults().empty()) return;
      if (look < report) continue;
      report += kBetweenReports;
      Report(invariants, killer, absl::Now() - begin);
    }
  }

  void Report(const Invariants& invariants, const Killer& killer, absl::Duration passed) {
    std::cout << absl::FormatDuration(absl::Trunc(passed, absl::Seconds(1))) << ": " << looks_ << " looks (longest "
              << absl::ToInt64Milliseconds(longest_look_) << " ms), " << killer.kills() << " kills, "
              << ledger_.acknowledged() << " acknowledged, " << ledger_.refused() << " refused, " << invariants.events()
              << " events of " << invariants.tasks() << " tasks" << std::endl;
  }

  void ExpectReplayEqualsRows() {
    const auto database = store::Database::Open({.uri = uri()});
    JournalAudit audit;
    audit.Read(*database);
    EXPECT_THAT(audit.faults(), IsEmpty());
    EXPECT_THAT(audit.DifferencesFrom(ReadWorkRows(uri())), IsEmpty());
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  int64_t seconds_ = 0;
  uint64_t seed_ = 0;
  TaskPool pool_;
  PeopleLedger ledger_;
  int64_t looks_ = 0;
  absl::Duration longest_look_;
};

TEST_F(RandomPeopleTest, WhateverTheyDoTheInvariantsHold) {
  ASSERT_NE(cluster_, nullptr);
  Replicas servers({.binary = PHOIHOP_SERVER_BINARY, .database_url = uri(), .log_directory = directory_.path()},
                   kServers);
  ASSERT_EQ(servers.Start(), absl::OkStatus());
  Invariants invariants(uri());
  const auto people = PeopleIn(uri());
  ASSERT_GE(people.size(), 10u);

  std::vector<std::unique_ptr<RandomPerson>> persons;
  for (int i = 0; i < kPeople; ++i) {
    persons.push_back(std::make_unique<RandomPerson>(
        RandomPerson::Options{.targets = servers.targets(), .seed = seed_, .number = i, .people = people}, pool_,
        ledger_));
  }
  Killer killer(servers, seed_);
  killer.Start(ledger_);
  Watch(invariants, killer);
  for (auto& person : persons) person->Stop();
  killer.Stop();
  Report(invariants, killer, absl::Seconds(seconds_));
  std::cout << ledger_.Summary();
  ASSERT_EQ(ledger_.failure(), "");
  ASSERT_THAT(invariants.faults(), IsEmpty());

  // What follows from the last commits.
  const absl::Time limit = absl::Now() + kQuietLimit;
  const absl::Notification never;
  while (invariants.SomethingFollows() && absl::Now() < limit) never.WaitForNotificationWithTimeout(kPoll);
  EXPECT_FALSE(invariants.SomethingFollows());
  invariants.LookAtEverything(ledger_.TakeNew());
  EXPECT_THAT(invariants.faults(), IsEmpty());
  ExpectReplayEqualsRows();
  EXPECT_GT(ledger_.acknowledged(), seconds_);
  EXPECT_EQ(servers.Stop(), absl::OkStatus());
}

}  // namespace
}  // namespace phoihop::testing
