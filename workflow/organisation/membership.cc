#include "workflow/organisation/membership.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/person.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

// Memberships of one person in one unit, over time.
constexpr int kMaxMembershipsPerPerson = 100;
constexpr int kWholePercent = 100;

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
  if (membership.share_percent() < 0 || membership.share_percent() > kWholePercent) {
    violations.push_back({"membership.share_percent", "must be 0 to 100; 0: not stated"});
  }
  if (!request.membership_id().empty() && !IsId(request.membership_id())) {
    violations.push_back({"membership_id", "must be 1 to 63 characters of a-z, 0-9 and '-'"});
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

bool Overlap(const v1::Membership& a, const v1::Membership& b) {
  if (a.valid_to() == a.valid_from()) return false;  // taken back before it began
  return (a.valid_to().empty() || b.valid_from() < a.valid_to()) &&
         (b.valid_to().empty() || a.valid_from() < b.valid_to());
}

// The post is one of the unit, in force as long as the membership, and says the role.
absl::Status CheckPost(const internal::v1::ReferenceData& state, const v1::CreateMembershipRequest& request) {
  const v1::Membership& wanted = request.membership();
  if (wanted.post().empty()) return absl::OkStatus();
  const auto invalid = [](absl::string_view field, std::string description) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{absl::StrCat("membership.", field), std::move(description)}});
  };
  if (phoihop::ParentOf(wanted.post()) != request.parent()) return invalid("post", "must be one of the same unit");
  for (const v1::Post& post : state.posts()) {
    if (post.name() != wanted.post()) continue;
    const bool covers =
        post.valid_from() <= wanted.valid_from() &&
        (post.valid_to().empty() || (!wanted.valid_to().empty() && wanted.valid_to() <= post.valid_to()));
    if (!covers) {
      return invalid("valid_from", absl::StrCat("the post exists from ", post.valid_from(), " to ",
                                                post.valid_to().empty() ? "further notice" : post.valid_to(),
                                                "; the membership must lie within"));
    }
    if (wanted.role() != post.role()) {
      return invalid("role", absl::StrCat("must be the post's, ", v1::MembershipRole_Name(post.role())));
    }
    return absl::OkStatus();
  }
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("the unit has no post '", Excerpt(wanted.post()), "'; list its posts to see their names"));
}

// On every day; the sum can only grow where a membership begins.
absl::Status CheckShares(const internal::v1::ReferenceData& state, const v1::Membership& wanted) {
  if (wanted.share_percent() == 0) return absl::OkStatus();
  std::vector<const v1::Membership*> others;
  std::vector<std::string> begins = {wanted.valid_from()};
  for (const v1::Membership& other : state.memberships()) {
    if (other.person() != wanted.person() || other.share_percent() == 0 || !Overlap(other, wanted)) continue;
    others.push_back(&other);
    begins.push_back(std::max(other.valid_from(), wanted.valid_from()));
  }
  for (const std::string& date : begins) {
    const absl::CivilDay day = ParseDate(date).value_or(absl::CivilDay());
    int sum = wanted.share_percent();
    for (const v1::Membership* other : others) {
      if (Contains(other->valid_from(), other->valid_to(), day)) sum += other->share_percent();
    }
    if (sum <= kWholePercent) continue;
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"membership.share_percent",
                            absl::StrCat("the person's memberships would take ", sum, " percent from ", date, " on")}});
  }
  return absl::OkStatus();
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
                                          const v1::CreateMembershipRequest& request, const Facts&,
                                          const Context& context) {
  const Directory directory(state);
  const absl::CivilDay today = DayOf(context.now);
  if (const absl::Status status = CheckFields(request, state.province()); !status.ok()) return status;
  const v1::Membership& wanted = request.membership();
  const absl::CivilDay from = ParseDate(wanted.valid_from()).value();
  if (const absl::Status status = directory.CheckAlive(request.parent(), std::max(from, today)); !status.ok()) {
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
  if (absl::Status status = CheckPost(state, request); !status.ok()) return status;
  if (absl::Status status = CheckShares(state, wanted); !status.ok()) return status;
  absl::StatusOr<std::string> name = ChooseName(request, known);
  if (!name.ok()) return name.status();
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(*name);
  event.set_type("membership.recorded");
  v1::Membership& membership = *event.mutable_membership_recorded()->mutable_membership();
  membership = wanted;
  membership.set_name(*std::move(name));
  membership.clear_reorganisation();
  membership.clear_etag();
  return decision;
}

}  // namespace phoihop::organisation
