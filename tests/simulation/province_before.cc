#include "tests/simulation/province_before.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/import/reference_loader.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";
// First day of the new state. Agencies of the data that ended in February and March 2025 are taken as living until
// then: when exactly each of them ended is not known, and this way their work is there to be moved.
constexpr char kNewState[] = "2025-07-01";
constexpr char kCity[] = "2026-04-30";

bool IsBefore(const std::string& date) { return date < kNewState; }

std::string Id(const std::string& name) { return std::string(LastSegment(name)); }

class Builder {
 public:
  absl::StatusOr<ProvinceBefore> Build() {
    auto loaded =
        import::LoadReferenceData({.province = kProvinceId, .directory = "data/dong-nai", .defaults = "data/default"});
    if (!loaded.ok()) return loaded.status();
    for (const v1::Event& entry : loaded->entries()) Sort(entry);
    for (const auto& [name, unit] : units_) {
      if (IsBefore(unit.versions(0).valid_from())) before_[name] = AsBefore(unit);
    }
    FindSuccessors();
    Merges();
    Creations();
    Splits();
    Communes();
    Districts();
    City();
    if (before_.size() + made_.size() != units_.size()) {
      return absl::InternalError(absl::StrCat("of ", units_.size(), " units ", before_.size(), " lived before and ",
                                              made_.size(), " are made"));
    }
    Record(*loaded);
    return std::move(result_);
  }

 private:
  void Sort(const v1::Event& entry) {
    if (entry.has_unit_recorded()) units_[entry.unit_recorded().unit().name()] = entry.unit_recorded().unit();
    if (!entry.has_reorganisation_recorded()) return;
    const v1::Reorganisation& recorded = entry.reorganisation_recorded().reorganisation();
    history_[recorded.name()] = recorded;
  }

  // The unit's first version, identifiers and relations of that time, all without an end.
  static v1::Unit AsBefore(v1::Unit unit) { return Cut(std::move(unit), /*from=*/"", /*to=*/kNewState); }

  // What of the unit began in [from, to), going on.
  static v1::Unit Cut(v1::Unit unit, const std::string& from, const std::string& to) {
    const auto outside = [&](const auto& part) { return part.valid_from() < from || part.valid_from() >= to; };
    const auto cut = [&](auto* parts) {
      parts->erase(std::remove_if(parts->begin(), parts->end(), outside), parts->end());
      for (auto& part : *parts) part.clear_valid_to();
    };
    cut(unit.mutable_versions());
    cut(unit.mutable_identifiers());
    cut(unit.mutable_relations());
    return unit;
  }

  // Of a merge of one: who takes over.
  void FindSuccessors() {
    for (const auto& [name, step] : history_) {
      if (step.type() == v1::REORGANISATION_TYPE_MERGE) {
        for (const v1::SuccessionEdge& edge : step.edges()) successor_[edge.from_unit()] = edge.to_unit();
      }
      for (const v1::SuccessionEdge& edge : step.edges()) {
        if (edge.from_unit() == edge.to_unit()) successor_[edge.from_unit()] = edge.to_unit();
      }
    }
  }

  static v1::Reorganisation Draft(const std::string& id, v1::ReorganisationType type, const std::string& display_name,
                                  const std::string& effective_date, const v1::Citation& basis) {
    v1::Reorganisation draft;
    draft.set_name(absl::StrCat("provinces/", kProvinceId, "/reorganisations/", id.substr(0, kMaxIdBytes)));
    draft.set_type(type);
    draft.set_display_name(display_name);
    draft.set_effective_date(effective_date);
    if (!basis.text().empty()) *draft.mutable_basis() = basis;
    return draft;
  }

  // Marks the units of a draft as made, when everything that they refer to is there.
  bool CanBeMade(const v1::Unit& unit) const {
    return std::all_of(unit.relations().begin(), unit.relations().end(), [&](const v1::UnitRelation& relation) {
      return before_.contains(relation.to_unit()) || made_.contains(relation.to_unit());
    });
  }

  // A unit as it is when it begins.
  v1::Unit AsMade(const std::string& name) const {
    const v1::Unit& unit = units_.at(name);
    return Cut(unit, unit.versions(0).valid_from(), kCity);
  }

  void Add(v1::Reorganisation draft) {
    for (const v1::Unit& unit : draft.units()) made_.insert(unit.name());
    result_.in_2025.push_back(std::move(draft));
  }

  // Everything that is merged into a new unit, one reorganisation for each receiver.
  void Merges() {
    std::map<std::string, v1::Reorganisation> by_receiver;
    std::map<std::string, std::set<std::string>> bases;
    for (const auto& [name, step] : history_) {
      if (step.type() != v1::REORGANISATION_TYPE_MERGE) continue;
      for (const v1::SuccessionEdge& edge : step.edges()) {
        v1::Reorganisation& draft = by_receiver[edge.to_unit()];
        if (draft.name().empty()) {
          const v1::Unit unit = AsMade(edge.to_unit());
          draft = Draft(absl::StrCat("hn-2025-", Id(unit.name())), v1::REORGANISATION_TYPE_MERGE,
                        absl::StrCat("Hợp nhất thành ", unit.versions(0).display_name()), unit.versions(0).valid_from(),
                        v1::Citation());
          *draft.add_units() = unit;
        }
        *draft.add_edges() = edge;
        if (!step.basis().text().empty()) bases[edge.to_unit()].insert(step.basis().text());
      }
    }
    for (auto& [receiver, draft] : by_receiver) {
      if (bases.contains(receiver)) draft.mutable_basis()->set_text(absl::StrJoin(bases[receiver], "; "));
      waiting_.push_back(std::move(draft));
    }
  }

  // Units of the new state of which the data know no predecessor; and the order of all that begins.
  void Creations() {
    std::set<std::string> merged;
    for (const v1::Reorganisation& draft : waiting_) merged.insert(draft.units(0).name());
    for (const auto& [name, unit] : units_) {
      if (before_.contains(name) || merged.contains(name)) continue;
      v1::Reorganisation draft =
          Draft(absl::StrCat("tl-2025-", Id(name)), v1::REORGANISATION_TYPE_CREATE,
                absl::StrCat("Thành lập ", unit.versions(0).display_name()), unit.versions(0).valid_from(), {});
      draft.add_edges()->set_to_unit(name);
      *draft.add_units() = AsMade(name);
      waiting_.push_back(std::move(draft));
    }
    // By date; within a date whoever is referred to comes first.
    std::stable_sort(waiting_.begin(), waiting_.end(), [](const v1::Reorganisation& a, const v1::Reorganisation& b) {
      return a.effective_date() < b.effective_date();
    });
    while (!waiting_.empty()) {
      const auto next = std::find_if(waiting_.begin(), waiting_.end(), [&](const v1::Reorganisation& draft) {
        return draft.effective_date() == kNewState && CanBeMade(draft.units(0));
      });
      if (next == waiting_.end()) break;
      v1::Reorganisation draft = *next;
      waiting_.erase(next);
      Add(std::move(draft));
    }
  }

  // Departments that were divided by function.
  void Splits() {
    for (const auto& [name, step] : history_) {
      if (step.type() != v1::REORGANISATION_TYPE_SPLIT || IsCommune(step.edges(0).from_unit())) continue;
      v1::Reorganisation draft = Draft(absl::StrCat("ch-2025-", Id(step.edges(0).from_unit())),
                                       v1::REORGANISATION_TYPE_SPLIT, step.display_name(), kNewState, step.basis());
      *draft.mutable_edges() = step.edges();
      Add(std::move(draft));
    }
  }

  static bool IsCommune(const std::string& name) { return absl::StartsWith(Id(name), "xp-"); }

  // Xuân Tâm, the one commune that was divided; and the seven that stayed and got another superior.
  void Communes() {
    for (const auto& [name, step] : history_) {
      if (step.effective_date() != kNewState || !IsCommune(step.edges(0).from_unit())) continue;
      v1::Reorganisation draft = Draft(Id(name), step.type(), step.display_name(), kNewState, step.basis());
      *draft.mutable_edges() = step.edges();
      if (step.type() == v1::REORGANISATION_TYPE_REPARENT) {
        v1::Unit* unit = draft.add_units();
        unit->set_name(step.edges(0).to_unit());
        *unit->mutable_relations() = Cut(units_.at(unit->name()), kNewState, kCity).relations();
        result_.in_2025.push_back(std::move(draft));
      } else if (step.type() == v1::REORGANISATION_TYPE_SPLIT) {
        Add(std::move(draft));
      }
    }
  }

  // Districts and their divisions. The law abolished the level and gave its work to the communes on its territory (or
  // to departments): divided by the old communes that went into each new one. What does not say which commune it is
  // about, or is about Xuân Tâm, which two communes took, has no part that it belongs to: somebody has to be asked.
  void Districts() {
    for (const auto& [name, step] : history_) {
      if (step.type() != v1::REORGANISATION_TYPE_ABOLISH) continue;
      const std::string& old_unit = step.edges(0).from_unit();
      v1::Reorganisation draft =
          Draft(Id(name), v1::REORGANISATION_TYPE_SPLIT, step.display_name(), kNewState, step.basis());
      for (v1::SuccessionEdge edge : step.edges()) {
        v1::Partition& partition = *edge.mutable_partition();
        partition.clear_territories();
        for (const std::string& commune : CommunesOf(DistrictOf(old_unit), edge.to_unit())) {
          partition.add_territories(commune);
        }
        if (partition.territories().empty()) {
          partition.set_key(v1::Partition::KEY_UNDETERMINED);
          partition.set_text("một phần của xã được chia cho nhiều xã");
        }
        *draft.add_edges() = edge;
      }
      Add(std::move(draft));
    }
    // Those that happened later in 2025, at their place.
    for (v1::Reorganisation& draft : waiting_) Add(std::move(draft));
    waiting_.clear();
  }

  // A division belongs to the district that is its superior.
  std::string DistrictOf(const std::string& unit) const {
    const v1::Unit& before = before_.at(unit);
    return before.versions(0).kind() == v1::UNIT_KIND_DISTRICT ? unit : before.relations(0).to_unit();
  }

  std::vector<std::string> CommunesOf(const std::string& district, const std::string& receiver) const {
    std::vector<std::string> communes;
    for (const auto& [name, unit] : before_) {
      const auto successor = successor_.find(name);
      if (!IsCommune(name) || successor == successor_.end() || successor->second != receiver) continue;
      if (unit.relations(0).to_unit() == district) communes.push_back(name);
    }
    return communes;
  }

  // The province becomes a city: new kinds, new names.
  void City() {
    for (const auto& [name, step] : history_) {
      if (step.effective_date() != kCity) continue;
      v1::Reorganisation draft = Draft(Id(name), step.type(), step.display_name(), kCity, step.basis());
      *draft.mutable_edges() = step.edges();
      v1::Unit* unit = draft.add_units();
      unit->set_name(step.edges(0).to_unit());
      *unit->mutable_versions() = Cut(units_.at(unit->name()), kCity, "9999").versions();
      // A province and a city under the central government are one kind of unit: the province gets a new name.
      if (unit->versions(0).kind() == units_.at(unit->name()).versions(0).kind()) {
        draft.set_type(v1::REORGANISATION_TYPE_RENAME);
      }
      result_.in_2026.push_back(std::move(draft));
    }
  }

  void Record(const internal::v1::RecordReferenceData& loaded) {
    for (const auto& [name, unit] : before_) {
      *result_.record.add_entries()->mutable_unit_recorded()->mutable_unit() = unit;
    }
    for (const auto& [name, unit] : before_) People(unit);
    for (const v1::Event& entry : loaded.entries()) {
      if (entry.has_unit_set_recorded()) {
        Set(entry.unit_set_recorded().unit_set());
      } else if (entry.has_duty_recorded()) {
        Duty(entry.duty_recorded().duty());
      } else if (entry.has_instrument_recorded() || entry.has_function_recorded() || entry.has_calendar_published() ||
                 entry.has_escalation_policy_published()) {
        *result_.record.add_entries() = entry;
      }
    }
  }

  void People(const v1::Unit& unit) {
    const std::string id = Id(unit.name());
    for (const bool head : {true, false}) {
      const std::string person = head ? HeadOf(id) : OfficerOf(id);
      v1::Membership& membership = *result_.record.add_entries()->mutable_membership_recorded()->mutable_membership();
      membership.set_name(absl::StrCat(unit.name(), "/memberships/", person));
      membership.set_person(PersonName(kProvinceId, person));
      membership.set_display_name(absl::StrCat(head ? "Thủ trưởng " : "Cán bộ ", unit.versions(0).display_name()));
      membership.set_role(head ? v1::MEMBERSHIP_ROLE_HEAD : v1::MEMBERSHIP_ROLE_OFFICER);
      membership.set_valid_from("2025-01-01");
      membership.mutable_provenance()->set_verification(v1::VERIFICATION_ILLUSTRATIVE);
    }
  }

  // Sets of the new state, and those that name units one by one, come later.
  void Set(const v1::UnitSet& set) {
    if (!IsBefore(set.valid_from()) || !set.units().empty()) return;
    *result_.record.add_entries()->mutable_unit_set_recorded()->mutable_unit_set() = set;
    sets_.insert(set.name());
  }

  // Duties of the new state as they were before it. Those of the past have their days already.
  void Duty(v1::Duty duty) {
    bool led = false;
    for (const v1::Duty::Holder& holder : duty.holders()) {
      if (!holder.valid_to().empty()) return;
    }
    google::protobuf::RepeatedPtrField<v1::Duty::Holder> holders;
    for (v1::Duty::Holder holder : duty.holders()) {
      holder.clear_valid_from();
      if (!before_.contains(holder.holder()) && !sets_.contains(holder.holder())) {
        const auto predecessor = std::find_if(successor_.begin(), successor_.end(), [&](const auto& entry) {
          return entry.second == holder.holder() && entry.first != entry.second && before_.contains(entry.first);
        });
        if (predecessor == successor_.end()) continue;
        holder.set_holder(predecessor->first);
      }
      led |= holder.role() == v1::DUTY_ROLE_LEAD;
      *holders.Add() = holder;
    }
    if (!led) return;
    duty.mutable_holders()->Swap(&holders);
    *result_.record.add_entries()->mutable_duty_recorded()->mutable_duty() = duty;
  }

  std::map<std::string, v1::Unit> units_;
  std::map<std::string, v1::Reorganisation> history_;
  std::map<std::string, v1::Unit> before_;
  std::map<std::string, std::string> successor_;
  std::vector<v1::Reorganisation> waiting_;  // begin something, not in order yet
  std::set<std::string> made_;
  std::set<std::string> sets_;
  ProvinceBefore result_;
};

}  // namespace

std::string ProvinceBefore::Unit(absl::string_view id) const { return UnitName(kProvinceId, id); }

absl::StatusOr<ProvinceBefore> MakeProvinceBefore() { return Builder().Build(); }

std::string OfficerOf(absl::string_view unit) { return absl::StrCat("can-bo-", unit).substr(0, kMaxIdBytes); }
std::string HeadOf(absl::string_view unit) { return absl::StrCat("thu-truong-", unit).substr(0, kMaxIdBytes); }

}  // namespace phoihop::testing
