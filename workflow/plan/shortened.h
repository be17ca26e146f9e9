// Texts that have to fit a limit.
#ifndef WORKFLOW_PLAN_SHORTENED_H_
#define WORKFLOW_PLAN_SHORTENED_H_

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace phoihop::plan {

// At most `limit` bytes, cut between characters, with "…" where something is left out.
inline std::string Shortened(absl::string_view text, size_t limit) {
  constexpr absl::string_view kEllipsis = "…";
  if (text.size() <= limit) return std::string(text);
  size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_SHORTENED_H_
