// How digests reach somebody, in the words of people.
#ifndef CLIENTS_CLI_DELIVERY_WORDS_H_
#define CLIENTS_CLI_DELIVERY_WORDS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "phoihop/v1/notice.pb.h"

namespace phoihop::cli {

// `thư điện tử`.
std::string ChannelForPeople(v1::DeliveryChannel channel);
// What may fail: `email`, `webhook`; nothing when it is neither.
std::optional<v1::DeliveryChannel> ChannelOfWord(absl::string_view word);

// `hệ thống ioc`, `hộp thư so-vhttdl`, `so-vhttdl/nguyen-van-a`.
std::string RecipientForPeople(absl::string_view system, absl::string_view unit, absl::string_view person);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_DELIVERY_WORDS_H_
