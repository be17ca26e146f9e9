#include "services/handlers/consequences.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/name_text.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding.h"

namespace phoihop::handlers {
namespace {

using organisation::Directory;
using Consequence = v1::ReorganisationPreview::Consequence;

Consequence NewConsequence(Consequence::Kind kind, const std::vector<std::string>& subjects, std::string explanation) {
  Consequence consequence;
  consequence.set_kind(kind);
  for (const std::string& subject : subjects) {
    if (consequence.subjects_size() == kMaxConsequenceSubjects) break;
    consequence.add_subjects(subject);
  }
  consequence.set_explanation(std::move(explanation));
  return consequence;
}

// A unit that lives before and not afterwards.
bool Ends(const Change& change, absl::string_view unit) {
  return change.before.IsAlive(unit, change.day - 1) && !change.after.IsAlive(unit, change.day);
}

// Gaps and overlaps of one day.
std::vector<v1::Finding> LeadershipOn(const Directory& directory, absl::CivilDay day) {
  return responsibility::FindFindings({directory, {}, day, day + 1, {v1::FINDING_KIND_GAP, v1::FINDING_KIND_OVERLAP}});
}

// What a finding is about: a function, or a duty by itself.
const std::string& SubjectOf(const v1::Finding& finding) {
  return finding.function().empty() ? finding.duty() : finding.function();
}

// Its duties.
std::vector<std::string> DutiesOf(const v1::Finding& finding, const internal::v1::ReferenceData& data) {
  if (!finding.duty().empty()) return {finding.duty()};
  std::vector<std::string> duties;
  for (const v1::Duty& duty : data.duties()) {
    if (duty.function_name() == finding.function()) duties.push_back(duty.name());
  }
  return duties;
}

std::string NamesOf(const std::set<std::string>& units, const Change& change) {
  std::string names;
  for (const std::string& unit : units) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", change.after.DisplayName(unit, change.day));
  }
  return names;
}

}  // namespace

void AddDutyConsequences(const Change& change, Consequences& consequences) {
  std::set<std::string> known, crowded;
  for (const v1::Finding& finding : LeadershipOn(change.before, change.day - 1)) {
    known.insert(finding.name());
    if (finding.kind() == v1::FINDING_KIND_OVERLAP) crowded.insert(SubjectOf(finding));
  }
  Consequences found;
  for (const v1::Finding& finding : LeadershipOn(change.after, change.day)) {
    if (known.contains(finding.name())) continue;
    const bool overlap = finding.kind() == v1::FINDING_KIND_OVERLAP;
    // Other leads than before, but too many as before.
    if (overlap && crowded.contains(SubjectOf(finding))) continue;
    found.push_back(NewConsequence(overlap ? Consequence::KIND_OVERLAP : Consequence::KIND_GAP,
                                   DutiesOf(finding, change.after.data()), finding.explanation()));
  }
  std::stable_sort(found.begin(), found.end(), [](const Consequence& a, const Consequence& b) {
    const auto first = [](const Consequence& one) { return one.subjects().empty() ? "" : one.subjects(0); };
    return first(a) < first(b);
  });
  consequences.insert(consequences.end(), found.begin(), found.end());
}

void AddMembershipConsequences(const Change& change, absl::string_view reorganisation, Consequences& consequences) {
  std::map<std::string, std::vector<std::string>> ended;
  for (const v1::Membership& membership : change.after.data().memberships()) {
    if (membership.reorganisation() != reorganisation) continue;
    if (Contains(membership.valid_from(), membership.valid_to(), change.day)) continue;
    ended[std::string(ParentOf(membership.name()))].push_back(membership.name());
  }
  for (const auto& [unit, memberships] : ended) {
    consequences.push_back(NewConsequence(
        Consequence::KIND_MEMBERSHIP_ENDS, memberships,
        absl::StrCat(memberships.size(), " người thôi giữ chỗ ở ", change.before.DisplayName(unit, change.day - 1),
                     ", cần được bố trí ở đơn vị khác nếu còn làm việc.")));
  }
}

void AddSetConsequences(const Change& change, Consequences& consequences) {
  for (const v1::UnitSet& set : change.after.data().unit_sets()) {
    std::set<std::string> ended;
    if (!Contains(set.valid_from(), set.valid_to(), change.day)) continue;
    for (const std::string& unit : set.units()) {
      if (Ends(change, unit)) ended.insert(unit);
    }
    if (ended.empty()) continue;
    consequences.push_back(NewConsequence(
        Consequence::KIND_SET_NAMES_CLOSED_UNIT, {set.name()},
        absl::StrCat("Nhóm “", set.display_name(), "” nêu đích danh đơn vị kết thúc: ", NamesOf(ended, change), ".")));
  }
}

void DuplicateSearch::Add(const v1::Task& task, absl::string_view lead, bool moved) {
  tasks_.insert(task.name());
  const std::string unit(lead);
  if (moved) receivers_.insert(unit);
  const auto add = [&](std::string key) {
    Group& group = groups_[{unit, std::move(key)}];
    if (group.tasks.empty()) group.title = task.title();
    group.tasks.push_back(task.name());
    group.moved = group.moved || moved;
  };
  // Occurrences of one item have one title and are not the same.
  const std::string occurrence = absl::StrCat(" ", task.occurrence());
  if (!task.plan_item().empty()) add(absl::StrCat("item ", task.plan_item(), occurrence));
  const std::string title = organisation::Spaced(organisation::SplitWords(task.title()), &organisation::Word::folded);
  if (!title.empty()) add(absl::StrCat("title ", title, occurrence));
}

std::vector<std::string> DuplicateSearch::receivers() const {
  std::vector<std::string> units(receivers_.begin(), receivers_.end());
  std::sort(units.begin(), units.end());
  return units;
}

void DuplicateSearch::AddConsequences(const Change& change, Consequences& consequences) const {
  std::set<std::vector<std::string>> told;
  for (const auto& [key, group] : groups_) {
    if (!group.moved || group.tasks.size() < 2) continue;
    std::vector<std::string> tasks = group.tasks;
    std::sort(tasks.begin(), tasks.end());
    // Tasks of one item mostly have one title, too.
    if (!told.insert(tasks).second) continue;
    consequences.push_back(NewConsequence(Consequence::KIND_DUPLICATE, tasks,
                                          absl::StrCat(change.after.DisplayName(key.first, change.day), " sẽ có ",
                                                       tasks.size(), " nhiệm vụ giống nhau: “", group.title, "”.")));
  }
}

}  // namespace phoihop::handlers
