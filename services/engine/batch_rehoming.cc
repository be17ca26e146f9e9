// Open work of a reorganisation: one command for every claimed task.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"
#include "workflow/task/rehome.h"
#include "workflow/task/transitions.h"

namespace phoihop::engine {
namespace {
bool IsUndoing(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
}

bool IsAssigned(const v1::RehomingItem& item, const v1::Reorganisation& reorganisation) {
  return std::any_of(reorganisation.assignments().begin(), reorganisation.assignments().end(),
                     [&](const v1::ItemAssignment& assignment) { return assignment.item() == item.item(); });
}

// It failed before anything of it was moved: nothing has to be taken back.
bool WasNeverMoved(const v1::RehomingItem& item) {
  return item.state() == v1::RehomingItem::STATE_FAILED && item.outcome() == v1::RehomingItem::OUTCOME_UNSPECIFIED;
}
}  // namespace

void Batch::DecideRehoming(const ProvinceFacts& facts) {
  const auto* reorganisation = organisation::FindReorganisation(facts.facts->data(), work_->reorganisation);
  if (reorganisation == nullptr || claimed_.empty()) return;
  // Made once for all of them.
  const organisation::Routes routes(*reorganisation, facts.facts->directory(), task::MoveDay(*reorganisation, now_));
  for (const std::string& id : claimed_) {
    // Another replica was faster between the search for candidates and the lock.
    const TaskEntry& entry = tasks_.at(id);
    const bool gone = !IsUndoing(*reorganisation) && entry.unreadable.ok() &&
                      !task::IsConcerned(entry.current(), *reorganisation, routes);
    if (HasOutcome(id, *reorganisation, gone)) continue;
    const size_t recorded = outcomes_.size();
    IsUndoing(*reorganisation) ? TakeBack(id, *reorganisation, *facts.facts)
                               : Rehome(id, *reorganisation, routes, *facts.facts);
    // One that turned out not to be concerned was not waiting.
    if (outcomes_.size() > recorded) ++rehoming_.claimed;
  }
  rehoming_.recorded = static_cast<int>(outcomes_.size()) - rehoming_.failed;
}

// Whether nothing is left to do for the task, by what is recorded for it. `gone`: it has ended, or left the units.
bool Batch::HasOutcome(const std::string& task_id, const v1::Reorganisation& reorganisation, bool gone) const {
  const TaskEntry& entry = tasks_.at(task_id);
  const bool undo = IsUndoing(reorganisation);
  const bool open = std::any_of(entry.outcomes.begin(), entry.outcomes.end(), [&](const v1::RehomingItem& item) {
    switch (item.state()) {
      case v1::RehomingItem::STATE_FAILED:
        return true;
      case v1::RehomingItem::STATE_DONE:
        return undo;
      case v1::RehomingItem::STATE_WAITING:
        return undo || gone || IsAssigned(item, reorganisation);
      case v1::RehomingItem::STATE_UNDO_WAITING:
        return undo && IsAssigned(item, reorganisation);
      default:
        return false;
    }
  });
  return !entry.outcomes.empty() && !open;
}

void Batch::Rehome(const std::string& task_id, const v1::Reorganisation& reorganisation,
                   const organisation::Routes& routes, const Facts& facts) {
  const TaskEntry& entry = tasks_.at(task_id);
  if (!set_aside_reason_.empty()) return RecordFailure(task_id, set_aside_reason_);
  if (!entry.unreadable.ok()) return RecordFailure(task_id, entry.unreadable.message());
  if (!task::IsConcerned(entry.current(), reorganisation, routes)) return RecordEnded(entry);
  Pending pending = OwnCommand(task_id, kRehomingActor);
  internal::v1::RehomeTask& rehome = *pending.command.mutable_task()->mutable_rehome();
  rehome.set_name(pending.subject.name);
  rehome.set_reorganisation(reorganisation.name());
  for (const v1::RehomingItem& item : entry.outcomes) {
    if (!WasNeverMoved(item)) *rehome.add_recorded() = item;
  }
  const Context context = ContextOf(pending);
  TakeDecision(pending, context, task::DecideRehome({entry.current(), facts, context}, rehome, reorganisation, routes));
}

void Batch::TakeBack(const std::string& task_id, const v1::Reorganisation& reorganisation, const Facts& facts) {
  const TaskEntry& entry = tasks_.at(task_id);
  if (!set_aside_reason_.empty()) return RecordFailure(task_id, set_aside_reason_);
  if (!entry.outcomes.empty() && std::all_of(entry.outcomes.begin(), entry.outcomes.end(), WasNeverMoved)) {
    for (v1::RehomingItem item : entry.outcomes) {
      item.set_state(v1::RehomingItem::STATE_UNDONE);
      *item.mutable_record_time() = ToTimestamp(now_);
      RecordOutcome(std::move(item));
    }
    return;
  }
  Pending pending = OwnCommand(task_id, kRehomingActor);
  internal::v1::UndoTaskRehoming& undo = *pending.command.mutable_task()->mutable_undo_rehoming();
  undo.set_name(pending.subject.name);
  undo.set_reorganisation(reorganisation.name());
  // A part that somebody holds: the task is left to the next look.
  if (!FillIn(task_id, undo)) return;
  const Context context = ContextOf(pending);
  TakeDecision(pending, context, DecideSubject(pending, facts, context));
}

void Batch::TakeDecision(const Pending& pending, const Context& context, absl::StatusOr<Decision> decision) {
  if (!decision.ok()) return RecordFailure(pending.subject.id, decision.status().message());
  if (auto status = CheckNew(pending, *decision); !status.ok()) {
    return RecordFailure(pending.subject.id, status.message());
  }
  if (!decision->events.empty()) Take(pending, *std::move(decision), context);
}

// What failed or waited has nothing any more that could be moved.
void Batch::RecordEnded(const TaskEntry& entry) {
  for (v1::RehomingItem item : entry.outcomes) {
    if (item.state() != v1::RehomingItem::STATE_FAILED && item.state() != v1::RehomingItem::STATE_WAITING) continue;
    item.set_state(v1::RehomingItem::STATE_DONE);
    item.set_outcome(v1::RehomingItem::OUTCOME_CLOSE);
    item.set_reason("Không còn gì phải chuyển: công việc đã kết thúc hoặc đã rời đơn vị.");
    *item.mutable_record_time() = ToTimestamp(now_);
    RecordOutcome(std::move(item));
  }
}

// What was recorded, and the parts of a split, which are locked with it. False when one of them is not.
bool Batch::FillIn(const std::string& task_id, internal::v1::UndoTaskRehoming& undo) {
  for (const v1::RehomingItem& item : tasks_.at(task_id).outcomes) {
    if (WasNeverMoved(item)) continue;
    *undo.add_recorded() = item;
    for (const std::string& child : item.children()) {
      const auto found = tasks_.find(std::string(LastSegment(child)));
      if (found == tasks_.end() || found->second.current().name().empty()) return false;
      tasks_.at(task_id).unreadable.Update(found->second.unreadable);
      *undo.add_children() = found->second.current();
    }
  }
  return true;
}

// Keeps what was recorded before: an undo that failed needs it when it is tried again.
void Batch::RecordFailure(const std::string& task_id, absl::string_view reason) {
  const TaskEntry& entry = tasks_.at(task_id);
  v1::RehomingItem item;
  if (!entry.outcomes.empty()) {
    item = entry.outcomes.front();
  } else {
    item.set_item(TaskName(province_, task_id));
    item.set_kind(v1::RehomingItem::KIND_TASK);
    item.set_reorganisation(work_->reorganisation);
    if (entry.unreadable.ok()) {
      item.set_title(entry.current().title());
      item.set_plan(entry.current().plan());
      item.set_version(entry.current().version());
    }
  }
  item.set_state(v1::RehomingItem::STATE_FAILED);
  item.set_reason(std::string(reason));
  *item.mutable_record_time() = ToTimestamp(now_);
  RecordOutcome(std::move(item));
  ++rehoming_.failed;
}

void Batch::RecordOutcome(v1::RehomingItem item) {
  std::string key = absl::StrCat(item.reorganisation(), " ", item.item());
  outcomes_[std::move(key)] = std::move(item);
}

}  // namespace phoihop::engine
