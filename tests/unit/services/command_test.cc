#include "services/handlers/command.h"

#include <gtest/gtest.h>

#include "phoihop/v1/task_service.pb.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

CallContext CallOf(const std::string& unit) {
  CallContext call;
  call.province = "dong-nai";
  call.actor.set_unit(unit);
  return call;
}

v1::AcceptTaskRequest Request(const std::string& request_id) {
  v1::AcceptTaskRequest request;
  request.set_name("provinces/dong-nai/tasks/a");
  request.set_etag("e1");
  request.set_validate_only(true);
  request.set_request_id(request_id);
  return request;
}

TEST(NewCommandTest, TakesWhatEveryCommandHas) {
  const auto command = NewCommand(Request("r1"), CallOf("provinces/dong-nai/units/u"));
  ASSERT_TRUE(command.ok());
  EXPECT_EQ(command->province(), "dong-nai");
  EXPECT_EQ(command->actor().unit(), "provinces/dong-nai/units/u");
  EXPECT_EQ(command->request_id(), "r1");
  EXPECT_EQ(command->etag(), "e1");
  EXPECT_TRUE(command->validate_only());
  EXPECT_EQ(command->request_digest().size(), 32u);
}

TEST(NewCommandTest, NeedsSomebody) {
  EXPECT_EQ(ReasonOf(NewCommand(Request("r1"), CallOf("")).status()), v1::ERROR_REASON_ACTOR_MISSING);
}

TEST(RequestDigestTest, IsThatOfTheBodyAndTheCaller) {
  v1::Actor actor;
  actor.set_unit("u");
  const std::string digest = RequestDigest(Request("r1"), actor);
  EXPECT_EQ(digest, RequestDigest(Request("r2"), actor));
  v1::AcceptTaskRequest other = Request("r1");
  other.set_etag("e2");
  EXPECT_NE(digest, RequestDigest(other, actor));
  v1::StartTaskRequest same_fields;
  same_fields.ParseFromString(Request("r1").SerializeAsString());
  EXPECT_NE(digest, RequestDigest(same_fields, actor));
  actor.set_person("p");
  EXPECT_NE(digest, RequestDigest(Request("r1"), actor));
}

}  // namespace
}  // namespace phoihop::handlers
