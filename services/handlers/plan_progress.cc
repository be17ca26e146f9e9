#include "services/handlers/plan_progress.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/visibility.h"
#include "services/store/progress_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/progress.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

// Plans that one question may name; without names it is about all.
constexpr int kMaxPlans = 100;

absl::Status CheckRequest(const v1::SummarisePlansRequest& request, const CallContext& call) {
  std::vector<FieldViolation> violations;
  if (request.parent() != ProvinceName(call.province)) {
    violations.push_back({"parent", "has to be of the form provinces/{province}"});
  }
  if (request.plans_size() > kMaxPlans) {
    violations.push_back({"plans", absl::StrCat("at most ", kMaxPlans, " plans; none means all")});
  }
  for (const std::string& plan : request.plans()) {
    if (IdOf(plan, "plans").ok() && plan == PlanName(call.province, LastSegment(plan))) continue;
    violations.push_back({"plans", absl::StrCat("'", Excerpt(plan), "' is not a plan of this province")});
  }
  if (!v1::SummarisePlansRequest::GroupBy_IsValid(request.group_by())) {
    violations.push_back({"group_by", "is not a known grouping"});
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

}  // namespace

absl::StatusOr<v1::SummarisePlansResponse> SummarisePlans(const v1::SummarisePlansRequest& request,
                                                          const CallContext& call, const Services& services) {
  if (absl::Status status = CheckRequest(request, call); !status.ok()) return status;
  store::ProgressQuery query;
  query.province = call.province;
  query.plans.assign(request.plans().begin(), request.plans().end());
  query.now = call.now;
  query.visible_to = VisibilityOf(call);
  const auto progress = store::ReadProgress(services.database, query);
  if (!progress.ok()) return progress.status();
  for (const std::string& wanted : query.plans) {
    const auto named = [&](const v1::Plan& plan) { return plan.name() == wanted; };
    if (std::any_of(progress->plans.begin(), progress->plans.end(), named)) continue;
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no plan ", Excerpt(wanted), "; list the plans to find its name."));
  }
  v1::SummarisePlansResponse response = plan::Summarise(*progress, request.group_by(), *call.facts, DayOf(call.now));
  *response.mutable_read_time() = ToTimestamp(call.now);
  return response;
}

}  // namespace phoihop::handlers
