// Days that a plan names by their place among the working days of a month, and the calendar that it counts by.
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/scheduled_office.h"
#include "workflow/task/calendar_moves.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kDefault[] = "provinces/dong-nai/calendars/default";
constexpr char kSix[] = "provinces/dong-nai/calendars/mot-cua";

std::shared_ptr<const Facts> With(const std::function<void(internal::v1::ReferenceData&)>& change) {
  internal::v1::ReferenceData data = Province().data();
  change(data);
  auto facts = Facts::Create(std::move(data));
  EXPECT_TRUE(facts.ok()) << facts.status();
  return *facts;
}

v1::Calendar& DefaultOf(internal::v1::ReferenceData& data) {
  for (v1::Calendar& calendar : *data.mutable_calendars()) {
    if (calendar.name() == kDefault) return calendar;
  }
  v1::Calendar& calendar = *data.add_calendars();
  calendar = Province().calendar().definition();
  return calendar;
}

// The next version, in which these days are off.
std::shared_ptr<const Facts> WithDaysOff(std::initializer_list<const char*> days) {
  return With([&](internal::v1::ReferenceData& data) {
    v1::Calendar& calendar = DefaultOf(data);
    calendar.set_version(Province().calendar().definition().version() + 1);
    for (const char* day : days) {
      v1::CalendarDay& off = *calendar.add_days();
      off.set_date(day);
      off.set_kind(v1::CalendarDay::KIND_HOLIDAY);
      off.set_status(v1::CalendarDay::STATUS_OFFICIAL);
    }
    std::sort(calendar.mutable_days()->begin(), calendar.mutable_days()->end(),
              [](const v1::CalendarDay& a, const v1::CalendarDay& b) { return a.date() < b.date(); });
  });
}

// With a second calendar, by which Saturdays are worked.
std::shared_ptr<const Facts> WithSaturdays(const std::string& unit = "") {
  return With([&](internal::v1::ReferenceData& data) {
    v1::Calendar six = DefaultOf(data);
    six.set_name(kSix);
    six.set_version(1);
    six.add_working_weekdays(6);
    *data.add_calendars() = six;
    if (unit.empty()) return;
    v1::CalendarAssignment& assignment = *data.add_calendar_assignments();
    assignment.set_name(CalendarAssignmentName(UnitIn(unit)));
    assignment.set_calendar(kSix);
  });
}

class PlannedDayTest : public testing::Test {
 protected:
  v1::PlanItem& AddFifthWorkingDay() {
    v1::PlanItem& item = office_.AddMonthly();
    item.mutable_deadline()->set_recurrence("FREQ=MONTHLY;BYMONTHDAY=1");
    item.mutable_deadline()->set_working_day_of_month(5);
    return item;
  }

  std::string DayOf(absl::string_view month) { return office_.Of(month).requested_due_date(); }

  // The task after the follow-up of a publication.
  v1::Task Adopted(const v1::Task& task, const Facts& facts) {
    internal::v1::AdoptCalendar adopt;
    adopt.set_name(task.name());
    adopt.set_calendar(kDefault);
    adopt.set_calendar_version(facts.calendar().definition().version());
    task::CalendarsSeen seen;
    seen.change_time = office_.now();
    seen.versions.emplace(Province().calendar().definition().version(), Province().calendar());
    Context context{.now = office_.now()};
    context.actor.set_system("follow-ups");
    const auto decision = task::DecideAdoption(task, adopt, seen, facts, context);
    EXPECT_TRUE(decision.ok()) << decision.status();
    v1::Task adopted = task;
    for (const v1::Event& event : decision->events) task::Evolve(adopted, event);
    events_ = decision->events.size();
    return adopted;
  }

  ScheduledOffice office_;
  size_t events_ = 0;
};

TEST_F(PlannedDayTest, FollowsTheCalendarWhileItIsPlanned) {
  AddFifthWorkingDay();
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  ASSERT_EQ(office_.Of("08").state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(DayOf("08"), "2026-08-07");
  EXPECT_EQ(office_.Of("08").due_working_day().working_day(), 5);
  EXPECT_EQ(office_.Of("08").due_working_day().month(), "2026-08");

  const auto changed = WithDaysOff({"2026-08-05", "2026-08-06"});
  const v1::Task august = Adopted(office_.Of("08"), *changed);
  EXPECT_EQ(events_, 1u);
  EXPECT_EQ(august.requested_due_date(), "2026-08-11");  // 3, 4, 7, 10 and 11 August
  EXPECT_EQ(august.clocks(0).calendar_version(), changed->calendar().definition().version());
  EXPECT_EQ(august.clocks(0).next_fire_time().seconds(), office_.Of("08").clocks(0).next_fire_time().seconds());
  // What it says of other months stays, and so does what was given already.
  Adopted(office_.Of("09"), *changed);
  EXPECT_EQ(events_, 0u);
  Adopted(august, *changed);
  EXPECT_EQ(events_, 0u);
  ASSERT_EQ(office_.Of("05").state(), v1::TASK_STATE_ISSUED);
}

TEST_F(PlannedDayTest, ADayThatThePlanNamesByItsDateStays) {
  office_.AddMonthly();
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  EXPECT_FALSE(office_.Of("08").has_due_working_day());
  Adopted(office_.Of("08"), *WithDaysOff({"2026-08-20"}));
  EXPECT_EQ(events_, 0u);
}

TEST_F(PlannedDayTest, CountsByTheCalendarOfThePlan) {
  const auto facts = WithSaturdays();
  office_.facts = facts.get();
  office_.plan().set_calendar(kSix);
  AddFifthWorkingDay();
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  // 1, 3, 4, 5 and 6 August: the first is a Saturday.
  EXPECT_EQ(DayOf("08"), "2026-08-06");
  EXPECT_EQ(office_.Of("08").calendar(), kSix);
  EXPECT_EQ(office_.Of("08").clocks(0).calendar(), kSix);
  office_.AdvanceTo(absl::CivilDay(2026, 7, 31));
  ASSERT_EQ(office_.Of("08").state(), v1::TASK_STATE_ISSUED);
  const v1::Clock* complete = task::LastClock(office_.Of("08"), v1::CLOCK_PURPOSE_COMPLETE);
  ASSERT_NE(complete, nullptr);
  EXPECT_EQ(complete->calendar(), kSix);
}

TEST_F(PlannedDayTest, PartsOfUnitsWithAnotherCalendarHaveClocksOfTheirOwn) {
  const auto facts = WithSaturdays("so-noi-vu");
  office_.facts = facts.get();
  v1::PlanItem& item = GiveTo({"so-vhttdl", "so-noi-vu", "so-y-te"}, office_.AddItem("2026-09-26"));  // a Saturday
  item.set_summing_unit(UnitIn("ubnd"));
  item.mutable_fan_out()->set_rule(v1::COMPLETION_RULE_ALL);
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  std::vector<std::string> due;
  for (const std::string& name : office_.Parts(Task("kh-1"))) {
    due.push_back(absl::StrCat(LastSegment(office_.task(name).lead_unit()), " ", office_.task(name).due_date()));
  }
  EXPECT_THAT(due, testing::UnorderedElementsAre("so-vhttdl 2026-09-28", "so-noi-vu 2026-09-26", "so-y-te 2026-09-28"));
}

TEST_F(PlannedDayTest, ThePlanMayFollowAnotherCalendarLater) {
  AddFifthWorkingDay();
  ASSERT_EQ(office_.Issue(), absl::OkStatus());
  v1::Task revised = office_.Of("08");
  const auto facts = WithSaturdays();
  office_.facts = facts.get();
  TaskCommand command;
  internal::v1::ReviseTask& revise = *command.mutable_revise();
  revise.set_name(revised.name());
  revise.set_revision(1);
  *revise.mutable_revised() = revised;
  revise.mutable_revised()->clear_clocks();
  revise.mutable_revised()->set_calendar(kSix);
  revise.mutable_revised()->set_requested_due_date("2026-08-06");
  ASSERT_EQ(office_.Send(command, revised.name(), ""), absl::OkStatus());
  EXPECT_EQ(office_.Of("08").calendar(), kSix);
  EXPECT_EQ(DayOf("08"), "2026-08-06");
  EXPECT_EQ(office_.Of("08").due_working_day().month(), "2026-08");
  ASSERT_EQ(office_.Of("08").clocks_size(), 1);
  EXPECT_EQ(office_.Of("08").clocks(0).calendar(), kSix);
}

}  // namespace
}  // namespace phoihop::plan
