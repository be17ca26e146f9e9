// The write door: what goes through it, what it refuses, what it never does twice.
#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::Get;
using testing::kProvince;
using testing::Start;
using testing::WithRequestId;

class WriteDoorTest : public testing::World {};

v1::TaskState StateOf(const absl::StatusOr<engine::Applied>& applied) {
  EXPECT_TRUE(applied.ok()) << applied.status();
  return applied.ok() ? std::get<v1::Task>(applied->resource).state() : v1::TASK_STATE_UNSPECIFIED;
}

TEST_F(WriteDoorTest, ATaskGoesItsWay) {
  EXPECT_EQ(StateOf(engine().Apply(Create("t1"))), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf(engine().Apply(Accept("t1"))), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(StateOf(engine().Apply(Start("t1"))), v1::TASK_STATE_IN_PROGRESS);
  clock().Advance(absl::Microseconds(1'234'567));
  const auto completed = engine().Apply(Complete("t1"));
  EXPECT_EQ(StateOf(completed), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(completed->name, "provinces/dong-nai/tasks/t1");
  EXPECT_EQ(completed->last_sequence, static_cast<int64_t>(Journal().size()));
  EXPECT_FALSE(completed->replayed);
  CheckSound();
}

TEST_F(WriteDoorTest, TheSameRequestAgainIsAnsweredAgainAndNotDoneAgain) {
  EXPECT_OK(engine().Apply(Create("t1")));
  const auto first = engine().Apply(WithRequestId("r1", Accept("t1")));
  EXPECT_EQ(StateOf(first), v1::TASK_STATE_ACCEPTED);
  EXPECT_OK(engine().Apply(Start("t1")));
  const auto events = Journal().size();
  const auto again = engine().Apply(WithRequestId("r1", Accept("t1")));
  EXPECT_EQ(StateOf(again), v1::TASK_STATE_IN_PROGRESS);  // as it is now
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(Journal().size(), events);
  CheckSound();
}

TEST_F(WriteDoorTest, ARepeatedCreateWithoutIdAnswersTheTaskThatWasMade) {
  const auto first = Get(engine().Apply(WithRequestId("r1", Create(""))));
  const auto again = Get(engine().Apply(WithRequestId("r1", Create(""))));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.name, first.name);
  EXPECT_EQ(std::get<v1::Task>(again.resource).name(), first.name);
  EXPECT_NE(Get(engine().Apply(WithRequestId("r2", Create("")))).name, first.name);
  CheckSound();
}

TEST_F(WriteDoorTest, ARequestIdForAnotherRequestIsRefused) {
  EXPECT_OK(engine().Apply(WithRequestId("r1", Create("t1"))));
  const auto reused = engine().Apply(WithRequestId("r1", Accept("t1")));
  EXPECT_EQ(ReasonOf(reused.status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(reused.status().code(), absl::StatusCode::kAlreadyExists);
  CheckSound();
}

TEST_F(WriteDoorTest, ValidateOnlyAnswersAndWritesNothing) {
  EXPECT_OK(engine().Apply(Create("t1")));
  const auto events = Journal().size();
  internal::v1::Command accept = Accept("t1");
  accept.set_validate_only(true);
  EXPECT_EQ(StateOf(engine().Apply(accept)), v1::TASK_STATE_ACCEPTED);
  internal::v1::Command create = Create("t2");
  create.set_validate_only(true);
  EXPECT_EQ(StateOf(engine().Apply(create)), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(Journal().size(), events);
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t1")).state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(store::GetTask(database(), kProvince, "t2").status().code(), absl::StatusCode::kNotFound);
  EXPECT_OK(engine().Apply(Accept("t1")));  // the preview took nothing away
}

TEST_F(WriteDoorTest, AnOldEtagIsToldToReadAgain) {
  const auto created = Get(engine().Apply(Create("t1")));
  internal::v1::Command accept = Accept("t1");
  accept.mutable_task()->mutable_accept()->set_etag("v77");
  const auto refused = engine().Apply(accept);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("Read it again"));
}

// Submits all at once, so that they share batches, and waits for all answers.
std::vector<absl::StatusOr<engine::Applied>> SubmitAll(engine::Engine& engine,
                                                       std::vector<internal::v1::Command> commands) {
  std::vector<absl::StatusOr<engine::Applied>> answers(commands.size(), absl::UnknownError("not answered"));
  absl::BlockingCounter left(static_cast<int>(commands.size()));
  for (size_t i = 0; i < commands.size(); ++i) {
    engine.Submit(std::move(commands[i]), [&, i](absl::StatusOr<engine::Applied> answer) {
      answers[i] = std::move(answer);
      left.DecrementCount();
    });
  }
  left.Wait();
  return answers;
}

TEST_F(WriteDoorTest, CommandsToOneTaskInOneBatchAreAppliedInOrder) {
  const auto answers = SubmitAll(engine(), {Create("t1"), Accept("t1"), Accept("t1"), Start("t1"), Complete("t1")});
  EXPECT_EQ(StateOf(answers[0]), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf(answers[1]), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ReasonOf(answers[2].status()), v1::ERROR_REASON_TRANSITION_NOT_ALLOWED);
  EXPECT_EQ(StateOf(answers[3]), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(StateOf(answers[4]), v1::TASK_STATE_COMPLETED);
  CheckSound();
}

TEST_F(WriteDoorTest, ARefusalAndAPoisonedCommandLeaveTheirNeighboursAlone) {
  EXPECT_OK(engine().Apply(Create("first")));
  // The database refuses what this one writes; the rules know nothing of it.
  Sql("ALTER TABLE tasks ADD CONSTRAINT poison CHECK (title <> 'poison')");
  const auto answers = SubmitAll(engine(), {Create("t1"), Create("t2", "poison"), Accept("t2"), Accept("nobody"),
                                            Create("t3"), Accept("first"), Create("t4", "poison")});
  EXPECT_OK(answers[0]);
  EXPECT_EQ(answers[1].status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(answers[1].status().message()), ::testing::Not(::testing::HasSubstr("constraint")));
  // Who may not accept a task is not told whether it exists.
  EXPECT_EQ(ReasonOf(answers[2].status()), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(answers[3].status()), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_OK(answers[4]);
  EXPECT_OK(answers[5]);
  EXPECT_EQ(answers[6].status().code(), absl::StatusCode::kInternal);
  CheckSound();
}

TEST_F(WriteDoorTest, ARowThatCannotBeReadHarmsOnlyItsTask) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(Create("t2")));
  StopEngine();
  Sql("UPDATE tasks SET task = task || '{\"from_the_future\": 1}', version = version + 1 WHERE task_id = 't1'");
  const auto fresh = NewEngine();
  const auto answers = SubmitAll(*fresh, {Accept("t1"), Accept("t2")});
  EXPECT_EQ(answers[0].status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(StateOf(answers[1]), v1::TASK_STATE_ACCEPTED);
}

TEST_F(WriteDoorTest, WhatAnotherReplicaChangedIsSeenThroughTheCache) {
  const auto other = NewEngine();
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_EQ(StateOf(other->Apply(Accept("t1"))), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(StateOf(engine().Apply(Start("t1"))), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(StateOf(other->Apply(Complete("t1"))), v1::TASK_STATE_COMPLETED);
  CheckSound();
}

TEST_F(WriteDoorTest, AFullQueueSaysWhenToComeBack) {
  const auto small = NewEngine({.lanes = 1, .queue_limit = 2});
  EXPECT_OK(engine().Apply(Create("t1")));
  // Keeps the lane busy until it lets go.
  absl::Notification entered, leave;
  small->Submit(Accept("t1"), [&](const auto&) {
    entered.Notify();
    leave.WaitForNotification();
  });
  entered.WaitForNotification();
  std::vector<absl::StatusOr<engine::Applied>> answers(3, absl::UnknownError("not answered"));
  absl::BlockingCounter left(3);
  for (int i = 0; i < 3; ++i) {
    small->Submit(Create(absl::StrCat("q", i)), [&, i](absl::StatusOr<engine::Applied> answer) {
      answers[i] = std::move(answer);
      left.DecrementCount();
    });
  }
  EXPECT_EQ(small->QueueDepth(), 2);
  leave.Notify();
  left.Wait();
  EXPECT_OK(answers[0]);
  EXPECT_OK(answers[1]);
  EXPECT_EQ(ReasonOf(answers[2].status()), v1::ERROR_REASON_QUEUE_FULL);
}

TEST_F(WriteDoorTest, StoppingFinishesWhatWaitsAndRefusesTheRest) {
  std::atomic<int> done = 0;
  engine::Engine& stopped = engine();
  for (int i = 0; i < 200; ++i) {
    stopped.Submit(Create(absl::StrCat("t", i)), [&](const auto& answer) {
      EXPECT_OK(answer);
      ++done;
    });
  }
  stopped.Stop();
  EXPECT_EQ(done, 200);
  EXPECT_EQ(ReasonOf(stopped.Apply(Create("late")).status()), v1::ERROR_REASON_STOPPING);
  CheckSound();
}

TEST_F(WriteDoorTest, FactsOfAnUnknownProvinceAreEmpty) {
  const auto facts = Get(engine().FactsOf("lang-son"));
  EXPECT_EQ(facts->data().version(), 0);
  EXPECT_EQ(facts->data().units_size(), 0);
  const auto loaded = Get(engine().FactsOf(kProvince));
  EXPECT_EQ(loaded->data().version(), 1);
  EXPECT_EQ(loaded->data().units_size(), 3);
}

TEST_F(WriteDoorTest, LoadingTheSameReferenceDataAgainChangesNothing) {
  const auto events = (engine(), Journal().size());
  EXPECT_EQ(Get(engine().Apply(testing::Reference())).event_count, 0);
  EXPECT_EQ(Journal().size(), events);
  EXPECT_EQ(Get(engine().FactsOf(kProvince))->data().version(), 1);
}

TEST_F(WriteDoorTest, AChangeOfTheOrganisationIsSeenByTheNextDecisionOfEveryReplica) {
  const auto other = NewEngine();
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(other->Apply(Create("t2")));
  internal::v1::Command closing = testing::Reference();
  auto* record = closing.mutable_reference()->mutable_record();
  while (record->entries_size() > 1) {
    if (record->entries(0).unit_recorded().unit().name() == testing::kOther) break;
    record->mutable_entries()->DeleteSubrange(0, 1);
  }
  record->mutable_entries()->DeleteSubrange(1, record->entries_size() - 1);
  ASSERT_EQ(record->entries(0).unit_recorded().unit().name(), testing::kOther);
  record->mutable_entries(0)->mutable_unit_recorded()->mutable_unit()->mutable_versions(0)->set_valid_to("2026-07-30");
  EXPECT_OK(engine().Apply(closing));
  // so-b coordinates every task of Create; the other replica was told nothing.
  EXPECT_EQ(ReasonOf(other->Apply(Create("t3")).status()), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  CheckSound();
}

internal::v1::Command StorePlan(absl::string_view file) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(testing::kIssuer);
  v1::Plan* plan = command.mutable_plan()->mutable_store()->mutable_plan();
  plan->set_name("provinces/dong-nai/plans/kh-2026");
  plan->set_display_name("Kế hoạch năm 2026");
  plan->set_issuer_unit(testing::kIssuer);
  plan->set_document_date("2026-01-15");
  plan->set_period_start_date("2026-01-01");
  plan->set_period_end_date("2026-12-31");
  plan->set_reference_date("2026-07-30");
  plan->set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
  plan->set_source_filename(std::string(file));
  plan->set_source_sha256(std::string(32, file.front()));
  for (const char* id : {"1", "2"}) {
    v1::PlanItem* item = plan->add_items();
    item->set_name(absl::StrCat(plan->name(), "/items/", id));
    item->set_ordinal(id);
    item->set_text("Cung cấp thông tin");
    item->set_state(v1::PlanItem::STATE_READY);
    v1::ResponsibleParty* lead = item->add_leads();
    lead->set_text("Sở A");
    lead->set_status(v1::ResponsibleParty::STATUS_UNDERSTOOD);
    lead->add_units(testing::kLead);
    item->mutable_deadline()->set_text("Tháng 10/2026");
    item->mutable_deadline()->set_kind(v1::DEADLINE_KIND_MONTH);
    item->mutable_deadline()->set_nominal_due_date("2026-10-31");
    item->mutable_deadline()->set_effective_due_date("2026-11-02");
  }
  return command;
}

internal::v1::Command IssuePlan() {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(testing::kIssuer);
  command.mutable_plan()->mutable_issue()->set_name("provinces/dong-nai/plans/kh-2026");
  return command;
}

TEST_F(WriteDoorTest, APlanIsStoredOnceAndIssuedIntoTasksOnce) {
  const auto stored = engine().Apply(StorePlan("a.csv"));
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(Get(engine().Apply(StorePlan("a.csv"))).event_count, 0);
  EXPECT_EQ(ReasonOf(engine().Apply(StorePlan("b.csv")).status()), v1::ERROR_REASON_ALREADY_EXISTS);
  const auto read = Get(store::GetPlan(database(), kProvince, "kh-2026"));
  EXPECT_EQ(read.plan.etag(), std::get<v1::Plan>(stored->resource).etag());

  internal::v1::Command stale = IssuePlan();
  stale.set_etag("stale");
  EXPECT_EQ(ReasonOf(engine().Apply(stale).status()), v1::ERROR_REASON_ETAG_MISMATCH);
  internal::v1::Command preview = IssuePlan();
  preview.set_validate_only(true);
  EXPECT_EQ(Get(engine().Apply(preview)).created.size(), 2u);
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks")[0][0], "0");

  internal::v1::Command issue = WithRequestId("issue", IssuePlan());
  issue.set_etag(read.plan.etag());
  const auto issued = Get(engine().Apply(issue));
  ASSERT_EQ(issued.created.size(), 2u);
  // One event each: a task of a plan is made in the state in which it begins.
  EXPECT_EQ(issued.event_count, 3);
  EXPECT_EQ(issued.created[0]->task_created().task().state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(std::get<v1::Plan>(issued.resource).state(), v1::Plan::STATE_ISSUED);
  EXPECT_OK(engine().Apply(Create("after")));
  const auto again = Get(engine().Apply(issue));
  EXPECT_TRUE(again.replayed);
  EXPECT_TRUE(again.created.empty());
  EXPECT_EQ(std::get<v1::Plan>(again.resource).etag(), std::get<v1::Plan>(issued.resource).etag());
  const auto list = Get(store::ListPlans(database(), {.province = kProvince}));
  ASSERT_EQ(list.plans.size(), 1u);
  EXPECT_EQ(list.total_size, 1);
  EXPECT_EQ(list.plans[0].items_size(), 0);
  CheckSound();
}

}  // namespace
}  // namespace phoihop
