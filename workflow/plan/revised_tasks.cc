#include "workflow/plan/revised_tasks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {
namespace {

using v1::Plan;
using v1::PlanItem;
using v1::Task;

// Behind the name of a task that took the place of another, `kh-2026-12-sd2`, or was made once more, `kh-2026-12-l2`.
constexpr absl::string_view kSuffixes[] = {"-sd", "-l"};

// The name that the first task of this lead and occurrence had.
absl::string_view FirstName(absl::string_view name) {
  for (const absl::string_view suffix : kSuffixes) {
    const size_t at = name.rfind(suffix);
    int number = 0;
    if (at != absl::string_view::npos && absl::SimpleAtoi(name.substr(at + suffix.size()), &number)) {
      return name.substr(0, at);
    }
  }
  return name;
}

bool IsCompleted(const Task& task) { return task.state() == v1::TASK_STATE_COMPLETED; }

// Whether a revision could tell them apart: by what a task says, not by how it is called or on which document it rests.
bool AskTheSame(Task a, Task b) {
  for (Task* task : {&a, &b}) {
    task->clear_name();
    task->clear_previous_occurrence();
    task->clear_basis();
    task->clear_plan_functions();
  }
  return a.SerializeAsString() == b.SerializeAsString();
}

// One item that is issued and goes on.
class ItemReviser {
 public:
  // `was`: what the item as it was would be made into today, under the names that its first tasks had.
  // `counted`: its due dates are counted by the working calendar, which may have changed since the tasks were made.
  ItemReviser(std::vector<Task> was, const MadeTasks& wanted, std::vector<const Task*> tasks, int item, bool counted,
              RevisedTasks& result)
      : was_(std::move(was)),
        wanted_(wanted),
        tasks_(std::move(tasks)),
        item_(item),
        counted_(counted),
        result_(result) {
    // Of several with the same place the one that is open counts.
    std::stable_sort(tasks_.begin(), tasks_.end(),
                     [](const Task* a, const Task* b) { return task::IsOpen(a->state()) > task::IsOpen(b->state()); });
  }

  // PLAN_STATE when another unit would sum up parts that run.
  absl::Status Revise() {
    matches_.assign(wanted_.tasks.size(), nullptr);
    for (size_t i = 0; i < matches_.size(); ++i) matches_[i] = TakeByLead(wanted_.tasks[i]);
    for (size_t i = 0; i < matches_.size(); ++i) {
      if (matches_[i] == nullptr) matches_[i] = TakeHandedOver(wanted_.tasks[i]);
    }
    for (size_t i = 0; i < matches_.size(); ++i) {
      if (matches_[i] != nullptr) {
        if (absl::Status kept = KeepOrRevise(wanted_.tasks[i], *matches_[i]); !kept.ok()) return kept;
      } else {
        Replace(wanted_.tasks[i]);
      }
    }
    for (const Task* left : tasks_) {
      if (IsAsked(left->occurrence())) Withdraw(*left, TaskChange::Kind::kWithdrawn, "");
    }
    return absl::OkStatus();
  }

 private:
  static bool SamePlace(const Task& a, const Task& b) {
    return a.occurrence() == b.occurrence() && a.has_fan_out() == b.has_fan_out();
  }

  template <typename Fits>
  const Task* Take(Fits fits) {
    const auto found = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task* task) { return fits(*task); });
    if (found == tasks_.end()) return nullptr;
    const Task* taken = *found;
    tasks_.erase(found);
    return taken;
  }

  // A whole is the item's, whoever leads it. A task that ended without a result counts only while its lead stays: one
  // that an earlier revision took away is made again.
  const Task* TakeByLead(const Task& wanted) {
    const bool stays = Was(wanted) != nullptr;
    return Take([&](const Task& task) {
      if (!SamePlace(task, wanted) || !(stays || task::IsOpen(task.state()) || IsCompleted(task))) return false;
      return wanted.has_fan_out() || task.lead_unit() == wanted.lead_unit();
    });
  }

  const Task* Was(const Task& wanted) const {
    const auto found = std::find_if(was_.begin(), was_.end(), [&](const Task& was) {
      return SamePlace(was, wanted) && (wanted.has_fan_out() || was.lead_unit() == wanted.lead_unit());
    });
    return found == was_.end() ? nullptr : &*found;
  }

  const Task* TakeHandedOver(const Task& wanted) {
    const Task* was = Was(wanted);
    if (was == nullptr) return nullptr;
    return Take([&](const Task& task) { return FirstName(task.name()) == was->name(); });
  }

  absl::Status KeepOrRevise(const Task& wanted, const Task& task) {
    const Task* was = Was(wanted);
    const bool counted_anew =
        counted_ && task.state() == v1::TASK_STATE_PLANNED && task.requested_due_date() != wanted.requested_due_date();
    if (was != nullptr && AskTheSame(*was, wanted) && !counted_anew) return absl::OkStatus();
    if (!task::IsOpen(task.state())) {
      if (IsCompleted(task)) result_.changes.push_back({TaskChange::Kind::kKept, &task, {}, ""});
      return absl::OkStatus();
    }
    if (was != nullptr && was->lead_unit() != wanted.lead_unit()) {
      return Error(v1::ERROR_REASON_PLAN_STATE,
                   absl::StrCat("its parts are running and ", was->lead_unit(), " sums them up; hand ", task.name(),
                                " over to ", wanted.lead_unit(), " instead"));
    }
    result_.changes.push_back({TaskChange::Kind::kRevised, &task, wanted, ""});
    return absl::OkStatus();
  }

  // No task of this lead and occurrence: another lead's stands for it, or it is new.
  void Replace(const Task& wanted) {
    const Task* other = Take(
        [&](const Task& task) { return SamePlace(task, wanted) && (task::IsOpen(task.state()) || IsCompleted(task)); });
    if (other != nullptr) {
      Withdraw(*other, TaskChange::Kind::kReassigned, wanted.lead_unit());
      if (IsCompleted(*other)) return;
    } else if (Was(wanted) != nullptr) {
      return;  // it was not made before either: its day was past, or somebody ended it
    }
    result_.added.push_back({wanted, wanted_.part_units, item_});
  }

  void Withdraw(const Task& task, TaskChange::Kind kind, const std::string& lead_unit) {
    if (IsCompleted(task)) {
      result_.changes.push_back({TaskChange::Kind::kKept, &task, {}, ""});
    } else if (task::IsOpen(task.state())) {
      result_.changes.push_back({kind, &task, {}, lead_unit});
    }
  }

  bool IsAsked(absl::string_view occurrence) const {
    const auto has = [occurrence](const Task& task) { return task.occurrence() == occurrence; };
    return std::any_of(was_.begin(), was_.end(), has) || std::any_of(wanted_.tasks.begin(), wanted_.tasks.end(), has);
  }

  const std::vector<Task> was_;
  const MadeTasks& wanted_;
  std::vector<const Task*> tasks_;  // not matched yet
  const int item_;
  const bool counted_;
  RevisedTasks& result_;
  std::vector<const Task*> matches_;
};

// What would be made of the item as it was; nothing when nothing could be.
std::vector<Task> MadeToday(PlanItem item, const Plan& plan, const std::string& issuer_unit, const Facts& facts,
                            absl::CivilDay today) {
  item.clear_tasks();
  absl::StatusOr<MadeTasks> made = TasksOf(item, plan, issuer_unit, facts, today);
  return made.ok() ? std::move(made->tasks) : std::vector<Task>();
}

void WithdrawAll(const std::vector<const Task*>& tasks, RevisedTasks& result) {
  for (const Task* task : tasks) {
    if (task::IsOpen(task->state())) result.changes.push_back({TaskChange::Kind::kWithdrawn, task, {}, ""});
    if (IsCompleted(*task)) result.changes.push_back({TaskChange::Kind::kKept, task, {}, ""});
  }
}

}  // namespace

absl::StatusOr<RevisedTasks> ReviseTasks(const Plan& before, const Plan& after, absl::Span<const Task* const> tasks,
                                         const std::string& issuer_unit, const Facts& facts, const Context& context) {
  const absl::CivilDay today = DayOf(context.now);
  absl::flat_hash_map<std::string, std::vector<const Task*>> tasks_of;
  for (const Task* task : tasks) {
    if (task->parent_task().empty()) tasks_of[task->plan_item()].push_back(task);
  }
  absl::flat_hash_map<std::string, const PlanItem*> items_before;
  for (const PlanItem& item : before.items()) items_before[item.name()] = &item;
  RevisedTasks result;
  for (int i = 0; i < after.items_size(); ++i) {
    const PlanItem& item = after.items(i);
    const auto old = items_before.find(item.name());
    if (old == items_before.end() || old->second->state() != PlanItem::STATE_ISSUED) continue;
    std::vector<const Task*> made = std::move(tasks_of[item.name()]);
    if (item.state() == PlanItem::STATE_WITHDRAWN) {
      WithdrawAll(made, result);
      continue;
    }
    const absl::StatusOr<MadeTasks> wanted = TasksOf(item, after, issuer_unit, facts, today);
    absl::Status revised = wanted.status();
    if (revised.ok()) {
      std::vector<Task> was = MadeToday(*old->second, before, issuer_unit, facts, today);
      const bool counted = item.deadline().working_day_of_month() > 0;
      revised = ItemReviser(std::move(was), *wanted, std::move(made), i, counted, result).Revise();
    }
    if (!revised.ok()) return Error(ReasonOf(revised), absl::StrCat("item ", item.ordinal(), ": ", revised.message()));
  }
  return result;
}

std::optional<internal::v1::TaskCommand> FollowUpOf(const TaskChange& change, const Plan& after,
                                                    const v1::Citation& basis, const Facts& facts,
                                                    absl::CivilDay today) {
  internal::v1::TaskCommand command;
  if (change.kind == TaskChange::Kind::kKept) return std::nullopt;
  if (change.kind == TaskChange::Kind::kRevised) {
    internal::v1::ReviseTask& revise = *command.mutable_revise();
    revise.set_name(change.task->name());
    *revise.mutable_revised() = change.wanted;
    revise.set_revision(after.revision());
    if (basis.ByteSizeLong() > 0) *revise.mutable_basis() = basis;
    return command;
  }
  internal::v1::WithdrawTask& withdraw = *command.mutable_withdraw();
  withdraw.set_name(change.task->name());
  withdraw.set_revision(after.revision());
  const bool reassigned = change.kind == TaskChange::Kind::kReassigned;
  withdraw.set_reason(absl::StrCat(
      "Kế hoạch được sửa đổi (lần ", after.revision(), "): ",
      reassigned ? absl::StrCat("giao ", facts.directory().DisplayName(change.lead_unit, today), " chủ trì")
                 : "không còn nhiệm vụ này"));
  if (basis.ByteSizeLong() > 0) *withdraw.mutable_basis() = basis;
  return command;
}

}  // namespace phoihop::plan
