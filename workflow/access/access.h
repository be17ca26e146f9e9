// Who may do what (domain: role × verb × scope). The one authoriser: verbs of tasks, permissions, lists and
// explanations all ask Rights.
//
//   const access::Rights rights = facts.access().RightsOf(actor, facts.directory(), today);
//   if (rights.ForVerb(v1::TASK_VERB_APPROVE, task) == nullptr) …          // no role has it, in no scope
//
// Somebody has a role by holding a place (Role.holders) or by a grant. A person counts by the memberships in the unit
// that is acted for; one who has none there can only be a word of local mode and counts as the unit itself. Who acts on
// behalf of somebody has the rights of the absent one, within the substitution.
#ifndef WORKFLOW_ACCESS_ACCESS_H_
#define WORKFLOW_ACCESS_ACCESS_H_

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/access.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/access/visibility.h"
#include "workflow/organisation/directory.h"

namespace phoihop::access {

// Sets of verbs and permissions, by number.
using VerbSet = std::bitset<v1::TaskVerb_ARRAYSIZE>;
using PermissionSet = std::bitset<v1::Permission_ARRAYSIZE>;

// A role that somebody has on a day, and where it is good.
struct Held {
  const v1::Role* role = nullptr;
  // Null: by holding a place.
  const v1::Grant* grant = nullptr;
  // The unit of `scope` is filled in, unless it is the whole province.
  v1::AccessScope scope;
  VerbSet verbs;
  PermissionSet permissions;

  // What the journal names: the grant, or else the role.
  const std::string& authority() const { return grant == nullptr ? role->name() : grant->name(); }
};

// The object of a permission.
struct Target {
  // Resource names. Empty unit: the whole province.
  std::string unit = {};
  std::string plan = {};
  v1::Secrecy secrecy = v1::SECRECY_NORMAL;
};

// What one actor may do on one day. Refers to the Access and the Directory that it was made from.
class Rights {
 public:
  // The engine itself.
  bool is_system() const { return system_; }
  // The role by which the verb may be done to the task, in the name of the unit that is acted for; null: none. What the
  // unit has to be to the task is not asked here.
  const Held* ForVerb(v1::TaskVerb verb, const v1::Task& task) const;
  // The role by which something is permitted; null: none.
  const Held* ForPermission(v1::Permission permission, const Target& target) const;
  // Whether the permission is held in any scope.
  bool HasAnywhere(v1::Permission permission) const;

  // Whether a task in which these units take part is seen.
  bool MaySee(const v1::Task& task, const std::vector<const std::string*>& participants) const;
  // The same for lists.
  Visibility visibility() const;
  // The highest degree up to which every task of the province is seen; nullopt: not every one.
  std::optional<v1::Secrecy> WholeProvinceUpTo() const;

  const std::vector<Held>& held() const { return held_; }
  // Ids of the roles, as people are told; `none` without any.
  std::string RoleIds() const;
  // When somebody is stood in for; null otherwise.
  const v1::Substitution* substitution() const { return substitution_; }

 private:
  friend class Access;
  Rights(const organisation::Directory& directory, absl::CivilDay day) : directory_(&directory), day_(day) {}

  bool Covers(const v1::AccessScope& scope, const std::string& unit) const;
  std::vector<std::string> UnitsOf(const v1::AccessScope& scope) const;

  const organisation::Directory* directory_;
  absl::CivilDay day_;
  bool system_ = false;
  std::string unit_;
  std::vector<Held> held_;
  const v1::Substitution* substitution_ = nullptr;
};

// What is recorded of access in one province, indexed. Immutable.
class Access {
 public:
  // `data` must outlive it and must not change.
  explicit Access(const internal::v1::ReferenceData& data);
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

  // An actor who stands in for somebody has no rights unless a substitution of the day covers it.
  Rights RightsOf(const v1::Actor& actor, const organisation::Directory& directory, absl::CivilDay day) const;

  // In the order of names, the shipped ones and those of the province.
  const std::vector<v1::Role>& roles() const { return roles_; }
  // Ids of the roles that have it, as people are told.
  std::string RolesWith(v1::TaskVerb verb) const;
  std::string RolesWith(v1::Permission permission) const;
  // By resource name; null when there is none.
  const v1::Role* FindRole(absl::string_view name) const;
  const v1::Grant* FindGrant(absl::string_view name) const;
  const v1::Substitution* FindSubstitution(absl::string_view name) const;
  const v1::AccessToken* FindToken(absl::string_view name) const;
  // With the product's defaults for what the province has not set.
  const v1::Settings& settings() const { return settings_; }

  // The substitution by which `substitute` may stand in for `absent` in the unit on the day; the one with the most
  // rights. Null: none.
  const v1::Substitution* SubstitutionOf(absl::string_view unit, absl::string_view absent, absl::string_view substitute,
                                         const organisation::Directory& directory, absl::CivilDay day) const;
  // Those by which the person may stand in for somebody on the day.
  std::vector<const v1::Substitution*> SubstitutionsBy(absl::string_view substitute, absl::CivilDay day) const;

 private:
  struct Sets {
    VerbSet verbs;
    PermissionSet permissions;
  };

  void AddByPlace(Rights& rights, const v1::Actor& who, const organisation::Directory& directory,
                  absl::CivilDay day) const;
  void AddGrants(Rights& rights, const v1::Actor& who, const organisation::Directory& directory,
                 absl::CivilDay day) const;
  Held Make(const v1::Role& role, v1::AccessScope scope, const v1::Grant* grant) const;

  const internal::v1::ReferenceData& data_;
  std::vector<v1::Role> roles_;
  std::vector<Sets> sets_;  // of each of roles_
  v1::Settings settings_;
  absl::flat_hash_map<absl::string_view, size_t> role_by_name_;
  absl::flat_hash_map<absl::string_view, const v1::Grant*> grant_by_name_;
  // By person, post, or unit.
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Grant*>> grants_by_holder_;
  absl::flat_hash_map<absl::string_view, const v1::AccessToken*> token_by_name_;
  absl::flat_hash_map<absl::string_view, const v1::Substitution*> substitution_by_name_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Substitution*>> substitutions_by_substitute_;
};

// The role or grant by which the actor has the permission; empty for the system itself. ACTOR_MISSING when nobody acts,
// PERMISSION_DENIED with who may and what the actor holds.
absl::StatusOr<std::string> CheckPermitted(v1::Permission permission, const v1::Actor& actor, const Access& access,
                                           const organisation::Directory& directory, absl::CivilDay day,
                                           const Target& target);

// Whether a grant is the person's, in its own name or by a post held on the day; without a person whether it is its
// unit's as such.
bool IsHeldBy(const v1::Grant& grant, absl::string_view person, absl::string_view unit,
              const organisation::Directory& directory, absl::CivilDay day);

// How people are told, in Vietnamese: `sắp xếp tổ chức`.
absl::string_view PermissionForPeople(v1::Permission permission);

// Who counts as having done something: the absent one when somebody stands in.
inline const std::string& PersonOf(const v1::Actor& actor) {
  return actor.on_behalf_of().empty() ? actor.person() : actor.on_behalf_of();
}

// SECRECY_UNSPECIFIED is NORMAL.
inline v1::Secrecy DegreeOf(v1::Secrecy secrecy) {
  return secrecy == v1::SECRECY_UNSPECIFIED ? v1::SECRECY_NORMAL : secrecy;
}

// Whether `from <= day < to`, dates as texts; an empty end is open.
bool HoldsOn(absl::string_view from, absl::string_view to, absl::CivilDay day);

// Where a unit stands: whether `unit` is `below` or one of the units above it on the day.
bool IsAtOrAbove(absl::string_view unit, std::string below, const organisation::Directory& directory,
                 absl::CivilDay day);

}  // namespace phoihop::access

#endif  // WORKFLOW_ACCESS_ACCESS_H_
