// Bulk operations on a real PostgreSQL: every task is done once, whoever does it and whenever somebody dies; what is
// refused is kept with its reason; pause, cancel and retry count.
#include "services/worker/bulk.h"

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/bulk_reader.h"
#include "services/store/follow_up_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

using internal::v1::Command;
using testing::Create;
using ::testing::ElementsAre;
using testing::Get;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kIssuer;
using testing::kLead;
using testing::kProvince;
using v1::BulkOperation;
using v1::BulkOperationItem;

constexpr absl::Duration kLimit = absl::Minutes(1);
constexpr char kId[] = "tiep-nhan";

std::string Id(int i) { return absl::StrCat("t", i); }
std::string BulkName() { return ChildName(ProvinceName(kProvince), "bulkOperations", kId); }

Command By(absl::string_view unit) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(std::string(unit));
  return command;
}

Command AcceptAll(int count) {
  Command command = By(kLead);
  auto& start = *command.mutable_bulk()->mutable_start();
  start.set_name(BulkName());
  start.mutable_request()->mutable_bulk_operation()->mutable_verb()->mutable_accept();
  for (int i = 0; i < count; ++i) start.add_tasks(TaskName(kProvince, Id(i)));
  return command;
}
Command Pause() {
  Command command = By(kLead);
  command.mutable_bulk()->mutable_pause()->set_name(BulkName());
  return command;
}
Command Resume() {
  Command command = By(kLead);
  command.mutable_bulk()->mutable_resume()->set_name(BulkName());
  return command;
}
Command Retry() {
  Command command = By(kLead);
  command.mutable_bulk()->mutable_retry()->set_name(BulkName());
  return command;
}
Command Cancel() {
  Command command = By(kLead);
  command.mutable_bulk()->mutable_cancel()->set_name(BulkName());
  return command;
}

class BulkTest : public testing::World {
 protected:
  void MakeTasks(int count) {
    for (int i = 0; i < count; ++i) ASSERT_OK(engine().Apply(Create(Id(i))));
  }

  std::unique_ptr<worker::BulkWorker> NewWorker(engine::Engine& of, int batch = worker::kBulkBatch) {
    return std::make_unique<worker::BulkWorker>(
        worker::BulkOptions{.engine = &of, .database = &database(), .batch = batch});
  }

  // One step without a worker.
  engine::BulkOutcome Step(engine::Engine& of, int limit) {
    return Get(worker::Await<engine::BulkOutcome>([&](auto done) {
      of.SubmitBulkItems({.province = kProvince, .bulk_operation_id = kId, .limit = limit}, std::move(done));
    }));
  }

  BulkOperation Operation() { return Get(store::GetBulkOperation(database(), kProvince, kId)); }
  std::vector<BulkOperationItem> Items(const std::vector<BulkOperationItem::State>& states = {}) {
    return Get(store::ListBulkItems(
                   database(), {.province = kProvince, .bulk_operation_id = kId, .states = states, .page_size = 1000}))
        .items;
  }
  // `2 waiting, 3 succeeded, 1 failed, 0 cancelled of 6`.
  std::string Counts() {
    const BulkOperation operation = Operation();
    EXPECT_EQ(operation.total(),
              operation.waiting() + operation.succeeded() + operation.failed() + operation.cancelled());
    return absl::StrCat(operation.waiting(), " waiting, ", operation.succeeded(), " succeeded, ", operation.failed(),
                        " failed, ", operation.cancelled(), " cancelled");
  }

  // How often each task was accepted, all by the operation that started them.
  std::map<std::string, int> Accepted() {
    std::map<std::string, int> accepted;
    int64_t cause = 0;
    for (const v1::Event& event : Journal()) {
      if (event.subject() == BulkName()) cause = event.sequence();
      if (!event.has_task_accepted()) continue;
      ++accepted[std::string(LastSegment(event.subject()))];
      EXPECT_EQ(event.actor().unit(), kLead);
      EXPECT_EQ(event.actor().system(), "");
      EXPECT_EQ(event.cause_sequence(), cause) << event.subject();
    }
    return accepted;
  }
  void ExpectEachOnce(int count) {
    const std::map<std::string, int> accepted = Accepted();
    EXPECT_EQ(accepted.size(), static_cast<size_t>(count));
    for (const auto& [id, times] : accepted) EXPECT_EQ(times, 1) << id;
  }
};

TEST_F(BulkTest, EachTaskIsDoneOnceInTheNameOfWhoStartedIt) {
  MakeTasks(20);
  const auto started = engine().Apply(AcceptAll(20));
  ASSERT_TRUE(started.ok()) << started.status();
  EXPECT_EQ(std::get<BulkOperation>(started->resource).waiting(), 20);
  EXPECT_EQ(Counts(), "20 waiting, 0 succeeded, 0 failed, 0 cancelled");
  const auto worker = NewWorker(engine(), 7);
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  ExpectEachOnce(20);
  const BulkOperation done = Operation();
  EXPECT_EQ(done.state(), BulkOperation::STATE_DONE);
  EXPECT_EQ(done.succeeded(), 20);
  EXPECT_TRUE(done.has_end_time());
  const std::vector<BulkOperationItem> items = Items();
  ASSERT_EQ(items.size(), 20u);
  EXPECT_EQ(items[3].task(), TaskName(kProvince, Id(3)));
  EXPECT_EQ(items[3].state(), BulkOperationItem::STATE_SUCCEEDED);
  EXPECT_FALSE(items[3].title().empty());
  EXPECT_TRUE(items[3].has_time());
  CheckSound();
}

TEST_F(BulkTest, WhatARuleRefusesIsKeptWithItsReasonAndStopsNothing) {
  MakeTasks(6);
  ASSERT_OK(engine().Apply(testing::Accept(Id(2))));
  StopEngine();
  // One that is not there, and one whose effects the database refuses.
  Sql("ALTER TABLE tasks ADD CONSTRAINT poison CHECK (task_id <> 't4' OR state <> 'TASK_STATE_ACCEPTED')");
  const auto fresh = NewEngine();
  ASSERT_OK(fresh->Apply(AcceptAll(7)));
  const auto worker = NewWorker(*fresh);
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Counts(), "0 waiting, 4 succeeded, 3 failed, 0 cancelled");
  const std::vector<BulkOperationItem> failed = Items({BulkOperationItem::STATE_FAILED});
  ASSERT_EQ(failed.size(), 3u);
  EXPECT_EQ(failed[0].reason(), "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(failed[1].reason(), "INTERNAL");
  EXPECT_EQ(failed[2].reason(), "PERMISSION_DENIED") << "so-a does not learn that there is no t6";
  for (const BulkOperationItem& item : failed) EXPECT_FALSE(item.explanation().empty());
  EXPECT_EQ(Get(store::CountSetAside(database(), kProvince)).follow_ups, 0) << "readiness does not turn red for it";

  // Once the reason is gone, what failed is done again, and nothing else.
  Sql("ALTER TABLE tasks DROP CONSTRAINT poison");
  ASSERT_OK(fresh->Apply(Retry()));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Counts(), "0 waiting, 5 succeeded, 2 failed, 0 cancelled");
  EXPECT_EQ(Operation().attempt(), 2);
  EXPECT_EQ(Operation().state(), BulkOperation::STATE_DONE);
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.accepted'")[0][0], "6");
}

TEST_F(BulkTest, WhoeverDiesAnotherOneGoesOnAndNothingIsDoneTwice) {
  MakeTasks(100);
  ASSERT_OK(engine().Apply(AcceptAll(100)));
  EXPECT_EQ(Step(engine(), 30).claimed, 30);
  EXPECT_EQ(Counts(), "70 waiting, 30 succeeded, 0 failed, 0 cancelled");
  {
    // Its connections break in the middle, again and again.
    const auto worker = NewWorker(engine(), 3);
    for (int i = 0; i < 10; ++i) {
      Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
          "pg_backend_pid() AND query ILIKE '%bulk%'");
    }
    worker->Stop();
  }
  StopEngine();
  const auto second = NewEngine();
  const auto worker = NewWorker(*second, 9);
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Operation().state(), BulkOperation::STATE_DONE);
  EXPECT_EQ(Counts(), "0 waiting, 100 succeeded, 0 failed, 0 cancelled");
  ExpectEachOnce(100);
  CheckSound();
}

TEST_F(BulkTest, ReplicasShareTheWorkAndEndItOnce) {
  MakeTasks(200);
  ASSERT_OK(engine().Apply(AcceptAll(200)));
  const auto second = NewEngine(), third = NewEngine();
  const auto worker1 = NewWorker(engine(), 5), worker2 = NewWorker(*second, 5), worker3 = NewWorker(*third, 5);
  for (const auto* worker : {&worker1, &worker2, &worker3}) ASSERT_OK((*worker)->WaitUntilIdle(kLimit));
  ExpectEachOnce(200);
  EXPECT_EQ(Counts(), "0 waiting, 200 succeeded, 0 failed, 0 cancelled");
  // Started and ended.
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM events WHERE subject = '", BulkName(), "'"))[0][0], "2");
  CheckSound();
}

TEST_F(BulkTest, WhatIsPausedIsNotTouched) {
  MakeTasks(10);
  ASSERT_OK(engine().Apply(AcceptAll(10)));
  EXPECT_EQ(Step(engine(), 4).claimed, 4);
  ASSERT_OK(engine().Apply(Pause()));
  EXPECT_EQ(Step(engine(), 4).claimed, 0);
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit)) << "nothing is running";
  EXPECT_EQ(Counts(), "6 waiting, 4 succeeded, 0 failed, 0 cancelled");
  EXPECT_EQ(Operation().state(), BulkOperation::STATE_PAUSED);
  // Somebody works on one of the tasks meanwhile.
  ASSERT_OK(engine().Apply(testing::Accept(Id(9))));
  ASSERT_OK(engine().Apply(Resume()));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Counts(), "0 waiting, 9 succeeded, 1 failed, 0 cancelled");
}

TEST_F(BulkTest, WhatIsCancelledWhileItRunsIsDoneOrCancelledAndNeverBoth) {
  MakeTasks(120);
  ASSERT_OK(engine().Apply(AcceptAll(120)));
  const auto second = NewEngine();
  EXPECT_EQ(Step(engine(), 10).claimed, 10);
  const auto worker1 = NewWorker(engine(), 2), worker2 = NewWorker(*second, 2);
  ASSERT_OK(engine().Apply(Cancel()));
  for (const auto* worker : {&worker1, &worker2}) ASSERT_OK((*worker)->WaitUntilIdle(kLimit));
  const BulkOperation operation = Operation();
  EXPECT_EQ(operation.state(), BulkOperation::STATE_CANCELLED);
  EXPECT_EQ(operation.waiting(), 0);
  EXPECT_GE(operation.succeeded(), 10);
  EXPECT_EQ(operation.succeeded() + operation.cancelled(), 120);
  ExpectEachOnce(operation.succeeded());
  for (const BulkOperationItem& item : Items({BulkOperationItem::STATE_CANCELLED})) {
    EXPECT_EQ(Get(store::GetTask(database(), kProvince, LastSegment(item.task()))).state(), v1::TASK_STATE_ISSUED);
    EXPECT_TRUE(item.has_time());
  }
  CheckSound();
}

TEST_F(BulkTest, ARepeatedRequestIsAnsweredAndAnotherEtagRefused) {
  MakeTasks(2);
  Command start = testing::WithRequestId("r1", AcceptAll(2));
  ASSERT_OK(engine().Apply(start));
  const auto again = engine().Apply(start);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(std::get<BulkOperation>(again->resource).name(), BulkName());
  EXPECT_EQ(ReasonOf(engine().Apply(AcceptAll(1)).status()), v1::ERROR_REASON_ALREADY_EXISTS);
  Command other = AcceptAll(1);
  other.set_request_id("r1");
  EXPECT_EQ(ReasonOf(engine().Apply(other).status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  Command pause = Pause();
  pause.set_etag("v9");
  EXPECT_EQ(ReasonOf(engine().Apply(pause).status()), v1::ERROR_REASON_ETAG_MISMATCH);
  pause.set_etag(Operation().etag());
  EXPECT_OK(engine().Apply(pause));
  // Of several at once each sees what the one before did.
  EXPECT_EQ(Sql("SELECT count(*) FROM bulk_operation_items")[0][0], "2");
}

TEST_F(BulkTest, ListsGoOnWhereTheyEnded) {
  MakeTasks(5);
  ASSERT_OK(engine().Apply(AcceptAll(5)));
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const auto page = Get(store::ListBulkItems(
        database(), {.province = kProvince, .bulk_operation_id = kId, .page_size = 2, .cursor = cursor}));
    for (const BulkOperationItem& item : page.items) seen.emplace_back(LastSegment(item.task()));
    cursor = page.next_cursor;
  } while (!cursor.empty());
  EXPECT_THAT(seen, ElementsAre("t0", "t1", "t2", "t3", "t4"));

  for (int i = 0; i < 5; ++i) {
    Command command = AcceptAll(1);
    command.mutable_bulk()->mutable_start()->set_name(absl::StrCat(BulkName(), "-", i));
    if (i % 2 == 0) command.mutable_actor()->set_unit(kIssuer);
    ASSERT_OK(engine().Apply(command));
    // Two of them in one instant.
    if (i != 2) clock().Advance(absl::Seconds(1));
  }
  const auto list = [&](std::optional<std::vector<std::string>> units) {
    std::vector<std::string> ids;
    std::string after;
    do {
      const auto page = Get(store::ListBulkOperations(
          database(), {.province = kProvince, .units = units, .page_size = 2, .cursor = after}));
      for (const BulkOperation& operation : page.operations) ids.emplace_back(LastSegment(operation.name()));
      after = page.next_cursor;
    } while (!after.empty());
    return ids;
  };
  EXPECT_THAT(list(std::nullopt),
              ElementsAre("tiep-nhan-4", "tiep-nhan-3", "tiep-nhan-2", "tiep-nhan-1", "tiep-nhan-0", "tiep-nhan"));
  EXPECT_THAT(list(std::vector<std::string>{kLead}), ElementsAre("tiep-nhan-3", "tiep-nhan-1", "tiep-nhan"));
  EXPECT_THAT(list(std::vector<std::string>{testing::kOther}), IsEmpty());
  for (const char* cursor_of_another : {"x", "1", "x|y", "-5|y"}) {
    const auto page =
        store::ListBulkOperations(database(), {.province = kProvince, .page_size = 2, .cursor = cursor_of_another});
    EXPECT_EQ(ReasonOf(page.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN) << cursor_of_another;
  }
}

}  // namespace
}  // namespace phoihop
