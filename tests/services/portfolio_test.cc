// The 32 programmes and plans of the province side by side: how their tasks stand, rolled up in every way, as each
// caller may see it.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Plans = v1::PlanService::Stub;
using Tasks = v1::TaskService::Stub;
using v1::SummarisePlansRequest;

constexpr char kParent[] = "provinces/dong-nai";
constexpr char kIssuer[] = "ubnd/nguyen-minh-an";
constexpr char kApprover[] = "ubnd/tran-minh-khanh";
constexpr int kPlans = 32;

constexpr char kHeader[] = "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n";
// One item for each class.
constexpr char kEveryClass[] =
    "I,ĐÚNG VÀ TRỄ,,,,\n"
    "1,Việc xong đúng hạn,Sở Nội vụ,,30/6/2026,\n"
    "2,Việc xong trễ,Sở Nội vụ,,10/3/2026,\n"
    "3,Việc đang làm,Sở Y tế,,30/6/2026,\n"
    "4,Việc quá hạn,Sở Y tế,,10/3/2026,\n"
    "5,Việc trình trễ,Sở Y tế,,10/3/2026,\n"
    "II,BÊN CẠNH,,,,\n"
    "6,Việc thường xuyên,Sở Y tế,,Thường xuyên,\n"
    "7,Việc chờ sự kiện,Sở Nội vụ,,Sau khi quy chế được ban hành,\n"
    "8,Việc bị từ chối,UBND xã Lộc Thạnh,,30/6/2026,\n"
    "9,Việc thu hồi,UBND xã Lộc Thạnh,,30/6/2026,\n"
    "10,Việc chưa rõ,Sở Không Có,,30/6/2026,\n";

std::string PlanId(int number) { return absl::StrCat("kh-", number); }

class PortfolioTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    for (int i = 1; i <= kPlans; ++i) {
      const std::string other = absl::StrCat("I,CHUNG,,,,\n1,Việc A của kế hoạch ", i, ",Sở Tư pháp,,30/6/2026,\n",
                                             "2,Việc B của kế hoạch ", i, ",Sở Y tế; Sở Nội vụ,,30/9/2026,\n");
      ImportAndIssue(PlanId(i), absl::StrCat(kHeader, i == 1 ? kEveryClass : other.c_str()));
    }
  }

  void ImportAndIssue(const std::string& id, const std::string& table) {
    v1::ImportPlanRequest request;
    request.set_parent(kParent);
    request.set_plan_id(id);
    request.set_filename("kh.csv");
    request.set_content(table);
    v1::Plan& plan = *request.mutable_plan();
    plan.set_display_name(absl::StrCat("Kế hoạch ", id));
    plan.set_number("12/KH-UBND");
    plan.set_issuer_unit(UnitName("dong-nai", "ubnd"));
    plan.set_document_date("2026-01-15");
    plan.set_period_start_date("2026-01-01");
    plan.set_period_end_date("2026-12-31");
    const auto imported = MustCall(&Plans::ImportPlan, request, kIssuer);
    ASSERT_EQ(imported.wrong_rows(), 0);
    v1::IssuePlanRequest issue;
    issue.set_name(imported.plan().name());
    MustCall(&Plans::IssuePlan, issue, kIssuer);
  }

  template <typename Request>
  void Do(grpc::Status (Tasks::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request, int item,
          const std::string& act_as) {
    request.set_name(TaskName("dong-nai", absl::StrCat(PlanId(1), "-", item)));
    MustCall(method, request, act_as);
  }

  void Submit(int item, const std::string& act_as) {
    Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), item, act_as);
    v1::SubmitTaskRequest submit;
    submit.mutable_result()->set_summary("Đã làm xong.");
    Do(&Tasks::SubmitTask, submit, item, act_as);
  }

  // One item of the first plan in each class.
  void LiveThroughMarch() {
    Submit(1, "so-noi-vu");
    Do(&Tasks::ApproveTask, v1::ApproveTaskRequest(), 1, kApprover);
    v1::RefuseTaskRequest refuse;
    refuse.set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
    refuse.set_explanation("Không thuộc chức năng.");
    Do(&Tasks::RefuseTask, refuse, 8, "xp-25280");
    v1::RevokeTaskRequest revoke;
    revoke.set_reason("Không còn cần.");
    Do(&Tasks::RevokeTask, revoke, 9, kIssuer);
    clock().Set(At("2026-03-20 09:00"));
    Submit(2, "so-noi-vu");
    Do(&Tasks::ApproveTask, v1::ApproveTaskRequest(), 2, kApprover);
    Submit(5, "so-y-te");
  }

  v1::SummarisePlansResponse By(SummarisePlansRequest::GroupBy group_by, const std::string& act_as,
                                const std::vector<std::string>& plans = {}) {
    SummarisePlansRequest request;
    request.set_parent(kParent);
    request.set_group_by(group_by);
    for (const std::string& plan : plans) request.add_plans(PlanName("dong-nai", plan));
    return MustCall(&Plans::SummarisePlans, request, act_as);
  }
};

TEST_F(PortfolioTest, CountsEveryTaskOnceInItsClass) {
  LiveThroughMarch();
  const auto one = By(SummarisePlansRequest::GROUP_BY_PLAN, "vp-ubnd", {PlanId(1)});
  ASSERT_EQ(one.groups_size(), 1);
  const v1::ProgressCounts& counts = one.groups(0).counts();
  EXPECT_EQ(counts.total(), 9) << one.DebugString();
  EXPECT_EQ(counts.completed_on_time(), 1);
  EXPECT_EQ(counts.completed_late(), 1);
  EXPECT_EQ(counts.open_in_time(), 1);
  EXPECT_EQ(counts.open_overdue(), 2) << "one that nobody touched, one that was submitted too late";
  EXPECT_EQ(counts.open_no_deadline(), 1);
  EXPECT_EQ(counts.not_yet_issued(), 1);
  EXPECT_EQ(counts.refused(), 1);
  EXPECT_EQ(counts.ended_without_result(), 1);
  EXPECT_EQ(one.groups(0).items_not_issued(), 1);
  EXPECT_EQ(one.total().total(), 9);

  // All plans, in every grouping.
  const int all = 9 + (kPlans - 1) * 3;
  for (const auto group_by : {SummarisePlansRequest::GROUP_BY_PLAN, SummarisePlansRequest::GROUP_BY_HEADING,
                              SummarisePlansRequest::GROUP_BY_ITEM, SummarisePlansRequest::GROUP_BY_UNIT,
                              SummarisePlansRequest::GROUP_BY_FUNCTION}) {
    const auto response = By(group_by, "vp-ubnd");
    int sum = 0;
    for (const auto& group : response.groups()) sum += group.counts().total();
    EXPECT_EQ(sum, all) << SummarisePlansRequest::GroupBy_Name(group_by);
    EXPECT_EQ(response.total().total(), all);
    EXPECT_EQ(response.total().completed_late(), 1);
  }
  EXPECT_EQ(By(SummarisePlansRequest::GROUP_BY_PLAN, "vp-ubnd").groups_size(), kPlans);
  const auto headings = By(SummarisePlansRequest::GROUP_BY_HEADING, "vp-ubnd", {PlanId(1)});
  ASSERT_EQ(headings.groups_size(), 2);
  EXPECT_EQ(headings.groups(0).headings(0), "I. ĐÚNG VÀ TRỄ");
  EXPECT_EQ(headings.groups(0).counts().total(), 5);
}

TEST_F(PortfolioTest, ShowsEachCallerWhatItMaySee) {
  const auto own = By(SummarisePlansRequest::GROUP_BY_UNIT, "xp-25280");
  ASSERT_EQ(own.groups_size(), 1);
  EXPECT_EQ(own.groups(0).key(), UnitName("dong-nai", "xp-25280"));
  EXPECT_EQ(own.total().total(), 2);
}

TEST_F(PortfolioTest, SaysWhatIsWrongWithAQuestion) {
  SummarisePlansRequest request;
  request.set_parent(kParent);
  request.add_plans(PlanName("dong-nai", "khong-co"));
  EXPECT_EQ(Refusal(&Plans::SummarisePlans, request, "vp-ubnd"), "NOT_FOUND");
  request.set_plans(0, "plans/khong-co");
  EXPECT_EQ(Refusal(&Plans::SummarisePlans, request, "vp-ubnd"), "INVALID_FIELD");
  EXPECT_EQ(Refusal(&Plans::SummarisePlans, request), "ACTOR_MISSING");
}

}  // namespace
}  // namespace phoihop::testing
