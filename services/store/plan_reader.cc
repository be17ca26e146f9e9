#include "services/store/plan_reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/task_reader.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/errors.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"

namespace phoihop::store {

absl::Status NoSuchPlan(absl::string_view province, absl::string_view plan_id) {
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no plan ", Excerpt(PlanName(province, plan_id)), "."));
}

absl::StatusOr<StoredPlan> GetPlan(Database& database, absl::string_view province, absl::string_view plan_id) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("GetPlan", Values().Text(province).Text(plan_id));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) return NoSuchPlan(province, plan_id);
  StoredPlan stored;
  if (auto status = MergeJson(rows->Text(0, 0), &stored.plan); !status.ok()) return status;
  stored.version = rows->Int64(0, 1);
  stored.plan.set_etag(plan::Etag(stored.plan, stored.version));
  return stored;
}

absl::StatusOr<PlanPage> ListPlans(Database& database, const PlanQuery& query) {
  const int size = std::clamp(query.page_size, 1, kMaxPageSize);
  ListQuery list(query.filter);
  list.And(absl::StrCat("p.province = ", list.Bind(query.province)));
  AddPlanVisibility(query.visible_to, list);
  const std::string all = list.where();
  std::string after;
  if (!query.cursor.empty()) {
    const auto cursor = DecodeTimeCursor(query.cursor);
    if (!cursor.ok()) return cursor.status();
    after = absl::StrCat(" AND (p.create_time, p.plan_id) < (", list.Bind(cursor->key), "::timestamptz, ",
                         list.Bind(cursor->id), ")");
  }
  const std::string sql = absl::StrCat(
      "WITH total AS (SELECT count(*) AS n FROM (SELECT 1 FROM plans p WHERE ", all, " LIMIT ", kCountLimit + 1,
      ") AS counted), page AS (SELECT p.create_time, p.plan_id, p.plan - 'items' AS plan FROM plans p WHERE ", all,
      after, " ORDER BY p.create_time DESC, p.plan_id DESC LIMIT ", list.Bind(absl::StrCat(size + 1)),
      "::bigint) SELECT total.n, page.create_time, page.plan_id, page.plan FROM total LEFT JOIN page ON true "
      "ORDER BY page.create_time DESC, page.plan_id DESC");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  PlanPage page;
  const int64_t total = rows->Int64(0, 0);
  page.total_size = total > kCountLimit ? -1 : static_cast<int>(total);
  for (int i = 0; i < std::min(rows->rows(), size); ++i) {
    if (rows->IsNull(i, 3)) break;
    if (auto status = MergeJson(rows->Text(i, 3), &page.plans.emplace_back()); !status.ok()) return status;
  }
  if (rows->rows() > size) {
    page.next_cursor = EncodeCursor({std::string(rows->Text(size - 1, 1)), std::string(rows->Text(size - 1, 2))});
  }
  return page;
}

}  // namespace phoihop::store
