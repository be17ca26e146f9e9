// Calls the systems that rungs name (Rung.systems): for each that the server knows a webhook caller of its own, with a
// thread of its own, so that one that is down or hangs holds up neither another nor what people are told.
//
// What a system is called with that the server does not know is tried like any other call, says so in last_error, and
// is sent by a server that knows it, if that starts in time.
#ifndef SERVICES_WORKER_SYSTEM_CALLERS_H_
#define SERVICES_WORKER_SYSTEM_CALLERS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/delivery/webhook.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/worker/digest_outbox.h"
#include "services/worker/webhook_caller.h"

namespace phoihop::worker {

struct SystemCallersOptions {
  engine::Engine* engine;     // must outlive the callers
  store::Database* database;  // so must this
  // By name, what hands one message to its endpoint; codes as DigestOutboxOptions::send. Each is called by one thread.
  std::map<std::string, std::function<absl::Status(const delivery::WebhookMessage&)>> systems;
  // How often (real time) each looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kDeliveryPollInterval;
};

// Thread-safe; runs from construction to Stop.
class SystemCallers {
 public:
  explicit SystemCallers(const SystemCallersOptions& options);
  SystemCallers(const SystemCallers&) = delete;
  SystemCallers& operator=(const SystemCallers&) = delete;

  // There may be calls to make.
  void Poke();

  // True when of every system a look that began after this call found nothing that may be sent now.
  bool WaitUntilIdle(absl::Duration limit);

  void Stop();

 private:
  std::vector<std::unique_ptr<WebhookCaller>> known_;
  DigestOutbox unknown_;
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_SYSTEM_CALLERS_H_
