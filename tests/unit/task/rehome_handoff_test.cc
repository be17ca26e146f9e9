// Open hand-offs when one of their ends, or both, change.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Partition;
using v1::RehomingItem;

// so-vhttdl offers its task to so-tu-phap.
RehomeWorld Offered() {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_HAND_OFF, "so-vhttdl"), absl::OkStatus());
  return world;
}

TEST(RehomeHandoff, TheSenderFollowsTheLead) {
  RehomeWorld world = Offered();
  world.Edge("so-vhttdl", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  const v1::Handoff& handoff = world.task("t1").handoffs(0);
  EXPECT_EQ(handoff.from_unit(), Unit("so-moi"));
  EXPECT_EQ(handoff.to_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(handoff.state(), v1::Handoff::STATE_SENT);
  EXPECT_THAT(ChangesOf(world.Row("t1")), ElementsAre("LEAD so-vhttdl -> so-moi MOVE"));
  EXPECT_THAT(ChangesOf(world.Row("t1/handoffs/1")), ElementsAre("HANDOFF_SENDER so-vhttdl -> so-moi MOVE"));
  EXPECT_EQ(world.Row("t1/handoffs/1").kind(), RehomingItem::KIND_HANDOFF);
  EXPECT_EQ(world.Row("t1/handoffs/1").version(), world.task("t1").version());
  // Whoever was asked can still answer.
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap", kMove), absl::OkStatus());
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-tu-phap"));
}

TEST(RehomeHandoff, TheReceiverGoesItsOwnWay) {
  RehomeWorld world = Offered();
  world.Edge("so-tu-phap", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").handoffs(0).to_unit(), Unit("so-moi"));
  EXPECT_EQ(world.Row("t1").item(), "") << "nothing of the task itself changes";
  EXPECT_THAT(ChangesOf(world.Row("t1/handoffs/1")), ElementsAre("HANDOFF_RECEIVER so-tu-phap -> so-moi MOVE"));
  EXPECT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT_HANDOFF, "so-moi", kMove), absl::OkStatus());
}

TEST(RehomeHandoff, IsClosedWhenBothEndsAreOne) {
  for (const bool into_receiver : {false, true}) {
    RehomeWorld world = Offered();
    world.Edge("so-vhttdl", into_receiver ? "so-tu-phap" : "so-moi");
    if (!into_receiver) world.Edge("so-tu-phap", "so-moi");
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    const v1::Handoff& handoff = world.task("t1").handoffs(0);
    EXPECT_EQ(handoff.state(), v1::Handoff::STATE_CLOSED);
    EXPECT_EQ(handoff.from_unit(), handoff.to_unit());
    EXPECT_TRUE(handoff.has_close_time());
    EXPECT_EQ(world.Clock("t1", "handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
    EXPECT_EQ(world.Clock("t1", "complete").state(), v1::CLOCK_STATE_RUNNING);
    EXPECT_EQ(world.Row("t1/handoffs/1").outcome(), RehomingItem::OUTCOME_CLOSE);
    EXPECT_EQ(world.Row("t1").outcome(), RehomingItem::OUTCOME_MOVE);
    EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_ACCEPTED);
    // The task goes on with the one that is left.
    EXPECT_EQ(world.Do("t1", v1::TASK_VERB_SUBMIT, into_receiver ? "so-tu-phap" : "so-moi", kMove), absl::OkStatus());
  }
}

TEST(RehomeHandoff, IsClosedWhenNobodyIsThereToAnswer) {
  RehomeWorld world = Offered();
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_ABOLISH);
  world.Edge("so-tu-phap", "");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  EXPECT_EQ(world.Clock("t1", "handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_THAT(ChangesOf(world.Row("t1/handoffs/1")), ElementsAre("HANDOFF_RECEIVER so-tu-phap -> - CLOSE"));
}

TEST(RehomeHandoff, AsksWhoReceivesIt) {
  RehomeWorld world = Offered();
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-tu-phap", "so-xay-dung", Partition::KEY_UNDETERMINED);
  world.Edge("so-tu-phap", "so-moi", Partition::KEY_UNDETERMINED);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_WAITING);
  EXPECT_EQ(world.task("t1").handoffs(0).state(), v1::Handoff::STATE_SENT);
  world.Assign(Task("t1") + "/handoffs/1", "so-xay-dung");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_DONE);
  EXPECT_EQ(world.task("t1").handoffs(0).to_unit(), Unit("so-xay-dung"));
}

TEST(RehomeHandoff, WaitsWithTheLeadAndFollowsItsDecision) {
  RehomeWorld world = Offered();
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-vhttdl", "so-xay-dung", Partition::KEY_UNDETERMINED);
  world.Edge("so-vhttdl", "so-moi", Partition::KEY_UNDETERMINED);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_WAITING);
  EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_WAITING);
  world.Assign(Task("t1"), "so-moi");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").lead_unit(), Unit("so-moi"));
  EXPECT_EQ(world.task("t1").handoffs(0).from_unit(), Unit("so-moi"));
  EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_DONE);
}

TEST(RehomeHandoff, AnsweredWhileItWaitedLeavesNothingToDecide) {
  RehomeWorld world = Offered();
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-vhttdl", "so-xay-dung", Partition::KEY_UNDETERMINED);
  world.Edge("so-vhttdl", "so-moi", Partition::KEY_UNDETERMINED);
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_REFUSE_HANDOFF, "so-tu-phap", kMove), absl::OkStatus());
  world.Assign(Task("t1"), "so-moi");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_DONE);
  EXPECT_EQ(world.Row("t1/handoffs/1").state(), RehomingItem::STATE_DONE);
  EXPECT_EQ(world.Row("t1/handoffs/1").outcome(), RehomingItem::OUTCOME_CLOSE);
  EXPECT_EQ(world.task("t1").handoffs(0).state(), v1::Handoff::STATE_REFUSED);
}

TEST(RehomeHandoff, RequestsGoWithTheTaskOneByOneAndComeBack) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  const auto ask = [&](v1::Handoff::Kind kind, const char* to) {
    ASSERT_EQ(world.Do("t1", HandOffCommand(world.task("t1"), kind, to), "so-vhttdl", At(kBeforeTheMove)),
              absl::OkStatus());
  };
  ask(v1::Handoff::KIND_REQUEST, "so-tu-phap");
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT_HANDOFF, "so-tu-phap"), absl::OkStatus());
  ask(v1::Handoff::KIND_REQUEST, "so-xay-dung");
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_RETURN_HANDOFF_RESULT, "so-xay-dung"), absl::OkStatus());
  ask(v1::Handoff::KIND_INFORMATION, "so-y-te");
  const v1::Task before = world.task("t1");
  // The lead and one of those that it asked become one unit, and whom it informed ends.
  world.Edge("so-vhttdl", "so-moi");
  world.Edge("so-tu-phap", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  const v1::Task& after = world.task("t1");
  EXPECT_EQ(after.lead_unit(), Unit("so-moi"));
  EXPECT_EQ(after.handoffs(0).state(), v1::Handoff::STATE_CLOSED);
  EXPECT_EQ(world.Clock("t1", "handoff-reply").state(), v1::CLOCK_STATE_CANCELLED);
  EXPECT_EQ(after.handoffs(1).state(), v1::Handoff::STATE_RESULT_RETURNED);
  EXPECT_EQ(after.handoffs(1).from_unit(), Unit("so-moi")) << "the result is its to take";
  EXPECT_EQ(after.handoffs(2).from_unit(), Unit("so-moi"));
  EXPECT_EQ(world.Clock("t1", "handoff-reply-3").state(), v1::CLOCK_STATE_RUNNING) << "each has its own clock";
  EXPECT_EQ(world.Row("t1/handoffs/1").outcome(), RehomingItem::OUTCOME_CLOSE);
  EXPECT_EQ(world.Row("t1/handoffs/2").outcome(), RehomingItem::OUTCOME_MOVE);
  EXPECT_EQ(world.Row("t1/handoffs/3").outcome(), RehomingItem::OUTCOME_MOVE);
  ASSERT_EQ(world.Row("t1/handoffs/1").before().clocks_size(), 1);
  EXPECT_EQ(world.Row("t1/handoffs/3").before().clocks_size(), 0);

  world.Undo();
  ASSERT_EQ(world.UndoRehoming("t1"), absl::OkStatus());
  for (int i = 0; i < before.handoffs_size(); ++i) {
    EXPECT_EQ(world.task("t1").handoffs(i).SerializeAsString(), before.handoffs(i).SerializeAsString());
  }
  EXPECT_EQ(world.Clock("t1", "handoff-reply").state(), v1::CLOCK_STATE_RUNNING);
}

TEST(RehomeHandoff, EndWithATaskThatIsDivided) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.add_territories(Unit("phuong-long-khanh"));
  task.add_territories(Unit("vp-ubnd"));
  world.Issue(task);
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
  for (const char* to : {"so-tu-phap", "so-xay-dung"}) {
    ASSERT_EQ(world.Do("t1", HandOffCommand(world.task("t1"), v1::Handoff::KIND_REQUEST, to), "so-vhttdl",
                       At(kBeforeTheMove)),
              absl::OkStatus());
  }
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world.Edge("so-vhttdl", "so-moi", Partition::KEY_TERRITORY, {"phuong-long-khanh"});
  world.Edge("so-vhttdl", "so-y-te", Partition::KEY_TERRITORY, {"vp-ubnd"});
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_SUPERSEDED);
  for (const v1::Handoff& handoff : world.task("t1").handoffs()) {
    EXPECT_EQ(handoff.state(), v1::Handoff::STATE_CLOSED);
    EXPECT_TRUE(handoff.has_close_time());
  }
  ASSERT_EQ(world.task("t1").superseded_by_size(), 2);
  for (const std::string& child : world.task("t1").superseded_by()) {
    EXPECT_EQ(world.tasks().at(child).handoffs_size(), 0);
  }
}

TEST(RehomeHandoff, AnsweredOnesAreHistory) {
  RehomeWorld world = Offered();
  ASSERT_EQ(world.Do("t1", v1::TASK_VERB_RECALL_HANDOFF, "so-vhttdl"), absl::OkStatus());
  world.Edge("so-tu-phap", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(world.last(), IsEmpty());
  EXPECT_EQ(world.task("t1").handoffs(0).to_unit(), Unit("so-tu-phap"));
}

}  // namespace
}  // namespace phoihop::task
