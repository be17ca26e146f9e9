#include "workflow/access/access.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/access/shipped_roles.h"
#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"

namespace phoihop::access {
namespace {

// Deeper than any administration; ends the walk when somebody recorded a cycle.
constexpr int kMaxLevels = 16;

template <typename Values, typename Value>
bool Has(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool IsOneOf(const v1::Role::Holder& holder, const std::vector<v1::MembershipRole>& places) {
  if (places.empty()) return holder.unit_itself();
  return std::any_of(places.begin(), places.end(),
                     [&](v1::MembershipRole place) { return Has(holder.membership_roles(), place); });
}

bool IsOfKind(const v1::Role::Holder& holder, const v1::UnitVersion* version) {
  if (holder.unit_kinds().empty() && holder.unit_levels().empty()) return true;
  if (version == nullptr) return false;
  return (holder.unit_kinds().empty() || Has(holder.unit_kinds(), static_cast<int>(version->kind()))) &&
         (holder.unit_levels().empty() || Has(holder.unit_levels(), static_cast<int>(version->level())));
}

bool TouchesScope(const v1::AccessScope& scope, const v1::Task& task) {
  if (!scope.plan().empty() && scope.plan() != task.plan()) return false;
  if (DegreeOf(task.secrecy()) > DegreeOf(scope.max_secrecy())) return false;
  if (scope.territories().empty()) return true;
  return std::any_of(task.territories().begin(), task.territories().end(),
                     [&](const std::string& territory) { return Has(scope.territories(), territory); });
}

v1::Settings WithDefaults(const internal::v1::ReferenceData& data) {
  v1::Settings settings;
  if (!data.settings().empty()) settings = data.settings(0);
  settings.set_name(ProvinceName(data.province()) + "/settings");
  settings.set_max_secrecy(DegreeOf(settings.max_secrecy()));
  if (settings.extension_count_limit() == 0) settings.set_extension_count_limit(limits::kExtensions);
  if (settings.extension_days_limit() == 0) settings.set_extension_days_limit(limits::kExtensionDays);
  if (settings.suspension_days_limit() == 0) settings.set_suspension_days_limit(limits::kSuspensionDays);
  return settings;
}

bool MoreRights(const v1::Substitution& one, const v1::Substitution& other) {
  if (one.rights() != other.rights()) return one.rights() > other.rights();
  const auto narrowness = [](const v1::Substitution& s) { return (s.verbs().empty() ? 0 : 1) + !s.plan().empty(); };
  return narrowness(one) < narrowness(other);
}

}  // namespace

bool HoldsOn(absl::string_view from, absl::string_view to, absl::CivilDay day) {
  const std::string date = FormatDate(day);
  return from <= date && (to.empty() || date < to);
}

bool IsAtOrAbove(absl::string_view unit, std::string below, const organisation::Directory& directory,
                 absl::CivilDay day) {
  if (unit.empty()) return false;
  for (int level = 0; level < kMaxLevels && !below.empty(); ++level) {
    if (below == unit) return true;
    below = directory.ParentOf(below, day);
  }
  return false;
}

bool IsHeldBy(const v1::Grant& grant, absl::string_view person, absl::string_view unit,
              const organisation::Directory& directory, absl::CivilDay day) {
  if (!grant.system_unit().empty()) return person.empty() && grant.system_unit() == unit;
  if (person.empty()) return false;
  if (!grant.person().empty()) return grant.person() == person;
  const auto members = directory.MembersOf(ParentOf(grant.post()), day);
  return std::any_of(members.begin(), members.end(), [&](const v1::Membership* membership) {
    return membership->post() == grant.post() && membership->person() == person;
  });
}

// -- Rights

bool Rights::Covers(const v1::AccessScope& scope, const std::string& unit) const {
  if (scope.whole_province()) return true;
  if (unit.empty()) return false;
  return scope.only_unit() ? scope.unit() == unit : IsAtOrAbove(scope.unit(), unit, *directory_, day_);
}

const Held* Rights::ForVerb(v1::TaskVerb verb, const v1::Task& task) const {
  if (substitution_ != nullptr) {
    if (substitution_->rights() != v1::Substitution::RIGHTS_ACT) return nullptr;
    if (!substitution_->verbs().empty() && !Has(substitution_->verbs(), static_cast<int>(verb))) return nullptr;
    if (!substitution_->plan().empty() && substitution_->plan() != task.plan()) return nullptr;
  }
  if (static_cast<size_t>(verb) >= VerbSet().size()) return nullptr;
  for (const Held& held : held_) {
    if (held.verbs[verb] && Covers(held.scope, unit_) && TouchesScope(held.scope, task)) return &held;
  }
  return nullptr;
}

const Held* Rights::ForPermission(v1::Permission permission, const Target& target) const {
  // Standing in is for tasks; what shapes the province is not passed on that way.
  const bool seeing = permission == v1::PERMISSION_VIEW_TASKS || permission == v1::PERMISSION_VIEW_PLANS;
  if (substitution_ != nullptr && !seeing) return nullptr;
  for (const Held& held : held_) {
    if (!held.permissions[permission] || !Covers(held.scope, target.unit)) continue;
    if (!held.scope.plan().empty() && held.scope.plan() != target.plan) continue;
    if (DegreeOf(target.secrecy) > DegreeOf(held.scope.max_secrecy())) continue;
    return &held;
  }
  return nullptr;
}

bool Rights::HasAnywhere(v1::Permission permission) const {
  return system_ || std::any_of(held_.begin(), held_.end(), [&](const Held& h) { return h.permissions[permission]; });
}

bool Rights::MaySee(const v1::Task& task, const std::vector<const std::string*>& participants) const {
  if (system_) return true;
  if (substitution_ != nullptr && !substitution_->plan().empty() && substitution_->plan() != task.plan()) return false;
  for (const Held& held : held_) {
    if (!held.permissions[v1::PERMISSION_VIEW_TASKS] || !TouchesScope(held.scope, task)) continue;
    if (held.scope.whole_province()) return true;
    for (const std::string* participant : participants) {
      if (Covers(held.scope, *participant)) return true;
    }
  }
  return false;
}

std::vector<std::string> Rights::UnitsOf(const v1::AccessScope& scope) const {
  if (scope.only_unit()) return {scope.unit()};
  std::vector<std::string> units;
  for (const v1::Unit* unit : directory_->units()) {
    if (IsAtOrAbove(scope.unit(), unit->name(), *directory_, day_)) units.push_back(unit->name());
  }
  return units;
}

std::string Rights::RoleIds() const {
  if (held_.empty()) return "none";
  return absl::StrJoin(
      held_, ", ", [](std::string* out, const Held& held) { absl::StrAppend(out, LastSegment(held.role->name())); });
}

Visibility Rights::visibility() const {
  Visibility visibility;
  visibility.everything = system_;
  if (system_) return visibility;
  for (const Held& held : held_) {
    if (!held.permissions[v1::PERMISSION_VIEW_TASKS]) continue;
    VisibleScope scope;
    if (!held.scope.whole_province()) scope.units = UnitsOf(held.scope);
    scope.max_secrecy = DegreeOf(held.scope.max_secrecy());
    scope.plan = held.scope.plan();
    scope.territories = {held.scope.territories().begin(), held.scope.territories().end()};
    if (substitution_ != nullptr && !substitution_->plan().empty()) {
      if (!scope.plan.empty() && scope.plan != substitution_->plan()) continue;
      scope.plan = substitution_->plan();
    }
    // Several roles of one place see the same.
    const bool known = std::any_of(visibility.scopes.begin(), visibility.scopes.end(), [&](const VisibleScope& other) {
      return other.units == scope.units && other.max_secrecy == scope.max_secrecy && other.plan == scope.plan &&
             other.territories == scope.territories;
    });
    if (!known) visibility.scopes.push_back(std::move(scope));
  }
  // Whoever sees the whole province up to a degree needs no other scope of that degree.
  const std::optional<v1::Secrecy> whole = WholeProvinceUpTo();
  if (whole.has_value()) {
    auto& scopes = visibility.scopes;
    const auto implied = [&](const VisibleScope& scope) {
      const bool is_whole = !scope.units.has_value() && scope.plan.empty() && scope.territories.empty();
      return scope.max_secrecy <= *whole && !(is_whole && scope.max_secrecy == *whole);
    };
    scopes.erase(std::remove_if(scopes.begin(), scopes.end(), implied), scopes.end());
  }
  return visibility;
}

std::optional<v1::Secrecy> Rights::WholeProvinceUpTo() const {
  if (system_) return v1::SECRECY_TOP_SECRET;
  if (substitution_ != nullptr && !substitution_->plan().empty()) return std::nullopt;
  std::optional<v1::Secrecy> highest;
  for (const Held& held : held_) {
    const bool all = held.permissions[v1::PERMISSION_VIEW_TASKS] && held.scope.whole_province() &&
                     held.scope.plan().empty() && held.scope.territories().empty();
    if (!all) continue;
    const v1::Secrecy degree = DegreeOf(held.scope.max_secrecy());
    if (!highest.has_value() || degree > *highest) highest = degree;
  }
  return highest;
}

// -- Access

Access::Access(const internal::v1::ReferenceData& data) : data_(data), settings_(WithDefaults(data)) {
  std::map<std::string, v1::Role> by_name;
  for (v1::Role& role : ShippedRoles(data.province())) by_name[role.name()] = std::move(role);
  for (const v1::Role& role : data.roles()) by_name[role.name()] = role;
  for (auto& [name, role] : by_name) {
    Sets sets;
    for (const int verb : role.verbs()) sets.verbs.set(verb);
    for (const int permission : role.permissions()) sets.permissions.set(permission);
    sets_.push_back(sets);
    roles_.push_back(std::move(role));
  }
  for (size_t i = 0; i < roles_.size(); ++i) role_by_name_[roles_[i].name()] = i;
  for (const v1::Grant& grant : data.grants()) {
    grant_by_name_[grant.name()] = &grant;
    for (const std::string* holder : {&grant.person(), &grant.post(), &grant.system_unit()}) {
      if (!holder->empty()) grants_by_holder_[*holder].push_back(&grant);
    }
  }
  for (const v1::Substitution& substitution : data.substitutions()) {
    substitution_by_name_[substitution.name()] = &substitution;
    substitutions_by_substitute_[substitution.substitute()].push_back(&substitution);
  }
  for (const v1::AccessToken& token : data.access_tokens()) token_by_name_[token.name()] = &token;
}

Held Access::Make(const v1::Role& role, v1::AccessScope scope, const v1::Grant* grant) const {
  const Sets& sets = sets_[role_by_name_.at(role.name())];
  return Held{&role, grant, std::move(scope), sets.verbs, sets.permissions};
}

void Access::AddByPlace(Rights& rights, const v1::Actor& who, const organisation::Directory& directory,
                        absl::CivilDay day) const {
  std::vector<v1::MembershipRole> places;
  if (!PersonOf(who).empty()) {
    for (const v1::Membership* membership : directory.MembersOf(who.unit(), day)) {
      if (membership->person() == PersonOf(who)) places.push_back(membership->role());
    }
    // The absent one has to be somebody there.
    if (places.empty() && !who.on_behalf_of().empty()) return;
  }
  const v1::Unit* unit = directory.FindUnit(who.unit());
  const v1::UnitVersion* version = unit == nullptr ? nullptr : organisation::Directory::VersionOn(*unit, day);
  for (const v1::Role& role : roles_) {
    for (const v1::Role::Holder& holder : role.holders()) {
      if (!IsOneOf(holder, places) || !IsOfKind(holder, version)) continue;
      v1::AccessScope scope;
      scope.set_whole_province(holder.whole_province());
      if (!holder.whole_province()) scope.set_unit(who.unit());
      rights.held_.push_back(Make(role, std::move(scope), nullptr));
      break;
    }
  }
}

void Access::AddGrants(Rights& rights, const v1::Actor& who, const organisation::Directory& directory,
                       absl::CivilDay day) const {
  const auto add = [&](absl::string_view holder) {
    const auto found = grants_by_holder_.find(holder);
    if (found == grants_by_holder_.end()) return;
    for (const v1::Grant* grant : found->second) {
      const v1::Role* role = FindRole(grant->role());
      if (role == nullptr || !HoldsOn(grant->valid_from(), grant->valid_to(), day)) continue;
      rights.held_.push_back(Make(*role, grant->scope(), grant));
    }
  };
  if (PersonOf(who).empty()) return add(who.unit());
  add(PersonOf(who));
  for (const v1::Membership* membership : directory.MembersOf(who.unit(), day)) {
    if (membership->person() == PersonOf(who) && !membership->post().empty()) add(membership->post());
  }
}

Rights Access::RightsOf(const v1::Actor& actor, const organisation::Directory& directory, absl::CivilDay day) const {
  Rights rights(directory, day);
  rights.unit_ = actor.unit();
  rights.system_ = !actor.system().empty() && actor.unit().empty();
  if (actor.unit().empty()) return rights;
  if (!actor.on_behalf_of().empty()) {
    rights.substitution_ = SubstitutionOf(actor.unit(), actor.on_behalf_of(), actor.person(), directory, day);
    if (rights.substitution_ == nullptr) return rights;
  }
  AddByPlace(rights, actor, directory, day);
  AddGrants(rights, actor, directory, day);
  return rights;
}

std::string Access::RolesWith(v1::TaskVerb verb) const {
  std::vector<absl::string_view> ids;
  for (size_t i = 0; i < roles_.size(); ++i) {
    if (sets_[i].verbs[verb]) ids.push_back(LastSegment(roles_[i].name()));
  }
  return absl::StrJoin(ids, ", ");
}

std::string Access::RolesWith(v1::Permission permission) const {
  std::vector<absl::string_view> ids;
  for (size_t i = 0; i < roles_.size(); ++i) {
    if (sets_[i].permissions[permission]) ids.push_back(LastSegment(roles_[i].name()));
  }
  return absl::StrJoin(ids, ", ");
}

const v1::Role* Access::FindRole(absl::string_view name) const {
  const auto found = role_by_name_.find(name);
  return found == role_by_name_.end() ? nullptr : &roles_[found->second];
}

const v1::Grant* Access::FindGrant(absl::string_view name) const {
  const auto found = grant_by_name_.find(name);
  return found == grant_by_name_.end() ? nullptr : found->second;
}

const v1::Substitution* Access::FindSubstitution(absl::string_view name) const {
  const auto found = substitution_by_name_.find(name);
  return found == substitution_by_name_.end() ? nullptr : found->second;
}

const v1::AccessToken* Access::FindToken(absl::string_view name) const {
  const auto found = token_by_name_.find(name);
  return found == token_by_name_.end() ? nullptr : found->second;
}

const v1::Substitution* Access::SubstitutionOf(absl::string_view unit, absl::string_view absent,
                                               absl::string_view substitute, const organisation::Directory& directory,
                                               absl::CivilDay day) const {
  const auto holds_post = [&](const std::string& post) {
    const auto members = directory.MembersOf(unit, day);
    return std::any_of(members.begin(), members.end(), [&](const v1::Membership* membership) {
      return membership->post() == post && membership->person() == absent;
    });
  };
  const v1::Substitution* best = nullptr;
  for (const v1::Substitution* one : SubstitutionsBy(substitute, day)) {
    if (ParentOf(one->name()) != unit) continue;
    if (one->person().empty() ? !holds_post(one->post()) : one->person() != absent) continue;
    if (best == nullptr || MoreRights(*one, *best)) best = one;
  }
  return best;
}

std::vector<const v1::Substitution*> Access::SubstitutionsBy(absl::string_view substitute, absl::CivilDay day) const {
  std::vector<const v1::Substitution*> substitutions;
  const auto found = substitutions_by_substitute_.find(substitute);
  if (found == substitutions_by_substitute_.end()) return substitutions;
  for (const v1::Substitution* one : found->second) {
    if (HoldsOn(one->valid_from(), one->valid_to(), day)) substitutions.push_back(one);
  }
  return substitutions;
}

}  // namespace phoihop::access
