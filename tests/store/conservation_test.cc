// What the checks after an execution see: each of them fails when something is made wrong by hand.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/filter.h"
#include "services/store/rehoming_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/reorganised_world.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using testing::Create;
using testing::CreateDue;
using ::testing::ElementsAre;
using testing::Get;
using ::testing::IsEmpty;
using testing::kLead;
using testing::kOther;
using testing::kProvince;
using testing::kReorganisation;

class ConservationTest : public testing::ReorganisedWorld {
 protected:
  // Merged, all moved, everything in order. Tasks with a deadline and a plan.
  void Merged() {
    for (int i = 0; i < 4; ++i) {
      internal::v1::Command command = CreateDue(absl::StrCat("t", i), "2026-09-15");
      EXPECT_OK(engine().Apply(command));
    }
    Sql("UPDATE tasks SET plan = 'provinces/dong-nai/plans/k1', task = task || "
        "'{\"plan\": \"provinces/dong-nai/plans/k1\", \"plan_item\": \"provinces/dong-nai/plans/k1/items/1\"}', "
        "plan_item = 'provinces/dong-nai/plans/k1/items/1'");
    StopEngine();
    Execute(testing::MergeOfLead());
    MoveAll(engine());
    ASSERT_THAT(Broken(), IsEmpty());
  }
  const v1::ConservationCheck& The(v1::ConservationCheck::Kind kind) {
    report_ = Check();
    for (const auto& check : report_.checks()) {
      if (check.kind() == kind) return check;
    }
    ADD_FAILURE() << "no such check";
    return v1::ConservationCheck::default_instance();
  }

 private:
  v1::VerificationReport report_;
};

TEST_F(ConservationTest, AllHoldAndSayWhatTheyCounted) {
  Merged();
  const v1::VerificationReport report = Check();
  EXPECT_TRUE(report.holds());
  EXPECT_EQ(report.checks_size(), 6);
  EXPECT_TRUE(report.has_time());
  EXPECT_EQ(The(v1::ConservationCheck::KIND_EVERY_ITEM_HAS_ONE_OUTCOME).expected(), 4);
  EXPECT_EQ(The(v1::ConservationCheck::KIND_ONE_LIVE_LEAD).found(), 4);
  EXPECT_EQ(The(v1::ConservationCheck::KIND_PLAN_COUNTS_UNCHANGED).expected(), 4);
  EXPECT_GT(The(v1::ConservationCheck::KIND_BUDGET_CONSERVED).expected(), 0);
  EXPECT_EQ(report.counts_size(), 2);  // leads that moved, coordinators that became one with them
  EXPECT_EQ(report.counts(0).count(), 4);
}

TEST_F(ConservationTest, AMissingOutcomeIsSeen) {
  Merged();
  Sql("DELETE FROM rehoming_items WHERE task_id = 't2'");
  EXPECT_THAT(Broken(), ElementsAre("EVERY_ITEM_HAS_ONE_OUTCOME"));
  const auto& check = The(v1::ConservationCheck::KIND_EVERY_ITEM_HAS_ONE_OUTCOME);
  EXPECT_EQ(check.expected(), 4);
  EXPECT_EQ(check.found(), 3);
  EXPECT_THAT(check.samples(), ElementsAre(TaskName(kProvince, "t2")));
}

// One too many and one too few are as many as expected.
TEST_F(ConservationTest, AnOutcomeThatNobodyDecidedIsSeen) {
  Merged();
  Sql("UPDATE rehoming_items SET item = 'provinces/dong-nai/tasks/other', task_id = 'other' WHERE task_id = 't2'");
  EXPECT_THAT(Broken(), ::testing::Contains("EVERY_ITEM_HAS_ONE_OUTCOME"));
  const auto& check = The(v1::ConservationCheck::KIND_EVERY_ITEM_HAS_ONE_OUTCOME);
  EXPECT_EQ(check.expected(), check.found());
  EXPECT_EQ(check.samples_size(), 2);
}

TEST_F(ConservationTest, ATaskThatWasForgottenIsSeen) {
  Merged();
  // As if it had never been found: with the old unit, without outcome.
  Sql("UPDATE tasks SET lead_unit = 'provinces/dong-nai/units/so-a', "
      "task = task || '{\"lead_unit\": \"provinces/dong-nai/units/so-a\"}' WHERE task_id = 't1'");
  Sql("UPDATE task_participants SET unit = 'provinces/dong-nai/units/so-a' WHERE task_id = 't1' AND role = 'lead'");
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT", "ONE_LIVE_LEAD"));
  EXPECT_THAT(The(v1::ConservationCheck::KIND_NOTHING_WITH_CLOSED_UNIT).samples(),
              ElementsAre(TaskName(kProvince, "t1")));
  const auto& lead = The(v1::ConservationCheck::KIND_ONE_LIVE_LEAD);
  EXPECT_EQ(lead.expected(), 4);
  EXPECT_EQ(lead.found(), 3);
  Sql("DELETE FROM rehoming_items WHERE task_id = 't1'");
  EXPECT_THAT(Broken(), ::testing::Contains("EVERY_ITEM_HAS_ONE_OUTCOME"));
}

TEST_F(ConservationTest, ACoordinatorThatHasEndedIsSeen) {
  Merged();
  Sql("INSERT INTO task_participants VALUES ('dong-nai', 'provinces/dong-nai/units/so-a', 't3', 'coordinator')");
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT"));
}

TEST_F(ConservationTest, ASecondLeadIsSeen) {
  Merged();
  Sql("INSERT INTO task_participants VALUES ('dong-nai', 'provinces/dong-nai/units/so-a', 't3', 'lead')");
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT", "ONE_LIVE_LEAD"));
}

TEST_F(ConservationTest, ALeadThatDoesNotLiveIsSeen) {
  Merged();
  Sql("UPDATE unit_versions SET valid = '[2025-07-01,2026-07-01)' WHERE unit LIKE '%/so-b'");
  EXPECT_THAT(Broken(), ElementsAre("ONE_LIVE_LEAD"));
}

TEST_F(ConservationTest, AnotherLeadInTheColumnThanInTheTaskIsSeen) {
  Merged();
  Sql("UPDATE tasks SET task = task || '{\"lead_unit\": \"provinces/dong-nai/units/ubnd\"}' WHERE task_id = 't0'");
  EXPECT_THAT(Broken(), ElementsAre("ONE_LIVE_LEAD"));
}

// Two errors that cancel each other out in the sum.
TEST_F(ConservationTest, BudgetsAreComparedOneByOne) {
  Merged();
  Sql("UPDATE rehoming_items SET rehoming_item = jsonb_set(rehoming_item, '{remaining_after_seconds}', "
      "to_jsonb(((rehoming_item->>'remaining_after_seconds')::bigint + 60)::text)) WHERE task_id = 't0'");
  Sql("UPDATE rehoming_items SET rehoming_item = jsonb_set(rehoming_item, '{remaining_after_seconds}', "
      "to_jsonb(((rehoming_item->>'remaining_after_seconds')::bigint - 60)::text)) WHERE task_id = 't1'");
  EXPECT_THAT(Broken(), ElementsAre("BUDGET_CONSERVED"));
  const auto& check = The(v1::ConservationCheck::KIND_BUDGET_CONSERVED);
  EXPECT_EQ(check.expected(), check.found());
  EXPECT_EQ(check.samples_size(), 2);
}

TEST_F(ConservationTest, ATaskThatLeftItsPlanIsSeen) {
  Merged();
  Sql("UPDATE tasks SET plan = '' WHERE task_id = 't0'");
  EXPECT_THAT(Broken(), ElementsAre("PLAN_COUNTS_UNCHANGED"));
  EXPECT_EQ(The(v1::ConservationCheck::KIND_PLAN_COUNTS_UNCHANGED).found(), 3);
}

TEST_F(ConservationTest, AFailureIsSeen) {
  Merged();
  Sql("UPDATE rehoming_items SET state = 'STATE_FAILED' WHERE task_id = 't0'");
  EXPECT_THAT(Broken(), ElementsAre("EVERY_ITEM_HAS_ONE_OUTCOME", "NO_FAILURE"));
  EXPECT_THAT(The(v1::ConservationCheck::KIND_NO_FAILURE).samples(), ElementsAre(TaskName(kProvince, "t0")));
}

TEST_F(ConservationTest, PartsOfASplitCountOnceAndAreDueWhenTheWholeWas) {
  engine();
  MakePeopleAndCommunes();
  internal::v1::Command command = CreateDue("t1", "2026-09-15");
  auto* task = command.mutable_task()->mutable_create()->mutable_task();
  for (const char* commune : {"x1", "x2"}) task->add_territories(UnitName(kProvince, commune));
  EXPECT_OK(engine().Apply(command));
  Sql("UPDATE tasks SET plan = 'provinces/dong-nai/plans/k1', task = task || '{\"plan\": "
      "\"provinces/dong-nai/plans/k1\"}'");
  StopEngine();
  Execute(testing::SplitOfLeadByTerritory());
  MoveAll(engine());
  ASSERT_THAT(Broken(), IsEmpty());
  EXPECT_EQ(The(v1::ConservationCheck::KIND_PLAN_COUNTS_UNCHANGED).expected(), 1);
  EXPECT_EQ(The(v1::ConservationCheck::KIND_ONE_LIVE_LEAD).expected(), 2);
  const auto part = Sql("SELECT min(task_id) FROM tasks WHERE task ? 'superseded_task'")[0][0];
  const std::string of_part = absl::StrCat(" WHERE task_id = '", part, "'");
  Sql(absl::StrCat("UPDATE tasks SET due_time = due_time + interval '1 day'", of_part));
  EXPECT_THAT(Broken(), ElementsAre("BUDGET_CONSERVED"));
  Sql(absl::StrCat("UPDATE tasks SET due_time = due_time - interval '1 day', plan = ''", of_part));
  EXPECT_THAT(Broken(), ElementsAre("PLAN_COUNTS_UNCHANGED"));
}

// What is left may be another time after than before only where the policy says so.
TEST_F(ConservationTest, ClockPoliciesMayChangeWhatIsLeft) {
  EXPECT_OK(engine().Apply(CreateDue("t1", "2026-09-15")));
  v1::Reorganisation merge = testing::MergeOfLead();
  merge.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
  merge.mutable_clock_policy()->set_grace_working_days(5);
  Execute(merge);
  MoveAll(engine());
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "t1")).due_date(), "2026-09-22");
  EXPECT_THAT(Broken(), IsEmpty());
  EXPECT_EQ(The(v1::ConservationCheck::KIND_BUDGET_CONSERVED).expected(), 0);
}

TEST_F(ConservationTest, ClocksThatStandStillKeepWhatIsLeft) {
  EXPECT_OK(engine().Apply(CreateDue("t1", "2026-09-15")));
  v1::Reorganisation merge = testing::MergeOfLead();
  merge.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
  merge.mutable_clock_policy()->set_suspend_until("2026-08-10");
  Execute(merge);
  MoveAll(engine());
  EXPECT_THAT(Broken(), IsEmpty());
  EXPECT_GT(The(v1::ConservationCheck::KIND_BUDGET_CONSERVED).expected(), 0);
  EXPECT_EQ(Sql("SELECT frozen FROM tasks")[0][0], "t");
}

// What is not a task: items of a plan, and duties, which change with the organisation itself.
TEST_F(ConservationTest, PlansAndDutiesAreSeen) {
  engine();
  internal::v1::Command duty;
  duty.set_province(kProvince);
  duty.mutable_actor()->set_system("loader");
  auto* recorded = duty.mutable_reference()->mutable_record()->add_entries()->mutable_duty_recorded()->mutable_duty();
  recorded->set_name("provinces/dong-nai/duties/d1");
  recorded->set_function("Cung cấp thông tin chính thức");
  recorded->add_holders()->set_holder(kLead);
  recorded->mutable_holders(0)->set_role(v1::DUTY_ROLE_LEAD);
  recorded->mutable_basis()->set_instrument_number("22/2017/QĐ-UBND");
  EXPECT_OK(engine().Apply(duty));

  internal::v1::Command store;
  store.set_province(kProvince);
  store.mutable_actor()->set_unit(testing::kIssuer);
  v1::Plan* plan = store.mutable_plan()->mutable_store()->mutable_plan();
  plan->set_name("provinces/dong-nai/plans/k1");
  plan->set_display_name("Kế hoạch năm 2026");
  plan->set_issuer_unit(testing::kIssuer);
  plan->set_document_date("2026-01-15");
  plan->set_reference_date("2026-07-30");
  plan->set_source_filename("k1.csv");
  plan->set_source_sha256(std::string(32, 'k'));
  v1::PlanItem* item = plan->add_items();
  item->set_name(absl::StrCat(plan->name(), "/items/1"));
  item->set_ordinal("1");
  item->set_text("Cung cấp thông tin");
  item->set_state(v1::PlanItem::STATE_READY);
  item->add_leads()->set_text("Sở A");
  item->mutable_leads(0)->set_status(v1::ResponsibleParty::STATUS_UNDERSTOOD);
  item->mutable_leads(0)->add_units(kLead);
  item->mutable_deadline()->set_text("Thường xuyên");
  item->mutable_deadline()->set_kind(v1::DEADLINE_KIND_CONTINUOUS);
  EXPECT_OK(engine().Apply(store));
  EXPECT_THAT(Get(store::UnissuedPlans(database(), kProvince)), ElementsAre("k1"));

  Execute(testing::MergeOfLead());
  EXPECT_EQ(Sql("SELECT kind, outcome, from_unit, to_unit FROM rehoming_items"),
            (std::vector<std::vector<std::string>>{{"KIND_DUTY", "OUTCOME_MOVE", kLead, kOther}}));
  EXPECT_THAT(Broken(), ElementsAre("NOTHING_WITH_CLOSED_UNIT"));
  EXPECT_THAT(The(v1::ConservationCheck::KIND_NOTHING_WITH_CLOSED_UNIT).samples(), ElementsAre(item->name()));

  internal::v1::Command rehome;
  rehome.set_province(kProvince);
  rehome.mutable_actor()->set_system("rehoming");
  rehome.mutable_plan()->mutable_rehome()->set_name(plan->name());
  rehome.mutable_plan()->mutable_rehome()->set_reorganisation(kReorganisation);
  EXPECT_EQ(Get(engine().Apply(rehome)).event_count, 1);
  EXPECT_THAT(Broken(), IsEmpty());
  EXPECT_EQ(The(v1::ConservationCheck::KIND_EVERY_ITEM_HAS_ONE_OUTCOME).expected(), 2);

  Sql("UPDATE plans SET plan = jsonb_set(plan, '{items,0,name}', '\"provinces/dong-nai/plans/k1/items/7\"')");
  EXPECT_THAT(Broken(), ElementsAre("PLAN_COUNTS_UNCHANGED"));
  Sql("UPDATE plans SET plan = jsonb_set(plan, '{items,0,name}', '\"provinces/dong-nai/plans/k1/items/1\"')");
  Sql("DELETE FROM rehoming_items WHERE kind = 'KIND_DUTY'");
  EXPECT_THAT(Broken(), ElementsAre("EVERY_ITEM_HAS_ONE_OUTCOME"));
  Sql("UPDATE reference_items SET item = item #- '{holders,0,valid_to}' WHERE kind = 'duties'");
  EXPECT_THAT(Broken(), ElementsAre("EVERY_ITEM_HAS_ONE_OUTCOME", "NOTHING_WITH_CLOSED_UNIT"));
}

TEST_F(ConservationTest, CountsSayWhatRemains) {
  for (int i = 0; i < 5; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  Execute(testing::MergeOfLead());
  const std::vector<std::string> units = {kLead};
  auto totals = Get(store::CountRehoming(database(), kProvince, Current(), units));
  EXPECT_EQ(totals.remaining, 5);
  EXPECT_EQ(Get(Step(engine(), "", 2)).recorded, 2);
  totals = Get(store::CountRehoming(database(), kProvince, Current(), units));
  EXPECT_EQ(totals.remaining, 3);
  EXPECT_EQ(totals.done, 2);
  ASSERT_EQ(totals.counts.size(), 2u);
  EXPECT_EQ(totals.counts[0].count(), 2);
  MoveAll(engine());
  Undo();
  totals = Get(store::CountRehoming(database(), kProvince, Current(), units));
  EXPECT_EQ(totals.remaining, 5);
  MoveAll(engine());
  totals = Get(store::CountRehoming(database(), kProvince, Current(), units));
  EXPECT_EQ(totals.remaining, 0);
  EXPECT_EQ(totals.undone, 5);
}

TEST_F(ConservationTest, ListsGoByNameAndFilter) {
  Merged();
  const auto list = [&](absl::string_view filter, absl::string_view after, int limit) {
    const auto parsed = Get(store::Filter::Parse(filter, store::RehomingItemFields()));
    const auto page = Get(store::ListRehomingItems(database(), kProvince, kReorganisation, parsed, after, limit));
    std::vector<std::string> ids = {absl::StrCat(page.total)};
    for (const auto& item : page.items) ids.emplace_back(LastSegment(item.item()));
    return ids;
  };
  EXPECT_THAT(list("", "", 3), ElementsAre("4", "t0", "t1", "t2"));
  EXPECT_THAT(list("", TaskName(kProvince, "t2"), 3), ElementsAre("4", "t3"));
  EXPECT_THAT(list("", TaskName(kProvince, "t3"), 3), ElementsAre("4"));
  EXPECT_THAT(list("kind = TASK AND outcome = MERGE_ROLE AND state = DONE", "", 1), ElementsAre("4", "t0"));
  EXPECT_THAT(list("state = WAITING", "", 3), ElementsAre("0"));
  EXPECT_THAT(list(absl::StrCat("to_unit = \"", kOther, "\" AND plan = \"provinces/dong-nai/plans/k1\""), "", 9),
              ElementsAre("4", "t0", "t1", "t2", "t3"));
}

TEST_F(ConservationTest, ConcernedTasksAreThoseThatWillBeMoved) {
  for (int i = 0; i < 5; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  EXPECT_OK(engine().Apply(testing::Accept("t0")));
  EXPECT_OK(engine().Apply(testing::Start("t0")));
  EXPECT_OK(engine().Apply(testing::Complete("t0")));
  const auto ids = [&](store::ConcernedQuery query) {
    query.province = kProvince;
    std::vector<std::string> found;
    for (const v1::Task& task : Get(store::ConcernedTasks(database(), query))) {
      found.emplace_back(LastSegment(task.name()));
    }
    return found;
  };
  // Both units take part in each; every task once.
  EXPECT_THAT(ids({.units = {kLead, kOther}, .limit = 3}), ElementsAre("t1", "t2", "t3"));
  EXPECT_THAT(ids({.units = {kLead, kOther}, .after_task_id = "t3", .limit = 3}), ElementsAre("t4"));
  EXPECT_THAT(ids({.units = {UnitName(kProvince, "so-x")}, .limit = 3}), IsEmpty());
  EXPECT_THAT(ids({.assignee = PersonName(kProvince, "an"), .limit = 3}), IsEmpty());
}

}  // namespace
}  // namespace phoihop
