// A plan that follows another file: what the caller is shown, and what becomes of the plan and its tasks.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"

namespace phoihop::testing {
namespace {

class PlanRevisionServiceTest : public PlanFixture {};

TEST_F(PlanRevisionServiceTest, APlanThatIsNotIssuedFollowsAnotherFile) {
  MustImport(Import(kTable));
  ASSERT_TRUE(Call(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer).ok());
  v1::RevisePlanRequest request;
  request.set_name(kPlan);
  request.set_filename("kh-2.csv");
  request.set_content(
      "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
      "1,Ban hành quy chế,Sở VHTTDL,\"Sở Nội vụ, Sở Y tế\",30/9/2026,Quyết định\n"
      "2,Việc thêm,Sở Ngoại vụ,,31/12/2026,\n"
      "3,Tuyên truyền,\"Các sở, ban, ngành\",nt,Dịp lễ,Báo cáo\n");
  request.set_validate_only(true);
  const int64_t before = LastSequence();
  EXPECT_EQ(Refusal(&Plans::RevisePlan, request, "so-vhttdl"), "PERMISSION_DENIED");
  const auto preview = Call(&Plans::RevisePlan, request, kIssuer);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_FALSE(preview->stored());
  EXPECT_EQ(preview->changes_size(), 4);
  EXPECT_EQ(LastSequence(), before);
  request.set_validate_only(false);
  const auto revised = Call(&Plans::RevisePlan, request, kIssuer);
  ASSERT_TRUE(revised.ok()) << revised.status();
  EXPECT_TRUE(revised->stored());
  EXPECT_EQ(revised->plan().revision(), 1);
  ASSERT_EQ(revised->plan().items_size(), 3);
  EXPECT_EQ(revised->plan().items(0).deadline().effective_due_date(), "2026-09-30");
  // The answer of before belongs to a cell that did not change.
  EXPECT_EQ(revised->plan().items(2).name(), absl::StrCat(kPlan, "/items/2"));
  EXPECT_EQ(revised->plan().items(2).leads(0).units(0), Unit("so-noi-vu"));
  const auto stored = Get();
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->items_size(), 3);
  EXPECT_EQ(stored->etag(), revised->plan().etag());
  // The same again changes nothing; what is issued is not replaced.
  const int64_t after = LastSequence();
  EXPECT_EQ(Call(&Plans::RevisePlan, request, kIssuer)->plan().etag(), stored->etag());
  EXPECT_EQ(LastSequence(), after);
}

TEST_F(PlanRevisionServiceTest, TasksFollowTheRevisionThatWasSeen) {
  MustImport(Import(kTable));
  ASSERT_TRUE(Call(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer).ok());
  ASSERT_TRUE(Call(&Plans::IssuePlan, Issue(), kIssuer).ok());
  const auto tasks_of = [&](absl::string_view item) {
    v1::ListTasksRequest list;
    list.set_parent(kParent);
    list.set_filter(absl::StrCat("plan_item = \"", kPlan, "/items/", item, "\""));
    return Call(&Tasks::ListTasks, list, kIssuer)->tasks();
  };
  ASSERT_EQ(tasks_of("1").size(), 1);
  ASSERT_GT(tasks_of("3").size(), 1);
  const int quarters = tasks_of("3").size();

  v1::RevisePlanRequest request;
  request.set_name(kPlan);
  request.set_filename("kh-sua.csv");
  request.mutable_basis()->set_instrument_number("30/QĐ-UBND");
  // The first is due later and led by another agency, the second is gone, the third is what it was.
  request.set_content(
      "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
      "I,CHUNG,,,,\n"
      "1,Ban hành quy chế,Sở Nội vụ,Sở Y tế,30/12/2026,Quyết định\n"
      "3,Báo cáo,UBND xã Lộc Thạnh,,Hằng quý,Báo cáo\n");
  EXPECT_EQ(Refusal(&Plans::RevisePlan, request, "so-vhttdl"), "PERMISSION_DENIED");
  // Not without having looked.
  const int64_t before = LastSequence();
  EXPECT_EQ(Refusal(&Plans::RevisePlan, request, kIssuer), "INVALID_FIELD");
  request.set_validate_only(true);
  const auto preview = Call(&Plans::RevisePlan, request, kIssuer);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_FALSE(preview->preview_token().empty());
  std::map<v1::PlanTaskEffect::Kind, int> counts;
  for (const auto& entry : preview->effect_counts()) counts[entry.kind()] = entry.count();
  EXPECT_EQ(counts, (std::map<v1::PlanTaskEffect::Kind, int>{{v1::PlanTaskEffect::KIND_REASSIGNED, 1},
                                                             {v1::PlanTaskEffect::KIND_REVOKED, 1},
                                                             {v1::PlanTaskEffect::KIND_MADE, 1}}));
  EXPECT_EQ(LastSequence(), before);

  // Somebody changes a task after the look: what was seen is not what would happen.
  request.set_validate_only(false);
  request.set_preview_token(preview->preview_token());
  v1::AcceptTaskRequest accept;
  accept.set_name(tasks_of("1")[0].name());
  ASSERT_TRUE(Call(&Tasks::AcceptTask, accept, "so-vhttdl").ok());
  EXPECT_EQ(Refusal(&Plans::RevisePlan, request, kIssuer), "PREVIEW_STALE");

  request.set_validate_only(true);
  request.clear_preview_token();
  request.set_preview_token(Call(&Plans::RevisePlan, request, kIssuer)->preview_token());
  request.set_validate_only(false);
  request.set_request_id("revise-1");
  const auto revised = Call(&Plans::RevisePlan, request, kIssuer);
  ASSERT_TRUE(revised.ok()) << revised.status();
  EXPECT_TRUE(revised->stored());
  // What follows for the tasks is done by the worker of follow-ups.
  ASSERT_TRUE(Eventually([&] {
    int open = 0;
    for (const v1::Task& task : tasks_of("1")) open += task.state() == v1::TASK_STATE_REVOKED ? 0 : 1;
    return open == 1 && tasks_of("2")[0].state() == v1::TASK_STATE_REVOKED;
  }));
  bool found = false;
  for (const v1::Task& task : tasks_of("1")) {
    if (task.state() == v1::TASK_STATE_REVOKED) continue;
    EXPECT_EQ(task.lead_unit(), Unit("so-noi-vu"));
    EXPECT_EQ(task.due_date(), "2026-12-30");
    found = true;
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(tasks_of("3").size(), quarters);
  for (const v1::Task& task : tasks_of("3")) EXPECT_LE(task.version(), 1) << task.name();
  // Said again, it is answered again; the same file under another id changes nothing.
  const int64_t after = LastSequence();
  EXPECT_EQ(Call(&Plans::RevisePlan, request, kIssuer)->plan().etag(), revised->plan().etag());
  request.set_request_id("revise-2");
  request.clear_preview_token();
  EXPECT_TRUE(Call(&Plans::RevisePlan, request, kIssuer).ok());
  EXPECT_EQ(LastSequence(), after);
}

}  // namespace
}  // namespace phoihop::testing
