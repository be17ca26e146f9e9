// The webhook caller: posts digests that the courier left for it to an endpoint, as CloudEvents 1.0 in structured JSON
// (phoihop.v1.DigestEvent): those of people and units, or those of one system.
//
// A digest that is sent again has the same id, by which the endpoint knows a repetition.
#ifndef SERVICES_WORKER_WEBHOOK_CALLER_H_
#define SERVICES_WORKER_WEBHOOK_CALLER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/delivery/webhook.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/worker/digest_outbox.h"

namespace phoihop::worker {

inline constexpr char kDigestEventType[] = "vn.phoihop.digest";
inline constexpr char kDigestContentType[] = "application/cloudevents+json; charset=utf-8";

struct WebhookCallerOptions {
  engine::Engine* engine;     // must outlive the caller
  store::Database* database;  // so must this
  // What is called; empty: it is told what people and units are told.
  std::string system;
  // Hands one message to the endpoint. Codes as DigestOutboxOptions::send.
  std::function<absl::Status(const delivery::WebhookMessage&)> send;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kDeliveryPollInterval;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class WebhookCaller {
 public:
  explicit WebhookCaller(WebhookCallerOptions options);
  WebhookCaller(const WebhookCaller&) = delete;
  WebhookCaller& operator=(const WebhookCaller&) = delete;

  // There may be digests to post.
  void Poke() { outbox_.Poke(); }

  DigestOutboxStatus status() const { return outbox_.status(); }

  // True when a look that began after this call found nothing that may be sent now.
  bool WaitUntilIdle(absl::Duration limit) { return outbox_.WaitUntilIdle(limit); }

  void Stop() { outbox_.Stop(); }

 private:
  absl::Status Send(const DigestToSend& digest) const;

  const WebhookCallerOptions options_;
  DigestOutbox outbox_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_WEBHOOK_CALLER_H_
