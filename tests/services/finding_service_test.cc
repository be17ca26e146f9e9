// Findings over gRPC: lists with their counts and pages, drafts, plans, and waivers with what is known of them when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

using Responsibility = v1::ResponsibilityService::Stub;

class FindingServiceTest : public ReorganisationFixture {
 protected:
  static v1::ListFindingsRequest Request(std::vector<v1::FindingKind> kinds = {}) {
    v1::ListFindingsRequest request;
    request.set_parent(kParent);
    request.set_page_size(1000);
    for (const v1::FindingKind kind : kinds) request.add_kinds(kind);
    return request;
  }
  v1::ListFindingsResponse List(const v1::ListFindingsRequest& request, const std::string& act_as = kDrafter) {
    return MustCall(&Responsibility::ListFindings, request, act_as);
  }

  void ImportPlan(const std::string& id, const std::string& items) {
    v1::ImportPlanRequest request;
    request.set_parent(kParent);
    request.set_plan_id(id);
    request.set_filename("plan.csv");
    request.set_content(
        absl::StrCat("TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n", items));
    request.mutable_plan()->set_issuer_unit(Unit("ubnd"));
    request.mutable_plan()->set_document_date("2026-02-01");
    request.mutable_plan()->set_number(absl::StrCat(id, "/KH-UBND"));
    const auto response = MustCall(&v1::PlanService::Stub::ImportPlan, request, kDrafter);
    EXPECT_TRUE(response.stored()) << response.DebugString();
  }

  static v1::WaiveFindingRequest Waive(const std::string& finding) {
    v1::WaiveFindingRequest request;
    request.set_name(finding);
    request.set_reason("chờ Quy chế mới");
    request.mutable_basis()->set_instrument_number("431/QĐ-UBND");
    return request;
  }
};

std::vector<std::string> NamesOf(const v1::ListFindingsResponse& response) {
  std::vector<std::string> names;
  for (const v1::Finding& finding : response.findings()) names.push_back(finding.name());
  return names;
}

std::map<v1::FindingKind, int> CountsOf(const v1::ListFindingsResponse& response) {
  std::map<v1::FindingKind, int> counts;
  for (const auto& count : response.counts()) counts[count.kind()] = count.count();
  return counts;
}

TEST_F(FindingServiceTest, TheStateOfSeptember2025) {
  auto request = Request();
  request.set_as_of("2025-09-15");
  const auto all = List(request, "");
  EXPECT_EQ(all.total_size(), all.findings_size());
  EXPECT_THAT(CountsOf(all),
              AllOf(Contains(Pair(v1::FINDING_KIND_GAP, Ge(1))), Contains(Pair(v1::FINDING_KIND_DANGLING, Ge(2))),
                    Contains(Pair(v1::FINDING_KIND_LEVEL_MISMATCH, 1)),
                    Contains(Pair(v1::FINDING_KIND_BASIS_TEMPORARY, Ge(1)))));
  // Pages are the same list in pieces, with the counts of the whole.
  auto paged = request;
  paged.set_page_size(7);
  std::vector<std::string> names;
  do {
    const auto page = List(paged, "");
    EXPECT_LE(page.findings_size(), 7);
    EXPECT_EQ(page.total_size(), all.total_size());
    EXPECT_EQ(CountsOf(page), CountsOf(all));
    for (const std::string& name : NamesOf(page)) names.push_back(name);
    paged.set_page_token(page.next_page_token());
  } while (!paged.page_token().empty());
  EXPECT_EQ(names, NamesOf(all));

  request.set_filter("unit : so-thong-tin-va-truyen-thong-binh-phuoc-cu AND kind = DANGLING");
  const auto of_unit = List(request, "");
  ASSERT_THAT(of_unit.findings(), SizeIs(1));
  EXPECT_THAT(of_unit.findings(0).remedy(), HasSubstr("Sở Văn hóa, Thể thao và Du lịch"));

  // 431/QĐ-UBND of 18 July is what makes it apply.
  auto period = Request({v1::FINDING_KIND_BASIS_TEMPORARY});
  period.set_period_start_date("2025-07-01");
  period.set_period_end_date("2025-08-01");
  const auto of_july = List(period, "");
  EXPECT_THAT(of_july.findings(), Not(IsEmpty()));
  for (const v1::Finding& finding : of_july.findings()) {
    EXPECT_EQ(finding.valid_from(), "2025-07-18");
    EXPECT_EQ(finding.valid_to(), "2025-08-01");
  }
}

TEST_F(FindingServiceTest, WrongQuestions) {
  const auto refusal = [this](auto change) {
    auto request = Request();
    change(request);
    return Refusal(&Responsibility::ListFindings, request, kDrafter);
  };
  EXPECT_EQ(refusal([](auto& r) { r.set_as_of("15/09/2025"); }), "INVALID_DATE");
  EXPECT_EQ(refusal([](auto& r) { r.set_period_start_date("2025-01-01"); }), "INVALID_DATE");
  EXPECT_EQ(refusal([](auto& r) {
              r.set_period_start_date("2025-01-01");
              r.set_period_end_date("2025-01-01");
            }),
            "INVALID_FIELD");
  EXPECT_EQ(refusal([](auto& r) {
              r.set_period_start_date("2000-01-01");
              r.set_period_end_date("2025-01-01");
            }),
            "INVALID_FIELD");
  EXPECT_EQ(refusal([](auto& r) {
              r.set_as_of("2025-01-01");
              r.set_period_start_date("2025-01-01");
              r.set_period_end_date("2025-02-01");
            }),
            "INVALID_FIELD");
  EXPECT_EQ(refusal([](auto& r) { r.set_filter("nothing = 1"); }), "INVALID_FILTER");
  EXPECT_EQ(refusal([](auto& r) { r.set_reorganisation(ReorganisationName("none")); }), "NOT_FOUND");
  EXPECT_EQ(refusal([](auto& r) { r.set_regulation("provinces/dong-nai/regulations/none"); }), "NOT_FOUND");
}

TEST_F(FindingServiceTest, PlansAreLookedAtForThoseWhoMaySeeThem) {
  ImportPlan("dn", "1,Sản xuất video clip truyền thông về du lịch Đồng Nai,Sở VHTTDL,,Quý III/2026,05 video clip\n");
  ImportPlan("bp",
             "1,Sản xuất các video clip du lịch và truyền thông Bình Phước,Sở VHTTDL,,Quý III/2026,05 video clip\n"
             "2,Gặp gỡ kiều bào,Sở Nào Đó,,Hằng năm,\n");
  const auto kinds =
      Request({v1::FINDING_KIND_DUPLICATE_ITEM, v1::FINDING_KIND_UNASSIGNED_ITEM, v1::FINDING_KIND_NO_RESULT_MEASURE});
  const auto seen = List(kinds, kOutsider);
  EXPECT_THAT(CountsOf(seen),
              ElementsAre(Pair(v1::FINDING_KIND_UNASSIGNED_ITEM, 1), Pair(v1::FINDING_KIND_DUPLICATE_ITEM, 1),
                          Pair(v1::FINDING_KIND_NO_RESULT_MEASURE, 1)));
  EXPECT_THAT(List(kinds, "").findings(), IsEmpty()) << "plans are not shown to nobody in particular";
  auto of_plan = kinds;
  of_plan.set_filter("plan : dn");
  EXPECT_THAT(List(of_plan).findings(), SizeIs(1));
}

TEST_F(FindingServiceTest, ADraftSaysWhatItChangesUntilItIsLaw) {
  Create(Split("s"));
  auto request = Request();
  request.set_reorganisation(ReorganisationName("s"));
  std::map<v1::Finding::Change, int> changes;
  const auto compared = List(request);
  for (const v1::Finding& finding : compared.findings()) {
    ++changes[finding.change()];
    EXPECT_EQ(finding.valid_from(), "2026-06-01") << "the day of the draft";
    // What nobody can say who gets stays with the department that ends.
    if (finding.change() == v1::Finding::CHANGE_NEW) {
      EXPECT_THAT(finding.units(), Contains(Unit("so-tu-phap"))) << finding.DebugString();
    }
  }
  EXPECT_THAT(changes, AllOf(Contains(Pair(v1::Finding::CHANGE_NEW, Ge(1))),
                             Contains(Pair(v1::Finding::CHANGE_UNCHANGED, Ge(1)))));
  request.set_filter("change = NEW");
  EXPECT_EQ(List(request).total_size(), changes[v1::Finding::CHANGE_NEW]);
  request.clear_filter();
  Approve("s", Preview("s").token());
  Execute("s");
  EXPECT_EQ(Refusal(&Responsibility::ListFindings, request, kDrafter), "REORGANISATION_STATE");
}

TEST_F(FindingServiceTest, AWaiverIsADecisionInTheJournal) {
  const auto gaps = Request({v1::FINDING_KIND_GAP});
  const auto before = List(gaps);
  ASSERT_THAT(before.findings_size(), Ge(2));
  const std::string name = before.findings(0).name();
  auto request = Waive(name);
  EXPECT_EQ(Refusal(&Responsibility::WaiveFinding, request, kOutsider), "PERMISSION_DENIED");
  request.set_name("provinces/dong-nai/findings/gap-0123456789abcdef");
  EXPECT_EQ(Refusal(&Responsibility::WaiveFinding, request, kOutsider), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Responsibility::WaiveFinding, request, kDrafter), "NOT_FOUND");
  request = Waive(name);
  request.clear_basis();
  EXPECT_EQ(Refusal(&Responsibility::WaiveFinding, request, kDrafter), "BASIS_REQUIRED");
  request = Waive(name);
  request.set_valid_to("2026-06-01");
  EXPECT_EQ(Refusal(&Responsibility::WaiveFinding, request, kDrafter), "INVALID_FIELD");
  request = Waive(name);
  request.set_validate_only(true);
  EXPECT_EQ(MustCall(&Responsibility::WaiveFinding, request, kDrafter).reason(), "chờ Quy chế mới");
  EXPECT_EQ(NamesOf(List(gaps)), NamesOf(before)) << "nothing was recorded";

  clock().Advance(absl::Hours(1));
  request.set_validate_only(false);
  request.set_request_id("waive-1");
  const auto waiver = MustCall(&Responsibility::WaiveFinding, request, kDrafter);
  EXPECT_EQ(waiver.kind(), v1::FINDING_KIND_GAP);
  EXPECT_EQ(waiver.actor().person(), "provinces/dong-nai/persons/vu-van-mai");
  EXPECT_EQ(MustCall(&Responsibility::WaiveFinding, request, kDrafter).waive_time().seconds(),
            waiver.waive_time().seconds());
  auto waived = List(gaps);
  EXPECT_EQ(waived.findings_size(), before.findings_size() - 1);
  EXPECT_EQ(waived.counts(0).count(), before.counts(0).count());
  EXPECT_EQ(waived.counts(0).waived(), 1);
  auto all = gaps;
  all.set_include_waived(true);
  waived = List(all);
  EXPECT_EQ(NamesOf(waived), NamesOf(before));
  EXPECT_EQ(waived.findings(0).waiver().reason(), "chờ Quy chế mới");
  // As it was known before the decision.
  auto then = gaps;
  *then.mutable_known_at() = ToTimestamp(clock().Now() - absl::Minutes(30));
  EXPECT_EQ(NamesOf(List(then)), NamesOf(before));

  v1::RevokeFindingWaiverRequest revoke;
  revoke.set_name(waiver.name());
  EXPECT_EQ(Refusal(&Responsibility::RevokeFindingWaiver, revoke, kOutsider), "PERMISSION_DENIED");
  EXPECT_TRUE(MustCall(&Responsibility::RevokeFindingWaiver, revoke, kDrafter).has_revoke_time());
  EXPECT_TRUE(MustCall(&Responsibility::RevokeFindingWaiver, revoke, kDrafter).has_revoke_time()) << "again";
  EXPECT_EQ(NamesOf(List(gaps)), NamesOf(before));
  v1::ListFindingWaiversRequest waivers;
  waivers.set_parent(kParent);
  EXPECT_THAT(MustCall(&Responsibility::ListFindingWaivers, waivers).finding_waivers(), SizeIs(1));
  revoke.set_name("provinces/dong-nai/findingWaivers/gap-0");
  EXPECT_EQ(Refusal(&Responsibility::RevokeFindingWaiver, revoke, kDrafter), "NOT_FOUND");

  v1::ListEventsRequest events;
  events.set_parent(kParent);
  events.set_filter(absl::StrCat("subject = \"", waiver.name(), "\""));
  std::vector<std::string> types;
  const auto journal = MustCall(&v1::EventService::Stub::ListEvents, events, kDrafter);
  for (const v1::Event& event : journal.events()) types.push_back(event.type());
  EXPECT_THAT(types, ElementsAre("finding.waived", "finding.waiver_revoked"));
}

}  // namespace
}  // namespace phoihop::testing
