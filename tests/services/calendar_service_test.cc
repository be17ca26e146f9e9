// Changing a calendar, and looking ahead, as clients see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/calendar_service.grpc.pb.h"
#include "phoihop/v1/deadline_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/notice_service.grpc.pb.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "services/shipped_data.h"
#include "tests/services/plan_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using Calendars = v1::CalendarService::Stub;
using Finding = v1::PreviewCalendarChangeResponse::Finding;

constexpr char kHead[] = "so-vhttdl/le-van-c";
constexpr char kName[] = "provinces/dong-nai/calendars/default";

class CalendarServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id, const std::string& due, v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED) {
    v1::Task task;
    task.set_secrecy(secrecy);
    task.set_requested_due_date(due);
    GiveTask(id, task);
  }

  v1::Calendar Current() {
    v1::GetCalendarRequest request;
    request.set_name(kName);
    return MustCall(&v1::DeadlineService::Stub::GetCalendar, request, kHead);
  }

  static void Add(v1::Calendar& calendar, const std::string& date,
                  v1::CalendarDay::Kind kind = v1::CalendarDay::KIND_HOLIDAY) {
    v1::CalendarDay added;
    added.set_date(date);
    added.set_kind(kind);
    added.set_status(v1::CalendarDay::STATUS_OFFICIAL);
    added.set_display_name("Ngày theo quyết định");
    auto& days = *calendar.mutable_days();
    int at = 0;
    while (at < days.size() && days[at].date() < date) ++at;
    *days.Add() = added;
    for (int i = days.size() - 1; i > at; --i) days.SwapElements(i, i - 1);
  }

  v1::Calendar WithDayOff(const std::string& date) {
    v1::Calendar calendar = Current();
    Add(calendar, date);
    return calendar;
  }

  v1::PreviewCalendarChangeResponse Preview(const v1::Calendar& calendar, const std::string& act_as = kRegistrar) {
    return MustCall(&Calendars::PreviewCalendarChange, PreviewRequest(calendar), act_as);
  }
  static v1::PreviewCalendarChangeRequest PreviewRequest(const v1::Calendar& calendar) {
    v1::PreviewCalendarChangeRequest request;
    request.set_parent(kParent);
    *request.mutable_calendar() = calendar;
    return request;
  }
  static v1::PublishCalendarRequest PublishRequest(const v1::Calendar& calendar, const std::string& token) {
    v1::PublishCalendarRequest request;
    request.set_parent(kParent);
    *request.mutable_calendar() = calendar;
    request.set_preview_token(token);
    request.mutable_basis()->set_instrument_number("1570/TB-BNV");
    return request;
  }
  v1::Calendar Publish(const v1::Calendar& calendar) {
    return MustCall(&Calendars::PublishCalendar, PublishRequest(calendar, Preview(calendar).preview_token()),
                    kRegistrar);
  }

  v1::Task Get(const std::string& id) {
    v1::GetTaskRequest request;
    request.set_name(TaskName("dong-nai", id));
    return MustCall(&Tasks::GetTask, request, kIssuer);
  }

  void Settle() {
    ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  }

  std::vector<v1::Event> EventsOf(const std::string& type) {
    v1::ListEventsRequest request;
    request.set_parent(kParent);
    request.set_filter(absl::StrCat("type = \"", type, "\""));
    request.set_page_size(1000);
    const auto response = MustCall(&v1::EventService::Stub::ListEvents, request, kRegistrar);
    return {response.events().begin(), response.events().end()};
  }

  v1::SimulateTimelineResponse Simulate(const std::string& task, const std::string& until) {
    v1::SimulateTimelineRequest request;
    request.set_parent(kParent);
    request.set_task(TaskName("dong-nai", task));
    request.set_until_date(until);
    return MustCall(&Calendars::SimulateTimeline, request, kIssuer);
  }
};

TEST_F(CalendarServiceTest, WhatIsPreviewedIsWhatHappens) {
  for (int i = 1; i <= 3; ++i) Create(absl::StrCat("t", i), "2026-03-20");
  Create("t4", "2026-03-27");
  Settle();
  const v1::Calendar wanted = WithDayOff("2026-03-20");
  const auto preview = Preview(wanted);
  EXPECT_EQ(preview.total_moves(), 3);
  EXPECT_EQ(preview.concerned_tasks(), 3);
  ASSERT_THAT(preview.moves(), SizeIs(3));
  EXPECT_EQ(preview.moves(0).task(), TaskName("dong-nai", "t1"));
  EXPECT_EQ(preview.moves(0).title(), "Nhiệm vụ t1");
  EXPECT_EQ(preview.moves(0).old_due_date(), "2026-03-20");
  EXPECT_EQ(preview.moves(0).new_due_date(), "2026-03-23");
  ASSERT_THAT(preview.counts(), SizeIs(1));
  EXPECT_EQ(preview.counts(0).lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(preview.counts(0).later(), 3);
  EXPECT_EQ(preview.counts(0).earlier(), 0);
  ASSERT_THAT(preview.changed_days(), SizeIs(1));
  EXPECT_FALSE(preview.changed_days(0).working_day());
  EXPECT_THAT(preview.findings(), IsEmpty());
  EXPECT_EQ(preview.calendar().version(), preview.base_version() + 1);
  EXPECT_EQ(Current().version(), preview.base_version());

  v1::PublishCalendarRequest publish = PublishRequest(wanted, preview.preview_token());
  publish.set_validate_only(true);
  EXPECT_EQ(MustCall(&Calendars::PublishCalendar, publish, kRegistrar).version(), preview.calendar().version());
  EXPECT_EQ(Current().version(), preview.base_version());
  publish.set_validate_only(false);
  publish.set_request_id("cong-bo");
  EXPECT_EQ(MustCall(&Calendars::PublishCalendar, publish, kRegistrar).version(), preview.calendar().version());
  Settle();
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(Get(absl::StrCat("t", i)).due_date(), "2026-03-23");
  EXPECT_EQ(Get("t4").due_date(), "2026-03-27");
  EXPECT_THAT(EventsOf("task.clocks_moved"), SizeIs(3));
  // The same request again is answered, and does nothing.
  EXPECT_EQ(MustCall(&Calendars::PublishCalendar, publish, kRegistrar).version(), preview.calendar().version());
  EXPECT_THAT(EventsOf("calendar.published"), SizeIs(2));

  v1::ExplainDeadlineRequest explain;
  explain.set_parent(kParent);
  explain.set_task(TaskName("dong-nai", "t1"));
  explain.set_clock_id("complete");
  const auto why = MustCall(&v1::DeadlineService::Stub::ExplainDeadline, explain, kIssuer);
  EXPECT_EQ(why.due_date(), "2026-03-23");
  EXPECT_THAT(why.summary(), HasSubstr("tính lại theo lịch làm việc phiên bản"));
  EXPECT_THAT(why.days(0).reason(), HasSubstr("Ngày theo quyết định"));
}

TEST_F(CalendarServiceTest, AStalePreviewIsRefusedWithTheDifference) {
  Create("t1", "2026-03-20");
  const v1::Calendar wanted = WithDayOff("2026-03-20");
  const auto preview = Preview(wanted);
  Create("t2", "2026-03-20");
  const auto refused = Call(&Calendars::PublishCalendar, PublishRequest(wanted, preview.preview_token()), kRegistrar);
  EXPECT_EQ(client::ReasonOf(refused.status()), "PREVIEW_STALE");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("1 deadlines would have moved"));
  // Another calendar than was looked at.
  EXPECT_EQ(Refusal(&Calendars::PublishCalendar,
                    PublishRequest(WithDayOff("2026-03-19"), Preview(wanted).preview_token()), kRegistrar),
            "PREVIEW_STALE");
  // Small clocks come and go by the minute: that a task was accepted makes no preview stale.
  const auto again = Preview(wanted);
  v1::AcceptTaskRequest accept;
  accept.set_name(TaskName("dong-nai", "t1"));
  MustCall(&Tasks::AcceptTask, accept, kHead);
  MustCall(&Calendars::PublishCalendar, PublishRequest(wanted, again.preview_token()), kRegistrar);
  Settle();
  EXPECT_EQ(Get("t1").due_date(), "2026-03-23");
  EXPECT_EQ(Get("t2").due_date(), "2026-03-23");
}

TEST_F(CalendarServiceTest, WhatIsToBeThoughtOfIsSaid) {
  clock().Set(At("2026-03-11 09:00"));
  Create("soon", "2026-03-14");  // a Saturday: Monday
  v1::Calendar wanted = Current();
  Add(wanted, "2026-03-14", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
  Add(wanted, "2026-03-10");
  wanted.set_decided_to("2026-06-30");
  const auto preview = Preview(wanted);
  ASSERT_THAT(preview.moves(), SizeIs(1));
  EXPECT_EQ(preview.moves(0).new_due_date(), "2026-03-14");
  EXPECT_EQ(preview.counts(0).earlier(), 1);
  EXPECT_THAT(preview.findings(), Contains(Property(&Finding::kind, Finding::KIND_PAST_DAY)));
  EXPECT_THAT(preview.findings(), Contains(Property(&Finding::kind, Finding::KIND_DECIDED_SPAN_SHRINKS)));

  // On Sunday the same makes it overdue at once.
  clock().Set(At("2026-03-15 09:00"));
  v1::Calendar late = Current();
  Add(late, "2026-03-14", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
  EXPECT_EQ(Preview(late).total_moves(), 0);  // Saturday is over: the past is as it was

  v1::Calendar other = wanted;
  other.set_name("provinces/dong-nai/calendars/khac");
  const auto nobody = Preview(other);
  EXPECT_EQ(nobody.base_version(), 0);
  ASSERT_THAT(nobody.findings(), SizeIs(1));
  EXPECT_EQ(nobody.findings(0).kind(), Finding::KIND_NOBODY_FOLLOWS);
}

TEST_F(CalendarServiceTest, WhoMayNotOrAsksBadlyIsTold) {
  const v1::Calendar wanted = WithDayOff("2026-03-20");
  EXPECT_EQ(Refusal(&Calendars::PreviewCalendarChange, PreviewRequest(wanted), kHead), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Calendars::PublishCalendar, PublishRequest(wanted, "1-0-ab"), kHead), "PERMISSION_DENIED");
  v1::Calendar broken = wanted;
  broken.add_rules()->set_id("Tết");
  const auto refused = Call(&Calendars::PreviewCalendarChange, PreviewRequest(broken), kRegistrar);
  EXPECT_EQ(client::ReasonOf(refused.status()), "INVALID_FIELD");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("calendar.rules[7].id"));
  EXPECT_EQ(Refusal(&Calendars::PreviewCalendarChange, PreviewRequest(Current()), kRegistrar), "INVALID_FIELD");
  v1::Calendar elsewhere = wanted;
  elsewhere.set_name("provinces/dong-nai/units/ubnd");
  EXPECT_EQ(Refusal(&Calendars::PreviewCalendarChange, PreviewRequest(elsewhere), kRegistrar), "INVALID_NAME");
  EXPECT_EQ(Refusal(&Calendars::PublishCalendar, PublishRequest(wanted, "hỏng"), kRegistrar), "INVALID_FIELD");
  v1::PublishCalendarRequest unfounded = PublishRequest(wanted, Preview(wanted).preview_token());
  unfounded.clear_basis();
  EXPECT_EQ(Refusal(&Calendars::PublishCalendar, unfounded, kRegistrar), "BASIS_REQUIRED");
  EXPECT_THAT(EventsOf("calendar.published"), SizeIs(1));
}

TEST_F(CalendarServiceTest, WhoHasTheWorkIsToldInOneDigest) {
  AllowSecrecy(v1::SECRECY_CONFIDENTIAL);
  AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
  for (int i = 1; i <= 20; ++i) Create(absl::StrCat("t", i), "2026-03-20");
  Create("mat", "2026-03-20", v1::SECRECY_CONFIDENTIAL);
  Settle();
  clock().Advance(notice::kDigestWindow);
  Settle();
  Publish(WithDayOff("2026-03-20"));
  Settle();
  clock().Advance(notice::kDigestWindow);
  Settle();
  v1::ListNoticesRequest request;
  request.set_parent(kParent);
  request.set_page_size(100);
  const auto inbox = MustCall(&v1::NoticeService::Stub::ListNotices, request, kHead);
  int told = 0;
  std::set<int64_t> digests;
  for (const v1::Notice& notice : inbox.notices()) {
    if (notice.kind() != v1::NOTICE_KIND_CLOCKS_MOVED) continue;
    ++told;
    digests.insert(notice.digest());
    if (notice.task() == TaskName("dong-nai", "mat")) {
      EXPECT_EQ(notice.title(), "");
      EXPECT_EQ(notice.reason(), "");
    } else {
      EXPECT_THAT(notice.text(), HasSubstr("Thời hạn thay đổi theo lịch làm việc mới: “Nhiệm vụ t"));
      EXPECT_THAT(notice.text(), HasSubstr("(hạn 23/03/2026)"));
      EXPECT_THAT(notice.text(), HasSubstr("hạn cũ 20/03/2026"));
    }
  }
  EXPECT_EQ(told, 21);
  EXPECT_THAT(digests, SizeIs(1));
}

TEST_F(CalendarServiceTest, TheFilesOfTheProductDoNotPutItBack) {
  const v1::Calendar published = Publish(WithDayOff("2026-03-20"));
  const auto loaded = LoadReference(application().services(), {.province = "dong-nai", .directory = ""});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(*loaded, 0);
  EXPECT_EQ(Current().version(), published.version());
  // Going back is a publication as well.
  v1::Calendar before = published;
  before.mutable_days()->erase(std::find_if(before.mutable_days()->begin(), before.mutable_days()->end(),
                                            [](const v1::CalendarDay& day) { return day.date() == "2026-03-20"; }));
  EXPECT_EQ(Publish(before).version(), published.version() + 1);
}

// A department that works on Saturdays: what is given to it from then on counts them, what it has keeps its days, and
// its calendar moves its clocks alone.
TEST_F(CalendarServiceTest, AUnitWorksByItsOwn) {
  constexpr char kSix[] = "provinces/dong-nai/calendars/mot-cua";
  Create("truoc", "2026-03-21");  // a Saturday
  EXPECT_EQ(Get("truoc").due_date(), "2026-03-23");
  v1::Calendar six = Current();
  six.set_name(kSix);
  six.set_display_name("Bộ phận một cửa");
  six.add_working_weekdays(6);
  EXPECT_THAT(Preview(six).findings(), Contains(Property(&Finding::kind, Finding::KIND_NOBODY_FOLLOWS)));
  EXPECT_EQ(Publish(six).version(), 1);

  v1::AssignCalendarRequest assign;
  assign.set_name(Unit("so-vhttdl"));
  assign.set_calendar(kSix);
  EXPECT_EQ(Refusal(&Calendars::AssignCalendar, assign, kRegistrar), "BASIS_REQUIRED");
  assign.mutable_basis()->set_instrument_number("12/QĐ-UBND");
  EXPECT_EQ(Refusal(&Calendars::AssignCalendar, assign, kHead), "PERMISSION_DENIED");
  assign.set_validate_only(true);
  EXPECT_EQ(MustCall(&Calendars::AssignCalendar, assign, kRegistrar).calendar(), kSix);
  EXPECT_THAT(EventsOf("calendar.assigned"), IsEmpty());
  assign.set_validate_only(false);
  EXPECT_EQ(MustCall(&Calendars::AssignCalendar, assign, kRegistrar).calendar(), kSix);
  EXPECT_THAT(EventsOf("calendar.assigned"), SizeIs(1));

  v1::ListCalendarsRequest list;
  list.set_parent(kParent);
  const auto listed = MustCall(&Calendars::ListCalendars, list, kHead);
  ASSERT_THAT(listed.assignments(), SizeIs(1));
  EXPECT_EQ(listed.assignments(0).name(), Unit("so-vhttdl") + "/calendarAssignment");
  ASSERT_THAT(listed.calendars(), SizeIs(2));
  EXPECT_THAT(listed.calendars(0).days(), IsEmpty());
  v1::GetUnitRequest unit;
  unit.set_name(Unit("so-vhttdl"));
  EXPECT_EQ(MustCall(&v1::OrganisationService::Stub::GetUnit, unit, kHead).calendar(), kSix);
  unit.set_name(Unit("so-noi-vu"));
  EXPECT_EQ(MustCall(&v1::OrganisationService::Stub::GetUnit, unit, kHead).calendar(), kName);

  Create("sau", "2026-03-21");
  EXPECT_EQ(Get("sau").due_date(), "2026-03-21");
  EXPECT_EQ(Get("truoc").due_date(), "2026-03-23");
  v1::ExplainDeadlineRequest explain;
  explain.set_parent(kParent);
  explain.set_fixed_date("2026-03-21");
  explain.set_unit(Unit("so-vhttdl"));
  EXPECT_EQ(MustCall(&v1::DeadlineService::Stub::ExplainDeadline, explain, kHead).due_date(), "2026-03-21");
  explain.clear_fixed_date();
  explain.clear_unit();
  explain.set_task(TaskName("dong-nai", "sau"));
  explain.set_clock_id("complete");
  EXPECT_EQ(MustCall(&v1::DeadlineService::Stub::ExplainDeadline, explain, kHead).calendar(), kSix);
  explain.set_unit(Unit("khong-co"));
  EXPECT_EQ(Refusal(&v1::DeadlineService::Stub::ExplainDeadline, explain, kHead), "INVALID_FIELD");

  // That Saturday is off by its calendar: one clock moves, and it is the one that was armed with it.
  six.set_version(1);
  Add(six, "2026-03-21");
  const auto preview = Preview(six);
  ASSERT_THAT(preview.moves(), SizeIs(1));
  EXPECT_EQ(preview.moves(0).task(), TaskName("dong-nai", "sau"));
  EXPECT_THAT(preview.findings(), IsEmpty());
  Publish(six);
  Settle();
  EXPECT_EQ(Get("sau").due_date(), "2026-03-23");
  EXPECT_THAT(EventsOf("task.clocks_moved"), SizeIs(1));

  assign.clear_calendar();
  EXPECT_EQ(MustCall(&Calendars::AssignCalendar, assign, kRegistrar).calendar(), "");
  EXPECT_THAT(MustCall(&Calendars::ListCalendars, list, kHead).assignments(), IsEmpty());
  assign.set_calendar("provinces/dong-nai/calendars/khong-co");
  EXPECT_EQ(Refusal(&Calendars::AssignCalendar, assign, kRegistrar), "NOT_FOUND");
}

TEST_F(CalendarServiceTest, OverHttp) {
  const HttpAnswer answer = Http("POST", "/v1/provinces/dong-nai/timeline:simulate",
                                 {{"X-Phoihop-Act-As", kIssuer}, {"Content-Type", "application/json"}},
                                 R"({"task": "provinces/dong-nai/tasks/khong-co", "untilDate": "2026-04-30"})");
  EXPECT_EQ(answer.code, 404);
}

// Everything that the simulation foretold, and nothing else, is what the engine then does: the same rungs at the same
// instants to the same people.
TEST_F(CalendarServiceTest, WhatIsSimulatedIsWhatFires) {
  Create("t1", "2026-03-20");
  Settle();
  const auto timeline = Simulate("t1", "2026-04-15");
  EXPECT_FALSE(timeline.truncated());
  EXPECT_EQ(timeline.calendar_version(), Current().version());
  std::vector<std::string> foretold;
  int overdue = 0;
  for (const v1::SimulatedStep& step : timeline.steps()) {
    if (step.kind() == v1::SimulatedStep::KIND_OVERDUE) {
      ++overdue;
      continue;
    }
    ASSERT_EQ(step.kind(), v1::SimulatedStep::KIND_ESCALATION) << step.DebugString();
    foretold.push_back(step.escalation().ShortDebugString());
    EXPECT_EQ(step.title(), "Nhiệm vụ t1");
  }
  EXPECT_EQ(overdue, 2);  // acknowledge, complete
  ASSERT_GT(foretold.size(), 4u);
  for (const v1::SimulatedStep& step : timeline.steps()) {
    clock().Set(FromTimestamp(step.time()));
    Settle();
  }
  clock().Set(At("2026-04-16 00:00"));
  Settle();
  std::vector<std::string> fired;
  for (const v1::Event& event : EventsOf("task.escalated"))
    fired.push_back(event.task_escalated().escalation().ShortDebugString());
  EXPECT_EQ(fired, foretold);
  EXPECT_THAT(Simulate("t1", "2026-04-20").steps(), IsEmpty());
}

TEST_F(CalendarServiceTest, APlanIsSimulatedAsAWhole) {
  MustImport(Import(kTable));
  for (const char* item : {"2", "3"}) MustCall(&Plans::UpdatePlanItem, AnswerTo(item), kIssuer);
  MustCall(&Plans::IssuePlan, Issue(), kIssuer);
  Settle();
  v1::SimulateTimelineRequest request;
  request.set_parent(kParent);
  request.set_plan(kPlan);
  request.set_until_date("2026-12-31");
  const auto timeline = MustCall(&Calendars::SimulateTimeline, request, kIssuer);
  EXPECT_GT(timeline.tasks(), 1);
  ASSERT_GT(timeline.steps_size(), 10);
  for (int i = 1; i < timeline.steps_size(); ++i)
    EXPECT_LE(FromTimestamp(timeline.steps(i - 1).time()), FromTimestamp(timeline.steps(i).time()));
  request.set_task(TaskName("dong-nai", "kh-2026-1"));
  EXPECT_EQ(Refusal(&Calendars::SimulateTimeline, request, kIssuer), "INVALID_FIELD");
  request.clear_task();
  request.set_until_date("2026-03-01");
  EXPECT_EQ(Refusal(&Calendars::SimulateTimeline, request, kIssuer), "INVALID_FIELD");
  request.set_until_date("2029-12-31");
  EXPECT_EQ(Refusal(&Calendars::SimulateTimeline, request, kIssuer), "INVALID_FIELD");
}

}  // namespace
}  // namespace phoihop::testing
