#include "clients/cli/delivery_words.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/format.h"

namespace phoihop::cli {

std::string ChannelForPeople(v1::DeliveryChannel channel) {
  if (channel == v1::DELIVERY_CHANNEL_EMAIL) return "thư điện tử";
  return channel == v1::DELIVERY_CHANNEL_WEBHOOK ? "webhook" : "hộp thông báo";
}

std::optional<v1::DeliveryChannel> ChannelOfWord(absl::string_view word) {
  if (word == "email") return v1::DELIVERY_CHANNEL_EMAIL;
  if (word == "webhook") return v1::DELIVERY_CHANNEL_WEBHOOK;
  return std::nullopt;
}

std::string RecipientForPeople(absl::string_view system, absl::string_view unit, absl::string_view person) {
  if (!system.empty()) return absl::StrCat("hệ thống ", system);
  return person.empty() ? absl::StrCat("hộp thư ", ShortName(unit))
                        : absl::StrCat(ShortName(unit), "/", ShortName(person));
}

}  // namespace phoihop::cli
