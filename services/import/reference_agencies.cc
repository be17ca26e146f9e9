// Agencies: those that are, those that were and who took over from them, groups, abbreviations.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/import/reference_draft.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::import {
namespace {

constexpr absl::string_view kGroupKind = "nhóm cơ quan";
constexpr absl::string_view kSchemeOfAgencyCodes = "vn.qd20-2020";

void SetParent(v1::Unit& unit, const std::string& parent, const std::string& from, const std::string& to,
               const v1::Provenance& provenance) {
  v1::UnitRelation* relation = unit.add_relations();
  relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  relation->set_to_unit(parent);
  relation->set_valid_from(from);
  relation->set_valid_to(to);
  *relation->mutable_provenance() = provenance;
}

// When the province became a city, all names of its agencies changed with it.
struct Renaming {
  std::string date;
  std::string basis;
};

absl::StatusOr<Renaming> FindRenaming(const ReferenceDraft& draft) {
  const auto table = draft.Read("successions.csv", {"event", "effective_date", "legal_basis"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (row["event"] == "province_to_city") return Renaming{row["effective_date"], row["legal_basis"]};
  }
  return Renaming();
}

// The name after the renaming was seldom read anywhere: the file says on what it rests.
v1::Provenance CurrentNameProvenance(const ReferenceRow& row, v1::Provenance provenance) {
  const std::string& basis = row["current_name_basis"];
  provenance.set_verification(absl::StartsWith(basis, "usage seen") ? v1::VERIFICATION_VERIFIED_IN_PART
                                                                    : v1::VERIFICATION_UNVERIFIED);
  provenance.set_note(absl::StrCat("Tên hiện nay: ", basis, provenance.note().empty() ? "" : ". ", provenance.note()));
  return provenance;
}

absl::Status AddRenaming(ReferenceDraft& draft, const ReferenceRow& row, const Renaming& renaming,
                         const v1::Provenance& provenance) {
  const auto reorganisation =
      draft.NewReorganisation(row, "slug", absl::StrCat("dt-", renaming.date, "-", row["slug"]));
  if (!reorganisation.ok()) return reorganisation.status();
  (*reorganisation)->set_display_name(absl::StrCat(row["name_vi"], " đổi tên thành ", row["name_vi_current"]));
  (*reorganisation)->set_type(v1::REORGANISATION_TYPE_RENAME);
  (*reorganisation)->set_effective_date(renaming.date);
  *(*reorganisation)->mutable_basis() = CitationOf(renaming.basis);
  *(*reorganisation)->mutable_provenance() = provenance;
  v1::SuccessionEdge* edge = (*reorganisation)->add_edges();
  edge->set_from_unit(draft.UnitNameOf(row["slug"]));
  edge->set_to_unit(draft.UnitNameOf(row["slug"]));
  return absl::OkStatus();
}

absl::Status ReadAgency(ReferenceDraft& draft, const ReferenceRow& row, const Renaming& renaming) {
  const auto kind = KindOf(row, "kind");
  if (!kind.ok()) return kind.status();
  if (const absl::Status status = CheckDate(row, "effective_date"); !status.ok()) return status;
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  const auto unit = draft.NewUnit(row, "slug", row["slug"]);
  if (!unit.ok()) return unit.status();
  v1::UnitVersion version;
  version.set_valid_from(row["effective_date"]);
  version.set_display_name(row["name_vi"]);
  version.set_kind(*kind);
  version.set_level(LevelOf(*kind));
  *version.mutable_provenance() = *provenance;
  const bool renamed = row["name_vi_current"] != row["name_vi"];
  if (renamed && renaming.date.empty()) {
    return row.Fault("name_vi_current", "differs, but successions.csv has no province_to_city that says since when");
  }
  if (renamed) version.set_valid_to(renaming.date);
  *(*unit)->add_versions() = version;
  if (renamed) {
    const v1::Provenance current = CurrentNameProvenance(row, *provenance);
    version.set_valid_from(renaming.date);
    version.clear_valid_to();
    version.set_display_name(row["name_vi_current"]);
    *version.mutable_basis() = CitationOf(renaming.basis);
    *version.mutable_provenance() = current;
    *(*unit)->add_versions() = version;
    if (const absl::Status status = AddRenaming(draft, row, renaming, current); !status.ok()) return status;
  }
  if (!row["official_code"].empty()) {
    v1::UnitIdentifier* identifier = (*unit)->add_identifiers();
    identifier->set_scheme(std::string(kSchemeOfAgencyCodes));
    identifier->set_value(row["official_code"]);
    identifier->set_valid_from(row["effective_date"]);
  }
  if (!row["parent_slug"].empty()) {
    SetParent(**unit, draft.UnitNameOf(row["parent_slug"]), row["effective_date"], "", *provenance);
  }
  return absl::OkStatus();
}

absl::StatusOr<PartitionTerms> ReadPartitionTerms(const ReferenceDraft& draft) {
  const auto table = draft.Read("partition_terms.csv", {"former_ids", "successor", "terms", "text"});
  if (!table.ok()) return table.status();
  PartitionTerms terms;
  for (const ReferenceRow& row : table->rows()) {
    v1::Partition partition;
    partition.set_key(v1::Partition::KEY_FUNCTION);
    partition.set_text(row["text"]);
    for (const std::string& term : row.List("terms")) partition.add_functions(term);
    for (const std::string& former : row.List("former_ids")) terms[{former, row["successor"]}] = partition;
  }
  return terms;
}

// A unit of the abolished district level ends with its district; its work goes where the district's goes.
absl::Status EndWithDistrict(const ReferenceDraft& draft, const ReferenceRow& row, const std::string& id,
                             v1::Reorganisation& reorganisation) {
  const auto district = draft.reorganisations.find(absl::StrCat("kt-", row["parent"]));
  if (district == draft.reorganisations.end()) {
    return row.Fault("parent", absl::StrCat("successions.csv does not say who took over from '", row["parent"], "'"));
  }
  reorganisation.set_type(v1::REORGANISATION_TYPE_ABOLISH);
  *reorganisation.mutable_edges() = district->second.edges();
  for (v1::SuccessionEdge& edge : *reorganisation.mutable_edges()) edge.set_from_unit(draft.UnitNameOf(id));
  return absl::OkStatus();
}

absl::Status AddSuccession(ReferenceDraft& draft, const ReferenceRow& row, const PartitionTerms& terms,
                           const v1::Provenance& provenance) {
  const std::string& id = row["id"];
  const auto reorganisation = draft.NewReorganisation(row, "id", absl::StrCat("kt-", id).substr(0, kMaxIdBytes));
  if (!reorganisation.ok()) return reorganisation.status();
  (*reorganisation)->set_display_name(absl::StrCat(row["former_name"], " kết thúc hoạt động"));
  (*reorganisation)->set_effective_date(row["effective_date"]);
  if (!row["legal_basis"].empty()) *(*reorganisation)->mutable_basis() = CitationOf(row["legal_basis"]);
  *(*reorganisation)->mutable_provenance() = provenance;
  if (LevelOf(KindOfWord(row["kind"])) == v1::UNIT_LEVEL_DISTRICT) {
    return EndWithDistrict(draft, row, id, **reorganisation);
  }
  const std::vector<std::string> successors = row.List("successor_slugs");
  if (successors.empty()) return row.Fault("successor_slugs", "is missing");
  (*reorganisation)->set_type(successors.size() == 1 ? v1::REORGANISATION_TYPE_MERGE : v1::REORGANISATION_TYPE_SPLIT);
  for (const std::string& successor : successors) {
    v1::SuccessionEdge* edge = (*reorganisation)->add_edges();
    edge->set_from_unit(draft.UnitNameOf(id));
    edge->set_to_unit(draft.UnitNameOf(successor));
    edge->mutable_partition()->set_key(v1::Partition::KEY_WHOLE);
    if (successors.size() == 1) continue;
    const auto found = terms.find({id, successor});
    if (found == terms.end()) {
      return row.Fault("successor_slugs",
                       absl::StrCat("partition_terms.csv does not say which part goes to '", successor, "'"));
    }
    *edge->mutable_partition() = found->second;
  }
  return absl::OkStatus();
}

absl::Status ReadFormerAgency(ReferenceDraft& draft, const ReferenceRow& row, const PartitionTerms& terms) {
  const auto kind = KindOf(row, "kind");
  if (!kind.ok()) return kind.status();
  // "UBND huyện …" is the district itself, which successions.csv has told.
  if (*kind == v1::UNIT_KIND_DISTRICT) {
    const auto district = draft.units.find(row["id"]);
    if (district == draft.units.end()) return row.Fault("id", "successions.csv has no such district");
    for (v1::UnitVersion& version : *district->second.mutable_versions()) version.add_short_names(row["former_name"]);
    return absl::OkStatus();
  }
  if (row["effective_date"].empty()) return row.Fault("effective_date", "is missing");
  if (const absl::Status status = CheckDate(row, "effective_date"); !status.ok()) return status;
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  const auto unit = draft.NewUnit(row, "id", row["id"]);
  if (!unit.ok()) return unit.status();
  v1::UnitVersion* version = (*unit)->add_versions();
  version->set_valid_to(row["effective_date"]);
  version->set_display_name(row["former_name"]);
  version->set_kind(*kind);
  version->set_level(LevelOf(*kind));
  *version->mutable_provenance() = *provenance;
  if (!row["parent"].empty())
    SetParent(**unit, draft.UnitNameOf(row["parent"]), "", row["effective_date"], *provenance);
  return AddSuccession(draft, row, terms, *provenance);
}

absl::Status ReadUnitSet(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string& id = row["id"];
  if (!IsId(id)) return row.Fault("id", absl::StrCat("'", Excerpt(id), "' is not an id"));
  const auto [entry, fresh] = draft.unit_sets.try_emplace(id);
  if (!fresh) return row.Fault("id", absl::StrCat("'", id, "' stands in the data already"));
  v1::UnitSet& set = entry->second;
  set.set_name(UnitSetName(draft.province, id));
  set.set_display_name(row["display_name"]);
  for (const std::string& name : row.List("short_names")) set.add_short_names(name);
  for (const std::string& name : row.List("ambiguous_names")) set.add_ambiguous_names(name);
  for (const std::string& word : row.List("kinds")) {
    const v1::UnitKind kind = KindOfWord(word);
    if (kind == v1::UNIT_KIND_UNSPECIFIED)
      return row.Fault("kinds", absl::StrCat("'", Excerpt(word), "' is not a kind"));
    set.add_kinds(kind);
  }
  for (const std::string& attribute : row.List("attributes")) {
    const std::vector<std::string> parts = absl::StrSplit(attribute, absl::MaxSplits('=', 1));
    if (parts.size() != 2) return row.Fault("attributes", "must look like border=cambodia");
    (*set.mutable_attributes())[parts[0]] = parts[1];
  }
  for (const absl::string_view column : {"valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  set.set_valid_from(row["valid_from"]);
  set.set_valid_to(row["valid_to"]);
  for (const std::string& successor : row.List("successor_sets")) {
    set.add_successor_sets(UnitSetName(draft.province, successor));
  }
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  *set.mutable_provenance() = *provenance;
  return absl::OkStatus();
}

// A name is borne by all versions of its bearers: people write as they are used to.
template <typename Bearer>
void AddName(Bearer& bearer, const std::string& name, bool ambiguous) {
  auto* names = ambiguous ? bearer.mutable_ambiguous_names() : bearer.mutable_short_names();
  if (std::find(names->begin(), names->end(), name) == names->end()) *names->Add() = name;
}

absl::Status ReadAbbreviation(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string& use = row["use"];
  if (use == "word") return absl::OkStatus();
  if (use != "name" && use != "ask") return row.Fault("use", "must be name, ask or word");
  const std::vector<std::string> targets = row.List("targets");
  if (targets.empty()) return row.Fault("targets", "is missing");
  for (const std::string& target : targets) {
    const auto unit = draft.units.find(target);
    const auto set = draft.unit_sets.find(target);
    if (unit == draft.units.end() && set == draft.unit_sets.end()) {
      return row.Fault("targets", absl::StrCat("there is no unit or set '", Excerpt(target), "'"));
    }
    if (set != draft.unit_sets.end()) AddName(set->second, row["abbreviation"], use == "ask");
    if (unit == draft.units.end()) continue;
    for (v1::UnitVersion& version : *unit->second.mutable_versions())
      AddName(version, row["abbreviation"], use == "ask");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadAgencies(ReferenceDraft& draft) {
  const auto renaming = FindRenaming(draft);
  if (!renaming.ok()) return renaming.status();
  const auto table = draft.Read("agencies.csv",
                                {"slug", "name_vi", "name_vi_current", "official_code", "kind", "parent_slug",
                                 "effective_date", "verification", "current_name_basis", "note", "source"},
                                /*required=*/true);
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (row["kind"] == kGroupKind) continue;  // unit_sets.csv
    if (const absl::Status status = ReadAgency(draft, row, *renaming); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadFormerAgencies(ReferenceDraft& draft) {
  const auto terms = ReadPartitionTerms(draft);
  if (!terms.ok()) return terms.status();
  const auto table =
      draft.Read("former_agencies.csv", {"id", "former_name", "kind", "parent", "successor_slugs", "effective_date",
                                         "legal_basis", "verification", "note", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (row["kind"] == kGroupKind) continue;
    if (const absl::Status status = ReadFormerAgency(draft, row, *terms); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadUnitSets(ReferenceDraft& draft) {
  const auto table =
      draft.Read("unit_sets.csv", {"id", "display_name", "short_names", "ambiguous_names", "kinds", "attributes",
                                   "valid_from", "valid_to", "successor_sets", "verification", "note", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadUnitSet(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadAbbreviations(ReferenceDraft& draft) {
  const auto table = draft.Read("abbreviations.csv", {"abbreviation", "use", "targets"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadAbbreviation(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace phoihop::import
