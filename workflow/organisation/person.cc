#include "workflow/organisation/person.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/reference_rules.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

void CheckName(Findings& findings, const std::string& field, absl::string_view name) {
  if (name.empty()) findings.Add(v1::ERROR_REASON_INVALID_FIELD, field, "is missing");
  findings.Text(field, name, kMaxPersonNameBytes);
}

void CheckProvenance(Findings& findings, const std::string& field, const v1::Provenance& provenance) {
  findings.Text(absl::StrCat(field, ".source"), provenance.source(), kMaxReferenceTextBytes);
  findings.Text(absl::StrCat(field, ".note"), provenance.note(), kMaxReferenceTextBytes);
}

bool IsAddress(absl::string_view email) {
  const std::vector<absl::string_view> parts = absl::StrSplit(email, '@');
  const auto printable = [](unsigned char byte) { return byte > 0x20 && byte != 0x7F; };
  return parts.size() == 2 && !parts[0].empty() && !parts[1].empty() &&
         std::all_of(email.begin(), email.end(), printable);
}

template <typename Things>
bool IsTaken(const Things& things, const std::string& name) {
  return std::any_of(things.begin(), things.end(), [&](const auto& thing) { return thing.name() == name; });
}

absl::Status Taken(const std::string& name) {
  return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(name, " exists already; choose another id"));
}

absl::Status CheckPost(const v1::CreatePostRequest& request) {
  Findings findings;
  const v1::Post& post = request.post();
  if (!IsId(request.post_id())) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "post_id", "must be 1 to 63 characters of a-z, 0-9 and '-'");
  }
  CheckName(findings, "post.display_name", post.display_name());
  if (post.role() == v1::MEMBERSHIP_ROLE_UNSPECIFIED || !v1::MembershipRole_IsValid(post.role())) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "post.role",
                 "is missing: head, deputy head, clerk, officer or monitor");
  }
  findings.Date("post.valid_from", post.valid_from());
  if (!post.valid_to().empty()) {
    findings.Date("post.valid_to", post.valid_to());
    if (post.valid_to() <= post.valid_from()) {
      findings.Add(v1::ERROR_REASON_INVALID_FIELD, "post.valid_to", "must be after valid_from");
    }
  }
  findings.Basis("post.basis", post.basis());
  CheckProvenance(findings, "post.provenance", post.provenance());
  return findings.Result();
}

}  // namespace

absl::StatusOr<Decision> DecidePerson(const internal::v1::ReferenceData& state,
                                      const v1::CreatePersonRequest& request) {
  Findings findings;
  const v1::Person& wanted = request.person();
  if (request.parent() != ProvinceName(state.province())) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "parent", absl::StrCat("must be ", ProvinceName(state.province())));
  }
  if (!IsId(request.person_id())) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "person_id", "must be 1 to 63 characters of a-z, 0-9 and '-'");
  }
  CheckName(findings, "person.display_name", wanted.display_name());
  if (!wanted.email().empty()) {
    findings.Text("person.email", wanted.email(), kMaxEmailBytes);
    if (!IsAddress(wanted.email())) {
      findings.Add(v1::ERROR_REASON_INVALID_FIELD, "person.email", "is not an address (name@domain)");
    }
  }
  CheckProvenance(findings, "person.provenance", wanted.provenance());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const std::string name = ChildName(request.parent(), "persons", request.person_id());
  if (IsTaken(state.persons(), name)) return Taken(name);
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(name);
  event.set_type("person.recorded");
  v1::Person& person = *event.mutable_person_recorded()->mutable_person();
  person = wanted;
  person.set_name(name);
  person.clear_etag();
  return decision;
}

absl::StatusOr<Decision> DecidePost(const internal::v1::ReferenceData& state, const v1::CreatePostRequest& request,
                                    const Context& context) {
  const Directory directory(state);
  const absl::CivilDay today = DayOf(context.now);
  if (absl::Status status = CheckPost(request); !status.ok()) return status;
  const absl::CivilDay from = ParseDate(request.post().valid_from()).value();
  if (absl::Status status = directory.CheckAlive(request.parent(), std::max(from, today)); !status.ok()) return status;
  const std::string name = ChildName(request.parent(), "posts", request.post_id());
  if (IsTaken(state.posts(), name)) return Taken(name);
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(name);
  event.set_type("post.recorded");
  if (request.post().has_basis()) *event.mutable_basis() = request.post().basis();
  v1::Post& post = *event.mutable_post_recorded()->mutable_post();
  post = request.post();
  post.set_name(name);
  post.clear_reorganisation();
  post.clear_etag();
  return decision;
}

}  // namespace phoihop::organisation
