// Ladders, published and switched to by people: PublishEscalationPolicy, SwitchEscalationPolicy.
#ifndef WORKFLOW_ORGANISATION_PUBLISH_POLICY_H_
#define WORKFLOW_ORGANISATION_PUBLISH_POLICY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// What the preview of a switch saw, as a text that callers hand back.
struct PolicySwitchToken {
  int64_t version = 0;    // of the ladder that would be followed
  int64_t deadlines = 0;  // clocks of purpose COMPLETE that would follow it
  std::string digest;     // hexadecimal, over the ladder and these deadlines

  std::string Text() const;
  // False: the text is no such token.
  static bool Parse(absl::string_view text, PolicySwitchToken& token);
};

// The ladder as it would be recorded: with its version. INVALID_ARGUMENT (INVALID_NAME; INVALID_FIELD with all
// violations, named from `escalation_policy` on), also when it says what counts already.
absl::StatusOr<v1::EscalationPolicy> NextPolicyVersion(const internal::v1::ReferenceData& state,
                                                       const v1::EscalationPolicy& policy);

// One event, escalation_policy.published. Clocks that run keep their version. Errors of NextPolicyVersion;
// FAILED_PRECONDITION (BASIS_REQUIRED).
absl::StatusOr<Decision> DecidePolicyPublication(const internal::v1::ReferenceData& state,
                                                 const internal::v1::PublishPolicy& command);

// One event, escalation_policy.switched, and a follow-up for each task whose clocks follow. NOT_FOUND;
// FAILED_PRECONDITION (BASIS_REQUIRED); ABORTED (PREVIEW_STALE) with what differs.
absl::StatusOr<Decision> DecidePolicySwitch(const internal::v1::ReferenceData& state,
                                            const internal::v1::SwitchPolicy& command);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_PUBLISH_POLICY_H_
