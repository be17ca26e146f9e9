// What happens to a task in the instant in which its clock is due: whoever commits first decides, and nobody overlooks
// the other. The order is forced by locks that a third party holds, never by waiting for a while.
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/worker/look_loop.h"
#include "services/worker/sweep.h"
#include "tests/store/lock_holder.h"
#include "tests/store/sent.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

using internal::v1::Command;
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::CreateDue;
using testing::In;
using testing::kIssuer;
using testing::kLead;
using testing::kProvince;
using testing::Sent;
using History = std::vector<std::string>;

constexpr absl::Duration kLimit = absl::Seconds(60);
// Of each verb: rounds, with so many tasks for each of the two orders.
constexpr int kRounds = 40, kOfEachOrder = 25;
// Claims all that is due in one transaction.
constexpr int kAll = 1000;
// On the day after StartOfTests: the rung of one working day before it is due as soon as the task is issued.
constexpr char kTomorrow[] = "2026-07-31";
constexpr char kLater[] = "2026-08-14";        // a Friday
constexpr char kStandsUntil[] = "2026-08-07";  // a Friday

constexpr char kLockFeed[] = "SELECT FROM feeds WHERE province = 'dong-nai' FOR UPDATE";
constexpr char kLockPlug[] = "SELECT FROM tasks WHERE province = 'dong-nai' AND task_id = 'plug' FOR UPDATE";
constexpr char kLockHeld[] = "SELECT FROM tasks WHERE province = 'lang-son' AND task_id = 'held' FOR UPDATE";
constexpr char kOwnReference[] = "SELECT pg_advisory_xact_lock(hashtextextended('phoihop reference lang-son', 0))";

absl::Time At(int month, int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute), VietnamTimeZone());
}

Command By(absl::string_view unit) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(std::string(unit));
  return command;
}

Command RequestExtension(absl::string_view id) {
  Command command = By(kLead);
  v1::RequestExtensionRequest& request = *command.mutable_task()->mutable_request_extension();
  request.set_name(TaskName(kProvince, id));
  request.set_due_date(kLater);
  request.set_reason("Chờ số liệu của các xã");
  return command;
}

Command GrantExtension(absl::string_view id) {
  Command command = By(kIssuer);
  command.mutable_task()->mutable_grant_extension()->set_name(TaskName(kProvince, id));
  return command;
}

Command Suspend(absl::string_view id) {
  Command command = By(kIssuer);
  v1::SuspendTaskRequest& request = *command.mutable_task()->mutable_suspend();
  request.set_name(TaskName(kProvince, id));
  request.set_reason("Chờ hướng dẫn của Bộ");
  request.set_until_date(kStandsUntil);
  return command;
}

// Takes the lock of its task and writes nothing.
Command Look(absl::string_view id) {
  Command command = By(kLead);
  command.mutable_task()->mutable_comment()->set_name(TaskName(kProvince, id));
  command.mutable_task()->mutable_comment()->set_text("…");
  command.set_validate_only(true);
  return command;
}

// Tasks of which a rung was committed by an engine with this hook.
class Fired {
 public:
  void Note(const std::vector<std::shared_ptr<const v1::Event>>& events) {
    absl::MutexLock lock(&mutex_);
    for (const auto& event : events) {
      if (event->has_task_escalated()) ids_.insert(std::string(LastSegment(event->subject())));
    }
  }
  bool Await(const std::string& id) {
    absl::MutexLock lock(&mutex_);
    const auto fired = [&] { return ids_.contains(id); };
    return mutex_.AwaitWithTimeout(absl::Condition(&fired), kLimit);
  }

 private:
  absl::Mutex mutex_;
  std::set<std::string> ids_;
};

// Tells the sweep of the moment what was armed, as the program does.
class Signal {
 public:
  void Connect(worker::DeadlineSweep* sweep) {
    absl::MutexLock lock(&mutex_);
    sweep_ = sweep;
  }
  void Armed(absl::Time wake) {
    absl::MutexLock lock(&mutex_);
    if (sweep_ != nullptr) sweep_->Armed(wake);
  }

 private:
  absl::Mutex mutex_;
  worker::DeadlineSweep* sweep_ = nullptr;
};

struct Ids {
  std::vector<std::string> people_first, rung_first;
};

class DueRacesTest : public testing::World {
 protected:
  using Verb = Command (*)(absl::string_view id);

  void SetUp() override {
    watcher_ = std::make_unique<testing::LockWatcher>(uri());
    engine();
    // One lane each, so that what is sent together is one transaction.
    people_ = NewEngine({.lanes = 1});
    late_people_ = NewEngine({.lanes = 1});
    sweeper_ = NewEngine({.lanes = 1});
  }

  void AwaitBlocked(int count) { watcher_->AwaitBlocked(count, kLimit); }

  static std::vector<Command> Each(const std::vector<std::string>& ids, Verb verb) {
    std::vector<Command> commands;
    for (const std::string& id : ids) commands.push_back(verb(id));
    return commands;
  }

  // Accepted tasks whose first rung is due.
  void MakeDue(const std::vector<std::string>& ids) {
    Sent(*people_, Each(ids, [](absl::string_view id) { return CreateDue(id, kTomorrow); })).Wait();
    Sent(*people_, Each(ids, [](absl::string_view id) { return Accept(id); })).Wait();
  }

  absl::StatusOr<engine::SweepOutcome> Sweep() {
    return worker::Await<engine::SweepOutcome>(
        [&](auto done) { sweeper_->SubmitSweep(kProvince, kAll, std::move(done)); });
  }

  // Fires whatever is due at an instant.
  void SweepAt(absl::Time time) {
    clock().Set(time);
    for (;;) {
      const auto outcome = Sweep();
      ASSERT_TRUE(outcome.ok()) << outcome.status();
      EXPECT_EQ(outcome->quarantined, 0);
      if (outcome->claimed == 0) return;
    }
  }

  // One transaction of people holds half of the tasks when the sweep claims what is due, and the sweep holds the other
  // half when people come for it. Both wait for the feed, which only the third party lets go.
  void Race(const Ids& ids, Verb verb) {
    testing::LockHolder feed(uri(), kLockFeed);
    testing::LockHolder plug(uri(), kLockPlug);
    Sent plugged(*people_, {Look("plug")});
    AwaitBlocked(1);
    Sent first(*people_, Each(ids.people_first, verb));  // wait together behind the plug
    plug.Release();
    plugged.Wait();
    AwaitBlocked(1);  // for the feed, with the locks of all of them

    absl::StatusOr<engine::SweepOutcome> outcome;
    absl::Notification swept;
    sweeper_->SubmitSweep(kProvince, kAll, [&](absl::StatusOr<engine::SweepOutcome> answer) {
      outcome = std::move(answer);
      swept.Notify();
    });
    AwaitBlocked(2);
    Sent second(*late_people_, Each(ids.rung_first, verb));
    AwaitBlocked(3);
    feed.Release();
    first.Wait();
    second.Wait();
    swept.WaitForNotification();

    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->claimed, kOfEachOrder);
    EXPECT_EQ(outcome->fired, kOfEachOrder);
    const auto after = Sweep();
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(after->claimed, 0);
  }

  // All rounds of a verb; answers the tasks by who came first.
  Ids RaceAll(Verb verb, bool asks_for_extension = false) {
    Sent(*people_, {Create("plug")}).Wait();
    Sent(*people_, {Accept("plug")}).Wait();
    Ids all;
    for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
      Ids ids;
      for (int i = 0; i < kOfEachOrder; ++i) {
        ids.people_first.push_back(absl::StrCat("p", round, "-", i));
        ids.rung_first.push_back(absl::StrCat("r", round, "-", i));
      }
      for (const auto* half : {&ids.people_first, &ids.rung_first}) {
        MakeDue(*half);
        if (asks_for_extension) Sent(*people_, Each(*half, RequestExtension)).Wait();
      }
      Race(ids, verb);
      all.people_first.insert(all.people_first.end(), ids.people_first.begin(), ids.people_first.end());
      all.rung_first.insert(all.rung_first.end(), ids.rung_first.begin(), ids.rung_first.end());
    }
    return all;
  }

  // What became of each task in the order of the journal: `rung 0`, `completed` …
  std::map<std::string, History> Histories(bool with_instants = false) {
    std::map<std::string, History> histories;
    for (const v1::Event& event : Journal()) {
      History& history = histories[std::string(LastSegment(event.subject()))];
      if (event.has_task_completed()) history.push_back("completed");
      if (event.has_task_suspended()) history.push_back("suspended");
      if (event.has_task_resumed()) history.push_back("resumed");
      if (event.has_task_extension_decided()) history.push_back("extended");
      if (!event.has_task_escalated()) continue;
      const v1::Escalation& escalation = event.task_escalated().escalation();
      EXPECT_EQ(escalation.clock_id(), "complete") << event.subject();
      std::string word = absl::StrCat("rung ", escalation.rung_index());
      if (with_instants) {
        for (const auto& time : {escalation.planned_time(), escalation.fire_time()}) {
          absl::StrAppend(&word, absl::FormatTime(" %m-%d %H:%M", FromTimestamp(time), VietnamTimeZone()));
        }
      }
      history.push_back(std::move(word));
    }
    return histories;
  }

  void ExpectHistories(const Ids& ids, const History& people_first, const History& rung_first,
                       bool with_instants = false) {
    auto histories = Histories(with_instants);
    EXPECT_EQ(ids.people_first.size(), static_cast<size_t>(kRounds) * kOfEachOrder);
    for (const std::string& id : ids.people_first) EXPECT_EQ(histories[id], people_first) << id;
    for (const std::string& id : ids.rung_first) EXPECT_EQ(histories[id], rung_first) << id;
  }

  int64_t Escalations() {
    const auto rows = watcher_->connection().RunText("SELECT count(*) FROM events WHERE type = 'task.escalated'");
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->Int64(0, 0) : -1;
  }

  std::unique_ptr<testing::LockWatcher> watcher_;
  std::unique_ptr<engine::Engine> people_, late_people_, sweeper_;
};

TEST_F(DueRacesTest, ACompletedTaskGetsNoRung) {
  const Ids ids = RaceAll(Complete);
  ExpectHistories(ids, {"completed"}, {"rung 0", "completed"});
  SweepAt(At(8, 20, 0, 0));
  ExpectHistories(ids, {"completed"}, {"rung 0", "completed"});
  CheckSound();
}

TEST_F(DueRacesTest, AnExtendedTaskFiresAtItsNewInstantOnly) {
  const Ids ids = RaceAll(GrantExtension, /*asks_for_extension=*/true);
  const int64_t half = static_cast<int64_t>(kRounds) * kOfEachOrder;
  EXPECT_EQ(Escalations(), half);
  SweepAt(At(8, 13, 7, 29));
  EXPECT_EQ(Escalations(), half);
  // One working day before the day granted, on it, and one after it.
  SweepAt(At(8, 13, 7, 30));
  EXPECT_EQ(Escalations(), 2 * half);
  SweepAt(At(8, 14, 7, 30));
  EXPECT_EQ(Escalations(), 4 * half);
  SweepAt(At(8, 17, 7, 30));
  SweepAt(At(8, 28, 0, 0));
  const std::string at_once = "rung 0 07-30 09:00 07-30 09:00", before = "rung 0 08-13 07:30 08-13 07:30",
                    on_the_day = "rung 1 08-14 07:30 08-14 07:30", after = "rung 2 08-17 07:30 08-17 07:30";
  ExpectHistories(ids, {"extended", before, on_the_day, after}, {at_once, "extended", on_the_day, after},
                  /*with_instants=*/true);
  CheckSound();
}

TEST_F(DueRacesTest, ASuspendedTaskGetsNoRungBeforeItGoesOn) {
  const Ids ids = RaceAll(Suspend);
  ExpectHistories(ids, {"suspended"}, {"rung 0", "suspended"});
  // The day of the deadline passes, and the whole of the standstill.
  SweepAt(At(8, 1, 0, 0));
  SweepAt(At(8, 7, 23, 59));
  ExpectHistories(ids, {"suspended"}, {"rung 0", "suspended"});
  SweepAt(At(8, 28, 0, 0));
  ExpectHistories(ids, {"suspended", "resumed", "rung 0", "rung 1", "rung 2"},
                  {"rung 0", "suspended", "resumed", "rung 1", "rung 2"});
  CheckSound();
}

// The same with nobody who forces anything: two sweeps and people at once. What the journal says came first decides.
TEST_F(DueRacesTest, WhoeverCommitsFirstDecides) {
  constexpr int kOfEachVerb = 500;
  const std::map<std::string, Verb> verbs = {{"c", Complete}, {"e", GrantExtension}, {"s", Suspend}};
  std::vector<Command> commands;
  for (const auto& [prefix, verb] : verbs) {
    std::vector<std::string> ids;
    for (int i = 0; i < kOfEachVerb; ++i) ids.push_back(absl::StrCat(prefix, i));
    MakeDue(ids);
    if (prefix == "e") Sent(*people_, Each(ids, RequestExtension)).Wait();
  }
  for (int i = 0; i < kOfEachVerb; ++i) {
    for (const auto& [prefix, verb] : verbs) commands.push_back(verb(absl::StrCat(prefix, i)));
  }
  Sent sent(engine(), std::move(commands));
  worker::DeadlineSweep one({.engine = sweeper_.get(), .database = &database(), .batch = 16});
  worker::DeadlineSweep two({.engine = late_people_.get(), .database = &database(), .batch = 16});
  sent.Wait();
  for (auto* sweep : {&one, &two}) ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  clock().Set(At(8, 28, 0, 0));
  for (auto* sweep : {&one, &two}) ASSERT_OK(sweep->WaitUntilIdle(kLimit));

  const std::map<std::string, std::pair<History, History>> allowed = {
      {"c", {{"completed"}, {"rung 0", "completed"}}},
      {"e", {{"extended", "rung 0", "rung 1", "rung 2"}, {"rung 0", "extended", "rung 1", "rung 2"}}},
      {"s",
       {{"suspended", "resumed", "rung 0", "rung 1", "rung 2"},
        {"rung 0", "suspended", "resumed", "rung 1", "rung 2"}}}};
  auto histories = Histories();
  int rung_first = 0;
  for (const auto& [prefix, orders] : allowed) {
    for (int i = 0; i < kOfEachVerb; ++i) {
      const History& history = histories[absl::StrCat(prefix, i)];
      EXPECT_THAT(history, ::testing::AnyOf(orders.first, orders.second)) << prefix << i;
      if (history == orders.second) ++rung_first;
    }
  }
  std::printf("of %d tasks the rung was first for %d\n", 3 * kOfEachVerb, rung_first);
  for (auto* sweep : {&one, &two}) EXPECT_EQ(sweep->status().quarantined, 0);
  CheckSound();
}

// A sweep that nobody wakes sleeps for ever here. It has read what is due, and waits to claim in another province, when
// a clock is armed; then it finds nothing to claim, because somebody holds it.
TEST_F(DueRacesTest, AClockThatIsArmedWhileTheSweepLooksIsNotMissed) {
  constexpr int kLooks = 200;
  EXPECT_OK(engine().Apply(In("lang-son", testing::Reference())));
  EXPECT_OK(engine().Apply(In("lang-son", CreateDue("held", kTomorrow))));
  Fired fired;
  Signal signal;
  const engine::CommitHooks hooks = {.committed = [&](absl::string_view, auto events) { fired.Note(events); },
                                     .armed = [&](absl::string_view, absl::Time wake) { signal.Armed(wake); }};
  const auto hooked = NewEngine({.lanes = 1, .hooks = hooks});
  const auto hooked_sweeper = NewEngine({.lanes = 1, .hooks = hooks});
  const testing::LockHolder held(uri(), kLockHeld);
  for (int look = 0; look < kLooks; ++look) {
    const std::string id = absl::StrCat("t", look);
    testing::LockHolder reference(uri(), kOwnReference);
    worker::DeadlineSweep sweep(
        {.engine = hooked_sweeper.get(), .database = &database(), .poll_interval = absl::InfiniteDuration()});
    signal.Connect(&sweep);
    AwaitBlocked(1);
    EXPECT_OK(hooked->Apply(CreateDue(id, kTomorrow)));
    reference.Release();
    const bool in_time = fired.Await(id);
    signal.Connect(nullptr);
    sweep.Stop();
    ASSERT_TRUE(in_time) << "nobody told the sweep of " << id;
  }
  EXPECT_EQ(Escalations(), kLooks);
  CheckSound();
}

// The next clock is armed as soon as the sweep has fired one: while it looks again, finds nothing and goes to sleep.
TEST_F(DueRacesTest, AClockThatIsArmedWhileTheSweepGoesToSleepIsNotMissed) {
  constexpr int kThreads = 3, kClocksOfEach = 500;
  Fired fired;
  Signal signal;
  const engine::CommitHooks hooks = {.committed = [&](absl::string_view, auto events) { fired.Note(events); },
                                     .armed = [&](absl::string_view, absl::Time wake) { signal.Armed(wake); }};
  const auto hooked = NewEngine({.hooks = hooks});
  const auto hooked_sweeper = NewEngine({.lanes = 1, .hooks = hooks});
  worker::DeadlineSweep sweep(
      {.engine = hooked_sweeper.get(), .database = &database(), .poll_interval = absl::InfiniteDuration()});
  signal.Connect(&sweep);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kClocksOfEach; ++i) {
        const std::string id = absl::StrCat("t", t, "-", i);
        EXPECT_OK(hooked->Apply(CreateDue(id, kTomorrow)));
        ASSERT_TRUE(fired.Await(id)) << "nobody told the sweep of " << id;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  signal.Connect(nullptr);
  sweep.Stop();
  EXPECT_EQ(Escalations(), kThreads * kClocksOfEach);
  CheckSound();
}

// Everybody was down while tasks should have been issued, and their deadlines passed: two sweeps issue them, and the
// rungs of their clocks, which are armed in the past, fire in order, once, without a reminder and without lateness.
TEST_F(DueRacesTest, AClockThatIsArmedInThePastFiresWhatIsLeftOfItsLadder) {
  constexpr int kTasks = 500;
  std::vector<Command> commands;
  for (int i = 0; i < kTasks; ++i) {
    Command& command = commands.emplace_back(CreateDue(absl::StrCat("t", i), "2026-08-05"));
    *command.mutable_task()->mutable_create()->mutable_task()->mutable_planned_issue_time() =
        ToTimestamp(At(8, 3, 8, 0));
  }
  Sent(*people_, std::move(commands)).Wait();
  clock().Set(At(8, 12, 10, 0));
  worker::DeadlineSweep one({.engine = sweeper_.get(), .database = &database(), .batch = 16});
  worker::DeadlineSweep two({.engine = late_people_.get(), .database = &database(), .batch = 16});
  for (auto* sweep : {&one, &two}) ASSERT_OK(sweep->WaitUntilIdle(kLimit));
  EXPECT_EQ(one.status().fired + two.status().fired, kTasks);
  auto histories = Histories(/*with_instants=*/true);
  const History expected = {"rung 1 08-12 10:00 08-12 10:00", "rung 2 08-12 10:00 08-12 10:00"};
  for (int i = 0; i < kTasks; ++i) EXPECT_EQ(histories[absl::StrCat("t", i)], expected) << i;
  CheckSound();
}

}  // namespace
}  // namespace phoihop
