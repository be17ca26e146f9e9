// Which tasks and plans a caller may see; the rules are task::MayView and access::SeesPlan, and access::Visibility for
// lists.
#ifndef SERVICES_HANDLERS_VISIBILITY_H_
#define SERVICES_HANDLERS_VISIBILITY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"
#include "services/handlers/call.h"
#include "services/store/plan_reader.h"
#include "workflow/access/access.h"

namespace phoihop::handlers {

// What the caller may do today.
access::Rights RightsOf(const CallContext& call);

// For lists: what the caller may see.
access::Visibility VisibilityOf(const CallContext& call);

// Whether the caller may see what a unit has to do, as a whole: its own unit's, that of one below it or of a unit that
// a grant covers. PERMISSION_DENIED in the same words whether the unit exists or not.
absl::Status CheckSeesUnit(absl::string_view unit, const CallContext& call);

// One task, as it is stored. INVALID_NAME when `name` is not a task of the call's province; ACTOR_MISSING when nobody
// asks. Permission comes before existence: NOT_FOUND only for callers that see the whole province, PERMISSION_DENIED
// for others.
absl::StatusOr<v1::Task> ReadVisibleTask(absl::string_view name, const CallContext& call, const Services& services);

// One plan, as it is stored, by its id. NOT_FOUND in the same words when there is none and when it is secret and the
// caller not cleared for it.
absl::StatusOr<store::StoredPlan> ReadVisiblePlan(absl::string_view id, const CallContext& call,
                                                  const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_VISIBILITY_H_
