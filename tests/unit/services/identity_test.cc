#include "services/rpc/identity.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/handlers/loopback.h"
#include "services/identity/refusal.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::rpc {
namespace {

constexpr absl::Time kNow = absl::UnixEpoch();

v1::ErrorReason Refusal(const std::vector<absl::string_view>& act_as, bool local_mode, handlers::Caller wanted) {
  return ReasonOf(ReadCaller({.act_as = act_as}, {.local_mode = local_mode}, wanted, kNow).status());
}

TEST(ActAsTest, ReadsUnitAndPerson) {
  const auto both = ReadActAs({"so-vhttdl/nguyen-van-a"});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->unit, "so-vhttdl");
  EXPECT_EQ(both->person, "nguyen-van-a");
  const auto unit = ReadActAs({"so-vhttdl"});
  ASSERT_TRUE(unit.ok());
  EXPECT_EQ(unit->person, "");
}

TEST(ActAsTest, NobodyIsEnoughOnlyWhereNobodyIsNeeded) {
  EXPECT_EQ(Refusal({}, true, handlers::Caller::kRequired), v1::ERROR_REASON_ACTOR_MISSING);
  EXPECT_EQ(Refusal({}, false, handlers::Caller::kRequired), v1::ERROR_REASON_ACTOR_MISSING);
  EXPECT_EQ(Refusal({}, false, handlers::Caller::kOptional), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ActAsTest, NobodyIsBelievedOutsideOfLocalMode) {
  EXPECT_EQ(Refusal({"so-vhttdl"}, false, handlers::Caller::kRequired), v1::ERROR_REASON_LOCAL_MODE_OFF);
  EXPECT_EQ(Refusal({"so-vhttdl"}, false, handlers::Caller::kOptional), v1::ERROR_REASON_LOCAL_MODE_OFF);
}

TEST(ActAsTest, MalformedValuesAreRefused) {
  for (const char* value : {"", "/", "so-vhttdl/", "/a", "Sở VHTTDL", "a/b/c", "so-vhttdl/a b", "*", "a\n/b"}) {
    EXPECT_EQ(Refusal({value}, true, handlers::Caller::kRequired), v1::ERROR_REASON_INVALID_FIELD) << value;
  }
  EXPECT_EQ(Refusal({"a", "b"}, true, handlers::Caller::kRequired), v1::ERROR_REASON_INVALID_FIELD);
}

TEST(BearerTest, ATokenIsNeverPassedOver) {
  for (const bool local : {true, false}) {
    const auto caller = ReadCaller({.authorization = {"Bearer x"},
                                    .act_as = {"so-vhttdl"},
                                    .certificate_uris = {"phoihop://dong-nai/systems/so-vhttdl"}},
                                   {.local_mode = local}, handlers::Caller::kOptional, kNow);
    EXPECT_EQ(identity::RefusalOf(caller.status()), identity::Refusal::kNotAccepted);
  }
}

// Nothing is known of the provider, so what is read at all is PROVIDER_UNREACHABLE.
class NoKeys : public identity::KeySource {
 public:
  std::shared_ptr<const identity::KeySet> Keys(absl::Time) override { return nullptr; }
  bool MayHaveNewer(absl::Time) override { return true; }
};

TEST(BearerTest, OneValueOfTheSchemeIsRead) {
  NoKeys keys;
  const identity::TokenVerifier verifier({.issuer = "i", .audience = "a"}, keys);
  // {"alg":"ES256"}, {}, nothing signed.
  constexpr char kToken[] = "eyJhbGciOiJFUzI1NiJ9.e30.";
  const auto refusal = [&](const std::vector<absl::string_view>& values) {
    return identity::RefusalOf(
        ReadCaller({.authorization = values}, {.verifier = &verifier}, handlers::Caller::kOptional, kNow).status());
  };
  const std::string right = absl::StrCat("Bearer ", kToken), lower = absl::StrCat("bearer  ", kToken, " ");
  EXPECT_EQ(refusal({right}), identity::Refusal::kProviderUnreachable);
  EXPECT_EQ(refusal({lower}), identity::Refusal::kProviderUnreachable);
  EXPECT_EQ(refusal({right, right}), identity::Refusal::kMalformed);
  for (const char* value : {"", "Bearer", "Bearer ", kToken, "Basic dTpw", "Bearer a b"}) {
    EXPECT_EQ(refusal({value}), identity::Refusal::kMalformed) << value;
  }
}

class ResolveActorTest : public ::testing::Test {
 protected:
  ResolveActorTest() {
    internal::v1::ReferenceData data;
    data.set_province("dong-nai");
    data.set_version(1);
    v1::Unit& unit = *data.add_units();
    unit.set_name("provinces/dong-nai/units/cu");
    unit.add_versions()->set_valid_from("2020-01-01");
    unit.mutable_versions(0)->set_valid_to("2025-07-01");
    unit.mutable_versions(0)->set_display_name("Đơn vị cũ");
    v1::Unit& next = *data.add_units();
    next.set_name("provinces/dong-nai/units/moi");
    next.add_versions()->set_valid_from("2025-07-01");
    v1::Reorganisation& merge = *data.add_reorganisations();
    merge.set_name("provinces/dong-nai/reorganisations/r");
    merge.set_type(v1::REORGANISATION_TYPE_MERGE);
    merge.set_state(v1::Reorganisation::STATE_VERIFIED);
    merge.set_effective_date("2025-07-01");
    merge.add_edges()->set_from_unit(unit.name());
    merge.mutable_edges(0)->set_to_unit(next.name());
    for (const char* id : {"so-a", "so-b", "so-c"}) {
      v1::Unit& department = *data.add_units();
      department.set_name(absl::StrCat("provinces/dong-nai/units/", id));
      department.add_versions()->set_valid_from("2020-01-01");
    }
    AddMembership(data, "so-a", "an");
    AddMembership(data, "so-b", "an");
    AddMembership(data, "cu", "an");
    AddMembership(data, "so-b", "binh");
    AddMembership(data, "so-c", "binh").set_valid_to("2025-01-01");
    facts_ = *Facts::Create(std::move(data));
  }

  static v1::Membership& AddMembership(internal::v1::ReferenceData& data, const char* unit, const char* person) {
    v1::Membership& membership = *data.add_memberships();
    membership.set_name(absl::StrCat("provinces/dong-nai/units/", unit, "/memberships/", person));
    membership.set_person(absl::StrCat("provinces/dong-nai/persons/", person));
    membership.set_role(v1::MEMBERSHIP_ROLE_OFFICER);
    membership.set_valid_from("2020-01-01");
    return membership;
  }

  // The unit that a token with these claims acts as, with the person; `act_as` beside it. On 2026-03-02.
  std::string WithToken(std::vector<std::string> units, const std::string& person, const ActAs& act_as = {},
                        const char* province = "dong-nai") {
    Caller caller{.act_as = act_as, .token = identity::Claims(), .token_province = "dong-nai"};
    caller.token->units = std::move(units);
    caller.token->person = person;
    return Described(caller, province);
  }
  std::string WithCertificate(const char* unit, const ActAs& act_as = {}, const char* province = "dong-nai") {
    return Described({.act_as = act_as, .system = identity::SystemName{.province = "dong-nai", .unit = unit}},
                     province);
  }
  // `unit/person` by ids, or the reason of the refusal.
  std::string Described(const Caller& caller, const char* province) {
    const auto actor = ResolveActor(caller, province, *facts_, StartOfDay(*ParseDate("2026-03-02")));
    if (!actor.ok()) {
      EXPECT_EQ(ReasonOf(actor.status()), v1::ERROR_REASON_PERMISSION_DENIED) << actor.status();
      return absl::StrCat("denied ", MetadataOf(actor.status())["units"]);
    }
    return absl::StrCat(LastSegment(actor->actor.unit()), "/", LastSegment(actor->actor.person()));
  }

  absl::StatusOr<v1::Actor> Resolve(const char* unit, const char* day) {
    const auto resolved = ResolveActor({.act_as = {unit, "a"}}, "dong-nai", *facts_, StartOfDay(*ParseDate(day)));
    if (!resolved.ok()) return resolved.status();
    return resolved->actor;
  }

  std::shared_ptr<const Facts> facts_;
};

TEST_F(ResolveActorTest, AUnitThatLivesActs) {
  const auto actor = Resolve("cu", "2025-06-30");
  ASSERT_TRUE(actor.ok()) << actor.status();
  EXPECT_EQ(actor->unit(), "provinces/dong-nai/units/cu");
  EXPECT_EQ(actor->person(), "provinces/dong-nai/persons/a");
}

TEST_F(ResolveActorTest, AnUnknownOrEndedUnitDoesNot) {
  EXPECT_EQ(ReasonOf(Resolve("cu", "2025-07-01").status()), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(Resolve("ai-do", "2025-06-30").status()), v1::ERROR_REASON_PERMISSION_DENIED);
}

TEST_F(ResolveActorTest, AnEndedUnitIsToldWhoSucceededIt) {
  EXPECT_EQ(MetadataOf(Resolve("cu", "2025-07-01").status())["successors"], "provinces/dong-nai/units/moi");
}

TEST_F(ResolveActorTest, APersonActsForTheOneUnitThatIsLeft) {
  EXPECT_EQ(WithToken({}, "binh"), "so-b/binh");
  EXPECT_EQ(WithToken({"so-b"}, "binh"), "so-b/binh");
  EXPECT_EQ(WithToken({"so-a"}, "an"), "so-a/an");
  EXPECT_EQ(WithToken({"so-a", "so-c"}, "an"), "so-a/an");
  EXPECT_EQ(WithToken({}, "provinces/dong-nai/persons/binh"), "so-b/binh");
  EXPECT_EQ(WithToken({"provinces/dong-nai/units/so-b"}, "binh"), "so-b/binh");
}

TEST_F(ResolveActorTest, APersonOfSeveralUnitsSaysForWhichOne) {
  EXPECT_EQ(WithToken({}, "an"), "denied provinces/dong-nai/units/so-a,provinces/dong-nai/units/so-b");
  EXPECT_EQ(WithToken({}, "an", {"so-b", ""}), "so-b/an");
  EXPECT_EQ(WithToken({}, "an", {"so-a", "an"}), "so-a/an");
  EXPECT_EQ(WithToken({"so-a", "so-b"}, "an", {"so-b", ""}), "so-b/an");
}

TEST_F(ResolveActorTest, ATokenNeverGivesMoreThanItSaysAndTheFactsOfTodayAllow) {
  // No member, no longer a member, a unit that has ended, one that the token leaves out, another person, nobody known.
  EXPECT_EQ(WithToken({}, "an", {"so-c", ""}), "denied ");
  EXPECT_EQ(WithToken({}, "binh", {"so-c", ""}), "denied ");
  EXPECT_EQ(WithToken({"so-c"}, "binh"), "denied ");
  EXPECT_EQ(WithToken({}, "an", {"cu", ""}), "denied ");
  EXPECT_EQ(WithToken({"so-a"}, "an", {"so-b", ""}), "denied ");
  EXPECT_EQ(WithToken({}, "an", {"so-a", "binh"}), "denied ");
  EXPECT_EQ(WithToken({}, "ai-do"), "denied ");
  EXPECT_EQ(WithToken({"so-a"}, "ai-do"), "denied ");
  EXPECT_EQ(WithToken({}, "Người nào đó"), "denied ");
  EXPECT_EQ(WithToken({}, "../units/so-a"), "denied ");
}

TEST_F(ResolveActorTest, ATokenWithoutAPersonActsAsAUnitItNames) {
  EXPECT_EQ(WithToken({"so-a"}, ""), "so-a/");
  EXPECT_EQ(WithToken({"so-a", "so-b"}, ""), "denied provinces/dong-nai/units/so-a,provinces/dong-nai/units/so-b");
  EXPECT_EQ(WithToken({"so-a", "so-b"}, "", {"so-b", ""}), "so-b/");
  EXPECT_EQ(WithToken({"so-a"}, "", {"so-b", ""}), "denied ");
  EXPECT_EQ(WithToken({"so-a"}, "", {"so-a", "an"}), "denied ");
  EXPECT_EQ(WithToken({"cu"}, ""), "denied ");
  EXPECT_EQ(WithToken({}, ""), "denied ");
  EXPECT_EQ(WithToken({}, "", {"so-a", ""}), "denied ");
}

TEST_F(ResolveActorTest, IdsOfATokenMeanTheProvinceOfTheProvider) {
  EXPECT_EQ(WithToken({}, "binh", {}, "lam-dong"), "denied ");
  EXPECT_EQ(WithToken({"so-a"}, "", {}, "lam-dong"), "denied ");
  EXPECT_EQ(WithToken({"provinces/lam-dong/units/so-a"}, ""), "denied ");
}

TEST_F(ResolveActorTest, ASystemActsAsTheUnitOfItsCertificateOnly) {
  EXPECT_EQ(WithCertificate("so-a"), "so-a/");
  EXPECT_EQ(WithCertificate("so-a", {"so-a", ""}), "so-a/");
  EXPECT_EQ(WithCertificate("so-a", {"so-b", ""}), "denied ");
  EXPECT_EQ(WithCertificate("so-a", {"so-a", "an"}), "denied ");
  EXPECT_EQ(WithCertificate("so-a", {}, "lam-dong"), "denied ");
  EXPECT_EQ(WithCertificate("cu"), "denied ");
}

TEST(LoopbackTest, OnlyThisMachineIs) {
  for (const char* address : {"127.0.0.1:1", "127.8.9.10:50051", "[::1]:80", "localhost:80", "unix:/tmp/x"}) {
    EXPECT_TRUE(handlers::IsLoopbackAddress(address)) << address;
  }
  for (const char* address : {"0.0.0.0:1", "[::]:80", "10.0.0.1:80", "127.0.0.1.example.org:80", "127.0.0:80",
                              "128.0.0.1:80", ":80", "", "localhost.example.org:80", "127.0.0.256:1"}) {
    EXPECT_FALSE(handlers::IsLoopbackAddress(address)) << address;
  }
}

}  // namespace
}  // namespace phoihop::rpc
