// Commands that are decided and committed together, between the locks and the writes: what they need, what they decide,
// what becomes of rows and events. Talks to nobody; the lane does.
#ifndef SERVICES_ENGINE_BATCH_H_
#define SERVICES_ENGINE_BATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "services/engine/engine.h"
#include "services/engine/facts_cache.h"
#include "services/engine/journal.h"
#include "services/engine/subject.h"
#include "services/engine/task_cache.h"
#include "services/store/write_session.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/calendar_moves.h"

namespace phoihop::engine {

// A command on its way through a lane.
struct Pending {
  internal::v1::Command command;
  Subject subject;
  bool own_request_id = false;  // made by the engine: nobody can have sent it before
  int64_t cause_sequence = 0;   // of a follow-up: the event that it follows from
  int64_t bytes = 0;
  Done done;
};

// The names under which the engine acts by itself.
inline constexpr char kSweepActor[] = "deadline-sweep";
inline constexpr char kRehomingActor[] = "rehoming";
inline constexpr char kFollowUpActor[] = "follow-ups";
inline constexpr char kBulkActor[] = "bulk-operations";
// Follow-ups of one task that are run together.
inline constexpr int kFollowUpsOfOneTask = 32;

// What a batch does with tasks that the lane claimed, instead of commands that were sent.
struct ClaimedWork {
  enum class Kind { kDueClocks, kRehoming, kFollowUps, kBulkItems };
  Kind kind = Kind::kDueClocks;
  std::string reorganisation;  // of kRehoming: resource name
};

class Batch {
 public:
  // The commands must outlive the batch. All belong to the province; those to reference data come alone.
  Batch(std::string province, std::vector<Pending*> commands, absl::Time now);
  // Decides for each of the tasks that will be loaded.
  Batch(std::string province, ClaimedWork work, absl::Time now);
  // Instead: sets all of them aside with this reason, if what is loaded is what the refused batch had claimed. What
  // somebody else has changed since is decided about anew.
  void SetAsideAll(std::string reason, std::string claim_mark);
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Before anything else. Tasks that the cache has are asked for by version only.
  store::LockRequest Locks(TaskCache& cache);
  // The instant at which it decides, when that is to be another than it was made with.
  void DecideAt(absl::Time now) { now_ = now; }
  // What the locks found.
  absl::Status Load(store::Loaded loaded, TaskCache& cache);

  // What its decisions will look at besides the rows that it locked.
  store::LookRequest Looks() const;
  void TakeLook(store::Seen seen) { seen_ = std::move(seen); }

  void Decide(const ProvinceFacts& facts);

  // Occurrences that ended and that a later one may wait for; then those that do, with the ids of who waits.
  std::vector<std::string> EndedOccurrences() const;
  void Wake(const std::vector<std::pair<std::string, std::string>>& waiting);

  bool has_events() const { return !events_.empty(); }
  bool writes() const;
  // Valid as long as the batch does not change.
  store::Rows Rows() const;
  // Numbers and hashes the events after the head of the feed.
  std::vector<store::EventRow> Number(const store::FeedHead& head, Hasher& hasher);
  // After Number.
  store::NewFollowUps NumberedFollowUps() const;
  bool has_follow_ups() const { return !follow_ups_.empty() || changes_organisation_; }
  // Items of bulk operations were added, are to be done again, or may be done again.
  bool has_bulk_operations() const { return !bulks_.empty() && has_events(); }
  int reference_changes() const { return reference_.has_value() && has_events() ? 1 : 0; }

  // After the commit (or when nothing was to be written).
  std::vector<absl::StatusOr<Applied>> TakeAnswers(int64_t last_sequence);
  std::vector<std::shared_ptr<const v1::Event>> TakeEvents();
  // Puts what was written into the cache; the earliest wake time of it.
  absl::Time CacheTasks(TaskCache& cache) const;
  // The reference data as they were written; null when they were not.
  absl::StatusOr<std::shared_ptr<const ProvinceFacts>> TakeFacts(const ProvinceFacts* previous);
  // Commands that turned out to be repeated and whose answer has to be read: index and resource name.
  const std::vector<std::pair<int, std::string>>& replays() const { return replays_; }

  // For claimed tasks.
  const std::vector<std::string>& claimed() const { return claimed_; }  // ids, in the order of the claim
  // What was claimed: the tasks with their versions, and which of their follow-ups or items.
  const std::string& claim_mark() const { return claim_mark_; }
  const SweepOutcome& sweep() const { return sweep_; }
  const RehomingOutcome& rehoming() const { return rehoming_; }
  const FollowUpOutcome& follow_up_outcome() const { return follow_up_outcome_; }
  const BulkOutcome& bulk_outcome() const { return bulk_outcome_; }

 private:
  struct TaskEntry {
    const v1::Task* stored = nullptr;  // null: there is none
    v1::Task* changed = nullptr;       // null: as stored
    absl::Status unreadable;
    std::vector<v1::RehomingItem> outcomes;  // recorded before, when it was claimed for a reorganisation
    const v1::Task& current() const;
  };
  struct PlanEntry {
    int64_t version = 0;
    v1::Plan plan;  // without name: there is none
    bool changed = false;
  };
  struct BulkEntry {
    int64_t version = 0;
    v1::BulkOperation operation;  // without name: there is none
    bool changed = false;
  };
  struct Reference {
    store::LoadedReference loaded;
    std::map<std::string, store::ReferenceChange> changes;  // by kind and name; items point into events_
    std::vector<std::unique_ptr<const v1::EscalationPolicy>> earlier_policies;  // and these
  };
  struct Request {
    std::string digest;
    std::string subject;
  };
  struct FollowUp {
    size_t cause = 0;  // index in events_
    std::string task_id;
    internal::v1::TaskCommand command;
  };
  struct EventMeta {
    bool first_of_command = false;
    std::string digest;
    std::string json;
  };

  absl::StatusOr<Applied> Handle(int index, const ProvinceFacts& facts);
  absl::StatusOr<Applied> Replay(int index, const Request& known);
  absl::StatusOr<Decision> DecideSubject(const Pending& pending, const Facts& facts, const Context& context);
  absl::StatusOr<Decision> DecidePlan(const Pending& pending, const Facts& facts, const Context& context);
  absl::StatusOr<Decision> DecideBulk(const Pending& pending, const Facts& facts, const Context& context);
  absl::Status CheckNew(const Pending& pending, const Decision& decision) const;
  absl::StatusOr<Applied> Preview(const Pending& pending, Decision decision, const Context& context);
  Applied Take(const Pending& pending, Decision decision, const Context& context);
  void Fold(v1::Event& event);
  void FoldReference(const v1::Event& event);
  void KeepEarlierPolicy(const v1::Event& event);
  void FoldBulk(const v1::Event& event);
  v1::BulkOperation PresentBulk(const std::string& id) const;
  void Complete(v1::Event& event, const Pending& pending, const Context& context) const;
  int64_t NextVersion(const v1::Event& event) const;
  void Present(const Subject& subject, Applied& applied) const;
  void DecideSweep(const ProvinceFacts& facts);
  void DecideRehoming(const ProvinceFacts& facts);
  void DecideFollowUps(const ProvinceFacts& facts);
  void RunFollowUp(const store::ClaimedFollowUp& follow_up, const Facts& facts);
  absl::StatusOr<Decision> DecideAdoption(const Pending& pending, const Facts& facts, const Context& context);
  const task::CalendarsSeen& CalendarsSeenFor(const std::string& calendar, int64_t version);
  void DecideBulkItems(const ProvinceFacts& facts);
  absl::Status RunBulkItem(const store::ClaimedBulkItem& item, const Facts& facts);
  internal::v1::TaskCommand CommandOf(const store::ClaimedBulkItem& item) const;
  void Fill(internal::v1::TaskCommand& command, const std::string& task_id) const;
  void FillSetAside(internal::v1::ReleaseSetAside& release, const std::string& task_id) const;
  std::vector<std::pair<std::string, int64_t>> EndedTasks() const;
  store::Adoption AdoptionAfter(const internal::v1::Command& command) const;
  std::optional<DependencySeen> DependencyOf(const Pending& pending) const;
  void AddFollowUp(size_t cause, internal::v1::TaskCommand command);
  void AddCalendarLooks(store::LookRequest& request) const;
  bool LooksAtParts(const std::string& task_id) const;
  void Rehome(const std::string& task_id, const v1::Reorganisation& reorganisation, const organisation::Routes& routes,
              const Facts& facts);
  void TakeBack(const std::string& task_id, const v1::Reorganisation& reorganisation, const Facts& facts);
  void TakeDecision(const Pending& pending, const Context& context, absl::StatusOr<Decision> decision);
  bool HasOutcome(const std::string& task_id, const v1::Reorganisation& reorganisation, bool gone) const;
  bool FillIn(const std::string& task_id, internal::v1::UndoTaskRehoming& undo);
  void RecordEnded(const TaskEntry& entry);
  void RecordFailure(const std::string& task_id, absl::string_view reason);
  void RecordOutcome(v1::RehomingItem item);
  Pending OwnCommand(const std::string& task_id, absl::string_view actor) const;
  v1::Task* NewTask(const v1::Task& like);
  void SetAside(const std::string& task_id, absl::string_view reason);
  Context ContextOf(const Pending& pending) const;

  const std::string province_;
  const std::vector<Pending*> commands_;
  absl::Time now_;
  const std::optional<ClaimedWork> work_;

  // Working copies of tasks live here: they come and go together.
  google::protobuf::Arena arena_;
  store::Loaded loaded_;
  std::map<std::string, TaskEntry> tasks_;  // by id; in the order in which they are locked
  std::map<std::string, PlanEntry> plans_;
  std::map<std::string, BulkEntry> bulks_;
  std::optional<Reference> reference_;
  absl::flat_hash_map<std::string, Request> requests_;  // that were seen before, here or in the store
  std::vector<std::shared_ptr<v1::Event>> events_;
  std::vector<EventMeta> meta_;  // of events_
  std::vector<FollowUp> follow_ups_;
  bool changes_organisation_ = false;  // units, sets or reorganisations
  store::Seen seen_;
  std::map<std::pair<std::string, int64_t>, task::CalendarsSeen> calendars_seen_;  // by calendar and version to follow
  bool preview_ = false;                                                           // nothing of it is written
  std::vector<absl::StatusOr<Applied>> answers_;
  std::vector<std::pair<int, std::string>> replays_;
  std::vector<store::Quarantine> quarantined_;
  std::vector<std::string> released_;
  std::vector<std::pair<std::string, std::optional<absl::Time>>> wake_times_;
  std::map<std::string, v1::PlanAnswer> plan_answers_;  // that are written, by column and text
  std::map<std::string, v1::RehomingItem> outcomes_;    // that are written, by reorganisation and item
  std::vector<std::string> claimed_;
  std::string claim_mark_, refused_mark_;
  std::string set_aside_reason_;
  SweepOutcome sweep_;
  RehomingOutcome rehoming_;
  FollowUpOutcome follow_up_outcome_;
  BulkOutcome bulk_outcome_;
  std::vector<store::BulkItemsChange> bulk_changes_;  // point into events_
  std::vector<store::BulkItemDone> bulk_items_done_;
  std::vector<store::FollowUpKey> follow_ups_done_;
  std::vector<std::pair<store::FollowUpKey, std::string>> follow_ups_aside_;
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_BATCH_H_
