#include "services/handlers/log.h"

#include <cstdio>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace phoihop::handlers {

void LogLine(absl::string_view line) {
  const std::string text = absl::StrCat("phoihopd: ", absl::Utf8SafeCEscape(line), "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace phoihop::handlers
