// The communes, districts and provinces of Đồng Nai through the reorganisations of 2025 and 2026, from data/dong-nai.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/import/reference_table.h"
#include "tests/unit/organisation/province.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Response = v1::ResolveSuccessorsResponse;

const Directory& Province() { return ProvinceFacts()->directory(); }

std::string SetName(absl::string_view id) { return UnitSetName("dong-nai", id); }

std::map<v1::UnitKind, int> KindsOn(absl::CivilDay day) {
  std::map<v1::UnitKind, int> kinds;
  for (const v1::Unit* unit : Province().units()) {
    if (const v1::UnitVersion* version = Directory::VersionOn(*unit, day)) ++kinds[version->kind()];
  }
  return kinds;
}

std::vector<std::string> Holders(const Response& response) {
  std::vector<std::string> ids;
  for (const auto& holder : response.holders()) ids.emplace_back(LastSegment(holder.unit()));
  return ids;
}

TEST(TerritoryTest, CommunesAndWardsOfEachTime) {
  auto now = KindsOn(kToday);
  EXPECT_EQ(now[v1::UNIT_KIND_COMMUNE], 62);
  EXPECT_EQ(now[v1::UNIT_KIND_WARD], 33);
  EXPECT_EQ(now[v1::UNIT_KIND_DISTRICT], 0);
  auto before_the_city = KindsOn(absl::CivilDay(2026, 4, 29));
  EXPECT_EQ(before_the_city[v1::UNIT_KIND_COMMUNE], 72);
  EXPECT_EQ(before_the_city[v1::UNIT_KIND_WARD], 23);
  auto before_the_merger = KindsOn(absl::CivilDay(2025, 6, 30));
  EXPECT_EQ(before_the_merger[v1::UNIT_KIND_COMMUNE] + before_the_merger[v1::UNIT_KIND_WARD] +
                before_the_merger[v1::UNIT_KIND_TOWNSHIP],
            270);
  EXPECT_EQ(before_the_merger[v1::UNIT_KIND_DISTRICT], 22);
  EXPECT_EQ(before_the_merger[v1::UNIT_KIND_PROVINCE], 2);
}

TEST(TerritoryTest, SetsFollowTheTime) {
  EXPECT_THAT(Province().SetMembers(SetName("ubnd-cap-xa"), kToday), SizeIs(95));
  EXPECT_THAT(Province().SetMembers(SetName("ubnd-cap-xa"), kDayOfPlan183), SizeIs(270));
  EXPECT_THAT(Province().SetMembers(SetName("ubnd-cap-huyen"), kDayOfPlan183), SizeIs(22));
  EXPECT_THAT(Province().SetMembers(SetName("ubnd-cap-huyen"), kToday), IsEmpty());
  EXPECT_THAT(Province().SetMembers(SetName("ubnd-xa-bien-gioi"), kToday),
              ElementsAre(U("xp-25222"), U("xp-25225"), U("xp-25279"), U("xp-25280"), U("xp-25294"), U("xp-25308"),
                          U("xp-25309"), U("xp-25318")));
  EXPECT_THAT(Province().SetMembers(SetName("dia-ban-huyen-691"), kToday),
              ElementsAre(U("xp-25222"), U("xp-25225"), U("xp-25231"), U("xp-25267")));
  EXPECT_THAT(Province().SetMembers(SetName("khong-co"), kToday), IsEmpty());
}

TEST(TerritoryTest, EveryFormerCommuneResolvesAsTheLawSays) {
  const auto table = import::ReferenceTable::Read("data/dong-nai", "successions.csv",
                                                  {"event", "predecessor_code", "successor_code", "legal_basis"}, true);
  ASSERT_TRUE(table.ok()) << table.status();
  std::map<std::string, std::set<std::string>> expected;
  for (const import::ReferenceRow& row : table->rows()) {
    const bool unchanged = row["event"] == "commune_unchanged";
    if (!unchanged && row["event"] != "commune_merge") continue;
    expected[absl::StrCat("xp-", row["predecessor_code"], unchanged ? "" : "-cu")].insert(
        absl::StrCat("xp-", row["successor_code"]));
  }
  EXPECT_THAT(expected, SizeIs(270));
  int many = 0;
  for (const auto& [former, successors] : expected) {
    const Response response = Province().ResolveSuccessors(U(former), kToday);
    const std::vector<std::string> holders = Holders(response);
    EXPECT_EQ(std::set<std::string>(holders.begin(), holders.end()), successors) << former;
    EXPECT_EQ(response.outcome(), successors.size() == 1 ? Response::OUTCOME_UNIQUE : Response::OUTCOME_MANY) << former;
    EXPECT_FALSE(response.path().empty()) << former;
    for (const auto& step : response.path()) EXPECT_FALSE(step.basis().empty()) << step.reorganisation();
    if (response.outcome() == Response::OUTCOME_MANY) ++many;
  }
  EXPECT_EQ(many, 1);
}

TEST(TerritoryTest, OnlyXuanTamWasDivided) {
  const Response response = Province().ResolveSuccessors(U("xp-26449-cu"), kToday);
  EXPECT_EQ(response.outcome(), Response::OUTCOME_MANY);
  EXPECT_THAT(Holders(response), ElementsAre("xp-26359", "xp-26446"));
  for (const auto& holder : response.holders()) {
    EXPECT_EQ(holder.partition().key(), v1::Partition::KEY_TERRITORY);
    EXPECT_THAT(holder.partition().territories(), ElementsAre(holder.unit()));
  }
}

TEST(TerritoryTest, DistrictsGoToTheCommunesOnTheirTerritory) {
  for (const v1::Unit* unit : Province().units()) {
    const std::string id(LastSegment(unit->name()));
    if (!absl::StartsWith(id, "huyen-")) continue;
    const Response response = Province().ResolveSuccessors(unit->name(), kToday);
    EXPECT_EQ(response.outcome(), Response::OUTCOME_MANY) << id;
    std::vector<std::string> holders;
    for (const auto& holder : response.holders()) {
      holders.push_back(holder.unit());
      EXPECT_EQ(holder.partition().key(), v1::Partition::KEY_TERRITORY);
    }
    EXPECT_EQ(holders, Province().SetMembers(SetName(absl::StrCat("dia-ban-", id)), kToday)) << id;
  }
}

TEST(TerritoryTest, ACodeNeedsADate) {
  const v1::Unit* before = Province().HolderOfCode("vn.gso-commune", "26080", kDayOfPlan183);
  const v1::Unit* today = Province().HolderOfCode("vn.gso-commune", "26080", kToday);
  ASSERT_NE(before, nullptr);
  ASSERT_NE(today, nullptr);
  EXPECT_EQ(Province().DisplayName(before->name(), kDayOfPlan183), "Phường Xuân An");
  EXPECT_EQ(Province().DisplayName(today->name(), kToday), "Phường Long Khánh");
  EXPECT_EQ(Province().HolderOfCode("vn.gso-district", "26080", kToday), nullptr);
  EXPECT_EQ(Province().HolderOfCode("vn.gso-commune", "00000", kToday), nullptr);
}

TEST(TerritoryTest, FortyCodesNamedAnotherCommune) {
  int other_name = 0;
  for (const v1::Unit* unit : Province().units()) {
    if (!Province().IsAlive(unit->name(), kToday)) continue;
    for (const v1::UnitIdentifier& code : unit->identifiers()) {
      if (code.scheme() != "vn.gso-commune") continue;
      const v1::Unit* before = Province().HolderOfCode(code.scheme(), code.value(), kDayOfPlan183);
      if (before == nullptr || before == unit) continue;
      const auto bare = [](const std::string& name) { return name.substr(name.find(' ') + 1); };
      std::string old_name = bare(before->versions(0).display_name());
      if (absl::StartsWith(before->versions(0).display_name(), "Thị trấn")) old_name = bare(old_name);
      if (old_name != bare(unit->versions(0).display_name())) ++other_name;
    }
  }
  EXPECT_EQ(other_name, 40);
}

TEST(TerritoryTest, ACommuneThatBecameAWardIsTheSameUnit) {
  const Response response = Province().ResolveSuccessors(U("xp-25270"), kToday);
  EXPECT_EQ(response.outcome(), Response::OUTCOME_UNIQUE);
  EXPECT_THAT(Holders(response), ElementsAre("xp-25270"));
  ASSERT_THAT(response.path(), SizeIs(1));
  EXPECT_EQ(response.path(0).type(), v1::REORGANISATION_TYPE_RETYPE);
  EXPECT_EQ(response.path(0).effective_date(), "2026-04-30");
  EXPECT_EQ(Province().DisplayName(U("xp-25270"), absl::CivilDay(2026, 4, 29)), "Xã Lộc Ninh");
  EXPECT_EQ(Province().DisplayName(U("xp-25270"), absl::CivilDay(2026, 4, 30)), "Phường Lộc Ninh");
}

TEST(TerritoryTest, AChainOfMergerAndNewKind) {
  const Response response = Province().ResolveSuccessors(U("xp-25270-cu"), kToday);
  EXPECT_EQ(response.outcome(), Response::OUTCOME_UNIQUE);
  EXPECT_THAT(Holders(response), ElementsAre("xp-25270"));
  ASSERT_THAT(response.path(), SizeIs(2));
  EXPECT_EQ(response.path(0).type(), v1::REORGANISATION_TYPE_MERGE);
  EXPECT_EQ(response.path(1).type(), v1::REORGANISATION_TYPE_RETYPE);
  EXPECT_EQ(response.holders(0).display_name(), "Phường Lộc Ninh");
  // Until the day before the merger it was itself.
  EXPECT_THAT(Holders(Province().ResolveSuccessors(U("xp-25270-cu"), absl::CivilDay(2025, 6, 30))),
              ElementsAre("xp-25270-cu"));
}

TEST(TerritoryTest, SuperiorsFollowTheTime) {
  EXPECT_EQ(Province().ParentOf(U("xp-25222"), kDayOfPlan183), U("huyen-691"));
  EXPECT_EQ(Province().ParentOf(U("xp-25222"), kToday), U("ubnd"));
  EXPECT_EQ(Province().ParentOf(U("huyen-691"), kDayOfPlan183), U("tinh-70-cu"));
  EXPECT_EQ(Province().ParentOf(U("so-vhttdl"), kToday), U("ubnd"));
  EXPECT_EQ(Province().ParentOf(U("ubnd"), kToday), "");
}

TEST(TerritoryTest, EveryFormerAgencyHasAHolderToday) {
  const auto table = import::ReferenceTable::Read("data/dong-nai", "former_agencies.csv",
                                                  {"id", "kind", "successor_slugs", "effective_date"}, true);
  ASSERT_TRUE(table.ok()) << table.status();
  int checked = 0;
  for (const import::ReferenceRow& row : table->rows()) {
    if (row["kind"] == "nhóm cơ quan" || row["kind"] == "huyện" || row["kind"] == "phòng") continue;
    const Response response = Province().ResolveSuccessors(U(row["id"]), kToday);
    const std::vector<std::string> holders = Holders(response);
    const std::vector<std::string> expected = row.List("successor_slugs");
    EXPECT_EQ(std::set<std::string>(holders.begin(), holders.end()),
              std::set<std::string>(expected.begin(), expected.end()))
        << row["id"];
    if (expected.size() > 1) {
      for (const auto& holder : response.holders()) {
        EXPECT_EQ(holder.partition().key(), v1::Partition::KEY_FUNCTION) << row["id"];
        EXPECT_FALSE(holder.partition().functions().empty()) << row["id"];
      }
    }
    ++checked;
  }
  EXPECT_EQ(checked, 56);
}

TEST(TerritoryTest, WhatEndedIsRefusedWithItsSuccessors) {
  EXPECT_TRUE(Province().CheckAlive(U("so-vhttdl"), kToday).ok());
  const absl::Status ended = Province().CheckAlive(U("xp-26080-cu"), kToday);
  EXPECT_EQ(ReasonOf(ended), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(ended.message()), ::testing::HasSubstr("Phường Long Khánh"));
  EXPECT_EQ(ReasonOf(Province().CheckAlive(U("xp-26080"), kDayOfPlan183)), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_EQ(ReasonOf(Province().CheckAlive(U("khong-co"), kToday)), v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace phoihop::organisation
