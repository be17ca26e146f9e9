// What the engine does by itself: rungs in order, each once; planned tasks on their day.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::Time kMondayMorning = At(kMonday);
constexpr char kSweep[] = "system:deadline-sweep";

absl::Status Fire(Ledger& ledger, absl::Time now) {
  return ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), now);
}

Ledger Accepted() {
  Ledger ledger;
  EXPECT_EQ(ledger.Do(CreateCommand(UsualTask(), true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.Do(CommandOf(v1::TASK_VERB_ACCEPT, ledger.task()), ActorOf("so-vhttdl"), kMondayMorning),
            absl::OkStatus());
  return ledger;
}

std::vector<std::string> RungsOf(const std::vector<v1::Event>& events) {
  std::vector<std::string> rungs;
  for (const v1::Event& event : events) {
    const v1::Escalation& rung = event.task_escalated().escalation();
    rungs.push_back(rung.clock_id() + " " + std::to_string(rung.offset_working_days()) + " planned " +
                    absl::FormatTime("%m-%d %H:%M", FromTimestamp(rung.planned_time()), VietnamTimeZone()));
  }
  return rungs;
}

TEST(FireDueClocks, NothingDueIsAnEmptyDecision) {
  Ledger ledger = Accepted();
  ASSERT_EQ(Fire(ledger, At("2026-06-25 07:29")), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty());
}

TEST(FireDueClocks, IsForTheSystemOnly) {
  Ledger ledger = Accepted();
  EXPECT_EQ(ReasonOf(ledger.Do(FireCommand(ledger.task()), ActorOf("vp-ubnd/theo-doi"), At("2026-07-30 08:00"))),
            v1::ERROR_REASON_PERMISSION_DENIED);
  Ledger missing;
  EXPECT_EQ(ReasonOf(missing.Do(FireCommand(UsualTask()), ActorOf(kSweep), kMondayMorning)),
            v1::ERROR_REASON_NOT_FOUND);
}

TEST(FireDueClocks, RungsFireOneByOneToThePeopleOfThatDay) {
  Ledger ledger = Accepted();
  ASSERT_EQ(Fire(ledger, At("2026-06-25 07:30")), absl::OkStatus());
  EXPECT_THAT(RungsOf(ledger.last()), ElementsAre("complete -3 planned 06-25 07:30"));
  EXPECT_EQ(ledger.last()[0].task_escalated().escalation().recipients(0).person(), Person("giam-doc-cu"));
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-29 07:30"));
  ASSERT_EQ(Fire(ledger, At("2026-06-25 07:31")), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty()) << "a rung fires once";
  ASSERT_EQ(Fire(ledger, At("2026-06-29 07:30")), absl::OkStatus());
  EXPECT_THAT(RungsOf(ledger.last()), ElementsAre("complete -1 planned 06-29 07:30"));
  EXPECT_EQ(ledger.last()[0].task_escalated().escalation().recipients(0).person(), Person("giam-doc-moi"))
      << "the head changed between the two rungs";
}

TEST(FireDueClocks, WhatWasMissedFiresInOrderAndSaysHowLate) {
  Ledger ledger = Accepted();
  const absl::Time late = At("2026-07-08 09:00");
  ASSERT_EQ(Fire(ledger, late), absl::OkStatus());
  EXPECT_THAT(RungsOf(ledger.last()), ElementsAre("complete -3 planned 06-25 07:30", "complete -1 planned 06-29 07:30",
                                                  "complete 0 planned 06-30 07:30", "complete 1 planned 07-01 07:30",
                                                  "complete 3 planned 07-03 07:30", "complete 5 planned 07-07 07:30"));
  for (const v1::Event& event : ledger.last()) {
    EXPECT_EQ(event.type(), "task.escalated");
    EXPECT_EQ(FromTimestamp(event.task_escalated().escalation().fire_time()), late);
  }
  EXPECT_TRUE(ledger.task().on_monitor_list());
  EXPECT_EQ(ledger.task().escalations_size(), 6);
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt) << "the ladder has ended";
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING) << "the deadline has not";
}

TEST(FireDueClocks, ClocksInterleaveByTheirPlannedInstants) {
  v1::Task task = UsualTask();
  task.set_requested_due_date("2026-03-05");
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(Fire(ledger, At("2026-03-06 08:00")), absl::OkStatus());
  // The reminder of three days before came with the task itself: its day, 2/3 07:30, had begun.
  EXPECT_THAT(RungsOf(ledger.last()),
              ElementsAre("complete -3 planned 03-02 08:00", "acknowledge 0 planned 03-04 07:30",
                          "complete -1 planned 03-04 07:30", "acknowledge 1 planned 03-05 07:30",
                          "complete 0 planned 03-05 07:30", "complete 1 planned 03-06 07:30"));
}

TEST(FireDueClocks, OneCallIsBoundedAndTheRestFollows) {
  v1::Task task = Accepted().task();
  const v1::Clock one = task.clocks(0).purpose() == v1::CLOCK_PURPOSE_COMPLETE ? task.clocks(0) : task.clocks(1);
  task.clear_clocks();
  for (int i = 0; i < 10; ++i) {
    *task.add_clocks() = one;
    task.mutable_clocks(i)->set_id("complete-" + std::to_string(i));
  }
  const Context context{At("2026-07-08 09:00"), ActorOf(kSweep), {}, "r"};
  std::vector<size_t> fired;
  while (true) {
    const auto decision = Decide(task, FireCommand(task), TestFacts(), context);
    ASSERT_TRUE(decision.ok()) << decision.status();
    if (decision->events.empty()) break;
    fired.push_back(decision->events.size());
    for (const v1::Event& event : decision->events) Evolve(task, event);
  }
  EXPECT_THAT(fired, ElementsAre(limits::kFiresPerSweep, 60 - limits::kFiresPerSweep)) << "ten ladders of six rungs";
}

TEST(FireDueClocks, AFrozenClockFiresNothing) {
  Ledger ledger = Accepted();
  ASSERT_EQ(ledger.Do(CommandOf(v1::TASK_VERB_SUBMIT, ledger.task()), ActorOf("so-vhttdl"), At("2026-06-24 08:00")),
            absl::OkStatus());
  ASSERT_EQ(Fire(ledger, At("2026-07-08 09:00")), absl::OkStatus());
  EXPECT_THAT(RungsOf(ledger.last()), ElementsAre("approve 0 planned 06-29 07:30", "approve 2 planned 07-01 07:30"));
  v1::Task shown = ledger.task();
  Present(shown, ActorOf("so-vhttdl"), TestFacts(), At("2026-07-08 09:00"));
  EXPECT_FALSE(shown.overdue()) << "it waits for the approver";
}

TEST(FireDueClocks, IssuesAPlannedTaskOnItsDay) {
  v1::Task task = UsualTask();
  *task.mutable_planned_issue_time() = ToTimestamp(At("2026-04-01 07:30"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-04-01 07:30"));
  ASSERT_EQ(Fire(ledger, At("2026-04-01 07:30")), absl::OkStatus());
  ASSERT_EQ(ledger.last().size(), 1u);
  EXPECT_EQ(ledger.last()[0].type(), "task.issued");
  EXPECT_EQ(ledger.last()[0].actor().system(), "deadline-sweep");
  EXPECT_EQ(ledger.Clock("start").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("acknowledge").due_date(), "2026-04-03");
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
}

TEST(FireDueClocks, APlannedTaskWhoseLeadHasEndedIsShownInsteadOfTriedForEver) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("xa-cu"));
  *task.mutable_planned_issue_time() = ToTimestamp(At("2026-04-01 07:30"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(Fire(ledger, At("2026-05-04 08:00")), absl::OkStatus()) << "the engine was down for a month";
  ASSERT_EQ(ledger.last().size(), 1u);
  const v1::Escalation& shown = ledger.last()[0].task_escalated().escalation();
  EXPECT_EQ(shown.recipients(0).unit(), Unit("so-ke-hoach"));
  EXPECT_THAT(shown.recipients(0).note(), HasSubstr("Xã Cũ không còn hoạt động"));
  EXPECT_TRUE(ledger.task().on_monitor_list());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
  EXPECT_EQ(ledger.Do(CommandOf(v1::TASK_VERB_REVOKE, ledger.task()), ActorOf("so-ke-hoach"), At("2026-05-04 08:00")),
            absl::OkStatus());
}

}  // namespace
}  // namespace phoihop::task
