#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/organisation/edge_rules.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/partition_rules.h"
#include "workflow/organisation/reference_rules.h"
#include "workflow/organisation/reorganisation_state.h"
#include "workflow/organisation/unit_changes.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

class Checker {
 public:
  Checker(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation)
      : state_(state), reorganisation_(reorganisation), directory_(state), date_(reorganisation.effective_date()) {
    for (const v1::Unit& unit : state.units()) known_.insert(unit.name());
    for (const v1::Unit& unit : reorganisation.units()) {
      known_.insert(unit.name());
      entries_.insert(unit.name());
    }
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
      if (EndsOldUnits(reorganisation.type())) ending_.insert(edge.from_unit());
    }
  }

  absl::Status Run() {
    Header();
    const bool dated = !findings_.Has(v1::ERROR_REASON_INVALID_DATE);
    const bool shaped = Edges();
    if (dated) {
      day_ = ParseDate(date_).value();
      Clocks();
      for (int i = 0; i < reorganisation_.edges_size(); ++i) OldUnit(i);
      for (int i = 0; i < reorganisation_.edges_size(); ++i) NewUnit(i);
      for (int i = 0; i < reorganisation_.units_size(); ++i) Entry(i);
      if (shaped) {
        Purpose();
        CheckPartitions(directory_, reorganisation_, findings_);
        if (EndsPlaceOfPerson(reorganisation_.type())) PlaceOfPerson();
      }
    }
    Assignments();
    Cycles();
    return findings_.Result();
  }

 private:
  void Add(v1::ErrorReason reason, std::string field, std::string description) {
    findings_.Add(reason, absl::StrCat("reorganisation.", field), std::move(description));
  }
  static std::string At(absl::string_view list, int index) { return absl::StrCat(list, "[", index, "]"); }

  void Header() {
    if (!IdOf(reorganisation_.name(), "reorganisations").ok() || *ProvinceOf(reorganisation_.name()) != Province()) {
      Add(v1::ERROR_REASON_INVALID_FIELD, "name",
          absl::StrCat("must look like provinces/", Province(), "/reorganisations/{id}"));
    }
    findings_.Date("reorganisation.effective_date", date_);
    findings_.Text("reorganisation.display_name", reorganisation_.display_name(), limits::kTitleBytes);
    findings_.Basis("reorganisation.basis", reorganisation_.basis());
    findings_.Text("reorganisation.provenance.source", reorganisation_.provenance().source(), kMaxReferenceTextBytes);
    findings_.Text("reorganisation.provenance.note", reorganisation_.provenance().note(), kMaxReferenceTextBytes);
    if (reorganisation_.edges_size() > kMaxReorganisationEdges) {
      Add(v1::ERROR_REASON_INVALID_FIELD, "edges", absl::StrCat("are more than ", kMaxReorganisationEdges));
    }
    if (reorganisation_.units_size() > kMaxReorganisationEdges + 1) {
      Add(v1::ERROR_REASON_INVALID_FIELD, "units", absl::StrCat("are more than ", kMaxReorganisationEdges + 1));
    }
  }

  // Whether the edges are what the type needs.
  bool Edges() {
    const std::string fault = EdgeFault(reorganisation_, EdgeUse::kDrafted);
    if (!fault.empty()) {
      Add(v1::ERROR_REASON_EDGE_COUNT, "edges",
          absl::StrCat(v1::ReorganisationType_Name(reorganisation_.type()), " ", fault));
    }
    bool known = true;
    for (int i = 0; i < reorganisation_.edges_size(); ++i) {
      const v1::SuccessionEdge& edge = reorganisation_.edges(i);
      const std::string at = At("edges", i);
      if (!edge.from_unit().empty()) known &= UnitIsKnown(edge.from_unit(), absl::StrCat(at, ".from_unit"));
      if (!edge.to_unit().empty()) known &= UnitIsKnown(edge.to_unit(), absl::StrCat(at, ".to_unit"));
      findings_.Text(absl::StrCat("reorganisation.", at, ".partition.text"), edge.partition().text(),
                     limits::kExplanationBytes);
      for (const std::string& territory : edge.partition().territories()) {
        UnitIsKnown(territory, absl::StrCat(at, ".partition.territories"));
      }
    }
    return fault.empty() && known;
  }

  bool UnitIsKnown(const std::string& unit, const std::string& field) {
    if (!IdOf(unit, "units").ok() || *ProvinceOf(unit) != Province()) {
      Add(v1::ERROR_REASON_INVALID_FIELD, field,
          absl::StrCat("'", Excerpt(unit), "' must look like provinces/", Province(), "/units/{id}"));
      return false;
    }
    if (entries_.contains(unit) || Exists(directory_.FindUnit(unit))) return true;
    Add(v1::ERROR_REASON_NOT_FOUND, field,
        absl::StrCat("no unit is called '", unit, "', and it does not stand in units"));
    return false;
  }

  // Lives on the day before and on the date.
  void OldUnit(int index) {
    const v1::SuccessionEdge& edge = reorganisation_.edges(index);
    const v1::Unit* unit = directory_.FindUnit(edge.from_unit());
    if (edge.from_unit().empty()) return;
    const std::string field = absl::StrCat(At("edges", index), ".from_unit");
    if (!Exists(unit)) {
      if (entries_.contains(edge.from_unit())) {
        Add(v1::ERROR_REASON_EFFECTIVE_DATE, field,
            absl::StrCat(edge.from_unit(), " begins with this reorganisation and cannot be an old unit of it"));
      }
      return;
    }
    const std::string& begin = unit->versions(0).valid_from();
    if (begin >= date_) {
      Add(v1::ERROR_REASON_EFFECTIVE_DATE, field,
          absl::StrCat(Who(*unit), " exists since ", begin, " only; the effective date must be later"));
      return;
    }
    if (Directory::VersionOn(*unit, day_ - 1) == nullptr || Directory::VersionOn(*unit, day_) == nullptr) {
      const auto& last = unit->versions(unit->versions_size() - 1);
      Add(v1::ERROR_REASON_EFFECTIVE_DATE, field,
          absl::StrCat(Who(*unit), " does not exist on the day before and on ", date_,
                       last.valid_to().empty() ? "" : absl::StrCat("; it ends on ", last.valid_to())));
      return;
    }
    if (!ending_.contains(edge.from_unit())) return;
    for (const v1::UnitVersion& version : unit->versions()) {
      if (version.valid_from() <= date_) continue;
      Add(v1::ERROR_REASON_VERSIONS_OVERLAP, field,
          absl::StrCat(Who(*unit), " has a version from ", version.valid_from(),
                       ", after its end; undo the change that made it"));
      return;
    }
    LaterPart(*unit, field);
  }

  // What is in force for a later day rests on the unit's being alive then: that it ends, gives or receives.
  void LaterPart(const v1::Unit& unit, const std::string& field) {
    for (const v1::Reorganisation& other : state_.reorganisations()) {
      const bool later = IsEnacted(other) && !EndsPlaceOfPerson(other.type()) && other.effective_date() > date_;
      const bool takes_part =
          later && std::any_of(other.edges().begin(), other.edges().end(), [&](const v1::SuccessionEdge& edge) {
            return edge.from_unit() == unit.name() || edge.to_unit() == unit.name();
          });
      if (!takes_part) continue;
      Add(v1::ERROR_REASON_EFFECTIVE_DATE, field,
          absl::StrCat(Who(unit), " has a part in ", other.name(), " on ", other.effective_date(),
                       ", after this end; undo that first"));
      return;
    }
  }

  // Exists on the date, or begins on it.
  void NewUnit(int index) {
    const v1::SuccessionEdge& edge = reorganisation_.edges(index);
    if (edge.to_unit().empty() || edge.to_unit() == edge.from_unit()) return;
    const std::string field = absl::StrCat(At("edges", index), ".to_unit");
    const v1::Unit* unit = directory_.FindUnit(edge.to_unit());
    if (!Exists(unit)) return;
    if (reorganisation_.type() == v1::REORGANISATION_TYPE_CREATE) {
      Add(v1::ERROR_REASON_VERSIONS_OVERLAP, field,
          absl::StrCat(Who(*unit), " exists already; choose another id for the new unit"));
    } else if (Directory::VersionOn(*unit, day_) == nullptr) {
      const bool entry = entries_.contains(edge.to_unit());
      Add(entry ? v1::ERROR_REASON_VERSIONS_OVERLAP : v1::ERROR_REASON_EFFECTIVE_DATE, field,
          absl::StrCat(Who(*unit), " does not exist on ", date_,
                       entry ? " but did or will on other days; choose another id for the new unit" : ""));
    }
  }

  // A unit as it will be.
  void Entry(int index) {
    const v1::Unit& entry = reorganisation_.units(index);
    const std::string at = At("units", index);
    if (!seen_.insert(entry.name()).second) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, at, absl::StrCat("'", Excerpt(entry.name()), "' stands here twice"));
    }
    const bool takes_part = std::any_of(
        reorganisation_.edges().begin(), reorganisation_.edges().end(),
        [&](const auto& edge) { return edge.to_unit() == entry.name() || edge.from_unit() == entry.name(); });
    if (!takes_part || EndsPlaceOfPerson(reorganisation_.type())) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, at, "is changed by no edge");
    }
    if (ending_.contains(entry.name())) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, at, "ends with this reorganisation and cannot be changed by it");
    }
    const v1::Unit* known = directory_.FindUnit(entry.name());
    if (!Versions(entry, Exists(known) ? known : nullptr, at)) return;
    Rules(entry, Exists(known) ? known : nullptr, at);
    Codes(entry, at);
  }

  bool Versions(const v1::Unit& entry, const v1::Unit* known, const std::string& at) {
    const v1::Unit dated = Dated(entry, reorganisation_);
    for (int i = 1; i < dated.versions_size(); ++i) {
      const v1::UnitVersion& before = dated.versions(i - 1);
      if (before.valid_to().empty() || dated.versions(i).valid_from() < before.valid_to()) {
        Add(v1::ERROR_REASON_VERSIONS_OVERLAP, absl::StrCat(at, ".", At("versions", i)),
            "would be in force on the same day as the version before it");
      }
    }
    if (dated.versions_size() > 1 || (known == nullptr && dated.versions().empty())) {
      Add(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(at, ".versions"),
          known == nullptr ? "needs exactly one version of a new unit" : "has more than the one version that is new");
      return false;
    }
    if (dated.versions().empty()) return true;
    const v1::UnitVersion& version = dated.versions(0);
    const std::string field = absl::StrCat(at, ".versions[0]");
    if (version.valid_from() != date_) {
      const bool overlap = known != nullptr && version.valid_from() < date_;
      Add(overlap ? v1::ERROR_REASON_VERSIONS_OVERLAP : v1::ERROR_REASON_INVALID_FIELD,
          absl::StrCat(field, ".valid_from"),
          absl::StrCat("must be the effective date, ", date_,
                       overlap ? "; before it another version is in force" : ""));
    }
    if (known == nullptr || version.valid_to().empty()) return true;
    const int now = VersionIndex(*known, date_);
    if (now < 0 || version.valid_to() == known->versions(now).valid_to()) return true;
    const std::string& end = known->versions(now).valid_to();
    const bool overlap = !end.empty() && version.valid_to() > end;
    Add(overlap ? v1::ERROR_REASON_VERSIONS_OVERLAP : v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(field, ".valid_to"),
        overlap ? absl::StrCat("overlaps what is in force from ", end) : "would end the unit; leave it empty");
    return true;
  }

  // What every unit of the reference data must satisfy.
  void Rules(const v1::Unit& entry, const v1::Unit* known, const std::string& at) {
    v1::Event recorded;
    v1::Unit& unit = *recorded.mutable_unit_recorded()->mutable_unit();
    unit = Dated(entry, reorganisation_);
    if (known != nullptr) {
      const int now = VersionIndex(*known, date_);
      if (now < 0) return;
      if (unit.versions().empty()) *unit.add_versions() = known->versions(now);
      v1::UnitVersion& version = *unit.mutable_versions(0);
      if (version.display_name().empty()) version.set_display_name(known->versions(now).display_name());
      if (version.kind() == v1::UNIT_KIND_UNSPECIFIED) version.set_kind(known->versions(now).kind());
    }
    ReferenceRules rules(Province(), known_, at);
    rules.Check(recorded, at);
    for (const FieldViolation& violation : ViolationsOf(rules.Result())) {
      Add(v1::ERROR_REASON_INVALID_FIELD, absl::StrReplaceAll(violation.field, {{"].unit", "]"}}),
          violation.description);
    }
  }

  // Nobody else bears the codes from the date on.
  void Codes(const v1::Unit& entry, const std::string& at) {
    for (int i = 0; i < entry.identifiers_size(); ++i) {
      const v1::UnitIdentifier& code = entry.identifiers(i);
      for (const v1::Unit* other : directory_.units()) {
        if (other->name() == entry.name() || ending_.contains(other->name())) continue;
        const bool bears =
            std::any_of(other->identifiers().begin(), other->identifiers().end(), [&](const auto& known) {
              return known.scheme() == code.scheme() && known.value() == code.value() &&
                     Contains(known.valid_from(), known.valid_to(), day_);
            });
        if (bears) {
          Add(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(at, ".", At("identifiers", i)),
              absl::StrCat("is the code of ", Who(*other), " on ", date_));
        }
      }
    }
  }

  // That the type changes what it says, and that everything that is made has an entry.
  void Purpose() {
    const v1::SuccessionEdge& edge = reorganisation_.edges(0);
    const auto entry = std::find_if(reorganisation_.units().begin(), reorganisation_.units().end(),
                                    [&](const v1::Unit& unit) { return unit.name() == edge.to_unit(); });
    const bool given = entry != reorganisation_.units().end();
    const v1::Unit* unit = directory_.FindUnit(edge.from_unit());
    const v1::UnitVersion* before = unit == nullptr ? nullptr : Directory::VersionOn(*unit, day_);
    const v1::UnitVersion after =
        given && !entry->versions().empty() ? entry->versions(0) : v1::UnitVersion::default_instance();
    const std::string old_name = before == nullptr ? "" : before->display_name();
    std::string needed;
    switch (reorganisation_.type()) {
      case v1::REORGANISATION_TYPE_RENAME:
        if (after.display_name().empty() || after.display_name() == old_name) needed = "a version with another name";
        break;
      case v1::REORGANISATION_TYPE_RETYPE:
        if (after.kind() == v1::UNIT_KIND_UNSPECIFIED || (before != nullptr && after.kind() == before->kind())) {
          needed = "a version with another kind";
        }
        break;
      case v1::REORGANISATION_TYPE_RENUMBER:
        if (!given || entry->identifiers().empty()) needed = "the new identifiers";
        break;
      case v1::REORGANISATION_TYPE_REPARENT:
        if (!given || entry->relations().empty()) needed = "the new relations";
        break;
      default:
        break;
    }
    if (needed.empty()) return;
    Add(v1::ERROR_REASON_INVALID_FIELD, "units",
        absl::StrCat(v1::ReorganisationType_Name(reorganisation_.type()), " needs ", needed, " of ", edge.from_unit()));
  }

  void PlaceOfPerson() {
    const v1::SuccessionEdge& edge = reorganisation_.edges(0);
    const bool membership = !edge.from_membership().empty();
    const std::string& place = membership ? edge.from_membership() : edge.from_post();
    const std::string field = membership ? "edges[0].from_membership" : "edges[0].from_post";
    if (phoihop::ParentOf(place) != edge.from_unit()) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, field, absl::StrCat("must be one of ", edge.from_unit()));
    }
    const auto interval = IntervalOf(place, membership);
    if (!interval.has_value()) {
      return Add(v1::ERROR_REASON_NOT_FOUND, field, absl::StrCat("'", Excerpt(place), "' is not known"));
    }
    if (!Contains(interval->first, interval->second, day_ - 1) || !Contains(interval->first, interval->second, day_)) {
      Add(v1::ERROR_REASON_EFFECTIVE_DATE, field,
          absl::StrCat("is in force from ", interval->first, " to ",
                       interval->second.empty() ? "further notice" : interval->second,
                       ", not on the day before and on ", date_));
    }
    if (!edge.to_person().empty()) Receiver(edge);
  }

  std::optional<std::pair<std::string, std::string>> IntervalOf(absl::string_view place, bool membership) const {
    if (membership) {
      for (const v1::Membership& one : state_.memberships()) {
        if (one.name() == place) return std::make_pair(one.valid_from(), one.valid_to());
      }
    } else {
      for (const v1::Post& one : state_.posts()) {
        if (one.name() == place) return std::make_pair(one.valid_from(), one.valid_to());
      }
    }
    return std::nullopt;
  }

  // Whoever takes over is in the unit on the date, by a place that does not end.
  void Receiver(const v1::SuccessionEdge& edge) {
    for (const v1::Membership* member : directory_.MembersOf(edge.from_unit(), day_)) {
      const bool ends =
          member->name() == edge.from_membership() || (!edge.from_post().empty() && member->post() == edge.from_post());
      if (member->person() == edge.to_person() && !ends) return;
    }
    Add(v1::ERROR_REASON_INVALID_FIELD, "edges[0].to_person",
        absl::StrCat("'", Excerpt(edge.to_person()), "' has no other place in ", edge.from_unit(), " on ", date_));
  }

  void Clocks() {
    const v1::ClockPolicy& policy = reorganisation_.clock_policy();
    if (!v1::ClockPolicy::Kind_IsValid(policy.kind())) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, "clock_policy.kind", "is not a policy that is known");
    }
    if (policy.kind() == v1::ClockPolicy::KIND_GRACE &&
        (policy.grace_working_days() < 1 || policy.grace_working_days() > kMaxGraceWorkingDays)) {
      Add(v1::ERROR_REASON_INVALID_FIELD, "clock_policy.grace_working_days",
          absl::StrCat("must be 1 to ", kMaxGraceWorkingDays));
    }
    if (policy.kind() != v1::ClockPolicy::KIND_SUSPEND_UNTIL) return;
    const auto until = ParseDate(policy.suspend_until());
    if (!until.ok()) {
      Add(v1::ERROR_REASON_INVALID_DATE, "clock_policy.suspend_until", std::string(until.status().message()));
    } else if (*until <= day_ || *until > absl::CivilDay(day_.year() + 1, day_.month(), day_.day())) {
      Add(v1::ERROR_REASON_INVALID_FIELD, "clock_policy.suspend_until",
          "must be after the effective date and at most a year after it");
    }
  }

  void Assignments() {
    if (reorganisation_.assignments_size() > kMaxAssignments) {
      return Add(v1::ERROR_REASON_INVALID_FIELD, "assignments", absl::StrCat("are more than ", kMaxAssignments));
    }
    std::set<absl::string_view> items;
    for (int i = 0; i < reorganisation_.assignments_size(); ++i) {
      const v1::ItemAssignment& assignment = reorganisation_.assignments(i);
      const std::string at = At("assignments", i);
      const auto province = ProvinceOf(assignment.item());
      if (!province.ok() || *province != Province() || assignment.item() == ProvinceName(Province())) {
        Add(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(at, ".item"),
            "must be the name of a task, hand-off, plan item or duty of the province");
      } else if (!items.insert(assignment.item()).second) {
        Add(v1::ERROR_REASON_INVALID_FIELD, absl::StrCat(at, ".item"), "stands here twice");
      }
      UnitIsKnown(assignment.to_unit(), absl::StrCat(at, ".to_unit"));
      findings_.Basis(absl::StrCat("reorganisation.", at, ".basis"), assignment.basis());
    }
  }

  // Over everything that is in force or announced.
  void Cycles() {
    std::vector<const v1::Reorganisation*> all = {&reorganisation_};
    for (const v1::Reorganisation& other : state_.reorganisations()) {
      if (other.name() == reorganisation_.name()) continue;
      if (IsEnacted(other) || other.state() == v1::Reorganisation::STATE_APPROVED) all.push_back(&other);
    }
    const std::string cycle = FindCycle(all);
    if (!cycle.empty()) {
      Add(v1::ERROR_REASON_SUCCESSION_CYCLE, "edges", absl::StrCat("would lead from a unit back to itself: ", cycle));
    }
  }

  const std::string& Province() const { return state_.province(); }
  std::string Who(const v1::Unit& unit) const {
    return absl::StrCat(unit.versions(unit.versions_size() - 1).display_name(), " (", unit.name(), ")");
  }

  const internal::v1::ReferenceData& state_;
  const v1::Reorganisation& reorganisation_;
  const Directory directory_;
  const std::string& date_;
  absl::CivilDay day_;
  absl::flat_hash_set<std::string> known_;    // units, those to be made too
  absl::flat_hash_set<std::string> entries_;  // of reorganisation_.units
  absl::flat_hash_set<std::string> ending_;
  absl::flat_hash_set<std::string> seen_;
  Findings findings_;
};

}  // namespace

absl::Status CheckReorganisation(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation) {
  return Checker(state, reorganisation).Run();
}

}  // namespace phoihop::organisation
