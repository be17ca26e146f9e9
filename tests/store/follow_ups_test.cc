// Follow-ups on a real PostgreSQL: what one commit leaves to be done with other tasks is done once.
#include "services/worker/follow_ups.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/follow_up_reader.h"
#include "services/store/task_reader.h"
#include "services/worker/sweep.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using internal::v1::Command;
using testing::Get;
using testing::kIssuer;
using testing::kProvince;

constexpr absl::Duration kLimit = absl::Seconds(120);
constexpr char kSet[] = "provinces/dong-nai/unitSets/xa";

std::string UnitName(absl::string_view id) { return ChildName(ProvinceName(kProvince), "units", id); }
std::string NameOf(absl::string_view id) { return TaskName(kProvince, id); }

Command By(const std::string& unit) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(unit);
  return command;
}

// Communes c1 … c<count>, alive from a day on, all in one set.
Command Communes(int count, absl::string_view valid_from = "2025-07-01", int first = 1) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_system("loader");
  auto& record = *command.mutable_reference()->mutable_record();
  v1::UnitSet& set = *record.add_entries()->mutable_unit_set_recorded()->mutable_unit_set();
  set.set_name(kSet);
  set.set_display_name("UBND các xã");
  set.add_kinds(v1::UNIT_KIND_COMMUNE);
  for (int i = first; i < first + count; ++i) {
    v1::Unit& unit = *record.add_entries()->mutable_unit_recorded()->mutable_unit();
    unit.set_name(UnitName(absl::StrCat("c", i)));
    v1::UnitVersion& version = *unit.add_versions();
    version.set_valid_from(std::string(valid_from));
    version.set_display_name(absl::StrCat("UBND xã ", i));
    version.set_kind(v1::UNIT_KIND_COMMUNE);
    version.set_level(v1::UNIT_LEVEL_COMMUNE);
  }
  return command;
}

// A plan of items that are led by the set.
Command StorePlan(int items) {
  Command command = By(kIssuer);
  v1::Plan& plan = *command.mutable_plan()->mutable_store()->mutable_plan();
  plan.set_name("provinces/dong-nai/plans/kh");
  plan.set_display_name("Kế hoạch");
  plan.set_number("21/KH-UBND");
  plan.set_issuer_unit(kIssuer);
  plan.set_source_sha256("a");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  for (int i = 1; i <= items; ++i) {
    v1::PlanItem& item = *plan.add_items();
    item.set_name(absl::StrCat(plan.name(), "/items/", i));
    item.set_ordinal(absl::StrCat(i));
    item.set_text("Cung cấp thông tin");
    item.set_state(v1::PlanItem::STATE_READY);
    item.add_leads()->set_unit_set(kSet);
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
    item.mutable_deadline()->set_nominal_due_date("2026-10-30");
  }
  return command;
}

Command Issue() {
  Command command = By(kIssuer);
  command.mutable_plan()->mutable_issue()->set_name("provinces/dong-nai/plans/kh");
  return command;
}

Command Revoke(const std::string& name) {
  Command command = By(kIssuer);
  command.mutable_task()->mutable_revoke()->set_name(name);
  command.mutable_task()->mutable_revoke()->set_reason("Không còn cần");
  return command;
}

class FollowUpsTest : public testing::World {
 protected:
  std::unique_ptr<worker::FollowUpWorker> NewWorker(engine::Engine& of, int batch = worker::kFollowUpBatch) {
    return std::make_unique<worker::FollowUpWorker>(
        worker::FollowUpOptions{.engine = &of, .database = &database(), .batch = batch});
  }

  void IssuePlan(int communes, int items) {
    ASSERT_OK(engine().Apply(Communes(communes)));
    ASSERT_OK(engine().Apply(StorePlan(items)));
    const auto issued = engine().Apply(Issue());
    ASSERT_TRUE(issued.ok()) << issued.status();
    // Each task is one event, besides that of the plan.
    EXPECT_EQ(issued->event_count, 1 + items * (communes + 1));
  }

  // Accepts, hands in and approves a part.
  void Finish(engine::Engine& with, const std::string& part) {
    const std::string unit = Get(store::GetTask(database(), kProvince, LastSegment(part))).lead_unit();
    Command accept = By(unit), submit = By(unit), approve = By(kIssuer);
    accept.mutable_task()->mutable_accept()->set_name(part);
    submit.mutable_task()->mutable_submit()->set_name(part);
    submit.mutable_task()->mutable_submit()->mutable_result()->set_summary("Xong");
    approve.mutable_task()->mutable_approve()->set_name(part);
    for (Command* command : {&accept, &submit, &approve}) {
      const auto done = with.Apply(*command);
      EXPECT_TRUE(done.ok()) << part << ": " << done.status();
    }
  }

  v1::TaskState StateOf(absl::string_view id) { return Get(store::GetTask(database(), kProvince, id)).state(); }
  std::string Waiting() { return Sql("SELECT count(*) FROM follow_ups WHERE set_aside_time IS NULL")[0][0]; }
};

TEST_F(FollowUpsTest, TheLastPartCompletesTheWholeAndItsEventSaysWhy) {
  IssuePlan(3, 1);
  for (int i = 1; i <= 3; ++i) Finish(engine(), NameOf(absl::StrCat("kh-1-c", i)));
  EXPECT_EQ(StateOf("kh-1"), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(Waiting(), "3");
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1"), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(Waiting(), "0");
  const std::vector<v1::Event> journal = Journal();
  const v1::Event& completed = journal.back();
  ASSERT_TRUE(completed.has_task_fan_out_completed());
  EXPECT_EQ(completed.task_fan_out_completed().progress().completed(), 3);
  EXPECT_EQ(completed.actor().system(), "follow-ups");
  // The last of the three made it enough.
  ASSERT_GT(completed.cause_sequence(), 0);
  const v1::Event& cause = journal[completed.cause_sequence() - 1];
  EXPECT_TRUE(cause.has_task_approved());
  EXPECT_EQ(cause.subject(), NameOf("kh-1-c3"));
  CheckSound();
}

// Two lanes, two workers, two processes' worth of engines: the last two parts of each whole end at the same time.
TEST_F(FollowUpsTest, NoEndOfAPartIsMissedHoweverManyEndAtOnce) {
  constexpr int kWholes = 2000;
  IssuePlan(2, kWholes);
  const auto second = NewEngine();
  const auto worker1 = NewWorker(engine(), 16), worker2 = NewWorker(*second, 16);
  // Of each whole one part is revoked by one engine while another one approves the other.
  std::atomic<int> failed{0};
  const auto drive = [&](engine::Engine& with, int commune, const std::function<Command(const std::string&)>& make) {
    std::atomic<int> open{kWholes};
    absl::Notification all;
    for (int i = 1; i <= kWholes; ++i) {
      with.Submit(make(NameOf(absl::StrCat("kh-", i, "-c", commune))), [&](absl::StatusOr<engine::Applied> applied) {
        if (!applied.ok()) ++failed;
        if (--open == 0) all.Notify();
      });
    }
    all.WaitForNotification();
  };
  const auto accept = [](int commune) {
    return [commune](const std::string& name) {
      Command command = By(UnitName(absl::StrCat("c", commune)));
      command.mutable_task()->mutable_accept()->set_name(name);
      return command;
    };
  };
  for (int commune : {1, 2}) drive(engine(), commune, accept(commune));
  std::thread one([&] { drive(engine(), 1, Revoke); });
  std::thread other([&] {
    drive(*second, 2, [](const std::string& name) {
      Command command = By(UnitName("c2"));
      command.mutable_task()->mutable_submit()->set_name(name);
      command.mutable_task()->mutable_submit()->mutable_result()->set_summary("Xong");
      return command;
    });
    drive(*second, 2, [](const std::string& name) {
      Command command = By(kIssuer);
      command.mutable_task()->mutable_approve()->set_name(name);
      return command;
    });
  });
  one.join();
  other.join();
  EXPECT_EQ(failed.load(), 0);
  ASSERT_OK(worker1->WaitUntilIdle(kLimit));
  ASSERT_OK(worker2->WaitUntilIdle(kLimit));
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE fan_out AND state = 'TASK_STATE_COMPLETED'")[0][0],
            absl::StrCat(kWholes));
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.fan_out_completed'")[0][0], absl::StrCat(kWholes));
  EXPECT_EQ(worker1->status().set_aside + worker2->status().set_aside, 0);
  // Two ends of each, and the first look of the day at every whole.
  EXPECT_EQ(worker1->status().run + worker2->status().run, 3 * kWholes);
  CheckSound();
}

TEST_F(FollowUpsTest, RevokingAWholeRevokesItsPartsAndDoesSoOnceWithThreeWorkers) {
  IssuePlan(40, 3);
  const auto second = NewEngine(), third = NewEngine();
  for (int i = 1; i <= 3; ++i) EXPECT_OK(engine().Apply(Revoke(NameOf(absl::StrCat("kh-", i)))));
  EXPECT_EQ(Waiting(), "120");
  const auto worker1 = NewWorker(engine(), 7), worker2 = NewWorker(*second, 7), worker3 = NewWorker(*third, 7);
  for (const auto* worker : {&worker1, &worker2, &worker3}) ASSERT_OK((*worker)->WaitUntilIdle(kLimit));
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE open")[0][0], "0");
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.revoked'")[0][0], "123");
  EXPECT_EQ(Waiting(), "0");
  CheckSound();
}

TEST_F(FollowUpsTest, OneThatCannotBeRunIsSetAsideAndTheOthersGoOn) {
  IssuePlan(4, 1);
  EXPECT_OK(engine().Apply(Revoke(NameOf("kh-1"))));
  StopEngine();
  // One that this program cannot read, one whose effects the database refuses, one for a task that does not exist.
  Sql("UPDATE follow_ups SET command = '{\"from_the_future\": {}}' WHERE task_id = 'kh-1-c1'");
  Sql("ALTER TABLE tasks ADD CONSTRAINT poison CHECK (task_id <> 'kh-1-c2' OR open)");
  Sql("UPDATE follow_ups SET task_id = 'nobody' WHERE task_id = 'kh-1-c3'");
  const auto fresh = NewEngine();
  const auto worker = NewWorker(*fresh);
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1-c4"), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(worker->status().set_aside, 3);
  EXPECT_EQ(Get(store::CountSetAside(database(), kProvince)).follow_ups, 3);
  std::set<std::string> tasks;
  for (const store::FollowUpAside& aside : Get(store::ListFollowUpsAside(database(), kProvince))) {
    tasks.insert(std::string(LastSegment(aside.task)));
    EXPECT_FALSE(aside.reason.empty());
    EXPECT_GT(aside.cause_sequence, 0);
  }
  EXPECT_THAT(tasks, ::testing::ElementsAre("kh-1-c1", "kh-1-c2", "nobody"));
}

TEST_F(FollowUpsTest, UnitsThatJoinByADecisionOrByADateGetTheirPartsOnce) {
  IssuePlan(3, 2);
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  // One that lives already, and one of next week.
  EXPECT_OK(engine().Apply(Communes(1, "2026-07-01", 4)));
  EXPECT_OK(engine().Apply(Communes(1, "2026-08-06", 5)));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1-c4"), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf("kh-2-c4"), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(Sql("SELECT count(*) FROM tasks WHERE task_id LIKE '%-c5'")[0][0], "0");
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 6), VietnamTimeZone()) + absl::Hours(1));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1-c5"), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.fan_out_extended'")[0][0], "4");
  // Another day, another look: nobody is new.
  clock().Advance(absl::Hours(24));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.fan_out_extended'")[0][0], "4");
  CheckSound();
}

TEST_F(FollowUpsTest, AnOccurrenceThatWaitsIsIssuedWhenTheOneBeforeItEnds) {
  ASSERT_OK(engine().Apply(Communes(2)));
  Command store = StorePlan(2);
  auto& items = *store.mutable_plan()->mutable_store()->mutable_plan()->mutable_items();
  for (v1::PlanItem& item : items) {
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RECURRING);
    item.mutable_deadline()->set_recurrence("FREQ=MONTHLY");
  }
  items[0].set_overlap(v1::OVERLAP_POLICY_WAIT);
  items[1].set_overlap(v1::OVERLAP_POLICY_SKIP);
  ASSERT_OK(engine().Apply(store));
  ASSERT_OK(engine().Apply(Issue()));
  worker::DeadlineSweep sweep({.engine = &engine(), .database = &database()});
  const auto worker = NewWorker(engine());
  // 1 August: what c1 did in July is done, what c2 did is not.
  Finish(engine(), NameOf("kh-1-2026-07-c1"));
  Finish(engine(), NameOf("kh-2-2026-07-c1"));
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 8, 1), VietnamTimeZone()));
  ASSERT_OK(sweep.WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1-2026-08-c1"), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf("kh-1-2026-08-c2"), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(StateOf("kh-2-2026-08-c1"), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf("kh-2-2026-08-c2"), v1::TASK_STATE_SKIPPED);
  EXPECT_EQ(StateOf("kh-1-2026-08"), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(sweep.status().quarantined, 0);
  Finish(engine(), NameOf("kh-1-2026-07-c2"));
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-1-2026-08-c2"), v1::TASK_STATE_ISSUED);
  // In September what was left out stands for July, which is open still.
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 9, 1), VietnamTimeZone()));
  ASSERT_OK(sweep.WaitUntilIdle(kLimit));
  EXPECT_EQ(StateOf("kh-2-2026-09-c2"), v1::TASK_STATE_SKIPPED);
  EXPECT_EQ(sweep.status().quarantined, 0);
  CheckSound();
}

TEST_F(FollowUpsTest, ProgressOfWholesIsWhatTheirPartsAre) {
  IssuePlan(12, 1);
  Finish(engine(), NameOf("kh-1-c1"));
  EXPECT_OK(engine().Apply(Revoke(NameOf("kh-1-c2"))));
  const absl::Time late = absl::FromCivil(absl::CivilDay(2026, 11, 2), VietnamTimeZone());
  const auto seen = Get(store::PartsOfWholes(database(), kProvince, {NameOf("kh-1"), NameOf("none")}, late));
  ASSERT_EQ(seen.size(), 1u);
  const v1::FanOutProgress& progress = seen.at(NameOf("kh-1")).progress;
  EXPECT_EQ(progress.total(), 11);
  EXPECT_EQ(progress.completed(), 1);
  EXPECT_EQ(progress.completed_late(), 0);
  EXPECT_EQ(progress.open(), 10);
  EXPECT_EQ(progress.overdue(), 10);
  EXPECT_EQ(progress.not_accepted(), 10);
  EXPECT_EQ(progress.ended_without_result(), 1);
  EXPECT_EQ(seen.at(NameOf("kh-1")).parts.size(), 10u);
}

// A rung that acts for who kept silent does to a whole what its issuer would do: its parts follow.
TEST_F(FollowUpsTest, AWholeThatARungRevokesTakesItsPartsWithIt) {
  Command record;
  record.set_province(kProvince);
  record.mutable_actor()->set_system("loader");
  v1::EscalationPolicy& policy = *record.mutable_reference()
                                      ->mutable_record()
                                      ->add_entries()
                                      ->mutable_escalation_policy_published()
                                      ->mutable_escalation_policy();
  policy.set_name("provinces/dong-nai/escalationPolicies/thu-hoi");
  policy.set_display_name("Quá hạn thì thu hồi");
  policy.set_version(1'000);  // of several for a purpose the highest counts
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  policy.mutable_basis()->set_instrument_number("12/QĐ-UBND");
  v1::Rung& rung = *policy.add_rungs();
  rung.set_offset_working_days(1);
  rung.add_audiences(v1::AUDIENCE_ISSUER);
  rung.set_verb(v1::TASK_VERB_REVOKE);
  // The whole is: its issuer leads it. The parts are not.
  rung.mutable_condition()->add_states(v1::TASK_STATE_ACCEPTED);
  ASSERT_OK(engine().Apply(record));
  IssuePlan(3, 1);
  Finish(engine(), NameOf("kh-1-c2"));
  const auto worker = NewWorker(engine());
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  clock().Set(absl::FromCivil(absl::CivilDay(2026, 11, 10), VietnamTimeZone()));
  worker::DeadlineSweep sweep({.engine = &engine(), .database = &database()});
  ASSERT_OK(sweep.WaitUntilIdle(kLimit));
  EXPECT_EQ(sweep.status().quarantined, 0);
  ASSERT_OK(worker->WaitUntilIdle(kLimit));
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "kh-1")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "kh-1-c1")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "kh-1-c2")).state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(Get(store::GetTask(database(), kProvince, "kh-1-c3")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(Sql("SELECT count(*) FROM events WHERE type = 'task.revoked' "
                "AND event->'basis'->>'instrument_number' = '12/QĐ-UBND'")[0][0],
            "3");
  CheckSound();
}

}  // namespace
}  // namespace phoihop
