#include "services/worker/webhook_caller.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest.h"
#include "workflow/notice/notice_text.h"
#include "workflow/resource_name.h"

namespace phoihop::worker {
namespace {

v1::Digest DigestOf(const DigestToSend& digest) {
  using notice::Language;
  const organisation::Directory& directory = digest.facts.directory();
  v1::Digest data;
  data.set_digest(digest.claimed.digest_id);
  data.set_subject(notice::MailOf(digest.notices, directory, Language::kVietnamese).subject);
  for (const v1::Notice& notice : digest.notices) {
    data.set_unit(notice.unit());
    data.set_person(notice.person());
    data.set_system(notice.system());
    if (notice.superseded()) continue;
    v1::Notice& told = *data.add_notices();
    told = notice;
    told.set_digest(digest.claimed.digest_id);
    told.set_text(notice::TextOf(notice, directory, Language::kVietnamese));
    told.set_text_en(notice::TextOf(notice, directory, Language::kEnglish));
  }
  return data;
}

}  // namespace

WebhookCaller::WebhookCaller(WebhookCallerOptions options)
    : options_(std::move(options)),
      outbox_({.engine = options_.engine,
               .database = options_.database,
               .queue = {.channel = v1::DELIVERY_CHANNEL_WEBHOOK, .systems = {options_.system}},
               .send = [this](const DigestToSend& digest) { return Send(digest); },
               .quiet_interval = options_.quiet_interval}) {}

absl::Status WebhookCaller::Send(const DigestToSend& digest) const {
  const absl::Time now = options_.engine->clock().Now();
  v1::DigestEvent event;
  event.set_specversion("1.0");
  event.set_id(absl::StrCat(digest.province, "-digest-", digest.claimed.digest_id));
  event.set_source(absl::StrCat("/", ProvinceName(digest.province)));
  event.set_type(kDigestEventType);
  event.set_datacontenttype("application/json");
  *event.mutable_data() = DigestOf(digest);
  // Of what is told, so that it is the same in every try.
  absl::Time told = absl::InfinitePast();
  for (const v1::Notice& notice : digest.notices) told = std::max(told, FromTimestamp(notice.event_time()));
  *event.mutable_time() = ToTimestamp(digest.notices.empty() ? now : told);
  delivery::WebhookMessage message{.id = event.id(), .time = now, .content_type = kDigestContentType};
  const auto written = google::protobuf::util::MessageToJsonString(event, &message.body);
  if (!written.ok()) return absl::InvalidArgumentError("the digest cannot be written as JSON");
  return options_.send(message);
}

}  // namespace phoihop::worker
