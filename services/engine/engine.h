// The write door: every change of state goes through here, as a command.
//
//   engine::Engine engine({.uri = uri});
//   engine.Submit(std::move(command), [](absl::StatusOr<engine::Applied> applied) { … });
//
// Commands to one subject are applied in the order in which they were submitted. A lane (one thread, one connection)
// takes all commands that wait for one province and decides and commits them together, with a number of round trips
// that does not grow with the batch. A refused command leaves the rest of its batch alone.
//
// Answers besides those of the rules: ABORTED (ETAG_MISMATCH), ALREADY_EXISTS (REQUEST_ID_REUSED), RESOURCE_EXHAUSTED
// (QUEUE_FULL), UNAVAILABLE (STOPPING; STORE_UNAVAILABLE: nothing was written, or the connection broke while it
// committed and nobody knows; the same request_id settles it), INTERNAL.
#ifndef SERVICES_ENGINE_ENGINE_H_
#define SERVICES_ENGINE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/bulk_operation.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/engine/clock.h"
#include "services/store/database.h"
#include "workflow/decision.h"

namespace phoihop::engine {

class FactsCache;
class Lane;

// Commands that may wait in one lane; more are answered QUEUE_FULL.
inline constexpr int kDefaultQueueLimit = 4096;
// Bytes of commands that may wait in one lane: plans are large.
inline constexpr int64_t kQueueBytesLimit = 64 << 20;
// Commands that are committed together.
inline constexpr int kBatchLimit = 256;
// What a caller who was answered QUEUE_FULL should wait.
inline constexpr absl::Duration kQueueFullRetryDelay = absl::Milliseconds(500);
// Decoded tasks that a lane keeps, in bytes of their encoding.
inline constexpr int64_t kTaskCacheBytes = 24 << 20;

// What a command did.
struct Applied {
  // The subject as it is now: the task, the plan, the bulk operation, or for reference data nothing. Not presented:
  // operations and other fields that depend on the caller are the caller's to fill (task::Present).
  std::variant<std::monostate, v1::Task, v1::Plan, v1::BulkOperation> resource;
  // Resource name of the subject; of the first changed thing for reference data, empty when nothing changed.
  std::string name;
  // The events that made tasks besides its subject, in order: what IssuePlan answers. Empty when it is replayed.
  std::vector<std::shared_ptr<const v1::Event>> created;
  // Of the whole of a fan-out: how its parts stood.
  std::optional<PartsSeen> parts;
  // Events that it made.
  int event_count = 0;
  // The newest sequence of the province after it. 0 for validate_only.
  int64_t last_sequence = 0;
  // True when the request_id was known: nothing was done, the resource is as it is now.
  bool replayed = false;
};

// Called exactly once, from a thread of the engine (or of the caller, when the command is not even queued); must not
// block and must not call Stop.
using Done = std::function<void(absl::StatusOr<Applied>)>;

// What one look of the sweep at a province did.
struct SweepOutcome {
  int claimed = 0;      // tasks whose wake time had come and that no other replica held
  int fired = 0;        // of these: commands that made events
  int quarantined = 0;  // of these: set aside because their decision failed
};
using SweepDone = std::function<void(absl::StatusOr<SweepOutcome>)>;

// A step in the moving of open tasks by a reorganisation that is EXECUTING, or in the taking back by one that is
// UNDOING.
struct RehomingStep {
  std::string province;
  std::string reorganisation;  // resource name
  std::string after_task_id;   // tasks in the order of ids; empty: from the first
  int limit = 0;
};
struct RehomingOutcome {
  // Tasks that waited and that no other replica or client held. Those that turned out not to be concerned did not wait.
  int claimed = 0;
  int recorded = 0;  // outcomes that were written
  int failed = 0;    // tasks whose decision failed: recorded as such, with the reason
  // The last one claimed; empty: nothing waits after after_task_id (but others may hold some before it).
  std::string last_task_id;
};
using RehomingDone = std::function<void(absl::StatusOr<RehomingOutcome>)>;

// What one look at the follow-ups of a province did.
struct FollowUpOutcome {
  int claimed = 0;    // follow-ups whose tasks no other replica was working on
  int set_aside = 0;  // of these: could not be run, and say why
};
using FollowUpDone = std::function<void(absl::StatusOr<FollowUpOutcome>)>;

// A step of a bulk operation that is RUNNING.
struct BulkStep {
  std::string province;
  std::string bulk_operation_id;
  int limit = 0;  // tasks
};
struct BulkOutcome {
  int claimed = 0;  // tasks that waited and that no other replica was working on
  int failed = 0;   // of these: refused, which the operation's items say
};
using BulkDone = std::function<void(absl::StatusOr<BulkOutcome>)>;

// What happens in this process after a commit, for the feed and the sweep. Called from lane threads, must be quick.
struct CommitHooks {
  // The events of one commit, in order, with sequences and hashes. Commits of two lanes may be reported out of order.
  std::function<void(absl::string_view province, std::vector<std::shared_ptr<const v1::Event>>)> committed;
  // The earliest wake time among tasks that were written.
  std::function<void(absl::string_view province, absl::Time)> armed;
  // Follow-ups were stored.
  std::function<void(absl::string_view province)> followed_up;
  // Bulk operations began, changed or ended.
  std::function<void(absl::string_view province)> bulk_changed;
};

// One line for the operator.
void LogToStandardError(absl::string_view line);

struct EngineOptions {
  std::string uri;
  int lanes = 2;
  int queue_limit = kDefaultQueueLimit;
  int batch_limit = kBatchLimit;
  // Must outlive the engine.
  Clock* clock = &SystemClock();
  CommitHooks hooks;
  // What the database said when it refused or broke off, which callers are not told. From lane threads.
  std::function<void(absl::string_view)> log = LogToStandardError;
};

// Thread-safe.
class Engine {
 public:
  // Starts the lanes. Does not wait for the database: until it can be reached commands are answered UNAVAILABLE.
  explicit Engine(EngineOptions options);
  // Stops.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void Submit(internal::v1::Command command, Done done);
  // Submits and waits.
  absl::StatusOr<Applied> Apply(internal::v1::Command command);

  // Fires the due clocks of at most `limit` tasks of a province that no other replica is working on. For the sweep.
  void SubmitSweep(std::string province, int limit, SweepDone done);
  // The same for one task, whoever else is working on it: when it is answered, the task was fired or set aside, by this
  // sweep or another one, or is not due.
  void SubmitSweepOf(std::string province, std::string task_id, SweepDone done);

  // Runs the follow-ups of at most `limit` tasks of a province that no other replica is working on: each in the
  // transaction that deletes it, those of one task in the order of their causes. The first look of a day has every open
  // fan-out looked at. For the worker.
  void SubmitFollowUps(std::string province, int limit, FollowUpDone done);

  // Does the next tasks of a bulk operation, each as a command of who started it, in the transaction that notes what
  // became of it. Whatever happens to this process, each is done once. For the worker.
  void SubmitBulkItems(BulkStep step, BulkDone done);

  // The province's reference data as of the newest version that this process knows, at most kFactsMaxAge old when
  // another replica changed them; changes made by this process are seen at once. May block on a read. Facts of a
  // province that nobody loaded are empty, with version 0.
  absl::StatusOr<std::shared_ptr<const Facts>> FactsOf(absl::string_view province);

  // The same without ever reading: null when FactsOf would have to. For threads that must not block.
  std::shared_ptr<const Facts> FactsAtHand(absl::string_view province);

  // The reference data as they were recorded by `known_at`; the same object for the same version. NOT_FOUND when
  // nothing was recorded by then. Reads the store; a few are kept.
  absl::StatusOr<std::shared_ptr<const Facts>> FactsKnownAt(absl::string_view province, absl::Time known_at);

  // Claims, decides and commits one step, as one transaction of a lane that takes turns with commands. Outcomes and
  // moves are one commit, so a crash at any point loses nothing and does nothing twice. An empty outcome when the
  // reorganisation is not moving (organisation::IsMoving). For the runner.
  void SubmitRehoming(RehomingStep step, RehomingDone done);

  Clock& clock() const { return *options_.clock; }

  // Refuses new commands with STOPPING, finishes those that wait, and returns when every Done was called. A second call
  // does nothing.
  void Stop();

  // Commands that wait, for metrics.
  int QueueDepth() const;

 private:
  Lane& LaneOf(absl::string_view province, absl::string_view subject);
  // For what the lane claims itself.
  Lane& FreestLane();

  const EngineOptions options_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<FactsCache> facts_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  // Commands to plans: issuing one may take seconds, which nobody else's change should wait for.
  std::unique_ptr<Lane> plan_lane_;
};

// How old the facts of another replica's making may be.
inline constexpr absl::Duration kFactsMaxAge = absl::Seconds(1);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_ENGINE_H_
