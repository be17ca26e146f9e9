// A reorganisation through the real server: drafted, previewed, approved, executed, held, decided, proved, taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Item = v1::RehomingItem;
using Organisation = v1::OrganisationService::Stub;

std::map<std::string, Item::Outcome> OutcomesOf(const std::vector<Item>& items) {
  std::map<std::string, Item::Outcome> outcomes;
  for (const Item& item : items) outcomes[item.item()] = item.outcome();
  return outcomes;
}

class ReorganisationServiceTest : public ReorganisationFixture {
 protected:
  // Three led by so-tu-phap, of which the rules place two; one that it coordinates; one that has nothing to do with it.
  void MakeWork() {
    NewTask("luat", "so-tu-phap", "Rà soát văn bản quy phạm pháp luật");
    NewTask("ho-tich", "so-tu-phap", "Số hóa sổ hộ tịch");
    NewTask("khac", "so-tu-phap", "Hội nghị tổng kết năm");
    NewTask("phoi-hop", "so-khcn", "Phần mềm quản lý hộ tịch", {"so-tu-phap"});
    NewTask("ngoai", "so-khcn", "Việc của sở khác");
  }

  v1::Reorganisation Assign(const std::string& id, const std::string& item, const std::string& unit) {
    v1::AssignRehomingItemRequest request;
    request.set_name(ReorganisationName(id));
    request.mutable_assignment()->set_item(item);
    request.mutable_assignment()->set_to_unit(Unit(unit));
    request.mutable_assignment()->mutable_basis()->set_text("Ý kiến của Chủ tịch UBND");
    return MustCall(&Stub::AssignRehomingItem, request, kDrafter);
  }
};

TEST_F(ReorganisationServiceTest, FromDraftToProofAndBack) {
  MakeWork();
  const v1::Reorganisation draft = Create(Split("chia-tp"));
  EXPECT_EQ(draft.state(), v1::Reorganisation::STATE_DRAFT);
  EXPECT_EQ(draft.drafter().unit(), Unit("vp-ubnd"));
  EXPECT_FALSE(draft.etag().empty());

  // A preview says what would happen and does nothing.
  const v1::ReorganisationPreview preview = Preview("chia-tp");
  EXPECT_EQ(preview.reorganisation().state(), v1::Reorganisation::STATE_PREVIEWED);
  EXPECT_EQ(preview.reorganisation().preview_token(), preview.token());
  EXPECT_EQ(preview.token().size(), 64u);
  auto outcomes = OutcomesOf({preview.items().begin(), preview.items().end()});
  EXPECT_EQ(outcomes[Task("luat")], Item::OUTCOME_MOVE);
  EXPECT_EQ(outcomes[Task("ho-tich")], Item::OUTCOME_MOVE);
  EXPECT_EQ(outcomes[Task("phoi-hop")], Item::OUTCOME_MOVE);
  EXPECT_EQ(outcomes[Task("khac")], Item::OUTCOME_MANUAL);
  EXPECT_EQ(outcomes.count(Task("ngoai")), 0u);
  EXPECT_GT(preview.counts_size(), 0);
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-tu-phap"));

  const v1::Reorganisation approved = Approve("chia-tp", preview.token());
  EXPECT_EQ(approved.state(), v1::Reorganisation::STATE_APPROVED);
  EXPECT_EQ(approved.approver().unit(), Unit("ubnd"));

  const auto started = Execute("chia-tp");
  EXPECT_EQ(started.name(), "provinces/dong-nai/operations/execute-1-chia-tp");
  const auto held = Wait(started.name());
  const v1::Reorganisation waits = ResponseOf(held);
  EXPECT_EQ(waits.state(), v1::Reorganisation::STATE_HELD) << waits.verification().DebugString();
  EXPECT_EQ(waits.units_before_size() + waits.memberships_before_size() + waits.posts_before_size(), 0);
  EXPECT_EQ(ProgressOf(held).remaining(), 0);
  EXPECT_GE(ProgressOf(held).waiting(), 1);
  EXPECT_EQ(ProgressOf(held).failed(), 0);
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-phap-che"));
  EXPECT_EQ(GetTask("ho-tich").lead_unit(), Unit("so-noi-vu"));
  EXPECT_THAT(GetTask("phoi-hop").coordinator_units(), ElementsAre(Unit("so-noi-vu")));

  // What was moved is not decided again.
  v1::AssignRehomingItemRequest again;
  again.set_name(ReorganisationName("chia-tp"));
  again.mutable_assignment()->set_item(Task("luat"));
  again.mutable_assignment()->set_to_unit(Unit("so-noi-vu"));
  EXPECT_EQ(Refusal(&Stub::AssignRehomingItem, again, kDrafter), "ITEM_NOT_WAITING");
  EXPECT_EQ(Refusal(&Stub::AssignRehomingItem, again, "so-noi-vu"), "PERMISSION_DENIED");

  // What the previews said is what happened.
  auto recorded = OutcomesOf(Items("chia-tp"));
  EXPECT_EQ(recorded, outcomes);
  for (const Item& item : Items("chia-tp", "state = WAITING")) {
    EXPECT_EQ(item.outcome(), Item::OUTCOME_MANUAL) << item.item();
    EXPECT_FALSE(item.reason().empty()) << item.item();
    Assign("chia-tp", item.item(), "so-noi-vu");
  }
  const auto verified = Wait(started.name());
  EXPECT_EQ(ResponseOf(verified).state(), v1::Reorganisation::STATE_VERIFIED)
      << ResponseOf(verified).verification().DebugString();
  EXPECT_TRUE(ResponseOf(verified).verification().holds());
  EXPECT_EQ(GetTask("khac").lead_unit(), Unit("so-noi-vu"));
  EXPECT_THAT(Items("chia-tp", "state = WAITING"), IsEmpty());

  // One of them goes on in its new place; the others come back as they were.
  v1::AcceptTaskRequest accept;
  accept.set_name(Task("ho-tich"));
  MustCall(&Tasks::AcceptTask, accept, "so-noi-vu");
  const auto undone = Undo("chia-tp");
  EXPECT_EQ(undone.name(), "provinces/dong-nai/operations/undo-2-chia-tp");
  const v1::Reorganisation end = ResponseOf(Wait(undone.name()));
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-tu-phap"));
  EXPECT_THAT(GetTask("phoi-hop").coordinator_units(), ElementsAre(Unit("so-tu-phap")));
  EXPECT_EQ(GetTask("ho-tich").lead_unit(), Unit("so-noi-vu"));
  EXPECT_THAT(OutcomesOf(Items("chia-tp", "state = UNDO_WAITING")), Contains(::testing::Key(Task("ho-tich"))));
  EXPECT_EQ(end.state(), v1::Reorganisation::STATE_HELD);
  for (const Item& item : Items("chia-tp", "state = UNDO_WAITING")) Assign("chia-tp", item.item(), "so-tu-phap");
  EXPECT_EQ(ResponseOf(Wait(undone.name())).state(), v1::Reorganisation::STATE_ANNULLED);
  // The execution is over for good.
  EXPECT_TRUE(Wait(started.name()).done());
}

TEST_F(ReorganisationServiceTest, OneThatIsHeldByTheWorkOfAnotherIsVerifiedWithIt) {
  NewTask("khac", "so-tu-phap", "Hội nghị tổng kết năm", {"xp-25357"});
  const auto split = CreateAndExecute(Split("chia-tp"));
  EXPECT_EQ(ResponseOf(Wait(split.name())).state(), v1::Reorganisation::STATE_HELD);
  const auto merge = CreateAndExecute(Merge("nhap-xa", {"xp-25357", "xp-25270"}));
  const v1::Reorganisation held = ResponseOf(Wait(merge.name()));
  EXPECT_EQ(held.state(), v1::Reorganisation::STATE_HELD) << "the lead of a task that it moved is not decided";
  EXPECT_EQ(held.verification().waiting(), 0);

  for (const Item& item : Items("chia-tp", "state = WAITING")) Assign("chia-tp", item.item(), "so-noi-vu");
  EXPECT_EQ(ResponseOf(Wait(split.name())).state(), v1::Reorganisation::STATE_VERIFIED);
  EXPECT_TRUE(Eventually([&] { return Get("nhap-xa").state() == v1::Reorganisation::STATE_VERIFIED; }))
      << Get("nhap-xa").verification().DebugString();
}

TEST_F(ReorganisationServiceTest, APreviewIsPagedAndAsksOnlyWhatAPersonDecides) {
  MakeWork();
  Create(Split("chia-tp"));
  v1::PreviewReorganisationRequest request;
  request.set_name(ReorganisationName("chia-tp"));
  request.set_validate_only(true);
  request.set_page_size(1);
  const int64_t sequence = LastSequence();
  std::vector<std::string> names;
  int64_t total = 0;
  do {
    const v1::ReorganisationPreview page = MustCall(&Stub::PreviewReorganisation, request, kDrafter);
    for (const Item& item : page.items()) names.push_back(item.item());
    total = page.total_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(static_cast<int64_t>(names.size()), total);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_THAT(names, Contains(Task("khac")));
  EXPECT_EQ(LastSequence(), sequence) << "validate_only stores nothing";
  EXPECT_EQ(Get("chia-tp").state(), v1::Reorganisation::STATE_DRAFT);

  request.set_manual_only(true);
  request.set_page_size(1000);
  const auto manual = MustCall(&Stub::PreviewReorganisation, request, kDrafter);
  for (const Item& item : manual.items()) {
    EXPECT_EQ(item.outcome(), Item::OUTCOME_MANUAL) << item.item();
  }
}

TEST_F(ReorganisationServiceTest, APreviewSaysWhatFollows) {
  NewTask("a", "xp-25270", "Báo cáo công tác thông tin đối ngoại");
  NewTask("b", "xp-25294", "Báo cáo công tác thông tin đối ngoại");
  Create(Merge("nhap-xa", {"xp-25270", "xp-25294"}));
  std::map<v1::ReorganisationPreview::Consequence::Kind, std::vector<std::string>> subjects;
  const v1::ReorganisationPreview preview = Preview("nhap-xa");
  for (const auto& consequence : preview.consequences()) {
    EXPECT_FALSE(consequence.explanation().empty());
    for (const std::string& subject : consequence.subjects()) subjects[consequence.kind()].push_back(subject);
  }
  EXPECT_THAT(subjects[v1::ReorganisationPreview::Consequence::KIND_DUPLICATE], ElementsAre(Task("a"), Task("b")));
  std::vector<std::string> units;
  for (const v1::Unit& unit : preview.units()) units.push_back(unit.name());
  EXPECT_THAT(units, Contains(Unit("xp-25270")));
}

TEST_F(ReorganisationServiceTest, WhatWasApprovedIsWhatWasSeen) {
  MakeWork();
  Create(Split("chia-tp"));
  const v1::ReorganisationPreview preview = Preview("chia-tp");
  // An ordinary step changes nothing of what would happen.
  v1::AcceptTaskRequest accept;
  accept.set_name(Task("luat"));
  MustCall(&Tasks::AcceptTask, accept, "so-tu-phap");
  EXPECT_EQ(Preview("chia-tp").token(), preview.token());
  // A new task does.
  clock().Advance(absl::Minutes(1));
  NewTask("them", "so-tu-phap", "Cấp bản sao hộ tịch");
  v1::ApproveReorganisationRequest approve;
  approve.set_name(ReorganisationName("chia-tp"));
  approve.set_preview_token(preview.token());
  const int64_t sequence = LastSequence();
  const absl::Status stale = Call(&Stub::ApproveReorganisation, approve, kApprover).status();
  EXPECT_EQ(client::ReasonOf(stale), "PREVIEW_STALE");
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(stale.message()), HasSubstr("TASK MOVE LEAD so-tu-phap to so-noi-vu: 1 -> 2"));
  EXPECT_THAT(std::string(stale.message()), HasSubstr("them"));
  EXPECT_EQ(LastSequence(), sequence);
  EXPECT_EQ(Approve("chia-tp", Preview("chia-tp").token()).state(), v1::Reorganisation::STATE_APPROVED);
}

TEST_F(ReorganisationServiceTest, AnAnnouncedOneWaitsForItsDayAndCanBePaused) {
  MakeWork();
  const auto operation = CreateAndExecute(Split("chia-tp", "2026-07-01"));
  EXPECT_FALSE(operation.done());
  ASSERT_TRUE(application().rehoming().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_EQ(Get("chia-tp").state(), v1::Reorganisation::STATE_EXECUTING);
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-tu-phap"));

  v1::PauseReorganisationRequest pause;
  pause.set_name(ReorganisationName("chia-tp"));
  EXPECT_TRUE(MustCall(&Stub::PauseReorganisation, pause, kDrafter).paused());
  clock().Set(At("2026-07-01 00:00"));
  ASSERT_TRUE(application().rehoming().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-tu-phap")) << "nothing moves while it is paused";
  v1::GetOperationRequest get;
  get.set_name(operation.name());
  const auto paused = MustCall(&Operations::GetOperation, get, kDrafter);
  EXPECT_FALSE(paused.done());
  EXPECT_TRUE(ProgressOf(paused).paused());
  EXPECT_EQ(ProgressOf(paused).remaining(), 4);

  v1::ResumeReorganisationRequest resume;
  resume.set_name(ReorganisationName("chia-tp"));
  MustCall(&Stub::ResumeReorganisation, resume, kDrafter);
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_HELD);
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-phap-che"));
}

TEST_F(ReorganisationServiceTest, TheDayComesByItself) {
  MakeWork();
  const auto operation = CreateAndExecute(Split("chia-tp", "2026-07-01"));
  ASSERT_TRUE(application().rehoming().WaitUntilIdle(kFixtureLimit).ok());
  clock().Set(At("2026-07-01 00:00"));
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_HELD);
  EXPECT_EQ(GetTask("luat").lead_unit(), Unit("so-phap-che"));
}

TEST_F(ReorganisationServiceTest, AnotherServerGoesOnWhereOneStopped) {
  // Several batches, so that the stop comes somewhere in between.
  constexpr int kTasks = 300;
  for (int i = 0; i < kTasks; ++i) NewTask(absl::StrCat("t", i), "xp-25270", absl::StrCat("Nhiệm vụ ", i));
  const auto operation = CreateAndExecute(Merge("nhap-xa", {"xp-25270", "xp-25294"}));
  RestartServer();
  const v1::Reorganisation done = ResponseOf(Wait(operation.name()));
  EXPECT_EQ(done.state(), v1::Reorganisation::STATE_VERIFIED) << done.verification().DebugString();
  EXPECT_THAT(Items("nhap-xa", "kind = TASK AND outcome = MOVE AND state = DONE"), SizeIs(kTasks));
  v1::ListTasksRequest list;
  list.set_parent(kParent);
  list.set_filter("open = true AND lead_unit = xp-25294");
  EXPECT_EQ(MustCall(&Tasks::ListTasks, list, "vp-ubnd").total_size(), kTasks);
  list.set_filter("open = true AND lead_unit = xp-25270");
  EXPECT_EQ(MustCall(&Tasks::ListTasks, list, "vp-ubnd").total_size(), 0);
}

TEST_F(ReorganisationServiceTest, TwoServersDoItOnce) {
  constexpr int kTasks = 300;
  for (int i = 0; i < kTasks; ++i) NewTask(absl::StrCat("t", i), "xp-25270", absl::StrCat("Nhiệm vụ ", i));
  const std::unique_ptr<Application> second = Application::Open({.database_url = database_url(), .clock = &clock()});
  ASSERT_TRUE(second->Serve({.grpc_address = "127.0.0.1:0", .http_address = "", .local_mode = true}).ok());
  const auto operation = CreateAndExecute(Merge("nhap-xa", {"xp-25270", "xp-25294"}));
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_VERIFIED);
  EXPECT_THAT(Items("nhap-xa", "kind = TASK AND outcome = MOVE AND state = DONE"), SizeIs(kTasks));
  ASSERT_TRUE(second->rehoming().WaitUntilIdle(kFixtureLimit).ok());
  second->Stop();
  // Each was moved by one event.
  v1::ListEventsRequest events;
  events.set_parent(kParent);
  events.set_filter("type = \"task.rehomed\"");
  events.set_page_size(1000);
  std::set<std::string> moved;
  do {
    const auto page = MustCall(&v1::EventService::Stub::ListEvents, events, "vp-ubnd");
    for (const v1::Event& event : page.events()) EXPECT_TRUE(moved.insert(event.subject()).second) << event.subject();
    events.set_page_token(page.next_page_token());
  } while (!events.page_token().empty());
  EXPECT_THAT(moved, SizeIs(kTasks));
}

TEST_F(ReorganisationServiceTest, AProvinceThatIsHeldSaysSo) {
  MakeWork();
  const auto operation = CreateAndExecute(Split("chia-tp"));
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_HELD);
  EXPECT_TRUE(Eventually([&] { return Health("provinces/dong-nai") == kNotServing; }));
  EXPECT_EQ(Health(""), kServing) << "the server itself does its work";
  const HttpAnswer ready = Http("GET", "/readyz");
  EXPECT_EQ(ready.code, 200);
  EXPECT_THAT(ready.body, HasSubstr("held: provinces/dong-nai/reorganisations/chia-tp"));
  const auto status = Http("GET", "/status.json").json();
  EXPECT_EQ(status.fields().at("held").list_value().values(0).string_value(), ReorganisationName("chia-tp"));

  for (const Item& item : Items("chia-tp", "state = WAITING")) Assign("chia-tp", item.item(), "so-noi-vu");
  EXPECT_EQ(ResponseOf(Wait(operation.name())).state(), v1::Reorganisation::STATE_VERIFIED);
  EXPECT_TRUE(Eventually([&] { return Health("provinces/dong-nai") == kServing; }));
  EXPECT_THAT(Http("GET", "/readyz").body, Not(HasSubstr("held")));
}

TEST_F(ReorganisationServiceTest, OthersSeeTheItemsOfTheirOwnUnit) {
  MakeWork();
  const auto operation = CreateAndExecute(Split("chia-tp"));
  Wait(operation.name());
  for (const Item& item : Items("chia-tp", "", "so-noi-vu")) {
    EXPECT_NE(item.item(), Task("luat"));
  }
  EXPECT_THAT(OutcomesOf(Items("chia-tp", "kind = TASK", "so-noi-vu")), Contains(::testing::Key(Task("ho-tich"))));
  EXPECT_THAT(Items("chia-tp", "", "so-khcn/ho-van-g"), Not(Contains(::testing::Property(&Item::item, Task("luat")))));
}

TEST_F(ReorganisationServiceTest, TheSameOverHttp) {
  MakeWork();
  Create(Split("chia-tp"));
  const HttpHeaders drafter = {{"X-Phoihop-Act-As", kDrafter}, {"Content-Type", "application/json"}};
  const HttpHeaders approver = {{"X-Phoihop-Act-As", kApprover}, {"Content-Type", "application/json"}};
  const std::string path = "/v1/provinces/dong-nai/reorganisations/chia-tp";
  const HttpAnswer preview = Http("POST", path + ":preview", drafter, R"({"pageSize": 2})");
  ASSERT_EQ(preview.code, 200) << preview.body;
  EXPECT_EQ(preview.json().fields().at("items").list_value().values_size(), 2);
  const std::string token = preview.json().fields().at("token").string_value();
  const HttpAnswer refused =
      Http("POST", path + ":approve", drafter, absl::StrCat(R"({"previewToken": ")", token, R"("})"));
  EXPECT_EQ(refused.reason(), "SEPARATION_OF_DUTIES");
  const HttpAnswer approved =
      Http("POST", path + ":approve", approver, absl::StrCat(R"({"previewToken": ")", token, R"("})"));
  ASSERT_EQ(approved.code, 200) << approved.body;
  const HttpAnswer executed = Http("POST", path + ":execute", drafter, "{}");
  ASSERT_EQ(executed.code, 200) << executed.body;
  const std::string name = executed.json().fields().at("name").string_value();
  EXPECT_EQ(name, "provinces/dong-nai/operations/execute-1-chia-tp");
  const HttpAnswer waited = Http("POST", absl::StrCat("/v1/", name, ":wait"), drafter, R"({"timeoutSeconds": 20})");
  ASSERT_EQ(waited.code, 200) << waited.body;
  EXPECT_TRUE(waited.json().fields().at("done").bool_value());
  EXPECT_THAT(waited.body, HasSubstr(R"("@type":"type.googleapis.com/phoihop.v1.Reorganisation")"));
  EXPECT_THAT(waited.body, HasSubstr(R"("state":"STATE_HELD")"));
  EXPECT_THAT(waited.body, HasSubstr(R"("@type":"type.googleapis.com/phoihop.v1.ReorganisationProgress")"));
  EXPECT_EQ(Http("GET", absl::StrCat("/v1/", name), drafter).code, 200);
  const HttpAnswer items = Http("GET", path + "/items?filter=state%20%3D%20WAITING", drafter);
  ASSERT_EQ(items.code, 200) << items.body;
  EXPECT_GE(items.json().fields().at("items").list_value().values_size(), 1);
  const HttpAnswer assigned = Http(
      "POST", path + ":assignItem", drafter,
      absl::StrCat(R"({"assignment": {"item": ")", Task("khac"), R"(", "toUnit": ")", Unit("so-noi-vu"), R"("}})"));
  EXPECT_EQ(assigned.code, 200) << assigned.body;
  const HttpAnswer one = Http("GET", path);
  EXPECT_EQ(one.code, 200);
  EXPECT_EQ(one.json().fields().count("unitsBefore"), 0u);
}

}  // namespace
}  // namespace phoihop::testing
