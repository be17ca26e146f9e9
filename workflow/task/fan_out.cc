#include "workflow/task/fan_out.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/lineage.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"
#include "workflow/stable_hash.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

// The day since which a unit may have taken over what has to do with the whole. A unit that had a part lived when the
// whole was made, so a switch that was recorded afterwards counts although its date is that day, or lies before it.
absl::CivilDay SinceWhen(const v1::Task& whole, const organisation::Directory& directory) {
  const absl::Time made = FromTimestamp(whole.create_time());
  absl::CivilDay since = DayOf(made);
  for (const v1::Reorganisation& reorganisation : directory.data().reorganisations()) {
    if (!reorganisation.has_enact_time() || FromTimestamp(reorganisation.enact_time()) < made) continue;
    const auto effective = ParseDate(reorganisation.effective_date());
    if (effective.ok() && *effective <= since) since = *effective - 1;
  }
  return since;
}

// Whether the unit took over the work of one of these since that day.
bool TookOver(const std::string& unit, const std::set<std::string>& units, absl::CivilDay since,
              const organisation::Directory& directory, absl::CivilDay today) {
  const v1::ResolvePredecessorsResponse before = organisation::PredecessorsOf(directory, unit, since, today);
  // Where the steps do not say it, a person does: nothing is made that may be double.
  if (before.ambiguous()) return true;
  return std::any_of(before.holders().begin(), before.holders().end(),
                     [&](const auto& holder) { return holder.unit() != unit && units.count(holder.unit()) > 0; });
}

}  // namespace

bool IsOwnWhole(const v1::Task& task) {
  return task.has_fan_out() && task.lead_unit() == task.issuer_unit() && !task.approval_required();
}

int MissingParts(const v1::FanOut& fan_out, const v1::FanOutProgress& progress) {
  switch (fan_out.rule()) {
    case v1::COMPLETION_RULE_LEAD_DECIDES:
      return 0;
    case v1::COMPLETION_RULE_QUORUM:
      return std::max(fan_out.quorum() - progress.completed(), 0);
    default:
      return progress.completed() == 0 ? std::max(progress.open(), 1) : progress.open();
  }
}

bool RuleHolds(const v1::FanOut& fan_out, const v1::FanOutProgress& progress) {
  return MissingParts(fan_out, progress) == 0;
}

v1::FanOutProgress ProgressOf(const v1::Task& whole, const PartsSeen& parts) {
  v1::FanOutProgress progress = parts.progress;
  progress.set_rule_holds(RuleHolds(whole.fan_out(), progress));
  return progress;
}

absl::Time CompletionOf(const v1::FanOut& fan_out, const PartsSeen& parts) {
  std::vector<absl::Time> completions;
  for (const PartsSeen::Part& part : parts.parts) {
    if (part.state == v1::TASK_STATE_COMPLETED) completions.push_back(part.complete_time);
  }
  if (completions.empty()) return absl::InfinitePast();
  std::sort(completions.begin(), completions.end());
  const auto quorum = static_cast<size_t>(std::max(fan_out.quorum(), 1));
  const bool counts = fan_out.rule() == v1::COMPLETION_RULE_QUORUM && quorum <= completions.size();
  return counts ? completions[quorum - 1] : completions.back();
}

std::string JoinedId(const std::vector<absl::string_view>& pieces) {
  std::vector<absl::string_view> given;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(given),
               [](absl::string_view piece) { return !piece.empty(); });
  const std::string id = absl::StrJoin(given, "-");
  if (id.size() <= kMaxIdBytes) return id;
  const std::string hash = StableHashText(id);
  return absl::StrCat(id.substr(0, kMaxIdBytes - hash.size() - 1), "-", hash);
}

std::string PartName(absl::string_view whole, absl::string_view unit) {
  const absl::string_view id = LastSegment(whole);
  return absl::StrCat(whole.substr(0, whole.size() - id.size()), JoinedId({id, LastSegment(unit)}));
}

void SetUnitOfPart(const v1::Task& whole, const std::string& unit, v1::Task& part) {
  part.set_name(PartName(whole.name(), unit));
  part.set_lead_unit(unit);
  part.clear_coordinator_units();
  if (whole.lead_unit() != whole.issuer_unit() && whole.lead_unit() != unit) {
    part.add_coordinator_units(whole.lead_unit());
  }
  for (const std::string& coordinator : whole.coordinator_units()) {
    if (coordinator != unit) part.add_coordinator_units(coordinator);
  }
  // Nobody approves what it did itself.
  part.set_approval_required(unit != whole.issuer_unit());
  if (!whole.previous_occurrence().empty()) {
    part.set_previous_occurrence(PartName(whole.previous_occurrence(), unit));
  }
}

bool MayMeetOpenOccurrence(const v1::Task& task) {
  return !task.has_fan_out() && !task.previous_occurrence().empty() && task.overlap() > v1::OVERLAP_POLICY_ALLOW;
}

v1::Task PartOf(const v1::Task& whole, const std::string& unit) {
  v1::Task part;
  SetUnitOfPart(whole, unit, part);
  part.set_parent_task(whole.name());
  part.set_title(whole.title());
  part.set_description(whole.description());
  part.set_issuer_unit(whole.issuer_unit());
  part.set_approver_unit(whole.issuer_unit());
  part.set_product(whole.product());
  *part.mutable_evidence_slots() = whole.evidence_slots();
  part.set_priority(whole.priority());
  part.set_secrecy(whole.secrecy());
  part.set_plan(whole.plan());
  part.set_plan_item(whole.plan_item());
  part.set_plan_function(whole.plan_function());
  part.set_occurrence(whole.occurrence());
  if (whole.has_basis()) *part.mutable_basis() = whole.basis();
  part.set_function(whole.function());
  *part.mutable_plan_functions() = whole.plan_functions();
  part.set_overlap(whole.overlap());
  part.set_roll(whole.roll());
  part.set_calendar(whole.calendar());
  if (whole.has_due_working_day()) *part.mutable_due_working_day() = whole.due_working_day();
  if (whole.has_planned_issue_time()) *part.mutable_planned_issue_time() = whole.planned_issue_time();
  if (!whole.awaited_event().empty() && whole.state() > v1::TASK_STATE_PLANNED) {
    // Its event has happened: what the period from it came to is the deadline.
    part.set_requested_due_date(whole.due_date());
    return part;
  }
  part.set_requested_due_date(whole.requested_due_date());
  part.set_awaited_event(whole.awaited_event());
  if (whole.has_awaited_period()) *part.mutable_awaited_period() = whole.awaited_period();
  return part;
}

std::vector<std::string> MembersOf(const std::string& unit_set, const organisation::Directory& directory,
                                   absl::CivilDay day) {
  const v1::UnitSet* set = directory.FindUnitSet(unit_set);
  if (set != nullptr && !Contains("", set->valid_to(), day) && set->successor_sets_size() == 1) {
    return directory.SetMembers(set->successor_sets(0), day);
  }
  return directory.SetMembers(unit_set, day);
}

UnitsToJoin FindUnitsToJoin(const v1::Task& whole, const PartsSeen& parts, const organisation::Directory& directory,
                            absl::CivilDay today) {
  std::set<std::string> had(whole.fan_out().excluded_units().begin(), whole.fan_out().excluded_units().end());
  // Who sums up has the whole.
  if (whole.lead_unit() != whole.issuer_unit()) had.insert(whole.lead_unit());
  std::set<absl::string_view> names;
  for (const PartsSeen::Part& part : parts.parts) {
    had.insert(part.lead_unit);
    names.insert(part.name);
  }
  // A unit that is named has its part since the whole was made, unless a revision of the plan named it later.
  std::set<std::string> members;
  for (const std::string& unit : whole.fan_out().units()) {
    if (directory.IsAlive(unit, today)) members.insert(unit);
  }
  for (const std::string& set : whole.fan_out().unit_sets()) {
    for (std::string& unit : MembersOf(set, directory, today)) members.insert(std::move(unit));
  }
  const auto had_part = [&](const std::string& unit) { return names.count(PartName(whole.name(), unit)) > 0; };
  // A unit whose part was given to another one had it all the same.
  for (const v1::Unit* unit : directory.units()) {
    if (had_part(unit->name())) had.insert(unit->name());
  }
  const absl::CivilDay since = SinceWhen(whole, directory);
  const std::vector<std::string> moving = organisation::UnitsOfUnfinishedMoves(directory.data(), today);
  UnitsToJoin joining;
  for (const std::string& unit : members) {
    if (had.count(unit) > 0 || TookOver(unit, had, since, directory, today)) continue;
    const bool waits = std::binary_search(moving.begin(), moving.end(), unit);
    (waits ? joining.later : joining.now).push_back(unit);
  }
  return joining;
}

}  // namespace phoihop::task
