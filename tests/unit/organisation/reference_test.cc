// Recording reference data: what is refused, what makes an event, what does not.
#include "workflow/organisation/reference.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

internal::v1::ReferenceCommand RecordOf(const std::vector<v1::Event>& entries) {
  internal::v1::ReferenceCommand command;
  for (const v1::Event& entry : entries) *command.mutable_record()->add_entries() = entry;
  return command;
}

v1::Event UnitEntry(const std::string& id) {
  v1::Event entry;
  v1::Unit* unit = entry.mutable_unit_recorded()->mutable_unit();
  unit->set_name(U(id));
  v1::UnitVersion* version = unit->add_versions();
  version->set_valid_from("2025-07-01");
  version->set_display_name("Đơn vị " + id);
  version->set_kind(v1::UNIT_KIND_DEPARTMENT);
  return entry;
}

v1::Event ReorganisationEntry(v1::ReorganisationType type,
                              const std::vector<std::pair<std::string, std::string>>& edges,
                              v1::Partition::Key key = v1::Partition::KEY_WHOLE, const std::string& id = "r") {
  v1::Event entry;
  v1::Reorganisation* reorganisation = entry.mutable_reorganisation_recorded()->mutable_reorganisation();
  reorganisation->set_name("provinces/dong-nai/reorganisations/" + id);
  reorganisation->set_type(type);
  reorganisation->set_effective_date("2026-01-01");
  for (const auto& [from, to] : edges) {
    v1::SuccessionEdge* edge = reorganisation->add_edges();
    if (!from.empty()) edge->set_from_unit(U(from));
    if (!to.empty()) edge->set_to_unit(U(to));
    edge->mutable_partition()->set_key(key);
  }
  return entry;
}

absl::StatusOr<Decision> Record(const std::vector<v1::Event>& entries) {
  const auto& facts = ProvinceFacts();
  return Decide(facts->data(), RecordOf(entries), *facts, LoaderContext());
}

std::vector<std::string> Fields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

TEST(ReferenceTest, LoadingTwiceChangesNothing) {
  const auto& facts = ProvinceFacts();
  internal::v1::ReferenceCommand command;
  *command.mutable_record() = ProvinceRecord();
  Context later = LoaderContext();
  later.now += absl::Hours(100);
  const auto decision = Decide(facts->data(), command, *facts, later);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_THAT(decision->events, IsEmpty());
}

TEST(ReferenceTest, OnlyWhatDiffersMakesAnEvent) {
  v1::Event renamed;
  *renamed.mutable_unit_recorded()->mutable_unit() = *ProvinceFacts()->directory().FindUnit(U("so-vhttdl"));
  v1::Unit* unit = renamed.mutable_unit_recorded()->mutable_unit();
  v1::UnitVersion* last = unit->mutable_versions(unit->versions_size() - 1);
  const std::string before = last->display_name();
  last->set_display_name("Sở Văn hóa");
  v1::Event same;
  *same.mutable_unit_recorded()->mutable_unit() = *ProvinceFacts()->directory().FindUnit(U("so-noi-vu"));
  const auto decision = Record({renamed, same});
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_THAT(decision->events, SizeIs(1));
  const v1::Event& event = decision->events[0];
  EXPECT_EQ(event.type(), "unit.recorded");
  EXPECT_EQ(event.subject(), U("so-vhttdl"));
  ASSERT_THAT(event.changes(), SizeIs(1));
  EXPECT_EQ(event.changes(0).before(), before);
  EXPECT_EQ(event.changes(0).after(), "Sở Văn hóa");
}

TEST(ReferenceTest, EvolveKeepsTheOrderOfNames) {
  internal::v1::ReferenceData data;
  for (const char* id : {"c", "a", "b", "a"}) Evolve(data, UnitEntry(id));
  ASSERT_THAT(data.units(), SizeIs(3));
  EXPECT_EQ(data.units(0).name(), U("a"));
  EXPECT_EQ(data.units(2).name(), U("c"));
  Evolve(data, v1::Event());
  EXPECT_THAT(data.units(), SizeIs(3));
}

TEST(ReferenceTest, AChangedCalendarGetsTheNextVersion) {
  v1::Event entry;
  *entry.mutable_calendar_published()->mutable_calendar() = ProvinceFacts()->data().calendars(0);
  entry.mutable_calendar_published()->mutable_calendar()->set_display_name("Lịch khác");
  const auto decision = Record({entry});
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_THAT(decision->events, SizeIs(1));
  EXPECT_EQ(decision->events[0].calendar_published().calendar().version(),
            ProvinceFacts()->data().calendars(0).version() + 1);
}

TEST(ReferenceTest, OnlySystemsRecord) {
  Context person = LoaderContext();
  person.actor = {};
  person.actor.set_unit(U("ubnd"));
  const auto& facts = ProvinceFacts();
  EXPECT_EQ(ReasonOf(Decide(facts->data(), RecordOf({UnitEntry("x")}), *facts, person).status()),
            v1::ERROR_REASON_PERMISSION_DENIED);
}

TEST(ReferenceTest, ThingsThatComeTogetherMayReferToEachOther) {
  v1::Event a = UnitEntry("a");
  v1::UnitRelation* relation = a.mutable_unit_recorded()->mutable_unit()->add_relations();
  relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  relation->set_to_unit(U("b"));
  EXPECT_TRUE(Record({a, UnitEntry("b")}).ok());
  EXPECT_THAT(Fields(Record({a}).status()), ElementsAre("entries[0].unit.relations[0].to_unit"));
}

TEST(ReferenceTest, UnitsAreChecked) {
  struct Case {
    std::string field;
    std::function<void(v1::Unit&)> spoil;
  };
  const std::vector<Case> cases = {
      {"entries[0].unit.name", [](v1::Unit& unit) { unit.set_name("provinces/lam-dong/units/x"); }},
      {"entries[0].unit.name", [](v1::Unit& unit) { unit.set_name("x"); }},
      {"entries[0].unit.versions", [](v1::Unit& unit) { unit.clear_versions(); }},
      {"entries[0].unit.versions[0].display_name",
       [](v1::Unit& unit) { unit.mutable_versions(0)->clear_display_name(); }},
      {"entries[0].unit.versions[0].display_name",
       [](v1::Unit& unit) { unit.mutable_versions(0)->set_display_name(std::string(9000, 'a')); }},
      {"entries[0].unit.versions[0].kind", [](v1::Unit& unit) { unit.mutable_versions(0)->clear_kind(); }},
      {"entries[0].unit.versions[0].valid_from",
       [](v1::Unit& unit) { unit.mutable_versions(0)->set_valid_from("2025-02-30"); }},
      {"entries[0].unit.versions[0].valid_to",
       [](v1::Unit& unit) { unit.mutable_versions(0)->set_valid_to("2025-07-01"); }},
      {"entries[0].unit.versions[1]",
       [](v1::Unit& unit) {
         v1::UnitVersion copy = unit.versions(0);
         *unit.add_versions() = copy;
       }},
      {"entries[0].unit.identifiers[0]", [](v1::Unit& unit) { unit.add_identifiers()->set_value("1"); }},
  };
  for (const Case& test : cases) {
    v1::Event entry = UnitEntry("x");
    test.spoil(*entry.mutable_unit_recorded()->mutable_unit());
    const absl::Status status = Record({entry}).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
    EXPECT_THAT(Fields(status), Contains(test.field)) << status;
  }
}

TEST(ReferenceTest, OneThingStandsInACommandOnce) {
  EXPECT_THAT(Fields(Record({UnitEntry("x"), UnitEntry("x")}).status()), ElementsAre("entries[1]"));
}

TEST(ReferenceTest, EveryTypeOfReorganisationHasItsEdges) {
  using Edges = std::vector<std::pair<std::string, std::string>>;
  struct Case {
    v1::ReorganisationType type;
    Edges edges;
    v1::Partition::Key key;
    bool fine;
  };
  const auto whole = v1::Partition::KEY_WHOLE;
  const auto part = v1::Partition::KEY_FUNCTION;
  const std::vector<Case> cases = {
      {v1::REORGANISATION_TYPE_CREATE, {{"", "a"}}, whole, true},
      {v1::REORGANISATION_TYPE_CREATE, {{"a", "b"}}, whole, false},
      {v1::REORGANISATION_TYPE_RENAME, {{"a", "a"}}, whole, true},
      {v1::REORGANISATION_TYPE_RENAME, {{"a", "b"}}, whole, false},
      {v1::REORGANISATION_TYPE_RETYPE, {{"a", "a"}, {"b", "b"}}, whole, false},
      {v1::REORGANISATION_TYPE_MERGE, {{"a", "c"}, {"b", "c"}}, whole, true},
      {v1::REORGANISATION_TYPE_MERGE, {{"a", "c"}}, whole, true},
      {v1::REORGANISATION_TYPE_MERGE, {{"a", "b"}, {"b", "c"}}, whole, false},
      {v1::REORGANISATION_TYPE_MERGE, {{"a", ""}}, whole, false},
      {v1::REORGANISATION_TYPE_SPLIT, {{"a", "b"}, {"a", "c"}}, part, true},
      {v1::REORGANISATION_TYPE_SPLIT, {{"a", "b"}, {"a", "c"}}, whole, false},
      {v1::REORGANISATION_TYPE_SPLIT, {{"a", "b"}}, part, false},
      {v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, {{"a", "b"}}, part, true},
      {v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, {{"a", "b"}}, whole, false},
      {v1::REORGANISATION_TYPE_ABOLISH, {{"a", ""}}, whole, true},
      {v1::REORGANISATION_TYPE_ABOLISH, {{"a", "b"}, {"a", "c"}}, part, true},
      {v1::REORGANISATION_TYPE_ABOLISH, {{"a", "b"}}, whole, false},
      {v1::REORGANISATION_TYPE_ABOLISH, {}, whole, false},
      {v1::REORGANISATION_TYPE_UNSPECIFIED, {{"a", "b"}}, whole, false},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& test = cases[i];
    const auto decision =
        Record({UnitEntry("a"), UnitEntry("b"), UnitEntry("c"), ReorganisationEntry(test.type, test.edges, test.key)});
    EXPECT_EQ(decision.ok(), test.fine) << "case " << i << ": " << decision.status();
    if (!test.fine) {
      EXPECT_THAT(Fields(decision.status()), Contains("entries[3].reorganisation.edges")) << "case " << i;
    }
  }
}

TEST(ReferenceTest, ACycleIsRefused) {
  const auto merge = v1::REORGANISATION_TYPE_MERGE;
  const auto whole = v1::Partition::KEY_WHOLE;
  const auto decision = Record(
      {UnitEntry("a"), UnitEntry("b"), UnitEntry("c"), ReorganisationEntry(merge, {{"a", "b"}}, whole, "r1"),
       ReorganisationEntry(merge, {{"b", "c"}}, whole, "r2"), ReorganisationEntry(merge, {{"c", "a"}}, whole, "r3")});
  EXPECT_THAT(std::string(decision.status().message()), HasSubstr("back to itself"));
  // Over what is known already, too.
  EXPECT_FALSE(Record({ReorganisationEntry(merge, {{"so-tai-chinh", "so-ke-hoach-va-dau-tu-dong-nai-cu"}})}).ok());
}

// -- Memberships

v1::CreateMembershipRequest NewMembership(const std::string& unit, const std::string& person) {
  v1::CreateMembershipRequest request;
  request.set_parent(U(unit));
  v1::Membership* membership = request.mutable_membership();
  membership->set_person(PersonName("dong-nai", person));
  membership->set_display_name("Người Mới");
  membership->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
  membership->set_valid_from("2026-11-01");
  return request;
}

absl::StatusOr<Decision> Create(const v1::CreateMembershipRequest& request, const std::string& actor,
                                const internal::v1::ReferenceData* state = nullptr) {
  const auto& facts = ProvinceFacts();
  internal::v1::ReferenceCommand command;
  *command.mutable_create_membership() = request;
  Context context = LoaderContext();
  context.actor = {};
  if (!actor.empty()) context.actor.set_unit(U(actor));
  return Decide(state == nullptr ? facts->data() : *state, command, *facts, context);
}

TEST(MembershipTest, TheUnitAndTheRegistrarMayPutPeopleIntoIt) {
  for (const char* actor : {"so-vhttdl", "ubnd", "vp-ubnd"}) {
    const auto decision = Create(NewMembership("so-vhttdl", "nguoi-moi"), actor);
    ASSERT_TRUE(decision.ok()) << actor << decision.status();
    ASSERT_THAT(decision->events, SizeIs(1));
    EXPECT_EQ(decision->events[0].type(), "membership.recorded");
    EXPECT_EQ(decision->events[0].subject(), U("so-vhttdl") + "/memberships/nguoi-moi");
  }
}

TEST(MembershipTest, OthersMayNotAndLearnNothing) {
  for (const char* unit : {"so-vhttdl", "khong-co", "xp-26080-cu"}) {
    const auto decision = Create(NewMembership(unit, "x"), "so-noi-vu");
    EXPECT_EQ(ReasonOf(decision.status()), v1::ERROR_REASON_PERMISSION_DENIED) << unit;
  }
  EXPECT_EQ(ReasonOf(Create(NewMembership("so-vhttdl", "x"), "").status()), v1::ERROR_REASON_ACTOR_MISSING);
}

TEST(MembershipTest, FieldsAreCheckedAllAtOnce) {
  v1::CreateMembershipRequest request = NewMembership("so-vhttdl", "x");
  request.mutable_membership()->set_person("nguoi-moi");
  request.mutable_membership()->clear_display_name();
  request.mutable_membership()->clear_role();
  request.mutable_membership()->set_valid_from("hôm nay");
  request.set_membership_id("Không phải id");
  EXPECT_THAT(Fields(Create(request, "ubnd").status()),
              ElementsAre("membership.person", "membership.display_name", "membership.role", "membership.valid_from",
                          "membership_id"));
  request = NewMembership("so-vhttdl", "x");
  request.mutable_membership()->set_valid_to("2026-11-01");
  EXPECT_THAT(Fields(Create(request, "ubnd").status()), ElementsAre("membership.valid_to"));
}

TEST(MembershipTest, TheUnitMustExistAndLive) {
  EXPECT_EQ(ReasonOf(Create(NewMembership("khong-co", "x"), "ubnd").status()), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Create(NewMembership("xp-26080-cu", "x"), "ubnd").status()), v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(MembershipTest, OneRoleAtATimeAndOneIdForOne) {
  EXPECT_EQ(ReasonOf(Create(NewMembership("so-vhttdl", "nguyen-van-a"), "ubnd").status()),
            v1::ERROR_REASON_ALREADY_EXISTS);
  v1::CreateMembershipRequest other_role = NewMembership("so-vhttdl", "nguyen-van-a");
  other_role.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_HEAD);
  const auto decision = Create(other_role, "ubnd");
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->events[0].subject(), U("so-vhttdl") + "/memberships/nguyen-van-a-2");
  other_role.set_membership_id("nguyen-van-a");
  EXPECT_EQ(ReasonOf(Create(other_role, "ubnd").status()), v1::ERROR_REASON_ALREADY_EXISTS);
}

TEST(MembershipTest, SeesWhatTheSameBatchRecorded) {
  internal::v1::ReferenceData state = ProvinceFacts()->data();
  const v1::CreateMembershipRequest request = NewMembership("so-vhttdl", "nguoi-moi");
  const auto first = Create(request, "ubnd", &state);
  ASSERT_TRUE(first.ok()) << first.status();
  Evolve(state, first->events[0]);
  EXPECT_EQ(ReasonOf(Create(request, "ubnd", &state).status()), v1::ERROR_REASON_ALREADY_EXISTS);
}

TEST(MembershipTest, MembersComeInTheOrderOfTheirRoles) {
  std::vector<v1::MembershipRole> roles;
  for (const v1::Membership* membership : ProvinceFacts()->directory().MembersOf(U("vp-ubnd"), kToday)) {
    roles.push_back(membership->role());
  }
  EXPECT_THAT(roles,
              ElementsAre(v1::MEMBERSHIP_ROLE_HEAD, v1::MEMBERSHIP_ROLE_DEPUTY_HEAD, v1::MEMBERSHIP_ROLE_CLERK,
                          v1::MEMBERSHIP_ROLE_OFFICER, v1::MEMBERSHIP_ROLE_OFFICER, v1::MEMBERSHIP_ROLE_MONITOR));
  EXPECT_TRUE(ProvinceFacts()->directory().IsMember(U("so-vhttdl"), PersonName("dong-nai", "nguyen-van-a"), kToday));
  EXPECT_FALSE(ProvinceFacts()->directory().IsMember(U("ubnd"), PersonName("dong-nai", "nguyen-van-a"), kToday));
  EXPECT_FALSE(ProvinceFacts()->directory().IsMember(U("ubnd"), "", kToday));
}

}  // namespace
}  // namespace phoihop::organisation
