// Resource names: `provinces/dong-nai/tasks/k26-1`. An id is 1 to 63 characters of a-z, 0-9 and '-', starting with a
// letter or digit; ids outlive the names that people give things.
#ifndef WORKFLOW_RESOURCE_NAME_H_
#define WORKFLOW_RESOURCE_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop {

inline constexpr size_t kMaxIdBytes = 63;

bool IsId(absl::string_view id);

// `dong-nai` from `provinces/dong-nai` or from any name below it; INVALID_NAME otherwise.
absl::StatusOr<std::string> ProvinceOf(absl::string_view name);

// The id of `provinces/{province}/{collection}/{id}`; INVALID_NAME (naming the field and the expected shape) otherwise.
absl::StatusOr<std::string> IdOf(absl::string_view name, absl::string_view collection);

// The last segment of a name that is known to be well formed; never fails: `so-vhttdl` from
// `provinces/dong-nai/units/so-vhttdl`.
absl::string_view LastSegment(absl::string_view name);

// A name without its last two segments: the task of a hand-off, the unit of a membership, the province of a unit.
absl::string_view ParentOf(absl::string_view name);

std::string ProvinceName(absl::string_view province);
std::string ChildName(absl::string_view parent, absl::string_view collection, absl::string_view id);
std::string UnitName(absl::string_view province, absl::string_view unit);
std::string UnitSetName(absl::string_view province, absl::string_view unit_set);
std::string TaskName(absl::string_view province, absl::string_view task);
std::string PlanName(absl::string_view province, absl::string_view plan);
std::string PersonName(absl::string_view province, absl::string_view person);

}  // namespace phoihop

#endif  // WORKFLOW_RESOURCE_NAME_H_
