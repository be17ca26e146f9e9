// The reference data that a read looks at: of this moment, or as they were known then.
#ifndef SERVICES_HANDLERS_KNOWN_AT_H_
#define SERVICES_HANDLERS_KNOWN_AT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// As they were recorded by `known_at`. INVALID_ARGUMENT (INVALID_FIELD) when it lies in the future; NOT_FOUND when
// nothing was recorded by then. May read the store.
absl::StatusOr<std::shared_ptr<const Facts>> FactsRecordedBy(const google::protobuf::Timestamp& known_at,
                                                             const CallContext& call, const Services& services);

// Those of the request's `known_at`; of the call when it has none.
template <typename Request>
absl::StatusOr<std::shared_ptr<const Facts>> FactsFor(const Request& request, const CallContext& call,
                                                      const Services& services) {
  if (!request.has_known_at()) return call.facts;
  return FactsRecordedBy(request.known_at(), call, services);
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_KNOWN_AT_H_
