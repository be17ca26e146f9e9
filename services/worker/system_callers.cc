#include "services/worker/system_callers.h"

#include "absl/strings/str_cat.h"

namespace phoihop::worker {
namespace {

// What is for nobody that the server knows.
store::DeliveryQueue Unknown(const SystemCallersOptions& options) {
  store::DeliveryQueue queue{.channel = v1::DELIVERY_CHANNEL_WEBHOOK, .others = true};
  for (const auto& [name, send] : options.systems) queue.systems.push_back(name);
  return queue;
}

absl::Status NoEndpoint(const DigestToSend& digest) {
  return absl::UnavailableError(
      absl::StrCat("no endpoint of the name ", digest.claimed.system, " is configured; add it to --systems-file"));
}

}  // namespace

SystemCallers::SystemCallers(const SystemCallersOptions& options)
    : unknown_({.engine = options.engine,
                .database = options.database,
                .queue = Unknown(options),
                .send = NoEndpoint,
                .quiet_interval = options.quiet_interval}) {
  for (const auto& [name, send] : options.systems) {
    known_.push_back(std::make_unique<WebhookCaller>(WebhookCallerOptions{.engine = options.engine,
                                                                          .database = options.database,
                                                                          .system = name,
                                                                          .send = send,
                                                                          .quiet_interval = options.quiet_interval}));
  }
}

void SystemCallers::Poke() {
  for (const auto& caller : known_) caller->Poke();
  unknown_.Poke();
}

bool SystemCallers::WaitUntilIdle(absl::Duration limit) {
  for (const auto& caller : known_) {
    if (!caller->WaitUntilIdle(limit)) return false;
  }
  return unknown_.WaitUntilIdle(limit);
}

void SystemCallers::Stop() {
  for (const auto& caller : known_) caller->Stop();
  unknown_.Stop();
}

}  // namespace phoihop::worker
