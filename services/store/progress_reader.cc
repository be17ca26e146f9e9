#include "services/store/progress_reader.h"

#include <utility>

#include "services/store/message_json.h"
#include "services/store/report_reader.h"
#include "services/store/snapshot.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

absl::StatusOr<std::vector<v1::Plan>> PlansIn(const Result& rows, absl::string_view province) {
  std::vector<v1::Plan> plans(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    if (auto status = MergeJson(rows.Text(i, 2), &plans[i]); !status.ok()) return status;
    plans[i].set_name(PlanName(province, rows.Text(i, 0)));
    plans[i].set_display_name(std::string(rows.Text(i, 1)));
  }
  return plans;
}

// Rows of one plan, item and lead stand together: one count for each.
std::vector<plan::ProgressCount> CountsIn(const Result& rows) {
  std::vector<plan::ProgressCount> counts;
  for (int i = 0; i < rows.rows(); ++i) {
    plan::ProgressCount key{
        std::string(rows.Text(i, 0)), std::string(rows.Text(i, 1)), std::string(rows.Text(i, 2)), {}};
    const bool same = !counts.empty() && counts.back().plan == key.plan && counts.back().item == key.item &&
                      counts.back().lead_unit == key.lead_unit;
    if (!same) counts.push_back(std::move(key));
    AddResult(static_cast<v1::ResultClass>(rows.Int64(i, 3)), rows.Int64(i, 4), counts.back().counts);
  }
  return counts;
}

}  // namespace

absl::StatusOr<plan::Progress> ReadProgress(Database& database, const ProgressQuery& query) {
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  std::vector<std::string> ids;
  for (const std::string& plan : query.plans) ids.emplace_back(LastSegment(plan));
  Values wanted = Values().Text(query.province).TextArray(query.plans).TextArray(ids);
  BindPlanVisibility(query.visible_to, wanted);
  auto outlines = snapshot->Run("PlanOutlines", wanted);
  if (!outlines.ok()) return ForCaller(outlines.status());
  Values values = Values().Text(query.province).TextArray(query.plans).Time(query.now);
  BindVisibility(query.visible_to, values);
  auto rows = snapshot->Run("CountProgress", values);
  if (!rows.ok()) return ForCaller(rows.status());
  auto plans = PlansIn(*outlines, query.province);
  if (!plans.ok()) return plans.status();
  return plan::Progress{*std::move(plans), CountsIn(*rows)};
}

}  // namespace phoihop::store
