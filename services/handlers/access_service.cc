#include "services/handlers/access_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/command.h"
#include "services/handlers/made_id.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/recorded_thing.h"
#include "services/handlers/visibility.h"
#include "workflow/access/decide.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

bool MayManage(const CallContext& call) {
  return RightsOf(call).ForPermission(v1::PERMISSION_MANAGE_ACCESS, {}) != nullptr;
}

// Of the caller: granted to the person, a post that it holds, or its unit as such.
bool IsOwn(const v1::Grant& grant, const CallContext& call) {
  return access::IsHeldBy(grant, call.actor.person(), call.actor.unit(), call.facts->directory(), DayOf(call.now));
}

// Whether the person has it, directly or by a post.
bool IsOf(const v1::Grant& grant, const std::string& person, const CallContext& call) {
  return access::IsHeldBy(grant, person, call.actor.unit(), call.facts->directory(), DayOf(call.now));
}

absl::StatusOr<v1::ListRolesResponse> ListRoles(const v1::ListRolesRequest& request, const CallContext& call,
                                                const Services&) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  std::vector<const v1::Role*> roles;
  for (const v1::Role& role : call.facts->access().roles()) roles.push_back(&role);
  const auto key = [](const v1::Role& role) { return absl::StrCat(role.shipped() ? "0" : "1", role.name()); };
  std::sort(roles.begin(), roles.end(), [&](const v1::Role* a, const v1::Role* b) { return key(*a) < key(*b); });
  const auto page = CutPage<v1::Role>(request, roles, key);
  if (!page.ok()) return page.status();
  v1::ListRolesResponse response;
  for (const v1::Role* role : page->things) *response.add_roles() = access::WithEtag(*role);
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<v1::Role> GetRole(const v1::GetRoleRequest& request, const CallContext& call, const Services&) {
  if (const auto id = IdOf(request.name(), "roles"); !id.ok()) return id.status();
  const v1::Role* role = call.facts->access().FindRole(request.name());
  if (role != nullptr) return access::WithEtag(*role);
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("there is no role ", Excerpt(request.name()), "; list the roles to see their names"));
}

void UpdateRole(const v1::UpdateRoleRequest& request, const CallContext& call, const Services& services,
                Done<v1::Role> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_update_role() = request;
  const std::string name = request.role().name();
  SubmitThing<v1::Role>(
      *std::move(command), call, services,
      {[](const v1::Event& event) { return event.has_role_recorded() ? &event.role_recorded().role() : nullptr; },
       [name](const Facts& facts) { return facts.access().FindRole(name); }, access::WithEtag<v1::Role>},
      std::move(done));
}

ThingOf<v1::Grant> GrantNamed(const std::string& name) {
  return {[](const v1::Event& event) { return event.has_grant_recorded() ? &event.grant_recorded().grant() : nullptr; },
          [name](const Facts& facts) { return facts.access().FindGrant(name); }, access::WithEtag<v1::Grant>};
}

absl::StatusOr<v1::ListGrantsResponse> ListGrants(const v1::ListGrantsRequest& request, const CallContext& call,
                                                  const Services&) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  const bool manages = MayManage(call);
  const absl::CivilDay today = DayOf(call.now);
  std::vector<const v1::Grant*> grants;
  for (const v1::Grant& grant : call.facts->data().grants()) {
    if (!manages && !IsOwn(grant, call)) continue;
    if (!request.person().empty() && !IsOf(grant, request.person(), call)) continue;
    if (!request.role().empty() && grant.role() != request.role()) continue;
    if (!request.show_all() && !access::HoldsOn(grant.valid_from(), grant.valid_to(), today)) continue;
    grants.push_back(&grant);
  }
  // Those in force first; within, by name.
  const auto key = [today](const v1::Grant& grant) {
    return absl::StrCat(access::HoldsOn(grant.valid_from(), grant.valid_to(), today) ? "0" : "1", grant.name());
  };
  std::sort(grants.begin(), grants.end(), [&](const v1::Grant* a, const v1::Grant* b) { return key(*a) < key(*b); });
  const auto page = CutPage<v1::Grant>(request, grants, key);
  if (!page.ok()) return page.status();
  v1::ListGrantsResponse response;
  for (const v1::Grant* grant : page->things) *response.add_grants() = access::WithEtag(*grant);
  response.set_next_page_token(page->next_page_token);
  return response;
}

void CreateGrant(const v1::CreateGrantRequest& request, const CallContext& call, const Services& services,
                 Done<v1::Grant> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  v1::CreateGrantRequest& create = *command->mutable_reference()->mutable_create_grant();
  create = request;
  if (create.grant_id().empty()) create.set_grant_id(MakeId("g", request, request.request_id(), call));
  const std::string name = ChildName(create.parent(), "grants", create.grant_id());
  SubmitThing<v1::Grant>(*std::move(command), call, services, GrantNamed(name), std::move(done));
}

void RevokeGrant(const v1::RevokeGrantRequest& request, const CallContext& call, const Services& services,
                 Done<v1::Grant> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_revoke_grant() = request;
  SubmitThing<v1::Grant>(*std::move(command), call, services, GrantNamed(request.name()), std::move(done));
}

absl::StatusOr<v1::Settings> GetSettings(const v1::GetSettingsRequest& request, const CallContext& call,
                                         const Services&) {
  if (request.name() != call.facts->access().settings().name()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"name", "has to be provinces/{province}/settings"}});
  }
  return access::WithEtag(call.facts->access().settings());
}

void UpdateSettings(const v1::UpdateSettingsRequest& request, const CallContext& call, const Services& services,
                    Done<v1::Settings> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_update_settings() = request;
  SubmitThing<v1::Settings>(
      *std::move(command), call, services,
      {[](const v1::Event& event) {
         return event.has_settings_recorded() ? &event.settings_recorded().settings() : nullptr;
       },
       [](const Facts& facts) { return &facts.access().settings(); }, access::WithEtag<v1::Settings>},
      std::move(done));
}

std::string PersonDisplayName(const CallContext& call) {
  const v1::Person* person = organisation::FindByName(call.facts->data().persons(), call.actor.person());
  if (person != nullptr) return person->display_name();
  for (const v1::Membership* membership : call.facts->directory().MembersOf(call.actor.unit(), DayOf(call.now))) {
    if (membership->person() == call.actor.person()) return membership->display_name();
  }
  return "";
}

absl::StatusOr<v1::DescribeCallerResponse> DescribeCaller(const v1::DescribeCallerRequest& request,
                                                          const CallContext& call, const Services&) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  const absl::CivilDay today = DayOf(call.now);
  v1::DescribeCallerResponse response;
  *response.mutable_actor() = call.actor;
  response.set_unit_display_name(call.facts->directory().DisplayName(call.actor.unit(), today));
  const access::Rights rights = RightsOf(call);
  for (const access::Held& held : rights.held()) {
    v1::HeldRole& role = *response.add_roles();
    role.set_role(held.role->name());
    role.set_role_display_name(held.role->display_name());
    *role.mutable_scope() = held.scope;
    if (held.grant != nullptr) role.set_grant(held.grant->name());
  }
  response.set_whole_province_up_to(rights.WholeProvinceUpTo().value_or(v1::SECRECY_UNSPECIFIED));
  if (call.actor.person().empty()) return response;
  response.set_person_display_name(PersonDisplayName(call));
  for (std::string& unit : call.facts->directory().UnitsOf(call.actor.person(), today)) {
    response.add_units(std::move(unit));
  }
  for (const v1::Substitution* one : call.facts->access().SubstitutionsBy(call.actor.person(), today)) {
    *response.add_substitutions() = access::WithEtag(*one);
  }
  return response;
}

}  // namespace

void AddAccessService(MethodTable& table) {
  table.Read("phoihop.v1.AccessService.ListRoles", ListRoles, Caller::kOptional);
  table.Read("phoihop.v1.AccessService.GetRole", GetRole, Caller::kOptional);
  table.Command("phoihop.v1.AccessService.UpdateRole", UpdateRole);
  table.Read("phoihop.v1.AccessService.ListGrants", ListGrants, Caller::kRequired);
  table.Command("phoihop.v1.AccessService.CreateGrant", CreateGrant);
  table.Command("phoihop.v1.AccessService.RevokeGrant", RevokeGrant);
  table.Read("phoihop.v1.AccessService.ExplainAccess", ExplainAccess, Caller::kRequired);
  table.Read("phoihop.v1.AccessService.DescribeCaller", DescribeCaller, Caller::kRequired);
  table.Read("phoihop.v1.AccessService.GetSettings", GetSettings, Caller::kOptional);
  table.Command("phoihop.v1.AccessService.UpdateSettings", UpdateSettings);
}

}  // namespace phoihop::handlers
