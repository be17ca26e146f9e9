// The clock policies of a reorganisation, and what every verb makes of a clock that stands still.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::HasSubstr;
using v1::RehomingItem;

constexpr int64_t kWorkingDay = 8 * 3600;

// The usual task, due on Friday 2026-07-31, moves from so-vhttdl to so-moi on kMove.
RehomeWorld Moved(v1::ClockPolicy::Kind kind, bool accepted = true) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  if (accepted) {
    EXPECT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  }
  v1::ClockPolicy& policy = *world.reorganisation().mutable_clock_policy();
  policy.set_kind(kind);
  if (kind == v1::ClockPolicy::KIND_GRACE) policy.set_grace_working_days(5);
  if (kind == v1::ClockPolicy::KIND_SUSPEND_UNTIL) policy.set_suspend_until("2026-07-08");
  world.Edge("so-vhttdl", "so-moi");
  world.Execute();
  EXPECT_EQ(world.Rehome("t1"), absl::OkStatus());
  return world;
}

TEST(RehomeClocks, KeepLeavesWhatIsLeft) {
  const RehomeWorld world = Moved(v1::ClockPolicy::KIND_KEEP);
  const RehomingItem item = world.Row("t1");
  EXPECT_EQ(item.remaining_before_seconds(), item.remaining_after_seconds());
  // 1 July from 9:30 on, and the 22 working days from 2 to 31 July.
  EXPECT_EQ(item.remaining_before_seconds(), 6 * 3600 + 22 * kWorkingDay);
  EXPECT_EQ(world.task("t1").due_date(), "2026-07-31");
  EXPECT_EQ(world.last().at(0).task_rehomed().clocks_size(), 0);
}

TEST(RehomeClocks, GraceAddsWorkingDays) {
  const RehomeWorld world = Moved(v1::ClockPolicy::KIND_GRACE);
  const v1::Clock clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.due_date(), "2026-08-07");
  EXPECT_EQ(world.task("t1").due_date(), "2026-08-07");
  EXPECT_EQ(FromTimestamp(clock.original_due_time()), EndOfDay(absl::CivilDay(2026, 7, 31)));
  EXPECT_THAT(clock.rule(), HasSubstr("gia hạn 5 ngày làm việc do sắp xếp tổ chức"));
  const RehomingItem item = world.Row("t1");
  EXPECT_EQ(item.remaining_after_seconds() - item.remaining_before_seconds(), 5 * kWorkingDay);
  // The ladder follows: three working days before.
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-08-04 07:30"));
}

TEST(RehomeClocks, GraceIsForTheSmallClocksToo) {
  const RehomeWorld world = Moved(v1::ClockPolicy::KIND_GRACE, /*accepted=*/false);
  EXPECT_EQ(world.Clock("t1", "acknowledge").due_date(), "2026-07-01");  // 24 June
  EXPECT_EQ(world.Clock("t1", "complete").due_date(), "2026-08-07");
}

TEST(RehomeClocks, RestartGivesTheFirstPeriodAgain) {
  const RehomeWorld world = Moved(v1::ClockPolicy::KIND_RESTART, /*accepted=*/false);
  EXPECT_EQ(world.Clock("t1", "acknowledge").due_date(), "2026-07-03");
  // 29 working days from 22 June to 31 July, now from 1 July on.
  const v1::Clock clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.due_date(), "2026-08-11");
  EXPECT_EQ(FromTimestamp(clock.anchor_time()), At(kMove));
  EXPECT_THAT(clock.rule(), HasSubstr("tính lại từ ngày 01/07/2026"));
}

TEST(RehomeClocks, SuspendStandsStillUntilTheDayAndGoesOnByItself) {
  RehomeWorld world = Moved(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
  v1::Clock clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(WakeTime(world.task("t1")), At("2026-07-08 00:00"));
  EXPECT_EQ(world.Row("t1").remaining_before_seconds(), world.Row("t1").remaining_after_seconds());
  // The engine comes late; the clock goes on since the day all the same.
  ASSERT_EQ(world.Do("t1", FireCommand(world.task("t1")), "system:deadline-sweep", At("2026-07-09 10:00")),
            absl::OkStatus());
  EXPECT_EQ(TypesOf(world.last()), std::vector<std::string>{"task.clocks_resumed"});
  clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(clock.due_date(), "2026-08-07");  // 1, 2, 3, 6 and 7 July
  EXPECT_EQ(clock.credited_working_days(), 5);
  EXPECT_EQ(FromTimestamp(clock.next_fire_time()), At("2026-08-04 07:30"));
  EXPECT_THAT(clock.rule(), HasSubstr("cộng 5 ngày làm việc tạm dừng"));
}

TEST(RehomeClocks, AStandingClockIsNeverOverdueAndFiresNothing) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.set_requested_due_date("2026-07-02");
  world.Issue(task);
  world.reorganisation().mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
  world.reorganisation().mutable_clock_policy()->set_suspend_until("2026-07-08");
  world.Edge("so-vhttdl", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  const absl::Time late = At("2026-07-07 10:00");
  ASSERT_EQ(world.Do("t1", FireCommand(world.task("t1")), "system:deadline-sweep", late), absl::OkStatus());
  EXPECT_TRUE(world.last().empty());
  v1::Task shown = world.task("t1");
  Present(shown, ActorOf("so-moi"), world.facts(), late);
  EXPECT_FALSE(shown.overdue());
}

TEST(RehomeClocks, HandingInWhileItStandsIsJudgedByWhatWasLeft) {
  RehomeWorld world = Moved(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_SUBMIT, "so-moi/nguyen-van-a", "2026-07-03 10:00"), absl::OkStatus());
  v1::Clock clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(clock.due_date(), "2026-08-04");  // 1 and 2 July
  EXPECT_EQ(FromTimestamp(clock.frozen_time()), At("2026-07-03 10:00"));
  EXPECT_FALSE(clock.has_resume_time());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_RETURN, "so-noi-vu", "2026-07-06 10:00"), absl::OkStatus());
  clock = world.Clock("t1", "complete");
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(clock.due_date(), "2026-08-05");
}

TEST(RehomeClocks, RevokingCancelsAStandingClock) {
  RehomeWorld world = Moved(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_REVOKE, "so-ke-hoach", "2026-07-03 10:00"), absl::OkStatus());
  EXPECT_EQ(world.Clock("t1", "complete").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_FALSE(WakeTime(world.task("t1")).has_value());
}

TEST(RehomeClocks, ClocksOfATaskWhoseLeadStaysDoNotMove) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  world.reorganisation().mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
  world.reorganisation().mutable_clock_policy()->set_grace_working_days(5);
  world.Edge("so-y-te", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").due_date(), "2026-07-31");
}

TEST(RehomeClocks, APlannedIssueStays) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  v1::Task task = RehomeWorld::TaskOf("t1");
  *task.mutable_planned_issue_time() = ToTimestamp(At("2026-07-10 08:00"));
  world.reorganisation().mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
  world.reorganisation().mutable_clock_policy()->set_grace_working_days(5);
  world.Issue(task);
  world.Edge("so-vhttdl", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-moi"));
  ASSERT_EQ(world.Do("t1", FireCommand(world.task("t1")), "system:deadline-sweep", At("2026-07-10 08:00")),
            absl::OkStatus());
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_ISSUED);
}

}  // namespace
}  // namespace phoihop::task
