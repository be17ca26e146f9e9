#include "services/handlers/memory_list.h"

#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {

absl::Status CheckProvinceParent(absl::string_view parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

absl::StatusOr<absl::CivilDay> ReadAsOf(absl::string_view as_of, absl::Time now) {
  if (as_of.empty()) return DayOf(now);
  const auto day = ParseDate(as_of);
  if (day.ok()) return *day;
  return InvalidRequest(v1::ERROR_REASON_INVALID_DATE, {{"as_of", std::string(day.status().message())}});
}

}  // namespace phoihop::handlers
