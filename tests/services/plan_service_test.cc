// PlanService as clients see it: preview and import of a file, answers to its questions, issue into tasks, lists.
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "tests/unit/import/office_file.h"
#include "workflow/plan/appendix.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

// A plan of one table, over the API.
class PlanServiceTest : public PlanFixture {};

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(PlanServiceTest, APreviewSaysWhatItUnderstandsAndStoresNothing) {
  const int64_t before = LastSequence();
  v1::ImportPlanRequest request = Import(kTable);
  request.set_validate_only(true);
  const v1::ImportPlanResponse response = MustImport(request);
  EXPECT_FALSE(response.stored());
  EXPECT_EQ(response.understood_items(), 2);
  EXPECT_EQ(response.asked_items(), 1);
  ASSERT_EQ(response.rows_size(), 5);
  EXPECT_EQ(response.rows(3).row(), 4);
  EXPECT_EQ(response.rows(3).cells(2).outcome(), v1::ImportedCell::OUTCOME_ASKED);
  EXPECT_EQ(response.plan().items(0).deadline().effective_due_date(), "2026-06-30");
  EXPECT_EQ(Get().status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(LastSequence(), before);
}

TEST_F(PlanServiceTest, AWorkbookIsImportedFromTheSheetThatIsChosen) {
  import::Parts parts = import::SheetParts("");
  const auto sheet = [](std::initializer_list<absl::string_view> rows) {
    return absl::StrCat("<worksheet><sheetData>", import::SheetRows(1, rows), "</sheetData></worksheet>");
  };
  parts["xl/workbook.xml"] =
      "<workbook><sheets><sheet name=\"PL1\" id=\"rId1\"/><sheet name=\"PL2\" id=\"rId9\"/></sheets></workbook>";
  parts["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" Target=\"1.xml\"/><Relationship Id=\"rId9\" "
      "Type=\"/worksheet\" Target=\"9.xml\"/></Relationships>";
  parts["xl/1.xml"] = sheet({"TT|Nhiệm vụ|Chủ trì|Thời gian", "1|Việc một|Sở Nội vụ|Quý II/2026"});
  parts["xl/9.xml"] = sheet({"TT|Nhiệm vụ|Chủ trì|Thời gian", "1|Việc hai (*)|Sở Y tế|Quý II/2026", "|(*) Chú thích"});
  v1::ImportPlanRequest request = Import(import::StoredZip(parts));
  request.set_table(2);
  const v1::ImportPlanResponse response = MustImport(request);
  EXPECT_TRUE(response.stored());
  ASSERT_EQ(response.plan().items_size(), 1);
  EXPECT_EQ(response.plan().items(0).text(), "Việc hai");
  EXPECT_THAT(response.plan().items(0).footnotes(), ElementsAre("(*) Chú thích"));
  EXPECT_EQ(response.rows(0).cells(0).explanation(), "XLSX, trang tính 'PL2'");
  ASSERT_EQ(response.tables_size(), 2);
  EXPECT_EQ(response.tables(0).title(), "PL1");
  const auto stored = Get();
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_THAT(stored->items(0).footnotes(), ElementsAre("(*) Chú thích"));
  request.set_table(3);
  EXPECT_EQ(Refusal(&Plans::ImportPlan, request, kIssuer), "INVALID_FIELD");
}

TEST_F(PlanServiceTest, TheSameFileAgainChangesNothingAndAnotherFileIsRefused) {
  const v1::ImportPlanResponse first = MustImport(Import(kTable));
  EXPECT_TRUE(first.stored());
  EXPECT_EQ(first.plan().name(), kPlan);
  EXPECT_EQ(first.plan().state(), v1::Plan::STATE_DRAFT);
  EXPECT_EQ(first.plan().reference_date(), "2026-03-02") << "the day of the import";
  const int64_t before = LastSequence();
  const v1::ImportPlanResponse again = MustImport(Import(kTable));
  EXPECT_TRUE(again.stored());
  EXPECT_EQ(again.plan().etag(), first.plan().etag());
  EXPECT_EQ(LastSequence(), before);

  v1::ImportPlanRequest other = Import(absl::StrCat(kTable, "4,Việc thêm,Sở Y tế,,31/12/2026,\n"));
  EXPECT_EQ(Refusal(&Plans::ImportPlan, other, kIssuer), "ALREADY_EXISTS");
  other.set_validate_only(true);
  const v1::ImportPlanResponse difference = MustImport(other);
  ASSERT_EQ(difference.changes_size(), 1);
  EXPECT_EQ(difference.changes(0).kind(), v1::PlanItemChange::KIND_ADDED);
  EXPECT_EQ(difference.changes(0).text(), "Việc thêm");
  EXPECT_TRUE(difference.stored());
  EXPECT_EQ(LastSequence(), before);
  const auto stored = Get();
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->items_size(), 3);
  EXPECT_EQ(stored->etag(), first.plan().etag());
}

TEST_F(PlanServiceTest, AFileWithAWrongCellIsNotStored) {
  const v1::ImportPlanResponse response =
      MustImport(Import("Nhiệm vụ,Chủ trì,Thời gian\nViệc,Sở Nội vụ,31/12/2026\n,Sở Nội vụ,31/12/2026\n"));
  EXPECT_FALSE(response.stored());
  EXPECT_EQ(response.wrong_rows(), 1);
  EXPECT_THAT(response.rows(2).cells(0).explanation(), HasSubstr("không có nội dung nhiệm vụ"));
  EXPECT_EQ(Get().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(PlanServiceTest, SaysWhatIsWrongWithARequest) {
  EXPECT_EQ(Refusal(&Plans::ImportPlan, Import("PK\x03\x04 a spreadsheet"), kIssuer), "INVALID_FILE");
  EXPECT_EQ(Refusal(&Plans::ImportPlan, Import("a,b\n1,2\n"), kIssuer), "INVALID_FILE");
  EXPECT_EQ(Refusal(&Plans::ImportPlan, Import(std::string(plan::kMaxFileBytes + 1, 'x')), kIssuer), "TOO_LARGE");
  v1::ImportPlanRequest request = Import(kTable);
  request.set_plan_id("KH 2026");
  EXPECT_EQ(Refusal(&Plans::ImportPlan, request, kIssuer), "INVALID_NAME");
  request = Import(kTable);
  request.mutable_plan()->set_document_date("15/01/2026");
  EXPECT_EQ(Refusal(&Plans::ImportPlan, request, kIssuer), "INVALID_DATE");
  request = Import(kTable);
  request.mutable_plan()->set_issuer_unit(Unit("nobody"));
  EXPECT_EQ(Refusal(&Plans::ImportPlan, request, kIssuer), "INVALID_FIELD");
  EXPECT_EQ(Refusal(&Plans::ImportPlan, Import(kTable)), "ACTOR_MISSING");
}

TEST_F(PlanServiceTest, APlanIsIssuedAsFarAsItIsClear) {
  MustImport(Import(kTable));
  const int64_t before = LastSequence();
  v1::IssuePlanRequest issue = Issue();
  EXPECT_EQ(Refusal(&Plans::IssuePlan, issue, "so-vhttdl"), "PERMISSION_DENIED");
  issue.set_validate_only(true);
  const auto preview = Call(&Plans::IssuePlan, issue, kIssuer);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->tasks_size(), 5);
  EXPECT_EQ(LastSequence(), before);

  issue.set_validate_only(false);
  issue.set_request_id("issue-1");
  const auto issued = Call(&Plans::IssuePlan, issue, kIssuer);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->plan().state(), v1::Plan::STATE_PARTLY_ISSUED);
  std::vector<std::string> ids;
  for (const v1::Task& task : issued->tasks()) ids.emplace_back(LastSegment(task.name()));
  EXPECT_THAT(ids, ElementsAre("kh-2026-1", "kh-2026-3-2026-03", "kh-2026-3-2026-06", "kh-2026-3-2026-09",
                               "kh-2026-3-2026-12"));
  EXPECT_EQ(issued->tasks(0).state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(issued->tasks(0).due_date(), "2026-06-30");
  EXPECT_EQ(issued->tasks(0).basis().instrument_number(), "12/KH-UBND");
  EXPECT_EQ(issued->tasks(2).state(), v1::TASK_STATE_PLANNED);

  v1::ListTasksRequest list;
  list.set_parent(kParent);
  list.set_filter("plan = kh-2026 AND state = ISSUED");
  const auto tasks = Call(&Tasks::ListTasks, list, "ubnd");
  ASSERT_TRUE(tasks.ok()) << tasks.status();
  EXPECT_EQ(tasks->total_size(), 2);

  // The same request again, then a new one: nothing is left to issue.
  const int64_t after = LastSequence();
  const auto replayed = Call(&Plans::IssuePlan, issue, kIssuer);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->plan().etag(), issued->plan().etag());
  EXPECT_EQ(Refusal(&Plans::IssuePlan, Issue(), kIssuer), "PLAN_STATE");
  EXPECT_EQ(LastSequence(), after);
}

TEST_F(PlanServiceTest, WhoMayIssueItIsSaidBeforeAnybodyTries) {
  MustImport(Import(kTable));
  v1::ExplainAccessRequest request;
  request.set_parent(kParent);
  request.set_method("phoihop.v1.PlanService.IssuePlan");
  request.set_resource(kPlan);
  const auto explain = [&](const std::string& act_as) {
    return MustCall(&v1::AccessService::Stub::ExplainAccess, request, act_as);
  };
  EXPECT_TRUE(explain(kIssuer).allowed());
  // The clerk of the same unit imports and answers, and does not issue.
  EXPECT_FALSE(explain("ubnd/le-minh-son").allowed());
  // The head of another unit issues its own plans.
  const v1::ExplainAccessResponse other = explain("so-vhttdl/le-van-c");
  EXPECT_FALSE(other.allowed());
  EXPECT_EQ(other.reason(), "PERMISSION_DENIED");
  EXPECT_THAT(other.explanation(), HasSubstr("Ủy ban nhân dân tỉnh Đồng Nai ban hành"));
  request.clear_resource();
  EXPECT_TRUE(explain("so-vhttdl/le-van-c").allowed());
  request.set_resource(absl::StrCat(kPlan, "-x"));
  EXPECT_EQ(Refusal(&v1::AccessService::Stub::ExplainAccess, request, kIssuer), "NOT_FOUND");
}

TEST_F(PlanServiceTest, AnswersMakeAnItemReady) {
  const std::string etag = MustImport(Import(kTable)).plan().etag();
  ASSERT_TRUE(Call(&Plans::IssuePlan, Issue(), kIssuer).ok());
  v1::UpdatePlanItemRequest answer = AnswerTo("2");
  answer.set_etag(etag);
  EXPECT_EQ(Refusal(&Plans::UpdatePlanItem, answer, kIssuer), "ETAG_MISMATCH");
  answer.clear_etag();
  answer.set_validate_only(true);
  const int64_t before = LastSequence();
  EXPECT_EQ(Refusal(&Plans::UpdatePlanItem, answer, kIssuer), "");
  EXPECT_EQ(LastSequence(), before);
  answer.set_validate_only(false);
  const auto plan = Call(&Plans::UpdatePlanItem, answer, kIssuer);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->items(1).state(), v1::PlanItem::STATE_READY);
  EXPECT_EQ(plan->items(1).deadline().effective_due_date(), "2026-09-30");

  const auto issued = Call(&Plans::IssuePlan, Issue(), kIssuer);
  ASSERT_TRUE(issued.ok()) << issued.status();
  ASSERT_EQ(issued->tasks_size(), 1);
  EXPECT_EQ(issued->tasks(0).lead_unit(), Unit("so-noi-vu"));
  EXPECT_EQ(issued->plan().state(), v1::Plan::STATE_ISSUED);
  EXPECT_EQ(Refusal(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer), "ITEM_ISSUED");
  EXPECT_EQ(Refusal(&Plans::UpdatePlanItem, AnswerTo("99"), kIssuer), "NOT_FOUND");
}

TEST_F(PlanServiceTest, AnAnswerIsRememberedForTheNextTable) {
  MustImport(Import(kTable));
  ASSERT_TRUE(Call(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer).ok());
  v1::ListPlanAnswersRequest list;
  list.set_parent(kParent);
  list.set_page_size(1);
  std::vector<std::string> texts;
  do {
    const auto page = Call(&Plans::ListPlanAnswers, list, "so-vhttdl");
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->total_size(), 2);
    for (const v1::PlanAnswer& answer : page->plan_answers()) {
      texts.push_back(absl::StrCat(answer.field(), ": ", answer.text()));
      EXPECT_EQ(answer.item(), absl::StrCat(kPlan, "/items/2"));
      EXPECT_EQ(answer.actor().unit(), Unit("ubnd"));
    }
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(texts, ElementsAre("deadline: Dịp lễ", "lead: Các sở, ban, ngành"));

  v1::ImportPlanRequest next = Import("Nhiệm vụ,Chủ trì,Thời gian\nViệc khác,\"CÁC SỞ,  BAN, ngành\",Dịp lễ\n");
  next.set_plan_id("kh-sau");
  next.set_validate_only(true);
  const v1::ImportPlanResponse offered = MustImport(next);
  EXPECT_EQ(offered.asked_items(), 1);
  EXPECT_EQ(offered.plan().items(0).questions(0).remembered().parties(0).units(0), Unit("so-noi-vu"));
  next.set_use_remembered_answers(true);
  const v1::ImportPlanResponse used = MustImport(next);
  EXPECT_EQ(used.understood_items(), 1);
  EXPECT_THAT(used.plan().items(0).questions(), IsEmpty());
  EXPECT_EQ(used.plan().items(0).leads(0).units(0), Unit("so-noi-vu"));
  EXPECT_EQ(used.plan().items(0).deadline().effective_due_date(), "2026-09-30");
  EXPECT_THAT(used.rows(1).cells(2).explanation(), HasSubstr("theo câu trả lời ngày 02/03/2026 của "));
  // A quarter of 2026 is none of the plan of 2027.
  next.mutable_plan()->set_period_start_date("2027-01-01");
  next.mutable_plan()->set_period_end_date("2027-12-31");
  EXPECT_EQ(MustImport(next).plan().items(0).deadline().kind(), v1::DEADLINE_KIND_UNKNOWN);

  // The newest answer wins.
  v1::UpdatePlanItemRequest answer = AnswerTo("2");
  answer.mutable_item()->mutable_leads(0)->set_units(0, Unit("so-y-te"));
  ASSERT_TRUE(Call(&Plans::UpdatePlanItem, answer, kIssuer).ok());
  EXPECT_EQ(MustImport(next).plan().items(0).leads(0).units(0), Unit("so-y-te"));
}

TEST_F(PlanServiceTest, ListsPlansWithoutTheirItems) {
  MustImport(Import(kTable));
  v1::ImportPlanRequest other = Import(kTable);
  other.set_plan_id("kh-khac");
  other.mutable_plan()->set_display_name("Kế hoạch khác");
  MustImport(other);
  v1::ListPlansRequest list;
  list.set_parent(kParent);
  const auto ids = [&](const std::string& filter) {
    list.set_filter(filter);
    std::vector<std::string> result;
    const auto page = Call(&Plans::ListPlans, list, "so-vhttdl");
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return result;
    for (const v1::Plan& plan : page->plans()) {
      result.emplace_back(LastSegment(plan.name()));
      EXPECT_THAT(plan.items(), IsEmpty());
    }
    return result;
  };
  EXPECT_THAT(ids(""), ::testing::UnorderedElementsAre("kh-2026", "kh-khac"));
  EXPECT_THAT(ids("display_name : \"khác\""), ElementsAre("kh-khac"));
  EXPECT_THAT(ids("state = ISSUED"), IsEmpty());
  EXPECT_THAT(ids("state = DRAFT AND issuer_unit = ubnd AND number = \"12/KH-UBND\" AND display_name : 2026"),
              ElementsAre("kh-2026"));
  list.set_filter("colour = red");
  EXPECT_EQ(Refusal(&Plans::ListPlans, list, "so-vhttdl"), "INVALID_FILTER");
  list.clear_filter();
  list.set_page_size(1);
  const auto first = Call(&Plans::ListPlans, list, "so-vhttdl");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->total_size(), 2);
  list.set_page_token(first->next_page_token());
  const auto second = Call(&Plans::ListPlans, list, "so-vhttdl");
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->plans_size(), 1);
  EXPECT_NE(second->plans(0).name(), first->plans(0).name());
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

TEST_F(PlanServiceTest, TheSampleOf2026IsImportedAndIssued) {
  std::ifstream file("data/dong-nai/plan_2026_sample.csv", std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const v1::ImportPlanResponse imported = MustImport(Import(bytes.str()));
  EXPECT_EQ(imported.understood_items(), 23);
  EXPECT_EQ(imported.asked_items(), 2);
  const auto issued = Call(&Plans::IssuePlan, Issue(), kIssuer);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->plan().state(), v1::Plan::STATE_PARTLY_ISSUED);
  // Issued on 2 March: three monthly items have ten occurrences each, two have two dates, one has three leads; the
  // other seventeen are done once.
  int tasks = 0;
  for (const v1::PlanItem& item : issued->plan().items()) tasks += item.tasks_size();
  EXPECT_EQ(issued->tasks_size(), tasks);
  EXPECT_EQ(tasks, 3 * 10 + 2 * 2 + 3 + 17);
}

TEST_F(PlanServiceTest, AnItemForAllCommunesIsAWholeWithParts) {
  MustImport(
      Import("TT,Nhiệm vụ,Cơ quan chủ trì,Thời gian hoàn thành\n"
             "1,Cung cấp thông tin,\"UBND các xã, phường\",30/6/2026\n"
             "2,Triển khai logo,Sở VHTTDL,Trong vòng 30 ngày kể từ ngày logo được phê duyệt\n"));
  v1::IssuePlanRequest issue = Issue();
  issue.set_validate_only(true);
  EXPECT_EQ(MustCall(&Plans::IssuePlan, issue, kIssuer).tasks_size(), 97);
  // Page by page it is the same.
  issue.set_page_size(40);
  std::vector<std::string> names;
  v1::IssuePlanResponse page;
  do {
    issue.set_request_id(absl::StrCat("page-", names.size()));
    page = MustCall(&Plans::IssuePlan, issue, kIssuer);
    EXPECT_EQ(page.total_tasks(), 97);
    EXPECT_EQ(page.items_size(), 2);
    for (const v1::Task& task : page.tasks()) names.push_back(task.name());
    issue.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty() && names.size() < 200);
  EXPECT_EQ(names.size(), 97u);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 97u);
  EXPECT_EQ(page.items(0).task_count(), 96);
  EXPECT_EQ(page.items(0).part_count(), 95);
  EXPECT_EQ(page.items(1).planned_count(), 1);
  issue.set_page_token("bm9ib2R5");
  EXPECT_EQ(Refusal(&Plans::IssuePlan, issue, kIssuer), "INVALID_PAGE_TOKEN");

  v1::IssuePlanRequest real = Issue();
  real.set_page_size(10);
  const v1::IssuePlanResponse issued = MustCall(&Plans::IssuePlan, real, kIssuer);
  EXPECT_EQ(issued.tasks_size(), 10);
  EXPECT_EQ(issued.total_tasks(), 97);
  EXPECT_EQ(issued.next_page_token(), "");
  v1::GetTaskRequest get;
  get.set_name("provinces/dong-nai/tasks/kh-2026-1");
  const v1::Task whole = MustCall(&Tasks::GetTask, get, kIssuer);
  EXPECT_EQ(whole.fan_out_progress().total(), 95);
  EXPECT_EQ(whole.fan_out_progress().not_accepted(), 95);
  EXPECT_FALSE(whole.fan_out_progress().rule_holds());
  for (const v1::AllowedOperation& operation : whole.operations()) {
    if (operation.verb() != v1::TASK_VERB_COMPLETE) continue;
    EXPECT_EQ(operation.reason(), "FAN_OUT_OPEN");
    EXPECT_THAT(operation.explanation(), HasSubstr("95/95"));
  }
  v1::ListTasksRequest list;
  list.set_parent(kParent);
  list.set_filter("parent_task = kh-2026-1");
  EXPECT_EQ(MustCall(&Tasks::ListTasks, list, kIssuer).total_size(), 95);

  // The server itself runs what follows from the event and from the end of the whole.
  v1::RecordPlanEventRequest event;
  event.set_name(kPlan);
  event.set_event("LOGO được phê duyệt");
  event.set_date("2026-03-01");
  EXPECT_EQ(Refusal(&Plans::RecordPlanEvent, event, "so-vhttdl"), "PERMISSION_DENIED");
  EXPECT_EQ(MustCall(&Plans::RecordPlanEvent, event, kIssuer).events_size(), 1);
  v1::RevokeTaskRequest revoke;
  revoke.set_name(whole.name());
  revoke.set_reason("Không còn cần");
  MustCall(&Tasks::RevokeTask, revoke, kIssuer);
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(testing::kFixtureLimit).ok());
  get.set_name("provinces/dong-nai/tasks/kh-2026-2");
  EXPECT_EQ(MustCall(&Tasks::GetTask, get, kIssuer).due_date(), "2026-03-31");
  list.set_filter("parent_task = kh-2026-1 AND open = true");
  EXPECT_EQ(MustCall(&Tasks::ListTasks, list, kIssuer).total_size(), 0);
  event.set_date("2026-03-02");
  EXPECT_EQ(Refusal(&Plans::RecordPlanEvent, event, kIssuer), "ALREADY_EXISTS");
}

}  // namespace
}  // namespace phoihop::testing
