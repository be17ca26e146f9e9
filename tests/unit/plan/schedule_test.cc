// Pausing, leaving out, taking in again and making out of turn: what the tasks of a monthly item do. Due on the 20th;
// 20/06 is a Saturday, 20/09 and 20/12 are Sundays.
#include "workflow/task/schedule.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/plan/scheduled_office.h"
#include "workflow/plan/revised_tasks.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

absl::CivilDay Day(int month, int day) { return absl::CivilDay(2026, month, day); }

std::string ReasonIn(const absl::Status& status) { return ReasonName(ReasonOf(status)); }

class ScheduleTest : public testing::Test {
 protected:
  // Issued on 4 May, and three weeks later the tasks of May and June are with their unit.
  void Start(v1::CatchUp catch_up = v1::CATCH_UP_NONE, absl::string_view period_start = "2026-05-01") {
    office_.plan().set_period_start_date(std::string(period_start));
    office_.AddMonthly(catch_up);
    ASSERT_EQ(office_.Issue(), absl::OkStatus());
    office_.AdvanceTo(Day(5, 25));
    ASSERT_THAT(office_.States(), ElementsAre("05 ISSUED", "06 ISSUED", "07 PLANNED", "08 PLANNED", "09 PLANNED",
                                              "10 PLANNED", "11 PLANNED", "12 PLANNED"));
  }

  ScheduledOffice office_;
};

TEST_F(ScheduleTest, NothingIsIssuedUntilSomebodyResumesIt) {
  Start();
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  EXPECT_TRUE(task::IsHeld(office_.Of("07")));
  EXPECT_THAT(office_.Of("07").clocks(0).rule(), HasSubstr("lịch tạm dừng"));
  office_.AdvanceTo(Day(9, 10));
  EXPECT_EQ(office_.State("07"), "PLANNED");
  EXPECT_EQ(office_.State("09"), "PLANNED");

  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  office_.Sweep();
  // July and August fell into the pause, September's day was 21 August, October's is 22 September.
  EXPECT_THAT(office_.States(), ElementsAre("05 ISSUED", "06 ISSUED", "07 SKIPPED", "08 SKIPPED", "09 ISSUED",
                                            "10 PLANNED", "11 PLANNED", "12 PLANNED"));
  EXPECT_FALSE(office_.item().has_schedule());
  EXPECT_EQ(DayOf(FromTimestamp(office_.Of("10").planned_issue_time())), Day(9, 21));
  office_.AdvanceTo(Day(12, 31));
  EXPECT_EQ(office_.State("12"), "ISSUED");
}

TEST_F(ScheduleTest, APauseWithALastDayEndsByItself) {
  Start();
  ASSERT_EQ(office_.Pause("2026-08-31"), absl::OkStatus());
  office_.AdvanceTo(Day(8, 31));
  EXPECT_EQ(office_.State("07"), "PLANNED");
  EXPECT_NE(PauseOn(office_.item(), office_.today()), nullptr);
  const size_t events = office_.events().size();
  office_.AdvanceTo(Day(9, 1));
  EXPECT_THAT(office_.States(), ElementsAre("05 ISSUED", "06 ISSUED", "07 SKIPPED", "08 SKIPPED", "09 ISSUED",
                                            "10 PLANNED", "11 PLANNED", "12 PLANNED"));
  EXPECT_GT(office_.events().size(), events);
  EXPECT_EQ(PauseOn(office_.item(), office_.today()), nullptr);
  EXPECT_EQ(ReasonIn(office_.Resume()), "SCHEDULE_STATE");
}

TEST_F(ScheduleTest, WhatLiesBehindThePauseIsNotTouched) {
  Start();
  ASSERT_EQ(office_.Pause("2026-08-31"), absl::OkStatus());
  EXPECT_FALSE(task::IsHeld(office_.Of("10")));
  EXPECT_EQ(office_.Of("10").version(), 1);
}

TEST_F(ScheduleTest, CatchesUpWithTheLastOrWithAll) {
  Start(v1::CATCH_UP_LAST);
  ASSERT_EQ(office_.Pause("2026-08-31"), absl::OkStatus());
  office_.AdvanceTo(Day(9, 1));
  EXPECT_EQ(office_.State("07"), "SKIPPED");
  EXPECT_EQ(office_.State("08"), "ISSUED");
  EXPECT_EQ(office_.Of("08").due_date(), "2026-08-20");  // overdue from the start, which is the truth
  EXPECT_EQ(office_.State("09"), "ISSUED");
}

TEST_F(ScheduleTest, CatchesUpWithAllWhenSomebodyResumes) {
  Start(v1::CATCH_UP_ALL);
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  office_.AdvanceTo(Day(9, 10));
  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  office_.Sweep();
  EXPECT_EQ(office_.State("07"), "ISSUED");
  EXPECT_EQ(office_.State("08"), "ISSUED");
  EXPECT_EQ(office_.State("09"), "ISSUED");
  EXPECT_EQ(office_.State("10"), "PLANNED");
}

// The pause ends on 1 September: July was due 43 days before, August 12.
TEST_F(ScheduleTest, CatchesUpOnlyWithinItsBound) {
  const struct {
    v1::CatchUp catch_up;
    int days;
    const char *july, *august;
  } kCases[] = {{v1::CATCH_UP_ALL, 43, "ISSUED", "ISSUED"},
                {v1::CATCH_UP_ALL, 42, "SKIPPED", "ISSUED"},
                {v1::CATCH_UP_ALL, 11, "SKIPPED", "SKIPPED"},
                {v1::CATCH_UP_LAST, 12, "SKIPPED", "ISSUED"},
                {v1::CATCH_UP_LAST, 11, "SKIPPED", "SKIPPED"}};
  for (const auto& c : kCases) {
    ScheduledOffice office;
    office.plan().set_period_start_date("2026-05-01");
    office.AddMonthly(c.catch_up).set_catch_up_days(c.days);
    ASSERT_EQ(office.Issue(), absl::OkStatus());
    office.AdvanceTo(Day(5, 25));
    ASSERT_EQ(office.Pause("2026-08-31"), absl::OkStatus());
    office.AdvanceTo(Day(9, 1));
    EXPECT_EQ(office.State("07"), c.july) << c.days;
    EXPECT_EQ(office.State("08"), c.august) << c.days;
    EXPECT_EQ(office.State("09"), "ISSUED") << c.days;
  }
}

// The last one of a pause that was to last until the end of the year is another one when it is resumed in August.
TEST_F(ScheduleTest, ResumingEarlyForgetsWhatThePauseWouldHaveDone) {
  Start(v1::CATCH_UP_LAST);
  ASSERT_EQ(office_.Pause("2026-12-31"), absl::OkStatus());
  EXPECT_EQ(DayOf(FromTimestamp(office_.Of("12").planned_issue_time())), absl::CivilDay(2027, 1, 1));
  office_.AdvanceTo(Day(8, 25));
  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  office_.Sweep();
  EXPECT_THAT(office_.States(), ElementsAre("05 ISSUED", "06 ISSUED", "07 SKIPPED", "08 ISSUED", "09 ISSUED",
                                            "10 PLANNED", "11 PLANNED", "12 PLANNED"));
  EXPECT_EQ(DayOf(FromTimestamp(office_.Of("12").planned_issue_time())), Day(11, 21));
  office_.AdvanceTo(Day(12, 1));
  EXPECT_EQ(office_.State("12"), "ISSUED");
}

// A server that was down when the pause ended issues what is due since, and skips only what fell into the pause.
TEST_F(ScheduleTest, BeingLateSkipsNothing) {
  Start();
  ASSERT_EQ(office_.Pause("2026-08-31"), absl::OkStatus());
  office_.At(Day(9, 28));
  office_.Sweep();
  EXPECT_EQ(office_.State("08"), "SKIPPED");
  EXPECT_EQ(office_.State("09"), "ISSUED");
  EXPECT_EQ(office_.State("10"), "ISSUED");
}

TEST_F(ScheduleTest, ADateThatIsLeftOutIsSkippedAndComesInAgainAsANewTask) {
  Start();
  ASSERT_EQ(office_.Exclude("2026-10-20"), absl::OkStatus());
  EXPECT_EQ(office_.State("10"), "SKIPPED");
  EXPECT_THAT(office_.item().schedule().excluded_dates(), ElementsAre("2026-10-20"));
  const size_t events = office_.events().size();
  ASSERT_EQ(office_.Exclude("2026-10-20"), absl::OkStatus());
  EXPECT_EQ(office_.events().size(), events);

  ASSERT_EQ(office_.Include("2026-10-20"), absl::OkStatus());
  EXPECT_FALSE(office_.item().has_schedule());
  const v1::Task& again = office_.task("provinces/dong-nai/tasks/kh-1-2026-10-l2");
  EXPECT_EQ(again.state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(again.requested_due_date(), "2026-10-20");
  EXPECT_EQ(DayOf(FromTimestamp(again.planned_issue_time())), Day(9, 21));
  // And once more.
  ASSERT_EQ(office_.Exclude("2026-10-20"), absl::OkStatus());
  ASSERT_EQ(office_.Include("2026-10-20"), absl::OkStatus());
  EXPECT_EQ(office_.task("provinces/dong-nai/tasks/kh-1-2026-10-l3").state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(office_.task("provinces/dong-nai/tasks/kh-1-2026-10-l2").state(), v1::TASK_STATE_SKIPPED);
}

TEST_F(ScheduleTest, WhatWasMissedIsMadeAfterwards) {
  Start(v1::CATCH_UP_NONE, "2026-01-01");
  // Issued in May: January to April were never made.
  EXPECT_THAT(office_.Missing(), ElementsAre(Day(1, 20), Day(2, 20), Day(3, 20), Day(4, 20)));
  ASSERT_EQ(office_.MakeOn({Day(3, 20), Day(4, 20)}), absl::OkStatus());
  EXPECT_EQ(office_.State("03"), "ISSUED");
  EXPECT_EQ(office_.Of("04").due_date(), "2026-04-20");
  EXPECT_THAT(office_.Missing(), ElementsAre(Day(1, 20), Day(2, 20)));
  const v1::Event& changed = office_.events()[office_.events().size() - 3];
  EXPECT_EQ(changed.type(), "plan.schedule_changed");
  EXPECT_THAT(changed.plan_schedule_changed().occurrences(), ElementsAre("2026-03-20", "2026-04-20"));
  EXPECT_EQ(changed.plan_schedule_changed().reason(), "Bão số 3");

  // So is what a pause skipped, under another name.
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  office_.AdvanceTo(Day(8, 1));
  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  EXPECT_THAT(office_.Missing(), ElementsAre(Day(1, 20), Day(2, 20), Day(7, 20)));
  ASSERT_EQ(office_.MakeOn({Day(7, 20)}), absl::OkStatus());
  EXPECT_EQ(office_.task("provinces/dong-nai/tasks/kh-1-2026-07-l2").state(), v1::TASK_STATE_ISSUED);
  EXPECT_THAT(office_.Missing(), ElementsAre(Day(1, 20), Day(2, 20)));
}

TEST_F(ScheduleTest, OneOutOfTurn) {
  Start(v1::CATCH_UP_NONE, "2026-01-01");
  ASSERT_EQ(office_.MakeOn({Day(6, 5)}), absl::OkStatus());
  const v1::Task& made = office_.task("provinces/dong-nai/tasks/kh-1-2026-06-05");
  EXPECT_EQ(made.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(made.due_date(), "2026-06-05");
  EXPECT_THAT(made.title(), HasSubstr("ngoài lịch, hạn 05/06/2026"));
  const auto described =
      DescribeSchedule(office_.item(), office_.plan(), office_.TasksOfItem(), office_.today(), Province().calendar());
  ASSERT_TRUE(described.ok()) << described.status();
  ASSERT_EQ(described->size(), 13u);
  EXPECT_TRUE((*described)[5].out_of_turn());
  EXPECT_EQ((*described)[5].status(), v1::ScheduledOccurrence::STATUS_ISSUED);
}

TEST_F(ScheduleTest, TellsWhatBecomesOfEachOccurrence) {
  Start(v1::CATCH_UP_NONE, "2026-01-01");
  ASSERT_EQ(office_.Exclude("2026-11-20"), absl::OkStatus());
  ASSERT_EQ(office_.Pause("2026-08-31"), absl::OkStatus());
  const auto described =
      DescribeSchedule(office_.item(), office_.plan(), office_.TasksOfItem(), office_.today(), Province().calendar());
  ASSERT_TRUE(described.ok()) << described.status();
  using Status = v1::ScheduledOccurrence;
  std::vector<Status::Status> statuses;
  for (const auto& occurrence : *described) statuses.push_back(occurrence.status());
  EXPECT_THAT(statuses, ElementsAre(Status::STATUS_NOT_MADE, Status::STATUS_NOT_MADE, Status::STATUS_NOT_MADE,
                                    Status::STATUS_NOT_MADE, Status::STATUS_ISSUED, Status::STATUS_ISSUED,
                                    Status::STATUS_PAUSED, Status::STATUS_PAUSED, Status::STATUS_PAUSED,
                                    Status::STATUS_PLANNED, Status::STATUS_EXCLUDED, Status::STATUS_PLANNED));
  EXPECT_THAT((*described)[6].explanation(), HasSubstr("Bão số 3; hạn rơi vào thời gian tạm dừng"));
  EXPECT_EQ((*described)[5].nominal_due_date(), "2026-06-20");
  EXPECT_EQ((*described)[5].effective_due_date(), "2026-06-22");
  EXPECT_EQ((*described)[5].label(), "tháng 6/2026");
}

TEST_F(ScheduleTest, RefusesAndSaysWhatToDo) {
  office_.AddMonthly();
  GiveTo({"so-vhttdl"}, office_.AddItem());
  EXPECT_EQ(ReasonIn(office_.Pause()), "NOT_RECURRING");  // not issued yet
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  internal::v1::ChangeSchedule once;
  once.set_name(office_.plan().items(1).name());
  once.mutable_pause();
  EXPECT_EQ(ReasonIn(office_.Change(once)), "NOT_RECURRING");
  internal::v1::ChangeSchedule pause;
  pause.mutable_pause();
  EXPECT_EQ(ReasonIn(office_.Change(pause, "so-vhttdl")), "PERMISSION_DENIED");
  pause.set_name(absl::StrCat(kPlan, "/items/9"));
  EXPECT_EQ(ReasonIn(office_.Change(pause)), "NOT_FOUND");
  pause.set_name(office_.item().name());
  pause.set_etag("v77");
  EXPECT_EQ(ReasonIn(office_.Change(pause)), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonIn(office_.Pause("2026-05-03")), "INVALID_FIELD");
  EXPECT_EQ(ReasonIn(office_.Pause("31/5/2026")), "INVALID_DATE");
  EXPECT_EQ(ReasonIn(office_.Resume()), "SCHEDULE_STATE");
  EXPECT_EQ(ReasonIn(office_.Exclude("2026-10-21")), "INVALID_FIELD");
  EXPECT_EQ(ReasonIn(office_.Exclude("2026-05-20")), "OCCURRENCE_EXISTS");
  EXPECT_EQ(ReasonIn(office_.MakeOn({})), "OCCURRENCE_EXISTS");
  EXPECT_EQ(ReasonIn(office_.MakeOn({Day(4, 21)})), "INVALID_FIELD");
  ASSERT_EQ(office_.Exclude("2026-10-20"), absl::OkStatus());
  EXPECT_EQ(ReasonIn(office_.MakeOn({Day(10, 20)})), "SCHEDULE_STATE");
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  EXPECT_EQ(ReasonIn(office_.Pause()), "SCHEDULE_STATE");
  EXPECT_EQ(ReasonIn(office_.MakeOn({Day(6, 5)})), "SCHEDULE_STATE");
  EXPECT_EQ(ReasonIn(office_.Include("2026-10-20")), "SCHEDULE_STATE");
}

TEST_F(ScheduleTest, PartsOfAWholeAreHeldAndGoOnTogether) {
  v1::PlanItem& item = office_.AddMonthly();
  GiveTo({"so-noi-vu"}, item);
  item.set_summing_unit(UnitIn("so-vhttdl"));
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  const std::string whole = Task("kh-1-2026-07"), part = Task("kh-1-2026-07-so-noi-vu");
  ASSERT_EQ(office_.task(part).parent_task(), whole);
  ASSERT_EQ(office_.Exclude("2026-10-20"), absl::OkStatus());
  EXPECT_EQ(office_.Of("10").state(), v1::TASK_STATE_SKIPPED);
  EXPECT_EQ(office_.task(Task("kh-1-2026-10-so-noi-vu")).state(), v1::TASK_STATE_SKIPPED);
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  EXPECT_TRUE(task::IsHeld(office_.task(whole)));
  EXPECT_TRUE(task::IsHeld(office_.task(part)));
  office_.AdvanceTo(Day(7, 1));
  EXPECT_EQ(office_.task(part).state(), v1::TASK_STATE_PLANNED);
  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  office_.Sweep();
  EXPECT_EQ(office_.task(whole).state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(office_.task(part).state(), v1::TASK_STATE_ISSUED);
}

// The one before it is open when the pause ends: what waits for it waits on.
TEST_F(ScheduleTest, AnOccurrenceThatWaitsForTheOneBeforeItWaitsOn) {
  office_.AddMonthly().set_overlap(v1::OVERLAP_POLICY_WAIT);
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  office_.AdvanceTo(Day(5, 25));
  EXPECT_EQ(office_.State("06"), "PLANNED");  // its day was the 21st, but that of May is open
  ASSERT_EQ(office_.Pause("2026-06-10"), absl::OkStatus());
  office_.AdvanceTo(Day(6, 11));
  EXPECT_EQ(office_.State("06"), "PLANNED");
  office_.Finish(Task("kh-1-2026-05"));
  office_.Sweep();
  EXPECT_EQ(office_.State("06"), "ISSUED");
}

// The plan says something else of the item while its schedule is paused: that reaches the tasks, and they stay held.
TEST_F(ScheduleTest, ARevisionKeepsThePauseAndWhatIsLeftOut) {
  Start();
  ASSERT_EQ(office_.Exclude("2026-11-20"), absl::OkStatus());
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  PlanCommand revise;
  internal::v1::RevisePlan& command = *revise.mutable_revise();
  command.mutable_request()->set_name(kPlan);
  *command.mutable_plan() = office_.plan();
  command.mutable_plan()->set_revision(1);
  command.mutable_plan()->mutable_items(0)->set_text("Cung cấp thông tin hằng tháng");
  command.add_changes()->set_item(office_.item().name());
  for (const v1::Task& made : office_.TasksOfItem()) *command.add_tasks() = made;
  ASSERT_EQ(office_.Send(revise), absl::OkStatus());
  office_.RunFollowUps();
  EXPECT_THAT(office_.Of("07").title(), HasSubstr("hằng tháng"));
  EXPECT_TRUE(task::IsHeld(office_.Of("07")));
  EXPECT_EQ(office_.State("11"), "SKIPPED");
  office_.AdvanceTo(Day(8, 1));
  EXPECT_EQ(office_.State("07"), "PLANNED");
  ASSERT_EQ(office_.Resume(), absl::OkStatus());
  office_.AdvanceTo(Day(12, 31));
  EXPECT_THAT(office_.States(), ElementsAre("05 ISSUED", "06 ISSUED", "07 SKIPPED", "08 ISSUED", "09 ISSUED",
                                            "10 ISSUED", "11 SKIPPED", "12 ISSUED"));
}

TEST_F(ScheduleTest, ARevisionMakesNothingNewOfWhatIsPaused) {
  Start();
  ASSERT_EQ(office_.Pause(), absl::OkStatus());
  PlanCommand revise;
  internal::v1::RevisePlan& command = *revise.mutable_revise();
  command.mutable_request()->set_name(kPlan);
  *command.mutable_plan() = office_.plan();
  command.mutable_plan()->set_revision(1);
  GiveTo({"so-noi-vu"}, *command.mutable_plan()->mutable_items(0));
  command.add_changes()->set_item(office_.item().name());
  for (const v1::Task& made : office_.TasksOfItem()) *command.add_tasks() = made;
  EXPECT_EQ(ReasonIn(office_.Send(revise)), "SCHEDULE_STATE");
}

// A day off that is decided when the tasks are there: what is counted by working days follows with the next revision.
TEST_F(ScheduleTest, WorkingDaysFollowTheCalendarWithARevision) {
  v1::PlanItem& item = office_.AddMonthly();
  item.mutable_deadline()->set_recurrence("FREQ=MONTHLY;BYMONTHDAY=1");
  item.mutable_deadline()->set_working_day_of_month(5);
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.Of("10").requested_due_date(), "2026-10-07");
  internal::v1::ReferenceData data = Province().data();
  auto& days = *data.mutable_calendars(0)->mutable_days();
  v1::CalendarDay& off = *days.Add();
  off.set_date("2026-10-05");
  off.set_kind(v1::CalendarDay::KIND_HOLIDAY);
  off.set_status(v1::CalendarDay::STATUS_OFFICIAL);
  std::sort(days.begin(), days.end(),
            [](const v1::CalendarDay& a, const v1::CalendarDay& b) { return a.date() < b.date(); });
  const auto facts = Facts::Create(std::move(data));
  ASSERT_TRUE(facts.ok()) << facts.status();
  const std::vector<v1::Task> made = office_.TasksOfItem();
  std::vector<const v1::Task*> tasks;
  for (const v1::Task& task : made) tasks.push_back(&task);
  Context context;
  context.now = office_.now();
  const auto same = ReviseTasks(office_.plan(), office_.plan(), tasks, UnitIn("ubnd"), Province(), context);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_THAT(same->changes, IsEmpty());
  const auto moved = ReviseTasks(office_.plan(), office_.plan(), tasks, UnitIn("ubnd"), **facts, context);
  ASSERT_TRUE(moved.ok()) << moved.status();
  ASSERT_EQ(moved->changes.size(), 1u);
  EXPECT_EQ(moved->changes[0].kind, TaskChange::Kind::kRevised);
  EXPECT_EQ(moved->changes[0].task->name(), office_.Of("10").name());
  EXPECT_EQ(moved->changes[0].wanted.requested_due_date(), "2026-10-08");
}

// -- Whatever is done to a schedule: no occurrence twice, none while it is paused, none lost.

size_t IssuesIn(const ScheduledOffice& office) {
  return std::count_if(office.events().begin(), office.events().end(),
                       [](const v1::Event& event) { return event.has_task_issued(); });
}

void CheckNoneTwice(ScheduledOffice& office) {
  std::map<std::string, int> standing;
  for (const v1::Task& task : office.TasksOfItem()) {
    if (Stands(task)) RC_ASSERT(++standing[task.requested_due_date()] == 1);
  }
}

void DoSomething(ScheduledOffice& office) {
  const std::string date = FormatDate(Day(*rc::gen::inRange(1, 13), 20));
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      (void)office.Pause();
      break;
    case 1:
      (void)office.Pause(FormatDate(office.today() + *rc::gen::inRange(0, 90)));
      break;
    case 2:
      (void)office.Resume();
      break;
    case 3:
      (void)office.Exclude(date);
      break;
    case 4:
      (void)office.Include(date);
      break;
    case 5:
      (void)office.MakeOn(office.Missing());
      break;
    default: {
      const absl::CivilDay until = office.today() + *rc::gen::inRange(1, 45);
      while (office.today() < until) {
        const bool paused = PauseOn(office.item(), office.today() + 1) != nullptr;
        const size_t issued = IssuesIn(office);
        office.AdvanceTo(office.today() + 1);
        if (paused) RC_ASSERT(IssuesIn(office) == issued);
      }
    }
  }
}

// Alone, or a whole with a part; of what is left out for the one before it nothing is a whole here: its parts are left
// out one by one.
void AddSomeItem(ScheduledOffice& office) {
  v1::PlanItem& item = office.AddMonthly(*rc::gen::element(v1::CATCH_UP_NONE, v1::CATCH_UP_LAST, v1::CATCH_UP_ALL));
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      item.set_overlap(v1::OVERLAP_POLICY_SKIP);
      break;
    case 1:
      GiveTo({"so-noi-vu"}, item);
      item.set_summing_unit(UnitIn("so-vhttdl"));
      break;
    default:
      break;
  }
}

RC_GTEST_PROP(ScheduleProperties, NoOccurrenceTwiceNoneWhilePausedNoneLost, ()) {
  ScheduledOffice office;
  AddSomeItem(office);
  RC_ASSERT(office.Issue().ok());
  const int steps = *rc::gen::inRange(1, 16);
  for (int i = 0; i < steps; ++i) {
    DoSomething(office);
    CheckNoneTwice(office);
  }
  if (PauseOn(office.item(), office.today()) != nullptr) RC_ASSERT(office.Resume().ok());
  const std::vector<std::string> excluded(office.item().schedule().excluded_dates().begin(),
                                          office.item().schedule().excluded_dates().end());
  for (const std::string& date : excluded) RC_ASSERT(office.Include(date).ok());
  office.AdvanceTo(std::max(office.today(), absl::CivilDay(2027, 1, 4)));
  const std::vector<absl::CivilDay> missing = office.Missing();
  if (!missing.empty()) RC_ASSERT(office.MakeOn(missing).ok());
  CheckNoneTwice(office);
  std::set<std::string> months;
  for (const v1::Task& task : office.TasksOfItem()) {
    if (!Stands(task)) continue;
    RC_ASSERT(task.state() == v1::TASK_STATE_ISSUED);
    months.insert(task.occurrence());
    const std::vector<std::string> parts = office.Parts(task.name());
    RC_ASSERT(parts.size() == (task.has_fan_out() ? 1u : 0u));
    for (const std::string& part : parts) RC_ASSERT(office.task(part).state() == v1::TASK_STATE_ISSUED);
  }
  RC_ASSERT(months.size() == 12u);
}

}  // namespace
}  // namespace phoihop::plan
