#include "tests/services/reorganisation_fixture.h"

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {

using google::longrunning::Operation;

const std::string kServing("\x08\x01", 2);
const std::string kNotServing("\x08\x02", 2);

std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }
std::string ReorganisationName(absl::string_view id) { return ChildName(kParent, "reorganisations", id); }
std::string Task(absl::string_view id) { return TaskName("dong-nai", id); }

v1::CreateReorganisationRequest ReorganisationFixture::Split(const std::string& id, const std::string& date) {
  v1::CreateReorganisationRequest request;
  request.set_parent(kParent);
  request.set_reorganisation_id(id);
  v1::Reorganisation& draft = *request.mutable_reorganisation();
  draft.set_display_name("Chia Sở Tư pháp");
  draft.set_type(v1::REORGANISATION_TYPE_SPLIT);
  draft.set_effective_date(date);
  draft.mutable_basis()->set_instrument_number("01/2026/NQ-HĐND");
  v1::SuccessionEdge* laws = draft.add_edges();
  laws->set_from_unit(Unit("so-tu-phap"));
  laws->set_to_unit(Unit("so-phap-che"));
  laws->mutable_partition()->set_key(v1::Partition::KEY_FUNCTION);
  laws->mutable_partition()->add_functions("văn bản quy phạm");
  v1::SuccessionEdge* registers = draft.add_edges();
  registers->set_from_unit(Unit("so-tu-phap"));
  registers->set_to_unit(Unit("so-noi-vu"));
  registers->mutable_partition()->set_key(v1::Partition::KEY_FUNCTION);
  registers->mutable_partition()->add_functions("hộ tịch");
  v1::Unit* made = draft.add_units();
  made->set_name(Unit("so-phap-che"));
  v1::UnitVersion* version = made->add_versions();
  version->set_display_name("Sở Pháp chế");
  version->set_kind(v1::UNIT_KIND_DEPARTMENT);
  version->set_level(v1::UNIT_LEVEL_PROVINCE);
  v1::UnitRelation* parent = made->add_relations();
  parent->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  parent->set_to_unit(Unit("ubnd"));
  return request;
}

v1::CreateReorganisationRequest ReorganisationFixture::Merge(const std::string& id,
                                                             const std::vector<std::string>& communes,
                                                             const std::string& date) {
  v1::CreateReorganisationRequest request;
  request.set_parent(kParent);
  request.set_reorganisation_id(id);
  v1::Reorganisation& draft = *request.mutable_reorganisation();
  draft.set_display_name("Nhập xã");
  draft.set_type(v1::REORGANISATION_TYPE_MERGE);
  draft.set_effective_date(date);
  draft.mutable_basis()->set_instrument_number("02/2026/NQ-UBTVQH16");
  for (size_t i = 0; i + 1 < communes.size(); ++i) {
    v1::SuccessionEdge* edge = draft.add_edges();
    edge->set_from_unit(Unit(communes[i]));
    edge->set_to_unit(Unit(communes.back()));
  }
  return request;
}

v1::Reorganisation ReorganisationFixture::Create(const v1::CreateReorganisationRequest& request) {
  return MustCall(&Stub::CreateReorganisation, request, kDrafter);
}

v1::Reorganisation ReorganisationFixture::Get(const std::string& id) {
  v1::GetReorganisationRequest request;
  request.set_name(ReorganisationName(id));
  return MustCall(&Stub::GetReorganisation, request);
}

v1::ReorganisationPreview ReorganisationFixture::Preview(const std::string& id) {
  v1::PreviewReorganisationRequest request;
  request.set_name(ReorganisationName(id));
  request.set_page_size(1000);
  return MustCall(&Stub::PreviewReorganisation, request, kDrafter);
}

v1::Reorganisation ReorganisationFixture::Approve(const std::string& id, const std::string& token) {
  v1::ApproveReorganisationRequest request;
  request.set_name(ReorganisationName(id));
  request.set_preview_token(token);
  return MustCall(&Stub::ApproveReorganisation, request, kApprover);
}

Operation ReorganisationFixture::Execute(const std::string& id) {
  v1::ExecuteReorganisationRequest request;
  request.set_name(ReorganisationName(id));
  return MustCall(&Stub::ExecuteReorganisation, request, kDrafter);
}

Operation ReorganisationFixture::Undo(const std::string& id) {
  v1::UndoReorganisationRequest request;
  request.set_name(ReorganisationName(id));
  request.mutable_basis()->set_instrument_number("09/2026/NQ-HĐND");
  return MustCall(&Stub::UndoReorganisation, request, kDrafter);
}

Operation ReorganisationFixture::CreateAndExecute(const v1::CreateReorganisationRequest& request) {
  Create(request);
  const std::string& id = request.reorganisation_id();
  Approve(id, Preview(id).token());
  return Execute(id);
}

Operation ReorganisationFixture::Wait(const std::string& operation) {
  v1::WaitOperationRequest request;
  request.set_name(operation);
  request.set_timeout_seconds(static_cast<int32_t>(absl::ToInt64Seconds(kFixtureLimit)) - 5);
  return MustCall(&Operations::WaitOperation, request, kDrafter);
}

v1::Reorganisation ReorganisationFixture::ResponseOf(const Operation& operation) {
  v1::Reorganisation reorganisation;
  EXPECT_TRUE(operation.done()) << operation.DebugString();
  EXPECT_TRUE(operation.response().UnpackTo(&reorganisation)) << operation.DebugString();
  return reorganisation;
}

v1::ReorganisationProgress ReorganisationFixture::ProgressOf(const Operation& operation) {
  v1::ReorganisationProgress progress;
  EXPECT_TRUE(operation.metadata().UnpackTo(&progress)) << operation.DebugString();
  return progress;
}

std::vector<v1::RehomingItem> ReorganisationFixture::Items(const std::string& id, const std::string& filter,
                                                           const std::string& act_as) {
  v1::ListRehomingItemsRequest request;
  request.set_parent(ReorganisationName(id));
  request.set_filter(filter);
  // Small, so that every list has several pages.
  request.set_page_size(2);
  std::vector<v1::RehomingItem> items;
  int64_t total = 0;
  do {
    const v1::ListRehomingItemsResponse page = MustCall(&Stub::ListRehomingItems, request, act_as);
    items.insert(items.end(), page.items().begin(), page.items().end());
    request.set_page_token(page.next_page_token());
    total = page.total_size();
  } while (!request.page_token().empty());
  EXPECT_EQ(static_cast<int64_t>(items.size()), total) << filter;
  return items;
}

v1::Task ReorganisationFixture::NewTask(const std::string& id, const std::string& lead, const std::string& title,
                                        const std::vector<std::string>& coordinators) {
  v1::CreateTaskRequest request;
  request.set_parent(kParent);
  request.set_task_id(id);
  request.set_issue(true);
  request.mutable_task()->set_title(title);
  request.mutable_task()->set_lead_unit(Unit(lead));
  for (const std::string& unit : coordinators) request.mutable_task()->add_coordinator_units(Unit(unit));
  request.mutable_task()->set_requested_due_date("2026-06-30");
  request.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
  return MustCall(&Tasks::CreateTask, request, kApprover);
}

v1::Task ReorganisationFixture::GetTask(const std::string& id) {
  v1::GetTaskRequest request;
  request.set_name(Task(id));
  return MustCall(&Tasks::GetTask, request, "vp-ubnd");
}

std::string ReorganisationFixture::Health(const std::string& service) {
  // Field 1 of the request is the name of the service.
  const std::string request =
      service.empty() ? "" : absl::StrCat("\x0A", std::string(1, static_cast<char>(service.size())), service);
  const auto answer = RawCall("/grpc.health.v1.Health/Check", request);
  return answer.ok() ? *answer : answer.status().ToString();
}

}  // namespace phoihop::testing
