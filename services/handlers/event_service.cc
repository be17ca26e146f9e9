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
#include "services/engine/feed.h"
#include "services/handlers/error_metadata.h"
#include "services/handlers/event_filter.h"
#include "services/handlers/page.h"
#include "services/handlers/work_pool.h"
#include "services/store/event_reader.h"
#include "services/store/filter.h"
#include "services/store/task_reader.h"
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
  Watch(std::unique_ptr<engine::Subscription> subscription, store::Filter filter, const Services& services,
        AnyStream& stream)
      : subscription_(std::move(subscription)),
        filter_(std::move(filter)),
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
    const auto events = subscription_->Take(kWatchBatch);
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
    for (const auto& event : *events) {
      if (!Matches(filter_, *event)) continue;
      v1::WatchEventsResponse response;
      *response.mutable_event() = *event;
      sending_ = true;
      stream_->Send(response);
    }
    // Otherwise OnSent goes on.
    if (!sending_) SchedulePump(pool_, weak_from_this());
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
  query.filter = filter->ToSql(store::kFirstFilterParameter);
  absl::StatusOr<store::EventPage> found = store::ListEvents(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListEventsResponse response;
  response.set_last_sequence(found->last_sequence);
  if (found->more && !found->events.empty()) {
    response.set_next_page_token(NextPageToken(request, absl::StrCat(found->events.back().sequence())));
  }
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
  const auto watch = std::make_shared<Watch>(*std::move(subscription), *std::move(filter), services, stream);
  watch->Open();
  return std::make_unique<WatchSession>(watch);
}

void AddEventService(MethodTable& table) {
  table.Read("phoihop.v1.EventService.ListEvents", ListEvents, Caller::kRequired);
  table.Stream<v1::WatchEventsResponse>("phoihop.v1.EventService.WatchEvents", WatchEvents, Caller::kRequired);
}

}  // namespace phoihop::handlers
