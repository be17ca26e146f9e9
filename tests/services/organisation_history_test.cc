// The organisation as it was known, its lineage, and its people, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using Organisation = v1::OrganisationService::Stub;
using Responsibility = v1::ResponsibilityService::Stub;

class OrganisationHistoryTest : public ReorganisationFixture {
 protected:
  v1::GetUnitRequest UnitRequest(const std::string& id, const std::string& as_of, absl::Time known_at) {
    v1::GetUnitRequest request;
    request.set_name(Unit(id));
    request.set_as_of(as_of);
    if (known_at != absl::InfiniteFuture()) *request.mutable_known_at() = ToTimestamp(known_at);
    return request;
  }

  bool IsAlive(const std::string& id, const std::string& as_of, absl::Time known_at = absl::InfiniteFuture()) {
    return MustCall(&Organisation::GetUnit, UnitRequest(id, as_of, known_at)).alive();
  }

  v1::CreatePersonRequest NewPerson(const std::string& id) {
    v1::CreatePersonRequest request;
    request.set_parent(kParent);
    request.set_person_id(id);
    request.mutable_person()->set_display_name("Vũ Thị Mới");
    request.mutable_person()->set_email("moi@dongnai.example");
    return request;
  }

  v1::CreatePostRequest NewPost(const std::string& unit, const std::string& id) {
    v1::CreatePostRequest request;
    request.set_parent(Unit(unit));
    request.set_post_id(id);
    request.mutable_post()->set_display_name("Trưởng phòng Quản lý báo chí");
    request.mutable_post()->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
    request.mutable_post()->set_valid_from("2026-06-01");
    return request;
  }
};

TEST_F(OrganisationHistoryTest, WhatWasKnownWhen) {
  const absl::Time before = clock().Now();
  clock().Advance(absl::Hours(1));
  // Recorded late: in law since May.
  const auto operation = CreateAndExecute(Merge("nhap-xa", {"xp-25270", "xp-25294"}, "2026-05-15"));
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_VERIFIED);
  EXPECT_FALSE(IsAlive("xp-25270", "2026-05-20"));
  EXPECT_TRUE(IsAlive("xp-25270", "2026-05-14"));
  EXPECT_TRUE(IsAlive("xp-25270", "2026-05-20", before)) << "nobody knew it yet";
  EXPECT_FALSE(IsAlive("xp-25270", "2026-05-20", clock().Now()));

  v1::ResolveSuccessorsRequest resolve;
  resolve.set_name(Unit("xp-25270"));
  EXPECT_EQ(MustCall(&Organisation::ResolveSuccessors, resolve).holders(0).unit(), Unit("xp-25294"));
  *resolve.mutable_known_at() = ToTimestamp(before);
  EXPECT_EQ(MustCall(&Organisation::ResolveSuccessors, resolve).holders(0).unit(), Unit("xp-25270"));

  v1::ListReorganisationsRequest list;
  list.set_parent(kParent);
  list.set_filter("unit = xp-25270 AND state = VERIFIED AND type = MERGE AND effective_date >= 2026-01-01");
  EXPECT_EQ(MustCall(&Organisation::ListReorganisations, list).total_size(), 1);
  *list.mutable_known_at() = ToTimestamp(before);
  EXPECT_EQ(MustCall(&Organisation::ListReorganisations, list).total_size(), 0);
}

TEST_F(OrganisationHistoryTest, NobodyKnowsTheFutureNorWhatWasBeforeTheFirstRecord) {
  const absl::Time future = clock().Now() + absl::Seconds(1);
  EXPECT_EQ(Refusal(&Organisation::GetUnit, UnitRequest("ubnd", "", future)), "INVALID_FIELD");
  EXPECT_EQ(Refusal(&Organisation::GetUnit, UnitRequest("ubnd", "", At("2020-01-01 00:00"))), "NOT_FOUND");
  v1::ListUnitsRequest units;
  units.set_parent(kParent);
  *units.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Organisation::ListUnits, units), "INVALID_FIELD");
  v1::LookupUnitsRequest lookup;
  lookup.set_parent(kParent);
  lookup.set_text("Sở Nội vụ");
  *lookup.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Organisation::LookupUnits, lookup), "INVALID_FIELD");
  v1::ListUnitSetsRequest sets;
  sets.set_parent(kParent);
  *sets.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Organisation::ListUnitSets, sets), "INVALID_FIELD");
  v1::ListMembershipsRequest members;
  members.set_parent(Unit("ubnd"));
  *members.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Organisation::ListMemberships, members), "INVALID_FIELD");
  v1::GetLineageRequest lineage;
  lineage.set_name(Unit("ubnd"));
  *lineage.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Organisation::GetLineage, lineage), "INVALID_FIELD");
  v1::ListDutiesRequest duties;
  duties.set_parent(kParent);
  *duties.mutable_known_at() = ToTimestamp(future);
  EXPECT_EQ(Refusal(&Responsibility::ListDuties, duties), "INVALID_FIELD");
  v1::ListInstrumentsRequest instruments;
  instruments.set_parent(kParent);
  *instruments.mutable_known_at() = ToTimestamp(clock().Now());
  EXPECT_EQ(MustCall(&Responsibility::ListInstruments, instruments).total_size(), 45);
}

TEST_F(OrganisationHistoryTest, DutiesAsTheyWereKnown) {
  const absl::Time before = clock().Now();
  clock().Advance(absl::Hours(1));
  const auto operation = CreateAndExecute(Split("chia-tp"));
  Wait(operation.name());
  v1::ListDutiesRequest duties;
  duties.set_parent(kParent);
  duties.set_page_size(1000);
  *duties.mutable_known_at() = ToTimestamp(before);
  const auto known = MustCall(&Responsibility::ListDuties, duties);
  for (const v1::Duty& duty : known.duties()) {
    for (const v1::Duty::Holder& holder : duty.holders()) EXPECT_EQ(holder.reorganisation(), "") << duty.name();
  }
}

TEST_F(OrganisationHistoryTest, PredecessorsAndLineage) {
  v1::ResolvePredecessorsRequest request;
  request.set_name(Unit("xp-25270"));
  EXPECT_EQ(Refusal(&Organisation::ResolvePredecessors, request), "INVALID_FIELD") << "as_of is required";
  request.set_as_of("2025-06-30");
  const auto predecessors = MustCall(&Organisation::ResolvePredecessors, request);
  std::vector<std::string> units;
  for (const auto& holder : predecessors.holders()) units.push_back(holder.unit());
  EXPECT_THAT(units, Contains(Unit("xp-25270-cu")));
  EXPECT_GT(predecessors.path_size(), 0);

  v1::GetLineageRequest lineage;
  lineage.set_name(Unit("xp-25270"));
  const v1::Lineage graph = MustCall(&Organisation::GetLineage, lineage);
  std::vector<std::string> nodes;
  for (const auto& node : graph.nodes()) nodes.push_back(node.unit());
  EXPECT_THAT(nodes, Contains(Unit("xp-25270-cu")));
  EXPECT_THAT(nodes, Contains(Unit("xp-25270")));
  EXPECT_GT(graph.edges_size(), 0);
  EXPECT_FALSE(graph.truncated());
  lineage.set_name(Unit("khong-co"));
  EXPECT_EQ(Refusal(&Organisation::GetLineage, lineage), "NOT_FOUND");
}

TEST_F(OrganisationHistoryTest, PersonsAreKnownByName) {
  const absl::Time before = clock().Now();
  clock().Advance(absl::Minutes(1));
  const v1::Person made = MustCall(&Organisation::CreatePerson, NewPerson("vu-thi-moi"), kDrafter);
  EXPECT_EQ(made.name(), PersonName("dong-nai", "vu-thi-moi"));
  EXPECT_FALSE(made.etag().empty());
  v1::GetPersonRequest get;
  get.set_name(made.name());
  EXPECT_EQ(MustCall(&Organisation::GetPerson, get).email(), "moi@dongnai.example");
  *get.mutable_known_at() = ToTimestamp(before);
  EXPECT_EQ(Refusal(&Organisation::GetPerson, get), "NOT_FOUND");
  v1::ListPersonsRequest list;
  list.set_parent(kParent);
  list.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = MustCall(&Organisation::ListPersons, list);
    for (const v1::Person& person : page.persons()) names.push_back(person.name());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(names, Contains(made.name()));
  EXPECT_EQ(Refusal(&Organisation::CreatePerson, NewPerson("vu-thi-moi"), kDrafter), "ALREADY_EXISTS");
  EXPECT_EQ(Refusal(&Organisation::CreatePerson, NewPerson("x")), "ACTOR_MISSING");
}

TEST_F(OrganisationHistoryTest, PostsOfAUnitOnADay) {
  const v1::Post made = MustCall(&Organisation::CreatePost, NewPost("so-vhttdl", "tp-bao-chi"), "so-vhttdl/le-van-c");
  EXPECT_EQ(made.name(), absl::StrCat(Unit("so-vhttdl"), "/posts/tp-bao-chi"));
  v1::ListPostsRequest list;
  list.set_parent(Unit("so-vhttdl"));
  std::vector<std::string> names;
  const auto present = MustCall(&Organisation::ListPosts, list);
  for (const v1::Post& post : present.posts()) names.push_back(post.name());
  EXPECT_THAT(names, ElementsAre(made.name()));
  list.set_as_of("2026-05-31");
  EXPECT_THAT(MustCall(&Organisation::ListPosts, list).posts(), IsEmpty());
  EXPECT_EQ(Refusal(&Organisation::CreatePost, NewPost("so-vhttdl", "y"), "so-khcn"), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Organisation::CreatePost, NewPost("khong-co", "y"), kDrafter), "NOT_FOUND");
}

}  // namespace
}  // namespace phoihop::testing
