// The reference data that ships with the product, as decisions see it.
#ifndef TESTS_UNIT_PLAN_DONG_NAI_H_
#define TESTS_UNIT_PLAN_DONG_NAI_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/party_phrase.h"

namespace phoihop::plan {

// data/dong-nai, read once.
const Facts& DongNai();

std::string UnitIn(absl::string_view id);  // provinces/dong-nai/units/{id}
std::string SetIn(absl::string_view id);   // provinces/dong-nai/unitSets/{id}

// Imports a file of data/dong-nai; fails the test when it cannot be read.
v1::ImportPlanResponse ImportFile(const std::string& file, const v1::Plan& settings, absl::CivilDay today);

// The same for the bytes of a file of any format.
v1::ImportPlanResponse ImportBytes(absl::string_view bytes, const v1::Plan& settings, absl::CivilDay today);

// One cell, with the names of Đồng Nai.
PartyReading ReadCell(absl::string_view cell, PartyColumn column, absl::string_view item_text,
                      const PartySettings& settings);

// The plan of the former province, and that of the present one, as their samples are to be read.
v1::Plan SettingsOf183();
v1::Plan SettingsOf2026();

}  // namespace phoihop::plan

#endif  // TESTS_UNIT_PLAN_DONG_NAI_H_
