// Đồng Nai and Bình Phước as they were on 30 June 2025, and what happened to them afterwards, both made from the
// reference data that the product ships (data/dong-nai): nothing of the province stands in the code.
//
// The shipped data tell the history as recorded, done. Here it is taken back to the day before and the same changes
// become drafts, so that they can happen for real: with open work.
#ifndef TESTS_SIMULATION_PROVINCE_BEFORE_H_
#define TESTS_SIMULATION_PROVINCE_BEFORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::testing {

// Ids of units that tests name.
inline constexpr char kXuanTam[] = "xp-26449-cu";
inline constexpr char kFormerCommittee[] = "ubnd-tinh-dong-nai-cu";  // the registrar's unit before …
inline constexpr char kCommittee[] = "ubnd";                         // … and since 2025-07-01

struct ProvinceBefore {
  // What is recorded: units that lived on 2025-06-30, without an end; a head and an officer in each of them (made up);
  // sets, instruments, calendar and ladders; duties, held by the predecessors of those who hold them today.
  internal::v1::RecordReferenceData record;
  // In an order in which each finds what it rests on. `name` is set, everything that only the server says is not.
  // A basis is missing where the data know none: whoever approves has to name it.
  std::vector<v1::Reorganisation> in_2025;  // effective 2025-07-01; two later ones at their place in the order of dates
  std::vector<v1::Reorganisation> in_2026;  // effective 2026-04-30

  // Resource name of a unit.
  std::string Unit(absl::string_view id) const;
};

absl::StatusOr<ProvinceBefore> MakeProvinceBefore();

// The two people of a unit: `can-bo-…`, `thu-truong-…`, as ids.
std::string OfficerOf(absl::string_view unit);
std::string HeadOf(absl::string_view unit);

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_PROVINCE_BEFORE_H_
