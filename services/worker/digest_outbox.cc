#include "services/worker/digest_outbox.h"

#include <algorithm>
#include <utility>

#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::worker {
namespace {

absl::Duration RetryAfter(int attempt) {
  absl::Duration wait = kFirstDeliveryRetry;
  for (int i = 1; i < attempt && wait < kLongestDeliveryRetry; ++i) wait *= 2;
  return std::min(wait, kLongestDeliveryRetry);
}

store::DeliveryOutcome OutcomeOf(const absl::Status& sent, int attempt, absl::Time now) {
  if (sent.ok()) return {.state = v1::Delivery::STATE_SENT, .sent_time = now};
  if (absl::IsUnavailable(sent) && attempt < kMaxDeliveryAttempts) {
    return {.state = v1::Delivery::STATE_PENDING,
            .next_attempt_time = now + RetryAfter(attempt),
            .error = std::string(sent.message())};
  }
  return {.state = v1::Delivery::STATE_FAILED, .error = std::string(sent.message())};
}

}  // namespace

DigestOutbox::DigestOutbox(DigestOutboxOptions options)
    : options_(std::move(options)), loop_(options_.engine->clock(), [this] { return Look(); }) {}

DigestOutbox::~DigestOutbox() { Stop(); }

DigestOutboxStatus DigestOutbox::status() const {
  absl::MutexLock lock(&mutex_);
  DigestOutboxStatus status = status_;
  status.last_error = loop_.last_error();
  return status;
}

Looked DigestOutbox::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = options_.quiet_interval};
  const absl::Time now = options_.engine->clock().Now();
  const auto provinces = store::ProvincesWithDeliveries(*options_.database, options_.queue, now);
  looked.error = provinces.status();
  if (!looked.error.ok()) return looked;
  for (const std::string& province : *provinces) {
    const absl::StatusOr<int> taken = SendSome(province, now);
    looked.error = taken.status();
    if (!looked.error.ok()) return looked;
    if (*taken == 0) continue;
    looked.idle = false;
    looked.wait = absl::ZeroDuration();
  }
  return looked;
}

absl::StatusOr<int> DigestOutbox::SendSome(const std::string& province, absl::Time now) {
  const auto facts = options_.engine->FactsOf(province);
  if (!facts.ok()) return facts.status();
  const auto claimed =
      store::ClaimDeliveries(*options_.database, province, options_.queue, now, now + kDeliveryLease, kDeliveryBatch);
  if (!claimed.ok()) return claimed.status();
  for (const store::ClaimedDelivery& delivery : *claimed) {
    if (absl::Status sent = Send(province, **facts, delivery); !sent.ok()) return sent;
    // What is left is taken again when its lease has ended.
    if (loop_.stopping()) break;
  }
  return static_cast<int>(claimed->size());
}

absl::Status DigestOutbox::Send(const std::string& province, const Facts& facts,
                                const store::ClaimedDelivery& claimed) {
  const absl::Time now = options_.engine->clock().Now();
  const deadline::WorkingCalendar& hours = facts.calendars().OfUnit(claimed.unit, DayOf(now));
  if (!claimed.urgent && !notice::IsWorkingTime(now, hours)) {
    return store::PostponeDelivery(*options_.database, province, options_.queue.channel, claimed,
                                   notice::OpeningTime(now, hours));
  }
  const auto notices = store::NoticesOfDigest(*options_.database, province, claimed.digest_id);
  if (!notices.ok()) return notices.status();
  const absl::Status sent = options_.send({province, facts, claimed, *notices});
  const store::DeliveryOutcome outcome = OutcomeOf(sent, claimed.attempt, options_.engine->clock().Now());
  if (absl::Status noted = store::NoteDelivery(*options_.database, province, options_.queue.channel, claimed, outcome);
      !noted.ok()) {
    return noted;
  }
  absl::MutexLock lock(&mutex_);
  if (outcome.state == v1::Delivery::STATE_SENT) ++status_.sent;
  if (outcome.state == v1::Delivery::STATE_FAILED) ++status_.failed;
  return absl::OkStatus();
}

}  // namespace phoihop::worker
