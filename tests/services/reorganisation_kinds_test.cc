// What goes with a reorganisation beside tasks of a unit: plan items, duties, people; and how callers wait for its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using Item = v1::RehomingItem;
using Plans = v1::PlanService::Stub;

class ReorganisationKindsTest : public ReorganisationFixture {
 protected:
  void ImportPlan() {
    v1::ImportPlanRequest import;
    import.set_parent(kParent);
    import.set_plan_id("kh");
    import.set_filename("kh.csv");
    import.set_content(
        "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
        "1,Rà soát văn bản quy phạm pháp luật,Sở Tư pháp,Sở Nội vụ,30/9/2026,Báo cáo\n"
        "2,Số hóa sổ hộ tịch,Sở Tư pháp,Sở Nội vụ,30/9/2026,Cơ sở dữ liệu\n"
        "3,Tổ chức hội nghị,Sở Nội vụ,Sở Tư pháp,30/9/2026,Hội nghị\n");
    import.mutable_plan()->set_display_name("Kế hoạch");
    import.mutable_plan()->set_issuer_unit(Unit("ubnd"));
    import.mutable_plan()->set_document_date("2026-05-04");
    const v1::ImportPlanResponse imported = MustCall(&Plans::ImportPlan, import, kApprover);
    ASSERT_TRUE(imported.stored());
    ASSERT_EQ(imported.understood_items(), 3);
  }

  // Of each item of the plan.
  std::vector<std::string> Leads() {
    v1::GetPlanRequest get;
    get.set_name(PlanName("dong-nai", "kh"));
    const v1::Plan plan = MustCall(&Plans::GetPlan, get, "vp-ubnd");
    std::vector<std::string> leads;
    for (const v1::PlanItem& item : plan.items()) leads.emplace_back(LastSegment(item.leads(0).units(0)));
    return leads;
  }

  void AssignAllTo(const std::string& id, const std::string& state, const std::string& unit) {
    for (const Item& item : Items(id, absl::StrCat("state = ", state))) {
      v1::AssignRehomingItemRequest request;
      request.set_name(ReorganisationName(id));
      request.mutable_assignment()->set_item(item.item());
      request.mutable_assignment()->set_to_unit(Unit(unit));
      MustCall(&Stub::AssignRehomingItem, request, kDrafter);
    }
  }
};

TEST_F(ReorganisationKindsTest, ItemsOfPlansThatAreNotIssuedGoAlong) {
  ImportPlan();
  EXPECT_THAT(Leads(), ElementsAre("so-tu-phap", "so-tu-phap", "so-noi-vu"));
  Create(Split("chia-tp"));
  const v1::ReorganisationPreview preview = Preview("chia-tp");
  std::vector<std::string> previewed;
  for (const Item& item : preview.items()) {
    if (item.kind() == Item::KIND_PLAN_ITEM) previewed.push_back(item.item());
  }
  EXPECT_THAT(previewed, SizeIs(3));
  Approve("chia-tp", preview.token());
  const auto operation = Execute("chia-tp");
  Wait(operation.name());
  EXPECT_THAT(Leads(), ElementsAre("so-phap-che", "so-noi-vu", "so-noi-vu"));
  std::vector<std::string> recorded;
  for (const Item& item : Items("chia-tp", "kind = PLAN_ITEM")) recorded.push_back(item.item());
  EXPECT_EQ(recorded, previewed);

  // What waits of the others is given to somebody, then the checks hold.
  AssignAllTo("chia-tp", "WAITING", "so-noi-vu");
  const v1::Reorganisation verified = ResponseOf(Wait(operation.name()));
  EXPECT_EQ(verified.state(), v1::Reorganisation::STATE_VERIFIED) << verified.verification().DebugString();

  const v1::Reorganisation undone = ResponseOf(Wait(Undo("chia-tp").name()));
  EXPECT_EQ(undone.state(), v1::Reorganisation::STATE_ANNULLED) << undone.verification().DebugString();
  EXPECT_THAT(Leads(), ElementsAre("so-tu-phap", "so-tu-phap", "so-noi-vu"));
}

TEST_F(ReorganisationKindsTest, APersonWhoLeavesHandsTheWorkToAnother) {
  NewTask("viec", "so-noi-vu", "Việc đang làm");
  v1::AcceptTaskRequest accept;
  accept.set_name(Task("viec"));
  MustCall(&Tasks::AcceptTask, accept, "so-noi-vu");
  v1::AssignPersonRequest assign;
  assign.set_name(Task("viec"));
  assign.set_person(PersonName("dong-nai", "vo-thi-an"));
  MustCall(&Tasks::AssignPerson, assign, "so-noi-vu/huynh-minh-yen");

  v1::CreateReorganisationRequest request;
  request.set_parent(kParent);
  request.set_reorganisation_id("thoi-viec");
  v1::Reorganisation& draft = *request.mutable_reorganisation();
  draft.set_type(v1::REORGANISATION_TYPE_END_MEMBERSHIP);
  draft.set_effective_date("2026-06-01");
  draft.mutable_basis()->set_instrument_number("12/QĐ-SNV");
  v1::SuccessionEdge* edge = draft.add_edges();
  edge->set_from_unit(Unit("so-noi-vu"));
  edge->set_to_unit(Unit("so-noi-vu"));
  edge->set_to_person(PersonName("dong-nai", "dang-van-khanh"));
  v1::ListMembershipsRequest members;
  members.set_parent(Unit("so-noi-vu"));
  const auto present = MustCall(&v1::OrganisationService::Stub::ListMemberships, members);
  for (const v1::Membership& membership : present.memberships()) {
    if (membership.person() == assign.person()) edge->set_from_membership(membership.name());
  }
  Create(request);
  const v1::ReorganisationPreview preview = Preview("thoi-viec");
  ASSERT_EQ(preview.items_size(), 1);
  EXPECT_EQ(preview.items(0).item(), Task("viec"));
  Approve("thoi-viec", preview.token());
  EXPECT_EQ(ResponseOf(Wait(Execute("thoi-viec").name())).state(), v1::Reorganisation::STATE_VERIFIED);
  EXPECT_EQ(GetTask("viec").assignee(), PersonName("dong-nai", "dang-van-khanh"));
  EXPECT_EQ(GetTask("viec").lead_unit(), Unit("so-noi-vu"));
  EXPECT_EQ(ResponseOf(Wait(Undo("thoi-viec").name())).state(), v1::Reorganisation::STATE_ANNULLED);
  EXPECT_EQ(GetTask("viec").assignee(), PersonName("dong-nai", "vo-thi-an"));
}

TEST_F(ReorganisationKindsTest, ACommuneThatBecomesAWardKeepsItsWork) {
  NewTask("a", "xp-25294", "Việc của xã");
  v1::CreateReorganisationRequest request = Merge("len-phuong", {"xp-25294", "xp-25294"});
  v1::Reorganisation& draft = *request.mutable_reorganisation();
  draft.set_type(v1::REORGANISATION_TYPE_RETYPE);
  v1::Unit* unit = draft.add_units();
  unit->set_name(Unit("xp-25294"));
  unit->add_versions()->set_display_name("Phường Lộc Thành");
  unit->mutable_versions(0)->set_kind(v1::UNIT_KIND_WARD);
  unit->mutable_versions(0)->set_level(v1::UNIT_LEVEL_COMMUNE);
  EXPECT_EQ(ResponseOf(Wait(CreateAndExecute(request).name())).state(), v1::Reorganisation::STATE_VERIFIED);
  const std::vector<Item> items = Items("len-phuong");
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].outcome(), Item::OUTCOME_KEEP);
  v1::GetUnitRequest get;
  get.set_name(Unit("xp-25294"));
  EXPECT_EQ(MustCall(&v1::OrganisationService::Stub::GetUnit, get).current().display_name(), "Phường Lộc Thành");
}

TEST_F(ReorganisationKindsTest, AsManyAsLikeWaitForOneOperation) {
  NewTask("luat", "so-tu-phap", "Rà soát văn bản quy phạm pháp luật");
  const auto operation = CreateAndExecute(Split("chia-tp", "2026-07-01"));
  // More than the server has threads for reading.
  constexpr int kWaiters = 16;
  std::vector<google::longrunning::Operation> answers(kWaiters);
  std::vector<std::thread> waiters;
  waiters.reserve(kWaiters);
  for (int i = 0; i < kWaiters; ++i) {
    waiters.emplace_back([&, i] { answers[static_cast<size_t>(i)] = Wait(operation.name()); });
  }
  // Other reads are served meanwhile.
  v1::GetOperationRequest get;
  get.set_name(operation.name());
  for (int i = 0; i < kWaiters; ++i) EXPECT_FALSE(MustCall(&Operations::GetOperation, get, kDrafter).done());
  clock().Set(At("2026-07-01 00:00"));
  for (std::thread& waiter : waiters) waiter.join();
  for (const auto& answer : answers) EXPECT_TRUE(answer.done());
}

TEST_F(ReorganisationKindsTest, WhoWaitsIsToldThatTheServerStops) {
  const auto operation = CreateAndExecute(Split("chia-tp", "2026-07-01"));
  absl::Status status;
  v1::WaitOperationRequest request;
  request.set_name(operation.name());
  std::thread waiter([&] { status = Call(&Operations::WaitOperation, request, kDrafter).status(); });
  // Wherever the call is by now: it is not left hanging.
  v1::GetOperationRequest get;
  get.set_name(operation.name());
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(MustCall(&Operations::GetOperation, get, kDrafter).done());
  StopServer();
  waiter.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
}

}  // namespace
}  // namespace phoihop::testing
