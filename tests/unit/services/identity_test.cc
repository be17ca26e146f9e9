#include "services/rpc/identity.h"

#include <gtest/gtest.h>

#include "services/handlers/loopback.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::rpc {
namespace {

using handlers::Caller;

v1::ErrorReason Refusal(const std::vector<absl::string_view>& values, bool local_mode, Caller caller) {
  return ReasonOf(ReadActAs(values, local_mode, caller).status());
}

TEST(ActAsTest, ReadsUnitAndPerson) {
  const auto both = ReadActAs({"so-vhttdl/nguyen-van-a"}, true, Caller::kRequired);
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->unit, "so-vhttdl");
  EXPECT_EQ(both->person, "nguyen-van-a");
  const auto unit = ReadActAs({"so-vhttdl"}, true, Caller::kRequired);
  ASSERT_TRUE(unit.ok());
  EXPECT_EQ(unit->person, "");
}

TEST(ActAsTest, NobodyIsEnoughOnlyWhereNobodyIsNeeded) {
  EXPECT_EQ(Refusal({}, true, Caller::kRequired), v1::ERROR_REASON_ACTOR_MISSING);
  EXPECT_EQ(Refusal({}, false, Caller::kRequired), v1::ERROR_REASON_ACTOR_MISSING);
  EXPECT_TRUE(ReadActAs({}, false, Caller::kOptional).ok());
}

TEST(ActAsTest, NobodyIsBelievedOutsideOfLocalMode) {
  EXPECT_EQ(Refusal({"so-vhttdl"}, false, Caller::kRequired), v1::ERROR_REASON_LOCAL_MODE_OFF);
  EXPECT_EQ(Refusal({"so-vhttdl"}, false, Caller::kOptional), v1::ERROR_REASON_LOCAL_MODE_OFF);
}

TEST(ActAsTest, MalformedValuesAreRefused) {
  for (const char* value : {"", "/", "so-vhttdl/", "/a", "Sở VHTTDL", "a/b/c", "so-vhttdl/a b", "*", "a\n/b"}) {
    EXPECT_EQ(Refusal({value}, true, Caller::kRequired), v1::ERROR_REASON_INVALID_FIELD) << value;
  }
  EXPECT_EQ(Refusal({"a", "b"}, true, Caller::kRequired), v1::ERROR_REASON_INVALID_FIELD);
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
    facts_ = *Facts::Create(std::move(data));
  }

  absl::StatusOr<v1::Actor> Resolve(const char* unit, const char* day) {
    return ResolveActor({unit, "a"}, "dong-nai", *facts_, StartOfDay(*ParseDate(day)));
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
