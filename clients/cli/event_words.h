// What events say, in Vietnamese, as officials say it.
#ifndef CLIENTS_CLI_EVENT_WORDS_H_
#define CLIENTS_CLI_EVENT_WORDS_H_

#include "absl/strings/string_view.h"

namespace phoihop::cli {

// By the name of the payload in phoihop.v1.Event: `task_accepted`. Empty for one that this program does not know.
absl::string_view EventWords(absl::string_view payload);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_EVENT_WORDS_H_
