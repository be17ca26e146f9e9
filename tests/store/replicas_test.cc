// Several engines on one database, under load and faults: the journal stays whole and nothing happens twice.
#include <atomic>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::Start;
using testing::WithRequestId;

class ReplicasTest : public testing::World {};

constexpr int kThreads = 4, kTasksPerThread = 25;

TEST_F(ReplicasTest, TheJournalHasNoGapUnderTwoReplicas) {
  engine();
  const auto other = NewEngine();
  engine::Engine* const engines[] = {&engine(), other.get()};
  std::atomic<int64_t> applied = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasksPerThread; ++i) {
        const std::string id = absl::StrCat("t", t, "-", i);
        int step = t;
        for (internal::v1::Command command : {Create(id), Accept(id), Start(id), Complete(id)}) {
          // Every step of a task through another replica than the one before.
          EXPECT_OK(engines[++step % 2]->Apply(std::move(command)));
          ++applied;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(applied, kThreads * kTasksPerThread * 4);
  // Creating and issuing are two events.
  EXPECT_EQ(Journal().size(), 5 + static_cast<size_t>(kThreads) * kTasksPerThread * 5);
  CheckSound();
}

TEST_F(ReplicasTest, TheSameRequestAtTwoReplicasAtOnceHappensOnce) {
  engine();
  const auto other = NewEngine();
  constexpr int kRequests = 60;
  std::vector<absl::StatusOr<engine::Applied>> answers(2 * kRequests, absl::UnknownError("not answered"));
  absl::BlockingCounter left(2 * kRequests);
  for (int i = 0; i < 2 * kRequests; ++i) {
    engine::Engine& one = i % 2 == 0 ? engine() : *other;
    one.Submit(WithRequestId(absl::StrCat("r", i / 2), Create("")), [&, i](absl::StatusOr<engine::Applied> answer) {
      answers[i] = std::move(answer);
      left.DecrementCount();
    });
  }
  left.Wait();
  for (int i = 0; i < kRequests; ++i) {
    ASSERT_OK(answers[2 * i]);
    ASSERT_OK(answers[2 * i + 1]);
    EXPECT_EQ(answers[2 * i]->name, answers[2 * i + 1]->name);
    EXPECT_NE(answers[2 * i]->replayed, answers[2 * i + 1]->replayed);
  }
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks")[0][0], absl::StrCat(kRequests));
  CheckSound();
}

// The clock of one replica is behind: what it does to a task is not earlier than what the other one did.
TEST_F(ReplicasTest, ATaskDoesNotGoBackInTime) {
  ASSERT_OK(engine().Apply(Create("t1")));
  engine::ManualClock behind(clock().Now() - absl::Seconds(5));
  const auto other = NewEngine({.clock = &behind});
  ASSERT_OK(other->Apply(Accept("t1")));
  ASSERT_OK(engine().Apply(Start("t1")));
  absl::Time last = absl::InfinitePast();
  for (const v1::Event& event : Journal()) {
    if (event.subject() != TaskName(testing::kProvince, "t1")) continue;
    EXPECT_GE(FromTimestamp(event.time()), last) << event.type();
    last = FromTimestamp(event.time());
  }
  EXPECT_EQ(last, clock().Now());
  CheckSound();
}

// Two replicas make a task of the same id: one is told that it exists.
TEST_F(ReplicasTest, AnIdIsTakenOnce) {
  engine();
  const auto other = NewEngine();
  constexpr int kTasks = 40;
  std::map<int, std::atomic<int>> made, taken;
  for (int i = 0; i < kTasks; ++i) made[i] = taken[i] = 0;
  absl::BlockingCounter left(2 * kTasks);
  for (int i = 0; i < 2 * kTasks; ++i) {
    (i % 2 == 0 ? engine() : *other).Submit(Create(absl::StrCat("t", i / 2)), [&, i](const auto& answer) {
      if (answer.ok()) {
        ++made[i / 2];
      } else {
        EXPECT_EQ(ReasonOf(answer.status()), v1::ERROR_REASON_ALREADY_EXISTS) << answer.status();
        ++taken[i / 2];
      }
      left.DecrementCount();
    });
  }
  left.Wait();
  for (int i = 0; i < kTasks; ++i) {
    EXPECT_EQ(made[i], 1);
    EXPECT_EQ(taken[i], 1);
  }
  CheckSound();
}

// Connections are cut again and again while commands run. Whoever is answered UNAVAILABLE sends the same request again;
// in the end every task was made and accepted exactly once.
TEST_F(ReplicasTest, ACutConnectionIsUnavailableOrDoneAndNeverTwice) {
  EXPECT_OK(engine().Apply(Create("warm-up")));
  absl::Mutex mutex;
  int done = 0;
  bool stop = false;
  int cuts = 0;
  std::atomic<int> unavailable = 0;
  // Cuts whatever is in the middle of something, and again only when something was done since: a cutter that is faster
  // than every transaction would let none through.
  std::thread cutter([&] {
    for (int done_before = -1;;) {
      {
        const auto progress = [&] { return stop || done != done_before; };
        absl::MutexLock lock(&mutex, absl::Condition(&progress));
        if (stop) return;
      }
      const auto cut =
          Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'phoihop' AND state <> "
              "'idle' AND datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL");
      if (cut.empty()) continue;
      cuts += static_cast<int>(cut.size());
      absl::MutexLock lock(&mutex);
      done_before = done;
    }
  });
  const auto until_done = [&](const internal::v1::Command& command) {
    for (;;) {
      const auto answer = engine().Apply(command);
      if (answer.ok()) break;
      ASSERT_EQ(ReasonOf(answer.status()), v1::ERROR_REASON_STORE_UNAVAILABLE) << answer.status();
      ++unavailable;
    }
    absl::MutexLock lock(&mutex);
    ++done;
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasksPerThread; ++i) {
        const std::string id = absl::StrCat("t", t, "-", i);
        until_done(WithRequestId(absl::StrCat("c", id), Create(id)));
        until_done(WithRequestId(absl::StrCat("a", id), Accept(id)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  {
    absl::MutexLock lock(&mutex);
    stop = true;
  }
  cutter.join();
  EXPECT_GT(cuts, 0);
  RecordProperty("cuts", cuts);
  RecordProperty("unavailable", unavailable);
  EXPECT_EQ(Journal().size(), 5 + 2 + static_cast<size_t>(kThreads) * kTasksPerThread * 3);
  CheckSound();
}

TEST_F(ReplicasTest, ADatabaseThatIsNotThereIsUnavailableAndComesBack) {
  const auto lonely = std::make_unique<engine::Engine>(engine::EngineOptions{
      .uri = "postgresql://nobody@/nothing?host=/nonexistent", .lanes = 1, .log = [](absl::string_view) {}});
  const auto answer = lonely->Apply(Create("t1"));
  EXPECT_EQ(ReasonOf(answer.status()), v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_THAT(std::string(answer.status().message()), ::testing::Not(::testing::HasSubstr("nonexistent")));
}

}  // namespace
}  // namespace phoihop
