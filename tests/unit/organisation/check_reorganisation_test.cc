// Everything that a draft is refused for: the documented reason, all violations at once, nothing changed.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "workflow/errors.h"

namespace phoihop::organisation {
namespace {

using testing::Contains;
using testing::HasSubstr;
using v1::Partition;

constexpr auto kCreate = v1::REORGANISATION_TYPE_CREATE;
constexpr auto kRename = v1::REORGANISATION_TYPE_RENAME;
constexpr auto kRetype = v1::REORGANISATION_TYPE_RETYPE;
constexpr auto kRenumber = v1::REORGANISATION_TYPE_RENUMBER;
constexpr auto kReparent = v1::REORGANISATION_TYPE_REPARENT;
constexpr auto kMerge = v1::REORGANISATION_TYPE_MERGE;
constexpr auto kSplit = v1::REORGANISATION_TYPE_SPLIT;
constexpr auto kTransfer = v1::REORGANISATION_TYPE_PARTIAL_TRANSFER;
constexpr auto kAbolish = v1::REORGANISATION_TYPE_ABOLISH;
constexpr auto kEndMembership = v1::REORGANISATION_TYPE_END_MEMBERSHIP;
constexpr auto kEndPost = v1::REORGANISATION_TYPE_END_POST;

std::vector<std::string> Fields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

// The draft is refused for that reason, at that field, and leaves no trace.
void Refuses(const v1::Reorganisation& draft, v1::ErrorReason reason, const std::string& field) {
  SmallProvince province;
  const std::string before = province.data().SerializeAsString();
  const absl::Status status = province.Create("r", draft);
  EXPECT_EQ(ReasonOf(status), reason) << status << "\n" << draft.DebugString();
  EXPECT_THAT(Fields(status), Contains(field)) << status;
  EXPECT_EQ(province.data().SerializeAsString(), before);
}

void Takes(const v1::Reorganisation& draft) {
  SmallProvince province;
  const absl::Status status = province.Create("r", draft);
  EXPECT_TRUE(status.ok()) << status << "\n" << draft.DebugString();
}

v1::Reorganisation Merge() {
  v1::Reorganisation draft = Draft(kMerge, {{"so-a", "so-moi"}, {"so-b", "so-moi"}});
  AddUnit(draft, "so-moi", "Sở Mới");
  return draft;
}

v1::Reorganisation Split(Partition::Key key, const std::vector<std::string>& first,
                         const std::vector<std::string>& second) {
  v1::Reorganisation draft = Draft(kSplit, {{"huyen", "x1"}, {"huyen", "x2"}});
  Part(draft, 0, key, first);
  Part(draft, 1, key, second);
  return draft;
}

v1::Reorganisation EndMembership() {
  v1::Reorganisation draft = Draft(kEndMembership, {{"so-a", "so-a"}});
  draft.mutable_edges(0)->set_from_membership(UnitOf("so-a") + "/memberships/dung");
  return draft;
}

TEST(CheckReorganisationTest, EveryTypeHasItsNumberOfEdges) {
  using Edges = std::vector<std::pair<std::string, std::string>>;
  struct Case {
    v1::ReorganisationType type;
    Edges edges;
  };
  const std::vector<Case> wrong = {
      {v1::REORGANISATION_TYPE_UNSPECIFIED, {{"so-a", "so-b"}}},
      {kCreate, {}},
      {kCreate, {{"so-a", "so-b"}}},
      {kCreate, {{"", ""}}},
      {kRename, {}},
      {kRename, {{"so-a", "so-b"}}},
      {kRetype, {{"so-a", "so-a"}, {"so-b", "so-b"}}},
      {kRenumber, {{"", "so-a"}}},
      {kReparent, {{"so-a", ""}}},
      {kMerge, {}},
      {kMerge, {{"so-a", ""}}},
      {kMerge, {{"", "so-a"}}},
      {kMerge, {{"so-a", "so-b"}, {"so-b", "so-c"}}},
      {kMerge, {{"so-a", "so-c"}, {"so-a", "so-c"}}},
      {kMerge, {{"so-a", "so-c"}, {"so-c", "so-c"}}},
      {kSplit, {{"so-a", "so-b"}}},
      {kSplit, {{"so-a", "so-b"}, {"so-c", "so-b"}}},
      {kSplit, {{"so-a", "so-b"}, {"so-a", "so-c"}}},  // without parts
      {kTransfer, {{"so-a", "so-b"}}},                 // without a part
      {kTransfer, {{"so-a", "so-a"}}},
      {kAbolish, {}},
      {kAbolish, {{"so-a", "so-b"}}},
      {kAbolish, {{"so-a", ""}, {"so-b", ""}}},
      {kEndMembership, {{"so-a", "so-a"}}},  // of whom?
      {kEndPost, {{"so-a", "so-a"}}},
  };
  for (const Case& test : wrong) {
    SCOPED_TRACE(absl::StrCat(v1::ReorganisationType_Name(test.type), " with ", test.edges.size()));
    Refuses(Draft(test.type, test.edges), v1::ERROR_REASON_EDGE_COUNT, "reorganisation.edges");
  }
}

TEST(CheckReorganisationTest, EdgesHaveNothingThatTheTypeDoesNotKnow) {
  v1::Reorganisation parts = Merge();
  Part(parts, 0, Partition::KEY_FUNCTION, {"báo chí"});
  Refuses(parts, v1::ERROR_REASON_EDGE_COUNT, "reorganisation.edges");
  v1::Reorganisation person = Merge();
  person.mutable_edges(0)->set_to_person("provinces/dong-nai/persons/an");
  Refuses(person, v1::ERROR_REASON_EDGE_COUNT, "reorganisation.edges");
  v1::Reorganisation both = EndMembership();
  both.mutable_edges(0)->set_from_post(UnitOf("so-a") + "/posts/truong-phong");
  Refuses(both, v1::ERROR_REASON_EDGE_COUNT, "reorganisation.edges");
  v1::Reorganisation itself = Draft(kSplit, {{"so-a", "so-a"}, {"so-a", "so-b"}});
  Part(itself, 0, Partition::KEY_REMAINDER);
  Part(itself, 1, Partition::KEY_FUNCTION, {"báo chí"});
  Refuses(itself, v1::ERROR_REASON_EDGE_COUNT, "reorganisation.edges");
}

TEST(CheckReorganisationTest, PartsDoNotOverlap) {
  for (const auto key : {Partition::KEY_TERRITORY, Partition::KEY_FUNCTION, Partition::KEY_LIST}) {
    Refuses(Split(key, {"x1", "x3", "x4"}, {"x2", "x3"}), v1::ERROR_REASON_PARTITION,
            absl::StrCat("reorganisation.edges[1].partition.", key == Partition::KEY_TERRITORY  ? "territories"
                                                               : key == Partition::KEY_FUNCTION ? "functions"
                                                                                                : "items"));
  }
  // Terms are the same however they are written.
  Refuses(Split(Partition::KEY_FUNCTION, {"Báo chí"}, {"bao  chi"}), v1::ERROR_REASON_PARTITION,
          "reorganisation.edges[1].partition.functions");
}

TEST(CheckReorganisationTest, PartsOfATerritoryLeaveNoHole) {
  Takes(Split(Partition::KEY_TERRITORY, {"x1", "x3"}, {"x2", "x4"}));
  const v1::Reorganisation hole = Split(Partition::KEY_TERRITORY, {"x1"}, {"x2", "x4"});
  Refuses(hole, v1::ERROR_REASON_PARTITION, "reorganisation.edges");
  SmallProvince province;
  EXPECT_THAT(std::string(province.Create("r", hole).message()), HasSubstr(UnitOf("x3")));
  // Somebody takes what is left, or is asked.
  v1::Reorganisation rest = Split(Partition::KEY_TERRITORY, {"x1"}, {});
  Part(rest, 1, Partition::KEY_REMAINDER);
  Takes(rest);
  Part(rest, 1, Partition::KEY_UNDETERMINED);
  Takes(rest);
  // What is not the old unit's cannot be given.
  Refuses(Split(Partition::KEY_TERRITORY, {"x1", "x3"}, {"x2", "x4", "so-c"}), v1::ERROR_REASON_PARTITION,
          "reorganisation.edges[1].partition.territories");
  // Nothing is known of what a department covers.
  v1::Reorganisation unknown = Draft(kSplit, {{"so-a", "so-b"}, {"so-a", "so-c"}});
  Part(unknown, 0, Partition::KEY_TERRITORY, {"x1"});
  Part(unknown, 1, Partition::KEY_TERRITORY, {"x2"});
  Takes(unknown);
}

TEST(CheckReorganisationTest, ATerritoryMayBeNamedByWhatItBecomes) {
  SmallProvince province;
  v1::Reorganisation merge = Draft(kMerge, {{"x1", "xa-moi"}, {"x2", "xa-moi"}, {"x3", "xa-moi"}});
  AddUnit(merge, "xa-moi", "Xã Mới", v1::UNIT_KIND_COMMUNE);
  ASSERT_TRUE(province.Run("xa", merge).ok());
  v1::Reorganisation split = Draft(kSplit, {{"huyen", "xa-moi"}, {"huyen", "x4"}});
  Part(split, 0, Partition::KEY_TERRITORY, {"xa-moi"});
  Part(split, 1, Partition::KEY_TERRITORY, {"x4"});
  const absl::Status status = province.Create("huyen", split);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(CheckReorganisationTest, PartsSayWhatTheyTake) {
  Refuses(Split(Partition::KEY_FUNCTION, {}, {"báo chí"}), v1::ERROR_REASON_PARTITION,
          "reorganisation.edges[0].partition.functions");
  Refuses(Split(Partition::KEY_LIST, {""}, {"provinces/dong-nai/tasks/t"}), v1::ERROR_REASON_PARTITION,
          "reorganisation.edges[0].partition.items");
  v1::Reorganisation rests = Split(Partition::KEY_REMAINDER, {}, {});
  Refuses(rests, v1::ERROR_REASON_PARTITION, "reorganisation.edges");
  v1::Reorganisation transfer = Draft(kTransfer, {{"so-a", "so-b"}});
  Part(transfer, 0, Partition::KEY_REMAINDER);
  Refuses(transfer, v1::ERROR_REASON_PARTITION, "reorganisation.edges[0].partition");
}

TEST(CheckReorganisationTest, OldUnitsLiveOnTheDayBeforeAndOnTheDate) {
  for (const char* date : {"2019-12-31", "2020-01-01"}) {  // before creation, on the day of creation
    v1::Reorganisation draft = Merge();
    draft.set_effective_date(date);
    Refuses(draft, v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].from_unit");
  }
  v1::Reorganisation ended = Draft(kMerge, {{"so-cu", "so-a"}});
  Refuses(ended, v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].from_unit");
  ended.set_effective_date("2024-01-01");  // it lives on the day before, not on the date
  Refuses(ended, v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].from_unit");
  ended.set_effective_date("2023-12-31");
  Takes(ended);
  Refuses(Draft(kMerge, {{"so-a", "so-cu"}}), v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].to_unit");
  v1::Reorganisation newborn = Draft(kRename, {{"moi", "moi"}});  // it begins on the day on which it would be renamed
  AddUnit(newborn, "moi", "Mới");
  Refuses(newborn, v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].from_unit");
}

TEST(CheckReorganisationTest, VersionsDoNotOverlap) {
  v1::Reorganisation twice = Merge();
  v1::UnitVersion second = twice.units(0).versions(0);
  second.set_valid_from("2025-09-01");
  *twice.mutable_units(0)->add_versions() = second;
  Refuses(twice, v1::ERROR_REASON_VERSIONS_OVERLAP, "reorganisation.units[0].versions[1]");

  v1::Reorganisation early = Draft(kRename, {{"so-a", "so-a"}});
  AddUnit(early, "so-a", "Sở Khác").mutable_versions(0)->set_valid_from("2025-06-01");
  Refuses(early, v1::ERROR_REASON_VERSIONS_OVERLAP, "reorganisation.units[0].versions[0].valid_from");

  v1::Reorganisation exists = Draft(kCreate, {{"", "so-a"}});
  AddUnit(exists, "so-a", "Sở A nữa");
  Refuses(exists, v1::ERROR_REASON_VERSIONS_OVERLAP, "reorganisation.edges[0].to_unit");

  v1::Reorganisation again = Draft(kMerge, {{"so-a", "so-cu"}});
  AddUnit(again, "so-cu", "Sở Cũ nay lại có");
  Refuses(again, v1::ERROR_REASON_VERSIONS_OVERLAP, "reorganisation.edges[0].to_unit");
}

TEST(CheckReorganisationTest, ALaterVersionOutlivesNobody) {
  SmallProvince province;
  v1::Reorganisation rename = Draft(kRename, {{"so-a", "so-a"}});
  AddUnit(rename, "so-a", "Sở A mới");
  rename.set_effective_date("2026-01-01");
  ASSERT_TRUE(province.Run("doi-ten", rename).ok());
  const absl::Status status = province.Create("r", Merge());
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_VERSIONS_OVERLAP) << status;
  // The same for a version that would run into it.
  v1::Reorganisation late = Draft(kRename, {{"so-a", "so-a"}});
  AddUnit(late, "so-a", "Sở A giữa chừng").mutable_versions(0)->set_valid_to("2026-02-01");
  EXPECT_EQ(ReasonOf(province.Create("r", late)), v1::ERROR_REASON_VERSIONS_OVERLAP);
}

TEST(CheckReorganisationTest, ACycleIsRefusedOverWhatIsAnnouncedToo) {
  SmallProvince province;
  v1::Reorganisation first = Draft(kMerge, {{"so-a", "so-b"}});
  first.set_effective_date("2026-01-01");
  ASSERT_TRUE(province.Create("r1", first).ok());
  const v1::Reorganisation back = Draft(kMerge, {{"so-b", "so-a"}});
  EXPECT_TRUE(province.Create("nhap", back).ok());  // a draft is not announced
  ASSERT_TRUE(province.Preview("r1").ok());
  ASSERT_TRUE(province.Approve("r1").ok());
  const absl::Status status = province.Create("r2", back);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_SUCCESSION_CYCLE) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(" → "));
  // One that was drafted before is refused when it is executed.
  ASSERT_TRUE(province.Preview("nhap").ok());
  ASSERT_TRUE(province.Approve("nhap").ok());
  EXPECT_EQ(ReasonOf(province.Execute("nhap")), v1::ERROR_REASON_SUCCESSION_CYCLE);
}

TEST(CheckReorganisationTest, UnitsAreKnownOrStandInUnits) {
  Refuses(Draft(kMerge, {{"so-a", "khong-co"}}), v1::ERROR_REASON_NOT_FOUND, "reorganisation.edges[0].to_unit");
  Refuses(Draft(kMerge, {{"khong-co", "so-a"}}), v1::ERROR_REASON_NOT_FOUND, "reorganisation.edges[0].from_unit");
  Refuses(Draft(kCreate, {{"", "moi"}}), v1::ERROR_REASON_NOT_FOUND, "reorganisation.edges[0].to_unit");
  Refuses(Split(Partition::KEY_TERRITORY, {"x1", "khong-co"}, {"x2"}), v1::ERROR_REASON_PARTITION,
          "reorganisation.edges[0].partition.territories");
  v1::Reorganisation assigned = Merge();
  v1::ItemAssignment& assignment = *assigned.add_assignments();
  assignment.set_item("provinces/dong-nai/tasks/t");
  assignment.set_to_unit(UnitOf("khong-co"));
  Refuses(assigned, v1::ERROR_REASON_NOT_FOUND, "reorganisation.assignments[0].to_unit");
}

TEST(CheckReorganisationTest, EveryFieldIsLookedAt) {
  struct Case {
    v1::ErrorReason reason;
    std::string field;
    std::function<void(v1::Reorganisation&)> spoil;
  };
  const auto field = v1::ERROR_REASON_INVALID_FIELD;
  const auto date = v1::ERROR_REASON_INVALID_DATE;
  const std::vector<Case> cases = {
      {date, "effective_date", [](auto& r) { r.set_effective_date("1/7/2025"); }},
      {date, "effective_date", [](auto& r) { r.clear_effective_date(); }},
      {field, "display_name", [](auto& r) { r.set_display_name(std::string(2000, 'x')); }},
      {field, "basis.text", [](auto& r) { r.mutable_basis()->set_text(std::string(5000, 'x')); }},
      {field, "edges[0].from_unit", [](auto& r) { r.mutable_edges(0)->set_from_unit("so-a"); }},
      {field, "edges[0].from_unit",
       [](auto& r) { r.mutable_edges(0)->set_from_unit("provinces/lam-dong/units/so-a"); }},
      {field, "units[0].versions[0].display_name",
       [](auto& r) { r.mutable_units(0)->mutable_versions(0)->clear_display_name(); }},
      {field, "units[0].versions[0].kind", [](auto& r) { r.mutable_units(0)->mutable_versions(0)->clear_kind(); }},
      {field, "units[0].versions", [](auto& r) { r.mutable_units(0)->clear_versions(); }},
      {field, "units[0].versions[0].valid_from",
       [](auto& r) { r.mutable_units(0)->mutable_versions(0)->set_valid_from("2025-08-01"); }},
      {field, "units[0].identifiers[0]", [](auto& r) { r.mutable_units(0)->add_identifiers()->set_scheme("local"); }},
      {field, "units[0].identifiers[0]",
       [](auto& r) {
         v1::UnitIdentifier& code = *r.mutable_units(0)->add_identifiers();
         code.set_scheme("local");
         code.set_value("so-c");  // borne by a unit that lives on
       }},
      {field, "units[0].relations[0].to_unit",
       [](auto& r) {
         v1::UnitRelation& relation = *r.mutable_units(0)->add_relations();
         relation.set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
         relation.set_to_unit(UnitOf("khong-co"));
       }},
      {field, "units[1]", [](auto& r) { AddUnit(r, "so-moi", "Sở Mới"); }},
      {field, "units[1]", [](auto& r) { AddUnit(r, "so-c", "Không liên quan"); }},
      {field, "units[1]", [](auto& r) { AddUnit(r, "so-a", "Kết thúc rồi"); }},
      {field, "clock_policy.grace_working_days",
       [](auto& r) { r.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE); }},
      {field, "clock_policy.grace_working_days",
       [](auto& r) {
         r.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
         r.mutable_clock_policy()->set_grace_working_days(61);
       }},
      {date, "clock_policy.suspend_until",
       [](auto& r) { r.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL); }},
      {field, "clock_policy.suspend_until",
       [](auto& r) {
         r.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
         r.mutable_clock_policy()->set_suspend_until("2025-07-01");
       }},
      {field, "clock_policy.suspend_until",
       [](auto& r) {
         r.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
         r.mutable_clock_policy()->set_suspend_until("2026-07-02");
       }},
      {field, "assignments[0].item", [](auto& r) { r.add_assignments()->set_to_unit(UnitOf("so-a")); }},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.field);
    v1::Reorganisation draft = Merge();
    test.spoil(draft);
    Refuses(draft, test.reason, "reorganisation." + test.field);
  }
}

TEST(CheckReorganisationTest, ATypeChangesWhatItSays) {
  for (const auto type : {kRename, kRetype, kRenumber, kReparent}) {
    SCOPED_TRACE(v1::ReorganisationType_Name(type));
    Refuses(Draft(type, {{"so-a", "so-a"}}), v1::ERROR_REASON_INVALID_FIELD, "reorganisation.units");
  }
  v1::Reorganisation same_name = Draft(kRename, {{"so-a", "so-a"}});
  AddUnit(same_name, "so-a", "Đơn vị so-a");
  Refuses(same_name, v1::ERROR_REASON_INVALID_FIELD, "reorganisation.units");
  v1::Reorganisation same_kind = Draft(kRetype, {{"so-a", "so-a"}});
  AddUnit(same_kind, "so-a", "Sở A", v1::UNIT_KIND_DEPARTMENT);
  Refuses(same_kind, v1::ERROR_REASON_INVALID_FIELD, "reorganisation.units");
}

TEST(CheckReorganisationTest, PlacesOfPeople) {
  Takes(EndMembership());
  v1::Reorganisation unknown = EndMembership();
  unknown.mutable_edges(0)->set_from_membership(UnitOf("so-a") + "/memberships/ai-do");
  Refuses(unknown, v1::ERROR_REASON_NOT_FOUND, "reorganisation.edges[0].from_membership");
  v1::Reorganisation elsewhere = EndMembership();
  elsewhere.mutable_edges(0)->set_from_membership(UnitOf("ubnd") + "/memberships/an");
  Refuses(elsewhere, v1::ERROR_REASON_INVALID_FIELD, "reorganisation.edges[0].from_membership");
  v1::Reorganisation stranger = EndMembership();
  stranger.mutable_edges(0)->set_to_person("provinces/dong-nai/persons/an");
  Refuses(stranger, v1::ERROR_REASON_INVALID_FIELD, "reorganisation.edges[0].to_person");
  stranger.mutable_edges(0)->set_to_person("provinces/dong-nai/persons/dung");  // who leaves
  Refuses(stranger, v1::ERROR_REASON_INVALID_FIELD, "reorganisation.edges[0].to_person");
  stranger.mutable_edges(0)->set_to_person("provinces/dong-nai/persons/chi");
  Takes(stranger);
  v1::Reorganisation early = EndMembership();
  early.set_effective_date("2020-01-01");
  Refuses(early, v1::ERROR_REASON_EFFECTIVE_DATE, "reorganisation.edges[0].from_membership");
}

TEST(CheckReorganisationTest, AllViolationsComeAtOnce) {
  v1::Reorganisation draft = Merge();
  draft.mutable_edges(0)->set_from_unit(UnitOf("khong-co"));
  draft.set_effective_date("2020-01-01");
  draft.mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
  SmallProvince province;
  const absl::Status status = province.Create("r", draft);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(Fields(status),
              testing::UnorderedElementsAre("reorganisation.edges[0].from_unit", "reorganisation.edges[1].from_unit",
                                            "reorganisation.clock_policy.grace_working_days"));
}

}  // namespace
}  // namespace phoihop::organisation
