#include "workflow/plan/schedule.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/task/schedule.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {
namespace {

using v1::ScheduledOccurrence;
using TasksOfOccurrence = std::multimap<std::string, const v1::Task*>;

// Parts are not the item's, and what is no occurrence has no due date of the schedule.
TasksOfOccurrence ByOccurrence(absl::Span<const v1::Task> tasks) {
  TasksOfOccurrence by_occurrence;
  for (const v1::Task& task : tasks) {
    if (task.parent_task().empty() && !task.occurrence().empty()) by_occurrence.emplace(task.occurrence(), &task);
  }
  return by_occurrence;
}

bool IsExcluded(const v1::PlanItem& item, const std::string& date) {
  const auto& excluded = item.schedule().excluded_dates();
  return std::find(excluded.begin(), excluded.end(), date) != excluded.end();
}

class Describer {
 public:
  Describer(const v1::PlanItem& item, absl::CivilDay today, const deadline::WorkingCalendar& calendar)
      : item_(item), today_(today), calendar_(calendar) {}

  ScheduledOccurrence Describe(const Occurrence& occurrence, const std::vector<const v1::Task*>& tasks) const {
    ScheduledOccurrence described;
    described.set_occurrence(occurrence.id);
    described.set_label(occurrence.label);
    described.set_nominal_due_date(FormatDate(*occurrence.due));
    const auto due = calendar_.Fixed(*occurrence.due, occurrence.roll, /*explain=*/false);
    described.set_effective_due_date(due.ok() ? FormatDate(due->day) : described.nominal_due_date());
    described.set_provisional(!due.ok() || due->provisional);
    if (occurrence.starts.has_value()) {
      *described.mutable_planned_issue_time() = ToTimestamp(StartOfDay(*occurrence.starts));
    }
    for (const v1::Task* task : tasks) {
      auto& entry = *described.add_tasks();
      entry.set_task(task->name());
      entry.set_lead_unit(task->lead_unit());
      entry.set_state(task->state());
      if (task->state() == v1::TASK_STATE_PLANNED && task->has_planned_issue_time()) {
        *described.mutable_planned_issue_time() = task->planned_issue_time();
      }
    }
    SetStatus(occurrence, tasks, due.ok() ? due->day : *occurrence.due, described);
    return described;
  }

 private:
  void SetStatus(const Occurrence& occurrence, const std::vector<const v1::Task*>& tasks, absl::CivilDay due,
                 ScheduledOccurrence& described) const {
    const auto any = [&](auto has) { return std::any_of(tasks.begin(), tasks.end(), has); };
    const auto set = [&](ScheduledOccurrence::Status status, std::string explanation) {
      described.set_status(status);
      described.set_explanation(std::move(explanation));
    };
    const auto is_open = [](const v1::Task* task) { return task::IsOpen(task->state()); };
    const auto is_planned = [](const v1::Task* task) { return task->state() == v1::TASK_STATE_PLANNED; };
    if (any([&](const v1::Task* task) { return is_open(task) && !is_planned(task); })) {
      return set(ScheduledOccurrence::STATUS_ISSUED, "Đã giao");
    }
    const v1::ItemSchedule::Pause* pause = PauseOn(item_, today_);
    if (any([](const v1::Task* task) { return task::IsHeld(*task); }) && pause != nullptr) {
      return set(ScheduledOccurrence::STATUS_PAUSED, WhyPaused(*pause, due));
    }
    if (any(is_planned)) return set(ScheduledOccurrence::STATUS_PLANNED, WhyPlanned(occurrence));
    if (any([](const v1::Task* task) { return Stands(*task); })) {
      return set(ScheduledOccurrence::STATUS_ENDED, "Đã kết thúc");
    }
    if (IsExcluded(item_, described.nominal_due_date())) {
      return set(ScheduledOccurrence::STATUS_EXCLUDED, "Ngày này được bỏ khỏi lịch");
    }
    if (!tasks.empty()) {
      return set(ScheduledOccurrence::STATUS_SKIPPED, "Kỳ này đã bị bỏ qua hoặc thu hồi; có thể làm bù (backfill)");
    }
    set(ScheduledOccurrence::STATUS_NOT_MADE, WhyNotMade(due));
  }

  std::string WhyPaused(const v1::ItemSchedule::Pause& pause, absl::CivilDay due) const {
    const auto last = ParseDate(pause.last_date());
    if (!last.ok()) return absl::StrCat("Lịch đang tạm dừng: ", pause.reason());
    std::string why = absl::StrCat("Lịch tạm dừng đến hết ngày ", FormatDateForPeople(*last), ": ", pause.reason());
    if (due <= *last) absl::StrAppend(&why, "; hạn rơi vào thời gian tạm dừng nên kỳ này sẽ bị bỏ qua");
    return why;
  }

  std::string WhyPlanned(const Occurrence& occurrence) const {
    const bool begun = !occurrence.starts.has_value() || *occurrence.starts <= today_;
    if (!begun) return absl::StrCat("Chưa đến ngày giao ", FormatDateForPeople(*occurrence.starts));
    return "Đến ngày giao: chờ kỳ trước hoặc sắp được giao";
  }

  std::string WhyNotMade(absl::CivilDay due) const {
    if (item_.name().empty()) return "";
    if (item_.state() != v1::PlanItem::STATE_ISSUED) return "Nhiệm vụ này của kế hoạch chưa được giao";
    return due < today_ ? "Kỳ này qua trước khi giao kế hoạch; có thể làm bù (backfill)"
                        : "Ngoài thời gian của kế hoạch";
  }

  const v1::PlanItem& item_;
  const absl::CivilDay today_;
  const deadline::WorkingCalendar& calendar_;
};

std::vector<const v1::Task*> TasksFor(const TasksOfOccurrence& tasks, const std::string& occurrence) {
  std::vector<const v1::Task*> found;
  const auto [begin, end] = tasks.equal_range(occurrence);
  for (auto task = begin; task != end; ++task) found.push_back(task->second);
  return found;
}

// An occurrence that only its tasks know of.
std::optional<Occurrence> OccurrenceOf(const v1::Task& task) {
  const auto due = ParseDate(task.requested_due_date());
  if (!due.ok()) return std::nullopt;
  Occurrence occurrence;
  occurrence.id = task.occurrence();
  occurrence.label = absl::StrCat("ngoài lịch, hạn ", FormatDateForPeople(*due));
  occurrence.due = *due;
  occurrence.roll = task.roll();
  return occurrence;
}

}  // namespace

bool Stands(const v1::Task& task) {
  return task.state() != v1::TASK_STATE_SKIPPED && task.state() != v1::TASK_STATE_REVOKED;
}

absl::StatusOr<std::vector<absl::CivilDay>> MissingDates(const v1::PlanItem& item, const v1::Plan& plan,
                                                         absl::Span<const v1::Task> tasks, absl::CivilDay first,
                                                         absl::CivilDay last, absl::CivilDay today,
                                                         const deadline::WorkingCalendar& calendar) {
  const auto schedule = WholeSchedule(item, plan, today, calendar);
  if (!schedule.ok()) return schedule.status();
  const TasksOfOccurrence by_occurrence = ByOccurrence(tasks);
  std::vector<absl::CivilDay> missing;
  for (const Occurrence& occurrence : *schedule) {
    const bool begun = !occurrence.starts.has_value() || *occurrence.starts <= today;
    if (!begun || *occurrence.due < first || *occurrence.due > last) continue;
    if (IsExcluded(item, FormatDate(*occurrence.due))) continue;
    const std::vector<const v1::Task*> made = TasksFor(by_occurrence, occurrence.id);
    const bool stands = std::any_of(made.begin(), made.end(), [](const v1::Task* task) { return Stands(*task); });
    if (!stands) missing.push_back(*occurrence.due);
  }
  return missing;
}

std::vector<ScheduledOccurrence> Describe(const std::vector<Occurrence>& occurrences, const v1::PlanItem& item,
                                          absl::Span<const v1::Task> tasks, absl::CivilDay today,
                                          const deadline::WorkingCalendar& calendar) {
  const TasksOfOccurrence by_occurrence = ByOccurrence(tasks);
  const Describer describer(item, today, calendar);
  std::vector<ScheduledOccurrence> described;
  for (const Occurrence& occurrence : occurrences) {
    described.push_back(describer.Describe(occurrence, TasksFor(by_occurrence, occurrence.id)));
  }
  return described;
}

absl::StatusOr<std::vector<ScheduledOccurrence>> DescribeSchedule(const v1::PlanItem& item, const v1::Plan& plan,
                                                                  absl::Span<const v1::Task> tasks,
                                                                  absl::CivilDay today,
                                                                  const deadline::WorkingCalendar& calendar) {
  const auto schedule = WholeSchedule(item, plan, today, calendar);
  if (!schedule.ok()) return schedule.status();
  std::set<std::string> known;
  for (const Occurrence& occurrence : *schedule) known.insert(occurrence.id);
  std::vector<ScheduledOccurrence> described = Describe(*schedule, item, tasks, today, calendar);
  const TasksOfOccurrence by_occurrence = ByOccurrence(tasks);
  const Describer describer(item, today, calendar);
  for (auto task = by_occurrence.begin(); task != by_occurrence.end(); task = by_occurrence.upper_bound(task->first)) {
    const std::optional<Occurrence> occurrence = OccurrenceOf(*task->second);
    if (known.count(task->first) > 0 || !occurrence.has_value()) continue;
    described.push_back(describer.Describe(*occurrence, TasksFor(by_occurrence, task->first)));
    described.back().set_out_of_turn(true);
  }
  std::stable_sort(described.begin(), described.end(), [](const ScheduledOccurrence& a, const ScheduledOccurrence& b) {
    return std::make_pair(a.nominal_due_date(), a.occurrence()) < std::make_pair(b.nominal_due_date(), b.occurrence());
  });
  return described;
}

}  // namespace phoihop::plan
