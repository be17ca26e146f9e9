// The mailer: sends digests by mail that the courier left for it. Any number of replicas may run it.
//
// A mail is taken for a try, sent, and what came of it is noted with the number of the try. Whoever dies between the
// server's answer and the note leaves a mail that is sent again after kMailLease, with the same Message-ID, by which
// mail programs know a repetition: once in the inbox of the product always, once in the mailbox but for that.
#ifndef SERVICES_WORKER_MAILER_H_
#define SERVICES_WORKER_MAILER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/delivery/mail.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/store/notice_rows.h"
#include "services/worker/look_loop.h"
#include "workflow/notice/notice_text.h"

namespace phoihop::worker {

// How long a try may take before the mail is taken again: longer than the mail server is waited for.
inline constexpr absl::Duration kMailLease = absl::Minutes(15);
// Mails that one look takes.
inline constexpr int kMailBatch = 50;
// Tries until a mail is given up: after them some nine hours of work have passed.
inline constexpr int kMaxMailAttempts = 10;
// Until the second try; doubled from try to try, up to the longest.
inline constexpr absl::Duration kFirstMailRetry = absl::Minutes(1);
inline constexpr absl::Duration kLongestMailRetry = absl::Hours(2);
// How often (real time) it looks.
inline constexpr absl::Duration kMailPollInterval = absl::Seconds(1);

struct MailerOptions {
  engine::Engine* engine;     // must outlive the mailer
  store::Database* database;  // so must this
  // Hands one mail to the server. OK: it has it. UNAVAILABLE: try again later. Others: never. Their messages are kept
  // for the operator and name no address.
  std::function<absl::Status(const delivery::Mail&)> send;
  // Whose mail it is: an address; reports of failure go there.
  std::string from;
  notice::Language language = notice::Language::kVietnamese;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kMailPollInterval;
};

struct MailerStatus {
  int64_t sent = 0;  // since the start
  int64_t failed = 0;
  absl::Status last_error;  // of the database
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class Mailer {
 public:
  explicit Mailer(MailerOptions options);
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  // There may be mail.
  void Poke() { loop_.Poke(); }

  MailerStatus status() const;

  // True when a look that began after this call found nothing that may be sent now.
  bool WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }

  void Stop() { loop_.Stop(); }

 private:
  Looked Look();
  // How many were taken.
  absl::StatusOr<int> SendSome(const std::string& province, absl::Time now);
  absl::Status Send(const std::string& province, const Facts& facts, const store::ClaimedMail& claimed);

  const MailerOptions options_;
  mutable absl::Mutex mutex_;
  MailerStatus status_ ABSL_GUARDED_BY(mutex_);
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_MAILER_H_
