// The courier: reads the journal on from where it stands, notes for each event who is told, and lets digests go out
// when they are due. Any number of replicas may run it; a province is worked on by one at a time, each step is one
// transaction, and where it stands is written with what it did: nobody is told twice and nobody is forgotten, however
// often it dies.
//
//   worker::Courier courier({.engine = &engine, .database = database.get()});
//
// What goes out is in the inbox at once; for recipients with an address a mail waits for the Mailer (mailer.h), and for
// all of them a message for the WebhookCaller (webhook_caller.h), when the server has them. A system has no inbox: what
// it is called with waits for the SystemCallers (system_callers.h) at once, each thing in a digest of its own.
#ifndef SERVICES_WORKER_COURIER_H_
#define SERVICES_WORKER_COURIER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/store/notice_rows.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// Events that one transaction looks at, and digests that one lets go out.
inline constexpr int kCourierBatch = 1000;
// How often (real time) it looks: what is urgent goes out so much later at most.
inline constexpr absl::Duration kCourierPollInterval = absl::Seconds(1);

struct CourierOptions {
  engine::Engine* engine;     // must outlive the courier
  store::Database* database;  // so must this
  // Mail is sent: recipients with an address get one.
  bool mail = false;
  // Every digest of people and units is posted to an endpoint.
  bool webhook = false;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kCourierPollInterval;
  // Called (in the courier's thread) after each turn that was committed: there may be something to send. May be empty.
  std::function<void()> let_out;
};

struct CourierStatus {
  int64_t noted = 0;  // notices, since the start
  int64_t sent = 0;   // digests that went out
  // Since when the oldest digest that may go out is due; zero: none is late.
  absl::Duration lag;
  absl::Duration since_last_look;
  absl::Status last_error;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class Courier {
 public:
  explicit Courier(CourierOptions options);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  // There may be events that nobody was told of yet.
  void Poke() { loop_.Poke(); }

  CourierStatus status() const;

  // True when a look that began after this call found nothing to note or to send. For rehearsals and tests.
  bool WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }

  void Stop() { loop_.Stop(); }

 private:
  Looked Look();
  // False: another replica works on it.
  absl::StatusOr<bool> Turn(const store::NoticeState& state, absl::Time now);
  absl::Status Note(const Facts& facts, absl::Time now, store::NoticeSession::Feed& feed);
  absl::Status AssignDigests(const Facts& facts, absl::Time now, store::NoticeSession::Feed& feed,
                             std::vector<store::NoticeRow>& rows);
  absl::Status LetOut(const Facts& facts, absl::Time now);
  std::vector<store::DeliveryRow> DeliveriesOf(const std::vector<store::DueDigest>& closed, const Facts& facts) const;

  const CourierOptions options_;
  store::NoticeSession session_;
  mutable absl::Mutex mutex_;
  CourierStatus status_ ABSL_GUARDED_BY(mutex_);
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_COURIER_H_
