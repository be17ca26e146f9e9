#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

void AddChange(v1::Event& event, absl::string_view field, const std::string& before, const std::string& after) {
  if (before == after) return;
  v1::FieldChange& change = *event.add_changes();
  change.set_field(std::string(field));
  change.set_before(before);
  change.set_after(after);
}

const v1::UnitVersion& LastVersion(const v1::Unit& unit) {
  return unit.versions().empty() ? v1::UnitVersion::default_instance() : unit.versions(unit.versions_size() - 1);
}

std::string HoldersOf(const v1::Duty& duty) {
  std::vector<absl::string_view> holders;
  for (const v1::Duty::Holder& holder : duty.holders()) {
    if (holder.valid_to().empty()) holders.push_back(LastSegment(holder.holder()));
  }
  return absl::StrJoin(holders, ", ");
}

std::string MembersOf(const v1::UnitSet& set) {
  return absl::StrJoin(set.units(), ", ",
                       [](std::string* out, const std::string& unit) { absl::StrAppend(out, LastSegment(unit)); });
}

// -- What a person sees of the change.

void Describe(const v1::Unit& before, const v1::Unit& after, v1::Event& event) {
  AddChange(event, "display_name", LastVersion(before).display_name(), LastVersion(after).display_name());
  AddChange(event, "kind", v1::UnitKind_Name(LastVersion(before).kind()), v1::UnitKind_Name(LastVersion(after).kind()));
  AddChange(event, "end_date", LastVersion(before).valid_to(), LastVersion(after).valid_to());
}
void Describe(const v1::UnitSet& before, const v1::UnitSet& after, v1::Event& event) {
  AddChange(event, "units", MembersOf(before), MembersOf(after));
}
void Describe(const v1::Membership& before, const v1::Membership& after, v1::Event& event) {
  AddChange(event, "valid_to", before.valid_to(), after.valid_to());
}
void Describe(const v1::Post& before, const v1::Post& after, v1::Event& event) {
  AddChange(event, "valid_to", before.valid_to(), after.valid_to());
}
void Describe(const v1::Duty& before, const v1::Duty& after, v1::Event& event) {
  AddChange(event, "holders", HoldersOf(before), HoldersOf(after));
}

void Carry(const v1::Unit& unit, v1::Event& event) {
  event.set_type("unit.recorded");
  *event.mutable_unit_recorded()->mutable_unit() = unit;
}
void Carry(const v1::UnitSet& set, v1::Event& event) {
  event.set_type("unit_set.recorded");
  *event.mutable_unit_set_recorded()->mutable_unit_set() = set;
}
void Carry(const v1::Membership& membership, v1::Event& event) {
  event.set_type("membership.recorded");
  *event.mutable_membership_recorded()->mutable_membership() = membership;
}
void Carry(const v1::Post& post, v1::Event& event) {
  event.set_type("post.recorded");
  *event.mutable_post_recorded()->mutable_post() = post;
}
void Carry(const v1::Duty& duty, v1::Event& event) {
  event.set_type("duty.recorded");
  *event.mutable_duty_recorded()->mutable_duty() = duty;
}

template <typename Thing>
void Append(const std::vector<Thing>& after, const std::vector<Thing>& before, const v1::Citation& basis,
            std::vector<v1::Event>& events) {
  absl::flat_hash_map<absl::string_view, const Thing*> by_name;
  for (const Thing& thing : before) by_name[thing.name()] = &thing;
  for (const Thing& thing : after) {
    v1::Event& event = events.emplace_back();
    event.set_subject(thing.name());
    *event.mutable_basis() = basis;
    const auto found = by_name.find(thing.name());
    Describe(found == by_name.end() ? Thing::default_instance() : *found->second, thing, event);
    Carry(thing, event);
  }
}

}  // namespace

std::vector<v1::Event> EventsOf(const Enactment& enactment, const v1::Reorganisation& reorganisation) {
  const v1::Citation& basis = reorganisation.has_annul_basis() ? reorganisation.annul_basis() : reorganisation.basis();
  std::vector<v1::Event> events;
  Append(enactment.units, enactment.units_before, basis, events);
  Append(enactment.unit_sets, enactment.unit_sets_before, basis, events);
  Append(enactment.posts, enactment.posts_before, basis, events);
  Append(enactment.memberships, enactment.memberships_before, basis, events);
  Append(enactment.duties, enactment.duties_before, basis, events);
  return events;
}

internal::v1::ReferenceData DataAfter(internal::v1::ReferenceData data, const Enactment& enactment,
                                      const v1::Reorganisation& reorganisation) {
  for (const v1::Event& event : EventsOf(enactment, reorganisation)) Evolve(data, event);
  v1::Reorganisation executing = reorganisation;
  executing.set_state(v1::Reorganisation::STATE_EXECUTING);
  PutByName(*data.mutable_reorganisations(), executing);
  return data;
}

}  // namespace phoihop::organisation
