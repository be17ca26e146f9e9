#include "services/gateway/request_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/util/message_differencer.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "phoihop/v1/event_service.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/task_service.pb.h"
#include "workflow/errors.h"

namespace phoihop::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

class RequestMessageTest : public ::testing::Test {
 protected:
  static const google::protobuf::MethodDescriptor* Method(const char* name) {
    return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string("phoihop.v1.") + name);
  }

  template <typename Request>
  absl::StatusOr<Request> Make(const char* method, const char* verb, const std::string& path,
                               const std::string& query = "", const std::string& body = "") {
    // Otherwise the linker leaves the descriptors out.
    Request::descriptor();
    const Router router({Method(method)});
    const auto found = router.Find(verb, path);
    const auto* matched = std::get_if<Matched>(&found);
    if (matched == nullptr) return absl::NotFoundError("no route");
    auto made = MakeRequest(*matched, query, body);
    if (!made.ok()) return made.status();
    return static_cast<const Request&>(**made);
  }
};

TEST_F(RequestMessageTest, PathAndQueryFillTheRequest) {
  const auto request =
      Make<v1::ListTasksRequest>("TaskService.ListTasks", "GET", "/v1/provinces/dong-nai/tasks",
                                 "pageSize=20&filter=title+%3A+%22quy%20ch%E1%BA%BF%22&order_by=due_time%20desc");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->parent(), "provinces/dong-nai");
  EXPECT_EQ(request->page_size(), 20);
  EXPECT_EQ(request->filter(), "title : \"quy chế\"");
  EXPECT_EQ(request->order_by(), "due_time desc");
}

TEST_F(RequestMessageTest, QueryParametersMayBeInstantsAndOptional) {
  const auto upcoming = Make<v1::ListUpcomingDeadlinesRequest>("DeadlineService.ListUpcomingDeadlines", "GET",
                                                               "/v1/provinces/dong-nai/deadlines:upcoming",
                                                               "fromTime=2026-03-01T00:00:00%2B07:00");
  ASSERT_TRUE(upcoming.ok()) << upcoming.status();
  EXPECT_EQ(upcoming->from_time().seconds(), 1772298000);
  const auto watch = Make<v1::WatchEventsRequest>("EventService.WatchEvents", "GET",
                                                  "/v1/provinces/dong-nai/events:watch", "afterSequence=0");
  ASSERT_TRUE(watch.ok());
  EXPECT_TRUE(watch->has_after_sequence());
}

TEST_F(RequestMessageTest, TheBodyIsTheWholeRequest) {
  const auto request = Make<v1::RefuseTaskRequest>(
      "TaskService.RefuseTask", "POST", "/v1/provinces/dong-nai/tasks/7:refuse", "",
      R"({"reason": "REFUSAL_REASON_DUPLICATE", "explanation": "đã giao", "basis": {"text": "x"}, "requestId": "r"})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->name(), "provinces/dong-nai/tasks/7");
  EXPECT_EQ(request->reason(), v1::REFUSAL_REASON_DUPLICATE);
  EXPECT_EQ(request->basis().text(), "x");
  EXPECT_EQ(request->request_id(), "r");
}

TEST_F(RequestMessageTest, AnEmptyBodyIsAnEmptyDocument) {
  const auto request =
      Make<v1::AcceptTaskRequest>("TaskService.AcceptTask", "POST", "/v1/provinces/dong-nai/tasks/7:accept");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->name(), "provinces/dong-nai/tasks/7");
}

TEST_F(RequestMessageTest, TheBodyIsAFieldAndTheQueryTheRest) {
  const auto request = Make<v1::CreateTaskRequest>("TaskService.CreateTask", "POST", "/v1/provinces/dong-nai/tasks",
                                                   "taskId=t1&issue=true", R"({"title": "A", "leadUnit": "u"})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->task_id(), "t1");
  EXPECT_TRUE(request->issue());
  EXPECT_EQ(request->task().title(), "A");
}

TEST_F(RequestMessageTest, APatchNamesItsResourceByThePath) {
  const auto request = Make<v1::UpdatePlanItemRequest>(
      "PlanService.UpdatePlanItem", "PATCH", "/v1/provinces/dong-nai/plans/k/items/1", "updateMask=leads,deadline",
      R"({"name": "provinces/other/plans/x/items/y", "leads": [{"units": ["u"]}]})");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->item().name(), "provinces/dong-nai/plans/k/items/1");
  EXPECT_THAT(request->update_mask().paths(), ElementsAre("leads", "deadline"));
}

TEST_F(RequestMessageTest, TheBodyCannotNameAnotherResource) {
  const auto request =
      Make<v1::AcceptTaskRequest>("TaskService.AcceptTask", "POST", "/v1/provinces/dong-nai/tasks/7:accept", "",
                                  R"({"name": "provinces/dong-nai/tasks/8"})");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->name(), "provinces/dong-nai/tasks/7");
}

TEST_F(RequestMessageTest, MistakesAreNamed) {
  const auto wrong = [&](const std::string& query, const std::string& body) {
    const auto request =
        Make<v1::CreateTaskRequest>("TaskService.CreateTask", "POST", "/v1/provinces/dong-nai/tasks", query, body);
    EXPECT_FALSE(request.ok());
    EXPECT_EQ(ReasonOf(request.status()), v1::ERROR_REASON_INVALID_FIELD);
    return std::string(request.status().message());
  };
  EXPECT_THAT(wrong("taskID=1", "{}"), HasSubstr("taskID: is no field"));
  EXPECT_THAT(wrong("issue=maybe", "{}"), HasSubstr("issue: 'maybe' is no bool"));
  EXPECT_THAT(wrong("taskId=%zz", "{}"), HasSubstr("'%' without two hexadecimal digits"));
  EXPECT_THAT(wrong("", "{"), HasSubstr("task: is not the JSON of a phoihop.v1.Task"));
  EXPECT_THAT(wrong("", R"({"titel": "A"})"), HasSubstr("titel"));
  EXPECT_THAT(wrong("", R"({"state": "LOST"})"), HasSubstr("task: is not the JSON"));
  EXPECT_THAT(wrong("", "[]"), HasSubstr("task: is not the JSON"));
  EXPECT_THAT(wrong("task.title.x=1", "{}"), HasSubstr("leads through a field that is no single message"));
  std::string many;
  for (int i = 0; i < 200; ++i) many += "taskId=a&";
  EXPECT_THAT(wrong(many, "{}"), HasSubstr("too many parameters"));
}

TEST_F(RequestMessageTest, ABodyWhereNoneBelongsIsRefused) {
  const auto request =
      Make<v1::GetTaskRequest>("TaskService.GetTask", "GET", "/v1/provinces/dong-nai/tasks/7", "", "{}");
  EXPECT_EQ(ReasonOf(request.status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(RequestMessageTest, NestedJsonHasALimit) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  const auto request =
      Make<v1::CreateTaskRequest>("TaskService.CreateTask", "POST", "/v1/provinces/dong-nai/tasks", "", deep);
  EXPECT_FALSE(request.ok());
}

TEST_F(RequestMessageTest, ListsAndNestedFieldsInTheQuery) {
  v1::Task task;
  EXPECT_TRUE(SetField(task, "coordinatorUnits", "a").ok());
  EXPECT_TRUE(SetField(task, "coordinator_units", "b").ok());
  EXPECT_TRUE(SetField(task, "basis.article", "24").ok());
  EXPECT_TRUE(SetField(task, "priority", "TASK_PRIORITY_URGENT").ok());
  EXPECT_TRUE(SetField(task, "roll", "1").ok());
  EXPECT_TRUE(SetField(task, "title", "a \"b\" \\ c").ok());
  EXPECT_THAT(task.coordinator_units(), ElementsAre("a", "b"));
  EXPECT_EQ(task.basis().article(), "24");
  EXPECT_EQ(task.priority(), v1::TASK_PRIORITY_URGENT);
  EXPECT_EQ(task.roll(), v1::ROLL_RULE_NONE);
  EXPECT_EQ(task.title(), "a \"b\" \\ c");
  EXPECT_FALSE(SetField(task, "priority", "SOON").ok());
  EXPECT_FALSE(SetField(task, "unitDisplayNames", "x").ok());
  EXPECT_FALSE(SetField(task, "planned_issue_time", "tomorrow").ok());
}

}  // namespace
}  // namespace phoihop::gateway
