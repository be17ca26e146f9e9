// The findings of the shipped reference data and sample plans as a text that a person can review.
#ifndef TESTS_UNIT_RESPONSIBILITY_FINDING_LISTING_H_
#define TESTS_UNIT_RESPONSIBILITY_FINDING_LISTING_H_

#include <string>

#include "absl/time/civil_time.h"

namespace phoihop::responsibility {

// tests/data/findings_{day}.txt holds what this answers; print_findings writes it.
std::string ListingOf(absl::CivilDay day);

}  // namespace phoihop::responsibility

#endif  // TESTS_UNIT_RESPONSIBILITY_FINDING_LISTING_H_
