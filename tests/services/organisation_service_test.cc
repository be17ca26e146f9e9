// OrganisationService and ResponsibilityService as their callers see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Organisation = v1::OrganisationService::Stub;
using Responsibility = v1::ResponsibilityService::Stub;

constexpr char kParent[] = "provinces/dong-nai";

std::string U(absl::string_view id) { return UnitName("dong-nai", id); }

class OrganisationServiceTest : public ServerFixture {
 protected:
  void SetUp() override { StartServer(); }

  v1::Unit Get(const std::string& id, const std::string& as_of = "") {
    v1::GetUnitRequest request;
    request.set_name(U(id));
    request.set_as_of(as_of);
    return MustCall(&Organisation::GetUnit, request);
  }

  v1::ListUnitsResponse List(const std::string& filter, const std::string& as_of = "", int page_size = 1000) {
    v1::ListUnitsRequest request;
    request.set_parent(kParent);
    request.set_filter(filter);
    request.set_as_of(as_of);
    request.set_page_size(page_size);
    SCOPED_TRACE(filter);
    return MustCall(&Organisation::ListUnits, request);
  }

  std::string ListRefusal(const std::string& filter) {
    v1::ListUnitsRequest request;
    request.set_parent(kParent);
    request.set_filter(filter);
    return Refusal(&Organisation::ListUnits, request);
  }

  v1::NameMatch Lookup(const std::string& text, const std::string& as_of = "", const std::string& context_unit = "") {
    v1::LookupUnitsRequest request;
    request.set_parent(kParent);
    request.set_text(text);
    request.set_as_of(as_of);
    if (!context_unit.empty()) request.set_context_unit(U(context_unit));
    return MustCall(&Organisation::LookupUnits, request).match();
  }

  static v1::CreateMembershipRequest NewMembership(const std::string& unit, const std::string& person) {
    v1::CreateMembershipRequest request;
    request.set_parent(U(unit));
    request.mutable_membership()->set_person(PersonName("dong-nai", person));
    request.mutable_membership()->set_display_name("Người Mới");
    request.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
    request.mutable_membership()->set_valid_from("2026-03-01");
    return request;
  }

  std::vector<std::string> People(const std::string& unit, const std::string& as_of = "") {
    v1::ListMembershipsRequest request;
    request.set_parent(U(unit));
    request.set_as_of(as_of);
    const auto response = Call(&Organisation::ListMemberships, request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> people;
    if (!response.ok()) return people;
    for (const v1::Membership& membership : response->memberships()) {
      people.emplace_back(LastSegment(membership.person()));
    }
    return people;
  }
};

TEST_F(OrganisationServiceTest, UnitsOnADay) {
  // The fixture's clock says 2 March 2026: before the province became a city.
  const v1::Unit commune = Get("xp-25270");
  EXPECT_EQ(commune.current().display_name(), "Xã Lộc Ninh");
  EXPECT_EQ(commune.start_date(), "2025-07-01");
  EXPECT_EQ(commune.end_date(), "");
  EXPECT_TRUE(commune.alive());
  EXPECT_FALSE(commune.etag().empty());
  EXPECT_EQ(Get("xp-25270", "2026-04-30").current().display_name(), "Phường Lộc Ninh");
  EXPECT_EQ(Get("xp-25270", "2026-04-30").etag(), commune.etag());
  const v1::Unit ended = Get("xp-26080-cu");
  EXPECT_FALSE(ended.alive());
  EXPECT_FALSE(ended.has_current());
  EXPECT_EQ(ended.end_date(), "2025-07-01");

  v1::GetUnitRequest request;
  request.set_name(U("khong-co"));
  EXPECT_EQ(Refusal(&Organisation::GetUnit, request), "NOT_FOUND");
  request.set_name("provinces/dong-nai/tasks/t");
  EXPECT_EQ(Refusal(&Organisation::GetUnit, request), "INVALID_NAME");
  request.set_name(U("ubnd"));
  request.set_as_of("hôm nay");
  EXPECT_EQ(Refusal(&Organisation::GetUnit, request), "INVALID_DATE");
}

TEST_F(OrganisationServiceTest, ListsAreFilteredByWhatIsTrueOnTheDay) {
  EXPECT_EQ(List("kind = WARD").total_size(), 23);
  EXPECT_EQ(List("kind = WARD", "2026-11-23").total_size(), 33);
  EXPECT_EQ(List("kind = COMMUNE OR kind = WARD").total_size(), 95);
  EXPECT_EQ(List("level = COMMUNE AND parent = ubnd", "2026-11-23").total_size(), 95);
  EXPECT_EQ(List("kind = DISTRICT").total_size(), 0);
  EXPECT_EQ(List("kind = DISTRICT AND alive = false").total_size(), 22);
  EXPECT_EQ(List("kind = DISTRICT", "2024-05-23").total_size(), 22);
  EXPECT_EQ(List("attributes.border = cambodia").total_size(), 8);
  EXPECT_EQ(List("set : ubnd-xa-bien-gioi").total_size(), 8);
  EXPECT_EQ(List("display_name : \"lộc ninh\"").total_size(), 1);
  const v1::ListUnitsResponse by_code = List("code = 26080");
  ASSERT_THAT(by_code.units(), SizeIs(1));
  EXPECT_EQ(by_code.units(0).name(), U("xp-26080"));
  EXPECT_EQ(List("code = 26080", "2024-05-23").units(0).name(), U("xp-26080-cu"));
  EXPECT_EQ(List("").total_size(), List("alive = true").total_size());
  EXPECT_EQ(ListRefusal("color = red"), "INVALID_FILTER");
  EXPECT_EQ(ListRefusal("kind = MOON"), "INVALID_FILTER");
  EXPECT_EQ(List("display_name = \"'; DROP TABLE unit; --\"").total_size(), 0);
}

TEST_F(OrganisationServiceTest, PagesAreCompleteAndBoundToTheirList) {
  v1::ListUnitsRequest request;
  request.set_parent(kParent);
  request.set_filter("level = COMMUNE");
  request.set_page_size(40);
  std::set<std::string> names;
  int pages = 0;
  std::string first_token;
  do {
    const auto response = Call(&Organisation::ListUnits, request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->total_size(), 95);
    for (const v1::Unit& unit : response->units()) EXPECT_TRUE(names.insert(unit.name()).second);
    request.set_page_token(response->next_page_token());
    if (++pages == 1) first_token = response->next_page_token();
  } while (!request.page_token().empty() && pages < 10);
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(names, SizeIs(95));
  request.set_page_token(first_token);
  request.set_filter("level = PROVINCE");
  EXPECT_EQ(Refusal(&Organisation::ListUnits, request), "INVALID_PAGE_TOKEN");
}

TEST_F(OrganisationServiceTest, LookUpAnswersWholeUnits) {
  const v1::NameMatch match = Lookup("Sở KH&ĐT", "2024-05-23", "ubnd-tinh-dong-nai-cu");
  EXPECT_EQ(match.outcome(), v1::NameMatch::OUTCOME_SUCCEEDED);
  ASSERT_THAT(match.matched(), SizeIs(1));
  EXPECT_TRUE(match.matched(0).alive());  // on the day of the text
  EXPECT_EQ(match.matched(0).current().display_name(), "Sở Kế hoạch và Đầu tư Đồng Nai");
  ASSERT_THAT(match.successors(), SizeIs(1));
  EXPECT_EQ(match.successors(0).current().display_name(), "Sở Tài chính tỉnh Đồng Nai");
  const v1::NameMatch set = Lookup("UBND các xã, phường");
  EXPECT_EQ(set.unit_set().display_name(), "UBND các xã, phường");

  v1::LookupUnitsRequest request;
  request.set_parent(kParent);
  request.set_text(std::string(501, 'a'));
  EXPECT_EQ(Refusal(&Organisation::LookupUnits, request), "INVALID_FIELD");
  request.set_text("Sở Nội vụ");
  request.set_context_unit(U("khong-co"));
  EXPECT_EQ(Refusal(&Organisation::LookupUnits, request), "NOT_FOUND");
}

TEST_F(OrganisationServiceTest, SuccessorsWithTheirProof) {
  v1::ResolveSuccessorsRequest request;
  request.set_name(U("xp-25270-cu"));
  request.set_as_of("2026-11-23");
  const auto response = Call(&Organisation::ResolveSuccessors, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->outcome(), v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE);
  ASSERT_THAT(response->path(), SizeIs(2));
  EXPECT_THAT(response->path(0).basis(), HasSubstr("1662/NQ-UBTVQH15"));
  request.set_name(U("khong-co"));
  EXPECT_EQ(Refusal(&Organisation::ResolveSuccessors, request), "NOT_FOUND");
}

TEST_F(OrganisationServiceTest, SetsWithTheirMembers) {
  v1::ListUnitSetsRequest request;
  request.set_parent(kParent);
  const auto response = Call(&Organisation::ListUnitSets, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->entries(), SizeIs(28));
  for (const auto& entry : response->entries()) {
    if (absl::EndsWith(entry.unit_set().name(), "/ubnd-cap-xa")) {
      EXPECT_THAT(entry.units(), SizeIs(95));
    }
  }
}

TEST_F(OrganisationServiceTest, ReorganisationsNewestFirst) {
  v1::ListReorganisationsRequest request;
  request.set_parent(kParent);
  request.set_page_size(100);
  std::set<std::string> names;
  std::string before = "9999-12-31";
  int total = 0;
  do {
    const auto response = Call(&Organisation::ListReorganisations, request);
    ASSERT_TRUE(response.ok()) << response.status();
    total = response->total_size();
    for (const v1::Reorganisation& reorganisation : response->reorganisations()) {
      EXPECT_LE(reorganisation.effective_date(), before);
      before = reorganisation.effective_date();
      EXPECT_TRUE(names.insert(reorganisation.name()).second);
      EXPECT_EQ(reorganisation.state(), v1::Reorganisation::STATE_VERIFIED);
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(static_cast<int>(names.size()), total);

  request.clear_page_token();
  request.set_filter("unit = xp-26449-cu AND type = SPLIT");
  const auto split = Call(&Organisation::ListReorganisations, request);
  ASSERT_TRUE(split.ok()) << split.status();
  EXPECT_THAT(split->reorganisations(), SizeIs(1));
  request.set_filter("effective_date >= 2026-04-30 AND type = RETYPE");
  EXPECT_EQ(Call(&Organisation::ListReorganisations, request)->total_size(), 11);
}

TEST_F(OrganisationServiceTest, PeopleJoinOnce) {
  v1::CreateMembershipRequest request = NewMembership("so-vhttdl", "nguoi-moi");
  const std::vector<std::string> before = People("so-vhttdl");
  request.set_validate_only(true);
  const auto preview = Call(&Organisation::CreateMembership, request, "so-vhttdl/le-van-c");
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->name(), U("so-vhttdl") + "/memberships/nguoi-moi");
  EXPECT_EQ(People("so-vhttdl"), before);

  request.set_validate_only(false);
  request.set_request_id("11111111-1111-4111-8111-111111111111");
  const auto created = Call(&Organisation::CreateMembership, request, "so-vhttdl/le-van-c");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), preview->name());
  EXPECT_FALSE(created->etag().empty());
  EXPECT_THAT(People("so-vhttdl"), SizeIs(before.size() + 1));
  EXPECT_THAT(People("so-vhttdl", "2026-02-28"), SizeIs(before.size()));

  const int64_t sequence = LastSequence();
  const auto again = Call(&Organisation::CreateMembership, request, "so-vhttdl/le-van-c");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name(), created->name());
  EXPECT_EQ(LastSequence(), sequence);
  request.set_request_id("22222222-2222-4222-8222-222222222222");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, request, "so-vhttdl/le-van-c"), "ALREADY_EXISTS");
}

TEST_F(OrganisationServiceTest, NotEverybodyMayPutPeopleIntoAUnit) {
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("so-vhttdl", "x"), "so-noi-vu"),
            "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("khong-co", "x"), "so-noi-vu"), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("so-vhttdl", "x")), "ACTOR_MISSING");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("xp-26080-cu", "x"), "vp-ubnd"), "UNIT_NOT_ALIVE");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("khong-co", "x"), "vp-ubnd"), "NOT_FOUND");
  EXPECT_EQ(Refusal(&Organisation::CreateMembership, NewMembership("so-vhttdl", "x"), "vp-ubnd"), "");
}

TEST_F(OrganisationServiceTest, Instruments) {
  v1::ListInstrumentsRequest request;
  request.set_parent(kParent);
  request.set_page_size(1000);
  EXPECT_EQ(Call(&Responsibility::ListInstruments, request)->total_size(), 45);
  request.set_filter("number = \"431/QĐ-UBND\"");
  const auto found = Call(&Responsibility::ListInstruments, request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(found->instruments(), SizeIs(1));
  EXPECT_EQ(found->instruments(0).relations(0).type(), v1::Instrument::RELATION_TYPE_APPLIES_TEMPORARILY);
  v1::GetInstrumentRequest get;
  get.set_name(found->instruments(0).name());
  EXPECT_EQ(Call(&Responsibility::GetInstrument, get)->number(), "431/QĐ-UBND");
  get.set_name("provinces/dong-nai/instruments/khong-co");
  EXPECT_EQ(Refusal(&Responsibility::GetInstrument, get), "NOT_FOUND");
  request.set_filter("issue_date >= 2026-01-01");
  EXPECT_EQ(Call(&Responsibility::ListInstruments, request)->total_size(), 3);
}

TEST_F(OrganisationServiceTest, DutiesAreFilteredHolderByHolder) {
  v1::ListDutiesRequest request;
  request.set_parent(kParent);
  EXPECT_EQ(Call(&Responsibility::ListDuties, request)->total_size(), 36 + 7);  // of today, and of the past
  request.set_page_size(1000);
  request.set_filter("holder = so-vhttdl AND role = LEAD");
  const auto led = Call(&Responsibility::ListDuties, request);
  ASSERT_TRUE(led.ok()) << led.status();
  EXPECT_GT(led->total_size(), 0);
  for (const v1::Duty& duty : led->duties()) {
    EXPECT_EQ(duty.holders(0).holder(), U("so-vhttdl"));
    EXPECT_EQ(duty.holders(0).role(), v1::DUTY_ROLE_LEAD);
  }
  request.set_filter("holder = so-vhttdl");
  EXPECT_GT(Call(&Responsibility::ListDuties, request)->total_size(), led->total_size());
  request.set_filter("holder = so-vhttdl AND");
  EXPECT_EQ(Refusal(&Responsibility::ListDuties, request), "INVALID_FILTER");
}

}  // namespace
}  // namespace phoihop::testing
