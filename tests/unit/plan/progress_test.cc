// Roll-ups: every grouping counts every task exactly once.
#include "workflow/plan/progress.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using v1::SummarisePlansRequest;

constexpr absl::CivilDay kToday(2026, 3, 2);

std::string Unit(const char* id) { return UnitName("dong-nai", id); }

// Plans `a` and `b` with items under two headings; item 2 of `a` is not issued.
Progress TwoPlans() {
  Progress progress;
  for (const char* id : {"b", "a"}) {
    v1::Plan& plan = progress.plans.emplace_back();
    plan.set_name(PlanName("dong-nai", id));
    plan.set_display_name(absl::StrCat("Kế hoạch ", id));
    for (int i = 1; i <= 3; ++i) {
      v1::PlanItem& item = *plan.add_items();
      item.set_name(ChildName(plan.name(), "items", absl::StrCat(i)));
      item.set_ordinal(absl::StrCat(i));
      item.set_text(absl::StrCat("Việc ", i));
      item.add_headings(i < 3 ? "I. CHUNG" : "II. RIÊNG");
      item.set_state(v1::PlanItem::STATE_ISSUED);
    }
  }
  progress.plans[1].mutable_items(1)->set_state(v1::PlanItem::STATE_READY);
  return progress;
}

void Count(Progress& progress, const std::string& plan, const std::string& item, const char* unit, int on_time,
           int overdue) {
  ProgressCount& count = progress.counts.emplace_back();
  count.plan = PlanName("dong-nai", plan);
  count.item = ChildName(count.plan, "items", item);
  count.lead_unit = Unit(unit);
  count.counts.set_completed_on_time(on_time);
  count.counts.set_open_overdue(overdue);
  count.counts.set_total(on_time + overdue);
}

v1::SummarisePlansResponse By(const Progress& progress, SummarisePlansRequest::GroupBy group_by) {
  return Summarise(progress, group_by, DongNai(), kToday);
}

TEST(Progress, IsGroupedByPlanInTheOrderOfThePlans) {
  Progress progress = TwoPlans();
  Count(progress, "a", "1", "so-noi-vu", 2, 1);
  Count(progress, "a", "3", "so-y-te", 0, 4);
  const auto response = By(progress, SummarisePlansRequest::GROUP_BY_PLAN);
  ASSERT_EQ(response.groups_size(), 2);
  EXPECT_EQ(response.groups(0).display_name(), "Kế hoạch b");
  EXPECT_EQ(response.groups(0).counts().total(), 0) << "a plan without tasks is there";
  EXPECT_EQ(response.groups(1).counts().total(), 7);
  EXPECT_EQ(response.groups(1).counts().completed_on_time(), 2);
  EXPECT_EQ(response.groups(1).counts().open_overdue(), 5);
  EXPECT_EQ(response.groups(1).items_not_issued(), 1);
  EXPECT_EQ(response.total().total(), 7);
}

TEST(Progress, IsGroupedByHeadingOfEachPlanByItself) {
  Progress progress = TwoPlans();
  Count(progress, "a", "1", "so-noi-vu", 1, 0);
  Count(progress, "b", "2", "so-noi-vu", 0, 1);
  const auto response = By(progress, SummarisePlansRequest::GROUP_BY_HEADING);
  ASSERT_EQ(response.groups_size(), 4);
  EXPECT_EQ(response.groups(0).key(), PlanName("dong-nai", "b"));
  EXPECT_EQ(response.groups(0).headings(0), "I. CHUNG");
  EXPECT_EQ(response.groups(0).counts().open_overdue(), 1);
  EXPECT_EQ(response.groups(1).display_name(), "II. RIÊNG");
  EXPECT_EQ(response.groups(2).counts().completed_on_time(), 1);
}

TEST(Progress, NamesUnitsAsTheyAreCalledToday) {
  Progress progress = TwoPlans();
  Count(progress, "a", "1", "so-y-te", 1, 0);
  Count(progress, "b", "1", "so-noi-vu", 1, 0);
  Count(progress, "b", "2", "so-noi-vu", 0, 2);
  const auto response = By(progress, SummarisePlansRequest::GROUP_BY_UNIT);
  ASSERT_EQ(response.groups_size(), 2);
  EXPECT_EQ(response.groups(0).key(), Unit("so-noi-vu"));
  EXPECT_EQ(response.groups(0).display_name(), DongNai().directory().DisplayName(Unit("so-noi-vu"), kToday));
  EXPECT_EQ(response.groups(0).counts().total(), 3);
}

TEST(Progress, CountsTasksOfAnItemThatIsGoneUnderItsPlan) {
  Progress progress = TwoPlans();
  Count(progress, "a", "99", "so-y-te", 1, 0);
  const auto by_item = By(progress, SummarisePlansRequest::GROUP_BY_ITEM);
  ASSERT_EQ(by_item.groups_size(), 7);
  EXPECT_EQ(by_item.groups(6).key(), "");
  EXPECT_EQ(by_item.groups(6).display_name(), "Kế hoạch a");
  EXPECT_EQ(by_item.groups(6).counts().total(), 1);
}

RC_GTEST_PROP(ProgressProperty, EveryGroupingHasTheSameTotals, ()) {
  Progress progress = TwoPlans();
  const auto entries = *rc::gen::container<std::vector<std::tuple<int, int, int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 2), rc::gen::inRange(1, 5), rc::gen::inRange(0, 3), rc::gen::inRange(0, 50),
                     rc::gen::inRange(0, 50)));
  const char* const units[] = {"so-y-te", "so-noi-vu", "xp-25280"};
  int expected = 0;
  for (const auto& [plan, item, unit, on_time, overdue] : entries) {
    Count(progress, plan == 0 ? "a" : "b", absl::StrCat(item), units[unit], on_time, overdue);
    expected += on_time + overdue;
  }
  for (int by = 0; by < SummarisePlansRequest::GroupBy_ARRAYSIZE; ++by) {
    const auto response = By(progress, static_cast<SummarisePlansRequest::GroupBy>(by));
    int sum = 0;
    for (const auto& group : response.groups()) sum += group.counts().total();
    RC_ASSERT(sum == expected);
    RC_ASSERT(response.total().total() == expected);
    RC_ASSERT(response.total().completed_on_time() + response.total().open_overdue() == expected);
  }
}

}  // namespace
}  // namespace phoihop::plan
