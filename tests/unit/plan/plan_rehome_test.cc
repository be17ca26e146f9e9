// Items of a plan that are not issued, and its issuer, when units change.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/rehome.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using google::protobuf::util::MessageDifferencer;
using task::RehomeWorld;
using task::Unit;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Partition;
using v1::RehomingItem;

constexpr char kPlan[] = "provinces/dong-nai/plans/kh";

class PlanRehomeTest : public testing::Test {
 protected:
  void SetUp() override {
    plan_.set_name(kPlan);
    plan_.set_display_name("Kế hoạch thông tin đối ngoại");
    plan_.set_issuer_unit(Unit("so-ke-hoach"));
    plan_.set_state(v1::Plan::STATE_DRAFT);
    plan_.set_etag("v1");
    world_.AddUnit("so-moi");
  }

  v1::PlanItem& Item(const std::string& text, const std::vector<std::string>& leads,
                     const std::vector<std::string>& coordinators = {}) {
    v1::PlanItem& item = *plan_.add_items();
    item.set_name(absl::StrCat(kPlan, "/items/", plan_.items_size()));
    item.set_text(text);
    item.set_state(v1::PlanItem::STATE_READY);
    for (const std::string& unit : leads) item.add_leads()->add_units(Unit(unit));
    for (const std::string& unit : coordinators) item.add_coordinators()->add_units(Unit(unit));
    return item;
  }

  absl::Status Rehome(bool undo = false, absl::string_view actor = "system:rehoming") {
    internal::v1::PlanCommand command;
    internal::v1::RehomePlan& rehome = *command.mutable_rehome();
    rehome.set_name(kPlan);
    rehome.set_reorganisation(world_.reorganisation().name());
    rehome.set_undo(undo);
    for (const auto& [name, row] : rows_) *rehome.add_recorded() = row;
    const Context context{task::At(task::kMove), task::ActorOf(actor), {}, "r"};
    auto decision = Decide(plan_, command, world_.facts(), context);
    if (!decision.ok()) return decision.status();
    events_ = decision->events.size();
    for (const v1::Event& event : decision->events) {
      Evolve(plan_, event);
      for (const RehomingItem& item : event.plan_rehomed().items()) rows_[item.item()] = item;
    }
    return absl::OkStatus();
  }

  static std::vector<std::string> Units(const google::protobuf::RepeatedPtrField<v1::ResponsibleParty>& parties) {
    std::vector<std::string> units;
    for (const auto& party : parties) {
      for (const std::string& unit : party.units()) units.emplace_back(LastSegment(unit));
    }
    return units;
  }

  std::vector<std::string> Changes(int item) { return task::ChangesOf(rows_[absl::StrCat(kPlan, "/items/", item)]); }
  RehomingItem::State StateOf(int item) { return rows_[absl::StrCat(kPlan, "/items/", item)].state(); }

  RehomeWorld world_;
  v1::Plan plan_;
  std::map<std::string, RehomingItem> rows_;
  size_t events_ = 0;
};

TEST_F(PlanRehomeTest, PartiesFollowAndDoublesAreDropped) {
  Item("Việc", {"so-vhttdl"}, {"so-y-te", "so-tu-phap", "so-xay-dung"});
  Item("Hai chủ trì", {"so-vhttdl", "so-tu-phap"}, {"so-y-te"});
  Item("Việc khác", {"so-xay-dung"});
  Item("Đã giao", {"so-vhttdl"}).set_state(v1::PlanItem::STATE_ISSUED);
  world_.Edge("so-vhttdl", "so-moi");
  world_.Edge("so-y-te", "so-moi");
  world_.Edge("so-tu-phap", "so-xay-dung");
  world_.Execute();
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_THAT(Units(plan_.items(0).leads()), ElementsAre("so-moi"));
  EXPECT_THAT(Units(plan_.items(0).coordinators()), ElementsAre("so-xay-dung"));
  EXPECT_THAT(Changes(1), ElementsAre("LEAD so-vhttdl -> so-moi MOVE", "COORDINATOR so-y-te -> so-moi MERGE_ROLE",
                                      "COORDINATOR so-tu-phap -> so-xay-dung MERGE_ROLE"));
  EXPECT_THAT(Units(plan_.items(1).leads()), ElementsAre("so-moi", "so-xay-dung"));
  EXPECT_THAT(Units(plan_.items(1).coordinators()), ElementsAre("so-moi")) << "it may take part in the other's task";
  EXPECT_THAT(Changes(3), IsEmpty());
  EXPECT_THAT(Units(plan_.items(3).leads()), ElementsAre("so-vhttdl")) << "issued: its tasks move themselves";
  const RehomingItem& row = rows_[absl::StrCat(kPlan, "/items/1")];
  EXPECT_EQ(row.kind(), RehomingItem::KIND_PLAN_ITEM);
  EXPECT_EQ(row.outcome(), RehomingItem::OUTCOME_MERGE_ROLE);
  EXPECT_EQ(row.plan(), kPlan);
  EXPECT_EQ(row.version(), 2);
  EXPECT_EQ(plan_.etag(), "v2");
  EXPECT_EQ(row.basis().instrument_number(), "12/2026/NQ-HĐND");
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_EQ(events_, 0u) << "once is enough";
}

TEST_F(PlanRehomeTest, TheIssuerFollows) {
  Item("Việc", {"so-xay-dung"});
  world_.Edge("so-ke-hoach", "so-moi");
  world_.Execute();
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_EQ(plan_.issuer_unit(), Unit("so-moi"));
  EXPECT_THAT(task::ChangesOf(rows_[kPlan]), ElementsAre("ISSUER so-ke-hoach -> so-moi MOVE"));
  plan_.set_state(v1::Plan::STATE_ISSUED);
  plan_.set_issuer_unit(Unit("so-ke-hoach"));
  rows_.clear();
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_EQ(events_, 0u) << "nothing of an issued plan is open";
}

TEST_F(PlanRehomeTest, ByFunctionOfTheItemThenOfThePlanElseAPersonDecides) {
  plan_.add_functions("du lịch");
  Item("Quản lý báo chí", {"so-vhttdl"}, {"so-y-te"});
  Item("Việc khác", {"so-vhttdl"});
  world_.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  world_.Edge("so-vhttdl", "so-moi", Partition::KEY_FUNCTION, {"báo chí"});
  world_.Edge("so-vhttdl", "so-tu-phap", Partition::KEY_FUNCTION, {"du lịch"});
  world_.Edge("so-y-te", "so-moi", Partition::KEY_UNDETERMINED);
  world_.Edge("so-y-te", "so-tu-phap", Partition::KEY_UNDETERMINED);
  world_.Execute();
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_THAT(Units(plan_.items(0).leads()), ElementsAre("so-moi"));
  EXPECT_THAT(Units(plan_.items(0).coordinators()), ElementsAre("so-y-te"));
  EXPECT_EQ(StateOf(1), RehomingItem::STATE_WAITING);
  EXPECT_THAT(Units(plan_.items(1).leads()), ElementsAre("so-tu-phap"));
  EXPECT_EQ(StateOf(2), RehomingItem::STATE_DONE);
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_EQ(events_, 0u) << "nobody has decided";
  world_.Assign(absl::StrCat(kPlan, "/items/1"), "so-xay-dung");
  ASSERT_EQ(Rehome(), absl::OkStatus());
  EXPECT_THAT(Units(plan_.items(0).coordinators()), ElementsAre("so-xay-dung"));
  EXPECT_EQ(StateOf(1), RehomingItem::STATE_DONE);
  EXPECT_THAT(Changes(1), ElementsAre("LEAD so-vhttdl -> so-moi MOVE", "COORDINATOR so-y-te -> so-xay-dung MOVE"));
}

TEST_F(PlanRehomeTest, UndoBringsBackItemsThatAreAsTheyWereMoved) {
  Item("Một", {"so-vhttdl"}, {"so-y-te"});
  Item("Hai", {"so-vhttdl"}, {"so-y-te"});
  Item("Ba", {"so-vhttdl"});
  const v1::Plan before = plan_;
  world_.Edge("so-vhttdl", "so-moi");
  world_.Edge("so-y-te", "so-moi");
  world_.Edge("so-ke-hoach", "so-moi");
  world_.Execute();
  ASSERT_EQ(Rehome(), absl::OkStatus());
  // Somebody answers one, and another one is issued.
  plan_.mutable_items(1)->mutable_leads(0)->set_units(0, Unit("so-xay-dung"));
  plan_.mutable_items(2)->set_state(v1::PlanItem::STATE_ISSUED);
  world_.Undo();
  ASSERT_EQ(Rehome(/*undo=*/true), absl::OkStatus());
  EXPECT_EQ(plan_.issuer_unit(), before.issuer_unit());
  EXPECT_TRUE(MessageDifferencer::Equals(plan_.items(0), before.items(0)));
  EXPECT_EQ(StateOf(1), RehomingItem::STATE_UNDONE);
  EXPECT_THAT(Units(plan_.items(1).leads()), ElementsAre("so-xay-dung"));
  EXPECT_EQ(StateOf(2), RehomingItem::STATE_UNDO_WAITING);
  EXPECT_EQ(StateOf(3), RehomingItem::STATE_UNDO_WAITING);
  ASSERT_EQ(Rehome(/*undo=*/true), absl::OkStatus());
  EXPECT_EQ(events_, 0u);
  world_.Assign(absl::StrCat(kPlan, "/items/2"), "so-y-te");
  ASSERT_EQ(Rehome(/*undo=*/true), absl::OkStatus());
  EXPECT_EQ(StateOf(2), RehomingItem::STATE_UNDONE);
}

TEST_F(PlanRehomeTest, IsForTheSystemWhileItIsCarriedOut) {
  Item("Việc", {"so-vhttdl"});
  world_.Edge("so-vhttdl", "so-moi");
  world_.SetState(v1::Reorganisation::STATE_APPROVED);
  EXPECT_EQ(ReasonOf(Rehome()), v1::ERROR_REASON_REORGANISATION_STATE);
  world_.Execute();
  EXPECT_EQ(ReasonOf(Rehome(false, "so-ke-hoach")), v1::ERROR_REASON_PERMISSION_DENIED);
}

}  // namespace
}  // namespace phoihop::plan
