// What follows from a commit for other tasks: stored with its events, and run once, as commands of the system.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "services/engine/subject.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::engine {
namespace {
using internal::v1::TaskCommand;

internal::v1::TaskCommand FireOf(const std::string& name) {
  TaskCommand command;
  command.mutable_fire()->set_name(name);
  return command;
}

bool MayWaitFor(const v1::Task& task) {
  return !task.occurrence().empty() && task.overlap() == v1::OVERLAP_POLICY_WAIT;
}
}  // namespace

void Batch::AddFollowUp(size_t cause, TaskCommand command) {
  internal::v1::Command wrapped;
  wrapped.set_province(province_);
  *wrapped.mutable_task() = std::move(command);
  auto subject = SubjectOf(wrapped);
  // One without a name is kept: it is set aside when it is run, with the reason.
  follow_ups_.push_back({cause, subject.ok() ? subject->id : std::string(), std::move(*wrapped.mutable_task())});
}

store::NewFollowUps Batch::NumberedFollowUps() const {
  store::NewFollowUps numbered;
  int64_t ordinal = 0;
  for (const FollowUp& follow_up : follow_ups_) {
    numbered.rows.push_back({{events_[follow_up.cause]->sequence(), ++ordinal}, follow_up.task_id, follow_up.command});
  }
  if (changes_organisation_) numbered.check_fan_outs_after = events_.back()->sequence();
  return numbered;
}

bool Batch::LooksAtParts(const std::string& task_id, const TaskCommand& command) const {
  const auto entry = tasks_.find(task_id);
  if (entry == tasks_.end() || !entry->second.current().has_fan_out()) return false;
  // Moving it looks at no part, nor do its clocks.
  return !command.has_fire();
}

store::LookRequest Batch::Looks() const {
  store::LookRequest request;
  request.now = now_;
  std::set<std::string> wholes, occurrences;
  const auto add = [&](const std::string& task_id, const TaskCommand& command) {
    const auto entry = tasks_.find(task_id);
    if (entry == tasks_.end()) return;
    const v1::Task& task = entry->second.current();
    if (LooksAtParts(task_id, command)) wholes.insert(task.name());
    if (command.has_fire() && !task.previous_occurrence().empty()) occurrences.insert(task.previous_occurrence());
  };
  for (const Pending* pending : commands_) {
    if (pending->subject.kind == Subject::Kind::kTask) add(pending->subject.id, pending->command.task());
  }
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) add(follow_up.task_id, follow_up.command);
  if (work_.has_value() && work_->kind == ClaimedWork::Kind::kDueClocks) {
    for (const std::string& id : claimed_) add(id, FireOf(TaskName(province_, id)));
  }
  request.wholes.assign(wholes.begin(), wholes.end());
  request.occurrences.assign(occurrences.begin(), occurrences.end());
  return request;
}

// What the transaction sees, for commands that look at other tasks.
void Batch::Fill(TaskCommand& command, const std::string& task_id) const {
  const auto entry = tasks_.find(task_id);
  if (entry == tasks_.end()) return;
  const v1::Task& task = entry->second.current();
  if (command.has_fire()) {
    command.mutable_fire()->set_previous_open(seen_.open_occurrences.count(task.previous_occurrence()) > 0);
  }
}

void Batch::DecideFollowUps(const ProvinceFacts& facts) {
  // All checks of one whole see the same: the last stands for them, as its cause is the newest.
  std::map<std::string, const store::ClaimedFollowUp*> last_checks;
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) {
    if (follow_up.command.has_check_fan_out()) last_checks[follow_up.task_id] = &follow_up;
  }
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) {
    ++follow_up_outcome_.claimed;
    const bool repeats = follow_up.command.has_check_fan_out() && last_checks[follow_up.task_id] != &follow_up;
    if (repeats && set_aside_reason_.empty()) {
      follow_ups_done_.push_back(follow_up.key);
      continue;
    }
    RunFollowUp(follow_up, *facts.facts);
  }
}

void Batch::RunFollowUp(const store::ClaimedFollowUp& follow_up, const Facts& facts) {
  const auto set_aside = [&](absl::string_view reason) {
    follow_ups_aside_.emplace_back(follow_up.key, std::string(reason));
    ++follow_up_outcome_.set_aside;
  };
  if (!set_aside_reason_.empty()) return set_aside(set_aside_reason_);
  if (!follow_up.unreadable.ok()) return set_aside(follow_up.unreadable.message());
  Pending pending = OwnCommand(follow_up.task_id, kFollowUpActor);
  pending.cause_sequence = follow_up.key.cause_sequence;
  *pending.command.mutable_task() = follow_up.command;
  Fill(*pending.command.mutable_task(), follow_up.task_id);
  const Context context = ContextOf(pending);
  auto decision = DecideSubject(pending, facts, context);
  if (decision.ok()) {
    if (absl::Status status = CheckNew(pending, *decision); !status.ok()) decision = status;
  }
  if (!decision.ok()) return set_aside(decision.status().message());
  if (!decision->events.empty()) Take(pending, *std::move(decision), context);
  follow_ups_done_.push_back(follow_up.key);
}

std::vector<std::string> Batch::EndedOccurrences() const {
  std::set<std::string> ended;
  for (const auto& [id, entry] : tasks_) {
    if (entry.changed == nullptr || task::IsOpen(entry.changed->state()) || !MayWaitFor(*entry.changed)) continue;
    if (entry.stored != nullptr && !task::IsOpen(entry.stored->state())) continue;
    ended.insert(entry.changed->name());
    // What goes on for a task that was split stands for it.
    if (!entry.changed->superseded_task().empty()) ended.insert(entry.changed->superseded_task());
  }
  return std::vector<std::string>(ended.begin(), ended.end());
}

void Batch::Wake(const std::vector<std::pair<std::string, std::string>>& waiting) {
  for (const auto& [occurrence, task_id] : waiting) {
    // The last event about it, or about a task that stands for it.
    size_t cause = events_.size() - 1;
    for (size_t i = 0; i < events_.size(); ++i) {
      if (events_[i]->subject() == occurrence) cause = i;
    }
    follow_ups_.push_back({cause, task_id, FireOf(TaskName(province_, task_id))});
  }
}

}  // namespace phoihop::engine
