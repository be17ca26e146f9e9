// What a thing of the reference data must satisfy before it is recorded.
#ifndef WORKFLOW_ORGANISATION_REFERENCE_RULES_H_
#define WORKFLOW_ORGANISATION_REFERENCE_RULES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "workflow/errors.h"

namespace phoihop::organisation {

// Bytes of a text of the reference data.
inline constexpr size_t kMaxReferenceTextBytes = 8000;
// Violations that one answer lists.
inline constexpr size_t kMaxReportedViolations = 50;

// Everything wrong with the entries of one command.
class ReferenceRules {
 public:
  // `known` are the names of units, sets, posts and functions that exist or come with the same command. `whole` is the
  // field of the command that has everything which is checked.
  ReferenceRules(absl::string_view province, const absl::flat_hash_set<std::string>& known, absl::string_view whole);

  // `field` is the path of the entry in the command.
  void Check(const v1::Event& entry, const std::string& field);

  // The same for things of other commands.
  void Instrument(const v1::Instrument& instrument, const std::string& field);
  void Duty(const v1::Duty& duty, const std::string& field);
  void Function(const v1::Function& function, const std::string& field);
  // What another rule found.
  void Violation(const std::string& field, std::string description);

  // A cycle of units that end in one another, over what is known and what comes. Names the cycle.
  void CheckCycles(const std::vector<const v1::Reorganisation*>& reorganisations);

  // A function that is a branch of itself, over what is known and what comes; the first by name.
  void CheckTree(const std::vector<const v1::Function*>& functions, const std::string& field);

  // OK, or all violations at once.
  absl::Status Result() const;

 private:
  void Unit(const v1::Unit& unit, const std::string& field);
  void Versions(const v1::Unit& unit, const std::string& field);
  void UnitSet(const v1::UnitSet& set, const std::string& field);
  void Membership(const v1::Membership& membership, const std::string& field);
  void Person(const v1::Person& person, const std::string& field);
  void Post(const v1::Post& post, const std::string& field);
  // `provinces/…/units/{unit}/{collection}/{id}` of a unit that is known.
  void PlaceName(const std::string& name, absl::string_view collection, const std::string& field);
  void Reorganisation(const v1::Reorganisation& reorganisation, const std::string& field);
  void Edges(const v1::Reorganisation& reorganisation, const std::string& field);
  // A unit or unit set that is known, or nothing.
  void Place(absl::string_view name, const std::string& field);
  void FunctionName(absl::string_view name, const std::string& field);

  void Name(absl::string_view name, absl::string_view collection, const std::string& field);
  void Known(absl::string_view name, const std::string& field);
  void Text(absl::string_view text, const std::string& field);
  void Date(absl::string_view date, const std::string& field);
  void Interval(absl::string_view from, absl::string_view to, const std::string& field);
  // Violations of a status of another rule, under this field.
  void Adopt(const absl::Status& status, const std::string& field);

  const std::string province_;
  const absl::flat_hash_set<std::string>& known_;
  const std::string whole_;
  std::vector<FieldViolation> violations_;
  size_t more_ = 0;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REFERENCE_RULES_H_
