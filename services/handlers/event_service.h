// The feed of a province: pages of the journal, and a stream that goes on.
#ifndef SERVICES_HANDLERS_EVENT_SERVICE_H_
#define SERVICES_HANDLERS_EVENT_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/event_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

inline constexpr int kDefaultEventPageSize = 100;
// A watcher gets a checkpoint this often. The API promises one every 30 seconds; the rest is for slow lines.
inline constexpr absl::Duration kCheckpointInterval = absl::Seconds(20);
// Events that are on their way to one watcher at a time.
inline constexpr int kWatchBatch = 100;

absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request, const CallContext& call,
                                                  const Services& services);

absl::StatusOr<std::unique_ptr<StreamSession>> WatchEvents(const v1::WatchEventsRequest& request,
                                                           const CallContext& call, const Services& services,
                                                           AnyStream& stream);

absl::StatusOr<v1::ListJournalCheckpointsResponse> ListJournalCheckpoints(
    const v1::ListJournalCheckpointsRequest& request, const CallContext& call, const Services& services);

void AddEventService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_EVENT_SERVICE_H_
