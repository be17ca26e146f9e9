// What callers get wrong, by mistake or on purpose: a documented error, and nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "services/handlers/checks.h"
#include "services/rpc/limits.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using Tasks = v1::TaskService::Stub;
using Events = v1::EventService::Stub;

constexpr char kIssuer[] = "ubnd/nguyen-minh-an";
constexpr char kLead[] = "so-vhttdl";
constexpr char kOffice[] = "vp-ubnd";

class WrongInputTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    v1::CreateTaskRequest create;
    create.set_parent("provinces/dong-nai");
    create.set_task_id("t1");
    create.set_issue(true);
    create.set_request_id("create-t1");
    create.mutable_task()->set_title("Nhiệm vụ thử");
    create.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
    create.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
    const auto created = Call(&Tasks::CreateTask, create, kIssuer);
    ASSERT_TRUE(created.ok()) << created.status();
    create_ = create;
    before_ = LastSequence();
  }

  void TearDown() override { EXPECT_EQ(LastSequence(), before_) << "something was changed"; }

  static v1::AcceptTaskRequest Accept(const std::string& name) {
    v1::AcceptTaskRequest request;
    request.set_name(name);
    return request;
  }

  v1::CreateTaskRequest create_;
  int64_t before_ = 0;
};

TEST_F(WrongInputTest, MalformedNames) {
  for (const std::string name :
       {"x", "provinces", "provinces/", "provinces//tasks/t1", "provinces/dong-nai/tasks/", "provinces/dong-nai/tasks",
        "provinces/dong-nai/units/so-vhttdl", "provinces/dong-nai/tasks/T1", "provinces/dong-nai/tasks/t1/handoffs",
        "provinces/dong-nai/tasks/'; DROP TABLE tasks; --", "provinces/dong-nai/tasks/<task>t1</task>",
        "provinces/dong-nai/tasks/../tasks/t1", "provinces/Đồng Nai/tasks/t1", "provinces/dong-nai/tasks/$1"}) {
    EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept(name), kLead), "INVALID_NAME") << name;
    v1::GetTaskRequest get;
    get.set_name(name);
    EXPECT_EQ(Refusal(&Tasks::GetTask, get, kOffice), "INVALID_NAME") << name;
  }
}

TEST_F(WrongInputTest, WhatIsMissingIsNamed) {
  const auto answer = Call(&Tasks::RefuseTask, v1::RefuseTaskRequest(), kLead);
  EXPECT_EQ(client::ReasonOf(answer.status()), "INVALID_FIELD");
  EXPECT_THAT(client::ViolationsOf(answer.status()),
              ElementsAre(Pair("name", "is required"), Pair("reason", "is required")));
}

TEST_F(WrongInputTest, UnknownIds) {
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/lam-dong/tasks/t1"), kLead), "NOT_FOUND");
  // Only who may see everything is told what does not exist.
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/dong-nai/tasks/khong-co"), kLead), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/dong-nai/tasks/khong-co"), kOffice), "NOT_FOUND");
  v1::GetTaskRequest get;
  get.set_name("provinces/dong-nai/tasks/khong-co");
  EXPECT_EQ(Refusal(&Tasks::GetTask, get, kOffice), "NOT_FOUND");
  v1::CreateTaskRequest create = create_;
  create.set_request_id("");
  create.set_task_id("t2");
  create.mutable_task()->set_lead_unit("provinces/dong-nai/units/khong-co");
  EXPECT_EQ(Refusal(&Tasks::CreateTask, create, kIssuer), "NOT_FOUND");
}

TEST_F(WrongInputTest, AStaleEtag) {
  v1::AcceptTaskRequest request = Accept("provinces/dong-nai/tasks/t1");
  request.set_etag("\"khac\"");
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, request, kLead), "ETAG_MISMATCH");
}

TEST_F(WrongInputTest, ARequestIdWithAnotherBody) {
  v1::CreateTaskRequest same = create_;
  EXPECT_EQ(Refusal(&Tasks::CreateTask, same, kIssuer), "") << "the same again is answered again";
  v1::CreateTaskRequest other = create_;
  other.mutable_task()->set_title("Nhiệm vụ khác");
  EXPECT_EQ(Refusal(&Tasks::CreateTask, other, kIssuer), "REQUEST_ID_REUSED");
  EXPECT_EQ(Refusal(&Tasks::CreateTask, create_, "ubnd/tran-minh-khanh"), "REQUEST_ID_REUSED")
      << "the same id from somebody else is another request";
}

TEST_F(WrongInputTest, ALongOrStrangeRequestId) {
  v1::AcceptTaskRequest request = Accept("provinces/dong-nai/tasks/t1");
  for (const std::string& id :
       {std::string(handlers::kMaxRequestIdBytes + 1, 'a'), std::string("mã"), std::string("a\nb")}) {
    request.set_request_id(id);
    EXPECT_EQ(Refusal(&Tasks::AcceptTask, request, kLead), "INVALID_FIELD");
  }
}

TEST_F(WrongInputTest, TooLargeStrings) {
  v1::CreateTaskRequest create = create_;
  create.set_request_id("");
  create.set_task_id("t2");
  create.mutable_task()->set_description(std::string(10 << 20, 'x'));
  EXPECT_EQ(Refusal(&Tasks::CreateTask, create, kIssuer), "TOO_LARGE");
  create.mutable_task()->set_description(std::string(handlers::kMaxStringBytes + 1, 'x'));
  const auto answer = Call(&Tasks::CreateTask, create, kIssuer);
  EXPECT_EQ(client::ReasonOf(answer.status()), "INVALID_FIELD");
  EXPECT_THAT(client::ViolationsOf(answer.status()), ElementsAre(Pair("task.description", HasSubstr("at most 65536"))));
  // Beyond that gRPC itself refuses.
  create.mutable_task()->set_description(std::string(rpc::kMaxReceiveBytes + 1, 'x'));
  EXPECT_EQ(Call(&Tasks::CreateTask, create, kIssuer).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(WrongInputTest, AMessageNeverCarriesALongTextBack) {
  v1::GetTaskRequest get;
  get.set_name("provinces/dong-nai/tasks/" + std::string(50'000, 'x'));
  const auto answer = Call(&Tasks::GetTask, get, kOffice);
  EXPECT_EQ(client::ReasonOf(answer.status()), "INVALID_NAME");
  EXPECT_THAT(std::string(answer.status().message()), SizeIs(Lt(500)));
}

TEST_F(WrongInputTest, TextThatIsNotUtf8) {
  v1::CreateTaskRequest create = create_;
  create.set_request_id("");
  create.set_task_id("t2");
  create.mutable_task()->set_title("Nhi\xE1\xBB");
  const auto answer = RawCall("/phoihop.v1.TaskService/CreateTask", create.SerializeAsString(), kIssuer);
  EXPECT_EQ(client::ReasonOf(answer.status()), "INVALID_FIELD");
  EXPECT_THAT(client::ViolationsOf(answer.status()), ElementsAre(Pair("task.title", "is not valid UTF-8")));
}

TEST_F(WrongInputTest, BytesThatAreNoMessage) {
  const auto answer = RawCall("/phoihop.v1.TaskService/CreateTask", "\xFF\xFF\xFF", kIssuer);
  EXPECT_EQ(client::ReasonOf(answer.status()), "INVALID_FIELD");
}

TEST_F(WrongInputTest, ANulCharacter) {
  v1::CreateTaskRequest create = create_;
  create.set_request_id("");
  create.set_task_id("t2");
  create.mutable_task()->set_title(std::string("a\0b", 3));
  EXPECT_EQ(Refusal(&Tasks::CreateTask, create, kIssuer), "INVALID_FIELD");
}

TEST_F(WrongInputTest, PagesThatAreNone) {
  v1::ListEventsRequest list;
  list.set_parent("provinces/dong-nai");
  list.set_page_size(-1);
  EXPECT_EQ(Refusal(&Events::ListEvents, list, kOffice), "INVALID_PAGE_SIZE");
  list.set_page_size(1);
  const auto first = Call(&Events::ListEvents, list, kOffice);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(first->next_page_token(), Not(IsEmpty()));
  list.set_page_token(first->next_page_token());
  EXPECT_EQ(Refusal(&Events::ListEvents, list, kOffice), "");
  list.set_filter("type = task.created");
  EXPECT_EQ(Refusal(&Events::ListEvents, list, kOffice), "INVALID_PAGE_TOKEN") << "of another filter";
  v1::ListTasksRequest tasks;
  tasks.set_parent("provinces/dong-nai");
  tasks.set_page_token(first->next_page_token());
  EXPECT_EQ(Refusal(&Tasks::ListTasks, tasks, kOffice), "INVALID_PAGE_TOKEN") << "of another list";
  tasks.set_page_token("AAAA");
  EXPECT_EQ(Refusal(&Tasks::ListTasks, tasks, kOffice), "INVALID_PAGE_TOKEN");
}

TEST_F(WrongInputTest, FiltersThatAreNone) {
  v1::ListTasksRequest list;
  list.set_parent("provinces/dong-nai");
  for (const char* filter : {"nothing = 1", "state = LOST", "title = \"x", "1 = 1; DROP TABLE tasks", "((((", "open"}) {
    list.set_filter(filter);
    EXPECT_EQ(Refusal(&Tasks::ListTasks, list, kOffice), "INVALID_FILTER") << filter;
  }
  // What looks like SQL is only a value.
  list.set_filter("title = \"' OR '1'='1\"");
  const auto none = Call(&Tasks::ListTasks, list, kOffice);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_THAT(none->tasks(), IsEmpty());
}

TEST_F(WrongInputTest, Nobody) {
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/dong-nai/tasks/t1")), "ACTOR_MISSING");
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/lam-dong/tasks/t1")), "ACTOR_MISSING")
      << "who asks comes before what exists";
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/dong-nai/tasks/t1"), "khong-co"), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Tasks::AcceptTask, Accept("provinces/dong-nai/tasks/t1"), "So VHTTDL"), "INVALID_FIELD");
}

TEST_F(WrongInputTest, MethodsThatDoNotExist) {
  EXPECT_EQ(RawCall("/phoihop.v1.TaskService/ExplodeTask", "", kIssuer).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(RawCall("/phoihop.v1.NoService/GetTask", "", kIssuer).status().code(), absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace phoihop::testing
