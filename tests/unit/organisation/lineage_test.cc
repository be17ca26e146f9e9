// Graphs of what became of what, and the inverse of the resolver; the shipped data as the golden case.
#include "workflow/organisation/lineage.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class LineageTest : public ::testing::Test {
 protected:
  void Unit(const std::string& id, const std::string& from, const std::string& to) {
    v1::Unit* unit = data_.add_units();
    unit->set_name(U(id));
    v1::UnitVersion* version = unit->add_versions();
    version->set_display_name(id);
    version->set_kind(v1::UNIT_KIND_COMMUNE);
    version->set_valid_from(from);
    version->set_valid_to(to);
  }

  v1::Reorganisation& Reorganise(v1::ReorganisationType type, const std::string& date) {
    v1::Reorganisation* reorganisation = data_.add_reorganisations();
    reorganisation->set_name("provinces/dong-nai/reorganisations/r" + std::to_string(data_.reorganisations_size()));
    reorganisation->set_type(type);
    reorganisation->set_effective_date(date);
    reorganisation->set_state(v1::Reorganisation::STATE_VERIFIED);
    return *reorganisation;
  }

  static void Edge(v1::Reorganisation& reorganisation, const std::string& from, const std::string& to,
                   v1::Partition::Key key = v1::Partition::KEY_WHOLE) {
    v1::SuccessionEdge* edge = reorganisation.add_edges();
    if (!from.empty()) edge->set_from_unit(U(from));
    if (!to.empty()) edge->set_to_unit(U(to));
    edge->mutable_partition()->set_key(key);
  }

  // a1, a2 → b (2024); b, c → d (2025); d is renamed and gives a part to e, which takes f over (2026).
  void Story() {
    for (const char* id : {"a1", "a2"}) Unit(id, "", "2024-01-01");
    Unit("b", "2024-01-01", "2025-01-01");
    Unit("c", "", "2025-01-01");
    Unit("d", "2025-01-01", "");
    Unit("e", "", "");
    Unit("f", "", "2026-01-01");
    auto& first = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01");
    Edge(first, "a1", "b");
    Edge(first, "a2", "b");
    auto& second = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01");
    Edge(second, "b", "d");
    Edge(second, "c", "d");
    Edge(Reorganise(v1::REORGANISATION_TYPE_RENAME, "2025-06-01"), "d", "d");
    Edge(Reorganise(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "2025-07-01"), "d", "e", v1::Partition::KEY_FUNCTION);
    Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2026-01-01"), "f", "e");
  }

  static std::map<std::string, int> Generations(const v1::Lineage& lineage) {
    std::map<std::string, int> generations;
    for (const auto& node : lineage.nodes()) {
      generations[std::string(LastSegment(node.unit()))] = node.generation();
    }
    return generations;
  }

  std::vector<std::string> Predecessors(const std::string& id, absl::CivilDay day,
                                        absl::CivilDay today = kEndOfTimes) const {
    std::vector<std::string> ids;
    const auto response = PredecessorsOf(Directory(data_), U(id), day, today);
    for (const auto& holder : response.holders()) {
      ids.emplace_back(LastSegment(holder.unit()));
    }
    return ids;
  }

  const absl::CivilDay day_{2026, 6, 1};
  internal::v1::ReferenceData data_;
};

TEST_F(LineageTest, SuccessorsAndTheirOtherPredecessors) {
  Story();
  const v1::Lineage lineage = LineageOf(Directory(data_), U("a1"), day_);
  EXPECT_THAT(Generations(lineage), UnorderedElementsAre(Pair("a1", 0), Pair("a2", 0), Pair("b", 1), Pair("c", 1),
                                                         Pair("d", 2), Pair("e", 3), Pair("f", 2)));
  EXPECT_EQ(lineage.edges_size(), 7);
  EXPECT_FALSE(lineage.truncated());
  EXPECT_EQ(lineage.nodes(0).unit(), U("a1"));
  EXPECT_EQ(lineage.nodes(0).end_date(), "2024-01-01");
  EXPECT_FALSE(lineage.nodes(0).alive());
}

TEST_F(LineageTest, PredecessorsOfPredecessors) {
  Story();
  const v1::Lineage lineage = LineageOf(Directory(data_), U("d"), day_);
  EXPECT_THAT(Generations(lineage), UnorderedElementsAre(Pair("a1", -2), Pair("a2", -2), Pair("b", -1), Pair("c", -1),
                                                         Pair("d", 0), Pair("e", 1), Pair("f", 0)));
  // What d gave to e went before f came there, but e's own past is no part of d's story.
  const auto identity = std::count_if(lineage.edges().begin(), lineage.edges().end(),
                                      [](const auto& edge) { return edge.from_unit() == edge.to_unit(); });
  EXPECT_EQ(identity, 1);
}

TEST_F(LineageTest, AUnitThatNothingHappenedToIsAlone) {
  Unit("a", "", "");
  const v1::Lineage lineage = LineageOf(Directory(data_), U("a"), day_);
  EXPECT_THAT(Generations(lineage), ElementsAre(Pair("a", 0)));
  EXPECT_THAT(lineage.edges(), IsEmpty());
}

TEST_F(LineageTest, TransfersToAndFroEnd) {
  Unit("a", "", "");
  Unit("b", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "2024-01-01"), "a", "b", v1::Partition::KEY_FUNCTION);
  Edge(Reorganise(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "2025-01-01"), "b", "a", v1::Partition::KEY_FUNCTION);
  const v1::Lineage lineage = LineageOf(Directory(data_), U("a"), day_);
  EXPECT_THAT(Generations(lineage), ElementsAre(Pair("a", 0), Pair("b", 1)));
  EXPECT_EQ(lineage.edges_size(), 2);
}

TEST_F(LineageTest, ManyUnitsAreCutWhereTheyAreFarAway) {
  Unit("u", "2025-01-01", "");
  auto& merge = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01");
  for (int i = 0; i < kMaxLineageNodes + 100; ++i) {
    Unit("n" + std::to_string(i), "", "2025-01-01");
    Edge(merge, "n" + std::to_string(i), "u");
  }
  const v1::Lineage lineage = LineageOf(Directory(data_), U("u"), day_);
  EXPECT_TRUE(lineage.truncated());
  EXPECT_EQ(lineage.nodes_size(), kMaxLineageNodes);
  EXPECT_EQ(lineage.edges_size(), kMaxLineageNodes - 1);
}

TEST_F(LineageTest, DraftsAndAnnulledOnesAreNoHistory) {
  Unit("a", "", "");
  Unit("b", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  data_.mutable_reorganisations(0)->set_state(v1::Reorganisation::STATE_ANNULLED);
  EXPECT_THAT(Generations(LineageOf(Directory(data_), U("a"), day_)), ElementsAre(Pair("a", 0)));
  EXPECT_THAT(Predecessors("b", absl::CivilDay(2023, 1, 1)), ElementsAre("b"));
}

TEST_F(LineageTest, PredecessorsOnADay) {
  Story();
  EXPECT_THAT(Predecessors("d", absl::CivilDay(2023, 12, 31)), ElementsAre("a1", "a2", "c"));
  EXPECT_THAT(Predecessors("d", absl::CivilDay(2024, 6, 1)), ElementsAre("b", "c"));
  EXPECT_THAT(Predecessors("d", absl::CivilDay(2025, 6, 1)), ElementsAre("d"));
  EXPECT_THAT(Predecessors("b", absl::CivilDay(2023, 12, 31)), ElementsAre("a1", "a2"));
  EXPECT_THAT(Predecessors("e", absl::CivilDay(2025, 12, 31)), ElementsAre("e", "f"));
  // What is enacted but not in force yet brought nothing so far.
  EXPECT_THAT(Predecessors("e", absl::CivilDay(2025, 6, 1), absl::CivilDay(2025, 12, 31)), ElementsAre("e"));
  const auto proof = PredecessorsOf(Directory(data_), U("d"), absl::CivilDay(2024, 6, 1));
  ASSERT_EQ(proof.path_size(), 3);  // b and c into d; its new name. The transfer to e is no way to d.
  EXPECT_EQ(proof.path(0).effective_date(), "2025-01-01");
  EXPECT_EQ(proof.path(2).type(), v1::REORGANISATION_TYPE_RENAME);
}

TEST(LineageOfDongNaiTest, XuanTamHasTwoSuccessorsWithAllTheirPredecessors) {
  const Directory& directory = ProvinceFacts()->directory();
  const v1::Lineage lineage = LineageOf(directory, U("xp-26449-cu"), kToday);
  std::map<std::string, int> generations;
  for (const auto& node : lineage.nodes()) generations[std::string(LastSegment(node.unit()))] = node.generation();
  EXPECT_THAT(generations, Contains(Pair("xp-26446", 1)));
  EXPECT_THAT(generations, Contains(Pair("xp-26359", 1)));
  EXPECT_GT(generations.size(), 3u);
  for (const auto& [id, generation] : generations) EXPECT_THAT(generation, ::testing::AnyOf(0, 1)) << id;
  EXPECT_THAT(generations, ::testing::Not(Contains(Pair("tinh-75", ::testing::_))));
}

TEST(LineageOfDongNaiTest, PredecessorsAreTheInverseOfSuccessors) {
  const Directory& directory = ProvinceFacts()->directory();
  const absl::CivilDay before(2024, 5, 23);
  std::map<std::string, std::set<std::string>> inverse;
  for (const v1::Unit* unit : directory.units()) {
    if (!directory.IsAlive(unit->name(), before)) continue;
    const auto response = directory.ResolveSuccessors(unit->name(), kToday);
    for (const auto& holder : response.holders()) {
      inverse[holder.unit()].insert(unit->name());
    }
  }
  int compared = 0;
  for (const v1::Unit* unit : directory.units()) {
    if (!directory.IsAlive(unit->name(), kToday)) continue;
    std::set<std::string> found;
    const auto response = PredecessorsOf(directory, unit->name(), before, kToday);
    for (const auto& holder : response.holders()) {
      found.insert(holder.unit());
    }
    EXPECT_EQ(found, inverse[unit->name()]) << unit->name();
    compared += static_cast<int>(found.size());
  }
  EXPECT_GT(compared, 300);
}

TEST(LineageOfDongNaiTest, EveryStepOfAProofIsInThePicture) {
  const Directory& directory = ProvinceFacts()->directory();
  for (const v1::Unit* unit : directory.units()) {
    std::set<std::string> drawn;
    const v1::Lineage lineage = LineageOf(directory, unit->name(), kToday);
    for (const auto& edge : lineage.edges()) {
      drawn.insert(edge.reorganisation() + edge.from_unit() + edge.to_unit());
    }
    const auto response = directory.ResolveSuccessors(unit->name(), kToday);
    for (const auto& step : response.path()) {
      EXPECT_TRUE(drawn.contains(step.reorganisation() + step.from_unit() + step.to_unit())) << unit->name();
    }
  }
}

}  // namespace
}  // namespace phoihop::organisation
