#include "workflow/plan/revision_effects.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/new_tasks.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {
namespace {

using internal::v1::TaskCommand;
using v1::PlanTaskEffect;
using v1::Task;
using Units = google::protobuf::RepeatedPtrField<std::string>;

// As the write door runs what follows from a commit.
constexpr char kSystem[] = "follow-ups";

std::string DayForPeople(const std::string& date) {
  const auto day = ParseDate(date);
  return day.ok() ? FormatDateForPeople(*day) : "không thời hạn";
}

PartsSeen SeeParts(const std::vector<const Task*>& parts) {
  PartsSeen seen;
  v1::FanOutProgress& progress = seen.progress;
  for (const Task* part : parts) {
    seen.parts.push_back({part->name(), part->lead_unit(), part->state(), FromTimestamp(part->complete_time())});
    const bool completed = part->state() == v1::TASK_STATE_COMPLETED;
    const bool open = task::IsOpen(part->state());
    progress.set_completed(progress.completed() + (completed ? 1 : 0));
    progress.set_open(progress.open() + (open ? 1 : 0));
    progress.set_ended_without_result(progress.ended_without_result() + (completed || open ? 0 : 1));
  }
  progress.set_total(progress.completed() + progress.open());
  return seen;
}

class Teller {
 public:
  Teller(const v1::Plan& after, const v1::Citation& basis, absl::Span<const Task* const> tasks, const Facts& facts,
         const Context& context)
      : after_(after), basis_(basis), facts_(facts), context_(context), today_(DayOf(context.now)) {
    for (const Task* task : tasks) {
      by_name_[task->name()] = task;
      if (!task->parent_task().empty()) parts_of_[task->parent_task()].push_back(task);
    }
  }

  absl::Status Tell(const TaskChange& change) {
    const Task& task = *change.task;
    if (change.kind == TaskChange::Kind::kKept) {
      Add(PlanTaskEffect::KIND_KEPT, task).set_explanation("đã hoàn thành, giữ nguyên");
      return absl::OkStatus();
    }
    const auto command = FollowUpOf(change, after_, basis_, facts_, today_);
    if (!command.has_value()) return absl::OkStatus();
    if (change.kind == TaskChange::Kind::kReassigned) {
      return Run(*command, absl::StrCat("giao ", NameOf(change.lead_unit), " chủ trì"),
                 PlanTaskEffect::KIND_REASSIGNED);
    }
    return Run(*command, "không còn trong kế hoạch", PlanTaskEffect::KIND_REVOKED);
  }

  absl::Status Tell(const AddedTask& added) {
    NewTasks made(after_, facts_, context_);
    const absl::Status status = made.Add(added.task, added.part_units, after_.items(added.item).ordinal());
    if (!status.ok()) return status;
    for (const v1::Event& event : std::move(made).Finish()) AddMade(event.task_created().task());
    return absl::OkStatus();
  }

  std::vector<PlanTaskEffect> Finish() && { return std::move(effects_); }

 private:
  std::string NameOf(const std::string& unit) const { return facts_.directory().DisplayName(unit, today_); }

  PlanTaskEffect& Add(PlanTaskEffect::Kind kind, const Task& task) {
    PlanTaskEffect& effect = effects_.emplace_back();
    effect.set_task(task.name());
    effect.set_item(task.plan_item());
    effect.set_kind(kind);
    effect.set_lead_unit(task.lead_unit());
    if (kind != PlanTaskEffect::KIND_MADE) effect.set_state(task.state());
    return effect;
  }

  void AddMade(const Task& task) {
    Add(PlanTaskEffect::KIND_MADE, task)
        .set_explanation(
            absl::StrCat("giao mới, ", task.due_date().empty() ? "" : "hạn ", DayForPeople(task.due_date())));
  }

  absl::StatusOr<Decision> Decide(const Task& task, const TaskCommand& command) const {
    Context context;
    context.now = context_.now;
    context.actor.set_system(kSystem);
    const auto parts = parts_of_.find(task.name());
    const PartsSeen seen = parts == parts_of_.end() ? PartsSeen() : SeeParts(parts->second);
    if (task.has_fan_out()) context.parts = &seen;
    auto decision = task::Decide(task, command, facts_, context);
    if (decision.ok()) return decision;
    return Error(ReasonOf(decision.status()), absl::StrCat(task.name(), ": ", decision.status().message()));
  }

  // A command to a task, and what follows from it. `gone` is why it ends, if it ends.
  absl::Status Run(const TaskCommand& command, const std::string& gone, PlanTaskEffect::Kind ending) {
    const bool revises = command.has_revise();
    const std::string& name = revises ? command.revise().name() : command.withdraw().name();
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return absl::OkStatus();  // it came after the tasks were read
    const Task& task = *found->second;
    absl::StatusOr<Decision> decision = Decide(task, command);
    if (!decision.ok()) return decision.status();
    if (decision->events.empty()) return absl::OkStatus();
    Task changed = task;
    for (const v1::Event& event : decision->events) {
      if (event.subject() == name) task::Evolve(changed, event);
    }
    if (revises) {
      Add(PlanTaskEffect::KIND_UPDATED, task).set_explanation(Difference(task, changed));
    } else {
      Add(ending, task).set_explanation(gone);
    }
    for (const TaskCommand& next : decision->follow_ups) {
      absl::Status status;
      if (next.has_check_fan_out()) {
        status = TellJoining(changed, next);
      } else {
        status = Run(next, revises ? "không còn trong danh sách thực hiện" : gone, PlanTaskEffect::KIND_REVOKED);
      }
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Units that the whole asks from now on.
  absl::Status TellJoining(const Task& whole, const TaskCommand& check) {
    absl::StatusOr<Decision> decision = Decide(whole, check);
    if (!decision.ok()) return decision.status();
    for (const v1::Event& event : decision->events) {
      if (event.has_task_created()) AddMade(event.task_created().task());
    }
    return absl::OkStatus();
  }

  std::string UnitsForPeople(const Units& from, const Units& without) const {
    std::vector<std::string> names;
    for (const std::string& unit : from) {
      if (std::find(without.begin(), without.end(), unit) == without.end()) names.push_back(NameOf(unit));
    }
    return absl::StrJoin(names, ", ");
  }

  std::string Difference(const Task& before, const Task& after) const {
    std::vector<std::string> said;
    if (before.due_date() != after.due_date() || before.requested_due_date() != after.requested_due_date()) {
      const auto date = [](const Task& task) {
        return DayForPeople(task.due_date().empty() ? task.requested_due_date() : task.due_date());
      };
      said.push_back(absl::StrCat("hạn ", date(before), " → ", date(after)));
    }
    if (before.planned_issue_time().seconds() != after.planned_issue_time().seconds()) {
      said.push_back(absl::StrCat("giao ngày ", FormatDateForPeople(DayOf(FromTimestamp(before.planned_issue_time()))),
                                  " → ", FormatDateForPeople(DayOf(FromTimestamp(after.planned_issue_time())))));
    }
    if (before.title() != after.title()) said.push_back("nội dung");
    if (before.title() == after.title() && before.description() != after.description()) said.push_back("diễn giải");
    if (before.product() != after.product()) {
      said.push_back(absl::StrCat("sản phẩm: ", after.product().empty() ? "không" : after.product()));
    }
    const std::string joined = UnitsForPeople(after.coordinator_units(), before.coordinator_units());
    const std::string left = UnitsForPeople(before.coordinator_units(), after.coordinator_units());
    if (!joined.empty()) said.push_back(absl::StrCat("thêm phối hợp: ", joined));
    if (!left.empty()) said.push_back(absl::StrCat("bỏ phối hợp: ", left));
    if (before.fan_out().SerializeAsString() != after.fan_out().SerializeAsString()) {
      said.push_back("danh sách đơn vị thực hiện, điều kiện hoàn thành");
    }
    return said.empty() ? "chi tiết" : absl::StrJoin(said, "; ");
  }

  const v1::Plan& after_;
  const v1::Citation& basis_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  absl::flat_hash_map<std::string, const Task*> by_name_;
  absl::flat_hash_map<std::string, std::vector<const Task*>> parts_of_;
  std::vector<PlanTaskEffect> effects_;
};

}  // namespace

absl::StatusOr<std::vector<PlanTaskEffect>> EffectsOf(const RevisedTasks& revised, const v1::Plan& after,
                                                      const v1::Citation& basis, absl::Span<const Task* const> tasks,
                                                      const Facts& facts, const Context& context) {
  Teller teller(after, basis, tasks, facts, context);
  for (int i = 0; i < after.items_size(); ++i) {
    for (const TaskChange& change : revised.changes) {
      if (change.task->plan_item() != after.items(i).name()) continue;
      if (absl::Status told = teller.Tell(change); !told.ok()) return told;
    }
    for (const AddedTask& added : revised.added) {
      if (added.item != i) continue;
      if (absl::Status told = teller.Tell(added); !told.ok()) return told;
    }
  }
  return std::move(teller).Finish();
}

}  // namespace phoihop::plan
