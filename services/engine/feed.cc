#include "services/engine/feed.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "services/store/event_reader.h"
#include "services/store/event_visibility.h"
#include "services/store/task_reader.h"
#include "workflow/errors.h"

namespace phoihop::engine {

// The newest events of a province: a ring without gaps that ends at `newest`, or at what is known of it.
struct ProvinceFeed {
  explicit ProvinceFeed(std::string id) : province(std::move(id)) {}

  // Drops what does not fit, and everything when a gap was seen.
  void Append(std::shared_ptr<const v1::Event> event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    ring_bytes += static_cast<int64_t>(event->ByteSizeLong());
    // It may have changed them.
    audiences.erase(store::AudienceKeyOf(*event));
    ring.push_back(std::move(event));
    while (ring.size() > kFeedRingEvents || ring_bytes > kFeedRingBytes) {
      ring_bytes -= static_cast<int64_t>(ring.front()->ByteSizeLong());
      ring.pop_front();
    }
  }

  // Two lanes may report their commits out of order: a piece waits until the one before it has come.
  void Join() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    while (!early.empty() && early.begin()->first <= newest + 1) {
      auto node = early.extract(early.begin());
      for (auto& event : node.mapped()) {
        if (event->sequence() != newest + 1) continue;
        newest = event->sequence();
        Append(std::move(event));
      }
    }
  }

  // The store has events up to `sequence` that this process did not commit.
  void LearnOf(int64_t sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    if (sequence <= newest) return;
    newest = sequence;
    Clear();
    Join();
  }

  // Nobody watches any more: what is kept would go stale.
  void Forget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    Clear();
    early.clear();
  }

  void Clear() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    ring.clear();
    ring_bytes = 0;
    audiences.clear();
    ++clears;
  }

  // Fills in what is known; the keys of which it is not, each once.
  std::vector<std::string> FillIn(std::vector<WatchedEvent>& events) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::set<std::string> missing;
    for (WatchedEvent& watched : events) {
      std::string key = store::AudienceKeyOf(*watched.event);
      if (key.empty()) continue;
      const auto known = audiences.find(key);
      if (known == audiences.end()) {
        missing.insert(std::move(key));
      } else {
        watched.audience = known->second;
      }
    }
    return {missing.begin(), missing.end()};
  }

  const std::string province;
  absl::Mutex mutex;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  int64_t newest ABSL_GUARDED_BY(mutex) = 0;
  std::deque<std::shared_ptr<const v1::Event>> ring ABSL_GUARDED_BY(mutex);
  int64_t ring_bytes ABSL_GUARDED_BY(mutex) = 0;
  std::map<int64_t, std::vector<std::shared_ptr<const v1::Event>>> early ABSL_GUARDED_BY(mutex);
  // By key, as of its newest event or later.
  absl::flat_hash_map<std::string, Audience> audiences ABSL_GUARDED_BY(mutex);
  int64_t clears ABSL_GUARDED_BY(mutex) = 0;
  // One watcher loads audiences at a time, so that the others find them. Taken before `mutex`.
  absl::Mutex load_mutex;
  std::vector<Subscription*> subscriptions ABSL_GUARDED_BY(mutex);
};

namespace {
absl::Status Stopping() {
  return Error(v1::ERROR_REASON_STOPPING, "The server is stopping; resume from the last sequence at another one.");
}
}  // namespace

Subscription::Subscription(Feed* feed, std::shared_ptr<ProvinceFeed> province, int64_t after_sequence)
    : feed_(feed), province_(std::move(province)), position_(after_sequence) {}

Subscription::~Subscription() {
  std::function<void()> dropped;
  absl::MutexLock lock(&province_->mutex);
  auto& all = province_->subscriptions;
  all.erase(std::find(all.begin(), all.end(), this));
  dropped = std::move(ready_);
}

bool Subscription::Ready() const { return cancelled_ || province_->stopping || province_->newest > position_; }

absl::StatusOr<std::vector<std::shared_ptr<const v1::Event>>> Subscription::Take(int max) {
  max = std::max(max, 1);
  std::vector<std::shared_ptr<const v1::Event>> taken;
  {
    absl::MutexLock lock(&province_->mutex);
    if (cancelled_) return absl::CancelledError("The subscription was cancelled.");
    if (province_->stopping) return Stopping();
    if (province_->newest <= position_) {
      caught_up_ = true;
      return taken;
    }
    if (caught_up_ && province_->newest - position_ > kMaxWatcherLag) {
      return Error(v1::ERROR_REASON_WATCHER_TOO_SLOW,
                   absl::StrCat("The watcher is ", province_->newest - position_,
                                " events behind; resume with after_sequence ", position_, "."));
    }
    const auto& ring = province_->ring;
    if (!ring.empty() && ring.front()->sequence() <= position_ + 1) {
      const int64_t first = position_ + 1 - ring.front()->sequence();
      for (size_t i = static_cast<size_t>(first); i < ring.size() && static_cast<int>(taken.size()) < max; ++i) {
        taken.push_back(ring[i]);
      }
      position_ = taken.back()->sequence();
      return taken;
    }
  }
  auto page = store::ListEvents(
      *feed_->database_,
      {.province = province_->province, .after_sequence = position_, .limit = std::min(max, store::kMaxPageSize)});
  if (!page.ok()) return page.status();
  for (v1::Event& event : page->events) taken.push_back(std::make_shared<const v1::Event>(std::move(event)));
  absl::MutexLock lock(&province_->mutex);
  if (!taken.empty()) position_ = taken.back()->sequence();
  return taken;
}

absl::StatusOr<std::vector<WatchedEvent>> Subscription::TakeWithAudience(int max) {
  const int64_t before = position_;
  auto events = Take(max);
  if (!events.ok()) return events.status();
  std::vector<WatchedEvent> watched;
  watched.reserve(events->size());
  for (auto& event : *events) watched.push_back({std::move(event), nullptr});
  if (const absl::Status loaded = LoadAudiences(watched); !loaded.ok()) {
    // Nothing was handed out.
    absl::MutexLock lock(&province_->mutex);
    position_ = before;
    return loaded;
  }
  return watched;
}

absl::Status Subscription::LoadAudiences(std::vector<WatchedEvent>& events) {
  ProvinceFeed& province = *province_;
  absl::MutexLock one_at_a_time(&province.load_mutex);
  std::vector<std::string> missing;
  int64_t newest = 0, clears = 0;
  {
    absl::MutexLock lock(&province.mutex);
    missing = province.FillIn(events);
    newest = province.newest;
    clears = province.clears;
  }
  if (missing.empty()) return absl::OkStatus();
  auto loaded = store::AudiencesOf(*feed_->database_, province.province, missing);
  if (!loaded.ok()) return loaded.status();
  absl::flat_hash_map<std::string, Audience> units;
  for (const std::string& id : missing) {
    units[id] = std::make_shared<const store::Audience>(std::move((*loaded)[id]));
  }
  for (WatchedEvent& watched : events) {
    const auto found = units.find(store::AudienceKeyOf(*watched.event));
    if (watched.audience == nullptr && found != units.end()) watched.audience = found->second;
  }
  absl::MutexLock lock(&province.mutex);
  if (province.clears != clears) return absl::OkStatus();
  // What came since may have changed them.
  for (auto event = province.ring.rbegin(); event != province.ring.rend() && (*event)->sequence() > newest; ++event) {
    units.erase(store::AudienceKeyOf(**event));
  }
  if (province.audiences.size() + units.size() > kFeedAudiences) province.audiences.clear();
  province.audiences.insert(units.begin(), units.end());
  return absl::OkStatus();
}

bool Subscription::Wait(absl::Duration limit) {
  absl::MutexLock lock(&province_->mutex);
  return province_->mutex.AwaitWithTimeout(absl::Condition(this, &Subscription::Ready), limit);
}

void Subscription::OnReady(std::function<void()> ready) {
  {
    absl::MutexLock lock(&province_->mutex);
    if (!Ready()) {
      std::swap(ready_, ready);
      return;
    }
    ready_ = nullptr;
  }
  ready();
}

void Subscription::Cancel() {
  std::function<void()> ready;
  {
    absl::MutexLock lock(&province_->mutex);
    cancelled_ = true;
    std::swap(ready, ready_);
  }
  if (ready) ready();
}

Feed::Feed(store::Database* database) : database_(database), last_poll_(RealElapsed()), poller_([this] { Run(); }) {}

Feed::~Feed() {
  Stop();
  poller_.join();
}

void Feed::Stop() {
  std::vector<std::shared_ptr<ProvinceFeed>> provinces;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (const auto& [id, province] : provinces_) provinces.push_back(province);
  }
  for (const auto& province : provinces) {
    {
      absl::MutexLock lock(&province->mutex);
      province->stopping = true;
    }
    WakeReady(*province);
  }
}

absl::StatusOr<std::unique_ptr<Subscription>> Feed::Subscribe(absl::string_view province,
                                                              std::optional<int64_t> after_sequence) {
  const auto newest = store::LastSequence(*database_, province);
  if (!newest.ok()) return newest.status();
  if (after_sequence.has_value() && (*after_sequence < 0 || *after_sequence > *newest)) {
    return Error(v1::ERROR_REASON_SEQUENCE_OUT_OF_RANGE,
                 absl::StrCat("after_sequence ", *after_sequence, " is not within 0 and ", *newest,
                              ", the newest sequence of the province."));
  }
  absl::MutexLock lock(&mutex_);
  if (stopping_) return Stopping();
  auto& feed = provinces_[std::string(province)];
  if (feed == nullptr) feed = std::make_shared<ProvinceFeed>(std::string(province));
  absl::MutexLock province_lock(&feed->mutex);
  // While nobody watched, commits were not reported: what was kept may have a gap.
  if (feed->subscriptions.empty()) feed->Forget();
  feed->LearnOf(*newest);
  std::unique_ptr<Subscription> subscription(new Subscription(this, feed, after_sequence.value_or(feed->newest)));
  feed->subscriptions.push_back(subscription.get());
  return subscription;
}

void Feed::Committed(absl::string_view province, std::vector<std::shared_ptr<const v1::Event>> events) {
  if (events.empty()) return;
  std::shared_ptr<ProvinceFeed> feed;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = provinces_.find(province);
    if (found == provinces_.end()) return;
    feed = found->second;
  }
  {
    absl::MutexLock lock(&feed->mutex);
    if (feed->subscriptions.empty()) return;
    const int64_t first = events.front()->sequence();
    feed->early[first] = std::move(events);
    feed->Join();
    // A gap was committed by another replica, and these wait for the poll to see it; more than a ring of them do not.
    while (feed->early.size() > kFeedEarlyCommits) feed->early.erase(std::prev(feed->early.end()));
  }
  WakeReady(*feed);
}

void Feed::WakeReady(ProvinceFeed& province) {
  std::vector<std::function<void()>> ready;
  {
    absl::MutexLock lock(&province.mutex);
    for (Subscription* subscription : province.subscriptions) {
      if (subscription->ready_ && subscription->Ready()) ready.push_back(std::exchange(subscription->ready_, nullptr));
    }
  }
  for (const auto& call : ready) call();
}

void Feed::Run() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      const auto stopping = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping), kFeedPollInterval)) return;
    }
    Poll();
  }
}

void Feed::Poll() {
  std::vector<std::shared_ptr<ProvinceFeed>> watched;
  std::vector<std::string> ids;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, province] : provinces_) {
      absl::MutexLock province_lock(&province->mutex);
      if (province->subscriptions.empty()) {
        province->Forget();
      } else {
        watched.push_back(province);
        ids.push_back(id);
      }
    }
    if (watched.empty()) {
      last_poll_ = RealElapsed();
      return;
    }
  }
  const auto sequences = store::LastSequences(*database_, ids);
  if (!sequences.ok()) return;
  {
    absl::MutexLock lock(&mutex_);
    last_poll_ = RealElapsed();
  }
  for (const auto& entry : *sequences) {
    const auto at = std::find(ids.begin(), ids.end(), entry.province);
    ProvinceFeed& province = *watched[static_cast<size_t>(at - ids.begin())];
    {
      absl::MutexLock lock(&province.mutex);
      province.LearnOf(entry.last_sequence);
    }
    WakeReady(province);
  }
}

absl::Duration Feed::Lag() {
  absl::MutexLock lock(&mutex_);
  return RealElapsed() - last_poll_;
}

}  // namespace phoihop::engine
