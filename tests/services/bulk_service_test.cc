// Bulk operations as clients see them: many tasks of which some are refused, and what can be done about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/bulk_service.grpc.pb.h"
#include "phoihop/v1/reorganisation_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using google::longrunning::Operation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Bulk = v1::BulkService::Stub;
using Operations = v1::OperationService::Stub;

constexpr char kLead[] = "so-vhttdl";
constexpr char kStranger[] = "so-y-te";
constexpr char kOffice[] = "vp-ubnd";
constexpr int kMany = 500;
// Every tenth is accepted already.
constexpr int kRefused = kMany / 10;

std::string Id(int i) { return absl::StrCat("t", i); }
std::string NameOf(const std::string& id) { return absl::StrCat(kParent, "/bulkOperations/", id); }

class BulkServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id) {
    internal::v1::Command command;
    command.set_province("dong-nai");
    command.mutable_actor()->set_unit(Unit("ubnd"));
    v1::CreateTaskRequest& create = *command.mutable_task()->mutable_create();
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(true);
    create.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    create.mutable_task()->set_lead_unit(Unit(kLead));
    create.mutable_task()->set_requested_due_date("2026-06-30");
    create.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
    const auto made = engine().Apply(std::move(command));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void Accept(const std::string& id) {
    v1::AcceptTaskRequest request;
    request.set_name(TaskName("dong-nai", id));
    MustCall(&Tasks::AcceptTask, request, kLead);
  }
  void MakeMany() {
    for (int i = 0; i < kMany; ++i) Create(Id(i));
    for (int i = 0; i < kMany; i += kMany / kRefused) Accept(Id(i));
  }

  static v1::CreateBulkOperationRequest AcceptRequest(const std::string& id, int count) {
    v1::CreateBulkOperationRequest request;
    request.set_parent(kParent);
    request.set_bulk_operation_id(id);
    request.mutable_bulk_operation()->mutable_verb()->mutable_accept();
    for (int i = 0; i < count; ++i) request.add_tasks(TaskName("dong-nai", Id(i)));
    return request;
  }
  v1::BulkOperation Start(const v1::CreateBulkOperationRequest& request, const std::string& act_as = kLead) {
    return BulkIn(MustCall(&Bulk::CreateBulkOperation, request, act_as));
  }
  static v1::BulkOperation BulkIn(const Operation& operation) {
    v1::BulkOperation bulk;
    EXPECT_TRUE(operation.metadata().UnpackTo(&bulk)) << operation.ShortDebugString();
    return bulk;
  }

  // Waits as clients do.
  Operation Wait(const std::string& operation, const std::string& act_as = kLead) {
    v1::WaitOperationRequest request;
    request.set_name(absl::StrCat(kParent, "/operations/", operation));
    Operation answer;
    EXPECT_TRUE(Eventually([&] {
      answer = MustCall(&Operations::WaitOperation, request, act_as);
      return answer.done();
    }));
    return answer;
  }

  v1::BulkOperation Get(const std::string& id, const std::string& act_as = kLead) {
    v1::GetBulkOperationRequest request;
    request.set_name(NameOf(id));
    return MustCall(&Bulk::GetBulkOperation, request, act_as);
  }
  template <typename Request>
  static Request Named(const std::string& id) {
    Request request;
    request.set_name(NameOf(id));
    return request;
  }
  v1::ListBulkOperationItemsResponse Items(const std::string& id, v1::BulkOperationItem::State state, int page_size) {
    v1::ListBulkOperationItemsRequest request;
    request.set_parent(NameOf(id));
    request.set_page_size(page_size);
    if (state != v1::BulkOperationItem::STATE_UNSPECIFIED) request.add_states(state);
    return MustCall(&Bulk::ListBulkOperationItems, request, kLead);
  }
  int64_t CountInState(const std::string& state) {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    request.set_filter(absl::StrCat("state = ", state));
    request.set_page_size(1);
    return MustCall(&Tasks::ListTasks, request, kLead).total_size();
  }
};

TEST_F(BulkServiceTest, ManyTasksOfWhichSomeAreRefused) {
  MakeMany();
  v1::CreateBulkOperationRequest request = AcceptRequest("dot-1", kMany);
  request.set_validate_only(true);
  const Operation preview = MustCall(&Bulk::CreateBulkOperation, request, kLead);
  EXPECT_TRUE(preview.done());
  v1::BulkOperation seen;
  ASSERT_TRUE(preview.response().UnpackTo(&seen));
  EXPECT_EQ(seen.succeeded(), kMany - kRefused);
  EXPECT_EQ(seen.failed(), kRefused);
  EXPECT_EQ(seen.total(), kMany);
  EXPECT_EQ(CountInState("ISSUED"), kMany - kRefused) << "nothing was done";
  v1::GetBulkOperationRequest get;
  get.set_name(NameOf("dot-1"));
  EXPECT_EQ(Refusal(&Bulk::GetBulkOperation, get, kOffice), "NOT_FOUND");

  request.set_validate_only(false);
  const v1::BulkOperation started = Start(request);
  EXPECT_EQ(started.total(), kMany);
  EXPECT_EQ(started.actor().unit(), Unit(kLead));
  const Operation done = Wait("bulk-1-dot-1");
  v1::BulkOperation ended;
  ASSERT_TRUE(done.response().UnpackTo(&ended));
  EXPECT_EQ(ended.state(), v1::BulkOperation::STATE_DONE);
  EXPECT_EQ(ended.succeeded(), kMany - kRefused);
  EXPECT_EQ(ended.failed(), kRefused);
  EXPECT_EQ(CountInState("ACCEPTED"), kMany);
  const auto failed = Items("dot-1", v1::BulkOperationItem::STATE_FAILED, kMany);
  ASSERT_EQ(failed.items_size(), kRefused);
  EXPECT_EQ(failed.items(0).reason(), "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(failed.items(0).title(), "Nhiệm vụ t0");
  EXPECT_FALSE(failed.items(0).explanation().empty());
  // The server stays ready.
  EXPECT_EQ(Http("GET", "/readyz").code, 200);
}

TEST_F(BulkServiceTest, PausedInTheMiddleAndRetriedWhenTheReasonIsGone) {
  for (int i = 0; i < 40; ++i) Create(Id(i));
  Accept(Id(0));
  // Paused before the worker has everything: whatever it has done by then, the rest waits.
  Start(AcceptRequest("dot", 40));
  const auto paused = Call(&Bulk::PauseBulkOperation, Named<v1::PauseBulkOperationRequest>("dot"), kLead);
  if (paused.ok()) {
    const v1::BulkOperation held = Get("dot");
    EXPECT_EQ(held.state(), v1::BulkOperation::STATE_PAUSED);
    EXPECT_EQ(held.total(), held.waiting() + held.succeeded() + held.failed());
    EXPECT_EQ(MustCall(&Bulk::ResumeBulkOperation, Named<v1::ResumeBulkOperationRequest>("dot"), kLead).state(),
              v1::BulkOperation::STATE_RUNNING);
  } else {
    EXPECT_EQ(client::ReasonOf(paused.status()), "BULK_OPERATION_STATE") << "it was done already";
  }
  EXPECT_EQ(BulkIn(Wait("bulk-1-dot")).failed(), 1);
  // A task that was refused because it is accepted already: its issuer gives it anew.
  v1::RevokeTaskRequest revoke;
  revoke.set_name(TaskName("dong-nai", Id(0)));
  revoke.set_reason("Giao lại");
  MustCall(&Tasks::RevokeTask, revoke, kIssuer);
  v1::RestoreTaskRequest restore;
  restore.set_name(revoke.name());
  restore.set_reason("Giao lại");
  MustCall(&Tasks::RestoreTask, restore, kIssuer);
  const Operation again = MustCall(&Bulk::RetryBulkOperation, Named<v1::RetryBulkOperationRequest>("dot"), kLead);
  EXPECT_EQ(LastSegment(again.name()), "bulk-2-dot");
  const v1::BulkOperation ended = BulkIn(Wait("bulk-2-dot"));
  EXPECT_EQ(ended.succeeded(), 40);
  EXPECT_EQ(ended.failed(), 0);
  EXPECT_EQ(ended.attempt(), 2);
  EXPECT_TRUE(Wait("bulk-1-dot").done()) << "an attempt that another one has followed is over";
  EXPECT_EQ(Refusal(&Bulk::RetryBulkOperation, Named<v1::RetryBulkOperationRequest>("dot"), kLead),
            "BULK_OPERATION_STATE");
  v1::GetOperationRequest third;
  third.set_name(absl::StrCat(kParent, "/operations/bulk-3-dot"));
  EXPECT_EQ(Refusal(&Operations::GetOperation, third, kLead), "NOT_FOUND");
}

TEST_F(BulkServiceTest, CancelledGivesUpWhatWaits) {
  for (int i = 0; i < 30; ++i) Create(Id(i));
  Start(AcceptRequest("dot", 30));
  v1::CancelBulkOperationRequest cancel = Named<v1::CancelBulkOperationRequest>("dot");
  cancel.set_reason("Nhầm danh sách");
  const auto cancelled = Call(&Bulk::CancelBulkOperation, cancel, kLead);
  const v1::BulkOperation ended = BulkIn(Wait("bulk-1-dot"));
  EXPECT_EQ(ended.waiting(), 0);
  EXPECT_EQ(ended.succeeded() + ended.cancelled(), 30);
  EXPECT_EQ(CountInState("ACCEPTED"), ended.succeeded());
  EXPECT_TRUE(!cancelled.ok() || ended.state() == v1::BulkOperation::STATE_CANCELLED);
  EXPECT_EQ(Refusal(&Bulk::CancelBulkOperation, cancel, kLead), "BULK_OPERATION_STATE");
}

TEST_F(BulkServiceTest, AFilterMeansWhatMatchesNowAndARepeatedRequestIsAnswered) {
  for (int i = 0; i < 5; ++i) Create(Id(i));
  v1::CreateBulkOperationRequest request;
  request.set_parent(kParent);
  request.mutable_bulk_operation()->mutable_verb()->mutable_accept();
  request.set_filter("state = ISSUED AND title : \"Nhiệm vụ\"");
  request.set_request_id("dot-loc");
  const Operation first = MustCall(&Bulk::CreateBulkOperation, request, kLead);
  const std::string id(LastSegment(BulkIn(first).name()));
  EXPECT_EQ(BulkIn(Wait(absl::StrCat("bulk-1-", id))).succeeded(), 5);
  // Nothing matches any more, but it is the same request.
  const Operation again = MustCall(&Bulk::CreateBulkOperation, request, kLead);
  EXPECT_EQ(again.name(), first.name());
  EXPECT_EQ(BulkIn(again).succeeded(), 5);
  request.set_request_id("dot-khac");
  EXPECT_EQ(Refusal(&Bulk::CreateBulkOperation, request, kLead), "INVALID_FIELD");
  request.set_request_id("dot-loc");
  request.mutable_bulk_operation()->set_display_name("Khác");
  EXPECT_EQ(Refusal(&Bulk::CreateBulkOperation, request, kLead), "INVALID_FIELD") << "another id, which finds no task";
}

TEST_F(BulkServiceTest, EveryVerbIsDoneAsIfEachWereAskedFor) {
  Create("t0");
  const auto run = [&](const std::string& id, const std::string& act_as, auto fill) {
    v1::CreateBulkOperationRequest request = AcceptRequest(id, 1);
    fill(*request.mutable_bulk_operation()->mutable_verb());
    Start(request, act_as);
    const v1::BulkOperation done = BulkIn(Wait(absl::StrCat("bulk-1-", id), act_as));
    EXPECT_EQ(done.succeeded(), 1) << id << ": "
                                   << Items(id, v1::BulkOperationItem::STATE_UNSPECIFIED, 5).DebugString();
    v1::GetTaskRequest get;
    get.set_name(TaskName("dong-nai", "t0"));
    return MustCall(&Tasks::GetTask, get, kOffice);
  };
  EXPECT_EQ(run("a", kLead, [](v1::BulkVerb& verb) { verb.mutable_accept(); }).state(), v1::TASK_STATE_ACCEPTED);
  const std::string person = PersonName("dong-nai", "nguyen-van-a");
  EXPECT_EQ(run("b", kLead, [&](v1::BulkVerb& verb) { verb.mutable_assign_person()->set_person(person); }).assignee(),
            person);
  EXPECT_EQ(run("c", kLead,
                [](v1::BulkVerb& verb) {
                  verb.mutable_request_extension()->set_due_date("2026-08-28");
                  verb.mutable_request_extension()->set_reason("Chờ số liệu");
                })
                .extensions_size(),
            1);
  // By its own unit what it did; the issuer's are the issuer's.
  EXPECT_EQ(run("d", "ubnd", [](v1::BulkVerb& verb) { verb.mutable_grant_extension(); }).due_date(), "2026-08-28");
  EXPECT_EQ(run("e", "ubnd", [](v1::BulkVerb& verb) { verb.mutable_remind()->set_text("Báo cáo"); }).reminders_size(),
            1);
  EXPECT_EQ(run("f", kLead,
                [](v1::BulkVerb& verb) { verb.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("so-tu-phap")); })
                .handoffs_size(),
            1);
}

TEST_F(BulkServiceTest, IsShownToItsUnitAndThoseAboveItAndChangedByItsUnitOnly) {
  Create("t0");
  Start(AcceptRequest("dot", 1));
  Wait("bulk-1-dot");
  v1::GetBulkOperationRequest get;
  get.set_name(NameOf("dot"));
  const absl::Status hidden = Call(&Bulk::GetBulkOperation, get, kStranger).status();
  EXPECT_EQ(client::ReasonOf(hidden), "PERMISSION_DENIED");
  EXPECT_EQ(Get("dot", kOffice).state(), v1::BulkOperation::STATE_DONE);
  EXPECT_EQ(Refusal(&Bulk::RetryBulkOperation, Named<v1::RetryBulkOperationRequest>("dot"), kStranger),
            "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Bulk::CancelBulkOperation, Named<v1::CancelBulkOperationRequest>("dot"), kOffice),
            "PERMISSION_DENIED");
  v1::ListBulkOperationItemsRequest items;
  items.set_parent(NameOf("dot"));
  EXPECT_EQ(Refusal(&Bulk::ListBulkOperationItems, items, kStranger), "PERMISSION_DENIED");
  v1::GetOperationRequest operation;
  operation.set_name(absl::StrCat(kParent, "/operations/bulk-1-dot"));
  EXPECT_EQ(Refusal(&Operations::GetOperation, operation, kStranger), "PERMISSION_DENIED");
  const auto list = [&](const std::string& act_as) {
    v1::ListBulkOperationsRequest request;
    request.set_parent(kParent);
    return MustCall(&Bulk::ListBulkOperations, request, act_as).bulk_operations_size();
  };
  EXPECT_EQ(list(kLead), 1);
  EXPECT_EQ(list(kOffice), 1);
  EXPECT_EQ(list(kStranger), 0);
  // Whether there is one is told to those who see everything.
  get.set_name(NameOf("khong-co"));
  EXPECT_EQ(Call(&Bulk::GetBulkOperation, get, kStranger).status().message(), hidden.message());
  EXPECT_EQ(Refusal(&Bulk::GetBulkOperation, get, kOffice), "NOT_FOUND");
}

TEST_F(BulkServiceTest, WhatIsWrongIsSaid) {
  Create("t0");
  const int64_t before = LastSequence();
  const auto refused = [&](const v1::CreateBulkOperationRequest& request) {
    return Refusal(&Bulk::CreateBulkOperation, request, kLead);
  };
  v1::CreateBulkOperationRequest request = AcceptRequest("dot", 1);
  request.set_filter("open = true");
  EXPECT_EQ(refused(request), "INVALID_FIELD") << "both";
  request = AcceptRequest("dot", 0);
  EXPECT_EQ(refused(request), "INVALID_FIELD") << "neither";
  request.set_filter("mau = do");
  EXPECT_EQ(refused(request), "INVALID_FILTER");
  request = AcceptRequest("Đợt", 1);
  EXPECT_EQ(refused(request), "INVALID_FIELD");
  request = AcceptRequest("dot", 1);
  request.add_tasks("t0");
  EXPECT_EQ(refused(request), "INVALID_NAME");
  request = AcceptRequest("dot", 1);
  request.add_tasks(request.tasks(0));
  EXPECT_EQ(refused(request), "INVALID_FIELD");
  request.set_validate_only(true);
  EXPECT_EQ(refused(request), "INVALID_FIELD");
  request = AcceptRequest("dot", 1);
  request.mutable_bulk_operation()->clear_verb();
  EXPECT_EQ(refused(request), "INVALID_FIELD");
  EXPECT_EQ(Refusal(&Bulk::CreateBulkOperation, AcceptRequest("dot", 1), ""), "ACTOR_MISSING");
  v1::PauseBulkOperationRequest pause;
  pause.set_name("provinces/dong-nai/tasks/t0");
  EXPECT_EQ(Refusal(&Bulk::PauseBulkOperation, pause, kLead), "INVALID_NAME");
  EXPECT_EQ(LastSequence(), before) << "nothing changed";
}

}  // namespace
}  // namespace phoihop::testing
