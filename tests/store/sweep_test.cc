// The deadline sweep with a clock that is moved by hand.
#include "services/worker/sweep.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"

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
