// The engine of deadlines as its operators see it: a task that cannot be fired is set aside and harms nobody, is tried
// again when its cause was mended, and nothing of it is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "services/store/connection.h"
#include "tests/services/plan_fixture.h"
#include "workflow/civil_time.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Escalation = v1::EscalationService::Stub;

constexpr char kOfficer[] = "so-vhttdl/nguyen-van-a";
constexpr int kTasks = 5;
// A Friday; rungs fire on Tuesday, Thursday, Friday, and on Monday.
constexpr char kDue[] = "2026-03-20";
constexpr char kAfterFourRungs[] = "2026-03-24 10:00";
constexpr int kRungs = 4;

class EscalationServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id, v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED) {
    v1::Task task;
    task.set_secrecy(secrecy);
    task.set_requested_due_date(kDue);
    GiveTask(id, task);
  }
  void CreateAccepted(const std::string& id) {
    Create(id);
    v1::AcceptTaskRequest accept;
    accept.set_name(TaskName("dong-nai", id));
    MustCall(&Tasks::AcceptTask, accept, kOfficer);
  }
  void CreateAll() {
    for (int i = 0; i < kTasks; ++i) CreateAccepted(absl::StrCat("t", i));
  }

  void Sql(const std::string& sql) {
    const auto connection = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const auto run = (*connection)->RunText(sql);
    ASSERT_TRUE(run.ok()) << run.status();
  }
  // Whatever would happen to the task after this version (of a task that was accepted: 3) is refused by the database.
  void Poison(const std::string& id, int version = 3) {
    Sql(absl::StrCat("ALTER TABLE tasks ADD CONSTRAINT poison_", id, " CHECK (task_id <> '", id,
                     "' OR version <= ", version, ")"));
  }
  void Mend(const std::string& id) { Sql(absl::StrCat("ALTER TABLE tasks DROP CONSTRAINT poison_", id)); }

  void SweepAt(const std::string& time) {
    clock().Set(At(time));
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  }

  v1::EscalationStatus Status() {
    v1::GetEscalationStatusRequest request;
    request.set_name(kParent);
    return MustCall(&Escalation::GetEscalationStatus, request, kRegistrar);
  }
  std::vector<v1::SetAsideTask> SetAside(const std::string& act_as = kRegistrar, int page_size = 0) {
    std::vector<v1::SetAsideTask> tasks;
    v1::ListSetAsideTasksRequest request;
    request.set_parent(kParent);
    request.set_page_size(page_size);
    do {
      const auto page = MustCall(&Escalation::ListSetAsideTasks, request, act_as);
      EXPECT_TRUE(page_size == 0 || page.set_aside_tasks_size() <= page_size);
      tasks.insert(tasks.end(), page.set_aside_tasks().begin(), page.set_aside_tasks().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return tasks;
  }
  static v1::ReleaseSetAsideTaskRequest ReleaseOf(const std::string& id, const std::string& reason,
                                                  const std::string& request_id = "") {
    v1::ReleaseSetAsideTaskRequest request;
    request.set_name(TaskName("dong-nai", id));
    request.set_reason(reason);
    request.set_request_id(request_id);
    return request;
  }

  // Rungs of the completion clock that fired.
  std::vector<v1::Escalation> RungsOf(const std::string& id) {
    v1::ListEventsRequest request;
    request.set_parent(kParent);
    request.set_filter(absl::StrCat("subject = \"", TaskName("dong-nai", id), "\""));
    request.set_page_size(1000);
    const v1::ListEventsResponse page = MustCall(&v1::EventService::Stub::ListEvents, request, kIssuer);
    std::vector<v1::Escalation> rungs;
    for (const v1::Event& event : page.events()) {
      if (event.has_task_escalated()) rungs.push_back(event.task_escalated().escalation());
    }
    return rungs;
  }
  void ExpectAllRungs(const std::string& id) {
    std::vector<int> order;
    absl::Time planned = absl::InfinitePast();
    for (const v1::Escalation& rung : RungsOf(id)) {
      order.push_back(rung.rung_index());
      EXPECT_GT(FromTimestamp(rung.planned_time()), planned);
      planned = FromTimestamp(rung.planned_time());
      EXPECT_LT(planned, FromTimestamp(rung.fire_time())) << "it says how late it is";
    }
    EXPECT_THAT(order, ElementsAre(0, 1, 2, 3)) << id;
  }
};

TEST_F(EscalationServiceTest, OnePoisonedTaskIsSetAsideAndReleasedWhenItWasMended) {
  CreateAll();
  Poison("t2");
  SweepAt(kAfterFourRungs);
  for (int i = 0; i < kTasks; ++i) {
    if (i != 2) ExpectAllRungs(absl::StrCat("t", i));
  }
  EXPECT_THAT(RungsOf("t2"), IsEmpty());
  auto aside = SetAside();
  ASSERT_THAT(aside, SizeIs(1));
  EXPECT_EQ(aside[0].name(), TaskName("dong-nai", "t2"));
  EXPECT_EQ(aside[0].title(), "Nhiệm vụ t2");
  EXPECT_FALSE(aside[0].reason().empty());
  EXPECT_EQ(FromTimestamp(aside[0].set_aside_time()), clock().Now());

  EXPECT_TRUE(Eventually(
      [&] { return Http("GET", "/readyz").body.find("set aside: 1 tasks of dong-nai") != std::string::npos; }));
  EXPECT_EQ(Http("GET", "/readyz").code, 200) << "the server itself does its work";

  // Nothing can be written to it, not even that it was released: it stays as it is.
  clock().Advance(absl::Hours(1));
  const auto stays = Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Thử lại", "r-0"), kRegistrar);
  EXPECT_EQ(client::ReasonOf(stays.status()), "TRANSITION_NOT_ALLOWED");
  EXPECT_THAT(std::string(stays.status().message()), HasSubstr("stays set aside"));
  ASSERT_THAT(SetAside(), SizeIs(1));
  EXPECT_THAT(SetAside()[0].releases(), IsEmpty());

  // Tried again before it was mended altogether: set aside again, and who tried is kept.
  Mend("t2");
  Poison("t2", /*version=*/4);
  const auto failed = MustCall(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Thử lại"), kRegistrar);
  ASSERT_TRUE(failed.has_set_aside_again());
  ASSERT_THAT(failed.set_aside_again().releases(), SizeIs(1));
  EXPECT_EQ(failed.set_aside_again().releases(0).actor().person(), "provinces/dong-nai/persons/huynh-thi-thao");
  EXPECT_EQ(failed.set_aside_again().releases(0).reason(), "Thử lại");
  EXPECT_EQ(failed.set_aside_again().releases(0).set_aside_reason(), aside[0].reason());
  EXPECT_THAT(RungsOf("t2"), IsEmpty());

  Mend("t2");
  clock().Advance(absl::Hours(1));
  const auto mended = MustCall(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Đã sửa", "r-1"), kRegistrar);
  EXPECT_FALSE(mended.has_set_aside_again());
  EXPECT_EQ(FromTimestamp(mended.release().release_time()), clock().Now());
  ExpectAllRungs("t2");
  EXPECT_THAT(SetAside(), IsEmpty());
  EXPECT_TRUE(Eventually([&] { return Http("GET", "/readyz").body.find("set aside") == std::string::npos; }));

  // The same request again is the same request, whenever it comes.
  clock().Advance(absl::Hours(1));
  const auto again = MustCall(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Đã sửa", "r-1"), kRegistrar);
  EXPECT_EQ(again.release().ShortDebugString(), mended.release().ShortDebugString());
  ExpectAllRungs("t2");
  EXPECT_EQ(
      client::ReasonOf(Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("t1", "Đã sửa", "r-1"), kRegistrar).status()),
      "REQUEST_ID_REUSED");
  EXPECT_EQ(client::ReasonOf(Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Nữa"), kRegistrar).status()),
            "NOT_FOUND");
}

TEST_F(EscalationServiceTest, AReleaseIsInTheJournalOfTheTask) {
  CreateAll();
  Poison("t2");
  SweepAt(kAfterFourRungs);
  const auto aside = SetAside();
  ASSERT_THAT(aside, SizeIs(1));
  Mend("t2");
  MustCall(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Đã khôi phục bảng"), kRegistrar);
  v1::ListEventsRequest request;
  request.set_parent(kParent);
  request.set_filter("type = \"task.set_aside_released\"");
  const auto page = MustCall(&v1::EventService::Stub::ListEvents, request, kRegistrar);
  ASSERT_THAT(page.events(), SizeIs(1));
  const v1::Event& event = page.events(0);
  EXPECT_EQ(event.subject(), TaskName("dong-nai", "t2"));
  EXPECT_EQ(event.actor().person(), "provinces/dong-nai/persons/huynh-thi-thao");
  EXPECT_EQ(event.subject_version(), 4);
  EXPECT_NE(event.authority(), "");
  EXPECT_EQ(event.task_set_aside_released().reason(), "Đã khôi phục bảng");
  EXPECT_EQ(event.task_set_aside_released().set_aside_reason(), aside[0].reason());
  EXPECT_EQ(event.task_set_aside_released().set_aside_time().seconds(), aside[0].set_aside_time().seconds());
}

// Releases of a time when they were no events are shown behind those that are.
TEST_F(EscalationServiceTest, EarlierReleasesStayReadable) {
  CreateAll();
  Poison("t2");
  SweepAt(kAfterFourRungs);
  Sql("INSERT INTO set_aside_releases VALUES ('dong-nai', 'cu', 'x', 't2', '2026-03-23T03:00:00Z', "
      "'{\"unit\": \"provinces/dong-nai/units/ubnd\"}', 'Lần trước', '2026-03-22T03:00:00Z', 'Bảng hỏng')");
  auto aside = SetAside();
  ASSERT_THAT(aside, SizeIs(1));
  ASSERT_THAT(aside[0].releases(), SizeIs(1));
  EXPECT_EQ(aside[0].releases(0).reason(), "Lần trước");
  EXPECT_EQ(aside[0].releases(0).set_aside_reason(), "Bảng hỏng");
  Mend("t2");
  Poison("t2", /*version=*/4);
  const auto failed = MustCall(&Escalation::ReleaseSetAsideTask, ReleaseOf("t2", "Lần này"), kRegistrar);
  ASSERT_THAT(failed.set_aside_again().releases(), SizeIs(2));
  EXPECT_EQ(failed.set_aside_again().releases(0).reason(), "Lần này");
  EXPECT_EQ(failed.set_aside_again().releases(1).reason(), "Lần trước");
}

TEST_F(EscalationServiceTest, TheStatusCountsWhatFiredAndHowLateItWas) {
  CreateAll();
  auto status = Status();
  EXPECT_EQ(status.armed_tasks().count(), kTasks);
  EXPECT_FALSE(status.armed_tasks().more());
  EXPECT_EQ(status.due_tasks().count(), 0);
  EXPECT_FALSE(status.has_oldest_lateness());
  EXPECT_EQ(FromTimestamp(status.next_time()), At("2026-03-17 07:30"));
  EXPECT_EQ(status.last_day().count(), 0);
  EXPECT_FALSE(status.last_day().has_lateness_p99());

  Poison("t2");
  SweepAt(kAfterFourRungs);
  status = Status();
  EXPECT_EQ(status.armed_tasks().count(), kTasks - 1);
  EXPECT_EQ(status.set_aside_tasks().count(), 1);
  EXPECT_EQ(status.last_hour().count(), kRungs * (kTasks - 1));
  EXPECT_EQ(status.last_hour().lateness_max().seconds(), absl::ToInt64Seconds(clock().Now() - At("2026-03-17 07:30")));
  // Of each task four, which are late by 7 days or less: half of them by no more than the third.
  EXPECT_EQ(status.last_hour().lateness_p50().seconds(), absl::ToInt64Seconds(clock().Now() - At("2026-03-20 07:30")));
  EXPECT_GT(status.open_digests().count(), 0);
  EXPECT_EQ(status.self_check().missing(), 0);

  clock().Advance(absl::Hours(2));
  status = Status();
  EXPECT_EQ(status.last_hour().count(), 0);
  EXPECT_EQ(status.last_day().count(), kRungs * (kTasks - 1));
}

TEST_F(EscalationServiceTest, WhatIsDueAndNotFiredIsSeen) {
  CreateAll();
  application().sweep().Stop();
  clock().Set(At("2026-03-17 08:00"));
  const auto status = Status();
  EXPECT_EQ(status.due_tasks().count(), kTasks);
  EXPECT_EQ(status.oldest_lateness().seconds(), 30 * 60);
  EXPECT_FALSE(status.has_next_time());
}

// Whoever sends clients to servers sends none to one whose clocks are late, until they were fired.
TEST_F(EscalationServiceTest, ALateSweepMakesTheServerNotReady) {
  CreateAll();
  EXPECT_TRUE(Eventually([&] { return Http("GET", "/readyz").code == 200; }));
  const auto owner = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
  ASSERT_TRUE(owner.ok()) << owner.status();
  // Nobody decides while somebody owns the reference data.
  ASSERT_TRUE((*owner)->RunText("BEGIN").ok());
  ASSERT_TRUE((*owner)->Run("OwnReference", store::Values().Text("dong-nai")).ok());
  clock().Set(At("2026-03-17 08:00"));
  EXPECT_TRUE(Eventually([&] {
    const HttpAnswer ready = Http("GET", "/readyz");
    return ready.code == 503 && ready.body.find("sweep: ") != std::string::npos;
  }));
  ASSERT_TRUE((*owner)->RunText("COMMIT").ok());
  EXPECT_TRUE(Eventually([&] { return Http("GET", "/readyz").code == 200; }));
  for (int i = 0; i < kTasks; ++i) EXPECT_THAT(RungsOf(absl::StrCat("t", i)), SizeIs(1));
}

TEST_F(EscalationServiceTest, TheSelfCheckFindsAClockThatWouldNeverFire) {
  CreateAll();
  EXPECT_EQ(Status().self_check().missing(), 0);
  Sql("UPDATE tasks SET wake_time = NULL WHERE task_id = 't3'");
  const auto status = Status();
  EXPECT_EQ(status.self_check().checked().count(), 1);
  EXPECT_EQ(status.self_check().missing(), 1);
  EXPECT_THAT(status.self_check().missing_tasks(), ElementsAre(TaskName("dong-nai", "t3")));
}

TEST_F(EscalationServiceTest, ALadderThatIsOverIsNoFault) {
  CreateAccepted("t1");
  SweepAt("2026-04-20 10:00");
  EXPECT_THAT(RungsOf("t1"), SizeIs(6));
  const auto status = Status();
  EXPECT_EQ(status.armed_tasks().count(), 0);
  EXPECT_EQ(status.self_check().checked().count(), 1);
  EXPECT_EQ(status.self_check().missing(), 0);
}

TEST_F(EscalationServiceTest, TheListComesInPages) {
  CreateAll();
  for (const char* id : {"t0", "t1", "t3"}) Poison(id);
  SweepAt(kAfterFourRungs);
  std::vector<std::string> names;
  for (const v1::SetAsideTask& task : SetAside(kRegistrar, /*page_size=*/1)) names.push_back(task.name());
  EXPECT_THAT(names, ElementsAre(TaskName("dong-nai", "t0"), TaskName("dong-nai", "t1"), TaskName("dong-nai", "t3")));
}

TEST_F(EscalationServiceTest, ASecretTaskIsForThoseWhoAreCleared) {
  AllowSecrecy(v1::SECRECY_SECRET);
  AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
  Create("mat", v1::SECRECY_CONFIDENTIAL);
  Poison("mat", /*version=*/2);
  SweepAt(kAfterFourRungs);
  EXPECT_THAT(SetAside(), IsEmpty());
  EXPECT_EQ(Status().set_aside_tasks().count(), 1) << "figures name nobody";
  EXPECT_EQ(client::ReasonOf(Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("mat", "Thử"), kRegistrar).status()),
            "NOT_FOUND");
}

TEST_F(EscalationServiceTest, OthersAreRefused) {
  v1::GetEscalationStatusRequest request;
  request.set_name(kParent);
  EXPECT_EQ(client::ReasonOf(Call(&Escalation::GetEscalationStatus, request, kOfficer).status()), "PERMISSION_DENIED");
  EXPECT_EQ(client::ReasonOf(Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("t1", "Thử"), kOfficer).status()),
            "PERMISSION_DENIED");
  EXPECT_EQ(client::ReasonOf(Call(&Escalation::ReleaseSetAsideTask, ReleaseOf("t1", ""), kRegistrar).status()),
            "INVALID_FIELD");
}

}  // namespace
}  // namespace phoihop::testing
