// Who may do what, as clients see it: access tokens, standing in for somebody, explanations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "phoihop/v1/access_service.grpc.pb.h"
#include "phoihop/v1/access_token_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/substitution_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Access = v1::AccessService::Stub;
using Substitutions = v1::SubstitutionService::Stub;
using Tasks = v1::TaskService::Stub;
using Tokens = v1::AccessTokenService::Stub;

constexpr char kParent[] = "provinces/dong-nai";
constexpr char kOfficer[] = "so-vhttdl/nguyen-van-a";
constexpr char kHead[] = "so-vhttdl/le-van-c";

class AccessServiceTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id("t1");
    create.set_issue(true);
    create.mutable_task()->set_title("Báo cáo");
    create.mutable_task()->set_lead_unit(UnitName("dong-nai", "so-vhttdl"));
    create.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, "ubnd/nguyen-minh-an");
    accept_.set_name("provinces/dong-nai/tasks/t1");
  }

  v1::CreateAccessTokenResponse NewToken(v1::TokenScope scope, absl::Duration lifetime = absl::Hours(24)) {
    v1::CreateAccessTokenRequest request;
    request.set_parent(kParent);
    request.mutable_access_token()->set_display_name("Báo cáo tuần");
    request.mutable_access_token()->add_scopes(scope);
    request.mutable_access_token()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(clock().Now() + lifetime));
    return MustCall(&Tokens::CreateAccessToken, request, kOfficer);
  }

  // A call with a bearer token, and in whose place; the reason, or OK.
  template <typename Stub, typename Request, typename Response>
  std::string With(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   const Request& request, const std::string& token, const std::string& act_as = "",
                   const std::string& on_behalf_of = "", Response* answer = nullptr) {
    grpc::ClientContext context;
    PrepareContext(context, act_as);
    if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    if (!on_behalf_of.empty()) context.AddMetadata("x-phoihop-on-behalf-of", on_behalf_of);
    Stub stub(NewChannel());
    Response response;
    const absl::Status status = client::FromGrpc((stub.*method)(&context, request, &response));
    if (status.ok() && answer != nullptr) *answer = response;
    if (status.ok()) return "OK";
    std::string token_case;
    const google::rpc::Status rpc = client::ToRpcStatus(status);
    for (const google::protobuf::Any& detail : rpc.details()) {
      google::rpc::ErrorInfo info;
      if (detail.UnpackTo(&info) && info.metadata().contains("token")) token_case = info.metadata().at("token");
    }
    return token_case.empty() ? client::ReasonOf(status) : absl::StrCat(client::ReasonOf(status), " ", token_case);
  }

  v1::ListTasksRequest List() {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    return request;
  }

  v1::AcceptTaskRequest accept_;
};

TEST_F(AccessServiceTest, ATokenActsForItsPersonWithinItsScopes) {
  const v1::CreateAccessTokenResponse read = NewToken(v1::TOKEN_SCOPE_READ), work = NewToken(v1::TOKEN_SCOPE_WORK);
  EXPECT_TRUE(read.access_token().secret_sha256().empty());
  EXPECT_EQ(With(&Tasks::ListTasks, List(), read.token()), "OK");
  EXPECT_EQ(With(&Tasks::AcceptTask, accept_, read.token()), "TOKEN_SCOPE");
  EXPECT_EQ(With(&Tasks::ListTasks, List(), work.token()), "TOKEN_SCOPE");
  EXPECT_EQ(With(&Tasks::AcceptTask, accept_, work.token()), "OK");
  // It is the person's: what the person may not, it may not.
  v1::RevokeTaskRequest revoke;
  revoke.set_name(accept_.name());
  revoke.set_reason("Thử");
  EXPECT_EQ(With(&Tasks::RevokeTask, revoke, work.token()), "PERMISSION_DENIED");
  // It makes no other one, and is nobody else's.
  v1::CreateAccessTokenRequest another;
  another.set_parent(kParent);
  another.mutable_access_token()->set_display_name("x");
  another.mutable_access_token()->add_scopes(v1::TOKEN_SCOPE_ALL);
  another.mutable_access_token()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(clock().Now()) + 3600);
  const v1::CreateAccessTokenResponse all = NewToken(v1::TOKEN_SCOPE_ALL);
  EXPECT_EQ(With(&Tokens::CreateAccessToken, another, all.token()), "TOKEN_SCOPE");
  EXPECT_EQ(With(&Tasks::ListTasks, List(), all.token(), kHead), "PERMISSION_DENIED");
}

TEST_F(AccessServiceTest, ATokenIsRefusedWhenItIsOver) {
  const v1::CreateAccessTokenResponse made = NewToken(v1::TOKEN_SCOPE_ALL, absl::Hours(2));
  std::string other = made.token();
  other.back() = other.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(With(&Tasks::ListTasks, List(), other), "TOKEN_REFUSED UNKNOWN");
  EXPECT_EQ(With(&Tasks::ListTasks, List(), "phh_dong-nai.khong-co.x"), "TOKEN_REFUSED UNKNOWN");
  EXPECT_EQ(With(&Tasks::ListTasks, List(), made.token()), "OK");
  clock().Advance(absl::Hours(2));
  EXPECT_EQ(With(&Tasks::ListTasks, List(), made.token()), "TOKEN_REFUSED EXPIRED");
  const v1::CreateAccessTokenResponse second = NewToken(v1::TOKEN_SCOPE_ALL);
  v1::RevokeAccessTokenRequest revoke;
  revoke.set_name(second.access_token().name());
  EXPECT_EQ(Refusal(&Tokens::RevokeAccessToken, revoke, "so-vhttdl/tran-thi-b"), "PERMISSION_DENIED");
  MustCall(&Tokens::RevokeAccessToken, revoke, kHead);
  EXPECT_EQ(With(&Tasks::ListTasks, List(), second.token()), "TOKEN_REFUSED REVOKED");
  v1::ListAccessTokensRequest list;
  list.set_parent(kParent);
  EXPECT_THAT(MustCall(&Tokens::ListAccessTokens, list, kOfficer).access_tokens(), SizeIs(0));
  list.set_show_all(true);
  EXPECT_THAT(MustCall(&Tokens::ListAccessTokens, list, kOfficer).access_tokens(), SizeIs(2));
}

// The journal has the digest, and nobody but those who read the whole journal sees even that.
TEST_F(AccessServiceTest, ATokenIsWrittenDownNowhere) {
  const std::string token = NewToken(v1::TOKEN_SCOPE_ALL).token();
  v1::ListEventsRequest events;
  events.set_parent(kParent);
  events.set_page_size(1000);
  events.set_filter("type = \"access_token.recorded\"");
  EXPECT_THAT(MustCall(&v1::EventService::Stub::ListEvents, events, kHead).events(), SizeIs(0));
  const v1::ListEventsResponse all = MustCall(&v1::EventService::Stub::ListEvents, events, "vp-ubnd/huynh-thi-thao");
  ASSERT_THAT(all.events(), SizeIs(1));
  EXPECT_THAT(all.DebugString(), Not(HasSubstr(token.substr(token.rfind('.') + 1))));
}

TEST_F(AccessServiceTest, SomebodyStandsInForSomebody) {
  v1::CreateSubstitutionRequest create;
  create.set_parent(UnitName("dong-nai", "so-vhttdl"));
  create.set_substitution_id("nghi-phep");
  v1::Substitution& substitution = *create.mutable_substitution();
  substitution.set_person(PersonName("dong-nai", "le-van-c"));
  substitution.set_substitute(PersonName("dong-nai", "nguyen-van-a"));
  substitution.set_valid_from("2026-03-02");
  substitution.set_valid_to("2026-03-04");
  substitution.set_rights(v1::Substitution::RIGHTS_ACT);
  MustCall(&Substitutions::CreateSubstitution, create, kHead);
  MustCall(&Tasks::AcceptTask, accept_, kOfficer);
  v1::AssignPersonRequest assign;
  assign.set_name(accept_.name());
  assign.set_person(PersonName("dong-nai", "tran-thi-b"));
  EXPECT_EQ(Refusal(&Tasks::AssignPerson, assign, kOfficer), "PERMISSION_DENIED");
  EXPECT_EQ(With(&Tasks::AssignPerson, assign, "", kOfficer, "pham-thi-d"), "PERMISSION_DENIED");
  EXPECT_EQ(With(&Tasks::AssignPerson, assign, "", kOfficer, "le-van-c"), "OK");
  // "X on behalf of Y", by the role of the absent one.
  v1::ListEventsRequest events;
  events.set_parent(kParent);
  events.set_filter("type = \"task.person_assigned\"");
  const v1::ListEventsResponse found = MustCall(&v1::EventService::Stub::ListEvents, events, kHead);
  ASSERT_THAT(found.events(), SizeIs(1));
  EXPECT_EQ(found.events(0).actor().person(), PersonName("dong-nai", "nguyen-van-a"));
  EXPECT_EQ(found.events(0).actor().on_behalf_of(), PersonName("dong-nai", "le-van-c"));
  EXPECT_EQ(found.events(0).acting_for().person(), PersonName("dong-nai", "le-van-c"));
  EXPECT_EQ(found.events(0).authority(), "provinces/dong-nai/roles/unit-head");
  // It ends by itself.
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(With(&Tasks::AssignPerson, assign, "", kOfficer, "le-van-c"), "PERMISSION_DENIED");
}

TEST_F(AccessServiceTest, SaysWhy) {
  v1::ExplainAccessRequest request;
  request.set_parent(kParent);
  request.set_verb(v1::TASK_VERB_ASSIGN_PERSON);
  request.set_resource(accept_.name());
  const v1::ExplainAccessResponse no = MustCall(&Access::ExplainAccess, request, kOfficer);
  EXPECT_FALSE(no.allowed());
  EXPECT_EQ(no.reason(), "PERMISSION_DENIED");
  EXPECT_FALSE(no.steps().empty());
  MustCall(&Tasks::AcceptTask, accept_, kOfficer);
  const v1::ExplainAccessResponse yes = MustCall(&Access::ExplainAccess, request, kHead);
  EXPECT_TRUE(yes.allowed()) << yes.DebugString();
  EXPECT_EQ(yes.steps().rbegin()->source(), "provinces/dong-nai/roles/unit-head");
  // Of a task that is not seen nothing is told; of others only who manages access asks.
  EXPECT_EQ(Refusal(&Access::ExplainAccess, request, "so-ngoai-vu"), "PERMISSION_DENIED");
  request.mutable_actor()->set_unit(UnitName("dong-nai", "so-vhttdl"));
  request.mutable_actor()->set_person(PersonName("dong-nai", "nguyen-van-a"));
  EXPECT_EQ(Refusal(&Access::ExplainAccess, request, kHead), "PERMISSION_DENIED");
  EXPECT_FALSE(MustCall(&Access::ExplainAccess, request, "vp-ubnd/huynh-thi-thao").allowed());
  request.clear_verb();
  request.clear_actor();
  request.set_method("phoihop.v1.PlanService.IssuePlan");
  request.clear_resource();
  EXPECT_TRUE(MustCall(&Access::ExplainAccess, request, kHead).allowed());
  EXPECT_FALSE(MustCall(&Access::ExplainAccess, request, kOfficer).allowed());
}

TEST_F(AccessServiceTest, DescribesTheCaller) {
  v1::DescribeCallerRequest request;
  request.set_parent(kParent);
  const v1::DescribeCallerResponse caller = MustCall(&Access::DescribeCaller, request, kOfficer);
  ASSERT_THAT(caller.roles(), SizeIs(1));
  EXPECT_EQ(caller.roles(0).role(), "provinces/dong-nai/roles/officer");
  EXPECT_THAT(caller.units(), ElementsAre(UnitName("dong-nai", "so-vhttdl")));
  EXPECT_EQ(caller.whole_province_up_to(), v1::SECRECY_UNSPECIFIED);
  EXPECT_EQ(MustCall(&Access::DescribeCaller, request, "vp-ubnd").whole_province_up_to(), v1::SECRECY_NORMAL);
}

}  // namespace
}  // namespace phoihop::testing
