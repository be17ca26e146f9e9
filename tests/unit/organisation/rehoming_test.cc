#include "workflow/organisation/rehoming.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using Kind = Destination::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::Partition;

constexpr absl::CivilDay kDay(2026, 7, 1);

// A directory made of units a, b, c … that live since 2020, and one reorganisation on kDay.
class RoutesTest : public testing::Test {
 protected:
  v1::Unit& Add(absl::string_view id, absl::string_view to = "") {
    v1::Unit* unit = data_.add_units();
    unit->set_name(U(id));
    v1::UnitVersion* version = unit->add_versions();
    version->set_valid_from("2020-01-01");
    version->set_valid_to(std::string(to));
    version->set_display_name(absl::StrCat("Đơn vị ", id));
    return *unit;
  }

  void SetUp() override {
    for (const char* id : {"a", "b", "c", "d", "x1", "x2", "x3"}) Add(id);
    reorganisation_.set_name("provinces/dong-nai/reorganisations/r");
    reorganisation_.set_effective_date("2026-07-01");
  }

  Partition& Edge(absl::string_view from, absl::string_view to, Partition::Key key = Partition::KEY_WHOLE,
                  std::vector<std::string> terms = {}) {
    v1::SuccessionEdge* edge = reorganisation_.add_edges();
    edge->set_from_unit(U(from));
    if (!to.empty()) edge->set_to_unit(U(to));
    edge->mutable_partition()->set_key(key);
    for (const std::string& term : terms) {
      if (key == Partition::KEY_FUNCTION) edge->mutable_partition()->add_functions(term);
      if (key == Partition::KEY_TERRITORY) edge->mutable_partition()->add_territories(U(term));
      if (key == Partition::KEY_LIST) edge->mutable_partition()->add_items(term);
    }
    return *edge->mutable_partition();
  }

  // An earlier reorganisation that is in force.
  void Enacted(absl::string_view from, std::vector<std::string> to, absl::string_view day) {
    v1::Reorganisation* merge = data_.add_reorganisations();
    merge->set_name(absl::StrCat("provinces/dong-nai/reorganisations/cu-", from));
    merge->set_type(to.size() == 1 ? v1::REORGANISATION_TYPE_MERGE : v1::REORGANISATION_TYPE_SPLIT);
    merge->set_state(v1::Reorganisation::STATE_VERIFIED);
    merge->set_effective_date(std::string(day));
    for (const std::string& receiver : to) {
      v1::SuccessionEdge* edge = merge->add_edges();
      edge->set_from_unit(U(from));
      edge->set_to_unit(U(receiver));
      if (to.size() > 1) edge->mutable_partition()->set_key(Partition::KEY_UNDETERMINED);
    }
  }

  Destination Of(absl::string_view unit, const WorkFacets& work = {}) {
    const Directory directory(data_);
    return Routes(reorganisation_, directory, kDay).Of(U(unit), work);
  }

  // `b`, `ask b c`, `parts b(x1 x2) c(x3)`, `nobody`, `unchanged`.
  std::string Say(absl::string_view unit, const WorkFacets& work = {}) {
    const Destination destination = Of(unit, work);
    std::string said;
    switch (destination.kind) {
      case Kind::kUnchanged:
        return "unchanged";
      case Kind::kNobody:
        return "nobody";
      case Kind::kOne:
        return std::string(LastSegment(destination.unit));
      case Kind::kAsk:
        said = "ask";
        for (const std::string& unit : destination.candidates) absl::StrAppend(&said, " ", LastSegment(unit));
        return said;
      case Kind::kParts:
        said = "parts";
        for (const auto& part : destination.parts) {
          absl::StrAppend(&said, " ", LastSegment(part.unit), "(");
          for (const std::string& territory : part.territories) absl::StrAppend(&said, LastSegment(territory), " ");
          said.back() = ')';
        }
        return said;
    }
    return said;
  }

  static WorkFacets In(std::vector<std::string> territories) {
    WorkFacets work;
    for (const std::string& territory : territories) work.territories.push_back(U(territory));
    return work;
  }
  static WorkFacets About(absl::string_view text, absl::string_view function = "",
                          std::vector<std::string> of_plan = {}) {
    return {"", std::string(function), std::string(text), std::move(of_plan), {}};
  }

  internal::v1::ReferenceData data_;
  v1::Reorganisation reorganisation_;
};

TEST_F(RoutesTest, MergeGoesToTheReceiverWhateverTheWorkIs) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_MERGE);
  Edge("a", "c");
  Edge("b", "c");
  EXPECT_EQ(Say("a"), "c");
  EXPECT_EQ(Say("b", In({"x1", "x2"})), "c");
  EXPECT_EQ(Say("c"), "unchanged");
  EXPECT_EQ(Say("d"), "unchanged");
  EXPECT_THAT(Of("a").reason, HasSubstr("Đơn vị a nhập vào Đơn vị c"));
}

TEST_F(RoutesTest, KnowsWhomItConcerns) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_MERGE);
  Edge("b", "c");
  Edge("a", "c");
  const Directory directory(data_);
  const Routes routes(reorganisation_, directory, kDay);
  EXPECT_THAT(routes.moving_units(), ElementsAre(U("a"), U("b")));
  EXPECT_THAT(routes.kept_units(), IsEmpty());
  EXPECT_TRUE(routes.Concerns(U("a")));
  EXPECT_FALSE(routes.Concerns(U("c")));
}

TEST_F(RoutesTest, WhatKeepsItsIdentityStays) {
  for (const auto type : {v1::REORGANISATION_TYPE_RENAME, v1::REORGANISATION_TYPE_RETYPE,
                          v1::REORGANISATION_TYPE_RENUMBER, v1::REORGANISATION_TYPE_REPARENT}) {
    reorganisation_.Clear();
    reorganisation_.set_type(type);
    Edge("a", "a");
    const Directory directory(data_);
    const Routes routes(reorganisation_, directory, kDay);
    EXPECT_THAT(routes.kept_units(), ElementsAre(U("a")));
    EXPECT_THAT(routes.moving_units(), IsEmpty());
    EXPECT_TRUE(routes.Concerns(U("a")));
    EXPECT_EQ(routes.Of(U("a"), {}).kind, Kind::kUnchanged);
  }
}

TEST_F(RoutesTest, NobodyTakesTheWorkOfAnAbolishedUnit) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_ABOLISH);
  Edge("a", "");
  EXPECT_EQ(Say("a"), "nobody");
  EXPECT_THAT(Of("a").reason, HasSubstr("Đơn vị a"));
}

TEST_F(RoutesTest, DividesByFunctionInTheOrderFunctionTextPlan) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_FUNCTION, {"báo chí", "thông tin đối ngoại"});
  Edge("a", "c", Partition::KEY_FUNCTION, {"viễn thông", "CNTT"});
  EXPECT_EQ(Say("a", About("Họp báo quý", "Báo chí, xuất bản")), "b");
  EXPECT_EQ(Say("a", About("Phủ sóng VIỄN THÔNG vùng sâu")), "c");
  EXPECT_EQ(Say("a", About("Báo cáo năm", "", {"đối ngoại"})), "b");
  // The function says more than the text, the text more than the plan.
  EXPECT_EQ(Say("a", About("Tin báo chí", "viễn thông", {"báo chí"})), "c");
  EXPECT_EQ(Say("a", About("Tin báo chí", "", {"viễn thông"})), "b");
  EXPECT_THAT(Of("a", About("Tin báo chí")).reason, HasSubstr("“báo chí”"));
}

TEST_F(RoutesTest, AsksWhenTermsOfSeveralPartsOrOfNoneAreFound) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_FUNCTION, {"báo chí"});
  Edge("a", "c", Partition::KEY_FUNCTION, {"viễn thông"});
  EXPECT_EQ(Say("a", About("Báo chí và viễn thông")), "ask b c");
  EXPECT_EQ(Say("a", About("Việc khác")), "ask b c");
  EXPECT_EQ(Say("a", About("")), "ask b c");
  // Terms are whole words: "báo chính" has no "báo chí" in it.
  EXPECT_EQ(Say("a", About("Thông báo chính thức")), "ask b c");
}

TEST_F(RoutesTest, TheRemainderTakesWhatNoOtherPartTakes) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_FUNCTION, {"báo chí"});
  Edge("a", "c", Partition::KEY_REMAINDER);
  EXPECT_EQ(Say("a", About("Báo chí")), "b");
  EXPECT_EQ(Say("a", About("Việc khác")), "c");
}

TEST_F(RoutesTest, DividesByTerritory) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1", "x2"});
  Edge("a", "c", Partition::KEY_TERRITORY, {"x3"});
  EXPECT_EQ(Say("a", In({"x1"})), "b");
  EXPECT_EQ(Say("a", In({"x1", "x2"})), "b");
  EXPECT_EQ(Say("a", In({"x1", "x3", "x2"})), "parts b(x1 x2) c(x3)");
  EXPECT_EQ(Say("a"), "ask b c");
  EXPECT_EQ(Say("a", In({"x1", "d"})), "ask b c");
  EXPECT_EQ(Say("a", In({"d"})), "ask b c");
}

TEST_F(RoutesTest, ATerritoryThatHasEndedCountsAsItsHolder) {
  Add("cu", "2025-07-01");
  Enacted("cu", {"x3"}, "2025-07-01");
  Add("cu2", "2025-07-01");
  Enacted("cu2", {"x1"}, "2025-07-01");
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1", "x2"});
  Edge("a", "c", Partition::KEY_TERRITORY, {"cu"});
  EXPECT_EQ(Say("a", In({"x3"})), "c");   // named by the commune of today, divided by that of old
  EXPECT_EQ(Say("a", In({"cu2"})), "b");  // and the other way round
}

TEST_F(RoutesTest, ATerritoryThatWasDividedItselfIsAskedAbout) {
  Add("xuan-tam", "2025-07-01");
  Enacted("xuan-tam", {"x1", "x3"}, "2025-07-01");
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1"});
  Edge("a", "c", Partition::KEY_TERRITORY, {"x3"});
  EXPECT_EQ(Say("a", In({"xuan-tam"})), "ask b c");
}

TEST_F(RoutesTest, TheRemainderTakesTerritoriesThatNoPartHas) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1"});
  Edge("a", "c", Partition::KEY_REMAINDER);
  EXPECT_EQ(Say("a", In({"x2"})), "c");
  EXPECT_EQ(Say("a", In({"x1", "x2"})), "parts b(x1) c(x2)");
  EXPECT_EQ(Say("a"), "c");
}

TEST_F(RoutesTest, KeysThatDisagreeAreAskedAbout) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1"});
  Edge("a", "c", Partition::KEY_FUNCTION, {"báo chí"});
  WorkFacets work = About("Báo chí");
  EXPECT_EQ(Say("a", work), "c");
  work.territories = {U("x1")};
  EXPECT_EQ(Say("a", work), "ask b c");
}

TEST_F(RoutesTest, TheListComesFirstAndAPersonsDecisionBeforeIt) {
  const std::string task = "provinces/dong-nai/tasks/t";
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_LIST, {task});
  Edge("a", "c", Partition::KEY_FUNCTION, {"báo chí"});
  WorkFacets work = About("Báo chí");
  work.item = task;
  EXPECT_EQ(Say("a", work), "b");
  v1::ItemAssignment* assignment = reorganisation_.add_assignments();
  assignment->set_item(task);
  assignment->set_to_unit(U("d"));
  EXPECT_EQ(Say("a", work), "d");
  EXPECT_THAT(Of("a", work).reason, HasSubstr("quyết định phân công"));
  assignment->set_to_unit(U("a"));  // it lives still, before the switch
  EXPECT_EQ(Say("a", work), "unchanged");
}

TEST_F(RoutesTest, WhatIsUndeterminedIsAskedAbout) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_SPLIT);
  Edge("a", "b", Partition::KEY_UNDETERMINED);
  Edge("a", "c", Partition::KEY_FUNCTION, {"báo chí"});
  EXPECT_EQ(Say("a", About("Việc khác")), "ask b c");
  EXPECT_EQ(Say("a", About("Báo chí")), "c");
}

TEST_F(RoutesTest, APartialTransferLeavesTheRestWhereItIs) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER);
  Edge("a", "b", Partition::KEY_FUNCTION, {"báo chí"});
  EXPECT_EQ(Say("a", About("Báo chí")), "b");
  EXPECT_EQ(Say("a", About("Việc khác")), "unchanged");
  reorganisation_.clear_edges();
  Edge("a", "b", Partition::KEY_TERRITORY, {"x1"});
  EXPECT_EQ(Say("a", In({"x1"})), "b");
  EXPECT_EQ(Say("a", In({"x2"})), "unchanged");
  EXPECT_EQ(Say("a"), "unchanged");
  EXPECT_EQ(Say("a", In({"x1", "x2"})), "parts b(x1) a(x2)");
  reorganisation_.clear_edges();
  Edge("a", "b", Partition::KEY_UNDETERMINED);
  EXPECT_EQ(Say("a"), "ask a b");
}

TEST_F(RoutesTest, FollowsAReceiverThatHasEndedSince) {
  Add("b-cu", "2026-01-01");
  Enacted("b-cu", {"b"}, "2026-01-01");
  Add("c-cu", "2026-01-01");
  Enacted("c-cu", {"c", "d"}, "2026-01-01");
  reorganisation_.set_type(v1::REORGANISATION_TYPE_MERGE);
  reorganisation_.set_effective_date("2025-07-01");
  Edge("a", "b-cu");
  EXPECT_EQ(Say("a"), "b");
  EXPECT_THAT(Of("a").reason, HasSubstr("Đơn vị b-cu nay là Đơn vị b"));
  reorganisation_.clear_edges();
  Edge("a", "c-cu");
  EXPECT_EQ(Say("a"), "ask c d");
}

TEST_F(RoutesTest, AUnitThatIsMadeCountsAsLivingAndAnUnknownOneDoesNot) {
  reorganisation_.set_type(v1::REORGANISATION_TYPE_MERGE);
  Edge("a", "moi");
  EXPECT_EQ(Say("a"), "ask");
  v1::Unit* made = reorganisation_.add_units();
  made->set_name(U("moi"));
  made->add_versions()->set_display_name("Phường Mới");
  EXPECT_EQ(Say("a"), "moi");
  EXPECT_THAT(Of("a").reason, HasSubstr("Phường Mới"));
}

TEST(FoldedWordsTest, FoldsCaseMarksAndDistance) {
  EXPECT_EQ(FoldedWords(""), " ");
  EXPECT_EQ(FoldedWords("  Trang  thông-tin ĐIỆN tử! "), " trang thong tin dien tu ");
  EXPECT_EQ(FoldedWords("QĐ22/2017"), " qd 22 2017 ");
  EXPECT_EQ(FoldedWords("Tru\xCC\x9Bo\xCC\x9B\xCC\x80ng"), FoldedWords("Trường"));  // decomposed
  EXPECT_EQ(FoldedWords("a\xFF"
                        "b"),
            " a b ");
  EXPECT_EQ(FoldedWords("b\xE2\x80\x8B"
                        "áo"),
            " bao ");  // a zero-width space is none
}

TEST(GravestTest, IsTheGravest) {
  v1::RehomingItem item;
  EXPECT_EQ(Gravest(item), v1::RehomingItem::OUTCOME_UNSPECIFIED);
  for (const auto outcome :
       {v1::RehomingItem::OUTCOME_KEEP, v1::RehomingItem::OUTCOME_MOVE, v1::RehomingItem::OUTCOME_MERGE_ROLE,
        v1::RehomingItem::OUTCOME_CLOSE, v1::RehomingItem::OUTCOME_SPLIT, v1::RehomingItem::OUTCOME_MANUAL}) {
    item.add_changes()->set_outcome(outcome);
    EXPECT_EQ(Gravest(item), outcome);
  }
  for (const auto outcome : {v1::RehomingItem::OUTCOME_KEEP, v1::RehomingItem::OUTCOME_MOVE}) {
    item.add_changes()->set_outcome(outcome);
    EXPECT_EQ(Gravest(item), v1::RehomingItem::OUTCOME_MANUAL);
  }
}

TEST(CountTest, CountsLinesThatAreAlike) {
  const auto item = [](v1::RehomingItem::Kind kind, v1::RehomingRole role, absl::string_view to) {
    v1::RehomingItem item;
    item.set_kind(kind);
    auto* change = item.add_changes();
    change->set_outcome(v1::RehomingItem::OUTCOME_MOVE);
    change->set_role(role);
    change->set_from_unit(U("a"));
    change->set_to_unit(U(to));
    return item;
  };
  const auto counts = Count({item(v1::RehomingItem::KIND_HANDOFF, v1::REHOMING_ROLE_HANDOFF_SENDER, "b"),
                             item(v1::RehomingItem::KIND_TASK, v1::REHOMING_ROLE_LEAD, "c"),
                             item(v1::RehomingItem::KIND_TASK, v1::REHOMING_ROLE_LEAD, "b"),
                             item(v1::RehomingItem::KIND_TASK, v1::REHOMING_ROLE_LEAD, "c")});
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[0].to_unit(), U("b"));
  EXPECT_EQ(counts[0].count(), 1);
  EXPECT_EQ(counts[1].to_unit(), U("c"));
  EXPECT_EQ(counts[1].count(), 2);
  EXPECT_EQ(counts[2].kind(), v1::RehomingItem::KIND_HANDOFF);
}

// What was recorded of the province routes as domain.md says: a department by its functions.
TEST(ProvinceRoutesTest, TheDepartmentOfInformationIsDividedByFunction) {
  const std::shared_ptr<const Facts>& facts = ProvinceFacts();
  for (const v1::Reorganisation& reorganisation : facts->data().reorganisations()) {
    if (!absl::StrContains(reorganisation.name(), "so-thong-tin-va-truyen-thong-dong-nai")) continue;
    const Routes routes(reorganisation, facts->directory(), kToday);
    ASSERT_EQ(routes.moving_units().size(), 1u);
    const std::string& old_unit = routes.moving_units()[0];
    EXPECT_EQ(routes.Of(old_unit, {"", "", "Quản lý báo chí trên địa bàn", {}, {}}).unit, U("so-vhttdl"));
    EXPECT_EQ(routes.Of(old_unit, {"", "", "Phát triển hạ tầng số", {}, {}}).unit, U("so-khcn"));
    EXPECT_EQ(routes.Of(old_unit, {"", "", "Công tác cán bộ", {}, {}}).kind, Kind::kAsk);
    return;
  }
  FAIL() << "the reorganisation is not in the data";
}

}  // namespace
}  // namespace phoihop::organisation
