#include "services/worker/mailer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/notice/digest.h"
#include "workflow/notice/digest_time.h"
#include "workflow/organisation/named_list.h"

namespace phoihop::worker {
namespace {

absl::Duration RetryAfter(int attempt) {
  absl::Duration wait = kFirstMailRetry;
  for (int i = 1; i < attempt && wait < kLongestMailRetry; ++i) wait *= 2;
  return std::min(wait, kLongestMailRetry);
}

store::MailOutcome OutcomeOf(const absl::Status& sent, int attempt, absl::Time now) {
  if (sent.ok()) return {.state = v1::Delivery::STATE_SENT, .sent_time = now};
  if (absl::IsUnavailable(sent) && attempt < kMaxMailAttempts) {
    return {.state = v1::Delivery::STATE_PENDING,
            .next_attempt_time = now + RetryAfter(attempt),
            .error = std::string(sent.message())};
  }
  return {.state = v1::Delivery::STATE_FAILED, .error = std::string(sent.message())};
}

}  // namespace

Mailer::Mailer(MailerOptions options)
    : options_(std::move(options)), loop_(options_.engine->clock(), [this] { return Look(); }) {}

Mailer::~Mailer() { Stop(); }

MailerStatus Mailer::status() const {
  absl::MutexLock lock(&mutex_);
  MailerStatus status = status_;
  status.last_error = loop_.last_error();
  return status;
}

Looked Mailer::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = options_.quiet_interval};
  const absl::Time now = options_.engine->clock().Now();
  const auto provinces = store::ProvincesWithMail(*options_.database, now);
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

absl::StatusOr<int> Mailer::SendSome(const std::string& province, absl::Time now) {
  const auto facts = options_.engine->FactsOf(province);
  if (!facts.ok()) return facts.status();
  const bool working = notice::IsWorkingTime(now, (*facts)->calendar());
  const auto claimed = store::ClaimMail(*options_.database, province, now, now + kMailLease, working, kMailBatch);
  if (!claimed.ok()) return claimed.status();
  for (const store::ClaimedMail& mail : *claimed) {
    if (absl::Status sent = Send(province, **facts, mail); !sent.ok()) return sent;
    // What is left is taken again when its lease has ended.
    if (loop_.stopping()) break;
  }
  return static_cast<int>(claimed->size());
}

absl::Status Mailer::Send(const std::string& province, const Facts& facts, const store::ClaimedMail& claimed) {
  const auto notices = store::NoticesOfDigest(*options_.database, province, claimed.digest_id);
  if (!notices.ok()) return notices.status();
  notice::Mail content = notice::MailOf(*notices, facts.directory(), options_.language);
  const std::string domain = options_.from.substr(options_.from.find('@') + 1);
  delivery::Mail mail{.message_id = absl::StrCat("digest-", claimed.digest_id, ".", province, "@", domain),
                      .from = options_.from,
                      .to = claimed.address,
                      .subject = std::move(content.subject),
                      .text = std::move(content.text),
                      .date = options_.engine->clock().Now()};
  for (const v1::Notice& notice : *notices) {
    const v1::Person* person = organisation::FindByName(facts.data().persons(), notice.person());
    if (person != nullptr) mail.to_name = person->display_name();
  }
  const store::MailOutcome outcome = OutcomeOf(options_.send(mail), claimed.attempt, options_.engine->clock().Now());
  if (absl::Status noted = store::NoteMail(*options_.database, province, claimed, outcome); !noted.ok()) return noted;
  absl::MutexLock lock(&mutex_);
  if (outcome.state == v1::Delivery::STATE_SENT) ++status_.sent;
  if (outcome.state == v1::Delivery::STATE_FAILED) ++status_.failed;
  return absl::OkStatus();
}

}  // namespace phoihop::worker
