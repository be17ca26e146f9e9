// Who stands in for whom: what it lets do, what it never does, and how it is recorded.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/access/access_fixture.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::access {
namespace {

using internal::v1::ReferenceCommand;

constexpr char kHead[] = "so-vhttdl/pho-giam-doc";

v1::Substitution& In(ReferenceCommand& command) {
  return *command.mutable_create_substitution()->mutable_substitution();
}

// The officer stands in for the deputy head.
Province WithStandIn(const ReferenceCommand& command = StandIn("so-vhttdl", "pho-giam-doc", "nguyen-van-a")) {
  Province province;
  EXPECT_EQ(province.Do(command, kHead), "OK");
  return province;
}

bool May(const Province& province, v1::TaskVerb verb, const v1::Task& task, const v1::Actor& actor,
         absl::Time now = kNow) {
  const task::Situation situation(task, actor, province.facts(), now, task::OpenTransfer(task));
  return !task::CheckPermission(verb, situation).has_value();
}

TEST(Substitution, GivesWhatTheAbsentOneMayDo) {
  const Province province = WithStandIn();
  const task::Ledger ledger = task::IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  const v1::Actor officer = task::ActorOf("so-vhttdl/nguyen-van-a");
  const v1::Actor stands_in = OnBehalf("so-vhttdl/nguyen-van-a", "pho-giam-doc");
  EXPECT_FALSE(May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), officer));
  EXPECT_TRUE(May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), stands_in));
  // Of the head, too, where the table asks for one.
  EXPECT_TRUE(May(province, v1::TASK_VERB_SUSPEND, ledger.task(), stands_in));
  // It ends by itself.
  EXPECT_TRUE(May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), stands_in, task::At("2026-03-14 23:59")));
  EXPECT_FALSE(May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), stands_in, task::At("2026-03-15 00:00")));
  // Nobody else may say so.
  EXPECT_FALSE(
      May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), OnBehalf("so-vhttdl/le-thi-b", "pho-giam-doc")));
  EXPECT_FALSE(
      May(province, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), OnBehalf("so-vhttdl/nguyen-van-a", "le-thi-b")));
}

TEST(Substitution, IsNarrowedByRightsVerbsAndPlan) {
  const task::Ledger ledger = task::IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  const v1::Actor stands_in = OnBehalf("so-vhttdl/nguyen-van-a", "pho-giam-doc");
  ReferenceCommand command = StandIn("so-vhttdl", "pho-giam-doc", "nguyen-van-a");
  In(command).set_rights(v1::Substitution::RIGHTS_VIEW);
  Province view = WithStandIn(command);
  EXPECT_TRUE(task::MayView(ledger.task(), stands_in, view.facts(), kNow));
  EXPECT_FALSE(May(view, v1::TASK_VERB_COMMENT, ledger.task(), stands_in));

  command = StandIn("so-vhttdl", "pho-giam-doc", "nguyen-van-a");
  In(command).add_verbs(v1::TASK_VERB_ASSIGN_PERSON);
  const Province verbs = WithStandIn(command);
  EXPECT_TRUE(May(verbs, v1::TASK_VERB_ASSIGN_PERSON, ledger.task(), stands_in));
  EXPECT_FALSE(May(verbs, v1::TASK_VERB_SUSPEND, ledger.task(), stands_in));

  command = StandIn("so-vhttdl", "pho-giam-doc", "nguyen-van-a");
  In(command).set_plan("provinces/dong-nai/plans/kh-183");
  const Province plan = WithStandIn(command);
  EXPECT_FALSE(task::MayView(ledger.task(), stands_in, plan.facts(), kNow));
  v1::Task of_plan = ledger.task();
  of_plan.set_plan("provinces/dong-nai/plans/kh-183");
  EXPECT_TRUE(May(plan, v1::TASK_VERB_ASSIGN_PERSON, of_plan, stands_in));
}

TEST(Substitution, NeverShapesTheProvince) {
  Province province;
  ASSERT_EQ(province.Do(StandIn("vp-ubnd", "theo-doi", "chu-tich"), "vp-ubnd"), "OK");
  const v1::Actor stands_in = OnBehalf("vp-ubnd/chu-tich", "theo-doi");
  EXPECT_EQ(province.RightsOf(stands_in).ForPermission(v1::PERMISSION_MANAGE_ACCESS, {}), nullptr);
  EXPECT_NE(province.RightsOf(stands_in).ForPermission(v1::PERMISSION_VIEW_TASKS, {}), nullptr);
}

// Approver ≠ performer holds for both identities.
TEST(Substitution, SeparationOfDutiesLooksAtBoth) {
  Province province;
  // Within one unit, so that both can be approver and performer.
  ASSERT_EQ(province.Do(StandIn("so-noi-vu", "giam-doc-noi-vu", "chuyen-vien-noi-vu"), "so-noi-vu/giam-doc-noi-vu"),
            "OK");
  v1::Task task = task::UsualTask();
  task.set_state(v1::TASK_STATE_SUBMITTED);
  task.set_lead_unit(task::Unit("so-noi-vu"));
  const auto refused = [&](const v1::Actor& performer, const v1::Actor& approver) -> std::string {
    *task.mutable_performer() = performer;
    *task.mutable_result()->mutable_submitter() = performer;
    const task::Situation situation(task, approver, province.facts(), kNow);
    const auto refusal = task::Check(v1::TASK_VERB_APPROVE, situation);
    return refusal.has_value() ? ReasonName(refusal->reason) : "OK";
  };
  const v1::Actor head = task::ActorOf("so-noi-vu/giam-doc-noi-vu");
  const v1::Actor officer = task::ActorOf("so-noi-vu/chuyen-vien-noi-vu");
  const v1::Actor for_head = OnBehalf("so-noi-vu/chuyen-vien-noi-vu", "giam-doc-noi-vu");
  const v1::Actor other = task::ActorOf("so-noi-vu/pho-duyet");
  EXPECT_EQ(refused(officer, head), "OK");
  // The officer did the work and approves in the head's place.
  EXPECT_EQ(refused(officer, for_head), "SEPARATION_OF_DUTIES");
  // The head did the work, and who stands in approves in the head's place.
  EXPECT_EQ(refused(head, for_head), "SEPARATION_OF_DUTIES");
  // The work was done in the head's place: neither of the two approves it.
  EXPECT_EQ(refused(for_head, head), "SEPARATION_OF_DUTIES");
  EXPECT_EQ(refused(for_head, other), "OK");
  EXPECT_EQ(refused(other, for_head), "OK");
}

TEST(Substitution, WhatIsDoneBelongsToTheAbsentOne) {
  Province province = WithStandIn(StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a"));
  const task::Ledger ledger = task::IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  Context context{kNow, OnBehalf("so-vhttdl/nguyen-van-a", "le-thi-b"), {}, "request"};
  const auto decision =
      task::Decide(ledger.task(), task::CommandOf(v1::TASK_VERB_CLAIM, ledger.task()), province.facts(), context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_EQ(decision->events.size(), 1);
  EXPECT_EQ(decision->events[0].task_claimed().person(), task::Person("le-thi-b"));
  EXPECT_EQ(decision->events[0].actor().person(), task::Person("nguyen-van-a"));
  EXPECT_EQ(decision->events[0].actor().on_behalf_of(), task::Person("le-thi-b"));
}

TEST(Substitution, WhoMayRecordIt) {
  const ReferenceCommand command = StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a");
  EXPECT_EQ(Province().Do(command, "so-vhttdl/le-thi-b"), "OK");
  EXPECT_EQ(Province().Do(command, kHead), "OK");
  EXPECT_EQ(Province().Do(command, "vp-ubnd"), "OK");
  EXPECT_EQ(Province().Do(command, "so-vhttdl/van-thu"), "PERMISSION_DENIED");
  EXPECT_EQ(Province().Do(command, "so-y-te"), "PERMISSION_DENIED");
  // Not by who would stand in, even with the permission.
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "giam-doc-cu", "pho-giam-doc"), kHead), "SEPARATION_OF_DUTIES");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "giam-doc-cu", "pho-giam-doc"), "so-vhttdl/giam-doc-cu"), "OK");
}

TEST(Substitution, WhatIsRefused) {
  ReferenceCommand command = StandIn("so-vhttdl", "le-thi-b", "le-thi-b");
  EXPECT_EQ(Province().Do(command, kHead), "INVALID_FIELD");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "le-thi-b", "chu-tich"), kHead), "OK");  // of a unit above
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "le-thi-b", "giam-doc-tu-phap"), kHead), "NOT_A_MEMBER");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "giam-doc-tu-phap", "le-thi-b"), kHead), "NOT_A_MEMBER");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a", "2026-03-05", "2026-03-05"), kHead),
            "INVALID_FIELD");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a", "2026-03-05", "2027-04-05"), kHead),
            "INVALID_FIELD");
  EXPECT_EQ(Province().Do(StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a", "2026-02-01", "2026-03-02"), kHead),
            "INVALID_FIELD");
  command = StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a");
  In(command).clear_rights();
  EXPECT_EQ(Province().Do(command, kHead), "INVALID_FIELD");
}

TEST(Substitution, NoCircles) {
  Province province;
  ASSERT_EQ(province.Do(StandIn("so-vhttdl", "le-thi-b", "nguyen-van-a", "2026-03-01", "2026-03-15", "s1"), kHead),
            "OK");
  ASSERT_EQ(province.Do(StandIn("so-vhttdl", "nguyen-van-a", "van-thu", "2026-03-10", "2026-03-20", "s2"), kHead),
            "OK");
  EXPECT_EQ(province.Do(StandIn("so-vhttdl", "nguyen-van-a", "le-thi-b", "2026-03-14", "2026-03-20", "s3"), kHead),
            "SUBSTITUTION_CYCLE");
  EXPECT_EQ(province.Do(StandIn("so-vhttdl", "van-thu", "le-thi-b", "2026-03-14", "2026-03-20", "s3"), kHead),
            "SUBSTITUTION_CYCLE");
  // Not on the same day.
  EXPECT_EQ(province.Do(StandIn("so-vhttdl", "nguyen-van-a", "le-thi-b", "2026-03-20", "2026-03-25", "s3"), kHead),
            "OK");
}

TEST(Substitution, EndsBeforeItsTime) {
  Province province = WithStandIn();
  ReferenceCommand end;
  end.mutable_end_substitution()->set_name(task::Unit("so-vhttdl") + "/substitutions/s1");
  end.mutable_end_substitution()->set_reason("Đã về");
  EXPECT_EQ(province.Do(end, "so-vhttdl/le-thi-b"), "PERMISSION_DENIED");
  // The substitute gives it up; from today on it does not hold.
  ASSERT_EQ(province.Do(end, "so-vhttdl/nguyen-van-a"), "OK");
  EXPECT_EQ(province.RightsOf(OnBehalf("so-vhttdl/nguyen-van-a", "pho-giam-doc")).held().size(), 0);
  EXPECT_EQ(province.Do(end, "so-vhttdl/pho-giam-doc"), "ALREADY_ENDED");
  end.mutable_end_substitution()->set_name(task::Unit("so-vhttdl") + "/substitutions/none");
  EXPECT_EQ(province.Do(end, kHead), "NOT_FOUND");
  EXPECT_EQ(province.Do(end, "so-vhttdl/nguyen-van-a"), "PERMISSION_DENIED");
}

}  // namespace
}  // namespace phoihop::access
