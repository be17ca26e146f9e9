// The units of a draft as they will be, from the options `--to-name`, `--to-kind`, `--to-code`, `--to-parent`.
#ifndef CLIENTS_CLI_REORGANISATION_UNITS_H_
#define CLIENTS_CLI_REORGANISATION_UNITS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/reorganisation_draft.h"
#include "phoihop/v1/organisation.pb.h"

namespace phoihop::cli {

// A unit that is made: `wanted` has its name and its first version's display name. Kind and superior are those of what
// it comes from unless the options say otherwise.
absl::StatusOr<v1::Unit> MadeUnit(const DraftOptions& options, const v1::Unit& wanted,
                                  const std::vector<v1::Unit>& from, const UnitFinder& find);

// What changes of a unit that is there; nothing but the name when the options say nothing.
absl::StatusOr<v1::Unit> ChangedUnit(const DraftOptions& options, const v1::Unit& old, const UnitFinder& find);

// `key=value`; nothing without a sign of equality.
std::optional<std::pair<std::string, std::string>> PairOf(const std::string& text);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REORGANISATION_UNITS_H_
