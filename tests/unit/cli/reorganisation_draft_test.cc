#include "clients/cli/reorganisation_draft.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kProvince[] = "provinces/p";

v1::Unit Unit(const std::string& id, const std::string& name, v1::UnitKind kind) {
  v1::Unit unit;
  unit.set_name(absl::StrCat(kProvince, "/units/", id));
  auto* version = unit.mutable_current();
  version->set_display_name(name);
  version->set_kind(kind);
  version->set_level(v1::UNIT_LEVEL_COMMUNE);
  *unit.add_versions() = *version;
  auto* relation = unit.add_relations();
  relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  relation->set_to_unit("provinces/p/units/ubnd");
  return unit;
}

absl::StatusOr<v1::Unit> Find(const std::string& text) {
  if (text == "a") return Unit("a", "Xã A", v1::UNIT_KIND_COMMUNE);
  if (text == "b") return Unit("b", "Xã B", v1::UNIT_KIND_COMMUNE);
  if (text == "so") return Unit("so", "Sở", v1::UNIT_KIND_DEPARTMENT);
  return absl::NotFoundError("không có");
}

// What the options make; a test failure when they are refused.
v1::Reorganisation Made(DraftOptions options) {
  if (options.date.empty()) options.date = "01/12/2026";
  const auto made = MakeDraft(options, kProvince, Find);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *made : v1::Reorganisation();
}

std::string Refusal(DraftOptions options) {
  if (options.date.empty()) options.date = "01/12/2026";
  const auto made = MakeDraft(options, kProvince, Find);
  EXPECT_FALSE(made.ok());
  return std::string(made.status().message());
}

void ExpectIs(const v1::Reorganisation& made, const std::string& text) {
  v1::Reorganisation expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(made, expected)) << made.DebugString();
}

TEST(ReorganisationDraftTest, MergeIntoAnExistingUnit) {
  ExpectIs(Made({.type = "merge", .from = {"a"}, .to = {"b"}, .basis = "NQ 12/NQ-HĐND", .grace = 5}), R"pb(
    display_name: "Sáp nhập Xã A vào Xã B"
    type: REORGANISATION_TYPE_MERGE
    edges { from_unit: "provinces/p/units/a" to_unit: "provinces/p/units/b" }
    effective_date: "2026-12-01"
    basis { instrument_number: "12/NQ-HĐND" text: "NQ 12/NQ-HĐND" }
    clock_policy { kind: KIND_GRACE grace_working_days: 5 })pb");
}

TEST(ReorganisationDraftTest, MergeIntoANewUnitTakesKindAndSuperiorOfTheOld) {
  const DraftOptions options = {
      .type = "merge", .from = {"a", "b"}, .to = {"c"}, .date = "2026-12-01", .to_name = "Xã C", .to_code = "99001"};
  ExpectIs(Made(options), R"pb(
    display_name: "Sáp nhập Xã A, Xã B vào Xã C"
    type: REORGANISATION_TYPE_MERGE
    edges { from_unit: "provinces/p/units/a" to_unit: "provinces/p/units/c" }
    edges { from_unit: "provinces/p/units/b" to_unit: "provinces/p/units/c" }
    effective_date: "2026-12-01"
    units {
      name: "provinces/p/units/c"
      versions { display_name: "Xã C" kind: UNIT_KIND_COMMUNE level: UNIT_LEVEL_COMMUNE }
      identifiers { scheme: "vn.gso-commune" value: "99001" }
      relations { type: RELATION_TYPE_ADMINISTRATIVE_PARENT to_unit: "provinces/p/units/ubnd" }
    })pb");
}

TEST(ReorganisationDraftTest, MergeThatChangesTheReceiver) {
  const v1::Reorganisation made = Made({.type = "merge", .from = {"a"}, .to = {"b"}, .to_kind = "phuong"});
  ASSERT_EQ(made.units_size(), 1);
  EXPECT_EQ(made.units(0).versions(0).display_name(), "Phường B");
  EXPECT_EQ(made.units(0).versions(0).kind(), v1::UNIT_KIND_WARD);
  EXPECT_EQ(made.display_name(), "Sáp nhập Xã A vào Phường B");
}

TEST(ReorganisationDraftTest, SplitByFunctionWithARest) {
  DraftOptions options{.type = "split", .from = {"so"}, .split_by = "function"};
  options.parts = {"a=báo chí, xuất bản", "b=*"};
  const v1::Reorganisation made = Made(options);
  ASSERT_EQ(made.edges_size(), 2);
  EXPECT_EQ(made.edges(0).partition().key(), v1::Partition::KEY_FUNCTION);
  EXPECT_THAT(made.edges(0).partition().functions(), ::testing::ElementsAre("báo chí", "xuất bản"));
  EXPECT_EQ(made.edges(1).to_unit(), "provinces/p/units/b");
  EXPECT_EQ(made.edges(1).partition().key(), v1::Partition::KEY_REMAINDER);
}

TEST(ReorganisationDraftTest, SplitIntoNewUnitsByTerritoryAndByList) {
  DraftOptions options{.type = "split", .from = {"so"}, .to_kind = "so", .split_by = "territory"};
  options.new_units = {"n1=Sở Một"};
  options.parts = {"n1=a", "b=b"};
  const v1::Reorganisation made = Made(options);
  ASSERT_EQ(made.units_size(), 1);
  EXPECT_EQ(made.units(0).name(), "provinces/p/units/n1");
  EXPECT_THAT(made.edges(0).partition().territories(), ::testing::ElementsAre("provinces/p/units/a"));

  options.split_by = "list";
  options.parts = {"n1=kh-1, duties/d", "b=*"};
  EXPECT_THAT(Made(options).edges(0).partition().items(),
              ::testing::ElementsAre("provinces/p/tasks/kh-1", "provinces/p/duties/d"));
}

TEST(ReorganisationDraftTest, UnitsThatKeepTheirIdentity) {
  const v1::Reorganisation renamed = Made({.type = "rename", .from = {"a"}, .to_name = "Xã Mới"});
  EXPECT_EQ(renamed.edges(0).from_unit(), renamed.edges(0).to_unit());
  EXPECT_EQ(renamed.units(0).versions(0).kind(), v1::UNIT_KIND_COMMUNE);
  EXPECT_EQ(Made({.type = "retype", .from = {"a"}, .to_kind = "phuong"}).display_name(), "Xã A trở thành Phường A");
  EXPECT_EQ(Made({.type = "renumber", .from = {"a"}, .to_code = "99002"}).units(0).identifiers(0).value(), "99002");
  EXPECT_EQ(Made({.type = "reparent", .from = {"a"}, .to_parent = "so"}).units(0).relations(0).to_unit(),
            "provinces/p/units/so");
}

TEST(ReorganisationDraftTest, PeopleWhoLeave) {
  ExpectIs(Made({.type = "end-membership", .membership = "so/an", .to_person = "binh", .restart = true}), R"pb(
    display_name: "Rời đơn vị: so/an"
    type: REORGANISATION_TYPE_END_MEMBERSHIP
    edges {
      from_unit: "provinces/p/units/so"
      to_unit: "provinces/p/units/so"
      from_membership: "provinces/p/units/so/memberships/an"
      to_person: "provinces/p/persons/binh"
    }
    effective_date: "2026-12-01"
    clock_policy { kind: KIND_RESTART })pb");
  EXPECT_EQ(Made({.type = "end-post", .post = "so/tp"}).edges(0).from_post(), "provinces/p/units/so/posts/tp");
}

TEST(ReorganisationDraftTest, WhatIsMissingIsSaid) {
  EXPECT_THAT(Refusal({.type = "swap"}), HasSubstr("merge"));
  EXPECT_THAT(Refusal({.type = "merge", .to = {"b"}}), HasSubstr("--from"));
  EXPECT_THAT(Refusal({.type = "merge", .from = {"a"}}), HasSubstr("--to"));
  EXPECT_THAT(Refusal({.type = "merge", .from = {"a"}, .to = {"c"}}), HasSubstr("--to-name"));
  EXPECT_THAT(Refusal({.type = "rename", .from = {"a"}}), HasSubstr("--to-name"));
  EXPECT_THAT(Refusal({.type = "create", .to = {"c"}, .to_name = "Xã C"}), HasSubstr("--to-kind"));
  EXPECT_THAT(Refusal({.type = "split", .from = {"so"}, .to = {"a", "b"}}), HasSubstr("--part"));
  EXPECT_THAT(Refusal({.type = "split", .from = {"so"}, .parts = {"a=x", "b=*"}}), HasSubstr("--split-by"));
  EXPECT_THAT(Refusal({.type = "end-membership", .membership = "an"}), HasSubstr("--membership"));
  EXPECT_THAT(Refusal({.type = "merge", .from = {"a"}, .to = {"b"}, .grace = 3, .restart = true}),
              HasSubstr("--grace"));
}

TEST(ReorganisationDraftTest, TheIdComesFromDateAndUnit) {
  EXPECT_EQ(DefaultId(Made({.type = "merge", .from = {"a"}, .to = {"b"}})), "sx-2026-12-01-a");
  EXPECT_EQ(DefaultId(Made({.type = "end-membership", .membership = "so/an"})), "sx-2026-12-01-an");
  v1::Reorganisation lengthy;
  lengthy.set_effective_date("2026-12-01");
  lengthy.add_edges()->set_from_unit(std::string(80, 'x'));
  EXPECT_EQ(DefaultId(lengthy).size(), 63u);
}

TEST(ReorganisationDraftTest, ItemsAreNamedAsPeopleTypeThem) {
  EXPECT_EQ(ItemName(kProvince, "kh-1"), "provinces/p/tasks/kh-1");
  EXPECT_EQ(ItemName(kProvince, "tasks/kh-1/handoffs/1"), "provinces/p/tasks/kh-1/handoffs/1");
  EXPECT_EQ(ItemName(kProvince, "provinces/q/duties/1"), "provinces/q/duties/1");
}

}  // namespace
}  // namespace phoihop::cli
