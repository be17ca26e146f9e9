// The reference data while it is read, by id, and what several of its files share.
#ifndef SERVICES_IMPORT_REFERENCE_DRAFT_H_
#define SERVICES_IMPORT_REFERENCE_DRAFT_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/responsibility.pb.h"
#include "services/import/reference_table.h"

namespace phoihop::import {

// How the work of a unit that was split is recognised, by (old unit, successor).
using PartitionTerms = std::map<std::pair<std::string, std::string>, v1::Partition>;

struct ReferenceDraft {
  std::string province;
  std::string directory;
  std::map<std::string, std::string> sources;  // S01 → text
  std::map<std::string, v1::Unit> units;
  std::map<std::string, v1::UnitSet> unit_sets;
  std::map<std::string, v1::Membership> memberships;  // by resource name
  std::map<std::string, v1::Reorganisation> reorganisations;
  std::map<std::string, v1::Instrument> instruments;
  std::map<std::string, v1::Function> functions;
  std::map<std::string, v1::Duty> duties;
  std::map<std::string, v1::Calendar> calendars;
  std::map<std::string, v1::EscalationPolicy> escalation_policies;

  std::string UnitNameOf(absl::string_view id) const;
  std::string Name(absl::string_view collection, absl::string_view id) const;

  // Reads a table of the draft's folder.
  absl::StatusOr<ReferenceTable> Read(const std::string& file, const std::vector<std::string>& columns,
                                      bool required = false) const;

  // From the columns `verification`, `note` and `source` (each optional). What stands behind the grade in
  // `verification` is kept in the note.
  absl::StatusOr<v1::Provenance> ProvenanceOf(const ReferenceRow& row) const;

  // A new unit or reorganisation; a fault when the id is not one or is taken.
  absl::StatusOr<v1::Unit*> NewUnit(const ReferenceRow& row, absl::string_view column, const std::string& id);
  absl::StatusOr<v1::Reorganisation*> NewReorganisation(const ReferenceRow& row, absl::string_view column,
                                                        const std::string& id);
};

// An empty cell, or a date.
absl::Status CheckDate(const ReferenceRow& row, absl::string_view column);

// `22/2017/QĐ-UBND` → `22-2017-qd-ubnd`: letters without marks, the rest as '-'.
std::string IdFromText(absl::string_view text);

// A citation whose parts are not known apart.
v1::Citation CitationOf(absl::string_view text);

// Kinds by the words of the files ("sở", "xã"). A part in parentheses is left aside.
absl::StatusOr<v1::UnitKind> KindOf(const ReferenceRow& row, absl::string_view column);
v1::UnitKind KindOfWord(absl::string_view word);
v1::UnitLevel LevelOf(v1::UnitKind kind);

// "xã", "Lộc Ninh" → "Xã Lộc Ninh".
std::string TerritoryName(absl::string_view kind, absl::string_view name);

// `regulated`, `illustrative`, or that a report says so.
absl::StatusOr<v1::DutyStatus> DutyStatusOf(const ReferenceRow& row, absl::string_view column);

// The name of a unit or a set by its id; a fault in the column when there is none.
absl::Status NamePlace(const ReferenceDraft& draft, const ReferenceRow& row, absl::string_view column,
                       const std::string& id, std::string& name);

// -- The parts of a load, in this order. Each reads its own files.
absl::Status ReadSources(ReferenceDraft& draft);
absl::Status ReadAgencies(ReferenceDraft& draft);
absl::Status ReadTerritories(ReferenceDraft& draft);
absl::Status ReadFormerAgencies(ReferenceDraft& draft);
absl::Status ReadUnitSets(ReferenceDraft& draft);
absl::Status ReadAbbreviations(ReferenceDraft& draft);
absl::Status ReadMembers(ReferenceDraft& draft);
absl::Status ReadInstruments(ReferenceDraft& draft);
absl::Status ReadDuties(ReferenceDraft& draft);
absl::Status ReadFormerDuties(ReferenceDraft& draft);
absl::Status ReadCalendar(ReferenceDraft& draft);
absl::Status ReadEscalationPolicies(ReferenceDraft& draft, const std::string& defaults);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_REFERENCE_DRAFT_H_
