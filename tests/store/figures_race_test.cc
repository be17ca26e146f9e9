// Days are closed and counted while others write and other replicas count: whoever writes as of a day that is over is
// counted in it or comes behind it, and every day is counted once. What was counted is held against the journal.
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/figure_rows.h"
#include "services/worker/figures.h"
#include "services/worker/look_loop.h"
#include "tests/store/figure_race_world.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

using internal::v1::Command;
using store::Counting;
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::Figures;
using testing::Get;
using testing::kDay;
using testing::kLimit;
using testing::kOther;
using testing::kProvince;
using testing::kTasks;
using testing::kTick;
using testing::LockOf;
using testing::Look;
using testing::Recounted;
using testing::Replica;
using testing::Sent;
using testing::StartOfTests;

using FiguresRaceTest = testing::FigureRaceWorld;

constexpr char kLockFeed[] = "SELECT FROM feeds WHERE province = 'dong-nai' FOR UPDATE";
constexpr char kLockBase[] = "SELECT FROM figure_bases WHERE province = 'dong-nai' FOR UPDATE";

// Issues itself at an instant.
Command CreatePlanned(absl::string_view id, absl::Time issue) {
  Command command = Create(id);
  *command.mutable_task()->mutable_create()->mutable_task()->mutable_planned_issue_time() = ToTimestamp(issue);
  return command;
}

Command RecordUnit(absl::string_view id) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_system("loader");
  v1::Unit& unit =
      *command.mutable_reference()->mutable_record()->add_entries()->mutable_unit_recorded()->mutable_unit();
  unit.set_name(ChildName(ProvinceName(kProvince), "units", id));
  v1::UnitVersion& version = *unit.add_versions();
  version.set_valid_from("2025-07-01");
  version.set_display_name("Sở C");
  version.set_kind(v1::UNIT_KIND_DEPARTMENT);
  version.set_level(v1::UNIT_LEVEL_PROVINCE);
  return command;
}

absl::StatusOr<engine::SweepOutcome> Sweep(engine::Engine& engine) {
  return worker::Await<engine::SweepOutcome>([&](auto done) { engine.SubmitSweep(kProvince, 1000, std::move(done)); });
}

std::vector<Command> Each(const std::string& prefix, int count,
                          const std::function<Command(const std::string&)>& verb) {
  std::vector<Command> commands;
  for (int i = 0; i < count; ++i) commands.push_back(verb(absl::StrCat(prefix, i)));
  return commands;
}

// Tasks of a round of a forced race: half of the people's and of the sweep's are before the closing.
constexpr int kOfEach = 10;
constexpr int kForcedRounds = 8;

class ForcedClosingTest : public FiguresRaceTest {
 protected:
  void SetUp() override {
    FiguresRaceTest::SetUp();
    EXPECT_OK(engine().Apply(Create("plug")));
    EXPECT_OK(engine().Apply(Create("stop")));
    for (const char* id : {"plug", "stop"}) EXPECT_OK(engine().Apply(Accept(id)));
  }

  // Of a day that has just begun.
  void MakeTasksOfDay(int round) {
    clock().Set(StartOfTests() + round * kDay);
    early_ = absl::StrCat("early", round, "-"), late_ = absl::StrCat("late", round, "-");
    early_planned_ = absl::StrCat("planned-early", round, "-"),
    late_planned_ = absl::StrCat("planned-late", round, "-");
    midnight_ = Midnight() + kDay;
    for (const std::string& prefix : {early_, late_}) {
      Sent(engine(), Each(prefix, kOfEach, [](const std::string& id) { return Create(id); })).Wait();
      Sent(engine(), Each(prefix, kOfEach, [](const std::string& id) { return Accept(id); })).Wait();
    }
    const auto planned = [&](const std::string& prefix, absl::Duration before) {
      const absl::Time issue = midnight_ - before;
      Sent(engine(), Each(prefix, kOfEach, [&](const std::string& id) { return CreatePlanned(id, issue); })).Wait();
    };
    planned(early_planned_, absl::Hours(2));
    planned(late_planned_, absl::Hours(1));
    for (Replica* replica : {early_people_.get(), late_people_.get(), late_sweeper_.get()}) {
      replica->clock.Set(midnight_ - absl::Seconds(1));
    }
    early_sweeper_->clock.Set(midnight_ - absl::Minutes(90));
    clock().Set(midnight_ + worker::kClosingDelay);
  }

  static std::vector<Command> CompleteAll(const std::string& prefix) {
    return Each(prefix, kOfEach, [](const std::string& id) { return Complete(id); });
  }

  // What was written before the closing has the instant of its writer, what came after it the one behind the day.
  void ExpectOnBothSides(bool sweeps) {
    const absl::Time before = midnight_ - absl::Hours(3);
    const std::vector<absl::Time> behind = {midnight_ + kTick};
    EXPECT_EQ(Instants(early_, before), std::vector<absl::Time>{midnight_ - absl::Seconds(1)});
    EXPECT_EQ(Instants(late_, before), behind);
    EXPECT_EQ(Instants(late_planned_, before), behind);
    if (sweeps) {
      EXPECT_EQ(Instants(early_planned_, before), std::vector<absl::Time>{midnight_ - absl::Minutes(90)});
    }
    EXPECT_EQ(Stored(midnight_), Recounted(Journal(), midnight_));
  }

  std::string early_, late_, early_planned_, late_planned_;
  absl::Time midnight_;
  std::unique_ptr<Replica> early_people_ = NewReplica(StartOfTests()), late_people_ = NewReplica(StartOfTests()),
                           early_sweeper_ = NewReplica(StartOfTests()), late_sweeper_ = NewReplica(StartOfTests());
};

// They have written their rows, and wait for the feed to commit; nobody sees that yet.
TEST_F(ForcedClosingTest, WhoHasWrittenAndNotCommittedIsCounted) {
  for (int round = 0; round < kForcedRounds && !HasFailure(); ++round) {
    MakeTasksOfDay(round);
    testing::LockHolder feed(uri(), kLockFeed);
    const auto early = SendTogether(*early_people_->engine, CompleteAll(early_));
    AwaitBlocked(1);
    absl::StatusOr<engine::SweepOutcome> swept, swept_late;
    std::thread sweep([&] { swept = Sweep(*early_sweeper_->engine); });
    AwaitBlocked(2);
    std::thread closing = CloseAndCount(midnight_);
    AwaitBlocked(3);
    // They come while it waits, and so after it.
    Sent late(*late_people_->engine, CompleteAll(late_));
    AwaitBlocked(4);
    std::thread late_sweep([&] { swept_late = Sweep(*late_sweeper_->engine); });
    AwaitBlocked(5);
    feed.Release();
    early->Wait();
    late.Wait();
    for (std::thread* thread : {&sweep, &closing, &late_sweep}) thread->join();
    ASSERT_OK(swept.status());
    ASSERT_OK(swept_late.status());
    EXPECT_GE(swept->fired, kOfEach);
    EXPECT_GE(swept_late->fired, kOfEach);
    ExpectOnBothSides(/*sweeps=*/true);
    ExpectPresentAsRowsSay();
  }
  EXPECT_EQ(CountedDays().size(), static_cast<size_t>(kForcedRounds));
  CheckSound();
}

// They have read that the day is open, and decide about a task only when somebody else lets go of it.
TEST_F(ForcedClosingTest, WhoHasReadThatTheDayIsOpenIsCounted) {
  for (int round = 0; round < kForcedRounds && !HasFailure(); ++round) {
    MakeTasksOfDay(round);
    testing::LockHolder stop(uri(), LockOf("stop"));
    std::vector<Command> commands = CompleteAll(early_);
    commands.push_back(Look("stop"));
    const auto early = SendTogether(*early_people_->engine, std::move(commands));
    AwaitBlocked(1);
    std::thread closing = CloseAndCount(midnight_);
    AwaitBlocked(2);
    Sent late(*late_people_->engine, CompleteAll(late_));
    AwaitBlocked(3);
    stop.Release();
    early->Wait();
    late.Wait();
    closing.join();
    ASSERT_OK(Sweep(*late_sweeper_->engine).status());
    ExpectOnBothSides(/*sweeps=*/false);
    ExpectPresentAsRowsSay();
  }
  EXPECT_EQ(CountedDays().size(), static_cast<size_t>(kForcedRounds));
  CheckSound();
}

// Whatever way it takes into the write door: what others have left to be done, tasks of a bulk operation, reference
// data. The clock of this server is behind, and the day is over.
TEST_F(FiguresRaceTest, NothingThatAServerDoesByItselfIsWithinAClosedDay) {
  EXPECT_OK(engine().Apply(Create("whole")));
  EXPECT_OK(engine().Apply(Accept("whole")));
  Command delegate = Accept("whole");
  v1::DelegateTaskRequest& piece = *delegate.mutable_task()->mutable_delegate();
  piece.set_name(TaskName(kProvince, "whole"));
  piece.set_unit(kOther);
  piece.set_title("Cung cấp số liệu");
  piece.set_task_id("piece");
  EXPECT_OK(engine().Apply(delegate));
  Command revoke = Create("whole");  // by the issuer
  revoke.mutable_task()->mutable_revoke()->set_name(TaskName(kProvince, "whole"));
  revoke.mutable_task()->mutable_revoke()->set_reason("Không còn phù hợp");
  EXPECT_OK(engine().Apply(revoke));
  Sent(engine(), Each("b", kOfEach, [](const std::string& id) { return Create(id); })).Wait();
  Command bulk = Accept("b0");
  auto& start = *bulk.mutable_bulk()->mutable_start();
  start.set_name(ChildName(ProvinceName(kProvince), "bulkOperations", "tiep-nhan"));
  start.mutable_request()->mutable_bulk_operation()->mutable_verb()->mutable_accept();
  for (int i = 0; i < kOfEach; ++i) start.add_tasks(TaskName(kProvince, absl::StrCat("b", i)));
  EXPECT_OK(engine().Apply(bulk));
  const int64_t last = Journal().back().sequence();

  const auto behind = NewReplica(StartOfTests() + absl::Hours(1));
  const absl::Time midnight = Midnight() + kDay;
  ASSERT_OK(store::CloseFigures(database(), kProvince, midnight));
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, midnight)), Counting::kCounted);
  const auto followed = Get(worker::Await<engine::FollowUpOutcome>(
      [&](auto done) { behind->engine->SubmitFollowUps(kProvince, 100, std::move(done)); }));
  EXPECT_EQ(followed.claimed, 1);
  const auto done = Get(worker::Await<engine::BulkOutcome>([&](auto answer) {
    behind->engine->SubmitBulkItems({.province = kProvince, .bulk_operation_id = "tiep-nhan", .limit = kOfEach},
                                    std::move(answer));
  }));
  EXPECT_EQ(done.claimed, kOfEach);
  EXPECT_OK(behind->engine->Apply(RecordUnit("so-c")));
  int later = 0;
  for (const v1::Event& event : Journal()) {
    if (event.sequence() <= last) continue;
    EXPECT_EQ(FromTimestamp(event.time()), midnight + kTick) << event.type() << " of " << event.subject();
    ++later;
  }
  EXPECT_GT(later, kOfEach + 1);
  EXPECT_EQ(Stored(midnight), Recounted(Journal(), midnight));
  CheckSound();
}

// Nobody forces anything: many write while days are closed, on servers whose clocks differ by more than the delay after
// which a day is closed.
TEST_F(FiguresRaceTest, WhoeverWritesWhileDaysAreClosedIsOnOneSideOfThem) {
  constexpr int kThreads = 6, kMidnights = 8, kWrites = 40;
  MakeTasks(kTasks);
  const auto behind = NewReplica(clock().Now()), ahead = NewReplica(clock().Now());
  const std::vector<engine::Engine*> engines = {&engine(), behind->engine.get(), ahead->engine.get()};
  worker::FigureCounter counter({.database = &database(), .clock = &clock(), .rest_after_day = 0});

  absl::Mutex mutex;
  bool stop = false;
  int64_t written = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(t + 1);
      for (;;) {
        const bool ok = engines[random() % engines.size()]->Apply(Attempt(random)).ok();
        absl::MutexLock lock(&mutex);
        if (stop) return;
        if (ok) ++written;
      }
    });
  }
  const auto await_writes = [&] {
    absl::MutexLock lock(&mutex);
    const int64_t enough = written + kWrites;
    const auto come = [&] { return written >= enough; };
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&come), kLimit));
  };
  for (int day = 0; day < kMidnights && !HasFailure(); ++day) {
    const absl::Time midnight = Midnight() + kDay;
    for (const absl::Duration after : {-absl::Minutes(1), worker::kClosingDelay, absl::Hours(9)}) {
      behind->clock.Set(midnight + after - 2 * worker::kClosingDelay);
      ahead->clock.Set(midnight + after + absl::Minutes(2));
      clock().Set(midnight + after);
      EXPECT_TRUE(counter.WaitUntilIdle(kLimit));
      if (after == worker::kClosingDelay) {
        EXPECT_OK(behind->engine->Apply(Create(absl::StrCat("t", kTasks + day))));
      }
      await_writes();
    }
  }
  {
    absl::MutexLock lock(&mutex);
    stop = true;
  }
  for (std::thread& thread : threads) thread.join();
  // The counter began in the morning of the first day.
  const absl::Time first = StartOfDay(DayOf(StartOfTests()));
  ExpectEveryDayAsTheJournalSays(first);
  ExpectPresentAsRowsSay();
  // They wrote on both sides of each midnight.
  const std::vector<absl::Time> instants = Instants("t", absl::InfinitePast());
  for (absl::Time end = first + kDay; end <= Midnight(); end += kDay) {
    EXPECT_THAT(instants, ::testing::Contains(end + kTick));
    EXPECT_THAT(instants, ::testing::Contains(::testing::AllOf(::testing::Gt(end - kDay), ::testing::Le(end))));
  }
  EXPECT_OK(counter.status().last_error);
  CheckSound();
}

// -- Several replicas count.

TEST_F(FiguresRaceTest, TwoReplicasCountEachDayOnce) {
  constexpr int kRounds = 40, kWrites = 15;
  struct Server {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<worker::FigureCounter> figures;
  };
  MakeTasks(kTasks);
  std::vector<Server> servers(2);
  for (Server& server : servers) {
    server.database = store::Database::Open({.uri = uri()});
    server.engine = NewEngine();
  }
  std::mt19937 random(20261130);
  int64_t counted = 0;
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    // Both find at once that days are over, when they start or when the clock moves; now and then days are missing.
    if (round % 4 == 0) {
      for (Server& server : servers) {
        if (server.figures != nullptr) counted += server.figures->status().days;
        server.figures = nullptr;
      }
    }
    for (int i = 0; i < kWrites; ++i) servers[i % 2].engine->Apply(Attempt(random)).IgnoreError();
    clock().Set(Midnight() + (round % 5 == 0 ? 3 : 1) * kDay + absl::Hours(9));
    for (Server& server : servers) {
      if (server.figures != nullptr) continue;
      server.figures = std::make_unique<worker::FigureCounter>(
          worker::FigureOptions{.database = server.database.get(), .clock = &clock(), .rest_after_day = 0});
    }
    // One that finds the other counting has nothing to do; then the other has not.
    for (const Server& server : servers) ASSERT_TRUE(server.figures->WaitUntilIdle(kLimit));
    const auto state = Get(store::FigureStates(database())).front();
    EXPECT_EQ(state.base, Midnight());
    EXPECT_EQ(state.newest_missing, std::nullopt);
    int64_t days = counted;
    for (const Server& server : servers) days += server.figures->status().days;
    EXPECT_EQ(days, static_cast<int64_t>(CountedDays().size())) << "each of them is one replica's";
    ExpectPresentAsRowsSay();
  }
  ExpectEveryDayAsTheJournalSays(EndOfDay(DayOf(StartOfTests())));
  for (const Server& server : servers) EXPECT_OK(server.figures->status().last_error);
  CheckSound();
}

TEST_F(FiguresRaceTest, WhoComesSecondCountsNothingAgain) {
  MakeTasks(kTasks);
  const absl::Time first = Midnight() + kDay, second = first + kDay;
  clock().Set(second + worker::kClosingDelay);
  ASSERT_OK(store::CloseFigures(database(), kProvince, second));
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, first)), Counting::kCounted);
  testing::LockHolder base(uri(), kLockBase);
  Counting one = Counting::kElsewhere;
  std::thread counting([&] { one = Get(store::CountBase(database(), kProvince, second)); });
  AwaitBlocked(1);
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, second)), Counting::kElsewhere);
  EXPECT_EQ(Get(store::CountDay(database(), kProvince, first - kDay)), Counting::kElsewhere);
  EXPECT_EQ(CountedDays(), std::vector<absl::Time>{first}) << "what is being counted nobody sees";
  base.Release();
  counting.join();
  EXPECT_EQ(one, Counting::kCounted);
  const Figures figures = Stored(second);
  EXPECT_EQ(figures, Recounted(Journal(), second));
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, second)), Counting::kWasCounted);
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, first)), Counting::kWasCounted);
  EXPECT_EQ(Stored(second), figures);
  EXPECT_EQ(Get(store::FigureStates(database())).front().base, second);
  ExpectPresentAsRowsSay();
}

// It saw that a day was over, and came to count it when another replica had counted the next one.
TEST_F(FiguresRaceTest, WhoIsOvertakenDoesNotTakeTheBaseBack) {
  std::mt19937 random(1);
  MakeTasks(kTasks);
  const absl::Time first = Midnight() + kDay, second = first + kDay;
  LiveRound(random);
  clock().Set(first + absl::Hours(9));
  LiveRound(random);
  clock().Set(second + absl::Hours(9));
  LiveRound(random);
  ASSERT_OK(store::CloseFigures(database(), kProvince, second));
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, second)), Counting::kCounted);
  ASSERT_OK(store::CloseFigures(database(), kProvince, first));
  EXPECT_EQ(Get(store::CountBase(database(), kProvince, first)), Counting::kCounted);
  const auto state = Get(store::FigureStates(database())).front();
  EXPECT_EQ(state.base, second);
  EXPECT_EQ(state.closed_until, second);
  ExpectPresentAsRowsSay();
  // Nothing is left to be counted.
  worker::FigureCounter counter({.database = &database(), .clock = &clock(), .rest_after_day = 0});
  ASSERT_TRUE(counter.WaitUntilIdle(kLimit));
  EXPECT_EQ(counter.status().days, 0);
  ExpectEveryDayAsTheJournalSays(EndOfDay(DayOf(StartOfTests())));
}

}  // namespace
}  // namespace phoihop
