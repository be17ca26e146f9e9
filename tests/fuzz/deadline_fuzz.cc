// Deadline phrases: understood or asked, never both, and dates are dates. The second line of the input is the product.
#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "tests/fuzz/property.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/plan/deadline_phrase.h"

namespace {

using phoihop::fuzz::Demand;

void DemandDate(const std::string& text) {
  absl::CivilDay day;
  Demand(text.empty() || absl::ParseCivilTime(text, &day), "a date is one that exists");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace plan = phoihop::plan;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.find('\n');
  const std::string product = line == std::string::npos ? "" : input.substr(line + 1);
  const plan::DeadlineSettings settings = {.reference = absl::CivilDay(2026, 1, 15),
                                           .period_start = absl::CivilDay(2026, 1, 1),
                                           .period_end = absl::CivilDay(2026, 12, 31)};
  const plan::DeadlineReading reading =
      plan::ReadDeadline(input.substr(0, line), product, settings, plan::DongNai().calendar());
  const bool unknown = reading.deadline.kind() == phoihop::v1::DEADLINE_KIND_UNKNOWN;
  Demand(reading.deadline.kind() != phoihop::v1::DEADLINE_KIND_UNSPECIFIED, "a phrase has a kind");
  Demand(unknown == !reading.question.empty(), "what is not understood is asked, and nothing else");
  Demand(unknown || !reading.explanation.empty(), "what is understood is explained");
  Demand(!unknown || (reading.deadline.nominal_due_date().empty() && reading.deadline.dates().empty()),
         "what is not understood has no date");
  DemandDate(reading.deadline.nominal_due_date());
  DemandDate(reading.deadline.effective_due_date());
  DemandDate(reading.deadline.strict_due_date());
  for (const std::string& date : reading.deadline.dates()) DemandDate(date);
  return 0;
}
