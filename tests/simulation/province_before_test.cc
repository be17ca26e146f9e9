#include "tests/simulation/province_before.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/simulation/open_work.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;

ProvinceBefore Province() {
  auto province = MakeProvinceBefore();
  EXPECT_TRUE(province.ok()) << province.status();
  return province.ok() ? *std::move(province) : ProvinceBefore();
}

TEST(ProvinceBeforeTest, IsTheProvinceOfTheDayBefore) {
  const ProvinceBefore province = Province();
  std::map<v1::UnitKind, int> kinds;
  for (const v1::Event& entry : province.record.entries()) {
    if (!entry.has_unit_recorded()) continue;
    const v1::Unit& unit = entry.unit_recorded().unit();
    EXPECT_EQ(unit.versions_size(), 1) << unit.name();
    EXPECT_EQ(unit.versions(0).valid_to(), "") << unit.name();
    ++kinds[unit.versions(0).kind()];
  }
  EXPECT_EQ(kinds[v1::UNIT_KIND_PROVINCE], 2);
  EXPECT_EQ(kinds[v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE], 2);
  EXPECT_EQ(kinds[v1::UNIT_KIND_DISTRICT], 22);
  EXPECT_EQ(kinds[v1::UNIT_KIND_DIVISION], 22);
  EXPECT_EQ(kinds[v1::UNIT_KIND_COMMUNE] + kinds[v1::UNIT_KIND_WARD] + kinds[v1::UNIT_KIND_TOWNSHIP], 270);
}

TEST(ProvinceBeforeTest, EveryOldUnitButTheSevenAndTwoEndsOnceAndEveryNewOneIsMadeOnce) {
  const ProvinceBefore province = Province();
  std::set<std::string> living;
  for (const v1::Event& entry : province.record.entries()) {
    if (entry.has_unit_recorded()) living.insert(entry.unit_recorded().unit().name());
  }
  std::map<v1::ReorganisationType, int> types;
  for (const v1::Reorganisation& step : province.in_2025) {
    ++types[step.type()];
    for (const v1::SuccessionEdge& edge : step.edges()) {
      EXPECT_TRUE(edge.from_unit().empty() || living.contains(edge.from_unit())) << edge.from_unit();
    }
    for (const v1::Unit& unit : step.units()) {
      for (const v1::UnitRelation& relation : unit.relations()) {
        EXPECT_TRUE(living.contains(relation.to_unit())) << unit.name() << " refers to " << relation.to_unit();
      }
      if (step.type() != v1::REORGANISATION_TYPE_REPARENT) {
        EXPECT_TRUE(living.insert(unit.name()).second) << unit.name();
      }
    }
    if (step.type() == v1::REORGANISATION_TYPE_REPARENT) continue;
    for (const v1::SuccessionEdge& edge : step.edges()) {
      EXPECT_TRUE(living.contains(edge.to_unit())) << edge.to_unit();
    }
    std::set<std::string> ended;
    for (const v1::SuccessionEdge& edge : step.edges()) ended.insert(edge.from_unit());
    for (const std::string& unit : ended) {
      EXPECT_TRUE(unit.empty() || living.erase(unit) == 1) << unit;
    }
  }
  EXPECT_EQ(types[v1::REORGANISATION_TYPE_REPARENT], 7);
  EXPECT_EQ(types[v1::REORGANISATION_TYPE_SPLIT], 4 + 1 + 22 + 22);
  for (const auto& [type, count] : types) std::cout << v1::ReorganisationType_Name(type) << " " << count << "\n";
  std::cout << "2026: " << province.in_2026.size() << ", alive after 2025: " << living.size() << "\n";
  int communes = 0;
  for (const std::string& unit : living) communes += unit.find("/xp-") != std::string::npos;
  EXPECT_EQ(communes, 95);
  for (const v1::Reorganisation& step : province.in_2026) {
    EXPECT_TRUE(living.contains(step.edges(0).to_unit())) << step.name();
    ASSERT_EQ(step.units_size(), 1);
    EXPECT_EQ(step.units(0).versions_size(), 1) << step.name();
  }
}

TEST(ProvinceBeforeTest, OpenWorkIsTheSameForTheSameSeedAndTouchesEveryUnit) {
  const ProvinceBefore province = Province();
  const OpenWork work = MakeOpenWork(province, {});
  const OpenWork again = MakeOpenWork(province, {});
  ASSERT_EQ(work.tasks.size(), 20'000u);
  std::map<std::string, int> leads;
  std::map<Expectation::Kind, int> kinds;
  size_t commands = 0;
  for (size_t i = 0; i < work.tasks.size(); ++i) {
    ASSERT_EQ(work.tasks[i].commands.size(), again.tasks[i].commands.size());
    commands += work.tasks[i].commands.size();
    ++leads[work.tasks[i].lead];
    ++kinds[work.tasks[i].expected.kind];
  }
  for (const v1::Event& entry : province.record.entries()) {
    if (!entry.has_unit_recorded()) continue;
    const v1::Unit& unit = entry.unit_recorded().unit();
    if (unit.versions(0).kind() == v1::UNIT_KIND_PROVINCE) continue;  // an administrative unit, not an agency
    EXPECT_GE(leads[unit.name()], 5) << unit.name();
  }
  EXPECT_GT(kinds[Expectation::Kind::kParts], 50);
  EXPECT_GT(kinds[Expectation::Kind::kAsk], 50);
  std::cout << commands << " commands; " << kinds[Expectation::Kind::kOne] << " go to one unit, "
            << kinds[Expectation::Kind::kParts] << " are divided, " << kinds[Expectation::Kind::kAsk] << " ask\n";
}

}  // namespace
}  // namespace phoihop::testing
