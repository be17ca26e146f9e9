// Walking reorganisations: every type, chains, and facts that contradict each other.
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Response = v1::ResolveSuccessorsResponse;

class SuccessionTest : public ::testing::Test {
 protected:
  void Unit(const std::string& id, const std::string& from, const std::string& to) {
    v1::Unit* unit = data_.add_units();
    unit->set_name(U(id));
    v1::UnitVersion* version = unit->add_versions();
    version->set_display_name(id);
    version->set_valid_from(from);
    version->set_valid_to(to);
  }

  v1::Reorganisation& Reorganise(v1::ReorganisationType type, const std::string& date) {
    v1::Reorganisation* reorganisation = data_.add_reorganisations();
    reorganisation->set_name("provinces/dong-nai/reorganisations/r" + std::to_string(data_.reorganisations_size()));
    reorganisation->set_type(type);
    reorganisation->set_state(v1::Reorganisation::STATE_VERIFIED);
    reorganisation->set_effective_date(date);
    return *reorganisation;
  }

  static void Edge(v1::Reorganisation& reorganisation, const std::string& from, const std::string& to,
                   v1::Partition::Key key = v1::Partition::KEY_WHOLE, const std::string& text = "") {
    v1::SuccessionEdge* edge = reorganisation.add_edges();
    edge->set_from_unit(U(from));
    if (!to.empty()) edge->set_to_unit(U(to));
    edge->mutable_partition()->set_key(key);
    edge->mutable_partition()->set_text(text);
  }

  Response Resolve(const std::string& id, absl::CivilDay day = absl::CivilDay(2026, 1, 1)) const {
    return Directory(data_).ResolveSuccessors(U(id), day);
  }

  static std::vector<std::string> Holders(const Response& response) {
    std::vector<std::string> ids;
    for (const auto& holder : response.holders()) ids.emplace_back(LastSegment(holder.unit()));
    return ids;
  }

  internal::v1::ReferenceData data_;
};

TEST_F(SuccessionTest, ALivingUnitIsItsOwnHolder) {
  Unit("a", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_RENAME, "2025-01-01"), "a", "a");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_UNIQUE);
  EXPECT_THAT(Holders(Resolve("a")), ElementsAre("a"));
  EXPECT_THAT(Resolve("a").path(), SizeIs(1));
  EXPECT_THAT(Resolve("a", absl::CivilDay(2024, 12, 31)).path(), IsEmpty());
}

TEST_F(SuccessionTest, UnknownOrNotYetIsNone) {
  Unit("a", "2027-01-01", "");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_NONE);
  EXPECT_EQ(Resolve("b").outcome(), Response::OUTCOME_NONE);
}

TEST_F(SuccessionTest, AChainIsFollowedToItsEndOnTheDay) {
  Unit("a", "", "2024-01-01");
  Unit("b", "2024-01-01", "2025-01-01");
  Unit("c", "2025-01-01", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01"), "b", "c");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  EXPECT_THAT(Holders(Resolve("a")), ElementsAre("c"));
  EXPECT_THAT(Holders(Resolve("a", absl::CivilDay(2024, 12, 31))), ElementsAre("b"));
  EXPECT_THAT(Holders(Resolve("a", absl::CivilDay(2023, 12, 31))), ElementsAre("a"));
  EXPECT_EQ(Resolve("a").path(0).effective_date(), "2024-01-01");
}

TEST_F(SuccessionTest, ASplitCarriesItsPartition) {
  Unit("a", "", "2025-01-01");
  Unit("b", "2025-01-01", "");
  Unit("c", "2025-01-01", "");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2025-01-01");
  Edge(split, "a", "b", v1::Partition::KEY_FUNCTION, "báo chí");
  Edge(split, "a", "c", v1::Partition::KEY_FUNCTION, "viễn thông");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_MANY);
  EXPECT_EQ(Resolve("a").holders(1).partition().text(), "viễn thông");
}

TEST_F(SuccessionTest, PartsThatComeTogetherAgainAreTheWhole) {
  Unit("a", "", "2024-01-01");
  Unit("b", "2024-01-01", "2025-01-01");
  Unit("c", "2024-01-01", "2025-01-01");
  Unit("d", "2025-01-01", "");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2024-01-01");
  Edge(split, "a", "b", v1::Partition::KEY_FUNCTION, "x");
  Edge(split, "a", "c", v1::Partition::KEY_FUNCTION, "y");
  auto& merge = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01");
  Edge(merge, "b", "d");
  Edge(merge, "c", "d");
  const Response response = Resolve("a");
  EXPECT_EQ(response.outcome(), Response::OUTCOME_UNIQUE);
  EXPECT_EQ(response.holders(0).partition().key(), v1::Partition::KEY_WHOLE);
}

TEST_F(SuccessionTest, APartThatCameToNobodyIsNotForgotten) {
  Unit("a", "", "2024-01-01");
  Unit("b", "2024-01-01", "");
  Unit("c", "2024-01-01", "2025-01-01");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2024-01-01");
  Edge(split, "a", "b", v1::Partition::KEY_FUNCTION, "x");
  Edge(split, "a", "c", v1::Partition::KEY_FUNCTION, "y");
  Edge(Reorganise(v1::REORGANISATION_TYPE_ABOLISH, "2025-01-01"), "c", "");
  const Response response = Resolve("a");
  EXPECT_EQ(response.outcome(), Response::OUTCOME_MANY);
  EXPECT_THAT(Holders(response), ElementsAre("b"));
  EXPECT_EQ(response.holders(0).partition().text(), "x");
}

TEST_F(SuccessionTest, AbolishedWithoutASuccessorIsNone) {
  Unit("a", "", "2025-01-01");
  Edge(Reorganise(v1::REORGANISATION_TYPE_ABOLISH, "2025-01-01"), "a", "");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_NONE);
  EXPECT_THAT(Resolve("a").path(), SizeIs(1));
}

TEST_F(SuccessionTest, APartialTransferEndsNobody) {
  Unit("a", "", "");
  Unit("b", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "2025-01-01"), "a", "b", v1::Partition::KEY_FUNCTION, "x");
  EXPECT_THAT(Holders(Resolve("a")), ElementsAre("a"));
  EXPECT_THAT(Resolve("a").path(), SizeIs(1));
}

TEST_F(SuccessionTest, TwoEndsOnDifferentDaysAreAmbiguous) {
  Unit("a", "", "2024-01-01");
  Unit("b", "", "");
  Unit("c", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01"), "a", "c");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_AMBIGUOUS);
  EXPECT_THAT(Resolve("a").holders(), IsEmpty());
}

TEST_F(SuccessionTest, TheWholeToTwoIsAmbiguous) {
  Unit("a", "", "2024-01-01");
  Unit("b", "", "");
  Unit("c", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "c");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_AMBIGUOUS);
}

TEST_F(SuccessionTest, ACycleIsAmbiguousAndEnds) {
  Unit("a", "", "2024-01-01");
  Unit("b", "", "2024-01-01");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "b", "a");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_AMBIGUOUS);
}

TEST_F(SuccessionTest, LivingOnAfterItsEndIsAmbiguous) {
  Unit("a", "", "");
  Unit("b", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "a", "b");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_AMBIGUOUS);
}

TEST_F(SuccessionTest, ReceivingWorkAfterItsEndIsAmbiguous) {
  Unit("a", "", "2025-01-01");
  Unit("b", "", "2024-01-01");
  Unit("c", "", "");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01"), "a", "b");
  Edge(Reorganise(v1::REORGANISATION_TYPE_MERGE, "2024-01-01"), "b", "c");
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_AMBIGUOUS);
}

TEST_F(SuccessionTest, OnlyWhatIsEnactedIsWalked) {
  Unit("a", "", "2025-01-01");
  Unit("b", "", "");
  auto& merge = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01");
  Edge(merge, "a", "b");
  using R = v1::Reorganisation;
  for (const auto state : {R::STATE_EXECUTING, R::STATE_HELD, R::STATE_VERIFIED}) {
    merge.set_state(state);
    EXPECT_THAT(Holders(Resolve("a")), ElementsAre("b")) << R::State_Name(state);
  }
  for (const auto state : {R::STATE_UNSPECIFIED, R::STATE_DRAFT, R::STATE_PREVIEWED, R::STATE_APPROVED,
                           R::STATE_UNDOING, R::STATE_ANNULLED}) {
    merge.set_state(state);
    EXPECT_THAT(Holders(Resolve("a")), IsEmpty()) << R::State_Name(state);
    EXPECT_THAT(Resolve("a").path(), IsEmpty()) << R::State_Name(state);
  }
  // The undo of it is held: the organisation is switched back already.
  merge.set_state(R::STATE_HELD);
  merge.mutable_annul_basis()->set_text("NQ 1");
  EXPECT_THAT(Holders(Resolve("a")), IsEmpty());
}

TEST_F(SuccessionTest, AUnitThatAnUndoBroughtBackIsItself) {
  Unit("a", "", "");
  Unit("b", "2025-01-01", "2025-01-01");  // made by what was undone: alive on no day
  auto& merge = Reorganise(v1::REORGANISATION_TYPE_MERGE, "2025-01-01");
  Edge(merge, "a", "b");
  merge.set_state(v1::Reorganisation::STATE_ANNULLED);
  EXPECT_EQ(Resolve("a").outcome(), Response::OUTCOME_UNIQUE);
  EXPECT_THAT(Holders(Resolve("a")), ElementsAre("a"));
  EXPECT_EQ(Resolve("b").outcome(), Response::OUTCOME_NONE);
  data_.mutable_units(1)->clear_versions();
  EXPECT_EQ(Resolve("b").outcome(), Response::OUTCOME_NONE);
}

TEST_F(SuccessionTest, LivesThatEndForPeopleAreNoSteps) {
  Unit("a", "", "");
  for (const auto type : {v1::REORGANISATION_TYPE_END_MEMBERSHIP, v1::REORGANISATION_TYPE_END_POST}) {
    Edge(Reorganise(type, "2025-01-01"), "a", "a");
  }
  EXPECT_THAT(Holders(Resolve("a")), ElementsAre("a"));
  EXPECT_THAT(Resolve("a").path(), IsEmpty());
}

TEST_F(SuccessionTest, ListsAndRemaindersAreParts) {
  Unit("a", "", "2025-01-01");
  Unit("b", "2025-01-01", "");
  Unit("c", "2025-01-01", "");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2025-01-01");
  Edge(split, "a", "b", v1::Partition::KEY_LIST);
  split.mutable_edges(0)->mutable_partition()->add_items("provinces/dong-nai/tasks/t1");
  Edge(split, "a", "c", v1::Partition::KEY_REMAINDER);
  const Response response = Resolve("a");
  EXPECT_EQ(response.outcome(), Response::OUTCOME_MANY);
  EXPECT_THAT(response.holders(0).partition().items(), ElementsAre("provinces/dong-nai/tasks/t1"));
  EXPECT_EQ(response.holders(1).partition().key(), v1::Partition::KEY_REMAINDER);
}

TEST_F(SuccessionTest, APartOfAPartByTerritoryIsWhatBothName) {
  Unit("a", "", "2024-01-01");
  Unit("b", "2024-01-01", "2025-01-01");
  for (const char* id : {"c", "d", "e"}) Unit(id, "2024-01-01", "");
  const auto territory = [](v1::Reorganisation& split, std::vector<std::string> names) {
    for (const std::string& name : names) {
      split.mutable_edges(split.edges_size() - 1)->mutable_partition()->add_territories(U(name));
    }
  };
  auto& first = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2024-01-01");
  Edge(first, "a", "b", v1::Partition::KEY_TERRITORY);
  territory(first, {"x1", "x2"});
  Edge(first, "a", "c", v1::Partition::KEY_TERRITORY);
  territory(first, {"x3"});
  auto& second = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2025-01-01");
  Edge(second, "b", "d", v1::Partition::KEY_TERRITORY);
  territory(second, {"x1", "x9"});
  Edge(second, "b", "e", v1::Partition::KEY_TERRITORY);
  territory(second, {"x2"});
  const Response response = Resolve("a");
  EXPECT_THAT(Holders(response), ElementsAre("c", "d", "e"));
  EXPECT_THAT(response.holders(1).partition().territories(), ElementsAre(U("x1")));
}

TEST_F(SuccessionTest, ARefusalNamesTheSuccessorsForProgramsToo) {
  Unit("a", "", "2025-01-01");
  Unit("b", "2025-01-01", "");
  Unit("c", "2025-01-01", "");
  Unit("never", "2025-01-01", "2025-01-01");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2025-01-01");
  Edge(split, "a", "b", v1::Partition::KEY_FUNCTION, "x");
  Edge(split, "a", "c", v1::Partition::KEY_FUNCTION, "y");
  const Directory directory(data_);
  const absl::CivilDay day(2026, 1, 1);
  const absl::Status status = directory.CheckAlive(U("a"), day);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_EQ(MetadataOf(status)["successors"], U("b") + "," + U("c"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(U("c")));
  EXPECT_THAT(MetadataOf(directory.CheckAlive(U("never"), day)), IsEmpty());
  EXPECT_THAT(std::string(directory.CheckAlive(U("never"), day).message()), HasSubstr("taken back"));
}

TEST_F(SuccessionTest, ARefusalNamesAHandfulOfManySuccessors) {
  Unit("a", "", "2025-01-01");
  auto& split = Reorganise(v1::REORGANISATION_TYPE_SPLIT, "2025-01-01");
  for (int i = 0; i < 50; ++i) {
    Unit("s" + std::to_string(i), "2025-01-01", "");
    Edge(split, "a", "s" + std::to_string(i), v1::Partition::KEY_FUNCTION, "x");
  }
  const absl::Status status = Directory(data_).CheckAlive(U("a"), absl::CivilDay(2026, 1, 1));
  EXPECT_THAT(std::string(status.message()), HasSubstr("and 30 more units"));
  EXPECT_THAT(std::vector<std::string>(absl::StrSplit(MetadataOf(status)["successors"], ',')),
              SizeIs(kMaxNamedSuccessors));
}

// Random graphs, most of them nonsense: an answer comes, and holders are alive.
RC_GTEST_PROP(SuccessionProperty, AlwaysEndsAndNeverNamesADeadHolder, ()) {
  constexpr int kUnits = 12;
  internal::v1::ReferenceData data;
  for (int i = 0; i < kUnits; ++i) {
    v1::Unit* unit = data.add_units();
    unit->set_name(U("u" + std::to_string(i)));
    v1::UnitVersion* version = unit->add_versions();
    version->set_display_name("u");
    if (*rc::gen::arbitrary<bool>())
      version->set_valid_to(FormatDate(absl::CivilDay(2020 + *rc::gen::inRange(0, 5), 1, 1)));
  }
  const int count = *rc::gen::inRange(0, 30);
  for (int i = 0; i < count; ++i) {
    v1::Reorganisation* reorganisation = data.add_reorganisations();
    reorganisation->set_name("r" + std::to_string(i));
    reorganisation->set_state(*rc::gen::inRange(0, 4) == 0 ? v1::Reorganisation::STATE_ANNULLED
                                                           : v1::Reorganisation::STATE_VERIFIED);
    reorganisation->set_type(static_cast<v1::ReorganisationType>(*rc::gen::inRange(1, 12)));
    reorganisation->set_effective_date(FormatDate(absl::CivilDay(2020 + *rc::gen::inRange(0, 5), 1, 1)));
    v1::SuccessionEdge* edge = reorganisation->add_edges();
    edge->set_from_unit(U("u" + std::to_string(*rc::gen::inRange(0, kUnits))));
    edge->set_to_unit(U("u" + std::to_string(*rc::gen::inRange(0, kUnits))));
    edge->mutable_partition()->set_key(static_cast<v1::Partition::Key>(*rc::gen::inRange(0, 7)));
  }
  const Directory directory(data);
  const absl::CivilDay day(2023, 6, 1);
  for (int i = 0; i < kUnits; ++i) {
    const Response response = directory.ResolveSuccessors(U("u" + std::to_string(i)), day);
    for (const auto& holder : response.holders()) RC_ASSERT(directory.IsAlive(holder.unit(), day));
    RC_ASSERT((response.outcome() == Response::OUTCOME_NONE || response.outcome() == Response::OUTCOME_AMBIGUOUS) ==
              response.holders().empty());
  }
}

}  // namespace
}  // namespace phoihop::organisation
