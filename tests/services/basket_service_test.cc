// Work baskets as clients see them: a task on its way from basket to basket, pages, counts, and who may look.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/basket_service.grpc.pb.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Baskets = v1::BasketService::Stub;
using Handoffs = v1::HandoffService::Stub;
using Work = v1::TaskWorkService::Stub;

constexpr char kLead[] = "so-vhttdl";
constexpr char kPerson[] = "so-vhttdl/nguyen-van-a";
constexpr char kReceiver[] = "so-tu-phap";
constexpr char kStranger[] = "so-y-te";
constexpr char kOffice[] = "vp-ubnd";

class BasketServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id, const std::string& due = "2026-06-30") {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(true);
    create.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    create.mutable_task()->set_lead_unit(Unit(kLead));
    create.mutable_task()->set_requested_due_date(due);
    create.mutable_task()->set_approval_required(true);
    create.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, kIssuer);
  }

  template <typename Stub, typename Request>
  v1::Task Do(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
              const std::string& id, const std::string& act_as) {
    request.set_name(TaskName("dong-nai", id));
    return MustCall(method, request, act_as);
  }

  static v1::ListBasketRequest List(const std::string& unit = "") {
    v1::ListBasketRequest request;
    request.set_parent(kParent);
    if (!unit.empty()) request.set_unit(Unit(unit));
    return request;
  }
  static v1::CountBasketRequest Count(const std::string& unit = "") {
    v1::CountBasketRequest request;
    request.set_parent(kParent);
    if (!unit.empty()) request.set_unit(Unit(unit));
    return request;
  }

  // `TO_ACCEPT t1`, in the order of the answer.
  std::vector<std::string> Entries(const v1::ListBasketResponse& response) {
    std::vector<std::string> lines;
    for (const v1::BasketEntry& entry : response.entries()) {
      lines.push_back(absl::StrCat(v1::BasketKind_Name(entry.kind()).substr(sizeof("BASKET_KIND_") - 1), " ",
                                   LastSegment(entry.task().name())));
    }
    return lines;
  }
  std::vector<std::string> BasketOf(const std::string& act_as) {
    return Entries(MustCall(&Baskets::ListBasket, List(), act_as));
  }

  // `1: 3, late 1`.
  std::vector<std::string> Counts(const v1::CountBasketRequest& request, const std::string& act_as) {
    std::vector<std::string> lines;
    const v1::CountBasketResponse counted = MustCall(&Baskets::CountBasket, request, act_as);
    for (const auto& count : counted.counts()) {
      lines.push_back(absl::StrCat(count.kind(), ": ", count.count(), ", late ", count.overdue()));
    }
    return lines;
  }
};

TEST_F(BasketServiceTest, ATaskGoesFromBasketToBasket) {
  Create("t");
  EXPECT_THAT(BasketOf(kLead), ElementsAre("TO_ACCEPT t"));
  EXPECT_THAT(BasketOf(kIssuer), IsEmpty());
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), "t", kLead);
  EXPECT_THAT(BasketOf(kLead), ElementsAre("UNASSIGNED t"));

  v1::HandOffTaskRequest hand_off;
  hand_off.mutable_handoff()->set_to_unit(Unit(kReceiver));
  const v1::Task offered = Do(&Handoffs::HandOffTask, hand_off, "t", kLead);
  EXPECT_THAT(BasketOf(kReceiver), ElementsAre("HANDOFF t"));
  EXPECT_THAT(BasketOf(kLead), ElementsAre("UNASSIGNED t")) << "it leads until the receiver accepts";
  v1::RefuseHandoffRequest refuse;
  refuse.set_name(offered.handoffs(0).name());
  refuse.set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
  MustCall(&Handoffs::RefuseHandoff, refuse, kReceiver);
  EXPECT_THAT(BasketOf(kReceiver), IsEmpty());

  hand_off.mutable_handoff()->set_kind(v1::Handoff::KIND_REQUEST);
  const v1::Task asked = Do(&Handoffs::HandOffTask, hand_off, "t", kLead);
  v1::AcceptHandoffRequest accept;
  accept.set_name(asked.handoffs(1).name());
  MustCall(&Handoffs::AcceptHandoff, accept, kReceiver);
  EXPECT_THAT(BasketOf(kReceiver), ElementsAre("HANDOFF t")) << "until it has given what it is asked for";
  v1::ReturnHandoffResultRequest give;
  give.set_name(accept.name());
  give.mutable_result()->set_summary("Số liệu");
  MustCall(&Handoffs::ReturnHandoffResult, give, kReceiver);
  EXPECT_THAT(BasketOf(kReceiver), IsEmpty());
  EXPECT_THAT(BasketOf(kLead), ElementsAre("UNASSIGNED t", "HANDOFF t")) << "the result is to be taken";
  v1::AnswerHandoffResultRequest take;
  take.set_name(accept.name());
  take.set_accept(true);
  MustCall(&Handoffs::AnswerHandoffResult, take, kLead);
  EXPECT_THAT(BasketOf(kLead), ElementsAre("UNASSIGNED t"));

  Do(&Tasks::ClaimTask, v1::ClaimTaskRequest(), "t", kPerson);
  EXPECT_THAT(BasketOf(kLead), ElementsAre("ASSIGNED t"));
  v1::ListBasketRequest mine = List();
  mine.set_person(PersonName("dong-nai", "nguyen-van-a"));
  EXPECT_THAT(Entries(MustCall(&Baskets::ListBasket, mine, kPerson)), ElementsAre("ASSIGNED t"));
  mine.set_person(PersonName("dong-nai", "ai-khac"));
  EXPECT_THAT(Entries(MustCall(&Baskets::ListBasket, mine, kPerson)), IsEmpty());

  v1::RequestExtensionRequest extension;
  extension.set_due_date("2026-08-31");
  extension.set_reason("Chờ số liệu");
  Do(&Tasks::RequestExtension, extension, "t", kPerson);
  EXPECT_THAT(BasketOf(kIssuer), ElementsAre("TO_DECIDE t"));
  Do(&Tasks::GrantExtension, v1::GrantExtensionRequest(), "t", kIssuer);
  EXPECT_THAT(BasketOf(kIssuer), IsEmpty());

  v1::SubmitTaskRequest submit;
  submit.mutable_result()->set_summary("Đã xong");
  Do(&Tasks::SubmitTask, submit, "t", kPerson);
  EXPECT_THAT(BasketOf(kLead), IsEmpty());
  EXPECT_THAT(BasketOf(kIssuer), ElementsAre("TO_APPROVE t"));
  v1::SendCopiesRequest copies;
  copies.add_units(Unit(kStranger));
  Do(&Work::SendCopies, copies, "t", kIssuer);
  Do(&Tasks::ApproveTask, v1::ApproveTaskRequest(), "t", kIssuer);
  EXPECT_THAT(BasketOf(kIssuer), IsEmpty());
  EXPECT_THAT(BasketOf(kStranger), ElementsAre("COPY t"));
  Do(&Work::AcknowledgeCopy, v1::AcknowledgeCopyRequest(), "t", kStranger);
  EXPECT_THAT(BasketOf(kStranger), IsEmpty());
}

TEST_F(BasketServiceTest, AnEntryHasWhatAListShowsAndTheWholeTaskWhenAsked) {
  Create("t");
  v1::GetTaskRequest get;
  get.set_name(TaskName("dong-nai", "t"));
  const v1::Task whole = MustCall(&Tasks::GetTask, get, kLead);

  v1::ListBasketRequest request = List();
  const v1::ListBasketResponse basic = MustCall(&Baskets::ListBasket, request, kLead);
  ASSERT_EQ(basic.entries_size(), 1);
  EXPECT_EQ(basic.entries(0).due_time().seconds(), whole.clocks(0).due_time().seconds())
      << "by which it is to be accepted";
  v1::Task expected;
  expected.set_name(whole.name());
  expected.set_title(whole.title());
  expected.set_state(whole.state());
  expected.set_lead_unit(whole.lead_unit());
  expected.set_issuer_unit(whole.issuer_unit());
  expected.set_priority(whole.priority());
  *expected.mutable_due_time() = whole.due_time();
  expected.set_due_date(whole.due_date());
  expected.set_version(whole.version());
  expected.set_etag(whole.etag());
  (*expected.mutable_unit_display_names())[whole.lead_unit()] = whole.unit_display_names().at(whole.lead_unit());
  (*expected.mutable_unit_display_names())[whole.issuer_unit()] = whole.unit_display_names().at(whole.issuer_unit());
  EXPECT_EQ(basic.entries(0).task().ShortDebugString(), expected.ShortDebugString());

  request.set_view(v1::BASKET_VIEW_FULL);
  const v1::ListBasketResponse full = MustCall(&Baskets::ListBasket, request, kLead);
  ASSERT_EQ(full.entries_size(), 1);
  EXPECT_EQ(full.entries(0).task().ShortDebugString(), whole.ShortDebugString());
  EXPECT_GT(full.entries(0).task().operations_size(), 10);
}

TEST_F(BasketServiceTest, PagesGoOnWhereTheOneBeforeEnded) {
  for (int i = 0; i < 7; ++i) Create(absl::StrCat("t", i));
  for (int i = 0; i < 3; ++i) Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), absl::StrCat("t", i), kLead);
  v1::ListBasketRequest request = List();
  request.set_page_size(2);
  std::vector<std::string> seen;
  for (int pages = 1;; ++pages) {
    const v1::ListBasketResponse page = MustCall(&Baskets::ListBasket, request, kLead);
    for (const std::string& line : Entries(page)) seen.push_back(line);
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty()) {
      EXPECT_EQ(pages, 4);
      break;
    }
    ASSERT_LT(pages, 10);
    if (pages > 1) continue;
    v1::ListBasketRequest other = request;
    other.set_view(v1::BASKET_VIEW_FULL);
    EXPECT_EQ(Refusal(&Baskets::ListBasket, other, kLead), "INVALID_PAGE_TOKEN");
  }
  EXPECT_THAT(seen, ElementsAre("TO_ACCEPT t3", "TO_ACCEPT t4", "TO_ACCEPT t5", "TO_ACCEPT t6", "UNASSIGNED t0",
                                "UNASSIGNED t1", "UNASSIGNED t2"));
  v1::ListBasketRequest some = List();
  some.add_kinds(v1::BASKET_KIND_UNASSIGNED);
  some.add_kinds(v1::BASKET_KIND_COPY);
  some.add_kinds(v1::BASKET_KIND_UNASSIGNED);
  EXPECT_THAT(Entries(MustCall(&Baskets::ListBasket, some, kLead)),
              ElementsAre("UNASSIGNED t0", "UNASSIGNED t1", "UNASSIGNED t2"));
}

TEST_F(BasketServiceTest, CountsByKindAndHowManyAreLate) {
  for (const char* id : {"a", "b", "c"}) Create(id);
  Create("soon", "2026-03-05");
  for (const char* id : {"c", "soon"}) Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), id, kLead);
  EXPECT_THAT(Counts(Count(), kLead), ElementsAre("1: 2, late 0", "2: 2, late 0"));
  clock().Set(At("2026-03-06 09:00"));
  EXPECT_THAT(Counts(Count(), kLead), ElementsAre("1: 2, late 2", "2: 2, late 1"));
  Do(&Tasks::ClaimTask, v1::ClaimTaskRequest(), "soon", kPerson);
  v1::CountBasketRequest mine = Count();
  mine.set_person(PersonName("dong-nai", "nguyen-van-a"));
  EXPECT_THAT(Counts(mine, kPerson), ElementsAre("3: 1, late 1"));
  EXPECT_THAT(Counts(Count(), kStranger), IsEmpty());
}

TEST_F(BasketServiceTest, ABasketIsShownToItsUnitAndThoseAboveIt) {
  Create("t");
  EXPECT_EQ(Entries(MustCall(&Baskets::ListBasket, List(kLead), kOffice)).size(), 1u);
  EXPECT_EQ(Entries(MustCall(&Baskets::ListBasket, List(kLead), kIssuer)).size(), 1u);
  // The Party committee stands above its commissions, and sees nothing else for that.
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List("ban-tgdv"), "tinh-uy"), "");
  EXPECT_EQ(Refusal(&Baskets::CountBasket, Count("ban-tgdv"), "tinh-uy"), "");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List("tinh-uy"), "ban-tgdv"), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List(kLead), "tinh-uy"), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List(kLead), kStranger), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Baskets::CountBasket, Count(kLead), kStranger), "PERMISSION_DENIED");
  // Whether there is such a unit is told to those who see them all.
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List("khong-co"), kStranger), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List("khong-co"), kOffice), "NOT_FOUND");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, List(), ""), "ACTOR_MISSING");
}

TEST_F(BasketServiceTest, OfARoleOnlyWhatItsHoldersDealWith) {
  Create("t");
  Create("u");
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), "u", kPerson);
  v1::RequestExtensionRequest extension;
  extension.set_due_date("2026-08-31");
  extension.set_reason("Chờ số liệu");
  Do(&Tasks::RequestExtension, extension, "u", kPerson);
  const auto of_role = [&](const std::string& role, const std::string& act_as) {
    v1::ListBasketRequest request = List();
    request.set_role(absl::StrCat("provinces/dong-nai/roles/", role));
    v1::CountBasketRequest count = Count();
    count.set_role(request.role());
    const std::vector<std::string> entries = Entries(MustCall(&Baskets::ListBasket, request, act_as));
    EXPECT_EQ(Counts(count, act_as).size(), entries.size());
    return entries;
  };
  EXPECT_THAT(of_role("officer", kLead), ElementsAre("TO_ACCEPT t", "UNASSIGNED u"));
  EXPECT_THAT(of_role("approver", kLead), IsEmpty());
  EXPECT_THAT(of_role("plan-issuer", kIssuer), ElementsAre("TO_DECIDE u"));
  EXPECT_THAT(of_role("approver", kIssuer), IsEmpty());
  v1::ListBasketRequest request = List();
  request.set_role("provinces/dong-nai/roles/khong-co");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, request, kLead), "NOT_FOUND");
  request.set_role("provinces/dong-nai/roles/approver");
  request.set_person(PersonName("dong-nai", "nguyen-van-a"));
  EXPECT_THAT(Entries(MustCall(&Baskets::ListBasket, request, kLead)), IsEmpty());
}

TEST_F(BasketServiceTest, WhatIsWrongIsSaidAllAtOnce) {
  v1::ListBasketRequest request = List();
  request.set_unit("so-vhttdl");
  request.set_person("provinces/dong-nai/units/x");
  request.set_role("unit-clerk");
  request.add_kinds(static_cast<v1::BasketKind>(99));
  request.set_view(static_cast<v1::BasketView>(7));
  const absl::Status refused = Call(&Baskets::ListBasket, request, kLead).status();
  EXPECT_EQ(client::ReasonOf(refused), "INVALID_FIELD");
  for (const char* field : {"unit", "person", "role", "kinds", "view"}) {
    EXPECT_THAT(std::string(refused.message()), HasSubstr(field));
  }
  v1::ListBasketRequest nobody = List();
  nobody.set_person(PersonName("dong-nai", "nguyen-van-a"));
  nobody.add_kinds(v1::BASKET_KIND_TO_ACCEPT);
  EXPECT_EQ(Refusal(&Baskets::ListBasket, nobody, kLead), "INVALID_FIELD");
  request = List();
  request.set_page_size(-1);
  EXPECT_EQ(Refusal(&Baskets::ListBasket, request, kLead), "INVALID_PAGE_SIZE");
  request = List();
  request.set_page_token("x");
  EXPECT_EQ(Refusal(&Baskets::ListBasket, request, kLead), "INVALID_PAGE_TOKEN");
}

TEST_F(BasketServiceTest, OverHttp) {
  Create("t");
  const HttpHeaders as_lead = {{"X-Phoihop-Act-As", kLead}};
  const HttpAnswer list = Http("GET", "/v1/provinces/dong-nai/basket?kinds=BASKET_KIND_TO_ACCEPT&pageSize=10", as_lead);
  EXPECT_EQ(list.code, 200) << list.body;
  EXPECT_THAT(list.body, HasSubstr("\"BASKET_KIND_TO_ACCEPT\""));
  EXPECT_THAT(list.body, HasSubstr("Nhiệm vụ t"));
  const HttpAnswer count = Http("GET", "/v1/provinces/dong-nai/basket:count", as_lead);
  EXPECT_EQ(count.code, 200) << count.body;
  EXPECT_THAT(count.body, HasSubstr("\"count\""));
}

}  // namespace
}  // namespace phoihop::testing
