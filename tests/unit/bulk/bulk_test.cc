// The rules of bulk operations: who may, when, and what each event does to the tasks.
#include "workflow/bulk/bulk.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::bulk {
namespace {

using internal::v1::BulkCommand;
using task::ActorOf;
using task::At;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::BulkOperation;

constexpr char kName[] = "provinces/dong-nai/bulkOperations/b1";
constexpr char kStarter[] = "so-vhttdl/nguyen-van-a";

BulkCommand Accept(const std::vector<std::string>& tasks) {
  BulkCommand command;
  auto& start = *command.mutable_start();
  start.set_name(kName);
  start.mutable_request()->mutable_bulk_operation()->mutable_verb()->mutable_accept();
  start.mutable_request()->mutable_bulk_operation()->set_display_name("Tiếp nhận tháng 3");
  for (const std::string& task : tasks) start.add_tasks(task::Task(task));
  return command;
}
BulkCommand Pause() {
  BulkCommand command;
  command.mutable_pause()->set_name(kName);
  return command;
}
BulkCommand Resume() {
  BulkCommand command;
  command.mutable_resume()->set_name(kName);
  return command;
}
BulkCommand Retry() {
  BulkCommand command;
  command.mutable_retry()->set_name(kName);
  return command;
}
BulkCommand Cancel() {
  BulkCommand command;
  command.mutable_cancel()->set_name(kName);
  command.mutable_cancel()->set_reason("Nhầm danh sách");
  return command;
}
BulkCommand End() {
  BulkCommand command;
  command.mutable_end()->set_name(kName);
  return command;
}

// An operation with its journal, and what the engine sees of its items.
class BulkTest : public testing::Test {
 protected:
  absl::Status Do(const BulkCommand& command, const std::string& actor = kStarter) {
    Context context;
    context.now = At(task::kMonday);
    context.actor = ActorOf(actor);
    auto decision = Decide(operation_, command, items_, task::TestFacts(), context);
    if (!decision.ok()) return decision.status();
    EXPECT_LE(decision->events.size(), 1u);
    EXPECT_THAT(decision->follow_ups, IsEmpty());
    for (const v1::Event& event : decision->events) {
      EXPECT_EQ(event.subject(), kName);
      change_ = ItemChangeOf(operation_, event);
      Evolve(operation_, event);
      last_ = event;
    }
    return absl::OkStatus();
  }
  v1::ErrorReason Refused(const BulkCommand& command, const std::string& actor = kStarter) {
    const BulkOperation before = operation_;
    const absl::Status status = Do(command, actor);
    EXPECT_EQ(operation_.ShortDebugString(), before.ShortDebugString());
    return ReasonOf(status);
  }
  void Start() { ASSERT_EQ(Do(Accept({"t1", "t2", "t3"})), absl::OkStatus()); }

  BulkOperation operation_;
  ItemsSeen items_;
  ItemChange change_ = ItemChange::kNone;
  v1::Event last_;
};

TEST_F(BulkTest, StartsInTheNameOfWhoAsked) {
  Start();
  EXPECT_EQ(last_.type(), "bulk_operation.started");
  EXPECT_EQ(change_, ItemChange::kAdd);
  EXPECT_EQ(last_.bulk_operation_started().tasks_size(), 3);
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_RUNNING);
  EXPECT_EQ(operation_.actor().ShortDebugString(), ActorOf(kStarter).ShortDebugString());
  EXPECT_EQ(operation_.total(), 3);
  EXPECT_EQ(operation_.attempt(), 1);
  EXPECT_EQ(OperationId(operation_), "bulk-1-b1");
  EXPECT_EQ(Refused(Accept({"t4"})), v1::ERROR_REASON_ALREADY_EXISTS);
}

TEST_F(BulkTest, WhatIsWrongIsSaidAllAtOnce) {
  BulkCommand command = Accept({"t1", "t1"});
  command.mutable_start()->add_tasks("t2");
  command.mutable_start()->mutable_request()->mutable_bulk_operation()->mutable_verb()->mutable_request_extension();
  command.mutable_start()->mutable_request()->mutable_bulk_operation()->set_display_name(std::string(2000, 'x'));
  const absl::Status refused = Do(command);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_INVALID_FIELD);
  for (const char* field : {"tasks[1]", "tasks[2]", "due_date", "reason", "display_name"}) {
    EXPECT_THAT(std::string(refused.message()), HasSubstr(field));
  }
  EXPECT_EQ(Refused(Accept({})), v1::ERROR_REASON_INVALID_FIELD);
  std::vector<std::string> many;
  for (int i = 0; i <= kMaxTasks; ++i) many.push_back(absl::StrCat("t", i));
  EXPECT_EQ(Refused(Accept(many)), v1::ERROR_REASON_INVALID_FIELD);
  many.pop_back();
  EXPECT_EQ(Do(Accept(many)), absl::OkStatus());
}

TEST_F(BulkTest, AVerbIsNeededWithWhatItNeeds) {
  using Fill = void (*)(v1::BulkVerb&);
  const Fill wrong[] = {[](v1::BulkVerb& verb) { verb.Clear(); },
                        [](v1::BulkVerb& verb) { verb.mutable_hand_off(); },
                        [](v1::BulkVerb& verb) {
                          verb.mutable_hand_off()->mutable_handoff()->set_to_unit(task::Unit("so-tu-phap"));
                          verb.mutable_hand_off()->mutable_handoff()->set_kind(static_cast<v1::Handoff::Kind>(77));
                        },
                        [](v1::BulkVerb& verb) { verb.mutable_remind(); },
                        [](v1::BulkVerb& verb) { verb.mutable_grant_extension()->set_due_date("30/6"); },
                        [](v1::BulkVerb& verb) { verb.mutable_request_extension()->set_due_date("2026-08-31"); }};
  for (const Fill fill : wrong) {
    BulkCommand command = Accept({"t1"});
    fill(*command.mutable_start()->mutable_request()->mutable_bulk_operation()->mutable_verb());
    const v1::ErrorReason reason = Refused(command);
    EXPECT_TRUE(reason == v1::ERROR_REASON_INVALID_FIELD || reason == v1::ERROR_REASON_INVALID_DATE)
        << command.ShortDebugString();
  }
  EXPECT_EQ(Refused(Accept({"t1"}), ""), v1::ERROR_REASON_ACTOR_MISSING);
}

TEST_F(BulkTest, PausesAndGoesOn) {
  Start();
  EXPECT_EQ(Refused(Resume()), v1::ERROR_REASON_BULK_OPERATION_STATE);
  ASSERT_EQ(Do(Pause()), absl::OkStatus());
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_PAUSED);
  EXPECT_EQ(change_, ItemChange::kNone);
  EXPECT_EQ(last_.type(), "bulk_operation.changed");
  EXPECT_EQ(Refused(Pause()), v1::ERROR_REASON_BULK_OPERATION_STATE);
  items_ = {.succeeded = 3};
  ASSERT_EQ(Do(End(), "system:bulk-operations"), absl::OkStatus());
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_PAUSED) << "what is paused does not end by itself";
  ASSERT_EQ(Do(Resume()), absl::OkStatus());
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_RUNNING);
}

TEST_F(BulkTest, EndsWhenNothingWaits) {
  Start();
  items_ = {.waiting = 1, .succeeded = 2};
  ASSERT_EQ(Do(End(), "system:bulk-operations"), absl::OkStatus());
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_RUNNING);
  EXPECT_EQ(Refused(End()), v1::ERROR_REASON_PERMISSION_DENIED);
  items_ = {.succeeded = 2, .failed = 1};
  ASSERT_EQ(Do(End(), "system:bulk-operations"), absl::OkStatus());
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_DONE);
  EXPECT_EQ(operation_.succeeded(), 2);
  EXPECT_EQ(operation_.failed(), 1);
  EXPECT_TRUE(operation_.has_end_time());
  for (const BulkCommand& command : {Pause(), Resume(), Cancel()}) {
    EXPECT_EQ(Refused(command), v1::ERROR_REASON_BULK_OPERATION_STATE);
  }
}

TEST_F(BulkTest, DoesAgainWhatFailedAndNothingElse) {
  Start();
  EXPECT_EQ(Refused(Retry()), v1::ERROR_REASON_BULK_OPERATION_STATE) << "nothing failed";
  items_ = {.succeeded = 2, .failed = 1};
  ASSERT_EQ(Do(End(), "system:bulk-operations"), absl::OkStatus());
  ASSERT_EQ(Do(Retry()), absl::OkStatus());
  EXPECT_EQ(change_, ItemChange::kRetryFailed);
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_RUNNING);
  EXPECT_EQ(operation_.attempt(), 2);
  EXPECT_FALSE(operation_.has_end_time());
  EXPECT_EQ(OperationId(operation_), "bulk-2-b1");
  ASSERT_EQ(Do(Pause()), absl::OkStatus());
  EXPECT_EQ(Refused(Retry()), v1::ERROR_REASON_BULK_OPERATION_STATE) << "resume it first";
}

TEST_F(BulkTest, GivesUpWhatWaits) {
  Start();
  items_ = {.waiting = 2, .succeeded = 1};
  ASSERT_EQ(Do(Cancel()), absl::OkStatus());
  EXPECT_EQ(change_, ItemChange::kCancelWaiting);
  EXPECT_EQ(operation_.state(), BulkOperation::STATE_CANCELLED);
  EXPECT_EQ(operation_.cancelled(), 2);
  EXPECT_EQ(operation_.succeeded(), 1);
  ASSERT_EQ(last_.changes_size(), 2);
  EXPECT_EQ(last_.changes(1).after(), "Nhầm danh sách");
  for (const BulkCommand& command : {Pause(), Resume(), Cancel(), Retry()}) {
    EXPECT_EQ(Refused(command), v1::ERROR_REASON_BULK_OPERATION_STATE);
  }
}

TEST_F(BulkTest, OnlyTheUnitThatStartedIt) {
  // The same words whether there is one or not.
  const absl::Status missing = Do(Pause(), "so-y-te");
  Start();
  EXPECT_EQ(Do(Pause(), "so-y-te"), missing);
  EXPECT_EQ(ReasonOf(missing), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(Refused(Cancel(), "vp-ubnd"), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(Do(Pause(), "so-vhttdl/le-thi-b"), absl::OkStatus());
  operation_.Clear();
  EXPECT_EQ(ReasonOf(Do(Pause(), "vp-ubnd")), v1::ERROR_REASON_NOT_FOUND);
}

TEST(BulkCommandOf, IsTheRequestOfTheVerb) {
  const std::string name = task::Task("t1");
  v1::BulkVerb verb;
  verb.mutable_accept();
  EXPECT_EQ(CommandOf(verb, name).accept().name(), name);
  verb.mutable_assign_person()->set_person(task::Person("nguyen-van-a"));
  EXPECT_EQ(CommandOf(verb, name).assign_person().name(), name);
  EXPECT_EQ(CommandOf(verb, name).assign_person().person(), task::Person("nguyen-van-a"));
  verb.mutable_hand_off()->mutable_handoff()->set_to_unit(task::Unit("so-tu-phap"));
  EXPECT_EQ(CommandOf(verb, name).hand_off().name(), name);
  EXPECT_EQ(CommandOf(verb, name).hand_off().handoff().to_unit(), task::Unit("so-tu-phap"));
  verb.mutable_hand_off()->mutable_handoff()->set_kind(v1::Handoff::KIND_REQUEST);
  EXPECT_EQ(CommandOf(verb, name).hand_off().handoff().kind(), v1::Handoff::KIND_REQUEST);
  verb.mutable_request_extension()->set_due_date("2026-08-31");
  verb.mutable_request_extension()->set_reason("Chờ");
  EXPECT_EQ(CommandOf(verb, name).request_extension().due_date(), "2026-08-31");
  EXPECT_EQ(CommandOf(verb, name).request_extension().reason(), "Chờ");
  EXPECT_EQ(CommandOf(verb, name).request_extension().name(), name);
  verb.mutable_grant_extension()->mutable_basis()->set_text("431/QĐ-UBND");
  EXPECT_EQ(CommandOf(verb, name).grant_extension().name(), name);
  EXPECT_EQ(CommandOf(verb, name).grant_extension().basis().text(), "431/QĐ-UBND");
  verb.mutable_remind()->set_text("Báo cáo");
  EXPECT_EQ(CommandOf(verb, name).remind().name(), name);
  EXPECT_EQ(CommandOf(verb, name).remind().text(), "Báo cáo");
}

}  // namespace
}  // namespace phoihop::bulk
