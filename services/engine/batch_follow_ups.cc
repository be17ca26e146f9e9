// What follows from a commit for other tasks: stored with its events, and run once, as commands of the system.
#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "services/engine/subject.h"
#include "workflow/civil_time.h"
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

// The shortest way from one task along whom each waits for to another one; empty when there is none.
std::vector<std::string> PathBetween(const std::string& from, const std::string& to,
                                     const std::multimap<std::string, std::string>& waits) {
  std::map<std::string, std::string> reached_from = {{from, ""}};
  std::deque<std::string> next = {from};
  while (!next.empty() && reached_from.count(to) == 0) {
    const std::string id = std::move(next.front());
    next.pop_front();
    const auto [begin, end] = waits.equal_range(id);
    for (auto edge = begin; edge != end; ++edge) {
      if (reached_from.emplace(edge->second, id).second) next.push_back(edge->second);
    }
  }
  std::vector<std::string> path;
  if (reached_from.count(to) == 0) return path;
  for (std::string id = to; !id.empty(); id = reached_from[id]) path.insert(path.begin(), id);
  return path;
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
  if (reference_.has_value() && commands_.size() == 1) numbered.adoption = AdoptionAfter(commands_[0]->command);
  numbered.ended = EndedTasks();
  return numbered;
}

// Tasks that changed since the publication, or the switch, was prepared are looked at once more: the command says what
// it had seen.
store::Adoption Batch::AdoptionAfter(const internal::v1::Command& command) const {
  store::Adoption adoption;
  for (const auto& event : events_) {
    if (event->has_calendar_published() && command.reference().has_publish_calendar()) {
      const v1::Calendar& calendar = event->calendar_published().calendar();
      adoption.name = calendar.name();
      adoption.version = calendar.version();
    } else if (event->has_escalation_policy_switched()) {
      const v1::EscalationPolicy& policy = event->escalation_policy_switched().escalation_policy();
      adoption.of_ladder = true;
      adoption.name = policy.name();
      adoption.version = policy.version();
    } else {
      continue;
    }
    if (!absl::SimpleAtoi(command.etag(), &adoption.after_sequence)) adoption.after_sequence = 0;
    adoption.cause_sequence = event->sequence();
  }
  return adoption;
}

// A task that came to its end, or goes on again after it, with the last event about it.
std::vector<std::pair<std::string, int64_t>> Batch::EndedTasks() const {
  std::vector<std::pair<std::string, int64_t>> ended;
  for (const auto& [id, entry] : tasks_) {
    if (entry.changed == nullptr || entry.stored == nullptr) continue;
    if (task::IsOpen(entry.changed->state()) == task::IsOpen(entry.stored->state())) continue;
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
      if ((*event)->subject() != entry.changed->name()) continue;
      ended.emplace_back(id, (*event)->sequence());
      break;
    }
  }
  return ended;
}

bool Batch::LooksAtParts(const std::string& task_id) const {
  // Moving it looks at no part.
  const auto entry = tasks_.find(task_id);
  return entry != tasks_.end() && entry->second.current().has_fan_out();
}

store::LookRequest Batch::Looks() const {
  store::LookRequest request;
  request.now = now_;
  std::set<std::string> wholes, occurrences, predecessors, related;
  const auto add = [&](const std::string& task_id, const TaskCommand& command) {
    const auto entry = tasks_.find(task_id);
    if (entry == tasks_.end()) return;
    if (command.has_add_dependency()) predecessors.emplace(LastSegment(command.add_dependency().task()));
    if (command.has_release_set_aside()) request.set_aside.push_back(task_id);
    if (command.has_note_ended()) related.emplace(LastSegment(command.note_ended().task()));
    const v1::Task& task = entry->second.current();
    if (LooksAtParts(task_id)) wholes.insert(task.name());
    if (command.has_fire() && !task.previous_occurrence().empty()) occurrences.insert(task.previous_occurrence());
  };
  for (const Pending* pending : commands_) {
    if (pending->subject.kind == Subject::Kind::kTask) add(pending->subject.id, pending->command.task());
  }
  for (const store::ClaimedBulkItem& item : loaded_.bulk_items) add(item.task_id, CommandOf(item));
  for (const auto& [id, entry] : bulks_) request.bulk_operations.push_back(id);
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) add(follow_up.task_id, follow_up.command);
  AddCalendarLooks(request);
  if (work_.has_value() && work_->kind == ClaimedWork::Kind::kDueClocks) {
    for (const std::string& id : claimed_) add(id, FireOf(TaskName(province_, id)));
  }
  request.wholes.assign(wholes.begin(), wholes.end());
  request.occurrences.assign(occurrences.begin(), occurrences.end());
  request.predecessors.assign(predecessors.begin(), predecessors.end());
  request.related.assign(related.begin(), related.end());
  return request;
}

// Versions of calendars that tasks are to follow, and those that their clocks stand on.
void Batch::AddCalendarLooks(store::LookRequest& request) const {
  std::set<std::string> calendars;
  std::set<int64_t> versions;
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) {
    if (!follow_up.command.has_adopt_calendar()) continue;
    const internal::v1::AdoptCalendar& adopt = follow_up.command.adopt_calendar();
    calendars.insert(adopt.calendar());
    versions.insert(adopt.calendar_version());
    const auto entry = tasks_.find(follow_up.task_id);
    if (entry == tasks_.end()) continue;
    for (const int64_t version : task::CalendarVersions(entry->second.current(), adopt.calendar())) {
      versions.insert(version);
    }
  }
  request.calendars.assign(calendars.begin(), calendars.end());
  request.calendar_versions.assign(versions.begin(), versions.end());
}

const task::CalendarsSeen& Batch::CalendarsSeenFor(const std::string& calendar, int64_t version) {
  const auto [found, added] = calendars_seen_.try_emplace({calendar, version});
  if (!added) return found->second;
  for (const store::CalendarVersion& seen : seen_.calendars) {
    if (seen.calendar.name() != calendar) continue;
    if (seen.version == version) found->second.change_time = seen.record_time;
    auto made = deadline::WorkingCalendar::Create(seen.calendar);
    if (made.ok()) found->second.versions.emplace(seen.version, *std::move(made));
  }
  return found->second;
}

absl::StatusOr<Decision> Batch::DecideAdoption(const Pending& pending, const Facts& facts, const Context& context) {
  const TaskEntry& entry = tasks_[pending.subject.id];
  if (!entry.unreadable.ok()) return entry.unreadable;
  const internal::v1::AdoptCalendar& adopt = pending.command.task().adopt_calendar();
  return task::DecideAdoption(entry.current(), adopt, CalendarsSeenFor(adopt.calendar(), adopt.calendar_version()),
                              facts, context);
}

// What the transaction sees, for commands that look at other tasks.
void Batch::Fill(TaskCommand& command, const std::string& task_id) const {
  const auto entry = tasks_.find(task_id);
  if (entry == tasks_.end()) return;
  const v1::Task& task = entry->second.current();
  if (command.has_fire()) {
    command.mutable_fire()->set_previous_open(seen_.open_occurrences.count(task.previous_occurrence()) > 0);
  }
  if (command.has_release_set_aside()) FillSetAside(*command.mutable_release_set_aside(), task_id);
  if (!command.has_note_ended()) return;
  internal::v1::NoteTaskEnded& note = *command.mutable_note_ended();
  note.clear_end_state();
  note.clear_end_time();
  const auto other = seen_.tasks.find(note.task());
  if (other == seen_.tasks.end() || task::IsOpen(other->second.state())) return;
  note.set_end_state(other->second.state());
  *note.mutable_end_time() =
      other->second.has_complete_time() ? other->second.complete_time() : other->second.update_time();
}

void Batch::FillSetAside(internal::v1::ReleaseSetAside& release, const std::string& task_id) const {
  release.clear_set_aside_time();
  release.clear_set_aside_reason();
  const auto aside = seen_.set_aside.find(task_id);
  const bool released = std::find(released_.begin(), released_.end(), task_id) != released_.end();
  if (aside == seen_.set_aside.end() || released) return;
  *release.mutable_set_aside_time() = ToTimestamp(aside->second.since);
  release.set_set_aside_reason(aside->second.reason);
}

std::optional<DependencySeen> Batch::DependencyOf(const Pending& pending) const {
  const TaskCommand& command = pending.command.task();
  if (pending.subject.kind != Subject::Kind::kTask || !command.has_add_dependency()) return std::nullopt;
  DependencySeen seen;
  const std::string other(LastSegment(command.add_dependency().task()));
  // What this batch did to the other task counts, and so does what it made wait.
  if (const auto entry = tasks_.find(other); entry != tasks_.end()) seen.task = entry->second.current();
  if (const auto found = seen_.tasks.find(command.add_dependency().task());
      seen.task.name().empty() && found != seen_.tasks.end()) {
    seen.task = found->second;
  }
  std::multimap<std::string, std::string> waits(seen_.dependencies.begin(), seen_.dependencies.end());
  for (const auto& [id, entry] : tasks_) {
    if (entry.changed == nullptr) continue;
    waits.erase(id);
    for (const v1::Dependency& dependency : entry.changed->dependencies()) {
      waits.emplace(id, LastSegment(dependency.task()));
    }
  }
  for (const std::string& id : PathBetween(other, pending.subject.id, waits)) {
    seen.circle.push_back(TaskName(province_, id));
  }
  return seen;
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
  auto decision = follow_up.command.has_adopt_calendar() ? DecideAdoption(pending, facts, context)
                                                         : DecideSubject(pending, facts, context);
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
