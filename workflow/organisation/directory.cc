#include "workflow/organisation/directory.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation_state.h"
#include "workflow/organisation/succession_walk.h"
#include "workflow/organisation/unit_kind.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

// As Contains of civil_time.h, with the day as text already: writing it out costs more than all comparisons.
bool Covers(absl::string_view from, absl::string_view to, absl::string_view day) {
  return (from.empty() || from <= day) && (to.empty() || day < to);
}

const v1::UnitVersion* VersionOnText(const v1::Unit& unit, absl::string_view day) {
  for (const v1::UnitVersion& version : unit.versions()) {
    if (Covers(version.valid_from(), version.valid_to(), day)) return &version;
  }
  return nullptr;
}

std::string CodeKey(absl::string_view scheme, absl::string_view value) { return absl::StrCat(scheme, " ", value); }

// The name to show when no version is in force: the last one that had begun, else the first that will, else one that
// never was.
const v1::UnitVersion* NearestVersion(const v1::Unit& unit, absl::CivilDay day) {
  const std::string text = FormatDate(day);
  const v1::UnitVersion* nearest = nullptr;
  for (const v1::UnitVersion& version : unit.versions()) {
    if (nearest == nullptr || !HasDays(*nearest) || (HasDays(version) && version.valid_from() <= text)) {
      nearest = &version;
    }
  }
  return nearest;
}

// The first day of a unit; null when it has none.
const v1::UnitVersion* FirstVersion(const v1::Unit& unit) {
  const auto found = std::find_if(unit.versions().begin(), unit.versions().end(),
                                  [](const v1::UnitVersion& version) { return HasDays(version); });
  return found == unit.versions().end() ? nullptr : &*found;
}

bool HasAttributes(const v1::Unit& unit, const v1::UnitSet& set) {
  for (const auto& [key, value] : set.attributes()) {
    const auto found = unit.attributes().find(key);
    if (found == unit.attributes().end() || found->second != value) return false;
  }
  return true;
}

bool IsQueried(const v1::UnitSet& set, const v1::Unit& unit, const v1::UnitVersion& version) {
  if (set.kinds().empty() && set.attributes().empty()) return false;
  const bool kind_fits =
      set.kinds().empty() || std::find(set.kinds().begin(), set.kinds().end(), version.kind()) != set.kinds().end();
  return kind_fits && HasAttributes(unit, set);
}

// The refusal of a unit that has ended, with who has its work.
absl::Status Ended(absl::string_view ended, const v1::ResolveSuccessorsResponse& successors) {
  if (successors.holders().empty()) {
    return Error(v1::ERROR_REASON_UNIT_NOT_ALIVE, absl::StrCat(ended, " and no successor is recorded"));
  }
  std::vector<std::string> people, names;
  for (const auto& holder : successors.holders()) {
    if (names.size() == kMaxNamedSuccessors) break;
    people.push_back(absl::StrCat(holder.display_name(), " (", holder.unit(), ")"));
    names.push_back(holder.unit());
  }
  const int more = successors.holders_size() - static_cast<int>(names.size());
  return WithMetadata(
      Error(v1::ERROR_REASON_UNIT_NOT_ALIVE, absl::StrCat(ended, "; its work is held by ", absl::StrJoin(people, ", "),
                                                          more > 0 ? absl::StrCat(" and ", more, " more units") : "")),
      "successors", absl::StrJoin(names, ","));
}

bool StepLess(const Directory::Step& a, const Directory::Step& b) {
  return std::tie(a.first->effective_date(), a.first->name()) < std::tie(b.first->effective_date(), b.first->name());
}

const Directory::Steps& NoSteps() {
  static const Directory::Steps& none = *new Directory::Steps;
  return none;
}

bool MembershipLess(const v1::Membership* a, const v1::Membership* b) {
  return std::make_tuple(a->role(), absl::string_view(a->name())) <
         std::make_tuple(b->role(), absl::string_view(b->name()));
}

}  // namespace

Directory::Directory(const internal::v1::ReferenceData& data) : data_(data) {
  units_.reserve(data.units_size());
  for (const v1::Unit& unit : data.units()) {
    units_.push_back(&unit);
    unit_by_name_[unit.name()] = &unit;
    for (const v1::UnitIdentifier& identifier : unit.identifiers()) {
      units_by_code_[CodeKey(identifier.scheme(), identifier.value())].push_back(&unit);
    }
  }
  std::sort(units_.begin(), units_.end(), [](const v1::Unit* a, const v1::Unit* b) { return a->name() < b->name(); });
  for (const v1::UnitSet& set : data.unit_sets()) set_by_name_[set.name()] = &set;
  for (const v1::Membership& membership : data.memberships()) {
    members_by_unit_[phoihop::ParentOf(membership.name())].push_back(&membership);
    memberships_by_person_[membership.person()].push_back(&membership);
  }
  for (auto& [unit, members] : members_by_unit_) std::sort(members.begin(), members.end(), MembershipLess);
  for (const v1::Reorganisation& reorganisation : data.reorganisations()) AddSteps(reorganisation);
  for (auto& [unit, steps] : steps_from_) std::stable_sort(steps.begin(), steps.end(), StepLess);
  for (auto& [unit, steps] : steps_to_) std::stable_sort(steps.begin(), steps.end(), StepLess);
}

void Directory::AddSteps(const v1::Reorganisation& reorganisation) {
  const bool of_people = reorganisation.type() == v1::REORGANISATION_TYPE_END_MEMBERSHIP ||
                         reorganisation.type() == v1::REORGANISATION_TYPE_END_POST;
  if (of_people || !IsEnacted(reorganisation)) return;
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    if (!edge.from_unit().empty()) steps_from_[edge.from_unit()].emplace_back(&reorganisation, &edge);
    if (!edge.to_unit().empty() && edge.to_unit() != edge.from_unit()) {
      steps_to_[edge.to_unit()].emplace_back(&reorganisation, &edge);
    }
  }
}

const v1::Unit* Directory::FindUnit(absl::string_view unit) const {
  const auto found = unit_by_name_.find(unit);
  return found == unit_by_name_.end() ? nullptr : found->second;
}

const v1::UnitSet* Directory::FindUnitSet(absl::string_view unit_set) const {
  const auto found = set_by_name_.find(unit_set);
  return found == set_by_name_.end() ? nullptr : found->second;
}

const v1::UnitVersion* Directory::VersionOn(const v1::Unit& unit, absl::CivilDay day) {
  return VersionOnText(unit, FormatDate(day));
}

bool Directory::IsAlive(absl::string_view unit, absl::CivilDay day) const {
  const v1::Unit* found = FindUnit(unit);
  return found != nullptr && VersionOn(*found, day) != nullptr;
}

absl::Status Directory::CheckAlive(absl::string_view unit, absl::CivilDay day) const {
  const v1::Unit* found = FindUnit(unit);
  if (found == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("no unit is called '", Excerpt(unit), "'; list the units to see their names"));
  }
  if (VersionOn(*found, day) != nullptr) return absl::OkStatus();
  const std::string who = absl::StrCat(DisplayName(unit, day), " (", unit, ")");
  const v1::UnitVersion* first = FirstVersion(*found);
  if (first == nullptr) {
    return Error(v1::ERROR_REASON_UNIT_NOT_ALIVE,
                 absl::StrCat(who, " exists on no day: the reorganisation that would have made it was taken back"));
  }
  if (first->valid_from() > FormatDate(day)) {
    return Error(v1::ERROR_REASON_UNIT_NOT_ALIVE, absl::StrCat(who, " does not exist before ", first->valid_from()));
  }
  return Ended(absl::StrCat(who, " does not exist on ", FormatDate(day)), ResolveSuccessors(unit, day));
}

std::string Directory::DisplayName(absl::string_view unit, absl::CivilDay day) const {
  const v1::Unit* found = FindUnit(unit);
  if (found == nullptr) return std::string(LastSegment(unit));
  const v1::UnitVersion* version = VersionOn(*found, day);
  if (version == nullptr) version = NearestVersion(*found, day);
  return version == nullptr || version->display_name().empty() ? std::string(LastSegment(unit))
                                                               : version->display_name();
}

std::string Directory::ParentOf(absl::string_view unit, absl::CivilDay day) const {
  const v1::Unit* found = FindUnit(unit);
  if (found == nullptr) return "";
  for (const v1::UnitRelation& relation : found->relations()) {
    if (relation.type() == v1::RELATION_TYPE_ADMINISTRATIVE_PARENT &&
        Contains(relation.valid_from(), relation.valid_to(), day)) {
      return relation.to_unit();
    }
  }
  return "";
}

std::vector<std::string> Directory::SetMembers(absl::string_view unit_set, absl::CivilDay day) const {
  const v1::UnitSet* set = FindUnitSet(unit_set);
  if (set == nullptr) return {};
  const std::set<absl::string_view> listed(set->units().begin(), set->units().end());
  const std::string text = FormatDate(day);
  std::vector<std::string> members;
  for (const v1::Unit* unit : units_) {
    const v1::UnitVersion* version = VersionOnText(*unit, text);
    if (version == nullptr) continue;
    if (listed.contains(unit->name()) || IsQueried(*set, *unit, *version)) members.push_back(unit->name());
  }
  return members;
}

std::vector<const v1::Membership*> Directory::MembersOf(absl::string_view unit, absl::CivilDay day) const {
  std::vector<const v1::Membership*> living;
  const auto found = members_by_unit_.find(unit);
  if (found == members_by_unit_.end()) return living;
  const std::string text = FormatDate(day);
  for (const v1::Membership* membership : found->second) {
    if (Covers(membership->valid_from(), membership->valid_to(), text)) living.push_back(membership);
  }
  return living;
}

bool Directory::IsMember(absl::string_view unit, absl::string_view person, absl::CivilDay day) const {
  const auto found = members_by_unit_.find(unit);
  if (found == members_by_unit_.end() || person.empty()) return false;
  const std::string text = FormatDate(day);
  return std::any_of(found->second.begin(), found->second.end(), [&](const v1::Membership* membership) {
    return membership->person() == person && Covers(membership->valid_from(), membership->valid_to(), text);
  });
}

std::vector<std::string> Directory::UnitsOf(absl::string_view person, absl::CivilDay day) const {
  std::set<std::string> units;
  const auto found = memberships_by_person_.find(person);
  if (found == memberships_by_person_.end() || person.empty()) return {};
  const std::string text = FormatDate(day);
  for (const v1::Membership* membership : found->second) {
    const absl::string_view unit = phoihop::ParentOf(membership->name());
    if (Covers(membership->valid_from(), membership->valid_to(), text) && IsAlive(unit, day)) units.emplace(unit);
  }
  return {units.begin(), units.end()};
}

const v1::Unit* Directory::HolderOfCode(absl::string_view scheme, absl::string_view value, absl::CivilDay day) const {
  const auto found = units_by_code_.find(CodeKey(scheme, value));
  if (found == units_by_code_.end()) return nullptr;
  for (const v1::Unit* unit : found->second) {
    for (const v1::UnitIdentifier& identifier : unit->identifiers()) {
      if (identifier.scheme() == scheme && identifier.value() == value &&
          Contains(identifier.valid_from(), identifier.valid_to(), day)) {
        return unit;
      }
    }
  }
  return nullptr;
}

v1::ResolveSuccessorsResponse Directory::ResolveSuccessors(absl::string_view unit, absl::CivilDay day) const {
  SuccessionWalk walk(*this, day);
  return walk.From(unit);
}

const Directory::Steps& Directory::StepsFrom(absl::string_view unit) const {
  const auto found = steps_from_.find(unit);
  return found == steps_from_.end() ? NoSteps() : found->second;
}

const Directory::Steps& Directory::StepsTo(absl::string_view unit) const {
  const auto found = steps_to_.find(unit);
  return found == steps_to_.end() ? NoSteps() : found->second;
}

}  // namespace phoihop::organisation
