// Three servers on one PostgreSQL, and thousands of clocks that are due in the same second: servers are killed while
// they fire them, and so is PostgreSQL. Each rung fires once, of each task in order, and each recipient of it is told
// once, in one digest that is delivered once, in order. All of it is counted from the journal and from the tables.
//
// Environment: PHOIHOP_DUE_TASKS (3000), PHOIHOP_SIMULATION_SEED (a new one each time; it is printed).

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/embedded/private_cluster.h"
#include "services/engine/engine.h"
#include "services/import/reference_loader.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "services/store/event_reader.h"
#include "services/worker/courier.h"
#include "tests/simulation/replicas.h"
#include "tests/simulation/submit_work.h"
#include "tests/simulation/work_audit.h"
#include "tests/support/temporary_directory.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using internal::v1::Command;
using ::testing::IsEmpty;
using History = std::vector<std::string>;

constexpr char kProvince[] = "dong-nai";
constexpr char kIssuer[] = "ubnd";
constexpr const char* kLeads[] = {"so-vhttdl", "so-tu-phap", "so-ngoai-vu", "so-xay-dung", "so-khcn", "so-noi-vu"};
constexpr int kReplicas = 3;
constexpr int64_t kTasks = 3000;
constexpr int kKills = 10;
// PostgreSQL goes down at once, without a word to anybody, after this kill.
constexpr int kCrashAfterKill = kKills / 2;
// The work was given so many days ago, and was due so many days ago: all of its ladder was missed.
constexpr int kDaysSinceGiven = 60, kDaysSinceDue = 30;
// Without anything committed for so long, something hangs.
constexpr absl::Duration kStandstill = absl::Minutes(2);
// All that is not urgent goes out in one transaction of a digest for each recipient.
constexpr absl::Duration kLetOutLimit = absl::Minutes(20);
constexpr absl::Duration kPoll = absl::Milliseconds(20);
constexpr int kEventsOfPage = 1000;
constexpr size_t kMaxSamples = 10;

// Half of the tasks were accepted and then forgotten: the whole ladder fires, from rung 0. The other half should have
// been issued when nobody ran: nobody is reminded of what is over, so their ladders begin with the due day.
struct Course {
  History given;  // what was done when the work was given
  History fires;  // what fires now
};
const Course& Forgotten() {
  static const auto* const kCourse = new Course{{"task.created", "task.issued", "task.accepted"},
                                                {"rung 0", "rung 1", "rung 2", "rung 3", "rung 4", "rung 5"}};
  return *kCourse;
}
const Course& Planned() {
  static const auto* const kCourse =
      new Course{{"task.created"}, {"task.issued", "rung 2", "rung 3", "rung 4", "rung 5"}};
  return *kCourse;
}
const Course& CourseOf(int64_t number) { return number % 2 == 0 ? Forgotten() : Planned(); }

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  int64_t value = otherwise;
  if (text != nullptr && !absl::SimpleAtoi(text, &value)) ADD_FAILURE() << name << " is not a number: " << text;
  return value;
}

Command By(const char* unit) {
  Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(UnitName(kProvince, unit));
  return command;
}

const char* LeadOf(int64_t number) { return kLeads[number % std::size(kLeads)]; }

Command Create(int64_t number, absl::CivilDay due) {
  Command command = By(kIssuer);
  v1::CreateTaskRequest& create = *command.mutable_task()->mutable_create();
  create.set_parent(ProvinceName(kProvince));
  create.set_task_id(absl::StrCat("due-", number));
  create.set_issue(true);
  v1::Task& task = *create.mutable_task();
  task.set_title("Báo cáo kết quả thực hiện công tác thông tin đối ngoại");
  task.set_lead_unit(UnitName(kProvince, LeadOf(number)));
  task.set_requested_due_date(FormatDate(due));
  task.mutable_basis()->set_instrument_number("183/KH-UBND");
  // What is urgent is told at once, whatever the time of day.
  if (number / 2 % 2 == 0) task.set_priority(v1::TASK_PRIORITY_IMMEDIATE);
  return command;
}

Command Accept(int64_t number) {
  Command command = By(LeadOf(number));
  command.mutable_task()->mutable_accept()->set_name(TaskName(kProvince, absl::StrCat("due-", number)));
  return command;
}

class DueReplicasTest : public ::testing::Test {
 protected:
  void SetUp() override {
    tasks_ = FromEnvironment("PHOIHOP_DUE_TASKS", kTasks);
    seed_ = static_cast<uint64_t>(
        FromEnvironment("PHOIHOP_SIMULATION_SEED", static_cast<int64_t>(std::random_device()() % 1'000'000)));
    random_.seed(seed_);
    std::cout << "PHOIHOP_SIMULATION_SEED=" << seed_ << " PHOIHOP_DUE_TASKS=" << tasks_ << std::endl;
    StartPostgres();
    ASSERT_NE(cluster_, nullptr);
    ASSERT_EQ(store::Migrate(uri()), absl::OkStatus());
    MakeWork();
  }

  void StartPostgres() {
    cluster_.reset();
    auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory_.path(), "/db")});
    ASSERT_TRUE(cluster.ok()) << cluster.status();
    cluster_ = *std::move(cluster);
  }

  std::string uri() const { return cluster_->connection_uri(); }

  // Rows and columns as text.
  std::vector<std::vector<std::string>> Sql(const std::string& sql) {
    const auto connection = store::Connection::Open(uri(), store::ConnectionUse::kMigrate);
    EXPECT_TRUE(connection.ok()) << connection.status();
    if (!connection.ok()) return {};
    const auto result = (*connection)->RunText(sql);
    EXPECT_TRUE(result.ok()) << sql << ": " << result.status();
    std::vector<std::vector<std::string>> rows;
    for (int i = 0; result.ok() && i < result->rows(); ++i) {
      std::vector<std::string>& row = rows.emplace_back();
      for (int j = 0; j < result->columns(); ++j) row.emplace_back(result->Text(i, j));
    }
    return rows;
  }
  int64_t Number(const std::string& sql) {
    const auto rows = Sql(sql);
    int64_t number = -1;
    EXPECT_TRUE(rows.size() == 1 && absl::SimpleAtoi(rows[0][0], &number)) << sql;
    return number;
  }

  // Through the write door, two months ago: what followed was missed by everybody.
  void MakeWork() {
    const absl::CivilDay today = DayOf(absl::Now());
    engine::ManualClock then(StartOfDay(today - kDaysSinceGiven) + absl::Hours(9));
    engine::Engine engine({.uri = uri(), .clock = &then});
    const auto reference =
        import::LoadReferenceData({.province = kProvince, .directory = "data/dong-nai", .defaults = "data/default"});
    ASSERT_TRUE(reference.ok()) << reference.status();
    Command record;
    record.set_province(kProvince);
    record.mutable_actor()->set_system("loader");
    *record.mutable_reference()->mutable_record() = *reference;
    const auto recorded = engine.Apply(record);
    ASSERT_TRUE(recorded.ok()) << recorded.status();

    // The first says when the ladders of all of them begin: to be issued then is the other half planned.
    const absl::CivilDay due = today - kDaysSinceDue;
    const auto first = engine.Apply(Create(0, due));
    ASSERT_TRUE(first.ok()) << first.status();
    const v1::Clock* complete = OpenCompletionClock(std::get<v1::Task>(first->resource));
    ASSERT_NE(complete, nullptr);
    OpenWork work;
    for (int64_t number = 0; number < tasks_; ++number) {
      OpenWork::Task& task = work.tasks.emplace_back();
      if (number > 0) task.commands.push_back(Create(number, due));
      if (number % 2 == 0) {
        task.commands.push_back(Accept(number));
      } else {
        *task.commands.back().mutable_task()->mutable_create()->mutable_task()->mutable_planned_issue_time() =
            complete->next_fire_time();
      }
    }
    const absl::Status made = Submit(engine, work);
    ASSERT_TRUE(made.ok()) << made;
  }

  int64_t LastSequence() { return Number("SELECT last_sequence FROM feeds WHERE province = 'dong-nai'"); }

  // Waits for `holds`; false when the journal stands still and it does not come about.
  template <typename Condition>
  bool Await(const Condition& holds) {
    const absl::Notification never;
    int64_t last = -1;
    absl::Time moved = absl::Now();
    while (!holds()) {
      const int64_t now = Number(
          "SELECT sum(f.last_sequence + coalesce(n.last_sequence, 0)) FROM feeds f LEFT JOIN "
          "notice_feeds n USING (province)");
      if (std::exchange(last, now) != now) moved = absl::Now();
      if (absl::Now() - moved > kStandstill) return false;
      never.WaitForNotificationWithTimeout(kPoll);
    }
    return true;
  }

  void CrashPostgres() {
    const std::string before = uri();
    ASSERT_EQ(kill(cluster_->postmaster_pid(), SIGQUIT), 0);
    const absl::Notification never;
    while (cluster_->Running()) never.WaitForNotificationWithTimeout(kPoll);
    StartPostgres();
    ASSERT_NE(cluster_, nullptr);
    ASSERT_EQ(uri(), before);
  }

  // While the clocks are fired: `all` events will be there at the end.
  void KillNowAndThen(Replicas& servers, int64_t all) {
    const int64_t begin = LastSequence();
    for (int kills = 1; kills <= kKills; ++kills) {
      const int64_t next = begin + (all - begin) * kills / (kKills + 1);
      ASSERT_TRUE(Await([&] { return LastSequence() >= next; })) << "nothing is fired after " << kills - 1 << " kills";
      const int victim = static_cast<int>(random_() % kReplicas);
      servers.Kill(victim);
      if (kills == kCrashAfterKill) CrashPostgres();
      ASSERT_EQ(servers.Restart(victim, ServerProcess::Stage::kStarted), absl::OkStatus());
    }
  }

  // What is not urgent goes out in the next session of work, whenever this test runs.
  void LetTheRestGoOut() {
    engine::ManualClock later(absl::Now());
    engine::Engine engine({.uri = uri(), .clock = &later});
    const auto facts = engine.FactsOf(kProvince);
    ASSERT_TRUE(facts.ok()) << facts.status();
    absl::Time out = notice::DigestTime(later.Now(), (*facts)->calendar());
    while (!notice::IsWorkingTime(out, (*facts)->calendar())) out += notice::kDigestWindow;
    later.Set(out);
    const auto database = store::Database::Open({.uri = uri()});
    worker::Courier courier({.engine = &engine, .database = database.get()});
    EXPECT_TRUE(courier.WaitUntilIdle(kLetOutLimit));
  }

  // The journal read from its beginning: what happened to each task, and who has to be told of each rung.
  struct Told {
    std::map<std::string, History> histories;               // by task
    std::map<int64_t, std::set<std::string>> rungs;         // by sequence: unit and person
    std::set<int64_t> issued;                               // sequences
    std::map<std::string, std::set<std::string>> instants;  // by rung: when it was planned for, and what it is about
  };
  Told ReadJournal() {
    Told told;
    const auto database = store::Database::Open({.uri = uri()});
    for (int64_t after = 0;;) {
      const auto page =
          store::ListEvents(*database, {.province = kProvince, .after_sequence = after, .limit = kEventsOfPage});
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok() || page->events.empty()) return told;
      for (const v1::Event& event : page->events) Note(event, told);
      after = page->events.back().sequence();
    }
  }
  static void Note(const v1::Event& event, Told& told) {
    if (event.subject().find("/tasks/") == std::string::npos) return;
    History& history = told.histories[std::string(LastSegment(event.subject()))];
    if (event.has_task_issued()) told.issued.insert(event.sequence());
    if (!event.has_task_escalated()) {
      history.push_back(event.type());
      return;
    }
    const v1::Escalation& rung = event.task_escalated().escalation();
    EXPECT_EQ(rung.clock_id(), "complete");
    history.push_back(absl::StrCat("rung ", rung.rung_index()));
    // However late it fired, it says for when it was planned: those that were missed for the rung's own instant, those
    // of a clock that was armed too late for that for the instant at which it was.
    EXPECT_LE(FromTimestamp(rung.planned_time()), FromTimestamp(rung.fire_time()));
    std::string instant = rung.due_time().ShortDebugString();
    const bool forgotten = std::find(history.begin(), history.end(), Forgotten().given.back()) != history.end();
    if (forgotten) absl::StrAppend(&instant, ", ", rung.planned_time().ShortDebugString());
    told.instants[absl::StrCat(forgotten ? "forgotten" : "planned", ", ", history.back())].insert(std::move(instant));
    for (const v1::Escalation::Recipient& recipient : rung.recipients()) {
      const bool once =
          told.rungs[event.sequence()].insert(absl::StrCat(recipient.unit(), " ", recipient.person())).second;
      EXPECT_TRUE(once) << event.sequence() << " names " << recipient.unit() << " twice";
    }
  }

  void ExpectEachRungOnceInOrder(const Told& told) {
    EXPECT_EQ(static_cast<int64_t>(told.histories.size()), tasks_);
    std::vector<std::string> wrong;
    for (const auto& [task, history] : told.histories) {
      int64_t number = 0;
      ASSERT_TRUE(absl::SimpleAtoi(task.substr(task.rfind('-') + 1), &number)) << task;
      History expected = CourseOf(number).given;
      expected.insert(expected.end(), CourseOf(number).fires.begin(), CourseOf(number).fires.end());
      if (history != expected && wrong.size() < kMaxSamples) {
        wrong.push_back(absl::StrCat(task, ": ", ::testing::PrintToString(history)));
      }
    }
    EXPECT_THAT(wrong, IsEmpty());
    for (const auto& [rung, instants] : told.instants) EXPECT_EQ(instants.size(), 1u) << rung;
  }

  void ExpectEachRecipientToldOnce(const Told& told) {
    std::map<int64_t, std::set<std::string>> noted;
    std::vector<std::string> twice;
    for (const auto& row : Sql("SELECT sequence, unit, person FROM notices WHERE province = 'dong-nai'")) {
      int64_t sequence = 0;
      ASSERT_TRUE(absl::SimpleAtoi(row[0], &sequence));
      const std::string recipient = absl::StrCat(row[1], " ", row[2]);
      if (!noted[sequence].insert(recipient).second && twice.size() < kMaxSamples) {
        twice.push_back(absl::StrCat(sequence, " to ", recipient));
      }
    }
    EXPECT_THAT(twice, IsEmpty());
    int64_t wrong = 0;
    for (const auto& [sequence, recipients] : told.rungs) wrong += noted[sequence] != recipients ? 1 : 0;
    for (const int64_t sequence : told.issued) wrong += noted[sequence].empty() ? 1 : 0;
    EXPECT_EQ(wrong, 0) << "rungs whose recipients are not those who were told";
  }

  // All digests have gone out.
  void ExpectEachDigestDeliveredOnceInOrder() {
    EXPECT_GT(Number("SELECT count(*) FROM digests"), 0);
    EXPECT_THAT(Sql("SELECT digest_id FROM digests WHERE close_time IS NULL"), IsEmpty());
    EXPECT_THAT(Sql("SELECT d.digest_id, count(m.digest_id) FROM digests d LEFT JOIN deliveries m USING (province, "
                    "digest_id) GROUP BY d.province, d.digest_id HAVING count(*) FILTER (WHERE m.channel = 1 AND "
                    "m.state = 2 AND m.sent_time = d.close_time) <> 1 OR count(m.digest_id) <> 1"),
                IsEmpty());
    EXPECT_EQ(Number("SELECT count(*) FROM deliveries"), Number("SELECT count(*) FROM digests"));
    EXPECT_THAT(Sql("SELECT n.sequence FROM notices n LEFT JOIN digests d USING (province, digest_id) WHERE d.unit IS "
                    "DISTINCT FROM n.unit OR d.person IS DISTINCT FROM n.person OR n.deliver_time IS DISTINCT FROM "
                    "d.close_time LIMIT 10"),
                IsEmpty());
    // Of each recipient a later digest tells of later events, and goes out later.
    EXPECT_THAT(
        Sql("SELECT digest_id FROM (SELECT d.digest_id, d.close_time, min(n.sequence) AS first, "
            "lag(max(n.sequence)) OVER w AS last_before, lag(d.close_time) OVER w AS close_before FROM digests d JOIN "
            "notices n USING (province, digest_id) GROUP BY d.province, d.digest_id WINDOW w AS (PARTITION BY d.unit, "
            "d.person, d.urgent ORDER BY d.digest_id)) AS ordered WHERE first <= last_before OR close_time < "
            "close_before LIMIT 10"),
        IsEmpty());
  }

  void ExpectJournalSound() {
    const auto database = store::Database::Open({.uri = uri()});
    JournalAudit audit;
    audit.Read(*database);
    EXPECT_THAT(audit.faults(), IsEmpty());
    EXPECT_THAT(audit.DifferencesFrom(ReadWorkRows(uri())), IsEmpty());
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  int64_t tasks_ = 0;
  uint64_t seed_ = 0;
  std::mt19937_64 random_;
};

TEST_F(DueReplicasTest, EachRungFiresOnceAndEachRecipientIsToldOnce) {
  const absl::Time start = absl::Now();
  EXPECT_EQ(Number("SELECT count(DISTINCT wake_time) FROM tasks WHERE wake_time <= now()"), 1);
  EXPECT_EQ(Number("SELECT count(*) FROM tasks WHERE wake_time <= now()"), tasks_);
  int64_t all = LastSequence();
  for (int64_t number = 0; number < tasks_; ++number) all += static_cast<int64_t>(CourseOf(number).fires.size());

  Replicas servers({.binary = PHOIHOP_SERVER_BINARY,
                    .database_url = uri(),
                    .log_directory = directory_.path(),
                    .stage = ServerProcess::Stage::kAnswers},
                   kReplicas);
  {
    // Nobody decides while somebody owns the reference data: all three are up before the first clock is fired.
    auto owner = store::Connection::Open(uri(), store::ConnectionUse::kMigrate);
    ASSERT_TRUE(owner.ok()) << owner.status();
    ASSERT_TRUE((*owner)->RunText("BEGIN").ok());
    ASSERT_TRUE((*owner)->Run("OwnReference", store::Values().Text(kProvince)).ok());
    ASSERT_EQ(servers.Start(), absl::OkStatus());
    ASSERT_TRUE((*owner)->RunText("COMMIT").ok());
  }
  KillNowAndThen(servers, all);
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_TRUE(Await([&] { return LastSequence() >= all; }));
  EXPECT_TRUE(Await([&] {
    return Number(
               "SELECT count(*) FROM feeds f JOIN notice_feeds n USING (province) WHERE n.last_sequence < "
               "f.last_sequence") == 0;
  }));
  EXPECT_EQ(servers.Await(ServerProcess::Stage::kServes), absl::OkStatus()) << "with nothing late they are ready";
  EXPECT_EQ(servers.Stop(), absl::OkStatus());
  std::cout << kKills << " kills and one crash of PostgreSQL, " << all << " events in "
            << absl::FormatDuration(absl::Trunc(absl::Now() - start, absl::Milliseconds(100))) << std::endl;

  LetTheRestGoOut();
  EXPECT_EQ(LastSequence(), all);
  EXPECT_EQ(Number("SELECT count(*) FROM tasks WHERE wake_time <= now()"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM quarantine"), 0);
  const Told told = ReadJournal();
  ExpectEachRungOnceInOrder(told);
  ExpectEachRecipientToldOnce(told);
  ExpectEachDigestDeliveredOnceInOrder();
  ExpectJournalSound();
}

}  // namespace
}  // namespace phoihop::testing
