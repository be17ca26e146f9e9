// Absence and substitution: who stands in for whom, for how long, in what.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/access/decide.h"
#include "workflow/access/verbs.h"
#include "workflow/limits.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::access {
namespace {

using organisation::Findings;

void CheckInterval(const AccessCase& c, const v1::Substitution& wanted, Findings& findings) {
  findings.Date("substitution.valid_from", wanted.valid_from());
  findings.Date("substitution.valid_to", wanted.valid_to());
  const auto from = ParseDate(wanted.valid_from()), to = ParseDate(wanted.valid_to());
  if (!from.ok() || !to.ok()) return;
  if (*to <= *from) findings.Invalid("substitution.valid_to", "must be after valid_from");
  if (*to - *from > kSubstitutionDays) {
    findings.Invalid("substitution.valid_to", absl::StrCat("must be at most ", kSubstitutionDays,
                                                           " days after valid_from; record it again then"));
  }
  if (*to <= c.today()) findings.Invalid("substitution.valid_to", "must be after today");
}

absl::Status CheckFields(const AccessCase& c, const v1::CreateSubstitutionRequest& request) {
  const v1::Substitution& wanted = request.substitution();
  Findings findings;
  if (!IsId(request.substitution_id())) {
    findings.Invalid("substitution_id", "must be 1 to 63 characters of a-z, 0-9 and '-'");
  }
  if (wanted.person().empty() == wanted.post().empty()) {
    findings.Invalid("substitution.person", "exactly one of person and post is given");
  }
  if (!wanted.post().empty() && ParentOf(wanted.post()) != request.parent()) {
    findings.Invalid("substitution.post", "is no post of the unit");
  }
  if (wanted.substitute().empty()) findings.Invalid("substitution.substitute", "is missing");
  if (!wanted.person().empty() && wanted.person() == wanted.substitute()) {
    findings.Invalid("substitution.substitute", "is the absent person");
  }
  CheckInterval(c, wanted, findings);
  if (wanted.rights() == v1::Substitution::RIGHTS_UNSPECIFIED || !v1::Substitution::Rights_IsValid(wanted.rights())) {
    findings.Invalid("substitution.rights", "is missing: VIEW or ACT");
  }
  for (const int verb : wanted.verbs()) {
    if (verb == 0 || !v1::TaskVerb_IsValid(verb)) findings.Invalid("substitution.verbs", "has an unknown verb");
  }
  if (!wanted.plan().empty() && !IdOf(wanted.plan(), "plans").ok()) {
    findings.Invalid("substitution.plan", "is not of the form provinces/{province}/plans/{plan}");
  }
  findings.Basis("substitution.basis", wanted.basis());
  findings.Text("substitution.reason", wanted.reason(), limits::kExplanationBytes);
  return findings.Result();
}

// Who is away: the person, or the holders of the post on a day.
std::vector<std::string> AbsentOf(const AccessCase& c, const v1::Substitution& substitution, absl::CivilDay day) {
  if (!substitution.person().empty()) return {substitution.person()};
  std::vector<std::string> persons;
  for (const v1::Membership* membership : c.directory.MembersOf(ParentOf(substitution.post()), day)) {
    if (membership->post() == substitution.post()) persons.push_back(membership->person());
  }
  return persons;
}

absl::Status CheckPeople(const AccessCase& c, const v1::Substitution& wanted, absl::string_view unit) {
  const absl::CivilDay first = std::max(ParseDate(wanted.valid_from()).value(), c.today());
  if (absl::Status alive = c.directory.CheckAlive(unit, first); !alive.ok()) return alive;
  if (!wanted.person().empty() && !c.directory.IsMember(unit, wanted.person(), first)) {
    return Error(v1::ERROR_REASON_NOT_A_MEMBER,
                 absl::StrCat(wanted.person(), " has no membership in ", unit, " on ", FormatDate(first)));
  }
  if (!wanted.post().empty() && organisation::FindByName(c.state.posts(), wanted.post()) == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is no post ", Excerpt(wanted.post())));
  }
  for (const std::string& home : c.directory.UnitsOf(wanted.substitute(), first)) {
    if (IsAtOrAbove(home, std::string(unit), c.directory, first)) return absl::OkStatus();
  }
  return Error(v1::ERROR_REASON_NOT_A_MEMBER,
               absl::StrCat(wanted.substitute(), " is no member of ", unit, " or of a unit above it on ",
                            FormatDate(first), "; only they stand in for its people"));
}

// By the absent one, or whoever manages the unit's substitutions; never by the one who would stand in.
absl::StatusOr<std::string> CheckMayRecord(const AccessCase& c, const v1::Substitution& wanted,
                                           const std::string& unit) {
  const v1::Actor& actor = c.context.actor;
  if (actor.system().empty() && actor.on_behalf_of().empty() && !actor.person().empty() && actor.unit() == unit &&
      actor.person() == wanted.person()) {
    return std::string();
  }
  auto authority = CheckPermitted(v1::PERMISSION_MANAGE_SUBSTITUTIONS, actor, c.access, c.directory, c.today(), {unit});
  if (!authority.ok()) return authority;
  if (!actor.person().empty() && actor.person() == wanted.substitute()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "nobody makes themselves the substitute of somebody else; the absent person or another head does");
  }
  return authority;
}

bool Overlap(const v1::Substitution& one, const v1::Substitution& other) {
  return one.valid_from() < other.valid_to() && other.valid_from() < one.valid_to();
}

// Follows who stands in for the substitute while the new one holds, and so on; says the circle when it comes back.
class CircleSearch {
 public:
  CircleSearch(const AccessCase& c, const v1::Substitution& wanted) : c_(c), wanted_(wanted) {
    for (const std::string& absent : AbsentOf(c, wanted, ParseDate(wanted.valid_from()).value())) goal_.insert(absent);
  }

  // The people from the substitute to the absent one; empty when there is no circle.
  std::vector<std::string> Find() { return Walk(wanted_.substitute()) ? path_ : std::vector<std::string>(); }

 private:
  bool Walk(const std::string& person) {
    if (!seen_.insert(person).second) return false;
    path_.push_back(person);
    if (goal_.contains(person)) return true;
    for (const v1::Substitution& known : c_.state.substitutions()) {
      if (!Overlap(known, wanted_)) continue;
      for (const std::string& absent : AbsentOf(c_, known, ParseDate(known.valid_from()).value())) {
        if (absent == person && Walk(known.substitute())) return true;
      }
    }
    path_.pop_back();
    return false;
  }

  const AccessCase& c_;
  const v1::Substitution& wanted_;
  std::set<std::string> goal_, seen_;
  std::vector<std::string> path_;
};

}  // namespace

absl::StatusOr<Decision> DecideSubstitution(const AccessCase& c, const v1::CreateSubstitutionRequest& request) {
  v1::Substitution wanted = request.substitution();
  const auto authority = CheckMayRecord(c, wanted, request.parent());
  if (!authority.ok()) return authority.status();
  if (absl::Status status = CheckFields(c, request); !status.ok()) return status;
  wanted.set_name(ChildName(request.parent(), "substitutions", request.substitution_id()));
  if (c.access.FindSubstitution(wanted.name()) != nullptr) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(wanted.name(), " exists already; choose another id"));
  }
  if (absl::Status status = CheckPeople(c, wanted, request.parent()); !status.ok()) return status;
  const std::vector<std::string> circle = CircleSearch(c, wanted).Find();
  if (!circle.empty()) {
    return Error(v1::ERROR_REASON_SUBSTITUTION_CYCLE,
                 absl::StrCat("they would stand in for each other on the same day: ", absl::StrJoin(circle, " → "),
                              " → ", circle.front(), "; choose somebody else"));
  }
  *wanted.mutable_recorder() = c.context.actor;
  wanted.clear_end_reason();
  wanted.clear_etag();
  v1::Event event;
  event.set_authority(*authority);
  AddChange(event, "substitute", "", wanted.substitute());
  AddChange(event, "valid_to", "", wanted.valid_to());
  *event.mutable_substitution_recorded()->mutable_substitution() = wanted;
  return Recorded(std::move(event), wanted.name(), "substitution.recorded", wanted.basis());
}

absl::StatusOr<Decision> DecideEndSubstitution(const AccessCase& c, const v1::EndSubstitutionRequest& request) {
  Findings findings;
  findings.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const v1::Substitution* known = c.access.FindSubstitution(request.name());
  const std::string unit(ParentOf(request.name()));
  const v1::Actor& actor = c.context.actor;
  const bool own = known != nullptr && !actor.person().empty() &&
                   (actor.person() == known->person() || actor.person() == known->substitute());
  std::string authority;
  if (!own) {
    auto permitted =
        CheckPermitted(v1::PERMISSION_MANAGE_SUBSTITUTIONS, actor, c.access, c.directory, c.today(), {unit});
    if (!permitted.ok()) return permitted.status();
    authority = *std::move(permitted);
  }
  if (known == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no substitution ", Excerpt(request.name()), "; list those of the unit"));
  }
  if (absl::Status status = CheckEtag(request.etag(), EtagOf(*known)); !status.ok()) return status;
  if (known->valid_to() <= FormatDate(c.today())) {
    return Error(v1::ERROR_REASON_ALREADY_ENDED, absl::StrCat("it is over since ", known->valid_to()));
  }
  v1::Substitution ended = *known;
  ended.set_valid_to(EndedToday(known->valid_from(), c.today()));
  ended.set_end_reason(request.reason());
  v1::Event event;
  event.set_authority(authority);
  AddChange(event, "valid_to", known->valid_to(), ended.valid_to());
  *event.mutable_substitution_recorded()->mutable_substitution() = ended;
  return Recorded(std::move(event), ended.name(), "substitution.recorded");
}

}  // namespace phoihop::access
