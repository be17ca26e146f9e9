// Which tasks a caller may see; the rule is task::MayView.
#ifndef SERVICES_HANDLERS_VISIBILITY_H_
#define SERVICES_HANDLERS_VISIBILITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// For lists: the caller's unit and all units below it today, in the order of names; nullopt when the caller sees the
// whole province. A task is listed when one of them takes part in it.
std::optional<std::vector<std::string>> VisibleUnits(const CallContext& call);

// One task, as it is stored. INVALID_NAME when `name` is not a task of the call's province; ACTOR_MISSING when nobody
// asks. Permission comes before existence: NOT_FOUND only for callers that see the whole province, PERMISSION_DENIED
// for others.
absl::StatusOr<v1::Task> ReadVisibleTask(absl::string_view name, const CallContext& call, const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_VISIBILITY_H_
