#include "services/handlers/known_at.h"

#include "services/engine/engine.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::handlers {

absl::StatusOr<std::shared_ptr<const Facts>> FactsRecordedBy(const google::protobuf::Timestamp& known_at,
                                                             const CallContext& call, const Services& services) {
  const absl::Time instant = FromTimestamp(known_at);
  if (instant > call.now) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"known_at",
                            "lies in the future: nobody knows what will be recorded; leave it out for "
                            "everything that is known"}});
  }
  return services.engine.FactsKnownAt(call.province, instant);
}

}  // namespace phoihop::handlers
