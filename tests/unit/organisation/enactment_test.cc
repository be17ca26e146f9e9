// What every type of reorganisation does to the organisation, and that an undo takes all of it back.
#include "workflow/organisation/enactment.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using v1::Partition;

constexpr absl::CivilDay kBefore(2025, 6, 30);
constexpr absl::CivilDay kDay(2025, 7, 1);

std::vector<std::string> Subjects(const SmallProvince& province) {
  std::vector<std::string> subjects;
  for (const v1::Event& event : province.events()) subjects.emplace_back(LastSegment(event.subject()));
  return subjects;
}

// `holder role from-to` of a duty.
std::vector<std::string> Holders(const v1::Duty& duty) {
  std::vector<std::string> holders;
  for (const v1::Duty::Holder& holder : duty.holders()) {
    holders.push_back(absl::StrCat(LastSegment(holder.holder()), holder.role() == v1::DUTY_ROLE_LEAD ? " lead" : "",
                                   " ", holder.valid_from(), "..", holder.valid_to()));
  }
  return holders;
}

std::vector<std::string> Parents(const v1::Unit& unit) {
  std::vector<std::string> parents;
  for (const v1::UnitRelation& relation : unit.relations()) {
    parents.push_back(
        absl::StrCat(LastSegment(relation.to_unit()), " ", relation.valid_from(), "..", relation.valid_to()));
  }
  return parents;
}

class EnactmentTest : public testing::Test {
 protected:
  bool Alive(absl::string_view unit, absl::CivilDay day) const {
    return Directory(province_.data()).IsAlive(UnitOf(unit), day);
  }
  std::string NameOn(absl::string_view unit, absl::CivilDay day) const {
    return Directory(province_.data()).DisplayName(UnitOf(unit), day);
  }
  // Executes, and after the test's look undoes: everything must be as it was.
  void Run(const v1::Reorganisation& draft) {
    before_ = province_.Organisation();
    const absl::Status status = province_.Run("r", draft);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_FALSE(MessageDifferencer::Equals(before_, province_.Organisation()));
    executed_ = true;
  }
  void TearDown() override {
    if (!executed_) return;
    province_.now() += absl::Hours(30);
    const absl::Status status = province_.Undo("r");
    ASSERT_TRUE(status.ok()) << status;
    std::string difference;
    MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(before_, province_.Organisation())) << difference;
  }
  const v1::RehomingItem& DutyItem(absl::string_view id) const {
    for (const v1::RehomingItem& item : province_.Reorganisation("r").duty_items()) {
      if (LastSegment(item.item()) == id) return item;
    }
    return v1::RehomingItem::default_instance();
  }

  SmallProvince province_;
  internal::v1::ReferenceData before_;
  bool executed_ = false;
};

TEST_F(EnactmentTest, Create) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_CREATE, {{"", "so-moi"}});
  v1::Unit& made = AddUnit(draft, "so-moi", "Sở Mới");
  made.add_identifiers()->set_scheme("local");
  made.mutable_identifiers(0)->set_value("moi");
  v1::UnitRelation& parent = *made.add_relations();
  parent.set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  parent.set_to_unit(UnitOf("ubnd"));
  Run(draft);
  EXPECT_FALSE(Alive("so-moi", kBefore));
  EXPECT_TRUE(Alive("so-moi", kDay));
  const v1::Unit& unit = province_.Unit("so-moi");
  EXPECT_EQ(unit.versions(0).record_time().seconds(), ToTimestamp(province_.now()).seconds());
  EXPECT_EQ(unit.versions(0).basis().instrument_number(), "202/2025/QH15");
  EXPECT_EQ(unit.identifiers(0).valid_from(), "2025-07-01");
  EXPECT_THAT(Parents(unit), ElementsAre("ubnd 2025-07-01.."));
  EXPECT_THAT(Subjects(province_), ElementsAre("so-moi", "r"));
  EXPECT_THAT(province_.Reorganisation("r").made(), ElementsAre(UnitOf("so-moi")));
}

TEST_F(EnactmentTest, Rename) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_RENAME, {{"so-a", "so-a"}});
  AddUnit(draft, "so-a", "Sở A mới").mutable_versions(0)->clear_kind();
  const v1::UnitVersion old = province_.Unit("so-a").versions(0);
  province_.now() += absl::Hours(1);
  Run(draft);
  EXPECT_EQ(NameOn("so-a", kBefore), "Đơn vị so-a");
  EXPECT_EQ(NameOn("so-a", kDay), "Sở A mới");
  const v1::Unit& unit = province_.Unit("so-a");
  ASSERT_THAT(unit.versions(), SizeIs(2));
  EXPECT_EQ(unit.versions(1).kind(), v1::UNIT_KIND_DEPARTMENT);
  EXPECT_EQ(unit.versions(1).level(), v1::UNIT_LEVEL_PROVINCE);
  EXPECT_EQ(unit.versions(0).valid_to(), "2025-07-01");
  // Cut now, so recorded now.
  EXPECT_GT(unit.versions(0).record_time().seconds(), old.record_time().seconds());
  EXPECT_EQ(province_.events()[0].changes(0).after(), "Sở A mới");
  // Its work stays and is recorded as kept.
  EXPECT_EQ(DutyItem("d-lead").outcome(), v1::RehomingItem::OUTCOME_KEEP);
  EXPECT_THAT(Holders(province_.Duty("d-lead")), ElementsAre("so-a lead ..", "so-b .."));
}

TEST_F(EnactmentTest, Retype) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_RETYPE, {{"x1", "x1"}});
  AddUnit(draft, "x1", "Phường X1", v1::UNIT_KIND_WARD);
  Run(draft);
  const Directory directory(province_.data());
  EXPECT_EQ(Directory::VersionOn(province_.Unit("x1"), kBefore)->kind(), v1::UNIT_KIND_COMMUNE);
  EXPECT_EQ(Directory::VersionOn(province_.Unit("x1"), kDay)->kind(), v1::UNIT_KIND_WARD);
  EXPECT_THAT(Parents(province_.Unit("x1")), ElementsAre("huyen 2020-01-01.."));
}

TEST_F(EnactmentTest, Renumber) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_RENUMBER, {{"x1", "x1"}});
  v1::Unit& entry = *draft.add_units();
  entry.set_name(UnitOf("x1"));
  entry.add_identifiers()->set_scheme("local");
  entry.mutable_identifiers(0)->set_value("26000");
  Run(draft);
  const Directory directory(province_.data());
  EXPECT_EQ(directory.HolderOfCode("local", "x1", kBefore)->name(), UnitOf("x1"));
  EXPECT_EQ(directory.HolderOfCode("local", "x1", kDay), nullptr);
  EXPECT_EQ(directory.HolderOfCode("local", "26000", kDay)->name(), UnitOf("x1"));
  EXPECT_THAT(province_.Unit("x1").versions(), SizeIs(1));
}

TEST_F(EnactmentTest, Reparent) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_REPARENT, {{"x1", "x1"}});
  v1::Unit& entry = *draft.add_units();
  entry.set_name(UnitOf("x1"));
  entry.add_relations()->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  entry.mutable_relations(0)->set_to_unit(UnitOf("ubnd"));
  Run(draft);
  EXPECT_THAT(Parents(province_.Unit("x1")), ElementsAre("huyen 2020-01-01..2025-07-01", "ubnd 2025-07-01.."));
}

TEST_F(EnactmentTest, MergeIntoANewUnit) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}, {"so-b", "so-moi"}});
  AddUnit(draft, "so-moi", "Sở Mới").add_identifiers()->set_scheme("local");
  draft.mutable_units(0)->mutable_identifiers(0)->set_value("so-a");  // a code goes on
  Run(draft);
  for (const char* old : {"so-a", "so-b"}) {
    EXPECT_TRUE(Alive(old, kBefore));
    EXPECT_FALSE(Alive(old, kDay));
    EXPECT_EQ(province_.Unit(old).identifiers(0).valid_to(), "2025-07-01");
    EXPECT_THAT(Parents(province_.Unit(old)), ElementsAre("ubnd 2020-01-01..2025-07-01"));
  }
  EXPECT_TRUE(Alive("so-moi", kDay));
  const auto successors = Directory(province_.data()).ResolveSuccessors(UnitOf("so-a"), kDay);
  EXPECT_EQ(successors.outcome(), v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE);
  // What hung on the old unit hangs on the new one.
  EXPECT_THAT(Parents(province_.Unit("phong-a")), ElementsAre("so-a 2020-01-01..2025-07-01", "so-moi 2025-07-01.."));
  // People and posts.
  EXPECT_EQ(province_.Membership("so-a", "chi").valid_to(), "2025-07-01");
  EXPECT_EQ(province_.Membership("so-a", "chi").reorganisation(), ReorganisationName("r"));
  EXPECT_EQ(province_.data().posts(0).valid_to(), "2025-07-01");
  EXPECT_EQ(province_.Membership("ubnd", "an").valid_to(), "");
  // Lead and coordinator are one now: the lead stays.
  EXPECT_THAT(Holders(province_.Duty("d-lead")),
              ElementsAre("so-a lead ..2025-07-01", "so-b ..2025-07-01", "so-moi lead 2025-07-01.."));
  EXPECT_EQ(DutyItem("d-lead").outcome(), v1::RehomingItem::OUTCOME_MERGE_ROLE);
  EXPECT_EQ(DutyItem("d-lead").state(), v1::RehomingItem::STATE_DONE);
  EXPECT_THAT(Holders(province_.Duty("d-bao")),
              ElementsAre("so-c lead ..", "so-a ..2025-07-01", "so-moi 2025-07-01.."));
  EXPECT_EQ(DutyItem("d-bao").outcome(), v1::RehomingItem::OUTCOME_MOVE);
  // The set has the new member from that day on, and the old ones before.
  const Directory directory(province_.data());
  const std::string set = "provinces/dong-nai/unitSets/cac-so";
  EXPECT_THAT(directory.SetMembers(set, kBefore), ElementsAre(UnitOf("so-a"), UnitOf("so-b")));
  EXPECT_THAT(directory.SetMembers(set, kDay), ElementsAre(UnitOf("so-moi")));
}

TEST_F(EnactmentTest, MergeIntoAnExistingUnitThatIsRenamedWithIt) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}});
  AddUnit(draft, "so-b", "Sở A và B");
  Run(draft);
  EXPECT_FALSE(Alive("so-a", kDay));
  EXPECT_EQ(NameOn("so-b", kBefore), "Đơn vị so-b");
  EXPECT_EQ(NameOn("so-b", kDay), "Sở A và B");
  EXPECT_THAT(province_.Reorganisation("r").made(), IsEmpty());
  // The coordinator becomes the lead.
  EXPECT_THAT(Holders(province_.Duty("d-lead")),
              ElementsAre("so-a lead ..2025-07-01", "so-b ..2025-07-01", "so-b lead 2025-07-01.."));
}

TEST_F(EnactmentTest, SplitByFunction) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_SPLIT, {{"so-a", "so-b"}, {"so-a", "so-moi"}});
  Part(draft, 0, Partition::KEY_FUNCTION, {"báo chí"});
  Part(draft, 1, Partition::KEY_FUNCTION, {"thống kê"});
  AddUnit(draft, "so-moi", "Sở Mới");
  Run(draft);
  EXPECT_FALSE(Alive("so-a", kDay));
  EXPECT_TRUE(Alive("so-moi", kDay));
  EXPECT_THAT(Holders(province_.Duty("d-bao")), ElementsAre("so-c lead ..", "so-a ..2025-07-01", "so-b 2025-07-01.."));
  EXPECT_THAT(DutyItem("d-bao").reason(), HasSubstr("báo chí"));
  // Finance is neither: a person is asked, and the duty stays.
  EXPECT_EQ(DutyItem("d-lead").outcome(), v1::RehomingItem::OUTCOME_MANUAL);
  EXPECT_EQ(DutyItem("d-lead").state(), v1::RehomingItem::STATE_WAITING);
  EXPECT_THAT(DutyItem("d-lead").changes(0).candidates(), UnorderedElementsAre(UnitOf("so-b"), UnitOf("so-moi")));
  EXPECT_THAT(Holders(province_.Duty("d-lead")), ElementsAre("so-a lead ..", "so-b .."));
  // Nobody can say whose the division is: it has no superior rather than one that does not exist.
  EXPECT_THAT(Parents(province_.Unit("phong-a")), ElementsAre("so-a 2020-01-01..2025-07-01"));
}

TEST_F(EnactmentTest, PartialTransferEndsNobody) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, {{"so-a", "so-b"}});
  Part(draft, 0, Partition::KEY_FUNCTION, {"báo chí"});
  Run(draft);
  EXPECT_TRUE(Alive("so-a", kDay));
  EXPECT_EQ(province_.Membership("so-a", "chi").valid_to(), "");
  EXPECT_THAT(Holders(province_.Duty("d-bao")), ElementsAre("so-c lead ..", "so-a ..2025-07-01", "so-b 2025-07-01.."));
  EXPECT_THAT(Holders(province_.Duty("d-lead")), ElementsAre("so-a lead ..", "so-b .."));
  EXPECT_EQ(DutyItem("d-lead").outcome(), v1::RehomingItem::OUTCOME_KEEP);
}

TEST_F(EnactmentTest, Abolish) {
  Run(Draft(v1::REORGANISATION_TYPE_ABOLISH, {{"so-a", ""}}));
  EXPECT_FALSE(Alive("so-a", kDay));
  EXPECT_EQ(DutyItem("d-lead").outcome(), v1::RehomingItem::OUTCOME_MANUAL);  // a lead is missed
  EXPECT_EQ(DutyItem("d-bao").outcome(), v1::RehomingItem::OUTCOME_CLOSE);    // a coordinator is not
  EXPECT_THAT(Holders(province_.Duty("d-bao")), ElementsAre("so-c lead ..", "so-a ..2025-07-01"));
}

TEST_F(EnactmentTest, AnAssignmentDecidesADuty) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_ABOLISH, {{"so-a", ""}});
  v1::ItemAssignment& assignment = *draft.add_assignments();
  assignment.set_item(province_.Duty("d-lead").name());
  assignment.set_to_unit(UnitOf("so-c"));
  Run(draft);
  EXPECT_THAT(Holders(province_.Duty("d-lead")),
              ElementsAre("so-a lead ..2025-07-01", "so-b ..", "so-c lead 2025-07-01.."));
  EXPECT_EQ(DutyItem("d-lead").state(), v1::RehomingItem::STATE_DONE);
}

TEST_F(EnactmentTest, EndMembership) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_END_MEMBERSHIP, {{"so-a", "so-a"}});
  draft.mutable_edges(0)->set_from_membership(UnitOf("so-a") + "/memberships/dung");
  draft.mutable_edges(0)->set_to_person(PersonName("dong-nai", "chi"));
  Run(draft);
  EXPECT_THAT(Subjects(province_), ElementsAre("dung", "r"));
  EXPECT_EQ(province_.Membership("so-a", "dung").valid_to(), "2025-07-01");
  EXPECT_EQ(province_.Membership("so-a", "dung").reorganisation(), ReorganisationName("r"));
  EXPECT_TRUE(Alive("so-a", kDay));
}

TEST_F(EnactmentTest, EndPostEndsTheMembershipsOnIt) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_END_POST, {{"so-a", "so-a"}});
  draft.mutable_edges(0)->set_from_post(UnitOf("so-a") + "/posts/truong-phong");
  Run(draft);
  EXPECT_THAT(Subjects(province_), ElementsAre("truong-phong", "chi", "r"));
  EXPECT_EQ(province_.data().posts(0).valid_to(), "2025-07-01");
  EXPECT_EQ(province_.data().posts(0).reorganisation(), ReorganisationName("r"));
  EXPECT_EQ(province_.Membership("so-a", "chi").valid_to(), "2025-07-01");
  EXPECT_EQ(province_.Membership("so-a", "dung").valid_to(), "");
}

TEST_F(EnactmentTest, APlaceThatWouldBeginAfterTheEndNeverDoes) {
  internal::v1::ReferenceCommand command;
  auto& request = *command.mutable_create_membership();
  request.set_parent(UnitOf("so-a"));
  request.mutable_membership()->set_person(PersonName("dong-nai", "em"));
  request.mutable_membership()->set_display_name("Em");
  request.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
  request.mutable_membership()->set_valid_from("2025-09-01");
  ASSERT_TRUE(province_.Do(command, Person("an")).ok());
  Run(Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}}));
  EXPECT_EQ(province_.Membership("so-a", "em").valid_to(), "2025-09-01");
  EXPECT_FALSE(
      Directory(province_.data()).IsMember(UnitOf("so-a"), PersonName("dong-nai", "em"), absl::CivilDay(2025, 9, 1)));
}

TEST_F(EnactmentTest, RecordedLate) {
  // A rename of 2025-12-01 is known; that of 2025-07-01 is recorded afterwards and fits in before it.
  province_.now() = StartOfDay(absl::CivilDay(2026, 2, 1));
  v1::Reorganisation later = Draft(v1::REORGANISATION_TYPE_RENAME, {{"so-a", "so-a"}});
  later.set_effective_date("2025-12-01");
  AddUnit(later, "so-a", "Sở A cuối năm");
  ASSERT_TRUE(province_.Run("cuoi-nam", later).ok());
  const v1::UnitVersion last = province_.Unit("so-a").versions(1);
  province_.now() += absl::Hours(24);
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_RENAME, {{"so-a", "so-a"}});
  AddUnit(draft, "so-a", "Sở A giữa năm");
  Run(draft);
  const v1::Unit& unit = province_.Unit("so-a");
  ASSERT_THAT(unit.versions(), SizeIs(3));
  EXPECT_EQ(unit.versions(1).display_name(), "Sở A giữa năm");
  EXPECT_EQ(unit.versions(1).valid_to(), "2025-12-01");
  EXPECT_TRUE(MessageDifferencer::Equals(unit.versions(2), last));  // with its own time of record
  EXPECT_EQ(NameOn("so-a", absl::CivilDay(2025, 11, 30)), "Sở A giữa năm");
  EXPECT_EQ(NameOn("so-a", absl::CivilDay(2025, 12, 1)), "Sở A cuối năm");
}

TEST_F(EnactmentTest, AReceiverThatHasEndedSinceIsFollowed) {
  province_.now() = StartOfDay(absl::CivilDay(2026, 2, 1));
  v1::Reorganisation later = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-b", "so-c"}});
  later.set_effective_date("2025-12-01");
  ASSERT_TRUE(province_.Run("sau", later).ok());
  Run(Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}}));  // of 2025-07-01, known only now
  EXPECT_EQ(DutyItem("d-lead").changes(0).to_unit(), UnitOf("so-c"));
  EXPECT_FALSE(Alive("so-a", kDay));
  EXPECT_TRUE(Alive("so-b", kDay));
}

TEST_F(EnactmentTest, ExecutedAheadNothingHappensBeforeTheDay) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}});
  draft.set_effective_date("2027-01-01");
  AddUnit(draft, "so-moi", "Sở Mới");
  Run(draft);
  EXPECT_TRUE(Alive("so-a", absl::CivilDay(2026, 12, 31)));
  EXPECT_FALSE(Alive("so-a", absl::CivilDay(2027, 1, 1)));
  EXPECT_FALSE(Alive("so-moi", absl::CivilDay(2026, 12, 31)));
  EXPECT_TRUE(Alive("so-moi", absl::CivilDay(2027, 1, 1)));
}

TEST(SerialChangeTest, ACommuneOf2024BecomesAnotherIn2025AndAWardIn2026) {
  SmallProvince province;
  v1::Reorganisation merge = Draft(v1::REORGANISATION_TYPE_MERGE, {{"x1", "xa-moi"}, {"x2", "xa-moi"}});
  AddUnit(merge, "xa-moi", "Xã Mới", v1::UNIT_KIND_COMMUNE);
  v1::Reorganisation ward = Draft(v1::REORGANISATION_TYPE_RETYPE, {{"xa-moi", "xa-moi"}});
  ward.set_effective_date("2026-04-30");
  AddUnit(ward, "xa-moi", "Phường Mới", v1::UNIT_KIND_WARD);
  EXPECT_EQ(ReasonOf(province.Create("phuong", ward)), v1::ERROR_REASON_EFFECTIVE_DATE);  // not made yet
  const internal::v1::ReferenceData at_first = province.Organisation();
  ASSERT_TRUE(province.Run("xa", merge).ok());
  const internal::v1::ReferenceData between = province.Organisation();
  ASSERT_TRUE(province.Run("phuong", ward).ok());
  const Directory directory(province.data());
  const auto on = [&](absl::CivilDay day) { return directory.ResolveSuccessors(UnitOf("x1"), day); };
  EXPECT_EQ(on(absl::CivilDay(2024, 5, 1)).holders(0).unit(), UnitOf("x1"));
  EXPECT_EQ(on(absl::CivilDay(2025, 7, 1)).holders(0).display_name(), "Xã Mới");
  EXPECT_EQ(on(absl::CivilDay(2026, 4, 30)).holders(0).display_name(), "Phường Mới");
  // What rests on another change comes off first.
  const absl::Status status = province.Undo("xa");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BUILT_UPON);
  EXPECT_THAT(std::string(status.message()), HasSubstr(ReorganisationName("phuong")));
  ASSERT_TRUE(province.Undo("phuong").ok());
  EXPECT_TRUE(MessageDifferencer::Equals(province.Organisation(), between));
  ASSERT_TRUE(province.Verify("phuong").ok());
  ASSERT_TRUE(province.Undo("xa").ok());
  EXPECT_TRUE(MessageDifferencer::Equals(province.Organisation(), at_first));
  // The id is free again.
  ASSERT_TRUE(province.Verify("xa").ok());
  EXPECT_TRUE(province.Run("xa-lai", merge).ok());
  EXPECT_EQ(Directory(province.data()).DisplayName(UnitOf("xa-moi"), kDay), "Xã Mới");
}

// -- What an undo does not overwrite

TEST(RestoreTest, WhatWasRecordedSinceIsBuiltUpon) {
  SmallProvince province;
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}});
  AddUnit(draft, "so-moi", "Sở Mới");
  ASSERT_TRUE(province.Run("r", draft).ok());
  internal::v1::ReferenceCommand command;
  v1::Unit& unit = *command.mutable_record()->add_entries()->mutable_unit_recorded()->mutable_unit();
  unit = province.Unit("so-moi");
  unit.mutable_versions(0)->set_display_name("Sở Mới (đính chính)");
  ASSERT_TRUE(province.Do(command, System()).ok());
  const std::string before = province.data().SerializeAsString();
  EXPECT_EQ(ReasonOf(province.Undo("r")), v1::ERROR_REASON_BUILT_UPON);
  EXPECT_EQ(province.data().SerializeAsString(), before);
}

TEST(RestoreTest, WhatRestsOnAMadeUnitIsBuiltUpon) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}});
  AddUnit(draft, "so-moi", "Sở Mới");
  // Another unit that joined it later, although the made unit itself did not change.
  SmallProvince joined;
  ASSERT_TRUE(joined.Run("r", draft).ok());
  v1::Reorganisation join = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-c", "so-moi"}});
  join.set_effective_date("2025-10-01");
  ASSERT_TRUE(joined.Run("r2", join).ok());
  EXPECT_THAT(std::string(joined.Undo("r").message()), HasSubstr(ReorganisationName("r2")));
  ASSERT_TRUE(joined.Undo("r2").ok());
  EXPECT_TRUE(joined.Undo("r").ok());
  // A unit that was put below it.
  SmallProvince below;
  ASSERT_TRUE(below.Run("r", draft).ok());
  v1::Reorganisation reparent = Draft(v1::REORGANISATION_TYPE_REPARENT, {{"so-b", "so-b"}});
  reparent.set_effective_date("2025-10-01");
  v1::Unit& entry = *reparent.add_units();
  entry.set_name(UnitOf("so-b"));
  entry.add_relations()->set_type(v1::RELATION_TYPE_PROFESSIONAL_LINE);
  entry.mutable_relations(0)->set_to_unit(UnitOf("so-moi"));
  ASSERT_TRUE(below.Run("r2", reparent).ok());
  EXPECT_EQ(ReasonOf(below.Undo("r")), v1::ERROR_REASON_BUILT_UPON);
}

TEST(RestoreTest, PeopleWhoCameIntoAMadeUnitWereNeverThere) {
  SmallProvince province;
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}});
  AddUnit(draft, "so-moi", "Sở Mới");
  ASSERT_TRUE(province.Run("r", draft).ok());
  province.now() = StartOfDay(kDay);
  internal::v1::ReferenceCommand command;
  auto& request = *command.mutable_create_membership();
  request.set_parent(UnitOf("so-moi"));
  request.mutable_membership()->set_person(PersonName("dong-nai", "chi"));
  request.mutable_membership()->set_display_name("Chi");
  request.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_HEAD);
  request.mutable_membership()->set_valid_from("2025-07-01");
  ASSERT_TRUE(province.Do(command, Person("an")).ok());
  const absl::Status status = province.Undo("r");
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_FALSE(Directory(province.data()).IsMember(UnitOf("so-moi"), PersonName("dong-nai", "chi"), kDay));
  EXPECT_TRUE(Directory(province.data()).IsMember(UnitOf("so-a"), PersonName("dong-nai", "chi"), kDay));
}

TEST(RestoreTest, HistoryThatWasRecordedCannotBeUndone) {
  SmallProvince province;
  internal::v1::ReferenceCommand record;
  v1::Reorganisation& entry =
      *record.mutable_record()->add_entries()->mutable_reorganisation_recorded()->mutable_reorganisation();
  entry = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-cu", "so-a"}});
  entry.set_name(ReorganisationName("r"));
  entry.set_effective_date("2024-01-01");
  ASSERT_TRUE(province.Do(record, System()).ok());
  EXPECT_EQ(ReasonOf(province.Undo("r")), v1::ERROR_REASON_REORGANISATION_STATE);
}

// -- Loading again after something was executed here

TEST(ReloadTest, WhatWasChangedHereIsNotPutBack) {
  SmallProvince province;
  internal::v1::ReferenceCommand again;
  for (const char* id : {"so-a", "so-b"}) {
    *again.mutable_record()->add_entries()->mutable_unit_recorded()->mutable_unit() = province.Unit(id);
  }
  *again.mutable_record()->add_entries()->mutable_membership_recorded()->mutable_membership() =
      province.Membership("so-a", "chi");
  *again.mutable_record()->add_entries()->mutable_duty_recorded()->mutable_duty() = province.Duty("d-lead");
  ASSERT_TRUE(province.Run("r", Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}})).ok());
  province.now() += absl::Hours(5);
  ASSERT_TRUE(province.Do(again, System()).ok());
  EXPECT_THAT(province.events(), IsEmpty());
  // What says something that was not known before is recorded.
  again.mutable_record()
      ->mutable_entries(0)
      ->mutable_unit_recorded()
      ->mutable_unit()
      ->mutable_versions(0)
      ->set_display_name("Khác");
  ASSERT_TRUE(province.Do(again, System()).ok());
  EXPECT_THAT(province.events(), SizeIs(1));
}

TEST(ReloadTest, HistoryIsNotRecordedOverADraft) {
  SmallProvince province;
  const v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}});
  ASSERT_TRUE(province.Create("r", draft).ok());
  internal::v1::ReferenceCommand record;
  v1::Reorganisation& entry =
      *record.mutable_record()->add_entries()->mutable_reorganisation_recorded()->mutable_reorganisation();
  entry = draft;
  entry.set_name(ReorganisationName("r"));
  EXPECT_EQ(ReasonOf(province.Do(record, System())), v1::ERROR_REASON_INVALID_FIELD);
  entry.set_name(ReorganisationName("khac"));
  ASSERT_TRUE(province.Do(record, System()).ok());
  EXPECT_EQ(province.Reorganisation("khac").state(), v1::Reorganisation::STATE_VERIFIED);
}

}  // namespace
}  // namespace phoihop::organisation
