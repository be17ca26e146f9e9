#include "workflow/organisation/enactment.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/organisation/duty_moves.h"
#include "workflow/organisation/edge_rules.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/unit_changes.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using google::protobuf::util::MessageDifferencer;

// Things of one kind that are being changed, by name, beside what they were.
template <typename Thing>
class Changes {
 public:
  Thing& Of(const Thing& known) {
    const auto [at, fresh] = things_.try_emplace(known.name(), known, known);
    return at->second.first;
  }
  // Into the lists, without what is as it was.
  void Take(std::vector<Thing>& after, std::vector<Thing>& before) {
    for (auto& [name, pair] : things_) {
      if (MessageDifferencer::Equals(pair.first, pair.second)) continue;
      after.push_back(std::move(pair.first));
      before.push_back(std::move(pair.second));
    }
  }

 private:
  std::map<std::string, std::pair<Thing, Thing>> things_;
};

class Switch {
 public:
  Switch(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation, absl::Time now)
      : state_(state), reorganisation_(reorganisation), date_(reorganisation.effective_date()), now_(now) {
    if (!EndsOldUnits(reorganisation.type())) return;
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) ending_.insert(edge.from_unit());
    if (reorganisation.type() == v1::REORGANISATION_TYPE_MERGE) receiver_ = reorganisation.edges(0).to_unit();
  }

  Enactment Run() {
    for (const v1::Unit& unit : state_.units()) Unit(unit);
    MakeUnits();
    for (const v1::Membership& membership : state_.memberships()) Membership(membership);
    for (const v1::Post& post : state_.posts()) Post(post);
    if (!receiver_.empty()) {
      for (const v1::UnitSet& set : state_.unit_sets()) Set(set);
    }
    units_.Take(enactment_.units, enactment_.units_before);
    memberships_.Take(enactment_.memberships, enactment_.memberships_before);
    posts_.Take(enactment_.posts, enactment_.posts_before);
    unit_sets_.Take(enactment_.unit_sets, enactment_.unit_sets_before);
    for (v1::Unit& unit : made_) enactment_.units.push_back(std::move(unit));
    MoveDuties(state_, reorganisation_, now_, enactment_);
    return std::move(enactment_);
  }

 private:
  void Unit(const v1::Unit& unit) {
    if (ending_.contains(unit.name())) return End(units_.Of(unit), date_, now_);
    for (const v1::Unit& entry : reorganisation_.units()) {
      if (entry.name() == unit.name() && Exists(&unit)) Change(units_.Of(unit), entry, reorganisation_, now_);
    }
    const bool related = std::any_of(unit.relations().begin(), unit.relations().end(), [&](const auto& relation) {
      return ending_.contains(relation.to_unit()) && GoesOn(relation);
    });
    if (related) Relate(units_.Of(unit));
  }

  template <typename Interval>
  bool GoesOn(const Interval& interval) const {
    return interval.valid_to().empty() || interval.valid_to() > date_;
  }

  // Relations to units that end.
  void Relate(v1::Unit& unit) {
    std::vector<v1::UnitRelation> on;
    for (int i = unit.relations_size() - 1; i >= 0; --i) {
      v1::UnitRelation& relation = *unit.mutable_relations(i);
      if (!ending_.contains(relation.to_unit()) || !GoesOn(relation)) continue;
      v1::UnitRelation next = relation;
      next.set_to_unit(receiver_);
      if (relation.valid_from() < date_) {
        next.set_valid_from(date_);
        relation.set_valid_to(date_);
      } else {
        unit.mutable_relations()->DeleteSubrange(i, 1);
      }
      if (!receiver_.empty() && receiver_ != unit.name()) on.push_back(std::move(next));
    }
    for (auto relation = on.rbegin(); relation != on.rend(); ++relation) {
      const bool has = std::any_of(unit.relations().begin(), unit.relations().end(), [&](const auto& known) {
        return known.to_unit() == receiver_ && known.type() == relation->type() && GoesOn(known);
      });
      if (!has) *unit.add_relations() = *relation;
    }
  }

  void MakeUnits() {
    absl::flat_hash_set<absl::string_view> known;
    for (const v1::Unit& unit : state_.units()) {
      if (Exists(&unit)) known.insert(unit.name());
    }
    for (const v1::Unit& entry : reorganisation_.units()) {
      if (known.contains(entry.name())) continue;
      made_.push_back(Made(entry, reorganisation_, now_));
      enactment_.made.push_back(entry.name());
    }
    std::sort(enactment_.made.begin(), enactment_.made.end());
  }

  template <typename Place>
  void EndPlace(Place& place) {
    place.set_valid_to(std::max(date_, place.valid_from()));
    place.set_reorganisation(reorganisation_.name());
  }

  void Membership(const v1::Membership& membership) {
    const v1::SuccessionEdge& edge = reorganisation_.edges(0);
    const bool named = (!edge.from_membership().empty() && edge.from_membership() == membership.name()) ||
                       (!edge.from_post().empty() && edge.from_post() == membership.post());
    if (!named && !ending_.contains(phoihop::ParentOf(membership.name()))) return;
    if (GoesOn(membership)) EndPlace(memberships_.Of(membership));
  }

  void Post(const v1::Post& post) {
    const bool named =
        !reorganisation_.edges(0).from_post().empty() && reorganisation_.edges(0).from_post() == post.name();
    if (!named && !ending_.contains(phoihop::ParentOf(post.name()))) return;
    if (GoesOn(post)) EndPlace(posts_.Of(post));
  }

  void Set(const v1::UnitSet& set) {
    const auto& units = set.units();
    const bool lists =
        std::any_of(units.begin(), units.end(), [&](const auto& unit) { return ending_.contains(unit); });
    if (!lists || !set.valid_to().empty()) return;
    if (std::find(units.begin(), units.end(), receiver_) == units.end()) unit_sets_.Of(set).add_units(receiver_);
  }

  const internal::v1::ReferenceData& state_;
  const v1::Reorganisation& reorganisation_;
  const std::string& date_;
  const absl::Time now_;
  absl::flat_hash_set<std::string> ending_;
  std::string receiver_;  // of a MERGE
  Changes<v1::Unit> units_;
  Changes<v1::Membership> memberships_;
  Changes<v1::Post> posts_;
  Changes<v1::UnitSet> unit_sets_;
  std::vector<v1::Unit> made_;
  Enactment enactment_;
};

template <typename Things>
void Digest(const Things& things, v1::Reorganisation& reorganisation) {
  for (const auto& thing : things) (*reorganisation.mutable_digests_after())[thing.name()] = DigestOf(thing);
}

template <typename Thing>
void Remember(const std::vector<Thing>& before, google::protobuf::RepeatedPtrField<Thing>& list) {
  list.Clear();
  for (const Thing& thing : before) *list.Add() = thing;
}

}  // namespace

absl::StatusOr<Enactment> Enact(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation,
                                absl::Time now) {
  if (absl::Status status = CheckReorganisation(state, reorganisation); !status.ok()) return status;
  return Switch(state, reorganisation, now).Run();
}

void RememberForUndo(const Enactment& enactment, v1::Reorganisation& reorganisation) {
  Remember(enactment.units_before, *reorganisation.mutable_units_before());
  Remember(enactment.memberships_before, *reorganisation.mutable_memberships_before());
  Remember(enactment.posts_before, *reorganisation.mutable_posts_before());
  Remember(enactment.unit_sets_before, *reorganisation.mutable_unit_sets_before());
  Remember(enactment.duties_before, *reorganisation.mutable_duties_before());
  Remember(enactment.duty_items, *reorganisation.mutable_duty_items());
  reorganisation.clear_made();
  for (const std::string& name : enactment.made) reorganisation.add_made(name);
  reorganisation.clear_digests_after();
  Digest(enactment.units, reorganisation);
  Digest(enactment.memberships, reorganisation);
  Digest(enactment.posts, reorganisation);
  Digest(enactment.unit_sets, reorganisation);
  Digest(enactment.duties, reorganisation);
}

}  // namespace phoihop::organisation
