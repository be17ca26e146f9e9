// The organisation of one province, held in memory and asked by decisions: who exists on a day, who is above whom, who
// leads, who belongs to a set, who holds the work of a unit that has ended. Immutable; a change of the organisation
// makes a new one.
#ifndef WORKFLOW_ORGANISATION_DIRECTORY_H_
#define WORKFLOW_ORGANISATION_DIRECTORY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/organisation_service.pb.h"

namespace phoihop::organisation {

class Directory {
 public:
  // `data` must outlive the directory and must not change.
  explicit Directory(const internal::v1::ReferenceData& data);

  // By resource name; null when unknown.
  const v1::Unit* FindUnit(absl::string_view unit) const;
  const v1::UnitSet* FindUnitSet(absl::string_view unit_set) const;
  const std::vector<const v1::Unit*>& units() const { return units_; }  // in the order of names

  // The version in force on a day; null when the unit does not exist on that day.
  static const v1::UnitVersion* VersionOn(const v1::Unit& unit, absl::CivilDay day);
  bool IsAlive(absl::string_view unit, absl::CivilDay day) const;

  // OK when the unit lives on the day. NOT_FOUND (NOT_FOUND) when nobody knows it; FAILED_PRECONDITION (UNIT_NOT_ALIVE)
  // when it has ended, with its successors in the message.
  absl::Status CheckAlive(absl::string_view unit, absl::CivilDay day) const;

  // Name for people on the day; the last known name when the unit has ended; the id when it is unknown.
  std::string DisplayName(absl::string_view unit, absl::CivilDay day) const;

  // Administrative superior on the day; empty when there is none.
  std::string ParentOf(absl::string_view unit, absl::CivilDay day) const;

  // Members of a set that are alive on the day, in the order of names. Unknown set: empty.
  std::vector<std::string> SetMembers(absl::string_view unit_set, absl::CivilDay day) const;

  // People of a unit on the day, heads first, then deputies, clerks, officers, monitors; within a role in the order of
  // names.
  std::vector<const v1::Membership*> MembersOf(absl::string_view unit, absl::CivilDay day) const;
  // Whether the person has a living membership in the unit.
  bool IsMember(absl::string_view unit, absl::string_view person, absl::CivilDay day) const;

  // Who bears a code on a day; null when nobody does.
  const v1::Unit* HolderOfCode(absl::string_view scheme, absl::string_view value, absl::CivilDay day) const;

  // Walks every chain of reorganisations up to and including `day`. Never guesses: see ResolveSuccessorsResponse.
  v1::ResolveSuccessorsResponse ResolveSuccessors(absl::string_view unit, absl::CivilDay day) const;

  // Every unit set, unit, reorganisation … as loaded.
  const internal::v1::ReferenceData& data() const { return data_; }

 private:
  const internal::v1::ReferenceData& data_;
  std::vector<const v1::Unit*> units_;
  absl::flat_hash_map<absl::string_view, const v1::Unit*> unit_by_name_;
  absl::flat_hash_map<absl::string_view, const v1::UnitSet*> set_by_name_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Membership*>> members_by_unit_;
  absl::flat_hash_map<std::string, std::vector<const v1::Unit*>> units_by_code_;  // "scheme value"
  // Edges out of a unit, in order of effective date.
  absl::flat_hash_map<absl::string_view, std::vector<std::pair<const v1::Reorganisation*, const v1::SuccessionEdge*>>>
      edges_from_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_DIRECTORY_H_
