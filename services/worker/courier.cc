#include "services/worker/courier.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"
#include "workflow/notice/notices.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::worker {
namespace {

constexpr absl::Duration kHour = absl::Hours(1);

std::vector<std::string> TaskIdsOf(const std::vector<v1::Event>& events) {
  std::set<std::string> ids;
  for (const v1::Event& event : events) ids.emplace(LastSegment(event.subject()));
  return {ids.begin(), ids.end()};
}

const deadline::WorkingCalendar& HoursOf(const store::RecipientKey& recipient, const Facts& facts, absl::Time now) {
  return facts.calendars().OfUnit(recipient.unit, DayOf(now));
}

}  // namespace

Courier::Courier(CourierOptions options)
    : options_(options), session_(*options.database), loop_(options.engine->clock(), [this] { return Look(); }) {}

Courier::~Courier() { Stop(); }

CourierStatus Courier::status() const {
  absl::MutexLock lock(&mutex_);
  CourierStatus status = status_;
  status.since_last_look = loop_.since_last_look();
  status.last_error = loop_.last_error();
  return status;
}

Looked Courier::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kCourierPollInterval};
  const absl::Time now = options_.engine->clock().Now();
  const auto states = store::NoticeStates(*options_.database);
  looked.error = states.status();
  if (!looked.error.ok()) return looked;
  absl::Duration lag;
  absl::Time next_due = absl::InfiniteFuture();
  for (const store::NoticeState& state : *states) {
    const absl::Time due = std::min(state.urgent_due, state.ordinary_due);
    lag = std::max(lag, now - due);
    next_due = std::min(next_due, due);
    if (state.told_sequence >= state.last_sequence && due > now) continue;
    looked.idle = false;
    const absl::StatusOr<bool> mine = Turn(state, now);
    looked.error = mine.status();
    if (!looked.error.ok()) break;
    if (*mine) looked.wait = absl::ZeroDuration();
  }
  if (looked.idle) {
    looked.wait = std::min(options_.engine->clock().RealTimeUntil(next_due), options_.quiet_interval);
  }
  absl::MutexLock lock(&mutex_);
  status_.lag = std::max(lag, absl::ZeroDuration());
  return looked;
}

absl::StatusOr<bool> Courier::Turn(const store::NoticeState& state, absl::Time now) {
  absl::Cleanup undo = [this] { session_.Rollback(); };
  const auto begun = session_.Begin(state.province);
  if (!begun.ok()) return begun.status();
  if (!begun->has_value()) return false;
  // After the lock, so that they are not older than what is told.
  const auto facts = options_.engine->FactsOf(state.province);
  if (!facts.ok()) return facts.status();
  store::NoticeSession::Feed feed = **begun;
  absl::Status done = Note(**facts, now, feed);
  if (done.ok()) done = session_.MoveFeed(feed);
  if (done.ok()) done = LetOut(**facts, now);
  if (done.ok()) done = session_.Commit();
  if (!done.ok()) return done;
  std::move(undo).Cancel();
  if (options_.let_out) options_.let_out();
  return true;
}

absl::Status Courier::Note(const Facts& facts, absl::Time now, store::NoticeSession::Feed& feed) {
  const auto told = session_.Events(feed.told_sequence, kCourierBatch, notice::ToldTypes());
  if (!told.ok()) return told.status();
  feed.told_sequence = told->until;
  if (told->events.empty()) return absl::OkStatus();
  const auto tasks = session_.Tasks(TaskIdsOf(told->events));
  if (!tasks.ok()) return tasks.status();
  std::vector<store::NoticeRow> rows;
  for (const v1::Event& event : told->events) {
    const auto task = tasks->find(event.subject());
    if (task == tasks->end()) continue;
    const absl::Time time = FromTimestamp(event.time());
    int ordinal = 0;
    for (v1::Notice& notice : notice::NoticesOf(event, task->second, facts.directory(), DayOf(time))) {
      rows.push_back({.sequence = event.sequence(),
                      .ordinal = ++ordinal,
                      .thing = notice::ThingOf(notice),
                      .event_time = time,
                      .notice = std::move(notice)});
    }
  }
  if (rows.empty()) return absl::OkStatus();
  if (absl::Status assigned = AssignDigests(facts, now, feed, rows); !assigned.ok()) return assigned;
  absl::MutexLock lock(&mutex_);
  status_.noted += static_cast<int64_t>(rows.size());
  return absl::OkStatus();
}

absl::Status Courier::AssignDigests(const Facts& facts, absl::Time now, store::NoticeSession::Feed& feed,
                                    std::vector<store::NoticeRow>& rows) {
  std::map<store::RecipientKey, store::RecipientState> states;
  for (const store::NoticeRow& row : rows) {
    if (row.notice.system().empty()) states[{row.notice.unit(), row.notice.person()}];
  }
  std::vector<store::RecipientKey> keys;
  for (const auto& [key, state] : states) keys.push_back(key);
  auto known = session_.Recipients(keys, now - kHour);
  if (!known.ok()) return known.status();
  for (size_t i = 0; i < keys.size(); ++i) states[keys[i]] = (*known)[i];

  std::vector<store::DigestRow> opened;
  for (store::NoticeRow& row : rows) {
    if (!row.notice.system().empty()) {
      row.digest_id = ++feed.last_digest;
      opened.push_back({.digest_id = row.digest_id,
                        .system = row.notice.system(),
                        .urgent = true,
                        .open_time = now,
                        .due_time = now});
      continue;
    }
    const store::RecipientKey key{row.notice.unit(), row.notice.person()};
    store::RecipientState& state = states[key];
    const bool urgent = notice::IsUrgent(row.notice) &&
                        (state.urgent_digest != 0 || state.urgent_digests < notice::kUrgentDigestsPerHour);
    int64_t& digest = urgent ? state.urgent_digest : state.ordinary_digest;
    if (digest == 0) {
      digest = ++feed.last_digest;
      if (urgent) ++state.urgent_digests;
      opened.push_back({.digest_id = digest,
                        .recipient = key,
                        .urgent = urgent,
                        .open_time = now,
                        .due_time = urgent ? now : notice::DigestTime(now, HoursOf(key, facts, now))});
    }
    row.digest_id = digest;
  }
  return session_.Insert(opened, rows);
}

absl::Status Courier::LetOut(const Facts& facts, absl::Time now) {
  auto due = session_.Due(now, kCourierBatch);
  if (!due.ok()) return due.status();
  std::vector<store::DueDigest> closed;
  std::vector<std::pair<int64_t, absl::Time>> later;
  for (store::DueDigest& digest : *due) {
    // Nobody was there to let it out while its recipient was at work, or those hours have changed since.
    const deadline::WorkingCalendar& hours = HoursOf(digest.recipient, facts, now);
    if (digest.urgent || notice::IsWorkingTime(now, hours)) {
      closed.push_back(std::move(digest));
    } else {
      later.emplace_back(digest.digest_id, notice::OpeningTime(now, hours));
    }
  }
  if (absl::Status postponed = session_.Postpone(later); !postponed.ok()) return postponed;
  if (closed.empty()) return absl::OkStatus();
  if (absl::Status done = session_.Close(closed, now); !done.ok()) return done;
  if (absl::Status inserted = session_.InsertDeliveries(DeliveriesOf(closed, facts), now); !inserted.ok())
    return inserted;
  absl::MutexLock lock(&mutex_);
  status_.sent += static_cast<int64_t>(closed.size());
  return absl::OkStatus();
}

std::vector<store::DeliveryRow> Courier::DeliveriesOf(const std::vector<store::DueDigest>& closed,
                                                      const Facts& facts) const {
  std::vector<store::DeliveryRow> deliveries;
  for (const store::DueDigest& digest : closed) {
    if (!digest.system.empty()) {
      // Whether the server knows it or not: it may from its next start on.
      deliveries.push_back({.digest_id = digest.digest_id,
                            .channel = v1::DELIVERY_CHANNEL_WEBHOOK,
                            .state = v1::Delivery::STATE_PENDING,
                            .system = digest.system,
                            .address = digest.system});
      continue;
    }
    deliveries.push_back(
        {.digest_id = digest.digest_id, .channel = v1::DELIVERY_CHANNEL_IN_APP, .state = v1::Delivery::STATE_SENT});
    if (options_.webhook) {
      // Those of one recipient arrive in order; one that is refused holds up nobody else.
      const store::RecipientKey& recipient = digest.recipient;
      deliveries.push_back({.digest_id = digest.digest_id,
                            .channel = v1::DELIVERY_CHANNEL_WEBHOOK,
                            .state = v1::Delivery::STATE_PENDING,
                            .address = recipient.person.empty() ? recipient.unit : recipient.person});
    }
    if (!options_.mail || digest.recipient.person.empty()) continue;
    const v1::Person* person = organisation::FindByName(facts.data().persons(), digest.recipient.person);
    if (person == nullptr || person->email().empty()) continue;
    deliveries.push_back({.digest_id = digest.digest_id,
                          .channel = v1::DELIVERY_CHANNEL_EMAIL,
                          .state = v1::Delivery::STATE_PENDING,
                          .address = person->email()});
  }
  return deliveries;
}

}  // namespace phoihop::worker
