// The one catalogue of refusals. A rule that refuses answers `Error(reason, sentence)`: the canonical code follows from
// the reason, and the reason travels inside the absl::Status until the edge turns it into google.rpc.ErrorInfo.
#ifndef WORKFLOW_ERRORS_H_
#define WORKFLOW_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/error_reason.pb.h"

namespace phoihop {

// A field of the request that is wrong, and how to mend it.
struct FieldViolation {
  std::string field;  // path in the request, e.g. `task.lead_unit`
  std::string description;
};

// `message` says what is wrong and what to do; one sentence, for people.
absl::Status Error(v1::ErrorReason reason, absl::string_view message);

// All violations of a request at once. The reason is that of the whole; the message is made of the violations.
absl::Status InvalidRequest(v1::ErrorReason reason, const std::vector<FieldViolation>& violations);

// ERROR_REASON_UNSPECIFIED when the status does not come from here.
v1::ErrorReason ReasonOf(const absl::Status& status);
std::vector<FieldViolation> ViolationsOf(const absl::Status& status);

// The status with one more fact for programs, such as ("successors", "provinces/…"): the `metadata` of
// google.rpc.ErrorInfo.
absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value);
std::map<std::string, std::string> MetadataOf(const absl::Status& status);

// The canonical code that belongs to a reason.
absl::StatusCode CodeOf(v1::ErrorReason reason);

// `ERROR_REASON_UNIT_NOT_ALIVE` → `UNIT_NOT_ALIVE`.
std::string ReasonName(v1::ErrorReason reason);

// At most 80 bytes of a text that somebody sent, cut at a character's border and with control characters and invalid
// UTF-8 replaced, so that a message never carries ten megabytes or a broken encoding back.
std::string Excerpt(absl::string_view text);

}  // namespace phoihop

#endif  // WORKFLOW_ERRORS_H_
