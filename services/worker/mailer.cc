#include "services/worker/mailer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/notice/digest.h"
#include "workflow/organisation/named_list.h"

namespace phoihop::worker {

Mailer::Mailer(MailerOptions options)
    : options_(std::move(options)),
      outbox_({.engine = options_.engine,
               .database = options_.database,
               .queue = {.channel = v1::DELIVERY_CHANNEL_EMAIL},
               .send = [this](const DigestToSend& digest) { return Send(digest); },
               .quiet_interval = options_.quiet_interval}) {}

absl::Status Mailer::Send(const DigestToSend& digest) const {
  notice::Mail content = notice::MailOf(digest.notices, digest.facts.directory(), options_.language);
  const std::string domain = options_.from.substr(options_.from.find('@') + 1);
  delivery::Mail mail{
      .message_id = absl::StrCat("digest-", digest.claimed.digest_id, ".", digest.province, "@", domain),
      .from = options_.from,
      .to = digest.claimed.address,
      .subject = std::move(content.subject),
      .text = std::move(content.text),
      .date = options_.engine->clock().Now()};
  for (const v1::Notice& notice : digest.notices) {
    const v1::Person* person = organisation::FindByName(digest.facts.data().persons(), notice.person());
    if (person != nullptr) mail.to_name = person->display_name();
  }
  return options_.send(mail);
}

}  // namespace phoihop::worker
