// A new version of a calendar on a real PostgreSQL: every open clock follows, once.
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/calendar_reader.h"
#include "services/store/task_reader.h"
#include "services/worker/follow_ups.h"
#include "tests/store/world.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using internal::v1::Command;
using testing::CreateDue;
using testing::Get;
using testing::kIssuer;
using testing::kProvince;

constexpr absl::Duration kLimit = absl::Seconds(120);
constexpr char kCalendar[] = "provinces/dong-nai/calendars/default";
constexpr char kOff[] = "2026-09-15";  // a Tuesday

std::string NameOf(int task) { return TaskName(kProvince, absl::StrCat("t", task)); }

class CalendarsTest : public testing::World {
 protected:
  std::unique_ptr<worker::FollowUpWorker> NewWorker(engine::Engine& of, int batch = worker::kFollowUpBatch) {
    return std::make_unique<worker::FollowUpWorker>(
        worker::FollowUpOptions{.engine = &of, .database = &database(), .batch = batch});
  }

  // t1 … , due on the day that will be off; and one that is due later.
  void MakeTasks(int count) {
    std::atomic<int> open{count + 1}, failed{0};
    absl::Notification all;
    const auto done = [&](const absl::StatusOr<engine::Applied>& applied) {
      if (!applied.ok()) ++failed;
      if (--open == 0) all.Notify();
    };
    for (int i = 1; i <= count; ++i) engine().Submit(CreateDue(absl::StrCat("t", i), kOff), done);
    engine().Submit(CreateDue("later", "2026-10-15"), done);
    all.WaitForNotification();
    EXPECT_EQ(failed.load(), 0);
  }

  v1::Calendar Current() {
    const auto versions = Get(store::CalendarVersions(database(), kProvince, kCalendar));
    return versions.empty() ? v1::Calendar() : versions.back().calendar;
  }

  // The calendar with one day off more, prepared on what had happened by `last_sequence`.
  Command Publish(int64_t last_sequence, const std::vector<std::string>& tasks, const std::string& off = kOff) {
    Command command;
    command.set_province(kProvince);
    command.mutable_actor()->set_unit(kIssuer);
    command.set_etag(absl::StrCat(last_sequence));
    auto& publish = *command.mutable_reference()->mutable_publish_calendar();
    v1::Calendar& calendar = *publish.mutable_calendar();
    calendar = Current();
    const int64_t version = calendar.version();
    v1::CalendarDay& day = *calendar.add_days();
    day.set_date(off);
    day.set_kind(v1::CalendarDay::KIND_HOLIDAY);
    day.set_status(v1::CalendarDay::STATUS_OFFICIAL);
    const std::string token = absl::StrCat(version, "-", tasks.size(), "-abc");
    publish.set_preview_token(token);
    publish.set_seen_token(token);
    for (const std::string& task : tasks) publish.add_tasks(task);
    publish.mutable_basis()->set_instrument_number("1/TB-BNV");
    return command;
  }

  std::string Count(const std::string& type) {
    return Sql(absl::StrCat("SELECT count(*) FROM events WHERE type = '", type, "'"))[0][0];
  }
  std::string Waiting() { return Sql("SELECT count(*) FROM follow_ups WHERE set_aside_time IS NULL")[0][0]; }
  v1::Task TaskOf(absl::string_view id) { return Get(store::GetTask(database(), kProvince, id)); }
};

std::vector<std::string> Names(int count) {
  std::vector<std::string> names;
  for (int i = 1; i <= count; ++i) names.push_back(NameOf(i));
  return names;
}

// Three replicas, two of three transactions lose their connection while they end, and everything is asked for twice.
TEST_F(CalendarsTest, AThousandTasksAreMovedOnceEach) {
  constexpr int kTasks = 1000;
  engine();
  MakeTasks(kTasks);
  const auto published = engine().Apply(Publish(static_cast<int64_t>(Journal().size()), Names(kTasks)));
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->event_count, 1);
  EXPECT_EQ(Waiting(), absl::StrCat(kTasks));
  Sql("INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command) SELECT province, cause_sequence, "
      "ordinal + 1000000, task_id, command FROM follow_ups");
  Sql("CREATE SEQUENCE writes");
  Sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
      "IF nextval('writes') % 3 <> 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$");
  Sql("CREATE TRIGGER cut AFTER DELETE ON follow_ups FOR EACH STATEMENT EXECUTE FUNCTION cut()");
  const auto second = NewEngine(), third = NewEngine();
  {
    const auto worker1 = NewWorker(engine(), 50), worker2 = NewWorker(*second, 50), worker3 = NewWorker(*third, 50);
    for (const auto* worker : {&worker1, &worker2, &worker3}) {
      while (!(*worker)->WaitUntilIdle(kLimit).ok()) {
      }
      EXPECT_EQ((*worker)->status().set_aside, 0);
    }
  }
  EXPECT_EQ(Waiting(), "0");
  EXPECT_GT(std::stoi(Sql("SELECT last_value FROM writes")[0][0]), 3);
  EXPECT_EQ(Count("task.clocks_moved"), absl::StrCat(kTasks));
  EXPECT_EQ(Sql("SELECT count(DISTINCT subject) FROM events WHERE type = 'task.clocks_moved'")[0][0],
            absl::StrCat(kTasks));
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE task->>'due_date' = '2026-09-16'")[0][0], absl::StrCat(kTasks));
  EXPECT_EQ(TaskOf("later").due_date(), "2026-10-15");
  const v1::Task moved = TaskOf("t7");
  for (const v1::Clock& clock : moved.clocks()) {
    EXPECT_EQ(clock.calendar_version(), clock.id() == "complete" ? 2 : 1) << clock.id();
  }
  // Each says what it follows from.
  const std::vector<v1::Event> journal = Journal();
  for (const v1::Event& event : journal) {
    if (event.has_task_clocks_moved()) {
      EXPECT_EQ(event.cause_sequence(), published->last_sequence);
    }
  }
  CheckSound();
}

TEST_F(CalendarsTest, ATaskThatChangedMeanwhileIsNotForgotten) {
  engine();
  MakeTasks(2);
  const int64_t seen = static_cast<int64_t>(Journal().size());
  // Nobody had looked at it when the publication was prepared.
  EXPECT_OK(engine().Apply(CreateDue("new", kOff)));
  EXPECT_OK(engine().Apply(testing::Accept("t2")));
  EXPECT_OK(engine().Apply(Publish(seen, {NameOf(1), NameOf(2)})));
  EXPECT_EQ(Waiting(), "4");  // t2 twice
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(TaskOf("new").due_date(), "2026-09-16");
  EXPECT_EQ(Count("task.clocks_moved"), "3");
  // What is made from now on is counted by the new version at once.
  EXPECT_OK(engine().Apply(CreateDue("newest", kOff)));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(TaskOf("newest").due_date(), "2026-09-16");
  EXPECT_EQ(Count("task.clocks_moved"), "3");
  CheckSound();
}

TEST_F(CalendarsTest, TwoVersionsInARowEndWhereTheLastOneSays) {
  engine();
  MakeTasks(3);
  EXPECT_OK(engine().Apply(Publish(static_cast<int64_t>(Journal().size()), Names(3))));
  // The second one comes before anything of the first was done.
  EXPECT_OK(engine().Apply(Publish(static_cast<int64_t>(Journal().size()), Names(3), "2026-09-16")));
  EXPECT_EQ(Waiting(), "6");
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(TaskOf("t1").due_date(), "2026-09-17");
  EXPECT_EQ(Count("task.clocks_moved"), "3");
  EXPECT_EQ(Current().version(), 3);
  CheckSound();
}

TEST_F(CalendarsTest, WhatWasDueWhenItWasPublishedStays) {
  engine();
  MakeTasks(1);
  clock().Set(absl::FromCivil(absl::CivilMinute(2026, 9, 15, 10, 0), absl::FixedTimeZone(7 * 60 * 60)));
  EXPECT_OK(engine().Apply(Publish(static_cast<int64_t>(Journal().size()), Names(1))));
  // The workers were down for a week: what counts is when it was published.
  clock().Advance(absl::Hours(7 * 24));
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(TaskOf("t1").due_date(), "2026-09-16");
  // And this one was due by then.
  EXPECT_OK(engine().Apply(Publish(static_cast<int64_t>(Journal().size()), Names(1), "2026-09-16")));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(TaskOf("t1").due_date(), "2026-09-16");
  CheckSound();
}

TEST_F(CalendarsTest, WhatIsStaleOrNotAllowedIsRefused) {
  engine();
  MakeTasks(1);
  const int64_t seen = static_cast<int64_t>(Journal().size());
  Command stale = Publish(seen, Names(1));
  stale.mutable_reference()->mutable_publish_calendar()->set_preview_token("1-2-abc");
  const auto refused = engine().Apply(stale);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_PREVIEW_STALE);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(refused.status().message()),
              ::testing::HasSubstr("2 deadlines would have moved when it was previewed, and 1 would now"));

  Command other = Publish(seen, Names(1));
  other.mutable_reference()->mutable_publish_calendar()->set_seen_token("1-1-abd");
  EXPECT_EQ(ReasonOf(engine().Apply(other).status()), v1::ERROR_REASON_PREVIEW_STALE);

  Command unfounded = Publish(seen, Names(1));
  unfounded.mutable_reference()->mutable_publish_calendar()->clear_basis();
  EXPECT_EQ(ReasonOf(engine().Apply(unfounded).status()), v1::ERROR_REASON_BASIS_REQUIRED);

  Command broken = Publish(seen, Names(1));
  broken.mutable_reference()->mutable_publish_calendar()->mutable_calendar()->clear_sessions();
  EXPECT_EQ(ReasonOf(engine().Apply(broken).status()), v1::ERROR_REASON_INVALID_FIELD);

  Command same = Publish(seen, Names(1));
  *same.mutable_reference()->mutable_publish_calendar()->mutable_calendar() = Current();
  EXPECT_EQ(ReasonOf(engine().Apply(same).status()), v1::ERROR_REASON_INVALID_FIELD);

  Command department = Publish(seen, Names(1));
  department.mutable_actor()->set_unit(testing::kLead);
  EXPECT_EQ(ReasonOf(engine().Apply(department).status()), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(Count("calendar.published"), "1");

  // The same request again is the same publication.
  const Command once = testing::WithRequestId("once", Publish(seen, Names(1)));
  EXPECT_OK(engine().Apply(once));
  EXPECT_OK(engine().Apply(once));
  EXPECT_EQ(Count("calendar.published"), "2");
  // A version that was published meanwhile makes a preview stale.
  Command late = Publish(seen, Names(1), "2026-09-17");
  late.mutable_reference()->mutable_publish_calendar()->set_preview_token("1-1-abc");
  late.mutable_reference()->mutable_publish_calendar()->set_seen_token("1-1-abc");
  const auto version = engine().Apply(late);
  EXPECT_EQ(ReasonOf(version.status()), v1::ERROR_REASON_PREVIEW_STALE);
  EXPECT_THAT(std::string(version.status().message()), ::testing::HasSubstr("at version 1 when it was previewed and is "
                                                                            "at 2 now"));
}

}  // namespace
}  // namespace phoihop
