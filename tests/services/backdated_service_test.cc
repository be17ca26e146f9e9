// What is found out later, as clients record it: that a task stood still on days that are over, and that its period
// runs from another day than was thought.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kLead[] = "so-vhttdl/le-van-c";
constexpr char kReason[] = "Chờ Bộ hướng dẫn";
// Issues tasks, and has no role by which days that are over are changed.
constexpr char kOtherIssuer[] = "so-tu-phap/nguyen-quoc-em";

std::string Task(absl::string_view id) { return TaskName("dong-nai", id); }
std::string Role(absl::string_view id) { return absl::StrCat(kParent, "/roles/", id); }

v1::Clock ClockOf(const v1::Task& task, const std::string& id) {
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.id() == id) return clock;
  }
  ADD_FAILURE() << task.name() << " has no clock " << id;
  return v1::Clock();
}

// `due_date: 2026-06-30 → 2026-07-07`.
std::vector<std::string> ChangesOf(const v1::Event& event) {
  std::vector<std::string> changes;
  for (const v1::FieldChange& change : event.changes()) {
    changes.push_back(absl::StrCat(change.field(), ": ", change.before(), " → ", change.after()));
  }
  return changes;
}

class BackdatedServiceTest : public PlanFixture {
 protected:
  v1::Task Get(const std::string& id) {
    v1::GetTaskRequest request;
    request.set_name(Task(id));
    return MustCall(&Tasks::GetTask, request, kIssuer);
  }

  void Accept(const std::string& id, const std::string& lead = kLead) {
    v1::AcceptTaskRequest request;
    request.set_name(Task(id));
    MustCall(&Tasks::AcceptTask, request, lead);
  }

  // Given on Monday 2 March, due on 30 June, and accepted.
  void MakeDated(const std::string& id) {
    v1::Task task;
    task.set_requested_due_date("2026-06-30");
    GiveTask(id, task);
    Accept(id);
  }

  // Thirty working days from the day on which an event happened, as was thought on Monday 2 March.
  void MakeAnchored(const std::string& id) {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    v1::Task& task = *create.mutable_task();
    task.set_title("Báo cáo sau khi đề án được phê duyệt");
    task.set_lead_unit(Unit("so-vhttdl"));
    task.mutable_basis()->set_instrument_number("431/QĐ-UBND");
    task.set_awaited_event("Đề án được phê duyệt");
    task.mutable_awaited_period()->set_count(30);
    task.mutable_awaited_period()->set_unit(v1::PERIOD_UNIT_WORKING_DAY);
    MustCall(&Tasks::CreateTask, create, kIssuer);
    v1::IssueTaskRequest issue;
    issue.set_name(Task(id));
    issue.set_anchor_date("2026-03-02");
    MustCall(&Tasks::IssueTask, issue, kIssuer);
    Accept(id);
  }

  static v1::RecordSuspensionRequest StoodStill(const std::string& id, const std::string& from,
                                                const std::string& until) {
    v1::RecordSuspensionRequest request;
    request.set_name(Task(id));
    request.set_reason(kReason);
    request.mutable_basis()->set_instrument_number("5/QĐ-UBND");
    request.set_from_date(from);
    request.set_until_date(until);
    return request;
  }

  static v1::ReanchorTaskRequest From(const std::string& id, const std::string& day) {
    v1::ReanchorTaskRequest request;
    request.set_name(Task(id));
    request.set_anchor_date(day);
    request.set_reason("Ghi nhầm ngày phê duyệt");
    request.mutable_basis()->set_instrument_number("12/QĐ-UBND");
    return request;
  }

  std::string RecordRefusal(const v1::RecordSuspensionRequest& request, const std::string& act_as = kRegistrar) {
    return Refusal(&Tasks::RecordSuspension, request, act_as);
  }
  std::string ReanchorRefusal(const v1::ReanchorTaskRequest& request, const std::string& act_as = kIssuer) {
    return Refusal(&Tasks::ReanchorTask, request, act_as);
  }

  std::vector<v1::Event> EventsOf(const std::string& id, const std::string& type) {
    v1::ListEventsRequest request;
    request.set_parent(kParent);
    request.set_filter(absl::StrCat("subject = \"", Task(id), "\" AND type = \"", type, "\""));
    const auto page = MustCall(&v1::EventService::Stub::ListEvents, request, kRegistrar);
    return {page.events().begin(), page.events().end()};
  }

  void SweepAt(const std::string& time) {
    clock().Set(At(time));
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
  }
};

// -- A standstill that is recorded afterwards.

TEST_F(BackdatedServiceTest, DaysOfAStandstillThatAreOverAreCredited) {
  MakeDated("t1");
  clock().Set(At("2026-03-20 08:00"));
  v1::RecordSuspensionRequest request = StoodStill("t1", "2026-03-09", "2026-03-13");
  const int64_t before = LastSequence();
  request.set_validate_only(true);
  EXPECT_EQ(MustCall(&Tasks::RecordSuspension, request, kRegistrar).due_date(), "2026-07-07");
  EXPECT_EQ(Get("t1").due_date(), "2026-06-30") << "only a preview";
  request.set_validate_only(false);
  request.set_request_id("r-1");
  const v1::Task task = MustCall(&Tasks::RecordSuspension, request, kRegistrar);
  EXPECT_EQ(MustCall(&Tasks::RecordSuspension, request, kRegistrar).etag(), task.etag()) << "the same request again";
  EXPECT_EQ(LastSequence(), before + 1);

  EXPECT_EQ(task.state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(task.due_date(), "2026-07-07");
  const v1::Clock complete = ClockOf(task, "complete");
  EXPECT_EQ(complete.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(complete.credited_working_days(), 5);
  EXPECT_EQ(FromTimestamp(complete.original_due_time()), At("2026-07-01 00:00"));
  EXPECT_THAT(complete.rule(), HasSubstr("cộng 5 ngày làm việc tạm dừng, ghi nhận sau"));
  EXPECT_EQ(ClockOf(task, "acknowledge").state(), v1::CLOCK_STATE_SATISFIED);
  ASSERT_THAT(task.suspensions(), SizeIs(1));
  const v1::Suspension& kept = task.suspensions(0);
  EXPECT_EQ(kept.reason(), kReason);
  EXPECT_EQ(kept.basis().instrument_number(), "5/QĐ-UBND");
  EXPECT_EQ(FromTimestamp(kept.start_time()), At("2026-03-09 00:00"));
  EXPECT_EQ(FromTimestamp(kept.end_time()), At("2026-03-14 00:00"));
  EXPECT_EQ(FromTimestamp(kept.record_time()), At("2026-03-20 08:00"));

  const std::vector<v1::Event> events = EventsOf("t1", "task.suspension_recorded");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].authority(), Role("province-registrar"));
  EXPECT_EQ(events[0].actor().person(), absl::StrCat(kParent, "/persons/huynh-thi-thao"));
  EXPECT_EQ(events[0].basis().instrument_number(), "5/QĐ-UBND");
  EXPECT_EQ(FromTimestamp(events[0].time()), At("2026-03-20 08:00"));
  EXPECT_THAT(ChangesOf(events[0]), ::testing::ElementsAre("due_date: 2026-06-30 → 2026-07-07"));
}

TEST_F(BackdatedServiceTest, RungsFollowTheDayThatWasCredited) {
  MakeDated("t1");
  clock().Set(At("2026-03-20 08:00"));
  MustCall(&Tasks::RecordSuspension, StoodStill("t1", "2026-03-09", "2026-03-13"), kRegistrar);
  // Three working days before it: 25 June, and now 2 July.
  ASSERT_NO_FATAL_FAILURE(SweepAt("2026-07-02 07:29"));
  EXPECT_THAT(Get("t1").escalations(), IsEmpty());
  EXPECT_FALSE(Get("t1").overdue());
  ASSERT_NO_FATAL_FAILURE(SweepAt("2026-07-02 07:30"));
  ASSERT_THAT(Get("t1").escalations(), SizeIs(1));
  EXPECT_EQ(Get("t1").escalations(0).clock_id(), "complete");
}

TEST_F(BackdatedServiceTest, AStandstillThatGoesOnEndsByItself) {
  MakeDated("t1");
  clock().Set(At("2026-03-20 08:00"));
  const v1::Task task = MustCall(&Tasks::RecordSuspension, StoodStill("t1", "2026-03-09", "2026-03-27"), kRegistrar);
  EXPECT_EQ(task.state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(ClockOf(task, "complete").state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(FromTimestamp(ClockOf(task, "complete").frozen_time()), At("2026-03-09 00:00"));
  ASSERT_NO_FATAL_FAILURE(SweepAt("2026-03-27 23:59"));
  EXPECT_EQ(Get("t1").state(), v1::TASK_STATE_SUSPENDED);
  ASSERT_NO_FATAL_FAILURE(SweepAt("2026-03-28 00:00"));
  const v1::Task resumed = Get("t1");
  EXPECT_EQ(resumed.state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(ClockOf(resumed, "complete").credited_working_days(), 15);
  EXPECT_EQ(resumed.due_date(), "2026-07-21");
  EXPECT_EQ(FromTimestamp(resumed.suspensions(0).end_time()), At("2026-03-28 00:00"));
}

TEST_F(BackdatedServiceTest, AnIssuerRecordsItByAGrant) {
  v1::CreateTaskRequest create;
  create.set_parent(kParent);
  create.set_task_id("t1");
  create.set_issue(true);
  create.mutable_task()->set_title("Cung cấp số liệu");
  create.mutable_task()->set_lead_unit(Unit("so-vhttdl"));
  create.mutable_task()->set_requested_due_date("2026-06-30");
  create.mutable_task()->mutable_basis()->set_instrument_number("7/TB-STP");
  MustCall(&Tasks::CreateTask, create, kOtherIssuer);
  clock().Set(At("2026-03-20 08:00"));
  const v1::RecordSuspensionRequest request = StoodStill("t1", "2026-03-09", "2026-03-13");
  EXPECT_EQ(RecordRefusal(request, kOtherIssuer), "PERMISSION_DENIED");
  AddGrant("so-sach", "province-registrar", "nguyen-quoc-em", "");
  EXPECT_EQ(MustCall(&Tasks::RecordSuspension, request, kOtherIssuer).due_date(), "2026-07-07");
  const std::vector<v1::Event> events = EventsOf("t1", "task.suspension_recorded");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].authority(), absl::StrCat(kParent, "/grants/so-sach"));
}

TEST_F(BackdatedServiceTest, AStandstillIsRefusedWithItsReason) {
  MakeDated("t1");
  MakeDated("ended");
  v1::RevokeTaskRequest revoke;
  revoke.set_name(Task("ended"));
  revoke.set_reason("Không còn phù hợp");
  MustCall(&Tasks::RevokeTask, revoke, kIssuer);
  clock().Set(At("2026-03-20 08:00"));
  const std::string etag = Get("t1").etag();
  MustCall(&Tasks::RecordSuspension, StoodStill("t1", "2026-03-09", "2026-03-11"), kRegistrar);
  const int64_t before = LastSequence();

  const v1::RecordSuspensionRequest free = StoodStill("t1", "2026-03-12", "2026-03-13");
  EXPECT_EQ(RecordRefusal(free, kLead), "PERMISSION_DENIED");
  v1::RecordSuspensionRequest changed = free;
  changed.set_etag(etag);
  EXPECT_EQ(RecordRefusal(changed), "ETAG_MISMATCH");
  v1::RecordSuspensionRequest unfounded = free;
  unfounded.clear_basis();
  EXPECT_EQ(RecordRefusal(unfounded), "BASIS_REQUIRED");
  EXPECT_EQ(RecordRefusal(StoodStill("t1", "2026-03-11", "2026-03-12")), "SUSPENSION_OVERLAPS");
  EXPECT_EQ(RecordRefusal(StoodStill("t1", "2026-02-27", "2026-03-03")), "SUSPENSION_OVERLAPS");
  EXPECT_EQ(RecordRefusal(StoodStill("t1", "2026-03-12", "2026-12-31")), "SUSPENSION_LIMIT");
  EXPECT_EQ(RecordRefusal(StoodStill("t1", "2026-03-20", "2026-03-25")), "INVALID_FIELD");
  EXPECT_EQ(RecordRefusal(StoodStill("t1", "12/03/2026", "2026-03-13")), "INVALID_DATE");
  EXPECT_EQ(RecordRefusal(StoodStill("ended", "2026-03-12", "2026-03-13")), "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(RecordRefusal(StoodStill("khong-co", "2026-03-12", "2026-03-13")), "NOT_FOUND");
  const absl::Status twice =
      Call(&Tasks::RecordSuspension, StoodStill("t1", "2026-03-11", "2026-03-12"), kRegistrar).status();
  EXPECT_EQ(twice.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(twice.message()), HasSubstr("stood still from 2026-03-09"));
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(RecordRefusal(free), "") << "beside the days of another";
}

// -- Another anchor.

TEST_F(BackdatedServiceTest, AnotherClockCountsFromTheRightDay) {
  MakeAnchored("t1");
  ASSERT_EQ(Get("t1").due_date(), "2026-04-13");
  clock().Set(At("2026-03-10 08:00"));
  v1::ReanchorTaskRequest request = From("t1", "2026-03-04");
  const int64_t before = LastSequence();
  request.set_validate_only(true);
  EXPECT_EQ(MustCall(&Tasks::ReanchorTask, request, kIssuer).due_date(), "2026-04-15");
  EXPECT_EQ(LastSequence(), before) << "only a preview";
  request.set_validate_only(false);
  const v1::Task task = MustCall(&Tasks::ReanchorTask, request, kIssuer);
  EXPECT_EQ(task.due_date(), "2026-04-15");
  const v1::Clock old = ClockOf(task, "complete"), now = ClockOf(task, "complete-2");
  EXPECT_EQ(old.state(), v1::CLOCK_STATE_SUPERSEDED);
  EXPECT_EQ(old.superseded_by(), "complete-2");
  EXPECT_EQ(old.due_date(), "2026-04-13") << "as it was";
  EXPECT_EQ(now.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(now.due_date(), "2026-04-15");
  EXPECT_EQ(FromTimestamp(now.anchor_time()), At("2026-03-04 00:00"));
  EXPECT_THAT(now.rule(), HasSubstr("thay cho thời hạn tính từ ngày 02/03/2026"));

  const std::vector<v1::Event> events = EventsOf("t1", "task.reanchored");
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].authority(), Role("unit-head"));
  EXPECT_EQ(events[0].actor().person(), absl::StrCat(kParent, "/persons/nguyen-minh-an"));
  EXPECT_EQ(events[0].basis().instrument_number(), "12/QĐ-UBND");
  EXPECT_EQ(events[0].task_reanchored().anchor_date(), "2026-03-04");
  EXPECT_EQ(events[0].task_reanchored().reason(), request.reason());
  EXPECT_THAT(ChangesOf(events[0]), ::testing::ElementsAre("due_date: 2026-04-13 → 2026-04-15"));
  // The same day again changes nothing.
  MustCall(&Tasks::ReanchorTask, request, kIssuer);
  EXPECT_EQ(LastSequence(), before + 1);
}

TEST_F(BackdatedServiceTest, SoDoTasksOfAPlanAndAllOfItsEventAtOnce) {
  MustImport(
      Import("TT,Nhiệm vụ,Cơ quan chủ trì,Thời gian hoàn thành\n"
             "1,Triển khai logo,Sở VHTTDL,Trong vòng 30 ngày kể từ ngày logo được phê duyệt\n"
             "2,Tuyên truyền logo,Sở Nội vụ,Trong vòng 30 ngày kể từ ngày logo được phê duyệt\n"));
  MustCall(&Plans::IssuePlan, Issue(), kIssuer);
  v1::RecordPlanEventRequest event;
  event.set_name(kPlan);
  event.set_event("LOGO được phê duyệt");
  event.set_date("2026-03-01");
  MustCall(&Plans::RecordPlanEvent, event, kIssuer);
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
  for (const char* id : {"kh-2026-1", "kh-2026-2"}) ASSERT_EQ(Get(id).due_date(), "2026-03-31") << id;
  // Of one of them; its day would be a Sunday.
  EXPECT_EQ(MustCall(&Tasks::ReanchorTask, From("kh-2026-1", "2026-02-27"), kIssuer).due_date(), "2026-03-30");
  EXPECT_EQ(Get("kh-2026-2").due_date(), "2026-03-31");

  event.set_date("2026-03-02");
  EXPECT_EQ(Refusal(&Plans::RecordPlanEvent, event, kIssuer), "ALREADY_EXISTS");
  event.set_correction(true);
  EXPECT_EQ(MustCall(&Plans::RecordPlanEvent, event, kIssuer).events(0).date(), "2026-03-02");
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_EQ(ClockOf(Get("kh-2026-1"), "complete-2").superseded_by(), "complete-3");
  EXPECT_EQ(ClockOf(Get("kh-2026-2"), "complete").superseded_by(), "complete-2");
  for (const char* id : {"kh-2026-1", "kh-2026-2"}) {
    EXPECT_EQ(Get(id).due_date(), "2026-04-01") << id;
    const std::vector<v1::Event> events = EventsOf(id, "task.reanchored");
    ASSERT_FALSE(events.empty());
    EXPECT_NE(events.back().cause_sequence(), 0) << "it follows from the correction";
    EXPECT_THAT(events.back().task_reanchored().reason(), HasSubstr("Đính chính ngày của sự kiện"));
  }
}

TEST_F(BackdatedServiceTest, AnotherAnchorIsRefusedWithItsReason) {
  MakeAnchored("t1");
  MakeDated("dated");
  clock().Set(At("2026-03-10 08:00"));
  const int64_t before = LastSequence();
  EXPECT_EQ(ReanchorRefusal(From("t1", "2026-03-04"), kLead), "PERMISSION_DENIED");
  EXPECT_EQ(ReanchorRefusal(From("t1", "2026-03-11")), "INVALID_FIELD");
  EXPECT_EQ(ReanchorRefusal(From("t1", "04/03/2026")), "INVALID_DATE");
  v1::ReanchorTaskRequest unexplained = From("t1", "2026-03-04");
  unexplained.clear_reason();
  EXPECT_EQ(ReanchorRefusal(unexplained), "INVALID_FIELD");
  EXPECT_EQ(ReanchorRefusal(From("t1", "1985-01-01")), "CALENDAR_OUT_OF_RANGE");
  EXPECT_EQ(ReanchorRefusal(From("khong-co", "2026-03-04")), "NOT_FOUND");
  const absl::Status fixed = Call(&Tasks::ReanchorTask, From("dated", "2026-03-02"), kIssuer).status();
  EXPECT_EQ(fixed.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(client::ReasonOf(fixed), "NOT_ANCHORED");
  EXPECT_THAT(std::string(fixed.message()), HasSubstr("extension"));
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(Get("t1").due_date(), "2026-04-13");
}

}  // namespace
}  // namespace phoihop::testing
