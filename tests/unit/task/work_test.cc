// Time, help and work on a task: what each verb does, and what it refuses.
#include "workflow/task/work.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using internal::v1::TaskCommand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kLead[] = "so-vhttdl/nguyen-van-a";
constexpr char kHead[] = "so-vhttdl/pho-giam-doc";
constexpr char kIssuer[] = "so-ke-hoach/giam-doc-ke-hoach";
constexpr char kApprover[] = "so-noi-vu/giam-doc-noi-vu";
constexpr char kSweep[] = "system:deadline-sweep";

Ledger Started(bool approval = true) {
  return IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, kLead}}, approval);
}

std::string Refusal(const absl::Status& status) { return status.ok() ? "" : ReasonName(ReasonOf(status)); }

TaskCommand Suspend(absl::string_view until) {
  TaskCommand command = CommandOf(v1::TASK_VERB_SUSPEND, UsualTask());
  command.mutable_suspend()->set_until_date(std::string(until));
  return command;
}

// -- Suspension

TEST(Suspension, NoClockRunsAndTheTimeIsCredited) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.task().due_date(), "2026-06-30");
  ASSERT_EQ(ledger.Do(Suspend("2026-03-31"), ActorOf(kIssuer), At("2026-03-16 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(ledger.Clock("resume").due_date(), "2026-03-31");
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-04-01 00:00"));
  // Never overdue while it stands still, however long.
  v1::Task shown = ledger.task();
  Present(shown, ActorOf(kIssuer), TestFacts(), At("2026-12-01 08:00"));
  EXPECT_FALSE(shown.overdue());
  // The engine resumes it at its day; that it comes late changes nothing.
  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf(kSweep), At("2026-04-03 10:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  ASSERT_THAT(ledger.task().suspensions(), SizeIs(1));
  EXPECT_EQ(FromTimestamp(ledger.task().suspensions(0).end_time()), At("2026-04-01 00:00"));
  EXPECT_EQ(ledger.task().suspensions(0).ended_by().system(), "deadline-sweep");
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_RUNNING);
  // Monday 16 to Tuesday 31 March: 12 working days.
  EXPECT_EQ(complete.credited_working_days(), 12);
  EXPECT_GT(complete.due_date(), "2026-06-30");
  EXPECT_EQ(ledger.Clock("resume").state(), v1::CLOCK_STATE_SATISFIED);
}

TEST(Suspension, SomebodyResumesItBefore) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(Suspend("2026-03-31"), ActorOf("so-vhttdl/pho-giam-doc"), At("2026-03-16 08:00")),
            absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_RESUME, kLead, At("2026-03-18 08:00"))), "PERMISSION_DENIED");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RESUME, "vp-ubnd/theo-doi", At("2026-03-18 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(FromTimestamp(ledger.task().suspensions(0).end_time()), At("2026-03-18 08:00"));
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  // What it was to be resumed at does not fire any more.
  EXPECT_NE(WakeTime(ledger.task()), At("2026-04-01 00:00"));
}

TEST(Suspension, GoesOnWhereItWas) {
  Ledger submitted = Started();
  ASSERT_EQ(Do(submitted, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(submitted.Do(Suspend("2026-03-31"), ActorOf(kIssuer), At("2026-03-04 08:00")), absl::OkStatus());
  EXPECT_EQ(submitted.Clock("complete").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(submitted.Clock("approve").state(), v1::CLOCK_STATE_SUSPENDED);
  ASSERT_EQ(Do(submitted, v1::TASK_VERB_RESUME, kIssuer, At("2026-03-10 08:00")), absl::OkStatus());
  EXPECT_EQ(submitted.task().state(), v1::TASK_STATE_SUBMITTED);
  EXPECT_EQ(submitted.Clock("complete").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(submitted.Clock("approve").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Suspension, AllTogetherHaveALimit) {
  Ledger ledger = Started();
  EXPECT_EQ(Refusal(ledger.Do(Suspend("2026-12-31"), ActorOf(kIssuer), At("2026-03-16 08:00"))), "SUSPENSION_LIMIT");
  ASSERT_EQ(ledger.Do(Suspend("2026-06-30"), ActorOf(kIssuer), At("2026-03-16 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RESUME, kIssuer, At("2026-06-30 08:00")), absl::OkStatus());
  // 107 days so far; 180 is the limit.
  EXPECT_EQ(Refusal(ledger.Do(Suspend("2026-09-30"), ActorOf(kIssuer), At("2026-07-01 08:00"))), "SUSPENSION_LIMIT");
  EXPECT_EQ(ledger.Do(Suspend("2026-09-10"), ActorOf(kIssuer), At("2026-07-01 08:00")), absl::OkStatus());
  EXPECT_EQ(Refusal(ledger.Do(Suspend("2026-01-01"), ActorOf(kIssuer), At("2026-07-01 08:00"))), "INVALID_FIELD");
}

// -- Extension

TaskCommand Ask(absl::string_view due) {
  TaskCommand command = CommandOf(v1::TASK_VERB_REQUEST_EXTENSION, UsualTask());
  command.mutable_request_extension()->set_due_date(std::string(due));
  return command;
}

TEST(Suspension, EndsWithTheTask) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_SUSPEND, "so-ke-hoach"}});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, "so-ke-hoach", At("2026-03-04 08:00")), absl::OkStatus());
  ASSERT_EQ(ledger.task().suspensions_size(), 1);
  EXPECT_EQ(FromTimestamp(ledger.task().suspensions(0).end_time()), At("2026-03-04 08:00"));
  EXPECT_EQ(ledger.task().suspensions(0).ended_by().unit(), Unit("so-ke-hoach"));
}

// While it had ended nobody told it anything.
TEST(Restore, LooksAtWhatItWaitsForOnceMore) {
  Ledger ledger;
  ledger.dependency.task.set_name(Task("t2"));
  ledger.dependency.task.set_lead_unit(Unit("so-vhttdl"));
  ledger.dependency.task.set_issuer_unit(Unit("so-ke-hoach"));
  ledger.dependency.task.set_state(v1::TASK_STATE_ISSUED);
  ASSERT_EQ(ledger.Do(CreateCommand(UsualTask(), true), ActorOf("so-ke-hoach"), At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ADD_DEPENDENCY, "so-ke-hoach", At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, "so-ke-hoach", At(kMonday)), absl::OkStatus());
  v1::Task revoked = ledger.task();
  const Context context{At(kMonday), ActorOf("so-ke-hoach")};
  const auto restored = Decide(revoked, CommandOf(v1::TASK_VERB_RESTORE, revoked), TestFacts(), context);
  ASSERT_TRUE(restored.ok()) << restored.status();
  ASSERT_EQ(restored->follow_ups.size(), 1u);
  EXPECT_EQ(restored->follow_ups[0].note_ended().name(), Task("t1"));
  EXPECT_EQ(restored->follow_ups[0].note_ended().task(), Task("t2"));
}

TEST(Extension, IsAskedForAndGranted) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(Ask("2026-07-31"), ActorOf(kLead), At("2026-06-01 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
  EXPECT_EQ(Refusal(ledger.Do(Ask("2026-08-31"), ActorOf(kLead), At("2026-06-01 08:00"))), "EXTENSION_PENDING");
  TaskCommand grant = CommandOf(v1::TASK_VERB_GRANT_EXTENSION, ledger.task());
  grant.mutable_grant_extension()->set_due_date("2026-07-15");
  ASSERT_EQ(ledger.Do(grant, ActorOf(kIssuer), At("2026-06-02 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-07-15");
  const v1::Extension& extension = ledger.task().extensions(0);
  EXPECT_EQ(extension.state(), v1::Extension::STATE_GRANTED);
  EXPECT_EQ(extension.requested_due_date(), "2026-07-31");
  EXPECT_EQ(extension.due_date_before(), "2026-06-30");
  EXPECT_EQ(extension.granted_due_date(), "2026-07-15");
  // What was due at first is kept, and the ladder follows the new day.
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(FromTimestamp(complete.original_due_time()), At("2026-07-01 00:00"));
  EXPECT_THAT(complete.rule(), HasSubstr("gia hạn"));
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_GRANT_EXTENSION, kIssuer, At("2026-06-02 08:00"))), "NO_REQUEST");
}

TEST(Extension, IsDenied) {
  Ledger ledger = Started();
  ASSERT_EQ(ledger.Do(Ask("2026-07-31"), ActorOf(kLead), At("2026-06-01 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_DENY_EXTENSION, kIssuer, At("2026-06-02 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
  EXPECT_EQ(ledger.task().extensions(0).explanation(), "Không có lý do");
  EXPECT_EQ(OpenExtension(ledger.task()), nullptr);
  EXPECT_EQ(ledger.Do(Ask("2026-07-31"), ActorOf(kLead), At("2026-06-03 08:00")), absl::OkStatus());
}

TEST(Extension, OnlyBeforeTheDeadlineAndWithinTheLimits) {
  Ledger ledger = Started();
  EXPECT_EQ(Refusal(ledger.Do(Ask("2026-06-30"), ActorOf(kLead), At("2026-06-01 08:00"))), "INVALID_FIELD");
  EXPECT_EQ(Refusal(ledger.Do(Ask("2027-06-30"), ActorOf(kLead), At("2026-06-01 08:00"))), "EXTENSION_LIMIT");
  // Until the last instant of its day; after it, too late.
  EXPECT_EQ(Refusal(ledger.Do(Ask("2026-07-31"), ActorOf(kLead), At("2026-07-01 00:01"))), "DEADLINE_PASSED");
  for (const char* day : {"2026-07-10", "2026-07-20", "2026-07-30"}) {
    ASSERT_EQ(ledger.Do(Ask(day), ActorOf(kLead), At("2026-06-01 08:00")), absl::OkStatus());
    ASSERT_EQ(Do(ledger, v1::TASK_VERB_GRANT_EXTENSION, kIssuer, At("2026-06-01 08:00")), absl::OkStatus());
  }
  EXPECT_EQ(Refusal(ledger.Do(Ask("2026-08-10"), ActorOf(kLead), At("2026-06-01 08:00"))), "EXTENSION_LIMIT");
}

// -- Other ends and ways back

TEST(Ending, ARefusedTaskIsDropped) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_REFUSE, "so-vhttdl"}, {v1::TASK_VERB_DROP, kIssuer}});
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_SKIPPED);
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
}

TEST(Ending, WhatCannotBeDoneIsDeclaredSoBySomebodyElse) {
  Ledger ledger = Started();
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_DECLARE_IMPOSSIBLE, kApprover, At(kMonday))), "NO_REQUEST");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead, At(kMonday))), "REPORT_PENDING");
  // Nothing stops for it.
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_RUNNING);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_DENY_IMPOSSIBLE, kApprover, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead, At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_DECLARE_IMPOSSIBLE, kApprover, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_FAILED);
  EXPECT_EQ(ledger.task().impossibility().decider().unit(), Unit("so-noi-vu"));
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
}

TEST(Ending, TheSamePersonDoesNotDeclareWhatTheyReported) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approver_unit(Unit("so-vhttdl"));
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REPORT_IMPOSSIBLE, kHead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_DECLARE_IMPOSSIBLE, kHead, At(kMonday))), "SEPARATION_OF_DUTIES");
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_DECLARE_IMPOSSIBLE, "so-vhttdl", At(kMonday))), "SEPARATION_OF_DUTIES");
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_DECLARE_IMPOSSIBLE, "so-vhttdl/giam-doc-cu", At(kMonday)), absl::OkStatus());
}

TEST(Ending, AReopenedTaskGoesOnInTheNextCycle) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, kApprover, At("2026-03-04 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REOPEN, kIssuer, At("2026-03-09 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(ledger.task().cycle(), 1);
  EXPECT_FALSE(ledger.task().has_result());
  EXPECT_FALSE(ledger.task().has_complete_time());
  ASSERT_THAT(ledger.task().earlier_results(), SizeIs(1));
  EXPECT_EQ(ledger.task().earlier_results(0).summary(), "Đã ban hành");
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(ledger.Clock("complete-2").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ledger.task().due_date(), "2026-06-30");
}

TEST(Ending, ARevokedTaskIsGivenAgain) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, kIssuer, At(kMonday)), absl::OkStatus());
  TaskCommand restore = CommandOf(v1::TASK_VERB_RESTORE, ledger.task());
  restore.mutable_restore()->set_due_date("2026-08-28");
  ASSERT_EQ(ledger.Do(restore, ActorOf(kIssuer), At("2026-03-09 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(ledger.task().assignee(), "");
  EXPECT_EQ(ledger.task().due_date(), "2026-08-28");
  EXPECT_EQ(ledger.Clock("acknowledge-2").state(), v1::CLOCK_STATE_RUNNING);
}

// -- Assignment

TEST(Assignment, TheFirstWhoClaimsHasIt) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_CLAIM, "so-vhttdl", At(kMonday))), "INVALID_FIELD");
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_CLAIM, "so-vhttdl/khach", At(kMonday))), "NOT_A_MEMBER");
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_RELEASE, kLead, At(kMonday))), "NOT_ASSIGNED");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_CLAIM, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().assignee(), Person("nguyen-van-a"));
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_CLAIM, "so-vhttdl/le-thi-b", At(kMonday))), "ALREADY_ASSIGNED");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_RELEASE, "so-vhttdl/le-thi-b", At(kMonday))), "PERMISSION_DENIED");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RELEASE, "so-vhttdl/pho-giam-doc", At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ledger.task().assignee(), "");
}

// -- Delegation

TEST(Delegation, MakesATaskOfItsOwnThatBlocksTheWhole) {
  Ledger ledger = Started();
  TaskCommand delegate = CommandOf(v1::TASK_VERB_DELEGATE, ledger.task());
  delegate.mutable_delegate()->set_blocking(true);
  ASSERT_EQ(ledger.Do(delegate, ActorOf(kHead), At(kMonday)), absl::OkStatus());
  ASSERT_THAT(ledger.created(), SizeIs(1));
  const v1::Task& child = ledger.created()[0];
  EXPECT_EQ(child.name(), Task("t1-gp-1"));
  EXPECT_EQ(child.lead_unit(), Unit("so-xay-dung"));
  EXPECT_EQ(child.issuer_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(child.delegated_from(), Task("t1"));
  EXPECT_EQ(child.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(child.requested_due_date(), "2026-06-30");
  EXPECT_EQ(ledger.task().lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At(kMonday))), "DELEGATION_OPEN");
  // Its end is noted, and the whole may be handed in.
  TaskCommand note;
  note.mutable_note_ended()->set_name(Task("t1"));
  note.mutable_note_ended()->set_task(Task("t1-gp-1"));
  note.mutable_note_ended()->set_end_state(v1::TASK_STATE_COMPLETED);
  ASSERT_EQ(ledger.Do(note, ActorOf("system:follow-ups"), At(kMonday)), absl::OkStatus());
  const int64_t version = ledger.task().version();
  ASSERT_EQ(ledger.Do(note, ActorOf("system:follow-ups"), At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().version(), version);
  EXPECT_EQ(Refusal(ledger.Do(note, ActorOf(kLead), At(kMonday))), "PERMISSION_DENIED");
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At(kMonday)), absl::OkStatus());
}

TEST(Delegation, IsRefused) {
  Ledger ledger = Started();
  TaskCommand delegate = CommandOf(v1::TASK_VERB_DELEGATE, ledger.task());
  delegate.mutable_delegate()->set_unit(Unit("so-vhttdl"));
  EXPECT_EQ(Refusal(ledger.Do(delegate, ActorOf(kHead), At(kMonday))), "SAME_UNIT");
  delegate.mutable_delegate()->set_unit(Unit("so-xay-dung"));
  delegate.mutable_delegate()->set_due_date("2026-07-01");
  EXPECT_EQ(Refusal(ledger.Do(delegate, ActorOf(kHead), At(kMonday))), "INVALID_FIELD");
  delegate.mutable_delegate()->set_due_date("2026-06-15");
  delegate.mutable_delegate()->set_unit(Unit("xa-cu"));
  EXPECT_EQ(Refusal(ledger.Do(delegate, ActorOf(kHead), At("2026-06-02 08:00"))), "UNIT_NOT_ALIVE");
}

TEST(Delegation, EndsWithTheWhole) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_DELEGATE, kHead, At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, kIssuer, At(kMonday)), absl::OkStatus());
  ASSERT_THAT(ledger.follow_ups(), SizeIs(1));
  EXPECT_EQ(ledger.follow_ups()[0].withdraw().name(), Task("t1-gp-1"));
}

TEST(Delegation, WhoDelegatedIsToldOfTheEnd) {
  Ledger child;
  v1::Task task = UsualTask();
  ASSERT_EQ(child.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), At(kMonday)), absl::OkStatus());
  v1::Event made = child.journal()[0];
  made.mutable_task_created()->mutable_task()->set_delegated_from(Task("t0"));
  v1::Task state = child.task();
  state.set_delegated_from(Task("t0"));
  const Context context{At(kMonday), ActorOf(kIssuer), {}, "request"};
  const auto decision = Decide(state, CommandOf(v1::TASK_VERB_REVOKE, state), TestFacts(), context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_THAT(decision->follow_ups, SizeIs(1));
  EXPECT_EQ(decision->follow_ups[0].note_ended().name(), Task("t0"));
  EXPECT_EQ(decision->follow_ups[0].note_ended().end_state(), v1::TASK_STATE_REVOKED);
}

// -- Contributions and copies

TEST(Contribution, IsAskedForAndGivenLateOrNot) {
  Ledger ledger = Started();
  TaskCommand ask = CommandOf(v1::TASK_VERB_REQUEST_CONTRIBUTIONS, ledger.task());
  ask.mutable_request_contributions()->set_due_date("2026-03-13");
  ASSERT_EQ(ledger.Do(ask, ActorOf(kLead), At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("contribute").due_date(), "2026-03-13");
  EXPECT_EQ(Refusal(ledger.Do(ask, ActorOf(kLead), At(kMonday))), "NOT_A_COORDINATOR");
  v1::Task shown = ledger.task();
  Present(shown, ActorOf(kLead), TestFacts(), At("2026-03-14 08:00"));
  EXPECT_TRUE(shown.contributions(0).late());
  // It holds nobody up.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_CONTRIBUTE, "so-y-te", At("2026-03-12 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("contribute").state(), v1::CLOCK_STATE_SATISFIED);
  shown = ledger.task();
  Present(shown, ActorOf(kLead), TestFacts(), At("2026-03-20 08:00"));
  EXPECT_FALSE(shown.contributions(0).late());
  // A later word replaces it.
  TaskCommand nothing = CommandOf(v1::TASK_VERB_CONTRIBUTE, ledger.task());
  nothing.mutable_contribute()->clear_text();
  EXPECT_EQ(Refusal(ledger.Do(nothing, ActorOf("so-y-te"), At(kMonday))), "INVALID_FIELD");
  nothing.mutable_contribute()->set_nothing(true);
  ASSERT_EQ(ledger.Do(nothing, ActorOf("so-y-te"), At("2026-03-16 08:00")), absl::OkStatus());
  ASSERT_THAT(ledger.task().contributions(), SizeIs(1));
  EXPECT_EQ(ledger.task().contributions(0).state(), v1::Contribution::STATE_NOTHING);
  EXPECT_EQ(ledger.task().contributions(0).request(), "Góp ý dự thảo");
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_CONTRIBUTE, "so-noi-vu", At(kMonday))), "PERMISSION_DENIED");
}

TEST(Copy, IsReadOnceAndBlocksNothing) {
  Ledger ledger = Started();
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_ACKNOWLEDGE_COPY, "phuong-long-khanh", At(kMonday))), "PERMISSION_DENIED");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SEND_COPIES, kIssuer, At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SEND_COPIES, kLead, At(kMonday)), absl::OkStatus());
  ASSERT_THAT(ledger.task().copies(), SizeIs(1));
  EXPECT_TRUE(MayView(ledger.task(), ActorOf("phuong-long-khanh"), TestFacts(), At(kMonday)));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACKNOWLEDGE_COPY, "phuong-long-khanh", At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACKNOWLEDGE_COPY, "phuong-long-khanh", At("2026-03-04 08:00")), absl::OkStatus());
  EXPECT_EQ(FromTimestamp(ledger.task().copies(0).read_time()), At("2026-03-03 08:00"));
}

// -- The lead's own work

TEST(Work, EvidenceIsGatheredAndHandedIn) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ADD_EVIDENCE, kLead, At(kMonday)), absl::OkStatus());
  TaskCommand second = CommandOf(v1::TASK_VERB_ADD_EVIDENCE, ledger.task());
  second.mutable_add_evidence()->mutable_documents(0)->set_number("13/TTr-SVHTTDL");
  ASSERT_EQ(ledger.Do(second, ActorOf(kLead), At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REMOVE_EVIDENCE, kLead, At(kMonday)), absl::OkStatus());
  TaskCommand none = CommandOf(v1::TASK_VERB_REMOVE_EVIDENCE, ledger.task());
  none.mutable_remove_evidence()->set_place(2);
  EXPECT_EQ(Refusal(ledger.Do(none, ActorOf(kLead), At(kMonday))), "INVALID_FIELD");
  // With evidence nothing has to be said in words.
  TaskCommand submit = CommandOf(v1::TASK_VERB_SUBMIT, ledger.task());
  submit.mutable_submit()->clear_result();
  ASSERT_EQ(ledger.Do(submit, ActorOf(kLead), At(kMonday)), absl::OkStatus());
  ASSERT_THAT(ledger.task().result().documents(), SizeIs(1));
  EXPECT_EQ(ledger.task().result().documents(0).number(), "13/TTr-SVHTTDL");
}

TEST(Work, ProgressAndChecklist) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REPORT_PROGRESS, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().progress().percent(), 40);
  TaskCommand wrong = CommandOf(v1::TASK_VERB_REPORT_PROGRESS, ledger.task());
  wrong.mutable_report_progress()->set_percent(101);
  EXPECT_EQ(Refusal(ledger.Do(wrong, ActorOf(kLead), At(kMonday))), "INVALID_FIELD");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SET_CHECKLIST, kLead, At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_CHECK_ITEM, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_TRUE(ledger.task().checklist(0).done());
  // Put in another order, what is done stays done.
  TaskCommand reorder = CommandOf(v1::TASK_VERB_SET_CHECKLIST, ledger.task());
  reorder.mutable_set_checklist()->clear_items();
  for (const char* item : {"Trình ký", "Soạn dự thảo"}) reorder.mutable_set_checklist()->add_items(item);
  ASSERT_EQ(ledger.Do(reorder, ActorOf(kLead), At(kMonday)), absl::OkStatus());
  EXPECT_FALSE(ledger.task().checklist(0).done());
  EXPECT_TRUE(ledger.task().checklist(1).done());
  TaskCommand unknown = CommandOf(v1::TASK_VERB_CHECK_ITEM, ledger.task());
  unknown.mutable_check_item()->set_id("9");
  EXPECT_EQ(Refusal(ledger.Do(unknown, ActorOf(kLead), At(kMonday))), "NOT_FOUND");
}

TEST(Work, WatchersAndComments) {
  Ledger ledger = Started();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_WATCH, "so-y-te", At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_WATCH, "so-y-te", At(kMonday)), absl::OkStatus());
  EXPECT_THAT(ledger.task().watchers(), SizeIs(1));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_UNWATCH, "so-y-te", At(kMonday)), absl::OkStatus());
  EXPECT_THAT(ledger.task().watchers(), IsEmpty());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_COMMENT, "so-y-te", At(kMonday)), absl::OkStatus());
  EXPECT_EQ(ledger.task().comment_count(), 1);
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_COMMENT, "so-xay-dung", At(kMonday))), "PERMISSION_DENIED");
}

// -- Dependencies

TEST(Dependency, ATaskStartsWhenTheOtherHasEnded) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_ADD_DEPENDENCY, kLead, At(kMonday))), "NOT_FOUND");
  ledger.dependency.task = UsualTask();
  ledger.dependency.task.set_name(Task("t2"));
  ledger.dependency.task.set_state(v1::TASK_STATE_IN_PROGRESS);
  ledger.dependency.circle = {Task("t2"), Task("t3"), Task("t1")};
  const absl::Status circle = Do(ledger, v1::TASK_VERB_ADD_DEPENDENCY, kLead, At(kMonday));
  EXPECT_EQ(Refusal(circle), "DEPENDENCY_CYCLE");
  EXPECT_THAT(std::string(circle.message()), HasSubstr("t1 → provinces/dong-nai/tasks/t2 →"));
  ledger.dependency.circle.clear();
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ADD_DEPENDENCY, kLead, At(kMonday)), absl::OkStatus());
  // The other one is looked at once more after the commit.
  ASSERT_THAT(ledger.follow_ups(), SizeIs(1));
  EXPECT_EQ(ledger.follow_ups()[0].note_ended().task(), Task("t2"));
  EXPECT_EQ(ledger.task().dependencies(0).unit(), Unit("so-vhttdl"));
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_START, kLead, At(kMonday))), "DEPENDENCY_OPEN");
  TaskCommand note = CommandOf(v1::TASK_VERB_NOTE_ENDED, ledger.task());
  note.mutable_note_ended()->set_end_state(v1::TASK_STATE_COMPLETED);
  ASSERT_EQ(ledger.Do(note, ActorOf("system:follow-ups"), At(kMonday)), absl::OkStatus());
  // It goes on again: so does the waiting.
  note.mutable_note_ended()->clear_end_state();
  ASSERT_EQ(ledger.Do(note, ActorOf("system:follow-ups"), At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_START, kLead, At(kMonday))), "DEPENDENCY_OPEN");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REMOVE_DEPENDENCY, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_START, kLead, At(kMonday)), absl::OkStatus());
}

// -- Custody

TEST(Custody, FollowsWithoutAGap) {
  Ledger ledger = IssuedAnd({});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REFUSE, "so-vhttdl", At("2026-03-03 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REISSUE, kIssuer, At("2026-03-04 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", At("2026-03-05 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At("2026-03-06 08:00")), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, kApprover, At("2026-03-09 08:00")), absl::OkStatus());
  std::vector<std::string> units;
  absl::Time end = At(kMonday);
  for (const v1::Custody& custody : ledger.task().custody()) {
    EXPECT_EQ(FromTimestamp(custody.start_time()), end);
    end = FromTimestamp(custody.end_time());
    units.push_back(custody.unit());
  }
  EXPECT_EQ(end, At("2026-03-09 08:00"));
  EXPECT_THAT(units, ElementsAre(Unit("so-vhttdl"), Unit("so-ke-hoach"), Unit("so-vhttdl"), Unit("so-noi-vu")));
}

}  // namespace
}  // namespace phoihop::task
