// The runner of reorganisations: moves open tasks and plan items of everything that is EXECUTING or UNDOING, then has
// the checks made and recorded. Any number of replicas may run it; what it has done stands in the store, so whoever
// comes next goes on where the last one died.
#ifndef SERVICES_WORKER_REHOMING_H_
#define SERVICES_WORKER_REHOMING_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "services/engine/engine.h"
#include "services/store/database.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// Tasks that are moved in one transaction: small enough that a client's command does not wait long behind it.
inline constexpr int kRehomingBatch = 128;
// Batches of one reorganisation that are moved before the next one has its turn.
inline constexpr int kRehomingStepsPerTurn = 16;
// How often (real time) it looks for reorganisations that other replicas set going, and for effective dates that have
// come.
inline constexpr absl::Duration kRehomingPollInterval = absl::Seconds(1);
// How long (real time) it waits for tasks that somebody else holds, and how many times: then the checks say what is
// left.
inline constexpr absl::Duration kRehomingHeldDelay = absl::Milliseconds(50);
inline constexpr int kRehomingHeldTries = 100;
// After an error: the first wait (real time), which doubles up to the longest.
inline constexpr absl::Duration kRehomingFirstRetry = absl::Milliseconds(100);
inline constexpr absl::Duration kRehomingLongestRetry = absl::Seconds(10);

struct RehomingOptions {
  engine::Engine* engine;     // must outlive the runner
  store::Database* database;  // so must this
  int batch = kRehomingBatch;
  // How often (real time) it looks when nothing waits and nobody pokes it.
  absl::Duration quiet_interval = kRehomingPollInterval;
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

  // Others may have set one going.
  void Poke() { loop_.Poke(); }

  // Returns when nothing is moving any more. For rehearsals and tests. DEADLINE_EXCEEDED after `limit`.
  absl::Status WaitUntilIdle(absl::Duration limit);

  // The last error; OK after a look that went well.
  absl::Status last_error() const;

  // Finishes the batch at hand. Call before Engine::Stop.
  void Stop();

 private:
  // How far the moving of one reorganisation has come, in this process.
  struct Progress {
    std::string after_task_id;
    int moved = 0;       // in this pass over the ids
    int held_tries = 0;  // passes that found nothing but what others hold
  };
  // When something more is to be done.
  struct Next {
    bool moving = false;  // something is moving still
    absl::Duration in;    // real time
    absl::Time at;        // by the engine's clock
    absl::Status error;   // the first
  };
  using Key = std::pair<std::string, std::string>;  // province, reorganisation

  Looked Look();
  // One turn for everything that moves.
  Next MoveSome();
  absl::Status LookAt(const std::string& province, Next& next, std::map<Key, Progress>& moving);
  // How long until the next turn: nothing, unless others hold what is left.
  absl::StatusOr<absl::Duration> Turn(const Key& key, Progress& progress);
  absl::StatusOr<engine::RehomingOutcome> Step(const Key& key, const Progress& progress);

  // When no task is left.
  absl::Status RehomePlans(const std::string& province, const v1::Reorganisation& reorganisation);
  // By plan: what was recorded for it so far.
  absl::StatusOr<std::map<std::string, internal::v1::RehomePlan>> RecordedPlans(
      const std::string& province, const v1::Reorganisation& reorganisation);
  absl::StatusOr<absl::Duration> Finish(const Key& key, const v1::Reorganisation& reorganisation, const Facts& facts,
                                        Progress& progress);
  absl::StatusOr<v1::VerificationReport> Check(const std::string& province, const v1::Reorganisation& reorganisation,
                                               const Facts& facts, absl::CivilDay today);
  // False: it is not what was checked any more.
  absl::StatusOr<bool> Record(const std::string& province, const v1::Reorganisation& reorganisation,
                              v1::VerificationReport report);
  // Reorganisations that nothing but a check holds: what it found may have waited in another one that has ended now.
  absl::Status VerifyHeld(const std::string& province);

  const RehomingOptions options_;
  std::map<Key, Progress> progress_;            // of the thread
  bool first_look_ = true;                      // of the thread
  absl::Duration retry_ = kRehomingFirstRetry;  // of the thread
  LookLoop loop_;                               // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_REHOMING_H_
