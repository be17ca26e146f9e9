// The deadline sweep with a clock that is moved by hand.
#include "services/worker/sweep.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/task_reader.h"
#include "tests/store/lock_holder.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::CreateDue;
using testing::Get;
using testing::In;
using testing::kProvince;

constexpr absl::Duration kLimit = absl::Seconds(60);

class SweepTest : public testing::World {
 protected:
  std::unique_ptr<worker::DeadlineSweep> NewSweep(engine::Engine& of, int batch = worker::kSweepBatch) {
    return std::make_unique<worker::DeadlineSweep>(
        worker::SweepOptions{.engine = &of, .database = &database(), .batch = batch});
  }
  // Rungs that fired, by task.
  std::map<std::string, std::vector<int>> Rungs() {
    std::map<std::string, std::vector<int>> rungs;
    for (const v1::Event& event : Journal()) {
      if (!event.has_task_escalated()) continue;
      const v1::Escalation& escalation = event.task_escalated().escalation();
      rungs[absl::StrCat(event.subject(), " ", escalation.clock_id())].push_back(escalation.rung_index());
    }
    return rungs;
  }
};

TEST_F(SweepTest, RungsFireWhenTheClockIsMovedAndNotBefore) {
  EXPECT_OK(engine().Apply(CreateDue("t1", "2026-08-14")));
  EXPECT_OK(engine().Apply(Accept("t1")));
  const auto sweep = NewSweep(engine());
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_TRUE(Rungs().empty());
  // Thursday the 13th, 07:30: the rung of -1 working day.
  clock().Set(absl::FromCivil(absl::CivilMinute(2026, 8, 13, 7, 29), VietnamTimeZone()));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_TRUE(Rungs().empty());
  clock().Advance(absl::Minutes(1));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_THAT(Rungs(), ::testing::ElementsAre(
                           ::testing::Pair("provinces/dong-nai/tasks/t1 complete", ::testing::ElementsAre(0))));
  // Down for a week: the others fire in order, once.
  clock().Advance(absl::Hours(24 * 7));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_THAT(Rungs(), ::testing::ElementsAre(
                           ::testing::Pair("provinces/dong-nai/tasks/t1 complete", ::testing::ElementsAre(0, 1, 2))));
  EXPECT_EQ(sweep->status().fired, 2);
  EXPECT_EQ(sweep->status().lag, absl::ZeroDuration());
  CheckSound();
}

TEST_F(SweepTest, ATaskOfALaterDayIsIssuedOnIt) {
  internal::v1::Command command = Create("t1");
  *command.mutable_task()->mutable_create()->mutable_task()->mutable_planned_issue_time() =
      ToTimestamp(clock().Now() + absl::Hours(48));
  EXPECT_OK(engine().Apply(command));
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t1")).state(), v1::TASK_STATE_PLANNED);
  const auto sweep = NewSweep(engine());
  clock().Advance(absl::Hours(48));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t1")).state(), v1::TASK_STATE_ISSUED);
  CheckSound();
}

TEST_F(SweepTest, ThreeReplicasFireEveryRungOnce) {
  constexpr int kTasks = 120;
  for (int i = 0; i < kTasks; ++i) {
    EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("t", i), "2026-08-14")));
    EXPECT_OK(engine().Apply(Accept(absl::StrCat("t", i))));
  }
  const auto second = NewEngine(), third = NewEngine();
  const auto sweep1 = NewSweep(engine(), 7), sweep2 = NewSweep(*second, 7), sweep3 = NewSweep(*third, 7);
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
  for (const auto* sweep : {&sweep1, &sweep2, &sweep3}) ASSERT_OK((*sweep)->WaitUntilIdle(kLimit));
  const auto rungs = Rungs();
  EXPECT_EQ(rungs.size(), static_cast<size_t>(kTasks));
  for (const auto& [clock_name, fired] : rungs) EXPECT_THAT(fired, ::testing::ElementsAre(0, 1, 2)) << clock_name;
  EXPECT_EQ(sweep1->status().fired + sweep2->status().fired + sweep3->status().fired, kTasks);
  CheckSound();
}

TEST_F(SweepTest, OneBadTaskIsSetAsideAndTheOthersGoOn) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("t", i), "2026-08-14")));
    EXPECT_OK(engine().Apply(Accept(absl::StrCat("t", i))));
  }
  StopEngine();
  // One that this program cannot read, and one whose effects the database refuses.
  Sql("UPDATE tasks SET task = task || '{\"from_the_future\": 1}' WHERE task_id = 't1'");
  Sql("ALTER TABLE tasks ADD CONSTRAINT poison CHECK (task_id <> 't3' OR version < 4)");
  const auto fresh = NewEngine();
  const auto sweep = NewSweep(*fresh);
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(Rungs().size(), 3u);
  EXPECT_EQ(sweep->status().quarantined, 2);
  const auto aside = Get(store::ListQuarantine(database(), kProvince));
  ASSERT_EQ(aside.size(), 2u);
  std::set<std::string> names;
  for (const auto& task : aside) {
    names.insert(task.task);
    EXPECT_FALSE(task.reason.empty());
    EXPECT_EQ(task.since, clock().Now());
  }
  EXPECT_THAT(names, ::testing::ElementsAre("provinces/dong-nai/tasks/t1", "provinces/dong-nai/tasks/t3"));
}

// -- Release of what was set aside.

class ReleaseTest : public SweepTest {
 protected:
  // Tasks t0, t1 … are set aside, because the database refuses what their clocks do; then it is mended.
  void SetAside(int count) {
    for (int i = 0; i < count; ++i) EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("t", i), "2026-08-14")));
    Sql("ALTER TABLE tasks ADD CONSTRAINT poison CHECK (NOT (task ? 'escalations'))");
    clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
    const auto sweep = NewSweep(engine());
    ASSERT_OK(sweep->WaitUntilIdle(kLimit));
    ASSERT_EQ(sweep->status().quarantined, count);
    Sql("ALTER TABLE tasks DROP CONSTRAINT poison");
  }
  static internal::v1::Command Release(absl::string_view id, absl::string_view request_id, absl::string_view reason) {
    internal::v1::Command command;
    command.set_province(kProvince);
    command.mutable_actor()->set_unit(testing::kIssuer);
    command.mutable_task()->mutable_release_set_aside()->set_name(TaskName(kProvince, id));
    command.mutable_task()->mutable_release_set_aside()->set_reason(std::string(reason));
    command.set_request_digest(std::string(reason));
    return testing::WithRequestId(request_id, command);
  }
  int Releases() { return std::stoi(Sql("SELECT count(*) FROM events WHERE type = 'task.set_aside_released'")[0][0]); }
  int Aside() { return std::stoi(Sql("SELECT count(*) FROM quarantine")[0][0]); }
};

TEST_F(ReleaseTest, IsAnEventAndTheTaskIsDueAgain) {
  SetAside(2);
  const std::string since = Sql("SELECT since FROM quarantine WHERE task_id = 't0'")[0][0];
  EXPECT_OK(engine().Apply(Release("t0", "r-1", "Đã sửa")));
  EXPECT_EQ(Aside(), 1);
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE task_id = 't0' AND wake_time <= '2026-08-20'")[0][0], "1");
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM events WHERE (event->'task_set_aside_released'->>'set_aside_time')"
                             "::timestamptz = '",
                             since, "'"))[0][0],
            "1");
  // The same again is the same; another one with its id is none, and there is nothing more to release.
  const auto again = Get(engine().Apply(Release("t0", "r-1", "Đã sửa")));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(ReasonOf(engine().Apply(Release("t0", "r-1", "Khác")).status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(ReasonOf(engine().Apply(Release("t0", "r-2", "Đã sửa")).status()), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(engine().Apply(Release("t9", "r-3", "Đã sửa")).status()), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(Releases(), 1);
  const auto sweep = NewSweep(engine());
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(sweep->status().fired, 1);
  EXPECT_GT(Get(store::GetTask(database(), kProvince, "t0")).escalations_size(), 0);
  EXPECT_EQ(Aside(), 1);
  CheckSound();
}

TEST_F(ReleaseTest, IsForWhoKeepsTheProvinceRunning) {
  SetAside(1);
  internal::v1::Command command = Release("t0", "r-1", "Đã sửa");
  command.mutable_actor()->set_unit(testing::kLead);
  EXPECT_EQ(ReasonOf(engine().Apply(command).status()), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(engine().Apply(Release("t0", "r-1", "")).status()), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(Aside(), 1);
  EXPECT_EQ(Releases(), 0);
}

TEST_F(ReleaseTest, WhatCannotBeReadStaysSetAside) {
  SetAside(1);
  StopEngine();
  Sql("UPDATE tasks SET task = task || '{\"from_the_future\": 1}' WHERE task_id = 't0'");
  EXPECT_FALSE(engine().Apply(Release("t0", "r-1", "Đã sửa")).ok());
  EXPECT_EQ(Aside(), 1);
  EXPECT_EQ(Releases(), 0);
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE wake_time IS NOT NULL")[0][0], "0");
  // What was asked for is done once it can be read.
  StopEngine();
  Sql("UPDATE tasks SET task = task - 'from_the_future' WHERE task_id = 't0'");
  EXPECT_OK(engine().Apply(Release("t0", "r-1", "Đã sửa")));
  EXPECT_EQ(Aside(), 0);
  CheckSound();
}

TEST_F(ReleaseTest, ARequestThatBreaksOffIsSentAgainAndDoneOnce) {
  constexpr int kTasks = 8;
  SetAside(kTasks);
  // Two of three transactions that write an event die at their end.
  Sql("CREATE SEQUENCE writes");
  Sql("GRANT USAGE ON SEQUENCE writes TO PUBLIC");
  Sql("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
      "IF nextval('writes') % 3 <> 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$");
  Sql("CREATE TRIGGER die AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION die()");
  const auto other = NewEngine();
  engine::Engine* const engines[] = {&engine(), other.get()};
  std::vector<std::thread> threads;
  for (engine::Engine* one : engines) {
    threads.emplace_back([one] {
      for (int i = 0; i < kTasks; ++i) {
        const internal::v1::Command command = Release(absl::StrCat("t", i), absl::StrCat("r-", i), "Đã sửa");
        absl::Status done = absl::UnknownError("not sent");
        for (int tries = 0; !done.ok() && tries < 200; ++tries) done = one->Apply(command).status();
        EXPECT_TRUE(done.ok()) << done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Sql("DROP TRIGGER die ON events");
  EXPECT_EQ(Releases(), kTasks);
  EXPECT_EQ(Aside(), 0);
  const auto sweep = NewSweep(engine());
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(sweep->status().fired, kTasks);
  CheckSound();
}

// Whoever asks for one task has to be able to say what came of it: it is waited for, whoever fires it.
TEST_F(SweepTest, ASweepOfOneTaskWaitsForWhoHoldsIt) {
  constexpr char kFeed[] = "SELECT FROM feeds WHERE province = 'dong-nai' FOR UPDATE";
  for (const char* id : {"t1", "t2"}) EXPECT_OK(engine().Apply(CreateDue(id, "2026-08-14")));
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
  testing::LockWatcher watcher(uri());
  const auto replica = NewEngine({.lanes = 1});
  const auto sweep_of = [](engine::Engine& of, const std::string& id) {
    return [&of, id](auto done) { of.SubmitSweepOf(kProvince, id, std::move(done)); };
  };
  absl::StatusOr<engine::SweepOutcome> all, one;
  testing::LockHolder feed(uri(), kFeed);
  std::thread sweeps([&] {
    all = worker::Await<engine::SweepOutcome>(
        [&](auto done) { replica->SubmitSweep(kProvince, worker::kSweepBatch, std::move(done)); });
  });
  watcher.AwaitBlocked(1);  // with both tasks, for the feed
  std::thread asks([&] { one = worker::Await<engine::SweepOutcome>(sweep_of(engine(), "t1")); });
  watcher.AwaitBlocked(2);
  feed.Release();
  sweeps.join();
  asks.join();
  ASSERT_TRUE(all.ok() && one.ok()) << all.status() << one.status();
  EXPECT_EQ(all->fired, 2);
  EXPECT_EQ(one->claimed, 0) << "the other one has fired it";
  for (const char* id : {"t1", "t2"}) {
    EXPECT_THAT(Rungs()[absl::StrCat("provinces/dong-nai/tasks/", id, " complete")], ::testing::ElementsAre(0, 1, 2));
  }

  for (const char* id : {"t3", "t4"}) EXPECT_OK(engine().Apply(CreateDue(id, "2026-08-28")));
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 28), VietnamTimeZone()));
  const auto only = worker::Await<engine::SweepOutcome>(sweep_of(engine(), "t3"));
  ASSERT_TRUE(only.ok()) << only.status();
  EXPECT_EQ(only->fired, 1);
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t4")).escalations_size(), 0);
  EXPECT_EQ(Get(worker::Await<engine::SweepOutcome>(sweep_of(engine(), "none"))).claimed, 0);
  CheckSound();
}

// The database refuses what a sweep wrote; before that sweep can set the task aside, the cause is mended and the task
// goes on. Then there is nothing to set aside.
TEST_F(SweepTest, ATaskThatWentOnMeanwhileIsNotSetAside) {
  for (const char* id : {"fired", "accepted"}) EXPECT_OK(engine().Apply(CreateDue(id, "2026-08-14")));
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
  int refusals = 0;
  const auto mend = [&](absl::string_view line) {
    for (const std::string id : {"fired", "accepted"}) {
      if (!absl::StrContains(line, absl::StrCat("The effects on task ", id))) continue;
      ++refusals;
      Sql(absl::StrCat("ALTER TABLE tasks DROP CONSTRAINT poison_", id));
      if (id == "accepted") {
        EXPECT_OK(engine().Apply(Accept(id)));
      } else {
        EXPECT_EQ(Get(worker::Await<engine::SweepOutcome>([&](auto done) {
                    engine().SubmitSweepOf(kProvince, id, std::move(done));
                  })).fired,
                  1);
      }
    }
  };
  for (const std::string id : {"fired", "accepted"}) {
    Sql(absl::StrCat("ALTER TABLE tasks ADD CONSTRAINT poison_", id, " CHECK (task_id <> '", id, "' OR version <= 2)"));
  }
  const auto late = NewEngine({.lanes = 1, .log = mend});
  const auto outcome = worker::Await<engine::SweepOutcome>(
      [&](auto done) { late->SubmitSweep(kProvince, worker::kSweepBatch, std::move(done)); });
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(refusals, 2);
  EXPECT_EQ(outcome->quarantined, 0);
  EXPECT_EQ(outcome->fired, 1) << "the one that was accepted";
  EXPECT_TRUE(Get(store::ListQuarantine(database(), kProvince)).empty());
  for (const char* id : {"fired", "accepted"}) {
    EXPECT_THAT(Rungs()[absl::StrCat("provinces/dong-nai/tasks/", id, " complete")], ::testing::ElementsAre(0, 1, 2));
  }
  CheckSound();
}

TEST_F(SweepTest, NoProvinceWaitsForTheBacklogOfAnother) {
  constexpr int kBacklog = 60, kBatch = 2;
  EXPECT_OK(engine().Apply(In("lang-son", testing::Reference())));
  for (int i = 0; i < kBacklog; ++i) EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("t", i), "2026-08-14")));
  EXPECT_OK(engine().Apply(In("lang-son", CreateDue("alone", "2026-08-14"))));
  absl::Mutex mutex;
  std::set<std::string> fired;
  size_t fired_before = kBacklog;
  const auto watched = NewEngine({.hooks = {.committed = [&](absl::string_view province, const auto& events) {
                                    absl::MutexLock lock(&mutex);
                                    if (province == "lang-son") fired_before = std::min(fired_before, fired.size());
                                    for (const auto& event : events) fired.insert(event->subject());
                                  }}});
  const auto sweep = NewSweep(*watched, kBatch);
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 20), VietnamTimeZone()));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_GT(Get(store::GetTask(database(), "lang-son", "alone")).escalations_size(), 0);
  EXPECT_EQ(fired.size(), kBacklog + 1u);
  // One turn: a batch, and four times two more of them.
  EXPECT_LE(fired_before, 9u * kBatch);
  CheckSound();
  CheckSound("lang-son");
  sweep->Stop();
  watched->Stop();
}

TEST_F(SweepTest, AClockThatIsArmedForSoonerWakesTheSweep) {
  std::unique_ptr<worker::DeadlineSweep> sweep;
  engine();
  const auto hooked = NewEngine({.hooks = {.armed = [&](absl::string_view, absl::Time wake) { sweep->Armed(wake); }}});
  sweep = NewSweep(*hooked);
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  internal::v1::Command command = Create("t1");
  *command.mutable_task()->mutable_create()->mutable_task()->mutable_planned_issue_time() =
      ToTimestamp(clock().Now() + absl::Seconds(1));
  EXPECT_OK(hooked->Apply(command));
  clock().Advance(absl::Seconds(1));
  ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t1")).state(), v1::TASK_STATE_ISSUED);
  sweep->Stop();
  hooked->Stop();
}

}  // namespace
}  // namespace phoihop
