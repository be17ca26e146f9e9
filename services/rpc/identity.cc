#include "services/rpc/identity.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/identity/refusal.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::rpc {
namespace {

constexpr absl::string_view kBearer = "Bearer ";

absl::Status Malformed(absl::string_view what) {
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_FIELD,
      {{kActAsMetadata,
        absl::StrCat(what,
                     "; it has to be `unit/person` or `unit`, ids as in resource names: `so-vhttdl/nguyen-van-a`")}});
}

absl::Status Denied(absl::string_view message) { return Error(v1::ERROR_REASON_PERMISSION_DENIED, message); }

// What follows `Bearer ` when there is one such header; empty otherwise.
absl::string_view BearerOf(const std::vector<absl::string_view>& values) {
  if (values.size() != 1 || !absl::StartsWithIgnoreCase(values[0], kBearer)) return {};
  return absl::StripAsciiWhitespace(values[0].substr(kBearer.size()));
}

absl::StatusOr<identity::Claims> ReadToken(const std::vector<absl::string_view>& values,
                                           const identity::TokenVerifier* verifier, absl::Time now) {
  if (verifier == nullptr) return identity::Refuse(identity::Refusal::kNotAccepted);
  if (values.size() > 1 || !absl::StartsWithIgnoreCase(values[0], kBearer)) {
    return identity::Refuse(identity::Refusal::kMalformed);
  }
  return verifier->Verify(absl::StripAsciiWhitespace(values[0].substr(kBearer.size())), now);
}

// What a claim means in the province: its value is an id, which is one of `claim_province`, or a resource name. Nothing
// when it means something elsewhere, or is neither.
std::optional<std::string> NameIn(absl::string_view province, absl::string_view collection, absl::string_view value,
                                  absl::string_view claim_province) {
  std::string name =
      absl::StrContains(value, '/') ? std::string(value) : ChildName(ProvinceName(claim_province), collection, value);
  const absl::StatusOr<std::string> id = IdOf(name, collection);
  if (!id.ok() || name != ChildName(ProvinceName(province), collection, *id)) return std::nullopt;
  return name;
}

// The units of the province that the token's claim names.
std::vector<std::string> ClaimedUnits(const Caller& caller, absl::string_view province) {
  std::vector<std::string> units;
  for (const std::string& value : caller.token->units) {
    std::optional<std::string> name = NameIn(province, "units", value, caller.token_province);
    if (name.has_value()) units.push_back(*std::move(name));
  }
  return units;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The units that the token's person, or the system that it was given to, may act for on the day.
absl::StatusOr<std::vector<std::string>> UnitsOfToken(const Caller& caller, absl::string_view province,
                                                      const std::string& person, const Facts& facts,
                                                      absl::CivilDay day) {
  const std::vector<std::string> claimed = ClaimedUnits(caller, province);
  if (caller.token->person.empty()) {
    if (claimed.empty()) return Denied("the bearer token names neither a unit nor a person of this province");
    return claimed;
  }
  std::vector<std::string> units = facts.directory().UnitsOf(person, day);
  if (!caller.on_behalf_of.empty()) {
    // Somebody of a unit above stands in for one below.
    for (const v1::Substitution* one : facts.access().SubstitutionsBy(person, day)) {
      const std::string unit(ParentOf(one->name()));
      if (!Has(units, unit)) units.push_back(unit);
    }
    const std::string absent = PersonName(province, caller.on_behalf_of);
    units.erase(std::remove_if(units.begin(), units.end(),
                               [&](const std::string& unit) {
                                 return facts.access().SubstitutionOf(unit, absent, person, facts.directory(), day) ==
                                        nullptr;
                               }),
                units.end());
    if (units.empty()) return Denied(absl::StrCat("no substitution of today lets you stand in for ", absent));
    return units;
  }
  if (!caller.token->units.empty()) {
    units.erase(
        std::remove_if(units.begin(), units.end(), [&](const std::string& unit) { return !Has(claimed, unit); }),
        units.end());
  }
  if (units.empty()) {
    return Denied(absl::StrCat("the person of the bearer token is a member of no unit today",
                               caller.token->units.empty() ? "" : " that the token names",
                               "; a membership is recorded by the province's registrar"));
  }
  return units;
}

absl::StatusOr<v1::Actor> ActorOfToken(const Caller& caller, absl::string_view province, const Facts& facts,
                                       absl::CivilDay day) {
  v1::Actor actor;
  if (!caller.token->person.empty()) {
    std::optional<std::string> person = NameIn(province, "persons", caller.token->person, caller.token_province);
    if (!person.has_value()) return Denied("the bearer token names no person of this province");
    actor.set_person(*std::move(person));
  }
  const absl::StatusOr<std::vector<std::string>> units = UnitsOfToken(caller, province, actor.person(), facts, day);
  if (!units.ok()) return units.status();
  const ActAs& chosen = caller.act_as;
  if (!chosen.person.empty() && PersonName(province, chosen.person) != actor.person()) {
    return Denied(absl::StrCat(kActAsMetadata, " names another person than the bearer token"));
  }
  if (!chosen.unit.empty()) {
    actor.set_unit(UnitName(province, chosen.unit));
    if (!Has(*units, actor.unit())) {
      return Denied(absl::StrCat("the bearer token does not let anybody act as ", actor.unit(),
                                 actor.person().empty() ? ""
                                                        : ": its person is no member of it today, or it names "
                                                          "other units"));
    }
    return actor;
  }
  if (units->size() > 1) {
    return WithMetadata(Denied(absl::StrCat("say with ", kActAsMetadata, " for which unit you act: ",
                                            absl::StrJoin(*units, ", ",
                                                          [](std::string* out, absl::string_view name) {
                                                            absl::StrAppend(out, LastSegment(name));
                                                          }))),
                        "units", absl::StrJoin(*units, ","));
  }
  actor.set_unit(units->front());
  return actor;
}

absl::StatusOr<v1::Actor> ActorOfSystem(const Caller& caller, absl::string_view province) {
  if (caller.system->province != province) {
    return Denied(absl::StrCat("the certificate is one for ", ProvinceName(caller.system->province), ", not for ",
                               ProvinceName(province)));
  }
  const ActAs& said = caller.act_as;
  if (!said.person.empty() || (!said.unit.empty() && said.unit != caller.system->unit)) {
    return Denied(absl::StrCat("the certificate is one to act as ", UnitName(province, caller.system->unit), "; ",
                               kActAsMetadata, " says somebody else"));
  }
  v1::Actor actor;
  actor.set_unit(UnitName(province, caller.system->unit));
  return actor;
}

absl::StatusOr<v1::Actor> ActorOf(const Caller& caller, absl::string_view province, const Facts& facts,
                                  absl::CivilDay day) {
  if (caller.token.has_value()) return ActorOfToken(caller, province, facts, day);
  if (caller.system.has_value()) return ActorOfSystem(caller, province);
  v1::Actor actor;
  if (caller.act_as.unit.empty()) return actor;
  actor.set_unit(UnitName(province, caller.act_as.unit));
  if (!caller.act_as.person.empty()) actor.set_person(PersonName(province, caller.act_as.person));
  return actor;
}

// A personal token: whose it is, while that person is a member of its unit.
absl::StatusOr<Resolved> ResolvePersonal(const Caller& caller, absl::string_view province, const Facts& facts,
                                         absl::Time now) {
  const identity::PersonalToken& shown = *caller.personal_token;
  if (shown.province != province) {
    return Denied(absl::StrCat("the access token is one for ", ProvinceName(shown.province), ", not for ",
                               ProvinceName(province)));
  }
  const v1::AccessToken* known = facts.access().FindToken(ChildName(ProvinceName(province), "accessTokens", shown.id));
  const identity::Refusal refusal = identity::CheckPersonalToken(shown, known, now);
  if (refusal != identity::Refusal::kNone) return identity::Refuse(refusal);
  const bool substitutes = !caller.on_behalf_of.empty() &&
                           facts.access().SubstitutionOf(known->unit(), PersonName(province, caller.on_behalf_of),
                                                         known->person(), facts.directory(), DayOf(now)) != nullptr;
  if (!substitutes && !facts.directory().IsMember(known->unit(), known->person(), DayOf(now))) {
    return Denied("the person of the access token is no member of its unit any more");
  }
  const ActAs& chosen = caller.act_as;
  if ((!chosen.unit.empty() && UnitName(province, chosen.unit) != known->unit()) ||
      (!chosen.person.empty() && PersonName(province, chosen.person) != known->person())) {
    return Denied(absl::StrCat(kActAsMetadata, " says somebody else than the access token"));
  }
  Resolved resolved;
  resolved.actor.set_unit(known->unit());
  resolved.actor.set_person(known->person());
  resolved.token_scopes.emplace();
  for (const int scope : known->scopes()) resolved.token_scopes->push_back(static_cast<v1::TokenScope>(scope));
  return resolved;
}

// In whose place the person acts, when it says so.
absl::Status StandIn(const Caller& caller, absl::string_view province, const Facts& facts, absl::CivilDay day,
                     v1::Actor& actor) {
  if (caller.on_behalf_of.empty()) return absl::OkStatus();
  const std::string absent = PersonName(province, caller.on_behalf_of);
  if (actor.person().empty()) return Denied("only a person stands in for somebody; say which one acts");
  if (facts.access().SubstitutionOf(actor.unit(), absent, actor.person(), facts.directory(), day) == nullptr) {
    return Denied(absl::StrCat("no substitution of today lets ", actor.person(), " stand in for ", absent, " in ",
                               actor.unit(), "; the absent person or the head of the unit records one"));
  }
  actor.set_on_behalf_of(absent);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadOnBehalfOf(const std::vector<absl::string_view>& values) {
  if (values.empty()) return std::string();
  if (values.size() > 1 || !IsId(values[0])) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{kOnBehalfOfMetadata, "has to be the id of one person, as in resource names"}});
  }
  return std::string(values[0]);
}

}  // namespace

absl::StatusOr<ActAs> ReadActAs(const std::vector<absl::string_view>& values) {
  if (values.empty()) return ActAs();
  if (values.size() > 1) return Malformed("was sent more than once");
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(values[0], absl::MaxSplits('/', 1));
  if (!IsId(parts.first)) return Malformed(absl::StrCat("'", Excerpt(values[0]), "' names no unit"));
  const bool has_person = values[0].size() > parts.first.size();
  if (has_person && !IsId(parts.second)) return Malformed(absl::StrCat("'", Excerpt(values[0]), "' names no person"));
  return ActAs{std::string(parts.first), std::string(parts.second)};
}

absl::StatusOr<Caller> ReadCaller(const Presented& presented, const IdentityOptions& options, handlers::Caller wanted,
                                  absl::Time now) {
  Caller caller;
  caller.token_province = options.token_province;
  absl::StatusOr<std::string> on_behalf_of = ReadOnBehalfOf(presented.on_behalf_of);
  if (!on_behalf_of.ok()) return on_behalf_of.status();
  caller.on_behalf_of = *std::move(on_behalf_of);
  const absl::string_view bearer = BearerOf(presented.authorization);
  if (identity::IsPersonalToken(bearer)) {
    caller.personal_token = identity::ReadPersonalToken(bearer);
    if (!caller.personal_token.has_value()) return identity::Refuse(identity::Refusal::kUnknown);
  } else if (!presented.authorization.empty()) {
    absl::StatusOr<identity::Claims> claims = ReadToken(presented.authorization, options.verifier, now);
    if (!claims.ok()) return claims.status();
    caller.token = *std::move(claims);
  } else {
    absl::StatusOr<std::optional<identity::SystemName>> system = identity::ReadSystemName(presented.certificate_uris);
    if (!system.ok()) return system.status();
    caller.system = *std::move(system);
  }
  const bool proved = caller.token.has_value() || caller.system.has_value() || caller.personal_token.has_value();
  if (!proved && presented.act_as.empty() && wanted == handlers::Caller::kRequired) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING,
                 absl::StrCat("nobody said who acts; send a bearer token, or on a server in local mode ",
                              kActAsMetadata, ": unit/person, for example so-vhttdl/nguyen-van-a"));
  }
  if (!proved && !presented.act_as.empty() && !options.local_mode) {
    return Error(v1::ERROR_REASON_LOCAL_MODE_OFF,
                 absl::StrCat(kActAsMetadata,
                              " alone is only believed by a server that runs with --local-mode and listens on "
                              "loopback addresses only; send a bearer token"));
  }
  absl::StatusOr<ActAs> said = ReadActAs(presented.act_as);
  if (!said.ok()) return said.status();
  caller.act_as = *std::move(said);
  return caller;
}

absl::StatusOr<Resolved> ResolveActor(const Caller& caller, absl::string_view province, const Facts& facts,
                                      absl::Time now) {
  const absl::CivilDay day = DayOf(now);
  Resolved resolved;
  if (caller.personal_token.has_value()) {
    absl::StatusOr<Resolved> personal = ResolvePersonal(caller, province, facts, now);
    if (!personal.ok()) return personal;
    resolved = *std::move(personal);
  } else {
    absl::StatusOr<v1::Actor> actor = ActorOf(caller, province, facts, day);
    if (!actor.ok()) return actor.status();
    resolved.actor = *std::move(actor);
  }
  v1::Actor& actor = resolved.actor;
  if (actor.unit().empty()) return resolved;
  const absl::Status alive = facts.directory().CheckAlive(actor.unit(), day);
  if (!alive.ok()) {
    absl::Status refusal = Denied(absl::StrCat("nobody can act as ", actor.unit(), ": ", alive.message()));
    for (const auto& [key, value] : MetadataOf(alive)) refusal = WithMetadata(std::move(refusal), key, value);
    return refusal;
  }
  const absl::Status stands_in = StandIn(caller, province, facts, day, actor);
  if (!stands_in.ok()) return stands_in;
  return resolved;
}

}  // namespace phoihop::rpc
