// An office whose days pass: planned tasks are issued as the sweep does, follow-ups are run at once.
#ifndef TESTS_UNIT_PLAN_SCHEDULED_OFFICE_H_
#define TESTS_UNIT_PLAN_SCHEDULED_OFFICE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/plan/office.h"
#include "workflow/plan/schedule.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::plan {

class ScheduledOffice : public Office {
 public:
  ScheduledOffice() { At(kIssueDay); }

  // "Ngày 20 hằng tháng", by so-vhttdl.
  v1::PlanItem& AddMonthly(v1::CatchUp catch_up = v1::CATCH_UP_NONE) {
    v1::PlanItem& item = GiveTo({"so-vhttdl"}, AddItem(""));
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RECURRING);
    item.mutable_deadline()->set_recurrence("FREQ=MONTHLY;BYMONTHDAY=20");
    item.set_catch_up(catch_up);
    item.set_overlap(v1::OVERLAP_POLICY_ALLOW);
    return item;
  }
  const v1::PlanItem& item() { return plan().items(0); }

  absl::CivilDay today() const { return DayOf(now()); }

  // From the present day to that one, a sweep on each.
  void AdvanceTo(absl::CivilDay day) {
    while (today() < day) {
      At(today() + 1);
      Sweep();
    }
  }

  void Sweep() {
    for (bool fired = true; fired;) {
      fired = false;
      for (const std::string& name : DueTasks()) {
        const size_t before = events().size();
        const auto previous = tasks().find(task(name).previous_occurrence());
        const bool open = previous != tasks().end() && task::IsOpen(previous->second.state());
        EXPECT_EQ(Fire(name, open), absl::OkStatus());
        RunFollowUps();
        fired = fired || events().size() > before;
      }
    }
  }

  // As the unit that issues the plan; follow-ups are run.
  absl::Status Change(internal::v1::ChangeSchedule change, absl::string_view unit = "ubnd") {
    if (change.name().empty()) change.set_name(item().name());
    if (change.reason().empty()) change.set_reason("Bão số 3");
    PlanCommand command;
    *command.mutable_change_schedule() = std::move(change);
    const absl::Status status = Send(command, unit);
    RunFollowUps();
    return status;
  }
  absl::Status Pause(absl::string_view last_date = "") {
    internal::v1::ChangeSchedule change;
    change.mutable_pause()->set_last_date(std::string(last_date));
    return Change(change);
  }
  absl::Status Resume() {
    internal::v1::ChangeSchedule change;
    change.set_resume(true);
    return Change(change);
  }
  absl::Status Exclude(const std::string& date) {
    internal::v1::ChangeSchedule change;
    change.mutable_exclude()->add_dates(date);
    return Change(change);
  }
  absl::Status Include(const std::string& date) {
    internal::v1::ChangeSchedule change;
    change.mutable_include()->add_dates(date);
    return Change(change);
  }
  absl::Status MakeOn(const std::vector<absl::CivilDay>& days) {
    internal::v1::ChangeSchedule change;
    change.mutable_make();
    for (absl::CivilDay day : days) change.mutable_make()->add_dates(FormatDate(day));
    return Change(change);
  }

  std::vector<v1::Task> TasksOfItem() {
    std::vector<v1::Task> made;
    for (const std::string& name : item().tasks()) made.push_back(task(name));
    return made;
  }
  std::vector<absl::CivilDay> Missing() {
    const auto missing = MissingDates(item(), plan(), TasksOfItem(), absl::CivilDay(2026, 1, 1),
                                      absl::CivilDay(2026, 12, 31), today(), Province().calendar());
    EXPECT_TRUE(missing.ok()) << missing.status();
    return missing.ok() ? *missing : std::vector<absl::CivilDay>();
  }

  // `06 SKIPPED`: the months of the item's tasks and how they stand.
  std::vector<std::string> States() {
    std::vector<std::string> states;
    for (const v1::Task& made : TasksOfItem()) {
      states.push_back(absl::StrCat(made.occurrence().substr(5), " ", task::StateName(made.state())));
    }
    return states;
  }
  // Of the task of that month that was made last.
  std::string State(absl::string_view month) {
    std::string state;
    for (const std::string& text : States()) {
      if (text.substr(0, month.size()) == month) state = text.substr(month.size() + 1);
    }
    return state;
  }
  const v1::Task& Of(absl::string_view month) {
    return task(absl::StrCat("provinces/dong-nai/tasks/kh-1-2026-", month));
  }

 private:
  std::vector<std::string> DueTasks() const {
    std::vector<std::string> due;
    for (const auto& [name, task] : tasks()) {
      for (const v1::Clock& clock : task.clocks()) {
        if (!task::MayFire(clock) || FromTimestamp(clock.next_fire_time()) > now()) continue;
        due.push_back(name);
        break;
      }
    }
    return due;
  }
};

}  // namespace phoihop::plan

#endif  // TESTS_UNIT_PLAN_SCHEDULED_OFFICE_H_
