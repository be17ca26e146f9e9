// What is found out later: that a task stood still, that its period runs from another day.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using internal::v1::TaskCommand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kLead[] = "so-vhttdl/nguyen-van-a";
constexpr char kIssuer[] = "so-ke-hoach/giam-doc-ke-hoach";
constexpr char kApprover[] = "so-noi-vu/giam-doc-noi-vu";
// May by role, and is the monitor.
constexpr char kRegistrar[] = "ubnd-tinh/chu-tich";
constexpr char kSweep[] = "system:deadline-sweep";

std::string Refusal(const absl::Status& status) { return status.ok() ? "" : ReasonName(ReasonOf(status)); }

// -- A standstill that is recorded afterwards. The task was given on Monday 2026-03-02 and is due on 2026-06-30.

Ledger Started() { return IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, kLead}}); }

TaskCommand StoodStill(absl::string_view from, absl::string_view until) {
  TaskCommand command = CommandOf(v1::TASK_VERB_RECORD_SUSPENSION, UsualTask());
  command.mutable_record_suspension()->set_from_date(std::string(from));
  command.mutable_record_suspension()->set_until_date(std::string(until));
  return command;
}

TEST(RecordSuspension, DaysThatAreOverAreCredited) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(StoodStill("2026-03-09", "2026-03-13"), ActorOf(kRegistrar), At("2026-03-20 08:00")),
            absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.suspension_recorded"));
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(complete.credited_working_days(), 5);
  EXPECT_EQ(complete.due_date(), "2026-07-07");
  EXPECT_EQ(FromTimestamp(complete.original_due_time()), EndOfDay(absl::CivilDay(2026, 6, 30)));
  EXPECT_THAT(complete.rule(), HasSubstr("cộng 5 ngày làm việc tạm dừng, ghi nhận sau"));
  ASSERT_THAT(ledger.task().suspensions(), SizeIs(1));
  const v1::Suspension& kept = ledger.task().suspensions(0);
  EXPECT_EQ(FromTimestamp(kept.end_time()), At("2026-03-14 00:00"));
  EXPECT_EQ(FromTimestamp(kept.record_time()), At("2026-03-20 08:00"));
  EXPECT_EQ(kept.basis().instrument_number(), "5/QĐ-UBND");
}

// The rung that fired meanwhile stays fired, and the next one waits for its new instant.
TEST(RecordSuspension, WhatHasFiredStaysFired) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-06-26 08:00")), absl::OkStatus());
  const v1::Clock before = ledger.Clock("complete");
  ASSERT_GT(before.next_rung(), 0);
  ASSERT_EQ(ledger.Do(StoodStill("2026-06-22", "2026-06-26"), ActorOf(kRegistrar), At("2026-06-29 08:00")),
            absl::OkStatus());
  const v1::Clock after = ledger.Clock("complete");
  EXPECT_EQ(after.next_rung(), before.next_rung());
  EXPECT_EQ(after.due_date(), "2026-07-07");
  EXPECT_GT(after.next_fire_time().seconds(), before.next_fire_time().seconds());
}

TEST(RecordSuspension, GoesOnUntilADayToCome) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(StoodStill("2026-03-16", "2026-03-31"), ActorOf(kRegistrar), At("2026-03-20 08:00")),
            absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(FromTimestamp(ledger.Clock("complete").frozen_time()), At("2026-03-16 00:00"));
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-04-01 00:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  // As if it had been suspended on that Monday.
  EXPECT_EQ(ledger.Clock("complete").credited_working_days(), 12);
}

TEST(RecordSuspension, AClockThatWaitsIsCreditedWhatItRanThen) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-11 09:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Do(StoodStill("2026-03-09", "2026-03-13"), ActorOf(kRegistrar), At("2026-03-20 08:00")),
            absl::OkStatus());
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(FromTimestamp(complete.frozen_time()), At("2026-03-11 09:00"));
  EXPECT_EQ(complete.credited_working_days(), 2);  // Monday and Tuesday
  // The approver's clock was armed in the middle of it.
  EXPECT_EQ(ledger.Clock("approve").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_GT(ledger.Clock("approve").credited_working_days(), 0);
}

TEST(RecordSuspension, WhileItStandsStillForAnotherReason) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUSPEND, kIssuer, At("2026-03-16 08:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Do(StoodStill("2026-03-09", "2026-03-13"), ActorOf(kRegistrar), At("2026-03-20 08:00")),
            absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_FALSE(ledger.Clock("complete").has_next_fire_time());
  // In the order of days: the open one is the last, and it is the one that ends.
  ASSERT_THAT(ledger.task().suspensions(), SizeIs(2));
  EXPECT_TRUE(ledger.task().suspensions(0).has_end_time());
  EXPECT_FALSE(ledger.task().suspensions(1).has_end_time());
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-04-01 00:00")), absl::OkStatus());
  EXPECT_TRUE(ledger.task().suspensions(1).has_end_time());
  EXPECT_EQ(ledger.Clock("complete").credited_working_days(), 17);
}

TEST(RecordSuspension, Refuses) {
  Ledger ledger = Started();
  const absl::Time now = At("2026-03-20 08:00");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-09", "2026-03-13"), ActorOf(kIssuer), now)), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-09", "2026-03-13"), ActorOf("so-vhttdl/pho-giam-doc"), now)),
            "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-20", "2026-03-25"), ActorOf(kRegistrar), now)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-13", "2026-03-09"), ActorOf(kRegistrar), now)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-02-27", "2026-03-03"), ActorOf(kRegistrar), now)),
            "SUSPENSION_OVERLAPS");
  TaskCommand unfounded = StoodStill("2026-03-09", "2026-03-13");
  unfounded.mutable_record_suspension()->clear_basis();
  EXPECT_EQ(Refusal(ledger.Do(unfounded, ActorOf(kRegistrar), now)), "BASIS_REQUIRED");
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-09", "2026-12-31"), ActorOf(kRegistrar), now)), "SUSPENSION_LIMIT");
  ASSERT_EQ(ledger.Do(StoodStill("2026-03-09", "2026-03-11"), ActorOf(kRegistrar), now), absl::OkStatus());
  EXPECT_EQ(Refusal(ledger.Do(StoodStill("2026-03-11", "2026-03-12"), ActorOf(kRegistrar), now)),
            "SUSPENSION_OVERLAPS");
  EXPECT_EQ(ledger.Do(StoodStill("2026-03-12", "2026-03-13"), ActorOf(kRegistrar), now), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("complete").credited_working_days(), 5);
}

// Recorded afterwards it comes to what it would have come to at the time.
RC_GTEST_PROP(RecordSuspension, IsAsIfItHadBeenSuspendedThen, ()) {
  const absl::CivilDay first = absl::CivilDay(2026, 3, 3) + *rc::gen::inRange(0, 60);
  const absl::CivilDay last = first + *rc::gen::inRange(0, 30);
  const absl::Time later = StartOfDay(last + 1) + absl::Hours(*rc::gen::inRange(0, 400));
  Ledger recorded = Started(), suspended = Started();
  RC_ASSERT(recorded.Do(StoodStill(FormatDate(first), FormatDate(last)), ActorOf(kRegistrar), later).ok());
  TaskCommand suspend = CommandOf(v1::TASK_VERB_SUSPEND, UsualTask());
  suspend.mutable_suspend()->set_until_date(FormatDate(last));
  RC_ASSERT(suspended.Do(suspend, ActorOf(kIssuer), StartOfDay(first)).ok());
  RC_ASSERT(suspended.Do(FireCommand(suspended.task()), ActorOf(kSweep), StartOfDay(last + 1)).ok());
  RC_ASSERT(recorded.Clock("complete").due_date() == suspended.Clock("complete").due_date());
  RC_ASSERT(recorded.Clock("complete").credited_working_days() == suspended.Clock("complete").credited_working_days());
}

// -- Another anchor. Thirty working days from the day on which an event happened.

Ledger Awaited(const std::string& anchor = "2026-03-02", int days = 30) {
  v1::Task task = UsualTask();
  task.clear_requested_due_date();
  task.set_awaited_event("Đề án được phê duyệt");
  task.mutable_awaited_period()->set_count(days);
  task.mutable_awaited_period()->set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  Ledger ledger;
  EXPECT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), At("2026-03-02 08:00")), absl::OkStatus());
  TaskCommand issue = CommandOf(v1::TASK_VERB_ISSUE, ledger.task());
  issue.mutable_issue()->set_anchor_date(anchor);
  EXPECT_EQ(ledger.Do(issue, ActorOf("so-ke-hoach"), At("2026-03-05 08:00")), absl::OkStatus());
  return ledger;
}

TaskCommand From(absl::string_view day) {
  TaskCommand command = CommandOf(v1::TASK_VERB_REANCHOR, UsualTask());
  command.mutable_reanchor()->set_anchor_date(std::string(day));
  return command;
}

TEST(Reanchor, AnotherClockTakesItsPlace) {
  Ledger ledger = Awaited();
  const v1::Clock before = ledger.Clock("complete");
  ASSERT_EQ(before.due_date(), "2026-04-13");
  ASSERT_EQ(ledger.Do(From("2026-03-04"), ActorOf(kIssuer), At("2026-03-10 08:00")), absl::OkStatus());
  EXPECT_THAT(TypesOf(ledger.last()), ElementsAre("task.reanchored"));
  EXPECT_THAT(ChangesOf(ledger.last()[0]), ElementsAre("due_date: 2026-04-13 -> 2026-04-15"));
  const v1::Clock old = ledger.Clock("complete"), now = ledger.Clock("complete-2");
  EXPECT_EQ(old.state(), v1::CLOCK_STATE_SUPERSEDED);
  EXPECT_EQ(old.superseded_by(), "complete-2");
  EXPECT_FALSE(old.has_next_fire_time());
  EXPECT_FALSE(deadline::IsOpen(old));
  EXPECT_EQ(now.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(FromTimestamp(now.anchor_time()), StartOfDay(absl::CivilDay(2026, 3, 4)));
  EXPECT_EQ(ledger.task().due_date(), "2026-04-15");
  EXPECT_THAT(now.rule(), HasSubstr("thay cho thời hạn tính từ ngày 02/03/2026"));
  // The same day again changes nothing.
  ASSERT_EQ(ledger.Do(From("2026-03-04"), ActorOf(kIssuer), At("2026-03-11 08:00")), absl::OkStatus());
  EXPECT_THAT(ledger.last(), IsEmpty());
}

TEST(Reanchor, KeepsTheRungsThatHaveFired) {
  Ledger ledger = Awaited();
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-04-10 08:00")), absl::OkStatus());
  const v1::Clock before = ledger.Clock("complete");
  ASSERT_GT(before.next_rung(), 0);
  const int fired = ledger.task().escalations_size();
  ASSERT_EQ(ledger.Do(From("2026-03-12"), ActorOf(kIssuer), At("2026-04-10 09:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("complete-2").next_rung(), before.next_rung());
  EXPECT_EQ(ledger.Clock("complete-2").escalation_policy_version(), before.escalation_policy_version());
  // The whole ladder fires once in all.
  for (absl::Time at = At("2026-04-10 10:00"); at < At("2026-06-30 00:00"); at += absl::Hours(24)) {
    ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), at), absl::OkStatus());
  }
  std::map<int, int> times;
  for (const v1::Escalation& escalation : ledger.task().escalations()) {
    if (escalation.clock_id().substr(0, 8) == "complete") ++times[escalation.rung_index()];
  }
  EXPECT_GT(ledger.task().escalations_size(), fired);
  for (const auto& [rung, count] : times) EXPECT_EQ(count, 1) << rung;
}

TEST(Reanchor, KeepsWhatWasCreditedAndGranted) {
  Ledger ledger = Awaited();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-05 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, kLead, At("2026-03-05 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-10 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, kApprover, At("2026-03-12 09:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Clock("complete").due_date(), "2026-04-15");
  ASSERT_EQ(ledger.Do(From("2026-03-04"), ActorOf(kIssuer), At("2026-03-13 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-04-17");
  EXPECT_EQ(ledger.Clock("complete-2").credited_working_days(), 2);

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REQUEST_EXTENSION, kLead, At("2026-03-13 08:00")), absl::OkStatus());
  TaskCommand grant = CommandOf(v1::TASK_VERB_GRANT_EXTENSION, ledger.task());
  grant.mutable_grant_extension()->set_due_date("2026-05-15");
  ASSERT_EQ(ledger.Do(grant, ActorOf(kIssuer), At("2026-03-13 09:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Do(From("2026-03-05"), ActorOf(kIssuer), At("2026-03-16 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-05-15");
  EXPECT_THAT(ledger.Clock("complete-3").rule(), HasSubstr("đã gia hạn đến hết ngày 15/05/2026"));
}

TEST(Reanchor, StandsWhereTheOldOneStood) {
  Ledger frozen = Awaited();
  ASSERT_EQ(Do(frozen, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-05 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(frozen, v1::TASK_VERB_START, kLead, At("2026-03-05 09:00")), absl::OkStatus());
  ASSERT_EQ(Do(frozen, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-10 09:00")), absl::OkStatus());
  ASSERT_EQ(frozen.Do(From("2026-03-04"), ActorOf(kIssuer), At("2026-03-11 08:00")), absl::OkStatus());
  EXPECT_EQ(frozen.Clock("complete-2").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(FromTimestamp(frozen.Clock("complete-2").frozen_time()), At("2026-03-10 09:00"));
  ASSERT_EQ(Do(frozen, v1::TASK_VERB_APPROVE, kApprover, At("2026-03-12 08:00")), absl::OkStatus());
  EXPECT_EQ(frozen.Clock("complete-2").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(frozen.Clock("complete").state(), v1::CLOCK_STATE_SUPERSEDED);

  Ledger still = Awaited();
  ASSERT_EQ(Do(still, v1::TASK_VERB_SUSPEND, kIssuer, At("2026-03-10 08:00")), absl::OkStatus());
  ASSERT_EQ(still.Do(From("2026-03-04"), ActorOf(kIssuer), At("2026-03-11 08:00")), absl::OkStatus());
  EXPECT_EQ(still.Clock("complete-2").state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_FALSE(still.Clock("complete-2").has_next_fire_time());
  ASSERT_EQ(Do(still, v1::TASK_VERB_RESUME, kIssuer, At("2026-03-17 08:00")), absl::OkStatus());
  EXPECT_EQ(still.Clock("complete-2").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Reanchor, MayBeOverdueAtOnce) {
  Ledger ledger = Awaited("2026-03-02", 5);
  ASSERT_EQ(ledger.Clock("complete").due_date(), "2026-03-09");
  ASSERT_EQ(ledger.Do(From("2026-02-24"), ActorOf(kIssuer), At("2026-03-06 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-03-03");
  // What that makes late is not the engine's lateness.
  EXPECT_GE(FromTimestamp(ledger.Clock("complete-2").next_fire_time()), At("2026-03-06 08:00"));
}

TEST(Reanchor, Refuses) {
  Ledger ledger = Awaited();
  const absl::Time now = At("2026-03-10 08:00");
  EXPECT_EQ(Refusal(ledger.Do(From("2026-03-04"), ActorOf(kLead), now)), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(ledger.Do(From("2026-03-11"), ActorOf(kIssuer), now)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(ledger.Do(From("11/03"), ActorOf(kIssuer), now)), "INVALID_DATE");
  TaskCommand unexplained = From("2026-03-04");
  unexplained.mutable_reanchor()->clear_reason();
  EXPECT_EQ(Refusal(ledger.Do(unexplained, ActorOf(kIssuer), now)), "INVALID_FIELD");
  Ledger dated = Started();
  const absl::Status fixed = dated.Do(From("2026-03-02"), ActorOf(kIssuer), now);
  EXPECT_EQ(Refusal(fixed), "NOT_ANCHORED");
  EXPECT_THAT(std::string(fixed.message()), HasSubstr("extension"));
}

}  // namespace
}  // namespace phoihop::task
