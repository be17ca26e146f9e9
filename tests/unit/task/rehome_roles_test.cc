// Roles × outcomes: what a reorganisation does to each role of an open task.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/errors.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using v1::Partition;
using v1::RehomingItem;

std::vector<std::string> Coordinators(const v1::Task& task) {
  return {task.coordinator_units().begin(), task.coordinator_units().end()};
}

// The usual task: so-vhttdl leads, so-ke-hoach issues, so-noi-vu approves, so-y-te takes part.
struct Row {
  const char* what;
  const char* from;  // the unit that goes into `to`; empty to: it is abolished
  const char* to;
  std::vector<std::string> changes;
  RehomingItem::Outcome outcome;
  const char *lead, *issuer, *approver;
  std::vector<std::string> coordinators;
};

TEST(RehomeRoles, GoAsTheTableSays) {
  const Row kRows[] = {
      {"lead",
       "so-vhttdl",
       "so-moi",
       {"LEAD so-vhttdl -> so-moi MOVE"},
       RehomingItem::OUTCOME_MOVE,
       "so-moi",
       "so-ke-hoach",
       "so-noi-vu",
       {"so-y-te"}},
      {"issuer",
       "so-ke-hoach",
       "so-moi",
       {"ISSUER so-ke-hoach -> so-moi MOVE"},
       RehomingItem::OUTCOME_MOVE,
       "so-vhttdl",
       "so-moi",
       "so-noi-vu",
       {"so-y-te"}},
      {"approver",
       "so-noi-vu",
       "so-moi",
       {"APPROVER so-noi-vu -> so-moi MOVE"},
       RehomingItem::OUTCOME_MOVE,
       "so-vhttdl",
       "so-ke-hoach",
       "so-moi",
       {"so-y-te"}},
      {"coordinator",
       "so-y-te",
       "so-moi",
       {"COORDINATOR so-y-te -> so-moi MOVE"},
       RehomingItem::OUTCOME_MOVE,
       "so-vhttdl",
       "so-ke-hoach",
       "so-noi-vu",
       {"so-moi"}},
      {"coordinator into the lead",
       "so-y-te",
       "so-vhttdl",
       {"COORDINATOR so-y-te -> so-vhttdl MERGE_ROLE"},
       RehomingItem::OUTCOME_MERGE_ROLE,
       "so-vhttdl",
       "so-ke-hoach",
       "so-noi-vu",
       {}},
      {"lead into the coordinator",
       "so-vhttdl",
       "so-y-te",
       {"LEAD so-vhttdl -> so-y-te MOVE", "COORDINATOR so-y-te -> so-y-te MERGE_ROLE"},
       RehomingItem::OUTCOME_MERGE_ROLE,
       "so-y-te",
       "so-ke-hoach",
       "so-noi-vu",
       {}},
      {"lead into the approver",
       "so-vhttdl",
       "so-noi-vu",
       {"LEAD so-vhttdl -> so-noi-vu MOVE"},
       RehomingItem::OUTCOME_MOVE,
       "so-noi-vu",
       "so-ke-hoach",
       "so-noi-vu",
       {"so-y-te"}},
      {"lead ends",
       "so-vhttdl",
       "",
       {"LEAD so-vhttdl -> - MANUAL"},
       RehomingItem::OUTCOME_MANUAL,
       "so-vhttdl",
       "so-ke-hoach",
       "so-noi-vu",
       {"so-y-te"}},
      {"issuer ends",
       "so-ke-hoach",
       "",
       {"ISSUER so-ke-hoach -> - MANUAL"},
       RehomingItem::OUTCOME_MANUAL,
       "so-vhttdl",
       "so-ke-hoach",
       "so-noi-vu",
       {"so-y-te"}},
      {"coordinator ends",
       "so-y-te",
       "",
       {"COORDINATOR so-y-te -> - CLOSE"},
       RehomingItem::OUTCOME_CLOSE,
       "so-vhttdl",
       "so-ke-hoach",
       "so-noi-vu",
       {}},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    RehomeWorld world;
    world.AddUnit("so-moi");
    world.Issue(RehomeWorld::TaskOf("t1"));
    world.Edge(row.from, row.to);
    if (*row.to == '\0') world.reorganisation().set_type(v1::REORGANISATION_TYPE_ABOLISH);
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    const RehomingItem item = world.Row("t1");
    EXPECT_EQ(ChangesOf(item), row.changes);
    EXPECT_EQ(item.outcome(), row.outcome);
    EXPECT_EQ(item.state(),
              row.outcome == RehomingItem::OUTCOME_MANUAL ? RehomingItem::STATE_WAITING : RehomingItem::STATE_DONE);
    const v1::Task& task = world.task("t1");
    EXPECT_EQ(task.lead_unit(), Unit(row.lead));
    EXPECT_EQ(task.issuer_unit(), Unit(row.issuer));
    EXPECT_EQ(task.approver_unit(), Unit(row.approver));
    std::vector<std::string> coordinators;
    for (const std::string& unit : row.coordinators) coordinators.push_back(Unit(unit));
    EXPECT_EQ(Coordinators(task), coordinators);
    EXPECT_EQ(task.state(), v1::TASK_STATE_ISSUED);
    // Everything that an auditor asks for.
    EXPECT_EQ(item.item(), Task("t1"));
    EXPECT_EQ(item.kind(), RehomingItem::KIND_TASK);
    EXPECT_EQ(item.basis().instrument_number(), "12/2026/NQ-HĐND");
    EXPECT_EQ(item.reorganisation(), world.reorganisation().name());
    EXPECT_EQ(item.title(), task.title());
    EXPECT_EQ(item.version(), task.version());
    EXPECT_TRUE(item.has_record_time());
    EXPECT_NE(item.reason(), "");
    EXPECT_EQ(world.last().at(0).basis().instrument_number(), "12/2026/NQ-HĐND");
    // Once is enough.
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    EXPECT_THAT(world.last(), IsEmpty());
  }
}

TEST(RehomeRoles, CoordinatorsThatBecomeOneAreOne) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  v1::Task task = RehomeWorld::TaskOf("t1");
  for (const char* unit : {"so-tu-phap", "so-xay-dung"}) task.add_coordinator_units(Unit(unit));
  world.Issue(task);
  world.Edge("so-y-te", "so-moi");
  world.Edge("so-xay-dung", "so-moi");
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(Coordinators(world.task("t1")), ElementsAre(Unit("so-moi"), Unit("so-tu-phap")));
  EXPECT_THAT(ChangesOf(world.Row("t1")),
              ElementsAre("COORDINATOR so-y-te -> so-moi MOVE", "COORDINATOR so-xay-dung -> so-moi MERGE_ROLE"));
}

TEST(RehomeRoles, DecidedRolesMoveThoughOthersWait) {
  RehomeWorld world;
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.set_function("báo chí");
  task.set_approver_unit(Unit("so-vhttdl"));
  task.set_lead_unit(Unit("so-noi-vu"));
  world.Issue(task);
  world.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_FUNCTION, {"báo chí"});
  world.Edge("so-vhttdl", "so-xay-dung", Partition::KEY_FUNCTION, {"du lịch"});
  world.Edge("so-y-te", "so-tu-phap", Partition::KEY_FUNCTION, {"thuốc"});
  world.Edge("so-y-te", "so-xay-dung", Partition::KEY_FUNCTION, {"bệnh viện"});
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(ChangesOf(world.Row("t1")),
              ElementsAre("APPROVER so-vhttdl -> so-tu-phap MOVE", "COORDINATOR so-y-te -> - MANUAL"));
  EXPECT_THAT(world.Row("t1").changes(1).candidates(), UnorderedElementsAre(Unit("so-tu-phap"), Unit("so-xay-dung")));
  EXPECT_EQ(world.task("t1").approver_unit(), Unit("so-tu-phap"));
  EXPECT_THAT(Coordinators(world.task("t1")), ElementsAre(Unit("so-y-te")));
  EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_WAITING);

  // Nobody has decided: nothing happens. Then somebody does.
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(world.last(), IsEmpty());
  world.Assign(Task("t1"), "so-xay-dung");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(Coordinators(world.task("t1")), ElementsAre(Unit("so-xay-dung")));
  const RehomingItem item = world.Row("t1");
  EXPECT_EQ(item.state(), RehomingItem::STATE_DONE);
  EXPECT_EQ(item.decider().unit(), Unit("vp-ubnd"));
  // The one outcome says all that happened, and what was there at first.
  EXPECT_THAT(ChangesOf(item),
              ElementsAre("APPROVER so-vhttdl -> so-tu-phap MOVE", "COORDINATOR so-y-te -> so-xay-dung MOVE"));
  EXPECT_THAT(item.before().coordinator_units(), ElementsAre(Unit("so-y-te")));
  EXPECT_FALSE(item.before().touched_between());
}

TEST(RehomeRoles, TheProposalOfARefusalFollows) {
  struct {
    const char* to;
    const char* after;
    const char* change;
  } const kCases[] = {{"so-moi", "so-moi", "PROPOSED so-y-te -> so-moi MOVE"}, {"", "", "PROPOSED so-y-te -> - CLOSE"}};
  for (const auto& c : kCases) {
    RehomeWorld world;
    world.AddUnit("so-moi");
    v1::Task task = RehomeWorld::TaskOf("t1");
    task.clear_coordinator_units();
    world.Issue(task);
    internal::v1::TaskCommand refuse = CommandOf(v1::TASK_VERB_REFUSE, task);
    refuse.mutable_refuse()->set_proposed_unit(Unit("so-y-te"));
    ASSERT_EQ(world.Do("t1", refuse, "so-vhttdl", At(kBeforeTheMove)), absl::OkStatus());
    world.Edge("so-y-te", c.to);
    if (*c.to == '\0') world.reorganisation().set_type(v1::REORGANISATION_TYPE_ABOLISH);
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    EXPECT_EQ(world.task("t1").proposed_unit(), *c.after == '\0' ? "" : Unit(c.after));
    EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_REFUSED);
    EXPECT_THAT(ChangesOf(world.Row("t1")), ElementsAre(c.change));
  }
}

TEST(RehomeRoles, APersonStaysWhoIsAMemberOfTheNewLead) {
  for (const bool member : {true, false}) {
    RehomeWorld world;
    world.AddUnit("so-moi");
    if (member) world.AddMember("so-moi", "nguyen-van-a", "2026-07-01");
    world.Issue(RehomeWorld::TaskOf("t1"));
    ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
    ASSERT_EQ(world.Do("t1", v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"), absl::OkStatus());
    world.Edge("so-vhttdl", "so-moi");
    world.Execute();
    ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
    EXPECT_EQ(world.task("t1").assignee(), member ? Person("nguyen-van-a") : "");
    EXPECT_EQ(world.task("t1").state(), v1::TASK_STATE_IN_PROGRESS);
    EXPECT_EQ(ChangesOf(world.Row("t1")).size(), member ? 1u : 2u);
    EXPECT_EQ(world.Row("t1").outcome(), RehomingItem::OUTCOME_MOVE);
    if (!member) {
      EXPECT_EQ(ChangesOf(world.Row("t1"))[1], "ASSIGNEE nguyen-van-a -> - MOVE");
    }
  }
}

TEST(RehomeRoles, WhatKeepsItsIdentityIsRecordedAsKept) {
  RehomeWorld world;
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_RENAME);
  world.Issue(RehomeWorld::TaskOf("t1"));
  world.Edge("so-vhttdl", "so-vhttdl");
  world.Execute();
  const v1::Task before = world.task("t1");
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  EXPECT_THAT(ChangesOf(world.Row("t1")), ElementsAre("LEAD so-vhttdl -> so-vhttdl KEEP"));
  EXPECT_EQ(world.Row("t1").outcome(), RehomingItem::OUTCOME_KEEP);
  EXPECT_EQ(world.task("t1").lead_unit(), before.lead_unit());
  EXPECT_EQ(world.task("t1").clocks_size(), before.clocks_size());
}

TEST(RehomeRoles, ConcernOnlyOpenTasksOfTheOldUnits) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1", "so-tu-phap"));
  world.Issue(RehomeWorld::TaskOf("t2"));
  ASSERT_EQ(world.Do("t2", v1::TASK_VERB_REVOKE, "so-ke-hoach"), absl::OkStatus());
  world.Edge("so-vhttdl", "so-moi");
  world.Execute();
  for (const char* id : {"t1", "t2"}) {
    ASSERT_EQ(world.Rehome(id), absl::OkStatus());
    EXPECT_THAT(world.last(), IsEmpty()) << id;
  }
}

TEST(RehomeRoles, IsForTheSystemAndOnlyWhileItIsExecuted) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  world.Edge("so-vhttdl", "so-moi");
  world.SetState(v1::Reorganisation::STATE_APPROVED);
  EXPECT_EQ(ReasonOf(world.Rehome("t1")), v1::ERROR_REASON_REORGANISATION_STATE);
  EXPECT_EQ(ReasonOf(world.UndoRehoming("t1")), v1::ERROR_REASON_REORGANISATION_STATE);
  internal::v1::TaskCommand command;
  command.mutable_rehome()->set_name(Task("t1"));
  command.mutable_rehome()->set_reorganisation(world.reorganisation().name());
  for (const char* actor : {"ubnd-tinh/chu-tich", "so-vhttdl", ""}) {
    EXPECT_EQ(ReasonOf(world.Do("t1", command, actor, At(kMove))), v1::ERROR_REASON_PERMISSION_DENIED) << actor;
  }
  command.mutable_rehome()->set_reorganisation("provinces/dong-nai/reorganisations/khac");
  EXPECT_EQ(ReasonOf(world.Do("t1", command, "system:rehoming", At(kMove))), v1::ERROR_REASON_NOT_FOUND);
}

TEST(RehomeRoles, ThePreviewSaysWhatTheExecutionDoes) {
  RehomeWorld world;
  world.AddUnit("so-moi");
  world.Issue(RehomeWorld::TaskOf("t1"));
  world.Edge("so-vhttdl", "so-moi");
  world.Edge("so-y-te", "so-moi");
  world.SetState(v1::Reorganisation::STATE_DRAFT);
  const organisation::Routes routes(world.reorganisation(), world.facts().directory(),
                                    MoveDay(world.reorganisation(), At(kBeforeTheMove)));
  const auto preview =
      PlanRehoming(world.task("t1"), world.reorganisation(), routes, world.facts(), At(kBeforeTheMove));
  world.Execute();
  ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
  ASSERT_EQ(preview.size(), 1u);
  EXPECT_EQ(ChangesOf(preview[0]), ChangesOf(world.Row("t1")));
  EXPECT_EQ(preview[0].outcome(), world.Row("t1").outcome());
  EXPECT_THAT(world.Row("t1").reason(), HasSubstr("chủ trì"));
}

TEST(RehomePerson, WorkGoesToTheNextOrBackToTheUnit) {
  struct {
    const char* to;
    const char* change;
    const char* assignee;
    RehomingItem::State state;
  } const kCases[] = {
      {"le-thi-b", "ASSIGNEE nguyen-van-a -> le-thi-b MOVE", "le-thi-b", RehomingItem::STATE_DONE},
      {"", "ASSIGNEE nguyen-van-a -> - MOVE", "", RehomingItem::STATE_DONE},
      {"giam-doc-noi-vu", "ASSIGNEE nguyen-van-a -> - MANUAL", "nguyen-van-a", RehomingItem::STATE_WAITING},
  };
  for (const auto type : {v1::REORGANISATION_TYPE_END_MEMBERSHIP, v1::REORGANISATION_TYPE_END_POST}) {
    for (const auto& c : kCases) {
      RehomeWorld world;
      world.AddMember("so-vhttdl", "tran-van-c", "2020-01-01", "", "chuyen-vien");
      world.SetState(v1::Reorganisation::STATE_DRAFT);
      world.Issue(RehomeWorld::TaskOf("t1"));
      ASSERT_EQ(world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl"), absl::OkStatus());
      const bool post = type == v1::REORGANISATION_TYPE_END_POST;
      internal::v1::TaskCommand assign = CommandOf(v1::TASK_VERB_ASSIGN_PERSON, world.task("t1"));
      assign.mutable_assign_person()->set_person(Person(post ? "tran-van-c" : "nguyen-van-a"));
      ASSERT_EQ(world.Do("t1", assign, "so-vhttdl", At(kBeforeTheMove)), absl::OkStatus());
      world.Issue(RehomeWorld::TaskOf("t2"));  // of the same unit, but nobody's
      world.reorganisation().set_type(type);
      v1::SuccessionEdge& edge = *world.reorganisation().add_edges();
      edge.set_from_unit(Unit("so-vhttdl"));
      edge.set_to_unit(Unit("so-vhttdl"));
      if (post) {
        edge.set_from_post(Unit("so-vhttdl") + "/posts/chuyen-vien");
      } else {
        edge.set_from_membership(Unit("so-vhttdl") + "/memberships/nguyen-van-a");
      }
      if (*c.to != '\0') edge.set_to_person(Person(c.to));
      world.Execute();
      ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
      std::string change = c.change;
      std::string assignee = c.assignee;
      if (post) {
        change.replace(change.find("nguyen-van-a"), 12, "tran-van-c");
        if (assignee == "nguyen-van-a") assignee = "tran-van-c";
      }
      EXPECT_THAT(ChangesOf(world.Row("t1")), ElementsAre(change));
      EXPECT_EQ(world.task("t1").assignee(), assignee.empty() ? "" : Person(assignee));
      EXPECT_EQ(world.Row("t1").state(), c.state);
      ASSERT_EQ(world.Rehome("t2"), absl::OkStatus());
      EXPECT_THAT(world.last(), IsEmpty());
      if (c.state != RehomingItem::STATE_WAITING) continue;
      world.Assign(Task("t1"), "so-vhttdl");
      ASSERT_EQ(world.Rehome("t1"), absl::OkStatus());
      EXPECT_EQ(world.task("t1").assignee(), "");
      EXPECT_EQ(world.Row("t1").state(), RehomingItem::STATE_DONE);
    }
  }
}

}  // namespace
}  // namespace phoihop::task
