// What a long-running operation is about, for OperationService: nothing is stored for an operation, it is computed from
// what it is about.
#ifndef SERVICES_HANDLERS_OPERATION_SOURCE_H_
#define SERVICES_HANDLERS_OPERATION_SOURCE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/event.pb.h"
#include "services/handlers/call.h"
#include "workflow/errors.h"

namespace phoihop::handlers {

// Immutable.
class OperationSource {
 public:
  virtual ~OperationSource() = default;
  // The operation as it is now; may wait for the database.
  virtual absl::StatusOr<google::longrunning::Operation> Read(const CallContext& call,
                                                              const Services& services) const = 0;
  // The operation, when this event ended it; nullopt for all other events.
  virtual absl::StatusOr<std::optional<google::longrunning::Operation>> Heed(const v1::Event& event,
                                                                             const CallContext& call,
                                                                             const Services& services) const = 0;
};

inline absl::Status NoOperation(absl::string_view name) {
  return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("There is no operation ", Excerpt(name),
                                                        "; take its name from the answer of the call that began it."));
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_OPERATION_SOURCE_H_
