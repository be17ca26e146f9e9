// What there is, for whoever has just started the program: units, tasks, open questions, deadlines, and what to try.
#ifndef SERVICES_SUMMARY_H_
#define SERVICES_SUMMARY_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/handlers/call.h"

namespace phoihop {

// No line is wider, in characters.
inline constexpr size_t kSummaryWidth = 100;
inline constexpr int kSummaryDeadlines = 10;

// `plan` is the name of a plan that exists, or empty.
absl::StatusOr<std::string> Summarise(const handlers::Services& services, absl::string_view province,
                                      absl::string_view plan);

}  // namespace phoihop

#endif  // SERVICES_SUMMARY_H_
