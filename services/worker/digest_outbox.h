// Digests on their way over one channel, to people and units or to systems: taken for a try, sent, and what came of it
// noted, with back-off and giving up. What all channels that leave the product have in common. Any number of replicas
// may run one.
//
// Whoever dies between the other side's answer and the note leaves a digest that is sent again after kDeliveryLease,
// under the same id.
#ifndef SERVICES_WORKER_DIGEST_OUTBOX_H_
#define SERVICES_WORKER_DIGEST_OUTBOX_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "phoihop/v1/notice.pb.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/store/notice_rows.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// How long a try may take before the digest is taken again: longer than the other side is waited for.
inline constexpr absl::Duration kDeliveryLease = absl::Minutes(15);
// Digests that one look takes.
inline constexpr int kDeliveryBatch = 50;
// Tries until one is given up: after them some nine hours of work have passed.
inline constexpr int kMaxDeliveryAttempts = 10;
// Until the second try; doubled from try to try, up to the longest.
inline constexpr absl::Duration kFirstDeliveryRetry = absl::Minutes(1);
inline constexpr absl::Duration kLongestDeliveryRetry = absl::Hours(2);
// How often (real time) it looks, unless it is told otherwise.
inline constexpr absl::Duration kDeliveryPollInterval = absl::Seconds(1);

struct DigestToSend {
  const std::string& province;  // id
  const Facts& facts;
  const store::ClaimedDelivery& claimed;
  const std::vector<v1::Notice>& notices;  // in the order of the journal, with those that do not stand any more
};

struct DigestOutboxOptions {
  engine::Engine* engine;     // must outlive the outbox
  store::Database* database;  // so must this
  store::DeliveryQueue queue;
  // OK: the other side has it. UNAVAILABLE: try again later. Others: never. Their messages are kept for the operator
  // and name no address.
  std::function<absl::Status(const DigestToSend&)> send;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kDeliveryPollInterval;
};

struct DigestOutboxStatus {
  int64_t sent = 0;  // since the start
  int64_t failed = 0;
  absl::Status last_error;  // of the database
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class DigestOutbox {
 public:
  explicit DigestOutbox(DigestOutboxOptions options);
  ~DigestOutbox();
  DigestOutbox(const DigestOutbox&) = delete;
  DigestOutbox& operator=(const DigestOutbox&) = delete;

  // There may be digests to send.
  void Poke() { loop_.Poke(); }

  DigestOutboxStatus status() const;

  // True when a look that began after this call found nothing that may be sent now.
  bool WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }

  void Stop() { loop_.Stop(); }

 private:
  Looked Look();
  // How many were taken.
  absl::StatusOr<int> SendSome(const std::string& province, absl::Time now);
  absl::Status Send(const std::string& province, const Facts& facts, const store::ClaimedDelivery& claimed);

  const DigestOutboxOptions options_;
  mutable absl::Mutex mutex_;
  DigestOutboxStatus status_ ABSL_GUARDED_BY(mutex_);
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_DIGEST_OUTBOX_H_
