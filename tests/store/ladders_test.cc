// Versions of ladders on a real PostgreSQL: all are kept, and running clocks follow a new one once each.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/reference_rows.h"
#include "services/store/task_reader.h"
#include "services/worker/follow_ups.h"
#include "services/worker/sweep.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using internal::v1::Command;
using testing::CreateDue;
using ::testing::ElementsAre;
using testing::Get;
using testing::kIssuer;
using testing::kProvince;

constexpr absl::Duration kLimit = absl::Seconds(120);
constexpr char kLadder[] = "provinces/dong-nai/escalationPolicies/default";
constexpr char kDue[] = "2026-09-15";

std::string NameOf(int task) { return TaskName(kProvince, absl::StrCat("t", task)); }

class LaddersTest : public testing::World {
 protected:
  std::unique_ptr<worker::FollowUpWorker> NewWorker(engine::Engine& of) {
    return std::make_unique<worker::FollowUpWorker>(worker::FollowUpOptions{.engine = &of, .database = &database()});
  }

  std::unique_ptr<worker::DeadlineSweep> NewSweep(engine::Engine& of) {
    return std::make_unique<worker::DeadlineSweep>(
        worker::SweepOptions{.engine = &of, .database = &database(), .batch = 10});
  }

  void MakeTasks(int count) {
    for (int i = 1; i <= count; ++i) EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("t", i), kDue)));
  }

  static Command ByIssuer() {
    Command command;
    command.set_province(kProvince);
    command.mutable_actor()->set_unit(kIssuer);
    return command;
  }

  // The next version, with one rung.
  absl::Status Publish(int offset) {
    Command command = ByIssuer();
    v1::EscalationPolicy& policy = *command.mutable_reference()->mutable_publish_policy()->mutable_policy();
    policy.set_name(kLadder);
    policy.set_display_name("Thang đôn đốc mới");
    policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
    policy.add_purposes(v1::CLOCK_PURPOSE_ACKNOWLEDGE);
    policy.add_rungs()->set_offset_working_days(offset);
    policy.mutable_rungs(0)->add_audiences(v1::AUDIENCE_ISSUER);
    policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
    return engine().Apply(std::move(command)).status();
  }

  // To the newest version, prepared on what had happened by `last_sequence`.
  Command Switch(int64_t version, int64_t last_sequence, const std::vector<std::string>& tasks) {
    Command command = ByIssuer();
    command.set_etag(absl::StrCat(last_sequence));
    auto& wanted = *command.mutable_reference()->mutable_switch_policy();
    wanted.set_name(kLadder);
    const std::string token = absl::StrCat(version, "-", tasks.size(), "-abc");
    wanted.set_preview_token(token);
    wanted.set_seen_token(token);
    for (const std::string& task : tasks) wanted.add_tasks(task);
    wanted.mutable_basis()->set_instrument_number("78/QĐ-UBND");
    return command;
  }

  std::vector<std::string> VersionsIn(const internal::v1::ReferenceData& data) {
    std::vector<std::string> versions;
    for (const v1::EscalationPolicy& policy : data.escalation_policies()) {
      versions.push_back(absl::StrCat(policy.version(), " ", policy.rungs(0).offset_working_days()));
    }
    return versions;
  }

  int64_t VersionOf(absl::string_view id) {
    const v1::Task task = Get(store::GetTask(database(), kProvince, id));
    for (const v1::Clock& clock : task.clocks()) {
      if (clock.id() == "complete") return clock.escalation_policy_version();
    }
    return 0;
  }
  std::string Count(const std::string& type) {
    return Sql(absl::StrCat("SELECT count(*) FROM events WHERE type = '", type, "'"))[0][0];
  }
  std::string Waiting() { return Sql("SELECT count(*) FROM follow_ups WHERE set_aside_time IS NULL")[0][0]; }
};

TEST_F(LaddersTest, EveryVersionIsThereForWhoeverReadsThem) {
  engine();
  for (const int offset : {2, 3, 4}) EXPECT_OK(Publish(offset));
  // As the process has them, as another one reads them, and as they were before the last was published.
  const auto facts = engine().FactsOf(kProvince);
  ASSERT_OK(facts.status());
  EXPECT_THAT(VersionsIn((*facts)->data()), ElementsAre("4 4", "1 -1", "2 2", "3 3"));
  const auto read = Get(store::ReadReference(database(), kProvince));
  EXPECT_THAT(VersionsIn(read.data), ElementsAre("4 4", "1 -1", "2 2", "3 3"));
  EXPECT_EQ(organisation::FindByName(read.data.escalation_policies(), kLadder)->version(), 4);
  const auto before = Get(store::ReadReferenceAt(database(), kProvince, read.data.version() - 1));
  EXPECT_THAT(VersionsIn(before.data), ElementsAre("3 3", "1 -1", "2 2"));
  const auto second = NewEngine();
  EXPECT_THAT(VersionsIn((*second->FactsOf(kProvince))->data()), ElementsAre("4 4", "1 -1", "2 2", "3 3"));
}

TEST_F(LaddersTest, RunningClocksFollowOnceEachAndNobodyIsForgotten) {
  engine();
  MakeTasks(20);
  EXPECT_OK(Publish(2));
  EXPECT_EQ(VersionOf("t1"), 1);
  const int64_t seen = static_cast<int64_t>(Journal().size());
  // Changed after the switch was prepared; of what is armed since nothing is to be done.
  EXPECT_OK(engine().Apply(testing::Accept("t20")));
  EXPECT_OK(engine().Apply(CreateDue("new", kDue)));
  std::vector<std::string> tasks;
  for (int i = 1; i <= 19; ++i) tasks.push_back(NameOf(i));
  const auto switched = engine().Apply(Switch(2, seen, tasks));
  ASSERT_TRUE(switched.ok()) << switched.status();
  EXPECT_EQ(Waiting(), "21");
  // Everything is asked for twice, and two replicas work.
  Sql("INSERT INTO follow_ups (province, cause_sequence, ordinal, task_id, command) SELECT province, cause_sequence, "
      "ordinal + 1000000, task_id, command FROM follow_ups");
  const auto second = NewEngine();
  {
    const auto worker1 = NewWorker(engine()), worker2 = NewWorker(*second);
    for (const auto* worker : {&worker1, &worker2}) {
      ASSERT_OK((*worker)->WaitUntilIdle(kLimit));
      EXPECT_EQ((*worker)->status().set_aside, 0);
    }
  }
  EXPECT_EQ(Waiting(), "0");
  EXPECT_EQ(Count("task.policy_switched"), "20");
  for (int i = 1; i <= 20; ++i) EXPECT_EQ(VersionOf(absl::StrCat("t", i)), 2) << i;
  EXPECT_EQ(VersionOf("new"), 2);
  for (const v1::Event& event : Journal()) {
    if (event.has_task_policy_switched()) {
      EXPECT_EQ(event.cause_sequence(), switched->last_sequence);
    }
  }
  CheckSound();
}

// Two replicas whose transactions lose their connection while they end, every third time: each firing happens once, and
// so does what it makes.
TEST_F(LaddersTest, RepetitionsAndMadeTasksComeOnceEach) {
  constexpr int kTasks = 30, kTimes = 5;
  engine();
  Command command = ByIssuer();
  v1::EscalationPolicy& policy = *command.mutable_reference()->mutable_publish_policy()->mutable_policy();
  policy.set_name(kLadder);
  policy.set_display_name("Thang đôn đốc lặp lại");
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  v1::Rung& rung = *policy.add_rungs();
  rung.set_offset_working_days(0);
  rung.add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
  rung.mutable_repetition()->set_every_working_days(1);
  rung.mutable_repetition()->set_count(kTimes);
  rung.set_report_within_working_days(100);
  policy.add_rungs()->set_offset_working_days(2);
  policy.mutable_rungs(1)->add_audiences(v1::AUDIENCE_ISSUER);
  policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
  EXPECT_OK(engine().Apply(std::move(command)));
  MakeTasks(kTasks);
  Sql("CREATE SEQUENCE writes");
  Sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
      "IF nextval('writes') % 3 = 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$");
  Sql("CREATE TRIGGER cut AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION cut()");
  const auto second = NewEngine();
  {
    const auto sweep1 = NewSweep(engine()), sweep2 = NewSweep(*second);
    // Down until the fourth day, then day by day.
    for (const int day : {18, 21, 22}) {
      clock().Set(absl::FromCivil(absl::CivilMinute(2026, 9, day, 8, 0), VietnamTimeZone()));
      for (const auto* sweep : {&sweep1, &sweep2}) {
        while (!(*sweep)->WaitUntilIdle(kLimit).ok()) {
        }
      }
    }
  }
  std::map<std::string, std::vector<std::string>> fired;
  for (const v1::Event& event : Journal()) {
    if (!event.has_task_escalated()) continue;
    const v1::Escalation& escalation = event.task_escalated().escalation();
    if (escalation.clock_id() != "complete") continue;
    fired[event.subject()].push_back(absl::StrCat(escalation.rung_index(), ".", escalation.repetition()));
    EXPECT_EQ(escalation.report_task().empty(), escalation.rung_index() != 0 || escalation.repetition() != 0);
  }
  EXPECT_EQ(fired.size(), static_cast<size_t>(kTasks));
  for (const auto& [task, firings] : fired) EXPECT_THAT(firings, ElementsAre("0.0", "0.1", "0.2", "1.0", "0.3", "0.4"));
  EXPECT_EQ(Sql("SELECT count(*), count(DISTINCT task->>'escalated_from') FROM tasks WHERE task ? 'escalated_from'")[0],
            (std::vector<std::string>{absl::StrCat(kTasks), absl::StrCat(kTasks)}));
  EXPECT_EQ(Sql("SELECT count(*) FROM quarantine")[0][0], "0");
  CheckSound();
}

TEST_F(LaddersTest, AStaleSwitchChangesNothing) {
  engine();
  MakeTasks(1);
  EXPECT_OK(Publish(2));
  EXPECT_EQ(ReasonOf(engine().Apply(Switch(1, 0, {NameOf(1)})).status()), v1::ERROR_REASON_PREVIEW_STALE);
  EXPECT_EQ(Waiting(), "0");
  EXPECT_EQ(Count("escalation_policy.switched"), "0");
}

}  // namespace
}  // namespace phoihop
