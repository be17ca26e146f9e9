#include "workflow/organisation/membership.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr size_t kMaxPersonNameBytes = 200;
// Memberships of one person in one unit, over time.
constexpr int kMaxMembershipsPerPerson = 100;

bool IsRegistrar(const v1::Actor& actor, const Directory& directory, absl::CivilDay today) {
  const v1::Unit* unit = directory.FindUnit(actor.unit());
  const v1::UnitVersion* version = unit == nullptr ? nullptr : Directory::VersionOn(*unit, today);
  return version != nullptr && version->level() == v1::UNIT_LEVEL_PROVINCE &&
         (version->kind() == v1::UNIT_KIND_OFFICE || version->kind() == v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE);
}

absl::Status CheckAllowed(const v1::CreateMembershipRequest& request, const Facts& facts, const Context& context) {
  const v1::Actor& actor = context.actor;
  if (actor.unit().empty() && actor.system().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "nobody says who acts; send the actor's unit with the call");
  }
  if (!actor.system().empty() || actor.unit() == request.parent()) return absl::OkStatus();
  if (IsRegistrar(actor, facts.directory(), DayOf(context.now))) return absl::OkStatus();
  return Error(
      v1::ERROR_REASON_PERMISSION_DENIED,
      "only the unit itself and the province's registrar (the People's Committee and its office) may put people "
      "into a unit");
}

void CheckDate(absl::string_view date, const std::string& field, std::vector<FieldViolation>& violations) {
  const auto day = ParseDate(date);
  if (!day.ok()) violations.push_back({field, std::string(day.status().message())});
}

absl::Status CheckFields(const v1::CreateMembershipRequest& request, absl::string_view province) {
  std::vector<FieldViolation> violations;
  const v1::Membership& membership = request.membership();
  const auto person_province = ProvinceOf(membership.person());
  if (!IdOf(membership.person(), "persons").ok() || *person_province != province) {
    violations.push_back(
        {"membership.person", absl::StrCat("must look like provinces/", province, "/persons/{person}")});
  }
  if (membership.display_name().empty() || membership.display_name().size() > kMaxPersonNameBytes) {
    violations.push_back(
        {"membership.display_name", absl::StrCat("must have 1 to ", kMaxPersonNameBytes, " bytes: the person's name")});
  }
  if (membership.role() == v1::MEMBERSHIP_ROLE_UNSPECIFIED || !v1::MembershipRole_IsValid(membership.role())) {
    violations.push_back({"membership.role", "is missing: head, deputy head, clerk, officer or monitor"});
  }
  CheckDate(membership.valid_from(), "membership.valid_from", violations);
  if (!membership.valid_to().empty()) {
    CheckDate(membership.valid_to(), "membership.valid_to", violations);
    if (membership.valid_to() <= membership.valid_from()) {
      violations.push_back({"membership.valid_to", "must be after valid_from"});
    }
  }
  if (!request.membership_id().empty() && !IsId(request.membership_id())) {
    violations.push_back({"membership_id", "must be 1 to 63 characters of a-z, 0-9 and '-'"});
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

bool Overlap(const v1::Membership& a, const v1::Membership& b) {
  return (a.valid_to().empty() || b.valid_from() < a.valid_to()) &&
         (b.valid_to().empty() || a.valid_from() < b.valid_to());
}

// The id that the caller chose, or the person's with a number when that is taken.
absl::StatusOr<std::string> ChooseName(const v1::CreateMembershipRequest& request,
                                       const std::vector<const v1::Membership*>& known) {
  const auto taken = [&](const std::string& name) {
    return std::any_of(known.begin(), known.end(), [&](const v1::Membership* other) { return other->name() == name; });
  };
  const std::string chosen = ChildName(request.parent(), "memberships", request.membership_id());
  if (!request.membership_id().empty()) {
    if (!taken(chosen)) return chosen;
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(chosen, " exists already; choose another id"));
  }
  const std::string person(LastSegment(request.membership().person()));
  for (int i = 1; i <= kMaxMembershipsPerPerson; ++i) {
    const std::string suffix = i == 1 ? "" : absl::StrCat("-", i);
    const std::string name =
        ChildName(request.parent(), "memberships", person.substr(0, kMaxIdBytes - suffix.size()) + suffix);
    if (!taken(name)) return name;
  }
  return Error(v1::ERROR_REASON_ALREADY_EXISTS, "the person has too many memberships in this unit; choose an id");
}

}  // namespace

absl::StatusOr<Decision> DecideMembership(const internal::v1::ReferenceData& state,
                                          const v1::CreateMembershipRequest& request, const Facts& facts,
                                          const Context& context) {
  if (const absl::Status status = CheckAllowed(request, facts, context); !status.ok()) return status;
  if (const absl::Status status = CheckFields(request, state.province()); !status.ok()) return status;
  const v1::Membership& wanted = request.membership();
  const absl::CivilDay from = ParseDate(wanted.valid_from()).value();
  const Directory& directory = facts.directory();
  if (const absl::Status status = directory.CheckAlive(request.parent(), std::max(from, DayOf(context.now)));
      !status.ok()) {
    return status;
  }
  std::vector<const v1::Membership*> known;
  for (const v1::Membership& membership : state.memberships()) {
    if (phoihop::ParentOf(membership.name()) == request.parent()) known.push_back(&membership);
  }
  for (const v1::Membership* membership : known) {
    if (membership->person() == wanted.person() && membership->role() == wanted.role() &&
        Overlap(*membership, wanted)) {
      return Error(
          v1::ERROR_REASON_ALREADY_EXISTS,
          absl::StrCat(membership->display_name(), " already holds this role in the unit: ", membership->name()));
    }
  }
  absl::StatusOr<std::string> name = ChooseName(request, known);
  if (!name.ok()) return name.status();
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(*name);
  event.set_type("membership.recorded");
  v1::Membership& membership = *event.mutable_membership_recorded()->mutable_membership();
  membership = wanted;
  membership.set_name(*std::move(name));
  membership.clear_etag();
  return decision;
}

}  // namespace phoihop::organisation
