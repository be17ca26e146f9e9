// What follows from a reorganisation beside the outcomes of items.
#include "services/handlers/consequences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Consequence = v1::ReorganisationPreview::Consequence;
using internal::v1::ReferenceData;

constexpr absl::CivilDay kDay(2026, 7, 1);

std::string U(absl::string_view id) { return UnitName("p", id); }

void AddUnit(ReferenceData& data, const std::string& id, const std::string& from, const std::string& to) {
  v1::Unit* unit = data.add_units();
  unit->set_name(U(id));
  v1::UnitVersion* version = unit->add_versions();
  version->set_display_name(absl::StrCat("Sở ", id));
  version->set_valid_from(from);
  version->set_valid_to(to);
}

void AddHolder(v1::Duty& duty, const std::string& unit, v1::DutyRole role, const std::string& from = "",
               const std::string& to = "") {
  v1::Duty::Holder* holder = duty.add_holders();
  holder->set_holder(U(unit));
  holder->set_role(role);
  holder->set_valid_from(from);
  holder->set_valid_to(to);
}

v1::Duty& AddDuty(ReferenceData& data, const std::string& id) {
  v1::Duty* duty = data.add_duties();
  duty->set_name(absl::StrCat("provinces/p/duties/", id));
  duty->set_function("Cung cấp thông tin");
  return *duty;
}

std::vector<Consequence::Kind> KindsOf(const Consequences& consequences) {
  std::vector<Consequence::Kind> kinds;
  for (const Consequence& consequence : consequences) kinds.push_back(consequence.kind());
  return kinds;
}

// `a` ends on the day, `b` lives on.
class ConsequencesTest : public ::testing::Test {
 protected:
  ConsequencesTest() {
    AddUnit(before_, "a", "2025-01-01", "");
    AddUnit(before_, "b", "2025-01-01", "");
    AddUnit(after_, "a", "2025-01-01", "2026-07-01");
    AddUnit(after_, "b", "2025-01-01", "");
  }

  template <typename Add>
  Consequences Find(Add add) {
    const organisation::Directory before(before_);
    const organisation::Directory after(after_);
    Consequences found;
    add(Change{before, after, kDay}, found);
    return found;
  }

  ReferenceData before_, after_;
};

TEST_F(ConsequencesTest, ADutyWhoseLeadEndsIsAGap) {
  AddHolder(AddDuty(before_, "d"), "a", v1::DUTY_ROLE_LEAD);
  AddHolder(AddDuty(after_, "d"), "a", v1::DUTY_ROLE_LEAD, "", "2026-07-01");
  const Consequences found = Find(AddDutyConsequences);
  EXPECT_THAT(KindsOf(found), ElementsAre(Consequence::KIND_GAP));
  EXPECT_THAT(found[0].subjects(), ElementsAre("provinces/p/duties/d"));
  EXPECT_THAT(found[0].explanation(), HasSubstr("Sở a"));
}

TEST_F(ConsequencesTest, ADutyThatGoesToOneIsNeither) {
  AddHolder(AddDuty(before_, "d"), "a", v1::DUTY_ROLE_LEAD);
  v1::Duty& after = AddDuty(after_, "d");
  AddHolder(after, "a", v1::DUTY_ROLE_LEAD, "", "2026-07-01");
  AddHolder(after, "b", v1::DUTY_ROLE_LEAD, "2026-07-01");
  EXPECT_THAT(Find(AddDutyConsequences), IsEmpty());
}

TEST_F(ConsequencesTest, TwoLeadsOverlapOnlyWhenThereWasOne) {
  AddUnit(after_, "c", "2026-07-01", "");
  AddHolder(AddDuty(before_, "d"), "a", v1::DUTY_ROLE_LEAD);
  v1::Duty& after = AddDuty(after_, "d");
  AddHolder(after, "b", v1::DUTY_ROLE_LEAD, "2026-07-01");
  AddHolder(after, "c", v1::DUTY_ROLE_LEAD, "2026-07-01");
  EXPECT_THAT(KindsOf(Find(AddDutyConsequences)), ElementsAre(Consequence::KIND_OVERLAP));
  AddHolder(*before_.mutable_duties(0), "b", v1::DUTY_ROLE_LEAD);
  EXPECT_THAT(Find(AddDutyConsequences), IsEmpty()) << "it was so before";
}

TEST_F(ConsequencesTest, ASetThatNamesAnEndedUnit) {
  for (ReferenceData* data : {&before_, &after_}) {
    v1::UnitSet* set = data->add_unit_sets();
    set->set_name("provinces/p/unitSets/s");
    set->set_display_name("Nhóm");
    set->add_units(U("a"));
    set->add_units(U("b"));
    v1::UnitSet* other = data->add_unit_sets();
    other->set_name("provinces/p/unitSets/t");
    other->add_units(U("b"));
  }
  const Consequences found = Find(AddSetConsequences);
  EXPECT_THAT(KindsOf(found), ElementsAre(Consequence::KIND_SET_NAMES_CLOSED_UNIT));
  EXPECT_THAT(found[0].subjects(), ElementsAre("provinces/p/unitSets/s"));
}

TEST_F(ConsequencesTest, PeopleWhosePlaceEndsWithTheirUnit) {
  for (const char* person : {"x", "y"}) {
    v1::Membership* membership = after_.add_memberships();
    membership->set_name(absl::StrCat(U("a"), "/memberships/", person));
    membership->set_valid_from("2025-01-01");
    membership->set_valid_to("2026-07-01");
    membership->set_reorganisation("provinces/p/reorganisations/r");
  }
  const Consequences found = Find([](const Change& change, Consequences& consequences) {
    AddMembershipConsequences(change, "provinces/p/reorganisations/r", consequences);
  });
  EXPECT_THAT(KindsOf(found), ElementsAre(Consequence::KIND_MEMBERSHIP_ENDS));
  EXPECT_THAT(found[0].subjects(), SizeIs(2));
  EXPECT_THAT(found[0].explanation(), HasSubstr("2 người"));
}

TEST_F(ConsequencesTest, TasksThatDoTheSameForOneUnit) {
  DuplicateSearch search;
  const auto add = [&](const std::string& id, const std::string& title, const std::string& item,
                       const std::string& occurrence, const std::string& lead, bool moved) {
    v1::Task task;
    task.set_name(TaskName("p", id));
    task.set_title(title);
    task.set_plan_item(item);
    task.set_occurrence(occurrence);
    search.Add(task, U(lead), moved);
  };
  // Written otherwise, from the two plans of the two units.
  add("1", "Xây dựng Quy chế", "provinces/p/plans/x/items/1", "", "b", true);
  add("2", "xây dựng  quy chế", "provinces/p/plans/y/items/7", "", "b", false);
  // One item for two units that are one now, told once.
  add("3", "Báo cáo", "provinces/p/plans/x/items/2", "2026-07", "b", true);
  add("4", "Báo cáo", "provinces/p/plans/x/items/2", "2026-07", "b", true);
  // Another month is another task.
  add("5", "Báo cáo", "provinces/p/plans/x/items/2", "2026-08", "b", true);
  // Two that were together before are nobody's surprise.
  add("6", "Trực", "", "", "b", false);
  add("7", "Trực", "", "", "b", false);
  // The same for two units is no duplicate.
  add("8", "Hội nghị", "", "", "b", true);
  add("9", "Hội nghị", "", "", "c", true);
  const Consequences found =
      Find([&](const Change& change, Consequences& consequences) { search.AddConsequences(change, consequences); });
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].subjects(), ElementsAre(TaskName("p", "3"), TaskName("p", "4")));
  EXPECT_THAT(found[1].subjects(), ElementsAre(TaskName("p", "1"), TaskName("p", "2")));
  EXPECT_THAT(search.receivers(), ElementsAre(U("b"), U("c")));
}

}  // namespace
}  // namespace phoihop::handlers
