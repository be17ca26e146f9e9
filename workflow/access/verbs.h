// The verbs of decide.h, one function each; internal to workflow/access.
#ifndef WORKFLOW_ACCESS_VERBS_H_
#define WORKFLOW_ACCESS_VERBS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/decision.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"

namespace phoihop::access {

// What one decision is made on.
struct AccessCase {
  const internal::v1::ReferenceData& state;
  const organisation::Directory& directory;
  const Access& access;
  const Context& context;

  absl::CivilDay today() const { return DayOf(context.now); }
};

absl::StatusOr<Decision> DecideRole(const AccessCase& c, const v1::UpdateRoleRequest& request);
absl::StatusOr<Decision> DecideGrant(const AccessCase& c, const v1::CreateGrantRequest& request);
absl::StatusOr<Decision> DecideRevokeGrant(const AccessCase& c, const v1::RevokeGrantRequest& request);
absl::StatusOr<Decision> DecideSettings(const AccessCase& c, const v1::UpdateSettingsRequest& request);
absl::StatusOr<Decision> DecideSubstitution(const AccessCase& c, const v1::CreateSubstitutionRequest& request);
absl::StatusOr<Decision> DecideEndSubstitution(const AccessCase& c, const v1::EndSubstitutionRequest& request);
absl::StatusOr<Decision> DecideToken(const AccessCase& c, const internal::v1::CreateAccessToken& command);
absl::StatusOr<Decision> DecideRevokeToken(const AccessCase& c, const v1::RevokeAccessTokenRequest& request);

// A decision that is one event about `subject`: `grant.recorded`.
inline Decision Recorded(v1::Event event, const std::string& subject, absl::string_view type,
                         const v1::Citation& basis = v1::Citation::default_instance()) {
  event.set_subject(subject);
  event.set_type(std::string(type));
  if (basis.ByteSizeLong() != 0) *event.mutable_basis() = basis;
  Decision decision;
  decision.events.push_back(std::move(event));
  return decision;
}

inline void AddChange(v1::Event& event, absl::string_view field, absl::string_view before, absl::string_view after) {
  if (before == after) return;
  v1::FieldChange& change = *event.add_changes();
  change.set_field(std::string(field));
  change.set_before(std::string(before));
  change.set_after(std::string(after));
}

inline absl::Status CheckEtag(absl::string_view given, const std::string& present) {
  if (given.empty() || given == present) return absl::OkStatus();
  return Error(v1::ERROR_REASON_ETAG_MISMATCH,
               absl::StrCat("it changed since it was read: its etag is ", present, "; read it again and decide again"));
}

// The day on which something that began on `from` ends when it is ended today: never before it began.
inline std::string EndedToday(const std::string& from, absl::CivilDay today) {
  const std::string date = FormatDate(today);
  return date < from ? from : date;
}

}  // namespace phoihop::access

#endif  // WORKFLOW_ACCESS_VERBS_H_
