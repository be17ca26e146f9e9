#include "services/handlers/organisation_filter.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using store::FieldType;
using store::FilterValue;

constexpr absl::string_view kAttributes = "attributes.";

// The version on the day, else the one that is nearest in time.
const v1::UnitVersion& VersionNear(const v1::Unit& unit, absl::CivilDay day) {
  const v1::UnitVersion* version = organisation::Directory::VersionOn(unit, day);
  if (version != nullptr) return *version;
  const std::string text = FormatDate(day);
  version = &unit.versions(0);
  for (const v1::UnitVersion& other : unit.versions()) {
    if (other.valid_from() <= text) version = &other;
  }
  return *version;
}

std::vector<std::string> Codes(const v1::Unit& unit, absl::CivilDay day, bool alive) {
  std::vector<std::string> codes;
  for (const v1::UnitIdentifier& identifier : unit.identifiers()) {
    if (!alive || Contains(identifier.valid_from(), identifier.valid_to(), day)) codes.push_back(identifier.value());
  }
  return codes;
}

std::string UnitsPrefix(absl::string_view province) { return absl::StrCat(ProvinceName(province), "/units/"); }

}  // namespace

store::FieldTable UnitFields(absl::string_view province) {
  return {
      {.name = "kind", .type = FieldType::kEnum, .enumeration = v1::UnitKind_descriptor()},
      {.name = "level", .type = FieldType::kEnum, .enumeration = v1::UnitLevel_descriptor()},
      {.name = "alive", .type = FieldType::kBool},
      {.name = "display_name", .type = FieldType::kText},
      {.name = "code", .type = FieldType::kMember},
      {.name = "parent", .type = FieldType::kText, .name_prefix = UnitsPrefix(province)},
      {.name = "set", .type = FieldType::kMember, .name_prefix = absl::StrCat(ProvinceName(province), "/unitSets/")},
      {.name = std::string(kAttributes), .type = FieldType::kText},
  };
}

UnitFilter::UnitFilter(const store::Filter& filter, const organisation::Directory& directory, absl::CivilDay day)
    : filter_(filter), directory_(directory), day_(day) {
  if (!filter.Mentions("set")) return;
  for (const v1::UnitSet& set : directory.data().unit_sets()) {
    for (const std::string& unit : directory.SetMembers(set.name(), day)) sets_of_unit_[unit].push_back(set.name());
  }
}

bool UnitFilter::Matches(const v1::Unit& unit) const {
  const bool alive = organisation::Directory::VersionOn(unit, day_) != nullptr;
  if ((!alive && !filter_.Mentions("alive")) || unit.versions().empty()) return false;
  if (filter_.empty()) return true;
  const v1::UnitVersion& version = VersionNear(unit, day_);
  return filter_.Matches([&](absl::string_view field) { return ValueOf(unit, version, alive, field); });
}

FilterValue UnitFilter::ValueOf(const v1::Unit& unit, const v1::UnitVersion& version, bool alive,
                                absl::string_view field) const {
  if (field == "kind") return v1::UnitKind_Name(version.kind());
  if (field == "level") return v1::UnitLevel_Name(version.level());
  if (field == "alive") return alive;
  if (field == "display_name") return version.display_name();
  if (field == "code") return Codes(unit, day_, alive);
  if (field == "parent") return directory_.ParentOf(unit.name(), day_);
  if (field == "set") {
    const auto found = sets_of_unit_.find(unit.name());
    return found == sets_of_unit_.end() ? std::vector<std::string>() : found->second;
  }
  if (absl::ConsumePrefix(&field, kAttributes)) {
    const auto found = unit.attributes().find(std::string(field));
    if (found != unit.attributes().end()) return found->second;
  }
  return std::monostate();
}

store::FieldTable ReorganisationFields(absl::string_view province) {
  return {
      {.name = "unit", .type = FieldType::kMember, .name_prefix = UnitsPrefix(province)},
      {.name = "type", .type = FieldType::kEnum, .enumeration = v1::ReorganisationType_descriptor()},
      {.name = "effective_date", .type = FieldType::kDate},
      {.name = "state", .type = FieldType::kEnum, .enumeration = v1::Reorganisation::State_descriptor()},
  };
}

bool Matches(const store::Filter& filter, const v1::Reorganisation& reorganisation) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "type") return v1::ReorganisationType_Name(reorganisation.type());
    if (field == "effective_date") return reorganisation.effective_date();
    if (field == "state") return v1::Reorganisation::State_Name(reorganisation.state());
    if (field != "unit") return std::monostate();
    std::vector<std::string> units;
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
      units.push_back(edge.from_unit());
      units.push_back(edge.to_unit());
    }
    return units;
  });
}

}  // namespace phoihop::handlers
