// The mailer: sends digests by mail that the courier left for it.
//
// A mail that is sent again has the same Message-ID, by which mail programs know a repetition: once in the inbox of the
// product always, once in the mailbox but for a crash between the server's answer and its note.
#ifndef SERVICES_WORKER_MAILER_H_
#define SERVICES_WORKER_MAILER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/delivery/mail.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/worker/digest_outbox.h"
#include "workflow/notice/notice_text.h"

namespace phoihop::worker {

struct MailerOptions {
  engine::Engine* engine;     // must outlive the mailer
  store::Database* database;  // so must this
  // Hands one mail to the server. Codes as DigestOutboxOptions::send.
  std::function<absl::Status(const delivery::Mail&)> send;
  // Whose mail it is: an address; reports of failure go there.
  std::string from;
  notice::Language language = notice::Language::kVietnamese;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kDeliveryPollInterval;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class Mailer {
 public:
  explicit Mailer(MailerOptions options);
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  // There may be mail.
  void Poke() { outbox_.Poke(); }

  DigestOutboxStatus status() const { return outbox_.status(); }

  // True when a look that began after this call found nothing that may be sent now.
  bool WaitUntilIdle(absl::Duration limit) { return outbox_.WaitUntilIdle(limit); }

  void Stop() { outbox_.Stop(); }

 private:
  absl::Status Send(const DigestToSend& digest) const;

  const MailerOptions options_;
  DigestOutbox outbox_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_MAILER_H_
