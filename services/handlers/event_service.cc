#include "services/handlers/event_service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/handlers/error_metadata.h"
#include "services/handlers/event_filter.h"
#include "services/handlers/page.h"
#include "services/handlers/work_pool.h"
#include "services/store/checkpoint_rows.h"
#include "services/store/event_reader.h"
#include "services/store/event_visibility.h"
#include "services/store/filter.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

// The parent of both methods is a province and nothing below it.
absl::Status CheckParent(const std::string& parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

// One watcher. Shared by the call and by the pieces of work that are under way for it.
//
// At any time at most one of these is true: a pump takes events from the feed; messages are on their way to the caller;
// the feed has nothing and will say when it has.
class Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(std::unique_ptr<engine::Subscription> subscription, store::Filter filter, const CallContext& call,
        const Services& services, AnyStream& stream)
      : subscription_(std::move(subscription)),
        filter_(std::move(filter)),
        engine_(services.engine),
        call_(call),
        visible_(JournalVisibilityOf(call)),
        pool_(services.pool),
        clock_(services.clock),
        stream_(&stream) {}

  void Open() {
    absl::MutexLock lock(&mutex_);
    SendCheckpoint(subscription_->position());
    Tick();
  }

  void OnSent() {
    {
      absl::MutexLock lock(&mutex_);
      sending_ = false;
    }
    SchedulePump(pool_, weak_from_this());
  }

  // The call is over: nothing touches the stream any more.
  void Close() {
    {
      absl::MutexLock lock(&mutex_);
      stream_ = nullptr;
    }
    subscription_->Cancel();
  }

 private:
  static void SchedulePump(WorkPool& pool, std::weak_ptr<Watch> weak) {
    pool.Submit([weak = std::move(weak)] {
      if (const std::shared_ptr<Watch> watch = weak.lock()) watch->Pump();
    });
  }

  void Pump() {
    {
      absl::MutexLock lock(&mutex_);
      if (stream_ == nullptr || pumping_ || sending_) return;
      pumping_ = true;
    }
    // May ask the database; nobody else takes while pumping_ holds.
    const auto events = Take();
    const int64_t position = subscription_->position();
    absl::MutexLock lock(&mutex_);
    pumping_ = false;
    position_ = position;
    if (stream_ == nullptr) return;
    if (!events.ok()) {
      stream_->Finish(WithMetadata(events.status(), "sequence", absl::StrCat(position)));
      return;
    }
    if (events->empty()) {
      // Calls it at once when something came in between.
      // Takes no reference: the last one must not go in a thread of the feed.
      subscription_->OnReady([weak = weak_from_this(), pool = &pool_] { SchedulePump(*pool, weak); });
      return;
    }
    for (const engine::WatchedEvent& watched : *events) {
      if (!Matches(filter_, *watched.event)) continue;
      if (!store::Shows(visible_, *watched.event, watched.audience.get())) continue;
      v1::WatchEventsResponse response;
      *response.mutable_event() = *watched.event;
      sending_ = true;
      stream_->Send(response);
    }
    // Otherwise OnSent goes on.
    if (!sending_) SchedulePump(pool_, weak_from_this());
  }

  // Only while pumping_ holds. Those who see everything need not know who takes part.
  absl::StatusOr<std::vector<engine::WatchedEvent>> Take() {
    LookAgain();
    if (!visible_.whole_province) return subscription_->TakeWithAudience(kWatchBatch);
    auto events = subscription_->Take(kWatchBatch);
    if (!events.ok()) return events.status();
    std::vector<engine::WatchedEvent> watched;
    for (auto& event : *events) watched.push_back({std::move(event), nullptr});
    return watched;
  }

  // A stream may outlive the day, or the organisation, by which its caller saw what.
  void LookAgain() {
    absl::StatusOr<std::shared_ptr<const Facts>> facts = engine_.FactsOf(call_.province);
    const absl::Time now = clock_.Now();
    // What cannot be read is left as it was; so is the next batch of events.
    if ((!facts.ok() || *facts == call_.facts) && DayOf(now) == DayOf(call_.now)) return;
    if (facts.ok()) call_.facts = *std::move(facts);
    call_.now = now;
    visible_ = JournalVisibilityOf(call_);
  }

  // Every kCheckpointInterval until the watch is over. Skipped while the caller has not taken what was sent: it hears
  // something anyway, and nothing piles up.
  void Tick() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    pool_.SubmitAfter(kCheckpointInterval, [weak = weak_from_this()] {
      const std::shared_ptr<Watch> watch = weak.lock();
      if (watch == nullptr) return;
      absl::MutexLock lock(&watch->mutex_);
      if (watch->stream_ == nullptr) return;
      // While a pump is under way its events may not have been sent yet: position_ is that of before.
      if (!watch->sending_) watch->SendCheckpoint(watch->position_);
      watch->Tick();
    });
  }

  void SendCheckpoint(int64_t sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    position_ = sequence;
    v1::WatchEventsResponse response;
    response.mutable_checkpoint()->set_sequence(sequence);
    *response.mutable_checkpoint()->mutable_time() = ToTimestamp(clock_.Now());
    sending_ = true;
    stream_->Send(response);
  }

  const std::unique_ptr<engine::Subscription> subscription_;
  const store::Filter filter_;
  engine::Engine& engine_;
  CallContext call_;           // as LookAgain left it
  store::Visibility visible_;  // so is this
  WorkPool& pool_;
  const engine::Clock& clock_;

  absl::Mutex mutex_;
  AnyStream* stream_ ABSL_GUARDED_BY(mutex_);  // null: closed
  bool pumping_ ABSL_GUARDED_BY(mutex_) = false;
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t position_ ABSL_GUARDED_BY(mutex_) = 0;  // everything up to here was looked at and sent
};

class WatchSession : public StreamSession {
 public:
  explicit WatchSession(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}
  ~WatchSession() override { watch_->Close(); }
  void OnSent() override { watch_->OnSent(); }

 private:
  const std::shared_ptr<Watch> watch_;
};

}  // namespace

absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request, const CallContext& call,
                                                  const Services& services) {
  const absl::Status parent = CheckParent(request.parent(), call);
  if (!parent.ok()) return parent;
  const absl::StatusOr<Page> page = ReadPage(request, kDefaultEventPageSize);
  if (!page.ok()) return page.status();
  if (request.after_sequence() < 0) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"after_sequence", "must not be negative"}});
  }
  const absl::StatusOr<store::Filter> filter = store::Filter::Parse(request.filter(), EventFields(call.province));
  if (!filter.ok()) return filter.status();

  store::EventQuery query{.province = call.province, .after_sequence = request.after_sequence(), .limit = page->size};
  if (!page->cursor.empty() && !absl::SimpleAtoi(page->cursor, &query.after_sequence)) {
    return absl::InternalError("a page token of our own has no sequence");
  }
  SetFilter(*filter, query);
  query.visible = JournalVisibilityOf(call);
  absl::StatusOr<store::EventPage> found = store::ListEvents(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListEventsResponse response;
  response.set_last_sequence(found->last_sequence);
  if (found->more) response.set_next_page_token(NextPageToken(request, absl::StrCat(found->next_after)));
  for (v1::Event& event : found->events) *response.add_events() = std::move(event);
  return response;
}

absl::StatusOr<std::unique_ptr<StreamSession>> WatchEvents(const v1::WatchEventsRequest& request,
                                                           const CallContext& call, const Services& services,
                                                           AnyStream& stream) {
  const absl::Status parent = CheckParent(request.parent(), call);
  if (!parent.ok()) return parent;
  absl::StatusOr<store::Filter> filter = store::Filter::Parse(request.filter(), EventFields(call.province));
  if (!filter.ok()) return filter.status();
  std::optional<int64_t> after;
  if (request.has_after_sequence()) after = request.after_sequence();
  absl::StatusOr<std::unique_ptr<engine::Subscription>> subscription = services.feed.Subscribe(call.province, after);
  if (!subscription.ok()) return subscription.status();
  const auto watch = std::make_shared<Watch>(*std::move(subscription), *std::move(filter), call, services, stream);
  watch->Open();
  return std::make_unique<WatchSession>(watch);
}

absl::StatusOr<v1::ListJournalCheckpointsResponse> ListJournalCheckpoints(
    const v1::ListJournalCheckpointsRequest& request, const CallContext& call, const Services& services) {
  const absl::Status parent = CheckParent(request.parent(), call);
  if (!parent.ok()) return parent;
  const absl::StatusOr<Page> page = ReadPage(request, kDefaultEventPageSize);
  if (!page.ok()) return page.status();
  if (request.from_sequence() < 0) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"from_sequence", "must not be negative"}});
  }
  int64_t after = 0;
  if (!page->cursor.empty() && !absl::SimpleAtoi(page->cursor, &after)) {
    return absl::InternalError("a page token of our own has no place");
  }
  absl::StatusOr<std::vector<store::CheckpointRow>> rows =
      store::ListCheckpoints(services.database, call.province, request.from_sequence(), after, page->size + 1);
  if (!rows.ok()) return rows.status();
  v1::ListJournalCheckpointsResponse response;
  for (store::CheckpointRow& row : *rows) {
    if (response.journal_checkpoints_size() == page->size) {
      response.set_next_page_token(NextPageToken(request, absl::StrCat(after)));
      break;
    }
    after = row.ordinal;
    (*response.mutable_public_keys())[row.checkpoint.key_id()] = row.public_key;
    *response.add_journal_checkpoints() = std::move(row.checkpoint);
  }
  return response;
}

void AddEventService(MethodTable& table) {
  table.Read("phoihop.v1.EventService.ListEvents", ListEvents, Caller::kRequired);
  table.Read("phoihop.v1.EventService.ListJournalCheckpoints", ListJournalCheckpoints, Caller::kRequired);
  table.Stream<v1::WatchEventsResponse>("phoihop.v1.EventService.WatchEvents", WatchEvents, Caller::kRequired);
}

}  // namespace phoihop::handlers
