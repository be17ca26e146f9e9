// Recurring obligations as clients see them, over gRPC and HTTP, with the days that pass.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/schedule_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Schedules = v1::ScheduleService::Stub;
using Occurrence = v1::ScheduledOccurrence;

constexpr char kItem[] = "provinces/dong-nai/plans/kh-2026/items/1";
constexpr char kRows[] =
    "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
    "1,Báo cáo công tác,Sở VHTTDL,,Báo cáo tháng trước ngày làm việc thứ 5 của tháng sau,Báo cáo\n"
    "2,Ban hành quy chế,Sở Nội vụ,,30/6/2026,Quyết định\n";

class ScheduleServiceTest : public PlanFixture {
 protected:
  void SetUp() override {
    PlanFixture::SetUp();
    MustImport(Import(kRows));
    MustCall(&Plans::IssuePlan, Issue(), kIssuer);
  }

  v1::ListOccurrencesResponse List(const std::string& from = "", const std::string& to = "") {
    v1::ListOccurrencesRequest request;
    request.set_parent(kItem);
    request.set_from_date(from);
    request.set_to_date(to);
    return MustCall(&Schedules::ListOccurrences, request, kIssuer);
  }

  // `2026-03 2026-04-07 ISSUED`
  static std::string InWords(const Occurrence& occurrence) {
    return absl::StrCat(occurrence.occurrence(), " ", occurrence.effective_due_date(), " ",
                        Occurrence::Status_Name(occurrence.status()).substr(7));
  }
  std::vector<std::string> Statuses(const std::string& from = "", const std::string& to = "") {
    std::vector<std::string> words;
    const v1::ListOccurrencesResponse list = List(from, to);
    for (const Occurrence& occurrence : list.occurrences()) words.push_back(InWords(occurrence));
    return words;
  }

  void Settle() {
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
  }
  void GoTo(const std::string& time) {
    clock().Set(At(time));
    Settle();
  }

  v1::PauseScheduleRequest PauseUntil(const std::string& last_date) {
    v1::PauseScheduleRequest request;
    request.set_name(kItem);
    request.set_reason("Tập trung bầu cử");
    request.set_last_date(last_date);
    return request;
  }
};

TEST_F(ScheduleServiceTest, AReportOfEachMonthByTheWorkingCalendar) {
  // Issued on 2 March: the report of February is due on the fifth working day of March.
  EXPECT_THAT(Statuses(),
              ElementsAre("2026-01 2026-02-06 NOT_MADE", "2026-02 2026-03-06 ISSUED", "2026-03 2026-04-07 PLANNED",
                          "2026-04 2026-05-08 PLANNED", "2026-05 2026-06-05 PLANNED", "2026-06 2026-07-07 PLANNED",
                          "2026-07 2026-08-07 PLANNED", "2026-08 2026-09-09 PLANNED", "2026-09 2026-10-07 PLANNED",
                          "2026-10 2026-11-06 PLANNED", "2026-11 2026-12-07 PLANNED", "2026-12 2027-01-08 PLANNED"));
  const v1::ListOccurrencesResponse list = List();
  EXPECT_EQ(list.occurrences(1).label(), "tháng 2/2026");
  EXPECT_EQ(list.occurrences(1).tasks(0).task(), "provinces/dong-nai/tasks/kh-2026-1-2026-02");
  EXPECT_FALSE(list.occurrences(10).provisional());
  EXPECT_TRUE(list.occurrences(11).provisional());  // 2027 is not decided
  EXPECT_EQ(list.item().deadline().working_day_of_month(), 5);
}

TEST_F(ScheduleServiceTest, ListsInPages) {
  v1::ListOccurrencesRequest request;
  request.set_parent(kItem);
  request.set_page_size(5);
  std::vector<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    const auto response = MustCall(&Schedules::ListOccurrences, request, kIssuer);
    EXPECT_EQ(response.total_size(), 12);
    for (const Occurrence& occurrence : response.occurrences()) seen.push_back(occurrence.occurrence());
    request.set_page_token(response.next_page_token());
  }
  EXPECT_EQ(request.page_token(), "");
  EXPECT_EQ(seen.size(), 12u);
  EXPECT_EQ(seen.back(), "2026-12");
}

TEST_F(ScheduleServiceTest, PreviewsWordsAndItems) {
  v1::PreviewOccurrencesRequest request;
  request.set_parent(kParent);
  request.set_deadline_text("Chậm nhất ngày làm việc thứ 5 hằng tháng");
  request.set_count(2);
  auto response = MustCall(&Schedules::PreviewOccurrences, request, "so-vhttdl");
  ASSERT_EQ(response.occurrences_size(), 2);
  EXPECT_EQ(response.occurrences(0).effective_due_date(), "2026-03-06");
  EXPECT_EQ(response.occurrences(1).effective_due_date(), "2026-04-07");
  EXPECT_THAT(response.explanation(), HasSubstr("ngày làm việc thứ 5"));
  request.set_deadline_text("31/12/2026");
  EXPECT_EQ(Refusal(&Schedules::PreviewOccurrences, request, "so-vhttdl"), "INVALID_FIELD");
  request.set_deadline_text("Khi nào xong thì thôi");
  EXPECT_EQ(Refusal(&Schedules::PreviewOccurrences, request, "so-vhttdl"), "INVALID_FIELD");
  request.set_item(kItem);
  request.set_from_date("2026-12-01");
  request.set_count(3);
  response = MustCall(&Schedules::PreviewOccurrences, request, kIssuer);
  ASSERT_EQ(response.occurrences_size(), 3);
  EXPECT_EQ(response.occurrences(0).status(), Occurrence::STATUS_PLANNED);
  EXPECT_EQ(response.occurrences(2).occurrence(), "2027-01");  // beyond the plan
  EXPECT_EQ(response.occurrences(2).status(), Occurrence::STATUS_NOT_MADE);
}

TEST_F(ScheduleServiceTest, APauseHoldsBackAndEndsByItself) {
  EXPECT_EQ(Refusal(&Schedules::PauseSchedule, PauseUntil("2026-05-31"), "so-vhttdl"), "PERMISSION_DENIED");
  v1::PauseScheduleRequest look = PauseUntil("2026-05-31");
  look.set_validate_only(true);
  EXPECT_TRUE(MustCall(&Schedules::PauseSchedule, look, kIssuer).item().schedule().has_pause());
  EXPECT_FALSE(List().item().has_schedule());
  v1::PauseScheduleRequest pause = PauseUntil("2026-05-31");
  pause.set_request_id("tam-dung-1");
  const v1::ScheduleChange change = MustCall(&Schedules::PauseSchedule, pause, kIssuer);
  EXPECT_EQ(change.item().schedule().pause().reason(), "Tập trung bầu cử");
  EXPECT_EQ(MustCall(&Schedules::PauseSchedule, pause, kIssuer).etag(), change.etag());  // once
  EXPECT_EQ(Refusal(&Schedules::PauseSchedule, PauseUntil(""), kIssuer), "SCHEDULE_STATE");
  Settle();
  EXPECT_THAT(Statuses("2026-03-01", "2026-07-31"),
              ElementsAre("2026-02 2026-03-06 ISSUED", "2026-03 2026-04-07 PAUSED", "2026-04 2026-05-08 PAUSED",
                          "2026-05 2026-06-05 PAUSED", "2026-06 2026-07-07 PLANNED"));
  GoTo("2026-05-31 23:00");
  EXPECT_THAT(Statuses("2026-04-01", "2026-06-30"),
              ElementsAre("2026-03 2026-04-07 PAUSED", "2026-04 2026-05-08 PAUSED", "2026-05 2026-06-05 PAUSED"));
  GoTo("2026-06-01 09:00");
  EXPECT_THAT(Statuses("2026-04-01", "2026-06-30"),
              ElementsAre("2026-03 2026-04-07 SKIPPED", "2026-04 2026-05-08 SKIPPED", "2026-05 2026-06-05 ISSUED"));

  // What was skipped is made afterwards, overdue from the start.
  v1::BackfillOccurrencesRequest backfill;
  backfill.set_name(kItem);
  backfill.set_reason("Cần đủ số liệu quý");
  backfill.set_from_date("2026-05-01");
  backfill.set_to_date("2026-05-31");
  backfill.set_request_id("lam-bu-1");
  const v1::ScheduleChange made = MustCall(&Schedules::BackfillOccurrences, backfill, kIssuer);
  EXPECT_THAT(made.dates(), ElementsAre("2026-05-08"));
  EXPECT_THAT(made.tasks(), ElementsAre("provinces/dong-nai/tasks/kh-2026-1-2026-04-l2"));
  v1::GetTaskRequest get;
  get.set_name(made.tasks(0));
  const v1::Task task = MustCall(&Tasks::GetTask, get, kIssuer);
  EXPECT_EQ(task.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(task.due_date(), "2026-05-08");
  EXPECT_TRUE(task.overdue());
  // A repeat is the same; another request finds nothing missing.
  EXPECT_EQ(MustCall(&Schedules::BackfillOccurrences, backfill, kIssuer).etag(), made.etag());
  backfill.set_request_id("lam-bu-2");
  EXPECT_EQ(Refusal(&Schedules::BackfillOccurrences, backfill, kIssuer), "OCCURRENCE_EXISTS");
}

TEST_F(ScheduleServiceTest, ResumingOutOfTurnAndLeavingOut) {
  MustCall(&Schedules::PauseSchedule, PauseUntil(""), kIssuer);
  GoTo("2026-03-20 09:00");
  v1::TriggerOccurrenceRequest trigger;
  trigger.set_name(kItem);
  trigger.set_due_date("2026-03-25");
  trigger.set_reason("Thường trực yêu cầu");
  EXPECT_EQ(Refusal(&Schedules::TriggerOccurrence, trigger, kIssuer), "SCHEDULE_STATE");
  v1::ResumeScheduleRequest resume;
  resume.set_name(kItem);
  MustCall(&Schedules::ResumeSchedule, resume, kIssuer);
  EXPECT_EQ(Refusal(&Schedules::ResumeSchedule, resume, kIssuer), "SCHEDULE_STATE");
  Settle();
  EXPECT_THAT(Statuses("2026-04-01", "2026-05-31"),
              ElementsAre("2026-03 2026-04-07 ISSUED", "2026-04 2026-05-08 PLANNED"));

  EXPECT_EQ(Refusal(&Schedules::TriggerOccurrence, trigger, "so-vhttdl/nguyen-van-a"), "PERMISSION_DENIED");
  EXPECT_EQ(MustCall(&Schedules::TriggerOccurrence, trigger, kIssuer).tasks_size(), 1);
  EXPECT_EQ(Refusal(&Schedules::TriggerOccurrence, trigger, kIssuer), "OCCURRENCE_EXISTS");
  trigger.set_due_date("2026-05-08");
  EXPECT_EQ(Refusal(&Schedules::TriggerOccurrence, trigger, kIssuer), "OCCURRENCE_EXISTS");

  v1::ExcludeDatesRequest exclude;
  exclude.set_name(kItem);
  exclude.set_reason("Đã có báo cáo quý");
  exclude.add_dates("2026-07-07");
  MustCall(&Schedules::ExcludeDates, exclude, kIssuer);
  Settle();
  EXPECT_THAT(Statuses("2026-03-21", "2026-07-31"),
              ElementsAre("2026-03-25 2026-03-25 ISSUED", "2026-03 2026-04-07 ISSUED", "2026-04 2026-05-08 PLANNED",
                          "2026-05 2026-06-05 PLANNED", "2026-06 2026-07-07 EXCLUDED"));
  v1::IncludeDatesRequest include;
  include.set_name(kItem);
  include.add_dates("2026-07-07");
  EXPECT_EQ(MustCall(&Schedules::IncludeDates, include, kIssuer).tasks_size(), 1);
  EXPECT_THAT(Statuses("2026-07-01", "2026-07-31"), ElementsAre("2026-06 2026-07-07 PLANNED"));
  EXPECT_EQ(List("2026-07-01", "2026-07-31").occurrences(0).tasks_size(), 2);
}

TEST_F(ScheduleServiceTest, TheJournalSaysWhyAndHttpDoesTheSame) {
  const HttpAnswer paused =
      Http("POST", absl::StrCat("/v1/", kItem, ":pauseSchedule"),
           {{"X-Phoihop-Act-As", kIssuer}, {"Content-Type", "application/json"}}, R"({"reason":"Bão số 3"})");
  EXPECT_EQ(paused.code, 200) << paused.body;
  const HttpAnswer listed =
      Http("GET", absl::StrCat("/v1/", kItem, "/occurrences?page_size=1"), {{"X-Phoihop-Act-As", kIssuer}});
  EXPECT_EQ(listed.code, 200) << listed.body;
  EXPECT_THAT(listed.body, HasSubstr("Bão số 3"));
  Settle();
  v1::ListEventsRequest events;
  events.set_parent(kParent);
  events.set_filter("type = plan.schedule_changed");
  const auto changed = MustCall(&v1::EventService::Stub::ListEvents, events, kIssuer);
  ASSERT_EQ(changed.events_size(), 1);
  EXPECT_EQ(changed.events(0).plan_schedule_changed().reason(), "Bão số 3");
  EXPECT_EQ(changed.events(0).changes(0).after(), "PAUSED");
  // What was held back names the change that it follows from.
  events.set_filter("subject = provinces/dong-nai/tasks/kh-2026-1-2026-05");
  const auto held = MustCall(&v1::EventService::Stub::ListEvents, events, kIssuer);
  ASSERT_EQ(held.events_size(), 2);
  for (const v1::Event& event : held.events()) {
    if (event.has_task_created()) continue;
    EXPECT_TRUE(event.has_task_revised()) << event.type();
    EXPECT_EQ(event.cause_sequence(), changed.events(0).sequence());
  }
}

TEST_F(ScheduleServiceTest, RefusesWhatHasNoSchedule) {
  v1::ListOccurrencesRequest list;
  list.set_parent("provinces/dong-nai/plans/kh-2026/items/2");
  EXPECT_EQ(Refusal(&Schedules::ListOccurrences, list, kIssuer), "NOT_RECURRING");
  list.set_parent("provinces/dong-nai/plans/kh-2026/items/77");
  EXPECT_EQ(Refusal(&Schedules::ListOccurrences, list, kIssuer), "NOT_FOUND");
  list.set_parent("provinces/dong-nai/plans/khong-co/items/1");
  EXPECT_EQ(Refusal(&Schedules::ListOccurrences, list, kIssuer), "NOT_FOUND");
  list.set_parent("provinces/dong-nai/plans/kh-2026");
  EXPECT_EQ(Refusal(&Schedules::ListOccurrences, list, kIssuer), "INVALID_NAME");
  v1::PauseScheduleRequest pause = PauseUntil("");
  pause.set_name("provinces/dong-nai/plans/kh-2026/items/2");
  EXPECT_EQ(Refusal(&Schedules::PauseSchedule, pause, kIssuer), "NOT_RECURRING");
}

}  // namespace
}  // namespace phoihop::testing
