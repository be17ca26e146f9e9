// Who sees which tasks (access::Visibility), as conditions of statements: what a caller may not see never leaves the
// database.
#ifndef SERVICES_STORE_VISIBILITY_H_
#define SERVICES_STORE_VISIBILITY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "services/store/list_query.h"
#include "services/store/values.h"
#include "workflow/access/visibility.h"

namespace phoihop::store {

// What AddVisibility and AddPlanVisibility add, for statements that put it elsewhere.
// `territories`: SQL of the territories of `t`, for statements whose `t` are rows beside tasks.
std::string TaskCondition(const access::Visibility& visibility, absl::string_view province, ListQuery& list,
                          absl::string_view territories = "t.task->'territories'");
std::string PlanCondition(const access::Visibility& visibility, ListQuery& list);

// Adds the condition for the rows of `tasks t` of a statement that is put together. `province` is a placeholder: `$1`.
void AddVisibility(const access::Visibility& visibility, absl::string_view province, ListQuery& list);

// The same for the rows of `plans p`; the rule is access::SeesPlan.
void AddPlanVisibility(const access::Visibility& visibility, ListQuery& list);

// For named statements about plans: binds whether everything is seen, and arrays of degrees, plans (ids; '': any) and
// issuers ('': any), one element for each combination; see PlanOutlines.
void BindPlanVisibility(const access::Visibility& visibility, Values& values);

// For named statements: binds whether everything is seen, and arrays of units ('': any), degrees, plans ('': any) and
// territories ('': any), one element for each combination; see CountProgress.
void BindVisibility(const access::Visibility& visibility, Values& values);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_VISIBILITY_H_
