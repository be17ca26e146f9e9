// The decisions about plans, one per verb; plan.cc tells them apart.
#ifndef WORKFLOW_PLAN_DECIDE_H_
#define WORKFLOW_PLAN_DECIDE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// The plan exists and its etag is the one asked for; an empty one matches. NOT_FOUND, ETAG_MISMATCH.
absl::Status CheckExists(const v1::Plan& plan, absl::string_view etag);

// The number of events that an etag stands for; 0: none.
int64_t VersionOf(absl::string_view etag);

absl::StatusOr<Decision> DecideStore(const v1::Plan& state, const v1::Plan& plan, const Facts& facts,
                                     const Context& context);
absl::StatusOr<Decision> DecideUpdateItem(const v1::Plan& state, const v1::UpdatePlanItemRequest& request,
                                          const Facts& facts, const Context& context);
// Every item that is READY becomes tasks. Only the issuer of the plan may ask for it (who holds its work, when it has
// ended since), or the system.
absl::StatusOr<Decision> DecideIssue(const v1::Plan& state, const v1::IssuePlanRequest& request, const Facts& facts,
                                     const Context& context);

// The plan becomes as the command has it, and tasks that were made of it follow (revised_tasks.h); empty when it is
// that already. Only the issuer of the plan may ask for it. PLAN_STATE (what is issued would have a blocking question),
// PREVIEW_STALE (the command was made for another version of the plan).
absl::StatusOr<Decision> DecideRevise(const v1::Plan& state, const internal::v1::RevisePlan& command,
                                      const Facts& facts, const Context& context);
// An event that items wait for: their tasks are issued by follow-ups, with periods that run from its day. Empty when it
// is recorded already as of that day.
absl::StatusOr<Decision> DecideRecordEvent(const v1::Plan& state, const v1::RecordPlanEventRequest& request,
                                           const Facts& facts, const Context& context);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DECIDE_H_
