// How a task stands for results: every kind and class, and the instants at which one becomes another.
#include "workflow/task/standing.h"

#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow/civil_time.h"

namespace phoihop::task {
namespace {

const absl::Time kDue = EndOfDay(absl::CivilDay(2026, 6, 30));
constexpr absl::Duration kTick = absl::Microseconds(1);

v1::Task Task(v1::TaskState state, absl::Time due = kDue) {
  v1::Task task;
  task.set_state(state);
  task.set_lead_unit("provinces/dong-nai/units/so-vhttdl");
  if (due == absl::InfiniteFuture()) return task;
  *task.mutable_due_time() = ToTimestamp(due);
  v1::Clock& clock = *task.add_clocks();
  clock.set_purpose(v1::CLOCK_PURPOSE_COMPLETE);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  return task;
}

v1::ResultClass ClassAt(const v1::Task& task, absl::Time as_of) {
  const auto standing = StandingOf(task);
  return standing.has_value() ? ResultClassOf(*standing, as_of) : v1::RESULT_CLASS_UNSPECIFIED;
}

TEST(StandingTest, ADeadlineIsInTimeAtItsVeryInstant) {
  for (const v1::TaskState state : {v1::TASK_STATE_ISSUED, v1::TASK_STATE_ACCEPTED, v1::TASK_STATE_IN_PROGRESS}) {
    EXPECT_EQ(ClassAt(Task(state), kDue), v1::RESULT_CLASS_OPEN_IN_TIME);
    EXPECT_EQ(ClassAt(Task(state), kDue + kTick), v1::RESULT_CLASS_OPEN_OVERDUE);
    EXPECT_EQ(ClassAt(Task(state, absl::InfiniteFuture()), kDue + absl::Hours(99'999)),
              v1::RESULT_CLASS_OPEN_NO_DEADLINE);
  }
}

TEST(StandingTest, WhatCountsIsWhenTheResultWasHandedIn) {
  const absl::Time later = kDue + absl::Hours(24 * 30);
  for (const auto& [handed_in, open, completed] :
       {std::tuple(kDue, v1::RESULT_CLASS_OPEN_IN_TIME, v1::RESULT_CLASS_COMPLETED_ON_TIME),
        std::tuple(kDue + kTick, v1::RESULT_CLASS_OPEN_OVERDUE, v1::RESULT_CLASS_COMPLETED_LATE)}) {
    v1::Task task = Task(v1::TASK_STATE_SUBMITTED);
    task.mutable_clocks(0)->set_state(v1::CLOCK_STATE_FROZEN);
    *task.mutable_result()->mutable_submit_time() = ToTimestamp(handed_in);
    EXPECT_EQ(ClassAt(task, later), open) << "not approved yet";
    task.set_state(v1::TASK_STATE_COMPLETED);
    *task.mutable_complete_time() = ToTimestamp(handed_in);
    EXPECT_EQ(ClassAt(task, later), completed);
    // Returned work is not completed, and its deadline runs again.
    task.set_state(v1::TASK_STATE_IN_PROGRESS);
    task.clear_complete_time();
    task.mutable_clocks(0)->set_state(v1::CLOCK_STATE_RUNNING);
    EXPECT_EQ(ClassAt(task, later), v1::RESULT_CLASS_OPEN_OVERDUE);
    EXPECT_FALSE(StandingOf(task)->submit_time.has_value());
  }
  EXPECT_EQ(ClassAt(Task(v1::TASK_STATE_COMPLETED, absl::InfiniteFuture()), later),
            v1::RESULT_CLASS_COMPLETED_NO_DEADLINE);
}

TEST(StandingTest, WhatIsBesideTheFourIsNeverOverdue) {
  const absl::Time later = kDue + absl::Hours(24 * 30);
  EXPECT_EQ(ClassAt(Task(v1::TASK_STATE_PLANNED), later), v1::RESULT_CLASS_NOT_YET_ISSUED);
  EXPECT_EQ(ClassAt(Task(v1::TASK_STATE_REFUSED), later), v1::RESULT_CLASS_REFUSED);
  EXPECT_EQ(ClassAt(Task(v1::TASK_STATE_SUSPENDED), later), v1::RESULT_CLASS_SUSPENDED);
  for (const v1::TaskState end :
       {v1::TASK_STATE_REVOKED, v1::TASK_STATE_SKIPPED, v1::TASK_STATE_SUPERSEDED, v1::TASK_STATE_FAILED}) {
    EXPECT_EQ(ClassAt(Task(end), later), v1::RESULT_CLASS_ENDED_WITHOUT_RESULT) << end;
  }
  v1::Task held = Task(v1::TASK_STATE_IN_PROGRESS);
  held.mutable_clocks(0)->set_state(v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(ClassAt(held, later), v1::RESULT_CLASS_OPEN_IN_TIME);
}

TEST(StandingTest, WhatHappensMostOftenChangesNothing) {
  v1::Task task = Task(v1::TASK_STATE_ISSUED);
  const auto issued = StandingOf(task);
  task.set_state(v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(StandingOf(task), issued);
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  task.set_assignee("provinces/dong-nai/persons/an");
  EXPECT_EQ(StandingOf(task), issued);
  task.set_bounce_count(1);
  EXPECT_NE(StandingOf(task), issued);
}

TEST(StandingTest, PartsAreCountedAndNotTheirWhole) {
  v1::Task task = Task(v1::TASK_STATE_ISSUED);
  task.set_parent_task("provinces/dong-nai/tasks/whole");
  EXPECT_TRUE(StandingOf(task).has_value());
  task.mutable_fan_out();
  EXPECT_FALSE(StandingOf(task).has_value());
}

}  // namespace
}  // namespace phoihop::task
