#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/evidence.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

bool IsOverdue(const v1::Task& task, absl::Time now) {
  const v1::Clock* complete = LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  return IsOpen(task.state()) && complete != nullptr && deadline::IsOverdue(*complete, now);
}

// Not answered, or answered after its day.
void SetLate(v1::Task& task, absl::Time now) {
  for (v1::Contribution& contribution : *task.mutable_contributions()) {
    const auto due = ParseDate(contribution.due_date());
    const absl::Time answered = contribution.has_reply_time() ? FromTimestamp(contribution.reply_time()) : now;
    contribution.set_late(due.ok() && answered > StartOfDay(*due + 1));
  }
}

// A draft is its sender's alone.
void HideDrafts(v1::Task& task, const v1::Actor& actor) {
  auto& handoffs = *task.mutable_handoffs();
  handoffs.erase(std::remove_if(handoffs.begin(), handoffs.end(),
                                [&](const v1::Handoff& handoff) {
                                  return handoff.state() == v1::Handoff::STATE_DRAFT &&
                                         handoff.from_unit() != actor.unit() && !IsEngine(actor);
                                }),
                 handoffs.end());
}

// What one has to know who may do the verb: what has to be handed in; that only requests and information may be sent.
std::string NoteFor(v1::TaskVerb verb, const Situation& situation) {
  if (verb == v1::TASK_VERB_SUBMIT || verb == v1::TASK_VERB_COMPLETE) return SlotsForPeople(situation.task);
  if (verb != v1::TASK_VERB_HAND_OFF) return "";
  const auto pending = CheckNotPending(v1::Handoff::default_instance(), situation);
  return pending ? pending->explanation : "";
}

void AddDisplayName(v1::Task& task, const std::string& unit, const Facts& facts, absl::CivilDay today) {
  if (unit.empty()) return;
  (*task.mutable_unit_display_names())[unit] = facts.directory().DisplayName(unit, today);
}

void AddDisplayNames(v1::Task& task, const Facts& facts, absl::CivilDay today) {
  task.clear_unit_display_names();
  AddDisplayName(task, task.lead_unit(), facts, today);
  AddDisplayName(task, task.issuer_unit(), facts, today);
  AddDisplayName(task, task.approver_unit(), facts, today);
  AddDisplayName(task, task.proposed_unit(), facts, today);
  for (const std::string& coordinator : task.coordinator_units()) AddDisplayName(task, coordinator, facts, today);
  for (const v1::Contribution& given : task.contributions()) AddDisplayName(task, given.unit(), facts, today);
  for (const v1::InformationCopy& copy : task.copies()) AddDisplayName(task, copy.unit(), facts, today);
  for (const v1::Delegation& delegation : task.delegations()) AddDisplayName(task, delegation.unit(), facts, today);
  for (const v1::Dependency& waits : task.dependencies()) AddDisplayName(task, waits.unit(), facts, today);
  for (const v1::Actor& watcher : task.watchers()) AddDisplayName(task, watcher.unit(), facts, today);
  for (const v1::Custody& custody : task.custody()) AddDisplayName(task, custody.unit(), facts, today);
  for (const v1::Handoff& handoff : task.handoffs()) {
    AddDisplayName(task, handoff.from_unit(), facts, today);
    AddDisplayName(task, handoff.to_unit(), facts, today);
  }
}

}  // namespace

std::optional<absl::Time> WakeTime(const v1::Task& task) {
  std::optional<absl::Time> wake;
  for (const v1::Clock& clock : task.clocks()) {
    if (!MayFire(clock)) continue;
    const absl::Time fire = FromTimestamp(clock.next_fire_time());
    if (!wake.has_value() || fire < *wake) wake = fire;
  }
  return wake;
}

std::string Etag(const v1::Task& task) { return absl::StrCat("v", task.version()); }

void Present(v1::Task& task, const v1::Actor& actor, const Facts& facts, absl::Time now, const PartsSeen* parts) {
  task.set_etag(Etag(task));
  task.set_overdue(IsOverdue(task, now));
  SetLate(task, now);
  HideDrafts(task, actor);
  task.clear_operations();
  if (task.has_fan_out()) {
    *task.mutable_fan_out_progress() = ProgressOf(task, parts == nullptr ? PartsSeen() : *parts);
  }
  const Outlook outlook(Situation(task, actor, facts, now, /*handoff=*/nullptr, parts));
  for (const Transition& transition : Transitions()) {
    if ((transition.who & ~kOnlyTheSystem) == 0) continue;
    const auto refusal = Check(transition.verb, outlook.Of(transition.verb));
    auto* operation = task.add_operations();
    operation->set_verb(transition.verb);
    operation->set_allowed(!refusal.has_value());
    if (!refusal.has_value()) {
      operation->set_explanation(NoteFor(transition.verb, outlook.Of(transition.verb)));
      continue;
    }
    operation->set_reason(ReasonName(refusal->reason));
    operation->set_explanation(refusal->explanation);
  }
  AddDisplayNames(task, facts, DayOf(now));
}

}  // namespace phoihop::task
