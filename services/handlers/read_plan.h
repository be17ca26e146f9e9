// A file of a plan, as it comes to items: for an import and for a revision.
#ifndef SERVICES_HANDLERS_READ_PLAN_H_
#define SERVICES_HANDLERS_READ_PLAN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"
#include "workflow/plan/difference.h"

namespace phoihop::handlers {

struct PlanFileToRead {
  const std::string& filename;
  const std::string& content;
  int table = 0;  // 0: the first that has the titles of a plan
  bool use_remembered_answers = false;
};

// Reads, understands, and puts what was answered before beside the questions. `settings` are checked here and come back
// in the answer's plan under this name. Errors as ImportPlan.
absl::StatusOr<v1::ImportPlanResponse> ReadPlan(const PlanFileToRead& file, const v1::Plan& settings,
                                                absl::string_view plan_name, const CallContext& call,
                                                const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_READ_PLAN_H_
