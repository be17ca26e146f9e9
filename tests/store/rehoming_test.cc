// Steps that move open work: each item once, whoever takes them, whatever breaks off in between.

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/rehoming_reader.h"
#include "services/store/task_reader.h"
#include "services/store/write_session.h"
#include "tests/store/reorganised_world.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using testing::Create;
using ::testing::ElementsAre;
using testing::Get;
using ::testing::IsEmpty;
using testing::kLead;
using testing::kOther;
using testing::kProvince;
using testing::kReorganisation;

class RehomingTest : public testing::ReorganisedWorld {
 protected:
  v1::Task Task(absl::string_view id) { return Get(store::GetTask(database(), kProvince, id)); }
  int Moves() { return std::stoi(Sql("SELECT count(*) FROM events WHERE event ? 'task_rehomed'")[0][0]); }
};

TEST_F(RehomingTest, StepsMoveEveryOpenTaskOnce) {
  for (int i = 0; i < 7; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  EXPECT_OK(engine().Apply(testing::Accept("t6")));
  EXPECT_OK(engine().Apply(testing::Start("t6")));
  EXPECT_OK(engine().Apply(testing::Complete("t6")));  // has ended: stays where it was
  Execute(testing::MergeOfLead());

  auto step = Get(Step(engine(), "", 4));
  EXPECT_EQ(step.claimed, 4);
  EXPECT_EQ(step.recorded, 4);
  EXPECT_EQ(step.last_task_id, "t3");
  step = Get(Step(engine(), "t3", 4));
  EXPECT_EQ(step.claimed, 2);
  EXPECT_EQ(step.last_task_id, "t5");
  step = Get(Step(engine(), "t5", 4));
  EXPECT_EQ(step.claimed, 0);
  EXPECT_EQ(step.last_task_id, "");
  EXPECT_EQ(MoveAll(engine()).claimed, 0);

  for (int i = 0; i < 6; ++i) {
    const v1::Task task = Task(absl::StrCat("t", i));
    EXPECT_EQ(task.lead_unit(), kOther);
    EXPECT_THAT(task.coordinator_units(), IsEmpty());
  }
  EXPECT_EQ(Task("t6").lead_unit(), kLead);
  EXPECT_EQ(Outcomes().size(), 6u);
  EXPECT_EQ(Outcomes().front(), "t0 DONE MERGE_ROLE so-a so-b");
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, NothingMovesBeforeTheSwitchOrWhilePaused) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_EQ(Get(Step(engine())).claimed, 0);  // nobody knows it
  Execute(testing::MergeOfLead());
  internal::v1::Command pause;
  pause.set_province(kProvince);
  pause.mutable_actor()->set_unit(testing::kIssuer);
  pause.mutable_reference()->mutable_pause_reorganisation()->set_name(kReorganisation);
  EXPECT_OK(engine().Apply(pause));
  const auto step = Get(Step(engine()));
  EXPECT_EQ(step.claimed, 0);
  EXPECT_EQ(step.last_task_id, "");
  EXPECT_EQ(Task("t1").lead_unit(), kLead);
}

TEST_F(RehomingTest, HandoffsInFlightGoWithTheirTask) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(testing::Accept("t1")));
  HandOffFrom(kLead, kOther, v1::Handoff::KIND_REQUEST, 1);
  HandOffFrom(kLead, testing::kIssuer, v1::Handoff::KIND_REQUEST, 2);
  HandOffFrom(kLead, kOther, v1::Handoff::KIND_TRANSFER);
  Execute(testing::MergeOfLead());
  MoveAll(engine());
  EXPECT_THAT(Outcomes(), ::testing::SizeIs(4)) << "the task and each hand-off";
  const v1::Task task = Task("t1");
  EXPECT_EQ(task.lead_unit(), kOther);
  EXPECT_EQ(task.handoffs(0).state(), v1::Handoff::STATE_CLOSED) << "nobody is asked by itself";
  EXPECT_EQ(task.handoffs(1).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_EQ(task.handoffs(1).from_unit(), kOther);
  EXPECT_EQ(task.handoffs(2).state(), v1::Handoff::STATE_CLOSED);
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, EachThingThatAUnitIsAskedForHasAnOutcome) {
  internal::v1::Command create = Create("t1");
  create.mutable_task()->mutable_create()->mutable_task()->set_lead_unit(kOther);
  EXPECT_OK(engine().Apply(create));
  internal::v1::Command accept = testing::Accept("t1");
  accept.mutable_actor()->set_unit(kOther);
  EXPECT_OK(engine().Apply(accept));
  HandOffFrom(kOther, kLead, v1::Handoff::KIND_REQUEST, 1);
  HandOffFrom(kOther, kLead, v1::Handoff::KIND_INFORMATION);
  HandOffFrom(kOther, testing::kIssuer, v1::Handoff::KIND_REQUEST);
  Execute(testing::RenamingOfLead());
  MoveAll(engine());
  EXPECT_THAT(Outcomes(), ::testing::SizeIs(2)) << "what the issuer is asked for is not concerned";
  EXPECT_EQ(Task("t1").handoffs(0).state(), v1::Handoff::STATE_ACCEPTED);
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, TwoReplicasMoveNothingTwice) {
  constexpr int kTasks = 150;
  for (int i = 0; i < kTasks; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", 100 + i))));
  Execute(testing::MergeOfLead());
  const auto other = NewEngine();
  engine::Engine* const engines[] = {&engine(), other.get()};
  std::atomic<int> recorded = 0;
  std::vector<std::thread> threads;
  for (engine::Engine* one : engines) {
    threads.emplace_back([&, one] { recorded += MoveAll(*one, 7).recorded; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(recorded, kTasks);
  EXPECT_EQ(Moves(), kTasks);
  EXPECT_EQ(Sql("SELECT count(DISTINCT subject) FROM events WHERE event ? 'task_rehomed'")[0][0], absl::StrCat(kTasks));
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

// A unit that lives on keeps its work: it stays concerned, so only the recorded outcome says that it had its turn.
TEST_F(RehomingTest, TwoReplicasRecordWhatStaysOnce) {
  constexpr int kTasks = 60;
  for (int i = 0; i < kTasks; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", 100 + i))));
  Execute(testing::RenamingOfLead());
  clock().Advance(absl::Minutes(1));
  EXPECT_OK(engine().Apply(Create("t-later")));  // not the reorganisation's
  const auto other = NewEngine();
  std::atomic<int> recorded = 0;
  std::thread second([&] { recorded += MoveAll(*other, 3).recorded; });
  recorded += MoveAll(engine(), 3).recorded;
  second.join();
  EXPECT_EQ(recorded, kTasks);
  EXPECT_EQ(Moves(), kTasks);
  EXPECT_EQ(Sql("SELECT count(*) FROM rehoming_items WHERE outcome = 'OUTCOME_KEEP'")[0][0], absl::StrCat(kTasks));
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

// Connections are cut in the middle of steps, and the engine is thrown away between two of them.
TEST_F(RehomingTest, ACrashLosesNothingAndDoesNothingTwice) {
  constexpr int kTasks = 40;
  for (int i = 0; i < kTasks; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", 100 + i))));
  Execute(testing::MergeOfLead());
  EXPECT_EQ(Get(Step(engine(), "", 10)).recorded, 10);
  // Five of six transactions that record outcomes lose their connection while they do; the engine itself tries four
  // times. A sequence counts across what is rolled back.
  Sql("CREATE SEQUENCE writes");
  Sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
      "IF nextval('writes') % 6 <> 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$");
  Sql("CREATE TRIGGER cut AFTER INSERT ON rehoming_items FOR EACH STATEMENT EXECUTE FUNCTION cut()");
  const auto other = NewEngine();
  int unavailable = 0;
  for (bool rest = true; rest;) {
    const auto step = Step(*other, "", 5);
    EXPECT_TRUE(step.ok() || ReasonOf(step.status()) == v1::ERROR_REASON_STORE_UNAVAILABLE) << step.status();
    if (!step.ok()) ++unavailable;
    rest = !step.ok() || step->claimed > 0;
  }
  constexpr int kSteps = (kTasks - 10) / 5;
  EXPECT_EQ(unavailable, kSteps);
  EXPECT_EQ(Sql("SELECT last_value FROM writes")[0][0], absl::StrCat(6 * kSteps));
  EXPECT_EQ(Moves(), kTasks);
  EXPECT_EQ(Outcomes().size(), static_cast<size_t>(kTasks));
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, WhatCannotBeReadFailsAloneAndIsTriedAgain) {
  for (int i = 0; i < 5; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  Execute(testing::MergeOfLead());
  Sql("UPDATE tasks SET task = task || '{\"field_of_tomorrow\": 1}' WHERE task_id = 't2'");
  auto step = Get(Step(engine()));
  EXPECT_EQ(step.claimed, 5);
  EXPECT_EQ(step.recorded, 4);
  EXPECT_EQ(step.failed, 1);
  EXPECT_EQ(Outcomes()[2], "t2 FAILED UNSPECIFIED  ");
  EXPECT_THAT(Sql("SELECT rehoming_item->>'reason' FROM rehoming_items WHERE state = 'STATE_FAILED'")[0][0],
              ::testing::Not(IsEmpty()));
  EXPECT_THAT(Broken(),
              ElementsAre("EVERY_ITEM_HAS_ONE_OUTCOME", "NOTHING_WITH_CLOSED_UNIT", "ONE_LIVE_LEAD", "NO_FAILURE"));

  EXPECT_EQ(Get(Step(engine())).failed, 1);
  Sql("UPDATE tasks SET task = task - 'field_of_tomorrow' WHERE task_id = 't2'");
  step = Get(Step(engine()));
  EXPECT_EQ(step.claimed, 1);
  EXPECT_EQ(step.failed, 0);
  EXPECT_EQ(Outcomes()[2], "t2 DONE MERGE_ROLE so-a so-b");
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, WhatTheDatabaseRefusesFailsAlone) {
  for (int i = 0; i < 4; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  Execute(testing::MergeOfLead());
  Sql("ALTER TABLE tasks ADD CONSTRAINT never CHECK (task_id <> 't1' OR lead_unit LIKE '%/so-a')");
  const auto step = Get(Step(engine()));
  EXPECT_EQ(step.recorded, 3);
  EXPECT_EQ(step.failed, 1);
  EXPECT_EQ(Task("t1").lead_unit(), kLead);
  EXPECT_EQ(Outcomes()[1], "t1 FAILED UNSPECIFIED  ");
  Sql("ALTER TABLE tasks DROP CONSTRAINT never");
  EXPECT_EQ(Get(Step(engine())).recorded, 1);
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, WhatFailedAndEndedSinceNeedsNobodyAnyMore) {
  EXPECT_OK(engine().Apply(Create("t1")));
  Execute(testing::MergeOfLead());
  Sql("UPDATE tasks SET task = task || '{\"field_of_tomorrow\": 1}' WHERE task_id = 't1'");
  EXPECT_EQ(Get(Step(engine())).failed, 1);
  Sql("UPDATE tasks SET task = task - 'field_of_tomorrow' WHERE task_id = 't1'");
  internal::v1::Command revoke;
  revoke.set_province(kProvince);
  revoke.mutable_actor()->set_unit(testing::kIssuer);
  revoke.mutable_task()->mutable_revoke()->set_name(TaskName(kProvince, "t1"));
  revoke.mutable_task()->mutable_revoke()->set_reason("Không còn cần thiết");
  EXPECT_OK(engine().Apply(revoke));
  MoveAll(engine());
  EXPECT_EQ(Outcomes()[0], "t1 DONE CLOSE  ");
  EXPECT_THAT(Broken(), IsEmpty());
}

TEST_F(RehomingTest, WhatNobodyCanDecideWaitsForAPerson) {
  for (int i = 0; i < 3; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  Execute(testing::AbolitionOfLead());
  EXPECT_EQ(MoveAll(engine()).recorded, 3);
  EXPECT_EQ(Outcomes()[0], "t0 WAITING MANUAL so-a ");
  EXPECT_EQ(MoveAll(engine()).claimed, 0);
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT", "ONE_LIVE_LEAD"));
  EXPECT_EQ(Check().waiting(), 3);

  for (int i = 0; i < 3; ++i) Assign(TaskName(kProvince, absl::StrCat("t", i)), "so-b");
  EXPECT_EQ(MoveAll(engine()).recorded, 3);
  EXPECT_EQ(Task("t1").lead_unit(), kOther);
  EXPECT_THAT(Broken(), IsEmpty());
  EXPECT_EQ(Check().waiting(), 0);
  CheckSound();
}

TEST_F(RehomingTest, APersonsWorkGoesToAnother) {
  engine();
  MakePeopleAndCommunes();
  for (const char* id : {"t1", "t2", "t3"}) {
    EXPECT_OK(engine().Apply(Create(id)));
    EXPECT_OK(engine().Apply(testing::Accept(id)));
  }
  for (const auto& [id, person] : {std::pair("t1", "an"), std::pair("t2", "binh")}) {
    internal::v1::Command command = testing::Accept(id);
    auto* assign = command.mutable_task()->mutable_assign_person();
    assign->set_name(TaskName(kProvince, id));
    assign->set_person(PersonName(kProvince, person));
    EXPECT_OK(engine().Apply(command));
  }
  Execute(testing::EndOfMembership("binh"));
  EXPECT_EQ(MoveAll(engine()).recorded, 1);
  EXPECT_EQ(Task("t1").assignee(), PersonName(kProvince, "binh"));
  EXPECT_EQ(Task("t1").lead_unit(), kLead);
  EXPECT_EQ(Task("t3").assignee(), "");
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, ASplitMakesParts) {
  engine();
  MakePeopleAndCommunes();
  internal::v1::Command command = testing::CreateDue("t1", "2026-09-15");
  for (const char* commune : {"x1", "x2"}) {
    command.mutable_task()->mutable_create()->mutable_task()->add_territories(UnitName(kProvince, commune));
  }
  EXPECT_OK(engine().Apply(command));
  Execute(testing::SplitOfLeadByTerritory());
  MoveAll(engine());
  const v1::Task whole = Task("t1");
  EXPECT_EQ(whole.state(), v1::TASK_STATE_SUPERSEDED);
  ASSERT_EQ(whole.superseded_by_size(), 2);
  std::set<std::string> leads;
  for (const std::string& part : whole.superseded_by()) {
    leads.insert(Task(LastSegment(part)).lead_unit());
    EXPECT_EQ(Task(LastSegment(part)).due_date(), "2026-09-15");
  }
  EXPECT_THAT(leads, ElementsAre(kOther, UnitName(kProvince, "so-c")));
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();

  Undo();
  MoveAll(engine());
  EXPECT_EQ(Task("t1").state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(Task("t1").lead_unit(), kLead);
  for (const std::string& part : whole.superseded_by())
    EXPECT_EQ(Task(LastSegment(part)).state(), v1::TASK_STATE_REVOKED);
  EXPECT_THAT(Outcomes(), ElementsAre(::testing::StartsWith("t1 UNDONE SPLIT")));
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, AnUndoTakesBackWhatNobodyTouched) {
  for (const char* title : {"báo chí", "chuyển đổi số"}) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_OK(engine().Apply(Create(absl::StrCat(title[0] == 'c' ? "so" : "bao", i), title)));
    }
  }
  Execute(testing::SplitOfLead());
  MoveAll(engine());
  const std::string third = UnitName(kProvince, "so-c");
  EXPECT_EQ(Task("bao0").lead_unit(), kOther);
  EXPECT_EQ(Task("so0").lead_unit(), third);
  EXPECT_THAT(Broken(), IsEmpty());
  // Somebody goes on with one, and somebody makes another one.
  internal::v1::Command accept = testing::Accept("so1");
  accept.mutable_actor()->set_unit(third);
  EXPECT_OK(engine().Apply(accept));
  internal::v1::Command create = Create("z-new");
  create.mutable_task()->mutable_create()->mutable_task()->set_lead_unit(third);
  EXPECT_OK(engine().Apply(create));

  Undo();
  // Several replicas, and one step that is lost with its replica.
  const auto other = NewEngine();
  EXPECT_EQ(Get(Step(*other, "", 2)).recorded, 2);
  std::thread second([&] { MoveAll(*other, 1); });
  MoveAll(engine(), 2);
  second.join();
  EXPECT_EQ(Task("bao0").lead_unit(), kLead);
  EXPECT_THAT(Task("bao0").coordinator_units(), ElementsAre(kOther));
  EXPECT_EQ(Task("so0").lead_unit(), kLead);
  EXPECT_EQ(Task("so1").lead_unit(), third);
  EXPECT_THAT(Sql("SELECT task_id FROM rehoming_items WHERE state = 'STATE_UNDO_WAITING' ORDER BY 1"),
              ElementsAre(ElementsAre("so1"), ElementsAre("z-new")));
  EXPECT_EQ(Sql("SELECT count(*) FROM rehoming_items WHERE state = 'STATE_UNDONE'")[0][0], "5");
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT", "ONE_LIVE_LEAD"));

  Assign(TaskName(kProvince, "so1"), "so-a");
  Assign(TaskName(kProvince, "z-new"), "so-b");
  MoveAll(engine());
  EXPECT_EQ(Task("so1").lead_unit(), kLead);
  EXPECT_EQ(Task("z-new").lead_unit(), kOther);
  EXPECT_THAT(Broken(), IsEmpty());
  CheckSound();
}

TEST_F(RehomingTest, WhatFailedToMoveHasNothingToTakeBack) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(Create("t2")));
  Execute(testing::MergeOfLead());
  Sql("UPDATE tasks SET task = task || '{\"field_of_tomorrow\": 1}' WHERE task_id = 't2'");
  EXPECT_EQ(Get(Step(engine())).failed, 1);
  Undo();
  MoveAll(engine());
  EXPECT_THAT(Outcomes(), ElementsAre("t1 UNDONE MERGE_ROLE so-a so-b", "t2 UNDONE UNSPECIFIED  "));
  Sql("UPDATE tasks SET task = task - 'field_of_tomorrow' WHERE task_id = 't2'");
  EXPECT_EQ(Task("t2").lead_unit(), kLead);
  EXPECT_THAT(Broken(), IsEmpty());
}

// What another engine holds is not waited for, and not taken for nothing.
TEST_F(RehomingTest, WhatSomebodyHoldsIsLeftToTheNextLook) {
  for (int i = 0; i < 6; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  Execute(testing::MergeOfLead());
  auto holder = Get(store::WriteSession::Open(uri()));
  ASSERT_NE(holder, nullptr);
  store::LockRequest request;
  request.province = kProvince;
  for (int i = 0; i < 4; ++i) request.tasks.push_back({absl::StrCat("t", i), -1});
  EXPECT_OK(holder->Begin(request));
  // More are held than a step takes: it goes on behind them.
  auto step = Get(Step(engine(), "", 3));
  EXPECT_EQ(step.claimed, 2);
  EXPECT_EQ(step.last_task_id, "t5");
  EXPECT_EQ(Get(Step(engine(), "", 3)).claimed, 0);
  holder->Rollback();
  EXPECT_EQ(MoveAll(engine()).recorded, 4);
  EXPECT_THAT(Broken(), IsEmpty());
}

}  // namespace
}  // namespace phoihop
