// A task whose territories go to several units is superseded by one child for each.
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::Partition;
using v1::RehomingItem;

// so-vhttdl is split by territory: phuong-long-khanh and xa-cu go to so-moi, phong-van-hoa (a stand-in) to so-tu-phap.
void DivideByTerritory(RehomeWorld& world) {
  world.AddUnit("so-moi");
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-vhttdl", "so-moi", Partition::KEY_TERRITORY, {"phuong-long-khanh", "ubnd-tinh"});
  world.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_TERRITORY, {"phong-van-hoa"});
}

v1::Task Wide(absl::string_view id) {
  v1::Task task = RehomeWorld::TaskOf(id);
  for (const char* territory : {"phuong-long-khanh", "phong-van-hoa", "ubnd-tinh"}) {
    task.add_territories(Unit(territory));
  }
  return task;
}

TEST(RehomeSplit, EachPartGoesOnWhereTheTaskStood) {
  RehomeWorld world;
  DivideByTerritory(world);
  world.AddMember("so-moi", "nguyen-van-a", "2026-07-01");
  world.Issue(Wide("t1"));
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"), absl::OkStatus());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_HAND_OFF, "so-vhttdl"), absl::OkStatus());
  world.Execute();
  const v1::Task before = world.task("t1");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(TypesOf(world.last()), ElementsAre("task.split", "task.created", "task.created"));

  const v1::Task& parent = world.task("t1");
  EXPECT_EQ(parent.state(), v1::TASK_STATE_SUPERSEDED);
  for (const v1::Clock& clock : parent.clocks()) {
    EXPECT_NE(clock.state(), v1::CLOCK_STATE_RUNNING) << clock.id();
  }
  EXPECT_EQ(parent.handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  ASSERT_EQ(parent.superseded_by_size(), 2);
  EXPECT_THAT(parent.superseded_by(0), HasSubstr("/tasks/t1-p1-"));

  const RehomingItem item = world.Row("t1");
  EXPECT_EQ(item.outcome(), RehomingItem::OUTCOME_SPLIT);
  EXPECT_EQ(item.state(), RehomingItem::STATE_DONE);
  EXPECT_THAT(ChangesOf(item), ElementsAre("LEAD so-vhttdl -> so-moi SPLIT", "LEAD so-vhttdl -> so-tu-phap SPLIT"));
  EXPECT_THAT(item.children(), ElementsAre(parent.superseded_by(0), parent.superseded_by(1)));
  EXPECT_EQ(item.remaining_before_seconds(), item.remaining_after_seconds());
  EXPECT_GT(item.remaining_before_seconds(), 0);
  EXPECT_EQ(world.Row("t1/handoffs/1").outcome(), RehomingItem::OUTCOME_CLOSE);

  const v1::Task& first = world.tasks().at(parent.superseded_by(0));
  const v1::Task& second = world.tasks().at(parent.superseded_by(1));
  EXPECT_EQ(first.lead_unit(), Unit("so-moi"));
  EXPECT_EQ(second.lead_unit(), Unit("so-tu-phap"));
  EXPECT_THAT(first.territories(), ElementsAre(Unit("phuong-long-khanh"), Unit("ubnd-tinh")));
  EXPECT_THAT(second.territories(), ElementsAre(Unit("phong-van-hoa")));
  EXPECT_EQ(first.assignee(), Person("nguyen-van-a"));
  EXPECT_EQ(second.assignee(), "");
  for (const v1::Task* child : {&first, &second}) {
    EXPECT_EQ(child->state(), v1::TASK_STATE_IN_PROGRESS);
    EXPECT_EQ(child->superseded_task(), Task("t1"));
    EXPECT_EQ(child->version(), 1);
    EXPECT_EQ(child->due_date(), before.due_date());
    EXPECT_EQ(child->issuer_unit(), before.issuer_unit());
    EXPECT_EQ(child->approver_unit(), before.approver_unit());
    EXPECT_EQ(child->title(), before.title());
    EXPECT_TRUE(MessageDifferencer::Equals(child->issue_time(), before.issue_time()));
    EXPECT_THAT(child->handoffs(), IsEmpty());
    const v1::Clock inherited = world.Clock(LastSegment(child->name()), "complete");
    EXPECT_TRUE(MessageDifferencer::Equals(inherited, world.Clock(LastSegment(child->name()), "complete")));
    EXPECT_EQ(inherited.state(), v1::CLOCK_STATE_RUNNING);
    for (const v1::Clock& clock : before.clocks()) {
      if (clock.id() != "complete") continue;
      EXPECT_TRUE(MessageDifferencer::Equals(inherited, clock)) << "due instant, fired rungs, next rung";
    }
  }
  // The parts are tasks like any other.
  const std::string id(LastSegment(second.name()));
  EXPECT_EQ(world.Do(id, v1::TASK_VERB_SUBMIT, "so-tu-phap", kMove), absl::OkStatus());
}

TEST(RehomeSplit, APartThatIsOneUnitsMoves) {
  RehomeWorld world;
  DivideByTerritory(world);
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.add_territories(Unit("phong-van-hoa"));
  world.Issue(task);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(world.Row("t1").outcome(), RehomingItem::OUTCOME_MOVE);
}

TEST(RehomeSplit, OtherRolesOfTheSplitUnitFollowTheTerritories) {
  RehomeWorld world;
  DivideByTerritory(world);
  // Both the lead and the one who gave the task are the unit that is split.
  v1::Task task = Wide("t1");
  task.set_issuer_unit(Unit("so-vhttdl"));
  world.Issue(task);
  // One that only takes part in it.
  v1::Task other = Wide("t2");
  other.set_lead_unit(Unit("so-xay-dung"));
  other.clear_coordinator_units();
  other.add_coordinator_units(Unit("so-vhttdl"));
  world.Issue(other);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  const v1::Task& parent = world.task("t1");
  EXPECT_EQ(world.tasks().at(parent.superseded_by(0)).issuer_unit(), Unit("so-moi"));
  EXPECT_EQ(world.tasks().at(parent.superseded_by(1)).issuer_unit(), Unit("so-tu-phap"));
  ASSERT_EQ(world.Rehome("t2"), absl::OkStatus());
  EXPECT_THAT(world.task("t2").coordinator_units(), ElementsAre(Unit("so-moi"), Unit("so-tu-phap")));
  EXPECT_EQ(world.Row("t2").outcome(), RehomingItem::OUTCOME_MOVE);
}

TEST(RehomeSplit, AnAssignmentKeepsItTogether) {
  RehomeWorld world;
  DivideByTerritory(world);
  world.Issue(Wide("t1"));
  world.Assign(Task("t1"), "so-tu-phap");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_ISSUED);
}

TEST(RehomeSplit, NamesOfPartsAreIds) {
  RehomeWorld world;
  DivideByTerritory(world);
  const std::string id(kMaxIdBytes, 'x');
  world.Issue(Wide(id));
  world.Execute();
  ASSERT_EQ(world.Rehome(id), absl::OkStatus());
  for (const std::string& child : world.task(id).superseded_by()) {
    EXPECT_TRUE(IdOf(child, "tasks").ok()) << child;
  }
  EXPECT_NE(world.task(id).superseded_by(0), world.task(id).superseded_by(1));
}

}  // namespace
}  // namespace phoihop::task
