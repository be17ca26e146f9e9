// The way to the end: handing in, approving by another hand, returning, completing.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

const absl::Time kMondayMorning = At(kMonday);

TEST(Submit, FreezesCompletionAndReturningItCreditsTheWait) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  const absl::Time submitted = At("2026-06-24 10:00");  // Wednesday, four working days before 30/6
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", submitted), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(ledger.Clock("approve").due_date(), "2026-06-29");
  EXPECT_EQ(FromTimestamp(ledger.task().result().submit_time()), submitted);
  EXPECT_EQ(ledger.task().result().submitter().person(), Person("nguyen-van-a"));
  EXPECT_EQ(WakeTime(ledger.task()), At("2026-06-29 07:30")) << "a frozen clock wakes nobody";

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, "so-noi-vu", At("2026-06-26 10:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("approve").state(), v1::CLOCK_STATE_SATISFIED);
  const v1::Clock complete = ledger.Clock("complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(complete.credited_working_days(), 2);
  EXPECT_EQ(complete.due_date(), "2026-07-02");
  EXPECT_EQ(ledger.task().due_date(), "2026-07-02");
  EXPECT_EQ(FromTimestamp(complete.original_due_time()), EndOfDay(absl::CivilDay(2026, 6, 30)));
  EXPECT_EQ(FromTimestamp(complete.next_fire_time()), At("2026-06-29 07:30"));
  EXPECT_EQ(ledger.task().rework_count(), 1);

  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl", At("2026-07-02 16:00")), absl::OkStatus());
  EXPECT_EQ(ledger.Clock("approve-2").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(Approve, CompletesAtTheInstantOfSubmission) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}});
  const absl::Time submitted = At("2026-06-30 23:59");
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a", submitted), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, "so-noi-vu/giam-doc-noi-vu", At("2026-07-20 09:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(ledger.task().complete_time()), submitted);
  EXPECT_EQ(ledger.Clock("complete").state(), v1::CLOCK_STATE_SATISFIED);
  EXPECT_EQ(FromTimestamp(ledger.Clock("complete").end_time()), submitted);
  EXPECT_EQ(FromTimestamp(ledger.Clock("approve").end_time()), At("2026-07-20 09:00"));
  EXPECT_EQ(WakeTime(ledger.task()), std::nullopt);
  v1::Task shown = ledger.task();
  Present(shown, ActorOf("so-vhttdl"), TestFacts(), At("2026-08-01 00:00"));
  EXPECT_FALSE(shown.overdue());
}

TEST(Complete, EndsATaskWithoutApproval) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}}, /*approval=*/false);
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_COMPLETE, "so-vhttdl/nguyen-van-a", At("2026-03-05 08:00")), absl::OkStatus());
  EXPECT_EQ(ledger.task().state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(ledger.task().complete_time()), At("2026-03-05 08:00"));
  EXPECT_EQ(ledger.task().performer().person(), Person("nguyen-van-a"));
  EXPECT_EQ(ledger.task().result().submitter().person(), Person("nguyen-van-a"));
}

// The approver's unit is the performer's: two named persons are needed.
struct Separation {
  const char* performer;
  const char* approver;
  bool allowed;
};
class SeparationOfDuties : public testing::TestWithParam<Separation> {};

TEST_P(SeparationOfDuties, TellsHandsApart) {
  v1::Task task = UsualTask();
  task.set_approver_unit(Unit(std::string(GetParam().approver).substr(0, std::string(GetParam().approver).find('/'))));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", kMondayMorning), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, GetParam().performer, kMondayMorning), absl::OkStatus());
  const absl::Status approved = Do(ledger, v1::TASK_VERB_APPROVE, GetParam().approver, kMondayMorning);
  EXPECT_EQ(ReasonOf(approved),
            GetParam().allowed ? v1::ERROR_REASON_UNSPECIFIED : v1::ERROR_REASON_SEPARATION_OF_DUTIES)
      << approved;
}

INSTANTIATE_TEST_SUITE_P(
    , SeparationOfDuties,
    testing::Values(Separation{"so-vhttdl/a", "so-vhttdl/a", false}, Separation{"so-vhttdl/a", "so-vhttdl/b", true},
                    Separation{"so-vhttdl/a", "so-vhttdl", false}, Separation{"so-vhttdl", "so-vhttdl/b", false},
                    Separation{"so-vhttdl", "so-vhttdl", false}, Separation{"so-vhttdl/a", "so-noi-vu/a", false},
                    Separation{"so-vhttdl/a", "so-noi-vu/c", true}, Separation{"so-vhttdl", "so-noi-vu", true}));

TEST(Approve, NeitherTheAssignedPersonNorWhoHandedItInApproves) {
  constexpr char kDeputy[] = "so-vhttdl/pho-giam-doc", kOfficer[] = "so-vhttdl/nguyen-van-a";
  v1::Task task = UsualTask();
  task.set_approver_unit(Unit("so-vhttdl"));
  for (const auto& [starts, submits] : {std::pair(kDeputy, kOfficer), std::pair(kOfficer, kDeputy)}) {
    Ledger ledger;
    ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
    ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, "so-vhttdl", kMondayMorning), absl::OkStatus());
    ASSERT_EQ(Do(ledger, v1::TASK_VERB_START, starts, kMondayMorning), absl::OkStatus());
    ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, submits, kMondayMorning), absl::OkStatus());
    EXPECT_EQ(ReasonOf(Do(ledger, v1::TASK_VERB_APPROVE, kDeputy, kMondayMorning)),
              v1::ERROR_REASON_SEPARATION_OF_DUTIES);
    EXPECT_EQ(Do(ledger, v1::TASK_VERB_APPROVE, "so-vhttdl/giam-doc-cu", kMondayMorning), absl::OkStatus());
  }
}

}  // namespace
}  // namespace phoihop::task
