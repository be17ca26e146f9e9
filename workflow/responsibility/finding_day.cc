#include "workflow/responsibility/finding_day.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "workflow/civil_time.h"
#include "workflow/organisation/unit_kind.h"

namespace phoihop::responsibility {
namespace {

// Kinds of units that are a piece of the country, by which one sees whether a level exists.
bool IsTerritorial(v1::UnitKind kind) {
  return kind == v1::UNIT_KIND_PROVINCE || organisation::IsTerritorialKind(kind);
}

v1::UnitLevel LevelOfTerritory(v1::UnitKind kind) {
  if (kind == v1::UNIT_KIND_PROVINCE) return v1::UNIT_LEVEL_PROVINCE;
  return kind == v1::UNIT_KIND_DISTRICT ? v1::UNIT_LEVEL_DISTRICT : v1::UNIT_LEVEL_COMMUNE;
}

}  // namespace

FindingDay::FindingDay(const organisation::Directory& directory, absl::CivilDay day)
    : directory_(directory), day_(day), text_(FormatDate(day)) {
  LookAtLevels();
  for (size_t i = 0; i < places_.size(); ++i) place_index_[places_[i]] = static_cast<int>(i);
}

void FindingDay::LookAtLevels() {
  std::set<v1::UnitLevel> living;
  std::map<v1::UnitLevel, std::string> ended;
  for (const v1::Unit* unit : directory_.units()) {
    for (const v1::UnitVersion& version : unit->versions()) {
      if (!IsTerritorial(version.kind()) || !organisation::HasDays(version)) continue;
      const v1::UnitLevel level = LevelOfTerritory(version.kind());
      if (Within(version.valid_from(), version.valid_to())) {
        living.insert(level);
        if (organisation::IsCommuneKind(version.kind())) places_.push_back(unit->name());
      } else if (!version.valid_to().empty() && version.valid_to() <= text_) {
        ended[level] = std::max(ended[level], version.valid_to());
      }
    }
  }
  for (const auto& [level, date] : ended) {
    if (!living.contains(level)) ended_levels_[level] = date;
  }
}

const std::string* FindingDay::EndOfLevel(v1::UnitLevel level) const {
  const auto found = ended_levels_.find(level);
  return found == ended_levels_.end() ? nullptr : &found->second;
}

bool FindingDay::Lives(absl::string_view holder) const { return AbsenceOf(holder).kind == Absence::Kind::kLives; }

Absence FindingDay::AbsenceOf(absl::string_view holder) const {
  if (const v1::Unit* unit = directory_.FindUnit(holder); unit != nullptr) return AbsenceOfUnit(*unit);
  if (const v1::UnitSet* set = directory_.FindUnitSet(holder); set != nullptr) return AbsenceOfSet(*set);
  return {Absence::Kind::kUnknown, ""};
}

Absence FindingDay::AbsenceOfUnit(const v1::Unit& unit) const {
  const v1::UnitVersion* last = nullptr;
  const v1::UnitVersion* next = nullptr;
  for (const v1::UnitVersion& version : unit.versions()) {
    if (!organisation::HasDays(version)) continue;
    if (Within(version.valid_from(), version.valid_to())) return {};
    if (!HasBegun(version.valid_from())) {
      if (next == nullptr || version.valid_from() < next->valid_from()) next = &version;
    } else if (last == nullptr || last->valid_to() < version.valid_to()) {
      last = &version;
    }
  }
  if (last == nullptr) {
    return next == nullptr ? Absence{Absence::Kind::kEnded, ""} : Absence{Absence::Kind::kNotYet, next->valid_from()};
  }
  // The unit itself is one of the level, or stood under one: a division of a district went with it.
  const absl::StatusOr<absl::CivilDay> end = ParseDate(last->valid_to());
  v1::UnitKind kind = last->kind();
  std::string above = unit.name();
  for (int steps = 0; end.ok() && !IsTerritorial(kind) && steps < 4; ++steps) {
    above = directory_.ParentOf(above, *end - 1);
    const v1::Unit* parent = directory_.FindUnit(above);
    const v1::UnitVersion* version =
        parent == nullptr ? nullptr : organisation::Directory::VersionOn(*parent, *end - 1);
    if (version == nullptr) break;
    kind = version->kind();
  }
  const bool by_level = IsTerritorial(kind) && EndOfLevel(LevelOfTerritory(kind)) != nullptr;
  return {by_level ? Absence::Kind::kLevelEnded : Absence::Kind::kEnded, last->valid_to()};
}

Absence FindingDay::AbsenceOfSet(const v1::UnitSet& set) const {
  if (!HasBegun(set.valid_from())) return {Absence::Kind::kNotYet, set.valid_from()};
  if (Within(set.valid_from(), set.valid_to()) && !MembersOf(set.name()).empty()) return {};
  bool by_level = !set.kinds().empty();
  std::string date = set.valid_to();
  for (const int kind : set.kinds()) {
    const auto of_set = static_cast<v1::UnitKind>(kind);
    const std::string* end = IsTerritorial(of_set) ? EndOfLevel(LevelOfTerritory(of_set)) : nullptr;
    by_level = by_level && end != nullptr;
    if (end != nullptr && date.empty()) date = *end;
  }
  return {by_level ? Absence::Kind::kLevelEnded : Absence::Kind::kEnded, date};
}

const std::vector<std::string>& FindingDay::MembersOf(absl::string_view holder) const {
  const auto [entry, fresh] = members_.try_emplace(std::string(holder));
  if (!fresh) return entry->second;
  if (directory_.FindUnitSet(holder) != nullptr) {
    entry->second = directory_.SetMembers(holder, day_);
  } else if (directory_.IsAlive(holder, day_)) {
    entry->second = {std::string(holder)};
  }
  return entry->second;
}

std::vector<int> FindingDay::PlacesOf(absl::string_view territory) const {
  std::vector<int> found;
  const auto add = [&](absl::string_view unit) {
    const auto place = place_index_.find(unit);
    if (place != place_index_.end()) found.push_back(place->second);
  };
  const bool is_set = directory_.FindUnitSet(territory) != nullptr;
  if (is_set) {
    for (const std::string& member : MembersOf(territory)) add(member);
  } else if (IsPlace(territory)) {
    add(territory);
  } else if (directory_.FindUnit(territory) != nullptr && !directory_.IsAlive(territory, day_)) {
    const v1::ResolveSuccessorsResponse successors = directory_.ResolveSuccessors(territory, day_);
    for (const auto& holder : successors.holders()) add(holder.unit());
  } else {
    found.resize(places_.size());
    std::iota(found.begin(), found.end(), 0);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const std::string* FindingDay::TerritoryOf(const std::vector<int>& places) const {
  static const std::string& everywhere = *new std::string;
  if (places.size() == places_.size()) return &everywhere;
  if (places.size() == 1) return &places_[places[0]];
  if (!sets_known_) {
    sets_known_ = true;
    for (const v1::UnitSet& set : directory_.data().unit_sets()) {
      if (!Within(set.valid_from(), set.valid_to())) continue;
      std::vector<int> of_set = PlacesOf(set.name());
      // A set with other members than places is no piece of the country.
      if (of_set.size() != MembersOf(set.name()).size()) continue;
      const auto [entry, fresh] = sets_by_places_.try_emplace(std::move(of_set), set.name());
      if (!fresh) entry->second = std::min(entry->second, set.name());
    }
  }
  const auto found = sets_by_places_.find(places);
  return found == sets_by_places_.end() ? nullptr : &found->second;
}

std::string FindingDay::NameOf(absl::string_view holder) const {
  const v1::UnitSet* set = directory_.FindUnitSet(holder);
  if (set != nullptr && !set->display_name().empty()) return set->display_name();
  return directory_.DisplayName(holder, day_);
}

}  // namespace phoihop::responsibility
