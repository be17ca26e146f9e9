#include "workflow/organisation/unit_changes.h"

#include <algorithm>
#include <set>

#include "workflow/civil_time.h"

namespace phoihop::organisation {
namespace {

template <typename Interval>
void FillFrom(google::protobuf::RepeatedPtrField<Interval>& intervals, const std::string& date) {
  for (Interval& interval : intervals) {
    if (interval.valid_from().empty()) interval.set_valid_from(date);
  }
}

const std::string& KeyOf(const v1::UnitIdentifier& identifier) { return identifier.scheme(); }
v1::RelationType KeyOf(const v1::UnitRelation& relation) { return relation.type(); }

// The entries take the place of those of the same key that are in force on the date; a later one bounds them.
template <typename Interval>
void Replace(google::protobuf::RepeatedPtrField<Interval>& known,
             const google::protobuf::RepeatedPtrField<Interval>& entries, const std::string& date) {
  std::set<std::decay_t<decltype(KeyOf(entries.Get(0)))>> keys;
  for (const Interval& entry : entries) keys.insert(KeyOf(entry));
  for (const auto& key : keys) {
    std::string next;
    for (int i = known.size() - 1; i >= 0; --i) {
      Interval& interval = *known.Mutable(i);
      if (KeyOf(interval) != key) continue;
      if (interval.valid_from() > date) {
        if (next.empty() || interval.valid_from() < next) next = interval.valid_from();
      } else if (interval.valid_from() == date) {
        known.DeleteSubrange(i, 1);
      } else if (interval.valid_to().empty() || interval.valid_to() > date) {
        interval.set_valid_to(date);
      }
    }
    for (const Interval& entry : entries) {
      if (KeyOf(entry) != key) continue;
      Interval& added = *known.Add();
      added = entry;
      if (added.valid_to().empty()) added.set_valid_to(next);
    }
  }
}

void NewVersion(v1::Unit& unit, v1::UnitVersion version, absl::Time now) {
  const std::string date = version.valid_from();
  const int index = VersionIndex(unit, date);
  if (index < 0) return;  // CheckReorganisation refuses this
  v1::UnitVersion& before = *unit.mutable_versions(index);
  if (version.kind() == v1::UNIT_KIND_UNSPECIFIED) version.set_kind(before.kind());
  if (version.level() == v1::UNIT_LEVEL_UNSPECIFIED) version.set_level(before.level());
  if (version.display_name().empty()) {
    version.set_display_name(before.display_name());
    if (version.short_names().empty()) *version.mutable_short_names() = before.short_names();
    if (version.ambiguous_names().empty()) *version.mutable_ambiguous_names() = before.ambiguous_names();
  }
  if (version.valid_to().empty()) version.set_valid_to(before.valid_to());
  *version.mutable_record_time() = ToTimestamp(now);
  if (before.valid_from() == date) {
    before = version;
    return;
  }
  before.set_valid_to(date);
  *before.mutable_record_time() = ToTimestamp(now);
  *unit.add_versions() = version;
  for (int i = unit.versions_size() - 1; i > index + 1; --i) unit.mutable_versions()->SwapElements(i, i - 1);
}

}  // namespace

bool Exists(const v1::Unit* unit) { return unit != nullptr && !unit->versions().empty(); }

int VersionIndex(const v1::Unit& unit, absl::string_view date) {
  for (int i = 0; i < unit.versions_size(); ++i) {
    const v1::UnitVersion& version = unit.versions(i);
    if (version.valid_from() <= date && (version.valid_to().empty() || date < version.valid_to())) return i;
  }
  return -1;
}

v1::Unit Dated(const v1::Unit& entry, const v1::Reorganisation& reorganisation) {
  v1::Unit unit = entry;
  unit.clear_current();
  unit.clear_alive();
  unit.clear_start_date();
  unit.clear_end_date();
  unit.clear_etag();
  const std::string& date = reorganisation.effective_date();
  FillFrom(*unit.mutable_versions(), date);
  FillFrom(*unit.mutable_identifiers(), date);
  FillFrom(*unit.mutable_relations(), date);
  for (v1::UnitVersion& version : *unit.mutable_versions()) {
    version.clear_record_time();
    if (!version.has_basis() && reorganisation.has_basis()) *version.mutable_basis() = reorganisation.basis();
    if (!version.has_provenance() && reorganisation.has_provenance()) {
      *version.mutable_provenance() = reorganisation.provenance();
    }
  }
  return unit;
}

v1::Unit Made(const v1::Unit& entry, const v1::Reorganisation& reorganisation, absl::Time now) {
  v1::Unit unit = Dated(entry, reorganisation);
  for (v1::UnitVersion& version : *unit.mutable_versions()) *version.mutable_record_time() = ToTimestamp(now);
  return unit;
}

void Change(v1::Unit& unit, const v1::Unit& entry, const v1::Reorganisation& reorganisation, absl::Time now) {
  const v1::Unit dated = Dated(entry, reorganisation);
  for (const v1::UnitVersion& version : dated.versions()) NewVersion(unit, version, now);
  Replace(*unit.mutable_identifiers(), dated.identifiers(), reorganisation.effective_date());
  Replace(*unit.mutable_relations(), dated.relations(), reorganisation.effective_date());
  for (const auto& [key, value] : dated.attributes()) (*unit.mutable_attributes())[key] = value;
}

void End(v1::Unit& unit, const std::string& date, absl::Time now) {
  const int index = VersionIndex(unit, date);
  if (index >= 0) *unit.mutable_versions(index)->mutable_record_time() = ToTimestamp(now);
  EndAll(*unit.mutable_versions(), date);
  EndAll(*unit.mutable_identifiers(), date);
  EndAll(*unit.mutable_relations(), date);
}

}  // namespace phoihop::organisation
