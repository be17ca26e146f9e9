// A small province for tests of ladders, on the day of 2026-09-04, and the ladders that ship.
#ifndef TESTS_UNIT_ESCALATION_PROVINCE_H_
#define TESTS_UNIT_ESCALATION_PROVINCE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/escalation/ladder.h"

namespace phoihop::escalation {

// provinces/dong-nai/units/{id} and …/persons/{id}.
std::string Unit(absl::string_view id);
std::string Person(absl::string_view id);

// ubnd (head chu-tich)
// ├ vp-ubnd, its office (head chanh-van-phong; monitors theo-doi-a, theo-doi-b)
// ├ so-vhttdl (head giam-doc, deputy pho-giam-doc, officer can-bo); took over so-tttt on 2025-03-01
// │ └ phong-bao-chi, a division (head truong-phong)
// ├ so-noi-vu (head gd-noi-vu)
// └ ubnd-xa, a commune without people
// bo-doi, an armed force without a superior (head chi-huy)
// so-cu, ended on 2025-03-01 without a successor
internal::v1::ReferenceData Province();

// Adds a living member to a unit of `data`.
v1::Membership& AddMember(internal::v1::ReferenceData& data, absl::string_view unit, absl::string_view person,
                          v1::MembershipRole role);
// Ends every membership of the person on `last_day_exclusive`.
void EndMemberships(internal::v1::ReferenceData& data, absl::string_view person, absl::string_view last_day_exclusive);

// Given by ubnd to so-vhttdl.
v1::Task TaskOf(absl::string_view issuer = "ubnd", absl::string_view lead = "so-vhttdl");

// What data/default/escalation_policies.json holds, for this province.
internal::v1::ReferenceData ShippedLadders();

}  // namespace phoihop::escalation

#endif  // TESTS_UNIT_ESCALATION_PROVINCE_H_
