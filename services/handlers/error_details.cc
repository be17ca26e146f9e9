#include "services/handlers/error_details.h"

#include "google/rpc/error_details.pb.h"
#include "services/handlers/error_metadata.h"
#include "workflow/errors.h"

namespace phoihop::handlers {

void AddErrorDetails(const absl::Status& status, v1::ErrorReason reason, google::rpc::Status& answer) {
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain(kErrorDomain);
  for (const auto& [key, value] : MetadataOf(status)) (*info.mutable_metadata())[key] = value;
  answer.add_details()->PackFrom(info);

  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : ViolationsOf(status)) {
    auto* entry = bad_request.add_field_violations();
    entry->set_field(violation.field);
    entry->set_description(violation.description);
  }
  if (bad_request.field_violations_size() > 0) answer.add_details()->PackFrom(bad_request);
}

}  // namespace phoihop::handlers
