// The events of provinces as they are committed, each once and in order. One tailer per province and process feeds all
// watchers: commits of this process reach them at once, those of other replicas within kFeedPollInterval.
//
//   engine::Feed feed(database);
//   EngineOptions{.hooks = {.committed = [&](auto province, auto events) { feed.Committed(province, std::move(events));
//   }}} auto watch = feed.Subscribe("dong-nai", 41); while (watch->Wait(absl::Seconds(30))) { auto events =
//   watch->Take(100); … }
//
// A subscription is a position, not a buffer: the newest events of a province are kept once for all its watchers, and a
// watcher that lags behind reads from the store. Memory is bounded whatever the watchers do.
#ifndef SERVICES_ENGINE_FEED_H_
#define SERVICES_ENGINE_FEED_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/database.h"
#include "services/store/event_visibility.h"

namespace phoihop::engine {

// How often the feed looks for commits of other replicas while somebody watches.
inline constexpr absl::Duration kFeedPollInterval = absl::Milliseconds(250);
// Newest events of one province that are kept in memory while somebody watches it.
inline constexpr int kFeedRingEvents = 2048;
inline constexpr int64_t kFeedRingBytes = 8 << 20;
// Commits that wait for one before them that another replica made, until the poll sees it; more are read from the
// store.
inline constexpr size_t kFeedEarlyCommits = 256;
// A watcher that once was up to date and then falls this many events behind is told WATCHER_TOO_SLOW.
inline constexpr int64_t kMaxWatcherLag = 50'000;

// Tasks and plans of one province whose audiences are kept for its watchers; more are loaded again.
inline constexpr size_t kFeedAudiences = 4096;

class Feed;
struct ProvinceFeed;

// Who may see a task or plan.
using Audience = std::shared_ptr<const store::Audience>;

struct WatchedEvent {
  std::shared_ptr<const v1::Event> event;
  Audience audience;  // null: the event is about something that everybody sees
};

// One watcher's position. Used by one thread at a time, except Cancel and the callback.
class Subscription {
 public:
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  // The next events, at most `max`, in order and without a gap; empty when there are none yet. May read from the store.
  // RESOURCE_EXHAUSTED (WATCHER_TOO_SLOW), UNAVAILABLE (STOPPING, STORE_UNAVAILABLE).
  absl::StatusOr<std::vector<std::shared_ptr<const v1::Event>>> Take(int max);

  // The same with who may see the tasks and plans of these events today: loaded in one statement, once for all
  // watchers.
  absl::StatusOr<std::vector<WatchedEvent>> TakeWithAudience(int max);

  // The last sequence that Take returned, or that the subscription started after.
  int64_t position() const { return position_; }

  // Waits until Take has something to say, Cancel was called or `limit` (real time) is over. False: the limit is over.
  bool Wait(absl::Duration limit);

  // Calls `ready` once, as soon as Take has something to say or Cancel was called; at once if so now. Replaces an
  // earlier one that was not called. `ready` runs in a thread of the feed or a lane, must not block or Take, and may
  // run a moment after the subscription was destroyed: let it hold a weak pointer.
  void OnReady(std::function<void()> ready);

  // Wakes Wait and OnReady; Take answers CANCELLED from now on. From any thread.
  void Cancel();

 private:
  friend class Feed;
  Subscription(Feed* feed, std::shared_ptr<ProvinceFeed> province, int64_t after_sequence);
  bool Ready() const;
  absl::Status LoadAudiences(std::vector<WatchedEvent>& events);

  Feed* const feed_;
  const std::shared_ptr<ProvinceFeed> province_;
  int64_t position_;        // written under the province's mutex
  bool caught_up_ = false;  // so is this
  bool cancelled_ = false;
  std::function<void()> ready_;
};

// Thread-safe. Must outlive its subscriptions, and the engine that reports to it must be stopped before it is
// destroyed.
class Feed {
 public:
  // `database` must outlive the feed.
  explicit Feed(store::Database* database);
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // Events after `after_sequence`; nullopt: from now on. OUT_OF_RANGE (SEQUENCE_OUT_OF_RANGE) when it is negative or
  // greater than the newest.
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(absl::string_view province,
                                                          std::optional<int64_t> after_sequence);

  // For CommitHooks::committed.
  void Committed(absl::string_view province, std::vector<std::shared_ptr<const v1::Event>> events);

  // Wakes all watchers; Take answers STOPPING from now on.
  void Stop();

  // Real time since the newest sequences were last learned from the store while somebody watches; zero when nobody
  // does. For readiness.
  absl::Duration Lag();

 private:
  friend class Subscription;
  void Run();
  void Poll();
  static void WakeReady(ProvinceFeed& province);

  store::Database* const database_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration last_poll_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<ProvinceFeed>> provinces_ ABSL_GUARDED_BY(mutex_);
  std::thread poller_;
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_FEED_H_
