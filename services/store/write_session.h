// The transactions of the write door: what a batch locks and reads, what it writes, in three round trips however large
// it is.
//
//   auto loaded = session.Begin(request);       // locks; one round trip
//   … decide …
//   auto head = session.Write(rows);            // one round trip; ends with the lock on the province's feed
//   … number and hash the events …
//   session.Commit(head.last_sequence, …);      // one round trip
//
// Between Begin and Commit anything may fail: then Rollback. After a failed Commit with STORE_UNAVAILABLE nobody knows
// whether it happened.
#ifndef SERVICES_STORE_WRITE_SESSION_H_
#define SERVICES_STORE_WRITE_SESSION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/bulk_operation.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/calendar_version.h"
#include "services/store/connection.h"
#include "services/store/reference_rows.h"
#include "services/store/rehoming_claim.h"
#include "workflow/bulk/bulk.h"
#include "workflow/decision.h"

namespace phoihop::store {

struct TaskKey {
  std::string task_id;
  int64_t known_version = -1;  // the caller has the message at this version; -1: it has none
};

struct LockRequest {
  std::string province;
  bool own_reference = false;  // to change reference data: waits until nobody decides by them
  std::vector<std::string> request_ids;
  std::vector<TaskKey> tasks;  // ids in any order, each once; unknown ones are not an error
  std::vector<std::string> plans;
  std::vector<std::string> bulk_operations;  // ids
};

struct SeenRequest {
  std::string request_id;
  std::string digest;
  std::string subject;
};

struct LockedTask {
  std::string task_id;
  int64_t version = 0;
  std::optional<v1::Task> task;  // absent when the caller has it
  absl::Status unreadable;       // of a row that this program cannot read

  // Of tasks that were claimed for a reorganisation:
  std::vector<v1::RehomingItem> outcomes;  // what it has recorded for the task, and after it for its hand-off
  bool is_part = false;                    // not claimed itself: a claimed one was split into it
};

struct LockedPlan {
  std::string plan_id;
  int64_t version = 0;
  v1::Plan plan;
};

struct LockedBulkOperation {
  std::string id;
  int64_t version = 0;
  v1::BulkOperation operation;
};

// A task of a bulk operation that is claimed: its place among them.
struct ClaimedBulkItem {
  int64_t ordinal = 0;
  std::string task_id;
};
struct BulkClaim {
  std::string province;
  std::string bulk_operation_id;
  int limit = 0;
  std::string only_task_id;
};

// A follow-up: the event that it follows from, and its place among those of the same command.
struct FollowUpKey {
  int64_t cause_sequence = 0;
  int64_t ordinal = 0;
};

struct ClaimedFollowUp {
  FollowUpKey key;
  std::string task_id;
  internal::v1::TaskCommand command;
  absl::Status unreadable;  // of one that this program cannot read
};

struct FollowUpClaim {
  std::string province;
  absl::CivilDay today;  // the first claim of a day has every open fan-out looked at
  int tasks = 0;         // at most so many tasks …
  int of_each_task = 0;  // … with so many follow-ups each
  std::string only_task_id;
};

// What decisions look at besides their own tasks.
struct LookRequest {
  std::vector<std::string> wholes;       // whose parts are looked at; resource names
  std::vector<std::string> occurrences;  // tasks
  // Tasks that others would wait for: what they wait for themselves is looked at too, and nobody else adds a dependency
  // until the transaction ends.
  std::vector<std::string> predecessors;     // ids
  std::vector<std::string> related;          // tasks that may have ended; ids
  std::vector<std::string> bulk_operations;  // whose items are counted; ids
  std::vector<std::string> set_aside;        // tasks that may be set aside; ids
  std::vector<std::string> calendars;        // of which these versions are looked at; resource names
  std::vector<int64_t> calendar_versions;
  absl::Time now;  // for what is overdue

  bool empty() const {
    return wholes.empty() && occurrences.empty() && predecessors.empty() && related.empty() &&
           bulk_operations.empty() && set_aside.empty() && calendars.empty();
  }
};
// Since when a task is set aside, and why.
struct SetAsideSeen {
  absl::Time since;
  std::string reason;
};
struct Seen {
  std::map<std::string, PartsSeen> wholes;  // those that have parts
  // Of the occurrences: those that are open. One that was left out stands for the one before it.
  std::set<std::string> open_occurrences;
  // Those of `predecessors` and `related` that there are, by name.
  std::map<std::string, v1::Task> tasks;
  // Who waits for whom, by id, of all that the predecessors wait for.
  std::vector<std::pair<std::string, std::string>> dependencies;
  std::map<std::string, bulk::ItemsSeen> bulk_items;  // by id of the operation
  std::map<std::string, SetAsideSeen> set_aside;      // by id, those that are
  std::vector<CalendarVersion> calendars;             // those that there are
};

struct Loaded {
  bool feed_exists = false;
  int64_t reference_version = 0;
  int64_t last_sequence = 0;
  // No decision is as of an earlier one: of recorded reference data (own_reference), behind closed figures (ReadFeed).
  std::optional<absl::Time> newest_record_time;
  std::vector<SeenRequest> seen;
  std::vector<LockedTask> tasks;  // of a claim: in the order of ids, then the parts
  std::vector<LockedPlan> plans;
  std::vector<ClaimedFollowUp> follow_ups;  // in the order in which they are run
  std::vector<LockedBulkOperation> bulk_operations;
  // Of a claim of a bulk operation: it, and the sequence of the event that the items follow from.
  v1::BulkOperation bulk_operation;
  int64_t bulk_cause_sequence = 0;
  std::vector<ClaimedBulkItem> bulk_items;  // in order
};

struct TaskChange {
  const v1::Task* before = nullptr;  // null: a new task
  const v1::Task* after = nullptr;
};

struct PlanChange {
  const v1::Plan* plan = nullptr;
  int64_t version = 0;
};

// A thing of the reference data as it is from now on.
struct ReferenceChange {
  std::string kind;  // field of ReferenceData
  std::string name;
  int64_t version = 0;
  const google::protobuf::Message* item = nullptr;
};

// A task that the sweep sets aside.
struct Quarantine {
  std::string task_id;
  std::string reason;
};

struct BulkOperationChange {
  const v1::BulkOperation* operation = nullptr;
  int64_t version = 0;
};
// What an event does to the items of an operation.
struct BulkItemsChange {
  std::string bulk_operation_id;
  bulk::ItemChange change = bulk::ItemChange::kNone;
  const v1::BulkOperationStarted* started = nullptr;  // of kAdd: has the tasks
};
// What became of one item.
struct BulkItemDone {
  std::string bulk_operation_id;
  int64_t ordinal = 0;
  absl::Status status;  // OK: succeeded
};

struct Rows {
  std::vector<TaskChange> tasks;
  std::vector<PlanChange> plans;
  std::vector<ReferenceChange> reference;  // each name once
  std::vector<Quarantine> quarantined;
  std::vector<std::string> released;  // ids of tasks that are no longer set aside
  // Wake times that are written although the task does not change.
  std::vector<std::pair<std::string, std::optional<absl::Time>>> wake_times;
  std::vector<v1::PlanAnswer> plan_answers;  // each column and text once
  std::vector<v1::RehomingItem> rehoming;    // each item of a reorganisation once
  std::vector<FollowUpKey> follow_ups_done;
  std::vector<std::pair<FollowUpKey, std::string>> follow_ups_aside;  // with the reason
  std::vector<BulkOperationChange> bulk_operations;
  std::vector<BulkItemsChange> bulk_items;  // in the order of their events
  std::vector<BulkItemDone> bulk_items_done;
  absl::Time now;
  int64_t reference_version = 0;  // from these changes on
};

struct FeedHead {
  int64_t last_sequence = 0;
  std::string last_hash;
};

// One event with what only its row has.
struct EventRow {
  const v1::Event* event = nullptr;  // with sequence and hashes
  std::string json;                  // EventJson(*event)
  bool first_of_command = false;
  std::string request_digest;  // of the first
};

struct NewFollowUp {
  FollowUpKey key;
  std::string task_id;
  internal::v1::TaskCommand command;
};
struct NewFollowUps {
  std::vector<NewFollowUp> rows;
  // The sequence of an event that may have changed who belongs to a set: every open fan-out is looked at. 0: none.
  int64_t check_fan_outs_after = 0;
  // Tasks that ended, or that go on again, by id, each with the event by which it did: who waits for them is told.
  std::vector<std::pair<std::string, int64_t>> ended;
  Adoption adoption;
};

// The event as it is stored: without sequence and hashes, which stand in columns.
std::string EventJson(const v1::Event& event);

// One connection. Used by one thread.
class WriteSession {
 public:
  static absl::StatusOr<std::unique_ptr<WriteSession>> Open(const std::string& uri);

  bool usable() const { return connection_->usable(); }
  int backend_pid() const { return connection_->backend_pid(); }

  // Starts a transaction and locks.
  absl::StatusOr<Loaded> Begin(const LockRequest& request);
  // Starts a transaction and claims at most `limit` tasks whose wake time has come and that nobody else holds.
  absl::StatusOr<Loaded> BeginSweep(const std::string& province, absl::Time now, int limit);
  // The same of one task, which is waited for when somebody holds it.
  absl::StatusOr<Loaded> BeginSweepOf(const std::string& province, absl::Time now, const std::string& task_id);
  // Starts a transaction, claims follow-ups that nobody else holds and locks their tasks.
  absl::StatusOr<Loaded> BeginFollowUps(const FollowUpClaim& claim);
  // Starts a transaction, claims items of a bulk operation that is RUNNING and locks their tasks.
  absl::StatusOr<Loaded> BeginBulkItems(const BulkClaim& claim);
  // Within a transaction: what stands there when the locks are held.
  absl::StatusOr<Seen> Look(const std::string& province, const LookRequest& request);
  // Within a transaction: the occurrences of these, and the ids of tasks that come after them and are only planned.
  absl::StatusOr<std::vector<std::pair<std::string, std::string>>> WaitingAfter(
      const std::string& province, const std::vector<std::string>& occurrences);
  // Within a transaction: claims tasks for a reorganisation that nobody else holds, and adds them to `loaded`. None:
  // nothing waits after `after_task_id`, unless somebody else holds it.
  absl::Status ClaimForRehoming(const RehomingClaim& claim, Loaded& loaded);
  // Within a transaction: the reference data that the locks of Begin keep as they are.
  absl::StatusOr<LoadedReference> LoadReference(const std::string& province);

  // Writes, then takes the lock on the feed when `has_events`.
  absl::StatusOr<FeedHead> Write(const std::string& province, const Rows& rows, bool has_events, bool feed_exists);

  // Appends the events, moves the feed to the last of them, and commits. `reference_changes`: added to the reference
  // version.
  absl::Status Commit(const std::string& province, const std::vector<EventRow>& events, int reference_changes,
                      const NewFollowUps& follow_ups = {});

  void Rollback() { connection_->Rollback(); }

 private:
  explicit WriteSession(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  absl::StatusOr<Loaded> ClaimDue(const std::string& province, absl::string_view claim, const Values& values);
  absl::Status SendTasks(const std::string& province, const std::vector<TaskChange>& tasks, bool inserts);
  absl::Status SendSomeTasks(const std::string& province, absl::Span<const TaskChange> tasks, bool inserts);
  absl::Status SendParticipants(const std::string& province, const std::vector<TaskChange>& tasks);
  absl::Status SendBulkOperations(const std::string& province, const Rows& rows);
  absl::Status SendBulkItems(const std::string& province, const BulkItemsChange& change, absl::Time now);
  absl::Status SendBulkItemsDone(const std::string& province, const Rows& rows);
  absl::Status SendBaskets(const std::string& province, const std::vector<TaskChange>& tasks);
  absl::Status SendSomeBaskets(const std::string& province, absl::Span<const TaskChange> tasks);
  absl::Status SendStandings(const std::string& province, const std::vector<TaskChange>& tasks, absl::Time now);
  absl::Status SendSomeStandings(const std::string& province, absl::Span<const TaskChange> tasks, absl::Time now);
  absl::Status SendDependencies(const std::string& province, const std::vector<TaskChange>& tasks);
  absl::Status SendSomeParticipants(const std::string& province, absl::Span<const TaskChange> tasks);
  absl::Status SendPlans(const std::string& province, const std::vector<PlanChange>& plans);
  absl::Status SendPlanAnswers(const std::string& province, const std::vector<v1::PlanAnswer>& answers);
  absl::Status SendReference(const std::string& province, const Rows& rows);
  absl::Status SendUnitVersions(const std::string& province, const Rows& rows);
  absl::Status SendRehoming(const std::string& province, const std::vector<v1::RehomingItem>& items);
  absl::Status SendQuarantine(const std::string& province, const Rows& rows);
  absl::Status SendEvents(const std::string& province, const std::vector<EventRow>& events);
  absl::Status SendSomeEvents(const std::string& province, absl::Span<const EventRow> events);
  absl::Status SendFollowUps(const std::string& province, const NewFollowUps& follow_ups);
  absl::Status SendCalendarLook(const std::string& province, const LookRequest& request);
  absl::Status SendAdoptions(const std::string& province, const NewFollowUps& follow_ups);
  absl::Status SendDependencyLooks(const std::string& province, const LookRequest& request);
  static absl::Status ReadDependencyLooks(const LookRequest& request, const Result* results, Seen& seen);
  absl::Status SendDependentFollowUps(const std::string& province, const NewFollowUps& follow_ups);
  absl::Status SendFollowUpsDone(const std::string& province, const Rows& rows);
  absl::StatusOr<Result> FindTasks(const RehomingClaim& claim, const std::string& after);
  absl::Status ReadOutcomes(const RehomingClaim& claim, std::vector<LockedTask>& tasks);
  absl::Status LockParts(const std::string& province, std::vector<LockedTask>& tasks);

  std::unique_ptr<Connection> connection_;
};

// Rows of id, version and message; a message that cannot be read harms nobody but its own task.
std::vector<LockedTask> TasksIn(const Result& rows);

// What LockBulkOperations answers.
absl::StatusOr<std::vector<LockedBulkOperation>> BulkOperationsIn(const Result& rows);
// What CountBulkItems answers, by the id of the operation.
std::map<std::string, bulk::ItemsSeen> BulkItemCountsIn(const Result& rows);

// What ReadFeed answers.
void ReadFeedRow(const Result& rows, Loaded& loaded);

// What PartsOf answers, by the name of the whole.
std::map<std::string, PartsSeen> PartsIn(const Result& rows, absl::string_view province);

// A database's refusal as the engine acts on it.
enum class Refusal {
  kUnavailable,  // the connection broke
  kConflict,     // deadlock or serialisation: the same again may work
  kDuplicate,    // a key exists: somebody was faster, or a task id is taken
  kOverlap,      // two versions of a unit would be in force on the same day
  kRefused,      // the database will not have this
};
Refusal RefusalOf(const absl::Status& status);
// The same as an error for the caller: what the database itself said is left out.
absl::Status ForCaller(const absl::Status& status);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_WRITE_SESSION_H_
