// One thread with one connection: takes what waits, decides it in one transaction, answers.
#ifndef SERVICES_ENGINE_LANE_H_
#define SERVICES_ENGINE_LANE_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/batch.h"
#include "services/engine/engine.h"
#include "services/engine/facts_cache.h"
#include "services/engine/journal.h"
#include "services/engine/task_cache.h"
#include "services/store/write_session.h"

namespace phoihop::engine {

// How often a batch is tried again when the database asks for that (deadlock) or the connection broke before anything
// was committed.
inline constexpr int kMaxAttempts = 4;
// After a failed attempt to connect, commands are answered UNAVAILABLE at once for this long, doubled every time.
inline constexpr absl::Duration kMinReconnectDelay = absl::Milliseconds(50);
inline constexpr absl::Duration kMaxReconnectDelay = absl::Seconds(2);

// Thread-safe.
class Lane {
 public:
  // All of them must outlive the lane.
  Lane(const EngineOptions* options, store::Database* database, FactsCache* facts);
  ~Lane();

  void Submit(std::unique_ptr<Pending> pending);
  void SubmitSweep(std::string province, int limit, SweepDone done);
  void SubmitSweepOf(std::string province, std::string task_id, SweepDone done);
  void SubmitRehoming(RehomingStep step, RehomingDone done);
  void SubmitFollowUps(std::string province, int limit, FollowUpDone done);
  void SubmitBulkItems(BulkStep step, BulkDone done);
  // Finishes what waits; false commands that come later.
  void Stop();
  int depth() const;
  // Claims that wait or are at work.
  int claiming() const;

 private:
  // Work on tasks that the lane claims itself, instead of commands that were sent.
  struct Claiming {
    std::function<void()> run;
    std::function<void(absl::Status)> refuse;
  };
  // What the thread does next: commands of one province, or a claim.
  struct Work {
    std::string province;
    std::vector<std::unique_ptr<Pending>> commands;
    std::unique_ptr<Claiming> claiming;
  };
  // One claim: how its tasks are found, all together or one by one, and who counts what was done for them.
  struct Claim {
    std::string province;
    ClaimedWork work;
    std::function<absl::StatusOr<store::Loaded>(store::WriteSession&, absl::Time now)> all;
    std::function<absl::StatusOr<store::Loaded>(store::WriteSession&, const std::string& task_id)> one;
    std::function<void(const Batch&)> committed;
  };
  using Commands = std::vector<Pending*>;
  // How an attempt ended.
  struct Outcome {
    absl::Status status;
    bool committing = false;  // the status came from the commit
    int64_t last_sequence = 0;
  };

  void Run();
  bool Next(Work& work);
  void TakeCommands(Work& work) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void ApplyTogether(const std::string& province, const Commands& commands);
  void ApplyAlone(const std::string& province, Pending& pending);
  void AnswerAll(const Commands& commands, const absl::Status& status);
  void Finish(const std::string& province, Batch& batch, const Commands& commands, int64_t last_sequence);
  void Publish(const std::string& province, Batch& batch);
  void AnswerReplay(const std::string& province, const Pending& pending, const std::string& name,
                    absl::StatusOr<Applied>& answer);

  void Enqueue(Claiming claiming);
  // Finds the tasks of a sweep.
  using SweepClaim = std::function<absl::StatusOr<store::Loaded>(store::WriteSession&, absl::Time now)>;
  absl::StatusOr<SweepOutcome> RunSweep(const std::string& province, SweepClaim claim);
  absl::StatusOr<RehomingOutcome> RunRehoming(const RehomingStep& step);
  absl::StatusOr<FollowUpOutcome> RunFollowUps(const std::string& province, int limit);
  absl::StatusOr<BulkOutcome> RunBulkItems(const BulkStep& step);
  // What a step claims; nullopt when the reorganisation is not moving.
  absl::StatusOr<std::optional<store::RehomingClaim>> ClaimOf(const RehomingStep& step, int64_t reference_version,
                                                              absl::Time now);
  absl::Status RunClaim(const Claim& claim);
  absl::Status RunClaimOfOne(const Claim& claim, const std::string& task_id);

  // Repeats `attempt` while that may help.
  Outcome Retry(const std::function<Outcome()>& attempt);
  // Reads what the batch looks at besides what it locked, decides, and reads what its decisions wake.
  absl::Status DecideBatch(const std::string& province, Batch& batch, const ProvinceFacts& facts);
  // Everything between the locks and the commit.
  Outcome Complete(const std::string& province, Batch& batch, absl::StatusOr<store::Loaded> loaded);
  absl::StatusOr<store::WriteSession*> Session();
  absl::StatusOr<std::shared_ptr<const ProvinceFacts>> FactsAt(const std::string& province, int64_t version);
  void Log(absl::string_view what, const absl::Status& status) const;

  const EngineOptions& options_;
  store::Database* const database_;
  FactsCache* const facts_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int depth_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool claim_was_last_ ABSL_GUARDED_BY(mutex_) = false;
  bool claims_now_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::unique_ptr<Claiming>> claims_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::deque<std::unique_ptr<Pending>>> queues_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> turns_ ABSL_GUARDED_BY(mutex_);  // provinces that wait, each once

  // Of the thread.
  std::unique_ptr<store::WriteSession> session_;
  absl::Duration reconnect_delay_ = absl::ZeroDuration();
  absl::Duration reconnect_at_ = absl::ZeroDuration();
  TaskCache cache_{kTaskCacheBytes};
  Hasher hasher_;
  std::thread thread_;
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_LANE_H_
