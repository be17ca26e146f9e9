#include "clients/cli/plan_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanPrint, SaysWhatIsCaughtUpWith) {
  v1::Plan plan;
  v1::PlanItem& item = *plan.add_items();
  item.mutable_deadline()->set_text("Hằng tháng");
  item.set_catch_up(v1::CATCH_UP_NONE);
  EXPECT_THAT(Describe(plan, 200), Not(HasSubstr("làm bù")));
  item.set_catch_up(v1::CATCH_UP_LAST);
  EXPECT_THAT(Describe(plan, 200), HasSubstr("Hằng tháng; làm bù kỳ đã qua gần nhất\n"));
  item.set_catch_up(v1::CATCH_UP_ALL);
  item.set_catch_up_days(30);
  EXPECT_THAT(Describe(plan, 200), HasSubstr("Hằng tháng; làm bù mọi kỳ đã qua, trong 30 ngày"));
}

}  // namespace
}  // namespace phoihop::cli
