// Provinces, districts and communes, and how they came out of one another (units.csv, successions.csv).
//
// Ids: a commune of today is xp-{code}; one that ended is xp-{code}-cu, because its code may now name another. A
// commune that no reorganisation touched keeps one identity. Districts are huyen-{code}, provinces tinh-{code}, former
// ones tinh-{code}-cu.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/import/reference_draft.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::import {
namespace {

constexpr char kCommuneScheme[] = "vn.gso-commune";
constexpr char kDistrictScheme[] = "vn.gso-district";
constexpr char kProvinceScheme[] = "vn.gso-province";

std::string CommuneId(absl::string_view code) { return absl::StrCat("xp-", code); }
std::string FormerCommuneId(absl::string_view code) { return absl::StrCat("xp-", code, "-cu"); }
std::string DistrictId(absl::string_view code) { return absl::StrCat("huyen-", code); }
std::string ProvinceId(absl::string_view code) { return absl::StrCat("tinh-", code); }
std::string FormerProvinceId(absl::string_view code) { return absl::StrCat("tinh-", code, "-cu"); }

std::string YearOf(const std::string& date) { return date.substr(0, 4); }

// What successions.csv says of one commune of today.
struct CommuneHistory {
  std::string since;       // empty: since ever
  std::string unchanged;   // date on which it was kept as it is
  std::string ward_since;  // date on which it became a ward
  std::string ward_basis;
  std::string province_code;  // former province
};

class Territories {
 public:
  explicit Territories(ReferenceDraft& draft) : draft_(draft) {}

  absl::Status Read() {
    for (const auto& [name, unit] : draft_.units) {
      for (const v1::UnitVersion& version : unit.versions()) {
        if (version.kind() == v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE) committee_ = unit.name();
      }
    }
    const auto successions =
        draft_.Read("successions.csv",
                    {"event", "predecessor_code", "predecessor_name", "predecessor_kind", "predecessor_district_code",
                     "predecessor_province_code", "successor_code", "successor_name", "successor_kind", "part",
                     "effective_date", "legal_basis", "note", "verification", "source"},
                    /*required=*/true);
    if (!successions.ok()) return successions.status();
    const std::vector<ReferenceRow> rows = successions->rows();
    CountParts(rows);
    for (const ReferenceRow& row : rows) {
      if (const absl::Status status = Succession(row); !status.ok()) return status;
    }
    const auto communes =
        draft_.Read("units.csv",
                    {"code", "full_name", "full_name_current", "kind", "kind_current", "former_district_code",
                     "border_with_cambodia", "spelling_variants", "legal_basis_2025", "verification", "source"},
                    /*required=*/true);
    if (!communes.ok()) return communes.status();
    for (const ReferenceRow& row : communes->rows()) {
      if (const absl::Status status = Commune(row); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  static void Version(v1::Unit& unit, const std::string& from, const std::string& to, const std::string& name,
                      v1::UnitKind kind, const std::string& basis, const v1::Provenance& provenance) {
    v1::UnitVersion* version = unit.add_versions();
    version->set_valid_from(from);
    version->set_valid_to(to);
    version->set_display_name(name);
    version->set_kind(kind);
    version->set_level(LevelOf(kind));
    if (!basis.empty()) *version->mutable_basis() = CitationOf(basis);
    *version->mutable_provenance() = provenance;
  }

  static void Code(v1::Unit& unit, const char* scheme, const std::string& value, const std::string& from,
                   const std::string& to) {
    v1::UnitIdentifier* identifier = unit.add_identifiers();
    identifier->set_scheme(scheme);
    identifier->set_value(value);
    identifier->set_valid_from(from);
    identifier->set_valid_to(to);
  }

  static void Parent(v1::Unit& unit, const std::string& parent, const std::string& from, const std::string& to,
                     const v1::Provenance& provenance) {
    if (parent.empty()) return;
    v1::UnitRelation* relation = unit.add_relations();
    relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
    relation->set_to_unit(parent);
    relation->set_valid_from(from);
    relation->set_valid_to(to);
    *relation->mutable_provenance() = provenance;
  }

  // The reorganisation of an id, made by the first of its rows.
  v1::Reorganisation& Step(const std::string& id, v1::ReorganisationType type, const ReferenceRow& row,
                           const std::string& display_name, const v1::Provenance& provenance) {
    v1::Reorganisation& reorganisation = draft_.reorganisations[id];
    if (reorganisation.name().empty()) {
      reorganisation.set_name(draft_.Name("reorganisations", id));
      reorganisation.set_display_name(display_name);
      reorganisation.set_type(type);
      reorganisation.set_effective_date(row["effective_date"]);
      *reorganisation.mutable_basis() = CitationOf(row["legal_basis"]);
      *reorganisation.mutable_provenance() = provenance;
    }
    return reorganisation;
  }

  void Edge(v1::Reorganisation& reorganisation, const std::string& from, const std::string& to) {
    v1::SuccessionEdge* edge = reorganisation.add_edges();
    edge->set_from_unit(draft_.UnitNameOf(from));
    edge->set_to_unit(draft_.UnitNameOf(to));
    edge->mutable_partition()->set_key(v1::Partition::KEY_WHOLE);
  }

  void TerritoryEdge(v1::Reorganisation& reorganisation, const std::string& from, const std::string& to,
                     const std::string& text) {
    Edge(reorganisation, from, to);
    v1::Partition* partition = reorganisation.mutable_edges(reorganisation.edges_size() - 1)->mutable_partition();
    partition->set_key(v1::Partition::KEY_TERRITORY);
    partition->set_text(text);
    partition->add_territories(draft_.UnitNameOf(to));
  }

  void CountParts(const std::vector<ReferenceRow>& rows) {
    for (const ReferenceRow& row : rows) {
      if (row["part"] == "part") ++parts_[row["predecessor_code"]];
    }
  }

  absl::Status Succession(const ReferenceRow& row) {
    if (row["effective_date"].empty()) return row.Fault("effective_date", "is missing");
    if (const absl::Status status = CheckDate(row, "effective_date"); !status.ok()) return status;
    const auto provenance = draft_.ProvenanceOf(row);
    if (!provenance.ok()) return provenance.status();
    const std::string& event = row["event"];
    if (event == "commune_merge") return CommuneMerge(row, *provenance);
    if (event == "commune_unchanged") return CommuneUnchanged(row, *provenance);
    if (event == "commune_to_ward") return CommuneToWard(row, *provenance);
    if (event == "district_abolished") return District(row, *provenance);
    if (event == "province_merge") return ProvinceMerge(row, *provenance);
    if (event == "province_to_city") return ProvinceToCity(row, *provenance);
    return row.Fault("event", absl::StrCat("'", Excerpt(event), "' is not an event that is known"));
  }

  absl::Status CommuneMerge(const ReferenceRow& row, const v1::Provenance& provenance) {
    const std::string old_id = FormerCommuneId(row["predecessor_code"]);
    const std::string new_id = CommuneId(row["successor_code"]);
    CommuneHistory& history = communes_[row["successor_code"]];
    history.since = row["effective_date"];
    history.province_code = row["predecessor_province_code"];
    if (!draft_.units.contains(old_id)) {
      const absl::Status status = FormerCommune(row, old_id, provenance);
      if (!status.ok()) return status;
    }
    const std::string new_name = TerritoryName(row["successor_kind"], row["successor_name"]);
    if (row["part"] != "part") {
      Edge(Step(absl::StrCat("sx-", YearOf(row["effective_date"]), "-", new_id), v1::REORGANISATION_TYPE_MERGE, row,
                absl::StrCat("Sắp xếp thành ", new_name), provenance),
           old_id, new_id);
      return absl::OkStatus();
    }
    if (parts_[row["predecessor_code"]] < 2) return row.Fault("part", "a part needs at least one other part");
    v1::Reorganisation& split =
        Step(absl::StrCat("sx-", YearOf(row["effective_date"]), "-", old_id), v1::REORGANISATION_TYPE_SPLIT, row,
             absl::StrCat("Chia ", TerritoryName(row["predecessor_kind"], row["predecessor_name"])), provenance);
    if (split.basis().text() != row["legal_basis"]) {
      split.mutable_basis()->set_text(absl::StrCat(split.basis().text(), "; ", row["legal_basis"]));
    }
    TerritoryEdge(split, old_id, new_id, absl::StrCat(row["note"], " (", row["legal_basis"], ")"));
    return absl::OkStatus();
  }

  absl::Status FormerCommune(const ReferenceRow& row, const std::string& id, const v1::Provenance& provenance) {
    const auto kind = KindOf(row, "predecessor_kind");
    if (!kind.ok()) return kind.status();
    const auto unit = draft_.NewUnit(row, "predecessor_code", id);
    if (!unit.ok()) return unit.status();
    const std::string& until = row["effective_date"];
    Version(**unit, "", until, TerritoryName(row["predecessor_kind"], row["predecessor_name"]), *kind, "", provenance);
    Code(**unit, kCommuneScheme, row["predecessor_code"], "", until);
    const std::string& district = row["predecessor_district_code"];
    Parent(**unit, draft_.UnitNameOf(DistrictId(district)), "", until, provenance);
    (*(*unit)->mutable_attributes())["former-district"] = district;
    (*(*unit)->mutable_attributes())["former-province"] = row["predecessor_province_code"];
    return absl::OkStatus();
  }

  absl::Status CommuneUnchanged(const ReferenceRow& row, const v1::Provenance& provenance) {
    CommuneHistory& history = communes_[row["successor_code"]];
    history.unchanged = row["effective_date"];
    history.province_code = row["predecessor_province_code"];
    const std::string id = CommuneId(row["successor_code"]);
    Edge(Step(absl::StrCat("sx-", YearOf(row["effective_date"]), "-", id), v1::REORGANISATION_TYPE_REPARENT, row,
              absl::StrCat(TerritoryName(row["successor_kind"], row["successor_name"]),
                           " giữ nguyên, không còn thuộc cấp huyện"),
              provenance),
         id, id);
    return absl::OkStatus();
  }

  absl::Status CommuneToWard(const ReferenceRow& row, const v1::Provenance& provenance) {
    CommuneHistory& history = communes_[row["successor_code"]];
    history.ward_since = row["effective_date"];
    history.ward_basis = row["legal_basis"];
    const std::string id = CommuneId(row["successor_code"]);
    Edge(Step(absl::StrCat("dl-", YearOf(row["effective_date"]), "-", id), v1::REORGANISATION_TYPE_RETYPE, row,
              absl::StrCat(TerritoryName(row["predecessor_kind"], row["predecessor_name"]), " thành ",
                           TerritoryName(row["successor_kind"], row["successor_name"])),
              provenance),
         id, id);
    return absl::OkStatus();
  }

  absl::Status District(const ReferenceRow& row, const v1::Provenance& provenance) {
    const auto kind = KindOf(row, "predecessor_kind");
    if (!kind.ok()) return kind.status();
    const std::string id = DistrictId(row["predecessor_code"]);
    const auto unit = draft_.NewUnit(row, "predecessor_code", id);
    if (!unit.ok()) return unit.status();
    const std::string name = TerritoryName(row["predecessor_kind"], row["predecessor_name"]);
    const std::string& until = row["effective_date"];
    Version(**unit, "", until, name, *kind, "", provenance);
    Code(**unit, kDistrictScheme, row["predecessor_code"], "", until);
    Parent(**unit, draft_.UnitNameOf(FormerProvinceId(row["predecessor_province_code"])), "", until, provenance);
    v1::Reorganisation& end =
        Step(absl::StrCat("kt-", id), v1::REORGANISATION_TYPE_ABOLISH, row, absl::StrCat("Bãi bỏ ", name), provenance);
    v1::UnitSet& set = draft_.unit_sets[absl::StrCat("dia-ban-", id)];
    set.set_name(UnitSetName(draft_.province, absl::StrCat("dia-ban-", id)));
    set.set_display_name(absl::StrCat("Các xã, phường trên địa bàn ", name, " (cũ)"));
    set.add_short_names(absl::StrCat("địa bàn ", name, " (cũ)"));
    set.set_valid_from(until);
    *set.mutable_provenance() = provenance;
    for (const std::string& code : row.List("successor_code")) {
      TerritoryEdge(end, id, CommuneId(code), absl::StrCat("phần việc trên địa bàn nay thuộc xã, phường mã ", code));
      set.add_units(draft_.UnitNameOf(CommuneId(code)));
    }
    return set.units().empty() ? row.Fault("successor_code", "is missing") : absl::OkStatus();
  }

  absl::Status ProvinceMerge(const ReferenceRow& row, const v1::Provenance& provenance) {
    const std::string old_id = FormerProvinceId(row["predecessor_code"]);
    const std::string new_id = ProvinceId(row["successor_code"]);
    const auto old_unit = draft_.NewUnit(row, "predecessor_code", old_id);
    if (!old_unit.ok()) return old_unit.status();
    const std::string& date = row["effective_date"];
    const std::string& name = row["predecessor_name"];
    Version(**old_unit, "", date, TerritoryName(row["predecessor_kind"], name), v1::UNIT_KIND_PROVINCE, "", provenance);
    AddBareNames(*(*old_unit)->mutable_versions(0), name);
    Code(**old_unit, kProvinceScheme, row["predecessor_code"], "", date);
    if (!draft_.units.contains(new_id)) {
      const auto unit = draft_.NewUnit(row, "successor_code", new_id);
      if (!unit.ok()) return unit.status();
      Version(**unit, date, "", TerritoryName(row["successor_kind"], row["successor_name"]), v1::UNIT_KIND_PROVINCE,
              row["legal_basis"], provenance);
      AddBareNames(*(*unit)->mutable_versions(0), row["successor_name"]);
      Code(**unit, kProvinceScheme, row["successor_code"], date, "");
    }
    Edge(Step(absl::StrCat("hn-", YearOf(date), "-", new_id), v1::REORGANISATION_TYPE_MERGE, row,
              absl::StrCat("Hợp nhất thành ", TerritoryName(row["successor_kind"], row["successor_name"])), provenance),
         old_id, new_id);
    return absl::OkStatus();
  }

  absl::Status ProvinceToCity(const ReferenceRow& row, const v1::Provenance& provenance) {
    const std::string id = ProvinceId(row["successor_code"]);
    const auto found = draft_.units.find(id);
    if (found == draft_.units.end()) return row.Fault("successor_code", "no province_merge above makes this province");
    v1::Unit& unit = found->second;
    v1::UnitVersion* before = unit.mutable_versions(unit.versions_size() - 1);
    before->set_valid_to(row["effective_date"]);
    const std::string name = TerritoryName(row["successor_kind"], row["successor_name"]);
    Version(unit, row["effective_date"], "", name, v1::UNIT_KIND_PROVINCE, row["legal_basis"], provenance);
    AddBareNames(*unit.mutable_versions(unit.versions_size() - 1), row["successor_name"]);
    Edge(Step(absl::StrCat("dl-", YearOf(row["effective_date"]), "-", id), v1::REORGANISATION_TYPE_RETYPE, row,
              absl::StrCat("Thành lập ", name, " trực thuộc Trung ương"), provenance),
         id, id);
    return absl::OkStatus();
  }

  absl::Status Commune(const ReferenceRow& row) {
    const auto found = communes_.find(row["code"]);
    if (found == communes_.end())
      return row.Fault("code", "successions.csv does not say where this commune comes from");
    const CommuneHistory& history = found->second;
    const auto kind = KindOf(row, "kind");
    if (!kind.ok()) return kind.status();
    const auto current = KindOf(row, "kind_current");
    if (!current.ok()) return current.status();
    if ((*kind != *current) == history.ward_since.empty()) {
      return row.Fault("kind_current", "disagrees with the commune_to_ward rows of successions.csv");
    }
    const auto provenance = draft_.ProvenanceOf(row);
    if (!provenance.ok()) return provenance.status();
    const auto unit = draft_.NewUnit(row, "code", CommuneId(row["code"]));
    if (!unit.ok()) return unit.status();
    const std::string& begin = history.since.empty() ? history.unchanged : history.since;
    if (history.since.empty()) Version(**unit, "", begin, row["full_name"], *kind, "", *provenance);
    Version(**unit, begin, history.ward_since, row["full_name"], *kind, row["legal_basis_2025"], *provenance);
    if (!history.ward_since.empty()) {
      Version(**unit, history.ward_since, "", row["full_name_current"], *current, history.ward_basis, *provenance);
    }
    for (const std::string& variant : row.List("spelling_variants")) {
      for (v1::UnitVersion& version : *(*unit)->mutable_versions()) {
        version.add_short_names(TerritoryName(version.kind() == *kind ? row["kind"] : row["kind_current"], variant));
      }
    }
    Code(**unit, kCommuneScheme, row["code"], history.since, "");
    const std::string& district = row["former_district_code"];
    if (history.since.empty()) {
      Parent(**unit, draft_.UnitNameOf(DistrictId(district)), "", begin, *provenance);
    }
    Parent(**unit, committee_, begin, "", *provenance);
    auto& attributes = *(*unit)->mutable_attributes();
    attributes["former-district"] = district;
    attributes["former-province"] = history.province_code;
    if (row["border_with_cambodia"] == "yes") attributes["border"] = "cambodia";
    return absl::OkStatus();
  }

  static void AddBareNames(v1::UnitVersion& version, const std::string& name) {
    version.add_short_names(name);
    version.add_short_names(Initials(name));
  }

  // "Đồng Nai" → "ĐN".
  static std::string Initials(absl::string_view name) {
    std::string initials;
    for (const absl::string_view word : absl::StrSplit(name, ' ', absl::SkipEmpty())) {
      size_t length = 1;
      while (length < word.size() && (static_cast<unsigned char>(word[length]) & 0xC0) == 0x80) ++length;
      initials += std::string(word.substr(0, length));
    }
    return initials;
  }

  ReferenceDraft& draft_;
  std::string committee_;
  std::map<std::string, int> parts_;
  std::map<std::string, CommuneHistory> communes_;
};

}  // namespace

absl::Status ReadTerritories(ReferenceDraft& draft) { return Territories(draft).Read(); }

}  // namespace phoihop::import
