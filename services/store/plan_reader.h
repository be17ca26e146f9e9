// Reading plans.
//
// Columns of `plans p` that a condition may use: p.plan_id p.state p.issuer_unit p.display_name p.number (text),
// p.create_time p.update_time (timestamptz).
#ifndef SERVICES_STORE_PLAN_READER_H_
#define SERVICES_STORE_PLAN_READER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan.pb.h"
#include "services/store/condition.h"
#include "services/store/database.h"
#include "workflow/access/visibility.h"

namespace phoihop::store {

struct StoredPlan {
  v1::Plan plan;  // with its etag
  int64_t version = 0;
};

// NOT_FOUND (NOT_FOUND).
absl::Status NoSuchPlan(absl::string_view province, absl::string_view plan_id);

// NoSuchPlan when there is none.
absl::StatusOr<StoredPlan> GetPlan(Database& database, absl::string_view province, absl::string_view plan_id);

struct PlanQuery {
  std::string province;  // id
  SqlCondition filter;   // placeholders from kFirstFilterParameter (task_reader.h)
  int page_size = 50;
  std::string cursor;  // as TaskQuery
  // Only what the caller may see.
  access::Visibility visible_to;
};

struct PlanPage {
  std::vector<v1::Plan> plans;  // newest first, without items
  std::string next_cursor;
  int total_size = 0;  // as TaskPage
};

// Errors as ListTasks.
absl::StatusOr<PlanPage> ListPlans(Database& database, const PlanQuery& query);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_PLAN_READER_H_
