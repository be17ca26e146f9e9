// The organisation of one province, held in memory and asked by decisions: who exists on a day, who is above whom, who
// leads, who belongs to a set, who holds the work of a unit that has ended. Immutable; a change of the organisation
// makes a new one.
#ifndef WORKFLOW_ORGANISATION_DIRECTORY_H_
#define WORKFLOW_ORGANISATION_DIRECTORY_H_

#include <string>
#include <utility>
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

// Successors that a refusal names: what a caller is told has to fit into the trailers of an answer.
inline constexpr int kMaxNamedSuccessors = 20;

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
  // when it has ended, with its successors in the message and, as resource names with commas between, in the metadata
  // `successors` (errors.h). Of more than kMaxNamedSuccessors both name the first ones only.
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
  // Units that live on the day and in which the person has a living membership, each once, in the order of names.
  std::vector<std::string> UnitsOf(absl::string_view person, absl::CivilDay day) const;

  // Who bears a code on a day; null when nobody does.
  const v1::Unit* HolderOfCode(absl::string_view scheme, absl::string_view value, absl::CivilDay day) const;

  // One edge of one reorganisation that is enacted (reorganisation_state.h): the others are not reflected in the
  // organisation and are never walked.
  using Step = std::pair<const v1::Reorganisation*, const v1::SuccessionEdge*>;
  using Steps = std::vector<Step>;
  // In order of effective date, then name of the reorganisation. Steps from a unit include those to itself (RENAME …)
  // and to nobody (ABOLISH); steps to a unit include those from nobody (CREATE), but not those from itself. What
  // happens to memberships and posts is no step of a unit.
  const Steps& StepsFrom(absl::string_view unit) const;
  const Steps& StepsTo(absl::string_view unit) const;

  // Walks every chain of enacted reorganisations up to and including `day`. Never guesses: see
  // ResolveSuccessorsResponse.
  v1::ResolveSuccessorsResponse ResolveSuccessors(absl::string_view unit, absl::CivilDay day) const;

  // Every unit set, unit, reorganisation … as loaded.
  const internal::v1::ReferenceData& data() const { return data_; }

 private:
  void AddSteps(const v1::Reorganisation& reorganisation);

  const internal::v1::ReferenceData& data_;
  std::vector<const v1::Unit*> units_;
  absl::flat_hash_map<absl::string_view, const v1::Unit*> unit_by_name_;
  absl::flat_hash_map<absl::string_view, const v1::UnitSet*> set_by_name_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Membership*>> members_by_unit_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Membership*>> memberships_by_person_;
  absl::flat_hash_map<std::string, std::vector<const v1::Unit*>> units_by_code_;  // "scheme value"
  absl::flat_hash_map<absl::string_view, Steps> steps_from_;
  absl::flat_hash_map<absl::string_view, Steps> steps_to_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_DIRECTORY_H_
