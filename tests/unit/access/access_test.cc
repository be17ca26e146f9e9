// Roles by place and by grant, and where they are good.
#include "workflow/access/access.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/access/access_fixture.h"
#include "workflow/access/shipped_roles.h"
#include "workflow/task/check.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> RolesIn(const Rights& rights) {
  std::vector<std::string> ids;
  for (const Held& held : rights.held()) ids.emplace_back(LastSegment(held.role->name()));
  return ids;
}

v1::Task TaskOf(absl::string_view lead) {
  v1::Task task = task::UsualTask();
  task.set_lead_unit(task::Unit(lead));
  return task;
}

TEST(ShippedRoles, EveryVerbOfPeopleIsSomebodys) {
  std::set<int> verbs, permissions;
  for (const v1::Role& role : ShippedRoles("dong-nai")) {
    verbs.insert(role.verbs().begin(), role.verbs().end());
    permissions.insert(role.permissions().begin(), role.permissions().end());
    EXPECT_TRUE(role.shipped()) << role.name();
  }
  for (const task::Transition& row : task::Transitions()) {
    EXPECT_EQ(verbs.contains(row.verb), (row.who & ~task::kOnlyTheSystem) != 0) << task::VerbName(row.verb);
  }
  for (int permission = 1; permission < v1::Permission_ARRAYSIZE; ++permission) {
    EXPECT_TRUE(permissions.contains(permission)) << v1::Permission_Name(static_cast<v1::Permission>(permission));
  }
}

TEST(ShippedRoles, LeadersCanDoWhatTheirUnitCan) {
  const Province province;
  const Rights head = province.RightsOf("so-vhttdl/pho-giam-doc"), unit = province.RightsOf("so-vhttdl");
  for (const task::Transition& row : task::Transitions()) {
    const v1::Task task = TaskOf("so-vhttdl");
    EXPECT_EQ(head.ForVerb(row.verb, task) != nullptr, unit.ForVerb(row.verb, task) != nullptr)
        << task::VerbName(row.verb);
  }
}

TEST(Rights, ByPlace) {
  const Province province;
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/nguyen-van-a")), ElementsAre("officer"));
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/van-thu")), ElementsAre("unit-clerk"));
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/pho-giam-doc")), ElementsAre("unit-head"));
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl")), ElementsAre("connected-system"));
  // Local mode's word: nobody that is known counts as the unit.
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/ai-do")), ElementsAre("connected-system"));
  EXPECT_THAT(RolesIn(province.RightsOf("vp-ubnd/theo-doi")),
              UnorderedElementsAre("monitor", "officer", "province-leadership"));
  EXPECT_THAT(RolesIn(province.RightsOf("")), IsEmpty());
  // The old head until the end of June, the new one from then on.
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/giam-doc-cu", absl::CivilDay(2026, 6, 28))),
              ElementsAre("unit-head"));
  EXPECT_THAT(RolesIn(province.RightsOf("so-vhttdl/giam-doc-moi", absl::CivilDay(2026, 6, 29))),
              ElementsAre("unit-head"));
}

TEST(Rights, AGrantIsGoodInItsScopeAndItsTime) {
  Province province;
  const v1::Actor officer = task::ActorOf("so-noi-vu/chuyen-vien-noi-vu");
  v1::Task task = TaskOf("so-vhttdl");
  EXPECT_EQ(province.RightsOf(officer).ForVerb(v1::TASK_VERB_APPROVE, task), nullptr);

  v1::Grant grant = GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu");
  grant.set_valid_from("2026-02-01");
  grant.set_valid_to("2026-04-01");
  grant.mutable_scope()->set_plan("provinces/dong-nai/plans/kh-183");
  ASSERT_EQ(province.Do(CreateGrant(grant, "g1"), "vp-ubnd"), "OK");
  EXPECT_EQ(province.RightsOf(officer).ForVerb(v1::TASK_VERB_APPROVE, task), nullptr);
  task.set_plan("provinces/dong-nai/plans/kh-183");
  const Rights rights = province.RightsOf(officer);
  const Held* held = rights.ForVerb(v1::TASK_VERB_APPROVE, task);
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(held->authority(), "provinces/dong-nai/grants/g1");
  EXPECT_EQ(rights.ForVerb(v1::TASK_VERB_REVOKE, task), nullptr);
  for (const auto& [day, holds] : {std::pair(absl::CivilDay(2026, 1, 31), false),
                                   {absl::CivilDay(2026, 2, 1), true},
                                   {absl::CivilDay(2026, 3, 31), true},
                                   {absl::CivilDay(2026, 4, 1), false}}) {
    EXPECT_EQ(province.RightsOf(officer, day).ForVerb(v1::TASK_VERB_APPROVE, task) != nullptr, holds)
        << FormatDate(day);
  }
}

TEST(Rights, ATerritoryNarrowsAGrant) {
  Province province;
  v1::Grant grant = GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu");
  grant.mutable_scope()->add_territories(task::Unit("phuong-long-khanh"));
  ASSERT_EQ(province.Do(CreateGrant(grant, "g1"), "vp-ubnd"), "OK");
  v1::Task task = TaskOf("so-vhttdl");
  const Rights rights = province.RightsOf("so-noi-vu/chuyen-vien-noi-vu");
  EXPECT_EQ(rights.ForVerb(v1::TASK_VERB_APPROVE, task), nullptr);
  task.add_territories(task::Unit("xa-cu"));
  EXPECT_EQ(rights.ForVerb(v1::TASK_VERB_APPROVE, task), nullptr);
  task.add_territories(task::Unit("phuong-long-khanh"));
  EXPECT_NE(rights.ForVerb(v1::TASK_VERB_APPROVE, task), nullptr);
}

TEST(Rights, AnAuditorSeesAndChangesNothing) {
  Province province;
  ASSERT_EQ(province.Do(CreateGrant(GrantOf("auditor", "le-thi-b", ""), "kt"), "vp-ubnd"), "OK");
  const Rights rights = province.RightsOf("so-vhttdl/le-thi-b");
  v1::Task foreign = TaskOf("so-xay-dung");
  foreign.set_approver_unit(task::Unit("so-xay-dung"));
  foreign.set_issuer_unit(task::Unit("so-xay-dung"));
  foreign.clear_coordinator_units();
  EXPECT_TRUE(task::MayView(foreign, task::ActorOf("so-vhttdl/le-thi-b"), province.facts(), kNow));
  EXPECT_FALSE(task::MayView(foreign, task::ActorOf("so-vhttdl/nguyen-van-a"), province.facts(), kNow));
  EXPECT_EQ(rights.ForVerb(v1::TASK_VERB_APPROVE, foreign), nullptr);
  EXPECT_NE(rights.ForPermission(v1::PERMISSION_READ_JOURNAL, {}), nullptr);
  EXPECT_EQ(rights.ForPermission(v1::PERMISSION_MANAGE_ACCESS, {}), nullptr);
}

TEST(Rights, SecretTasksAreForThoseWhoAreCleared) {
  Province province;
  province.data().add_settings()->set_max_secrecy(v1::SECRECY_SECRET);
  province.Renew();
  v1::Grant grant = GrantOf("officer", "nguyen-van-a", "so-vhttdl");
  grant.mutable_scope()->set_max_secrecy(v1::SECRECY_CONFIDENTIAL);
  ASSERT_EQ(province.Do(CreateGrant(grant, "mat"), "vp-ubnd"), "OK");
  v1::Task task = TaskOf("so-vhttdl");
  const auto sees = [&](absl::string_view who) {
    return task::MayView(task, task::ActorOf(who), province.facts(), kNow);
  };
  EXPECT_TRUE(sees("so-vhttdl/le-thi-b"));
  task.set_secrecy(v1::SECRECY_CONFIDENTIAL);
  EXPECT_TRUE(sees("so-vhttdl/nguyen-van-a"));
  for (const char* other : {"so-vhttdl/le-thi-b", "so-vhttdl/pho-giam-doc", "so-vhttdl", "ubnd-tinh/chu-tich"}) {
    EXPECT_FALSE(sees(other)) << other;
  }
  EXPECT_TRUE(sees("system:deadline-sweep"));
  task.set_secrecy(v1::SECRECY_SECRET);
  EXPECT_FALSE(sees("so-vhttdl/nguyen-van-a"));
}

TEST(Rights, ARecordedRoleTakesThePlaceOfTheShippedOne) {
  Province province;
  v1::Role officer = *province.facts().access().FindRole(Role("officer"));
  officer.mutable_verbs()->Clear();
  officer.add_verbs(v1::TASK_VERB_COMMENT);
  internal::v1::ReferenceCommand command;
  *command.mutable_update_role()->mutable_role() = officer;
  ASSERT_EQ(province.Do(command, "vp-ubnd"), "OK");
  EXPECT_EQ(province.RightsOf("so-vhttdl/nguyen-van-a").ForVerb(v1::TASK_VERB_START, TaskOf("so-vhttdl")), nullptr);
  EXPECT_NE(province.RightsOf("so-vhttdl/pho-giam-doc").ForVerb(v1::TASK_VERB_START, TaskOf("so-vhttdl")), nullptr);
  // The same again changes nothing.
  ASSERT_EQ(province.Do(command, "vp-ubnd"), "OK");
  EXPECT_THAT(province.last(), IsEmpty());
}

TEST(Refusals, SayWhoMayAndWhatIsHeld) {
  const Province province;
  task::Ledger ledger = task::IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"},
                                         {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"},
                                         {v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a"}});
  const v1::Actor officer = task::ActorOf("so-noi-vu/chuyen-vien-noi-vu");
  const task::Situation situation(ledger.task(), officer, province.facts(), kNow);
  const auto refusal = task::CheckPermission(v1::TASK_VERB_APPROVE, situation);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_THAT(refusal->sentence, ::testing::HasSubstr("approver"));
  EXPECT_THAT(refusal->sentence, ::testing::HasSubstr("you have officer"));
}

TEST(Journal, SaysByWhichRoleOrGrant) {
  task::Ledger ledger = task::IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl/van-thu"},
                                         {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"},
                                         {v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a"},
                                         {v1::TASK_VERB_APPROVE, "so-noi-vu/pho-duyet"}});
  std::vector<std::string> authorities;
  for (const v1::Event& event : ledger.journal()) authorities.emplace_back(LastSegment(event.authority()));
  EXPECT_THAT(authorities,
              ElementsAre("connected-system", "connected-system", "unit-clerk", "officer", "officer", "phe-duyet"));
}

}  // namespace
}  // namespace phoihop::access
