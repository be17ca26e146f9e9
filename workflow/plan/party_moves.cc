#include "workflow/plan/party_moves.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace phoihop::plan {
namespace {

using v1::RehomingItem;
using v1::ResponsibleParty;

std::vector<std::string> UnitsOf(const Parties& parties) {
  std::vector<std::string> units;
  for (const ResponsibleParty& party : parties) {
    units.insert(units.end(), party.units().begin(), party.units().end());
  }
  return units;
}

bool Has(const std::vector<std::string>& units, absl::string_view unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

class Mover {
 public:
  Mover(v1::RehomingRole role, const MoveOf& move, std::vector<RehomingItem::Change>& changes)
      : role_(role), move_(move), changes_(changes) {}

  // `only_lead`: a coordinator that comes to this unit is dropped.
  void Move(Parties& parties, absl::string_view only_lead) {
    only_lead_ = only_lead;
    // Whoever stays keeps its place: one that moves onto it is the one that is dropped.
    for (const std::string& unit : UnitsOf(parties)) {
      if (move_(role_, unit).role() == v1::REHOMING_ROLE_UNSPECIFIED) taken_.push_back(unit);
    }
    Parties kept;
    for (ResponsibleParty& party : parties) {
      const bool had_units = !party.units().empty();
      MoveUnits(party);
      if (!had_units || !party.units().empty() || !party.unit_set().empty()) *kept.Add() = std::move(party);
    }
    parties = std::move(kept);
  }

 private:
  void MoveUnits(ResponsibleParty& party) {
    google::protobuf::RepeatedPtrField<std::string> units;
    for (const std::string& unit : party.units()) {
      RehomingItem::Change change = move_(role_, unit);
      if (change.role() == v1::REHOMING_ROLE_UNSPECIFIED) {
        *units.Add() = unit;
        continue;
      }
      if (change.outcome() == RehomingItem::OUTCOME_MOVE) {
        TakeOrDrop(change, units);
      } else if (change.outcome() != RehomingItem::OUTCOME_CLOSE) {
        *units.Add() = unit;
        taken_.push_back(unit);
      }
      changes_.push_back(std::move(change));
    }
    *party.mutable_units() = std::move(units);
  }

  void TakeOrDrop(RehomingItem::Change& change, google::protobuf::RepeatedPtrField<std::string>& units) {
    const std::string& to = change.to_unit();
    if (!Has(taken_, to) && to != only_lead_) {
      *units.Add() = to;
      taken_.push_back(to);
      return;
    }
    change.set_outcome(RehomingItem::OUTCOME_MERGE_ROLE);
    change.set_reason(absl::StrCat(change.reason(), change.reason().empty() ? "" : "; ",
                                   to == only_lead_ ? "đơn vị này chủ trì" : "đơn vị này đã được nêu"));
  }

  const v1::RehomingRole role_;
  const MoveOf& move_;
  std::vector<RehomingItem::Change>& changes_;
  absl::string_view only_lead_;
  std::vector<std::string> taken_;
};

}  // namespace

std::vector<RehomingItem::Change> MoveParties(const MoveOf& move, v1::PlanItem& item) {
  std::vector<RehomingItem::Change> changes;
  Mover(v1::REHOMING_ROLE_LEAD, move, changes).Move(*item.mutable_leads(), "");
  const std::vector<std::string> leads = UnitsOf(item.leads());
  Mover(v1::REHOMING_ROLE_COORDINATOR, move, changes)
      .Move(*item.mutable_coordinators(), leads.size() == 1 ? absl::string_view(leads[0]) : absl::string_view());
  return changes;
}

bool DidSomething(const RehomingItem::Change& change) {
  return change.outcome() != RehomingItem::OUTCOME_MANUAL && change.outcome() != RehomingItem::OUTCOME_KEEP;
}

}  // namespace phoihop::plan
