// Plans: deciding and folding.
#ifndef WORKFLOW_PLAN_PLAN_H_
#define WORKFLOW_PLAN_PLAN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// Tasks that one IssuePlan may make, wholes and parts: 200 items for every commune and ward of a province make 19,200.
inline constexpr size_t kMaxTasksPerIssue = 25'000;

// `state` is the plan as it is; a default Plan (empty name) when it does not exist, which only StorePlan accepts.
// Storing the same file again answers an empty decision. An issue decision carries the events of the plan and of every
// new task.
absl::StatusOr<Decision> Decide(const v1::Plan& state, const internal::v1::PlanCommand& command, const Facts& facts,
                                const Context& context);

// The unit that issues the plan, or who holds all of its work when it has ended since: only that one may ask for what
// follows, or the system. PERMISSION_DENIED is said before it is said whether the plan exists; then as CheckExists, and
// UNIT_NOT_ALIVE when the system asks for a plan whose issuer nobody follows.
absl::StatusOr<std::string> CheckIssuer(const v1::Plan& plan, absl::string_view etag, const Facts& facts,
                                        const Context& context);

// Sets update_time, and the etag from the event's subject_version (from the etag before, when the event has none yet).
void Evolve(v1::Plan& state, const v1::Event& event);

// `version` is the number of events so far.
std::string Etag(const v1::Plan& plan, int64_t version);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PLAN_H_
