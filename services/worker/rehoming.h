// The runner of reorganisations: moves open tasks and plan items of everything that is EXECUTING or UNDOING, then has the
// checks made and recorded. Any number of replicas may run it; what it has done stands in the store, so whoever comes next
// goes on where the last one died.
#ifndef SERVICES_WORKER_REHOMING_H_
#define SERVICES_WORKER_REHOMING_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "services/engine/engine.h"
#include "services/store/database.h"

namespace phoihop::worker {

// Tasks that are moved in one transaction: small enough that a client's command does not wait long behind it.
inline constexpr int kRehomingBatch = 128;
// How often (real time) it looks for reorganisations that other replicas set going, and for effective dates that have come.
inline constexpr absl::Duration kRehomingPollInterval = absl::Seconds(1);

struct RehomingOptions {
  engine::Engine* engine;     // must outlive the runner
  store::Database* database;  // so must this
  int batch = kRehomingBatch;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class RehomingRunner {
 public:
  explicit RehomingRunner(RehomingOptions options);
  ~RehomingRunner();
  RehomingRunner(const RehomingRunner&) = delete;
  RehomingRunner& operator=(const RehomingRunner&) = delete;

  // Reorganisations changed: for CommitHooks::committed.
  void Committed(const v1::Event& event);

  // Returns when nothing is moving any more. For rehearsals and tests. DEADLINE_EXCEEDED after `limit`.
  absl::Status WaitUntilIdle(absl::Duration limit);

  // The last error; OK after a look that went well.
  absl::Status last_error() const;

  // Finishes the batch at hand. Call before Engine::Stop.
  void Stop();

 private:
  void Run();

  const RehomingOptions options_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool poked_ ABSL_GUARDED_BY(mutex_) = true;
  absl::Status last_error_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<engine::Clock::Registration> moved_;
  std::thread thread_;
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_REHOMING_H_
