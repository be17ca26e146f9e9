#include "services/handlers/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event_service.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/task_service.pb.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

v1::RefuseTaskRequest Refusal() {
  v1::RefuseTaskRequest request;
  request.set_name("provinces/dong-nai/tasks/a");
  request.set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
  return request;
}

std::vector<std::string> WrongFields(const google::protobuf::Message& request) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(CheckRequest(request))) fields.push_back(violation.field);
  return fields;
}

TEST(ParseRequestTest, NamesTheStringThatIsNotUtf8) {
  v1::RefuseTaskRequest request = Refusal();
  request.mutable_basis()->set_text("\xC3\x28");
  const absl::Status status = ParseRequest(request.SerializeAsString(), request);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(ViolationsOf(status), ElementsAre(Field(&FieldViolation::field, "basis.text")));
}

TEST(ParseRequestTest, RefusesWhatIsNoEncoding) {
  v1::RefuseTaskRequest request;
  EXPECT_EQ(ReasonOf(ParseRequest("\xFF\xFF\xFF\xFF", request)), v1::ERROR_REASON_INVALID_FIELD);
}

TEST(ParseRequestTest, RefusesWhatIsTooLarge) {
  v1::RefuseTaskRequest request;
  EXPECT_EQ(ReasonOf(ParseRequest(std::string(kMaxRequestBytes + 1, 'x'), request)), v1::ERROR_REASON_TOO_LARGE);
}

TEST(CheckRequestTest, PassesWhatIsWellFormed) { EXPECT_TRUE(CheckRequest(Refusal()).ok()); }

TEST(CheckRequestTest, ListsAllViolationsAtOnce) {
  v1::RefuseTaskRequest request;
  request.set_explanation(std::string("a\0b", 3));
  request.set_proposed_unit(std::string(kMaxStringBytes + 1, 'x'));
  request.set_request_id("được");
  EXPECT_THAT(WrongFields(request),
              testing::UnorderedElementsAre("name", "reason", "explanation", "proposed_unit", "request_id"));
}

TEST(CheckRequestTest, LooksIntoMessagesAndLists) {
  v1::SubmitTaskRequest request;
  request.set_name("provinces/dong-nai/tasks/a");
  request.mutable_result()->add_documents();
  request.mutable_result()->add_documents()->set_title(std::string("\0", 1));
  EXPECT_THAT(WrongFields(request), ElementsAre("result.documents[1].title"));
}

TEST(CheckRequestTest, BytesMayBeAnything) {
  v1::ImportPlanRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_plan_id("a");
  request.mutable_plan();
  request.set_content(absl::StrCat(absl::string_view("\0\xFF", 2), std::string(kMaxStringBytes, 'x')));
  EXPECT_TRUE(CheckRequest(request).ok()) << CheckRequest(request);
}

TEST(CheckRequestTest, InstantsAreOfThisCalendar) {
  v1::CreateTaskRequest request;
  request.set_parent("provinces/dong-nai");
  request.mutable_task()->mutable_planned_issue_time()->set_seconds(300'000'000'000);
  EXPECT_THAT(WrongFields(request), ElementsAre("task.planned_issue_time"));
}

TEST(CheckRequestTest, ANegativePageSizeHasItsOwnReason) {
  v1::ListEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(CheckRequest(request)), v1::ERROR_REASON_INVALID_PAGE_SIZE);
}

TEST(CheckRequestTest, RequestIdsHaveALimit) {
  v1::RefuseTaskRequest request = Refusal();
  request.set_request_id(std::string(kMaxRequestIdBytes, '~'));
  EXPECT_TRUE(CheckRequest(request).ok());
  request.set_request_id(std::string(kMaxRequestIdBytes + 1, '~'));
  EXPECT_THAT(WrongFields(request), ElementsAre("request_id"));
}

TEST(ProvinceOfRequestTest, ReadsParentNameOrTheResource) {
  v1::ListEventsRequest list;
  list.set_parent("provinces/dong-nai");
  EXPECT_EQ(*ProvinceOfRequest(list), "dong-nai");
  EXPECT_EQ(*ProvinceOfRequest(Refusal()), "dong-nai");
  v1::UpdatePlanItemRequest update;
  update.mutable_item()->set_name("provinces/dong-nai/plans/a/items/1");
  EXPECT_EQ(*ProvinceOfRequest(update), "dong-nai");
}

TEST(ProvinceOfRequestTest, RefusesMalformedNames) {
  for (const char* name : {"", "dong-nai", "provinces/", "provinces/Đồng Nai", "provinces/dong-nai/tasks",
                           "provinces/dong-nai/tasks/a;DROP TABLE tasks", "<name>provinces/dong-nai</name>",
                           "/provinces/dong-nai", "provinces/../etc"}) {
    v1::GetTaskRequest request;
    request.set_name(name);
    const auto province = ProvinceOfRequest(request);
    if (province.ok()) {
      // The shape below the province is the handler's to check.
      EXPECT_EQ(*province, "dong-nai") << name;
    } else {
      EXPECT_EQ(ReasonOf(province.status()), v1::ERROR_REASON_INVALID_NAME) << name;
    }
  }
}

}  // namespace
}  // namespace phoihop::handlers
