#include "workflow/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"

namespace phoihop {
namespace {
constexpr char kReasonPayload[] = "phoihop.vn/reason";
constexpr char kViolationsPayload[] = "phoihop.vn/violations";
constexpr absl::string_view kMetadataPrefix = "phoihop.vn/metadata/";
constexpr size_t kExcerptBytes = 80;

// Length of the well-formed UTF-8 character at the start of `text`; 0 when there is none.
size_t CharacterLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}
}  // namespace

absl::StatusCode CodeOf(v1::ErrorReason reason) {
  if (reason >= 1 && reason < 20) return absl::StatusCode::kInvalidArgument;
  switch (reason) {
    case v1::ERROR_REASON_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::ERROR_REASON_ALREADY_EXISTS:
    case v1::ERROR_REASON_REQUEST_ID_REUSED:
      return absl::StatusCode::kAlreadyExists;
    case v1::ERROR_REASON_ETAG_MISMATCH:
    case v1::ERROR_REASON_PREVIEW_STALE:
      return absl::StatusCode::kAborted;
    case v1::ERROR_REASON_SEQUENCE_OUT_OF_RANGE:
    case v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE:
    case v1::ERROR_REASON_REPORT_OUT_OF_RANGE:
      return absl::StatusCode::kOutOfRange;
    case v1::ERROR_REASON_ACTOR_MISSING:
    case v1::ERROR_REASON_TOKEN_REFUSED:
      return absl::StatusCode::kUnauthenticated;
    case v1::ERROR_REASON_PERMISSION_DENIED:
    case v1::ERROR_REASON_LOCAL_MODE_OFF:
      return absl::StatusCode::kPermissionDenied;
    case v1::ERROR_REASON_QUEUE_FULL:
    case v1::ERROR_REASON_WATCHER_TOO_SLOW:
      return absl::StatusCode::kResourceExhausted;
    case v1::ERROR_REASON_STORE_UNAVAILABLE:
    case v1::ERROR_REASON_STOPPING:
    case v1::ERROR_REASON_IDENTITY_PROVIDER_UNAVAILABLE:
      return absl::StatusCode::kUnavailable;
    default:
      break;
  }
  const bool precondition = (reason >= 40 && reason < 60) || (reason >= 100 && reason < 140);
  if (precondition) return absl::StatusCode::kFailedPrecondition;
  return absl::StatusCode::kInternal;
}

absl::Status Error(v1::ErrorReason reason, absl::string_view message) {
  absl::Status status(CodeOf(reason), message);
  status.SetPayload(kReasonPayload, absl::Cord(v1::ErrorReason_Name(reason)));
  return status;
}

absl::Status InvalidRequest(v1::ErrorReason reason, const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    auto* entry = bad_request.add_field_violations();
    entry->set_field(violation.field);
    entry->set_description(violation.description);
  }
  absl::Status status =
      Error(reason, absl::StrJoin(violations, "; ", [](std::string* out, const FieldViolation& violation) {
              absl::StrAppend(out, violation.field, ": ", violation.description);
            }));
  status.SetPayload(kViolationsPayload, absl::Cord(bad_request.SerializeAsString()));
  return status;
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kReasonPayload);
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  if (payload.has_value()) v1::ErrorReason_Parse(std::string(*payload), &reason);
  return reason;
}

std::vector<FieldViolation> ViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const auto payload = status.GetPayload(kViolationsPayload);
  google::rpc::BadRequest bad_request;
  if (!payload.has_value() || !bad_request.ParseFromString(std::string(*payload))) return violations;
  for (const auto& entry : bad_request.field_violations()) violations.push_back({entry.field(), entry.description()});
  return violations;
}

absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value) {
  status.SetPayload(absl::StrCat(kMetadataPrefix, key), absl::Cord(value));
  return status;
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    if (absl::ConsumePrefix(&url, kMetadataPrefix)) metadata.emplace(std::string(url), std::string(value));
  });
  return metadata;
}

std::string ReasonName(v1::ErrorReason reason) {
  return std::string(absl::StripPrefix(v1::ErrorReason_Name(reason), "ERROR_REASON_"));
}

std::string Excerpt(absl::string_view text) {
  std::string excerpt;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const bool printable =
        length > 1 || (length == 1 && static_cast<unsigned char>(text[0]) >= 0x20 && text[0] != 0x7F);
    const absl::string_view piece = printable ? text.substr(0, length) : "?";
    if (excerpt.size() + piece.size() > kExcerptBytes) return excerpt + "…";
    absl::StrAppend(&excerpt, piece);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return excerpt;
}

}  // namespace phoihop
