// Roles, who is granted them, and what a province sets for itself.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/access/decide.h"
#include "workflow/access/verbs.h"
#include "workflow/basis.h"
#include "workflow/limits.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::access {
namespace {

using organisation::Findings;

// Bytes of a name and of a description.
constexpr size_t kNameBytes = 200;

void CheckHolders(const v1::Role& role, Findings& findings) {
  if (role.holders_size() > kHolders) {
    findings.Invalid("role.holders", absl::StrCat("has more than ", kHolders, " entries"));
  }
  for (int i = 0; i < role.holders_size(); ++i) {
    const v1::Role::Holder& holder = role.holders(i);
    const std::string path = absl::StrCat("role.holders[", i, "]");
    if (holder.unit_itself() == !holder.membership_roles().empty()) {
      findings.Invalid(path, "names either membership_roles or unit_itself");
    }
    for (const int place : holder.membership_roles()) {
      if (place == 0 || !v1::MembershipRole_IsValid(place)) {
        findings.Invalid(absl::StrCat(path, ".membership_roles"), "has a place that is not known");
      }
    }
  }
}

absl::Status CheckRole(const AccessCase& c, const v1::Role& role) {
  Findings findings;
  if (const auto id = IdOf(role.name(), "roles"); !id.ok()) return id.status();
  if (ParentOf(role.name()) != ProvinceName(c.state.province())) {
    findings.Invalid("role.name", "is not one of this province");
  }
  if (role.display_name().empty()) findings.Invalid("role.display_name", "is missing");
  findings.Text("role.display_name", role.display_name(), kNameBytes);
  findings.Text("role.description", role.description(), limits::kExplanationBytes);
  for (const int verb : role.verbs()) {
    if (verb == 0 || !v1::TaskVerb_IsValid(verb)) findings.Invalid("role.verbs", "has a verb that is not known");
  }
  for (const int permission : role.permissions()) {
    if (permission == 0 || !v1::Permission_IsValid(permission)) {
      findings.Invalid("role.permissions", "has a permission that is not known");
    }
  }
  CheckHolders(role, findings);
  return findings.Result();
}

std::string VerbsOf(const v1::Role& role) {
  return absl::StrJoin(role.verbs(), " ", [](std::string* out, int verb) {
    absl::StrAppend(out, absl::StripPrefix(v1::TaskVerb_Name(static_cast<v1::TaskVerb>(verb)), "TASK_VERB_"));
  });
}

std::string PermissionsOf(const v1::Role& role) {
  return absl::StrJoin(role.permissions(), " ", [](std::string* out, int permission) {
    absl::StrAppend(out,
                    absl::StripPrefix(v1::Permission_Name(static_cast<v1::Permission>(permission)), "PERMISSION_"));
  });
}

void CheckHolder(const AccessCase& c, const v1::Grant& grant, Findings& findings) {
  const int holders = !grant.person().empty() + !grant.post().empty() + !grant.system_unit().empty();
  if (holders != 1) {
    findings.Invalid("grant.person", "exactly one of person, post and system_unit is given");
    return;
  }
  if (!grant.person().empty() && organisation::FindByName(c.state.persons(), grant.person()) == nullptr &&
      c.directory.UnitsOf(grant.person(), c.today()).empty()) {
    findings.Invalid("grant.person", "is nobody that this province knows; make the person known first");
  }
  if (!grant.post().empty() && organisation::FindByName(c.state.posts(), grant.post()) == nullptr) {
    findings.Invalid("grant.post", "is no post of this province");
  }
  if (!grant.system_unit().empty() && c.directory.FindUnit(grant.system_unit()) == nullptr) {
    findings.Invalid("grant.system_unit", "is no unit of this province");
  }
}

void CheckScope(const AccessCase& c, const v1::AccessScope& scope, Findings& findings) {
  if (scope.unit().empty() == !scope.whole_province()) {
    findings.Invalid("grant.scope", "says either a unit or whole_province");
  }
  if (scope.only_unit() && scope.whole_province()) findings.Invalid("grant.scope.only_unit", "goes with a unit only");
  if (!scope.unit().empty() && c.directory.FindUnit(scope.unit()) == nullptr) {
    findings.Invalid("grant.scope.unit", "is no unit of this province");
  }
  if (scope.territories_size() > kScopeTerritories) {
    findings.Invalid("grant.scope.territories", absl::StrCat("has more than ", kScopeTerritories, " entries"));
  }
  for (const std::string& territory : scope.territories()) {
    if (c.directory.FindUnit(territory) != nullptr) continue;
    findings.Invalid("grant.scope.territories", absl::StrCat("names ", Excerpt(territory), ", which is no unit"));
  }
  if (!scope.plan().empty() && !IdOf(scope.plan(), "plans").ok()) {
    findings.Invalid("grant.scope.plan", "is not of the form provinces/{province}/plans/{plan}");
  }
  if (!v1::Secrecy_IsValid(scope.max_secrecy())) {
    findings.Invalid("grant.scope.max_secrecy", "is not a known degree");
  }
}

absl::Status CheckGrant(const AccessCase& c, const v1::CreateGrantRequest& request) {
  const v1::Grant& grant = request.grant();
  Findings findings;
  if (request.parent() != ProvinceName(c.state.province())) findings.Invalid("parent", "is not this province");
  if (!IsId(request.grant_id())) {
    findings.Invalid("grant_id", "must be 1 to 63 characters of a-z, 0-9 and '-'");
  }
  if (c.access.FindRole(grant.role()) == nullptr) findings.Invalid("grant.role", "is no role of this province");
  CheckHolder(c, grant, findings);
  CheckScope(c, grant.scope(), findings);
  findings.Date("grant.valid_from", grant.valid_from());
  if (!grant.valid_to().empty()) {
    findings.Date("grant.valid_to", grant.valid_to());
    if (grant.valid_to() <= grant.valid_from()) findings.Invalid("grant.valid_to", "must be after valid_from");
  }
  findings.Basis("grant.basis", grant.basis());
  findings.Text("grant.note", grant.note(), limits::kExplanationBytes);
  return findings.Result();
}

// Nobody gives a role to themselves, neither by name nor by a place that they hold.
}  // namespace

absl::StatusOr<Decision> DecideRole(const AccessCase& c, const v1::UpdateRoleRequest& request) {
  v1::Role role = request.role();
  if (absl::Status status = CheckRole(c, role); !status.ok()) return status;
  const v1::Role* known = c.access.FindRole(role.name());
  if (known == nullptr && !request.allow_missing()) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no role ", role.name(), "; set allow_missing to make it"));
  }
  const v1::Role none;
  const v1::Role& before = known == nullptr ? none : *known;
  if (absl::Status status = CheckEtag(role.etag(), EtagOf(before)); !status.ok()) return status;
  role.clear_etag();
  role.clear_shipped();
  if (known != nullptr && EtagOf(*known) == EtagOf(role)) return Decision();
  v1::Event event;
  AddChange(event, "verbs", VerbsOf(before), VerbsOf(role));
  AddChange(event, "permissions", PermissionsOf(before), PermissionsOf(role));
  *event.mutable_role_recorded()->mutable_role() = role;
  return Recorded(std::move(event), role.name(), "role.recorded");
}

absl::StatusOr<Decision> DecideGrant(const AccessCase& c, const v1::CreateGrantRequest& request) {
  if (absl::Status status = CheckGrant(c, request); !status.ok()) return status;
  v1::Grant grant = request.grant();
  grant.set_name(ChildName(request.parent(), "grants", request.grant_id()));
  if (c.access.FindGrant(grant.name()) != nullptr) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(grant.name(), " exists already; choose another id"));
  }
  if (!HasBasis(grant.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED, "a role is granted on a basis: name the document in grant.basis");
  }
  if (DegreeOf(grant.scope().max_secrecy()) > c.access.settings().max_secrecy()) {
    return Error(v1::ERROR_REASON_SECRECY_NOT_ALLOWED,
                 "this province keeps nothing of that degree here (settings.max_secrecy)");
  }
  const v1::Actor& actor = c.context.actor;
  if (IsHeldBy(grant, actor.person(), actor.unit(), c.directory, c.today())) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES, "nobody grants a role to themselves; ask another registrar");
  }
  *grant.mutable_granter() = c.context.actor;
  grant.clear_revoke_reason();
  grant.clear_etag();
  v1::Event event;
  AddChange(event, "role", "", grant.role());
  AddChange(event, "holder", "", absl::StrCat(grant.person(), grant.post(), grant.system_unit()));
  *event.mutable_grant_recorded()->mutable_grant() = grant;
  return Recorded(std::move(event), grant.name(), "grant.recorded", grant.basis());
}

absl::StatusOr<Decision> DecideRevokeGrant(const AccessCase& c, const v1::RevokeGrantRequest& request) {
  Findings findings;
  if (request.reason().empty()) findings.Invalid("reason", "is missing");
  findings.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const v1::Grant* known = c.access.FindGrant(request.name());
  if (known == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no grant ", Excerpt(request.name()), "; list the grants to see their names"));
  }
  if (absl::Status status = CheckEtag(request.etag(), EtagOf(*known)); !status.ok()) return status;
  if (!known->valid_to().empty() && known->valid_to() <= FormatDate(c.today())) {
    return Error(v1::ERROR_REASON_ALREADY_ENDED, absl::StrCat("the grant is over since ", known->valid_to()));
  }
  v1::Grant grant = *known;
  grant.set_valid_to(EndedToday(known->valid_from(), c.today()));
  grant.set_revoke_reason(request.reason());
  v1::Event event;
  AddChange(event, "valid_to", known->valid_to(), grant.valid_to());
  *event.mutable_grant_recorded()->mutable_grant() = grant;
  return Recorded(std::move(event), grant.name(), "grant.recorded");
}

absl::StatusOr<Decision> DecideSettings(const AccessCase& c, const v1::UpdateSettingsRequest& request) {
  v1::Settings settings = request.settings();
  Findings findings;
  const auto within = [&](const char* field, int value, int most) {
    if (value < 0 || value > most) {
      findings.Invalid(absl::StrCat("settings.", field), absl::StrCat("must be 1 to ", most, ", or 0 for the default"));
    }
  };
  within("extension_count_limit", settings.extension_count_limit(), kMaxExtensionCount);
  within("extension_days_limit", settings.extension_days_limit(), kMaxLimitDays);
  within("suspension_days_limit", settings.suspension_days_limit(), kMaxLimitDays);
  if (!v1::Secrecy_IsValid(settings.max_secrecy())) findings.Invalid("settings.max_secrecy", "is not a known degree");
  findings.Basis("settings.basis", settings.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  if (absl::Status status = CheckEtag(settings.etag(), EtagOf(c.access.settings())); !status.ok()) return status;
  settings.clear_etag();
  settings.set_name(ProvinceName(c.state.province()) + "/settings");
  if (!HasBasis(settings.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED, "settings rest on a decision: name it in settings.basis");
  }
  const v1::Settings& before = c.access.settings();
  v1::Event event;
  AddChange(event, "max_secrecy", v1::Secrecy_Name(before.max_secrecy()),
            v1::Secrecy_Name(DegreeOf(settings.max_secrecy())));
  AddChange(event, "extension_count_limit", absl::StrCat(before.extension_count_limit()),
            absl::StrCat(settings.extension_count_limit()));
  AddChange(event, "extension_days_limit", absl::StrCat(before.extension_days_limit()),
            absl::StrCat(settings.extension_days_limit()));
  AddChange(event, "suspension_days_limit", absl::StrCat(before.suspension_days_limit()),
            absl::StrCat(settings.suspension_days_limit()));
  *event.mutable_settings_recorded()->mutable_settings() = settings;
  return Recorded(std::move(event), settings.name(), "settings.recorded", settings.basis());
}

}  // namespace phoihop::access
