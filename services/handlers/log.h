// What the operator should know: one line on standard error, without what people wrote and without secrets.
#ifndef SERVICES_HANDLERS_LOG_H_
#define SERVICES_HANDLERS_LOG_H_

#include "absl/strings/string_view.h"

namespace phoihop::handlers {

// Thread-safe; control characters are escaped. No time: whatever collects the lines adds it.
void LogLine(absl::string_view line);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_LOG_H_
