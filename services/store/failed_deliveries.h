// Deliveries that were given up: which ones, and sending them again.
#ifndef SERVICES_STORE_FAILED_DELIVERIES_H_
#define SERVICES_STORE_FAILED_DELIVERIES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/escalation_service.pb.h"
#include "phoihop/v1/notice.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// A digest goes over each channel once.
struct DeliveryKey {
  int64_t digest_id = 0;
  v1::DeliveryChannel channel = v1::DELIVERY_CHANNEL_UNSPECIFIED;
};

struct FailedDeliveryQuery {
  std::string province;                                            // id
  v1::DeliveryChannel channel = v1::DELIVERY_CHANNEL_UNSPECIFIED;  // unspecified: any
  std::string system;                                              // empty: to whomever
  std::vector<int64_t> digest_ids;                                 // empty: any
  DeliveryKey after;
  int limit = 50;
};
// Oldest first.
absl::StatusOr<std::vector<v1::FailedDelivery>> ListFailedDeliveries(Database& database,
                                                                     const FailedDeliveryQuery& query);

struct RetriedDelivery {
  DeliveryKey key;
  std::string address;  // where it goes now; empty: where it went
};
// They wait for a first try from `now` on. How many: those that are not given up any more are left alone.
absl::StatusOr<int64_t> RetryDeliveries(Database& database, const std::string& province,
                                        const std::vector<RetriedDelivery>& deliveries, absl::Time now);

// Says why digests stay given up over a channel.
absl::Status KeepFailedDeliveries(Database& database, const std::string& province,
                                  const std::vector<int64_t>& digest_ids, v1::DeliveryChannel channel,
                                  absl::string_view error);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FAILED_DELIVERIES_H_
