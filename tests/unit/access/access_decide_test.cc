// What is recorded of roles, grants, settings and access tokens, and what is refused.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/access/access_fixture.h"

namespace phoihop::access {
namespace {

using internal::v1::ReferenceCommand;
using ::testing::IsEmpty;

constexpr char kRegistrar[] = "vp-ubnd";

TEST(Grant, IsGivenOnABasisByARegistrarAndNotToOneself) {
  const v1::Grant good = GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu");
  EXPECT_EQ(Province().Do(CreateGrant(good, "g1"), kRegistrar), "OK");
  EXPECT_EQ(Province().Do(CreateGrant(good, "g1"), "so-noi-vu/giam-doc-noi-vu"), "PERMISSION_DENIED");
  EXPECT_EQ(Province().Do(CreateGrant(good, "g1"), ""), "ACTOR_MISSING");
  v1::Grant grant = good;
  grant.clear_basis();
  EXPECT_EQ(Province().Do(CreateGrant(grant, "g1"), kRegistrar), "BASIS_REQUIRED");
  // The chairman is a registrar by place, but not for himself, nor by a post that he holds.
  EXPECT_EQ(Province().Do(CreateGrant(GrantOf("approver", "chu-tich", "so-noi-vu"), "g1"), "ubnd-tinh/chu-tich"),
            "SEPARATION_OF_DUTIES");
}

TEST(Grant, EveryFieldIsChecked) {
  const auto refused = [](void (*change)(v1::Grant&), const char* id = "g1") {
    v1::Grant grant = GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu");
    change(grant);
    return Province().Do(CreateGrant(grant, id), kRegistrar);
  };
  EXPECT_EQ(refused([](v1::Grant& g) { g.set_role(Role("khong-co")); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.clear_person(); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.set_system_unit(task::Unit("so-noi-vu")); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.set_person(task::Person("khong-ai")); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->set_whole_province(true); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->clear_unit(); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->set_unit(task::Unit("khong-co")); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->add_territories(task::Unit("khong-co")); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->set_plan("ke-hoach"); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.set_valid_from("2026-13-01"); }), "INVALID_DATE");
  EXPECT_EQ(refused([](v1::Grant& g) { g.set_valid_to("2026-01-01"); }), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant&) {}, "Hoa"), "INVALID_FIELD");
  EXPECT_EQ(refused([](v1::Grant& g) { g.mutable_scope()->set_max_secrecy(v1::SECRECY_CONFIDENTIAL); }),
            "SECRECY_NOT_ALLOWED");
}

TEST(Grant, IsTakenBackOnce) {
  Province province;
  ASSERT_EQ(province.Do(CreateGrant(GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu"), "g1"), kRegistrar), "OK");
  EXPECT_EQ(province.Do(CreateGrant(GrantOf("approver", "chuyen-vien-noi-vu", "so-noi-vu"), "g1"), kRegistrar),
            "ALREADY_EXISTS");
  ReferenceCommand revoke;
  revoke.mutable_revoke_grant()->set_name("provinces/dong-nai/grants/g1");
  EXPECT_EQ(province.Do(revoke, kRegistrar), "INVALID_FIELD");
  revoke.mutable_revoke_grant()->set_reason("Chuyển công tác");
  revoke.mutable_revoke_grant()->set_etag("khac");
  EXPECT_EQ(province.Do(revoke, kRegistrar), "ETAG_MISMATCH");
  revoke.mutable_revoke_grant()->set_etag(EtagOf(*province.facts().access().FindGrant("provinces/dong-nai/grants/g1")));
  ASSERT_EQ(province.Do(revoke, kRegistrar), "OK");
  EXPECT_EQ(province.RightsOf("so-noi-vu/chuyen-vien-noi-vu").held().size(), 1);
  revoke.mutable_revoke_grant()->clear_etag();
  EXPECT_EQ(province.Do(revoke, kRegistrar), "ALREADY_ENDED");
  revoke.mutable_revoke_grant()->set_name("provinces/dong-nai/grants/khong-co");
  EXPECT_EQ(province.Do(revoke, kRegistrar), "NOT_FOUND");
}

TEST(Role, IsMadeAndChecked) {
  Province province;
  ReferenceCommand command;
  v1::Role& role = *command.mutable_update_role()->mutable_role();
  role.set_name(Role("tong-hop"));
  role.set_display_name("Tổng hợp");
  role.add_verbs(v1::TASK_VERB_REMIND);
  EXPECT_EQ(province.Do(command, kRegistrar), "NOT_FOUND");
  command.mutable_update_role()->set_allow_missing(true);
  EXPECT_EQ(province.Do(command, "so-noi-vu"), "PERMISSION_DENIED");
  ASSERT_EQ(province.Do(command, kRegistrar), "OK");
  v1::Role::Holder& holder = *role.add_holders();
  EXPECT_EQ(province.Do(command, kRegistrar), "INVALID_FIELD");  // neither places nor units
  holder.add_membership_roles(v1::MEMBERSHIP_ROLE_CLERK);
  holder.set_unit_itself(true);
  EXPECT_EQ(province.Do(command, kRegistrar), "INVALID_FIELD");  // both
  holder.set_unit_itself(false);
  EXPECT_EQ(province.Do(command, kRegistrar), "OK");
  EXPECT_EQ(province.RightsOf("so-vhttdl/van-thu").held().size(), 2);
  role.set_etag("khac");
  EXPECT_EQ(province.Do(command, kRegistrar), "ETAG_MISMATCH");
  role.clear_etag();
  role.clear_display_name();
  EXPECT_EQ(province.Do(command, kRegistrar), "INVALID_FIELD");
  role.set_name("provinces/binh-phuoc/roles/x");
  role.set_display_name("x");
  EXPECT_EQ(province.Do(command, kRegistrar), "INVALID_FIELD");
}

TEST(Settings, AreLimitsOfWork) {
  Province province;
  EXPECT_EQ(province.facts().access().settings().extension_count_limit(), 3);
  ReferenceCommand command;
  v1::Settings& settings = *command.mutable_update_settings()->mutable_settings();
  settings.set_extension_count_limit(1);
  EXPECT_EQ(province.Do(command, kRegistrar), "BASIS_REQUIRED");
  settings.mutable_basis()->set_instrument_number("5/QĐ-UBND");
  EXPECT_EQ(province.Do(command, "so-noi-vu"), "PERMISSION_DENIED");
  ASSERT_EQ(province.Do(command, kRegistrar), "OK");
  EXPECT_EQ(province.facts().access().settings().extension_count_limit(), 1);
  EXPECT_EQ(province.facts().access().settings().suspension_days_limit(), 180);
  settings.set_extension_days_limit(-1);
  EXPECT_EQ(province.Do(command, kRegistrar), "INVALID_FIELD");
}

ReferenceCommand CreateToken(absl::string_view id, absl::Duration lifetime = absl::Hours(24)) {
  ReferenceCommand command;
  internal::v1::CreateAccessToken& create = *command.mutable_create_access_token();
  create.set_name(absl::StrCat("provinces/dong-nai/accessTokens/", id));
  create.set_secret_sha256(std::string(32, 'x'));
  v1::AccessToken& token = *create.mutable_request()->mutable_access_token();
  token.set_display_name("Báo cáo tuần");
  token.add_scopes(v1::TOKEN_SCOPE_READ);
  *token.mutable_expire_time() = ToTimestamp(kNow + lifetime);
  return command;
}

TEST(Token, IsMadeByAPersonForItself) {
  EXPECT_EQ(Province().Do(CreateToken("a"), "so-vhttdl/nguyen-van-a"), "OK");
  EXPECT_EQ(Province().Do(CreateToken("a"), "so-vhttdl"), "PERMISSION_DENIED");
  Province stood_in;
  ASSERT_EQ(stood_in.Do(StandIn("so-vhttdl", "pho-giam-doc", "nguyen-van-a"), "so-vhttdl/pho-giam-doc"), "OK");
  EXPECT_EQ(stood_in.Do(CreateToken("a"), OnBehalf("so-vhttdl/nguyen-van-a", "pho-giam-doc")), "PERMISSION_DENIED");
  EXPECT_EQ(Province().Do(CreateToken("a", absl::Hours(-1)), "so-vhttdl/nguyen-van-a"), "INVALID_FIELD");
  EXPECT_EQ(Province().Do(CreateToken("a", absl::Hours(24 * 367)), "so-vhttdl/nguyen-van-a"), "INVALID_FIELD");
  ReferenceCommand command = CreateToken("a");
  command.mutable_create_access_token()->mutable_request()->mutable_access_token()->clear_scopes();
  EXPECT_EQ(Province().Do(command, "so-vhttdl/nguyen-van-a"), "INVALID_FIELD");
}

TEST(Token, APersonHasSoMany) {
  Province province;
  for (int i = 0; i < kTokensOfPerson; ++i) {
    ASSERT_EQ(province.Do(CreateToken(absl::StrCat("t", i)), "so-vhttdl/nguyen-van-a"), "OK");
  }
  EXPECT_EQ(province.Do(CreateToken("x"), "so-vhttdl/nguyen-van-a"), "LIMIT_REACHED");
  EXPECT_EQ(province.Do(CreateToken("x"), "so-vhttdl/le-thi-b"), "OK");
}

TEST(Token, IsRevokedByItsPersonOrWhoManagesTheUnit) {
  const auto revoke = [](absl::string_view actor, const char* id = "a") {
    Province province;
    EXPECT_EQ(province.Do(CreateToken("a"), "so-vhttdl/nguyen-van-a"), "OK");
    ReferenceCommand command;
    command.mutable_revoke_access_token()->set_name(absl::StrCat("provinces/dong-nai/accessTokens/", id));
    const std::string first = province.Do(command, actor);
    if (first == "OK") {
      EXPECT_EQ(province.Do(command, actor), "ALREADY_ENDED");
    }
    return first;
  };
  EXPECT_EQ(revoke("so-vhttdl/nguyen-van-a"), "OK");
  EXPECT_EQ(revoke("so-vhttdl/pho-giam-doc"), "OK");
  EXPECT_EQ(revoke("vp-ubnd"), "OK");
  EXPECT_EQ(revoke("so-vhttdl/le-thi-b"), "PERMISSION_DENIED");
  EXPECT_EQ(revoke("so-y-te"), "PERMISSION_DENIED");
  // Whether there is one is told to those only who may revoke any.
  EXPECT_EQ(revoke("so-vhttdl/le-thi-b", "khong-co"), "PERMISSION_DENIED");
  EXPECT_EQ(revoke("vp-ubnd", "khong-co"), "NOT_FOUND");
}

}  // namespace
}  // namespace phoihop::access
