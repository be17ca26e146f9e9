#include "services/handlers/consequences.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/name_text.h"
#include "workflow/resource_name.h"

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

// Living units and sets with the lead of the duty on the day, each once.
std::set<std::string> LeadsOn(const v1::Duty& duty, const Directory& directory, absl::CivilDay day) {
  std::set<std::string> leads;
  for (const v1::Duty::Holder& holder : duty.holders()) {
    if (holder.role() != v1::DUTY_ROLE_LEAD || !Contains(holder.valid_from(), holder.valid_to(), day)) continue;
    if (directory.FindUnitSet(holder.holder()) != nullptr || directory.IsAlive(holder.holder(), day)) {
      leads.insert(holder.holder());
    }
  }
  return leads;
}

const v1::Duty* FindDuty(const internal::v1::ReferenceData& data, absl::string_view name) {
  for (const v1::Duty& duty : data.duties()) {
    if (duty.name() == name) return &duty;
  }
  return nullptr;
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
  for (const v1::Duty& after : change.after.data().duties()) {
    const v1::Duty* before = FindDuty(change.before.data(), after.name());
    const std::set<std::string> old_leads =
        before == nullptr ? std::set<std::string>() : LeadsOn(*before, change.before, change.day - 1);
    const std::set<std::string> leads = LeadsOn(after, change.after, change.day);
    if (leads.empty() && !old_leads.empty()) {
      consequences.push_back(NewConsequence(Consequence::KIND_GAP, {after.name()},
                                            absl::StrCat("Không còn đơn vị chủ trì: ", after.function(),
                                                         " (trước đây: ", NamesOf(old_leads, change), ").")));
    } else if (leads.size() > 1 && leads.size() > old_leads.size()) {
      consequences.push_back(NewConsequence(Consequence::KIND_OVERLAP, {after.name()},
                                            absl::StrCat("Có ", leads.size(), " đơn vị cùng chủ trì: ",
                                                         after.function(), " (", NamesOf(leads, change), ").")));
    }
  }
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
