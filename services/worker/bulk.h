// The worker of bulk operations: does their tasks, some at a time, and notes when nothing of one waits any more. Any
// number of replicas may run it; what it has done stands in the store, so whoever comes next goes on where the last one
// died.
//
//   worker::BulkWorker bulk({.engine = &engine, .database = database.get()});
//   EngineOptions{.hooks = {.bulk_changed = [&](auto) { bulk.Poke(); }}}
#ifndef SERVICES_WORKER_BULK_H_
#define SERVICES_WORKER_BULK_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/engine/engine.h"
#include "services/store/bulk_reader.h"
#include "services/store/database.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// Tasks of one operation that are done in one transaction; then the next operation has its turn. Small enough that a
// client's command does not wait long behind it.
inline constexpr int kBulkBatch = 128;
// How often (real time) it looks for operations that other replicas began.
inline constexpr absl::Duration kBulkPollInterval = absl::Seconds(1);

struct BulkOptions {
  engine::Engine* engine;     // must outlive the worker
  store::Database* database;  // so must this
  int batch = kBulkBatch;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kBulkPollInterval;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class BulkWorker {
 public:
  explicit BulkWorker(BulkOptions options);
  ~BulkWorker();
  BulkWorker(const BulkWorker&) = delete;
  BulkWorker& operator=(const BulkWorker&) = delete;

  // Something began or changed: for CommitHooks::bulk_changed.
  void Poke();

  // Returns when no operation is running any more. For rehearsals and tests. UNAVAILABLE when the database cannot be
  // reached or the worker is stopped.
  absl::Status WaitUntilIdle(absl::Duration limit);

  // Finishes the batch at hand. Call before Engine::Stop.
  void Stop();

 private:
  Looked Look();
  // How much was at hand: nothing, when others hold what waits.
  absl::StatusOr<int> Turn(const store::RunningBulkOperation& running);
  absl::StatusOr<int> Step(const store::RunningBulkOperation& running);
  absl::Status End(const store::RunningBulkOperation& running);

  const BulkOptions options_;
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_BULK_H_
