#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/errors.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/reorganisation_state.h"
#include "workflow/organisation/unit_changes.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

class Undo {
 public:
  Undo(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation)
      : state_(state),
        reorganisation_(reorganisation),
        made_(reorganisation.made().begin(), reorganisation.made().end()) {}

  absl::StatusOr<Enactment> Run() {
    if (absl::Status status = CheckLater(); !status.ok()) return status;
    absl::Status status = Back(state_.units(), reorganisation_.units_before(), undo_.units, undo_.units_before);
    if (status.ok()) {
      status = Back(state_.unit_sets(), reorganisation_.unit_sets_before(), undo_.unit_sets, undo_.unit_sets_before);
    }
    if (status.ok()) {
      status =
          Back(state_.memberships(), reorganisation_.memberships_before(), undo_.memberships, undo_.memberships_before);
    }
    if (status.ok()) status = Back(state_.posts(), reorganisation_.posts_before(), undo_.posts, undo_.posts_before);
    if (status.ok()) status = Back(state_.duties(), reorganisation_.duties_before(), undo_.duties, undo_.duties_before);
    if (status.ok()) status = Unmake();
    if (status.ok()) status = CheckReferences();
    if (!status.ok()) return status;
    EmptyPlaces(state_.memberships(), undo_.memberships, undo_.memberships_before);
    EmptyPlaces(state_.posts(), undo_.posts, undo_.posts_before);
    return std::move(undo_);
  }

 private:
  absl::Status BuiltUpon(absl::string_view thing, absl::string_view by) const {
    return Error(v1::ERROR_REASON_BUILT_UPON, absl::StrCat(thing, " ", by, "; undo that first"));
  }

  // Another change of the organisation that has changed the thing; a recording otherwise.
  absl::Status ChangedSince(const std::string& thing) const {
    for (const v1::Reorganisation& other : state_.reorganisations()) {
      if (other.name() != reorganisation_.name() && IsEnacted(other) && other.digests_after().contains(thing) &&
          !EnactedBefore(other)) {
        return BuiltUpon(thing, absl::StrCat("was changed by ", other.name(), " since"));
      }
    }
    return BuiltUpon(thing, "was recorded anew since the execution");
  }

  bool EnactedBefore(const v1::Reorganisation& other) const {
    const auto key = [](const auto& time) { return std::make_pair(time.seconds(), time.nanos()); };
    return key(other.enact_time()) < key(reorganisation_.enact_time());
  }

  // A later reorganisation of a unit that this one made.
  absl::Status CheckLater() const {
    for (const v1::Reorganisation& other : state_.reorganisations()) {
      if (other.name() == reorganisation_.name() || !IsEnacted(other)) continue;
      for (const v1::SuccessionEdge& edge : other.edges()) {
        for (const std::string& unit : {edge.from_unit(), edge.to_unit()}) {
          if (made_.contains(unit)) return BuiltUpon(unit, absl::StrCat("has a part in ", other.name()));
        }
      }
    }
    return absl::OkStatus();
  }

  bool IsAsMade(const std::string& name, const google::protobuf::Message& thing) const {
    const auto digest = reorganisation_.digests_after().find(name);
    return digest != reorganisation_.digests_after().end() && digest->second == DigestOf(thing);
  }

  template <typename Thing>
  absl::Status Back(const google::protobuf::RepeatedPtrField<Thing>& now,
                    const google::protobuf::RepeatedPtrField<Thing>& before, std::vector<Thing>& after_undo,
                    std::vector<Thing>& before_undo) {
    absl::flat_hash_map<absl::string_view, const Thing*> by_name;
    for (const Thing& thing : now) by_name[thing.name()] = &thing;
    for (const Thing& thing : before) {
      const auto found = by_name.find(thing.name());
      if (found == by_name.end() || !IsAsMade(thing.name(), *found->second)) return ChangedSince(thing.name());
      back_.insert(thing.name());
      after_undo.push_back(thing);
      before_undo.push_back(*found->second);
    }
    return absl::OkStatus();
  }

  absl::Status Unmake() {
    for (const v1::Unit& unit : state_.units()) {
      if (!made_.contains(unit.name())) continue;
      if (!IsAsMade(unit.name(), unit)) return ChangedSince(unit.name());
      undo_.units.emplace_back().set_name(unit.name());
      undo_.units_before.push_back(unit);
    }
    return absl::OkStatus();
  }

  // Nothing else may name a unit that will never have been.
  absl::Status CheckReferences() const {
    for (const v1::Unit& unit : state_.units()) {
      if (back_.contains(unit.name()) || made_.contains(unit.name())) continue;
      for (const v1::UnitRelation& relation : unit.relations()) {
        if (made_.contains(relation.to_unit())) {
          return BuiltUpon(relation.to_unit(), absl::StrCat("is a superior of ", unit.name()));
        }
      }
    }
    for (const v1::UnitSet& set : state_.unit_sets()) {
      if (back_.contains(set.name())) continue;
      for (const std::string& unit : set.units()) {
        if (made_.contains(unit)) return BuiltUpon(unit, absl::StrCat("stands in ", set.name()));
      }
    }
    for (const v1::Duty& duty : state_.duties()) {
      if (back_.contains(duty.name())) continue;
      for (const v1::Duty::Holder& holder : duty.holders()) {
        if (made_.contains(holder.holder())) return BuiltUpon(holder.holder(), absl::StrCat("holds ", duty.name()));
      }
    }
    return absl::OkStatus();
  }

  // Who came into a unit that will never have been was never there.
  template <typename Place>
  void EmptyPlaces(const google::protobuf::RepeatedPtrField<Place>& places, std::vector<Place>& after_undo,
                   std::vector<Place>& before_undo) {
    for (const Place& place : places) {
      if (!made_.contains(phoihop::ParentOf(place.name())) || place.valid_to() == place.valid_from()) continue;
      before_undo.push_back(place);
      Place& after = after_undo.emplace_back(place);
      after.set_valid_to(place.valid_from());
      after.set_reorganisation(reorganisation_.name());
    }
  }

  const internal::v1::ReferenceData& state_;
  const v1::Reorganisation& reorganisation_;
  const absl::flat_hash_set<std::string> made_;
  absl::flat_hash_set<std::string> back_;  // things that become what they were
  Enactment undo_;
};

}  // namespace

absl::StatusOr<Enactment> Restore(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation,
                                  absl::Time) {
  return Undo(state, reorganisation).Run();
}

}  // namespace phoihop::organisation
