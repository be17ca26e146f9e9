// Clocks that follow a new version of their calendar.
#include "workflow/task/calendar_moves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/calendar_change.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/evolve.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using v1::CalendarDay;

constexpr char kName[] = "provinces/dong-nai/calendars/default";
constexpr int64_t kOld = 7, kNew = 8;  // versions; the fixture's is 7

void Turn(v1::Calendar& calendar, const std::string& date, CalendarDay::Kind kind) {
  std::map<std::string, CalendarDay> days;
  for (const CalendarDay& day : calendar.days()) days[day.date()] = day;
  CalendarDay& turned = days[date];
  turned.set_date(date);
  turned.set_kind(kind);
  turned.set_status(CalendarDay::STATUS_OFFICIAL);
  calendar.clear_days();
  for (const auto& [key, day] : days) *calendar.add_days() = day;
}

void Off(v1::Calendar& calendar, const std::string& date) { Turn(calendar, date, CalendarDay::KIND_HOLIDAY); }
void Worked(v1::Calendar& calendar, const std::string& date) {
  Turn(calendar, date, CalendarDay::KIND_MAKE_UP_WORKING_DAY);
}

using Change = std::function<void(v1::Calendar&)>;

std::shared_ptr<const Facts> FactsWith(const Change& change, int64_t version = kNew) {
  internal::v1::ReferenceData data = TestFacts().data();
  change(*data.mutable_calendars(0));
  data.mutable_calendars(0)->set_version(version);
  auto facts = Facts::Create(std::move(data));
  EXPECT_TRUE(facts.ok()) << facts.status();
  return *facts;
}

Change DayOff(const std::string& date) {
  return [date](v1::Calendar& calendar) { Off(calendar, date); };
}

// What the store would have of the calendar.
CalendarsSeen SeenAt(absl::Time change_time) {
  CalendarsSeen seen;
  seen.change_time = change_time;
  seen.versions.emplace(kOld, TestFacts().calendar());
  return seen;
}

internal::v1::AdoptCalendar Adopt(const v1::Task& task, int64_t version = kNew) {
  internal::v1::AdoptCalendar adopt;
  adopt.set_name(task.name());
  adopt.set_calendar(kName);
  adopt.set_calendar_version(version);
  return adopt;
}

Context BySystem(absl::Time now) {
  Context context{.now = now};
  context.actor.set_system("follow-ups");
  return context;
}

// The task after its follow-up, as the journal folds it; the events.
struct Adopted {
  v1::Task task;
  std::vector<v1::Event> events;

  v1::Clock clock(absl::string_view id) const {
    for (const v1::Clock& clock : task.clocks()) {
      if (clock.id() == id) return clock;
    }
    return {};
  }
};

Adopted Follow(const v1::Task& task, const Facts& facts, const CalendarsSeen& seen, absl::Time now) {
  const auto decision =
      DecideAdoption(task, Adopt(task, facts.calendar().definition().version()), seen, facts, BySystem(now));
  EXPECT_TRUE(decision.ok()) << decision.status();
  Adopted adopted{task, decision->events};
  for (v1::Event& event : adopted.events) {
    *event.mutable_time() = ToTimestamp(now);
    Evolve(adopted.task, event);
  }
  return adopted;
}

Adopted Follow(const v1::Task& task, const Change& change, absl::string_view now) {
  return Follow(task, *FactsWith(change), SeenAt(At(now)), At(now));
}

// A task that is due a period after its anchor.
v1::Task TaskWith(int count, v1::PeriodUnit unit, absl::string_view anchor = kMonday) {
  v1::Task task = UsualTask();
  task.set_name(Task("t1"));
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  task.clear_requested_due_date();
  task.mutable_awaited_period()->set_count(count);
  task.mutable_awaited_period()->set_unit(unit);
  Clocks clocks;
  EXPECT_TRUE(StartCompletionClock(task, "", TestFacts(), At(anchor), &clocks).ok());
  *task.add_clocks() = clocks.at(0);
  return task;
}

// The same with a day that was asked for.
v1::Task TaskDueOn(absl::CivilDay day) {
  v1::Task task = UsualTask();
  task.set_name(Task("t1"));
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  task.set_requested_due_date(FormatDate(day));
  task.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
  *task.mutable_issue_time() = ToTimestamp(At(kMonday));
  Clocks clocks;
  EXPECT_TRUE(StartCompletionClock(task, "", TestFacts(), At(kMonday), &clocks).ok());
  *task.add_clocks() = clocks.at(0);
  return task;
}

TEST(CalendarMoves, TheDayOfAStepFollows) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  internal::v1::TaskCommand steps = CommandOf(v1::TASK_VERB_SET_CHECKLIST, ledger.task());
  for (const char* day : {"2026-04-10", "2026-04-15"}) steps.mutable_set_checklist()->add_due_dates(day);
  ASSERT_EQ(ledger.Do(steps, ActorOf("so-vhttdl/nguyen-van-a"), At(kMonday)), absl::OkStatus());
  const Adopted adopted = Follow(ledger.task(), DayOff("2026-04-10"), "2026-03-20 09:00");
  EXPECT_EQ(adopted.clock("interim").due_date(), "2026-04-13");
  EXPECT_EQ(adopted.clock("interim").checklist_item(), "1");
  EXPECT_EQ(adopted.clock("interim-2").due_date(), "2026-04-15") << "a day, not so many working days";
  EXPECT_EQ(adopted.task.checklist(0).due_date(), "2026-04-10");
}

TEST(CalendarMoves, AFixedDayThatIsOffMovesToTheNextWorkingDay) {
  const Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  ASSERT_EQ(ledger.Clock("complete").due_date(), "2026-06-30");
  const Adopted adopted = Follow(ledger.task(), DayOff("2026-06-30"), "2026-03-20 09:00");
  EXPECT_THAT(TypesOf(adopted.events), ElementsAre("task.clocks_moved"));
  EXPECT_THAT(ChangesOf(adopted.events[0]), ElementsAre("due_date: 2026-06-30 -> 2026-07-01"));
  const v1::Clock clock = adopted.clock("complete");
  EXPECT_EQ(FromTimestamp(clock.due_time()), EndOfDay(absl::CivilDay(2026, 7, 1)));
  EXPECT_EQ(FromTimestamp(clock.original_due_time()), EndOfDay(absl::CivilDay(2026, 6, 30)));
  EXPECT_EQ(clock.calendar_version(), kNew);
  EXPECT_THAT(clock.rule(), HasSubstr("tính lại theo lịch làm việc phiên bản 8, trước đó là 30/06/2026"));
  EXPECT_EQ(adopted.task.due_date(), "2026-07-01");
  // Back again: the day that the plan names.
  CalendarsSeen seen = SeenAt(At("2026-03-21 09:00"));
  seen.versions.emplace(kNew, FactsWith(DayOff("2026-06-30"))->calendar());
  const Adopted back = Follow(adopted.task, *FactsWith([](v1::Calendar&) {}, 9), seen, At("2026-03-21 09:00"));
  EXPECT_EQ(back.clock("complete").due_date(), "2026-06-30");
}

TEST(CalendarMoves, SmallClocksKeepTheirWorkingDays) {
  const Ledger ledger = IssuedAnd({});
  ASSERT_EQ(ledger.Clock("acknowledge").due_date(), "2026-03-04");
  const Adopted adopted = Follow(ledger.task(), DayOff("2026-03-03"), "2026-03-02 10:00");
  EXPECT_EQ(adopted.clock("acknowledge").due_date(), "2026-03-05");
  // The task's own day stays, and so do its clock and what is said of it.
  EXPECT_EQ(adopted.clock("complete").calendar_version(), kOld);
  EXPECT_THAT(ChangesOf(adopted.events[0]), IsEmpty());
}

TEST(CalendarMoves, ThePastIsAsItWas) {
  const v1::Task task = TaskWith(20, v1::PERIOD_UNIT_WORKING_DAY);
  ASSERT_EQ(task.clocks(0).due_date(), "2026-03-30");
  const auto change = [](v1::Calendar& calendar) {
    Off(calendar, "2026-03-05");  // is over
    Off(calendar, "2026-03-16");  // is today
    Off(calendar, "2026-03-20");
    Worked(calendar, "2026-03-28");
  };
  // Two days less, one more.
  EXPECT_EQ(Follow(task, change, "2026-03-16 09:00").clock("complete").due_date(), "2026-03-31");
  EXPECT_EQ(Follow(task, change, "2026-03-02 09:00").clock("complete").due_date(), "2026-04-01");
  EXPECT_THAT(Follow(task, DayOff("2026-03-05"), "2026-03-06 00:00").events, IsEmpty());
}

TEST(CalendarMoves, OtherPeriodsRollOrRunThrough) {
  // 30 days from 2 March are 1 April.
  EXPECT_EQ(Follow(TaskWith(30, v1::PERIOD_UNIT_CALENDAR_DAY), DayOff("2026-04-01"), "2026-03-10 09:00")
                .clock("complete")
                .due_date(),
            "2026-04-02");
  EXPECT_THAT(Follow(TaskWith(30, v1::PERIOD_UNIT_CALENDAR_DAY), DayOff("2026-03-20"), "2026-03-10 09:00").events,
              IsEmpty());
  const Adopted hours = Follow(TaskWith(720, v1::PERIOD_UNIT_HOUR), DayOff("2026-04-01"), "2026-03-10 09:00");
  EXPECT_EQ(FromTimestamp(hours.clock("complete").due_time()), At("2026-04-01 08:00"));
}

TEST(CalendarMoves, WhatIsDueOrOverStays) {
  const v1::Task task = TaskWith(5, v1::PERIOD_UNIT_WORKING_DAY);
  ASSERT_EQ(task.clocks(0).due_date(), "2026-03-09");
  // It was due before the change; that the follow-up comes later does not matter.
  EXPECT_THAT(Follow(task, DayOff("2026-03-09"), "2026-03-10 00:00").events, IsEmpty());
  EXPECT_EQ(Follow(task, *FactsWith(DayOff("2026-03-09")), SeenAt(At("2026-03-09 23:59")), At("2026-03-12 08:00"))
                .clock("complete")
                .due_date(),
            "2026-03-10");
  v1::Task ended = task;
  deadline::Satisfy(*ended.mutable_clocks(0), At("2026-03-03 09:00"));
  EXPECT_THAT(Follow(ended, DayOff("2026-03-09"), "2026-03-04 09:00").events, IsEmpty());
  v1::Task closed = task;
  closed.set_state(v1::TASK_STATE_COMPLETED);
  EXPECT_THAT(Follow(closed, DayOff("2026-03-09"), "2026-03-04 09:00").events, IsEmpty());
}

TEST(CalendarMoves, FrozenAndSuspendedOnesFollow) {
  const Ledger submitted = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"},
                                      {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"},
                                      {v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a"}});
  const Adopted frozen = Follow(submitted.task(), DayOff("2026-06-30"), "2026-03-02 10:00");
  EXPECT_EQ(frozen.clock("complete").state(), v1::CLOCK_STATE_FROZEN);
  EXPECT_EQ(frozen.clock("complete").due_date(), "2026-07-01");
  EXPECT_FALSE(frozen.clock("complete").has_next_fire_time());

  const Ledger suspended = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_SUSPEND, "so-ke-hoach"}});
  const Adopted standing = Follow(suspended.task(), DayOff("2026-06-30"), "2026-03-02 10:00");
  EXPECT_EQ(standing.clock("complete").state(), v1::CLOCK_STATE_SUSPENDED);
  EXPECT_EQ(standing.clock("complete").due_date(), "2026-07-01");
  EXPECT_EQ(standing.clock("resume").due_date(), suspended.Clock("resume").due_date());
}

TEST(CalendarMoves, CreditsAndExtensionsAreKept) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"},
                             {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"},
                             {v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a"}});
  // Two working days until the approver gives it back: due on 2 July.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_RETURN, "so-noi-vu/pho-duyet", At("2026-03-04 09:00")), absl::OkStatus());
  ASSERT_EQ(ledger.Clock("complete").due_date(), "2026-07-02");
  EXPECT_EQ(Follow(ledger.task(), DayOff("2026-06-30"), "2026-03-05 09:00").clock("complete").due_date(), "2026-07-03");
  EXPECT_EQ(Follow(ledger.task(), DayOff("2026-07-01"), "2026-03-05 09:00").clock("complete").due_date(), "2026-07-03");
  EXPECT_EQ(Follow(ledger.task(), DayOff("2026-06-29"), "2026-03-05 09:00").clock("complete").due_date(), "2026-07-02");

  v1::Task extended = ledger.task();
  v1::Extension& granted = *extended.add_extensions();
  granted.set_state(v1::Extension::STATE_GRANTED);
  granted.set_granted_due_date("2026-08-14");
  Clocks clocks;
  ASSERT_TRUE(
      ExtendCompletionClock(extended, absl::CivilDay(2026, 8, 14), TestFacts(), At("2026-03-05 09:00"), &clocks).ok());
  FoldClocks(extended, clocks);
  EXPECT_THAT(Follow(extended, DayOff("2026-06-30"), "2026-03-06 09:00").events, IsEmpty());
  EXPECT_EQ(Follow(extended, DayOff("2026-08-14"), "2026-03-06 09:00").clock("complete").due_date(), "2026-08-17");
}

TEST(CalendarMoves, AClockThatWasStartedAgainKeepsItsBudget) {
  v1::Task task = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}}).task();
  v1::Clock* complete = nullptr;
  for (v1::Clock& clock : *task.mutable_clocks()) {
    if (clock.id() == "complete") complete = &clock;
  }
  ASSERT_NE(complete, nullptr);
  v1::Period period;
  period.set_count(10);
  period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  ASSERT_TRUE(deadline::Restart(*complete, &period, At("2026-03-09 09:00"), TestFacts().calendar()).ok());
  ASSERT_EQ(complete->due_date(), "2026-03-23");
  EXPECT_EQ(Follow(task, DayOff("2026-03-18"), "2026-03-10 09:00").clock("complete").due_date(), "2026-03-24");
  // Also when it is due after the day of the task.
  period.set_count(100);
  ASSERT_TRUE(deadline::Restart(*complete, &period, At("2026-03-09 09:00"), TestFacts().calendar()).ok());
  ASSERT_GT(complete->due_date(), "2026-06-30");
  EXPECT_GT(Follow(task, DayOff("2026-03-18"), "2026-03-10 09:00").clock("complete").due_date(), complete->due_date());
}

TEST(CalendarMoves, TheLadderFollowsAndWhatHasFiredStaysFired) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  ASSERT_EQ(FromTimestamp(ledger.Clock("complete").next_fire_time()), At("2026-06-25 07:30"));
  // A day off between the reminder and the day moves the reminder alone.
  const Adopted earlier = Follow(ledger.task(), DayOff("2026-06-29"), "2026-03-20 09:00");
  EXPECT_THAT(ChangesOf(earlier.events.at(0)), IsEmpty());
  EXPECT_EQ(FromTimestamp(earlier.clock("complete").next_fire_time()), At("2026-06-24 07:30"));
  // One whose instant has passed is planned for the instant of the move.
  const Adopted late = Follow(ledger.task(), DayOff("2026-06-29"), "2026-06-24 15:00");
  EXPECT_EQ(FromTimestamp(late.clock("complete").next_fire_time()), At("2026-06-24 15:00"));

  ASSERT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), At("2026-06-25 07:30")),
            absl::OkStatus());
  ASSERT_EQ(ledger.Clock("complete").next_rung(), 1);
  const Adopted fired = Follow(ledger.task(), DayOff("2026-06-30"), "2026-06-25 08:00");
  EXPECT_EQ(fired.clock("complete").due_date(), "2026-07-01");
  EXPECT_EQ(fired.clock("complete").next_rung(), 1);
  EXPECT_EQ(FromTimestamp(fired.clock("complete").next_fire_time()), At("2026-06-29 07:30"));
}

TEST(CalendarMoves, OnceIsEnough) {
  const Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  const auto facts = FactsWith(DayOff("2026-06-30"));
  const CalendarsSeen seen = SeenAt(At("2026-03-20 09:00"));
  const Adopted adopted = Follow(ledger.task(), *facts, seen, At("2026-03-20 09:00"));
  EXPECT_THAT(Follow(adopted.task, *facts, seen, At("2026-03-20 09:01")).events, IsEmpty());
  // A newer version has its own follow-up; an older one nobody has any more.
  for (const int64_t version : {kOld, kNew + 1}) {
    const auto decision =
        DecideAdoption(ledger.task(), Adopt(ledger.task(), version), seen, *facts, BySystem(At("2026-03-20 09:00")));
    ASSERT_TRUE(decision.ok()) << decision.status();
    EXPECT_THAT(decision->events, IsEmpty());
  }
  const auto by_person = DecideAdoption(ledger.task(), Adopt(ledger.task()), seen, *facts,
                                        Context{.now = At("2026-03-20 09:00"), .actor = ActorOf("so-vhttdl")});
  EXPECT_EQ(ReasonOf(by_person.status()), v1::ERROR_REASON_PERMISSION_DENIED);
}

TEST(CalendarMoves, WhatCannotBeCountedStaysAndIsNamed) {
  const Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  const auto facts = FactsWith([](v1::Calendar& calendar) {
    Off(calendar, "2026-06-30");
    calendar.set_valid_to("2026-07-01");
    while (calendar.days(calendar.days_size() - 1).date() >= "2026-07-01") calendar.mutable_days()->RemoveLast();
    calendar.set_decided_to("2026-06-30");
  });
  const CalendarsSeen seen = SeenAt(At("2026-03-20 09:00"));
  const NewCalendar calendar{facts->calendar(), seen.versions, seen.change_time, seen.change_time, facts->policies()};
  const CalendarMoves beyond = MovesOf(ledger.task(), calendar);
  EXPECT_THAT(beyond.changes, IsEmpty());
  ASSERT_THAT(beyond.stays, SizeIs(1));
  EXPECT_EQ(ReasonOf(beyond.stays[0].why), v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE);

  const std::map<int64_t, deadline::WorkingCalendar> none;
  const CalendarMoves unknown =
      MovesOf(ledger.task(), {facts->calendar(), none, seen.change_time, seen.change_time, facts->policies()});
  ASSERT_THAT(unknown.stays, SizeIs(1));
  EXPECT_EQ(ReasonOf(unknown.stays[0].why), v1::ERROR_REASON_NOT_FOUND);
}

TEST(CalendarMoves, WhoWasAskedAnswersByTheClock) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, "so-vhttdl"}});
  const std::string before = ledger.task().contributions(0).due_date();
  ASSERT_EQ(before, ledger.Clock("contribute").due_date());
  const Adopted adopted = Follow(ledger.task(), DayOff(before), "2026-03-02 10:00");
  EXPECT_GT(adopted.clock("contribute").due_date(), before);
  EXPECT_EQ(adopted.task.contributions(0).due_date(), adopted.clock("contribute").due_date());
}

TEST(CalendarMoves, WhatIsDecidedIsProvisionalNoLonger) {
  v1::Task task = UsualTask();
  task.set_name(Task("t1"));
  task.set_state(v1::TASK_STATE_IN_PROGRESS);
  task.set_requested_due_date("2027-03-10");
  Clocks clocks;
  ASSERT_TRUE(StartCompletionClock(task, "", TestFacts(), At(kMonday), &clocks).ok());
  *task.add_clocks() = clocks.at(0);
  ASSERT_TRUE(task.clocks(0).provisional());
  const Adopted adopted = Follow(
      task, [](v1::Calendar& calendar) { calendar.set_decided_to("2027-12-31"); }, "2026-11-30 09:00");
  ASSERT_THAT(adopted.events, SizeIs(1));
  EXPECT_FALSE(adopted.clock("complete").provisional());
  EXPECT_EQ(adopted.clock("complete").due_date(), "2027-03-10");
}

// -- Properties

// Some days of the year turned either way.
Change RandomChange() {
  const auto offsets = *rc::gen::container<std::set<int>>(rc::gen::inRange(0, 250));
  std::map<std::string, bool> turned;
  for (const int offset : offsets)
    turned[FormatDate(absl::CivilDay(2026, 2, 1) + offset)] = *rc::gen::arbitrary<bool>();
  return [turned](v1::Calendar& calendar) {
    for (const auto& [date, off] : turned) off ? Off(calendar, date) : Worked(calendar, date);
  };
}

absl::Time RandomMoment() {
  return StartOfDay(absl::CivilDay(2026, 3, 2)) + absl::Minutes(*rc::gen::inRange(8 * 60, 90 * 24 * 60));
}

RC_GTEST_PROP(CalendarMovesProperty, TheBudgetIsConservedAndThePastIsAsItWas, ()) {
  const int days = *rc::gen::inRange(1, 80);
  const v1::Task task = TaskWith(days, v1::PERIOD_UNIT_WORKING_DAY);
  const auto facts = FactsWith(RandomChange());
  const absl::Time now = RandomMoment();
  const Adopted adopted = Follow(task, *facts, SeenAt(now), now);
  const v1::Clock before = task.clocks(0), after = adopted.clock("complete");
  if (FromTimestamp(before.due_time()) <= now) {
    RC_ASSERT(adopted.events.empty());
    return;
  }
  const deadline::CalendarChange change(TestFacts().calendar(), facts->calendar(), DayOf(now));
  int worked = 0;
  for (absl::CivilDay day = DayOf(At(kMonday)) + 1; day <= deadline::DueDay(after); ++day)
    worked += change.IsWorkingDay(day) ? 1 : 0;
  RC_ASSERT(worked == days);
  RC_ASSERT(change.IsWorkingDay(deadline::DueDay(after)));
  RC_ASSERT(after.next_rung() == before.next_rung());
}

v1::Task RandomTask() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return TaskWith(*rc::gen::inRange(40, 120), v1::PERIOD_UNIT_WORKING_DAY);
    case 1:
      return TaskWith(*rc::gen::inRange(60, 200), v1::PERIOD_UNIT_CALENDAR_DAY);
    default:
      return TaskDueOn(absl::CivilDay(2026, 3, 2) + *rc::gen::inRange(60, 200));
  }
}

RC_GTEST_PROP(CalendarMovesProperty, ThereAndBackIsWhereItWas, ()) {
  v1::Task task = RandomTask();
  if (*rc::gen::arbitrary<bool>()) {
    RC_PRE(deadline::Extend(*task.mutable_clocks(0), *rc::gen::inRange(1, 10), TestFacts().calendar()).ok());
  }
  const Change change = RandomChange();
  const auto there = FactsWith(change);
  const absl::Time now = At("2026-03-02 09:00");
  const Adopted moved = Follow(task, *there, SeenAt(now), now);
  RC_PRE(FromTimestamp(moved.clock("complete").due_time()) > now);
  CalendarsSeen seen = SeenAt(now);
  seen.versions.emplace(kNew, there->calendar());
  const auto back = FactsWith([](v1::Calendar&) {}, kNew + 1);
  const Adopted returned = Follow(moved.task, *back, seen, now);
  RC_ASSERT(returned.clock("complete").due_date() == task.clocks(0).due_date());
}

RC_GTEST_PROP(CalendarMovesProperty, TheSameDaysMoveNothing, ()) {
  const v1::Task task = TaskWith(*rc::gen::inRange(1, 80), v1::PERIOD_UNIT_WORKING_DAY);
  const absl::Time now = RandomMoment();
  const auto same = FactsWith([](v1::Calendar& calendar) { calendar.set_display_name("Tên khác"); });
  RC_ASSERT(Follow(task, *same, SeenAt(now), now).events.empty());
}

}  // namespace
}  // namespace phoihop::task
