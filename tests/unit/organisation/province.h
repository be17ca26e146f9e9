// The reference data that ships with the product, loaded once per test binary.
#ifndef TESTS_UNIT_ORGANISATION_PROVINCE_H_
#define TESTS_UNIT_ORGANISATION_PROVINCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

inline constexpr absl::CivilDay kToday(2026, 11, 23);
inline constexpr absl::CivilDay kDayOfPlan183(2024, 5, 23);

// What the loader read.
const internal::v1::RecordReferenceData& ProvinceRecord();
// The data after it was recorded.
const std::shared_ptr<const Facts>& ProvinceFacts();

// Whoever loads reference data, at noon of kToday.
Context LoaderContext();

std::string U(absl::string_view id);  // provinces/dong-nai/units/{id}

v1::NameMatch Match(absl::string_view text, absl::CivilDay written_on = kToday, absl::string_view context_unit = "");
// Ids, in order.
std::vector<std::string> Matched(const v1::NameMatch& match);
std::vector<std::string> Successors(const v1::NameMatch& match);

}  // namespace phoihop::organisation

#endif  // TESTS_UNIT_ORGANISATION_PROVINCE_H_
