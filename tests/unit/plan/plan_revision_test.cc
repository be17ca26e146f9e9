// Revising a plan whose tasks run. Every revision here is previewed, applied, and what happened to each task is held
// against what the preview said.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/office.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/revised_tasks.h"
#include "workflow/plan/revision_effects.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using v1::PlanItem;
using v1::PlanTaskEffect;

using Effects = std::vector<PlanTaskEffect>;

class PlanRevisionTest : public testing::Test {
 protected:
  v1::Plan Next() {
    v1::Plan after = office_.plan();
    after.set_revision(after.revision() + 1);
    return after;
  }

  PlanCommand CommandFor(const v1::Plan& after) {
    PlanCommand command;
    internal::v1::RevisePlan& revise = *command.mutable_revise();
    revise.mutable_request()->set_name(kPlan);
    *revise.mutable_plan() = after;
    for (const auto& [name, task] : office_.tasks()) {
      if (task.parent_task().empty()) *revise.add_tasks() = task;
    }
    return command;
  }

  absl::StatusOr<Effects> Preview(const v1::Plan& after) {
    Context context;
    context.now = office_.now();
    context.actor.set_unit(UnitIn("ubnd"));
    std::vector<const v1::Task*> tasks;
    for (const auto& [name, task] : office_.tasks()) tasks.push_back(&task);
    const auto revised = ReviseTasks(office_.plan(), after, tasks, UnitIn("ubnd"), Province(), context);
    if (!revised.ok()) return revised.status();
    return EffectsOf(*revised, after, {}, tasks, Province(), context);
  }

  // What happened to a task, told from the two states of it.
  static PlanTaskEffect::Kind Happened(const v1::Task* before, const v1::Task& after) {
    if (before == nullptr) return PlanTaskEffect::KIND_MADE;
    if (before->version() == after.version()) return PlanTaskEffect::KIND_UNSPECIFIED;
    return after.state() == v1::TASK_STATE_REVOKED ? PlanTaskEffect::KIND_REVOKED : PlanTaskEffect::KIND_UPDATED;
  }

  Effects Apply(const v1::Plan& after) {
    const auto preview = Preview(after);
    EXPECT_TRUE(preview.ok()) << preview.status();
    if (!preview.ok()) return {};
    const std::map<std::string, v1::Task> before = office_.tasks();
    EXPECT_EQ(office_.Send(CommandFor(after)), absl::OkStatus());
    office_.RunFollowUps();
    std::map<std::string, PlanTaskEffect::Kind> said;
    for (const PlanTaskEffect& effect : *preview) {
      EXPECT_FALSE(effect.explanation().empty());
      PlanTaskEffect::Kind kind = effect.kind();
      if (kind == PlanTaskEffect::KIND_KEPT) continue;
      if (kind == PlanTaskEffect::KIND_REASSIGNED) kind = PlanTaskEffect::KIND_REVOKED;
      EXPECT_TRUE(said.emplace(effect.task(), kind).second) << effect.task() << " is named twice";
    }
    std::map<std::string, PlanTaskEffect::Kind> happened;
    for (const auto& [name, task] : office_.tasks()) {
      const auto old = before.find(name);
      const PlanTaskEffect::Kind kind = Happened(old == before.end() ? nullptr : &old->second, task);
      if (kind != PlanTaskEffect::KIND_UNSPECIFIED) happened[name] = kind;
    }
    EXPECT_EQ(happened, said);
    // Every open task of the plan is one of its item's, or a part of one.
    for (const auto& [name, task] : office_.tasks()) {
      if (!task::IsOpen(task.state()) || !task.parent_task().empty()) continue;
      int listed = 0;
      for (const PlanItem& item : office_.plan().items()) {
        listed += static_cast<int>(std::count(item.tasks().begin(), item.tasks().end(), name));
      }
      EXPECT_EQ(listed, 1) << name;
    }
    return *preview;
  }

  static void SetLeads(const std::vector<absl::string_view>& units, PlanItem* item) {
    item->clear_leads();
    GiveTo(units, *item);
  }

  std::string ReasonOfRevocation(const std::string& task) const {
    for (const v1::Event& event : office_.events()) {
      if (event.subject() == task && event.has_task_revoked()) return event.task_revoked().reason();
    }
    return "";
  }

  static void WithdrawItem(PlanItem* item) { item->set_state(PlanItem::STATE_WITHDRAWN); }

  Office office_;
};

std::vector<std::string> Said(const Effects& effects) {
  std::vector<std::string> said;
  for (const PlanTaskEffect& effect : effects) {
    said.push_back(absl::StrCat(LastSegment(effect.task()), " ",
                                PlanTaskEffect::Kind_Name(effect.kind()).substr(sizeof("KIND_") - 1)));
  }
  return said;
}

TEST_F(PlanRevisionTest, ANewDeadlineMovesTheTaskInPlace) {
  GiveTo({"so-y-te"}, office_.AddItem());
  GiveTo({"so-noi-vu"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.Accept(Task("kh-1")), absl::OkStatus());
  v1::Plan after = Next();
  after.mutable_items(0)->mutable_deadline()->set_nominal_due_date("2026-10-30");
  const Effects effects = Apply(after);
  EXPECT_THAT(Said(effects), ElementsAre("kh-1 UPDATED"));
  EXPECT_EQ(effects[0].explanation(), "hạn 30/09/2026 → 30/10/2026");
  EXPECT_EQ(effects[0].state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(office_.task(Task("kh-1")).due_date(), "2026-10-30");
  EXPECT_EQ(office_.task(Task("kh-1")).state(), v1::TASK_STATE_ACCEPTED);
}

TEST_F(PlanRevisionTest, AnotherLeadGetsANewTask) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  SetLeads({"so-noi-vu"}, after.mutable_items(0));
  const Effects effects = Apply(after);
  EXPECT_THAT(Said(effects), ElementsAre("kh-1 REASSIGNED", "kh-1-sd1 MADE"));
  EXPECT_THAT(effects[0].explanation(), HasSubstr("Sở Nội vụ"));
  EXPECT_EQ(office_.task(Task("kh-1")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(office_.task(Task("kh-1-sd1")).lead_unit(), UnitIn("so-noi-vu"));
  EXPECT_THAT(office_.plan().items(0).tasks(), ElementsAre(Task("kh-1"), Task("kh-1-sd1")));
  // And back: a third task, the first stays revoked.
  v1::Plan back = Next();
  SetLeads({"so-y-te"}, back.mutable_items(0));
  EXPECT_THAT(Said(Apply(back)), ElementsAre("kh-1-sd1 REASSIGNED", "kh-1-sd2 MADE"));
}

TEST_F(PlanRevisionTest, OneLeadMoreLeavesTheFirstAtWork) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  SetLeads({"so-y-te", "so-noi-vu"}, after.mutable_items(0));
  EXPECT_THAT(Said(Apply(after)), ElementsAre("kh-1-so-noi-vu MADE"));
  v1::Plan less = Next();
  SetLeads({"so-noi-vu"}, less.mutable_items(0));
  EXPECT_THAT(Said(Apply(less)), ElementsAre("kh-1 REVOKED"));
}

TEST_F(PlanRevisionTest, WhatIsGoneIsRevokedAndWhatIsDoneStays) {
  GiveTo({"so-y-te"}, office_.AddItem());
  GiveTo({"so-noi-vu"}, office_.AddItem());
  GiveTo({"so-xay-dung"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  office_.Finish(Task("kh-2"));
  office_.Finish(Task("kh-3"));
  v1::Plan after = Next();
  WithdrawItem(after.mutable_items(0));
  WithdrawItem(after.mutable_items(1));
  SetLeads({"so-y-te"}, after.mutable_items(2));
  EXPECT_THAT(Said(Apply(after)), ElementsAre("kh-1 REVOKED", "kh-2 KEPT", "kh-3 KEPT"));
  EXPECT_EQ(office_.task(Task("kh-3")).state(), v1::TASK_STATE_COMPLETED);
  EXPECT_THAT(ReasonOfRevocation(Task("kh-1")), HasSubstr("không còn nhiệm vụ này"));
}

TEST_F(PlanRevisionTest, WhatSomebodyRevokedIsNotMadeAgain) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.Revoke(Task("kh-1")), absl::OkStatus());
  v1::Plan after = Next();
  after.mutable_items(0)->mutable_deadline()->set_nominal_due_date("2026-10-30");
  EXPECT_THAT(Apply(after), IsEmpty());
}

TEST_F(PlanRevisionTest, UnitsLeaveAndJoinAWhole) {
  GiveTo({"so-y-te", "so-noi-vu"}, office_.AddItem()).mutable_fan_out();
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  SetLeads({"so-y-te", "so-xay-dung"}, after.mutable_items(0));
  EXPECT_THAT(Said(Apply(after)),
              UnorderedElementsAre("kh-1 UPDATED", "kh-1-so-noi-vu REVOKED", "kh-1-so-xay-dung MADE"));
  EXPECT_EQ(office_.task(Task("kh-1-so-y-te")).version(), 1);
  EXPECT_EQ(office_.task(Task("kh-1-so-xay-dung")).due_date(), "2026-09-30");
}

TEST_F(PlanRevisionTest, ACommuneIsLeftOutOfASet) {
  PlanItem& item = office_.AddItem();
  item.add_leads()->set_unit_set(SetIn("ubnd-cap-xa"));
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  const size_t parts = office_.Parts(Task("kh-1")).size();
  ASSERT_GT(parts, 90u);
  v1::Plan after = Next();
  after.mutable_items(0)->mutable_leads(0)->add_excluded_units(UnitIn("xp-25280"));
  EXPECT_THAT(Said(Apply(after)), ElementsAre("kh-1 UPDATED", "kh-1-xp-25280 REVOKED"));
  v1::Plan later = Next();
  later.mutable_items(0)->mutable_deadline()->set_nominal_due_date("2026-12-31");
  const Effects effects = Apply(later);
  EXPECT_THAT(effects, SizeIs(parts));  // the whole, and all parts but the one that ended
  EXPECT_EQ(effects[1].explanation(), "hạn 30/09/2026 → 31/12/2026");
}

TEST_F(PlanRevisionTest, AWholeThatAnotherUnitWouldSumUpIsRefused) {
  PlanItem& item = GiveTo({"so-y-te", "so-noi-vu"}, office_.AddItem());
  item.set_summing_unit(UnitIn("so-y-te"));
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  after.mutable_items(0)->set_summing_unit(UnitIn("so-noi-vu"));
  const auto preview = Preview(after);
  EXPECT_EQ(ReasonOf(preview.status()), v1::ERROR_REASON_PLAN_STATE);
  EXPECT_THAT(std::string(preview.status().message()), HasSubstr("hand"));
  EXPECT_EQ(ReasonOf(office_.Send(CommandFor(after))), v1::ERROR_REASON_PLAN_STATE);
}

TEST_F(PlanRevisionTest, ARhythmEndsAnotherBeginsAndPastOccurrencesStay) {
  PlanItem& item = GiveTo({"so-y-te"}, office_.AddItem());
  item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RECURRING);
  item.mutable_deadline()->set_recurrence("FREQ=MONTHLY;BYMONTHDAY=20");
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.tasks().size(), 8u);  // May to December
  office_.At(absl::CivilDay(2026, 7, 1));
  v1::Plan after = Next();
  after.mutable_items(0)->mutable_deadline()->set_recurrence("FREQ=MONTHLY;INTERVAL=3;BYMONTH=3,6,9,12;BYMONTHDAY=25");
  const Effects effects = Apply(after);
  // May and June are past; September and December move by five days, the others are no more.
  EXPECT_EQ(office_.task(Task("kh-1-2026-05")).version(), 1);
  EXPECT_EQ(office_.task(Task("kh-1-2026-06")).version(), 1);
  EXPECT_EQ(office_.task(Task("kh-1-2026-09")).requested_due_date(), "2026-09-25");
  EXPECT_EQ(office_.task(Task("kh-1-2026-07")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_THAT(Said(effects),
              UnorderedElementsAre("kh-1-2026-09 UPDATED", "kh-1-2026-12 UPDATED", "kh-1-2026-07 REVOKED",
                                   "kh-1-2026-08 REVOKED", "kh-1-2026-10 REVOKED", "kh-1-2026-11 REVOKED"));
}

TEST_F(PlanRevisionTest, ATaskThatWasHandedOverStaysWhereItIs) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.Accept(Task("kh-1")), absl::OkStatus());
  TaskCommand hand_off;
  hand_off.mutable_hand_off()->set_name(Task("kh-1"));
  hand_off.mutable_hand_off()->mutable_handoff()->set_to_unit(UnitIn("so-noi-vu"));
  hand_off.mutable_hand_off()->mutable_handoff()->set_reason("Đúng chức năng hơn");
  ASSERT_EQ(office_.Send(hand_off, Task("kh-1"), "so-y-te"), absl::OkStatus());
  TaskCommand accept;
  accept.mutable_accept_handoff()->set_name(office_.task(Task("kh-1")).handoffs(0).name());
  ASSERT_EQ(office_.Send(accept, Task("kh-1"), "so-noi-vu"), absl::OkStatus());
  v1::Plan after = Next();
  after.mutable_items(0)->set_text("Cung cấp thông tin và số liệu");
  const Effects effects = Apply(after);
  EXPECT_THAT(Said(effects), ElementsAre("kh-1 UPDATED"));
  EXPECT_EQ(effects[0].lead_unit(), UnitIn("so-noi-vu"));
  EXPECT_EQ(office_.task(Task("kh-1")).lead_unit(), UnitIn("so-noi-vu"));
  EXPECT_EQ(office_.task(Task("kh-1")).title(), "Cung cấp thông tin và số liệu");
}

TEST_F(PlanRevisionTest, WhatIsIssuedCannotBecomeAQuestion) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  v1::PlanQuestion& question = *after.mutable_items(0)->add_questions();
  question.set_field("lead");
  question.set_blocking(true);
  EXPECT_EQ(ReasonOf(office_.Send(CommandFor(after))), v1::ERROR_REASON_PLAN_STATE);
}

TEST_F(PlanRevisionTest, OnlyWhatWasSeenIsApplied) {
  GiveTo({"so-y-te"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Plan after = Next();
  after.mutable_items(0)->mutable_deadline()->set_nominal_due_date("2026-10-30");
  PlanCommand command = CommandFor(after);
  command.mutable_revise()->set_seen_token("abc");
  command.mutable_revise()->set_effect_count(1);
  EXPECT_EQ(ReasonOf(office_.Send(command)), v1::ERROR_REASON_INVALID_FIELD);
  command.mutable_revise()->mutable_request()->set_preview_token("abd");
  EXPECT_EQ(ReasonOf(office_.Send(command)), v1::ERROR_REASON_PREVIEW_STALE);
  command.mutable_revise()->mutable_request()->set_preview_token("abc");
  EXPECT_EQ(office_.Send(command), absl::OkStatus());
  // The plan is another one now: the same command was made for the one before.
  EXPECT_EQ(ReasonOf(office_.Send(command)), v1::ERROR_REASON_PREVIEW_STALE);
}

TEST_F(PlanRevisionTest, WhereNothingChangesNothingHappens) {
  GiveTo({"so-y-te", "so-noi-vu"}, office_.AddItem());
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  const size_t events = office_.events().size();
  EXPECT_EQ(office_.Send(CommandFor(Next())), absl::OkStatus());
  EXPECT_EQ(office_.events().size(), events);
}

}  // namespace
}  // namespace phoihop::plan
