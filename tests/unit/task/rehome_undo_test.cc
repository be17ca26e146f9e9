// Taking a reorganisation back: what nobody touched is as it was, the rest waits for a person.
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Partition;
using v1::RehomingItem;

// Everything but the number of events.
std::string Content(v1::Task task) {
  task.clear_version();
  // Who held it meanwhile is history, and stays.
  task.clear_custody();
  task.clear_update_time();
  return task.DebugString();
}

void Merge(RehomeWorld& world) {
  world.AddUnit("so-moi");
  for (const char* unit : {"so-vhttdl", "so-y-te", "so-tu-phap"}) world.Edge(unit, "so-moi");
}

// Leads, coordinators, an assigned person, an open hand-off that is closed by the merge.
RehomeWorld Busy(v1::ClockPolicy::Kind policy) {
  RehomeWorld world;
  Merge(world);
  world.reorganisation().mutable_clock_policy()->set_kind(policy);
  world.reorganisation().mutable_clock_policy()->set_grace_working_days(3);
  world.reorganisation().mutable_clock_policy()->set_suspend_until("2026-07-15");
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.add_coordinator_units(Unit("so-xay-dung"));
  world.Issue(task);
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"), absl::OkStatus());
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_HAND_OFF, "so-vhttdl"), absl::OkStatus());
  return world;
}

TEST(UndoRehoming, BringsBackWhatNobodyTouched) {
  for (const auto policy : {v1::ClockPolicy::KIND_KEEP, v1::ClockPolicy::KIND_GRACE, v1::ClockPolicy::KIND_RESTART,
                            v1::ClockPolicy::KIND_SUSPEND_UNTIL}) {
    RehomeWorld world = Busy(policy);
    const std::string before = Content(world.task("t1"));
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    EXPECT_NE(Content(world.task("t1")), before);
    EXPECT_EQ(world.task("t1").handoffs(0).state(), v1::Handoff::STATE_CLOSED);
    world.Undo();
    ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
    EXPECT_EQ(Content(world.task("t1")), before) << v1::ClockPolicy::Kind_Name(policy);
    EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDONE);
    EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_UNDONE);
    EXPECT_EQ(world.Row("t1").basis().instrument_number(), "13/2026/NQ-HĐND");
    ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
    EXPECT_THAT(world.last(), IsEmpty()) << "once is enough";
  }
}

TEST(UndoRehoming, WhatWasTouchedWaitsForAPerson) {
  RehomeWorld world = Busy(v1::ClockPolicy::KIND_KEEP);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_SUBMIT, "so-moi", kMove), absl::OkStatus());
  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDO_WAITING);
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-moi"));
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_SUBMITTED);
  // It waits on, until somebody decides.
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_THAT(world.last(), IsEmpty());
  world.Assign(Task("t1"), "so-vhttdl");
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDONE);
  EXPECT_EQ(world.Row("t1").decider().unit(), Unit("vp-ubnd"));
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-vhttdl"));
  EXPECT_THAT(world.task("t1").coordinator_units(), ElementsAre(Unit("so-xay-dung")));
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_SUBMITTED);
}

TEST(UndoRehoming, AnEndedTaskHoldsNobodyUp) {
  RehomeWorld world = Busy(v1::ClockPolicy::KIND_KEEP);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_REVOKE, "so-ke-hoach", kMove), absl::OkStatus());
  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDONE);
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_REVOKED);
}

TEST(UndoRehoming, OfATaskThatWaitedAndWasThenDecided) {
  for (const bool touched : {false, true}) {
    RehomeWorld world;
    world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
    v1::Task task = RehomeWorld::TaskOf("t1");
    task.set_function("báo chí");
    task.set_approver_unit(Unit("so-y-te"));
    task.clear_coordinator_units();
    world.Issue(task);
    world.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_FUNCTION, {"báo chí"});
    world.Edge("so-vhttdl", "so-xay-dung", Partition::KEY_FUNCTION, {"du lịch"});
    world.Edge("so-y-te", "so-tu-phap", Partition::KEY_UNDETERMINED);
    world.Edge("so-y-te", "so-xay-dung", Partition::KEY_UNDETERMINED);
    const std::string before = Content(world.task("t1"));
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    if (touched) {
      ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-tu-phap", kMove), absl::OkStatus());
    }
    world.Assign(Task("t1"), "so-xay-dung");
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    EXPECT_EQ(world.Row("t1").before().touched_between(), touched);
    world.Undo();
    ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
    if (touched) {
      EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDO_WAITING);
    } else {
      EXPECT_EQ(Content(world.task("t1")), before);
    }
  }
}

TEST(UndoRehoming, WhatWasKeptOrStillWaitsIsAsItWas) {
  RehomeWorld world;
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_ABOLISH);
  world.Issue(RehomeWorld::TaskOf("t1"));
  world.Edge("so-vhttdl", "");
  const std::string before = Content(world.task("t1"));
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_WAITING);
  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_UNDONE);
  EXPECT_EQ(Content(world.task("t1")), before);
}

class UndoSplit : public testing::Test {
 protected:
  void SetUp() override {
    world_.AddUnit("so-moi");
    world_.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
    world_.Edge("so-vhttdl", "so-moi", Partition::KEY_TERRITORY, {"phuong-long-khanh"});
    world_.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_TERRITORY, {"phong-van-hoa"});
    v1::Task task = RehomeWorld::TaskOf("t1");
    task.add_territories(Unit("phuong-long-khanh"));
    task.add_territories(Unit("phong-van-hoa"));
    world_.Issue(task);
    ASSERT_EQ(world_.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
    ASSERT_EQ(world_.Do("t1", v1::TASK_VERB_HAND_OFF, "so-vhttdl"), absl::OkStatus());
    before_ = Content(world_.task("t1"));
    world_.Execute();
    ASSERT_EQ(world_.Rehome("t1"), absl::OkStatus());
    for (int i = 0; i < 2; ++i) children_.emplace_back(LastSegment(world_.task("t1").superseded_by(i)));
  }

  RehomeWorld world_;
  std::string before_;
  std::vector<std::string> children_;
};

TEST_F(UndoSplit, PutsTheTaskTogetherAgain) {
  world_.Undo();
  ASSERT_EQ(world_.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_THAT(TypesOf(world_.last()), ElementsAre("task.rehoming_undone", "task.revoked", "task.revoked"));
  EXPECT_EQ(Content(world_.task("t1")), before_);
  for (const std::string& child : children_) {
    EXPECT_EQ(world_.task(child).state(), v1::TASK_STATE_REVOKED);
    EXPECT_FALSE(WakeTime(world_.task(child)).has_value());
  }
}

TEST_F(UndoSplit, LeavesPartsThatPeopleWorkOnToAPerson) {
  ASSERT_EQ(world_.Do(children_[0], v1::TASK_VERB_START, "so-moi", kMove), absl::OkStatus());
  world_.Undo();
  ASSERT_EQ(world_.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world_.Row("t1").state(), RehomingItem::STATE_UNDO_WAITING);
  EXPECT_EQ(world_.task("t1").state(), v1::TASK_STATE_SUPERSEDED);
  EXPECT_EQ(world_.task("t1").superseded_by_size(), 2);
  // so-moi is closed again: its part goes to whom a person says, the other stays.
  world_.Assign(Task("t1"), "so-vhttdl");
  ASSERT_EQ(world_.UndoRehoming("t1"), absl::OkStatus());
  EXPECT_EQ(world_.Row("t1").state(), RehomingItem::STATE_UNDONE);
  EXPECT_EQ(world_.task(children_[0]).lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(world_.task(children_[0]).state(), v1::TASK_STATE_IN_PROGRESS);
  EXPECT_EQ(world_.task(children_[1]).lead_unit(), Unit("so-tu-phap"));
}

TEST(UndoRehoming, ATaskOfTheNewUnitThatWasMadeSinceIsAskedAbout) {
  RehomeWorld world;
  Merge(world);
  world.Execute();
  v1::Task task = RehomeWorld::TaskOf("t9", "so-moi");
  task.clear_coordinator_units();
  ASSERT_EQ(world.Do("t9", CreateCommand(task, true), "so-ke-hoach", At(kMove)), absl::OkStatus());
  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t9"), absl::OkStatus());
  EXPECT_EQ(world.Row("t9").state(), RehomingItem::STATE_UNDO_WAITING);
  world.Assign(Task("t9"), "so-y-te");
  ASSERT_EQ(world.UndoRehoming("t9"), absl::OkStatus());
  EXPECT_EQ(world.Row("t9").state(), RehomingItem::STATE_UNDONE);
  EXPECT_EQ(world.task("t9").lead_unit(), Unit("so-y-te"));
}

TEST(UndoRehoming, AfterAnUndoTheSameTaskCanBeSplitByAnother) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-vhttdl", "so-xay-dung", Partition::KEY_TERRITORY, {"phuong-long-khanh"});
  world.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_TERRITORY, {"phong-van-hoa"});
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.add_territories(Unit("phuong-long-khanh"));
  task.add_territories(Unit("phong-van-hoa"));
  world.Issue(task);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  const size_t tasks = world.tasks().size();
  world.reorganisation().set_name("provinces/dong-nai/reorganisations/r2");
  world.Execute();
  internal::v1::TaskCommand command;
  command.mutable_rehome()->set_name(Task("t1"));
  command.mutable_rehome()->set_reorganisation(world.reorganisation().name());
  ASSERT_EQ(world.Do("t1", command, "system:rehoming", At(kMove)), absl::OkStatus());
  EXPECT_EQ(world.tasks().size(), tasks + 2) << "new tasks, not the revoked ones";
}

}  // namespace
}  // namespace phoihop::task
